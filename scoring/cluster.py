"""The cluster pass: points that only the chair can compute, with all units' data at hand.

A kind of rule that needs the cluster is one file in ``cluster_kinds`` and one line in
``CLUSTER_KINDS``; kinds may look at every unit's sheet, so they run after the local pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.campaign import Campaign
from scoring.cluster_kinds import lateness, rank_based, relative_to_leader
from scoring.cluster_kinds.base import ClusterData, Fill, Filled
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.rules.base import LeafRule
from scoring.rules.lateness import Lateness
from scoring.rules.rank_based import RankBased
from scoring.rules.relative_to_leader import RelativeToLeader
from scoring.score import ScoreLine, ScoreSheet, sheet_of
from scoring.terms import ScoredBy, State

CLUSTER_KINDS: Final[Mapping[type[LeafRule], Fill]] = {
    Lateness: lateness.fill,
    RelativeToLeader: relative_to_leader.fill,
    RankBased: rank_based.fill,
}


@dataclass(frozen=True, slots=True)
class ClusterPass:
    """The units' sheets with the cluster's points, by unit, and what there is to say.

    ``findings`` concern the cluster as a whole, ``unit_findings`` one unit each.
    """

    sheets: Mapping[str, ScoreSheet]
    findings: tuple[Finding, ...]
    unit_findings: Mapping[str, tuple[Finding, ...]]


def cluster_pass(data: ClusterData) -> ClusterPass:
    """Fill the lines whose rule needs the cluster; every other line stays as it is.

    Lines that the chair scores by hand go on waiting.
    """
    campaign, sheets = data.campaign, data.sheets
    filled = [
        _filled(data, criterion)
        for criterion in campaign.tree.leaves()
        if criterion.leaf_rule.cluster and criterion.scored_by is ScoredBy.UNIT
    ]
    return ClusterPass(
        {
            unit: _with_lines(campaign, sheet, [f.lines[unit] for f in filled if unit in f.lines])
            for unit, sheet in sheets.items()
        },
        tuple(finding for f in filled for finding in f.findings),
        {unit: tuple(x for f in filled for x in f.unit_findings.get(unit, ())) for unit in sheets},
    )


def _filled(data: ClusterData, criterion: Criterion) -> Filled:
    waiting = {
        unit: line
        for unit, sheet in data.sheets.items()
        for line in sheet.lines
        if (line.criterion, line.item) == (criterion.code, None) and line.state is State.CLUSTER
    }
    return CLUSTER_KINDS[type(criterion.leaf_rule)](data, criterion, waiting)


def _with_lines(campaign: Campaign, sheet: ScoreSheet, new: list[ScoreLine]) -> ScoreSheet:
    if not new:
        return sheet
    by_code = {line.criterion: line for line in new}
    lines = tuple(
        by_code.get(line.criterion, line) if line.item is None else line for line in sheet.lines
    )
    return sheet_of(campaign, sheet.unit, sheet.period, lines)
