"""What people wrote outside the cells that are read: kept as notes, said as information."""

from __future__ import annotations

from scoring.campaign import Campaign, Unit
from scoring.findings import Finding
from scoring.snapshot import Snapshot
from thidua_addin.form.grid import Grid
from thidua_addin.form.meta import FormMeta
from thidua_addin.form.model import KeptNote


def extra_content(
    snapshot: Snapshot, campaign: Campaign, unit: Unit | None, meta: FormMeta, grid: Grid
) -> tuple[tuple[KeptNote, ...], tuple[Finding, ...]]:
    """PLACEHOLDER."""
    return (), ()
