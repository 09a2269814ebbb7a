"""Kind ``bands``: the first band that holds the value gives the points.

Bands are half-open, ``[from, to)``, and compare unrounded values. A value is the unit's result,
its result over its target, or a share of named counts (such as staff graded good or better).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

from pydantic import Field

from scoring.expression import (
    Case,
    Compare,
    Expression,
    Input,
    Number,
    Part,
    Quotient,
    Relation,
    Said,
    Shown,
    Sum,
    Test,
    number,
)
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf, LeafRule, Parameters
from scoring.rules.faults import count_faults
from scoring.rules.measure import (
    Measure,
    Target,
    fraction_faults,
    measured_fields,
    target_faults,
    target_of,
)
from scoring.terms import FieldType


class Band(Parameters):
    """``from_`` (inclusive) to ``to`` (exclusive), in the value's unit; one of points, percent.

    ``percent`` is the share of the maximum, 75 for 75 %.
    """

    from_: Decimal | None = Field(default=None, alias="from")
    to: Decimal | None = None
    points: Decimal | None = None
    percent: Decimal | None = None

    def worth(self, leaf: Leaf) -> Decimal:
        """The points of the band for a leaf, unrounded."""
        if self.points is not None:
            return self.points
        return leaf.max_points * (self.percent or Decimal(0)) / 100


class Share(Parameters):
    """A share of named inputs, each ``item`` of the own criterion or ``criterion:item``.

    ``also`` holds inputs that count in the numerator only while ``include_also`` is true: a
    choice of the chair, worded by ``also_title``.
    """

    numerator: tuple[str, ...] = Field(min_length=1)
    denominator: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()
    include_also: bool = True
    also_title: str | None = None

    @property
    def counted(self) -> tuple[str, ...]:
        """The inputs of the numerator under the present choice."""
        return self.also + self.numerator if self.include_also else self.numerator


ValueOf: TypeAlias = Literal["actual", "achievement", "share"]


class Bands(LeafRule):
    """``of`` says what is compared; ``value`` the unit of an entered result."""

    kind: Literal["bands"]
    of: ValueOf = "actual"
    value: Measure = FieldType.PERCENT
    target: Target | None = None
    share: Share | None = None
    bands: tuple[Band, ...] = Field(min_length=1)

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return () if self.of == "share" else measured_fields(self.value, self.target)

    def ratio(self, leaf: Leaf, item: str | None) -> Expression | None:
        if self.of == "actual" and self.value is not FieldType.PERCENT:
            return None
        return self._value(leaf, item)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        value = self._value(leaf, item)
        highest_first = sorted(self.bands, key=_lower_bound, reverse=True)
        points = self._said(highest_first[-1], leaf, value)
        for band in reversed(highest_first[:-1]):
            assert band.from_ is not None
            reached = Compare(value, Relation.AT_LEAST, Number(band.from_))
            points = Case(reached, self._said(band, leaf, value), points)
        return points

    def requires(self, leaf: Leaf, item: str | None) -> tuple[Test, ...]:
        if self.share is None:
            return ()
        return (Compare(_sum(leaf, self.share.denominator), Relation.MORE, number(0)),)

    def _value(self, leaf: Leaf, item: str | None) -> Expression:
        if self.share is not None:
            return Quotient(_sum(leaf, self.share.counted), _sum(leaf, self.share.denominator))
        actual = Input(leaf.code, item, "actual")
        if self.of == "actual" or self.target is None:
            return actual
        return Quotient(actual, target_of(self.target, leaf, item))

    def _said(self, band: Band, leaf: Leaf, value: Expression) -> Expression:
        shown = Shown.NUMBER
        if self.of != "actual" or self.value is FieldType.PERCENT:
            shown = Shown.PERCENT
        worth = Number(band.worth(leaf))
        share = f"{vn_number(band.percent)}% điểm chuẩn: " if band.percent is not None else ""
        return Said(
            worth,
            f"Đạt {{value}} {_range_text(band, shown)} → {share}{{points}}",
            (Part("value", value, shown), Part("points", worth, Shown.POINTS)),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        if (self.of == "share") != (self.share is not None):
            yield Fault("share", "CAMPAIGN_BANDS_SHARE")
        if self.of == "achievement" and self.target is None:
            yield Fault("target", "CAMPAIGN_BANDS_TARGET")
        yield from target_faults(self.target, self.value)
        if self.share is not None:
            yield from _share_faults(self.share)
        is_fraction = self.of != "actual" or self.value is FieldType.PERCENT
        for i, band in enumerate(self.bands):
            if (band.points is None) == (band.percent is None):
                yield Fault(f"bands[{i}]", "CAMPAIGN_BAND_POINTS")
            elif not 0 <= band.worth(leaf) <= leaf.max_points:
                yield Fault(
                    f"bands[{i}]",
                    "CAMPAIGN_POINTS_OUT_OF_RANGE",
                    {"value": vn_number(band.worth(leaf)), "max": vn_number(leaf.max_points)},
                )
            for key, edge in (("from", band.from_), ("to", band.to)):
                if is_fraction and edge is not None:
                    yield from fraction_faults(f"bands[{i}].{key}", edge)
            if band.from_ is not None and band.to is not None and band.to <= band.from_:
                params = {"from": vn_number(band.from_), "to": vn_number(band.to)}
                yield Fault(f"bands[{i}].to", "CAMPAIGN_BAND_EMPTY", params)
        best = max(band.worth(leaf) for band in self.bands)
        if best < leaf.max_points:
            params = {"value": vn_number(best), "max": vn_number(leaf.max_points)}
            yield Fault("bands", "CAMPAIGN_LEVELS_BELOW_MAX", params)
        yield from _edge_faults(self.bands)


def _share_faults(share: Share) -> Iterator[Fault]:
    for key, names in (
        ("numerator", share.also + share.numerator),
        ("denominator", share.denominator),
    ):
        yield from count_faults(f"share.{key}", names)


def _edge_faults(bands: tuple[Band, ...]) -> Iterator[Fault]:
    ordered = sorted(bands, key=_lower_bound)
    if ordered[0].from_ is not None and ordered[0].from_ > 0:
        yield Fault("bands", "CAMPAIGN_BAND_GAP", {"from": "0", "to": vn_number(ordered[0].from_)})
    if ordered[-1].to is not None:
        yield Fault("bands", "CAMPAIGN_BAND_OPEN_END", {"to": vn_number(ordered[-1].to)})
    for low, high in pairwise(ordered):
        if low.to is None or high.from_ is None or low.to > high.from_:
            yield Fault("bands", "CAMPAIGN_BAND_OVERLAP", _edges(low, high))
        elif low.to < high.from_:
            yield Fault(
                "bands",
                "CAMPAIGN_BAND_GAP",
                {"from": vn_number(low.to), "to": vn_number(high.from_)},
            )


def _edges(low: Band, high: Band) -> dict[str, str]:
    return {
        "first": _edge_text(low.from_) + " – " + _edge_text(low.to),
        "second": _edge_text(high.from_) + " – " + _edge_text(high.to),
    }


def _edge_text(edge: Decimal | None) -> str:
    return "…" if edge is None else vn_number(edge)


def _lower_bound(band: Band) -> Decimal:
    return Decimal("-Infinity") if band.from_ is None else band.from_


def _range_text(band: Band, shown: Shown) -> str:
    low, high = _bound_text(band.from_, shown), _bound_text(band.to, shown)
    if band.to is None:
        return f"≥ {low}"
    if band.from_ is None or band.from_ == 0:
        return f"< {high}"
    return f"trong khoảng từ {low} đến dưới {high}"


def _bound_text(bound: Decimal | None, shown: Shown) -> str:
    if bound is None:
        return ""
    if shown is Shown.PERCENT:
        return vn_number((bound * 100).normalize()) + "%"
    return vn_number(bound)


def _sum(leaf: Leaf, names: tuple[str, ...]) -> Expression:
    return Sum(tuple(named_input(leaf.code, name) for name in names))


def named_input(criterion: str, name: str) -> Input:
    """``item`` of the own criterion, or ``criterion:item`` of another (a shared input)."""
    owner, _, item = name.rpartition(":")
    return Input(owner or criterion, item, "count")
