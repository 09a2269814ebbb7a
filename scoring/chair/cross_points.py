"""How the scores that several units give one line become one, and which of them are far off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.numbers import exact, round_half_up, vn_number
from scoring.snapshot import Place

__all__ = ["CrossResult", "CrossScore", "Line", "cross_points", "far_off"]

Line: TypeAlias = tuple[str, str]
"""A subject's code and a criterion's code."""

_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class CrossScore:
    """What one unit gives another for one criterion, in points; ``at`` is the cell."""

    scorer: str
    subject: str
    criterion: str
    points: Decimal
    reason: str = ""
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class CrossResult:
    """What came of a criterion's scores: merged points, highest minus lowest, who is far off.

    ``value`` is rounded half-up once. The ``outliers`` count like all others.
    """

    value: Decimal
    spread: Decimal
    outliers: tuple[CrossScore, ...]
    count: int


def cross_points(campaign: Campaign, scores: Iterable[CrossScore]) -> Mapping[Line, CrossResult]:
    """The merged points of every line that somebody scored, by the campaign's rule.

    Of two scores of one scorer the last counts. Nothing where the campaign has no cross-scoring.
    """
    if campaign.cross is None:
        return {}
    by_line: dict[Line, dict[str, CrossScore]] = {}
    for score in scores:
        by_line.setdefault((score.subject, score.criterion), {})[score.scorer] = score
    return {line: _result(campaign, tuple(found.values())) for line, found in by_line.items()}


def _result(campaign: Campaign, scores: Sequence[CrossScore]) -> CrossResult:
    points = sorted(exact(s.points) for s in scores)
    highest, lowest = (max(s.points for s in scores), min(s.points for s in scores))
    return CrossResult(
        round_half_up(_merged(campaign, points), campaign.places),
        highest - lowest,
        tuple(_outliers(campaign, scores)),
        len(scores),
    )


def _merged(campaign: Campaign, points: Sequence[Fraction]) -> Fraction:
    """The unrounded points of sorted scores."""
    assert campaign.cross is not None
    if campaign.cross.method == "median":
        return _median(points)
    if campaign.cross.method == "trimmed" and len(points) >= campaign.cross.trim_from:
        points = points[1:-1]
    return sum(points, Fraction(0)) / len(points)


def _median(points: Sequence[Fraction]) -> Fraction:
    """Of sorted points; of an even number the mean of the middle two."""
    middle = len(points) // 2
    if len(points) % 2:
        return points[middle]
    return (points[middle - 1] + points[middle]) / 2


def _outliers(campaign: Campaign, scores: Sequence[CrossScore]) -> Iterator[CrossScore]:
    """The scores further from the median of the others than the campaign lets pass."""
    limit = _limit(campaign, scores[0].criterion)
    if limit is None or len(scores) < 2:
        return
    for score in scores:
        others = sorted(exact(s.points) for s in scores if s is not score)
        if abs(exact(score.points) - _median(others)) > limit:
            yield score


def _limit(campaign: Campaign, criterion: str) -> Fraction | None:
    cross = campaign.cross
    assert cross is not None
    if cross.outlier_points is not None:
        return exact(cross.outlier_points)
    if cross.outlier_share is None:
        return None
    return exact(cross.outlier_share) * exact(campaign.tree[criterion].max_points)


def far_off(campaign: Campaign, results: Mapping[Line, CrossResult]) -> Iterator[Finding]:
    """A finding for each unit that has outliers, with the first few of them."""
    order = {criterion.code: at for at, criterion in enumerate(campaign.tree.leaves())}
    for subject, unit in campaign.units.items():
        far = [s for (of, _), r in results.items() if of == subject for s in r.outliers]
        far.sort(key=lambda score: order[score.criterion])
        if far:
            said = [
                f"{s.criterion} – {campaign.units[s.scorer].short_name} {vn_number(s.points)}"
                for s in far[:_MOST_NAMED]
            ]
            rows = "; ".join(said) + ("; …" if len(far) > _MOST_NAMED else "")
            params = {"subject": unit.short_name, "count": str(len(far)), "rows": rows}
            yield Finding("CROSS_OUTLIER", params=params)
