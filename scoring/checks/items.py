"""Pledged targets: a criterion that scores them needs at least one, and each only once."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped
from scoring.criteria import Criterion
from scoring.fields import Address, item_codes
from scoring.findings import Finding
from scoring.terms import Period
from scoring.text import vn_key


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield ITEM_NONE and ITEM_REPEATED."""
    for criterion in case.campaign.tree.leaves():
        due = case.period is Period.REGISTRATION or case.period in criterion.periods
        if criterion.items is None or not due or not case.applies(criterion):
            continue
        used = case.entries.used_items(criterion.code, item_codes(criterion))
        if not used:
            first = Address(criterion.code, item_codes(criterion)[0], "item_title")
            yield case.finding("ITEM_NONE", first, criterion=criterion.code)
        yield from _repeated(case, criterion, used)


def _repeated(case: CheckCase, criterion: Criterion, used: tuple[str, ...]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for item in used:
        title = case.entries.text(criterion.code, item, "item_title")
        if not title:
            continue
        first = seen.setdefault(vn_key(title), item)
        if first != item:
            yield case.finding(
                "ITEM_REPEATED",
                Address(criterion.code, item, "item_title"),
                criterion=criterion.code,
                item=item,
                title=clipped(title),
                first=first,
            )
