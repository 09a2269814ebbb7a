"""Sums: groups with their caps, sections, the assigned maximum, the percentage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from tests.oracle.model import Campaign, Entries, Line, Node, UnitScore, absence, exact, half_up
from tests.oracle.model import nodes as tree_of

PERCENT_PLACES = 4


def add_up(campaign: Campaign, entries: Entries, period: str, lines: Iterable[Line]) -> UnitScore:
    """Totals of one unit from its lines; what has no points adds nothing."""
    kept = tuple(lines)
    places: int = campaign["places"]
    tree = tree_of(campaign)
    own = {line.criterion: line for line in kept if line.item is None}
    sums = {code: _subtotal(tree, code, own) for code in tree}
    unknown = frozenset(c for c, node in tree.items() if node.is_group and _unknown(tree, c, own))
    by_section = {
        name: sum(
            (sums[c] for c, node in tree.items() if node.parent is None and node.section == name),
            Fraction(0),
        )
        for name in ("core", "bonus", "penalty")
    }
    initial = exact(campaign.get("initial_points", 0))
    assigned, rescaled = _assigned(campaign, tree, entries, period)
    core = initial + by_section["core"]
    if rescaled and assigned > 0:
        core = exact(half_up(core * (assigned + rescaled) / assigned, places))
    possible = assigned + rescaled
    total = core + by_section["bonus"] - by_section["penalty"]
    return UnitScore(
        period=period,
        lines=kept,
        groups={c: half_up(sums[c], places) for c, node in tree.items() if node.is_group},
        unknown_groups=unknown,
        core=half_up(core, places),
        bonus=half_up(by_section["bonus"], places),
        penalty=half_up(by_section["penalty"], places),
        total=half_up(total, places),
        assigned=half_up(assigned, places),
        possible=half_up(possible, places),
        percent=_percent(total, possible if assigned > 0 else Fraction(0)),
    )


def _percent(total: Fraction, possible: Fraction) -> Decimal | None:
    return half_up(total / possible, PERCENT_PLACES) if possible > 0 else None


def _children(tree: Mapping[str, Node], code: str) -> list[str]:
    return [child for child, node in tree.items() if node.parent == code]


def _subtotal(tree: Mapping[str, Node], code: str, own: Mapping[str, Line]) -> Fraction:
    node = tree[code]
    if not node.is_group:
        points = own[code].points
        return Fraction(0) if points is None else exact(points)
    parts = (_subtotal(tree, child, own) for child in _children(tree, code))
    together = sum(parts, Fraction(0))
    return min(together, exact(node.rule["cap"])) if "cap" in node.rule else together


def _unknown(tree: Mapping[str, Node], code: str, own: Mapping[str, Line]) -> bool:
    """Whether points of a group are still to come, or whether nothing in it applies."""
    below = [line for line in own.values() if _is_below(tree, line.criterion, code)]
    if any(line.state not in ("ok", "not_applicable") for line in below):
        return True
    return all(line.points is None for line in below)


def _is_below(tree: Mapping[str, Node], code: str, group: str) -> bool:
    parent = tree[code].parent
    return parent is not None and (parent == group or _is_below(tree, parent, group))


def _assigned(
    campaign: Campaign, tree: Mapping[str, Node], entries: Entries, period: str
) -> tuple[Fraction, Fraction]:
    """What can be reached inside the scale, and what was taken out to be brought back."""
    initial = exact(campaign.get("initial_points", 0))
    assigned, rescaled = initial, Fraction(0)
    for node in tree.values():
        if node.is_group or node.section != "core" or period not in node.periods:
            continue
        policy = absence(tree, node, entries)
        if policy in (None, "full_points"):
            assigned += node.maximum
        elif policy == "rescaled":
            rescaled += node.maximum
    if initial:
        roots = (n.maximum for n in tree.values() if n.parent is None and n.section == "core")
        gap = exact(campaign["scale"]) - initial - sum(roots, Fraction(0))
        assigned += max(gap, Fraction(0))
    return assigned, rescaled
