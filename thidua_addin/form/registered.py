"""A form for any unit becomes one unit's once a registration was sealed from it.

The button that seals notes the unit and the check code of its registration down on the very
hidden sheet, in the only two cells of it that are not locked. From then on the list of units
offers that one alone, and every reader of the form names another choice.
"""

from __future__ import annotations

from typing import Final

from scoring.snapshot import Snapshot
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.patch import Block
from thidua_addin.workbook.tables import find_tables

__all__ = [
    "REGISTERED_CELL",
    "REGISTERED_CODE",
    "REGISTERED_FIRST_ROW",
    "REGISTERED_UNIT",
    "registered_blocks",
]

REGISTERED_UNIT: Final = "registered_unit"
REGISTERED_CODE: Final = "registered_code"
"""The rows of the table ``meta``: the unit's code, the check code of its registration."""

REGISTERED_FIRST_ROW: Final = 4
"""Where the first of them stands in a fresh form, the second below it."""
REGISTERED_CELL: Final = f"'{FormSheetName.META}'!$B${REGISTERED_FIRST_ROW}"


def registered_blocks(snapshot: Snapshot, unit: str, check_code: str) -> tuple[Block, ...]:
    """What to write after a registration; nothing in a form that was issued to one unit."""
    said = {f"||{REGISTERED_UNIT}": unit, f"||{REGISTERED_CODE}": check_code}
    return tuple(
        Block(table.sheet, row.row, table.roles["value"], ((said[row.key],),))
        for table in find_tables(snapshot)
        if table.name == "meta" and "value" in table.roles
        for row in table.rows
        if row.key in said
    )
