"""Rounding like a spreadsheet, and numbers as a Vietnamese office writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbers import (
    NumberProblem,
    NumberText,
    exact,
    parse_number,
    round_half_up,
    vn_number,
    vn_percent,
)

D = Decimal
NOT_A_NUMBER = NumberText(None, problem=NumberProblem.NOT_A_NUMBER)

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=6)


# --- round_half_up ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (D("2.345"), 2, "2.35"),
        (D("2.3449999"), 2, "2.34"),
        (D("-2.345"), 2, "-2.35"),  # away from zero, as ROUND(-2.345; 2)
        (D("0.5"), 0, "1"),
        (D("-0.5"), 0, "-1"),
        (D("1.5"), 0, "2"),
        (D("2.5"), 0, "3"),  # not to even
        (D("8.5"), 2, "8.50"),
        (7, 2, "7.00"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(1, 8), 2, "0.13"),  # 0.125
        (Fraction(-1, 8), 2, "-0.13"),
        (D("-0.001"), 2, "0.00"),  # no negative zero
        (D("-0"), 0, "0"),
        (D("9.995"), 2, "10.00"),
        (1250, -2, "1.3E+3"),
    ],
)
def test_round_half_up(value: Fraction | Decimal | int, places: int, expected: str) -> None:
    assert str(round_half_up(value, places)) == expected


@given(DECIMALS, st.integers(min_value=0, max_value=8))
def test_rounding_is_decimal_quantize(value: Decimal, places: int) -> None:
    wide = Context(prec=60, rounding=ROUND_HALF_UP)
    expected = value.quantize(D(1).scaleb(-places), context=wide)
    rounded = round_half_up(value, places)
    assert rounded == expected
    assert rounded.as_tuple().exponent == -places
    assert round_half_up(Fraction(value), places) == rounded


@given(st.fractions(), st.integers(min_value=0, max_value=6))
def test_rounding_moves_at_most_half_a_unit_and_ties_go_outward(x: Fraction, places: int) -> None:
    moved = Fraction(round_half_up(x, places)) - x
    half = Fraction(1, 2 * 10**places)
    assert abs(moved) <= half
    if abs(moved) == half:
        assert (moved > 0) == (x > 0)


def test_rounding_ignores_a_narrow_decimal_context() -> None:
    with localcontext(Context(prec=2)):
        assert str(round_half_up(D("123456.785"), 2)) == "123456.79"
        assert vn_number(D("123456.785")) == "123.456,785"
        assert vn_percent(D("0.123456")) == "12,35%"
        assert parse_number("123.456,785").value == Fraction(123456785, 1000)


def test_a_float_is_refused_because_its_digits_are_not_what_was_typed() -> None:
    with pytest.raises(TypeError, match="exact"):
        round_half_up(2.675, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [D("nan"), D("sNaN"), D("inf"), D("-inf"), D("1E+401")])
def test_numbers_that_cannot_be_rounded(value: Decimal) -> None:
    with pytest.raises(ValueError, match=r"finite|exponent"):
        round_half_up(value, 2)


# --- exact -----------------------------------------------------------------------------------


class LoudFloat(float):
    """A float whose repr is not a number, as numpy's are."""

    def __repr__(self) -> str:
        return "np.float64(...)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, Fraction(1, 10)),
        (2.675, Fraction(2675, 1000)),  # the binary value lies below
        (LoudFloat(0.1), Fraction(1, 10)),
        (1e-05, Fraction(1, 100000)),
        (-0.0, Fraction(0)),
        (7, Fraction(7)),
        (D("9.50"), Fraction(19, 2)),
        ("9.50", Fraction(19, 2)),
        ("-1.5E-05", Fraction(-15, 1000000)),
        (".5", Fraction(1, 2)),
    ],
)
def test_exact(value: float | int | Decimal | str, expected: Fraction) -> None:
    assert exact(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(float("nan"), float("inf"), float("-inf"), D("NaN"), D("Infinity")),
        *("nan", "Infinity", "", " 1", "1_000", "1,5", "0x10", "\u0663", "1e999", "1e99999999999"),
        *(True, False),
    ],
)
def test_exact_refuses(value: float | Decimal | str) -> None:
    with pytest.raises(ValueError, match=r"number|exponent"):
        exact(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_float_goes_back_to_the_same_float(x: float) -> None:
    assert float(exact(x)) == x


# --- vn_number, vn_percent -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (D("1234.5"), 2, "1.234,50"),
        (D("1234.5"), None, "1.234,5"),
        (D("9.50"), None, "9,5"),
        (D("100"), None, "100"),
        (D("1E+3"), None, "1.000"),
        (D("1000000"), 0, "1.000.000"),
        (D("999.995"), 2, "1.000,00"),
        (D("-1234.5"), None, "-1.234,5"),
        (D("-0.00"), None, "0"),
        (D("0.5"), 0, "1"),
        (Fraction(19, 2), None, "9,5"),
        (Fraction(1, 3), None, "0,3333"),
        (Fraction(2, 3), None, "0,6667"),
        (Fraction(1, 16), None, "0,0625"),
        (Fraction(1, 64), None, "0,015625"),  # ends, so all of it
        (Fraction(1, 30000), None, "0,0000"),  # four decimals say it is not a plain zero
        (5, None, "5"),
        (1250, -2, "1.300"),
    ],
)
def test_vn_number(value: Decimal | Fraction, places: int | None, expected: str) -> None:
    assert vn_number(value, places) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (D("0.825"), 2, "82,50%"),
        (Fraction(2, 3), 2, "66,67%"),
        (Fraction(1, 8), 0, "13%"),
        (1, 2, "100,00%"),
        (D("12.5"), 1, "1.250,0%"),
    ],
)
def test_vn_percent(value: Decimal | Fraction, places: int, expected: str) -> None:
    assert vn_percent(value, places) == expected


# --- parse_number ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("9,5", "9.5"),
        ("9.5", "9.5"),
        ("85", "85"),
        ("0", "0"),
        ("007", "7"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,567", "1234.567"),  # the dot can only group, so the comma is decimal
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("0,500", "0.5"),
        ("0.500", "0.5"),
        ("01.500", "1.5"),
        ("1234,567", "1234.567"),  # four digits are no group
        ("12,3456", "12.3456"),
        ("1 234,5", "1234.5"),
        ("1 234", "1234"),
        ("1 234.567", "1234.567"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567,5", "1234567.5"),
        ("  9,5 \u00a0", "9.5"),
        ("\u200b9,5\ufeff", "9.5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        ("-1.234,5", "-1234.5"),
        ("\uff19\uff0c\uff15", "9.5"),
        ("\uff0d\uff15", "-5"),
    ],
)
def test_a_number_is_read(raw: str, expected: str) -> None:
    result = parse_number(raw)
    assert result == NumberText(D(expected))
    assert str(result.value) != "-0"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("85%", "85"),
        ("85 %", "85"),
        ("85\u00a0%", "85"),
        ("82,50%", "82.5"),
        ("-1,5%", "-1.5"),
        ("\uff18\uff15\uff05", "85"),
    ],
)
def test_a_percent_is_noted_and_not_divided(raw: str, expected: str) -> None:
    assert parse_number(raw) == NumberText(D(expected), percent=True)


@pytest.mark.parametrize(
    ("raw", "percent", "vietnamese", "other"),
    [
        ("1.500", False, "1500", "1.5"),
        ("1,500", False, "1.5", "1500"),
        ("100.000", False, "100000", "100"),
        ("-12,345", False, "-12.345", "-12345"),
        ("1.000%", True, "1000", "1"),
    ],
)
def test_what_could_be_either_is_asked(
    raw: str, percent: bool, vietnamese: str, other: str
) -> None:
    expected = NumberText(None, percent, NumberProblem.AMBIGUOUS, (D(vietnamese), D(other)))
    assert parse_number(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        *("", " ", "\u00a0", "%", "-", "+", ".", ","),
        *("9%%", "%85", "85‰", "12.3/50.0", "1e5", "1E+05", "85 người", "chưa có", "nan", "inf"),
        *("9,", ",5", "9,,5", "9 ,5", "9, 5", "9,5,", "1,2,3", "1.2.3", "05.06.2021"),
        *("1.23,4", "12.34.567", "1234.567,8", "0.123,5", "012.345,6", "1.234,567.8", "1,5.5,5"),
        *("12 5", "1 23", "0 500", "1  234", "1 234 5", "1.234 567", "1 234.567,8", "1,5 6"),
        *("'9,5", "'9,5'", "(5)", "--5", "- 5", "5-", "\u20135", "9\n5", "9\t5", "1_000"),
        *("\u0663", "\u096f", "²", "½", "1" * 61, "0x1F", "=1+1"),
    ],
)
def test_other_text_is_no_number(raw: str) -> None:
    assert parse_number(raw) == NOT_A_NUMBER


@given(DECIMALS, st.one_of(st.none(), st.integers(min_value=6, max_value=9)))
def test_our_own_text_is_read_back(value: Decimal, places: int | None) -> None:
    result = parse_number(vn_number(value, places))
    if result.problem is NumberProblem.AMBIGUOUS:
        assert result.readings[0] == value
    else:
        assert result == NumberText(value)


@given(DECIMALS)
def test_two_decimals_are_never_ambiguous(value: Decimal) -> None:
    assert parse_number(vn_number(value, 2)) == NumberText(round_half_up(value, 2))


@given(DECIMALS)
def test_percent_text_is_read_back(value: Decimal) -> None:
    expected = round_half_up(Fraction(value) * 100, 2)
    assert parse_number(vn_percent(value)) == NumberText(expected, percent=True)


@given(st.one_of(st.text(), st.text(alphabet="0123456789., %-+\u00a0\u2212")))
def test_any_text_gives_a_value_or_a_problem(raw: str) -> None:
    result = parse_number(raw)
    assert (result.value is None) == (result.problem is not None)
    assert len(result.readings) == (2 if result.problem is NumberProblem.AMBIGUOUS else 0)
    if result.readings:
        assert abs(result.readings[0]) != abs(result.readings[1])
