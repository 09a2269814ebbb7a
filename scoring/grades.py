"""Grades (xếp loại): from the total and the decisions to one grade, with the reason for it.

The value is the total, at most the scale. Where criteria were excluded the total is first
brought to the scale. Then: the best grade whose threshold is met, a clean record, demotions, the
cap of a veto, in that order. Grades are given at year end only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from scoring.campaign import Campaign, Grade
from scoring.criteria import Criterion
from scoring.numbers import exact, round_half_up, vn_number
from scoring.rules.decisions import ConditionalGrade, Decision, Demote, Effect, Veto
from scoring.score import ScoreSheet
from scoring.terms import NotApplicable, Period, Section, State
from scoring.vetoes import Hit


@dataclass(frozen=True, slots=True)
class GradeScale:
    """What a unit's total is held against.

    ``thresholds`` in the grades' order. ``full`` is the maximum of the year, ``excluded`` what
    left it (points): their quotient brings the total to the scale.
    """

    thresholds: tuple[Decimal, ...]
    full: Decimal
    excluded: Decimal

    @property
    def factor(self) -> Fraction:
        """What brings the total to the scale: 1 where nothing was excluded."""
        return exact(self.full) / exact(self.full - self.excluded)


@dataclass(frozen=True, slots=True)
class Graded:
    """A unit's grade: the value compared (points), the grade, why, and whether it may change.

    ``provisional``: some criterion of the year has no points yet.
    """

    value: Decimal
    grade: Grade
    sentence: str
    provisional: bool


def grade(campaign: Campaign, sheet: ScoreSheet, hits: Sequence[Hit]) -> Graded | None:
    """The grade of a unit; None without grades, before the year's end, or with nothing assigned.

    A unit that a decision takes out of the ranking altogether (``no_rank``) has none either.
    """
    if sheet.period is not Period.YEAR or not isinstance(campaign.grades, tuple):
        return None
    if any(is_ungraded(hit) for hit in hits):
        return None
    scale = grade_scale(campaign, sheet)
    if scale is None or sheet.totals.percent is None:
        return None
    value = grade_value(campaign, scale, sheet.totals.total)
    by_points = base_index(scale, value)
    reached = outcome(campaign, by_points, hits)
    why = [_by_points(campaign, campaign.grades[by_points], value), *_steps(campaign, hits)]
    if reached != by_points:
        why.append(f"còn {campaign.grades[reached].label}")
    provisional = bool(waiting(campaign, sheet))
    return Graded(value, campaign.grades[reached], "; ".join(why), provisional)


def waiting(campaign: Campaign, sheet: ScoreSheet) -> tuple[str, ...]:
    """The criteria of the year that have no points yet, so that the grade may still change."""
    return tuple(
        line.criterion
        for line in sheet.lines
        if line.item is None
        and line.state not in (State.OK, State.NOT_APPLICABLE)
        and Period.YEAR in campaign.tree[line.criterion].periods
    )


def grade_scale(campaign: Campaign, sheet: ScoreSheet) -> GradeScale | None:
    """What a unit's total is held against; None where nothing is assigned to it."""
    assert isinstance(campaign.grades, tuple)
    absent = [
        campaign.tree[line.criterion]
        for line in sheet.lines
        if line.item is None and line.state is State.NOT_APPLICABLE
    ]
    out = _points(absent, NotApplicable.EXCLUDED)
    full = campaign.given_max + sum(
        (c.max_points for c in campaign.core_leaves() if Period.YEAR in c.periods), Decimal(0)
    )
    if full == out:
        return None
    lacks = any(c.not_applicable is NotApplicable.OTHER_THRESHOLDS for c in absent)
    thresholds = tuple(_threshold(g, lacks) for g in campaign.grades)
    return GradeScale(thresholds, full, out)


def grade_value(campaign: Campaign, scale: GradeScale, total: Decimal) -> Decimal:
    """The points that are held against the thresholds, rounded as points are."""
    value = round_half_up(exact(total) * scale.factor, campaign.places)
    return min(value, round_half_up(campaign.scale, campaign.places))


def base_index(scale: GradeScale, value: Decimal) -> int:
    """The best grade whose threshold is met, counted from 0; the last one below all of them."""
    met = (i for i, threshold in enumerate(scale.thresholds) if value >= threshold)
    return next(met, len(scale.thresholds) - 1)


def outcome(campaign: Campaign, index: int, hits: Sequence[Hit]) -> int:
    """The grade that the decisions leave of the one reached by points."""
    assert isinstance(campaign.grades, tuple)
    grades = campaign.grades
    last = len(grades) - 1
    if any(isinstance(hit.decision, ConditionalGrade) for hit in hits):
        while index < last and grades[index].clean_required:
            index += 1
    down = sum(hit.decision.levels for hit in hits if isinstance(hit.decision, Demote))
    index = min(last, index + down)
    codes = [g.code for g in grades]
    for hit in hits:
        if isinstance(hit.decision, Veto) and hit.decision.grade in codes:
            index = max(index, codes.index(hit.decision.grade))
    return index


def effect_text(campaign: Campaign, decision: Decision) -> str:
    """What a decision does, in the words of the tables."""
    match decision:
        case Veto(effect=Effect.CAP_GRADE, grade=code):
            grades = campaign.grades if isinstance(campaign.grades, tuple) else ()
            label = next((g.label for g in grades if g.code == code), code or "")
            return f"xếp loại không quá “{label}”"
        case Veto(effect=effect):
            return effect.label
        case Demote(levels=levels):
            return f"hạ {levels} bậc xếp loại"
        case ConditionalGrade():
            return "không đủ điều kiện cho mức xếp loại đòi hỏi không vi phạm"
    assert_never(decision)


def is_ungraded(hit: Hit) -> bool:
    """Whether a decision takes the grade away altogether."""
    return isinstance(hit.decision, Veto) and hit.decision.effect is Effect.NO_RANK


def _threshold(grade: Grade, lacks: bool) -> Decimal:
    return (
        grade.at_least_without if lacks and grade.at_least_without is not None else grade.at_least
    )


def _points(absent: Sequence[Criterion], treatment: NotApplicable) -> Decimal:
    counted = (
        c.max_points
        for c in absent
        if c.not_applicable is treatment and c.section is Section.CORE and Period.YEAR in c.periods
    )
    return sum(counted, Decimal(0))


def _by_points(campaign: Campaign, grade: Grade, value: Decimal) -> str:
    points = vn_number(round_half_up(value, campaign.places), campaign.places)
    return f"{points} điểm: {grade.label}"


def _steps(campaign: Campaign, hits: Sequence[Hit]) -> list[str]:
    assert isinstance(campaign.grades, tuple)
    labels = {g.code: g.label for g in campaign.grades}
    said = []
    for hit in hits:
        match hit.decision:
            case ConditionalGrade():
                said.append(f"{hit.title} ({hit.reason}): không đủ điều kiện về kỷ luật, vi phạm")
            case Demote(levels=levels):
                said.append(f"{hit.title} ({hit.reason}): hạ {levels} bậc")
            case Veto(grade=code) if code in labels:
                said.append(f"{hit.title} ({hit.reason}): không quá {labels[code]}")
    return said
