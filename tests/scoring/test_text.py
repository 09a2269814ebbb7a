"""Names that are one name however typed, and names that are not."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.text import fold_lookalikes, nfc, same_text, turns_direction, vn_key

SAME = [
    ("Hòa Bình", "Hoà Bình"),
    ("HÒA BÌNH", "hoà bình"),
    ("Ủy ban nhân dân", "Uỷ ban nhân dân"),
    ("khỏe", "khoẻ"),
    ("thủy", "thuỷ"),
    ("hóa", "hoá"),
    ("họa", "hoạ"),
    ("xõa", "xoã"),
    ("Sở Nội vụ", unicodedata.normalize("NFD", "Sở Nội vụ")),
    ("Điện Biên", "\u00d0iện Biên"),
    ("đoàn", "\u00f0oàn"),
    ("Phú Thọ", "Phú\u00a0Thọ"),
    ("Phú Thọ", "  Phú \t\n Thọ "),
    ("Phú Thọ", "\ufeffPhú\u200b Thọ\u2060\u200c\u200d"),
    ("Phụ lục 1A", "Phụ lục \uff11\uff21"),
    ("Đảng bộ", "\u0189ảng bộ"),
    ("đảng bộ", "\u0256ảng bộ"),
    ("thi đua", "thi\u00ad đua\u200e"),
    ("thi đua", "\u202ethi\u202c \u2067đua\u2069"),
    ("BKA", "В\u041aА"),  # В and А are Cyrillic as well
    ("PTO", "ΡΤΟ"),  # Greek
    ("Mục Ⅱ", "Mục II"),
    ("mục ⅶ", "MỤC VII"),
    ("10 m²", "10 m2"),
    ("CO₂", "CO2"),
    ("hoà\u00a0 bình", "Hòa  Bình"),
]

DIFFERENT = [
    ("Bắc Kạn", "Bắc Cạn"),
    ("Bắc Giang", "Bac Giang"),
    ("quý", "quỷ"),
    ("Hòa", "Hóa"),
    ("Phú Thọ", "PhúThọ"),
    ("đ", "d"),
    ("ô", "ơ"),
    ("Mục Ⅱ", "Mục Ⅲ"),
    ("10 m²", "10 m³"),
    ("л", "n"),  # Cyrillic, but like no Latin letter
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_name_typed_two_ways(a: str, b: str) -> None:
    assert same_text(a, b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different_names_stay_different(a: str, b: str) -> None:
    assert not same_text(a, b)


@pytest.mark.parametrize("word", ["của", "quý", "toàn", "hoàn thành", "xoèn", "quỳ", "nguyễn"])
def test_words_without_two_spellings_are_their_own_key(word: str) -> None:
    assert vn_key(word) == word


@pytest.mark.parametrize(
    ("typed", "key"),
    [("HÒA BÌNH", "hoà bình"), ("Ủy ban", "uỷ ban"), ("\u00d0\u1ea3ng", "đảng"), ("", "")],
)
def test_key_is_lower_case_with_the_tone_on_the_last_vowel(typed: str, key: str) -> None:
    assert vn_key(typed) == key


def test_zero_width_inside_a_letter_does_not_split_it() -> None:
    assert vn_key("ho\u200b\u0300a") == "hoà"


def test_nfc_composes() -> None:
    assert nfc("e\u0323\u0302") == "ệ"


def test_fold_lookalikes_leaves_ordinary_text_alone() -> None:
    assert fold_lookalikes("Sở Nội vụ — “85%”") == "Sở Nội vụ — “85%”"


_T = "\u0300\u0301\u0303\u0309\u0323"
_P = re.compile(
    rf"(?i)(o)([{_T}])([ae])(?![a-z\u0302\u0306\u031b])"
    rf"|(?<!q)(u)([{_T}])(y)(?![a-z\u0302\u0306\u031b])"
)


def reference_key(s: str) -> str:
    """The rule as first written down and tried, without the look-alikes."""
    d = unicodedata.normalize("NFD", s)
    d = _P.sub(lambda m: (m[1] + m[3] + m[2]) if m[1] else (m[4] + m[6] + m[5]), d)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", d)).strip().casefold()


VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
VIETNAMESE = st.text(alphabet=VOWELS + VOWELS.upper() + "qbhnmtTQĐđ 1-")


@given(VIETNAMESE)
def test_vietnamese_keys_follow_the_reference(s: str) -> None:
    assert vn_key(s) == reference_key(s)


@given(st.one_of(VIETNAMESE, st.text()))
def test_key_of_a_key_is_itself_and_is_nfc(s: str) -> None:
    key = vn_key(s)
    assert vn_key(key) == key
    assert unicodedata.is_normalized("NFC", key)


@given(st.one_of(VIETNAMESE, st.text()))
def test_key_does_not_depend_on_the_unicode_form(s: str) -> None:
    assert vn_key(unicodedata.normalize("NFC", s)) == vn_key(unicodedata.normalize("NFD", s))


@given(st.text())
def test_plain_ascii_goes_the_same_way_as_all_text(s: str) -> None:
    plain = s.encode("ascii", "ignore").decode()
    assert vn_key(plain) == vn_key(plain + "\u200b")


@pytest.mark.parametrize("c", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_controls_of_direction_are_noticed(c: str) -> None:
    assert turns_direction(f"1{c}2")


def test_marks_of_direction_turn_nothing() -> None:
    assert not turns_direction("12\u200e\u200f đ")
