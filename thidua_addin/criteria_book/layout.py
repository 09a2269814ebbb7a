"""Where the tables stand on their sheets; rows and columns count from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from scoring.snapshot import column_letters
from thidua_addin.criteria_book.columns import Source, TableSpec
from thidua_addin.criteria_book.flatten import Record
from thidua_addin.criteria_book.tables import ALL_TABLES, HEAD_ROWS

KEY_COLUMN: Final = 1
FIRST_COLUMN: Final = 2
HEAD_MARKER_ROW: Final = 3
HEAD_FIRST_ROW: Final = 5
HEAD_VALUE_COLUMN: Final = 3


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """One table and its rows; ``last_row`` is the last spare one, ``#end`` stands below it."""

    spec: TableSpec
    title_row: int
    records: tuple[Record, ...]

    @property
    def marker_row(self) -> int:
        """The hidden row of the marker and the roles; the row below it has the headings."""
        return self.title_row + 2

    @property
    def header_row(self) -> int:
        """The row of headings."""
        return self.marker_row + 1

    @property
    def first_row(self) -> int:
        """The first row of entries."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last row that is ready for entries."""
        return self.header_row + len(self.records) + self.spec.spare

    @property
    def end_row(self) -> int:
        """The hidden row that closes the table."""
        return self.last_row + 1

    def reference(self, role: str) -> str:
        """The cells of a column, as formulas on other sheets write them."""
        letters = column_letters(self.spec.position(role))
        return f"'{self.spec.sheet}'!${letters}${self.first_row}:${letters}${self.last_row}"

    def named(self, role: str) -> str:
        """The name under which the live checks know a column's cells."""
        return f"{self.spec.name}_{role}"


Layout = Mapping[str, PlacedTable]
"""The tables by their names, in the order of the sheets."""


def layout_of(records: Mapping[str, tuple[Record, ...]]) -> Layout:
    """Where every table stands; tables of one sheet stand below one another."""
    placed: dict[str, PlacedTable] = {}
    for _, specs in groupby(ALL_TABLES, key=lambda spec: spec.sheet):
        row = 1
        for spec in specs:
            placed[spec.name] = PlacedTable(spec, row, records[spec.name])
            row = placed[spec.name].end_row + 2
    return placed


def head_row(role: str) -> int:
    """The row of a key on the campaign's sheet."""
    return HEAD_FIRST_ROW + next(i for i, c in enumerate(HEAD_ROWS) if c.role == role)


def source_reference(layout: Layout, source: Source) -> str:
    """The codes that a drop-down offers."""
    table, role = {
        Source.CRITERIA: ("criteria", "code"),
        Source.UNITS: ("units", "code"),
        Source.GRADES: ("grades", "code"),
        Source.INPUTS: ("inputs", "code"),
    }[source]
    return layout[table].reference(role)
