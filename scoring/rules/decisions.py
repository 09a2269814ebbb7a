"""Decisions act on the outcome and leave the points as they are.

Kinds ``veto`` (out of the ranking, or no better grade than one), ``demote`` (some grades lower)
and ``conditional_grade`` (the record is not clean, so some grades cannot be given).
"""

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
    CAP_GRADE = "cap_grade"

    @property
    def label(self) -> str:
        """The effect in the words of the tables."""
        return _EFFECT_LABELS[self]


_EFFECT_LABELS = {
    Effect.NO_AWARD: "không xét thi đua, khen thưởng",
    Effect.NO_RANK: "không xếp hạng",
    Effect.CAP_GRADE: "giới hạn mức xếp loại",
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


class WhenPoints(Parameters):
    """The condition holds when the points of a leaf or group stand in this relation (điểm liệt)."""

    on: Literal["points"]
    criterion: str
    relation: Relation
    value: Decimal


class WhenRegistrationLate(Parameters):
    """The condition holds when the registration came after its deadline, or never came."""

    on: Literal["registration"]


Condition: TypeAlias = Annotated[
    WhenChosen | WhenCounted | WhenPoints | WhenRegistrationLate, Field(discriminator="on")
]


class Veto(Parameters):
    """A failed mandatory condition: no award, no rank, or no better grade than ``grade``."""

    kind: Literal["veto"]
    code: str = Field(min_length=1)
    title: str = Field(min_length=1)
    when: Condition
    effect: Effect
    grade: str | None = None
    law: str | None = None

    @property
    def unranked(self) -> bool:
        """Whether the unit loses its rank; a capped grade leaves the rank alone."""
        return self.effect is not Effect.CAP_GRADE


class Demote(Parameters):
    """The grade goes down by so many levels; several demotions add up."""

    kind: Literal["demote"]
    code: str = Field(min_length=1)
    title: str = Field(min_length=1)
    when: Condition
    levels: int = Field(default=1, ge=1)
    law: str | None = None


class ConditionalGrade(Parameters):
    """The record is not clean: no grade with ``clean_required`` can be given."""

    kind: Literal["conditional_grade"]
    code: str = Field(min_length=1)
    title: str = Field(min_length=1)
    when: Condition
    law: str | None = None


Decision: TypeAlias = Veto | Demote | ConditionalGrade
AnyDecision: TypeAlias = Annotated[Decision, Field(discriminator="kind")]
