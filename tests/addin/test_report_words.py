"""Numbers and days in words, by the custom of official papers."""

from __future__ import annotations

import datetime as dt

import pytest

from thidua_addin.report.words import counted, day_text, number_words, roman


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (7, "bảy"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (555, "năm trăm năm mươi lăm"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1021, "một nghìn không trăm hai mươi mốt"),
        (2021, "hai nghìn không trăm hai mươi mốt"),
        (10_100, "mười nghìn một trăm"),
        (1_000_000, "một triệu"),
        (1_001_001, "một triệu không trăm linh một nghìn không trăm linh một"),
        (2_000_000_015, "hai tỷ không trăm mười lăm"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_without_words(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        number_words(number)


def test_a_count_has_two_digits_and_its_words() -> None:
    assert [counted(n) for n in (0, 7, 15)] == ["00 (không)", "07 (bảy)", "15 (mười lăm)"]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2021, 12, 5), "ngày 05 tháng 12 năm 2021"),
        (dt.date(2021, 2, 19), "ngày 19 tháng 02 năm 2021"),
        (dt.date(2021, 3, 1), "ngày 01 tháng 3 năm 2021"),
    ],
)
def test_days(day: dt.date, text: str) -> None:
    assert day_text(day) == text


def test_roman_numbers() -> None:
    shown = {1: "I", 4: "IV", 5: "V", 9: "IX", 14: "XIV", 40: "XL", 90: "XC"}
    assert {n: roman(n) for n in shown} == shown
