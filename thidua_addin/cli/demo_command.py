"""``demo``: the whole year of the 2021 cluster on sample entries."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from thidua_addin.cli.chair_commands import merge_json, ranking_lines
from thidua_addin.cli.output import print_json, print_text
from thidua_addin.demo import folder
from thidua_addin.demo.run import DemoResult, Noticed, Step, run_demo


def run(options: argparse.Namespace) -> int:
    """Run the demonstration; 0 where every step went as expected."""
    if options.json:
        result = run_demo(options.out, lambda step: None)
        print_json(_as_json(result))
    else:
        print_text(
            "SỐ LIỆU MẪU, không phải số liệu thật: thi đua năm 2021 của Cụm, chạy thử cả năm."
        )
        print_text()
        result = run_demo(options.out, _print_step)
        _print_end(result)
    return 0 if result.ok else 1


def _as_json(result: DemoResult) -> dict[str, object]:
    return {
        "out": str(result.out),
        "ok": result.ok,
        "steps": [_step_json(step) for step in result.steps],
        "ranking": merge_json(result.merged)["units"],
        "appraised": merge_json(result.appraised)["units"],
        "files": [str(path) for path in result.files],
    }


def _step_json(step: Step) -> dict[str, object]:
    return {
        "step": step.code,
        "title": step.title,
        "ok": step.ok,
        "errors": step.errors,
        "warnings": step.warnings,
        "findings": [
            {"unit": n.unit, "planted": n.planted, **n.finding.as_json()} for n in step.noticed
        ],
        "notes": list(step.notes),
    }


def _print_step(step: Step) -> None:
    print_text(f"{'✓' if step.ok else '✗'} {step.title}{_counted(step)}")
    for noticed in step.noticed:
        print_text(f"    • {_named(noticed)}")
    for note in step.notes:
        print_text(f"    • {note}")
    if not step.ok:
        print_text("    • Bước này không cho kết quả như số liệu mẫu đã định.")
    sys.stdout.flush()


def _counted(step: Step) -> str:
    """How many findings, for the steps that look for any."""
    parts = [f"{step.errors} lỗi"] if step.errors else []
    parts += [f"{step.warnings} cảnh báo"] if step.warnings else []
    if parts:
        return ": " + ", ".join(parts)
    return ": không có lỗi" if step.code.startswith(("check", "merge")) else ""


def _named(noticed: Noticed) -> str:
    """Unit, place, what it is; the story of a planted mistake, else the message."""
    finding = noticed.finding
    if finding.at is None:
        return f"{finding.message} [{finding.code}]"
    story = f" – {noticed.planted}" if noticed.planted else ""
    return f"{noticed.name}, {finding.at}: {finding.title} [{finding.code}]{story}"


def _print_end(result: DemoResult) -> None:
    print_text()
    for merged in (result.merged, result.appraised):
        for line in ranking_lines(merged.result):
            print_text(line)
        print_text()
    out = result.out
    opening = result.appraised.summary
    print_text(f"Đã ghi {len(result.files)} tệp vào {out}. Nên mở trước: {opening}")
    print_text("Tự tổng hợp lại kỳ năm:")
    places = (folder.SENT, folder.CAMPAIGN, folder.RECEIVED)
    sent, campaign, received = (_quoted(out / place) for place in places)
    print_text(
        f"    thidua merge {sent} --campaign {campaign} --period nam "
        f"--received {received} --out thu-tong-hop.xlsx"
    )


def _quoted(path: Path) -> str:
    """A path as an argument: double quotes are understood by every shell."""
    return f'"{path}"' if " " in str(path) else str(path)
