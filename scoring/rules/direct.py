"""Kind ``direct`` (chấm thẳng): the points themselves are entered, from 0 to the maximum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Expression,
    Input,
    Number,
    Part,
    Said,
    Shown,
)
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import positive_faults, range_faults
from scoring.terms import FieldType


class Direct(LeafRule):
    """``step`` is the smallest difference between two scores, in points; None leaves it free."""

    kind: Literal["direct"]
    step: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return (
            InputField(
                "points",
                FieldType.POINTS,
                "Điểm chấm",
                minimum=Decimal(0),
                maximum=leaf.max_points,
                step=self.step,
            ),
        )

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        entered = Input(leaf.code, item, "points")
        return Said(
            entered,
            "Chấm thẳng {points} trên {max} điểm",
            (
                Part("points", entered, Shown.POINTS),
                Part("max", Number(leaf.max_points), Shown.POINTS),
            ),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        if self.step is not None:
            yield from positive_faults("step", self.step)
            yield from range_faults("step", self.step, leaf)
