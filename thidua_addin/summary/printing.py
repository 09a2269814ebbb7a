"""How much of the summary goes on a printed page: A4 landscape, and how small print may get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from thidua_addin.workbook.styles import BODY_SIZE, lines_of

__all__ = [
    "MOST_LINES",
    "PAGE_HEIGHT",
    "PAGE_WIDTH",
    "SMALLEST_PRINT",
    "column_points",
    "packed",
    "page_room",
    "pieces",
    "print_scale",
    "unparted",
]

PAGE_WIDTH: Final = (297 - 30 - 15) / 25.4 * 72
"""Points between the margins."""

PAGE_HEIGHT: Final = (210 - 20 - 20) / 25.4 * 72

SMALLEST_PRINT: Final = 8
"""Points: no letter on paper is smaller."""

MOST_LINES: Final = 16
"""Of one cell in one row: well below the 409 points that a row can have, and easy to page."""

_SAFE: Final = 0.98
_TOKEN: Final = 100


def column_points(width: float) -> float:
    """How wide a column of so many characters is, in points, at most.

    Spreadsheets take a digit of the body font for 7, 7.33 or 8 pixels.
    """
    return (width * 8 + 5) * 0.75


def print_scale(widths: Iterable[float], *, smallest: float) -> int:
    """The percentage at which columns fit the width of a page.

    It is never so small that letters of ``smallest`` points come out below ``SMALLEST_PRINT``:
    then the sheet takes more pages across.
    """
    fitting = int(100 * _SAFE * PAGE_WIDTH / sum(map(column_points, widths)))
    return min(100, max(fitting, -int(-100 * SMALLEST_PRINT // smallest)))


def page_room(scale: int) -> float:
    """The height in points of the rows on one page at this percentage."""
    return _SAFE * PAGE_HEIGHT * 100 / scale


def packed(blocks: Sequence[tuple[int, float]], scale: int, first: float, more: float) -> list[int]:
    """The rows at which pages must break so that no block is cut which fits a page.

    ``blocks`` are the first row and the height in points of each block; ``first`` is the height
    of what stands above them on the first page, ``more`` on every other page.
    """
    room = page_room(scale)
    breaks: list[int] = []
    used, begun = first, False
    for row, height in blocks:
        if begun and used + height > room:
            breaks.append(row)
            used = more
        used, begun = used + height, True
    return breaks


def unparted(
    spans: Sequence[tuple[int, int]], heights: Mapping[int, float], room: float
) -> Iterator[tuple[int, float]]:
    """What a page should not cut: first row and height in points of each.

    ``spans`` are the rows of a tree from top to bottom, each with the last row of what stands
    under it. The subtree of a root is one block. One that is higher than ``room`` falls into its
    rows, so that pages fill; only subtrees up to a third of ``room`` stay whole, and a heading
    stays with what follows it.
    """
    at, taken, root_end = 0, 0.0, -1
    start: int | None = None
    while at < len(spans):
        row, last = spans[at]
        start = row if start is None else start
        height = sum(heights[below] for below in range(row, last + 1))
        most = room if row > root_end else room / 3
        root_end = max(root_end, last)
        if row < last and taken + height > most:
            taken += heights[row]
            at += 1
            continue
        yield start, taken + height
        at, taken, start = at + last - row + 1, 0.0, None


def pieces(text: str, width: float, size: float = BODY_SIZE) -> list[str]:
    """The text in parts that each fit one row; the line breaks of the writer are kept.

    ``width`` is the column's width in characters. The parts together are the text, without the
    white space at which it was cut.
    """
    if lines_of(text, width, size) <= MOST_LINES:
        return [text]
    parts = [""]
    for token in _tokens(text):
        joined = parts[-1] + token
        if parts[-1] and lines_of(joined, width, size) > MOST_LINES:
            parts.append(token.lstrip())
        else:
            parts[-1] = joined
    return [part.rstrip() for part in parts if part.strip()]


def _tokens(text: str) -> Iterator[str]:
    """Runs of words with the white space before them; a word without end is cut."""
    for number, line in enumerate(text.splitlines()):
        token = "\n" if number else ""
        for word in _words(line):
            if len(token) + len(word) > _TOKEN:
                yield token
                token = ""
            token += word
        yield token


def _words(line: str) -> Iterator[str]:
    start = 0
    while start < len(line):
        end = start
        while end < len(line) and line[end].isspace():
            end += 1
        while end < len(line) and not line[end].isspace() and end - start < _TOKEN:
            end += 1
        yield line[start:end]
        start = end
