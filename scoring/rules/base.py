"""What every rule kind gives: its entry fields, its expression, the faults of its parameters."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

from scoring.expression import Expression, Test
from scoring.terms import FieldType, Period, Section

LONGEST_LABEL: Final = 100
"""Characters of a label; a formula cannot hold a text of more than 255."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The criterion that a rule scores.

    ``max_points`` in points of the campaign's scale; ``places`` decimal places of a point;
    ``period`` the one in question, ``deadline`` the last day of what a rule measures, None while
    it is not set.
    """

    code: str
    max_points: Decimal
    section: Section = Section.CORE
    places: int = 2
    deadline: dt.date | None = None
    period: Period = Period.YEAR


@dataclass(frozen=True, slots=True)
class InputField:
    """A value that a person enters for a rule, under its base field name.

    The bounds are inclusive; ``above`` is an exclusive lower bound. Percent values are fractions.
    With ``step`` only its multiples are allowed; with ``ranges`` only 0 and what lies in one of
    them, both ends included.
    """

    base: str
    type: FieldType
    title: str
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above: Decimal | None = None
    required: bool = True
    step: Decimal | None = None
    ranges: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a parameter: a key path below the rule, a finding code, its texts."""

    path: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


class Parameters(BaseModel):
    """The base of every model of the campaign file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LeafRule(Parameters):
    """A rule that gives points to one criterion."""

    @property
    def cluster(self) -> bool:
        """Whether only the chair, with all units' data, can compute it."""
        return False

    @abstractmethod
    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        """The values that an officer enters, without the criterion's named inputs."""

    @abstractmethod
    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        """The unrounded points, out of the leaf's maximum, for the leaf or one of its items."""

    def ratio(self, leaf: Leaf, item: str | None) -> Expression | None:
        """The unrounded fraction that the ratio column shows, where the rule has one."""
        return None

    def requires(self, leaf: Leaf, item: str | None) -> tuple[Test, ...]:
        """What must hold of the entries, beyond each field's own bounds, to compute at all."""
        return ()

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        """What is wrong with the parameters, as far as the types cannot say it."""
        yield from ()
