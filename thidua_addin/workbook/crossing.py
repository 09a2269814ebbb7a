"""A snapshot as it crosses from one process to another: a few long tuples of plain values.

Pickling every cell as an object costs more than reading the file did.
"""

from __future__ import annotations

from typing import TypeAlias

from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot, Visibility

_Special: TypeAlias = tuple[int, bool, str | None, bool]
"""Index of a cell that is more than its value: formula, error, cached."""

PackedSheet: TypeAlias = tuple[
    str, str, tuple[tuple[int, int], ...], tuple[CellValue, ...], tuple[_Special, ...]
]
PackedSnapshot: TypeAlias = tuple[str, str, tuple[PackedSheet, ...]]


def packed(snapshot: Snapshot) -> PackedSnapshot:
    """The snapshot without any class of ours."""
    return snapshot.file, snapshot.sha256, tuple(_packed_sheet(s) for s in snapshot.sheets)


def unpacked(snapshot: PackedSnapshot) -> Snapshot:
    """What ``packed`` was given."""
    file, sha256, sheets = snapshot
    return Snapshot(file, sha256, tuple(_unpacked_sheet(sheet) for sheet in sheets))


def _packed_sheet(sheet: SheetSnapshot) -> PackedSheet:
    cells = tuple(sheet.cells.values())
    special = tuple(
        (number, cell.formula, cell.error, cell.cached)
        for number, cell in enumerate(cells)
        if cell.formula or cell.error is not None or not cell.cached
    )
    values = tuple(cell.value for cell in cells)
    return sheet.name, sheet.visibility.value, tuple(sheet.cells), values, special


def _unpacked_sheet(sheet: PackedSheet) -> SheetSnapshot:
    name, visibility, positions, values, special = sheet
    cells = list(map(Cell, values))
    for number, formula, error, cached in special:
        cells[number] = Cell(values[number], formula, error, cached)
    shown = Visibility(visibility)
    return SheetSnapshot(name, shown, dict(zip(positions, cells, strict=True)))
