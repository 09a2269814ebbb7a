"""A snapshot as it crosses from one process to another: a few long tuples of plain values.

Pickling every cell as an object costs more than reading the file did. Sheets cross as they are,
without their cells.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Final, TypeAlias

from scoring.snapshot import BLANK, Cell, CellValue, SheetSnapshot, Snapshot

_More: TypeAlias = tuple[bool | str | None, ...]
"""What a cell is besides its value, in the order of its fields."""

_Cells: TypeAlias = tuple[
    tuple[tuple[int, int], ...], tuple[CellValue, ...], tuple[tuple[int, _More], ...]
]
"""Positions, values, and more of the cells (by index) that are more than their value."""

PackedSnapshot: TypeAlias = tuple[Snapshot, tuple[tuple[SheetSnapshot, _Cells], ...]]

_more: Final[Callable[[Cell], _More]] = attrgetter(
    *(field.name for field in dataclasses.fields(Cell) if field.name != "value")
)
_PLAIN: Final = _more(BLANK)


def packed(snapshot: Snapshot) -> PackedSnapshot:
    """The snapshot with its cells apart."""
    sheets = tuple((replace(s, cells={}), _packed_cells(s)) for s in snapshot.sheets)
    return replace(snapshot, sheets=()), sheets


def unpacked(crossed: PackedSnapshot) -> Snapshot:
    """What ``packed`` was given."""
    snapshot, sheets = crossed
    return replace(snapshot, sheets=tuple(_with_cells(sheet, cells) for sheet, cells in sheets))


def _packed_cells(sheet: SheetSnapshot) -> _Cells:
    cells = tuple(sheet.cells.values())
    found = ((number, _more(cell)) for number, cell in enumerate(cells))
    special = tuple((number, more) for number, more in found if more != _PLAIN)
    return tuple(sheet.cells), tuple(cell.value for cell in cells), special


def _with_cells(sheet: SheetSnapshot, crossed: _Cells) -> SheetSnapshot:
    positions, values, special = crossed
    cells = list(map(Cell, values))
    for number, more in special:
        cells[number] = Cell(values[number], *more)  # type: ignore[arg-type]
    return replace(sheet, cells=dict(zip(positions, cells, strict=True)))
