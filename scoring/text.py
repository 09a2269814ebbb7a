"""Text as people type it: one Unicode form, and one key to compare names by.

Everything read from outside (cells, file names, sheet names) goes through :func:`nfc`; names are
compared by :func:`vn_key`, never by ``==``, because the same Vietnamese name has several
spellings: "Hòa Bình" and "Hoà Bình", composed and decomposed, "Đ" and the look-alike "Ð".
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold_lookalikes", "is_legacy_encoded", "nfc", "same_text", "vn_key"]

_ZERO_WIDTH: Final = "\u200b\u200c\u200d\u2060\ufeff"

# Full-width ASCII (U+FF01..U+FF5E) lies 0xFEE0 above ASCII.
_FOLDS: Final[dict[int, int | None]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(char): None for char in _ZERO_WIDTH},
    0x00A0: ord(" "),
    0x00D0: ord("\u0110"),  # Eth, seen where D with stroke is meant
    0x00F0: ord("\u0111"),
}

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"

# In decomposed text: a tone on the first vowel of a final oa, oe, uy (but not of "quy").
_OLD_TONE_PLACE: Final = re.compile(
    rf"(?i)(o)([{_TONES}])([ae])(?![a-z\u0302\u0306\u031b])"
    rf"|(?<!q)(u)([{_TONES}])(y)(?![a-z\u0302\u0306\u031b])"
)

_WHITE: Final = re.compile(r"\s+")

# TCVN3 shows as symbols inside words ("®ua"); VNI as vowel pairs that neither Vietnamese
# nor the usual foreign names have ("Noäi", "Sôû").
_LEGACY: Final = re.compile(
    r"[^\W\d_][\u00b8\u00b5\u00b6\u00b9\u00aa\u00ac][^\W\d_]"
    r"|(?<!\w)\u00ae[a-z]"
    r"|(?i:[aeo]\u00e4|\u00f4[\u00f8\u00fb\u00ef]|\u00f6[\u00f9\u00f8\u00fb\u00f5\u00ef])"
)


def nfc(s: str) -> str:
    """Bring `s` to Unicode Normalization Form C, the form of all text inside the program."""
    return unicodedata.normalize("NFC", s)


def fold_lookalikes(s: str) -> str:
    """Make look-alikes in `s` plain, without any normalization.

    Full-width ASCII becomes ASCII, Eth becomes D with stroke, a no-break space becomes a space;
    zero-width characters (U+200B..U+200D, U+2060, U+FEFF) are dropped.
    """
    return s.translate(_FOLDS)


def vn_key(s: str) -> str:
    """Make the key by which Vietnamese names are compared; never a text to show.

    Case, composed or decomposed form, place of the tone mark ("Hòa"/"Hoà", "Ủy"/"Uỷ"), runs of
    white space and the look-alikes of :func:`fold_lookalikes` make no difference; every letter
    and every tone does. The key is in NFC, and the key of a key is itself.
    """
    folded = unicodedata.normalize("NFD", fold_lookalikes(s)).casefold()
    # Folding case can compose or leave marks out of order (U+1E9A, U+0345): decompose again.
    moved = _OLD_TONE_PLACE.sub(_new_tone_place, unicodedata.normalize("NFD", folded))
    return _WHITE.sub(" ", nfc(moved)).strip()


def same_text(a: str, b: str) -> bool:
    """Whether `a` and `b` are the same Vietnamese text by :func:`vn_key`."""
    return vn_key(a) == vn_key(b)


def is_legacy_encoded(s: str) -> bool:
    """Whether `s` smells of a pre-Unicode Vietnamese font (TCVN3 ".VnTime" or VNI).

    Conservative: a short text without a telltale character ("Së") is let through, so a false
    answer proves nothing; a true one is a reason to ask the person, not to convert silently.
    """
    return _LEGACY.search(nfc(s)) is not None


def _new_tone_place(match: re.Match[str]) -> str:
    first, tone, second = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
    return f"{first}{second}{tone}"
