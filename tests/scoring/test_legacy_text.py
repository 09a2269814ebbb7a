"""Text of the fonts of before Unicode: every letter both ways, and ordinary text left alone."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.legacy_text import (
    LegacyEncoding,
    from_tcvn3,
    from_vni,
    legacy_readings,
    legacy_text,
    legacy_words,
)
from scoring.syllables import is_syllable, may_be_syllable
from scoring.text import vn_key

ROOT = Path(__file__).parents[2]

# Alphabet of the language, in the order of tones: plain, sharp, deep, asking, falling, heavy; and
# the same typed with each encoding. Written down by hand, not taken from the program.
_LETTERS = """
a á à ả ã ạ  ă ắ ằ ẳ ẵ ặ  â ấ ầ ẩ ẫ ậ  e é è ẻ ẽ ẹ  ê ế ề ể ễ ệ  i í ì ỉ ĩ ị
o ó ò ỏ õ ọ  ô ố ồ ổ ỗ ộ  ơ ớ ờ ở ỡ ợ  u ú ù ủ ũ ụ  ư ứ ừ ử ữ ự  y ý ỳ ỷ ỹ ỵ  đ
"""
_TCVN3 = """
a ¸ µ ¶ · ¹  ¨ ¾ » ¼ ½ Æ  © Ê Ç È É Ë  e Ð Ì Î Ï Ñ  ª Õ Ò Ó Ô Ö  i Ý × Ø Ü Þ
o ã ß á â ä  « è å æ ç é  ¬ í ê ë ì î  u ó ï ñ ò ô  \N{SOFT HYPHEN} ø õ ö ÷ ù  y ý ú û ü þ  ®
"""
_VNI = """
a aù aø aû aõ aï  aê aé aè aú aü aë  aâ aá aà aå aã aä  e eù eø eû eõ eï  eâ eá eà eå eã eä
i í ì æ ó ò  o où oø oû oõ oï  oâ oá oà oå oã oä  ô ôù ôø ôû ôõ ôï  u uù uø uû uõ uï
ö öù öø öû öõ öï  y yù yø yû yõ î  ñ
"""
LETTERS, TCVN3, VNI = _LETTERS.split(), _TCVN3.split(), _VNI.split()
TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
TO_TCVN3 = dict(zip(LETTERS, TCVN3, strict=True))
TO_VNI = dict(zip(LETTERS, VNI, strict=True))


def as_tcvn3(text: str) -> str:
    """As typed with a .VnTime font: toned capitals have no code, so theirs is the small one."""
    return "".join(
        TCVN3_CAPITALS.get(c) or TO_TCVN3.get(c) or TO_TCVN3.get(c.lower(), c)
        if not c.isascii()
        else c
        for c in text
    )


def as_vni(text: str) -> str:
    return "".join(TO_VNI[c] if c in TO_VNI else _capital(c) for c in text)


def _capital(c: str) -> str:
    return TO_VNI[c.lower()].upper() if c.lower() in TO_VNI else c


def strings(value: object) -> Iterator[str]:
    """Every text in a TOML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def corpus() -> list[str]:
    """The Vietnamese texts that ship with the program: messages, campaigns, wording."""
    found: dict[str, None] = {}
    for package in ("scoring", "thidua_addin"):
        for file in sorted((ROOT / package).rglob("*.toml")):
            for text in strings(tomllib.loads(file.read_text(encoding="utf-8"))):
                found[unicodedata.normalize("NFC", text)] = None
    return list(found)


CORPUS = corpus()
MARKED = [t for t in CORPUS if len(t.split()) >= 4 and re.search("[ạ-ỹđăơư]", t)]


@pytest.mark.parametrize(("letter", "code"), TO_TCVN3.items())
def test_every_tcvn3_letter(letter: str, code: str) -> None:
    assert from_tcvn3(code) == letter


@pytest.mark.parametrize(("letter", "code"), TCVN3_CAPITALS.items())
def test_every_tcvn3_capital_that_has_a_code(letter: str, code: str) -> None:
    assert from_tcvn3(code) == letter


@pytest.mark.parametrize(("letter", "code"), TO_VNI.items())
def test_every_vni_letter_in_both_cases(letter: str, code: str) -> None:
    assert from_vni(code) == letter
    assert from_vni(code.upper()) == letter.upper()
    assert from_vni(code[0].upper() + code[1:]) == letter.upper()


@pytest.mark.parametrize(
    ("typed", "encoding", "meant"),
    [
        ("B¶ng chÊm ®iÓm thi ®ua", LegacyEncoding.TCVN3, "Bảng chấm điểm thi đua"),
        ("c«ng t¸c", LegacyEncoding.TCVN3, "công tác"),
        ("Së Néi vô tØnh B¾c K¹n", LegacyEncoding.TCVN3, "Sở Nội vụ tỉnh Bắc Kạn"),
        ("®\u00adêng", LegacyEncoding.TCVN3, "đường"),  # a soft hyphen is the code of ư
        (
            "Céng hßa x· héi chñ nghÜa ViÖt Nam",
            LegacyEncoding.TCVN3,
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        ("49/Q§-UBND", LegacyEncoding.TCVN3, "49/QĐ-UBND"),
        ("nhËn", LegacyEncoding.TCVN3, "nhận"),
        ("Sôû Noäi vuï tænh Baéc Kaïn", LegacyEncoding.VNI, "Sở Nội vụ tỉnh Bắc Kạn"),
        ("SÔÛ NOÄI VUÏ", LegacyEncoding.VNI, "SỞ NỘI VỤ"),
        ("Coäng hoøa xaõ hoäi", LegacyEncoding.VNI, "Cộng hòa xã hội"),
        ("ñaõ ghi", LegacyEncoding.VNI, "đã ghi"),
        ("Sôû", LegacyEncoding.VNI, "Sở"),
    ],
)
def test_legacy_text_is_told_and_read(typed: str, encoding: LegacyEncoding, meant: str) -> None:
    old = legacy_text(typed)
    assert old is not None
    assert (old.encoding, old.text) == (encoding, meant)
    # A file saved on a Mac may hold the same characters decomposed.
    assert legacy_text(unicodedata.normalize("NFD", typed)) == old


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Së NéI Vô", "SỞ NỘI VỤ"),
        ("Së Néi vô", "Sở Nội vụ"),
        ("së néi vô", "sở nội vụ"),  # in .VnTimeH it stood in capitals: the text does not say so
        ("H§ND, UBND tØnh", "HĐND, UBND tỉnh"),
    ],
)
def test_words_of_a_capital_font(typed: str, meant: str) -> None:
    assert from_tcvn3(typed) == meant


@pytest.mark.parametrize(
    "s",
    [
        "Bảng chấm điểm thi đua",
        unicodedata.normalize("NFD", "Sở Nội vụ tỉnh Hoà Bình, quý I"),
        "công an xã, có cán sự",  # Vietnamese that fits into Latin-1
        "hòan thành tóan qúy",  # tones misplaced
        "Microsoft® Excel",
        "© 2021 An Ninh; §5, §§ 5–7, § a",
        "10 µm, 5µm, 5 m², điều¹, x¹ + x², N·m, m×n, 35°C, ½, ±2, £5, ¢",
        "1ª lần; Mª Carmen",
        "«Thi dua» « ban »",
        "façade, naïve, Noël, Köln, café, résumé, Zoë, Société Générale, smörgåsbord",
        "Thaï",
        "Loïc",
        "El Niño, piñata, São Paulo, Curaçao",
        "Müller, größe, für, Åse, Bjørn, poäng",
        "in­ter­na­tio­nal",
        "\u00b8",
        "\u00ad",
        "",
    ],
)
def test_other_text_is_not_taken_for_a_legacy_font(s: str) -> None:
    assert legacy_text(s) is None
    assert legacy_words(s) == ()


def test_no_text_of_the_program_is_taken_for_a_legacy_font() -> None:
    assert len(CORPUS) > 1500
    wrong = [t for t in CORPUS if legacy_text(t) is not None or legacy_words(t)]
    assert wrong == []


@pytest.mark.parametrize("encode", [as_tcvn3, as_vni])
def test_every_sentence_of_the_program_survives_the_old_fonts(encode: object) -> None:
    """Of texts of four words and more nearly all are told (code and keys among them are not)."""
    assert callable(encode)
    told = [(text, old) for text in MARKED if (old := legacy_text(encode(text))) is not None]
    assert len(told) >= 0.98 * len(MARKED)
    wrong = [(t, old.text) for t, old in told if vn_key(old.text) != vn_key(t)]
    assert wrong == []


@pytest.mark.parametrize("text", MARKED[::7])
def test_the_way_there_and_back_is_exact(text: str) -> None:
    assert from_vni(as_vni(text)) == text
    assert from_vni(as_vni(text.upper())) == text.upper()
    # TCVN3 has no toned capitals: those come back small, or in a word of capitals as capitals.
    assert from_tcvn3(as_tcvn3(text)).casefold() == text.casefold()
    assert from_tcvn3(as_tcvn3(text.lower())) == text.lower()


_TYPED = "®iÓm thi ®ua c«ng b¸o c¸o Sôû Noäi vuï ñaõ là où Thaï café Së nhËn Q§ x¸ oû ®« thaù haï"


@given(
    st.lists(st.sampled_from(_TYPED.split()), max_size=6).map(" ".join)
    | st.text("".join(c for c in TCVN3 if len(c) == 1) + "bcghmntTH ", max_size=20)
    | st.text("aeouyiôöùøûõïâêáàåãäíìæóòñthncm ", max_size=14)
)
def test_what_was_converted_is_not_converted_again(s: str) -> None:
    """A sealed copy holds either text: both must give the same value, and so the same code."""
    old = legacy_text(s)
    assert old is None or legacy_text(old.text) is None


@pytest.mark.parametrize(
    ("s", "words"),
    [
        ("Phát động thi đua, chấm ®iÓm", ("®iÓm",)),
        ("Sở Noäi vụ", ("Noäi",)),
        ("Quyết định 49/Q§-UBND và 50/Q§-UBND", ("Q§",)),
        ("Đã nhận 5µm", ()),
        ("®iÓm thi ®ua", ()),  # all of it is of an old font: converted as a whole
    ],
)
def test_words_of_an_old_font_among_unicode(s: str, words: tuple[str, ...]) -> None:
    assert legacy_words(s) == words


def test_readings_for_a_closed_list() -> None:
    assert [r.text for r in legacy_readings("§¹t")] == ["Đạt"]
    assert [r.text for r in legacy_readings("Ñaït")] == ["ẹaùt", "Đạt"]
    assert legacy_readings("Đạt") == ()
    assert legacy_readings("OK") == ()


VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
VIETNAMESE = st.text(alphabet=VOWELS + VOWELS.upper() + "qbhnmtTQĐđ 1-")


@given(VIETNAMESE)
def test_vietnamese_letters_go_there_and_back(s: str) -> None:
    assert from_vni(as_vni(s)) == s
    assert from_tcvn3(as_tcvn3(s)).casefold() == s.casefold()


@given(VIETNAMESE.filter(lambda s: re.search("[ạ-ỹđăơư]", s.lower()) is not None))
def test_unicode_letters_are_never_converted(s: str) -> None:
    assert legacy_text(s) is None


@given(st.text())
def test_any_text_is_answered_in_nfc(s: str) -> None:
    old = legacy_text(s)
    assert old is None or unicodedata.is_normalized("NFC", old.text)
    assert all(word in unicodedata.normalize("NFC", s) for word in legacy_words(s))


def test_syllables() -> None:
    words = "nghiêng Nguyễn quyết quỳnh giếng gì già khuỷu hoà hòa thuỷ thủy ƯỚC y ý uống Kạn của"
    assert [w for w in words.split() if not is_syllable(w)] == []


@pytest.mark.parametrize(
    "word",
    ["", "Excel", "ngin", "cê", "hoán̉", "học̀", "bat̀", "quaỷ", "cuọi", "ñan", "web", "strong"],
)
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_a_slip_may_still_be_a_syllable() -> None:
    assert not is_syllable("hòan")
    assert may_be_syllable("hòan")
    assert not may_be_syllable("ñaõ")
