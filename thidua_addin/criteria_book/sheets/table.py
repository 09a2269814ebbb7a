"""A sheet of tables: titles, hidden markers, headings, rows, spare rows with their drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.snapshot import column_letters
from thidua_addin.criteria_book.book import Book, Stored, put, stored
from thidua_addin.criteria_book.colours import colour_table
from thidua_addin.criteria_book.columns import CRITERIA, Column
from thidua_addin.criteria_book.layout import FIRST_COLUMN, KEY_COLUMN, PlacedTable
from thidua_addin.criteria_book.tables import CRITERIA_COLUMNS
from thidua_addin.criteria_book.validation import data_validation
from thidua_addin.workbook.styles import lines_of, set_page
from thidua_addin.workbook.tables import END_KEY, MARKER

_LINE: Final = 14.5
_LEAST_ROW: Final = 18.0
_PAGE_ROWS: Final = 26
"""Rows of the least height that fit on a page, about."""
_TALLEST: Final = 409.0
_UPRIGHT_HEIGHT: Final = 156.0

_HINTS: Final = {
    CRITERIA: "Mỗi dòng một tiêu chí, theo đúng thứ tự. Cột tham số tô xám: loại quy tắc của dòng "
    "không dùng; tô đỏ: ghi thừa; tô vàng: còn thiếu. Được chèn, xóa, di chuyển cả dòng.",
}
_HINT: Final = "Được chèn, xóa, di chuyển cả dòng; còn dòng trống ở cuối bảng để ghi thêm."


def write_tables(book: Book, name: str) -> None:
    """Write one sheet with the tables that stand on it."""
    sheet = book.sheet(name)
    tables = [t for t in book.layout.values() if t.spec.sheet == name]
    sheet.set_column(KEY_COLUMN - 1, KEY_COLUMN - 1, 4, None, {"hidden": True})
    for column, width in enumerate(_widths(tables), start=FIRST_COLUMN):
        sheet.set_column(column - 1, column - 1, width)
    for table in tables:
        _write(book, sheet, table)
    ranges = (
        f"{column_letters(FIRST_COLUMN)}{t.first_row}:"
        f"{column_letters(FIRST_COLUMN + len(t.spec.columns) - 1)}{t.last_row}"
        for t in tables
    )
    sheet.ignore_errors({"number_stored_as_text": " ".join(ranges)})  # codes such as 1.1
    _page(book, sheet, tables)


def _widths(tables: Sequence[PlacedTable]) -> list[float]:
    count = max(len(t.spec.columns) for t in tables)
    return [
        max(t.spec.columns[i].width for t in tables if i < len(t.spec.columns))
        for i in range(count)
    ]


def _write(book: Book, sheet: Worksheet, table: PlacedTable) -> None:
    spec = table.spec
    _heading(book, sheet, table)
    for row, record in enumerate(table.records, start=table.first_row):
        cells = [stored(column, record) for column in spec.columns]
        for column, cell in zip(spec.columns, cells, strict=True):
            style = book.style(column, cell.number_format, **_look(column))
            put(sheet, (row, spec.position(column.role)), cell, style)
        sheet.set_row(row - 1, _height(spec.columns, cells))
    for row in range(table.first_row + len(table.records), table.last_row + 1):
        for column in spec.columns:
            put(sheet, (row, spec.position(column.role)), Stored(None), book.style(column))
        sheet.set_row(row - 1, _LEAST_ROW)
    for column in spec.columns:
        _validate(book, sheet, table, column)
    colour_table(book, sheet, table)


def _look(column: Column) -> dict[str, object]:
    return {"bold": True} if column.role == "code" else {}


def _heading(book: Book, sheet: Worksheet, table: PlacedTable) -> None:
    spec, plain = table.spec, book.styles.plain()
    title = book.styles.plain(bold=True, font_size=14)
    sheet.write_string(table.title_row - 1, FIRST_COLUMN - 1, spec.title, title)
    sheet.set_row(table.title_row - 1, 24)
    hint = book.styles.plain(italic=True, font_color="#595959")
    sheet.write_string(table.title_row, FIRST_COLUMN - 1, _HINTS.get(spec.sheet, _HINT), hint)
    sheet.write_string(table.marker_row - 1, KEY_COLUMN - 1, MARKER + spec.name, plain)
    sheet.write_string(table.end_row - 1, KEY_COLUMN - 1, END_KEY, plain)
    for row in (table.marker_row, table.end_row):
        sheet.set_row(row - 1, None, None, {"hidden": True})
    upright = False
    for column in spec.columns:
        at = spec.position(column.role) - 1
        sheet.write_string(table.marker_row - 1, at, column.role, plain)
        turned = {"rotation": 90, "font_size": 10} if column.upright else {}
        upright = upright or column.upright
        sheet.write_string(table.header_row - 1, at, column.title, book.styles.header(**turned))
    sheet.set_row(table.header_row - 1, _UPRIGHT_HEIGHT if upright else 34)


def _height(columns: Sequence[Column], cells: Sequence[Stored]) -> float:
    lines = max(
        lines_of(cell.text, column.width - 1.5, bold=column.role == "title")
        for column, cell in zip(columns, cells, strict=True)
    )
    return min(_TALLEST, max(_LEAST_ROW, lines * _LINE + 3))


def _validate(book: Book, sheet: Worksheet, table: PlacedTable, column: Column) -> None:
    at = table.spec.position(column.role) - 1
    kind_cell = ""
    if table.spec.name == "criteria":
        kind_cell = f"${column_letters(table.spec.position('kind'))}{table.first_row}"
    options = data_validation(column, book.layout, kind_cell)
    sheet.data_validation(table.first_row - 1, at, table.last_row - 1, at, options)


def _page(book: Book, sheet: Worksheet, tables: Sequence[PlacedTable]) -> None:
    first, last = tables[0], tables[-1]
    set_page(sheet, landscape=True, print_title=f"{first.spec.sheet} – {book.campaign.title}")
    sheet.set_margins(left=0.59, right=0.39, top=0.59, bottom=0.59)
    sheet.fit_to_pages(1, 0)
    width = FIRST_COLUMN + max(len(t.spec.columns) for t in tables) - 1
    printed = last.header_row + max(len(last.records), 1) + 3
    if first.spec.name == "criteria":
        _two_areas(book, sheet, first, printed)
    else:
        sheet.print_area(0, FIRST_COLUMN - 1, printed - 1, width - 1)
    if len(tables) == 1:
        sheet.repeat_rows(first.header_row - 1)
        frozen = FIRST_COLUMN + (2 if first.spec.name == "criteria" else 1) - 1
        sheet.freeze_panes(first.header_row, frozen)
        # The arrows of a filter would hide half of a narrow heading; sorting needs none.
    breaks, since = [], first.title_row
    for table in tables[1:]:
        if table.end_row - since > _PAGE_ROWS:
            breaks.append(table.title_row - 1)
            since = table.title_row
    if breaks:
        sheet.set_h_pagebreaks(breaks)
    sheet.set_zoom(90)


def _two_areas(book: Book, sheet: Worksheet, table: PlacedTable, printed: int) -> None:
    """The criteria, then their parameters beside code and title: two runs, each one page wide."""
    middle = FIRST_COLUMN + len(CRITERIA_COLUMNS) - 1
    last = FIRST_COLUMN + len(table.spec.columns) - 1
    areas = ((FIRST_COLUMN, table.title_row, middle), (middle + 1, table.header_row, last))
    text = ",".join(
        f"'{CRITERIA}'!${column_letters(a)}${row}:${column_letters(b)}${printed}"
        for a, row, b in areas
    )
    book.workbook.define_name(f"'{CRITERIA}'!_xlnm.Print_Area", f"={text}")
    sheet.repeat_columns(FIRST_COLUMN - 1, FIRST_COLUMN)
