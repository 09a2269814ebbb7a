"""Faults that the parameters of several rules can have."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.numbers import vn_number
from scoring.rules.base import Fault, Leaf


def positive_faults(path: str, value: Decimal) -> Iterator[Fault]:
    """A step, a target, points for each event: above 0."""
    if value <= 0:
        yield Fault(path, "CAMPAIGN_NOT_POSITIVE", {"value": vn_number(value)})


def range_faults(path: str, points: Decimal, leaf: Leaf) -> Iterator[Fault]:
    """Points of a leaf: 0 to its maximum."""
    if not 0 <= points <= leaf.max_points:
        params = {"value": vn_number(points), "max": vn_number(leaf.max_points)}
        yield Fault(path, "CAMPAIGN_POINTS_OUT_OF_RANGE", params)


def label_faults(path: str, labels: tuple[str, ...]) -> Iterator[Fault]:
    """The labels of one list: no two the same."""
    for label in sorted({x for x in labels if labels.count(x) > 1}):
        yield Fault(path, "CAMPAIGN_LABEL_REPEATED", {"label": label})
