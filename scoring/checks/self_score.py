"""Self-score: it defaults to the computed points; a difference needs an explanation."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase
from scoring.fields import Address
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.terms import Period, State


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield SELF_DIFFERS, or SELF_DIFFERS_EXPLAINED where the unit says why."""
    if case.period is Period.REGISTRATION:
        return
    for line in case.sheet.lines:
        if line.item is not None or line.self_score is None or line.computed is None:
            continue
        if line.state is not State.OK or line.self_score == line.computed:
            continue
        explained = case.entries.get(line.criterion, None, "explanation") is not None
        yield case.finding(
            "SELF_DIFFERS_EXPLAINED" if explained else "SELF_DIFFERS",
            Address(line.criterion, None, "self"),
            criterion=line.criterion,
            self=vn_number(line.self_score),
            computed=vn_number(line.computed),
        )
