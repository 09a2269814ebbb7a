"""Writing a file in one step: whoever looks sees the old file or the new one, never a half.

    Exception
    └── TargetError             has the ``path``, a ``code`` of the catalogue and its ``params``
        ├── TargetLocked        another program (Excel) holds the file
        └── TargetUnwritable    no such folder, no permission, no space, a folder of that name

Every file that the product makes goes through ``write_atomically``.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

TEMPORARY_PREFIX = ".~thidua-"
"""How unfinished files begin; a merge passes over names that begin so."""


class TargetError(Exception):
    """The target could not be written; what stood there before still stands."""

    code: str

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    @property
    def params(self) -> dict[str, str]:
        """What the message's texts need."""
        return {"file": str(self.path)}


class TargetLocked(TargetError):
    """Another program holds the file open; on Windows, Excel does."""

    code = "TARGET_LOCKED"


class TargetUnwritable(TargetError):
    """The file cannot be made where it should stand."""

    code = "TARGET_UNWRITABLE"


def write_atomically(target: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make a file beside the target, then put it in the target's place.

    The temporary file has the target's suffix (writers look at it) and is on disk before it
    takes the place. A symbolic link is followed, the permissions of an existing file are kept.
    Raises TargetLocked and TargetUnwritable, and lets any fault of ``write``'s own through; in
    every such case the temporary file is gone and the target as it was.
    """
    place = Path(os.path.realpath(target))
    temporary = place.with_name(f"{TEMPORARY_PREFIX}{os.urandom(6).hex()}{place.suffix}")
    mode = _mode_to_keep(place, target)
    try:
        try:
            temporary.touch(exist_ok=False)  # tells a missing or closed folder before the work
            write(temporary)
            _to_disk(temporary, mode)
        except OSError as fault:
            raise TargetUnwritable(target) from fault
        except Exception as fault:
            if isinstance(fault.__context__, OSError):  # XlsxWriter wraps a full disk in its own
                raise TargetUnwritable(target) from fault
            raise
        _replace(temporary, place, target)
    finally:
        with contextlib.suppress(OSError):  # the fault that led here is the one to tell
            temporary.unlink(missing_ok=True)


def _mode_to_keep(place: Path, target: Path) -> int | None:
    """The permissions of the file that is to be replaced, None where there is none."""
    try:
        found = place.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise TargetUnwritable(target) from fault
    if not stat.S_ISREG(found) or not os.access(place, os.W_OK):
        raise TargetUnwritable(target)
    return stat.S_IMODE(found)


def _to_disk(temporary: Path, mode: int | None) -> None:
    if mode is not None:
        temporary.chmod(mode)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())


def _replace(temporary: Path, place: Path, target: Path) -> None:
    try:
        temporary.replace(place)
    except PermissionError as fault:
        raise TargetLocked(target) from fault
    except OSError as fault:
        raise TargetUnwritable(target) from fault
    if os.name != "nt":  # Windows cannot open a folder, and needs not
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
