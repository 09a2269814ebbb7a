"""Entries that nobody sees, because a merge of cells lies over them."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import Box, Place, column_letters
from thidua_addin.form.grid import Grid
from thidua_addin.form.places import ROLE_TITLES, FormMap

__all__ = ["covered_findings"]


def covered_findings(grid: Grid, form: FormMap) -> Iterator[Finding]:
    """VALUE_COVERED for each entry under a merge, other than in its upper left cell."""
    for spot, planned in form.cells.items():
        if not planned.input:
            continue
        for row in grid.rows(spot.table, spot.key):
            source = row.table.source
            if not source.merged:
                continue
            for column in row.table.columns(spot.role):
                cell = source.cell(row.row, column)
                box = _over(source.merged, row.row, column)
                if box is None or (cell.value is None and cell.error is None):
                    continue
                a = planned.address
                title = planned.spec.title if planned.spec else ROLE_TITLES.get(spot.role, "")
                params = {
                    "title": title,
                    "range": _range(box),
                    "value": cell.error or shown(cell.value),
                }
                place = Place(row.table.sheet, row.row, column)
                yield Finding("VALUE_COVERED", place, a.criterion, a.item, a.field, params)


def _over(boxes: tuple[Box, ...], row: int, column: int) -> Box | None:
    """The merge in which a cell lies without being the one that is shown."""
    for box in boxes:
        top, left, bottom, right = box
        inside = top <= row <= bottom and left <= column <= right
        if inside and (row, column) != (top, left):
            return box
    return None


def _range(box: Box) -> str:
    top, left, bottom, right = box
    return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
