"""Numbers that are allowed but that hardly anybody can mean: points stop at the maximum anyway."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from scoring.checks.case import CheckCase, clipped, value_text
from scoring.fields import Address
from scoring.findings import Finding

HUGE: Final = Decimal(10) ** 9
"""No count of people, files or works of a department comes near it."""
TIMES: Final = 10
"""More often than so many times a target is not overfulfilled: a digit too many, or a unit."""
_RESULTS: Final = frozenset({"actual_h1", "actual_fy"})


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield NUMBER_HUGE for a billion and more, RESULT_FAR_ABOVE for ten times the target."""
    for spec in case.specs:
        a = spec.address
        value = case.entries.value(a.criterion, a.item, a.field)
        if not isinstance(value, Decimal):
            continue
        about = {"title": clipped(spec.title), "value": value_text(value, spec)}
        if abs(value) >= HUGE:
            yield case.finding("NUMBER_HUGE", a, **about)
        elif a.field in _RESULTS:
            target = case.entries.value(a.criterion, a.item, "target")
            if isinstance(target, Decimal) and 0 < target * TIMES < value:
                of_target = case.spec_of.get(Address(a.criterion, a.item, "target"))
                text = value_text(target, of_target)
                yield case.finding("RESULT_FAR_ABOVE", a, target=text, times=str(TIMES), **about)
