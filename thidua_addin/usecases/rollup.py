"""Join the clusters' summaries into the Ministry's workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.findings import Finding
from scoring.received import Refused
from scoring.rollup import ClusterSummary, RollUp, roll_up
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.form.meta import meta_values
from thidua_addin.rollup.build import build_rollup
from thidua_addin.rollup.layout import KIND
from thidua_addin.summary.again import read_again
from thidua_addin.summary.embed import NotASummary
from thidua_addin.usecases.writing import make_folder, replace_bytes, stands, write_new
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

__all__ = ["RolledUp", "roll_up_files"]


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The roll-up, where its workbook stands, and the kept copy of the one that was there."""

    rolled: RollUp
    path: Path
    previous: Path | None


def roll_up_files(files: Sequence[Path], out: Path, at: dt.datetime) -> RolledUp:
    """Read each summary as it stands, with what the chairs typed, and write the workbook.

    Files that cannot count are refused and the others joined. Raises WrongUsage where ``out`` is
    not an ``.xlsx``; NothingDone where no file can be used, where something else stands at
    ``out``, or where it cannot be written.
    """
    if out.suffix.lower() != ".xlsx":
        raise wrong_usage("ROLLUP_OUT_FORMAT", file=str(out))
    exists = _is_ours(out)
    summaries: list[ClusterSummary] = []
    refused: list[Refused] = []
    for file in files:
        match _read(file):
            case Refused() as left:
                refused.append(left)
            case summary:
                summaries.append(summary)
    rolled = roll_up(summaries, refused)
    if not rolled.clusters:
        raise _nothing(rolled)
    content = build_rollup(rolled, at=at)
    make_folder(out.parent)
    if exists:
        return RolledUp(rolled, out, replace_bytes(out, content, at))
    write_new(out, content)
    return RolledUp(rolled, out, None)


def _read(file: Path) -> ClusterSummary | Refused:
    try:
        again = read_again(read_workbook(file, SUMMARY_LIMITS))
    except UnreadableWorkbook as unreadable:
        return Refused(str(file), (Finding(unreadable.code, params=unreadable.params),))
    except NotASummary:
        return Refused(str(file), (Finding("NOT_A_SUMMARY", params={"file": file.name}),))
    return ClusterSummary(str(file), again.content.merged_at, again.merged())


def _nothing(rolled: RollUp) -> NothingDone:
    """One file's own reason, or all files with theirs in a word."""
    if len(rolled.refused) == 1 and rolled.refused[0].findings:
        return NothingDone(rolled.refused[0].findings[0])
    told = "; ".join(
        f"{Path(r.file).name} ({', '.join(f.title.lower() for f in r.findings)})"
        for r in rolled.refused
    )
    return nothing_done("ROLLUP_NOTHING", files=told if len(told) <= 150 else told[:149] + "…")


def _is_ours(out: Path) -> bool:
    """Whether a roll-up of ours stands at ``out``. Raises NothingDone for anything else there."""
    if not stands(out):
        return False
    try:
        kind = meta_values(read_workbook(out, SUMMARY_LIMITS)).get("kind")
    except UnreadableWorkbook as unreadable:
        if unreadable.code == "FILE_LOCKED":
            raise nothing_done("TARGET_LOCKED", file=str(out)) from unreadable
        raise nothing_done("NOT_OUR_ROLLUP", file=str(out)) from unreadable
    if kind != KIND:
        raise nothing_done("NOT_OUR_ROLLUP", file=str(out))
    return True
