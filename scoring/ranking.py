"""Standard competition ranking (1, 1, 3): on rounded totals, ties shown, never broken silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final, Literal, TypeAlias, assert_never

from scoring.campaign import Campaign, TieBreak
from scoring.score import ScoreSheet
from scoring.terms import Section
from scoring.totals import Totals

RankBasis: TypeAlias = Literal["computed", "final"]
"""Which of a unit's numbers are ranked; on computed points a ranking is provisional."""

BASIS_LABELS: Final[Mapping[RankBasis, str]] = {
    "computed": "tạm tính",
    "final": "chính thức",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit to be ranked: its totals, and the points of those leaves that have any."""

    unit: str
    totals: Totals
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place. ``value`` is the rounded total, or the percent as a fraction.

    ``tied``: another unit has the same rank, after the whole tie-break chain.
    """

    unit: str
    value: Decimal
    rank: int
    tied: bool


def candidate_of(sheet: ScoreSheet) -> Candidate:
    """The unit with its computed points."""
    leaves = (line for line in sheet.lines if line.item is None)
    points = {x.criterion: x.computed for x in leaves if x.computed is not None}
    return Candidate(sheet.unit, sheet.totals, points)


def rank(campaign: Campaign, candidates: Iterable[Candidate]) -> tuple[Ranked, ...]:
    """Rank by points or percent, highest first, then by the campaign's tie-break chain.

    A key of the chain that is unknown for one of the tied units decides nothing among them.
    Units with no percent (nothing assigned) are left out where percent ranks. Equal ranks come
    in the order of the campaign's units.
    """
    known = [c for c in candidates if value_of(campaign, c) is not None]
    order = {unit: n for n, unit in enumerate(campaign.units)}
    known.sort(key=lambda c: (order.get(c.unit, len(order)), c.unit))
    ranked: list[Ranked] = []
    for group in _groups(campaign, known):
        place = len(ranked) + 1
        for candidate in group:
            value = value_of(campaign, candidate)
            assert value is not None
            ranked.append(Ranked(candidate.unit, value, place, len(group) > 1))
    return tuple(ranked)


def value_of(campaign: Campaign, candidate: Candidate) -> Decimal | None:
    """What the campaign ranks by: total points, or percent as a fraction with 4 places."""
    totals = candidate.totals
    return totals.percent if campaign.ranks_by_percent else totals.total


def _groups(campaign: Campaign, candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Candidates of equal rank, best first."""
    for group in _split(candidates, [value_of(campaign, c) for c in candidates]):
        yield from _untied(campaign, group, campaign.tie_break)


def _untied(
    campaign: Campaign, group: list[Candidate], chain: tuple[TieBreak, ...]
) -> Iterator[list[Candidate]]:
    if len(group) == 1 or not chain:
        yield group
        return
    for part in _split(group, [_key(campaign, c, chain[0]) for c in group]):
        yield from _untied(campaign, part, chain[1:])


def _split(
    candidates: Sequence[Candidate], keys: Sequence[Decimal | None]
) -> Iterator[list[Candidate]]:
    """Candidates with equal keys, highest first; all together where any key is unknown."""
    known = [(key, c) for key, c in zip(keys, candidates, strict=True) if key is not None]
    if len(known) < len(candidates):
        yield list(candidates)
        return
    known.sort(key=lambda pair: pair[0], reverse=True)  # stable: the units' order is kept
    for _, group in groupby(known, key=lambda pair: pair[0]):
        yield [candidate for _, candidate in group]


def _key(campaign: Campaign, candidate: Candidate, by: TieBreak) -> Decimal | None:
    """The points that decide, higher first; points of a penalty count as what they take off."""
    match by.by:
        case "bonus":
            return candidate.totals.bonus
        case "penalty":
            return -candidate.totals.penalty
        case "criterion":
            return _criterion_points(campaign, candidate, by.criterion or "")
    assert_never(by.by)


def _criterion_points(campaign: Campaign, candidate: Candidate, code: str) -> Decimal | None:
    criterion = campaign.tree[code]
    leaf = criterion.is_leaf
    points = candidate.points.get(code) if leaf else candidate.totals.group(code)
    if points is None or criterion.section is not Section.PENALTY:
        return points
    return -points
