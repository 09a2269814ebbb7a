"""The frame of a list sheet: title, note, marker row, header, printing."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from thidua_addin.summary.layout import (
    KEY_COLUMN,
    PERIOD_TITLES,
    Canvas,
    SheetName,
    put_end,
    put_marker,
)
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.workbook.styles import fit_row, lines_of, put_text, set_page

TITLE_ROW, NOTE_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(6)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: heading, width in characters, role in the hidden marker row.

    Those on the right that are not ``printed`` are only for the screen, or ``hidden`` altogether.
    """

    heading: str
    width: float
    role: str = ""
    printed: bool = True
    hidden: bool = False


def start_list(
    canvas: Canvas, name: SheetName, title: str, note: str, columns: tuple[Column, ...]
) -> Worksheet:
    """A new sheet ready for rows from ``FIRST_ROW``; its columns stand from 1 on."""
    sheet, styles = canvas.add(name), canvas.styles
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    campaign = canvas.campaign
    whole = f"{title} NĂM {campaign.year} – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, TITLE_ROW, 1, whole, styles.plain(bold=True, font_size=13))
    sheet.set_row(TITLE_ROW, 20)
    last = _printed(columns)
    width = sum(column.width for column in columns[:last])
    if lines_of(note, 0.9 * width) == 1 or last == 1:
        put_text(sheet, NOTE_ROW, 1, note, styles.plain(italic=True))
    else:
        wrapped = styles.plain(italic=True, text_wrap=True)
        sheet.merge_range(NOTE_ROW, 1, NOTE_ROW, last, note, wrapped)
        fit_row(sheet, NOTE_ROW, [(note, 0.9 * width)])
    write_banner(canvas, sheet, BANNER_ROW, (1, last), width)
    header = styles.header()
    for column, what in enumerate(columns, start=1):
        sheet.set_column(column, column, what.width, None, {"hidden": what.hidden})
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


def end_list(
    canvas: Canvas, sheet: Worksheet, row: int, columns: tuple[Column, ...], empty: str
) -> None:
    """Close the list at ``row``: a filter over the rows, or a friendly line where there is none."""
    if row == FIRST_ROW:
        style = canvas.styles.cell(italic=True, align="center")
        sheet.merge_range(row, 1, row, _printed(columns), empty, style)
        row += 1
    else:
        # With the hidden keys: a sort must take them along, or inputs change their owners.
        sheet.autofilter(HEADER_ROW, KEY_COLUMN, row - 1, len(columns))
    put_end(sheet, row)
    sheet.print_area(0, 1, row - 1, _printed(columns))


def continued(text: str) -> str:
    """How a row begins that goes on with the row above."""
    return f"{text} (tiếp)"


def _printed(columns: tuple[Column, ...]) -> int:
    """The last column that is printed."""
    return sum(column.printed and not column.hidden for column in columns)
