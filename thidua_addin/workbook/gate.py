"""The first gate: a received file's bytes, and whether they are a zip at all.

The bytes are read once; hash, scan and readers all work on that copy, so a file that changes
under us cannot mix two states. What the file is, its first bytes tell, never its name.

Sources: [MS-CFB] for the old files, [MS-OFFCRYPTO] 2.3 for encrypted ones, the .ZIP file format
specification (APPNOTE 4.3); Windows file attributes.
"""

from __future__ import annotations

import os
import re
import stat
import time
from pathlib import Path
from typing import Final

from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.unreadable import not_workbook, old_format, refused, too_big

ZIP: Final = b"PK\x03\x04"

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STREAMS: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_PACKED: Final = (b"PK\x05\x06", b"PK\x07\x08", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89png", b"gif8", b"ii*\x00", b"mm\x00*")
_OLD_TEXT: Final = {b"id;p": ".slk", b"table\r\n0,1": ".dif", b"table\n0,1": ".dif"}
_MARKUP: Final = re.compile(rb"<(?:!doctype html|html|head|meta|body|table|style|div)\b")
_TRIES: Final = 3
_PAUSE: Final = 0.2
_OPEN_AT_ONCE: Final[int] = getattr(os, "O_NONBLOCK", 0)

# Windows tells that reading would fetch the content from a server first; macOS has a flag for it.
_NOT_HERE: Final = 0x1000 | 0x40000 | 0x400000  # OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS
_DATALESS: Final = 0x40000000


def bytes_of(path: Path, limits: Limits) -> bytes:
    """A file's bytes, at most ``limits.packed`` of them. Pipes and devices are never waited for.

    Raises UnreadableWorkbook: FILE_MISSING, FILE_LOCKED, FILE_EMPTY, FILE_CHANGING,
    FILE_CLOUD_ONLY, FILE_TOO_BIG, or FILE_NOT_WORKBOOK for what is no ordinary file.
    """
    name = path.name
    try:
        for pause in (0.0, *([_PAUSE] * (_TRIES - 1))):
            time.sleep(pause)
            data = _read_once(path, limits)
            if data is not None:
                break
        else:
            raise refused("FILE_CHANGING", name)
    except PermissionError as fault:
        raise refused("FILE_LOCKED", name) from fault
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the path
        raise refused("FILE_MISSING", name) from fault
    if not data:
        raise refused("FILE_EMPTY", name)
    if not data.strip(b"\x00"):
        raise refused("FILE_CLOUD_ONLY", name)
    return data


def _read_once(path: Path, limits: Limits) -> bytes | None:
    """The bytes, None where the file changed while they were read."""
    status = path.stat()
    _ordinary(path.name, status)
    with open(path, "rb", opener=_at_once) as stream:
        before = os.fstat(stream.fileno())
        _ordinary(path.name, before)
        if before.st_size > limits.packed:
            refuse_other_kinds(path.name, stream.read(4096))
            raise too_big(path.name, limits.packed)
        data = stream.read(limits.packed + 1)
        after = os.fstat(stream.fileno())
    steady = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if steady and len(data) == after.st_size else None


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | _OPEN_AT_ONCE)


def _ordinary(name: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise not_workbook(name, "thư mục")
    if not stat.S_ISREG(status.st_mode):
        raise not_workbook(name, "không phải tệp thường")
    if getattr(status, "st_file_attributes", 0) & _NOT_HERE:
        raise refused("FILE_CLOUD_ONLY", name)
    if getattr(status, "st_flags", 0) & _DATALESS:
        raise refused("FILE_CLOUD_ONLY", name)


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Refuse what is no zip, naming what it is where its first bytes tell.

    Raises UnreadableWorkbook: FILE_OLD_FORMAT, FILE_ENCRYPTED, FILE_NOT_WORKBOOK.
    """
    if data.startswith(ZIP):
        return
    if data.startswith(_COMPOUND):
        _refuse_compound(name, data)
    if data.startswith(_BIFF_STREAMS):
        raise old_format(name, ".xls")
    if data.startswith(_PACKED):
        raise not_workbook(name, "tệp nén")
    _refuse_text(name, data[:4096])
    raise not_workbook(name, "không rõ")


def _refuse_compound(name: str, data: bytes) -> None:
    """A file of the Office before 2007, or an encrypted one of a later."""
    if _utf16("EncryptedPackage") in data:
        raise refused("FILE_ENCRYPTED", name)
    if _utf16("WordDocument") in data:
        raise not_workbook(name, "văn bản Word")
    if _utf16("PowerPoint Document") in data:
        raise not_workbook(name, "trình chiếu PowerPoint")
    if _utf16("__substg1.0_") in data:
        raise not_workbook(name, "thư Outlook")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        raise old_format(name, ".xls")
    ending = name.lower().rpartition(".")[2]
    if ending in ("et", "ett", "xls", "xlt"):
        raise old_format(name, f".{ending}")
    raise not_workbook(name, "tệp Office đời cũ khác")


def _refuse_text(name: str, head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml") and b"excel.sheet" in start:
        raise old_format(name, "XML 2003")
    if b"opendocument.spreadsheet" in start and start.startswith(b"<"):
        raise old_format(name, ".fods")
    for begin, kind in _OLD_TEXT.items():
        if start.startswith(begin):
            raise old_format(name, kind)
    if start.startswith(b"%pdf"):
        raise not_workbook(name, "PDF")
    if start.startswith(b"mime-version") or (start.startswith(b"<") and _MARKUP.search(start)):
        raise not_workbook(name, "trang web")
    if start.startswith(_PICTURES):
        raise not_workbook(name, "ảnh")
    if b"\x00" not in head:
        raise not_workbook(name, "tệp văn bản (csv, txt)")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
