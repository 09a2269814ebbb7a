"""Entry point: parse, run one use case, print, answer with an exit status.

0 all well; 1 done, but there are blocking findings; 2 wrong usage; 3 nothing could be done.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time

from scoring.findings import Finding
from scoring.received import VIETNAM
from thidua_addin import __version__
from thidua_addin.cli.output import print_findings, print_json, told_codes, use_utf8
from thidua_addin.cli.parser import build_parser, wants_json
from thidua_addin.errors import Stop
from thidua_addin.log import LogEntry, write_log


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status. Each run leaves a line in the log."""
    use_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    begun, now = time.perf_counter(), dt.datetime.now(VIETNAM)
    command, fault = "?", None
    told_codes()
    try:
        options = build_parser(__version__).parse_args(given)
        command = options.command
        options.at = _vietnam_time(options.at or now)
        status = _run(options)
    except Stop as stop:
        _say(stop.finding, given)
        status = stop.status
    except BrokenPipeError:
        # Whoever read our output (such as ``head``) has gone; nothing is left to say to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as unforeseen:  # noqa: BLE001 - a traceback helps nobody who reads it here
        fault, status = unforeseen, 3
    file = write_log(
        LogEntry(command, now, time.perf_counter() - begun, status, told_codes(), fault)
    )
    if fault is not None:
        if sys.flags.dev_mode:  # python -X dev: whoever works on the program wants it
            raise fault
        log = "(không ghi được nhật ký)" if file is None else str(file)
        _say(Finding("UNEXPECTED", params={"kind": type(fault).__name__, "log": log}), given)
    return status


def _say(finding: Finding, given: list[str]) -> None:
    """The one finding that ended a command."""
    if wants_json(given):
        print_json({"error": finding.as_json()})
    else:
        print_findings([finding])


def _vietnam_time(at: dt.datetime) -> dt.datetime:
    """A moment on Vietnam's clock, without a zone, as people write it."""
    local = at if at.tzinfo is None else at.astimezone(VIETNAM).replace(tzinfo=None)
    return local.replace(microsecond=0)


def _run(options: argparse.Namespace) -> int:
    # Each command imports only what its own path needs.
    match options.command:
        case "check" | "score" | "submit":
            from thidua_addin.cli.unit_commands import run
        case "carry":
            from thidua_addin.cli.carry_command import run
        case "merge" | "export":
            from thidua_addin.cli.chair_commands import run
        case "pin":
            from thidua_addin.cli.pin_command import run
        case "notice":
            from thidua_addin.cli.notice_command import run
        case "remind":
            from thidua_addin.cli.remind_command import run
        case "cross":
            from thidua_addin.cli.cross_command import run
        case "report":
            from thidua_addin.cli.report_command import run
        case "rollup":
            from thidua_addin.cli.rollup_command import run
        case "diff":
            from thidua_addin.cli.diff_command import run
        case "template":
            from thidua_addin.cli.template_command import run
        case "demo":
            from thidua_addin.cli.demo_command import run
        case "install" | "uninstall" | "doctor":
            from thidua_addin.cli.setup_commands import run
        case _:
            from thidua_addin.cli.campaign_commands import run
    return run(options)
