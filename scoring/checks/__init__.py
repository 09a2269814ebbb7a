"""Checks of a unit's entries as a whole: one check, one file; all findings in one run."""

from __future__ import annotations

from scoring.checks import (
    balances,
    computable,
    dates,
    evidence,
    items,
    live_points,
    not_applicable,
    period,
    plausible,
    registered,
    required,
    self_score,
)
from scoring.checks.case import CheckCase, LiveValue
from scoring.findings import Finding

__all__ = ["CHECKS", "CheckCase", "LiveValue", "run_checks"]

CHECKS = (
    period.check,
    required.check,
    items.check,
    registered.check,
    not_applicable.check,
    balances.check,
    computable.check,
    self_score.check,
    evidence.check,
    dates.check,
    plausible.check,
    live_points.check,
)


def run_checks(case: CheckCase) -> tuple[Finding, ...]:
    """Every finding of every check, in the order of the checks and of the form."""
    return tuple(finding for check in CHECKS for finding in check(case))
