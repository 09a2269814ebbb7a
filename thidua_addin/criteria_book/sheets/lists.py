"""The hidden sheet of lists: kinds of rule, and the choices that each kind has."""

from __future__ import annotations

from thidua_addin.criteria_book.book import Book
from thidua_addin.criteria_book.columns import LISTS
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.validation import USES_FROM
from thidua_addin.criteria_book.words import KINDS, METHODS


def write_lists(book: Book) -> None:
    """Write the sheet; ``validation`` and ``live`` know its columns."""
    sheet = book.sheet(LISTS)
    bold, plain = book.styles.plain(bold=True), book.styles.plain()
    for number, title in enumerate(("Loại quy tắc", "Của loại quy tắc", "Cách tính")):
        sheet.write_string(0, number, title, bold)
        sheet.set_column(number, number, 30)
    for row, kind_label in enumerate(KINDS.values(), start=1):
        sheet.write_string(row, 0, kind_label, plain)
    pairs = [(kind, label) for kind, (_, words) in METHODS.items() for label in words.values()]
    for row, (kind, label) in enumerate(pairs, start=1):
        sheet.write_string(row, 1, KINDS[kind], plain)
        sheet.write_string(row, 2, label, plain)
    for column, parameter in enumerate(PARAMETERS, start=USES_FROM - 1):
        sheet.write_string(0, column, parameter.column.title, bold)
        uses = [(k in parameter.keys) + (k in parameter.required) for k in map(str, KINDS)]
        for row, use in enumerate(uses, start=1):
            sheet.write_number(row, column, use, plain)
        sheet.write_number(1 + len(KINDS), column, column - USES_FROM + 2, plain)
    sheet.protect()
    sheet.hide()
