r"""xlwings' user configuration: lines ``"KEY","VALUE"``, read by VBA with ``Input #``.

Only the lines of a key are touched; every other byte of the file stays, whoever wrote it.
VBA and Python take the first line of a key, in capital or small letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

INTERPRETER: Final = "INTERPRETER_WIN"
WORKBOOK_FOLDER: Final = "ADD_WORKBOOK_TO_PYTHONPATH"

_LINE: Final = re.compile(
    rb'^[ \t]*"?([^",\r\n]+?)"?[ \t]*,[ \t]*"?([^"\r\n]*?)"?[ \t]*(?=\r?$)', re.M
)
_END: Final = b"\r\n"


@dataclass(frozen=True, slots=True)
class Setting:
    """One line, as bytes of the code page of Windows."""

    line: bytes
    value: bytes
    start: int
    end: int


def find(content: bytes, key: str) -> Setting | None:
    """The line of a key that counts."""
    for found in _LINE.finditer(content):
        if found[1].strip().lower() == key.lower().encode("ascii"):
            return Setting(found[0], found[2], found.start(), found.end())
    return None


def with_setting(content: bytes, key: str, value: bytes) -> bytes:
    """The content in which the key has the value; a new line goes to the top."""
    line = b'"' + key.encode("ascii") + b'","' + value + b'"'
    present = find(content, key)
    if present is None:
        return line + _END + content
    return content[: present.start] + line + content[present.end :]


def without_setting(content: bytes, key: str, before: bytes | None) -> bytes:
    """The content with the line that stood there before, or without the line."""
    present = find(content, key)
    if present is None:
        return content
    if before is not None:
        return content[: present.start] + before + content[present.end :]
    rest = content[present.end :]
    return content[: present.start] + re.sub(rb"\A\r?\n", b"", rest)
