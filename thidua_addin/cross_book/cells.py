"""The cells of a workbook of cross-scoring, by address, for the ``fields`` command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.chair.cross import ABOUT_FIELDS
from scoring.snapshot import Snapshot
from scoring.terms import FieldType
from thidua_addin.cross_book.layout import INFO_TABLE, PROGRESS_TABLE, SCORES_TABLE
from thidua_addin.form.meta import meta_values
from thidua_addin.summary.cells import SummaryCell
from thidua_addin.workbook.tables import Table, find_tables

__all__ = ["cross_cells"]

_INPUTS: Final = ("cross", "reason")
_TYPES: Final = {
    "max": FieldType.POINTS,
    "computed": FieldType.POINTS,
    "cross": FieldType.POINTS,
    "reason": FieldType.TEXT,
    "asked": FieldType.COUNT,
    "done": FieldType.COUNT,
}


def cross_cells(snapshot: Snapshot) -> tuple[SummaryCell, ...]:
    """Every cell of the workbook that a person fills or that is calculated, by address.

    Of the scores the unit is the one that is scored; of the scorer's own fields the scorer.
    """
    scorer = meta_values(snapshot).get("scorer", "")
    return tuple(
        cell
        for table in find_tables(snapshot)
        for cell in (_about(table, scorer) if table.name == INFO_TABLE else _lines(table))
    )


def _about(table: Table, scorer: str) -> Iterator[SummaryCell]:
    for row in table.rows:
        name = row.key.lstrip("|")
        if name in ABOUT_FIELDS and "value" in table.roles:
            place, kind = table.place(row.row, "value"), ABOUT_FIELDS[name][0]
            yield SummaryCell(place, scorer, None, None, name, kind, input=True)


def _lines(table: Table) -> Iterator[SummaryCell]:
    if table.name not in (SCORES_TABLE, PROGRESS_TABLE):
        return
    roles = sorted((role for role in table.roles if role in _TYPES), key=table.roles.__getitem__)
    for row in table.rows:
        key, _, unit = row.key.partition("@")
        for role in roles:
            place, criterion = table.place(row.row, role), key.rstrip("|") or None
            typed = role in _INPUTS
            yield SummaryCell(place, unit, criterion, None, role, _TYPES[role], input=typed)
