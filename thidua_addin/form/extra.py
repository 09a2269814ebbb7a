"""What people wrote outside the cells that are read: kept as notes, said as information.

Which texts of a form are its own is learnt from a fresh form of the same campaign, so that
nothing has to be listed twice. Names of units and dates are masked: one fresh form serves all.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import (
    Cell,
    CellValue,
    Place,
    SheetSnapshot,
    Snapshot,
    column_letters,
)
from scoring.text import nfc, vn_key
from thidua_addin.form.grid import Grid
from thidua_addin.form.meta import META_TABLE
from thidua_addin.form.model import FormSheetName, KeptNote
from thidua_addin.form.places import FormMap, Spot
from thidua_addin.form.structure import STATUS_ROLES, unread_cells
from thidua_addin.workbook.tables import MARKER, plain_key

NOTES_FIRST_ROW = 3
NO_SHEETS = frozenset(vn_key(n) for n in (FormSheetName.FINDINGS, FormSheetName.LISTS))
"""Sheets that the program fills by itself."""

_DATE = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_CODE_LINE = "mã kiểm tra:"
_FRESH_AT = dt.datetime(2021, 1, 1)

Position = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class OwnContent:
    """The form's own content: its sheets' keys, values by place, all texts, all numbers.

    Texts are compared as tokens: ``names`` masks what differs from unit to unit.
    """

    sheets: frozenset[str]
    placed: dict[Position, CellValue]
    texts: frozenset[str]
    numbers: frozenset[CellValue]
    names: re.Pattern[str]

    def holds(self, key: str, row: int, column: int, value: CellValue, keyed: bool) -> bool:
        """Whether a value is the form's own: at its place, or moved from there.

        A number proves little: one that moved must stand in a row of a table (``keyed``).
        """
        if self.placed.get((key, row, column)) == value:
            return True
        if isinstance(value, str):
            token = _token(value, self.names)
            return token in self.texts or token.startswith(_CODE_LINE)
        return keyed and value in self.numbers


@dataclass(frozen=True, slots=True)
class Extra:
    """What was found: notes to keep, and the finding that says so."""

    notes: tuple[KeptNote, ...]
    findings: tuple[Finding, ...]


def extra_content(
    snapshot: Snapshot, campaign: Campaign, revision: int, grid: Grid, form: FormMap
) -> Extra:
    """Everything typed that no entry holds: in odd rows, beside and below the tables, on sheets.

    In a form of another ``revision`` the form's own words differ: what stands where a fresh form
    has something of its own is then taken for that.
    """
    unread = list(unread_cells(grid, form))
    taken = {(p.sheet, p.row, p.column) for p in (*_read_places(grid, form), *dict(unread))}
    own = own_content(campaign)
    reworded = set(own.placed) if revision != campaign.revision else set()
    beside = [
        (place, cell)
        for sheet in snapshot.sheets
        if not _is_ours(sheet)
        for place, cell in _strange(sheet, taken, own, _keyed_rows(grid, sheet.name))
        if (vn_key(place.sheet), place.row, place.column) not in reworded
    ]
    notes = (
        *_earlier_notes(snapshot),
        *(_note(place, cell) for place, cell in (*unread, *beside)),
    )
    if not beside:
        return Extra(notes, ())
    place, cell = beside[0]
    params = {"count": str(len(beside)), "value": shown(cell.value)}
    return Extra(notes, (Finding("EXTRA_CONTENT", place, params=params),))


@lru_cache(maxsize=4)
def own_content(campaign: Campaign) -> OwnContent:
    """The content of a fresh form of the campaign."""
    from thidua_addin.form.build import build_form  # costs 200 ms, and most forms come in many
    from thidua_addin.workbook.read import read_workbook

    unit = next(iter(campaign.units.values()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(build_form(campaign, unit, issued_at=_FRESH_AT))
        fresh = read_workbook(path)
    placed: dict[Position, CellValue] = {}
    for sheet in fresh.sheets:
        key = vn_key(sheet.name)
        placed |= {(key, *at): c.value for at, c in sheet.cells.items() if _is_typed(c)}
    names = _names(campaign)
    return OwnContent(
        frozenset(vn_key(sheet.name) for sheet in fresh.sheets),
        placed,
        frozenset(_token(v, names) for v in placed.values() if isinstance(v, str)),
        frozenset(v for v in placed.values() if not isinstance(v, str)),
        names,
    )


def _token(text: str, names: re.Pattern[str]) -> str:
    return _DATE.sub("@", names.sub("@", vn_key(text)))


def _names(campaign: Campaign) -> re.Pattern[str]:
    """All names of all units, the longest first; dots stand for the unit of a template."""
    names = {
        vn_key(name)
        for unit in campaign.units.values()
        for name in (unit.name, unit.governing_body, unit.short_name, unit.province)
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, (*longest_first, "…………"))))


def _strange(
    sheet: SheetSnapshot, taken: set[Position], own: OwnContent, keyed: frozenset[int]
) -> Iterator[tuple[Place, Cell]]:
    key = vn_key(sheet.name)
    reading_sheet = not keyed and key in own.sheets  # such as the list of criteria
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda pair: pair[0]):
        if not _is_typed(cell) or (sheet.name, row, column) in taken:
            continue
        if not own.holds(key, row, column, cell.value, row in keyed or reading_sheet):
            yield Place(sheet.name, row, column), cell


def _read_places(grid: Grid, form: FormMap) -> Iterator[Place]:
    """Markers, keys, and every cell that the reader or the program itself looks after."""
    for table in grid.all_tables():
        columns = {*table.roles.values(), *(c for _, c in table.repeated_roles)}
        for column in (table.key_column, *columns):
            yield Place(table.sheet, table.marker_row, column)
        if table.end_row is not None:
            yield Place(table.sheet, table.end_row, table.key_column)
        for row in table.rows:
            yield Place(table.sheet, row.row, table.key_column)
            for role in table.roles:
                planned = Spot(table.name, row.key, role) in form.cells
                if planned or role in STATUS_ROLES or row.key == "||unit":
                    for column in table.columns(role):
                        yield Place(table.sheet, row.row, column)


def _keyed_rows(grid: Grid, sheet: str) -> frozenset[int]:
    tables = (t for t in grid.all_tables() if t.sheet == sheet)
    return frozenset(row.row for table in tables for row in table.rows)


def _is_ours(sheet: SheetSnapshot) -> bool:
    if vn_key(sheet.name) in NO_SHEETS or vn_key(sheet.name) == vn_key(FormSheetName.NOTES):
        return True
    marker = MARKER + META_TABLE
    return any(
        isinstance(cell.value, str) and "#" in cell.value and plain_key(cell.value) == marker
        for cell in sheet.cells.values()
    )


def _earlier_notes(snapshot: Snapshot) -> Iterator[KeptNote]:
    """The notes that an earlier copy kept, with their first places."""
    for sheet in snapshot.sheets:
        if vn_key(sheet.name) != vn_key(FormSheetName.NOTES):
            continue
        rows = sorted({row for row, _ in sheet.cells if row >= NOTES_FIRST_ROW})
        for row in rows:
            old_sheet, cell, text = (_text(sheet.cell(row, c).value) for c in (1, 2, 3))
            if text:
                yield KeptNote(old_sheet, cell, text)


def _note(place: Place, cell: Cell) -> KeptNote:
    return KeptNote(
        nfc(place.sheet), f"{column_letters(place.column)}{place.row}", _text(cell.value)
    )


def _text(value: CellValue) -> str:
    """The whole text: ``shown`` cuts long ones."""
    return nfc(value) if isinstance(value, str) else "" if value is None else shown(value)


def _is_typed(cell: Cell) -> bool:
    return not cell.formula and cell.value is not None and bool(_text(cell.value).strip())
