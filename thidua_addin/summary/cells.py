"""The calculated cells of a summary, by address, for the ``fields`` command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scoring.snapshot import Place, Snapshot
from scoring.terms import FieldType
from thidua_addin.workbook.tables import Table, find_tables

__all__ = ["SummaryCell", "summary_cells"]

_TYPES: Final = {
    "rank": FieldType.COUNT,
    "percent": FieldType.PERCENT,
    "computed": FieldType.POINTS,
    "total": FieldType.POINTS,
    "self": FieldType.POINTS,
    "difference": FieldType.POINTS,
    "appraised": FieldType.POINTS,
    "final": FieldType.POINTS,
    "bonus": FieldType.POINTS,
    "penalty": FieldType.POINTS,
    "grade": FieldType.TEXT,
    "grade_value": FieldType.POINTS,
}
"""The published fields that the summary calculates."""

_TABLES: Final = frozenset({"overview", "grades", "matrix", "differences"})


@dataclass(frozen=True, slots=True)
class SummaryCell:
    """A calculated cell: its place, and the unit, criterion, item and field that it is about.

    ``criterion`` is None for a unit's totals; ``field`` is total, rank, computed…; ``input`` is
    always False: what a person fills stands on other sheets.
    """

    at: Place
    unit: str
    criterion: str | None
    item: str | None
    field: str
    type: FieldType
    input: bool = False


def summary_cells(snapshot: Snapshot) -> tuple[SummaryCell, ...]:
    """Every calculated cell of the summary, in the order of sheets, rows and columns."""
    tables = (t for t in find_tables(snapshot) if t.name in _TABLES)
    return tuple(cell for table in tables for cell in _cells(table))


def _cells(table: Table) -> Iterator[SummaryCell]:
    roles = sorted(table.roles.items(), key=lambda pair: pair[1])
    for row in table.rows:
        key, _, row_unit = row.key.partition("@")
        criterion, _, rest = key.partition("|")
        item, _, row_field = rest.partition("|")
        for role, column in roles:
            field, _, unit = role.partition("@")
            if row_field and field == "computed":
                field = row_field
            unit = unit or row_unit
            if unit and field in _TYPES:
                place = Place(table.sheet, row.row, column)
                yield SummaryCell(
                    place, unit, criterion or None, item or None, field, _TYPES[field]
                )
