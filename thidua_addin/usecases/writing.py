"""Writing results: atomically, and never over something that is not ours to replace."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from scoring.findings import Finding
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.workbook.atomic import (
    TargetError,
    create_atomically,
    folder_to_disk,
    renew_atomically,
    target_error,
    write_atomically,
)


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file in one step. Raises NothingDone where it cannot be written."""
    try:
        write_atomically(target, lambda path: _put(path, content))
    except TargetError as failed:
        raise not_written(failed) from failed


def write_new(target: Path, content: bytes) -> None:
    """Write a file where nothing stands, in one step.

    Raises NothingDone where it cannot be written, or where something appeared there meanwhile.
    """
    try:
        create_atomically(target, lambda path: _put(path, content))
    except TargetError as failed:
        raise not_written(failed) from failed


def renew_bytes(target: Path, content: bytes, known: str) -> None:
    """Write over a file of which the sha256 of its content is known.

    Raises NothingDone where it cannot be written, or where something else stands there by now.
    """
    try:
        renew_atomically(target, lambda path: _put(path, content), known)
    except TargetError as failed:
        raise not_written(failed) from failed


def replace_bytes(target: Path, content: bytes, at: dt.datetime, known: str | None = None) -> Path:
    """Write over a file of ours, and give the copy of the old one that stands beside it now.

    ``known`` is the sha256 of what the caller read of it: whatever somebody else wrote since is
    not replaced. Nothing is ever written over another copy. Raises NothingDone where one of the
    two cannot be written; then there is no copy and the target is as it was.
    """
    try:
        before = target.read_bytes()
    except OSError as failed:
        gone = known is not None and isinstance(failed, FileNotFoundError)
        code, file = (
            ("FILE_CHANGED_MEANWHILE", str(target)) if gone else ("FILE_LOCKED", target.name)
        )
        raise nothing_done(code, file=file) from failed
    found = hashlib.sha256(before).hexdigest()
    if known is not None and found != known:
        raise nothing_done("FILE_CHANGED_MEANWHILE", file=str(target))
    kept, made = _kept(target, before, at)
    try:
        renew_bytes(target, content, found)
    except NothingDone:
        if made:
            kept.unlink(missing_ok=True)
        raise
    return kept


def make_folder(folder: Path) -> None:
    """Make a folder for results. Raises NothingDone where that is not possible."""
    try:
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise not_written(target_error(folder, failed)) from failed
    for new in missing:
        folder_to_disk(new.parent)


def stands(target: Path) -> bool:
    """Whether anything stands there. Raises NothingDone where that cannot even be asked."""
    try:
        target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as failed:
        raise not_written(target_error(target, failed)) from failed
    return True


def not_written(failed: TargetError) -> NothingDone:
    """The finding that says why a file could not be written."""
    return NothingDone(Finding(failed.code, params=failed.params))


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _kept(target: Path, before: bytes, at: dt.datetime) -> tuple[Path, bool]:
    """The copy of the old content, and whether it was made now.

    A run that was killed may have made it already.
    """
    for copy in _names(target, at):
        try:
            create_atomically(copy, lambda path: _put(path, before))
        except TargetError as failed:
            if failed.code != "FILE_APPEARED_MEANWHILE":
                raise not_written(failed) from failed
            if _same(copy, before):
                return copy, False
        else:
            return copy, True
    raise AssertionError("there is always another number")


def _names(target: Path, at: dt.datetime) -> Iterator[Path]:
    stem = f"{target.stem}.truoc-{at:%Y%m%d-%H%M%S}"
    for number in count(1):
        end = "" if number == 1 else f"-{number}"
        yield target.with_name(f"{stem}{end}{target.suffix}")


def _same(copy: Path, content: bytes) -> bool:
    try:
        return copy.read_bytes() == content
    except OSError:
        return False
