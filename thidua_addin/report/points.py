"""Points of criteria and groups as documents show them; what is not known is no zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.numbers import vn_number
from scoring.score import ScoreLine, ScoreSheet

__all__ = ["NONE", "claimed_points", "content_points", "points_text"]

NONE: Final = "–"


def points_text(campaign: Campaign, points: Decimal | None) -> str:
    """Points with the campaign's decimals, ``–`` for none."""
    return NONE if points is None else vn_number(points, campaign.places)


def content_points(
    campaign: Campaign, sheet: ScoreSheet | None, criterion: Criterion
) -> Decimal | None:
    """A unit's points of a criterion or group; None, not 0, while nothing of it is scored."""
    if sheet is None or not _any(campaign, sheet, criterion, _computed):
        return None
    if criterion.is_leaf:
        return sheet.line(criterion.code).computed
    return sheet.totals.group(criterion.code)


def claimed_points(
    campaign: Campaign, sheet: ScoreSheet | None, criterion: Criterion
) -> Decimal | None:
    """What the unit gave itself of a criterion or group; None where it gave nothing."""
    if sheet is None or not _any(campaign, sheet, criterion, _claimed):
        return None
    if criterion.is_leaf:
        return sheet.line(criterion.code).claimed
    return sheet.self_totals.group(criterion.code)


def _any(
    campaign: Campaign,
    sheet: ScoreSheet,
    criterion: Criterion,
    points: Callable[[ScoreLine], Decimal | None],
) -> bool:
    code = criterion.code
    leaves = (criterion,) if criterion.is_leaf else campaign.tree.leaves_of(code)
    return any(points(sheet.line(leaf.code)) is not None for leaf in leaves)


def _computed(line: ScoreLine) -> Decimal | None:
    return line.computed


def _claimed(line: ScoreLine) -> Decimal | None:
    return line.claimed
