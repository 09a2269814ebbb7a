"""The campaign's own sheet: one key a row, the value beside it, how to type it."""

from __future__ import annotations

from typing import Final

from thidua_addin.criteria_book.book import INPUT_FILL, Book, put, stored
from thidua_addin.criteria_book.columns import HEAD
from thidua_addin.criteria_book.layout import (
    FIRST_COLUMN,
    HEAD_FIRST_ROW,
    HEAD_MARKER_ROW,
    HEAD_VALUE_COLUMN,
    KEY_COLUMN,
)
from thidua_addin.criteria_book.tables import HEAD_ROWS, HEAD_TABLE_NAME
from thidua_addin.criteria_book.validation import data_validation
from thidua_addin.workbook.styles import fit_row, set_page
from thidua_addin.workbook.tables import END_KEY, MARKER

_WIDTHS: Final = (30.0, 66.0, 56.0)


def write_head(book: Book) -> None:
    """Write the sheet; only the values are open for entries."""
    sheet, styles = book.sheet(HEAD), book.styles
    sheet.set_column(KEY_COLUMN - 1, KEY_COLUMN - 1, 4, None, {"hidden": True})
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(FIRST_COLUMN - 1 + i, FIRST_COLUMN - 1 + i, width)
    title = styles.plain(bold=True, font_size=14)
    sheet.write_string(0, FIRST_COLUMN - 1, "THÔNG TIN ĐỢT THI ĐUA", title)
    sheet.set_row(0, 24)
    hint = "Gõ ở cột Nội dung. Điều chưa có quy định thì ghi “chưa đặt” ở chỗ cho phép."
    sheet.write_string(1, FIRST_COLUMN - 1, hint, styles.plain(italic=True, font_color="#595959"))
    plain = styles.plain()
    sheet.write_string(HEAD_MARKER_ROW - 1, KEY_COLUMN - 1, MARKER + HEAD_TABLE_NAME, plain)
    sheet.write_string(HEAD_MARKER_ROW - 1, HEAD_VALUE_COLUMN - 1, "value", plain)
    sheet.set_row(HEAD_MARKER_ROW - 1, None, None, {"hidden": True})
    for i, text in enumerate(("Mục", "Nội dung", "Cách ghi")):
        sheet.write_string(HEAD_FIRST_ROW - 2, FIRST_COLUMN - 1 + i, text, styles.header())
    sheet.set_row(HEAD_FIRST_ROW - 2, 22)
    for row, column in enumerate(HEAD_ROWS, start=HEAD_FIRST_ROW):
        cell = stored(column, book.head)
        sheet.write_string(row - 1, KEY_COLUMN - 1, f"||{column.role}", plain)
        sheet.write_string(row - 1, FIRST_COLUMN - 1, column.title, styles.cell(bold=True))
        style = book.style(
            column, cell.number_format, bg_color=INPUT_FILL, align="left", valign="vcenter"
        )
        put(sheet, (row, HEAD_VALUE_COLUMN), cell, style)
        muted = styles.cell(italic=True, font_color="#595959")
        sheet.write_string(row - 1, HEAD_VALUE_COLUMN, column.prompt, muted)
        at = (row - 1, HEAD_VALUE_COLUMN - 1)
        sheet.data_validation(*at, *at, data_validation(column, book.layout))
        fit_row(sheet, row - 1, [(cell.text, _WIDTHS[1]), (column.prompt, _WIDTHS[2])], least=20)
    end = HEAD_FIRST_ROW + len(HEAD_ROWS)
    sheet.write_string(end - 1, KEY_COLUMN - 1, END_KEY, plain)
    sheet.set_row(end - 1, None, None, {"hidden": True})
    set_page(sheet, landscape=True, print_title=f"{HEAD} – {book.campaign.title}")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_FIRST_ROW - 2)
    sheet.print_area(0, FIRST_COLUMN - 1, end - 2, HEAD_VALUE_COLUMN)
    sheet.freeze_panes(HEAD_FIRST_ROW - 1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "objects": True,
                       "scenarios": True})  # fmt: skip
