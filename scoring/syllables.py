"""The shape of a Vietnamese syllable: which letters and tones can stand together.

Vietnamese is written syllable by syllable, and few strings of letters are one. That tells text of
an old encoding, wrongly read, from text of any language, without a word list.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

__all__ = ["is_syllable", "may_be_syllable"]

_TONE: Final = re.compile(
    "(?<=[aeiouy\u0302\u0306\u031b])[\u0300\u0301\u0303\u0309\u0323]"
    "|(?<=[aeiouy])\u0323"  # stands before a circumflex in decomposed text
)
_SHARP_OR_HEAVY: Final = frozenset("\u0301\u0323")  # the tones of a syllable that ends in a stop
_STOP: Final = ("c", "ch", "p", "t")

_FRONT: Final = "eêiy"  # before these stand k, gh, ngh; before the others c, g, ng
_BEFORE_FRONT: Final = ("k", "gh", "ngh")
_BEFORE_BACK: Final = ("c", "g", "ng")
_RARE_RIMES: Final = ("oong", "ooc", "oăm", "oach")
# No single p: it begins loanwords only ("pin"), and many words of other languages.
_ONSETS: Final = "b ch d đ gi h kh l m n nh ph r s t th tr v x"

_GLIDE_ONSET: Final = re.compile("qu|gi(?=[aăâeêoôơuư])")
_VOWELS: Final = re.compile("[aăâeêioôơuưy]+")

_RIMES: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
u ua uân uâng uât uây uc ui um un ung up ut uê uêch uênh uơ uy uya uych uyên uyêt uynh uyt uyp uyu
uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu
y yêm yên yêng yêt yêu
"""
_RIMES_OF_QU: Final = """
a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng ât âu ây
e en eo et ê êch ên ênh êt êu i in it ich ơ ơi ơt y yên yêt ynh yt ych ôc
"""
_GLIDES: Final = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")  # written with q, not with c


def is_syllable(word: str) -> bool:
    """Whether `word` (any case, NFC) is spelt as a Vietnamese syllable, toneless ones included.

    The tone stands on its vowel, by the old custom or the new one ("hòa", "hoà").
    """
    tones, base = _split(word)
    if base not in _syllables():
        return False
    if not tones:
        return True
    fits = tones in _SHARP_OR_HEAVY or not base.endswith(_STOP)
    return len(tones) == 1 and fits and _tone_is_placed(word, base)


def _tone_is_placed(word: str, base: str) -> bool:
    """Whether the letter that differs from the toneless spelling is the one to bear the tone."""
    letters = word.casefold()
    if len(letters) != len(base):
        return False
    glide = _GLIDE_ONSET.match(base)
    run = _VOWELS.search(base, glide.end() if glide is not None else 0)
    if run is None:
        return False
    vowels, after = run[0], base[run.end() :]
    at = next(i for i, letter in enumerate(letters) if letter != base[i]) - run.start()
    hatted = [i for i, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if hatted:
        return at == hatted[-1]
    if after:
        return at == len(vowels) - 1
    if len(vowels) == 3:
        return at == 1
    return at == 0 or (at == 1 and vowels in ("oa", "oe", "uy"))


def may_be_syllable(word: str) -> bool:
    """Whether `word` looks like a Vietnamese syllable, perhaps with its tone misplaced or wrong."""
    tones, base = _split(word)
    return len(tones) <= 1 and base in _loose_syllables()


def _split(word: str) -> tuple[str, str]:
    """The tone marks of a word, and the word without them; a tone on a consonant is no tone."""
    parts = unicodedata.normalize("NFD", word.casefold())
    base = _TONE.sub("", parts)
    return "".join(_TONE.findall(parts)), unicodedata.normalize("NFC", base)


@cache
def _syllables() -> frozenset[str]:
    """Every toneless spelling that keeps the rules."""
    rimes = _RIMES.split()
    found = set(rimes)
    found.update(f"qu{rime}" for rime in _RIMES_OF_QU.split())
    for rime in rimes:
        front = rime[0] in _FRONT
        for onset in (*_ONSETS.split(), *(_BEFORE_FRONT if front else _BEFORE_BACK)):
            glides = onset == "c" and rime.startswith(_GLIDES)
            if not glides and not (onset == "gi" and rime[0] == "i"):
                found.add(onset + rime)
    found.update(f"g{rime}" for rime in rimes if rime[0] == "i")  # "gì", "giếng"
    found.update(("ka", "kan", "kon", "ku"))  # names: "Bắc Kạn", "Kon Tum"
    return frozenset(found)


@cache
def _loose_syllables() -> frozenset[str]:
    """Every toneless spelling, those of slips and loanwords included."""
    onsets = ("", "p", "q", *_ONSETS.split(), *_BEFORE_FRONT, *_BEFORE_BACK)
    made = {onset + rime for onset in onsets for rime in (*_RIMES.split(), *_RARE_RIMES)}
    return _syllables() | made
