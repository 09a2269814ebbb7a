"""Tidy tables of a merge: one line a value. The only module that knows pandas."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import pandas as pd

from scoring.canonical import decimal_text
from scoring.findings import Finding
from scoring.merge import MergeResult, UnitResult
from scoring.snapshot import Snapshot
from thidua_addin.harmless import json_text, without_controls
from thidua_addin.summary.again import merged_again
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook

__all__ = ["COLUMNS", "ExportProblem", "summary_frame", "tidy_frame", "write_frame"]

COLUMNS: Final = ("unit", "criterion", "item", "kind", "value")
"""``kind`` is a field name (``actual_fy``, ``self``, …) or max, computed, state, total, percent,
bonus, penalty, self_total, rank, grade (its code), grade_value (the points it goes by), status.
"""

Value: TypeAlias = Decimal | str
Line: TypeAlias = tuple[str, str | None, str | None, str, Value]

_FORMULA_START: Final = re.compile(r"(\A|[;\t\r\n])(?= *[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
_DECIMAL_DIGITS: Final = 38


class ExportProblem(Exception):
    """The table cannot be written; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def tidy_frame(result: MergeResult) -> pd.DataFrame:
    """One line for each value of each unit: what was entered, and what came of it.

    The columns are ``COLUMNS``, all of dtype object. ``value`` holds exact Decimals (points,
    numbers; percents as fractions) or text (dates as ISO text); criterion and item are None
    where the value is about the unit as a whole.
    """
    lines = [line for unit in result.units for line in _lines(unit)]
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=object)


def summary_frame(source: Snapshot | Path) -> pd.DataFrame:
    """The tidy table of a summary workbook, computed again from the submissions that it carries.

    No cached cell is looked at. Raises NotASummary, and UnreadableWorkbook for a path.
    """
    snapshot = read_workbook(source, SUMMARY_LIMITS) if isinstance(source, Path) else source
    return tidy_frame(merged_again(snapshot))


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a tidy table as ``.csv``, ``.json`` or ``.parquet``, by the file's ending.

    CSV is UTF-8 with a byte order mark, so that Excel reads the Vietnamese; text that a
    spreadsheet would take for a formula gets an apostrophe in front. JSON is a list of records
    with decimals as text. Parquet has ``value`` as exact text and ``number`` as decimal128, null
    for text. Raises ExportProblem (EXPORT_FORMAT, EXPORT_NO_PARQUET).
    """
    match path.suffix.lower():
        case ".csv":
            _write_csv(frame, path)
        case ".json":
            records = [dict(zip(COLUMNS, map(_plain, line), strict=True)) for line in _rows(frame)]
            path.write_text(json_text(records) + "\n", encoding="utf-8")
        case ".parquet":
            _write_parquet(frame, path)
        case _:
            raise ExportProblem(
                Finding("EXPORT_FORMAT", params={"suffix": path.suffix or path.name})
            )


def _lines(unit: UnitResult) -> Iterator[Line]:
    yield unit.unit, None, None, "status", unit.status.value
    if unit.received is not None:
        for entry in unit.received.submission.entries:
            at = entry.address
            if entry.value is not None:
                yield unit.unit, at.criterion, at.item, at.field, _value(entry.value)
    if unit.sheet is None:
        return
    for line in unit.sheet.lines:
        yield unit.unit, line.criterion, line.item, "max", line.max_points
        yield unit.unit, line.criterion, line.item, "state", line.state.value
        if line.computed is not None:
            yield unit.unit, line.criterion, line.item, "computed", line.computed
    totals = unit.sheet.totals
    for group in totals.groups:
        yield unit.unit, group.criterion, None, "max", group.max_points
        yield unit.unit, group.criterion, None, "computed", group.points
    yield unit.unit, None, None, "total", totals.total
    yield unit.unit, None, None, "bonus", totals.bonus
    yield unit.unit, None, None, "penalty", totals.penalty
    yield unit.unit, None, None, "self_total", unit.sheet.self_totals.total
    if totals.percent is not None:
        yield unit.unit, None, None, "percent", totals.percent
    if unit.rank is not None:
        yield unit.unit, None, None, "rank", Decimal(unit.rank)
    if unit.grade is not None:
        yield unit.unit, None, None, "grade_value", unit.grade.value
        yield unit.unit, None, None, "grade", unit.grade.grade.code


def _value(value: Decimal | str | dt.date) -> Value:
    return value.isoformat() if isinstance(value, dt.date) else value


def _rows(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    yield from frame[list(COLUMNS)].itertuples(index=False, name=None)


def _plain(value: object) -> str | None:
    """Text for a file: decimals in full, None where there is nothing."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is None else str(value)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    harmless = [tuple(_harmless(value) for value in line) for line in _rows(frame)]
    shown = pd.DataFrame(harmless, columns=list(COLUMNS), dtype=object)
    shown.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _harmless(value: object) -> str | None:
    """As text in which no program finds a formula, whatever it takes for the separator.

    With a decimal comma a spreadsheet splits at semicolons and sees no quotation marks, so the
    apostrophe also goes behind each semicolon and line break.
    """
    text = _plain(value)
    if text is None or not isinstance(value, str):
        return text
    return _FORMULA_START.sub(r"\1'", without_controls(text))


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as missing:
        raise ExportProblem(Finding("EXPORT_NO_PARQUET")) from missing
    rows = list(_rows(frame))
    numbers = [line[-1] if isinstance(line[-1], Decimal) else None for line in rows]
    scale = max((_places(number) for number in numbers if number is not None), default=0)
    kept = [n if n is not None and _digits(n, scale) <= _DECIMAL_DIGITS else None for n in numbers]
    columns = {
        name: pa.array([_plain(line[i]) for line in rows], type=pa.string())
        for i, name in enumerate(COLUMNS)
    }
    columns["number"] = pa.array(kept, type=pa.decimal128(_DECIMAL_DIGITS, scale))
    pq.write_table(pa.table(columns), path)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return min(max(0, -exponent), _DECIMAL_DIGITS // 2) if isinstance(exponent, int) else 0


def _digits(number: Decimal, scale: int) -> int:
    """How many digits a number needs with so many places; too many where it would be cut."""
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > scale:
        return _DECIMAL_DIGITS + 1
    return max(0, number.adjusted() + 1) + scale
