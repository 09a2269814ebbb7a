"""The cells of one of our sheets whose content the program did not write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from scoring.snapshot import Cell, CellValue, Place, SheetSnapshot
from thidua_addin.summary.alignment import KEYS, align
from thidua_addin.summary.layout import MARKER
from thidua_addin.summary.own_record import FORMULA, INPUT, SheetRecord
from thidua_addin.workbook.tables import plain_key

__all__ = ["Found", "copied_cells", "strange_cells"]

_LONGEST: Final = 50
_MANY: Final = 20
_SHARE: Final = 0.9
"""A sheet that lost so many and such a share of its formulas was saved as values by a program."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cell that is a person's; ``about`` says in words which row and column it stands in."""

    at: Place
    cell: Cell
    about: str = ""


def strange_cells(sheet: SheetSnapshot, record: SheetRecord) -> Iterator[Found]:
    """The person's cells in the order of rows. Inputs in their rows are none: they are read."""
    reading = _Sheet(sheet, record)
    found = [
        (at, cell)
        for at, cell in reading.cells()
        if not reading.is_ours(*at, cell) and not reading.is_input(*at)
    ]
    for at, cell in sorted(found, key=itemgetter(0)):
        yield Found(Place(sheet.name, *at), cell, reading.about(*at))


def copied_cells(
    sheet: SheetSnapshot, record: SheetRecord, original: SheetSnapshot
) -> Iterator[Found]:
    """The same for a copy of a sheet of ours; an input counts that its original does not have."""
    first, reading = _Sheet(original, record), _Sheet(sheet, record)
    typed: dict[tuple[int, int], CellValue] = {
        first.own_place(*at): cell.value for at, cell in first.cells() if first.is_input(*at)
    }
    for at, cell in sorted(reading.cells(), key=itemgetter(0)):
        if reading.is_ours(*at, cell):
            continue
        place = reading.own_place(*at)
        if reading.is_input(*at) and place in typed and typed[place] == cell.value:
            continue
        yield Found(Place(sheet.name, *at), cell, reading.about(*at))


@dataclass(slots=True)
class _Sheet:
    """A sheet matched with its record."""

    sheet: SheetSnapshot
    record: SheetRecord
    _codes: dict[int, dict[int, int]] = field(init=False)
    _rows: Mapping[int, int] = field(init=False)
    _columns: Mapping[int, int] = field(init=False)
    _keyed: frozenset[int] = field(init=False)
    _markers: tuple[int, ...] = field(init=False)
    _keys: int = field(init=False)
    _headings: dict[int, int] = field(init=False)
    _values_only: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        prints: dict[str, int] = {}
        codes: dict[int, dict[int, int]] = {}
        for (row, column), cell in self.sheet.cells.items():
            codes.setdefault(row, {})[column] = self.record.code(cell, prints)
        alignment = align(self.record, codes)
        self._codes, self._rows, self._columns = codes, alignment.rows, alignment.columns
        self._keys = next((c for c, own in self._columns.items() if own == KEYS), KEYS)
        keys = {
            row: cell.value
            for (row, column), cell in self.sheet.cells.items()
            if column == self._keys and isinstance(cell.value, str)
        }
        self._keyed = frozenset(row for row, key in keys.items() if "|" in key)
        self._markers = tuple(r for r, key in keys.items() if plain_key(key).startswith(MARKER))
        self._headings = _headings(keys)
        self._values_only = self._lost_formulas()

    def _lost_formulas(self) -> bool:
        if self.record.columns:
            return False  # such a sheet has values only
        kept = [
            cell.formula for at, cell in self.sheet.cells.items() if self._own_code(*at) == FORMULA
        ]
        lost = len(kept) - sum(kept)
        return lost >= _MANY and lost >= _SHARE * len(kept)

    def cells(self) -> Iterator[tuple[tuple[int, int], Cell]]:
        """Every cell that holds something."""
        for at, cell in self.sheet.cells.items():
            blank = cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
            if not blank or cell.formula or cell.error:
                yield at, cell

    def own_place(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell stood when it was written; 0 for a row or column that is new."""
        return self._rows.get(row, 0), self._columns.get(column, 0)

    def _own_code(self, row: int, column: int) -> int:
        own_row, own_column = self.own_place(row, column)
        return self.record.cells.get(own_row, {}).get(own_column, 0)

    def is_input(self, row: int, column: int) -> bool:
        """Whether it is an input of the chair in a row that says whose it is."""
        if row not in self._keyed or not self._has_role(row, column):
            return False
        if self._own_code(row, column) == INPUT:
            return True
        return INPUT in self.record.columns.get(self._columns.get(column, 0), ())

    def _has_role(self, row: int, column: int) -> bool:
        """Whether the table that the row belongs to still names the column."""
        if not self._markers:
            return False
        # A row that was sorted above the marker still belongs to its table.
        marker = max((m for m in self._markers if m < row), default=min(self._markers))
        role = self.sheet.cell(marker, column).value
        return isinstance(role, str) and bool(role.strip())

    def is_ours(self, row: int, column: int, cell: Cell) -> bool:
        """Whether the program wrote what stands in a cell."""
        if column == self._keys and _is_key(cell.value):
            return True
        own = self._own_code(row, column)
        if own == FORMULA:
            return cell.formula or self._values_only
        if own > INPUT:
            if own == self._codes[row][column] or self.record.same(own, cell):
                return True
            if cell.formula:  # some programs turn a value into a formula, such as =TRUE()
                return self.record.code(Cell(cell.value), {}) == own
        return self._in_long_column(row, column)

    def _in_long_column(self, row: int, column: int) -> bool:
        """Whether a column of a very long sheet holds such a content anywhere."""
        codes = self.record.columns.get(self._columns.get(column, 0))
        if codes is None:
            return False
        cell = self.sheet.cell(row, column)
        if cell.formula or isinstance(cell.value, str | bool):
            return self._codes[row][column] in codes
        number = any(code > INPUT and code % 2 == 0 for code in codes)
        return number and (row in self._keyed or row <= self.record.last_row)

    def about(self, row: int, column: int) -> str:
        """The row and the column in words: the first texts of ours in them."""
        words = []
        for where, code in sorted(self._codes[row].items()):
            value = self.sheet.cell(row, where).value
            if where in (self._keys, column) or not isinstance(value, str):
                continue
            shown = not value.startswith("#") and len(value) <= _LONGEST
            if shown and row in self._keyed and self.record.is_text(code):
                words.append(" ".join(value.split()))
        heading = self.sheet.cell(self._headings.get(row, 0), column).value
        said = [f"Dòng: {' – '.join(words[:2])}"] if words else []
        if row in self._keyed and isinstance(heading, str):
            said.append(f"Cột: {' '.join(heading.split())[:_LONGEST]}")
        return "; ".join(said)


def _headings(keys: Mapping[int, str]) -> dict[int, int]:
    """The row of headings of each keyed row: the one below the last marker above it."""
    found: dict[int, int] = {}
    heading = 0
    for row in sorted(keys):
        if plain_key(keys[row]).casefold().startswith(MARKER):
            heading = row + 1
        elif heading:
            found[row] = heading
    return found


def _is_key(value: CellValue) -> bool:
    return isinstance(value, str) and (value.lstrip().startswith("#") or "|" in value)
