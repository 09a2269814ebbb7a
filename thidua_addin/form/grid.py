"""The form's tables as they are now: every cell that stands for a field, twice where copied."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scoring.snapshot import Cell, Place, Snapshot
from thidua_addin.form.places import Spot
from thidua_addin.workbook.tables import Table, find_tables


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row with its table."""

    table: Table
    row: int
    key: str

    @property
    def place(self) -> Place:
        """The row's first cell with a role, or its key cell."""
        column = min(self.table.roles.values(), default=self.table.key_column)
        return Place(self.table.sheet, self.row, column)


class Grid:
    """The tables with these names, their rows by key."""

    def __init__(self, snapshot: Snapshot, names: Collection[str]) -> None:
        self._tables: dict[str, list[Table]] = {name: [] for name in names}
        self._rows: dict[tuple[str, str], list[KeyedRow]] = {}
        for table in find_tables(snapshot):
            if table.name not in self._tables:
                continue
            self._tables[table.name].append(table)
            for row in table.rows:
                keyed = KeyedRow(table, row.row, row.key)
                self._rows.setdefault((table.name, row.key), []).append(keyed)

    def tables(self, name: str) -> tuple[Table, ...]:
        """The tables with this name: one, none if it is gone, several if a sheet was copied."""
        return tuple(self._tables[name])

    def all_tables(self) -> Iterator[Table]:
        """Every table."""
        for tables in self._tables.values():
            yield from tables

    def rows(self, table: str, key: str) -> tuple[KeyedRow, ...]:
        """The rows with this key: one, none, or several if the row was copied."""
        return tuple(self._rows.get((table, key), ()))

    def all_rows(self, table: str) -> Iterator[KeyedRow]:
        """Every keyed row of the tables with this name."""
        for found in self._tables[table]:
            for row in found.rows:
                yield KeyedRow(found, row.row, row.key)

    def cells(self, spot: Spot) -> tuple[tuple[Place, Cell], ...]:
        """Every cell that stands for a field: normally one, none where row or column is gone."""
        found: list[tuple[Place, Cell]] = []
        for keyed in self.rows(spot.table, spot.key):
            for column in keyed.table.columns(spot.role):
                place = Place(keyed.table.sheet, keyed.row, column)
                found.append((place, keyed.table.source.cell(keyed.row, column)))
        return tuple(found)
