"""Calculated cells that hold nothing any more: their formula was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.snapshot import Snapshot
from thidua_addin.form.grid import Grid
from thidua_addin.form.places import ROLE_TITLES, form_map

ALWAYS_FORMULAS: Final = frozenset({"target", "computed", "self", "difference", "value"})
"""Columns whose calculated cells all have a formula; of the others some are left blank."""


def cleared_formulas(snapshot: Snapshot, campaign: Campaign) -> Iterator[Finding]:
    """Yield FORMULA_CLEARED for each such cell; it changes no points, they come from the entries.

    A cell in which something else stands is told by the checks (CALCULATED_OVERWRITTEN).
    """
    form = form_map(campaign)
    grid = Grid(snapshot, form.keys)
    for spot, planned in form.cells.items():
        if planned.input or spot.role not in ALWAYS_FORMULAS:
            continue
        for place, cell in grid.cells(spot):
            if not cell.formula and cell.value is None and cell.error is None:
                at = planned.address
                params = {"title": ROLE_TITLES.get(spot.role, spot.role)}
                yield Finding("FORMULA_CLEARED", place, at.criterion, at.item, at.field, params)
