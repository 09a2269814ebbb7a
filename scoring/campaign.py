"""A campaign: one cluster, one year, one set of criteria."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, Self

from pydantic import Field

from scoring.criteria import Criterion, LegalReference, Tree
from scoring.rules.base import Leaf, Parameters
from scoring.rules.decisions import AnyDecision
from scoring.rules.lateness import Lateness
from scoring.terms import NotApplicable, Period, Section


class Unit(Parameters):
    """A member unit: a stable code, its name in the campaign's year, other names it is known by.

    ``valid_from`` and ``valid_to`` are the years in which the unit exists under this code;
    ``merged_into`` names the unit that took it over (never used inside one year's ranking).
    """

    code: str = Field(pattern=r"^[A-ZĐ]{2,6}$")
    name: str = Field(min_length=1)
    short_name: str = Field(min_length=1)
    province: str = Field(min_length=1)
    governing_body: str = Field(min_length=1)
    former_names: tuple[str, ...] = ()
    valid_from: int = Field(ge=1900, le=2100)
    valid_to: int | None = Field(default=None, ge=1900, le=2100)
    merged_into: str | None = None


class Cluster(Parameters):
    """The emulation cluster and its members; the chair is also a competitor."""

    name: str = Field(min_length=1)
    chair: str
    deputy: str | Literal["not set"]
    appraiser_of_chair: str | Literal["not set"]
    members: tuple[Unit, ...] = Field(min_length=1)


class Deadlines(Parameters):
    """The last day for each submission; each may be explicitly not set."""

    registration: dt.date | Literal["not set"]
    midyear: dt.date | Literal["not set"]
    year: dt.date | Literal["not set"]

    def of(self, period: Period) -> dt.date | None:
        """The deadline of a period, None where it is not set."""
        value = {
            Period.REGISTRATION: self.registration,
            Period.MIDYEAR: self.midyear,
            Period.YEAR: self.year,
        }[period]
        return value if isinstance(value, dt.date) else None


class Grade(Parameters):
    """A grade (xếp loại) from ``at_least`` points of min(total, scale).

    ``at_least_without`` is the threshold for units that lack a criterion whose treatment is
    ``other_thresholds``. With ``clean_required`` the record must be clean as well: no
    conditional decision may hold.
    """

    code: str
    label: str
    at_least: Decimal
    at_least_without: Decimal | None = None
    clean_required: bool = False


class Award(Parameters):
    """An award that the cluster proposes, for the ``quota`` best units (a count, or not set).

    What else it asks of a unit is asked only where the campaign says so. ``quota_share``: at
    most this share of the cluster's units, rounded down. ``leader_only``: the cluster's leader
    alone. ``targets``: every pledged target met, or exceeded. ``full_points``: criteria with all
    their points. ``vote``: whether the ballot must be won; where nothing is said, it must
    wherever the campaign sets a threshold.
    """

    code: str
    title: str
    quota: int | Literal["not set"]
    quota_share: Decimal | None = None
    leader_only: bool = False
    targets: Literal["met", "exceeded"] | None = None
    full_points: tuple[str, ...] = ()
    vote: bool | None = None
    law: LegalReference | None = None

    def places(self, units: int) -> int | None:
        """For how many of so many units the award may be proposed, None where it is not set.

        A share is rounded down: 20 % of 7 units is 1. Of a count and a share the lower counts.
        """
        limits = [self.quota] if isinstance(self.quota, int) else []
        if self.quota_share is not None:
            limits.append(math.floor(Fraction(self.quota_share) * units))
        if self.leader_only:
            limits.append(1)
        return min(limits, default=None)


TWO_THIRDS: Final = "2/3"


class Ballot(Parameters):
    """The vote: the needed share and what it is a share of; each may be explicitly not set.

    ``"2/3"`` is exact, as no decimal number is. ``strict``: more than the share (quá bán), not
    the share itself.
    """

    threshold: Decimal | Literal["2/3", "not set"]
    denominator: Literal["members", "present", "valid", "not set"]
    strict: bool = False

    @property
    def share(self) -> Fraction | None:
        """The needed share, exact; None where it is not set."""
        if self.threshold == "not set":
            return None
        return Fraction(self.threshold)

    def needed(self, denominator: int) -> int | None:
        """How many votes of so many are enough, None where the share is not set."""
        if self.share is None:
            return None
        votes = self.share * denominator
        return math.floor(votes) + 1 if self.strict else math.ceil(votes)


class Cross(Parameters):
    """Cross-scoring: who scores whom, and how the scores of several units become one.

    With ``trimmed`` the highest and the lowest score are dropped from ``trim_from`` scorers on.
    A score is an outlier where it is further than ``outlier_points`` (or ``outlier_share`` of the
    maximum) from the median of the others. ``marked``: the chair marks in the summary who scores
    whom; ``all``: while nothing is marked, everybody scores all others.
    """

    method: Literal["mean", "median", "trimmed"]
    trim_from: int = Field(default=5, ge=3, le=99)
    outlier_points: Decimal | None = Field(default=None, gt=0)
    outlier_share: Decimal | None = Field(default=None, gt=0, le=1)
    assignment: Literal["marked", "all"] = "marked"


class TieBreak(Parameters):
    """A key of the tie-break chain: a criterion's or section's points, higher first."""

    by: Literal["criterion", "bonus", "penalty"]
    criterion: str | None = None


class Campaign(Parameters):
    """The whole campaign, as its file says it. Checked by ``campaign_checks`` when loaded."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    revision: int = Field(ge=1)
    year: int = Field(ge=2000, le=2100)
    title: str = Field(min_length=1)
    theme: str = Field(min_length=1)
    status: Literal["illustrative", "official"]
    status_note: str | None = None
    place: str = Field(min_length=1)
    law: tuple[LegalReference, ...] = ()
    cluster: Cluster
    deadlines: Deadlines
    scale: Literal[100, 1000]
    initial_points: Decimal = Field(default=Decimal(0), ge=0)
    places: int = Field(ge=0, le=4)
    rank_by: Literal["points", "percent"]
    tie_break: tuple[TieBreak, ...]
    grades: tuple[Grade, ...] | Literal["not set"]
    awards: tuple[Award, ...]
    ballot: Ballot
    cross: Cross | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    decisions: tuple[AnyDecision, ...] = ()

    @cached_property
    def tree(self) -> Tree:
        """The criteria as a tree."""
        return Tree(self.criteria)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The members valid in the campaign's year, by code, in their order."""
        return {
            u.code: u
            for u in self.cluster.members
            if u.valid_from <= self.year and (u.valid_to is None or self.year <= u.valid_to)
        }

    def __hash__(self) -> int:
        """By a few fields: campaigns are keys of caches, and a wide one has 10,000 members."""
        return hash((self.id, self.revision, self.year, self.title, len(self.criteria)))

    def __copy__(self) -> Self:
        """A copy whose ``tree`` and ``units`` are computed anew: ``model_copy`` changes fields."""
        copied = super().__copy__()
        for name in ("tree", "units", "given_max"):
            copied.__dict__.pop(name, None)
        return copied

    @cached_property
    def given_max(self) -> Decimal:
        """The part of the scale that no core leaf fills: 0, or what initial points stand for.

        With initial points the core roots may stay below the scale; bonus can make up the rest.
        """
        if not self.initial_points:
            return Decimal(0)
        roots = (r.max_points for r in self.tree.roots() if r.section is Section.CORE)
        return self.scale - sum(roots, Decimal(0))

    def places_of(self, award: Award) -> int | None:
        """For how many of the year's units an award may be proposed, None where it is not set."""
        return award.places(len(self.units))

    def asks_for_vote(self, award: Award) -> bool:
        """Whether an award must be won in the ballot."""
        return self.ballot.threshold != "not set" if award.vote is None else award.vote

    @property
    def illustrative(self) -> bool:
        """Whether everything built from the campaign must say that it is not official."""
        return self.status == "illustrative"

    @property
    def ranks_by_percent(self) -> bool:
        """Percent is forced where an item may leave the assigned maximum."""
        excluded = any(c.not_applicable is NotApplicable.EXCLUDED for c in self.criteria)
        return excluded or self.rank_by == "percent"

    def leaf(self, criterion: Criterion, period: Period) -> Leaf:
        """What a rule needs to know of its criterion at a period."""
        return Leaf(
            code=criterion.code,
            max_points=criterion.max_points,
            section=criterion.section,
            places=self.places,
            deadline=self._deadline(criterion, period),
            period=period,
        )

    def _deadline(self, criterion: Criterion, period: Period) -> dt.date | None:
        rule = criterion.rule
        report = rule.report if isinstance(rule, Lateness) else None
        return self.deadlines.of(report or period)

    def core_leaves(self) -> tuple[Criterion, ...]:
        """The leaves inside the scale."""
        return tuple(c for c in self.tree.leaves() if c.section is Section.CORE)
