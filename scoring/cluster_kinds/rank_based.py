"""Kind ``rank_based`` in the cluster: the results of the units are ranked (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scoring.cluster_kinds.base import ClusterData, Filled, comparable, scored
from scoring.criteria import Criterion
from scoring.expression import Input
from scoring.rules.rank_based import RANK, RankBased
from scoring.score import ScoreLine


def fill(data: ClusterData, criterion: Criterion, waiting: Mapping[str, ScoreLine]) -> Filled:
    """Points by rank; units without a usable result take no part in the ranking."""
    rule = criterion.leaf_rule
    if not isinstance(rule, RankBased):
        raise TypeError(f"{criterion.code} is not scored by rank")
    compared = comparable(data, criterion, waiting)
    actual = Input(criterion.code, None, "actual")
    results = {unit: data.values(unit).number(actual) for unit in compared.units}
    points = rule.exact(data.campaign.leaf(criterion, data.period), None)
    lines = dict(compared.lines)
    for unit, result in results.items():
        ahead = sum(_is_ahead(other, result, rule) for other in results.values())
        known = {Input(criterion.code, None, RANK): Fraction(1 + ahead)}
        lines[unit] = scored(data, waiting[unit], points, data.values(unit, known))
    return Filled(lines, compared.findings)


def _is_ahead(other: Fraction, result: Fraction, rule: RankBased) -> bool:
    return other > result if rule.better == "higher" else other < result
