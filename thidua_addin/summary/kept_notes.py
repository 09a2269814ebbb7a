"""What people put into a summary besides its inputs, as notes that are carried from merge to merge.

The sheet ``Ghi chú giữ lại`` (``sheets/kept.py``) shows them and is where the next merge finds
them again. A person may delete a row there, or change its words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from scoring.dates import vn_date
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.received import VIETNAM
from scoring.snapshot import CellValue
from scoring.text import nfc, vn_key
from thidua_addin.workbook.tables import Table

__all__ = ["KeptNote", "NoteKind", "carried_notes", "kept_findings", "shown_value", "unique"]


class NoteKind(StrEnum):
    """What a note was."""

    CELL = "cell"
    COMMENT = "comment"
    SHEET_CELL = "sheet_cell"
    ORPHAN = "orphan"
    LOST = "lost"

    @property
    def label(self) -> str:
        """As the sheet says it."""
        return _LABELS[self]


_LABELS: Final = {
    NoteKind.CELL: "Ô ghi thêm",
    NoteKind.COMMENT: "Ghi chú của ô",
    NoteKind.SHEET_CELL: "Ô của trang thêm",
    NoteKind.ORPHAN: "Số liệu không còn chỗ",
    NoteKind.LOST: "Không mang sang được",
}
_KINDS: Final = {vn_key(label): kind for kind, label in _LABELS.items()}


@dataclass(frozen=True, slots=True)
class KeptNote:
    """One note: what it was, where it stood (``cell`` is ``""`` for no cell), what it says.

    ``text`` is a text as it was typed, or what else stood there in words; ``raw`` is the value
    itself. ``since`` is the merge that found it; ``detail`` tells its row, its author, its formula.
    """

    kind: NoteKind
    sheet: str
    cell: str
    text: str
    raw: CellValue
    since: dt.datetime
    detail: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing at the same place, whenever it was found: 16 hex digits."""
        sort = type(self.raw).__name__
        said = json.dumps([self.kind.value, self.sheet, self.cell, sort, self.text])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def shown_value(raw: CellValue) -> str:
    """A value in words: text as it is, a number with a decimal comma, a day as ``05/12/2021``."""
    match raw:
        case None:
            return ""
        case bool():
            return "TRUE" if raw else "FALSE"
        case float():
            return vn_number(Decimal(repr(raw))) if math.isfinite(raw) else str(raw)
        case dt.datetime():
            return f"{vn_date(raw.date())} {raw:%H:%M}"
        case dt.date():
            return vn_date(raw)
        case str():
            return nfc(raw)


def unique(notes: Iterable[KeptNote]) -> tuple[KeptNote, ...]:
    """Each note once, the earliest of those that say the same."""
    found: dict[str, KeptNote] = {}
    for note in notes:
        known = found.get(note.key)
        if known is None or note.since < known.since:
            found[note.key] = note
    return tuple(found.values())


@dataclass(slots=True)
class _Row:
    """The rows of one note: further ones hold what did not fit into the first."""

    label: str = ""
    sheet: str = ""
    cell: str = ""
    detail: str = ""
    since: CellValue = None
    whole: str = ""
    parts: dict[int, CellValue] = field(default_factory=dict)


def carried_notes(tables: Iterable[Table], at: dt.datetime) -> tuple[KeptNote, ...]:
    """The notes of a summary's own sheet of them, as they stand there now.

    ``tables`` are all those of the summary; ``at`` stands for a moment that cannot be read.
    """
    rows: dict[str, _Row] = {}
    for table in tables:
        if table.name == "kept":
            for row in table.rows:
                _gather(table, row.row, row.key, rows)
    notes = (_note(row, at) for row in rows.values())
    return unique(note for note in notes if note is not None)


def _gather(table: Table, row: int, key: str, rows: dict[str, _Row]) -> None:
    def text(role: str) -> str:
        value = table.cell(row, role).value if role in table.roles else None
        return value if isinstance(value, str) else shown_value(value)

    # The key stands in a column of its own, which a sorted filter leaves behind.
    given, _, number = (text("id") or key.strip("|")).partition(".")
    gathered = rows.setdefault(given, _Row())
    cell = table.cell(row, "text") if "text" in table.roles else None
    value = None if cell is None else cell.error or cell.value
    gathered.parts.setdefault(int(number) if number.isdecimal() else 1, value)
    if number in ("", "1"):
        gathered.label, gathered.sheet, gathered.cell = text("kind"), text("sheet"), text("cell")
        gathered.detail, gathered.whole = text("detail"), text("whole")
        gathered.since = table.cell(row, "since").value if "since" in table.roles else None


def _note(row: _Row, at: dt.datetime) -> KeptNote | None:
    raw = _value(row)
    text = shown_value(raw)
    if not text.strip() and not row.sheet:
        return None
    kind = _KINDS.get(vn_key(row.label), NoteKind.CELL)
    return KeptNote(kind, row.sheet, row.cell, text, raw, _moment(row.since, at), row.detail)


def _value(row: _Row) -> CellValue:
    """What the note says: whole where its parts were left as they are."""
    if len(row.parts) == 1 and not row.whole:
        return next(iter(row.parts.values()))
    joined = "".join(shown_value(row.parts[number]) for number in sorted(row.parts))
    return row.whole if _plain(row.whole) == _plain(joined) else joined


def _plain(text: str) -> str:
    return " ".join(nfc(text).split())


def _moment(value: CellValue, at: dt.datetime) -> dt.datetime:
    match value:
        case dt.datetime():
            return value.replace(tzinfo=VIETNAM)
        case dt.date():
            return dt.datetime.combine(value, dt.time(), VIETNAM)
    return at


def kept_findings(notes: Iterable[KeptNote], at: dt.datetime, previous: str) -> tuple[Finding, ...]:
    """What there is to say of the notes found at this merge; ``previous`` names the kept file."""
    new = [note for note in notes if note.since == at]
    kinds: Mapping[bool, list[KeptNote]] = {
        lost: [n for n in new if (n.kind is NoteKind.LOST) is lost] for lost in (False, True)
    }
    return tuple(_findings(kinds[False], kinds[True], previous))


def _findings(kept: list[KeptNote], lost: list[KeptNote], previous: str) -> Iterator[Finding]:
    if kept:
        sheets = dict.fromkeys(note.sheet for note in kept)
        params = {"count": str(len(kept)), "sheets": _few(sheets)}
        yield Finding("OWN_CONTENT_KEPT", params=params)
    if lost:
        things = dict.fromkeys(note.text.split("\n")[0] for note in lost)
        params = {"count": str(len(lost)), "things": _few(things), "file": previous}
        yield Finding("OWN_CONTENT_LOST", params=params)


def _few(words: Iterable[str]) -> str:
    """The first few, short enough for a message."""
    every = [word if len(word) <= 40 else f"{word[:39]}…" for word in words if word]
    return ", ".join(every[:3]) + (f" và {len(every) - 3} mục khác" if len(every) > 3 else "")
