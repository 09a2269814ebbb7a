"""``install``, ``uninstall`` and ``doctor``: the program on an office PC."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from scoring.findings import Finding, Severity, blocking
from thidua_addin import __version__
from thidua_addin.cli.output import print_json, print_text
from thidua_addin.setup.doctor import examine, healthy
from thidua_addin.setup.install import install
from thidua_addin.setup.paths import profile_from, this_runtime
from thidua_addin.setup.report import Done, Step
from thidua_addin.setup.uninstall import uninstall
from thidua_addin.setup.windows import read_registry

_SIGNS = {Done.CHANGED: "✓", Done.SAME: "=", Done.KEPT: "•", Done.WARNING: "!"}
_WORDS = {None: "ok", Severity.INFO: "ok", Severity.WARNING: "warning", Severity.ERROR: "error"}
_MARKS = {"ok": "✓", "warning": "!", "error": "✗"}


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit status."""
    match options.command:
        case "install":
            return _install(options)
        case "uninstall":
            return _uninstall(options)
        case _:
            return _doctor(options)


def _install(options: argparse.Namespace) -> int:
    steps = install(profile_from(os.environ), this_runtime(), options.at)
    ok = _print_steps(options, steps)
    if not options.json:
        print_text()
        print_text(f"Đã cài thidua {__version__}. Mở lại Excel để thấy thẻ Thi đua.")
        print_text("Muốn kiểm tra lại lúc nào cũng được: thidua doctor")
    return 0 if ok else 1


def _uninstall(options: argparse.Namespace) -> int:
    ok = _print_steps(options, uninstall(profile_from(os.environ), this_runtime()))
    return 0 if ok else 1


def _print_steps(options: argparse.Namespace, steps: tuple[Step, ...]) -> bool:
    ok = not blocking(step.finding for step in steps if step.finding)
    if options.json:
        print_json(
            {
                "version": __version__,
                "ok": ok,
                "steps": [
                    {
                        "step": step.name,
                        "done": step.done.value,
                        "text": step.text,
                        "finding": step.finding.as_json() if step.finding else None,
                    }
                    for step in steps
                ],
            }
        )
        return ok
    for step in steps:
        print_text(f"{_SIGNS[step.done]} {step.text}")
        _print_mend(step.finding)
    return ok


def _doctor(options: argparse.Namespace) -> int:
    folder = Path(os.path.abspath(options.folder))
    found = examine(os.environ, this_runtime(), folder, read_registry)
    ok = healthy(found)
    findings = [check.finding for check in found]
    if options.json:
        print_json(
            {
                "version": __version__,
                "ok": ok,
                "checks": [
                    {
                        "check": check.name,
                        "title": check.title,
                        "state": _state(check.finding),
                        "detail": check.detail,
                        "finding": check.finding.as_json() if check.finding else None,
                    }
                    for check in found
                ],
            }
        )
        return 0 if ok else 1
    for check in found:
        sign = _MARKS[_state(check.finding)]
        told = check.finding.message if check.finding else check.detail or "không có gì bất thường"
        print_text(f"{sign} {check.title}: {told}")
        _print_mend(check.finding)
    print_text()
    print_text(_verdict(f for f in findings if f is not None))
    return 0 if ok else 1


def _state(finding: Finding | None) -> str:
    return _WORDS[None if finding is None else finding.severity]


def _print_mend(finding: Finding | None) -> None:
    if finding is not None:
        print_text(f"    Cách sửa: {finding.hint}")


def _verdict(findings: Iterable[Finding]) -> str:
    states = [finding.severity for finding in findings]
    errors, warnings = states.count(Severity.ERROR), states.count(Severity.WARNING)
    if not errors and not warnings:
        return "Mọi thứ đều ổn."
    return f"{errors} lỗi, {warnings} cảnh báo."
