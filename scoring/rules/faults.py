"""Faults that the parameters of several rules can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def cap_faults(cap: Decimal | None, leaf: Leaf, path: str = "cap") -> Iterator[Fault]:
    """A cap: above 0 and not above the maximum."""
    if cap is not None and not 0 < cap <= leaf.max_points:
        params = {"value": vn_number(cap), "max": vn_number(leaf.max_points)}
        yield Fault(path, "CAMPAIGN_CAP_RANGE", params)


def best_faults(path: str, points: Iterable[Decimal], leaf: Leaf) -> Iterator[Fault]:
    """A table whose best line does not give the maximum makes the maximum unreachable."""
    best = max(points)
    if best < leaf.max_points:
        params = {"value": vn_number(best), "max": vn_number(leaf.max_points)}
        yield Fault(path, "CAMPAIGN_LEVELS_BELOW_MAX", params)


def floor_faults(floor: Decimal, start: Decimal) -> Iterator[Fault]:
    """A floor: 0 up to the points that a rule starts from."""
    if not 0 <= floor <= start:
        params = {"value": vn_number(floor), "max": vn_number(start)}
        yield Fault("floor", "CAMPAIGN_POINTS_OUT_OF_RANGE", params)


def not_here(why: str, **given: bool) -> Iterator[Fault]:
    """Keys that were given although the other keys leave them without effect."""
    for key, used in given.items():
        if used:
            yield Fault(key, "CAMPAIGN_KEY_NOT_HERE", {"key": key, "why": why})


def count_faults(path: str, names: tuple[str, ...]) -> Iterator[Fault]:
    """Named counts that are added up: none of them twice."""
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Fault(path, "CAMPAIGN_SHARE_REPEATED", {"input": name})


def no_start_in_penalty(start: Decimal | None, floor: Decimal) -> Iterator[Fault]:
    """A deduction starts at nothing, so it has neither points to start from nor a floor."""
    yield from not_here(
        "phần điểm trừ không dùng điểm khởi đầu và điểm sàn",
        start=start is not None,
        floor=floor != 0,
    )


def label_faults(path: str, labels: tuple[str, ...]) -> Iterator[Fault]:
    """The labels of one list: no two the same."""
    for label in sorted({x for x in labels if labels.count(x) > 1}):
        yield Fault(path, "CAMPAIGN_LABEL_REPEATED", {"label": label})
