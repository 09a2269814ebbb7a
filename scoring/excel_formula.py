"""The second reading of an expression: a live Excel formula.

Only functions that Excel 2010 and LibreOffice share. Doubles stand in for exact numbers, so a
computed side of a comparison is rounded to 12 places first: two doubles that ought to be equal
then are, and real data never differs by less (the agreement tests try). So is a difference,
where it arises, and what is going to be rounded: in doubles 1.005 - 0.90615 falls short of the
half tie 0.09885, and 6 * 0.6 / 0.8 of 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol, assert_never

from scoring.dates import excel_serial, working_holidays
from scoring.expression import (
    Case,
    Compare,
    Difference,
    Expression,
    Greatest,
    Input,
    InRanges,
    IsListed,
    IsWhole,
    ItemTotal,
    Least,
    Listed,
    Number,
    Product,
    Quotient,
    Rounded,
    Said,
    Sum,
    Test,
    WholeSteps,
    WorkingDays,
)

COMPARED_PLACES = 12
NOISE_PLACES = 10
STEP_PLACES = 9


class References(Protocol):
    """Where the values of an expression stand in the workbook."""

    def cell(self, at: Input) -> str:
        """A reference to, or a formula for, the value in use at the chosen period."""

    def total(self, at: ItemTotal) -> str:
        """A formula for the sum of a field over a criterion's item rows."""


def formula(
    expression: Expression,
    references: References,
    cells: Mapping[Expression, str] | None = None,
) -> str:
    """The formula text without the leading ``=``.

    ``cells`` names sub-expressions that have a cell of their own (the ratio column): they are
    written as that reference.
    """
    return _Writer(references, cells or {}).write(expression)


def requirement(
    test: Test, references: References, cells: Mapping[Expression, str] | None = None
) -> str:
    """The formula text of a test, TRUE where it holds."""
    return _Writer(references, cells or {}).test(test)


def half_up(number: str, places: int) -> str:
    """A formula's number rounded half-up, as the exact number is that its double stands for."""
    return f"ROUND(ROUND({number},{NOISE_PLACES}),{places})"


def literal(value: Decimal) -> str:
    """A number as a formula writes it, without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


class _Writer:
    def __init__(self, references: References, cells: Mapping[Expression, str]) -> None:
        self._references = references
        self._cells = cells

    def write(self, expression: Expression) -> str:
        """An operand that needs no brackets around it in a product or comparison."""
        known = self._cells.get(expression)
        if known is not None:
            return known
        match expression:
            case Number(value):
                text = literal(value)
                return f"({text})" if value < 0 else text
            case Input():
                return self._references.cell(expression)
            case ItemTotal():
                return self._references.total(expression)
            case Listed(choice, pairs):
                return self._listed(choice, pairs)
            case Sum(terms):
                return "(" + "+".join(self.write(t) for t in terms) + ")" if terms else "0"
            case Difference(left, right):
                return f"ROUND({self.write(left)}-{self.write(right)},{COMPARED_PLACES})"
            case Product(factors):
                return "(" + "*".join(self.write(f) for f in factors) + ")"
            case Quotient(over, under):
                return f"({self.write(over)}/{self.write(under)})"
            case Least(terms):
                return "MIN(" + ",".join(self.write(t) for t in terms) + ")"
            case Greatest(terms):
                return "MAX(" + ",".join(self.write(t) for t in terms) + ")"
            case WholeSteps(inner):
                return f"INT(ROUND({self.write(inner)},{STEP_PLACES}))"
            case WorkingDays():
                return self._working_days(expression)
            case Rounded(inner, places):
                return half_up(self.write(inner), places)
            case Case(test, then, otherwise):
                return f"IF({self.test(test)},{self.write(then)},{self.write(otherwise)})"
            case Said(inner):
                return self.write(inner)
        assert_never(expression)

    def test(self, test: Test) -> str:
        match test:
            case Compare(left, relation, right):
                return f"{self._compared(left)}{relation.value}{self._compared(right)}"
            case IsWhole(inner):
                written = f"ROUND({self.write(inner)},{STEP_PLACES})"
                return f"{written}=INT({written})"
            case IsListed(choice, labels):
                cell = self._references.cell(choice)
                tries = ",".join(f"EXACT({cell},{quoted(label)})" for label in labels)
                return f"OR({tries})"
            case InRanges(entered, ranges):
                cell = self._references.cell(entered)
                inside = (
                    f"AND({cell}>={literal(low)},{cell}<={literal(high)})" for low, high in ranges
                )
                return f"OR({cell}=0,{','.join(inside)})"
        assert_never(test)

    def _working_days(self, days: WorkingDays) -> str:
        """NETWORKDAYS counts both ends, and backwards where the end comes first."""
        since, until = self.write(days.since), self.write(days.until)
        off = "".join(
            f"-({since}<{day})*({until}>={day})"
            for day in (excel_serial(holiday) for holiday in working_holidays(days.holidays))
        )
        return f"IF({until}>{since},NETWORKDAYS({since}+1,{until}){off},0)"

    def _compared(self, side: Expression) -> str:
        written = self.write(side)
        if isinstance(side, Number | Input | Difference):
            return written
        return f"ROUND({written},{COMPARED_PLACES})"

    def _listed(self, choice: Input, pairs: tuple[tuple[str, Decimal], ...]) -> str:
        cell = self._references.cell(choice)
        text = "NA()"
        for label, value in reversed(pairs):
            text = f"IF(EXACT({cell},{quoted(label)}),{literal(value)},{text})"
        return text
