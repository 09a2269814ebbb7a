"""How high a row must be so that its wrapped text is whole.

The writer of workbooks cannot measure text, so the widths of Times New Roman letters (thousandths
of the font size; Vietnamese letters are as wide as their base letters) and a greedy line break
do it here, a little on the generous side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

_NARROW: Final = "ijlt!'.,:;|/\\ "
_WIDTHS: Final = {
    **dict.fromkeys(_NARROW, 280),
    **dict.fromkeys("frI()[]-", 340),
    **dict.fromkeys("acezsJ", 444),
    **dict.fromkeys("wGHKNODQUVXAY", 725),
    **dict.fromkeys("BCERLTZ", 667),
    **dict.fromkeys("mM", 800),
    **dict.fromkeys("FPS", 560),
    **dict.fromkeys("W%–—…", 950),
}
_USUAL: Final = 510
_BOLD: Final = 1.07
_SAFETY: Final = 1.03
LINE: Final = 1.32
"""Height of a line as a multiple of the font size."""
_PADDING: Final = 3.0  # points above and below the text together
TALLEST: Final = 409.0  # points; Excel's limit


def lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column ``width`` characters wide at ``size`` points."""
    room = (width * 7 - 2) * 0.75 * 1000 / (size * _SAFETY * (_BOLD if bold else 1))
    return sum(_broken(paragraph, room) for paragraph in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]], size: float, *, bold: bool = False) -> float:
    """The height in points for a row of texts, each in a column of so many characters."""
    most = max((lines(text, width, size, bold=bold) for text, width in cells), default=1)
    return min(TALLEST, round(most * size * LINE + _PADDING, 2))


def _broken(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for word in paragraph.split(" "):
        wide: float = sum(_letter(c) for c in unicodedata.normalize("NFD", word))
        if used and used + wide > room:
            count, used = count + 1, 0.0
        while wide > room:
            count, wide = count + 1, wide - room
        used += wide + 250
    return count


def _letter(char: str) -> int:
    return 0 if unicodedata.combining(char) else _WIDTHS.get(char, _USUAL)
