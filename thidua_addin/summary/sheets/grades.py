"""``Xếp loại``: each unit's grade, live from its total, and the thresholds that it is held against.

Only at the year's end, and only where the campaign has grades.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Grade
from scoring.excel_formula import half_up
from scoring.excel_formula import literal as number_literal
from scoring.grades import GradeScale, base_index, effect_text, grade_scale, outcome, waiting
from scoring.merge import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_number
from scoring.rules.decisions import Effect, Veto
from scoring.terms import NotApplicable, Period
from thidua_addin.summary.layout import (
    NOTHING,
    PERIOD_TITLES,
    Canvas,
    OverviewPlan,
    SheetName,
    fixed,
    literal,
    put_end,
    put_key,
    put_marker,
    put_number,
    quoted,
)
from thidua_addin.summary.printing import packed, print_scale
from thidua_addin.summary.sheets.heading import (
    OFFICIAL,
    PROVISIONAL,
    write_banner,
    write_heading,
    write_signatures,
)
from thidua_addin.workbook.styles import clean, fit_row, points_format, put_text, set_page

BASIS_ROW, STATE_ROW, BANNER_ROW = 5, 6, 7
MARKER_ROW, HEADER_ROW, NUMBER_ROW, FIRST_ROW = 9, 10, 11, 12
RANK, UNIT, TOTAL, VALUE, BY_POINTS, GRADE, WHY, NOTE = range(1, 9)

_COLUMNS: Final = (
    (RANK, "Hạng", "A", "rank", 6),
    (UNIT, "Đơn vị", "B", "", 26),
    (TOTAL, "Tổng điểm", "1", "total", 9),
    (VALUE, "Điểm xét xếp loại", "2", "grade_value", 9),
    (BY_POINTS, "Xếp loại theo điểm", "3", "", 19),
    (GRADE, "Xếp loại", "4", "grade", 19),
    (WHY, "Điều kiện, hạ bậc", "5", "", 28),
    (NOTE, "Ghi chú", "6", "", 22),
)
"""Column, heading, column number, role, width in characters."""

_THRESHOLDS: Final = (
    (RANK, "TT"),
    (UNIT, "Mức xếp loại"),
    (TOTAL, "Từ (điểm)"),
    (BY_POINTS, "Ngưỡng riêng khi không áp dụng"),
    (GRADE, "Đòi hỏi không vi phạm"),
)
_WIDTHS: Final = {column: float(width) for column, _, _, _, width in _COLUMNS}
_LEFT: Final = (RANK, BY_POINTS)
_SMALL: Final = 10
_HEADER_HEIGHT: Final = 33.0
_SIGNATURE_ROWS: Final = 5
_ROW_HEIGHT: Final = 15.0
_MOST_NAMED: Final = 4
"""So many criteria without points are named; more are only counted."""


def has_grades(result: MergeResult) -> bool:
    """Whether a summary of this merge has the sheet."""
    return result.period is Period.YEAR and bool(_grades(result))


def _grades(result: MergeResult) -> tuple[Grade, ...]:
    grades = result.campaign.grades
    return grades if isinstance(grades, tuple) else ()


def write_grades(canvas: Canvas) -> None:
    """Write the sheet: heading, one line a unit, the thresholds, signatures."""
    sheet = canvas.add(SheetName.GRADES)
    units = canvas.result.units
    notes_row = FIRST_ROW + len(units) + 1
    table_row = notes_row + 2
    scale = _page(canvas, sheet, table_row)
    top = _title(canvas, sheet)
    header = _header(canvas, sheet)
    blocks = [
        (row, _unit(canvas, sheet, row, unit, table_row))
        for row, unit in enumerate(units, start=FIRST_ROW)
    ]
    put_end(sheet, FIRST_ROW + len(units))
    below = _notes(canvas, sheet, notes_row) + _thresholds(canvas, sheet, table_row)
    signatures = table_row + len(_grades(canvas.result)) + 2
    write_signatures(canvas, sheet, signatures, _LEFT, NOTE)
    row, height = blocks.pop()  # so that no page has a heading without a unit
    blocks.append((row, height + below + _ROW_HEIGHT * (_SIGNATURE_ROWS + 2)))
    sheet.set_h_pagebreaks(packed(blocks, scale, top + header, header))
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _page(canvas: Canvas, sheet: Worksheet, table_row: int) -> int:
    """Columns and printing; the print scale in percent."""
    set_page(sheet, landscape=True, print_title=canvas.foot)
    scale = print_scale(_WIDTHS.values(), smallest=_SMALL)
    # Not "fit to": Excel then ignores page breaks.
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    sheet.repeat_rows(HEADER_ROW, NUMBER_ROW)
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for column, _, _, _, width in _COLUMNS:
        sheet.set_column(column, column, width)
    sheet.set_column(NOTE + 1, NOTE + 30, 10, canvas.styles.plain(locked=False))
    sheet.freeze_panes(FIRST_ROW, 0)
    last = table_row + len(_grades(canvas.result)) + 1 + _SIGNATURE_ROWS
    sheet.print_area(0, RANK, last, NOTE)
    return scale


def _title(canvas: Canvas, sheet: Worksheet) -> float:
    """Everything above the table; its height."""
    campaign, styles = canvas.campaign, canvas.styles
    write_heading(canvas, sheet, _LEFT, NOTE, sum(_WIDTHS[c] for c in range(RANK, GRADE)))
    title = f"BẢNG XẾP LOẠI THI ĐUA NĂM {campaign.year} – {PERIOD_TITLES[canvas.result.period]}"
    big = styles.plain(bold=True, align="center", font_size=14)
    sheet.merge_range(4, RANK, 4, NOTE, title, big)
    sheet.set_row(4, 24)
    basis = f"Xếp loại theo tổng điểm, không quá {campaign.scale} điểm"
    loud = styles.plain(bold=True, align="center", font_size=12)
    sheet.merge_range(BASIS_ROW, RANK, BASIS_ROW, NOTE, basis, loud)
    sheet.set_row(BASIS_ROW, 18)
    italic = styles.plain(italic=True, align="center")
    sheet.merge_range(STATE_ROW, RANK, STATE_ROW, NOTE, "", italic)
    state = PROVISIONAL if canvas.result.rank_basis == "computed" else OFFICIAL
    said = f"{quoted(SheetName.OVERVIEW)}!{fixed(OverviewPlan.STATE_ROW, OverviewPlan.RANK)}"
    canvas.put(sheet, (STATE_ROW, RANK), said, state, italic)
    banner = write_banner(canvas, sheet, BANNER_ROW, (RANK, NOTE), sum(_WIDTHS.values()))
    sheet.set_row(BANNER_ROW + 1, 6)
    return 3 * 18 + _ROW_HEIGHT + 24 + 18 + _ROW_HEIGHT + banner + 6


def _header(canvas: Canvas, sheet: Worksheet) -> float:
    roles = {column: role for column, _, _, role, _ in _COLUMNS if role}
    put_marker(sheet, MARKER_ROW, "grades", roles)
    header = canvas.styles.header()
    numbers = canvas.styles.cell(italic=True, align="center", font_size=_SMALL)
    for column, text, number, _, _ in _COLUMNS:
        put_text(sheet, HEADER_ROW, column, text, header)
        put_text(sheet, NUMBER_ROW, column, f"({number})", numbers)
    sheet.set_row(HEADER_ROW, _HEADER_HEIGHT)
    return _HEADER_HEIGHT + _ROW_HEIGHT


def _unit(canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult, table_row: int) -> float:
    """One unit's line; its height."""
    styles, small = canvas.styles, canvas.styles.cell(font_size=_SMALL)
    put_key(sheet, row, unit=unit.unit)
    put_text(sheet, row, UNIT, unit.name, styles.cell())
    points, dash = canvas.number(points_format(canvas.campaign.places)), styles.cell(align="center")
    rank = styles.cell(align="center", bold=True, num_format="0")
    canvas.put(sheet, (row, RANK), _overview(row, OverviewPlan.RANK), unit.rank, rank)
    if unit.ranked_sheet is None:
        put_number(sheet, row, TOTAL, None, dash)
    else:
        total = _overview(row, OverviewPlan.TOTAL)
        canvas.put(sheet, (row, TOTAL), total, unit.ranked_sheet.totals.total, points)
    scale = None
    if unit.ranked_sheet is not None and unit.grade is not None:
        scale = grade_scale(canvas.campaign, unit.ranked_sheet)
    if scale is None:
        for column in (VALUE, BY_POINTS, GRADE):
            put_number(sheet, row, column, None, dash)
    else:
        _graded(canvas, sheet, row, unit, scale, table_row)
    why = "\n".join(
        f"{hit.title} ({hit.reason}): {effect_text(canvas.campaign, hit.decision)}."
        for hit in unit.decisions
    )
    note = " ".join(_notes_of(canvas, unit, scale))
    put_text(sheet, row, WHY, why, small)
    put_text(sheet, row, NOTE, note, small)
    remarks = [(why, _WIDTHS[WHY]), (note, _WIDTHS[NOTE])]
    least = fit_row(sheet, row, remarks, size=_SMALL, least=18)
    names = [(unit.name, _WIDTHS[UNIT])]
    names += [(grade.label, _WIDTHS[GRADE]) for grade in _grades(canvas.result)]
    return fit_row(sheet, row, names, bold=True, least=least)


def _overview(row: int, column: int) -> str:
    """The same unit's cell of the overview, whose units stand in the same order."""
    there = xl_rowcol_to_cell(row - FIRST_ROW + OverviewPlan.FIRST_ROW, column)
    return f"{quoted(SheetName.OVERVIEW)}!{there}"


def _graded(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    unit: UnitResult,
    scale: GradeScale,
    table_row: int,
) -> None:
    """The points that count, the grade by points, and the grade that the decisions leave."""
    assert unit.grade is not None
    campaign, grades = canvas.campaign, _grades(canvas.result)
    total, value = xl_rowcol_to_cell(row, TOTAL), xl_rowcol_to_cell(row, VALUE)
    points = canvas.number(points_format(campaign.places), bold=True)
    brought = half_up(_brought(total, scale), campaign.places)
    formula = f"MIN({brought},{campaign.scale})"
    canvas.put(sheet, (row, VALUE), _where_known(total, formula), unit.grade.value, points)
    by_points = base_index(scale, unit.grade.value)
    after = [outcome(campaign, index, unit.decisions) for index in range(len(grades))]
    columns = (
        (BY_POINTS, list(range(len(grades))), by_points, canvas.styles.cell(align="center")),
        (GRADE, after, after[by_points], canvas.styles.cell(align="center", bold=True)),
    )
    for column, reached, index, style in columns:
        formula = _where_known(value, _first_met(value, scale, grades, reached, table_row))
        canvas.put(sheet, (row, column), formula, clean(grades[index].label), style)


def _brought(total: str, scale: GradeScale) -> str:
    """The total, brought to the scale where something was excluded."""
    if not scale.excluded:
        return total
    full, excluded = number_literal(scale.full), number_literal(scale.excluded)
    return f"{total}*{full}/({full}-{excluded})"


def _where_known(cell: str, formula: str) -> str:
    return f"IF(ISNUMBER({cell}),{formula},{literal(NOTHING)})"


def _first_met(
    value: str,
    scale: GradeScale,
    grades: Sequence[Grade],
    reached: Sequence[int],
    table_row: int,
) -> str:
    """The label of ``reached`` for the first grade whose threshold in the table is met."""
    formula = fixed(_row_of(table_row, reached[-1]), UNIT)
    for index in reversed(range(len(grades) - 1)):
        other = scale.thresholds[index] != grades[index].at_least
        threshold = fixed(_row_of(table_row, index), BY_POINTS if other else TOTAL)
        label = fixed(_row_of(table_row, reached[index]), UNIT)
        formula = f"IF({value}>={threshold},{label},{formula})"
    return formula


def _row_of(table_row: int, index: int) -> int:
    """The row of a grade in the table of thresholds."""
    return table_row + 1 + index


def _notes_of(canvas: Canvas, unit: UnitResult, scale: GradeScale | None) -> list[str]:
    """Why a unit has no grade, and what may still change the one it has."""
    if unit.ranked_sheet is None:
        return ["Chưa nhận được biểu của đơn vị."]
    if scale is None or unit.grade is None:
        return [_ungraded(unit)]
    notes = []
    if unit.status is UnitStatus.BLOCKED:
        notes.append("Tạm tính: biểu còn lỗi phải sửa.")
    if unit.grade.provisional:
        notes.append(_waiting(canvas, unit))
    if scale.excluded:
        left = scale.full - scale.excluded
        notes.append(f"Quy đổi: × {vn_number(scale.full)} : {vn_number(left)}.")
    if scale.thresholds != tuple(grade.at_least for grade in _grades(canvas.result)):
        notes.append("Xét theo ngưỡng riêng.")
    return notes


def _ungraded(unit: UnitResult) -> str:
    decisions = (hit.decision for hit in unit.decisions)
    if any(isinstance(d, Veto) and d.effect is Effect.NO_RANK for d in decisions):
        return "Không xếp hạng nên không xếp loại."
    return "Không có tiêu chí nào được giao nên không xếp loại."


def _waiting(canvas: Canvas, unit: UnitResult) -> str:
    assert unit.ranked_sheet is not None
    codes = waiting(canvas.campaign, unit.ranked_sheet)
    named = ", ".join(codes[:_MOST_NAMED]) + (", …" if len(codes) > _MOST_NAMED else "")
    return f"Tạm tính: còn {len(codes)} tiêu chí chưa có điểm ({named})."


def _notes(canvas: Canvas, sheet: Worksheet, row: int) -> float:
    """How the columns come about; the height."""
    text = f"Cột (2) là cột (1), không quá {canvas.campaign.scale} điểm"
    if _has(canvas, NotApplicable.EXCLUDED):
        text += "; đơn vị có tiêu chí được loại khỏi điểm tối đa thì quy về đủ thang điểm trước"
    text += (
        ". Cột (4) là cột (3) sau khi xét, theo thứ tự: điều kiện không vi phạm, hạ bậc, "
        "giới hạn mức xếp loại."
    )
    if canvas.live:
        text += " Các cột (1) - (4) là công thức; ngưỡng lấy từ bảng dưới đây."
    if _has(canvas, NotApplicable.OTHER_THRESHOLDS):
        text += " Ngưỡng riêng dùng cho đơn vị không áp dụng tiêu chí được xếp theo ngưỡng riêng."
    style = canvas.styles.plain(italic=True, font_size=_SMALL, text_wrap=True)
    sheet.merge_range(row, RANK, row, NOTE, text, style)
    return fit_row(sheet, row, [(text, sum(_WIDTHS.values()))], size=_SMALL)


def _has(canvas: Canvas, treatment: NotApplicable) -> bool:
    return any(c.not_applicable is treatment for c in canvas.campaign.tree.leaves())


def _thresholds(canvas: Canvas, sheet: Worksheet, row: int) -> float:
    """The table that the formulas look into; its height."""
    styles, grades = canvas.styles, _grades(canvas.result)
    header, text, centred = styles.header(), styles.cell(), styles.cell(align="center")
    for column, heading in _THRESHOLDS:
        put_text(sheet, row, column, heading, header)
    sheet.merge_range(row, TOTAL, row, VALUE, _THRESHOLDS[TOTAL - 1][1], header)
    height = fit_row(sheet, row, [(t, _WIDTHS[c]) for c, t in _THRESHOLDS], bold=True, least=33)
    other = _has(canvas, NotApplicable.OTHER_THRESHOLDS)
    for index, grade in enumerate(grades):
        at = _row_of(row, index)
        sheet.write_number(at, RANK, index + 1, centred)
        put_text(sheet, at, UNIT, grade.label, text)
        shown = _threshold_style(canvas, grade.at_least)
        sheet.merge_range(at, TOTAL, at, VALUE, "", shown)
        sheet.write_number(at, TOTAL, float(grade.at_least), shown)
        _other_threshold(canvas, sheet, at, grade if other else None)
        put_text(sheet, at, GRADE, "Có" if grade.clean_required else NOTHING, centred)
        height += fit_row(sheet, at, [(grade.label, _WIDTHS[UNIT])], least=18)
    return height


def _other_threshold(canvas: Canvas, sheet: Worksheet, row: int, grade: Grade | None) -> None:
    if grade is None:
        put_number(sheet, row, BY_POINTS, None, canvas.styles.cell(align="center"))
        return
    value = grade.at_least if grade.at_least_without is None else grade.at_least_without
    put_number(sheet, row, BY_POINTS, value, _threshold_style(canvas, value))


def _threshold_style(canvas: Canvas, value: Decimal) -> Format:
    """With as many decimal places as the threshold has."""
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return canvas.styles.cell(align="center", num_format=points_format(places))
