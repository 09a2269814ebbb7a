"""Kind ``lateness`` by receipt: the day on which the chair received the submission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.campaign import Campaign
from scoring.cluster_kinds.base import ClusterData, Filled
from scoring.criteria import Criterion
from scoring.dates import excel_serial
from scoring.entries import Entries
from scoring.expression import Input, Rounded, evaluate, explain
from scoring.findings import Finding
from scoring.numbers import round_half_up
from scoring.received import day_of
from scoring.rules.lateness import Lateness
from scoring.score import EntryValues, ScoreLine
from scoring.terms import Period, State


def fill(data: ClusterData, criterion: Criterion, waiting: Mapping[str, ScoreLine]) -> Filled:
    """Points off by days late. Without a deadline or a day of receipt the line goes on waiting."""
    rule = criterion.leaf_rule
    if not isinstance(rule, Lateness):
        raise TypeError(f"{criterion.code} is not scored by lateness")
    if rule.due(data.campaign.leaf(criterion, data.period)) is None:
        text = f"Chưa đặt hạn nộp kỳ {data.period.label.lower()} nên chưa tính điểm đúng hạn"
        return Filled(
            {unit: replace(line, sentence=text) for unit, line in waiting.items()},
            (_no_deadline(criterion, data.period),) if waiting else (),
        )
    lines: dict[str, ScoreLine] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for unit, line in waiting.items():
        received_at = data.received_at.get(unit)
        if received_at is None:
            lines[unit] = replace(line, sentence="Chưa biết ngày nhận nên chưa tính điểm đúng hạn")
            findings[unit] = (_receipt_unknown(data, criterion, unit),)
        else:
            day = day_of(received_at)
            lines[unit] = _scored(line, data.campaign, criterion, rule, data.period, day)
    return Filled(lines, (), findings)


def _scored(
    line: ScoreLine,
    campaign: Campaign,
    criterion: Criterion,
    rule: Lateness,
    period: Period,
    day: dt.date,
) -> ScoreLine:
    leaf = campaign.leaf(criterion, period)
    points = Rounded(rule.exact(leaf, None), leaf.places)
    known = {Input(criterion.code, None, "received_at"): Fraction(excel_serial(day))}
    values = EntryValues(Entries(()), period, known)
    return replace(
        line,
        computed=round_half_up(evaluate(points, values), leaf.places),
        state=State.OK,
        sentence=explain(points, values, campaign.places),
    )


def _no_deadline(criterion: Criterion, period: Period) -> Finding:
    params = {"criterion": criterion.code, "title": criterion.title, "period": period.label}
    return Finding("LATENESS_NO_DEADLINE", criterion=criterion.code, params=params)


def _receipt_unknown(data: ClusterData, criterion: Criterion, unit: str) -> Finding:
    params = {
        "criterion": criterion.code,
        "unit": data.campaign.units[unit].short_name,
        "period": data.period.label,
    }
    return Finding("RECEIPT_UNKNOWN", criterion=criterion.code, field="received_at", params=params)
