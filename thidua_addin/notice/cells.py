"""The cells of a notice, by address, for the ``fields`` command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.snapshot import Place, Snapshot
from scoring.terms import FieldType
from thidua_addin.form.meta import meta_values
from thidua_addin.notice.layout import ABOUT_FIELDS, ABOUT_TABLE, LINES_TABLE
from thidua_addin.summary.cells import SummaryCell
from thidua_addin.workbook.tables import Table, find_tables

__all__ = ["notice_cells"]

_TYPES: Final = {
    "max": FieldType.POINTS,
    "reported": FieldType.TEXT,
    "computed": FieldType.POINTS,
    "self": FieldType.POINTS,
    "appraised_actual": FieldType.TEXT,
    "recomputed": FieldType.POINTS,
    "appraised": FieldType.POINTS,
    "second": FieldType.POINTS,
    "difference": FieldType.POINTS,
    "reason": FieldType.TEXT,
    "missing": FieldType.TEXT,
    "status": FieldType.TEXT,
    "explanation": FieldType.TEXT,
}
_INPUT: Final = "explanation"


def notice_cells(snapshot: Snapshot) -> tuple[SummaryCell, ...]:
    """Every addressed cell of a notice, in the order of sheets, rows and columns.

    The unit fills ``explanation`` and says who answers (``input`` is True); the rest is ours.
    """
    unit = meta_values(snapshot).get("unit", "")
    cells: list[SummaryCell] = []
    for table in find_tables(snapshot):
        if table.name == LINES_TABLE:
            cells += _lines(table)
        elif table.name == ABOUT_TABLE:
            cells += _about(table, unit)
    return tuple(cells)


def _lines(table: Table) -> Iterator[SummaryCell]:
    """The cells of the lines; headings of the tree have none."""
    columns = sorted((column, role) for role, column in table.roles.items() if role in _TYPES)
    for row in table.rows:
        key, _, unit = row.key.partition("@")
        criterion, _, item = key.partition("|")
        if "max" not in table.roles or table.cell(row.row, "max").value is None:
            continue
        for column, role in columns:
            place = Place(table.sheet, row.row, column)
            kind = _TYPES[role]
            yield SummaryCell(place, unit, criterion, item or None, role, kind, role == _INPUT)


def _about(table: Table, unit: str) -> Iterator[SummaryCell]:
    if "value" not in table.roles:
        return
    for row in table.rows:
        field = row.key.removeprefix("||").partition("@")[0]
        place = table.place(row.row, "value")
        if field in ABOUT_FIELDS:
            kind = ABOUT_FIELDS[field][1]
            yield SummaryCell(place, unit, None, None, field, kind, True)
        elif field == "to_answer":
            yield SummaryCell(place, unit, None, None, field, FieldType.COUNT)
