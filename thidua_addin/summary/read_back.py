"""What the chair typed into a summary, read back by address: unit + criterion + item + field.

Rows may have been sorted, moved, copied or deleted. A cell that was emptied is empty; a row that
is gone comes back as it was at the last merge; an input whose place the campaign no longer has
is kept aside. Calculated cells are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.fields import chair_field
from scoring.chair.inputs import CLUSTER, ChairInputs, UnitEntry, inputs_of
from scoring.entries import Entry
from scoring.fields import Address, FieldSpec
from scoring.findings import Finding
from scoring.parse import parse_cell, shown
from scoring.snapshot import Cell, Place, Snapshot
from scoring.terms import Period
from scoring.text import vn_key
from thidua_addin.workbook.tables import Table, TableRow, find_tables, plain_key

__all__ = [
    "CHAIR_TABLES",
    "NOTHING_READ",
    "ChairReading",
    "InputCell",
    "Unplaced",
    "field_of",
    "input_cells",
    "read_chair",
    "what_of",
]

CHAIR_TABLES: Final[Mapping[str, frozenset[str]]] = {
    "appraisal": frozenset(
        {"appraised_actual", "appraised", "reason", "explanation", "second", "second_reason"}
        | {"appraiser", "appraised_on"}
    ),
    "appraisal_units": frozenset({"accept_rest", "accepted_by", "accepted_on"}),
    "targets": frozenset({"approved_target", "approval_document", "approval_date"}),
    "assignment": frozenset({"assigned"}),
    "meeting": frozenset({"value"}),
    "ballot": frozenset({"issued", "returned", "valid", "invalid"}),
    "votes": frozenset({"votes"}),
    "awards": frozenset({"decision", "decision_reason", "decided_by", "decided_on"}),
    "received": frozenset({"pinned"}),
}
"""The tables that the chair fills, and the roles of the columns for it.

When a file came stands in ``received`` as well, and is read with the submissions
(``summary.moments``). In a column ``value`` the row's key names the field.
"""


_SCORED: Final = (Period.MIDYEAR, Period.YEAR)
_ALWAYS: Final = (
    ("appraisal", "Thẩm định", _SCORED),
    ("appraisal_units", "Tiến độ thẩm định", _SCORED),
    ("targets", "Chỉ tiêu", tuple(Period)),
    ("received", "Sổ nhận", tuple(Period)),
    ("meeting", "Bình xét", (Period.YEAR,)),
)
"""The tables that a summary always has: name, sheet, periods."""

_LINE: Final = re.compile(r"([^()|]+)(?:\((.+)\))?")
"""A line as the sheets show it: ``II.5.2`` or ``II.5.2(3)``."""


@dataclass(frozen=True, slots=True)
class InputCell:
    """A cell of the chair's: where it stands and what it is about (``unit`` "" for the cluster).

    ``moved``: the row's hidden key names another line than the row shows, because somebody sorted
    the rows without it; what a person sees there counts.
    """

    at: Place
    unit: str
    address: Address
    cell: Cell
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What was typed at an address that has no cell any more, or that another cell holds.

    ``at`` is where it stood; ``title`` says in words what it was.
    """

    unit: str
    entry: Entry
    title: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class ChairReading:
    """The chair's inputs of the period that the summary shows, and what there is to say.

    ``unplaced`` stood in cells that do not count; the inputs hold everything else, also what the
    campaign has no place for now.
    """

    inputs: ChairInputs
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


NOTHING_READ: Final = ChairReading(ChairInputs())


@dataclass(slots=True)
class _Gathered:
    """The inputs as they are met; the first of two with one address counts."""

    entries: dict[tuple[str, Address], Entry] = field(default_factory=dict)
    seen: set[tuple[str, Address]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def input_cells(snapshot: Snapshot, campaign: Campaign) -> Iterator[InputCell]:
    """Every cell of the chair's tables that a person may fill, blank ones too."""
    codes = {plain_key(code): code for code in _codes(campaign)}
    names = _unit_names(campaign)
    for table in find_tables(snapshot):
        if table.name in CHAIR_TABLES:
            for row in table.rows:
                yield from _row_cells(table, row, codes, names)


def _unit_names(campaign: Campaign) -> Mapping[str, str]:
    """The units by the names that the sheets show; names of two units are left out."""
    shown = [(vn_key(n), u.code) for u in campaign.units.values() for n in {u.name, u.short_name}]
    names = [name for name, _ in shown]
    return {name: code for name, code in shown if names.count(name) == 1}


def _codes(campaign: Campaign) -> Iterator[str]:
    yield from (a.code for a in campaign.awards)
    for criterion in campaign.criteria:
        yield criterion.code
        yield from (named.code for named in criterion.inputs)


def _row_cells(
    table: Table, row: TableRow, codes: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[InputCell]:
    key, _, unit = row.key.partition("@")
    criterion, item, row_field = (*key.split("|"), "", "")[:3]
    seen = _seen(table, row, names) if unit else None
    moved = seen is not None and seen != (unit, *((criterion, item) if _names_line(table) else ()))
    if seen is not None and moved:
        unit, *line = seen
        criterion, item = line if line else (criterion, item)
    for role in table.roles:
        name, _, suffix = role.partition("@")
        if name not in CHAIR_TABLES[table.name]:
            continue
        name = row_field if name == "value" else name
        of_unit, of_item = (unit, suffix or item) if unit else (suffix, item)
        address = Address(
            codes.get(criterion, criterion) or None, codes.get(of_item, of_item) or None, name
        )
        at = table.place(row.row, role)
        yield InputCell(at, of_unit or CLUSTER, address, table.cell(row.row, role), moved)


def _names_line(table: Table) -> bool:
    return "code" in table.roles


def _seen(table: Table, row: TableRow, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """The unit, and the line where the table names it, that a row shows; None where unclear."""
    if "who" not in table.roles:
        return None
    unit = names.get(vn_key(_text(table, row, "who")))
    if unit is None or not _names_line(table):
        return None if unit is None else (unit,)
    found = _LINE.fullmatch(plain_key(_text(table, row, "code")))
    return None if found is None else (unit, found[1], found[2] or "")


def _text(table: Table, row: TableRow, role: str) -> str:
    value = table.cell(row.row, role).value
    return value if isinstance(value, str) else ""


def read_chair(
    snapshot: Snapshot,
    campaign: Campaign,
    period: Period,
    before: ChairInputs,
    hidden: frozenset[tuple[str, Address]] = frozenset(),
    formula_at: Callable[[Place], str] = lambda at: "",
) -> ChairReading:
    """The inputs in a summary of this period, as the campaign understands them now.

    ``before`` is what the summary says it was written with; what of it had no cell (``hidden``)
    goes on without one. ``formula_at`` gives the text of a formula, which is kept where the file
    holds no result of it.
    """
    gathered = _Gathered()
    moved: dict[str, set[int]] = {}
    for cell in input_cells(snapshot, campaign):
        _take(gathered, campaign, period, cell, formula_at)
        if cell.moved:
            moved.setdefault(cell.at.sheet, set()).add(cell.at.row)
    for sheet, rows in moved.items():
        params = {"sheet": sheet, "count": str(len(rows))}
        gathered.findings.append(Finding("CHAIR_ROWS_SORTED", params=params))
    gathered.findings += _tables_gone(snapshot, period)
    gone = [each for each in before if (each.unit, each.entry.address) not in gathered.seen]
    for each in gone:
        gathered.entries[each.unit, each.entry.address] = each.entry
    deleted = [e for e in gone if (e.unit, e.entry.address) not in hidden]
    gathered.findings += _restored(campaign, deleted)
    entries = (UnitEntry(unit, entry) for (unit, _), entry in gathered.entries.items())
    return ChairReading(inputs_of(entries), tuple(gathered.findings), tuple(gathered.unplaced))


def _tables_gone(snapshot: Snapshot, period: Period) -> Iterator[Finding]:
    """The tables of a summary that are not there any more, as far as they are always written."""
    there = {table.name for table in find_tables(snapshot)}
    if "matrix" not in there:
        return  # a very large cluster has values only, and no appraisal
    for name, sheet, periods in _ALWAYS:
        if period in periods and name not in there:
            yield Finding("CHAIR_TABLE_GONE", params={"sheet": sheet})


def _take(
    gathered: _Gathered,
    campaign: Campaign,
    period: Period,
    found: InputCell,
    formula_at: Callable[[Place], str],
) -> None:
    key = (found.unit, found.address)
    gathered.seen.add(key)
    spec = field_of(campaign, period, found.unit, found.address)
    if spec is None:
        raw = found.cell.error or found.cell.value
        if raw is not None:
            gathered.entries.setdefault(key, Entry(found.address, raw, None, found.at))
        return
    parsed = parse_cell(spec, found.cell, found.at)
    if parsed is None:
        return
    if parsed.entry.raw is None:
        raw = formula_at(found.at) or "(công thức không có kết quả)"
        parsed = replace(parsed, entry=replace(parsed.entry, raw=raw))
    other = gathered.entries.get(key)
    if other is None:
        gathered.entries[key] = parsed.entry
        gathered.findings += parsed.findings
    elif vn_key(shown(other.raw)) != vn_key(shown(parsed.entry.raw)):
        gathered.unplaced.append(Unplaced(found.unit, parsed.entry, spec.title, found.at))
        params = {
            "title": spec.title,
            "what": what_of(campaign, found.unit, found.address),
            "value": shown(other.raw),
            "other": shown(parsed.entry.raw),
        }
        a = found.address
        gathered.findings.append(
            Finding("CHAIR_INPUT_TWICE", found.at, a.criterion, a.item, a.field, params)
        )


def field_of(campaign: Campaign, period: Period, unit: str, address: Address) -> FieldSpec | None:
    """The chair's field for a unit at an address; None for what the campaign does not know."""
    if unit != CLUSTER and unit not in campaign.units:
        return None
    if address.field == "assigned" and address.item not in (campaign.units.keys() - {unit}):
        return None
    return chair_field(campaign, period, address)


def what_of(campaign: Campaign, unit: str, address: Address) -> str:
    """An address in words: ``Bắc Kạn, II.5.2, mục 3``."""
    known = campaign.units.get(unit)
    name = "Cụm" if unit == CLUSTER else unit if known is None else known.short_name
    awards = {a.code: a.title for a in campaign.awards}
    item = "" if address.item is None else awards.get(address.item, f"mục {address.item}")
    return ", ".join(part for part in (name, address.criterion, item) if part)


def _restored(campaign: Campaign, gone: list[UnitEntry]) -> Iterator[Finding]:
    """One finding a unit for the cells that somebody deleted with their rows."""
    for unit in dict.fromkeys(each.unit for each in gone):
        count = sum(each.unit == unit for each in gone)
        known = campaign.units.get(unit)
        name = "Cụm" if unit == CLUSTER else unit if known is None else known.short_name
        yield Finding("CHAIR_ROW_RESTORED", params={"unit": name, "count": str(count)})
