"""Characters that look like digits: named, never read as a value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.entries import EntryValue
from scoring.fields import Address, FieldSpec, FormSheet
from scoring.findings import Severity
from scoring.lookalikes import lookalike_digits
from scoring.numbers import NumberProblem, parse_number
from scoring.parse import parse_cell
from scoring.snapshot import Cell, Place
from scoring.terms import FieldType

AT = Place("Tự chấm điểm", 12, 7)
NUMBER = FieldSpec(Address("A", None, "actual_fy"), FormSheet.SCORES, FieldType.NUMBER, "Kết quả")
PERCENT = FieldSpec(Address("A", None, "actual_h1"), FormSheet.SCORES, FieldType.PERCENT, "Tỷ lệ")
DATE = FieldSpec(Address("A", None, "date"), FormSheet.SCORES, FieldType.DATE, "Ngày gửi")
CHOICE = FieldSpec(
    Address("A", None, "choice"),
    FormSheet.SCORES,
    FieldType.CHOICE,
    "Mức",
    choices=("Đạt", "Không đạt"),
)
TEXT = FieldSpec(Address("A", None, "explanation"), FormSheet.SCORES, FieldType.TEXT, "Giải trình")


def meaning(spec: FieldSpec, raw: str) -> tuple[EntryValue | None, list[str]]:
    parsed = parse_cell(spec, Cell(raw), AT)
    assert parsed is not None
    assert parsed.entry.raw == raw  # what was typed is kept as it is
    return parsed.entry.value, [f.code for f in parsed.findings]


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ("1O", "“O” (chữ cái La-tinh)"),
        ("1О,5", "“О” (chữ cái Nga)"),
        ("2Ο", "“Ο” (chữ cái Hy Lạp)"),
        ("l2", "“l” (chữ cái La-tinh)"),
        ("S5%", "“S” (chữ cái La-tinh)"),
        ("O", "“O” (chữ cái La-tinh)"),
        ("10²", "“²” (chữ số viết trên)"),
        ("10₂", "“₂” (chữ số viết dưới)"),
        ("1Ⅱ", "“Ⅱ” (số La Mã)"),
        ("Ⅱ", "“Ⅱ” (số La Mã)"),
        ("1٣", "“٣” (chữ số lạ)"),
        ("①", "“①” (chữ số lạ)"),
        ("lO,OO", "“l” (chữ cái La-tinh), “O” (chữ cái La-tinh)"),
        ("\u202e21", "ký tự ẩn đảo chiều chữ"),
        ("\u206721\u2069", "ký tự ẩn đảo chiều chữ"),
    ],
)
def test_a_number_with_lookalikes_is_not_read(raw: str, named: str) -> None:
    assert meaning(NUMBER, raw) == (None, ["DIGIT_LOOKALIKE"])
    parsed = parse_cell(NUMBER, Cell(raw), AT)
    assert parsed is not None
    assert named in parsed.findings[0].message


@pytest.mark.parametrize("raw", ["không", "So", "Sos", "B", "z", "10 lít", "½", "-", "1,5 tỷ", "x"])
def test_words_are_not_accused(raw: str) -> None:
    assert meaning(NUMBER, raw) == (None, ["NOT_A_NUMBER"])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("１２", "12"),  # full width
        ("1\u00a0234", "1234"),
        ("1\u200b2", "12"),
        ("12\u200e", "12"),
        ("1\u00ad2", "12"),
    ],
)
def test_what_cannot_be_mistaken_is_read_and_said(raw: str, value: str) -> None:
    assert meaning(NUMBER, raw) == (Decimal(value), ["NUMBER_AS_TEXT"])


def test_a_percent_and_a_date_with_lookalikes() -> None:
    assert meaning(PERCENT, "8O%") == (None, ["DIGIT_LOOKALIKE"])
    assert meaning(DATE, "O5/06/2021") == (None, ["DIGIT_LOOKALIKE"])
    assert meaning(DATE, "1²/06/2021") == (None, ["DIGIT_LOOKALIKE"])
    assert meaning(DATE, "\u202e12/06/2021") == (None, ["DIGIT_LOOKALIKE"])
    assert meaning(DATE, "ngày 05 tháng 6 năm 2021") == (dt.date(2021, 6, 5), ["DATE_AS_TEXT"])
    assert meaning(DATE, "hôm qua") == (None, ["NOT_A_DATE"])


def test_a_choice_typed_with_an_old_font_is_told_by_its_list() -> None:
    assert meaning(CHOICE, "§¹t") == ("Đạt", ["CHOICE_LEGACY_FONT"])
    assert meaning(CHOICE, "Ñaït") == ("Đạt", ["CHOICE_LEGACY_FONT"])
    assert meaning(CHOICE, "Kh«ng ®¹t") == ("Không đạt", ["CHOICE_LEGACY_FONT"])
    assert meaning(CHOICE, "Tèt") == (None, ["CHOICE_UNKNOWN"])


def test_a_text_typed_with_an_old_font_means_what_it_shows() -> None:
    assert meaning(TEXT, " §· thèng nhÊt ") == ("Đã thống nhất", ["TEXT_LEGACY_FONT"])
    assert meaning(TEXT, "Chấm ®iÓm") == ("Chấm ®iÓm", ["TEXT_LEGACY_WORDS"])
    assert meaning(TEXT, "10 µm") == ("10 µm", [])
    parsed = parse_cell(TEXT, Cell("Kho¸ häc"), AT)
    assert parsed is not None
    (finding,) = parsed.findings
    assert (finding.severity, finding.at) == (Severity.WARNING, AT)
    assert finding.message == (
        "Ô “Giải trình” ghi “Kho¸ häc” bằng bảng mã cũ TCVN3 (.VnTime); phần mềm đã đổi thành"
        " “Khoá học”, cần kiểm tra."
    )


@given(st.text())
def test_nothing_that_is_a_number_is_accused(raw: str) -> None:
    number = parse_number(raw)
    named = lookalike_digits(raw, lambda t: parse_number(t).problem is None)
    assert number.value is None or named is None


@given(st.text("0123456789OolI,.²Ⅱ О-%\u202e", max_size=8))
def test_a_lookalike_is_never_a_value(raw: str) -> None:
    if set(raw) & set("OolI²ⅡО\u202e"):
        assert parse_number(raw).problem is NumberProblem.NOT_A_NUMBER
