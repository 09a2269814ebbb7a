"""The third reading of an expression: why the points are what they are, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from scoring.dates import from_excel_serial, vn_date
from scoring.expression import (
    Case,
    Difference,
    Expression,
    Greatest,
    Input,
    ItemTotal,
    Least,
    Listed,
    Number,
    Part,
    Product,
    Quotient,
    Rounded,
    Said,
    Shown,
    Sum,
    Values,
    WholeSteps,
    WorkingDays,
    evaluate,
    holds,
)
from scoring.numbers import round_half_up, vn_number, vn_percent


def sentences(expression: Expression, values: Values, places: int = 2) -> Iterator[str]:
    """The sentences met on the way that the evaluation takes, innermost first.

    Points are shown with so many decimal ``places``.
    """
    match expression:
        case Said(inner, template, parts):
            yield from sentences(inner, values, places)
            yield template.format(**{p.name: _shown(p, values, places) for p in parts})
        case Case(test, then, otherwise):
            yield from sentences(then if holds(test, values) else otherwise, values, places)
        case Sum(terms) | Least(terms) | Greatest(terms):
            for term in terms:
                yield from sentences(term, values, places)
        case Product(factors):
            for factor in factors:
                yield from sentences(factor, values, places)
        case Difference(left, right) | Quotient(left, right) | WorkingDays(since=left, until=right):
            yield from sentences(left, values, places)
            yield from sentences(right, values, places)
        case Rounded(inner) | WholeSteps(inner):
            yield from sentences(inner, values, places)
        case Number() | Input() | ItemTotal() | Listed():
            return
        case _:
            assert_never(expression)


def explain(expression: Expression, values: Values, places: int = 2) -> str:
    """The whole explanation as one line, points with so many decimal places."""
    return "; ".join(sentences(expression, values, places))


def _shown(part: Part, values: Values, places: int) -> str:
    if part.shown is Shown.LABEL:
        assert isinstance(part.value, Input)
        return values.label(part.value)
    value = evaluate(part.value, values)
    match part.shown:
        case Shown.POINTS:
            return vn_number(round_half_up(value, places), places)
        case Shown.NUMBER:
            return vn_number(value)
        case Shown.PERCENT:
            return _percent_text(value)
        case Shown.DATE:
            return vn_date(from_excel_serial(int(value)))
    assert_never(part.shown)


def _percent_text(value: Fraction) -> str:
    """Two places, or more where two would show 79,9990 % as the 80 % that it does not reach."""
    for places in (2, 4, 6, 8):
        hundredths = round_half_up(value * 100, places)
        if Fraction(hundredths) == value * 100 or hundredths != hundredths.to_integral_value():
            return vn_percent(value, places)
    return vn_percent(value, 12)
