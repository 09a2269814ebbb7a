"""Changes to files and folders that can be taken back together."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX, TargetError, write_atomically


class Changes:
    """What was changed so far, for the case that a later step fails."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self.folders: list[Path] = []

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those around it; the new ones are added to ``folders``."""
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        for new in reversed(missing):
            try:
                new.mkdir()
            except FileExistsError:
                continue
            except OSError as failed:
                raise nothing_done("SETUP_FILE_UNWRITABLE", file=str(new)) from failed
            self.folders.append(new)
            self._undo.append(new.rmdir)

    def put(self, path: Path, content: bytes) -> bool:
        """Write a file; False where it has that content already."""
        before = read_bytes(path)
        if before == content:
            return False
        write_bytes(path, content)
        self._undo.append(path.unlink if before is None else lambda: write_bytes(path, before))
        return True

    def keep(self, folder: Path, original: Path, content: bytes, at: dt.datetime) -> Path:
        """Write a copy of a file that will be changed, under a name of its own."""
        stamp = f"{at:%Y%m%d-%H%M%S}"
        number, copy = 1, folder / f"{original.name}.{stamp}"
        while copy.exists():
            number += 1
            copy = folder / f"{original.name}.{stamp}-{number}"
        self.make_folder(folder)
        self.put(copy, content)
        return copy

    def take_back(self) -> None:
        """Restore what was, as far as that is possible, the last change first."""
        for undo in reversed(self._undo):
            with contextlib.suppress(OSError, NothingDone):
                undo()
        self._undo.clear()


def read_bytes(path: Path) -> bytes | None:
    """A file's content, None where there is none. Raises NothingDone where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as failed:
        raise nothing_done("SETUP_FILE_UNWRITABLE", file=str(path)) from failed


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step. Raises NothingDone; then it is as it was."""

    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    try:
        write_atomically(path, write)
    except TargetError as failed:
        raise _refused(failed.code == "TARGET_LOCKED", path) from failed


def remove(path: Path) -> None:
    """Remove a file, if it is there. Raises NothingDone where it cannot be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as failed:
        raise _refused(isinstance(failed, PermissionError), path) from failed


def remove_leftovers(folder: Path) -> None:
    """Remove unfinished files of an interrupted run: Excel would open one that is in XLSTART."""
    for left in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with contextlib.suppress(OSError):
            left.unlink()


def _refused(locked: bool, path: Path) -> NothingDone:
    return nothing_done("SETUP_FILE_LOCKED" if locked else "SETUP_FILE_UNWRITABLE", file=str(path))
