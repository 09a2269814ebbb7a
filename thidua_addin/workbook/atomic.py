"""Writing a file in one step: whoever looks sees the old file or the new one, never a half.

    Exception
    └── TargetError             has the ``path``, a ``code`` of the catalogue and its ``params``
        ├── TargetLocked        another program (Excel) holds the file
        ├── TargetAppeared      something stands where nothing was
        ├── TargetChanged       another content stands there than the one that was read
        └── TargetUnwritable    the folder is gone, the drive failed
            ├── NoSpace         the drive is full
            ├── NoRight         the file or the folder may only be read
            ├── IsFolder        a folder has that name
            └── NameTooLong     the name does not fit

Every file that the product makes goes through here. A process may be killed, or the current fail,
at any moment: the new content is on the disk, whole, before it gets its name. What a killed run
leaves behind has a name by which the next run knows it, and removes it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from thidua_addin.workbook.machine import machine_name, runs

TEMPORARY_PREFIX = ".~thidua-"
"""How unfinished files begin; a merge passes over names that begin so."""

ABANDONED_AFTER: Final = 24 * 60 * 60
"""Seconds after which an unfinished file is nobody's work any more, whatever machine made it."""

_UNFINISHED: Final = re.compile(
    re.escape(TEMPORARY_PREFIX) + r"(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f]{12}(?:\.\w{1,8})?"
)
"""Whose unfinished file it is: machine and process."""

_NO_SPACE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_HELD: Final = (32, 33)
"""Windows: another program holds the file, or a part of it."""
_DENIED: Final = 5
"""Windows: what replacing a file says that another program holds; other calls mean a right."""
_TOO_LONG_ON_WINDOWS: Final = 206
_LONGEST_ON_WINDOWS: Final = 259
_PAUSES: Final = (0.05, 0.1, 0.2)
"""Seconds between tries to replace: virus scanners and indexers hold a new file for a moment."""

_swept: Final[set[Path]] = set()
"""Folders in which this process has looked for abandoned files."""


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


class TargetAppeared(TargetError):
    """Something stands there that was not there before: it is not replaced."""

    code = "FILE_APPEARED_MEANWHILE"


class TargetChanged(TargetError):
    """What stands there is not what was read: it is not replaced."""

    code = "FILE_CHANGED_MEANWHILE"


class TargetUnwritable(TargetError):
    """The file cannot be made where it should stand."""

    code = "TARGET_UNWRITABLE"


class NoSpace(TargetUnwritable):
    """The drive, or the share of it that is allowed, is full."""

    code = "TARGET_NO_SPACE"


class NoRight(TargetUnwritable):
    """The file, its folder or the drive may only be read."""

    code = "TARGET_NO_RIGHT"


class IsFolder(TargetUnwritable):
    """A folder has the name of the file."""

    code = "TARGET_IS_FOLDER"


class NameTooLong(TargetUnwritable):
    """The file's name, or that of a folder above it, is longer than the system allows."""

    code = "TARGET_NAME_TOO_LONG"


def write_atomically(target: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make a file beside the target, then put it in the target's place.

    The temporary file has the target's suffix (writers look at it) and is on disk before it
    takes the place. A symbolic link is followed, the permissions of an existing file are kept.
    Raises TargetError, and lets any fault of ``write``'s own through; in every such case the
    temporary file is gone and the target as it was.
    """
    _write(target, write, _replace)


def create_atomically(target: Path, write: Callable[[Path], None]) -> None:
    """The same for a file that is not there yet: whatever appears meanwhile is not replaced.

    Raises TargetAppeared, and otherwise what ``write_atomically`` does.
    """
    _write(target, write, _place_new)


def renew_atomically(target: Path, write: Callable[[Path], None], sha256: str) -> None:
    """The same for a file whose content is known: one that somebody changed is not replaced.

    ``sha256`` is that of the content that was read. Raises TargetChanged, also where the file is
    gone, and otherwise what ``write_atomically`` does.
    """

    def replace_known(temporary: Path, place: Path, target: Path) -> None:
        try:
            found = hashlib.sha256(place.read_bytes()).hexdigest()
        except FileNotFoundError as gone:
            raise TargetChanged(target) from gone
        except OSError as fault:
            raise target_error(target, fault) from fault
        if found != sha256:
            raise TargetChanged(target)
        _replace(temporary, place, target)

    _write(target, write, replace_known)


def target_error(target: Path, fault: OSError) -> TargetError:
    """What a fault of the system means for a file that should be written."""
    windows = getattr(fault, "winerror", None)
    if windows in _HELD:
        return TargetLocked(target)
    if fault.errno in _NO_SPACE:
        return NoSpace(target)
    if fault.errno == errno.ENAMETOOLONG or windows == _TOO_LONG_ON_WINDOWS:
        return NameTooLong(target)
    if os.name == "nt" and len(str(target.absolute())) > _LONGEST_ON_WINDOWS:
        return NameTooLong(target)
    if fault.errno in _NO_RIGHT:
        return NoRight(target)
    if fault.errno == errno.EISDIR:
        return IsFolder(target)
    return TargetUnwritable(target)


def remove_abandoned(folder: Path) -> None:
    """Remove what killed runs left in a folder: unfinished files of ours that nobody works on.

    Those of this machine go as soon as their process has ended, those of others after a day.
    """
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(TEMPORARY_PREFIX) and _abandoned(entry):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def _abandoned(entry: os.DirEntry[str]) -> bool:
    whose = _UNFINISHED.fullmatch(entry.name)
    if whose is None or not entry.is_file(follow_symlinks=False):
        return False
    machine, process = whose.groups()
    if machine == machine_name() and not runs(int(process)):
        return True
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > ABANDONED_AFTER


def _write(
    target: Path, write: Callable[[Path], None], put: Callable[[Path, Path, Path], None]
) -> None:
    place = Path(os.path.realpath(target))
    temporary = place.with_name(_unfinished_name() + place.suffix)
    mode = _mode_to_keep(place, target)
    if place.parent not in _swept:
        _swept.add(place.parent)
        remove_abandoned(place.parent)
    try:
        try:
            temporary.touch(exist_ok=False)  # tells a missing or closed folder before the work
            write(temporary)
            _to_disk(temporary, mode)
        except OSError as fault:
            raise target_error(target, fault) from fault
        except Exception as fault:
            if isinstance(fault.__context__, OSError):  # XlsxWriter wraps a full disk in its own
                raise target_error(target, fault.__context__) from fault
            raise
        put(temporary, place, target)
        folder_to_disk(place.parent)
    finally:
        with contextlib.suppress(OSError):  # the fault that led here is the one to tell
            temporary.unlink(missing_ok=True)


def _unfinished_name() -> str:
    return f"{TEMPORARY_PREFIX}{machine_name()}-{os.getpid()}-{os.urandom(6).hex()}"


def _mode_to_keep(place: Path, target: Path) -> int | None:
    """The permissions of the file that is to be replaced, None where there is none."""
    try:
        found = place.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise target_error(target, fault) from fault
    if stat.S_ISDIR(found):
        raise IsFolder(target)
    if not stat.S_ISREG(found):
        raise TargetUnwritable(target)
    if not os.access(place, os.W_OK):
        raise NoRight(target)
    return stat.S_IMODE(found)


def _to_disk(temporary: Path, mode: int | None) -> None:
    if mode is not None:
        with contextlib.suppress(OSError):  # some drives (USB, network) know no permissions
            temporary.chmod(mode)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())


def folder_to_disk(folder: Path) -> None:
    """The names in a folder, on disk. Windows cannot open a folder, and needs not."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some drives cannot; the file has its name already
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _replace(temporary: Path, place: Path, target: Path) -> None:
    for pause in (*_PAUSES, None):
        try:
            temporary.replace(place)
        except OSError as fault:
            windows = getattr(fault, "winerror", None)
            held = windows in _HELD or windows == _DENIED
            if not held:
                raise target_error(target, fault) from fault
            if pause is None:
                raise TargetLocked(target) from fault
            time.sleep(pause)
        else:
            return


def _place_new(temporary: Path, place: Path, target: Path) -> None:
    """Give the file its name where that is free, in one step wherever the drive can."""
    try:
        if os.name == "nt":
            temporary.rename(place)
        else:
            os.link(temporary, place)
    except FileExistsError as there:
        raise TargetAppeared(target) from there
    except OSError:  # no second names on this drive (USB)
        if os.path.lexists(place):
            raise TargetAppeared(target) from None
        _replace(temporary, place, target)
