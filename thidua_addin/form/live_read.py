"""A sheet of an open workbook as a snapshot: one read of its values, one of its formulas."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from scoring.snapshot import Cell, CellValue, SheetSnapshot, Visibility
from thidua_addin.form.host import HostRefused, TooLarge
from thidua_addin.workbook.limits import FORM_LIMITS
from thidua_addin.workbook.values import moment_value

if TYPE_CHECKING:
    import xlwings

__all__ = ["is_visible", "read_sheet"]

ERRORS: Final = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
)
_NULL_ERROR: Final = -2_146_826_288
"""How Excel gives ``#NULL!``, the first of its errors; all numbers come as float."""
_NEWER_ERRORS: Final = {
    43: "#GETTING_DATA",
    45: "#SPILL!",
    46: "#CONNECT!",
    47: "#BLOCKED!",
    48: "#UNKNOWN!",
    49: "#FIELD!",
    50: "#CALC!",
}
"""By their distance from it: errors that xlwings gives as numbers."""
CELLS_PER_READ: Final = 200_000

_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no file can hold: a closed workbook is read without it, and so is an open one."""
_NO_DAY: Final = dt.date(1899, 12, 30)

Grid: TypeAlias = Sequence[Sequence[object]]


def is_visible(sheet: xlwings.Sheet) -> bool:
    """Whether a person sees the sheet's tab."""
    try:
        return sheet.visible in (True, -1)
    except Exception:  # noqa: BLE001 - a host that does not know shows all
        return True


def read_sheet(sheet: xlwings.Sheet) -> SheetSnapshot:
    """All cells that hold something. Raises TooLarge, HostRefused."""
    used = sheet.used_range
    rows, columns = used.shape
    top, left = used.row, used.column
    if left + columns - 1 > FORM_LIMITS.columns and rows * columns > CELLS_PER_READ:
        raise TooLarge(sheet.name)
    rows = min(rows, FORM_LIMITS.rows - top + 1)  # below, only formats can be told from nothing
    cells: dict[tuple[int, int], Cell] = {}
    step = max(1, CELLS_PER_READ // columns)
    for start in range(0, rows, step):
        count = min(step, rows - start)
        part = used
        if count != used.shape[0]:
            first = (top + start, left)
            part = sheet.range(first, (top + start + count - 1, left + columns - 1))
        values = part.options(ndim=2, err_to_str=True).value
        formulas = _two_dimensional(part.formula, count)
        _add_cells(cells, values, formulas, top + start, left)
    shown = Visibility.VISIBLE if is_visible(sheet) else Visibility.HIDDEN
    return SheetSnapshot(sheet.name, shown, cells)


def _two_dimensional(read: object, rows: int) -> Grid:
    """Formulas as rows of cells: hosts give one cell, one row or one column flat."""
    if not isinstance(read, list | tuple):
        return ((read,),)
    if read and isinstance(read[0], list | tuple):
        return read
    return (read,) if rows == 1 else tuple((cell,) for cell in read)


def _add_cells(
    cells: dict[tuple[int, int], Cell], values: Grid, formulas: Grid, top: int, left: int
) -> None:
    for row, (line, formula_line) in enumerate(zip(values, formulas, strict=True), start=top):
        for column, raw in enumerate(line, start=left):
            formula = formula_line[column - left]
            # A text that begins with "=" is its own formula.
            is_formula = isinstance(formula, str) and formula[:1] == "=" and formula != raw
            if raw is None or raw == "":
                if is_formula:
                    cells[row, column] = Cell(None, True)
                continue
            error = _error(raw)
            value = None if error is not None else _value(raw)
            cells[row, column] = Cell(value, is_formula, error)


def _error(raw: object) -> str | None:
    """The error that a host's answer is, None for a value."""
    if isinstance(raw, str):
        return raw if raw in ERRORS else None
    return _NEWER_ERRORS.get(raw - _NULL_ERROR) if isinstance(raw, int) else None


def _value(raw: object) -> CellValue:
    """A host's value as a snapshot holds it."""
    if isinstance(raw, str):
        return _NO_TEXT.sub("", raw)
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float | Decimal):
        return float(raw)
    if isinstance(raw, dt.datetime):
        plain = raw.replace(tzinfo=None)
        return plain.time().isoformat() if plain.date() <= _NO_DAY else moment_value(plain)
    if isinstance(raw, dt.date):
        return raw
    raise HostRefused(f"a value of type {type(raw).__name__}")
