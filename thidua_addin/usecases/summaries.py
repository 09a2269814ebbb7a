"""Opening the chair's summary for what is made from it: notices, reminders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from scoring.findings import Finding
from scoring.merge import MergeResult
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.summary.again import read_again
from thidua_addin.summary.embed import NotASummary
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

__all__ = ["OpenSummary", "open_summary"]


@dataclass(frozen=True, slots=True)
class OpenSummary:
    """A summary: the merge of what it carries, with what the chair typed into it since."""

    path: Path
    result: MergeResult
    merged_at: dt.datetime


def open_summary(path: Path) -> OpenSummary:
    """The summary at a path. Raises NothingDone where it is none or cannot be read."""
    try:
        again = read_again(read_workbook(path, SUMMARY_LIMITS))
        return OpenSummary(path, again.merged(), again.content.merged_at)
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_A_SUMMARY", file=path.name) from foreign
