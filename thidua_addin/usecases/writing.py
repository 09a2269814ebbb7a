"""Writing results: atomically, and never over something that is not ours to replace."""

from __future__ import annotations

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


def make_folder(folder: Path) -> None:
    """Make a folder for results. Raises NothingDone where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise nothing_done("TARGET_UNWRITABLE", file=str(folder)) from failed
