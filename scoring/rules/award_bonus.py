"""Kind ``award_bonus``: points by the level of an award; the highest level, or each one counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.expression import (
    Expression,
    Input,
    Least,
    Listed,
    Number,
    Part,
    Product,
    Said,
    Shown,
    Sum,
)
from scoring.rules.base import LONGEST_LABEL, Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import cap_faults, count_faults
from scoring.rules.level_map import Level, level_faults
from scoring.terms import FieldType


class AwardBonus(LeafRule):
    """With ``highest_only`` the officer chooses the highest award from a list (``none`` for none).

    Otherwise each level is a named input of the criterion (``code`` of the level's input in
    ``counts``, in the order of ``levels``) that holds how many were won; the sum is capped.
    """

    kind: Literal["award_bonus"]
    levels: tuple[Level, ...] = Field(min_length=1)
    highest_only: bool = True
    counts: tuple[str, ...] = ()
    none: str = Field(default="Không có", min_length=1, max_length=LONGEST_LABEL)
    cap: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        if not self.highest_only:
            return ()
        labels = (self.none, *(level.label for level in self.levels))
        return (
            InputField(
                "choice", FieldType.CHOICE, "Mức khen thưởng cao nhất", labels, required=False
            ),
        )

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        cap = Number(leaf.max_points if self.cap is None else self.cap)
        if not self.highest_only:
            return self._counted(leaf, cap)
        chosen = Input(leaf.code, item, "choice")
        pairs = ((self.none, Decimal(0)), *((lv.label, lv.points) for lv in self.levels))
        points = Least((cap, Listed(chosen, pairs)))
        return Said(
            points,
            "Mức cao nhất “{label}” → {points} điểm",
            (Part("label", chosen, Shown.LABEL), Part("points", points, Shown.POINTS)),
        )

    def _counted(self, leaf: Leaf, cap: Number) -> Expression:
        won = Sum(
            tuple(
                Product((Input(leaf.code, name, "count"), Number(level.points)))
                for name, level in zip(self.counts, self.levels, strict=True)
            )
        )
        points = Least((cap, won))
        return Said(
            points,
            "Cộng theo từng mức được {won}, tối đa {cap} → {points} điểm",
            (
                Part("won", won, Shown.POINTS),
                Part("cap", cap, Shown.POINTS),
                Part("points", points, Shown.POINTS),
            ),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from level_faults(self.levels, leaf)
        counted = 0 if self.highest_only else len(self.levels)
        if len(self.counts) != counted:
            yield Fault("counts", "CAMPAIGN_AWARD_COUNTS")
        yield from count_faults("counts", self.counts)
        if self.none in {level.label for level in self.levels}:
            yield Fault("none", "CAMPAIGN_LABEL_REPEATED", {"label": self.none})
        yield from cap_faults(self.cap, leaf)
