"""Computability: values that are each in order but from which no points can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, item_text
from scoring.criteria import Criterion
from scoring.fields import Address
from scoring.findings import Finding
from scoring.leaf_plan import plan_item, plan_leaf
from scoring.numbers import vn_number
from scoring.rules.bands import Bands
from scoring.rules.direct import Direct
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
        if not _has_unusable_cell(case, criterion, line):
            yield case.finding(
                "NOT_COMPUTABLE",
                _where(case, criterion, line),
                criterion=line.criterion,
                of=item_text(line.item),
                reason=_reason(criterion),
            )


def _has_unusable_cell(case: CheckCase, criterion: Criterion, line: ScoreLine) -> bool:
    plan = (
        plan_leaf(case.campaign, criterion, case.period)
        if line.item is None
        else plan_item(case.campaign, criterion, line.item, case.period)
    )
    values = EntryValues(case.entries, case.period)
    return any(values.unusable(at) for at in plan.needed)


def _where(case: CheckCase, criterion: Criterion, line: ScoreLine) -> Address:
    plan_fields = criterion.leaf_rule.fields(case.campaign.leaf(criterion, case.period))
    if plan_fields:
        field = field_name(plan_fields[-1].base, case.period)
        return Address(line.criterion, line.item, field)
    named = criterion.inputs[0].code if criterion.inputs else None
    return Address(line.criterion, named, field_name("count", case.period))


def _reason(criterion: Criterion) -> str:
    match criterion.leaf_rule:
        case Direct(step=step) if step is not None:
            return f"điểm phải là bội số của {vn_number(step)}"
        case Bands(of="share"):
            return "tổng số làm mẫu số bằng 0"
    return "số liệu mâu thuẫn với nhau"
