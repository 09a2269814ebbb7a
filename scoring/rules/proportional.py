"""Kind ``proportional``: maximum × min(result / target, 1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Case,
    Compare,
    Expression,
    Input,
    Least,
    Number,
    Part,
    Product,
    Quotient,
    Relation,
    Said,
    Shown,
    number,
)
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.measure import Measure, measured_fields, target_faults, target_of
from scoring.terms import FieldType


class Proportional(LeafRule):
    """The share of the target that is reached, capped at the maximum.

    ``target`` is ``"registered"`` (the unit pledges it) or a number in the unit of ``value``.
    With ``better = "lower"`` the share is target / result, and a result of 0 gets the maximum.
    Points multiply before they divide, so that half ties round as they should.
    """

    kind: Literal["proportional"]
    value: Measure = FieldType.NUMBER
    target: Decimal | Literal["registered"] = "registered"
    better: Literal["higher", "lower"] = "higher"

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return measured_fields(self.value, self.target)

    def ratio(self, leaf: Leaf, item: str | None) -> Expression:
        actual, target = Input(leaf.code, item, "actual"), target_of(self.target, leaf, item)
        if self.better == "higher":
            return Quotient(actual, target)
        reached = Compare(actual, Relation.AT_MOST, target)
        return Case(reached, number(1), Quotient(target, actual))

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        actual, target = Input(leaf.code, item, "actual"), target_of(self.target, leaf, item)
        top = Number(leaf.max_points)
        if self.better == "higher":
            points: Expression = Least((top, Quotient(Product((top, actual)), target)))
        else:
            reached = Compare(actual, Relation.AT_MOST, target)
            points = Case(reached, top, Quotient(Product((top, target)), actual))
        shown = Shown.PERCENT if self.value is FieldType.PERCENT else Shown.NUMBER
        return Said(
            points,
            "Kết quả {actual}, chỉ tiêu {target}: đạt {ratio} → {points} điểm",
            (
                Part("actual", actual, shown),
                Part("target", target, shown),
                Part("ratio", self.ratio(leaf, item), Shown.PERCENT),
                Part("points", points, Shown.POINTS),
            ),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from target_faults(self.target, self.value)
