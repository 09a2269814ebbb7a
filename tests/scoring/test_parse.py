"""What a typed cell means: the practical problems of data that people send by e-mail."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest

from scoring.entries import EntryValue
from scoring.fields import Address, FieldSpec, FormSheet
from scoring.parse import Parsed, parse_cell, shown
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType

D = Decimal
AT = Place("Tự chấm điểm", 12, 7)
POINTS = FieldSpec(
    Address("II.1.1", None, "points"),
    FormSheet.SCORES,
    FieldType.POINTS,
    "Điểm chấm",
    minimum=D(0),
    maximum=D(10),
)
STEPPED = FieldSpec(
    Address("A.1.1", None, "points"),
    FormSheet.SCORES,
    FieldType.POINTS,
    "Điểm chấm",
    minimum=D(0),
    maximum=D(5),
    step=D("0.25"),
)
RANGED = FieldSpec(
    Address("B.2.2", None, "points"),
    FormSheet.SCORES,
    FieldType.POINTS,
    "Số điểm trừ",
    minimum=D(0),
    maximum=D(10),
    ranges=((D(2), D(5)), (D(6), D(10))),
)
NUMBER = FieldSpec(Address("A", None, "actual_fy"), FormSheet.SCORES, FieldType.NUMBER, "Kết quả")
TARGET = FieldSpec(
    Address("A", "1", "target"), FormSheet.REGISTER, FieldType.NUMBER, "Chỉ tiêu", above=D(0)
)
COUNT = FieldSpec(
    Address("A", None, "count"), FormSheet.SCORES, FieldType.COUNT, "Số lần", minimum=D(0)
)
PERCENT = FieldSpec(
    Address("A", None, "actual_fy"),
    FormSheet.SCORES,
    FieldType.PERCENT,
    "Tỷ lệ",
    minimum=D(0),
    maximum=D(2),
)
DATE = FieldSpec(Address("A", None, "date"), FormSheet.SCORES, FieldType.DATE, "Ngày gửi")
TEXT = FieldSpec(Address("A", None, "explanation"), FormSheet.SCORES, FieldType.TEXT, "Giải trình")
REFERENCE = FieldSpec(
    Address("A", None, "evidence"), FormSheet.EVIDENCE, FieldType.REFERENCE, "Số văn bản"
)
CHOICE = FieldSpec(
    Address("A", None, "choice"),
    FormSheet.SCORES,
    FieldType.CHOICE,
    "Mức đạt",
    choices=("Hoàn thành tốt", "Hoàn thành"),
)


def parsed(spec: FieldSpec, cell: Cell) -> Parsed:
    result = parse_cell(spec, cell, AT)
    assert result is not None
    return result


def meaning(spec: FieldSpec, raw: CellValue) -> tuple[EntryValue | None, list[str]]:
    result = parsed(spec, Cell(raw))
    assert result.entry.raw == raw
    assert result.entry.at == AT
    for finding in result.findings:
        assert (finding.at, finding.criterion) == (AT, spec.address.criterion)
        assert (finding.item, finding.field) == (spec.address.item, spec.address.field)
        assert finding.message
        assert finding.hint
    return result.entry.value, [f.code for f in result.findings]


@pytest.mark.parametrize(
    ("spec", "raw", "value", "codes"),
    [
        # Numbers as numbers: the shortest decimal that denotes the double.
        (POINTS, 9.5, D("9.5"), []),
        (NUMBER, 0.1, D("0.1"), []),
        (NUMBER, -3.0, D(-3), []),
        (COUNT, 4.0, D(4), []),
        # Numbers as text: the decimal comma, groups, spaces, the wrong decimal sign.
        (POINTS, "9,5", D("9.5"), ["NUMBER_AS_TEXT"]),
        (POINTS, " 9,5\u00a0", D("9.5"), ["NUMBER_AS_TEXT"]),
        (NUMBER, "1.234,5", D("1234.5"), ["NUMBER_AS_TEXT"]),
        (NUMBER, "1,234.5", D("1234.5"), ["NUMBER_AS_TEXT"]),
        (NUMBER, "1 234,5", D("1234.5"), ["NUMBER_AS_TEXT"]),
        (NUMBER, "1.234.567", D(1234567), ["NUMBER_AS_TEXT"]),
        (POINTS, "9.5", D("9.5"), ["NUMBER_AS_TEXT"]),
        # One separator and three digits: two readings, never a guess.
        (NUMBER, "1.500", None, ["NUMBER_AMBIGUOUS"]),
        (NUMBER, "1,500", None, ["NUMBER_AMBIGUOUS"]),
        # Words, slashes, units, truth values, what Excel made of "9/5".
        (POINTS, "chín", None, ["NOT_A_NUMBER"]),
        (POINTS, "12.3/50.0", None, ["NOT_A_NUMBER"]),
        (POINTS, "9,5 điểm", None, ["NOT_A_NUMBER"]),
        (POINTS, "-", None, ["NOT_A_NUMBER"]),
        (POINTS, "9%%", None, ["NOT_A_NUMBER"]),
        (POINTS, True, None, ["NOT_A_NUMBER"]),
        (POINTS, dt.date(2021, 5, 9), None, ["DATE_IN_NUMBER"]),
        # Percent: a cell holds a fraction; text needs its sign above 1.
        (PERCENT, 0.825, D("0.825"), []),
        (PERCENT, 1.0, D(1), []),
        (PERCENT, 1.2, D("1.2"), []),
        (PERCENT, 82.5, None, ["PERCENT_TOO_LARGE"]),
        (PERCENT, 100.0, None, ["PERCENT_TOO_LARGE"]),
        (PERCENT, "85%", D("0.85"), ["NUMBER_AS_TEXT"]),
        (PERCENT, "82,5 %", D("0.825"), ["NUMBER_AS_TEXT"]),
        (PERCENT, "0,85", D("0.85"), ["NUMBER_AS_TEXT"]),
        (PERCENT, "85", None, ["PERCENT_UNCLEAR"]),
        (PERCENT, "300%", None, ["NUMBER_AS_TEXT", "PERCENT_TOO_LARGE"]),
        (POINTS, "85%", None, ["PERCENT_NOT_EXPECTED"]),
        # Bounds.
        (POINTS, 10.0, D(10), []),
        (POINTS, 10.01, None, ["ABOVE_MAXIMUM"]),
        (POINTS, -0.5, None, ["BELOW_MINIMUM"]),
        (STEPPED, 4.75, D("4.75"), []),
        (STEPPED, 4.6, None, ["NOT_IN_STEP"]),  # 4,6 / 0,25 = 18,4
        (RANGED, 0.0, D(0), []),
        (RANGED, 2.0, D(2), []),
        (RANGED, 5.0, D(5), []),
        (RANGED, 5.5, None, ["NOT_IN_RANGES"]),
        (RANGED, 1.0, None, ["NOT_IN_RANGES"]),
        (RANGED, 10.5, None, ["ABOVE_MAXIMUM"]),
        (COUNT, 2.5, None, ["NOT_WHOLE"]),
        (COUNT, -1.0, None, ["BELOW_MINIMUM"]),
        (TARGET, 0.0, None, ["NOT_ABOVE"]),
        (TARGET, 0.25, D("0.25"), []),
        # Dates.
        (DATE, dt.date(2021, 6, 5), dt.date(2021, 6, 5), []),
        (DATE, dt.datetime(2021, 6, 5, 7, 30), dt.date(2021, 6, 5), []),
        (DATE, "05/06/2021", dt.date(2021, 6, 5), ["DATE_AS_TEXT"]),
        (DATE, "5-6-2021", dt.date(2021, 6, 5), ["DATE_AS_TEXT"]),
        (DATE, "ngày 05 tháng 6 năm 2021", dt.date(2021, 6, 5), ["DATE_AS_TEXT"]),
        (DATE, 44352.0, dt.date(2021, 6, 5), ["DATE_AS_NUMBER"]),
        (DATE, 44352.5, None, ["NOT_A_DATE"]),
        (DATE, 2021.0, None, ["NOT_A_DATE"]),
        (DATE, "05/06/21", None, ["DATE_TWO_DIGIT_YEAR"]),
        (DATE, "06/25/2021", None, ["DATE_MONTH_FIRST"]),
        (DATE, "31/04/2021", None, ["NOT_A_DATE"]),
        (DATE, "tháng 6", None, ["NOT_A_DATE"]),
        (DATE, False, None, ["NOT_A_DATE"]),
        # Choices: spelling is forgiven and said, another word is not.
        (CHOICE, "Hoàn thành tốt", "Hoàn thành tốt", []),
        (CHOICE, " hoàn  thành TỐT ", "Hoàn thành tốt", ["CHOICE_SPELLING"]),
        (CHOICE, "Tốt", None, ["CHOICE_UNKNOWN"]),
        (CHOICE, 1.0, None, ["CHOICE_UNKNOWN"]),
        # Text, and what is not text where text is asked.
        (TEXT, "  Đã thống nhất ", "Đã thống nhất", []),
        (REFERENCE, 125.0, "125", []),
        (REFERENCE, dt.date(2021, 6, 5), "05/06/2021", ["DATE_IN_TEXT"]),
        (REFERENCE, 912345678.0, "912345678", []),
        (TEXT, 12.5, "12,5", []),
    ],
)
def test_a_typed_cell_means(
    spec: FieldSpec, raw: CellValue, value: EntryValue | None, codes: list[str]
) -> None:
    assert meaning(spec, raw) == (value, codes)


@pytest.mark.parametrize("raw", [None, "", "   ", "\u00a0", "\u200b", "\n"])
def test_a_blank_cell_has_no_entry(raw: CellValue) -> None:
    assert parse_cell(POINTS, Cell(raw), AT) is None


def test_decomposed_text_is_the_same_text() -> None:
    typed = unicodedata.normalize("NFD", "Hoàn thành tốt")
    assert typed != "Hoàn thành tốt"
    # said all the same: the form's own formulas compare letter by letter
    assert meaning(CHOICE, typed) == ("Hoàn thành tốt", ["CHOICE_DECOMPOSED"])
    assert meaning(CHOICE, "Hoàn thành tốt") == ("Hoàn thành tốt", [])
    assert meaning(TEXT, typed) == ("Hoàn thành tốt", [])


def test_an_error_cell_is_never_a_blank() -> None:
    result = parsed(POINTS, Cell(None, formula=True, error="#DIV/0!"))
    assert (result.entry.value, result.entry.raw) == (None, "#DIV/0!")
    assert [f.code for f in result.findings] == ["CELL_ERROR"]
    assert "#DIV/0!" in result.findings[0].message


def test_a_formula_is_used_and_said() -> None:
    result = parsed(POINTS, Cell(9.5, formula=True))
    assert result.entry.value == D("9.5")
    assert [f.code for f in result.findings] == ["FORMULA_IN_INPUT"]


@pytest.mark.parametrize(
    "cell", [Cell(None, formula=True, cached=False), Cell("", formula=True), Cell(None, True)]
)
def test_a_formula_without_a_result_is_never_a_blank(cell: Cell) -> None:
    result = parsed(POINTS, cell)
    assert result.entry.value is None
    assert [f.code for f in result.findings] == ["FORMULA_NO_VALUE"]


def test_messages_show_what_was_typed_and_how_it_was_read() -> None:
    (finding,) = parsed(NUMBER, Cell("1.500")).findings
    assert "“1.500”" in finding.message
    assert "1.500 hoặc 1,5" in finding.message
    (finding,) = parsed(PERCENT, Cell(82.5)).findings
    assert "8.250%" in finding.message
    assert "82,5%" in finding.hint
    (finding,) = parsed(DATE, Cell(44352.0)).findings
    assert "05/06/2021" in finding.message


def test_steps_and_ranges_are_named() -> None:
    (finding,) = parsed(STEPPED, Cell(4.6)).findings
    assert finding.message == "Ô “Điểm chấm” ghi 4,6, không phải bội số của 0,25."
    (finding,) = parsed(RANGED, Cell(5.5)).findings
    assert finding.message.endswith("ghi 5,5, không nằm trong khung điểm trừ nào: 2–5; 6–10.")


def test_long_values_are_cut_in_messages() -> None:
    assert shown("a" * 61) == "a" * 57 + "…"
    assert shown("a" * 60) == "a" * 60
    assert shown(True) == "TRUE"
    assert shown(1234.5) == "1.234,5"
    assert shown(dt.datetime(2021, 6, 5, 7, 30)) == "05/06/2021 07:30"


@pytest.mark.parametrize("raw", [float("inf"), float("-inf"), float("nan")])
def test_what_no_spreadsheet_stores_is_no_number(raw: float) -> None:
    result = parsed(POINTS, Cell(raw))
    assert result.entry.value is None
    assert [f.code for f in result.findings] == ["NOT_A_NUMBER"]
    assert str(raw) in result.findings[0].message
    assert [f.code for f in parsed(DATE, Cell(raw)).findings] == ["NOT_A_DATE"]


def test_a_number_of_three_hundred_digits_does_not_fill_the_screen() -> None:
    (finding,) = parsed(POINTS, Cell(1e300)).findings
    assert finding.code == "ABOVE_MAXIMUM"
    assert len(finding.message) < 160
