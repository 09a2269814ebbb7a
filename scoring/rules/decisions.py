"""Decisions act on the outcome and leave the points as they are (kind ``veto``)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scoring.expression import Relation
from scoring.rules.base import Parameters


class Effect(StrEnum):
    """What a failed condition does to the unit."""

    NO_AWARD = "no_award"
    NO_RANK = "no_rank"

    @property
    def label(self) -> str:
        """The effect in the words of the tables."""
        return _EFFECT_LABELS[self]


_EFFECT_LABELS = {
    Effect.NO_AWARD: "không xét thi đua, khen thưởng",
    Effect.NO_RANK: "không xếp hạng",
}


class WhenChosen(Parameters):
    """The condition holds when the unit chose this label at the criterion."""

    on: Literal["choice"]
    criterion: str
    label: str


class WhenCounted(Parameters):
    """The condition holds when the entered count stands in this relation to ``value``."""

    on: Literal["count"]
    criterion: str
    item: str | None = None
    relation: Relation
    value: Decimal


class WhenRegistrationLate(Parameters):
    """The condition holds when the registration came after its deadline, or never came."""

    on: Literal["registration"]


Condition: TypeAlias = Annotated[
    WhenChosen | WhenCounted | WhenRegistrationLate, Field(discriminator="on")
]


class Veto(Parameters):
    """A failed mandatory condition takes the unit out of the ranking, points untouched."""

    kind: Literal["veto"]
    code: str = Field(min_length=1)
    title: str = Field(min_length=1)
    when: Condition
    effect: Effect
    law: str | None = None
