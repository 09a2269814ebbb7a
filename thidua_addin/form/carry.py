"""What a unit entered in an older form, brought into a form of another revision.

An entry goes to the same address, is read anew by the field that stands there now, and keeps what
was typed. Nothing is dropped: whatever has no cell any more, or does not fit its cell, becomes a
note with its old place and the reason, and a finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from scoring.campaign import Campaign
from scoring.campaign_words import kind_title, value_title
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry
from scoring.entry_json import content_data
from scoring.fields import Address, FieldSpec, form_fields
from scoring.findings import Finding, Severity
from scoring.parse import parse_cell, shown
from scoring.snapshot import Cell, CellValue, Place, Snapshot
from scoring.terms import BY_PERIOD, FieldType, Period
from scoring.text import nfc, vn_key
from thidua_addin.form.grid import Grid
from thidua_addin.form.model import KeptNote
from thidua_addin.form.places import form_map, key_text
from thidua_addin.form.read import FormReading
from thidua_addin.workbook.styles import LONGEST_TEXT, clean

__all__ = ["Carry", "OldForm", "carry_entries"]

_DAMAGE = frozenset({"TABLE_MISSING", "COLUMN_MISSING", "ROW_LABEL_DIFFERS"})
"""Findings after which entries may be missing, or stand in the wrong row."""
_ALIKE: Final = 0.6
"""The share of common letters from which two titles count as wordings of one thing."""
_PIECE: Final = LONGEST_TEXT // 2
"""Characters of a note; those outside the first plane count twice."""

Located: TypeAlias = tuple[Place, Cell]


@dataclass(frozen=True, slots=True)
class OldForm:
    """The form that is carried over: its campaign, its cells, what was read from them."""

    campaign: Campaign
    snapshot: Snapshot
    reading: FormReading


@dataclass(frozen=True, slots=True)
class Carry:
    """What the new form is to hold, and what is to be said.

    ``carried`` counts the old entries that the new form then holds, ``kept`` the notes that come
    from the old form (its own earlier notes among them).
    """

    entries: Entries
    notes: tuple[KeptNote, ...]
    carried: int
    kept: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Moved:
    """What becomes of one entry: its new self, or None and the reason why; what is to be said."""

    entry: Entry | None
    findings: tuple[Finding, ...] = ()
    reason: str = ""


def carry_entries(
    old: OldForm, campaign: Campaign, held: Entries, held_notes: tuple[KeptNote, ...]
) -> Carry:
    """The entries and notes of a form of ``campaign`` after those of ``old`` are brought in.

    What the new form holds already (``held``, ``held_notes``) stays as it is.
    """
    move = _Mover(old.campaign, campaign, held)
    entries = {e.address: e for e in held}
    notes: list[KeptNote] = []
    findings = [*_damage(old.reading)]
    cells_of = _cells_of(old)
    arrived: list[Address] = []
    for entry in old.reading.entries:
        cells, was = cells_of[entry.address], move.was[entry.address]
        unclear = _unclear(cells)
        moved = _kept("CARRY_UNREADABLE", entry, was, unclear) if unclear else move(entry)
        findings += moved.findings
        if moved.entry is not None:
            arrived.append(entry.address)
            entries[entry.address] = moved.entry
        else:
            for at, cell in cells:
                notes += _notes(at, cell, _titled(was), moved.reason)
    codes = dict.fromkeys(a.criterion for a in arrived if a.criterion is not None)
    findings += _retitled(old.campaign, campaign, codes)
    all_notes, kept = _joined(held_notes, (*notes, *_overwritten(old), *old.reading.kept_notes))
    return Carry(Entries(entries.values()), all_notes, len(arrived), kept, tuple(findings))


class _Mover:
    """Moves entries from the fields of one campaign to those of another."""

    def __init__(self, old: Campaign, new: Campaign, held: Entries) -> None:
        self.was = {f.address: f for f in form_fields(old)}
        self._old, self._new, self._held = old, new, held
        self._fields = {f.address: f for f in form_fields(new)}

    def __call__(self, entry: Entry) -> _Moved:
        """The entry in the new form, or why it cannot go there."""
        a, was = entry.address, self.was[entry.address]
        spec = self._fields.get(a)
        if spec is None:
            return _kept("CARRY_NO_PLACE", entry, was, self._gone(a))
        kinds = self._other_kind(a)
        if kinds and spec.title != was.title:
            reason = f"ô này nay là “{spec.title}”, trước là “{was.title}”"
            return _kept("CARRY_UNFIT", entry, was, reason)
        moved, reason = _read_anew(entry, spec)
        if moved.value is None and (entry.value is not None or spec.type is not was.type):
            return _kept("CARRY_UNFIT", entry, was, reason)
        change = kinds or _other_meaning(was, spec)
        doubt = (_finding("CARRY_MEANING", entry, was, change),) if change else ()
        held = self._held.get(a.criterion, a.item, a.field)
        if held is None:
            return _Moved(moved, doubt)
        if content_data(held) == content_data(moved):
            return _Moved(held, doubt)
        return _kept("CARRY_CONFLICT", entry, was, f"biểu mới đã ghi “{shown(held.raw)}”")

    def _gone(self, a: Address) -> str:
        """Why the new form has no cell with this address."""
        if a.criterion is None:
            return "biểu mới không có ô này"
        if a.criterion not in self._new.tree:
            return f"tiêu chí {a.criterion} không còn trong bộ tiêu chí mới"
        items = {f.item for f in self._fields if f.criterion == a.criterion}
        if a.item is not None and a.item not in items:
            return f"biểu mới không còn dòng {_place_words(a)}"
        return f"tiêu chí {a.criterion} nay không hỏi giá trị này"

    def _other_kind(self, a: Address) -> str:
        """How the rule that reads the field changed its kind, ``""`` where it did not."""
        if a.criterion is None or a.criterion not in self._old.tree:
            return ""
        criteria = self._old.tree[a.criterion], self._new.tree[a.criterion]
        before, after = (c.rule.kind for c in criteria)
        if before == after or not _read_by_rule(self._new, criteria[1], a):
            return ""
        return f"loại quy tắc “{kind_title(before)}” nay là “{kind_title(after)}”"


def _read_by_rule(campaign: Campaign, criterion: Criterion, a: Address) -> bool:
    """Whether a field is the rule's own; named counts mean the same under every rule."""
    if not criterion.is_leaf or a.item in {named.code for named in criterion.inputs}:
        return False
    bases = (f.base for f in criterion.leaf_rule.fields(campaign.leaf(criterion, Period.YEAR)))
    return any(a.field == base or a.field in BY_PERIOD.get(base, {}).values() for base in bases)


def _read_anew(entry: Entry, spec: FieldSpec) -> tuple[Entry, str]:
    """The entry as the new field understands what was typed, and what speaks against it."""
    assert entry.at is not None  # it was read from a form
    parsed = parse_cell(spec, Cell(entry.raw), entry.at)
    assert parsed is not None  # a blank cell has no entry
    errors = [f.title for f in parsed.findings if f.severity is Severity.ERROR]
    reason = errors[-1] if errors else ""
    return parsed.entry, reason[:1].lower() + reason[1:]


def _kept(code: str, entry: Entry, was: FieldSpec, reason: str) -> _Moved:
    return _Moved(None, (_finding(code, entry, was, reason),), reason)


def _finding(code: str, entry: Entry, was: FieldSpec, reason: str) -> Finding:
    a = entry.address
    params = {"title": _titled(was), "value": shown(entry.raw), "reason": reason}
    return Finding(code, entry.at, a.criterion, a.item, a.field, params)


def _titled(spec: FieldSpec) -> str:
    """A field's title with its row: ``Mức đạt được (năm), II.2``."""
    return f"{spec.title}, {_place_words(spec.address)}" if spec.address.criterion else spec.title


def _place_words(a: Address) -> str:
    return key_text(f"{a.criterion}|{a.item or ''}")


def _other_meaning(was: FieldSpec, spec: FieldSpec) -> str:
    """What makes the same value say something else, ``""`` where nothing does."""
    if (was.type is FieldType.PERCENT) is not (spec.type is FieldType.PERCENT):
        return f"ô ghi {_type_words(was)} nay ghi {_type_words(spec)}"
    if _alike(was.title, spec.title):
        return ""
    return f"“{was.title}” nay là “{spec.title}”"


def _retitled(old: Campaign, new: Campaign, codes: Iterable[str]) -> Iterator[Finding]:
    """Criteria whose code names something else now: a table may have been numbered anew."""
    for code in codes:
        before, after = old.tree[code].title, new.tree[code].title
        if not _alike(before, after):
            params = {"code": code, "before": shown(before), "after": shown(after)}
            yield Finding("CARRY_RETITLED", criterion=code, params=params)


def _alike(before: str, after: str) -> bool:
    """Whether two titles can be wordings of one thing."""
    return SequenceMatcher(None, vn_key(before), vn_key(after), False).ratio() >= _ALIKE


def _type_words(spec: FieldSpec) -> str:
    return value_title("", "value", spec.type.value) or "số"


def _cells_of(old: OldForm) -> Mapping[Address, tuple[Located, ...]]:
    """The cells of every field of the old form that hold something: several where doubled."""
    grid = Grid(old.snapshot, form_map(old.campaign).keys)
    return {
        planned.address: grid.cells(spot)
        for spot, planned in form_map(old.campaign).cells.items()
        if planned.input
    }


def _unclear(cells: tuple[Located, ...]) -> str:
    """Why cells have no one value that can be carried, ``""`` where they have."""
    cell = cells[0][1]
    if any((other.value, other.error) != (cell.value, cell.error) for _, other in cells):
        return f"được ghi khác nhau ở {', '.join(nfc(str(at)) for at, _ in cells)}"
    if cell.error is not None:
        return f"ô đang báo lỗi {cell.error}"
    if isinstance(cell.value, float) and not math.isfinite(cell.value):
        return "giá trị không phải một số"
    blank = cell.value is None or (isinstance(cell.value, str) and not vn_key(cell.value))
    return "công thức chưa có giá trị" if blank else ""


def _damage(reading: FormReading) -> Iterator[Finding]:
    for finding in reading.findings:
        if finding.code in _DAMAGE:
            params = {"problem": finding.message}
            yield replace(finding, code="CARRY_DAMAGED", params=params)


def _overwritten(old: OldForm) -> Iterator[KeptNote]:
    """What was typed over calculated cells."""
    sheets = {sheet.name: sheet for sheet in old.snapshot.sheets}
    for finding in old.reading.findings:
        if finding.code == "CALCULATED_OVERWRITTEN" and finding.at is not None:
            cell = sheets[finding.at.sheet].cell(finding.at.row, finding.at.column)
            yield from _notes(finding.at, cell, finding.params["title"], "ghi đè lên ô tính sẵn")


def _notes(at: Place, cell: Cell, title: str, reason: str) -> Iterator[KeptNote]:
    """The whole value with what it was and why it is here; two notes where one would be cut."""
    value, why = cell.error or _text(cell.value), f"{title}: {reason}"
    if not value:
        return
    whole = f"“{value}” – {why}"
    pieces = [whole]
    if len(whole) > _PIECE:
        pieces = [why, *(value[i : i + _PIECE] for i in range(0, len(value), _PIECE))]
    for text in pieces:
        yield KeptNote(nfc(at.sheet), at.cell, text)


def _text(value: CellValue) -> str:
    """The whole text: ``shown`` cuts long ones."""
    return nfc(value) if isinstance(value, str) else "" if value is None else shown(value)


def _joined(
    held: tuple[KeptNote, ...], come: Iterable[KeptNote]
) -> tuple[tuple[KeptNote, ...], int]:
    """The notes of the new form with those that come, each once; how many different ones came."""

    def as_read(note: KeptNote) -> KeptNote:
        return KeptNote(*(nfc(clean(part)) for part in (note.sheet, note.cell, note.text)))

    notes = dict.fromkeys(map(as_read, held))
    coming = dict.fromkeys(map(as_read, come))
    return (*notes, *(note for note in coming if note not in notes)), len(coming)
