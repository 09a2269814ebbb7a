"""``Phân công chấm chéo``: which unit scores which, marked by the chair; nobody scores itself."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.chair.fields import MARK
from scoring.fields import Address
from scoring.merge import MergeResult
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import (
    LIVE_UNITS,
    PERIOD_TITLES,
    Canvas,
    SheetName,
    put_end,
    put_key,
    put_marker,
    span,
)
from thidua_addin.summary.printing import print_scale
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.workbook.styles import fit_row, put_text, set_page

__all__ = ["has_cross", "write_assignment"]

TITLE_ROW, NOTE_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(6)
SCORER, FIRST_UNIT = 1, 2
_SCORER_WIDTH: Final = 31.0
_UNIT_WIDTH: Final = 11.0
_NARROW: Final = 4.5
_UPRIGHT_FROM: Final = 10
"""From so many units on the headings stand on end, to keep the columns narrow."""
_TOTAL_WIDTH: Final = 10.0
_SMALLEST: Final = 11
_LOCKED: Final = "#BFBFBF"


def has_cross(result: MergeResult) -> bool:
    """Whether a summary of this merge has the sheets of cross-scoring.

    Never of very many units: they appraise and score by cluster.
    """
    return result.campaign.cross is not None and len(result.units) <= LIVE_UNITS


def write_assignment(canvas: Canvas) -> None:
    """Write the sheet: a row for each scorer, a column for each unit to be scored."""
    sheet = canvas.add(SheetName.ASSIGNMENT)
    units = list(canvas.campaign.units.values())
    upright = len(units) >= _UPRIGHT_FROM
    width = _NARROW if upright else _UNIT_WIDTH
    total = FIRST_UNIT + len(units)
    widths = [_SCORER_WIDTH, *(width for _ in units), _TOTAL_WIDTH]
    _page(canvas, sheet, widths)
    roles = {FIRST_UNIT + n: f"assigned@{unit.code}" for n, unit in enumerate(units)}
    put_marker(sheet, MARKER_ROW, "assignment", roles)
    _header(canvas, sheet, upright, total)
    centred = canvas.styles.cell(align="center")
    last = FIRST_ROW + len(units) - 1
    for row, scorer in enumerate(units, start=FIRST_ROW):
        put_key(sheet, row, unit=scorer.code)
        put_text(sheet, row, SCORER, scorer.name, canvas.styles.cell(bold=True))
        for column, subject in enumerate(units, start=FIRST_UNIT):
            if subject is scorer:
                grey = canvas.styles.cell(bg_color=_LOCKED)
                sheet.write_blank(row, column, None, grey)
            else:
                place, address = (row, column), Address(None, subject.code, "assigned")
                put_input(canvas, sheet, place, scorer.code, address, align="center")
        marks = [canvas.result.chair.of(scorer.code).value(None, u.code, "assigned") for u in units]
        count = sum(
            mark is not None and unit is not scorer for mark, unit in zip(marks, units, strict=True)
        )
        across = f"{xl_rowcol_to_cell(row, FIRST_UNIT)}:{xl_rowcol_to_cell(row, total - 1)}"
        canvas.put(sheet, (row, total), f'COUNTIF({across},"{MARK}")', count, centred)
        fit_row(sheet, row, [(scorer.name, _SCORER_WIDTH)], bold=True, least=22)
    put_end(sheet, last + 1)
    _foot(canvas, sheet, last + 2, total)
    sheet.print_area(0, SCORER, last + 2, total)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _page(canvas: Canvas, sheet: Worksheet, widths: list[float]) -> None:
    campaign, styles = canvas.campaign, canvas.styles
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.set_print_scale(print_scale(widths, smallest=_SMALLEST))
    sheet.center_horizontally()
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for column, width in enumerate(widths, start=SCORER):
        sheet.set_column(column, column, width)
    year = f"NĂM {campaign.year} – {PERIOD_TITLES[canvas.result.period]}"
    big = styles.plain(bold=True, font_size=13)
    put_text(sheet, TITLE_ROW, SCORER, f"PHÂN CÔNG CHẤM CHÉO {year}", big)
    sheet.set_row(TITLE_ROW, 20)
    note = "Trên dòng của đơn vị chấm, chọn “x” ở cột của đơn vị được chấm. " + _unmarked(canvas)
    style = styles.plain(italic=True, text_wrap=True)
    last = SCORER + len(widths) - 1
    sheet.merge_range(NOTE_ROW, SCORER, NOTE_ROW, last, note, style)
    fit_row(sheet, NOTE_ROW, [(note, sum(widths))])
    write_banner(canvas, sheet, BANNER_ROW, (SCORER, last), sum(widths))
    sheet.freeze_panes(FIRST_ROW, FIRST_UNIT)
    sheet.repeat_rows(HEADER_ROW)


def _unmarked(canvas: Canvas) -> str:
    """What holds while nothing is marked."""
    cross = canvas.campaign.cross
    if cross is not None and cross.assignment == "all":
        return "Chưa chọn ô nào thì mọi đơn vị chấm mọi đơn vị khác."
    return "Chưa chọn ô nào thì chưa có ai chấm chéo."


def _header(canvas: Canvas, sheet: Worksheet, upright: bool, total: int) -> None:
    styles, units = canvas.styles, list(canvas.campaign.units.values())
    put_text(sheet, HEADER_ROW, SCORER, "Đơn vị chấm \\ được chấm", styles.header())
    turned = styles.header(rotation=90) if upright else styles.header()
    for column, unit in enumerate(units, start=FIRST_UNIT):
        put_text(sheet, HEADER_ROW, column, unit.short_name, turned)
    put_text(sheet, HEADER_ROW, total, "Số đơn vị được giao", styles.header())
    if upright:
        sheet.set_row(HEADER_ROW, 8 + 6.5 * max(len(u.short_name) for u in units))
    else:
        names = [(unit.short_name, _UNIT_WIDTH) for unit in units]
        widest = [*names, ("Số đơn vị được giao", _TOTAL_WIDTH)]
        fit_row(sheet, HEADER_ROW, widest, bold=True, least=34)


def _foot(canvas: Canvas, sheet: Worksheet, row: int, total: int) -> None:
    """How many score each unit."""
    styles, result = canvas.styles, canvas.result
    units = list(canvas.campaign.units)
    put_text(sheet, row, SCORER, "Số đơn vị chấm", styles.cell(bold=True, italic=True))
    for column, subject in enumerate(units, start=FIRST_UNIT):
        count = sum(
            result.chair.of(scorer).value(None, subject, "assigned") is not None
            for scorer in units
            if scorer != subject
        )
        down = span(FIRST_ROW, column, FIRST_ROW + len(units) - 1, column)
        style = styles.cell(align="center", italic=True)
        canvas.put(sheet, (row, column), f'COUNTIF({down},"{MARK}")', count, style)
    sheet.write_blank(row, total, None, styles.cell())
    sheet.set_row(row, 20)
