"""Balances: named counts that the campaign says must add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.checks.case import CheckCase, clipped
from scoring.criteria import Balance, Criterion
from scoring.fields import Address
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.terms import Period, field_name


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield SUM_MISMATCH where a total is not the sum of its parts; silent while any is blank."""
    if case.period is Period.REGISTRATION:
        return
    for criterion in case.due():
        for balance in criterion.balances:
            yield from _mismatch(case, criterion, balance)


def _mismatch(case: CheckCase, criterion: Criterion, balance: Balance) -> Iterator[Finding]:
    at = _address(case, criterion, balance.total)
    total = case.entries.decimal(at.criterion, at.item, at.field)
    parts = [_count(case, criterion, part) for part in balance.parts]
    known = [part for part in parts if part is not None]
    if total is None or len(known) < len(parts) or total == sum(known):
        return
    spec = case.spec_of.get(at)
    yield case.finding(
        "SUM_MISMATCH",
        at,
        criterion=criterion.code,
        title=clipped(spec.title if spec is not None else balance.total),
        total=vn_number(total),
        sum=vn_number(sum(known, Decimal(0))),
        difference=vn_number(abs(total - sum(known, Decimal(0)))),
    )


def _count(case: CheckCase, criterion: Criterion, name: str) -> Decimal | None:
    at = _address(case, criterion, name)
    return case.entries.decimal(at.criterion, at.item, at.field)


def _address(case: CheckCase, criterion: Criterion, name: str) -> Address:
    """``item`` of the own criterion, or ``criterion:item`` of another."""
    owner, _, item = name.rpartition(":")
    return Address(owner or criterion.code, item, field_name("count", case.period))
