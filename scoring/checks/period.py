"""Period: the form shows and prints the points of the period chosen in it."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase
from scoring.fields import Address
from scoring.findings import Finding


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield PERIOD_DIFFERS where the form's choice is another, or blank."""
    entry = case.entries.get(None, None, "period")
    if entry is not None and entry.value is None:
        return  # said when the cell was read
    chosen = case.entries.text(None, None, "period")
    if chosen != case.period.label:
        yield case.finding(
            "PERIOD_DIFFERS",
            Address(None, None, "period"),
            chosen=chosen or "để trống",
            period=case.period.label,
        )
