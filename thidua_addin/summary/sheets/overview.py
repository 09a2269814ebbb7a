"""``Tổng hợp``: one line a unit with live totals and rank, then the ranking in its order."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Award
from scoring.merge import UnitResult
from scoring.rules.decisions import WhenPoints
from thidua_addin.summary.layout import (
    PERIOD_TITLES,
    Canvas,
    OverviewPlan,
    SheetName,
    literal,
    put_end,
    put_key,
    put_marker,
    put_number,
)
from thidua_addin.summary.printing import packed, print_scale
from thidua_addin.summary.sheets import ranks
from thidua_addin.summary.sheets.heading import (
    ILLUSTRATIVE,
    OFFICIAL,
    PROVISIONAL,
    write_heading,
    write_signatures,
)
from thidua_addin.summary.sheets.notes import basis_of, note_of, order_note
from thidua_addin.workbook.styles import (
    ERROR_FILL,
    ILLUSTRATIVE_FILL,
    PERCENT_FORMAT,
    clean,
    fit_row,
    points_format,
    put_text,
    set_page,
)

_P: Final = OverviewPlan
_LEFT: Final = (_P.RANK, _P.FINAL)
_COLUMNS: Final = (
    (_P.RANK, "Hạng", "A", "rank", 6),
    (_P.UNIT, "Đơn vị", "B", "", 26),
    (_P.COMPUTED, "Điểm hệ thống", "1", "total", 9),
    (_P.SELF, "Điểm tự chấm", "2", "self", 9),
    (_P.APPRAISED, "Điểm thẩm định", "3", "appraised", 9),
    (_P.FINAL, "Điểm cuối", "4", "final", 8),
    (_P.POSSIBLE, "Điểm tối đa được giao", "5", "possible", 9),
    (_P.PERCENT, "Tỷ lệ %", "6", "percent", 10),
    (_P.BONUS, "Điểm thưởng", "7", "bonus", 9),
    (_P.PENALTY, "Điểm trừ", "8", "penalty", 8),
    (_P.STATUS, "Trạng thái, ghi chú", "9", "", 36),
)
"""Column, heading, column number, role, width in characters."""

ONE_PAGE_UNITS: Final = 10
"""Up to so many units the table takes one page; else its headings are on each page."""

_WIDTHS: Final = {column: float(width) for column, _, _, _, width in _COLUMNS}
_SMALL: Final = 10
_HEADINGS: Final = 46.0 + 15
"""Height of the headings, which are on each page."""
_BOARD_TOP: Final = _HEADINGS + 24 + 33
_SIGNATURES: Final = 8 * 15.0
_NUMBER_FIELDS: Final = {
    _P.POSSIBLE: "possible",
    _P.PERCENT: "percent",
    _P.BONUS: "bonus",
    _P.PENALTY: "penalty",
}
"""The columns that follow the points of the ranking: final once it is official, else computed."""
_TOTALS: Final = {
    _P.COMPUTED: SheetName.MATRIX,
    _P.APPRAISED: SheetName.APPRAISED_MATRIX,
    _P.FINAL: SheetName.FINAL_MATRIX,
}
"""The columns with a unit's total, each from its own matrix."""


def write_overview(canvas: Canvas) -> None:
    """Write the sheet: heading, table, ties at an award's boundary, ranking, signatures."""
    sheet = canvas.add(SheetName.OVERVIEW)
    scale = _page(canvas, sheet)
    _title(canvas, sheet)
    _header(canvas, sheet)
    figures = ranks.rank_figures(canvas.campaign, canvas.result.units)
    for index, (unit, ranking) in enumerate(zip(canvas.result.units, figures, strict=True)):
        _unit(canvas, sheet, _P.FIRST_ROW + index, unit, ranking)
    put_end(sheet, canvas.overview.last_row + 1)
    _notes(canvas, sheet)
    breaks = _board(canvas, sheet, figures, scale)
    sheet.set_h_pagebreaks([canvas.overview.board_row, *breaks])
    write_signatures(canvas, sheet, canvas.overview.board_last + 2, _LEFT, _P.STATUS)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _page(canvas: Canvas, sheet: Worksheet) -> int:
    """Columns and printing; the print scale in percent."""
    set_page(sheet, landscape=True, print_title=canvas.foot)
    scale = print_scale(_WIDTHS.values(), smallest=_SMALL)
    # Not "fit to": Excel then ignores page breaks.
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    if not _one_page(canvas):
        sheet.repeat_rows(_P.HEADER_ROW, _P.NUMBER_ROW)
    free = canvas.styles.plain(locked=False)
    last = ranks.last_column(canvas.overview)
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for column, _, _, _, width in _COLUMNS:
        sheet.set_column(column, column, width)
    sheet.set_column(_P.ELIGIBLE, last, 8, None, {"hidden": True})
    sheet.set_column(last + 1, last + 30, 10, free)
    sheet.freeze_panes(_P.FIRST_ROW, 0)
    sheet.print_area(0, _P.RANK, canvas.overview.board_last + 8, _P.STATUS)
    return scale


def _one_page(canvas: Canvas) -> bool:
    return len(canvas.result.units) <= ONE_PAGE_UNITS


def _title(canvas: Canvas, sheet: Worksheet) -> None:
    campaign, styles = canvas.campaign, canvas.styles
    half = sum(_WIDTHS[column] for column in range(_P.RANK, _P.FINAL + 1))
    write_heading(canvas, sheet, _LEFT, _P.STATUS, half)
    title = f"BẢNG TỔNG HỢP KẾT QUẢ CHẤM ĐIỂM THI ĐUA NĂM {campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    big = styles.plain(bold=True, align="center", font_size=14)
    sheet.merge_range(4, _P.RANK, 4, _P.STATUS, title, big)
    sheet.set_row(4, 24)
    if any(unit.sheet is not None for unit in canvas.result.units):
        loud = styles.plain(bold=True, align="center", font_size=12)
        row = _P.BASIS_ROW
        sheet.merge_range(row, _P.RANK, row, _P.STATUS, basis_of(canvas), loud)
        sheet.set_row(row, 18)
        italic = styles.plain(italic=True, align="center")
        row = _P.STATE_ROW
        sheet.merge_range(row, _P.RANK, row, _P.STATUS, "", italic)
        _state(canvas, sheet, row, italic)
    if campaign.illustrative:
        _banner(canvas, sheet)
    sheet.set_row(_P.BANNER_ROW + 1, 6)


def _state(canvas: Canvas, sheet: Worksheet, row: int, style: Format) -> None:
    """What the ranking stands on; the hidden cell beside says it to the formulas."""
    plan = canvas.overview
    final = canvas.result.rank_basis == "final"
    eligible, points = plan.down(_P.ELIGIBLE), plan.down(_P.FINAL)
    waiting = f"SUMPRODUCT({eligible}*(1-ISNUMBER({points})))"
    formula = f"IF(AND(SUM({eligible})>0,{waiting}=0),1,0)"
    place = (_P.BASIS_ROW, _P.ELIGIBLE)
    canvas.put(sheet, place, formula, int(final), canvas.styles.plain())
    said = f"IF({plan.official}=1,{literal(OFFICIAL)},{literal(PROVISIONAL)})"
    canvas.put(sheet, (row, _P.RANK), said, OFFICIAL if final else PROVISIONAL, style)


def _banner(canvas: Canvas, sheet: Worksheet) -> None:
    campaign, row = canvas.campaign, _P.BANNER_ROW
    banner = canvas.styles.plain(
        bold=True, align="center", bg_color=ILLUSTRATIVE_FILL, text_wrap=True, border=1
    )
    note = f"MINH HỌA – {campaign.status_note}" if campaign.status_note else ILLUSTRATIVE
    sheet.merge_range(row, _P.RANK, row, _P.STATUS, clean(note), banner)
    fit_row(sheet, row, [(note, sum(_WIDTHS.values()))], bold=True, least=18)


def _header(canvas: Canvas, sheet: Worksheet) -> None:
    roles = {column: role for column, _, _, role, _ in _COLUMNS if role}
    put_marker(sheet, _P.MARKER_ROW, "overview", roles)
    header = canvas.styles.header()
    numbers = canvas.styles.cell(italic=True, align="center", font_size=_SMALL)
    for column, text, number, _, _ in _COLUMNS:
        put_text(sheet, _P.HEADER_ROW, column, text, header)
        put_text(sheet, _P.NUMBER_ROW, column, f"({number})", numbers)
    sheet.set_row(_P.HEADER_ROW, 46)


def _unit(
    canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult, figures: ranks.RankFigures
) -> None:
    styles = canvas.styles
    put_key(sheet, row, unit=unit.unit)
    key = xl_rowcol_to_cell(row, 0, col_abs=True)
    put_text(sheet, row, _P.UNIT, unit.name, styles.cell())
    points = canvas.number(points_format(canvas.campaign.places))
    if unit.sheet is None:
        for column in (_P.SELF, *_TOTALS, *_NUMBER_FIELDS):
            put_number(sheet, row, column, None, styles.cell(align="center"))
        put_number(sheet, row, _P.TOTAL, None, styles.plain())
    else:
        _points_of(canvas, sheet, row, unit, key)
        put_number(sheet, row, _P.SELF, unit.sheet.self_totals.total, points)
    ranks.write_unit(canvas, sheet, row, unit, figures)
    rank, ranked = xl_rowcol_to_cell(row, _P.RANK), canvas.overview.down(_P.RANK)
    note = note_of(canvas, unit)
    put_text(sheet, row, _P.NOTE, note, styles.plain())
    tied = f'IF(ISNUMBER({rank}),IF(COUNTIF({ranked},{rank})>1,"Đồng hạng. ",""),"")'
    formula = f"{tied}&{xl_rowcol_to_cell(row, _P.NOTE)}"
    shown = clean(("Đồng hạng. " if unit.tied else "") + note)
    canvas.put(sheet, (row, _P.STATUS), formula, shown, styles.cell(font_size=_SMALL))
    cells = [(shown, _WIDTHS[_P.STATUS]), (unit.name, _WIDTHS[_P.UNIT])]
    fit_row(sheet, row, cells, size=_SMALL, least=18)


def _points_of(canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult, key: str) -> None:
    """The unit's totals, and what follows the points of the ranking."""
    plan, matrix = canvas.overview, canvas.matrix
    for column, name in _TOTALS.items():
        value = _value(unit, column)
        style = _number_style(canvas, column, value)
        formula = matrix.of_unit(matrix.totals["total"], key, name)
        canvas.put(sheet, (row, column), formula, value, style)
    computed, final = (xl_rowcol_to_cell(row, c) for c in (_P.COMPUTED, _P.FINAL))
    ranked = f"IF({plan.official}=1,{final},{computed})"
    total = None if unit.ranked_sheet is None else unit.ranked_sheet.totals.total
    if canvas.result.rank_basis == "final":
        total = unit.numbers.final
    canvas.put(sheet, (row, _P.TOTAL), ranked, total, canvas.styles.plain())
    for column, field in _NUMBER_FIELDS.items():
        where = matrix.totals[field]
        formula = (
            f"IF({plan.official}=1,{matrix.of_unit(where, key, SheetName.FINAL_MATRIX)},"
            f"{matrix.of_unit(where, key)})"
        )
        value = _value(unit, column)
        canvas.put(sheet, (row, column), formula, value, _number_style(canvas, column, value))


def _value(unit: UnitResult, column: int) -> Decimal | None:
    numbers = unit.numbers
    if column in _TOTALS:
        return {
            _P.COMPUTED: numbers.computed,
            _P.APPRAISED: numbers.appraised,
            _P.FINAL: numbers.final,
        }[column]
    assert unit.ranked_sheet is not None
    totals = unit.ranked_sheet.totals
    return {
        _P.POSSIBLE: totals.assigned_max,
        _P.PERCENT: totals.percent,
        _P.BONUS: totals.bonus,
        _P.PENALTY: totals.penalty,
    }[column]


def _number_style(canvas: Canvas, column: int, value: Decimal | None) -> Format:
    percent = column == _P.PERCENT
    shown = PERCENT_FORMAT if percent else points_format(canvas.campaign.places)
    totals = _P.FINAL if canvas.result.rank_basis == "final" else _P.COMPUTED
    bold = column == (_P.PERCENT if canvas.campaign.ranks_by_percent else totals)
    if value is None:
        return canvas.styles.cell(align="center", num_format=shown, bold=bold)
    return canvas.number(shown, bold=bold)


def _notes(canvas: Canvas, sheet: Worksheet) -> None:
    plan, styles = canvas.overview, canvas.styles
    row = plan.notes_row
    for award in canvas.campaign.awards:
        places = canvas.campaign.places_of(award)
        if places is not None:
            _boundary(canvas, sheet, row, award, places)
            row += 1
    text = (
        "Cột (2) là tổng điểm đơn vị đề nghị; cột (3), (4) ghi “–” khi Cụm chưa thẩm định xong. "
        "Hạng và các cột (5) - (8) theo điểm cuối khi mọi đơn vị được xếp hạng đã có điểm cuối, "
        "trước đó theo điểm hệ thống."
    )
    if canvas.live:
        text += " Hạng và các cột (1), (3) - (8) là công thức, tính từ các trang ma trận điểm."
    if any(isinstance(d.when, WhenPoints) for d in canvas.campaign.decisions):
        text += " Điều kiện theo điểm được xét lại mỗi lần bấm Tổng hợp."
    small = styles.plain(italic=True, font_size=_SMALL, text_wrap=True)
    _across(sheet, row, text, small)


def _across(sheet: Worksheet, row: int, text: str, style: Format) -> None:
    sheet.merge_range(row, _P.RANK, row, _P.STATUS, text, style)
    fit_row(sheet, row, [(text, sum(_WIDTHS.values()))])


def _boundary(canvas: Canvas, sheet: Worksheet, row: int, award: Award, quota: int) -> None:
    """A loud line while more units share a place within the quota than the quota holds."""
    ranked = canvas.overview.down(_P.RANK)
    text = f"CẢNH BÁO: có đơn vị đồng hạng ở ranh giới {quota} suất “{award.title}”."
    text = f"{text[:180]} Cụm phải họp quyết định."
    crossing = sum(u.rank is not None and u.rank <= quota for u in canvas.result.units) > quota
    formula = f'IF(COUNTIF({ranked},"<={quota}")>{quota},{literal(text)},"")'
    loud = canvas.styles.plain(bold=True, font_color="#B00020")
    canvas.put(sheet, (row, _P.RANK), formula, text if crossing else "", loud)
    whole = (row, _P.RANK, row, _P.STATUS)
    fill = canvas.workbook.add_format({"bg_color": ERROR_FILL})
    criteria = f'=${xl_rowcol_to_cell(row, _P.RANK)}<>""'
    sheet.conditional_format(*whole, {"type": "formula", "criteria": criteria, "format": fill})


def _board(
    canvas: Canvas, sheet: Worksheet, figures: tuple[ranks.RankFigures, ...], scale: int
) -> list[int]:
    """The units in the order of their ranks; ties in the campaign's order, unranked ones last.

    Its columns are those of the table above, whose headings serve both when they are repeated.
    Gives the rows at which pages break, so that the signatures stay with the last unit.
    """
    plan, styles = canvas.overview, canvas.styles
    title = "BẢNG XẾP HẠNG"
    put_text(sheet, plan.board_row, _P.RANK, title, styles.plain(bold=True, font_size=12))
    sheet.set_row(plan.board_row, 24)
    sentence = ". ".join(filter(None, (basis_of(canvas), order_note(canvas))))
    if any(unit.rank is not None for unit in canvas.result.units):
        italic = styles.plain(italic=True, text_wrap=True)
        _across(sheet, plan.board_row + 1, f"{sentence.rstrip('.')}.", italic)
    header, top = styles.header(), plan.board_first - 1
    for column, text, _, _, _ in _COLUMNS:
        put_text(sheet, top, column, text, header)
    sheet.set_row(top, 46, None, {"hidden": not _one_page(canvas)})
    lines = dict(
        _board_line(canvas, sheet, ranking.order, unit)
        for unit, ranking in zip(canvas.result.units, figures, strict=True)
    )
    lines[plan.board_last] += _SIGNATURES
    return packed(sorted(lines.items()), scale, _BOARD_TOP, _HEADINGS)


def _board_line(
    canvas: Canvas, sheet: Worksheet, place: int, unit: UnitResult
) -> tuple[int, float]:
    """One place of the ranking: its row and height."""
    plan, styles = canvas.overview, canvas.styles
    row = plan.board_first + place - 1
    sheet.write_number(row, _P.ELIGIBLE, place)
    wanted = xl_rowcol_to_cell(row, _P.ELIGIBLE, col_abs=True)
    line = f"MATCH({wanted},{plan.down(_P.ORDER)},0)"

    def found(column: int) -> str:
        return f"INDEX({plan.down(column)},{line})"

    note = note_of(canvas, unit)
    shown = clean(("Đồng hạng. " if unit.tied else "") + note)
    centred = styles.cell(align="center", bold=True, num_format="0")
    canvas.put(sheet, (row, _P.RANK), found(_P.RANK), unit.rank, centred)
    canvas.put(sheet, (row, _P.UNIT), found(_P.UNIT), clean(unit.name), styles.cell())
    for column in (_P.COMPUTED, _P.SELF, _P.APPRAISED, _P.FINAL, *_NUMBER_FIELDS):
        value = _board_value(unit, column)
        style = _number_style(canvas, column, value)
        canvas.put(sheet, (row, column), found(column), value, style)
    small = styles.cell(font_size=_SMALL)
    canvas.put(sheet, (row, _P.STATUS), found(_P.STATUS), shown, small)
    cells = [(shown, _WIDTHS[_P.STATUS]), (unit.name, _WIDTHS[_P.UNIT])]
    return row, fit_row(sheet, row, cells, size=_SMALL, least=18)


def _board_value(unit: UnitResult, column: int) -> Decimal | None:
    if unit.sheet is None:
        return None
    return unit.sheet.self_totals.total if column == _P.SELF else _value(unit, column)
