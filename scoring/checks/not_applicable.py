"""Not applicable: a mark needs a reason, and then nothing else is counted."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped, value_text
from scoring.criteria import Criterion
from scoring.fields import Address, FormSheet
from scoring.findings import Finding
from scoring.terms import NotApplicable, Period


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield NA_REASON_MISSING, NA_WITH_VALUES and NA_REASON_WITHOUT_MARK."""
    for criterion in case.campaign.tree.leaves():
        if criterion.not_applicable is NotApplicable.FORBIDDEN:
            continue
        reason = case.entries.get(criterion.code, None, "na_reason")
        if not case.applies(criterion):
            if reason is None:
                at = Address(criterion.code, None, "na_reason")
                yield case.finding("NA_REASON_MISSING", at, criterion=criterion.code)
            yield from _values(case, criterion)
        elif reason is not None:
            at = Address(criterion.code, None, "not_applicable")
            if case.entries.get(criterion.code, None, "not_applicable") is None:
                yield case.finding("NA_REASON_WITHOUT_MARK", at, criterion=criterion.code)


def _values(case: CheckCase, criterion: Criterion) -> Iterator[Finding]:
    """Results and self-scores; pledges stay as they were registered, and words may be said."""
    for spec in case.specs_of(criterion):
        a = spec.address
        if spec.period is Period.REGISTRATION or spec.sheet is FormSheet.REPORT:
            continue
        if spec.period is None and a.field != "self":
            continue
        entry = case.entries.get(a.criterion, a.item, a.field)
        if entry is not None:
            yield case.finding(
                "NA_WITH_VALUES",
                a,
                criterion=criterion.code,
                title=clipped(spec.title),
                value="" if entry.value is None else value_text(entry.value, spec),
            )
