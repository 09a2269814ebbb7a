"""What lies in a folder of received files: files to read, and what must not be opened.

Links are not followed: they may lead anywhere, and round in circles. Nothing is left out in
silence: what is not read is told with its reason.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from thidua_addin.workbook.unreadable import UnreadableWorkbook, not_workbook, refused

__all__ = ["SPREADSHEETS", "Entry", "entries_below", "shown_name"]

SPREADSHEETS: Final = (
    *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb"),
    *(".ods", ".ots", ".fods", ".et", ".ett", ".csv", ".numbers", ".gsheet"),
)
"""Endings of files that somebody may have meant as a form: refused with a reason, not ignored."""

_SHORTCUTS: Final = (".lnk", ".url", ".webloc", ".desktop")
_LINK_TAGS: Final = (0xA000000C, 0xA0000003)  # Windows: symbolic link, junction
_NOT_SHOWN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the folder: its path, its name as it can be shown, why it is not to be read.

    ``name`` is the path below the folder with ``/``; ``meant`` tells that its ending is that of a
    spreadsheet; ``elsewhere`` that it is a link to something else in the folder.
    """

    path: Path
    name: str
    meant: bool
    refusal: UnreadableWorkbook | None = None
    elsewhere: bool = False


def entries_below(folder: Path) -> Iterator[Entry]:
    """All files below a folder, each folder's own before those of its folders, by name."""
    yield from _entries(folder, folder)


def shown_name(name: str) -> str:
    r"""A file name in NFC; what cannot be shown or would change how a line reads, as ``\x1b``.

    Names may hold anything but ``/``: control characters, turned directions, bytes that are no
    text (``\xff``). Different names stay different.
    """
    raw = unicodedata.normalize("NFC", name)
    if not any(unicodedata.category(c) in _NOT_SHOWN for c in raw):
        return raw
    escaped = (c if unicodedata.category(c) not in _NOT_SHOWN else _escape(ord(c)) for c in raw)
    return "".join(escaped)


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as Python holds it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _entries(folder: Path, root: Path) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as found:
            listed = sorted(found, key=lambda entry: entry.name)
    except PermissionError:
        name = _name(folder, root)
        yield Entry(folder, name, True, refused("FOLDER_UNREADABLE", name))
        return
    except OSError:  # it went away meanwhile, or its disk did
        name = _name(folder, root)
        yield Entry(folder, name, True, refused("FILE_MISSING", name))
        return
    folders = []
    for entry in listed:
        path = Path(entry.path)
        name = _name(path, root)
        meant = path.suffix.lower() in SPREADSHEETS
        if _is_link(entry):
            yield _link(path, name, root)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(path)
            if meant:
                yield Entry(path, name, True, not_workbook(name, "thư mục"))
        elif path.suffix.lower() in _SHORTCUTS and Path(path.stem).suffix.lower() in SPREADSHEETS:
            yield Entry(path, name, True, refused("FILE_LINK", name))
        else:
            yield Entry(path, name, meant)
    for path in folders:
        yield from _entries(path, root)


def _name(path: Path, root: Path) -> str:
    return shown_name(path.relative_to(root).as_posix())


def _is_link(entry: os.DirEntry[str]) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False  # opening it will tell
    tag = getattr(status, "st_reparse_tag", 0)
    return stat.S_ISLNK(status.st_mode) or tag in _LINK_TAGS


def _link(path: Path, name: str, root: Path) -> Entry:
    """A link to a file of this folder is read there; all others are told."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        target = None
    if target is not None and target.is_relative_to(root.resolve()):
        return Entry(path, name, False, elsewhere=True)
    return Entry(path, name, True, refused("FILE_LINK", name))
