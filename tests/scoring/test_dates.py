"""Dates typed day first; day numbers around the leap day that never was."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.dates import (
    DateProblem,
    DateText,
    excel_serial,
    from_excel_serial,
    parse_date,
    vn_date,
)

IN_RANGE = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    "raw",
    [
        "05/06/2021",
        "5/6/2021",
        "05-06-2021",
        "05.06.2021",
        "05 / 06 / 2021",
        " 05/06/2021\u00a0",
        "2021-06-05",
        "ngày 05/6/2021",
        "ngày 05 tháng 6 năm 2021",
        "Ngày 5 tháng 06 năm 2021",
        "NGÀY 05  THÁNG 6\u00a0NĂM 2021",
        "05 tháng 6 năm 2021",
        "ngày 05 tháng 6, năm 2021",
        unicodedata.normalize("NFD", "ngày 05 tháng 6 năm 2021"),
        "\uff10\uff15/\uff10\uff16/\uff12\uff10\uff12\uff11",
    ],
)
def test_the_fifth_of_june(raw: str) -> None:
    assert parse_date(raw) == DateText(date(2021, 6, 5))


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("05/06/21", DateProblem.TWO_DIGIT_YEAR),
        ("21-06-05", DateProblem.TWO_DIGIT_YEAR),
        ("ngày 05 tháng 6 năm 21", DateProblem.TWO_DIGIT_YEAR),
        ("31/02/2021", DateProblem.IMPOSSIBLE),
        ("31/04/2021", DateProblem.IMPOSSIBLE),
        ("29/02/2021", DateProblem.IMPOSSIBLE),
        ("29/02/1900", DateProblem.IMPOSSIBLE),
        ("00/06/2021", DateProblem.IMPOSSIBLE),
        ("13/13/2021", DateProblem.IMPOSSIBLE),
        ("02/30/2021", DateProblem.IMPOSSIBLE),  # impossible month first too
        ("06/32/2021", DateProblem.IMPOSSIBLE),
        ("2021-25-06", DateProblem.IMPOSSIBLE),
        ("ngày 6 tháng 25 năm 2021", DateProblem.IMPOSSIBLE),  # its words say which is which
        ("06/25/2021", DateProblem.MONTH_FIRST),
        ("6-25-2021", DateProblem.MONTH_FIRST),
        ("12.13.2021", DateProblem.MONTH_FIRST),
        ("31/12/1899", DateProblem.OUT_OF_RANGE),
        ("01/01/2101", DateProblem.OUT_OF_RANGE),
        ("05/06/0021", DateProblem.OUT_OF_RANGE),
        ("0000-01-01", DateProblem.OUT_OF_RANGE),
        ("", DateProblem.NOT_A_DATE),
        ("05/06", DateProblem.NOT_A_DATE),
        ("05/06-2021", DateProblem.NOT_A_DATE),
        ("05/06/021", DateProblem.NOT_A_DATE),
        ("05/06/20211", DateProblem.NOT_A_DATE),
        ("005/06/2021", DateProblem.NOT_A_DATE),
        ("2021/06/05", DateProblem.NOT_A_DATE),
        ("44352", DateProblem.NOT_A_DATE),
        ("05062021", DateProblem.NOT_A_DATE),
        ("tháng 6 năm 2021", DateProblem.NOT_A_DATE),
        ("quý II", DateProblem.NOT_A_DATE),
        ("05/06/2021 và 06/06/2021", DateProblem.NOT_A_DATE),
        ("\u0660\u0665/\u0660\u0666/\u0662\u0660\u0662\u0661", DateProblem.NOT_A_DATE),
    ],
)
def test_a_date_is_refused(raw: str, problem: DateProblem) -> None:
    assert parse_date(raw) == DateText(None, problem)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("29/02/2000", date(2000, 2, 29)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
        ("12/11/2021", date(2021, 11, 12)),
    ],
)
def test_edges(raw: str, value: date) -> None:
    assert parse_date(raw) == DateText(value)


def test_vn_date_has_leading_zeros() -> None:
    assert vn_date(date(2021, 6, 5)) == "05/06/2021"


@given(IN_RANGE)
def test_our_own_text_is_read_back(day: date) -> None:
    assert parse_date(vn_date(day)) == DateText(day)
    assert parse_date(day.isoformat()) == DateText(day)
    words = f"ngày {day.day:02d} tháng {day.month} năm {day.year}"
    assert parse_date(words) == DateText(day)


@given(st.one_of(st.text(), st.text(alphabet="0123456789/-. ")))
def test_any_text_gives_a_date_or_a_problem(raw: str) -> None:
    result = parse_date(raw)
    assert (result.value is None) == (result.problem is not None)


# Known pairs of the 1900 date system; 25569 is the first day of Unix time.
SERIALS = [
    (1, date(1900, 1, 1)),
    (59, date(1900, 2, 28)),
    (61, date(1900, 3, 1)),
    (25569, date(1970, 1, 1)),
    (44352, date(2021, 6, 5)),
    (2958465, date(9999, 12, 31)),
]


@pytest.mark.parametrize(("number", "day"), SERIALS)
def test_serials_of_the_1900_system(number: int, day: date) -> None:
    assert excel_serial(day) == number
    assert from_excel_serial(number) == day


@pytest.mark.parametrize(
    ("number", "day"),
    [(0, date(1904, 1, 1)), (60, date(1904, 3, 1)), (42890, date(2021, 6, 5))],
)
def test_serials_of_the_1904_system(number: int, day: date) -> None:
    assert from_excel_serial(number, epoch_1904=True) == day


def test_the_time_of_day_is_dropped() -> None:
    assert from_excel_serial(44352.75) == date(2021, 6, 5)
    assert excel_serial(datetime(2021, 6, 5, 18, 0, tzinfo=UTC)) == 44352


@pytest.mark.parametrize(
    "number", [0, 0.5, -1, 60, 60.5, 2958466, float("nan"), float("inf"), float("-inf")]
)
def test_numbers_that_are_no_day(number: float) -> None:
    with pytest.raises(ValueError, match="day"):
        from_excel_serial(number)


@pytest.mark.parametrize("number", [-1, -0.5, 2957004])
def test_numbers_that_are_no_day_in_the_1904_system(number: float) -> None:
    with pytest.raises(ValueError, match="day"):
        from_excel_serial(number, epoch_1904=True)


def test_no_serial_before_1900() -> None:
    with pytest.raises(ValueError, match="before 1900"):
        excel_serial(date(1899, 12, 31))


@given(st.dates(min_value=date(1900, 1, 1)))
def test_serials_go_back_to_the_same_day(day: date) -> None:
    assert from_excel_serial(excel_serial(day)) == day
