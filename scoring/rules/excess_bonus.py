"""Kind ``excess_bonus``: points for going beyond the target (off, for falling below it)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Case,
    Compare,
    Difference,
    Expression,
    Greatest,
    Input,
    Least,
    Number,
    Part,
    Product,
    Quotient,
    Relation,
    Said,
    Shown,
    WholeSteps,
    number,
)
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import cap_faults, positive_faults
from scoring.rules.measure import (
    Measure,
    Target,
    fraction_faults,
    measured_fields,
    target_faults,
    target_of,
)
from scoring.terms import FieldType, Section


class ExcessBonus(LeafRule):
    """``points_each`` for every ``step`` beyond the target, at most ``cap`` (else the maximum).

    ``step`` is a fraction of the target (0.05 for each 5 %). ``mode``: ``whole_steps`` counts
    only full steps, ``linear`` in proportion, ``threshold`` gives ``points_each`` once when the
    excess reaches ``step``. In the penalty section it is the shortfall below the target that
    costs points.
    """

    kind: Literal["excess_bonus"]
    value: Measure = FieldType.NUMBER
    target: Target = "registered"
    step: Decimal
    points_each: Decimal
    cap: Decimal | None = None
    mode: Literal["whole_steps", "linear", "threshold"] = "whole_steps"

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return measured_fields(self.value, self.target)

    def ratio(self, leaf: Leaf, item: str | None) -> Expression:
        return Quotient(Input(leaf.code, item, "actual"), target_of(self.target, leaf, item))

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        actual, target = Input(leaf.code, item, "actual"), target_of(self.target, leaf, item)
        penalty = leaf.section is Section.PENALTY
        excess = Difference(target, actual) if penalty else Difference(actual, target)
        if self.mode == "threshold":
            reached = Compare(excess, Relation.AT_LEAST, Product((target, Number(self.step))))
            earned: Expression = Case(reached, Number(self.points_each), number(0))
        else:
            earned = self._by_steps(excess, target)
        points = Least((Number(self._cap(leaf)), Greatest((number(0), earned))))
        return Said(
            points,
            f"Kết quả bằng {{ratio}} chỉ tiêu → {'trừ' if penalty else 'cộng'} {{points}} điểm",
            (
                Part("ratio", self.ratio(leaf, item), Shown.PERCENT),
                Part("points", points, Shown.POINTS),
            ),
        )

    def _by_steps(self, excess: Expression, target: Expression) -> Expression:
        one_step = Product((target, Number(self.step)))
        if self.mode == "whole_steps":
            return Product((Number(self.points_each), WholeSteps(Quotient(excess, one_step))))
        return Quotient(Product((Number(self.points_each), excess)), one_step)

    def _cap(self, leaf: Leaf) -> Decimal:
        return leaf.max_points if self.cap is None else self.cap

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from positive_faults("step", self.step)
        yield from positive_faults("points_each", self.points_each)
        yield from target_faults(self.target, self.value)
        yield from fraction_faults("step", self.step)
        yield from cap_faults(self.cap, leaf)
