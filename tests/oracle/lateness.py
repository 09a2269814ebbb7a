"""Days late and what they cost."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.model import NOT_SET, Node, exact
from tests.oracle.reading import Reader

SATURDAY = 5


def days_late(node: Node, base: date, day: date) -> int:
    """Days after `base` up to `day`, less the free ones; 0 when in time."""
    span = max(0, (day - base).days)
    if node.rule.get("days", "calendar") == "working":
        holidays = set(node.rule.get("holidays", ()))
        dates = (base + timedelta(days=n) for n in range(1, span + 1))
        span = sum(1 for d in dates if d.weekday() < SATURDAY and d not in holidays)
    return max(0, span - int(node.rule.get("grace_days", 0)))


def points_for_day(node: Node, base: date, day: date) -> Fraction:
    """Points of a leaf whose document came on `day`."""
    late = days_late(node, base, day)
    steps = node.rule.get("steps")
    if not steps:
        return _less(node, late * exact(node.rule.get("per_day", 0)))
    reached = [step for step in steps if late >= step["from"]]
    worst = max(reached, key=lambda step: int(step["from"])) if reached else None
    return _less(node, exact(worst["off"]) if worst else Fraction(0))


def points_for_nothing(node: Node) -> Fraction:
    """Points when the document never came: the whole item is lost, whatever the floor."""
    return node.maximum if node.is_penalty else Fraction(0)


def _less(node: Node, cost: Fraction) -> Fraction:
    left = max(exact(node.rule.get("floor", 0)), node.maximum - cost)
    return node.maximum - left if node.is_penalty else left


def entered(node: Node, read: Reader) -> Fraction | None:
    """From the base date to the date that the unit entered."""
    day = read.day()
    base = node.rule["base"]
    if base == NOT_SET:
        read.missing = True
        return None
    return None if day is None else points_for_day(node, base, day)


def chosen(node: Node, read: Reader) -> Fraction | None:
    """By the status that the officer picked."""
    off = {status["label"]: status["off"] for status in node.rule["statuses"]}
    label = read.choice(list(off))
    if label is None:
        return None
    if off[label] == "all":
        return points_for_nothing(node)
    return _less(node, exact(off[label]))
