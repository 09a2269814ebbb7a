"""How the rows of a list look once a button has filled them."""

from __future__ import annotations

from typing import Final

from scoring.snapshot import column_letters
from thidua_addin.form.canvas import GRID, Sheet
from thidua_addin.form.sheets.score_hints import add_hint

LIVE_ROWS: Final = 300
"""Rows that look like a table as soon as there is something in them."""


def look_when_filled(sheet: Sheet, first_row: int, first: int, last: int) -> None:
    """Border the rows in which something stands, from ``first_row`` on, over these columns."""
    letters = (column_letters(first), column_letters(last))
    formula = f"COUNTA(${letters[0]}{first_row}:${letters[1]}{first_row})>0"
    area = (first_row, first, first_row + LIVE_ROWS - 1, last)
    add_hint(sheet, area, formula, {"border": 1, "border_color": GRID})
