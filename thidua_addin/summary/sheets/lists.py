"""The frame of a list sheet: title, note, marker row, header, printing."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from thidua_addin.summary.layout import PERIOD_TITLES, Canvas, SheetName, put_end, put_marker
from thidua_addin.workbook.styles import ILLUSTRATIVE_FILL, fit_row, put_text, set_page

TITLE_ROW, NOTE_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(6)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: heading, width in characters, role in the hidden marker row."""

    heading: str
    width: float
    role: str = ""


def start_list(
    canvas: Canvas, name: SheetName, title: str, note: str, columns: tuple[Column, ...]
) -> Worksheet:
    """A new sheet ready for rows from ``FIRST_ROW``; its columns stand from 1 on."""
    sheet, styles = canvas.add(name), canvas.styles
    set_page(sheet, landscape=True, print_title=canvas.campaign.title)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    campaign = canvas.campaign
    whole = f"{title} NĂM {campaign.year} – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, TITLE_ROW, 1, whole, styles.plain(bold=True, font_size=13))
    put_text(sheet, NOTE_ROW, 1, note, styles.plain(italic=True))
    if campaign.illustrative:
        text = "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm"
        banner = styles.plain(bold=True, bg_color=ILLUSTRATIVE_FILL)
        sheet.merge_range(BANNER_ROW, 1, BANNER_ROW, len(columns), text, banner)
    header = styles.header()
    for column, what in enumerate(columns, start=1):
        sheet.set_column(column, column, what.width)
        put_text(sheet, HEADER_ROW, column, what.heading, header)
    fit_row(sheet, HEADER_ROW, [(c.heading, c.width) for c in columns], bold=True)
    put_marker(
        sheet,
        MARKER_ROW,
        name.name.lower(),
        {i: c.role for i, c in enumerate(columns, 1) if c.role},
    )
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(HEADER_ROW)
    return sheet


def end_list(canvas: Canvas, sheet: Worksheet, row: int, columns: int, empty: str) -> None:
    """Close the list at ``row``: a filter over the rows, or a friendly line where there is none."""
    if row == FIRST_ROW:
        style = canvas.styles.cell(italic=True, align="center")
        if columns > 1:
            sheet.merge_range(row, 1, row, columns, empty, style)
        row += 1
    else:
        sheet.autofilter(HEADER_ROW, 1, row - 1, columns)
    put_end(sheet, row)
    sheet.print_area(0, 1, row - 1, columns)
