"""Subtotals, caps, the assigned maximum, totals and percent.

The same sums serve computed, claimed, appraised and final points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.numbers import exact, round_half_up
from scoring.terms import NotApplicable, Period, Section

PERCENT_PLACES = 4
"""Decimal places of a percent as a fraction: 0.8250 is 82,50 %."""


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """The points of a node with children, after its cap."""

    criterion: str
    max_points: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a unit's points add up to.

    ``core`` is the sum inside the scale, brought back to the scale where a part is rescaled;
    ``bonus`` and ``penalty`` are after their caps, both positive; ``total`` is
    core + bonus − penalty. ``assigned_max`` is what the unit could have reached with what it is
    assigned at the period; ``percent`` is total / assigned_max as a fraction with 4 places, None
    where nothing is assigned.
    """

    groups: tuple[GroupTotal, ...]
    core: Decimal
    bonus: Decimal
    penalty: Decimal
    total: Decimal
    assigned_max: Decimal
    percent: Decimal | None

    def group(self, criterion: str) -> Decimal:
        """The points of one node with children; KeyError where there is none."""
        for group in self.groups:
            if group.criterion == criterion:
                return group.points
        raise KeyError(criterion)


def add_up(
    campaign: Campaign,
    period: Period,
    points: Mapping[str, Decimal],
    absent: frozenset[str],
) -> Totals:
    """Add up the points of leaves. ``absent`` are the leaves that do not apply to the unit."""
    sums: dict[str, Decimal] = {}
    for _, criterion in reversed(list(campaign.tree.walk())):
        sums[criterion.code] = _points_of(campaign, criterion, points, sums)
    by_section = {
        section: sum(
            (sums[r.code] for r in campaign.tree.roots() if r.section is section), Decimal(0)
        )
        for section in Section
    }
    assigned, rescaled = _assigned(campaign, period, absent)
    core = by_section[Section.CORE] + round_half_up(campaign.initial_points, campaign.places)
    if rescaled and assigned:
        factor = Fraction(assigned + rescaled) / Fraction(assigned)
        core = round_half_up(exact(core) * factor, campaign.places)
    total = core + by_section[Section.BONUS] - by_section[Section.PENALTY]
    possible = assigned + rescaled if assigned else Decimal(0)
    percent = round_half_up(exact(total) / exact(possible), PERCENT_PLACES) if possible else None
    return Totals(
        tuple(
            GroupTotal(c.code, c.max_points, sums[c.code])
            for _, c in campaign.tree.walk()
            if not c.is_leaf
        ),
        core,
        by_section[Section.BONUS],
        by_section[Section.PENALTY],
        total,
        possible,
        percent,
    )


def _points_of(
    campaign: Campaign,
    criterion: Criterion,
    points: Mapping[str, Decimal],
    sums: Mapping[str, Decimal],
) -> Decimal:
    nothing = round_half_up(0, campaign.places)
    if criterion.is_leaf:
        return points.get(criterion.code, nothing)
    total = sum((sums[c.code] for c in campaign.tree.children(criterion.code)), nothing)
    return (
        total
        if criterion.cap is None
        else min(total, round_half_up(criterion.cap, campaign.places))
    )


def _assigned(
    campaign: Campaign, period: Period, absent: frozenset[str]
) -> tuple[Decimal, Decimal]:
    """Maximum of the assigned leaves, and of the absent ones whose part is rescaled."""
    assigned, rescaled = campaign.given_max, Decimal(0)
    for criterion in campaign.core_leaves():
        if period not in criterion.periods:
            continue
        full = criterion.not_applicable is NotApplicable.FULL_POINTS
        if criterion.code not in absent or full:
            assigned += criterion.max_points
        elif criterion.not_applicable is NotApplicable.RESCALED:
            rescaled += criterion.max_points
    return assigned, rescaled
