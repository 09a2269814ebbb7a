"""From a merge to the facts of the documents. Every number is the merge's own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from scoring.merge_result import MergeResult, UnitResult
from scoring.terms import Period
from thidua_addin.report.annexes import annex_facts, groups_table
from thidua_addin.report.awards import award_facts, ballot_rule, meeting_fact, proposals
from thidua_addin.report.charts import Chart, Plotted, Series
from thidua_addin.report.contents import content_facts
from thidua_addin.report.facts import Facts, UnitFact
from thidua_addin.report.text import blank, plain
from thidua_addin.report.units import by_rank, unit_facts
from thidua_addin.report.words import counted

__all__ = ["ILLUSTRATIVE", "addressed", "facts_of"]

ILLUSTRATIVE: Final = "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm"
_VIETNAMESE: Final = "[$-42A]"
"""Before a number format: numbers as they are written in Vietnam."""
_WHOLE_STEPS: Final = 20
"""From this highest number on, the steps of a chart's axis are whole."""
_NO_POINTS: Final = "Chưa có đơn vị nào có điểm nên không có biểu đồ."


def facts_of(result: MergeResult) -> Facts:
    """The facts of the documents; ``unit`` is the first one, see :func:`addressed`."""
    campaign, period = result.campaign, result.period
    units = unit_facts(result)
    ranking = by_rank(result, units)
    cluster, chair = campaign.cluster, campaign.units[campaign.cluster.chair]
    deputy = campaign.units.get(cluster.deputy)
    is_year, year = period is Period.YEAR, campaign.year
    awards = award_facts(result, ranking)
    note = _table_note(result)
    return Facts(
        year=str(year),
        is_year=is_year,
        period_text=f"năm {year}" if is_year else f"6 tháng đầu năm {year}",
        next_period_upper=f"NĂM {year + 1}" if is_year else f"6 THÁNG CUỐI NĂM {year}",
        campaign_title=plain(campaign.title),
        theme=plain(campaign.theme),
        place=plain(campaign.place),
        cluster_name=plain(cluster.name),
        cluster_upper=plain(cluster.name.upper()),
        issuer_upper=plain(f"CỤM TRƯỞNG – {chair.name.upper()}"),
        chair_name=plain(chair.name),
        deputy_name=blank("Cụm phó") if deputy is None else plain(deputy.name),
        legal_bases=tuple(plain(law.text()) for law in campaign.law) or (blank("căn cứ pháp lý"),),
        unit_count=counted(len(units)),
        unit_count_digits=f"{len(units):02d}",
        unit_names=", ".join(u.name for u in units),
        received_count=f"{sum(not u.missing for u in units):02d}",
        issued_text=blank("ngày … tháng … năm …"),
        provisional=result.rank_basis == "computed",
        basis_text=_basis_text(result),
        points_title="Điểm hệ thống" if result.rank_basis == "computed" else "Điểm cuối",
        points_shown=_points_shown(result),
        table_note=note,
        page_mark=f"   {ILLUSTRATIVE}" if campaign.illustrative else "",
        units=units,
        ranking=ranking,
        missing=tuple(u for u in units if u.missing),
        blocked=tuple(u for u in units if u.blocked),
        vetoed=tuple(u for u in units if u.vetoed),
        contents=content_facts(result),
        meeting=meeting_fact(result),
        ballot_rule=ballot_rule(result),
        awards=awards,
        ballots=tuple(a for a in awards if a.by_ballot),
        proposals=proposals(result, ranking),
        annexes=annex_facts(result, ranking, note.rstrip(".")),
        table_groups=groups_table(result, ranking),
        chart_points=Chart(_points(result), 1, _NO_POINTS),
        chart_percent=Chart(_percent(result), 2, _NO_POINTS),
        unit=units[0],
    )


def addressed(facts: Facts, unit: UnitFact) -> Facts:
    """The same facts for a document that goes to one unit."""
    return replace(facts, unit=unit)


def _basis_text(result: MergeResult) -> str:
    by = (
        "tỷ lệ % điểm đạt được trên điểm tối đa được giao"
        if result.campaign.ranks_by_percent
        else "tổng điểm"
    )
    if result.rank_basis == "final":
        return f"Xếp hạng theo {by}; kết quả chính thức, trên điểm cuối sau thẩm định."
    return (
        f"Xếp hạng theo {by}; kết quả tạm tính trên điểm hệ thống, vì Cụm chưa thẩm định xong "
        "mọi tiêu chí của mọi đơn vị."
    )


def _table_note(result: MergeResult) -> str:
    if result.rank_basis == "final":
        return "Hạng, xếp loại theo điểm cuối (chính thức); “–” là chưa có."
    return "Hạng, xếp loại tạm tính theo điểm hệ thống; “–” là chưa có hoặc chưa được xếp hạng."


def _points_shown(result: MergeResult) -> str:
    if result.rank_basis == "final":
        return "điểm cuối (chính thức)"
    return "điểm hệ thống (tạm tính)"


def _scored(result: MergeResult) -> list[UnitResult]:
    return [unit for unit in result.units if unit.ranked_sheet is not None]


def _names(result: MergeResult, units: list[UnitResult]) -> tuple[str, ...]:
    return tuple(plain(result.campaign.units[u.unit].short_name) for u in units)


def _points(result: MergeResult) -> Plotted:
    units = _scored(result)
    kinds = (
        ("Điểm hệ thống", tuple(u.numbers.computed for u in units)),
        ("Điểm tự chấm", tuple(u.numbers.self_total for u in units)),
        ("Điểm cuối", tuple(u.numbers.final for u in units)),
    )
    series = tuple(Series(title, v) for title, v in kinds if any(x is not None for x in v))
    places = result.campaign.places
    title = f"Tổng điểm của các đơn vị ({result.basis_label})"
    number = f"0.{'0' * places}" if places else "0"
    shown = f"{_VIETNAMESE}{number}"
    highest = max((x for each in series for x in each.values if x is not None), default=Decimal(0))
    axis = f"{_VIETNAMESE}0" if highest >= _WHOLE_STEPS else shown
    return Plotted(title, _names(result, units), series, shown, axis)


def _percent(result: MergeResult) -> Plotted:
    units = [unit for unit in _scored(result) if unit.percent is not None]
    values: tuple[Decimal | None, ...] = tuple(unit.percent for unit in units)
    series = (Series("Tỷ lệ %", values),) if units else ()
    title = f"Tỷ lệ % điểm đạt được trên điểm tối đa được giao ({result.basis_label})"
    shown = f"{_VIETNAMESE}0.00%"
    highest = max((x for x in values if x is not None), default=Decimal(0))
    axis = f"{_VIETNAMESE}0%" if 100 * highest >= _WHOLE_STEPS else shown
    return Plotted(title, _names(result, units), series, shown, axis)
