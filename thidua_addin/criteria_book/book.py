"""What every sheet of one criteria workbook is written with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.numbers import vn_number
from thidua_addin.criteria_book.columns import Column, Form
from thidua_addin.criteria_book.flatten import Record, Value
from thidua_addin.criteria_book.layout import Layout
from thidua_addin.criteria_book.texts import to_cell, to_lines
from thidua_addin.criteria_book.words import METHODS, PERIODS
from thidua_addin.workbook.styles import DATE_FORMAT, Styles

INPUT_FILL: Final = "#FFFBDD"
SIZE: Final = 11
_EXACT_DIGITS: Final = 15
"""Significant digits that every spreadsheet keeps of a number."""
_CENTRED: Final = frozenset(
    {Form.CODE, Form.NUMBER, Form.FRACTION, Form.SHARE, Form.WHOLE, Form.DATE, Form.CHOICE,
     Form.PERIODS, Form.DAYS}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """One criteria workbook while it is being written."""

    workbook: Workbook
    styles: Styles
    campaign: Campaign
    head: Record
    layout: Layout
    at: dt.datetime

    def sheet(self, name: str) -> Worksheet:
        """A new sheet without grid lines."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        return sheet

    def style(self, column: Column, number_format: str | None = None, **more: object) -> Format:
        """The format of a column's cells."""
        properties: dict[str, object] = {"locked": False, "valign": "top", **more}
        if column.form in _CENTRED:
            properties.setdefault("align", "center")
        shown = number_format or _usual_format(column)
        if shown != "General":
            properties["num_format"] = shown
        return self.styles.cell(**properties)


@dataclass(frozen=True, slots=True)
class Stored:
    """A value as a cell holds it, with the number format that shows all of it."""

    value: str | float | dt.date | None
    number_format: str | None = None

    @property
    def text(self) -> str:
        """Roughly what the cell shows, to find how high its row must be."""
        match self.value:
            case None:
                return ""
            case dt.date():
                return "00/00/0000"
            case str():
                return self.value
        return vn_number(Decimal(repr(self.value)))


def put(sheet: Worksheet, at: tuple[int, int], stored: Stored, style: Format) -> None:
    """Write a value; ``at`` is row and column, from 1."""
    row, column = at[0] - 1, at[1] - 1
    match stored.value:
        case None:
            sheet.write_blank(row, column, None, style)
        case str():
            sheet.write_string(row, column, stored.value, style)
        case dt.date():
            sheet.write_datetime(row, column, stored.value, style)
        case _:
            sheet.write_number(row, column, stored.value, style)


def stored(column: Column, record: Record) -> Stored:
    """A record's value under a column, as the cell holds it."""
    value = record.get(column.role)
    if value is None or value == ():
        return Stored(None)
    if column.role == "method":
        _, words = METHODS[str(record["kind"])]
        assert isinstance(value, str | bool)
        return Stored(words[value])
    if isinstance(value, str | bool | int) and value in column.words and _is_word(column, value):
        return Stored(column.words[value])
    return _plain(column, value, _shows_percent(column, record))


def _is_word(column: Column, value: Value) -> bool:
    return column.form is Form.CHOICE or isinstance(value, str)


def _plain(column: Column, value: Value, percent: bool) -> Stored:
    match value:
        case bool():
            raise TypeError(f"{column.role}: no word for a truth value")
        case str():
            return Stored(to_cell(value))
        case int() | Decimal():
            return _number(Decimal(value), column.form, percent)
        case dt.date():
            return Stored(value, DATE_FORMAT)
        case tuple():
            return Stored(_several(column, value))
    raise TypeError(f"{column.role}: {type(value).__name__}")


def _several(column: Column, values: tuple[str | dt.date, ...]) -> str:
    texts = tuple(v if isinstance(v, str) else f"{v:%d/%m/%Y}" for v in values)
    if column.form is Form.PERIODS:
        return " và ".join(PERIODS[t] for t in texts)
    return "\n".join(texts) if column.form is Form.DAYS else to_lines(texts)


def _number(value: Decimal, form: Form, percent: bool) -> Stored:
    """A number, or its Vietnamese text where a spreadsheet would cut its digits."""
    percent = percent or form in (Form.FRACTION, Form.SHARE)
    fraction = value.scaleb(-2) if form is Form.SHARE else value
    if len(fraction.normalize().as_tuple().digits) > _EXACT_DIGITS:
        return Stored(f"{vn_number(fraction * 100)}%" if percent else vn_number(fraction))
    shown = percent_format(fraction) if percent else None
    return Stored(float(fraction), shown)


def percent_format(fraction: Decimal) -> str:
    """A percent format with as many decimals as the value has."""
    exponent = fraction.scaleb(2).normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "0" + ("." + "0" * places if places else "") + "%"


def _shows_percent(column: Column, record: Record) -> bool:
    """Whether a number in a column without a unit of its own is a percent in this row."""
    if column.role == "target":
        return record.get("value") == "percent"
    return column.role in ("from", "to") and record.get("percent_edges") is True


def _usual_format(column: Column) -> str:
    match column.form:
        case Form.CODE:
            return "@"
        case Form.DATE:
            return DATE_FORMAT
        case Form.FRACTION | Form.SHARE:
            return "0.00%"
    return "General"
