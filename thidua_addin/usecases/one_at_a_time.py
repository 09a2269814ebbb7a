"""One run at a time for one file: two merges into the same summary would undo each other's work.

The system's own lock on a small file beside the target: it ends with the process that holds it,
however that process ends, so nothing has to be guessed from times or process numbers. It works
between machines wherever the shared drive passes locks on; where a drive has none, the check
right before the replacement (``renew_atomically``) still sees that somebody else was faster.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from scoring.received import VIETNAM
from scoring.text import nfc
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.usecases.writing import not_written
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX, target_error
from thidua_addin.workbook.machine import host

__all__ = ["lock_file", "one_at_a_time"]

_LOCKED_AT: Final = 1 << 30
"""The byte that is locked: far behind the text, which others read meanwhile (Windows)."""
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
_TRIES: Final = 5


@contextmanager
def one_at_a_time(target: Path) -> Iterator[None]:
    """Keep other runs away from ``target``, in whose folder the lock stands, inside the block.

    Raises NothingDone: TARGET_IN_USE while another run holds it, or why no lock can be made.
    """
    lock = lock_file(target)
    opened = _taken(lock, target)
    try:
        with contextlib.suppress(OSError):  # a full drive: the lock holds without a word too
            os.ftruncate(opened, 0)
            os.write(opened, _about_this_run())
        yield
    finally:
        _given_back(lock, opened)


def lock_file(target: Path) -> Path:
    """Where the lock of a target stands; by any spelling of its name the same."""
    place = Path(os.path.realpath(target))
    name = hashlib.sha256(nfc(place.name).casefold().encode()).hexdigest()[:16]
    return place.with_name(f"{TEMPORARY_PREFIX}khoa-{name}")


def _taken(lock: Path, target: Path) -> int:
    """The opened lock file, locked by this process."""
    for _ in range(_TRIES):
        try:
            opened = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as failed:
            raise not_written(target_error(target, failed)) from failed
        if not _lock(opened):
            os.close(opened)
            raise _in_use(lock, target)
        if _still_there(lock, opened):
            return opened
        os.close(opened)  # its holder took it away between our opening and our locking
    raise _in_use(lock, target)


def _lock(opened: int) -> bool:
    """Lock it unless another process has; True also where the drive has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(opened, _LOCKED_AT, os.SEEK_SET)
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
            os.lseek(opened, 0, os.SEEK_SET)
        else:
            import fcntl

            # The record lock, not flock: that one would live on in a child of a killed run.
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        return refused.errno in _NO_LOCKS
    return True


def _still_there(lock: Path, opened: int) -> bool:
    try:
        return os.path.samestat(os.fstat(opened), lock.stat())
    except OSError:
        return False


def _given_back(lock: Path, opened: int) -> None:
    """Take the file away, while it is locked where the system lets us (not Windows)."""
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            lock.unlink()
    os.close(opened)
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            lock.unlink()


def _about_this_run() -> bytes:
    now = dt.datetime.now(VIETNAM)
    said = {"host": host(), "process": os.getpid(), "since": f"{now:%H:%M:%S ngày %d/%m/%Y}"}
    return json.dumps(said, ensure_ascii=False).encode()


def _in_use(lock: Path, target: Path) -> NothingDone:
    """Who holds it, as far as the file says."""
    try:
        said = json.loads(lock.read_text("utf-8"))
        who, since = str(said["host"]), str(said["since"])
    except (OSError, ValueError, LookupError, TypeError):
        who, since = "khác", "không rõ lúc nào"
    return nothing_done("TARGET_IN_USE", file=str(target), host=who, since=since)
