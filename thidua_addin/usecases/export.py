"""The tidy table of a summary, for people who compute further. The only use case with pandas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scoring.findings import Finding
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.summary.embed import NotASummary
from thidua_addin.workbook.atomic import TargetError, write_atomically
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

FORMATS = (".csv", ".json", ".parquet")


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the table stands and how many rows it has."""

    path: Path
    rows: int


def export_summary(summary: Path, out: Path) -> Exported:
    """Write the tidy table. Raises WrongUsage for an unknown ending, NothingDone otherwise."""
    if out.suffix.lower() not in FORMATS:
        raise wrong_usage("EXPORT_FORMAT", suffix=out.suffix or out.name)
    from thidua_addin.summary.frames import ExportProblem, summary_frame, write_frame

    try:
        frame = summary_frame(read_workbook(summary, SUMMARY_LIMITS))
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_A_SUMMARY", file=summary.name) from foreign
    try:
        write_atomically(out, lambda path: write_frame(frame, path))
    except ExportProblem as problem:
        raise NothingDone(problem.finding) from problem
    except TargetError as failed:
        raise NothingDone(Finding(failed.code, params=failed.params)) from failed
    return Exported(out, len(frame))
