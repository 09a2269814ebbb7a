"""Merged cells: of all the cells that a merge covers, a person sees the upper left one only.

Most programs empty the others; some keep what they held, out of sight.
Source: ECMA-376 part 1, 18.3.1.55 (mergeCells).
"""

from __future__ import annotations

import re
from typing import Final

from scoring.snapshot import Box

__all__ = ["merged_boxes"]

_MERGE: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s+ref=["\']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["\']'
)


def merged_boxes(xml: bytes) -> tuple[Box, ...]:
    """The merges of a worksheet part, in its order."""
    start = xml.find(b"mergeCells", xml.rfind(b"sheetData"))
    if start < 0:
        return ()
    return tuple(
        (int(top), _column(left), int(bottom), _column(right))
        for left, top, right, bottom in _MERGE.findall(xml, start)
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
