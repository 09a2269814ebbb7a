"""Computability: values that are each in order but from which no points can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, item_text
from scoring.criteria import Criterion
from scoring.fields import Address
from scoring.findings import Finding
from scoring.leaf_plan import LeafPlan, plan_item, plan_leaf
from scoring.rules.bands import Bands
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.range_minus import RangeMinus
from scoring.score import EntryValues, ScoreLine
from scoring.terms import Period, State, field_name


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield NOT_COMPUTABLE for an invalid line in which no single cell is at fault."""
    if case.period is Period.REGISTRATION:
        return
    for line in case.sheet.lines:
        criterion = case.campaign.tree[line.criterion]
        sums_items = criterion.items is not None and line.item is None
        if line.state is not State.INVALID or sums_items:
            continue
        plan = _plan(case, criterion, line)
        values = EntryValues(case.entries, case.period)
        if not any(values.unusable(at) for at in plan.needed):
            yield case.finding(
                "NOT_COMPUTABLE",
                _place(case, criterion, plan),
                criterion=line.criterion,
                of=item_text(line.item),
                reason=_reason(criterion),
            )


def _plan(case: CheckCase, criterion: Criterion, line: ScoreLine) -> LeafPlan:
    if line.item is None:
        return plan_leaf(case.campaign, criterion, case.period)
    return plan_item(case.campaign, criterion, line.item, case.period)


def _place(case: CheckCase, criterion: Criterion, plan: LeafPlan) -> Address:
    """The rule's own result where it has one, else the last input.

    A share is read numerator first, so its last input is in what it is divided by.
    """
    of_share = isinstance(criterion.leaf_rule, Bands)
    at = plan.needed[-1 if of_share else 0]
    return Address(at.criterion, at.item, field_name(at.field, case.period))


def _reason(criterion: Criterion) -> str:
    match criterion.leaf_rule:
        case PerEventPlus() | PerEventMinus():
            return "số của cả năm nhỏ hơn số của 6 tháng đầu năm"
        case RangeMinus():
            return "số điểm trừ không nằm trong khung của số lỗi đã ghi ở từng mức độ"
        case Bands(of="share"):
            return "tổng số làm mẫu số bằng 0"
    return "số liệu mâu thuẫn với nhau"
