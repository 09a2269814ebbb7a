"""A filled form in memory, and what careless people do to forms."""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.score import score
from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot
from scoring.terms import Period
from thidua_addin.form.build import build_form
from thidua_addin.form.places import form_map
from thidua_addin.form.read import read_form
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import Table, find_tables

TESTS = Path(__file__).parents[1]
ISSUED = dt.datetime(2021, 2, 25, 8, 0)

Position = tuple[int, int]


def address(text: str) -> Address:
    """``A.2|1|target``, ``A.1.1||points``, ``||preparer``."""
    criterion, item, field = text.split("|")
    return Address(criterion or None, item or None, field)


class Form:
    """A form as a snapshot that can be filled in and damaged; positions count from 1."""

    def __init__(self, snapshot: Snapshot, campaign: Campaign) -> None:
        self.campaign = campaign
        self.sheets: dict[str, dict[Position, Cell]] = {
            s.name: dict(s.cells) for s in snapshot.sheets
        }
        self.shown = {s.name: s.visibility for s in snapshot.sheets}

    @property
    def snapshot(self) -> Snapshot:
        sheets = (
            SheetSnapshot(name, self.shown[name], dict(cells))
            for name, cells in self.sheets.items()
        )
        return Snapshot("bieu.xlsx", "0" * 64, tuple(sheets))

    def table(self, name: str) -> Table:
        return next(t for t in find_tables(self.snapshot) if t.name == name)

    def where(self, table: str, key: str, role: str) -> tuple[str, int, int]:
        found = self.table(table)
        row = next(r.row for r in found.rows if r.key == key)
        return found.sheet, row, found.roles[role]

    def put(self, table: str, key: str, role: str, cell: Cell) -> None:
        sheet, row, column = self.where(table, key, role)
        self.sheets[sheet][row, column] = cell

    def write(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        self.sheets[sheet][row, column] = Cell(value)

    def enter(self, text: str, cell: Cell) -> None:
        """Put a cell where the form asks for an entry (``A.1.1||points``)."""
        wanted = address(text)
        for spot, planned in form_map(self.campaign).cells.items():
            if planned.input and planned.address == wanted:
                self.put(spot.table, spot.key, spot.role, cell)
                return
        raise KeyError(text)

    def recalculate(self) -> None:
        """What a spreadsheet does after an entry: the computed points follow, for the year."""
        reading = read_form(self.snapshot, self.campaign)
        scored = score(self.campaign, reading.unit, reading.entries, Period.YEAR)
        for line in scored.lines:
            if line.item is None:
                shown = line.state.label if line.computed is None else float(line.computed)
                self.put("scores", f"{line.criterion}|", "computed", Cell(shown, formula=True))

    def move(self, sheet: str, to: Callable[[int, int], Position | None]) -> None:
        """Give each cell of a sheet a new position; None deletes it."""
        moved = {to(*at): cell for at, cell in self.sheets[sheet].items()}
        self.sheets[sheet] = {at: cell for at, cell in moved.items() if at is not None}

    def insert_row(self, sheet: str, above: int) -> None:
        self.move(sheet, lambda r, c: (r + 1 if r >= above else r, c))

    def delete_row(self, sheet: str, row: int) -> None:
        self.move(sheet, lambda r, c: None if r == row else (r - 1 if r > row else r, c))

    def insert_column(self, sheet: str, before: int) -> None:
        self.move(sheet, lambda r, c: (r, c + 1 if c >= before else c))

    def delete_column(self, sheet: str, column: int) -> None:
        self.move(sheet, lambda r, c: None if c == column else (r, c - 1 if c > column else c))

    def copy_row(self, table: str, key: str) -> None:
        """Copy a row to the line below it, as Insert Copied Cells does."""
        sheet, row, _ = self.where(table, key, next(iter(self.table(table).roles)))
        self.insert_row(sheet, row + 1)
        copies = {(r + 1, c): x for (r, c), x in self.sheets[sheet].items() if r == row}
        self.sheets[sheet].update(copies)

    def copy_column(self, table: str, role: str) -> None:
        found = self.table(table)
        column = found.roles[role]
        self.insert_column(found.sheet, column + 1)
        cells = self.sheets[found.sheet]
        cells.update({(r, c + 1): x for (r, c), x in cells.items() if c == column})

    def copy_sheet(self, sheet: str, name: str) -> None:
        self.sheets[name] = dict(self.sheets[sheet])
        self.shown[name] = self.shown[sheet]

    def rename_sheet(self, sheet: str, name: str) -> None:
        self.sheets = {name if n == sheet else n: cells for n, cells in self.sheets.items()}
        self.shown[name] = self.shown[sheet]

    def delete_sheet(self, sheet: str) -> None:
        del self.sheets[sheet]

    def meta(self, key: str, value: str) -> None:
        self.put("meta", f"||{key}", "value", Cell(value))


def raw(value: object) -> CellValue:
    """A value of a test file as a spreadsheet stores it."""
    match value:
        case bool() | str() | dt.date() | None:
            return value
        case int() | float() | Decimal():
            return float(value)
    raise TypeError(value)


def entry_value(value: object) -> EntryValue:
    match value:
        case str() | dt.date():
            return value
        case int() | Decimal():
            return Decimal(value)
    raise TypeError(value)


def entries_of(values: Mapping[str, object]) -> Entries:
    return Entries(
        Entry(address(text), raw(value), entry_value(value)) for text, value in values.items()
    )


def built(
    folder: Path, campaign: Campaign, unit: str | None, values: Mapping[str, object] | None = None
) -> Path:
    """A form file with these entries (``{}`` for a blank one), the year chosen if it is filled."""
    filled = entries_of(values or {})
    content = build_form(
        campaign,
        None if unit is None else campaign.units[unit],
        issued_at=ISSUED,
        entries=filled,
        period=Period.YEAR if values else None,
    )
    path = folder / "bieu.xlsx"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="session")
def all_kinds() -> Campaign:
    loaded = load_campaign((TESTS / "campaigns" / "all-kinds.toml").read_bytes())
    assert loaded.campaign is not None
    return loaded.campaign


@pytest.fixture(scope="session")
def filled() -> Mapping[str, object]:
    """The entries of a form in which nothing is wrong."""
    text = (TESTS / "should_fail" / "filled_form.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


@pytest.fixture(scope="session")
def filled_snapshot(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    return read_workbook(built(tmp_path_factory.mktemp("form"), all_kinds, "BB", filled))


@pytest.fixture
def form(all_kinds: Campaign, filled_snapshot: Snapshot) -> Form:
    """A form of the campaign all-kinds, filled in for the year, in which nothing is wrong."""
    return Form(filled_snapshot, all_kinds)


@pytest.fixture(scope="session")
def forms() -> ModuleType:
    """This module: its functions make entries out of the values of a test file."""
    return sys.modules[__name__]
