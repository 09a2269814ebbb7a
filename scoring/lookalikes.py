"""Characters that look like digits and are none: named, never read.

"1O" may be ten, a slip of the keyboard, or a trick; "10²" is not 102. What they would say is not
guessed: the person is told which character it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from scoring.text import fold_lookalikes, nfc, turns_direction

__all__ = ["lookalike_digits"]

# Letters and the digit that each is taken for: Latin, Cyrillic, Greek.
_LETTERS: Final = {
    **dict(zip("OoIlıZzSsbBgq", "0011122556899", strict=True)),
    **dict(zip("ОоІЗзЅѕбВ", "001335568", strict=True)),
    **dict(zip("ΟοΙΖΒ", "00128", strict=True)),
}
_ALONE: Final = frozenset("OoIlıОоІΟοΙ")  # taken for a digit even where no digit stands beside
_MOST_NAMED: Final = 3
_LONGEST: Final = 60


def lookalike_digits(raw: str, readable: Callable[[str], bool]) -> str | None:
    """Name the characters of `raw` that only look like digits: ``“O” (chữ cái La-tinh)``.

    None unless `raw` would be ``readable`` with the digits they look like (or without what turns
    the direction of text), so that ordinary words are not accused.
    """
    text = nfc(fold_lookalikes(raw)).strip()
    if not 0 < len(text) <= _LONGEST:
        return None
    odd = [c for c in text if _digit(c) is not None]
    plain = "".join(_digit(c) or c for c in text)
    turned = turns_direction(raw)
    if not (odd or turned) or not readable(plain):
        return None
    letters = {c for c in odd if c in _LETTERS}
    if not any(c.isascii() and c.isdigit() for c in text) and not letters <= _ALONE:
        return None
    named = [f"“{c}” ({_kind(c)})" for c in dict.fromkeys(odd)]
    if turned:
        named.append("ký tự ẩn đảo chiều chữ")
    return ", ".join(named[:_MOST_NAMED])


def _digit(char: str) -> str | None:
    """The digit that a character looks like, None for digits and everything else."""
    if char.isascii() and not char.isalpha():
        return None
    if char in _LETTERS:
        return _LETTERS[char]
    value = unicodedata.numeric(char, None)
    whole = value is not None and value.is_integer() and 0 <= value <= 12
    return str(int(value)) if value is not None and whole else None


def _kind(char: str) -> str:
    name = unicodedata.name(char, "")
    kinds = {
        "CYRILLIC": "chữ cái Nga",
        "GREEK": "chữ cái Hy Lạp",
        "LATIN": "chữ cái La-tinh",
        "SUPERSCRIPT": "chữ số viết trên",
        "SUBSCRIPT": "chữ số viết dưới",
        "ROMAN": "số La Mã",
        "SMALL ROMAN": "số La Mã",
    }
    return next((text for start, text in kinds.items() if name.startswith(start)), "chữ số lạ")
