"""The only rounding in the project, and numbers as Vietnamese text.

Points, percents and counts are exact (``Fraction`` or ``Decimal``) until :func:`round_half_up`.
No function here depends on, or changes, the decimal context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from scoring.text import fold_lookalikes, turns_direction

__all__ = [
    "NumberProblem",
    "NumberText",
    "exact",
    "parse_number",
    "round_half_up",
    "vn_number",
    "vn_percent",
]

_PLACES_OF_ENDLESS: Final = 4
_LARGEST_EXPONENT: Final = 400  # a float ends at 308; beyond, exact integers only cost memory
_LONGEST_TYPED: Final = 60  # characters; a spreadsheet keeps 15 digits

_MACHINE: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TYPED: Final = re.compile(r"([+-]?)([0-9]+(?:[ .,][0-9]+)*)( ?%)?")
_GROUP_SPACES: Final = dict.fromkeys(map(ord, "\u2007\u2009\u202f\u3000"), " ")


class NumberProblem(StrEnum):
    """Why a typed text gives no value."""

    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class NumberText:
    """What a typed text says: a value, or the problem with it; never both.

    `value` is as written: "85%" gives 85 with `percent` set. `readings` is empty unless the
    problem is AMBIGUOUS; then it holds the two possible values, the one by Vietnamese custom
    (comma before decimals, dot between groups) first.
    """

    value: Decimal | None
    percent: bool = False
    problem: NumberProblem | None = None
    readings: tuple[Decimal, ...] = ()


def exact(value: float | int | Decimal | str) -> Fraction:
    """Give the exact value of a number read from a file.

    A float counts as the shortest decimal that denotes it (0.1 is 1/10), which is what the
    person typed. A str is machine text: decimal point, no groups, perhaps an exponent; what
    people type goes through :func:`parse_number`.

    Raises ValueError for nan, infinities, truth values, other text, and exponents past ±400.
    """
    if isinstance(value, bool):
        raise ValueError(f"a truth value is not a number: {value!r}")
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, float):
        number = Decimal(float.__repr__(value))  # subclasses such as numpy's have their own repr
    elif isinstance(value, str):
        if _MACHINE.fullmatch(value) is None:
            raise ValueError(f"not a number: {value!r}")
        number = Decimal(value)
    else:
        number = value
    return _fraction(number)


def round_half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Round `value` to `places` decimals, halves away from zero, as a spreadsheet's ROUND.

    The result always has the exponent ``-places`` (8.5 to two places is ``Decimal("8.50")``) and
    is never a negative zero. `places` may be negative: -2 rounds to hundreds.

    Raises TypeError for a float, ValueError for nan, infinities and exponents past ±400.
    """
    if isinstance(value, float):
        raise TypeError("round_half_up takes exact numbers; make a float exact first")
    ratio = _fraction(value) if isinstance(value, Decimal) else value
    numerator, denominator = abs(ratio.numerator), ratio.denominator
    if places >= 0:
        numerator *= 10**places
    else:
        denominator *= 10**-places
    units = (2 * numerator + denominator) // (2 * denominator)
    sign = "-" if ratio < 0 and units else ""
    return Decimal(f"{sign}{units}E{-places}")


def vn_number(value: Decimal | Fraction | int, places: int | None = None) -> str:
    """Write `value` as Vietnamese text: decimal comma, dots between thousands ("1.234,50").

    With `places`, rounded half-up and shown with that many decimals. Without, the shortest exact
    text ("9,5" for 9.50); a fraction whose decimals never end is shown with four ("0,3333").

    Raises ValueError for nan, infinities and exponents past ±400.
    """
    if places is not None:
        return _vn_digits(f"{round_half_up(value, places):f}")
    ratio = _fraction(value) if isinstance(value, Decimal) else Fraction(value)
    needed = _places_needed(ratio)
    return _vn_digits(f"{round_half_up(ratio, _PLACES_OF_ENDLESS if needed is None else needed):f}")


def vn_percent(fraction: Decimal | Fraction | int, places: int = 2) -> str:
    """Write a share as Vietnamese percent text: 0.825 is "82,50%".

    Raises ValueError for nan, infinities and exponents past ±400.
    """
    ratio = _fraction(fraction) if isinstance(fraction, Decimal) else Fraction(fraction)
    return f"{vn_number(ratio * 100, places)}%"


def parse_number(raw: str) -> NumberText:
    """Read the number a person in a Vietnamese office typed; ask rather than guess.

    * Of two kinds of separator the last is the decimal one: "1.234,5", "1,234.5", "1 234,5".
    * One comma or dot before exactly three digits could be either ("1.500"): AMBIGUOUS, unless
      what stands before cannot be a group ("0,500", "1234,567"). A space only separates groups.
    * Groups have three digits, the first one to three and no leading zero.
    * A sign stands at the first digit, one "%" may follow. No exponent, no unit, no leading or
      trailing separator, no brackets; blank text is NOT_A_NUMBER (blank is the caller's matter).
    """
    if turns_direction(raw):  # what is seen is not what is stored
        return NumberText(None, problem=NumberProblem.NOT_A_NUMBER)
    typed = fold_lookalikes(raw).translate(_GROUP_SPACES).replace("\u2212", "-").strip()
    match = _TYPED.fullmatch(typed) if len(typed) <= _LONGEST_TYPED else None
    if match is None:
        return NumberText(None, problem=NumberProblem.NOT_A_NUMBER)
    readings = tuple(_signed(match[1], text) for text in _readings(match[2]))
    percent = match[3] is not None
    if not readings:
        return NumberText(None, problem=NumberProblem.NOT_A_NUMBER)
    if len(readings) > 1:
        return NumberText(None, percent, NumberProblem.AMBIGUOUS, readings)
    return NumberText(readings[0], percent)


def _readings(body: str) -> tuple[str, ...]:
    """Machine texts that `body` (digits, single separators between) may stand for: none to two."""
    separators = re.sub(r"[0-9]", "", body)
    kinds = set(separators)
    if not kinds:
        return (body,)
    last = separators[-1]
    whole, _, decimals = body.rpartition(last)
    if len(kinds) == 2 and last != " " and separators.count(last) == 1:
        grouped = _ungrouped(whole, separators[0])
        return () if grouped is None else (f"{grouped}.{decimals}",)
    if len(kinds) > 1:
        return ()
    grouped = _ungrouped(body, last)
    if last == " " or len(separators) > 1:
        return () if grouped is None else (grouped,)
    if grouped is None:
        return (f"{whole}.{decimals}",)
    as_decimal = f"{whole}.{decimals}"
    return (grouped, as_decimal) if last == "." else (as_decimal, grouped)


def _ungrouped(text: str, separator: str) -> str | None:
    """Give the digits of `text` if `separator` cuts it into proper groups of three, else None."""
    first, *rest = text.split(separator)
    if len(first) > 3 or first.startswith("0") or any(len(group) != 3 for group in rest):
        return None
    return first + "".join(rest)


def _signed(sign: str, text: str) -> Decimal:
    number = Decimal(text)
    return number.copy_negate() if sign == "-" and number else number


def _fraction(number: Decimal) -> Fraction:
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"exponent past ±{_LARGEST_EXPONENT}: {number.adjusted()}")
    return Fraction(number)


def _places_needed(ratio: Fraction) -> int | None:
    """How many decimals write `ratio` exactly; None if they never end."""
    rest, twos, fives = ratio.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _vn_digits(text: str) -> str:
    """Machine text, written out without exponent, with the Vietnamese separators."""
    return f"{Decimal(text):,f}".translate({ord(","): ".", ord("."): ","})
