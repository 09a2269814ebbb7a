"""Kind ``lateness`` by receipt: the day on which the chair received the submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.cluster_kinds.base import ClusterData, Filled, scored
from scoring.criteria import Criterion
from scoring.dates import excel_serial
from scoring.expression import Input
from scoring.findings import Finding
from scoring.numbers import round_half_up
from scoring.received import day_of
from scoring.rules.lateness import RECEIVED_AT, Lateness
from scoring.score import ScoreLine
from scoring.terms import Period, State


def fill(data: ClusterData, criterion: Criterion, waiting: Mapping[str, ScoreLine]) -> Filled:
    """Points off by days late. Without a deadline or a day of receipt the line goes on waiting.

    A submission that never came, by the chair's word, loses the whole item.
    """
    rule = criterion.leaf_rule
    if not isinstance(rule, Lateness):
        raise TypeError(f"{criterion.code} is not scored by lateness")
    period = rule.report or data.period
    leaf = data.campaign.leaf(criterion, data.period)
    due = rule.due(leaf)
    lines: dict[str, ScoreLine] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for unit, line in waiting.items():
        receipt = data.receipt(unit, period)
        if receipt.unsent:
            lines[unit] = _lost(data, line, period)
        elif due is None:
            text = f"Chưa đặt hạn nộp kỳ {period.label.lower()} nên chưa tính điểm đúng hạn"
            lines[unit] = replace(line, sentence=text)
        elif receipt.at is None:
            lines[unit] = replace(line, sentence="Chưa biết ngày nhận nên chưa tính điểm đúng hạn")
            findings[unit] = (_receipt_unknown(data, criterion, unit, period),)
        else:
            day = Fraction(excel_serial(day_of(receipt.at)))
            values = data.values(unit, {Input(criterion.code, None, RECEIVED_AT): day})
            lines[unit] = scored(data, line, rule.exact(leaf, None), values)
    late = (_no_deadline(criterion, period),) if due is None and waiting else ()
    return Filled(lines, late, findings)


def _lost(data: ClusterData, line: ScoreLine, period: Period) -> ScoreLine:
    return replace(
        line,
        computed=round_half_up(0, data.campaign.places),
        state=State.OK,
        sentence=f"Không nộp báo cáo kỳ {period.label.lower()}: trừ toàn bộ điểm tiêu chí",
    )


def _no_deadline(criterion: Criterion, period: Period) -> Finding:
    params = {"criterion": criterion.code, "title": criterion.title, "period": period.label}
    return Finding("LATENESS_NO_DEADLINE", criterion=criterion.code, params=params)


def _receipt_unknown(data: ClusterData, criterion: Criterion, unit: str, period: Period) -> Finding:
    params = {
        "criterion": criterion.code,
        "unit": data.campaign.units[unit].short_name,
        "period": period.label,
    }
    return Finding("RECEIPT_UNKNOWN", criterion=criterion.code, field="received_at", params=params)
