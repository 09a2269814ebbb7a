"""One small expression tree with three readings.

A rule builds a tree once. ``evaluate`` gives the exact value, ``formula`` (module
``excel_formula``) the live Excel formula, ``sentences`` (module ``explanation``) the reason in
Vietnamese. Nothing is written twice by hand, and the tests let a spreadsheet engine check that
the readings agree.

Values are exact ``Fraction`` numbers; dates count as Excel day numbers. Rounding happens only
where the tree says ``Rounded``, half-up, once per leaf.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeAlias, assert_never

from scoring.dates import from_excel_serial, working_days
from scoring.numbers import round_half_up


@dataclass(frozen=True, slots=True)
class Number:
    """A constant of the rule."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Input:
    """An entered value by its address; ``field`` is the base name (``actual``, not ``actual_h1``).

    ``item`` is an item row, a named input, or None for the criterion itself.
    """

    criterion: str
    item: str | None
    field: str


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """The sum of one field over all item rows that the unit has filled for a criterion."""

    criterion: str
    field: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The number that a list gives to the chosen label of a choice cell."""

    choice: Input
    values: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """``left`` minus ``right``."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """The product of its factors."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """``over`` divided by ``under``, unrounded. A rule's requirements keep ``under`` from zero."""

    over: Expression
    under: Expression


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of its terms: a cap."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The largest of its terms: a floor."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class WholeSteps:
    """The largest whole number not above the inner value."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days after ``since`` up to ``until``, both day numbers; 0 where none lie between.

    Saturdays, Sundays and ``holidays`` are left out.
    """

    since: Expression
    until: Expression
    holidays: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Rounded:
    """The inner value rounded half-up to so many decimal places."""

    inner: Expression
    places: int


@dataclass(frozen=True, slots=True)
class Case:
    """``then`` where the test holds, else ``otherwise``."""

    test: Test
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Said:
    """An inner value with the sentence that explains it; ``{name}`` stands for a part."""

    inner: Expression
    template: str
    parts: tuple[Part, ...]


Expression: TypeAlias = (
    Number
    | Input
    | ItemTotal
    | Listed
    | Sum
    | Difference
    | Product
    | Quotient
    | Least
    | Greatest
    | WholeSteps
    | WorkingDays
    | Rounded
    | Case
    | Said
)


class Relation(StrEnum):
    """How two values are compared (written as Excel writes it)."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two unrounded values."""

    left: Expression
    relation: Relation
    right: Expression


@dataclass(frozen=True, slots=True)
class IsWhole:
    """Whether an entered value is a whole number."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class IsListed:
    """Whether an entered text is one of the labels of a list."""

    choice: Input
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InRanges:
    """Whether an entered number is 0 or lies in one of the ranges, both ends included."""

    entered: Input
    ranges: tuple[tuple[Decimal, Decimal], ...]


Test: TypeAlias = Compare | IsWhole | IsListed | InRanges


class Shown(StrEnum):
    """How a number is shown inside a sentence."""

    POINTS = "points"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    LABEL = "label"  # the text of a choice cell


@dataclass(frozen=True, slots=True)
class Part:
    """A number or label that a sentence shows under ``name``."""

    name: str
    value: Expression
    shown: Shown


class Values(Protocol):
    """What an expression is evaluated against: the valid entries of one unit at one period."""

    def number(self, at: Input) -> Fraction:
        """The exact number (a date as its Excel day number). KeyError where there is none."""

    def label(self, at: Input) -> str:
        """The chosen label. KeyError where there is none."""

    def item_total(self, at: ItemTotal) -> Fraction:
        """The exact sum of a field over the filled item rows."""


def number(value: Decimal | int | str) -> Number:
    """A constant."""
    return Number(Decimal(value))


def evaluate(expression: Expression, values: Values) -> Fraction:
    """The exact value. Raises KeyError where an entry is missing (ask ``inputs`` first)."""
    match expression:
        case Number(value):
            return Fraction(value)
        case Input():
            return values.number(expression)
        case ItemTotal():
            return values.item_total(expression)
        case Listed(choice, pairs):
            return Fraction(dict(pairs)[values.label(choice)])
        case Sum(terms):
            return sum((evaluate(t, values) for t in terms), Fraction(0))
        case Difference(left, right):
            return evaluate(left, values) - evaluate(right, values)
        case Product(factors):
            return math.prod((evaluate(f, values) for f in factors), start=Fraction(1))
        case Quotient(over, under):
            return evaluate(over, values) / evaluate(under, values)
        case Least(terms):
            return min(evaluate(t, values) for t in terms)
        case Greatest(terms):
            return max(evaluate(t, values) for t in terms)
        case WholeSteps(inner):
            return Fraction(math.floor(evaluate(inner, values)))
        case WorkingDays(since, until, holidays):
            first, last = (from_excel_serial(int(evaluate(day, values))) for day in (since, until))
            return Fraction(working_days(first, last, holidays))
        case Rounded(inner, places):
            return Fraction(round_half_up(evaluate(inner, values), places))
        case Case(test, then, otherwise):
            return evaluate(then if holds(test, values) else otherwise, values)
        case Said(inner):
            return evaluate(inner, values)
    assert_never(expression)


def stands(left: Fraction, relation: Relation, right: Fraction) -> bool:
    """Whether two numbers stand in a relation."""
    match relation:
        case Relation.LESS:
            return left < right
        case Relation.AT_MOST:
            return left <= right
        case Relation.EQUAL:
            return left == right
        case Relation.AT_LEAST:
            return left >= right
        case Relation.MORE:
            return left > right
    assert_never(relation)


def holds(test: Test, values: Values) -> bool:
    """Whether a test holds, on exact unrounded values."""
    match test:
        case Compare(left, relation, right):
            return stands(evaluate(left, values), relation, evaluate(right, values))
        case IsWhole(inner):
            return evaluate(inner, values).denominator == 1
        case IsListed(choice, labels):
            return values.label(choice) in labels
        case InRanges(entered, ranges):
            value = values.number(entered)
            return value == 0 or any(low <= value <= high for low, high in ranges)
    assert_never(test)


def inputs(expression: Expression) -> Iterator[Input]:
    """Every entered value that any branch of the expression uses, in order, with repeats."""
    match expression:
        case Input():
            yield expression
        case Listed(choice):
            yield choice
        case Sum(terms) | Least(terms) | Greatest(terms):
            for term in terms:
                yield from inputs(term)
        case Product(factors):
            for factor in factors:
                yield from inputs(factor)
        case Difference(left, right) | Quotient(left, right) | WorkingDays(since=left, until=right):
            yield from inputs(left)
            yield from inputs(right)
        case Rounded(inner) | WholeSteps(inner) | Said(inner):
            yield from inputs(inner)
        case Case(test, then, otherwise):
            yield from test_inputs(test)
            yield from inputs(then)
            yield from inputs(otherwise)
        case Number() | ItemTotal():
            return
        case _:
            assert_never(expression)


def test_inputs(test: Test) -> Iterator[Input]:
    """Every entered value that a test looks at."""
    match test:
        case Compare(left, _, right):
            yield from inputs(left)
            yield from inputs(right)
        case IsWhole(inner):
            yield from inputs(inner)
        case IsListed(choice):
            yield choice
        case InRanges(entered):
            yield entered
        case _:
            assert_never(test)
