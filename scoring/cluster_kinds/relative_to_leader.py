"""Kind ``relative_to_leader``: every unit against the best one of the cluster.

Cases of the rule (the police cluster's "Điều 6"): below the target, exactly at it, above it with
one or several leaders, nobody above it, and units without a target among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.cluster_kinds.base import ClusterData, Filled, comparable, scored
from scoring.criteria import Criterion
from scoring.expression import Input, evaluate
from scoring.rules.relative_to_leader import BEST, LEADER, RelativeToLeader
from scoring.score import ScoreLine


def fill(data: ClusterData, criterion: Criterion, waiting: Mapping[str, ScoreLine]) -> Filled:
    """Points of every unit with a usable result; the others take no part in the comparison."""
    rule = criterion.leaf_rule
    if not isinstance(rule, RelativeToLeader):
        raise TypeError(f"{criterion.code} is not scored relative to a leader")
    compared = comparable(data, criterion, waiting)
    without = [u for u in compared.units if _lacks_target(data, criterion, rule, u)]
    aimed = [u for u in compared.units if u not in without]
    lines = {
        **compared.lines,
        **_against_leader(data, criterion, rule, [waiting[u] for u in aimed], aimed),
        **_against_best(data, criterion, rule, [waiting[u] for u in without], without),
    }
    return Filled(lines, compared.findings)


def _lacks_target(
    data: ClusterData, criterion: Criterion, rule: RelativeToLeader, unit: str
) -> bool:
    target = Input(criterion.code, None, "target")
    return rule.target == "registered" and data.values(unit).missing(target)


def _against_leader(
    data: ClusterData,
    criterion: Criterion,
    rule: RelativeToLeader,
    lines: Sequence[ScoreLine],
    units: Sequence[str],
) -> dict[str, ScoreLine]:
    leaf = data.campaign.leaf(criterion, data.period)
    ratio = rule.ratio(leaf, None)
    ratios = {unit: evaluate(ratio, data.values(unit)) for unit in units}
    leader = max(ratios.values(), default=Fraction(0))
    known = {Input(criterion.code, None, LEADER): leader}
    points = rule.exact(leaf, None)
    return {
        unit: replace(scored(data, line, points, data.values(unit, known)), ratio=ratios[unit])
        for unit, line in zip(units, lines, strict=True)
    }


def _against_best(
    data: ClusterData,
    criterion: Criterion,
    rule: RelativeToLeader,
    lines: Sequence[ScoreLine],
    units: Sequence[str],
) -> dict[str, ScoreLine]:
    leaf = data.campaign.leaf(criterion, data.period)
    actual = Input(criterion.code, None, "actual")
    best = max((data.values(unit).number(actual) for unit in units), default=Fraction(0))
    known = {Input(criterion.code, None, BEST): best}
    points = rule.by_result(leaf)
    return {
        unit: scored(data, line, points, data.values(unit, known))
        for unit, line in zip(units, lines, strict=True)
    }
