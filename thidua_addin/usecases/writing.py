"""Writing results: atomically, and never over something that is not ours to replace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scoring.findings import Finding
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.workbook.atomic import TargetError, write_atomically


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file in one step. Raises NothingDone where it cannot be written."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    try:
        write_atomically(target, write)
    except TargetError as failed:
        raise NothingDone(Finding(failed.code, params=failed.params)) from failed


def replace_bytes(target: Path, content: bytes, at: dt.datetime) -> Path:
    """Write over a file of ours, and give the copy of the old one that stands beside it now.

    Nothing is ever written over another copy. Raises NothingDone where one of the two cannot be
    written; then there is no copy and the target is as it was.
    """
    stamp = f"{at:%Y%m%d-%H%M%S}"
    kept = target.with_name(f"{target.stem}.truoc-{stamp}{target.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.stem}.truoc-{stamp}-{number}{target.suffix}")
    try:
        before = target.read_bytes()
    except OSError as failed:
        raise nothing_done("FILE_LOCKED", file=target.name) from failed
    write_bytes(kept, before)
    try:
        write_bytes(target, content)
    except NothingDone:
        kept.unlink()
        raise
    return kept


def make_folder(folder: Path) -> None:
    """Make a folder for results. Raises NothingDone where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise nothing_done("TARGET_UNWRITABLE", file=str(folder)) from failed
