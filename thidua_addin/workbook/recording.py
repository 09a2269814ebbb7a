"""A worksheet that notes down what the program writes into it.

A workbook that people go on working in holds two kinds of content: the program's and theirs. Only
the program knows its own, and only while it writes. So it keeps the list, cell by cell, and a
later reading can tell a person's note from a label of ours, wherever rows and columns went since.

The hook is XlsxWriter's own: ``workbook.add_worksheet(name, RecordingWorksheet)``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

__all__ = ["Mark", "OwnValue", "RecordingWorksheet", "SummingWorksheet", "Written", "serial_of"]


class Mark(Enum):
    """What stands in a cell that holds no value of ours."""

    FORMULA = "formula"
    OPEN = "open"
    """Blank and unlocked: a person may type there."""


OwnValue: TypeAlias = str | float | Mark

_EPOCH: Final = dt.datetime(1899, 12, 30)


@dataclass(slots=True)
class Written:
    """What was written into one sheet; rows and columns count from 0.

    ``cells`` holds each value by row and column (a moment as its number of days), ``unlocked`` the
    cells that a person may change. Of a sheet that is only summed up, ``cells`` has its first
    rows, ``columns`` the values of each column, and ``last_row`` tells how far it goes.
    """

    cells: dict[int, dict[int, OwnValue]] = field(default_factory=dict)
    unlocked: set[tuple[int, int]] = field(default_factory=set)
    columns: dict[int, set[OwnValue]] = field(default_factory=dict)
    open_columns: set[int] = field(default_factory=set)
    last_row: int = -1
    charts: list[tuple[int, int]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    formats: int = 0


def serial_of(moment: dt.date) -> float:
    """A date or moment (without a zone) as a spreadsheet stores it: days since the end of 1899."""
    at = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    return (at.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)


class RecordingWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """Notes every cell. Rows and columns are given as numbers, never as ``A1``."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Written()

    def note(self, row: int, column: int, value: OwnValue, style: Format | None) -> None:
        """One cell of ours; what stood there before is forgotten."""
        written = self.written
        written.last_row = max(written.last_row, row)
        written.cells.setdefault(row, {})[column] = value
        if style is not None and not style.locked:
            written.unlocked.add((row, column))
        else:
            written.unlocked.discard((row, column))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as it is: ours use no function that is newer than Excel 2010.

        The library looks for 150 newer names in each formula, which is most of the time that a
        summary takes. A test compares: with its search the same bytes come out.
        """
        return formula.removeprefix("=")

    def write(self, row: int, col: int, *args: object) -> int:
        """Refused: a value's kind must be said, or it cannot be noted."""
        raise TypeError("write_string, write_number… instead of write")

    def write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        """Write and note a text."""
        self.note(row, col, string, cell_format)
        return int(super().write_string(row, col, string, cell_format))

    def write_number(
        self,
        row: int,
        col: int,
        number: float | Decimal | Fraction,
        cell_format: Format | None = None,
    ) -> int:
        """Write and note a number."""
        self.note(row, col, float(number), cell_format)
        return int(super().write_number(row, col, number, cell_format))

    def write_boolean(
        self, row: int, col: int, boolean: bool, cell_format: Format | None = None
    ) -> int:
        """Write and note true or false."""
        self.note(row, col, str(boolean).upper(), cell_format)
        return int(super().write_boolean(row, col, boolean, cell_format))

    def write_datetime(
        self, row: int, col: int, date: dt.date, cell_format: Format | None = None
    ) -> int:
        """Write and note a date or a moment."""
        self.note(row, col, serial_of(date), cell_format)
        return int(super().write_datetime(row, col, date, cell_format))

    def write_blank(
        self, row: int, col: int, blank: object, cell_format: Format | None = None
    ) -> int:
        """Write a blank cell; what was noted there is forgotten."""
        self._blank(row, col, cell_format)
        return int(super().write_blank(row, col, blank, cell_format))

    def write_formula(
        self,
        row: int,
        col: int,
        formula: str,
        cell_format: Format | None = None,
        value: object = 0,
    ) -> int:
        """Write and note a formula; its result is nobody's content."""
        self.note(row, col, Mark.FORMULA, cell_format)
        return int(super().write_formula(row, col, formula, cell_format, value))

    def write_url(
        self,
        row: int,
        col: int,
        url: str,
        cell_format: Format | None = None,
        string: str | None = None,
        tip: str | None = None,
    ) -> int:
        """Write a link and note the text that it shows."""
        self.note(row, col, url if string is None else string, cell_format)
        return int(super().write_url(row, col, url, cell_format, string, tip))

    def merge_range(
        self,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        data: str | float | None,
        cell_format: Format | None = None,
    ) -> int:
        """Write a merged cell and note what it holds."""
        if data is None or data == "":
            self._blank(first_row, first_col, cell_format)
        else:
            value = data if isinstance(data, str) else float(data)
            self.note(first_row, first_col, value, cell_format)
        return int(super().merge_range(first_row, first_col, last_row, last_col, data, cell_format))

    def write_comment(
        self, row: int, col: int, comment: str, options: dict[str, object] | None = None
    ) -> int:
        """Write and note a comment."""
        self.written.comments.append(comment)
        return int(super().write_comment(row, col, comment, options))

    def insert_chart(
        self, row: int, col: int, chart: object, options: dict[str, object] | None = None
    ) -> int:
        """Insert a chart and note where it stands."""
        self.written.charts.append((row, col))
        return int(super().insert_chart(row, col, chart, options))

    def conditional_format(self, *args: object) -> int:
        """Add a conditional format and count it."""
        self.written.formats += 1
        return int(super().conditional_format(*args))

    def _blank(self, row: int, column: int, style: Format | None) -> None:
        if style is None:
            return  # the writer does not touch the cell either
        self.written.cells.get(row, {}).pop(column, None)
        self.written.unlocked.discard((row, column))
        if not style.locked:
            self.note(row, column, Mark.OPEN, style)


_HEAD: Final = 12
"""So many rows (titles, markers, headings) are noted cell by cell even where the rest is not."""


class SummingWorksheet(RecordingWorksheet):
    """Notes of a very long sheet only which texts each column holds.

    A sheet of a million cells would carry its record twice its own size; what it loses is the
    overwritten number inside the table, which then cannot be told from ours.
    """

    def note(self, row: int, column: int, value: OwnValue, style: Format | None) -> None:
        """One cell of ours, with its column."""
        if row < _HEAD:
            super().note(row, column, value, style)
            return
        written = self.written
        written.last_row = max(written.last_row, row)
        held = written.columns.setdefault(column, set())
        held.add(0.0 if isinstance(value, float) else value)
        if style is not None and not style.locked:
            written.open_columns.add(column)

    def _blank(self, row: int, column: int, style: Format | None) -> None:
        if row < _HEAD:
            super()._blank(row, column, style)
        elif style is not None and not style.locked:
            self.note(row, column, Mark.OPEN, style)
