"""The kinds of rule that a unit can compute alone: exact points, before rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from tests.oracle.lateness import chosen, entered
from tests.oracle.model import Node, Table, exact
from tests.oracle.reading import Reader


def limit_of(node: Node, name: str = "cap") -> Fraction:
    """A parameter that is the leaf's maximum unless the file gives it."""
    return exact(node.rule[name]) if name in node.rule else node.maximum


def references(value: str | Sequence[str] | None) -> list[str]:
    """One reference or a list of them, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def direct(node: Node, read: Reader) -> Fraction | None:
    points = read.points(limit=node.maximum)
    step = node.rule.get("step")
    if points is None or step is None:
        return points
    if (points / exact(step)).denominator != 1:
        read.fail()
        return None
    return points


def yes_no(node: Node, read: Reader) -> Fraction | None:
    yes, no = node.rule.get("yes", "Có"), node.rule.get("no", "Không")
    answer = read.choice([yes, no])
    if answer is None:
        return None
    return node.maximum if answer == yes else Fraction(0)


def level_map(node: Node, read: Reader) -> Fraction | None:
    points = {level["label"]: exact(level["points"]) for level in node.rule["levels"]}
    label = read.choice(list(points))
    return None if label is None else points[label]


def proportional(node: Node, read: Reader) -> Fraction | None:
    target, actual = read.target(), read.actual()
    if target is None or actual is None:
        return None
    read.ratio = actual / target
    if node.rule.get("better", "higher") == "higher":
        return node.maximum * min(read.ratio, Fraction(1))
    if actual <= target:
        return node.maximum
    return node.maximum * target / actual


def bands(node: Node, read: Reader) -> Fraction | None:
    value = _band_value(node, read)
    if value is None:
        return None
    for band in node.rule["bands"]:
        low, high = band.get("from"), band.get("to")
        above = low is None or value >= exact(low)
        if above and (high is None or value < exact(high)):
            if "points" in band:
                return exact(band["points"])
            return node.maximum * exact(band["percent"]) / 100
    read.fail()
    return None


def _band_value(node: Node, read: Reader) -> Fraction | None:
    of = node.rule.get("of", "actual")
    if of == "actual":
        return read.actual()
    if of == "achievement":
        target, actual = read.target(), read.actual()
        if target is None or actual is None:
            return None
        read.ratio = actual / target
        return read.ratio
    share: Table = node.rule["share"]
    upper = references(share["numerator"])
    if share.get("include_also", True):
        upper += references(share.get("also"))
    above, below = read.counts(upper), read.counts(references(share["denominator"]))
    if above is None or below is None:
        return None
    if sum(below) == 0:
        read.fail()
        return None
    read.ratio = Fraction(sum(above)) / sum(below)
    return read.ratio


def excess_bonus(node: Node, read: Reader) -> Fraction | None:
    target, actual = read.target(), read.actual()
    if target is None or actual is None:
        return None
    read.ratio = actual / target
    beyond = target - actual if node.is_penalty else actual - target
    steps = max(beyond, Fraction(0)) / (target * exact(node.rule["step"]))
    mode = node.rule.get("mode", "whole_steps")
    if mode == "whole_steps":
        steps = Fraction(steps.numerator // steps.denominator)
    elif mode == "threshold":
        steps = Fraction(1 if steps >= 1 else 0)
    return min(limit_of(node), steps * exact(node.rule["points_each"]))


def _events(node: Node, read: Reader) -> Fraction | None:
    """Points of counted events, with the limit of each half-year and the limit of all."""
    each = exact(node.rule["points_each"])
    if "half_cap" not in node.rule:
        count = read.count()
        halves = None if count is None else (count, Fraction(0))
        half = None
    else:
        halves = read.halves()
        half = exact(node.rule["half_cap"])
    if halves is None:
        return None
    first, second = halves
    if node.rule.get("best_only", False):
        first = min(first, Fraction(1))
        second = min(second, 1 - first)
    parts = [first * each, second * each]
    if half is not None:
        parts = [min(half, part) for part in parts]
    return min(limit_of(node), parts[0] + parts[1])


def per_event_plus(node: Node, read: Reader) -> Fraction | None:
    return _events(node, read)


def per_event_minus(node: Node, read: Reader) -> Fraction | None:
    lost = _events(node, read)
    return None if lost is None else _after(node, lost)


def _after(node: Node, lost: Fraction) -> Fraction:
    """What a deduction leaves; in the section `penalty` the deduction itself."""
    if node.is_penalty:
        return lost
    return max(exact(node.rule.get("floor", 0)), limit_of(node, "start") - lost)


def range_minus(node: Node, read: Reader) -> Fraction | None:
    lost = read.points()
    ranges = [(exact(s["from"]), exact(s["to"])) for s in node.rule["severities"]]
    if "counts" in node.rule:
        faults = read.counts(references(node.rule["counts"]))
        if lost is None or faults is None:
            return None
        pairs = list(zip(faults, ranges, strict=True))
        fits = (
            sum(n * low for n, (low, _) in pairs) <= lost <= sum(n * high for n, (_, high) in pairs)
        )
    else:
        if lost is None:
            return None
        fits = lost == 0 or any(low <= lost <= high for low, high in ranges)
    if not fits:
        read.fail()
        return None
    return _after(node, min(limit_of(node), lost))


def award_bonus(node: Node, read: Reader) -> Fraction | None:
    levels = node.rule["levels"]
    if node.rule.get("highest_only", True):
        points = {level["label"]: exact(level["points"]) for level in levels}
        points.setdefault(node.rule.get("none", "Không có"), Fraction(0))
        label = read.choice(list(points))
        return None if label is None else min(limit_of(node), points[label])
    counts = read.counts(references(node.rule["counts"]))
    if counts is None:
        return None
    pairs = zip(counts, levels, strict=True)
    return min(limit_of(node), sum((n * exact(x["points"]) for n, x in pairs), Fraction(0)))


def rank_points(node: Node, rank: Fraction) -> Fraction:
    """Points of the range that holds a rank; ranges start at 1 and have no gap."""
    for step in node.rule["ranks"]:
        if step["from"] <= rank and ("to" not in step or rank <= step["to"]):
            return exact(step["points"])
    return Fraction(0)


def rank_based(node: Node, read: Reader) -> Fraction | None:
    rank = read.rank()
    return None if rank is None else rank_points(node, rank)


def lateness(node: Node, read: Reader) -> Fraction | None:
    return chosen(node, read) if node.rule["source"] == "chosen" else entered(node, read)


LOCAL: dict[str, Callable[[Node, Reader], Fraction | None]] = {
    "direct": direct,
    "yes_no": yes_no,
    "level_map": level_map,
    "proportional": proportional,
    "bands": bands,
    "excess_bonus": excess_bonus,
    "per_event_plus": per_event_plus,
    "per_event_minus": per_event_minus,
    "range_minus": range_minus,
    "lateness": lateness,
    "award_bonus": award_bonus,
    "rank_based": rank_based,
}


def needs_cluster(node: Node) -> bool:
    """Whether only the chair, who has all units and the receipts, can compute a leaf."""
    if node.kind == "rank_based":
        return bool(node.rule.get("source", "entered") == "cluster")
    if node.kind == "lateness":
        return bool(node.rule.get("source", "received") == "received")
    return node.kind == "relative_to_leader"
