"""Results against targets: the fields that proportional, banded and excess rules share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias

from scoring.expression import Expression, Input, Number
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf
from scoring.rules.faults import positive_faults
from scoring.terms import FieldType

Measure: TypeAlias = Literal[FieldType.NUMBER, FieldType.PERCENT, FieldType.COUNT]
Target: TypeAlias = Decimal | Literal["registered"]

PERCENT_LIMIT = Decimal(2)
"""A fraction above 2 (200 %) is taken for a slip of the keyboard, not for a result."""


def target_faults(target: Target | None, value: Measure) -> Iterator[Fault]:
    """A target that the campaign sets divides the result: above 0, a fraction for percents."""
    if isinstance(target, Decimal):
        yield from positive_faults("target", target)
        if value is FieldType.PERCENT:
            yield from fraction_faults("target", target)


def fraction_faults(path: str, value: Decimal) -> Iterator[Fault]:
    """Percents are written as fractions; 80 for 80 % would never be reached."""
    if value > PERCENT_LIMIT:
        yield Fault(path, "CAMPAIGN_NOT_A_FRACTION", {"value": vn_number(value)})


def actual_field(value: Measure) -> InputField:
    """The result column of a measured criterion."""
    limit = PERCENT_LIMIT if value is FieldType.PERCENT else None
    return InputField("actual", value, "Kết quả thực hiện", minimum=Decimal(0), maximum=limit)


def target_field(value: Measure, *, required: bool = True) -> InputField:
    """The pledged target; it divides, so it must be above zero."""
    limit = PERCENT_LIMIT if value is FieldType.PERCENT else None
    return InputField(
        "target",
        value,
        "Chỉ tiêu đăng ký",
        above=Decimal(0),
        maximum=limit,
        required=required,
    )


def measured_fields(value: Measure, target: Target | None) -> tuple[InputField, ...]:
    """Result, and target where the unit pledges it."""
    if target == "registered":
        return (target_field(value), actual_field(value))
    return (actual_field(value),)


def target_of(target: Target, leaf: Leaf, item: str | None) -> Expression:
    """The target as an expression: the pledge's cell or the campaign's number."""
    if isinstance(target, Decimal):
        return Number(target)
    return Input(leaf.code, item, "target")
