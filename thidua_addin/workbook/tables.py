"""Tables inside a workbook, found by content: a hidden marker row, a hidden key column.

A table starts at a cell ``#thidua:<name>``; the other cells of that row name the columns (roles).
Below it, in the marker's column, stand the keys of the rows, up to ``#end``. Renamed sheets and
inserted, deleted, moved or sorted rows and columns change nothing: only content counts.

All tables of a sheet have their keys in one column, to the left of everything that people type.
So a text that looks like a marker, typed into a cell of a table, opens no table: only markers in
the leftmost column that has any count. Where people's words fill a sheet without a table, they
are written as ``quoted_marker`` gives them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scoring.snapshot import Cell, Place, SheetSnapshot, Snapshot
from scoring.text import fold_lookalikes, nfc

__all__ = [
    "END_KEY",
    "MARKER",
    "Table",
    "TableRow",
    "find_tables",
    "is_marker",
    "plain_key",
    "quoted_marker",
    "sheet_tables",
]

MARKER = "#thidua:"
END_KEY = "#end"

_WHITE = re.compile(r"\s+")
_HASH = re.compile("[#\ufe5f\uff03]")  # with those that look like it


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
    held: tuple[int, ...]
    """Rows of the whole sheet that hold something, in order."""

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
        held = self.held[bisect_right(self.held, first) : bisect_right(self.held, last)]
        return tuple(row for row in held if row not in keyed)


def plain_key(text: str) -> str:
    """A key or role as the protocol writes it: NFC, no look-alikes, no white space."""
    return _WHITE.sub("", nfc(fold_lookalikes(text)))


def is_marker(text: str) -> bool:
    """Whether a text can start a table."""
    return _names_table(text) is not None


def quoted_marker(text: str) -> str:
    """A person's words where no table is: in quotes if they look like a marker."""
    return text if _names_table(text) is None else f"“{text}”"


def find_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table of the workbook, in the order of sheets and rows.

    A table that stands twice (a sheet was copied) is given twice: the reader decides.
    """
    return _LATEST.tables(snapshot)


class _Latest:
    """The tables of the snapshot that was asked for last: one reader after another asks again."""

    def __init__(self) -> None:
        self._known: tuple[Snapshot, tuple[Table, ...]] | None = None

    def tables(self, snapshot: Snapshot) -> tuple[Table, ...]:
        known = self._known
        if known is None or known[0] is not snapshot:
            found = (table for sheet in snapshot.sheets for table in sheet_tables(sheet))
            known = self._known = snapshot, tuple(found)
        return known[1]


_LATEST: Final = _Latest()


def sheet_tables(sheet: SheetSnapshot) -> Iterator[Table]:
    """Every table of one sheet, from top to bottom."""
    markers = sorted(
        (row, column, name)
        for (row, column), cell in sheet.cells.items()
        if (name := _table_name(cell)) is not None
    )
    key_column = min((column for _, column, _ in markers), default=0)
    names = {row: name for row, column, name in markers if column == key_column}
    keys, roles = _keys(sheet, key_column), _roles(sheet, names, key_column)
    at = [row for row, _ in keys]
    rows = sorted(names)
    held = tuple(sorted({row for row, _ in sheet.cells})) if rows else ()
    for row, following in zip(rows, (*rows, None)[1:], strict=True):
        # Before the first marker stand only keys that were sorted above it.
        above = bisect_left(at, row) if row == rows[0] else 0
        start = bisect_left(at, row + 1)
        stop = len(keys) if following is None else bisect_left(at, following)
        own = (*(k for k in keys[:above] if "|" in k[1]), *keys[start:stop])
        yield _table(sheet, names[row], (row, key_column), own, roles.get(row, ()), held)


def _table_name(cell: Cell) -> str | None:
    return _names_table(cell.value) if isinstance(cell.value, str) else None


def _names_table(text: str) -> str | None:
    if "#" not in text and (text.isascii() or not _HASH.search(text)):
        return None
    key = plain_key(text).casefold()
    return key.removeprefix(MARKER) if key.startswith(MARKER) else None


def _table(
    sheet: SheetSnapshot,
    name: str,
    marker: tuple[int, int],
    keys: Iterable[tuple[int, str]],
    named: Iterable[tuple[int, str]],
    held: tuple[int, ...],
) -> Table:
    """The table whose marker stands there, with its keys by row and its roles by column."""
    rows: list[TableRow] = []
    ends: list[int] = []
    for row, key in keys:
        if key.casefold() == END_KEY:
            ends.append(row)
        elif not ends or "|" in key:  # a keyed row that slipped below #end still counts
            rows.append(TableRow(row, key))
    roles: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for role_column, role in named:
        if role in roles:
            repeated.append((role, role_column))
        else:
            roles[role] = role_column
    end = ends[0] if ends else None
    row, column = marker
    found = tuple(rows)
    return Table(name, sheet.name, sheet, row, end, column, roles, tuple(repeated), found, held)


def _keys(sheet: SheetSnapshot, column: int) -> list[tuple[int, str]]:
    return sorted(
        (row, key)
        for (row, c), cell in sheet.cells.items()
        if c == column
        and isinstance(cell.value, str)
        and (key := plain_key(cell.value))
        and not key.casefold().startswith(MARKER)
    )


def _roles(
    sheet: SheetSnapshot, markers: Container[int], key_column: int
) -> dict[int, list[tuple[int, str]]]:
    """Column and role of each role cell, by the row of the marker, from left to right."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row in markers and column != key_column and isinstance(cell.value, str):
            role = plain_key(cell.value)
            if role and not role.startswith("#"):
                found.setdefault(row, []).append((column, role))
    for roles in found.values():
        roles.sort()
    return found
