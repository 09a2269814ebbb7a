"""The local pass: from one unit's entries to its score sheet, every line explained.

Points are exact until they are rounded once per leaf; subtotals and totals only add. What is not
known is a state, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.dates import excel_serial
from scoring.entries import Entries
from scoring.explanation import explain
from scoring.expression import Input, ItemTotal, evaluate, holds
from scoring.fields import NOT_APPLICABLE_MARK, item_codes
from scoring.leaf_plan import SHARE, LeafPlan, plan_item, plan_leaf
from scoring.numbers import exact, round_half_up
from scoring.terms import NotApplicable, Period, ScoredBy, State, field_name
from scoring.totals import Totals, add_up


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The points of a leaf (``item`` None) or of one of its item rows, in points.

    ``computed`` is None unless the state is ok (or a full-points not-applicable); ``self_score``
    is what the unit typed, None where it typed nothing. ``sentence`` is why, in Vietnamese.
    An item row's points are its rounded contribution, for information: only leaves add up.
    """

    criterion: str
    item: str | None
    max_points: Decimal
    computed: Decimal | None
    self_score: Decimal | None
    state: State
    sentence: str
    ratio: Fraction | None = None

    @property
    def claimed(self) -> Decimal | None:
        """The self-score, which defaults to the computed points."""
        return self.computed if self.self_score is None else self.self_score


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """All lines of a unit at a period, and the totals of the computed and claimed points."""

    unit: str
    period: Period
    campaign_id: str
    lines: tuple[ScoreLine, ...]
    totals: Totals
    self_totals: Totals

    def line(self, criterion: str, item: str | None = None) -> ScoreLine:
        """The line of a leaf or item row; KeyError where there is none."""
        for line in self.lines:
            if line.criterion == criterion and line.item == item:
                return line
        raise KeyError((criterion, item))


class EntryValues:
    """Entries as the expressions see them: one unit, one period."""

    def __init__(
        self,
        entries: Entries,
        period: Period,
        known: Mapping[Input, Fraction] | None = None,
        totals: Mapping[ItemTotal, Fraction] | None = None,
    ) -> None:
        self._entries = entries
        self._period = period
        self._known = known or {}
        self._totals = totals or {}

    def number(self, at: Input) -> Fraction:
        if at in self._known:
            return self._known[at]
        value = self._entries.value(at.criterion, at.item, self._field(at))
        if isinstance(value, Decimal):
            return exact(value)
        if value is None or isinstance(value, str):
            raise KeyError(at)
        return Fraction(excel_serial(value))

    def label(self, at: Input) -> str:
        value = self._entries.value(at.criterion, at.item, self._field(at))
        if not isinstance(value, str):
            raise KeyError(at)
        return value

    def item_total(self, at: ItemTotal) -> Fraction:
        return self._totals[at]

    def missing(self, at: Input) -> bool:
        """Whether nothing was entered."""
        return at not in self._known and (
            self._entries.get(at.criterion, at.item, self._field(at)) is None
        )

    def unusable(self, at: Input) -> bool:
        """Whether something was entered that cannot be used."""
        entry = self._entries.get(at.criterion, at.item, self._field(at))
        return entry is not None and entry.value is None

    def _field(self, at: Input) -> str:
        return field_name(at.field, self._period)


def score(campaign: Campaign, unit: str, entries: Entries, period: Period) -> ScoreSheet:
    """Score one unit's entries at a period (6 months or year; at registration all is unknown)."""
    lines = tuple(
        line
        for criterion in campaign.tree.leaves()
        for line in _leaf_lines(campaign, criterion, entries, period)
    )
    return sheet_of(campaign, unit, period, lines)


def sheet_of(
    campaign: Campaign, unit: str, period: Period, lines: tuple[ScoreLine, ...]
) -> ScoreSheet:
    """The score sheet of these lines, with its totals."""
    leaves = [line for line in lines if line.item is None]
    absent = frozenset(x.criterion for x in leaves if x.state is State.NOT_APPLICABLE)
    computed = {x.criterion: x.computed for x in leaves if x.computed is not None}
    claimed = {x.criterion: x.claimed for x in leaves if x.claimed is not None}
    return ScoreSheet(
        unit,
        period,
        campaign.id,
        lines,
        add_up(campaign, period, computed, absent),
        add_up(campaign, period, claimed, absent),
    )


def marked_not_applicable(criterion: Criterion, entries: Entries) -> bool:
    """Whether the unit marked the criterion as not applicable and the campaign allows it."""
    mark = entries.value(criterion.code, None, "not_applicable")
    allowed = criterion.not_applicable is not NotApplicable.FORBIDDEN
    return allowed and mark == NOT_APPLICABLE_MARK


def _leaf_lines(
    campaign: Campaign, criterion: Criterion, entries: Entries, period: Period
) -> Iterator[ScoreLine]:
    self_score = entries.decimal(criterion.code, None, "self")

    def line(state: State, sentence: str, computed: Decimal | None = None) -> ScoreLine:
        top = criterion.max_points
        return ScoreLine(criterion.code, None, top, computed, self_score, state, sentence)

    if marked_not_applicable(criterion, entries):
        treatment = criterion.not_applicable
        full = treatment is NotApplicable.FULL_POINTS and period in criterion.periods
        reason = entries.text(criterion.code, None, "na_reason") or "chưa ghi lý do"
        how = _NOT_APPLICABLE_TEXT[criterion.not_applicable]
        computed = round_half_up(criterion.max_points, campaign.places) if full else None
        yield line(State.NOT_APPLICABLE, f"Không áp dụng ({reason}): {how}", computed)
    elif period not in criterion.periods:
        yield line(State.NOT_AVAILABLE, "Chưa đến kỳ chấm tiêu chí này")
    elif criterion.scored_by is not ScoredBy.UNIT:
        yield line(State.CLUSTER, "Tiêu chí do Cụm chấm")
    elif criterion.leaf_rule.cluster:
        yield line(State.CLUSTER, "Chấm ở Cụm, khi có số liệu của Cụm trưởng")
    elif criterion.items is not None:
        yield from _item_lines(campaign, criterion, entries, period, self_score)
    else:
        plan = plan_leaf(campaign, criterion, period)
        values = EntryValues(entries, period)
        yield _planned(plan, values, criterion, None, campaign.places, self_score)


_NOT_APPLICABLE_TEXT = {
    NotApplicable.FORBIDDEN: "",
    NotApplicable.EXCLUDED: "không tính vào điểm tối đa được giao",
    NotApplicable.FULL_POINTS: "chấm đủ điểm chuẩn",
    NotApplicable.OTHER_THRESHOLDS: "không tính điểm, xếp loại theo ngưỡng riêng",
    NotApplicable.RESCALED: "điểm các tiêu chí còn lại được quy về đủ thang điểm",
}


def _planned(
    plan: LeafPlan,
    values: EntryValues,
    criterion: Criterion,
    item: str | None,
    places: int,
    self_score: Decimal | None,
) -> ScoreLine:
    state, sentence = _obstacle(plan, values)
    computed, ratio = None, None
    if state is State.OK:
        computed = round_half_up(evaluate(plan.points, values), places)
        sentence = explain(plan.points, values, places)
        ratio = evaluate(plan.ratio, values) if plan.ratio is not None else None
    return ScoreLine(
        criterion.code, item, criterion.max_points, computed, self_score, state, sentence, ratio
    )


def _obstacle(plan: LeafPlan, values: EntryValues) -> tuple[State, str]:
    unusable = [at for at in plan.needed if values.unusable(at)]
    if unusable:
        return State.INVALID, "Có ô nhập sai nên chưa tính được điểm"
    missing = [at for at in plan.needed if values.missing(at)]
    if missing:
        return State.NOT_AVAILABLE, "Chưa nhập đủ số liệu"
    if not all(holds(test, values) for test in plan.requires):
        return State.INVALID, "Số liệu không hợp lệ nên chưa tính được điểm"
    return State.OK, ""


def _item_lines(
    campaign: Campaign,
    criterion: Criterion,
    entries: Entries,
    period: Period,
    self_score: Decimal | None,
) -> Iterator[ScoreLine]:
    used = entries.used_items(criterion.code, item_codes(criterion))
    weights = sum(
        (exact(w) for i in used if (w := entries.decimal(criterion.code, i, "weight"))),
        Fraction(0),
    )
    weight_total = ItemTotal(criterion.code, "weight")
    values = EntryValues(entries, period, totals={weight_total: weights})
    lines: list[ScoreLine] = []
    shares = Fraction(0)
    for item in used:
        plan = plan_item(campaign, criterion, item, period)
        line = _planned(plan, values, criterion, item, campaign.places, None)
        if line.state is State.OK:
            shares += evaluate(plan.points, values)
        lines.append(line)
    total_plan = plan_leaf(campaign, criterion, period)
    total_values = EntryValues(entries, period, totals={ItemTotal(criterion.code, SHARE): shares})
    total = _planned(total_plan, total_values, criterion, None, campaign.places, self_score)
    yield _whole_line(total, lines)
    for item, line in zip(used, lines, strict=True):
        yield _with_item_maximum(
            line, entries.decimal(criterion.code, item, "weight"), weights, campaign.places
        )


def _whole_line(total: ScoreLine, items: list[ScoreLine]) -> ScoreLine:
    states = [line.state for line in items]
    if State.INVALID in states:
        return _without_points(total, State.INVALID, "Có chỉ tiêu giao ước chưa tính được điểm")
    if not items:
        return _without_points(total, State.NOT_AVAILABLE, "Chưa đăng ký chỉ tiêu giao ước nào")
    if State.NOT_AVAILABLE in states:
        text = "Còn chỉ tiêu giao ước chưa nhập kết quả"
        return _without_points(total, State.NOT_AVAILABLE, text)
    return total


def _without_points(line: ScoreLine, state: State, sentence: str) -> ScoreLine:
    return ScoreLine(
        line.criterion, line.item, line.max_points, None, line.self_score, state, sentence
    )


def _with_item_maximum(
    line: ScoreLine, weight: Decimal | None, weights: Fraction, places: int
) -> ScoreLine:
    top = Decimal(0)
    if weight is not None and weights:
        top = round_half_up(exact(line.max_points) * exact(weight) / weights, places)
    return ScoreLine(
        line.criterion,
        line.item,
        top,
        line.computed,
        line.self_score,
        line.state,
        line.sentence,
        line.ratio,
    )
