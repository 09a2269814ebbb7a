"""The lines that only the chair can compute: leader, rank in the cluster, receipts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from tests.oracle.kinds import rank_points
from tests.oracle.lateness import points_for_day, points_for_nothing
from tests.oracle.model import NOT_SET, Campaign, Entries, Line, Node, State, exact, half_up
from tests.oracle.reading import Reader

Receipts = Mapping[tuple[str, str], date | str | None]

DEADLINE_OF = {"dang-ky": "registration", "6-thang": "midyear", "nam": "year"}


@dataclass(frozen=True, slots=True)
class _Own:
    """What one unit brings into a comparison."""

    state: State
    actual: Fraction | None = None
    target: Fraction | None = None

    @property
    def ratio(self) -> Fraction | None:
        if self.actual is None or self.target is None:
            return None
        return self.actual / self.target


def _own(node: Node, entries: Entries, period: str) -> _Own:
    read = Reader(node, entries, period)
    actual, target = read.actual(), None
    if node.kind == "relative_to_leader":
        registered = node.rule.get("target", "registered") == "registered"
        optional = node.rule.get("without_target") != "refused"
        if not (registered and optional and not read.has("target")):
            target = read.target()
    if read.state != "ok":
        return _Own(read.state)
    return _Own("ok", actual, target)


def compared_lines(
    campaign: Campaign,
    node: Node,
    units: Mapping[str, Entries],
    period: str,
    left_out: Collection[str],
) -> dict[str, Line]:
    """Lines of a leaf that compares the units; `units` are those to whom it applies."""
    own = {unit: _own(node, entries, period) for unit, entries in units.items()}
    field = [mine for unit, mine in own.items() if unit not in left_out and mine.state == "ok"]
    lines: dict[str, Line] = {}
    for unit, mine in own.items():
        if unit in left_out:
            lines[unit] = Line(node.code, None, "cluster", None)
        elif mine.state != "ok":
            lines[unit] = Line(node.code, None, mine.state, None)
        else:
            points = _compare(node, mine, field)
            rounded: Decimal = half_up(points, campaign["places"])
            lines[unit] = Line(node.code, None, "ok", rounded, mine.ratio)
    return lines


def _compare(node: Node, mine: _Own, field: list[_Own]) -> Fraction:
    if node.kind == "rank_based":
        return _ranked(node, mine, field)
    assert mine.actual is not None
    if mine.target is None:
        best = max(o.actual for o in field if o.target is None and o.actual is not None)
        return node.maximum * mine.actual / best if best else Fraction(0)
    ratio = mine.actual / mine.target
    base = exact(node.rule.get("base_share", Decimal("0.5"))) * node.maximum
    if ratio <= 1:
        return base * ratio
    leader = max(o.ratio for o in field if o.ratio is not None)
    return base + (node.maximum - base) * (ratio - 1) / (leader - 1)


def _ranked(node: Node, mine: _Own, field: list[_Own]) -> Fraction:
    assert mine.actual is not None
    others = [o.actual for o in field if o.actual is not None]
    if node.rule.get("better", "higher") == "higher":
        better = sum(1 for other in others if other > mine.actual)
    else:
        better = sum(1 for other in others if other < mine.actual)
    return rank_points(node, Fraction(better + 1))


def received_line(
    campaign: Campaign, node: Node, unit: str, period: str, receipts: Receipts
) -> Line:
    """The line of a leaf that measures the day on which the chair received a submission."""
    report = str(node.rule.get("report", period))
    came = receipts.get((unit, report))
    deadline = campaign["deadlines"].get(DEADLINE_OF[report], NOT_SET)
    if came == "unsent":
        points = points_for_nothing(node)
    elif isinstance(came, date) and isinstance(deadline, date):
        day = came.date() if isinstance(came, datetime) else came
        points = points_for_day(node, deadline, day)
    else:
        return Line(node.code, None, "cluster", None)
    return Line(node.code, None, "ok", half_up(points, campaign["places"]))
