"""A workbook as it was read: raw cells with their places, before any meaning is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

CellValue: TypeAlias = str | float | bool | dt.date | dt.datetime | None
"""Text as stored (not yet NFC), every number as float, a midnight moment as a date, blank None."""

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


Box: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


class Visibility(StrEnum):
    """How a sheet is shown."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    ``error`` is the error text (``#DIV/0!``); then ``value`` is None. ``formula`` tells that the
    cell holds a formula; with no cached result ``value`` is None and ``cached`` is False.
    """

    value: CellValue
    formula: bool = False
    error: str | None = None
    cached: bool = True


BLANK = Cell(None)


@dataclass(frozen=True, slots=True)
class SheetSnapshot:
    """One sheet: its cells by (row, column), both counted from 1; blank cells are left out.

    ``merged`` are its merges; empty where the reader does not see them (an open workbook).
    """

    name: str
    visibility: Visibility
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[Box, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a position, blank where nothing is stored."""
        return self.cells.get((row, column), BLANK)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole workbook: file name, sha256 of its bytes (hex), sheets in their order."""

    file: str
    sha256: str
    sheets: tuple[SheetSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: sheet name as stored, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The address without the sheet, such as ``H12``."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


def place_of(sheet: str, row: int, column: int) -> Place:
    """A place that a text from outside names. Raises ValueError where no sheet has such a cell."""
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise ValueError("no place of a sheet")
    return Place(sheet, row, column)


def column_letters(column: int) -> str:
    """Column 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
