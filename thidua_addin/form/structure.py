"""What happened to the form's tables: rows, columns and sheets lost, doubled, added or typed over.

Nothing is lost in silence: whatever cannot be read into an entry is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import BLANK, Cell, Place, column_letters
from scoring.text import nfc, same_text
from thidua_addin.form.grid import Grid, KeyedRow
from thidua_addin.form.layout import TablePlan
from thidua_addin.form.places import (
    ROLE_TITLES,
    TABLE_TITLES,
    FormMap,
    Spot,
    address_of,
    key_text,
)
from thidua_addin.workbook.tables import Table, plain_key

STATUS_ROLES = frozenset({"mark", "parent"})
"""Columns that neither hold entries nor are filled by formulas."""

ASKED_ROLES = {
    "scores": frozenset(
        {"result_h1", "result_fy", "self", "explanation", "not_applicable", "na_reason"}
    ),
    "register": frozenset({"target", "weight", "deadline"}),
}
"""Columns in which the builder writes nothing where nothing is asked."""

NO_EVIDENCE = "–"
"""What the builder writes where a criterion asks for no evidence: there is no formula then."""

LONGEST_KEY = 40
LONGEST_VALUES = 100


def structure_findings(grid: Grid, form: FormMap) -> Iterator[Finding]:
    """Every finding about tables, columns, rows and calculated cells, table by table."""
    renamed: set[str] = set()
    for plan in form.tables:
        tables = grid.tables(plan.name)
        if not tables:
            params = {"table": TABLE_TITLES[plan.name], "sheet": plan.sheet.value}
            yield Finding("TABLE_MISSING", params=params)
            continue
        yield from _table_findings(plan, tables)
        yield from _renamed(plan, tables, renamed)
        for table in tables:
            yield from _column_findings(table, form)
            yield from _unkeyed_findings(table)
        yield from _row_findings(grid, plan.name, form)
        known = frozenset(_label(row.key) for row in plan.rows) - {""}
        for row in grid.all_rows(plan.name):
            if row.key in form.keys[plan.name]:
                yield from _label_findings(row, _label(row.key), known)
                yield from _cell_findings(row, form)


def _table_findings(plan: TablePlan, tables: tuple[Table, ...]) -> Iterator[Finding]:
    first, *others = tables
    for other in others:
        params = {
            "table": TABLE_TITLES[plan.name],
            "first": nfc(first.sheet),
            "second": nfc(other.sheet),
        }
        yield Finding("TABLE_DUPLICATE", _corner(other), params=params)


def _renamed(plan: TablePlan, tables: tuple[Table, ...], said: set[str]) -> Iterator[Finding]:
    """A sheet that has another name, once though it has several tables."""
    first = tables[0]
    if first.sheet in said or any(same_text(t.sheet, plan.sheet.value) for t in tables):
        return
    said.add(first.sheet)
    params = {"sheet": plan.sheet.value, "name": nfc(first.sheet)}
    yield Finding("SHEET_RENAMED", _corner(first), params=params)


def _corner(table: Table) -> Place:
    return Place(table.sheet, table.marker_row, table.key_column)


def _column_findings(table: Table, form: FormMap) -> Iterator[Finding]:
    about = {"table": TABLE_TITLES[table.name], "sheet": nfc(table.sheet)}
    for role in form.entered_roles[table.name]:
        if role not in table.roles:
            params = {**about, "title": ROLE_TITLES.get(role, role)}
            yield Finding("COLUMN_MISSING", _corner(table), field=role, params=params)
    for role, column in table.repeated_roles:
        if role not in form.entered_roles[table.name]:
            continue
        params = {
            **about,
            "title": ROLE_TITLES.get(role, role),
            "first": column_letters(table.roles[role]),
            "second": column_letters(column),
        }
        place = Place(table.sheet, table.marker_row, column)
        yield Finding("COLUMN_DUPLICATE", place, field=role, params=params)


def _row_findings(grid: Grid, name: str, form: FormMap) -> Iterator[Finding]:
    table = grid.tables(name)[0]
    above = _corner(table)
    for key in form.entered_keys[name]:
        rows = grid.rows(name, key)
        if rows:
            above = rows[0].place
            yield from _doubled(name, key, rows)
            continue
        params = {"table": TABLE_TITLES[name], "sheet": nfc(table.sheet), "key": key_text(key)}
        is_item = key.partition("|")[2].isdecimal()
        code = "ITEM_ROW_MISSING" if is_item else "ROW_MISSING"
        yield _about_row(code, key, above, params)
    for row in grid.all_rows(name):
        if row.key not in form.keys[name]:
            typed = _typed(row.table, row.row)
            values = f"; giá trị đã nhập: {_quoted(typed)}" if typed else ""
            key = row.key[:LONGEST_KEY]
            params = {"key": key_text(key), "sheet": nfc(row.table.sheet), "values": values}
            yield _about_row("ROW_UNKNOWN", key, row.place, params)


def unread_cells(grid: Grid, form: FormMap) -> Iterator[tuple[Place, Cell]]:
    """Typed cells inside the tables that no entry holds; a finding names each of their rows."""
    for table in grid.all_tables():
        for row in table.unkeyed_rows():
            yield from _typed(table, row)
        for keyed in table.rows:
            if keyed.key not in form.keys[table.name]:
                yield from _typed(table, keyed.row)
                continue
            for role in ASKED_ROLES.get(table.name, ()):
                cell = table.cell(keyed.row, role) if role in table.roles else BLANK
                if cell.value is None or cell.formula:
                    continue
                if Spot(table.name, keyed.key, role) not in form.cells:
                    yield table.place(keyed.row, role), cell


def _doubled(name: str, key: str, rows: tuple[KeyedRow, ...]) -> Iterator[Finding]:
    """Rows doubled inside one table; a doubled table is said once, not for each of its rows."""
    first = rows[0]
    for other in rows[1:]:
        if other.table.sheet != first.table.sheet:
            continue
        params = {
            "key": key_text(key),
            "table": TABLE_TITLES[name],
            "first": nfc(str(first.place)),
            "second": nfc(str(other.place)),
        }
        yield _about_row("ROW_DUPLICATE", key, other.place, params)


def _about_row(code: str, key: str, at: Place, params: dict[str, str]) -> Finding:
    address = address_of(key, "")
    return Finding(code, at, address.criterion, address.item, address.field or None, params)


def _label(key: str) -> str:
    """The code that the builder shows in a row, ``""`` for a single value."""
    criterion, _, item = key.partition("|")
    return (item or criterion) if criterion else ""


def _label_findings(row: KeyedRow, own: str, known: frozenset[str]) -> Iterator[Finding]:
    """A row that shows the code of another row: its cells were sorted or cut without the key.

    The shown codes stand between the hidden key and the first column of entries. A label that
    someone reworded says nothing; only another row's code does.
    """
    first = min(row.table.roles.values(), default=0)
    shown_codes: list[tuple[Place, str]] = []
    for column in range(row.table.key_column + 1, first):
        value = row.table.source.cell(row.row, column).value
        text = plain_key(shown(value)) if isinstance(value, str | float) else ""
        if text in known:
            shown_codes.append((Place(row.table.sheet, row.row, column), text))
    if not shown_codes or own in {text for _, text in shown_codes}:
        return
    place, text = shown_codes[0]
    params = {
        "key": key_text(row.key),
        "label": text,
        "table": TABLE_TITLES[row.table.name],
    }
    yield _about_row("ROW_LABEL_DIFFERS", row.key, place, params)


def _unkeyed_findings(table: Table) -> Iterator[Finding]:
    for row in table.unkeyed_rows():
        typed = _typed(table, row)
        if typed:
            params = {"row": str(row), "sheet": nfc(table.sheet), "values": _quoted(typed)}
            yield Finding("ROW_WITHOUT_KEY", typed[0][0], params=params)


def _typed(table: Table, row: int) -> list[tuple[Place, Cell]]:
    """The cells of a row, under the table's columns, that hold something typed."""
    found = []
    for role, column in sorted(table.roles.items(), key=lambda pair: pair[1]):
        cell = table.source.cell(row, column)
        if role not in STATUS_ROLES and cell.value is not None and not cell.formula:
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


def _cell_findings(row: KeyedRow, form: FormMap) -> Iterator[Finding]:
    """Typed cells of a known row where the campaign expects a formula, or nothing."""
    name = row.table.name
    for role, column in row.table.roles.items():
        cell = row.table.source.cell(row.row, column)
        if cell.value is None or cell.formula:
            continue
        planned = form.cells.get(Spot(name, row.key, role))
        place = Place(row.table.sheet, row.row, column)
        params = {"title": ROLE_TITLES.get(role, role), "value": shown(cell.value)}
        if role == "evidence_state" and cell.value == NO_EVIDENCE:
            continue
        if planned is not None and not planned.input:
            yield _at_cell("CALCULATED_OVERWRITTEN", row.key, role, place, params)
        elif planned is None and role in ASKED_ROLES.get(name, ()):
            params = {**params, "key": key_text(row.key)}
            yield _at_cell("INPUT_NOT_EXPECTED", row.key, role, place, params)


def _at_cell(code: str, key: str, role: str, at: Place, params: dict[str, str]) -> Finding:
    address = address_of(key, role)
    return Finding(code, at, address.criterion, address.item, address.field, params)
