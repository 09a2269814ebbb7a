"""A criteria workbook in memory, edited as people edit it: by table, row and column."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.snapshot import Cell, CellValue, Place, SheetSnapshot, Snapshot
from thidua_addin.criteria_book.build import build_criteria_book
from thidua_addin.usecases.criteria_book import ReadBook, campaign_of_book
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import Table, find_tables

TESTS = Path(__file__).parents[1]
MADE = dt.datetime(2021, 2, 25, 8, 0)
KEYS = {"law": "document", "tie_break": "by"}
"""The column by which a row is found, where it is neither code nor criterion."""


@cache
def campaign_of(name: str) -> Campaign:
    """A campaign of tests/campaigns."""
    loaded = load_campaign((TESTS / "campaigns" / f"{name}.toml").read_bytes())
    assert loaded.campaign is not None
    return loaded.campaign


def snapshot_of(campaign: Campaign) -> Snapshot:
    """The cells of the campaign's workbook, through a real file.

    Without the live checks: writing their thousands of formulas takes most of the time.
    """
    without_checks = patch("thidua_addin.criteria_book.build.write_check")
    with without_checks, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tieu-chi.xlsx"
        file.write_bytes(build_criteria_book(campaign, MADE))
        return read_workbook(file)


@cache
def _snapshot(name: str) -> Snapshot:
    return snapshot_of(campaign_of(name))


class EditedBook:
    """The workbook of a test campaign; what is put in its cells stands in memory only."""

    def __init__(self, name: str = "all-kinds") -> None:
        snapshot = _snapshot(name)
        self.sheets = {s.name: dict(s.cells) for s in snapshot.sheets}
        self.shown = {s.name: s.visibility for s in snapshot.sheets}

    @property
    def snapshot(self) -> Snapshot:
        sheets = (SheetSnapshot(n, self.shown[n], dict(c)) for n, c in self.sheets.items())
        return Snapshot("tieu-chi.xlsx", "0" * 64, tuple(sheets))

    def read(self, previous: Campaign | None = None) -> ReadBook:
        return campaign_of_book(self.snapshot, previous)

    def table(self, name: str) -> Table:
        return next(t for t in find_tables(self.snapshot) if t.name == name)

    def rows(self, name: str, key: str) -> list[int]:
        """The rows of a table whose key column holds this text."""
        table = self.table(name)
        default = "code" if "code" in table.roles and name != "inputs" else "criterion"
        column = table.roles[KEYS.get(name, default)]
        cells = table.source.cells
        return sorted(r for (r, c), x in cells.items() if c == column and x.value == key)

    def place(self, name: str, key: str, role: str, nth: int = 0) -> Place:
        """The cell of the nth row with this key under a role; ``campaign`` is key and value."""
        table = self.table(name)
        if name == "campaign":
            row = next(r.row for r in table.rows if r.key == f"||{key}")
            return table.place(row, "value")
        return table.place(self.rows(name, key)[nth], role)

    def put(self, name: str, key: str, role: str, value: CellValue | Cell, nth: int = 0) -> str:
        """Type a value (or a whole cell); gives the address."""
        place = self.place(name, key, role, nth)
        cell = value if isinstance(value, Cell) else Cell(value)
        self.sheets[place.sheet][place.row, place.column] = cell
        return str(place)

    def add(self, name: str, **values: CellValue) -> dict[str, str]:
        """Fill the first spare row; gives the addresses."""
        table = self.table(name)
        used = set(table.roles.values())
        row = 1 + max(r for r, c in table.source.cells if c in used and r < (table.end_row or 0))
        places = {role: table.place(row, role) for role in values}
        for role, value in values.items():
            self.sheets[table.sheet][row, table.roles[role]] = Cell(value)
        return {role: str(place) for role, place in places.items()}

    def clear_row(self, name: str, key: str, nth: int = 0) -> None:
        """Empty a row."""
        table, row = self.table(name), self.rows(name, key)[nth]
        for column in table.roles.values():
            self.sheets[table.sheet].pop((row, column), None)

    def swap_rows(self, name: str, first: str, second: str) -> None:
        """Sort two rows the other way round."""
        table = self.table(name)
        cells = self.sheets[table.sheet]
        (a,), (b,) = self.rows(name, first), self.rows(name, second)
        for column in table.roles.values():
            one, other = cells.pop((a, column), None), cells.pop((b, column), None)
            if other is not None:
                cells[a, column] = other
            if one is not None:
                cells[b, column] = one


def codes_at(book: ReadBook) -> set[tuple[str, str]]:
    """Every error as code and address."""
    return {(f.code, str(f.at)) for f in book.findings if f.severity == "error"}
