"""Text typed with a Vietnamese font of before Unicode: told from ordinary text, and converted.

Two encodings are still met, each with its own fonts: TCVN3 ("ABC": ``.VnTime``, ``.VnArial``) and
VNI-Windows (``VNI-Times``). A file keeps such text as Latin letters and signs ("Së Néi vô", "Sôû
Noäi vuï"), which only the old font shows as Vietnamese. No font name is looked at: the fast reader
does not see any, and a wrong font proves nothing about the characters.

What cannot be known: the capital fonts (``.VnTimeH``) show the codes of small letters as capitals,
so "së néi vô" may have stood there as "SỞ NỘI VỤ". Words that mix capital Latin letters with such
codes ("NéI") are taken for capitals; all others keep the case that is stored.

Sources of the tables: TCVN 5712:1993, character set VN3 (the same codes as charset TCVN5712-1 of
the GNU C library); VNI-Windows as published by VNI Software, where a letter is followed by its
mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from scoring.syllables import is_syllable, may_be_syllable
from scoring.text import nfc

__all__ = [
    "LegacyEncoding",
    "LegacyText",
    "from_tcvn3",
    "from_vni",
    "legacy_readings",
    "legacy_text",
    "legacy_words",
]


class LegacyEncoding(StrEnum):
    """The encodings of before Unicode that are recognized, by the names officials know."""

    TCVN3 = "TCVN3 (.VnTime)"
    VNI = "VNI Windows"


@dataclass(frozen=True, slots=True)
class LegacyText:
    """The Unicode text (NFC) that a text of an old encoding stands for."""

    encoding: LegacyEncoding
    text: str


# The codes in rising order, and the letter of each.
_TCVN3_CODES: Final = (
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
)
_TCVN3_LETTERS: Final = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"

# The mark that follows each small letter, and what both make.
_VNI_PAIRS: Final = {
    "a": dict(zip("ùøûõïâêáàåãäéèúüë", "áàảãạâăấầẩẫậắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
}
_VNI_SINGLE: Final = dict(zip("íìæóòîôöñ", "íìỉĩịỵơưđ", strict=True))

_UNICODE_VIETNAMESE: Final = re.compile(
    "[\u0300-\u0323\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
    "\u1ea0-\u1ef9]"
)
_BEYOND_ASCII: Final = re.compile("[\u00a1-\u00ff]")
_WORD: Final = {
    LegacyEncoding.TCVN3: f"[A-Za-z{_TCVN3_CODES}]+",
    LegacyEncoding.VNI: "[A-Za-zÀ-ÖØ-öø-ÿ]+",
}
# One such word is enough. TCVN3: a sign that is no letter, inside a word, but not where units,
# ordinals and footnotes have theirs ("N·m", "Mª", "x¹"), or a capital inside a word ("nhËn").
# VNI: vowels that other languages do not have side by side in so short a word.
_STRONG: Final = {
    LegacyEncoding.TCVN3: (
        "[A-Za-z][¡¢£¤¥¦§¨©«¬\u00ad®µ¶¸»¼½¾]|[A-Za-z][ª¹][A-Za-z]|^®.|^§.[A-Za-z¡-ÿ]|^§[¨-ÿ]"
        "|[a-z][À-ÖØ-Þ]|[A-Z][À-ÖØ-Þ][a-z]|[A-Z]Þ"
    ),
    LegacyEncoding.VNI: (
        "(?i:^ñ..|a[áàåãâêéèúüë]|ieá|e[àåãâ]|o[áàåãâ]|[aeo]ä|[aeouy][øûõ]|ô[ùøûï]|ö[ùøûõï])"
    ),
}
# "QĐ", "HĐND": capital consonants, the Đ in its old code.
_ABBREVIATION: Final = {
    LegacyEncoding.TCVN3: "[BCDGHKLMNPQRSTVX]+§[BCDGHKLMNPQRSTVX§]*",
    LegacyEncoding.VNI: "[BCDGHKLMNPQRSTVX]+Ñ[BCDGHKLMNPQRSTVXÑ]*|Ñ[BCDGHKLMNPQRSTVX]+",
}


def from_tcvn3(s: str) -> str:
    """Read every character of `s` as TCVN3, whatever it is; NFC.

    A word of capital Latin letters with codes of small ones ("NéI") becomes capitals; where no
    small Latin letter stands anywhere, so do the other words.
    """
    read = _compiled(_WORD[LegacyEncoding.TCVN3]).sub(_read_tcvn3_word, s)
    mixed = read != s.translate(_tcvn3_table())
    return nfc(read.upper() if mixed and re.search("[a-z]", s) is None else read)


def from_vni(s: str) -> str:
    """Read every character of `s` as VNI-Windows, whatever it is; NFC.

    The letter gives the case; its mark may be typed in either ("Aâ" and "AÂ" are both "Â").
    """
    table = _vni_table()
    return nfc(_vni_unit().sub(lambda m: table[m[0]], s))


def legacy_readings(s: str) -> tuple[LegacyText, ...]:
    """What `s` would say in each old encoding, likely or not; for comparison with a closed list."""
    plain = nfc(s)
    if _BEYOND_ASCII.search(plain) is None:
        return ()
    found = (LegacyText(e, _convert(e, plain)) for e in LegacyEncoding)
    return tuple(reading for reading in found if reading.text != plain)


def legacy_text(s: str) -> LegacyText | None:
    """The Unicode text that `s` stands for, None where `s` is not sure to be of an old encoding.

    Sure is a text none of whose letters is Vietnamese Unicode, where the words with marks become
    Vietnamese syllables that they were not before: two different ones, or one that is written
    like no ordinary word ("®ua", "nhËn", "Noäi"). A short text such as "Së" alone is let through,
    and so is "Vò trí", which is Vietnamese either way.
    """
    plain = nfc(s)
    if _BEYOND_ASCII.search(plain) is None or _UNICODE_VIETNAMESE.search(plain) is not None:
        return None
    (tcvn3, tcvn3_told), (vni, vni_told) = (_weigh(e, plain) for e in LegacyEncoding)
    if tcvn3 and tcvn3_told > vni_told:
        return LegacyText(LegacyEncoding.TCVN3, from_tcvn3(plain))
    if vni and vni_told > tcvn3_told:
        return LegacyText(LegacyEncoding.VNI, from_vni(plain))
    return None


def legacy_words(s: str) -> tuple[str, ...]:
    """The words of a Unicode Vietnamese text that were typed with an old font, as typed."""
    plain = nfc(s)
    if _BEYOND_ASCII.search(plain) is None or _UNICODE_VIETNAMESE.search(plain) is None:
        return ()
    found: dict[str, None] = {}
    for encoding in LegacyEncoding:
        for word in _words(encoding, plain):
            if _tells(encoding, word) and _strong(encoding, word):
                found[word] = None
    return tuple(found)


def _convert(encoding: LegacyEncoding, s: str) -> str:
    return from_tcvn3(s) if encoding is LegacyEncoding.TCVN3 else from_vni(s)


def _weigh(encoding: LegacyEncoding, s: str) -> tuple[bool, int]:
    """Whether enough tells that `s` is of the encoding, and how many different words tell so."""
    telling: set[str] = set()
    against = syllables = foreign = 0
    strong = False
    for word in _words(encoding, s):
        if word.isascii():
            syllables += is_syllable(word)
            foreign += not word.isupper() and not is_syllable(word)
        elif _tells(encoding, word):
            telling.add(word.casefold())
            strong = strong or _strong(encoding, word)
        elif not _may_stand(encoding, word):
            against += 1
    if 2 * against > len(telling):
        return False, len(telling)
    if strong or len(telling) >= 3:
        enough = foreign <= len(telling) + syllables
    else:
        enough = len(telling) >= 2 and foreign <= syllables
    return enough, len(telling)


def _words(encoding: LegacyEncoding, s: str) -> Iterator[str]:
    """The words as the encoding cuts them; not what is glued to a number ("10µm", "1ª")."""
    for match in _compiled(_WORD[encoding]).finditer(s):
        before = s[match.start() - 1 : match.start()]
        if not before.isalnum() and len(match[0]) > 1:
            yield match[0]


def _tells(encoding: LegacyEncoding, word: str) -> bool:
    """Whether a word is Vietnamese by the encoding, and nothing Vietnamese as it stands."""
    if _compiled(_ABBREVIATION[encoding]).fullmatch(word):
        return True
    return not may_be_syllable(word) and is_syllable(_convert(encoding, word))


def _strong(encoding: LegacyEncoding, word: str) -> bool:
    """Whether a word that tells is enough alone."""
    found = _compiled(_STRONG[encoding]).search(word) or _compiled(
        _ABBREVIATION[encoding]
    ).fullmatch(word)
    return found is not None


def _may_stand(encoding: LegacyEncoding, word: str) -> bool:
    """Whether a word that does not tell may stand in such a text, as "là" in TCVN3."""
    return is_syllable(_convert(encoding, word))


def _read_tcvn3_word(match: re.Match[str]) -> str:
    word = match[0]
    read = word.translate(_tcvn3_table())
    capitals = re.search("[a-z]", word) is None and re.search("[A-Z]", word[1:]) is not None
    return read.upper() if capitals else read


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first asked for: most texts never do."""
    return re.compile(pattern)


@cache
def _tcvn3_table() -> dict[int, str]:
    return dict(zip(map(ord, _TCVN3_CODES), _TCVN3_LETTERS, strict=True))


@cache
def _vni_table() -> dict[str, str]:
    """Letter with mark, and letters that stand alone; both cases of everything."""
    table: dict[str, str] = {}
    for letter, marks in _VNI_PAIRS.items():
        for mark, made in marks.items():
            for typed in (mark, mark.upper()):
                table[letter + typed] = made
                table[letter.upper() + typed] = made.upper()
    for code, made in _VNI_SINGLE.items():
        table[code], table[code.upper()] = made, made.upper()
    return table


@cache
def _vni_unit() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_vni_table(), key=len, reverse=True)))
