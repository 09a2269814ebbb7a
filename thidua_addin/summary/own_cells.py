"""What people put into a summary besides its inputs, found before it is written anew.

Cells on our sheets whose content the program did not write (``own_record`` tells), whole sheets,
comments, and the names of what no new file can take over. A summary of before there was a record
gives its sheets and comments only: its known places are taken as ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.findings import Finding
from scoring.snapshot import Place, SheetSnapshot, Snapshot
from scoring.text import nfc
from thidua_addin.summary.kept_notes import (
    KeptNote,
    NoteKind,
    carried_notes,
    shown_value,
    unique,
)
from thidua_addin.summary.layout import SheetName
from thidua_addin.summary.own_record import SheetRecord, fingerprint, read_records
from thidua_addin.summary.strange_cells import Found, copied_cells, strange_cells
from thidua_addin.workbook.attachments import (
    Attached,
    Attachment,
    attachments_of,
    book_attachments,
    format_rules,
)
from thidua_addin.workbook.comments import comments_of
from thidua_addin.workbook.formula_texts import formula_texts
from thidua_addin.workbook.package import Package, PackageSheet, open_package
from thidua_addin.workbook.tables import Table, find_tables

__all__ = ["MOST_CELLS", "own_content", "record_findings"]

MOST_CELLS: Final = 20_000
"""So many cells of one sheet are carried; the rest stays in the previous file, and that is said."""

_HIDDEN_TABLES: Final = frozenset({"meta", "submissions", "record"})
_SHARE: Final = 0.5
"""A sheet with more of the texts of one of ours than this is that sheet, renamed or copied."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A sheet with the record of what the program wrote there; None for a sheet of a person's.

    ``old`` is a sheet of ours of which nothing was noted; ``original`` is the sheet of
    which this one is a copy.
    """

    sheet: SheetSnapshot
    record: SheetRecord | None = None
    old: bool = False
    original: SheetSnapshot | None = None


def own_content(snapshot: Snapshot, path: Path, at: dt.datetime) -> tuple[KeptNote, ...]:
    """Everything that people put into the summary, the notes of earlier merges first.

    ``path`` is the file of the snapshot, ``at`` the moment of this merge. The chair's inputs,
    which are read back by their address, are not among it. Raises UnreadableWorkbook where the
    file has been damaged since it was read.
    """
    tables = find_tables(snapshot)
    notes = list(carried_notes(tables, at))
    known = {k.sheet.name: k for k in _known_sheets(snapshot, tables)}
    with open_package(path) as package:
        for sheet in package.sheets():
            if sheet.kind != "worksheet":
                notes += (_lost(sheet.name, a, at) for a in attachments_of(package, sheet))
            elif sheet.name in known:
                notes += _Reading(package, sheet, known[sheet.name], at).notes()
        notes += (_lost("", a, at) for a in book_attachments(package))
    return unique(notes)


def record_findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Whether the summary lacks the record by which a person's cells are told from ours."""
    records = read_records(find_tables(snapshot))
    return () if records is not None else (Finding("OWN_CONTENT_NO_RECORD"),)


def _known_sheets(snapshot: Snapshot, tables: Collection[Table]) -> Iterator[_Known]:
    """Every sheet but the hidden ones of the program's own, with its record."""
    records = read_records(tables)
    names: dict[str, set[str]] = {}
    for table in tables:
        names.setdefault(table.sheet, set()).add(table.name)
    sheets = [s for s in snapshot.sheets if not names.get(s.name, set()) & _HIDDEN_TABLES]
    if records is None:
        ours = {name.value for name in SheetName}
        for sheet in sheets:
            yield _Known(sheet, old=nfc(sheet.name) in ours or sheet.name in names)
        return
    free = dict(records)
    taken: dict[str, SheetSnapshot] = {}
    for sheet in sheets:
        record = free.pop(nfc(sheet.name), None)
        if record is not None:
            taken[record.name] = sheet
            yield _Known(sheet, record)
    for sheet in sheets:
        if sheet in taken.values():
            continue
        renamed = _like(sheet, free)
        if renamed is not None:
            free.pop(renamed.name)
            yield _Known(sheet, renamed)
            continue
        copied = _like(sheet, {name: records[name] for name in taken})
        original = None if copied is None else taken[copied.name]
        yield _Known(sheet, copied, original=original)


def _like(sheet: SheetSnapshot, records: Mapping[str, SheetRecord]) -> SheetRecord | None:
    """The record of which a sheet of another name holds most texts."""
    if not records:
        return None
    held = {fingerprint(c.value) for c in sheet.cells.values() if isinstance(c.value, str)}
    shares = [
        (len(held & record.texts.keys()) / len(record.texts), name)
        for name, record in records.items()
        if record.texts
    ]
    share, name = max(shares, default=(0.0, ""))
    return records[name] if share > _SHARE else None


class _Reading:
    """One sheet while its notes are gathered."""

    def __init__(
        self, package: Package, sheet: PackageSheet, known: _Known, at: dt.datetime
    ) -> None:
        self._package, self._sheet, self._known, self._at = package, sheet, known, at
        self._attached = attachments_of(package, sheet)

    def notes(self) -> Iterator[KeptNote]:
        """Cells, then comments, then what is lost."""
        yield from self._cells()
        yield from self._comments()
        record = self._known.record
        for thing in _not_ours(self._attached, self._known):
            yield _lost(self._sheet.name, thing, self._at)
        original = self._known.original
        if original is not None:
            yield self._line(f"Bản sao của trang “{original.name}”: chỉ chép những ô khác")
        elif record is not None:
            more = format_rules(self._package, self._sheet) - record.formats
            if more > 0:
                yield self._line(f"Định dạng có điều kiện thêm vào: {more} quy tắc")

    def _cells(self) -> Iterator[KeptNote]:
        links = {a.cell: a.text for a in self._attached if a.kind is Attached.LINK and a.cell}
        found = [] if self._known.old else self._found()
        more = len(found) - MOST_CELLS
        found = found[:MOST_CELLS]
        formulas = formula_texts(
            self._package, self._sheet, {f.at.cell for f in found if f.cell.formula}
        )
        added = not self._known.old and self._known.record is None
        added = added or self._known.original is not None
        kind = NoteKind.SHEET_CELL if added else NoteKind.CELL
        for each in found:
            cell, formula = each.at.cell, formulas.get(each.at.cell, "")
            raw = each.cell.error or each.cell.value
            if each.cell.formula and raw is None:
                raw = formula or "(công thức)"
            about = [each.about]
            about += [f"Công thức: {formula}"] if formula and raw != formula else []
            about += [f"Liên kết: {links.pop(cell)}"] if cell in links else []
            yield self._note(kind, cell, raw, about)
        for cell, target in links.items():
            yield self._note(kind, cell, target, ["Liên kết gắn vào ô"])
        if more > 0:
            yield self._line(f"Còn {more} ô chưa chép (trang có quá nhiều ô)")

    def _found(self) -> list[Found]:
        """The cells of the sheet that are a person's."""
        known = self._known
        if known.record is None:
            cells = sorted(known.sheet.cells.items())
            return [Found(Place(known.sheet.name, *at), cell) for at, cell in cells]
        if known.original is not None:
            return list(copied_cells(known.sheet, known.record, known.original))
        return list(strange_cells(known.sheet, known.record))

    def _comments(self) -> Iterator[KeptNote]:
        own = self._known.record.comments if self._known.record is not None else frozenset()
        for comment in comments_of(self._package, self._sheet):
            if comment.text is None:
                yield self._line("Ghi chú của các ô: không đọc được")
            elif fingerprint(comment.text) not in own:
                by = f"Người ghi: {comment.author}" if comment.author else ""
                when = f"Lúc: {comment.moment}" if comment.moment else ""
                yield self._note(NoteKind.COMMENT, comment.cell, comment.text, [by, when])

    def _note(
        self, kind: NoteKind, cell: str, raw: str | float | dt.date | None, about: list[str]
    ) -> KeptNote:
        detail = "; ".join(part for part in about if part)
        return KeptNote(kind, nfc(self._sheet.name), cell, shown_value(raw), raw, self._at, detail)

    def _line(self, text: str) -> KeptNote:
        return self._note(NoteKind.LOST, "", text, [])


def _not_ours(attached: tuple[Attachment, ...], known: _Known) -> Iterator[Attachment]:
    """Without links, which are carried, and without as many charts as the program drew."""
    charts = [a for a in attached if a.kind is Attached.CHART]
    own: list[str] = []
    if known.record is not None:
        own = [Place("", *at).cell for at in known.record.charts]
    placed = [a for a in charts if a.cell in own]
    moved = [a for a in charts if a.cell not in own]
    extra = moved[max(0, len(own) - len(placed)) :] + placed[len(own) :]
    if known.old:
        extra = []
    for thing in attached:
        if thing.kind is Attached.LINK or (thing.kind is Attached.CHART and thing not in extra):
            continue
        yield thing


def _lost(sheet: str, thing: Attachment, at: dt.datetime) -> KeptNote:
    text = thing.kind.value + (f" “{thing.name}”" if thing.name else "")
    text += f": {thing.text}" if thing.text else ""
    return KeptNote(NoteKind.LOST, nfc(sheet), thing.cell, nfc(text), nfc(text), at)
