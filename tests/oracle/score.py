"""The two passes: what a unit computes alone, and what the chair adds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tests.oracle.cluster import Receipts, compared_lines, received_line
from tests.oracle.kinds import LOCAL, needs_cluster
from tests.oracle.model import (
    Campaign,
    Entries,
    Line,
    Node,
    State,
    UnitScore,
    absence,
    half_up,
    leaves,
    nodes,
)
from tests.oracle.reading import Reader
from tests.oracle.totals import add_up

__all__ = ["Receipts", "score_cluster", "score_unit"]


def score_unit(campaign: Campaign, entries: Entries, period: str) -> UnitScore:
    """The local pass for one unit: what only the chair can compute stays `cluster`."""
    lines: list[Line] = []
    tree = nodes(campaign)
    for node in tree.values():
        if not node.is_group:
            lines += _local_lines(campaign, tree, node, entries, period)
    return add_up(campaign, entries, period, lines)


def score_cluster(
    campaign: Campaign,
    units: Mapping[str, Entries],
    period: str,
    receipts: Receipts,
    excluded_from_comparison: Collection[str] = frozenset(),
) -> dict[str, UnitScore]:
    """The chair's pass over all units that sent something; missing units are left out of `units`.

    `receipts` maps (unit, `dang-ky` | `6-thang` | `nam`) to the day, to "unsent", or to None.
    """
    local = {unit: score_unit(campaign, entries, period) for unit, entries in units.items()}
    filled: dict[str, dict[str, Line]] = {unit: {} for unit in units}
    for node in leaves(campaign):
        if node.scored_by == "chair" or not needs_cluster(node):
            continue
        open_units = {u: e for u, e in units.items() if local[u].line(node.code).state == "cluster"}
        if node.kind == "lateness":
            lines = {u: received_line(campaign, node, u, period, receipts) for u in open_units}
        else:
            lines = compared_lines(campaign, node, open_units, period, excluded_from_comparison)
        for unit, line in lines.items():
            filled[unit][node.code] = line
    return {
        unit: add_up(
            campaign,
            entries,
            period,
            [filled[unit].get(line.criterion, line) for line in local[unit].lines],
        )
        for unit, entries in units.items()
    }


def _local_lines(
    campaign: Campaign, tree: Mapping[str, Node], node: Node, entries: Entries, period: str
) -> list[Line]:
    settled = _settled(campaign, tree, node, entries, period)
    if settled is not None:
        return [settled, *(replace(settled, item=row, points=None) for row in _used(node, entries))]
    places: int = campaign["places"]
    if node.item_rows:
        return _item_lines(node, entries, period, places)
    read = Reader(node, entries, period)
    points = LOCAL[node.kind](node, read)
    if read.state != "ok" or points is None:
        return [Line(node.code, None, read.state, None, read.ratio)]
    return [Line(node.code, None, "ok", half_up(points, places), read.ratio)]


def _settled(
    campaign: Campaign, tree: Mapping[str, Node], node: Node, entries: Entries, period: str
) -> Line | None:
    """The line of a leaf whose state does not depend on what was entered for it."""
    policy = absence(tree, node, entries)
    if policy is not None:
        full = policy == "full_points" and period in node.periods
        points = half_up(node.maximum, campaign["places"]) if full else None
        return Line(node.code, None, "not_applicable", points)
    if period not in node.periods:
        return Line(node.code, None, "not_available", None)
    if node.scored_by == "chair" or needs_cluster(node):
        return Line(node.code, None, "cluster", None)
    return None


def _used(node: Node, entries: Entries) -> list[str]:
    """Item rows in which anything was filled, in their order."""
    used = {
        item
        for (criterion, item, _), value in entries.items()
        if criterion == node.code and value not in (None, "")
    }
    return [row for row in (str(n) for n in range(1, node.item_rows + 1)) if row in used]


def _item_lines(node: Node, entries: Entries, period: str, places: int) -> list[Line]:
    """The leaf and its used rows: the mean of the rows' points, by weight.

    A row's line carries what the row brings to the leaf, rounded for reading only.
    """
    rows: list[tuple[str, State, Fraction, Fraction | None, Fraction | None]] = []
    for row in _used(node, entries):
        read = Reader(node, entries, period, row)
        weight = read.weight()
        points = LOCAL[node.kind](node, read)
        rows.append((row, read.state, weight or Fraction(0), points, read.ratio))
    all_weights = sum((weight for _, _, weight, _, _ in rows), Fraction(0))
    lines = []
    leaf = Fraction(0)
    for row, state, weight, points, ratio in rows:
        brings: Decimal | None = None
        if state == "ok" and points is not None:
            leaf += points * weight / all_weights
            brings = half_up(points * weight / all_weights, places)
        lines.append(Line(node.code, row, state, brings, ratio))
    states = {line.state for line in lines}
    if "invalid" in states:
        return [Line(node.code, None, "invalid", None), *lines]
    if not lines or "not_available" in states:
        return [Line(node.code, None, "not_available", None), *lines]
    return [Line(node.code, None, "ok", half_up(leaf, places)), *lines]
