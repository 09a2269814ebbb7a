"""From a cell to a value of the campaign file, or the finding that says why not.

The codes are those of entered forms: what is wrong with a number is the same in every workbook.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal

from scoring.dates import DateProblem, parse_date
from scoring.findings import Finding
from scoring.numbers import NumberProblem, parse_number, vn_number
from scoring.parse import shown
from scoring.snapshot import Cell, CellValue, Place
from scoring.text import nfc, vn_key
from thidua_addin.criteria_book.columns import Column, Form
from thidua_addin.criteria_book.flatten import Value
from thidua_addin.criteria_book.texts import from_cell, from_lines
from thidua_addin.criteria_book.words import PERIODS, Words

UNREADABLE = "?"
"""What stands in for a value that could not be read: no number, no date, no word of a list."""
_FORMAT_ONLY = frozenset({"NUMBER_AS_TEXT", "DATE_AS_TEXT"})
"""Findings about live formulas, which these cells do not feed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a value (None where it is blank), what there is to say about it.

    Where the value could not be read it is ``UNREADABLE``.
    """

    value: Value
    findings: tuple[Finding, ...] = ()

    @property
    def spoilt(self) -> bool:
        """Whether the cell holds something that could not be read."""
        return self.value == UNREADABLE


class _Trouble(Exception):
    """A cell that cannot be read: the code and its texts."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_cell(column: Column, cell: Cell, place: Place) -> Read:
    """The value of a cell of a column."""
    about = {"title": column.title}
    try:
        if cell.error is not None:
            raise _Trouble("CELL_ERROR", error=cell.error)
        if is_blank(cell):
            if cell.formula:
                raise _Trouble("FORMULA_NO_VALUE")
            return Read(None)
        value, code, params = _value(column, cell.value)
    except _Trouble as trouble:
        params = {**about, **trouble.params}
        return Read(UNREADABLE, (Finding(trouble.code, place, params=params),))
    findings = []
    if code is not None and code not in _FORMAT_ONLY:
        findings.append(Finding(code, place, params={**about, **params}))
    if cell.formula:
        params = {**about, "value": shown(cell.value)}
        findings.append(Finding("FORMULA_IN_INPUT", place, params=params))
    return Read(value, tuple(findings))


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds no value (it may hold a formula without one)."""
    if isinstance(cell.value, str):
        return not vn_key(cell.value)
    return cell.value is None and cell.error is None


_Reading = tuple[Value, str | None, dict[str, str]]


def choice_of(words: Words, raw: CellValue) -> _Reading:
    """The value whose word a person typed. Raises a trouble for any other text."""
    key = vn_key(raw) if isinstance(raw, str) else vn_key(shown(raw))
    for value, word in words.items():
        if vn_key(word) == key:
            exact = isinstance(raw, str) and nfc(raw).strip() == word
            code = None if exact else "CHOICE_SPELLING"
            return value, code, {"value": shown(raw), "read": word}
    raise _unknown_choice(words, raw)


def _unknown_choice(words: Words, raw: CellValue) -> _Trouble:
    choices = "; ".join(f"“{word}”" for word in words.values())
    if len(choices) > 160:
        choices = choices[:159] + "…"
    return _Trouble("CHOICE_UNKNOWN", value=shown(raw), choices=choices)


def read_choice(column: Column, words: Words, raw: CellValue, place: Place) -> Read:
    """A choice whose words depend on another cell of the row."""
    try:
        value, code, params = choice_of(words, raw)
    except _Trouble as trouble:
        params = {"title": column.title, **trouble.params}
        return Read(UNREADABLE, (Finding(trouble.code, place, params=params),))
    if code is None:
        return Read(value)
    return Read(value, (Finding(code, place, params={"title": column.title, **params}),))


def _value(column: Column, raw: CellValue) -> _Reading:
    special = _special(column, raw)
    if special is not None:
        return special, None, {}
    match column.form:
        case Form.CHOICE:
            return choice_of(column.words, raw)
        case Form.TEXT:
            return _text(raw), None, {}
        case Form.CODE:
            return _code(raw), None, {}
        case Form.NUMBER | Form.FRACTION | Form.SHARE | Form.WHOLE:
            return _number(column.form, raw)
        case Form.DATE:
            return _date(raw)
        case Form.PERIODS:
            return _periods(column, raw), None, {}
        case Form.NAMES:
            return tuple(from_cell(_text(raw)).split()), None, {}
        case Form.LINES:
            return from_lines(_text(raw)), None, {}
        case Form.DAYS:
            return _days(raw), None, {}


def _special(column: Column, raw: CellValue) -> str | None:
    """A word that stands for itself in a column of numbers, dates or codes."""
    if column.form is Form.CHOICE or not isinstance(raw, str):
        return None
    key = vn_key(raw)
    return (
        next((str(v) for v, word in column.words.items() if vn_key(word) == key), None)
        if (column.form is not Form.PERIODS)
        else None
    )


def _text(raw: CellValue) -> str:
    match raw:
        case bool():
            raise _Trouble("CRITERIA_NOT_TEXT", value=shown(raw))
        case str():
            return from_cell(raw)
        case float() if math.isfinite(raw):
            return vn_number(Decimal(repr(raw))) if not raw.is_integer() else str(int(raw))
    return shown(raw)


def _code(raw: CellValue) -> str:
    """A code; spreadsheets turn ``1.10`` into a number or a date, and the typed text is gone."""
    if isinstance(raw, str):
        return from_cell(raw)
    if isinstance(raw, float) and not isinstance(raw, bool) and raw.is_integer():
        return str(int(raw))
    raise _Trouble("CRITERIA_NOT_TEXT", value=shown(raw))


def _number(form: Form, raw: CellValue) -> _Reading:
    value, code, params = _decimal(form, raw)
    if form is Form.SHARE:
        value = value.scaleb(2)
    if form is Form.WHOLE and value != value.to_integral_value():
        raise _Trouble("NOT_WHOLE", value=vn_number(value))
    if value == value.to_integral_value() and abs(value) < 10**15:
        return int(value), code, params
    return value, code, params


def _decimal(form: Form, raw: CellValue) -> tuple[Decimal, str | None, dict[str, str]]:
    if isinstance(raw, bool) or raw is None:
        raise _Trouble("NOT_A_NUMBER", value=shown(raw))
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise _Trouble("NOT_A_NUMBER", value=shown(raw))
        return Decimal(repr(raw)), None, {}
    if isinstance(raw, dt.date):
        raise _Trouble("DATE_IN_NUMBER", value=shown(raw))
    text = parse_number(raw)
    if text.problem is NumberProblem.AMBIGUOUS:
        first, second = (vn_number(r) for r in text.readings)
        raise _Trouble("NUMBER_AMBIGUOUS", value=shown(raw), first=first, second=second)
    if text.value is None:
        raise _Trouble("NOT_A_NUMBER", value=shown(raw))
    if text.percent:
        if form is Form.WHOLE:
            raise _Trouble("PERCENT_NOT_EXPECTED", value=shown(raw))
        return text.value.scaleb(-2), None, {}
    if form in (Form.FRACTION, Form.SHARE) and not 0 <= text.value <= 1:
        raise _Trouble("PERCENT_UNCLEAR", value=shown(raw), percent=vn_number(text.value))
    read = vn_number(text.value)
    return text.value, "NUMBER_AS_TEXT", {"value": shown(raw), "read": read}


def _date(raw: CellValue) -> _Reading:
    match raw:
        case dt.datetime():
            return raw.date(), None, {}
        case dt.date():
            return raw, None, {}
        case str():
            return _typed_date(raw), "DATE_AS_TEXT", {"value": shown(raw), "read": ""}
    raise _Trouble("NOT_A_DATE", value=shown(raw))


def _typed_date(raw: str) -> dt.date:
    text = parse_date(raw)
    if text.value is not None:
        return text.value
    code = {
        DateProblem.TWO_DIGIT_YEAR: "DATE_TWO_DIGIT_YEAR",
        DateProblem.MONTH_FIRST: "DATE_MONTH_FIRST",
    }.get(text.problem or DateProblem.NOT_A_DATE, "NOT_A_DATE")
    raise _Trouble(code, value=shown(raw))


def _days(raw: CellValue) -> tuple[dt.date, ...]:
    if isinstance(raw, str):
        return tuple(
            _typed_date(line) for line in raw.replace(";", "\n").split("\n") if line.strip()
        )
    value, _, _ = _date(raw)
    assert isinstance(value, dt.date)
    return (value,)


def _periods(column: Column, raw: CellValue) -> tuple[str, ...]:
    labels = {vn_key(label): str(period) for period, label in PERIODS.items()}
    parts = vn_key(shown(raw)).replace(";", ",").replace(" và ", ",").split(",")
    try:
        return tuple(labels[part.strip()] for part in parts)
    except KeyError:
        raise _unknown_choice({"1": "6 tháng và Năm", **column.words}, raw) from None
