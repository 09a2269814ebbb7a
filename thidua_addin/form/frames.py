"""What a form is besides its entries, kept of forms that had nothing wrong with it.

In a folder most forms are laid out alike: the same labels, codes, formulas and merges stand in
the same cells. Looking for lost rows, changed titles and notes beside the tables then finds the
same nothing each time, at twice the cost of reading the entries. So of a form without any such
finding its frame is kept: every cell but the entries and what formulas show. A form with the very
same frame has no such finding either, and its entries stand in the same cells; any other one is
looked through from the start. Above and below the tables the unit's name, dates and the line with
the check code may differ, as they do between the forms of two units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from scoring.campaign import Unit
from scoring.fields import Address
from scoring.snapshot import Box, Cell, CellValue, Place, SheetSnapshot, Snapshot
from scoring.text import vn_key
from thidua_addin.form.extra import NO_SHEETS
from thidua_addin.form.meta import META_TABLE, FormMeta
from thidua_addin.form.model import FormCell
from thidua_addin.form.own_content import is_code_line, masked
from thidua_addin.workbook.tables import find_tables, is_marker, sheet_tables

__all__ = ["Frame", "Frames", "Spots"]

Position: TypeAlias = tuple[int, int]
_Plain: TypeAlias = Callable[[str], str]

_KEPT: Final = 8
"""Frames, the latest first: one for each program that people saved their forms with, and more."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where a form's fields stand; ``unit`` is the cell that says whose form it is."""

    cells: tuple[FormCell, ...]
    places: Mapping[Address, Place]
    live: Mapping[str, Place]
    unit: Place | None


@dataclass(frozen=True, slots=True)
class _SheetFrame:
    """A sheet without what is entered: ``cells`` have no formulas, ``formulas`` no results.

    ``free`` are the positions where anything may stand; ``varied`` those beside the tables where
    the words differ from unit to unit, with what the words say for any unit.
    """

    name: str
    merged: tuple[Box, ...]
    cells: Mapping[Position, CellValue]
    formulas: frozenset[Position]
    free: frozenset[Position]
    varied: Mapping[Position, str]

    def fits(self, sheet: SheetSnapshot, plain: _Plain) -> bool:
        """Whether the sheet is this one but for its entries and results."""
        if sheet.name != self.name or sheet.merged != self.merged:
            return False
        cells, formulas, free = self.cells, self.formulas, self.free
        fixed = results = 0
        for position, cell in sheet.cells.items():
            if position in free:
                continue
            if cell.formula:
                if position not in formulas:
                    return False
                results += 1
            elif cell.error is not None or position not in cells:
                return False
            elif cells[position] == cell.value or self._varies(position, cell.value, plain):
                fixed += 1
            else:
                return False
        return fixed == len(cells) and results == len(formulas)

    def _varies(self, at: Position, value: CellValue, plain: _Plain) -> bool:
        return at in self.varied and isinstance(value, str) and plain(value) == self.varied[at]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame with the campaign and kind of form that it was found flawless for."""

    about: tuple[str, bool]
    sheets: tuple[_SheetFrame, ...]
    spots: Spots

    def fits(
        self, about: tuple[str, bool], sheets: tuple[SheetSnapshot, ...], plain: _Plain
    ) -> bool:
        """Whether these sheets of such a form are the same but for the entries."""
        return (
            self.about == about
            and len(self.sheets) == len(sheets)
            and all(f.fits(s, plain) for f, s in zip(self.sheets, sheets, strict=True))
        )


class Frames:
    """The frames met so far while forms are read for one campaign, the latest first."""

    def __init__(self) -> None:
        self._known: list[Frame] = []

    def find(self, snapshot: Snapshot, meta: FormMeta, unit: Unit | None) -> Spots | None:
        """Where the fields stand, if the frame of the unit's form is a known one."""
        sheets = _framed(snapshot)
        if sheets is None:
            return None
        plain = _plain_for(unit)
        about = (meta.campaign_hash, bool(meta.unit))
        for number, frame in enumerate(self._known):
            if frame.fits(about, sheets, plain):
                self._known.insert(0, self._known.pop(number))
                return frame.spots
        return None

    def learn(self, snapshot: Snapshot, meta: FormMeta, unit: Unit | None, spots: Spots) -> None:
        """Keep the frame of a form about which, besides its entries, nothing was found."""
        sheets = _framed(snapshot)
        if sheets is None or any(_covered(sheet, spots) for sheet in sheets):
            return
        plain = _plain_for(unit)
        framed = tuple(_frame(sheet, spots, plain) for sheet in sheets)
        self._known.insert(0, Frame((meta.campaign_hash, bool(meta.unit)), framed, spots))
        del self._known[_KEPT:]


def _framed(snapshot: Snapshot) -> tuple[SheetSnapshot, ...] | None:
    """The sheets that make the frame; None where another one holds a table or a kept note.

    The program's own sheets hold other words in each form, and say what it is about (``meta``).
    """
    framed = []
    for sheet in snapshot.sheets:
        if vn_key(sheet.name) in NO_SHEETS:
            if any(_is_marker(cell) for cell in sheet.cells.values()):
                return None
        else:
            framed.append(sheet)
    about = {t.sheet for t in find_tables(snapshot) if t.name == META_TABLE}
    return tuple(sheet for sheet in framed if sheet.name not in about)


def _is_marker(cell: Cell) -> bool:
    return isinstance(cell.value, str) and is_marker(cell.value)


def _plain_for(unit: Unit | None) -> _Plain:
    """What a text says whichever unit it is about."""
    of_unit = masked(() if unit is None else (unit,))
    return lambda text: "@" if is_code_line(text) else of_unit(text)


def _frame(sheet: SheetSnapshot, spots: Spots, plain: _Plain) -> _SheetFrame:
    free = frozenset(_free(sheet.name, spots))
    held = {at: cell for at, cell in sheet.cells.items() if at not in free}
    beside = {at: cell.value for at, cell in held.items() if not _in_table(sheet, at[0])}
    texts = {at: value for at, value in beside.items() if isinstance(value, str)}
    return _SheetFrame(
        sheet.name,
        sheet.merged,
        {at: cell.value for at, cell in held.items() if not cell.formula},
        frozenset(at for at, cell in held.items() if cell.formula),
        free,
        {at: plain(text) for at, text in texts.items() if "@" in plain(text)},
    )


def _in_table(sheet: SheetSnapshot, row: int) -> bool:
    return any(table.marker_row <= row <= table.last_row for table in sheet_tables(sheet))


def _free(sheet: str, spots: Spots) -> set[Position]:
    found = {(c.row, c.column) for c in spots.cells if c.input and c.sheet == sheet}
    if spots.unit is not None and spots.unit.sheet == sheet:
        found.add((spots.unit.row, spots.unit.column))
    return found


def _covered(sheet: SheetSnapshot, spots: Spots) -> bool:
    """Whether a merge hides an input: then its value matters to more than the entry."""
    return any(
        top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
        for row, column in _free(sheet.name, spots)
        for top, left, bottom, right in sheet.merged
    )
