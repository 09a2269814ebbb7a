"""The cells of a summary, calculated and to be filled, by address, for the ``fields`` command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scoring.campaign import Campaign
from scoring.snapshot import Place, Snapshot
from scoring.terms import FieldType, Period
from thidua_addin.summary.embed import read_summary
from thidua_addin.summary.layout import MATRIX_FIELDS
from thidua_addin.summary.moments import moment_cells
from thidua_addin.summary.read_back import field_of, input_cells
from thidua_addin.workbook.tables import Table, find_tables

__all__ = ["SummaryCell", "summary_cells"]

_TYPES: Final = {
    "rank": FieldType.COUNT,
    "percent": FieldType.PERCENT,
    "computed": FieldType.POINTS,
    "total": FieldType.POINTS,
    "self": FieldType.POINTS,
    "difference": FieldType.POINTS,
    "cross": FieldType.POINTS,
    "recomputed": FieldType.POINTS,
    "required": FieldType.COUNT,
    "denominator": FieldType.COUNT,
    "vote_share": FieldType.PERCENT,
    "vote_result": FieldType.TEXT,
    "proposal": FieldType.TEXT,
    "appraised": FieldType.POINTS,
    "final": FieldType.POINTS,
    "bonus": FieldType.POINTS,
    "penalty": FieldType.POINTS,
    "grade": FieldType.TEXT,
    "grade_value": FieldType.POINTS,
}
"""The published fields that the summary calculates."""

_OF_LEAVES: Final = frozenset({"final", "cross", "self", "appraised"})
"""Not of item rows, which only contribute to their criterion."""

_TABLES: Final = frozenset(
    {
        "overview",
        "grades",
        "matrix",
        "appraised_matrix",
        "final_matrix",
        "differences",
        "appraisal",
        "appraisal_units",
        "targets",
        "cross",
        "meeting",
        "ballot",
        "votes",
        "awards",
    }
)
"""The tables with calculated cells."""


@dataclass(frozen=True, slots=True)
class SummaryCell:
    """A cell of the summary: its place, and the unit, criterion, item and field it is about.

    ``unit`` is None for what concerns the cluster, ``criterion`` for a unit's totals; ``input``
    tells whether a person fills it. ``choices`` are those of a list.
    """

    at: Place
    unit: str | None
    criterion: str | None
    item: str | None
    field: str
    type: FieldType
    input: bool = False
    choices: tuple[str, ...] = ()


def summary_cells(snapshot: Snapshot) -> tuple[SummaryCell, ...]:
    """Every cell that is calculated or filled, in the order of sheets, rows and columns.

    Raises NotASummary.
    """
    content = read_summary(snapshot)
    tables = (t for t in find_tables(snapshot) if t.name in _TABLES)
    calculated = [cell for table in tables for cell in _cells(table)]
    inputs = _inputs(snapshot, content.campaign, content.period)
    order = {sheet.name: n for n, sheet in enumerate(snapshot.sheets)}
    found = {cell.at: cell for cell in (*calculated, *inputs)}
    return tuple(sorted(found.values(), key=lambda c: (order[c.at.sheet], c.at.row, c.at.column)))


def _inputs(snapshot: Snapshot, campaign: Campaign, period: Period) -> Iterator[SummaryCell]:
    """The cells of the chair that the campaign has a field for."""
    for cell in (*input_cells(snapshot, campaign), *moment_cells(snapshot)):
        a = cell.address
        spec = field_of(campaign, period, cell.unit, a)
        if spec is not None:
            yield SummaryCell(
                cell.at,
                cell.unit or None,
                a.criterion,
                a.item,
                a.field,
                spec.type,
                True,
                spec.choices,
            )


def _cells(table: Table) -> Iterator[SummaryCell]:
    roles = sorted(table.roles.items(), key=lambda pair: pair[1])
    for row in table.rows:
        key, _, row_unit = row.key.partition("@")
        criterion, _, rest = key.partition("|")
        item, _, row_field = rest.partition("|")
        for role, column in roles:
            field, _, unit = role.partition("@")
            if row_field and field in MATRIX_FIELDS.values():
                field = _total_field(row_field, field)
            unit = unit or row_unit
            if (
                (unit or table.name == "ballot")
                and field in _TYPES
                and not (item and field in _OF_LEAVES)
            ):
                place = Place(table.sheet, row.row, column)
                yield SummaryCell(
                    place, unit or None, criterion or None, item or None, field, _TYPES[field]
                )


def _total_field(row_field: str, field: str) -> str:
    """A total row's field: of the matrix of computed points its own, else the matrix's.

    So ``total`` and ``percent`` are published once, and ``final`` of a unit is its final total.
    """
    if field == "computed":
        return row_field
    return field if row_field == "total" else ""
