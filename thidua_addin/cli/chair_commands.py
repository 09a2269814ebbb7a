"""``merge`` and ``export``: what the chair does with what came back."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from scoring.findings import Finding, Severity, blocking
from scoring.grades import Graded
from scoring.merge import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_number, vn_percent
from scoring.terms import Period
from thidua_addin.cli.output import print_findings, print_json, print_text
from thidua_addin.usecases.issue import chosen_campaign
from thidua_addin.usecases.merge import Merged, merge_folder

STATUS_TEXT = {
    UnitStatus.OK: "hợp lệ",
    UnitStatus.WARNINGS: "có cảnh báo",
    UnitStatus.BLOCKED: "bị chặn vì có lỗi",
    UnitStatus.MISSING: "chưa nộp",
    UnitStatus.VETOED: "vi phạm điều kiện bắt buộc",
}


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit status."""
    return _merge(options) if options.command == "merge" else _export(options)


def _merge(options: argparse.Namespace) -> int:
    campaign = chosen_campaign(options.campaign)
    period = Period(options.period)
    merged = merge_folder(
        options.folder, campaign, period, options.out, options.at, options.received
    )
    if options.json:
        print_json(merge_json(merged))
    else:
        _print_merge(merged)
    return 0 if complete(merged.result) else 1


def complete(result: MergeResult) -> bool:
    """Whether every unit's submission counts, no file was refused and nothing else blocks."""
    unfinished = (UnitStatus.BLOCKED, UnitStatus.MISSING)
    counted = all(u.status not in unfinished for u in result.units)
    return counted and not result.refused and not blocking(result.findings)


def merge_json(merged: Merged) -> dict[str, object]:
    """The merge in the shape that the contract fixes."""
    result = merged.result
    return {
        "period": result.period.value,
        "campaign": result.campaign.id,
        "rank_basis": result.rank_basis,
        "units": [_unit_json(u) for u in result.units],
        "missing": list(result.missing),
        "superseded": list(result.superseded),
        "ignored": list(result.ignored),
        "refused": [
            {"file": r.file, "findings": [f.as_json() for f in r.findings]} for r in result.refused
        ],
        "summary": str(merged.summary),
        "previous": str(merged.previous) if merged.previous else None,
        "changes": [change.as_json() for change in merged.changes],
        "findings": [f.as_json() for f in (*result.findings, *merged.findings)],
    }


def _unit_json(unit: UnitResult) -> dict[str, object]:
    received, numbers = unit.received, unit.numbers
    ranked = unit.ranked_sheet
    totals = ranked.totals if ranked is not None else None
    return {
        "unit": unit.unit,
        "name": unit.name,
        "status": unit.status.value,
        "file": received.file if received else None,
        "version": received.submission.version if received else None,
        "check_code": received.submission.check_code if received else None,
        "computed": _text(numbers.computed),
        "self": _text(numbers.self_total),
        "appraised": _text(numbers.appraised),
        "final": _text(numbers.final),
        "percent": _text(unit.percent),
        "rank": unit.rank,
        "tied": unit.tied,
        "bonus": _text(totals.bonus if totals else None),
        "penalty": _text(totals.penalty if totals else None),
        "grade": _grade_json(unit.grade),
        "open": list(unit.appraisal.open) if unit.appraisal is not None else [],
        "decisions": [
            {"kind": hit.decision.kind, "code": hit.code, "title": hit.title, "reason": hit.reason}
            for hit in unit.decisions
        ],
        "vetoes": [{"code": v.code, "title": v.title, "reason": v.reason} for v in unit.vetoes],
        "findings": [f.as_json() for f in unit.findings],
    }


def _grade_json(graded: Graded | None) -> dict[str, object] | None:
    if graded is None:
        return None
    return {
        "code": graded.grade.code,
        "label": graded.grade.label,
        "value": str(graded.value),
        "provisional": graded.provisional,
        "explain": graded.sentence,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _print_merge(merged: Merged) -> None:
    result = merged.result
    for unit in result.units:
        shown = _worth_saying(unit.findings)
        if shown:
            print_text(f"{unit.name} ({unit.received.file if unit.received else 'chưa nộp'}):")
            print_findings(shown)
    for refused in result.refused:
        print_text(f"Không nhận {refused.file}:")
        print_findings(refused.findings)
    print_findings((*result.findings, *merged.findings))
    for file in result.superseded:
        print_text(f"Được thay bằng bản khác: {file}")
    for file in result.ignored:
        print_text(f"Bỏ qua (không phải bảng tính): {file}")
    print_text()
    for line in ranking_lines(result):
        print_text(line)
    print_text(f"Tệp tổng hợp: {merged.summary}")
    if merged.previous is not None:
        print_text(f"Bản trước được giữ ở: {merged.previous}")


def _worth_saying(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity is not Severity.INFO]


def ranking_lines(result: MergeResult) -> list[str]:
    """The ranking as an aligned table: rank, unit, points, percent, bonus, penalty, status.

    Where units have grades, their labels stand before the status.
    """
    grades = [u.grade.grade.label for u in result.units if u.grade is not None]
    width = max(map(len, (*grades, "Xếp loại"))) if grades else 0
    lines = [
        f"Xếp hạng kỳ {result.period.label} ({result.basis_label})",
        _ranking_line(
            "Hạng",
            "Đơn vị",
            "Điểm",
            "Tỷ lệ",
            "Thưởng",
            "Trừ",
            _after_grade("Xếp loại", width, "Trạng thái"),
        ),
    ]
    ordered = sorted(result.units, key=lambda u: (u.rank is None, u.rank or 0))
    for unit in ordered:
        place = "–" if unit.rank is None else f"{unit.rank}{'=' if unit.tied else ''}"
        totals = unit.ranked_sheet.totals if unit.ranked_sheet is not None else None
        points = vn_number(totals.total, result.campaign.places) if totals else "–"
        percent = vn_percent(unit.percent) if unit.percent is not None else "–"
        bonus = vn_number(totals.bonus, result.campaign.places) if totals else "–"
        penalty = vn_number(totals.penalty, result.campaign.places) if totals else "–"
        status = STATUS_TEXT[unit.status] + (", đồng hạng" if unit.tied else "")
        grade = unit.grade.grade.label if unit.grade is not None else "–"
        last = _after_grade(grade, width, status)
        lines.append(_ranking_line(place, unit.name, points, percent, bonus, penalty, last))
    return lines


def _after_grade(grade: str, width: int, status: str) -> str:
    """The end of a line of the ranking; without grades (``width`` 0) the status alone."""
    return f"{grade:<{width}}  {status}" if width else status


def _ranking_line(
    rank: str, name: str, points: str, percent: str, bonus: str, penalty: str, status: str
) -> str:
    return f"{rank:>4}  {name:<28} {points:>7} {percent:>8} {bonus:>7} {penalty:>6}  {status}"


def _export(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.export import export_summary

    exported = export_summary(options.file, options.out)
    if options.json:
        print_json({"file": str(options.file), "out": str(exported.path), "rows": exported.rows})
    else:
        print_text(f"Đã xuất {exported.rows} dòng ra {exported.path}")
    return 0
