"""Kind ``level_map``: each level on an ordered list has its points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.expression import Expression, Input, Listed, Part, Said, Shown
from scoring.numbers import vn_number
from scoring.rules.base import LONGEST_LABEL, Fault, InputField, Leaf, LeafRule, Parameters
from scoring.rules.faults import label_faults, range_faults
from scoring.terms import FieldType


class Level(Parameters):
    """A label and its points."""

    label: str = Field(min_length=1, max_length=LONGEST_LABEL)
    points: Decimal


class LevelMap(LeafRule):
    """``levels`` from best to worst."""

    kind: Literal["level_map"]
    levels: tuple[Level, ...] = Field(min_length=2)

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        labels = tuple(level.label for level in self.levels)
        return (InputField("choice", FieldType.CHOICE, "Mức đạt được", choices=labels),)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        chosen = Input(leaf.code, item, "choice")
        points = Listed(chosen, tuple((level.label, level.points) for level in self.levels))
        return Said(
            points,
            "Mức “{label}” → {points} điểm",
            (Part("label", chosen, Shown.LABEL), Part("points", points, Shown.POINTS)),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from level_faults(self.levels, leaf)
        best = max(level.points for level in self.levels)
        if best != leaf.max_points:
            yield Fault(
                "levels",
                "CAMPAIGN_LEVELS_BELOW_MAX",
                {"value": vn_number(best), "max": vn_number(leaf.max_points)},
            )


def level_faults(levels: tuple[Level, ...], leaf: Leaf) -> Iterator[Fault]:
    """Repeated labels, and points outside 0 to the maximum."""
    yield from label_faults("levels", tuple(level.label for level in levels))
    for i, level in enumerate(levels):
        yield from range_faults(f"levels[{i}].points", level.points, leaf)
