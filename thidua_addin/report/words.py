"""Numbers and days in words, as official papers write them: ``07 (bảy)``, ``ngày 05 tháng 12``."""

from __future__ import annotations

import datetime as dt
from typing import Final

__all__ = ["counted", "day_text", "number_words", "roman"]

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", " nghìn", " triệu", " tỷ")
_LARGEST: Final = 10**12
_ROMAN: Final = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


def number_words(number: int) -> str:
    """A whole number in Vietnamese words: 105 is ``một trăm linh năm``, 21 ``hai mươi mốt``.

    Raises ValueError below 0 and from 10**12 on.
    """
    if not 0 <= number < _LARGEST:
        raise ValueError(f"no words for {number}")
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    top = len(groups) - 1
    spoken = (
        _group(group, leading=place == top) + _SCALES[place]
        for place, group in reversed(list(enumerate(groups)))
        if group
    )
    return " ".join(spoken)


def counted(number: int) -> str:
    """A count as papers write it: 7 is ``07 (bảy)``, 12 ``12 (mười hai)``."""
    return f"{number:02d} ({number_words(number)})"


def day_text(day: dt.date) -> str:
    """``ngày 05 tháng 12 năm 2021``: a zero before days below 10 and months below 3."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def roman(number: int) -> str:
    """A small number in Roman digits: 4 is ``IV``."""
    text = ""
    for value, digits in _ROMAN:
        while number >= value:
            text, number = text + digits, number - value
    return text


def _group(number: int, *, leading: bool) -> str:
    """Up to three digits; with ``leading`` nothing stands before them, so zeros are not spoken."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and leading:
        return _tens(rest)
    head = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_tens(rest)}"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return head
    if ones == 1 and tens > 1:
        return f"{head} mốt"
    return f"{head} lăm" if ones == 5 else f"{head} {_DIGITS[ones]}"
