"""Kind ``yes_no`` (đạt/không đạt): the maximum or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.expression import Expression, Input, Listed, Part, Said, Shown
from scoring.rules.base import LONGEST_LABEL, Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import label_faults
from scoring.terms import FieldType


class YesNo(LeafRule):
    """``yes`` and ``no`` are the labels that the officer chooses from."""

    kind: Literal["yes_no"]
    yes: str = Field(default="Có", min_length=1, max_length=LONGEST_LABEL)
    no: str = Field(default="Không", min_length=1, max_length=LONGEST_LABEL)

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return (InputField("choice", FieldType.YES_NO, "Kết quả", choices=(self.yes, self.no)),)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        chosen = Input(leaf.code, item, "choice")
        points = Listed(chosen, ((self.yes, leaf.max_points), (self.no, Decimal(0))))
        return Said(
            points,
            "Chọn “{label}” → {points} điểm",
            (Part("label", chosen, Shown.LABEL), Part("points", points, Shown.POINTS)),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from label_faults("no", (self.yes, self.no))
