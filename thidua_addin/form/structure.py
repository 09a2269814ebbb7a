"""What happened to the form's tables: rows, columns and sheets lost, doubled, added or typed over.

Nothing is lost in silence: whatever cannot be read into an entry is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scoring.campaign import Campaign
from scoring.fields import FieldSpec, item_codes
from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import Cell, Place, column_letters
from scoring.terms import State
from scoring.text import nfc, same_text
from thidua_addin.form.grid import Grid, KeyedRow
from thidua_addin.form.places import (
    FORM_TABLES,
    ROLE_TITLES,
    Spot,
    address_of,
    key_of,
    key_text,
    spot_of,
)
from thidua_addin.workbook.tables import Table

CALCULATED_ROLES = frozenset(
    {
        "ratio",
        "computed",
        "difference",
        "evidence_state",
        "in_use",
        "assigned",
        "rescaled",
        "share",
    }
)
"""Columns of the scores table that formulas fill. ``target`` is a calculated mirror there too."""

STATUS_ROLES = frozenset({"mark", "parent"})
"""Columns that neither people nor the reader care about."""

LONGEST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Expected:
    """What the campaign puts into the form: its fields by spot, its rows by table and key."""

    campaign: Campaign
    fields: dict[Spot, FieldSpec]

    def keys(self, table: str) -> list[str]:
        """The keys of the rows in which something is entered, in the form's order."""
        return list(dict.fromkeys(s.key for s in self.fields if s.table == table))

    def roles(self, table: str) -> list[str]:
        """The columns in which something is entered."""
        return list(dict.fromkeys(s.role for s in self.fields if s.table == table))

    def knows(self, key: str) -> bool:
        """Whether a row key belongs to the campaign, entered or calculated."""
        code, _, item = key.partition("|")
        if not code:
            return True
        for criterion in self.campaign.tree.criteria:
            if key_of(criterion.code, None, "") == f"{code}|":
                named = (i.code for i in criterion.inputs)
                items = (*item_codes(criterion), *named)
                return not item or f"{code}|{item}" in {
                    key_of(criterion.code, i, "") for i in items
                }
        return False


def expected(campaign: Campaign, specs: tuple[FieldSpec, ...]) -> Expected:
    """The fields of a campaign by the spot where each belongs."""
    return Expected(campaign, {spot_of(spec): spec for spec in specs})


def structure_findings(grid: Grid, wanted: Expected) -> Iterator[Finding]:
    """Every finding about tables, columns, rows and calculated cells, table by table."""
    for name in FORM_TABLES:
        tables = grid.tables(name)
        if not tables:
            params = {"table": FORM_TABLES[name].title, "sheet": FORM_TABLES[name].sheet}
            yield Finding("TABLE_MISSING", params=params)
            continue
        yield from _table_findings(name, tables)
        for table in tables:
            yield from _column_findings(table, wanted)
            yield from _unkeyed_findings(table)
        yield from _row_findings(grid, name, wanted)
        for row in grid.all_rows(name):
            yield from _cell_findings(row, wanted)


def _table_findings(name: str, tables: tuple[Table, ...]) -> Iterator[Finding]:
    first, *others = tables
    for other in others:
        params = {
            "table": FORM_TABLES[name].title,
            "first": first.sheet,
            "second": other.sheet,
        }
        yield Finding("TABLE_DUPLICATE", _corner(other), params=params)
    issued = FORM_TABLES[name].sheet
    if not any(same_text(t.sheet, issued) for t in tables):
        params = {"sheet": issued, "name": nfc(first.sheet)}
        yield Finding("SHEET_RENAMED", _corner(first), params=params)


def _corner(table: Table) -> Place:
    return Place(table.sheet, table.marker_row, table.key_column)


def _column_findings(table: Table, wanted: Expected) -> Iterator[Finding]:
    about = {"table": FORM_TABLES[table.name].title, "sheet": nfc(table.sheet)}
    for role in wanted.roles(table.name):
        if role not in table.roles:
            params = {**about, "title": ROLE_TITLES.get(role, role)}
            yield Finding("COLUMN_MISSING", _corner(table), field=role, params=params)
    for role, column in table.repeated_roles:
        params = {
            **about,
            "title": ROLE_TITLES.get(role, role),
            "first": column_letters(table.roles[role]),
            "second": column_letters(column),
        }
        place = Place(table.sheet, table.marker_row, column)
        yield Finding("COLUMN_DUPLICATE", place, field=role, params=params)


def _row_findings(grid: Grid, name: str, wanted: Expected) -> Iterator[Finding]:
    table = grid.tables(name)[0]
    above = _corner(table)
    for key in wanted.keys(name):
        rows = grid.rows(name, key)
        if not rows:
            is_item = key.partition("|")[2].isdecimal()
            params = {
                "table": FORM_TABLES[name].title,
                "sheet": nfc(table.sheet),
                "key": key_text(key),
            }
            code = "ITEM_ROW_MISSING" if is_item else "ROW_MISSING"
            yield _about_row(code, key, above, params)
            continue
        above = rows[0].place
        yield from _doubled(name, key, rows)
    for row in grid.all_rows(name):
        if not wanted.knows(row.key):
            typed = _typed(row.table, row.row, lambda _: True)
            values = f"; giá trị đã nhập: {_quoted(typed)}" if typed else ""
            params = {"key": key_text(row.key), "sheet": nfc(row.table.sheet), "values": values}
            yield _about_row("ROW_UNKNOWN", row.key, row.place, params)


def _doubled(name: str, key: str, rows: tuple[KeyedRow, ...]) -> Iterator[Finding]:
    """Rows doubled inside one table; a doubled table is said once, not for each of its rows."""
    first = rows[0]
    for other in rows[1:]:
        if other.table.sheet != first.table.sheet:
            continue
        params = {
            "key": key_text(key),
            "table": FORM_TABLES[name].title,
            "first": str(first.place),
            "second": str(other.place),
        }
        yield _about_row("ROW_DUPLICATE", key, other.place, params)


def _about_row(code: str, key: str, at: Place, params: dict[str, str]) -> Finding:
    address = address_of(key, "")
    return Finding(code, at, address.criterion, address.item, address.field or None, params)


def _unkeyed_findings(table: Table) -> Iterator[Finding]:
    for row in table.unkeyed_rows():
        typed = _typed(table, row, lambda role: role not in STATUS_ROLES)
        if typed:
            params = {
                "row": str(row),
                "sheet": nfc(table.sheet),
                "values": _quoted(typed),
            }
            yield Finding("ROW_WITHOUT_KEY", typed[0][0], params=params)


def _typed(
    table: Table, row: int, counts: Callable[[str], bool]
) -> list[tuple[Place, Cell]]:
    """The cells of a row, under the table's columns, that hold something typed."""
    found = []
    for role, column in sorted(table.roles.items(), key=lambda pair: pair[1]):
        cell = table.source.cell(row, column)
        if counts(role) and cell.value is not None and not cell.formula:
            found.append((Place(table.sheet, row, column), cell))
    return found


def _quoted(typed: list[tuple[Place, Cell]]) -> str:
    text = ""
    for count, (place, cell) in enumerate(typed):
        one = f"“{shown(cell.value)}” ({place.cell})"
        if text and len(text) + len(one) > LONGEST_VALUES:
            return f"{text} và {len(typed) - count} ô khác"
        text = f"{text}, {one}" if text else one
    return text


def _cell_findings(row: KeyedRow, wanted: Expected) -> Iterator[Finding]:
    """Typed cells of a known row where the campaign expects a formula, or nothing."""
    if not wanted.knows(row.key):
        return
    inputs = set(wanted.roles(row.table.name))
    for role, column in row.table.roles.items():
        cell = row.table.source.cell(row.row, column)
        if cell.value is None or cell.formula or Spot(row.table.name, row.key, role) in wanted.fields:
            continue
        place = Place(row.table.sheet, row.row, column)
        params = {"title": ROLE_TITLES.get(role, role), "value": shown(cell.value)}
        if is_calculated(row.table.name, role):
            if not _is_state(cell):
                yield _at_cell("CALCULATED_OVERWRITTEN", row.key, role, place, params)
        elif role in inputs and not row.key.startswith("|"):
            params = {**params, "key": key_text(row.key)}
            yield _at_cell("INPUT_NOT_EXPECTED", row.key, role, place, params)


def is_calculated(table: str, role: str) -> bool:
    """Whether a column is filled by formulas."""
    return table == "scores" and (role in CALCULATED_ROLES or role == "target")


def _is_state(cell: Cell) -> bool:
    """The builder writes a fixed state (``chấm ở Cụm``) where there is nothing to compute."""
    return isinstance(cell.value, str) and any(
        same_text(cell.value, state.label) for state in State
    )


def _at_cell(code: str, key: str, role: str, at: Place, params: dict[str, str]) -> Finding:
    address = address_of(key, role)
    return Finding(code, at, address.criterion, address.item, address.field, params)
