"""How high a row must be so that its wrapped text is whole.

The writer of workbooks cannot measure text, so the widths of Times New Roman letters (thousandths
of the font size; Vietnamese letters are as wide as their base letters) and a greedy line break
do it here, a little on the generous side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WIDTHS: Final = {
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("ijlt:;/\\", 278),
    **dict.fromkeys("frI()[]-!'", 333),
    **dict.fromkeys('sJ"', 400),
    **dict.fromkeys("acez“”?", 444),
    **dict.fromkeys("FPS+=<>", 564),
    **dict.fromkeys("ELTZ", 611),
    **dict.fromkeys("BCR", 667),
    **dict.fromkeys("wADGHKNOQUVXYĐ", 722),
    **dict.fromkeys("m", 778),
    **dict.fromkeys("M%", 889),
    **dict.fromkeys("W—…", 1000),
}
_USUAL: Final = 500
_BOLD: Final = 1.07
_SAFETY: Final = 1.05
"""On a screen letters are whole pixels wide, and spreadsheets break lines by the screen."""
LINE: Final = 1.32
"""Height of a line as a multiple of the font size."""
_PADDING: Final = 3.0  # points above and below the text together
TALLEST: Final = 409.0  # points; Excel's limit
NORMAL_SIZE: Final = 12
"""Points of the workbook's normal font, whose digits column widths count.

A digit of Times New Roman is half as wide as the font is high: at 12 points exactly 8 pixels,
with every spreadsheet and on every screen.
"""
_DIGIT: Final = 8  # pixels
_PADDED: Final = 5  # pixels
_POINTS: Final = 0.75  # in a pixel


def column_points(width: float) -> float:
    """How wide a column of so many characters is, in points."""
    return (int(width * _DIGIT + 0.5) + _PADDED) * _POINTS


def joined(widths: Iterable[float]) -> float:
    """The width in characters of these columns merged."""
    return (sum(map(column_points, widths)) / _POINTS - _PADDED) / _DIGIT


def lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column ``width`` characters wide at ``size`` points."""
    room = (width * _DIGIT - 2) * _POINTS * 1000 / (size * _SAFETY * (_BOLD if bold else 1))
    return sum(_broken(paragraph, room) for paragraph in text.split("\n"))


def width_for(texts: Iterable[str], usual: float, size: float, *, bold: bool = False) -> float:
    """The width from ``usual`` on, in half characters, that shows each text on one line."""
    width = usual
    for text in texts:
        while lines(text, width - 1, size, bold=bold) > 1:
            width += 0.5
    return width


def text_height(cells: Iterable[tuple[str, float]], size: float, *, bold: bool = False) -> float:
    """The height in points for texts side by side, each in a column of so many characters.

    It may be more than a row can have.
    """
    most = max((lines(text, width, size, bold=bold) for text, width in cells), default=1)
    return round(most * size * LINE + _PADDING, 2)


def _broken(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = _wide(word)
        if used and used + wide > room:
            count, used = count + 1, 0.0
        while wide > room:
            count, wide = count + 1, wide - room
        used += wide + _WIDTHS[" "]
    return count


@lru_cache(maxsize=8192)
def _wide(word: str) -> float:
    return float(sum(_letter(c) for c in unicodedata.normalize("NFD", word)))


def _letter(char: str) -> int:
    return 0 if unicodedata.combining(char) else _WIDTHS.get(char, _USUAL)
