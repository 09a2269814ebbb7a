"""Kind ``rank_based``: points by rank, in an external index or among the units of the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field

from scoring.expression import (
    Case,
    Compare,
    Expression,
    Input,
    Number,
    Part,
    Relation,
    Said,
    Shown,
)
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf, LeafRule, Parameters
from scoring.rules.faults import best_faults, not_here, range_faults
from scoring.rules.measure import Measure, actual_field
from scoring.terms import FieldType

RANK = "rank"
"""The unit's rank in the cluster, as the expressions know it."""


class RankRange(Parameters):
    """Ranks ``from_`` to ``to``, both included (no ``to``: all that follow), and their points."""

    from_: int = Field(alias="from", ge=1)
    to: int | None = None
    points: Decimal


class RankBased(LeafRule):
    """``source``: the officer enters the rank, or the results of the units are ranked.

    Equal results share a rank (1, 1, 3). ``better`` says which results come first.
    """

    kind: Literal["rank_based"]
    source: Literal["entered", "cluster"] = "entered"
    value: Measure = FieldType.NUMBER
    better: Literal["higher", "lower"] = "higher"
    ranks: tuple[RankRange, ...] = Field(min_length=1)

    @property
    def cluster(self) -> bool:
        return self.source == "cluster"

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        if self.cluster:
            return (actual_field(self.value),)
        return (InputField("count", FieldType.COUNT, "Thứ hạng", minimum=Decimal(1)),)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        rank = Input(leaf.code, item, RANK if self.cluster else "count")
        ordered = sorted(self.ranks, key=lambda r: r.from_)
        points: Expression = self._said(ordered[-1], rank)
        for place in reversed(ordered[:-1]):
            assert place.to is not None
            inside = Compare(rank, Relation.AT_MOST, Number(Decimal(place.to)))
            points = Case(inside, self._said(place, rank), points)
        return points

    def _said(self, place: RankRange, rank: Input) -> Expression:
        worth = Number(place.points)
        where = " trong Cụm" if self.cluster else ""
        return Said(
            worth,
            f"Xếp hạng {{rank}}{where} ({place_text(place)}) → {{points}} điểm",
            (Part("rank", rank, Shown.NUMBER), Part("points", worth, Shown.POINTS)),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        for i, place in enumerate(self.ranks):
            yield from range_faults(f"ranks[{i}].points", place.points, leaf)
            if place.to is not None and place.to < place.from_:
                params = {"from": str(place.from_), "to": str(place.to)}
                yield Fault(f"ranks[{i}].to", "CAMPAIGN_RANK_RANGE", params)
        yield from best_faults("ranks", [place.points for place in self.ranks], leaf)
        yield from _edge_faults(self.ranks)
        if self.source == "entered":
            yield from not_here(
                "thứ hạng do đơn vị ghi nên không so kết quả của các đơn vị",
                value=self.value is not FieldType.NUMBER,
                better=self.better != "higher",
            )


def place_text(place: RankRange) -> str:
    """The range in words: ``hạng 1``, ``hạng 2–4``, ``từ hạng 5``."""
    if place.to is None:
        return f"từ hạng {place.from_}"
    return f"hạng {place.from_}" if place.to == place.from_ else f"hạng {place.from_}–{place.to}"


def _edge_faults(ranks: tuple[RankRange, ...]) -> Iterator[Fault]:
    ordered = sorted(ranks, key=lambda r: r.from_)
    if ordered[0].from_ != 1:
        yield Fault("ranks", "CAMPAIGN_RANK_EDGES", {"first": "1", "second": str(ordered[0].from_)})
    for better, worse in pairwise(ordered):
        if better.to is None or better.to + 1 != worse.from_:
            params = {"first": place_text(better), "second": place_text(worse)}
            yield Fault("ranks", "CAMPAIGN_RANK_EDGES", params)
    if ordered[-1].to is not None:
        yield Fault("ranks", "CAMPAIGN_RANK_OPEN_END", {"to": vn_number(Decimal(ordered[-1].to))})
