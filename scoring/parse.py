"""From a raw cell to an entry: what a typed value means, or the finding that says why not.

Nothing is guessed: a text with two readings is asked about, a slip is named, and what was typed
is kept beside its meaning.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from scoring.dates import DateProblem, from_excel_serial, parse_date, vn_date
from scoring.entries import Entry, EntryValue
from scoring.fields import FieldSpec
from scoring.findings import Finding
from scoring.legacy_text import legacy_readings, legacy_text, legacy_words
from scoring.lookalikes import lookalike_digits
from scoring.numbers import NumberProblem, exact, parse_number, vn_number
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType
from scoring.text import nfc, vn_key

SERIAL_RANGE = (20_000, 80_000)
"""Day numbers from 1954 to 2119: outside, a bare number in a date cell is not taken for a date."""

Reading: TypeAlias = tuple[EntryValue | None, str | None, dict[str, str]]
"""A value (or None), the code of a finding (or None), its texts."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """An entry with what there is to say about it."""

    entry: Entry
    findings: tuple[Finding, ...]


def parse_cell(spec: FieldSpec, cell: Cell, at: Place) -> Parsed | None:
    """The entry in a cell, None where the cell is blank."""
    if cell.error is not None:
        return _unusable(spec, cell, at, "CELL_ERROR", {"error": cell.error})
    if cell.formula and not cell.cached:
        return _unusable(spec, cell, at, "FORMULA_NO_VALUE", {})
    raw = cell.value
    if raw is None or (isinstance(raw, str) and not vn_key(raw)):
        if cell.formula:
            return _unusable(spec, cell, at, "FORMULA_NO_VALUE", {})
        return None
    value, code, params = _READERS[spec.type](raw, spec)
    findings: list[Finding] = []
    if code is not None:
        findings.append(_finding(code, spec, at, params))
    if value is not None:
        problem = out_of_bounds(value, spec)
        if problem is not None:
            findings.append(_finding(problem[0], spec, at, problem[1]))
            value = None
    if cell.formula:
        findings.append(_finding("FORMULA_IN_INPUT", spec, at, {"value": shown(raw)}))
    return Parsed(Entry(spec.address, raw, value, at), tuple(findings))


def shown(raw: CellValue) -> str:
    """A raw value as a message shows it, at most 60 characters."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return _cut(vn_number(Decimal(repr(raw)))) if math.isfinite(raw) else str(raw)
    if isinstance(raw, dt.datetime):
        return f"{vn_date(raw.date())} {raw:%H:%M}"
    if isinstance(raw, dt.date):
        return vn_date(raw)
    return _cut(nfc(raw or ""))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _finding(code: str, spec: FieldSpec, at: Place, params: dict[str, str]) -> Finding:
    a = spec.address
    return Finding(code, at, a.criterion, a.item, a.field, {"title": spec.title, **params})


def _unusable(spec: FieldSpec, cell: Cell, at: Place, code: str, params: dict[str, str]) -> Parsed:
    entry = Entry(spec.address, cell.error or cell.value, None, at)
    return Parsed(entry, (_finding(code, spec, at, params),))


def _read_number(raw: CellValue, spec: FieldSpec) -> Reading:
    if isinstance(raw, bool):
        return None, "NOT_A_NUMBER", {"value": shown(raw)}
    if isinstance(raw, float):
        if not math.isfinite(raw):  # a file can say so, a spreadsheet never does
            return None, "NOT_A_NUMBER", {"value": shown(raw)}
        return Decimal(repr(raw)), None, {}
    if isinstance(raw, dt.date):
        return None, "DATE_IN_NUMBER", {"value": shown(raw)}
    assert isinstance(raw, str)
    text = parse_number(raw)
    if text.problem is NumberProblem.AMBIGUOUS:
        first, second = (vn_number(r) for r in text.readings)
        return None, "NUMBER_AMBIGUOUS", {"value": shown(raw), "first": first, "second": second}
    if text.value is None:
        characters = lookalike_digits(raw, _is_number)
        if characters is not None:
            return None, "DIGIT_LOOKALIKE", {"value": shown(raw), "characters": characters}
        return None, "NOT_A_NUMBER", {"value": shown(raw)}
    value = text.value
    if spec.type is FieldType.PERCENT:
        if not text.percent and not 0 <= value <= 1:
            return None, "PERCENT_UNCLEAR", {"value": shown(raw), "percent": vn_number(value)}
        value = value / 100 if text.percent else value
        read = vn_number(value * 100) + "%"
        return value, "NUMBER_AS_TEXT", {"value": shown(raw), "read": read}
    if text.percent:
        return None, "PERCENT_NOT_EXPECTED", {"value": shown(raw)}
    return value, "NUMBER_AS_TEXT", {"value": shown(raw), "read": vn_number(value)}


def _is_number(text: str) -> bool:
    return parse_number(text).problem is not NumberProblem.NOT_A_NUMBER


def _is_date(text: str) -> bool:
    return parse_date(text).problem is not DateProblem.NOT_A_DATE


def _read_date(raw: CellValue, spec: FieldSpec) -> Reading:
    if isinstance(raw, dt.datetime):
        return raw.date(), None, {}
    if isinstance(raw, dt.date):
        return raw, None, {}
    if isinstance(raw, float):
        low, high = SERIAL_RANGE
        if raw.is_integer() and low <= raw <= high:
            day = from_excel_serial(raw)
            return day, "DATE_AS_NUMBER", {"value": shown(raw), "read": vn_date(day)}
        return None, "NOT_A_DATE", {"value": shown(raw)}
    if isinstance(raw, bool) or raw is None:
        return None, "NOT_A_DATE", {"value": shown(raw)}
    text = parse_date(raw)
    if text.value is not None:
        return text.value, "DATE_AS_TEXT", {"value": shown(raw), "read": vn_date(text.value)}
    characters = None
    if text.problem is DateProblem.NOT_A_DATE:
        characters = lookalike_digits(raw, _is_date)
    if characters is not None:
        return None, "DIGIT_LOOKALIKE", {"value": shown(raw), "characters": characters}
    code = {
        DateProblem.TWO_DIGIT_YEAR: "DATE_TWO_DIGIT_YEAR",
        DateProblem.MONTH_FIRST: "DATE_MONTH_FIRST",
    }.get(text.problem or DateProblem.NOT_A_DATE, "NOT_A_DATE")
    return None, code, {"value": shown(raw)}


def _read_choice(raw: CellValue, spec: FieldSpec) -> Reading:
    if isinstance(raw, str):
        if raw in spec.choices:
            return raw, None, {}
        if nfc(raw) in spec.choices:  # it looks the same, but no formula takes it for the same
            return nfc(raw), "CHOICE_DECOMPOSED", {"value": nfc(raw)}
        wanted = vn_key(raw)
        for label in spec.choices:
            if vn_key(label) == wanted:
                return label, "CHOICE_SPELLING", {"value": shown(raw), "read": label}
        old = {vn_key(reading.text) for reading in legacy_readings(raw)}
        meant = [label for label in spec.choices if vn_key(label) in old]
        if len(meant) == 1:
            return meant[0], "CHOICE_LEGACY_FONT", {"value": shown(raw), "read": meant[0]}
    choices = "; ".join(f"“{c}”" for c in spec.choices)
    return None, "CHOICE_UNKNOWN", {"value": shown(raw), "choices": choices[:160]}


def _read_text(raw: CellValue, spec: FieldSpec) -> Reading:
    if isinstance(raw, str):
        return _read_typed_text(raw)
    if isinstance(raw, dt.date):
        return shown(raw), "DATE_IN_TEXT", {"value": shown(raw)}
    if isinstance(raw, float) and math.isfinite(raw):
        return _digits(raw), None, {}
    return shown(raw), None, {}


def _read_typed_text(raw: str) -> Reading:
    """Text of an old font as the Unicode text that it shows; words of one among others are kept."""
    old = legacy_text(raw)
    if old is not None:
        read = old.text.strip()
        texts = {"value": shown(raw), "read": _cut(read), "encoding": old.encoding.value}
        return read, "TEXT_LEGACY_FONT", texts
    words = legacy_words(raw)
    if words:
        named = _cut(", ".join(f"“{word}”" for word in words))
        return nfc(raw).strip(), "TEXT_LEGACY_WORDS", {"words": named}
    return nfc(raw).strip(), None, {}


def _digits(number: float) -> str:
    """A number as somebody typed it into a text, such as a telephone number: no signs between."""
    text = f"{Decimal(repr(number)):f}"
    return text.removesuffix(".0").replace(".", ",")


def out_of_bounds(value: EntryValue, spec: FieldSpec) -> tuple[str, dict[str, str]] | None:
    """The code of the finding, and its texts, for a value that its field does not take."""
    if not isinstance(value, Decimal):
        return None
    percent = spec.type is FieldType.PERCENT

    def text(number: Decimal) -> str:
        return _cut(vn_number(number * 100) + "%" if percent else vn_number(number))

    if spec.type is FieldType.COUNT and value != value.to_integral_value():
        return "NOT_WHOLE", {"value": text(value)}
    if spec.minimum is not None and value < spec.minimum:
        return "BELOW_MINIMUM", {"value": text(value), "minimum": text(spec.minimum)}
    if spec.above is not None and value <= spec.above:
        return "NOT_ABOVE", {"value": text(value), "above": text(spec.above)}
    if spec.maximum is not None and value > spec.maximum:
        if percent:
            return "PERCENT_TOO_LARGE", {"value": text(value), "typed": _cut(vn_number(value))}
        return "ABOVE_MAXIMUM", {"value": text(value), "maximum": text(spec.maximum)}
    if spec.step is not None and exact(value) % exact(spec.step):
        return "NOT_IN_STEP", {"value": text(value), "step": text(spec.step)}
    if spec.ranges and value != 0 and not any(low <= value <= high for low, high in spec.ranges):
        allowed = "; ".join(f"{text(low)}–{text(high)}" for low, high in spec.ranges)
        return "NOT_IN_RANGES", {"value": text(value), "ranges": allowed[:120]}
    return None


_READERS: dict[FieldType, Callable[[CellValue, FieldSpec], Reading]] = {
    FieldType.NUMBER: _read_number,
    FieldType.PERCENT: _read_number,
    FieldType.COUNT: _read_number,
    FieldType.POINTS: _read_number,
    FieldType.DATE: _read_date,
    FieldType.TEXT: _read_text,
    FieldType.REFERENCE: _read_text,
    FieldType.CHOICE: _read_choice,
    FieldType.YES_NO: _read_choice,
}
