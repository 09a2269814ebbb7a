"""Text as people type it: one Unicode form, and one key to compare names by.

Everything read from outside (cells, file names, sheet names) goes through :func:`nfc`; names are
compared by :func:`vn_key`, never by ``==``, because the same Vietnamese name has several
spellings: "Hòa Bình" and "Hoà Bình", composed and decomposed, "Đ" and the look-alike "Ð".
Text of the fonts of before Unicode is the matter of :mod:`scoring.legacy_text`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold_lookalikes", "nfc", "same_text", "turns_direction", "vn_key"]

# Soft hyphen, zero-width spaces and joiners, direction marks and controls, joining grapheme,
# word joiner and the invisible operators, byte order mark: none of them is seen.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Full-width ASCII (U+FF01..U+FF5E) lies 0xFEE0 above ASCII.
_FOLDS: Final[dict[int, str | int | None]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(char): None for char in _INVISIBLE},
    0x00A0: " ",
    0x00D0: "\u0110",  # Eth, seen where D with stroke is meant
    0x00F0: "\u0111",
    0x0189: "\u0110",  # African D
    0x0256: "\u0111",  # d with tail
}

_ROMAN: Final = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    *("L", "C", "D", "M"),
)

# For keys only: what looks the same may be another number ("10²"). Cyrillic, then Greek.
_KEY_FOLDS: Final[dict[int, str | int | None]] = {
    **_FOLDS,
    **dict(zip(map(ord, "АВЕЅІЈКМНОРСТУХаеѕіјорсух"), "ABESIJKMHOPCTYXaesijopcyx", strict=True)),
    **dict(zip(map(ord, "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"), "ABEZHIKMNOPTYXo", strict=True)),
    **{0x2160 + i: numeral for i, numeral in enumerate(_ROMAN)},
    **{0x2170 + i: numeral.lower() for i, numeral in enumerate(_ROMAN)},
    **dict(zip(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), "0123456789", strict=True)),
    **dict(zip(map(ord, "₀₁₂₃₄₅₆₇₈₉"), "0123456789", strict=True)),
}

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"

# In decomposed text: a tone on the first vowel of a final oa, oe, uy (but not of "quy").
_OLD_TONE_PLACE: Final = re.compile(
    rf"(?i)(o)([{_TONES}])([ae])(?![a-z\u0302\u0306\u031b])"
    rf"|(?<!q)(u)([{_TONES}])(y)(?![a-z\u0302\u0306\u031b])"
)

_WHITE: Final = re.compile(r"\s+")


def nfc(s: str) -> str:
    """Bring `s` to Unicode Normalization Form C, the form of all text inside the program."""
    return unicodedata.normalize("NFC", s)


def fold_lookalikes(s: str) -> str:
    """Make look-alikes in `s` plain that cannot be told by eye, without any normalization.

    Full-width ASCII becomes ASCII; Eth, African D and d with tail become D with stroke; a
    no-break space becomes a space; what is never seen is dropped (soft hyphen, zero-width
    characters, direction marks).
    """
    return s if s.isascii() else s.translate(_FOLDS)


def vn_key(s: str) -> str:
    """Make the key by which Vietnamese names are compared; never a text to show.

    Case, composed or decomposed form, place of the tone mark ("Hòa"/"Hoà", "Ủy"/"Uỷ"), runs of
    white space and the look-alikes of :func:`fold_lookalikes` make no difference; nor do letters
    of Cyrillic and Greek that look like Latin ones, Roman numerals as one character, raised and
    lowered digits. Every letter and every tone does. The key is in NFC, and the key of a key is
    itself.
    """
    if s.isascii():
        return _WHITE.sub(" ", s.lower()).strip()
    folded = _folded(s).casefold()
    # Folding case can compose or leave marks out of order (U+1E9A, U+0345), and give look-alikes
    # (U+1C82): decompose and fold again.
    moved = _OLD_TONE_PLACE.sub(_new_tone_place, _folded(folded))
    return _WHITE.sub(" ", nfc(moved)).strip()


def same_text(a: str, b: str) -> bool:
    """Whether `a` and `b` are the same Vietnamese text by :func:`vn_key`."""
    return vn_key(a) == vn_key(b)


def turns_direction(s: str) -> bool:
    """Whether `s` holds a control that makes text run the other way: "12" is then seen as "21"."""
    return not s.isascii() and _TURNING.search(s) is not None


def _folded(s: str) -> str:
    """Decomposed, without look-alikes, the marks in their order (one may have been between)."""
    plain = unicodedata.normalize("NFD", s).translate(_KEY_FOLDS)
    return unicodedata.normalize("NFD", plain)


def _new_tone_place(match: re.Match[str]) -> str:
    first, tone, second = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
    return f"{first}{second}{tone}"
