"""Conditional formats: which parameter cells a row uses, which it needs, which groups are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.snapshot import column_letters
from thidua_addin.criteria_book.book import Book
from thidua_addin.criteria_book.layout import FIRST_COLUMN, PlacedTable
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.tables import (
    CELLS_OF_CONDITION,
    CELLS_OF_DECISION,
    CELLS_OF_TABLE,
)
from thidua_addin.criteria_book.words import CONDITIONS, DECISIONS, KINDS, METHODS, TABLES, Words
from thidua_addin.workbook.styles import ERROR_FILL, GROUP_FILL, WARNING_FILL

UNUSED_FILL: Final = "#D9D9D9"


def colour_table(book: Book, sheet: Worksheet, table: PlacedTable) -> None:
    """The conditional formats of a table, where it has any."""
    match table.spec.name:
        case "criteria":
            _parameters(book, sheet, table)
            _groups(book, sheet, table)
        case "levels":
            for role in ("label", "from", "to", "points", "percent", "off", "count"):
                users = {k for k, cells in CELLS_OF_TABLE.items() if role in cells}
                _by_choice(book, sheet, table, role, ("table", TABLES), users)
        case "decisions":
            for role in ("criterion", "label", "item", "relation", "value"):
                users = {k for k, cells in CELLS_OF_CONDITION.items() if role in cells}
                _by_choice(book, sheet, table, role, ("on", CONDITIONS), users)
            for role in ("effect", "grade", "levels"):
                users = {k for k, cells in CELLS_OF_DECISION.items() if role in cells}
                _by_choice(book, sheet, table, role, ("kind", DECISIONS), users)


def _parameters(book: Book, sheet: Worksheet, table: PlacedTable) -> None:
    for parameter in PARAMETERS:
        role = parameter.column.role
        users = METHODS.keys() if role == "method" else parameter.keys.keys()
        _by_choice(book, sheet, table, role, ("kind", KINDS), users)
        if parameter.required:
            kind = _cell(table, "kind")
            needed = ",".join(f'{kind}="{KINDS[k]}"' for k in sorted(parameter.required))
            missing = f'=AND({_cell(table, role)}="",OR({needed}))'
            _format(book, sheet, table, role, missing, WARNING_FILL)


def _by_choice(
    book: Book,
    sheet: Worksheet,
    table: PlacedTable,
    role: str,
    choice: tuple[str, Words],
    users: Collection[str],
) -> None:
    """Grey where the row's choice does not use the column, red where something stands there."""
    chosen, words = choice
    cell = _cell(table, chosen)
    others = "".join(f',{cell}<>"{words[user]}"' for user in sorted(users))
    filled = f'=AND({cell}<>"",{_cell(table, role)}<>""{others})'
    _format(book, sheet, table, role, filled, ERROR_FILL)
    _format(book, sheet, table, role, f'=AND({cell}<>""{others})', UNUSED_FILL)


def _groups(book: Book, sheet: Worksheet, table: PlacedTable) -> None:
    """Rows that only add up their children stand out, wherever they are moved."""
    last = FIRST_COLUMN + len(table.spec.columns) - len(PARAMETERS) - 1
    rule = f'={_cell(table, "kind")}="{KINDS["sub_sum"]}"'
    bold, fill = {"bold": True, "bg_color": GROUP_FILL}, {"bg_color": GROUP_FILL}
    code_and_title = (FIRST_COLUMN, FIRST_COLUMN + 1)
    for (left, right), look in ((code_and_title, bold), ((FIRST_COLUMN + 2, last), fill)):
        options = {"type": "formula", "criteria": rule, "format": book.workbook.add_format(look)}
        first, below = table.first_row - 1, table.last_row - 1
        sheet.conditional_format(first, left - 1, below, right - 1, options)


def _format(
    book: Book, sheet: Worksheet, table: PlacedTable, role: str, formula: str, fill: str
) -> None:
    column = table.spec.position(role) - 1
    sheet.conditional_format(
        table.first_row - 1,
        column,
        table.last_row - 1,
        column,
        {
            "type": "formula",
            "criteria": formula,
            "format": book.workbook.add_format({"bg_color": fill}),
            "stop_if_true": True,
        },
    )


def _cell(table: PlacedTable, role: str) -> str:
    return f"${column_letters(table.spec.position(role))}{table.first_row}"
