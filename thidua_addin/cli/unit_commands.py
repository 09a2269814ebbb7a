"""``check``, ``score`` and ``submit``: what a unit does with its form."""

from __future__ import annotations

import argparse

from scoring.findings import blocking
from scoring.numbers import vn_number, vn_percent
from scoring.score import ScoreLine
from thidua_addin.cli.output import print_findings, print_json, print_text
from thidua_addin.usecases.check import Checked, check_form


def run(options: argparse.Namespace) -> int:
    """Run one of the three commands; returns the exit status."""
    match options.command:
        case "check":
            return _check(options)
        case "score":
            return _score(options)
        case _:
            return _submit(options)


def _check(options: argparse.Namespace) -> int:
    checked = check_form(options.file, options.period, options.registered)
    if options.json:
        print_json(
            {
                **_about(checked),
                "ok": checked.ok,
                "findings": [f.as_json() for f in checked.findings],
            }
        )
    else:
        print_findings(checked.findings)
        _print_verdict(checked)
    return 0 if checked.ok else 1


def _score(options: argparse.Namespace) -> int:
    checked = check_form(options.file, options.period)
    sheet = checked.sheet
    if options.json:
        print_json(
            {
                **_about(checked),
                "campaign": sheet.campaign_id,
                "lines": [_line_json(line) for line in sheet.lines],
                "bonus": str(sheet.totals.bonus),
                "penalty": str(sheet.totals.penalty),
                "total": str(sheet.totals.total),
                "percent": _text(sheet.totals.percent),
                "core": str(sheet.totals.core),
                "assigned_max": str(sheet.totals.assigned_max),
                "self_total": str(sheet.self_totals.total),
                "groups": [
                    {"criterion": g.criterion, "max": str(g.max_points), "points": str(g.points)}
                    for g in sheet.totals.groups
                ],
                "findings": [f.as_json() for f in checked.findings],
            }
        )
    else:
        _print_score(checked)
    return 0 if checked.ok else 1


def _submit(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.submit import submit_form

    submitted = submit_form(options.file, options.period, options.out, options.at)
    checked = submitted.checked
    if options.json:
        print_json(
            {
                **_about(checked),
                "file": str(submitted.path) if submitted.path else None,
                "source": str(checked.form.path),
                "version": submitted.version,
                "check_code": submitted.check_code,
                "findings": [f.as_json() for f in checked.findings],
            }
        )
    else:
        print_findings(checked.findings)
        if submitted.path is None:
            print_text("Chưa xuất phiếu nộp: hãy sửa các lỗi ở trên rồi làm lại.")
        else:
            print_text(f"Đã xuất phiếu nộp: {submitted.path}")
            print_text(f"Mã kiểm tra: {submitted.check_code} (lần {submitted.version})")
    return 1 if blocking(checked.findings) else 0


def _about(checked: Checked) -> dict[str, object]:
    return {
        "file": str(checked.form.path),
        "unit": checked.form.unit.code,
        "period": checked.period.value,
    }


def _line_json(line: ScoreLine) -> dict[str, object]:
    return {
        "criterion": line.criterion,
        "item": line.item,
        "max": str(line.max_points),
        "computed": _text(line.computed),
        "self": _text(line.self_score),
        "state": line.state.value,
        "explain": line.sentence,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _print_verdict(checked: Checked) -> None:
    name = checked.form.unit.name
    if checked.ok:
        print_text(f"{name}: không có lỗi nào cản trở việc nộp kỳ {checked.period.label}.")
    else:
        errors = sum(blocking([f]) for f in checked.findings)
        print_text(f"{name}: còn {errors} lỗi phải sửa trước khi nộp kỳ {checked.period.label}.")


def _print_score(checked: Checked) -> None:
    sheet, places = checked.sheet, checked.form.campaign.places
    print_text(f"{checked.form.unit.name} – kỳ {checked.period.label}")
    for line in sheet.lines:
        label = f"{line.criterion} [{line.item}]" if line.item else line.criterion
        points = line.state.label if line.computed is None else vn_number(line.computed, places)
        print_text(
            f"{label:<12} {points:>14} / {vn_number(line.max_points, places):>6}  {line.sentence}"
        )
    totals = sheet.totals
    percent = "–" if totals.percent is None else vn_percent(totals.percent)
    core, bonus, penalty, total = (
        vn_number(points, places)
        for points in (totals.core, totals.bonus, totals.penalty, totals.total)
    )
    print_text(f"Điểm nội dung {core}; thưởng {bonus}; trừ {penalty}; TỔNG {total} ({percent})")
    errors = sum(blocking([f]) for f in checked.findings)
    if errors:
        print_text(f"Còn {errors} lỗi: chạy “thidua check” để xem và sửa.")
