"""The units as documents speak of them: points, rank, grade, and why one has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.findings import Finding, Severity
from scoring.grades import effect_text
from scoring.merge_result import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_percent
from scoring.received import moment_words
from scoring.score import ScoreSheet
from scoring.submission import UNSEALED_VERSION
from scoring.terms import State
from thidua_addin.report.facts import LineFact, UnitFact
from thidua_addin.report.points import NONE, claimed_points, content_points, points_text
from thidua_addin.report.text import plain

__all__ = ["by_rank", "unit_facts"]

_MOST_FAULTS: Final = 3


def unit_facts(result: MergeResult) -> tuple[UnitFact, ...]:
    """Every unit, in the campaign's order."""
    return tuple(_unit(result, unit, n) for n, unit in enumerate(result.units, start=1))


def by_rank(result: MergeResult, units: tuple[UnitFact, ...]) -> tuple[UnitFact, ...]:
    """The units numbered in the order of their ranks; ties in the campaign's order."""
    ranks = {unit.unit: unit.rank for unit in result.units}
    placed = sorted(units, key=lambda u: (ranks[u.code] is None, ranks[u.code] or 0))
    return tuple(replace(unit, number=str(n)) for n, unit in enumerate(placed, start=1))


def _unit(result: MergeResult, unit: UnitResult, number: int) -> UnitFact:
    campaign, received, sheet = result.campaign, unit.received, unit.ranked_sheet
    numbers = unit.numbers
    rank = NONE if unit.rank is None else f"{unit.rank}{' (đồng hạng)' if unit.tied else ''}"
    percent = NONE if unit.percent is None else vn_percent(unit.percent)
    code = NONE if received is None else received.submission.check_code
    fact = UnitFact(
        code=unit.unit,
        number=str(number),
        name=plain(unit.name),
        short_name=plain(campaign.units[unit.unit].short_name),
        computed=points_text(campaign, numbers.computed),
        self_score=points_text(campaign, numbers.self_total),
        appraised=points_text(campaign, numbers.appraised),
        final=points_text(campaign, numbers.final),
        ranked_points=points_text(campaign, None if sheet is None else sheet.totals.total),
        possible=points_text(campaign, None if sheet is None else sheet.totals.assigned_max),
        percent=percent,
        rank=rank,
        grade=NONE if unit.grade is None else plain(unit.grade.grade.label),
        missing=unit.status is UnitStatus.MISSING,
        blocked=unit.status is UnitStatus.BLOCKED,
        vetoed=bool(unit.vetoes),
        reason=_reason(result, unit),
        standing="",
        version=NONE if received is None else _version(received.submission.version),
        check_code=code,
        received_at=_received_at(unit),
        sent_text=_sent_text(unit, code),
        total_note=f"Tỷ lệ {percent}",
        decisions=tuple(_decisions(campaign, unit)),
        lines=tuple(_lines(result, unit)),
    )
    return replace(fact, standing=_standing(result, unit, fact))


def _version(version: int) -> str:
    return "chưa niêm phong" if version == UNSEALED_VERSION else str(version)


def _received_at(unit: UnitResult) -> str:
    at = None if unit.received is None else unit.received.received_at
    if at is None:
        return "chưa rõ ngày"
    return moment_words(at)


def _sent_text(unit: UnitResult, code: str) -> str:
    if unit.received is None:
        return NONE
    submission = unit.received.submission
    unsealed = submission.version == UNSEALED_VERSION
    which = "biểu chưa niêm phong" if unsealed else f"lần {submission.version}"
    when = _received_at(unit) if unit.received.received_at is not None else "chưa rõ ngày nhận"
    return f"{which}, mã kiểm tra {code}, {when}"


def _reason(result: MergeResult, unit: UnitResult) -> str:
    """Why a unit has no rank; empty where it has one."""
    if unit.status is UnitStatus.MISSING:
        unsent = (unit.unit, result.period) in result.unsent
        return "không nộp phiếu của kỳ này" if unsent else "chưa nộp phiếu của kỳ này"
    if unit.vetoes:
        return "; ".join(_decisions(result.campaign, unit))
    if unit.status is UnitStatus.BLOCKED:
        faults = [f.message for f in _errors(unit)][:_MOST_FAULTS]
        said = " ".join(dict.fromkeys(plain(m).replace("\n", " ") for m in faults))
        return f"phiếu nộp còn lỗi nên chưa được xếp hạng. {said}".strip().removesuffix(".")
    return ""


def _errors(unit: UnitResult) -> list[Finding]:
    return [f for f in unit.findings if f.severity is Severity.ERROR]


def _decisions(campaign: Campaign, unit: UnitResult) -> Iterator[str]:
    for hit in unit.decisions:
        effect = effect_text(campaign, hit.decision)
        yield plain(f"vi phạm điều kiện “{hit.title}” ({hit.reason}): {effect}")


def _standing(result: MergeResult, unit: UnitResult, fact: UnitFact) -> str:
    if unit.ranked_sheet is None:
        return ""
    kind = "điểm hệ thống" if result.rank_basis == "computed" else "điểm cuối"
    said = (
        f"Tổng điểm ({kind}): {fact.ranked_points}/{fact.possible} điểm, đạt {fact.percent}; "
        f"tự chấm: {fact.self_score} điểm. "
    )
    if unit.rank is None:
        said += "Chưa được xếp hạng"
    else:
        ranked = sum(u.rank is not None for u in result.units)
        said += f"Xếp hạng ({result.basis_label}): {fact.rank} trong {ranked} đơn vị được xếp hạng"
    return said + (f"; xếp loại: {fact.grade}." if unit.grade is not None else ".")


def _lines(result: MergeResult, unit: UnitResult) -> Iterator[LineFact]:
    if unit.sheet is None:
        return
    chair = result.chair.of(unit.unit)
    finals = _final_points(unit)
    for _, criterion in result.campaign.tree.walk():
        if criterion.is_leaf:
            yield _leaf(result.campaign, unit.sheet, criterion, finals, chair)
        else:
            yield _group(result.campaign, unit, criterion)


def _final_points(unit: UnitResult) -> Mapping[str, Decimal | None]:
    if unit.appraisal is None:
        return {}
    return {line.criterion: line.final for line in unit.appraisal.lines if line.item is None}


def _leaf(
    campaign: Campaign,
    sheet: ScoreSheet,
    criterion: Criterion,
    finals: Mapping[str, Decimal | None],
    chair: Entries,
) -> LineFact:
    line = sheet.line(criterion.code)
    final = finals.get(criterion.code)
    reasons = (chair.text(criterion.code, None, f) for f in ("second_reason", "reason"))
    note = next((text for text in reasons if text.strip()), "")
    if not note and line.state is not State.OK:
        note = line.state.label
    return LineFact(
        criterion.code,
        plain(criterion.title),
        points_text(campaign, criterion.max_points),
        points_text(campaign, line.claimed),
        points_text(campaign, line.computed),
        points_text(campaign, final),
        plain(note),
        is_group=False,
    )


def _group(campaign: Campaign, unit: UnitResult, criterion: Criterion) -> LineFact:
    final = None if unit.appraisal is None else unit.appraisal.final
    return LineFact(
        criterion.code,
        plain(criterion.title),
        points_text(campaign, criterion.max_points),
        points_text(campaign, claimed_points(campaign, unit.sheet, criterion)),
        points_text(campaign, content_points(campaign, unit.sheet, criterion)),
        points_text(campaign, content_points(campaign, final, criterion)),
        "",
        is_group=True,
    )
