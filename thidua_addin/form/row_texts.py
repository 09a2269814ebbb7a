"""What a form's rows and columns say of themselves: titles, maximum points, headings.

The values count for the criterion of the hidden code, and points come from the chair's campaign,
whatever stands in the cells beside them. But people sign what they read there, so it must be the
same: a title or a maximum that somebody changed is said, with what was and what is, and the words
of another row or column are an error, because the values would count for something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.numbers import parse_number, vn_number
from scoring.parse import shown
from scoring.snapshot import Cell, Place
from scoring.text import vn_key
from thidua_addin.form.grid import Grid, KeyedRow
from thidua_addin.form.layout import PlannedRow, RowKind, TablePlan
from thidua_addin.form.places import ROLE_TITLES, TABLE_TITLES, FormMap, address_of, key_text
from thidua_addin.workbook.tables import Table, plain_key

__all__ = ["row_text_findings"]

_TABLES = ("register", "scores", "evidence", "report_h1", "report_fy")
_LONGEST = 70
_HEADING_ROWS = 3
"""The headings stand below the hidden row of roles; people may have put rows between."""


def row_text_findings(
    grid: Grid, form: FormMap, campaign: Campaign, mixed: frozenset[Place]
) -> Iterator[Finding]:
    """Titles, maximum points and headings that are not those of a fresh form.

    Only for a form of this very revision: in another one the words differ. ``mixed`` are the rows
    that were found to be another row's by their shown code.
    """
    for plan in form.tables:
        if plan.name not in _TABLES:
            continue
        titles = _titles(plan, campaign)
        others = {vn_key(title) for title in titles.values()}
        maxima = _maxima(plan, campaign)
        for table in grid.tables(plan.name):
            yield from _heading_findings(table)
        for row in grid.all_rows(plan.name):
            if row.key in titles and row.place not in mixed:
                yield from _title_findings(row, titles[row.key], others)
            if row.key in maxima:
                yield from _maximum_findings(row, maxima[row.key])


def _titles(plan: TablePlan, campaign: Campaign) -> Mapping[str, str]:
    """What the row of each key shows as its title; pledged targets have the unit's own."""
    return {
        plain_key(row.key): _title(row, campaign)
        for row in plan.rows
        if row.kind in (RowKind.GROUP, RowKind.LEAF, RowKind.NAMED)
    }


def _title(row: PlannedRow, campaign: Campaign) -> str:
    criterion = campaign.tree[row.criterion or ""]
    if row.kind is RowKind.NAMED:
        return next(named.title for named in criterion.inputs if named.code == row.item)
    return criterion.title


def _maxima(plan: TablePlan, campaign: Campaign) -> Mapping[str, Decimal]:
    if plan.name != "scores":
        return {}
    return {
        plain_key(row.key): campaign.tree[row.criterion or ""].max_points
        for row in plan.rows
        if row.kind in (RowKind.GROUP, RowKind.LEAF)
    }


def _title_findings(row: KeyedRow, title: str, others: set[str]) -> Iterator[Finding]:
    """The texts between the hidden code and the first column of values, of which one is the title.

    A register writes more words after it, behind a dash.
    """
    own = vn_key(title)
    longer = f"{own} –" if row.table.name == "register" else own
    first = min(row.table.roles.values(), default=0)
    texts = list(_texts(row, range(row.table.key_column + 1, first)))
    if not texts or any(
        vn_key(text) == own or (longer != own and vn_key(text).startswith(longer))
        for _, text in texts
    ):
        return
    place, text = max(texts, key=lambda found: (vn_key(found[1]) in others, len(found[1])))
    is_other = vn_key(text) in others
    if not is_other and len(vn_key(text)) <= len(plain_key(row.key)):
        return  # nothing but a code: the title was deleted, or stands elsewhere
    params = {
        "key": key_text(row.key),
        "table": TABLE_TITLES[row.table.name],
        "was": _cut(title),
        "now": _cut(text),
    }
    code = "ROW_TITLE_OTHER" if is_other else "ROW_TITLE_CHANGED"
    yield _about(code, row.key, place, params)


def _maximum_findings(row: KeyedRow, maximum: Decimal) -> Iterator[Finding]:
    """The maximum stands between two calculated columns and has no role of its own."""
    roles = row.table.roles
    low, high = roles.get("ratio", 0), roles.get("computed", 0)
    used = set(roles.values())
    found: list[tuple[Place, Cell]] = [
        (Place(row.table.sheet, row.row, column), row.table.source.cell(row.row, column))
        for column in range(low + 1, high)
        if low and column not in used
    ]
    held = [(place, cell) for place, cell in found if cell.value is not None]
    if not held or any(_is(cell, maximum) for _, cell in held):
        return
    place, cell = held[0]
    params = {
        "key": key_text(row.key),
        "was": vn_number(maximum),
        "now": shown(cell.value),
    }
    yield _about("ROW_MAXIMUM_CHANGED", row.key, place, params)


def _is(cell: Cell, maximum: Decimal) -> bool:
    value = cell.value
    if isinstance(value, str):
        return parse_number(value).value == maximum
    return isinstance(value, float) and Decimal(repr(value)) == maximum


def _heading_findings(table: Table) -> Iterator[Finding]:
    """A column whose heading is that of another column with values."""
    roles = {vn_key(ROLE_TITLES[role]): role for role in table.roles if role in ROLE_TITLES}
    for role, column in table.roles.items():
        for row in range(table.marker_row + 1, table.marker_row + 1 + _HEADING_ROWS):
            value = table.source.cell(row, column).value
            said = roles.get(vn_key(value)) if isinstance(value, str) else None
            if said is None:
                continue
            if said != role and role in ROLE_TITLES and not _alike(said, role):
                params = {
                    "table": TABLE_TITLES[table.name],
                    "title": ROLE_TITLES[role],
                    "label": ROLE_TITLES[said],
                }
                place = Place(table.sheet, row, column)
                yield Finding("COLUMN_LABEL_DIFFERS", place, field=role, params=params)
            break


def _alike(one: str, other: str) -> bool:
    return vn_key(ROLE_TITLES[one]) == vn_key(ROLE_TITLES[other])


def _texts(row: KeyedRow, columns: range) -> Iterator[tuple[Place, str]]:
    for column in columns:
        value = row.table.source.cell(row.row, column).value
        if isinstance(value, str) and vn_key(value):
            yield Place(row.table.sheet, row.row, column), value


def _about(code: str, key: str, at: Place, params: dict[str, str]) -> Finding:
    address = address_of(key, "")
    return Finding(code, at, address.criterion, address.item, None, params)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
