"""What people wrote outside the cells that are read: kept as notes, said as information.

Which texts of a form are its own is learnt from what the builder wrote (``own_content``), so that
nothing has to be listed twice. Where the form's own word for that is good enough, and where not,
is argued there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.canonical import campaign_hash
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
from thidua_addin.form.meta import META_TABLE, FormMeta
from thidua_addin.form.model import CHAIR_AREA, FormSheetName, KeptNote
from thidua_addin.form.own_content import OwnContent, Position, own_of, read_digest
from thidua_addin.form.places import FormMap, Spot
from thidua_addin.form.structure import STATUS_ROLES, unread_cells
from thidua_addin.workbook.tables import sheet_tables

NOTES_FIRST_ROW = 3
_FILLED = (FormSheetName.FINDINGS, FormSheetName.RESULTS, FormSheetName.LISTS, CHAIR_AREA)
NO_SHEETS = frozenset(vn_key(name) for name in _FILLED)
"""Sheets that the program fills by itself."""

_FRESH_AT = dt.datetime(2021, 1, 1)
_SHEETS = frozenset(vn_key(name) for name in FormSheetName)

OwnSource = Callable[[FormMeta, Campaign], OwnContent]
"""Where it is known from what is the form's own."""
Keeping = Callable[[OwnContent], tuple[KeptNote, ...]]
"""The notes to keep, once it is known what is the form's own."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A typed cell that the reader does not look after; ``at`` is its place as for own content.

    ``keyed``: it stands in a row of a table, or on a sheet of ours that has none.
    """

    at: Position
    place: Place
    cell: Cell
    keyed: bool


@dataclass(frozen=True, slots=True)
class Extra:
    """What was found: notes to keep, the finding that says so, the notes by another source."""

    notes: tuple[KeptNote, ...]
    findings: tuple[Finding, ...]
    keeping: Keeping


def extra_content(
    snapshot: Snapshot,
    campaign: Campaign,
    meta: FormMeta,
    grid: Grid,
    form: FormMap,
    source: OwnSource,
) -> Extra:
    """Everything typed that no entry holds: in odd rows, beside and below the tables, on sheets.

    In a form of another revision the form's own words differ: what stands where a fresh form has
    something of its own is then taken for that.
    """
    unread = tuple(unread_cells(grid, form))
    taken = {(p.sheet, p.row, p.column) for p in (*_read_places(grid, form), *dict(unread))}
    outside = tuple(
        cell
        for sheet in snapshot.sheets
        if not _is_ours(sheet)
        for cell in _outside(sheet, taken, _keyed_rows(grid, sheet.name))
    )
    earlier = tuple(_earlier_notes(snapshot))
    reworded = meta.campaign_hash != campaign_hash(campaign)

    def beside(own: OwnContent) -> tuple[Outside, ...]:
        return tuple(
            found
            for found in outside
            if not (reworded and found.at in own.placed)
            and not own.holds(found.at, found.cell.value, found.keyed)
        )

    def notes(strange: tuple[Outside, ...]) -> tuple[KeptNote, ...]:
        kept = (*unread, *((found.place, found.cell) for found in strange))
        return (*earlier, *(_note(place, cell) for place, cell in kept))

    strange = beside(source(meta, campaign))
    return Extra(notes(strange), _findings(strange), lambda own: notes(beside(own)))


def _findings(strange: tuple[Outside, ...]) -> tuple[Finding, ...]:
    if not strange:
        return ()
    params = {"count": str(len(strange)), "value": shown(strange[0].cell.value)}
    return (Finding("EXTRA_CONTENT", strange[0].place, params=params),)


def by_fresh_form(meta: FormMeta, campaign: Campaign) -> OwnContent:
    """By a fresh form, whatever the form says: for whoever judges or keeps what was typed."""
    return own_content(campaign)


def by_digest(meta: FormMeta, campaign: Campaign) -> OwnContent:
    """By what the form says, else by a fresh form: only to tell people what their form holds."""
    return read_digest(meta.campaign_hash, meta.own) or own_content(campaign)


@lru_cache(maxsize=4)
def own_content(campaign: Campaign) -> OwnContent:
    """The content of a fresh form of the campaign."""
    from thidua_addin.form.build import fresh_form  # costs 200 ms, and most forms have a digest

    unit = next(iter(campaign.units.values()))
    return own_of(campaign, fresh_form(campaign, unit, _FRESH_AT).written)


def _outside(
    sheet: SheetSnapshot, taken: set[Position], keyed: frozenset[int]
) -> Iterator[Outside]:
    # A sheet without tables is for reading, such as the list of criteria.
    key = vn_key(sheet.name)
    everywhere = not keyed and key in _SHEETS
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda pair: pair[0]):
        if _is_typed(cell) and (sheet.name, row, column) not in taken:
            place = Place(sheet.name, row, column)
            yield Outside((key, row, column), place, cell, everywhere or row in keyed)


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
    return any(table.name == META_TABLE for table in sheet_tables(sheet))


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
