"""Required values: blank is not zero, so a value that the period asks for must be there."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped, item_text
from scoring.criteria import Criterion
from scoring.fields import FieldSpec, Need, item_codes
from scoring.findings import Finding
from scoring.terms import Period


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield REQUIRED_MISSING for each value that the period needs and nobody entered."""
    for spec in case.specs:
        a = spec.address
        if case.entries.get(a.criterion, a.item, a.field) is None and _needed(case, spec):
            of = f" của tiêu chí {a.criterion}{item_text(a.item)}" if a.criterion else ""
            yield case.finding(
                "REQUIRED_MISSING", a, title=clipped(spec.title), of=of, period=case.period.label
            )


def _needed(case: CheckCase, spec: FieldSpec) -> bool:
    if spec.need is Need.NEVER:
        return False
    if spec.address.criterion is None:
        return spec.period in (None, case.period)
    criterion = case.campaign.tree[spec.address.criterion]
    if not _asked_now(case.period, spec, criterion) or not case.applies(criterion):
        return False
    if spec.need is Need.IN_USED_ROW:
        used = case.entries.used_items(criterion.code, item_codes(criterion))
        return spec.address.item in used
    return True


def _asked_now(period: Period, spec: FieldSpec, criterion: Criterion) -> bool:
    """Results at their period; what was pledged at registration and whenever it is scored."""
    if spec.period is period:
        return True
    return spec.period is Period.REGISTRATION and period in criterion.periods
