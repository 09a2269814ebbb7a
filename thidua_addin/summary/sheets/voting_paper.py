"""``Phiếu bầu``: one ballot paper an award, each on a page of its own, to be printed and copied.

Nothing is typed here. Units out of the vote (no submission, a condition that takes the rank) are
not on the paper; ``Bình xét`` says which and why. Above ``layout.LIVE_UNITS`` units the paper
names the best ranked only.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.awards import quota_text
from scoring.campaign import Award
from scoring.merge import UnitResult
from thidua_addin.summary.layout import KEY_COLUMN, Canvas, SheetName
from thidua_addin.summary.sheets.ballot import NO_AWARDS, not_on_paper
from thidua_addin.summary.sheets.heading import MOTTO, NATION, write_banner
from thidua_addin.workbook.styles import clean, fit_row, put_text, set_page

__all__ = ["candidates", "write_voting_paper"]

NUMBER, UNIT, AGREED, REFUSED = range(1, 5)
_WIDTHS: Final = (6.0, 36.0, 22.0, 22.0)
_SIZE: Final = 13
_BEST: Final = 30
"""So many ranked units a paper names in a very large cluster, or three times the quota."""
_HOW: Final = (
    "Cách bỏ phiếu: ở dòng của mỗi đơn vị, đánh dấu × vào một trong hai ô “Đồng ý” hoặc “Không "
    "đồng ý”."
)


def write_voting_paper(canvas: Canvas) -> None:
    """Write the sheet: the papers one below another."""
    sheet = canvas.add(SheetName.VOTING_PAPER)
    set_page(sheet, landscape=False, print_title=canvas.foot)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.set_column(column, column, width)
    row, breaks = 0, []
    for award in canvas.campaign.awards:
        if row:
            breaks.append(row)
        row = _paper(canvas, sheet, row, award)
    if not canvas.campaign.awards:
        plain = canvas.styles.plain(italic=True, text_wrap=True, align="center")
        sheet.merge_range(0, NUMBER, 0, REFUSED, NO_AWARDS, plain)
        sheet.set_row(0, 40)
        row = 1
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, NUMBER, row - 1, REFUSED)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def candidates(canvas: Canvas, award: Award) -> tuple[UnitResult, ...]:
    """The units on the paper of an award, in the campaign's order, which favours nobody."""
    units = tuple(unit for unit in canvas.result.units if not not_on_paper(unit))
    if canvas.live:
        return units
    last = max(_BEST, 3 * (canvas.campaign.places_of(award) or 0))
    return tuple(unit for unit in units if unit.rank is not None and unit.rank <= last)


def _paper(canvas: Canvas, sheet: Worksheet, row: int, award: Award) -> int:
    """One paper from ``row`` on; gives the row after it."""
    row = _heading(canvas, sheet, row, award)
    styles = canvas.styles
    header = styles.header(font_size=_SIZE)
    for column, text in enumerate(("TT", "Đơn vị", "Đồng ý", "Không đồng ý"), start=1):
        put_text(sheet, row, column, text, header)
    sheet.set_row(row, 30)
    row += 1
    text = styles.cell(font_size=_SIZE)
    centred = styles.cell(font_size=_SIZE, align="center")
    for number, unit in enumerate(candidates(canvas, award), start=1):
        sheet.write_number(row, NUMBER, number, centred)
        put_text(sheet, row, UNIT, unit.name, text)
        put_text(sheet, row, AGREED, "☐", styles.cell(font_size=18, align="center"))
        put_text(sheet, row, REFUSED, "☐", styles.cell(font_size=18, align="center"))
        fit_row(sheet, row, [(unit.name, _WIDTHS[UNIT - 1])], size=_SIZE, least=30)
        row += 1
    day = styles.plain(italic=True, align="center", font_size=_SIZE)
    sheet.set_row(row, 12)
    place = clean(canvas.campaign.place)
    written = f"{place}, ngày …… tháng …… năm ……"
    sheet.merge_range(row + 1, AGREED, row + 1, REFUSED, written, day)
    sheet.set_row(row + 1, 22)
    return row + 2


def _heading(canvas: Canvas, sheet: Worksheet, row: int, award: Award) -> int:
    """Cluster and nation, the paper's title, the award, how to vote; gives the row after them."""
    campaign, styles = canvas.campaign, canvas.styles
    bold = styles.plain(bold=True, align="center", text_wrap=True)
    small = styles.plain(bold=True, align="center", font_size=10, shrink=True)
    cluster = clean(campaign.cluster.name.upper())
    sheet.merge_range(row, NUMBER, row + 1, UNIT, cluster, bold)
    sheet.merge_range(row, AGREED, row, REFUSED, NATION, small)
    under = styles.plain(bold=True, align="center", underline=1)
    sheet.merge_range(row + 1, AGREED, row + 1, REFUSED, MOTTO, under)
    left = _WIDTHS[0] + _WIDTHS[1]
    height = fit_row(sheet, row, [(cluster, left)], bold=True, least=36)
    for each in (row, row + 1):
        sheet.set_row(each, height / 2)
    row += 2
    sheet.set_row(row, 14)
    lines = (
        ("PHIẾU BẦU", styles.plain(bold=True, align="center", font_size=16), 16, 26.0),
        (f"Bình xét, đề nghị: {award.title}", styles.plain(
            bold=True, align="center", font_size=_SIZE, text_wrap=True), _SIZE, 22.0),
        (f"Năm {campaign.year}", styles.plain(align="center", font_size=_SIZE), _SIZE, 20.0),
    )  # fmt: skip
    row += 1
    for text, style, size, least in lines:
        sheet.merge_range(row, NUMBER, row, REFUSED, clean(text), style)
        fit_row(sheet, row, [(text, sum(_WIDTHS))], size=size, bold=True, least=least)
        row += 1
    write_banner(canvas, sheet, row, (NUMBER, REFUSED), sum(_WIDTHS))
    plain = styles.plain(text_wrap=True, font_size=_SIZE, valign="top")
    how = f"{_HOW} {quota_text(campaign, award)}."
    sheet.merge_range(row + 1, NUMBER, row + 1, REFUSED, clean(how), plain)
    fit_row(sheet, row + 1, [(how, sum(_WIDTHS) - 6)], size=_SIZE, least=40)
    return row + 2
