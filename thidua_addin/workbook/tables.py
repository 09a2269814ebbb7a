"""Tables inside a workbook, found by content: a hidden marker row, a hidden key column.

A table starts at a cell ``#thidua:<name>``; the other cells of that row name the columns (roles).
Below it, in the marker's column, stand the keys of the rows, up to ``#end``. Renamed sheets and
inserted, deleted, moved or sorted rows and columns change nothing: only content counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.snapshot import Cell, Place, SheetSnapshot, Snapshot
from scoring.text import fold_lookalikes, nfc

__all__ = ["END_KEY", "MARKER", "Table", "TableRow", "find_tables", "plain_key"]

MARKER = "#thidua:"
END_KEY = "#end"

_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its row number (from 1) and its key in plain form."""

    row: int
    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it stands, its columns by role, its keyed rows from top to bottom.

    ``roles`` gives each role's (first) column; ``repeated_roles`` the further columns of a role
    that stands twice. ``end_row`` is None where ``#end`` is gone.
    """

    name: str
    sheet: str
    source: SheetSnapshot
    marker_row: int
    end_row: int | None
    key_column: int
    roles: Mapping[str, int]
    repeated_roles: tuple[tuple[str, int], ...]
    rows: tuple[TableRow, ...]

    def cell(self, row: int, role: str) -> Cell:
        """The cell of a row under a role; KeyError where the table has no such column."""
        return self.source.cell(row, self.roles[role])

    def place(self, row: int, role: str) -> Place:
        """Where that cell stands; KeyError where the table has no such column."""
        return Place(self.sheet, row, self.roles[role])

    def columns(self, role: str) -> tuple[int, ...]:
        """Every column with this role: none, one, or several where it is repeated."""
        first = () if role not in self.roles else (self.roles[role],)
        if not self.repeated_roles:
            return first
        return (*first, *(column for name, column in self.repeated_roles if name == role))

    @property
    def last_row(self) -> int:
        """The last row that can belong to the table."""
        last_keyed = max((r.row for r in self.rows), default=self.marker_row)
        return last_keyed if self.end_row is None else max(self.end_row - 1, last_keyed)

    def unkeyed_rows(self) -> tuple[int, ...]:
        """Rows between the first key and the end that hold something but have no key."""
        if not self.rows:
            return ()
        keyed = {r.row for r in self.rows}
        if self.end_row is not None:
            keyed.add(self.end_row)
        first, last = min(keyed), self.last_row
        held = {row for row, _ in self.source.cells if first < row <= last}
        return tuple(sorted(held - keyed))


def plain_key(text: str) -> str:
    """A key or role as the protocol writes it: NFC, no look-alikes, no white space."""
    return _WHITE.sub("", nfc(fold_lookalikes(text)))


def find_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table of the workbook, in the order of sheets and rows.

    A table that stands twice (a sheet was copied) is given twice: the reader decides.
    """
    return tuple(table for sheet in snapshot.sheets for table in _tables_of(sheet))


def _tables_of(sheet: SheetSnapshot) -> Iterator[Table]:
    markers = sorted(
        (row, column, name)
        for (row, column), cell in sheet.cells.items()
        if (name := _table_name(cell)) is not None
    )
    for row, column, name in markers:
        in_column = [r for r, c, _ in markers if c == column]
        yield _table(sheet, name, row, column, in_column)


def _table_name(cell: Cell) -> str | None:
    if not isinstance(cell.value, str) or "#" not in cell.value:
        return None
    key = plain_key(cell.value).casefold()
    return key.removeprefix(MARKER) if key.startswith(MARKER) else None


def _table(sheet: SheetSnapshot, name: str, marker: int, column: int, markers: list[int]) -> Table:
    following = min((r for r in markers if r > marker), default=None)
    is_first = marker == min(markers)
    rows: list[TableRow] = []
    ends: list[int] = []
    for row, key in _keys(sheet, column):
        before = is_first and row < marker and "|" in key  # sorted above its own marker
        below = row > marker and (following is None or row < following)
        if not (before or below):
            continue
        if key.casefold() == END_KEY:
            ends.append(row)
        elif not ends or "|" in key:  # a keyed row that slipped below #end still counts
            rows.append(TableRow(row, key))
    roles: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for role, role_column in _roles(sheet, marker, column):
        if role in roles:
            repeated.append((role, role_column))
        else:
            roles[role] = role_column
    end = ends[0] if ends else None
    return Table(name, sheet.name, sheet, marker, end, column, roles, tuple(repeated), tuple(rows))


def _keys(sheet: SheetSnapshot, column: int) -> list[tuple[int, str]]:
    return sorted(
        (row, key)
        for (row, c), cell in sheet.cells.items()
        if c == column
        and isinstance(cell.value, str)
        and (key := plain_key(cell.value))
        and not key.casefold().startswith(MARKER)
    )


def _roles(sheet: SheetSnapshot, marker: int, key_column: int) -> list[tuple[str, int]]:
    named = sorted(
        (column, plain_key(cell.value))
        for (row, column), cell in sheet.cells.items()
        if row == marker and column != key_column and isinstance(cell.value, str)
    )
    return [(role, column) for column, role in named if role and not role.startswith("#")]
