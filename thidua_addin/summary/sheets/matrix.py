"""The matrices: criteria down, units across; computed, appraised or final points, live totals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scoring.merge import UnitResult, UnitStatus
from scoring.numbers import vn_number
from scoring.score import ScoreLine
from scoring.terms import State
from thidua_addin.summary.appraisal_plan import AppraisalPlan
from thidua_addin.summary.layout import (
    NOTHING,
    PERIOD_TITLES,
    Canvas,
    MatrixRow,
    SheetName,
    assignable,
    leaf_lines,
    literal,
    put_end,
    put_key,
    put_marker,
    rescalable,
    span,
)
from thidua_addin.summary.printing import packed, page_room, print_scale, unparted
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.summary.sheets.matrix_totals import (
    MatrixView,
    down,
    total_formulas,
    total_values,
)
from thidua_addin.workbook.styles import (
    GROUP_FILL,
    PERCENT_FORMAT,
    clean,
    fit_row,
    lines_of,
    points_format,
    put_text,
    set_page,
)

CODE_WIDTH: Final = 7
TITLE_WIDTH: Final = 40
MAXIMUM_WIDTH: Final = 7
UNIT_WIDTH: Final = 11.5
_SMALL: Final = 10

_TOTAL_TITLES: Final = {
    "core_raw": "Điểm các nội dung",
    "assigned": "Điểm tối đa của tiêu chí được giao",
    "rescaled": "Điểm tối đa của phần được quy đổi",
    "core": "Điểm nội dung sau quy đổi",
    "bonus": "Điểm thưởng",
    "penalty": "Điểm trừ",
    "total": "TỔNG ĐIỂM",
    "possible": "Điểm tối đa được giao",
    "percent": "TỶ LỆ %",
    "rank": "HẠNG",
}
_TOTAL_HEIGHT: Final = 18.0
_UNITS_ACROSS: Final = 7
"""So many units stand on a page in every spreadsheet."""

_STRONG: Final = frozenset({"total", "percent", "rank"})


COMPUTED: Final = MatrixView(
    SheetName.MATRIX,
    "MA TRẬN ĐIỂM HỆ THỐNG CỦA CÁC ĐƠN VỊ",
    "Điểm do hệ thống tính từ số liệu các đơn vị nhập.",
)
APPRAISED: Final = MatrixView(
    SheetName.APPRAISED_MATRIX,
    "MA TRẬN ĐIỂM THẨM ĐỊNH CỦA CÁC ĐƠN VỊ",
    "Điểm sau thẩm định lần đầu, lấy từ trang Thẩm định; “–” là chưa thẩm định.",
    AppraisalPlan.FIRST,
)
FINAL: Final = MatrixView(
    SheetName.FINAL_MATRIX,
    "MA TRẬN ĐIỂM CUỐI CỦA CÁC ĐƠN VỊ",
    "Điểm cuối (sau kết luận lần hai), lấy từ trang Thẩm định; “–” là chưa có điểm cuối.",
    AppraisalPlan.FINAL,
)


def write_matrix(canvas: Canvas, view: MatrixView = COMPUTED) -> None:
    """Write the sheet. A group that fits a page is not cut, and none stands last on one."""
    sheet = canvas.add(view.name)
    plan = canvas.matrix
    scale = _page(canvas, sheet)
    top, header = _title(canvas, view, sheet), _heading(canvas, view, sheet)
    heights = {row.row: _criterion(canvas, sheet, row) for row in plan.rows}
    spans = [(row.row, row.last) for row in plan.rows]
    blocks = list(unparted(spans, heights, page_room(scale) - header))
    blocks.append((plan.last_row + 1, _TOTAL_HEIGHT * len(plan.totals)))
    sheet.set_h_pagebreaks(packed(blocks, scale, top + header, header))
    for unit in canvas.result.units:
        _unit(canvas, view, sheet, unit)
    for field, where in plan.totals.items():
        _total_title(canvas, sheet, field, where)
    put_end(sheet, max(plan.totals.values()) + 1)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _page(canvas: Canvas, sheet: Worksheet) -> int:
    """Columns and printing; the print scale in percent."""
    plan, units = canvas.matrix, len(canvas.result.units)
    set_page(sheet, landscape=True, print_title=canvas.foot)
    free = canvas.styles.plain(locked=False)
    last = plan.FIRST_UNIT + units - 1
    sheet.set_column(0, plan.RESCALABLE, 8, None, {"hidden": True})
    code = _code_width(canvas)
    sheet.set_column(plan.CODE, plan.CODE, code)
    sheet.set_column(plan.TITLE, plan.TITLE, CODE_WIDTH + TITLE_WIDTH - code)
    sheet.set_column(plan.MAXIMUM, plan.MAXIMUM, MAXIMUM_WIDTH)
    sheet.set_column(plan.FIRST_UNIT, last, UNIT_WIDTH)
    sheet.set_column(last + 1, last + 30, 10, free)
    sheet.freeze_panes(plan.FIRST_ROW, plan.FIRST_UNIT)
    sheet.repeat_rows(plan.HEADER_ROW)
    sheet.repeat_columns(plan.CODE, plan.MAXIMUM)
    widths = (CODE_WIDTH, TITLE_WIDTH, MAXIMUM_WIDTH, *[UNIT_WIDTH] * units)
    scale = print_scale(widths, smallest=_SMALL)
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    sheet.print_area(0, plan.CODE, max(plan.totals.values()), last)
    return scale


def _code_width(canvas: Canvas) -> float:
    """The width that the longest code needs; the titles have the less."""
    width = float(CODE_WIDTH)
    longest = max((c.code for c in canvas.campaign.criteria), key=len)
    while lines_of(longest, width) > 1:
        width += 0.5
    return width


def _title(canvas: Canvas, view: MatrixView, sheet: Worksheet) -> float:
    """Title and banner; their height.

    Where the units take more pages across, they keep to the columns that are on every page.
    """
    plan, styles, campaign = canvas.matrix, canvas.styles, canvas.campaign
    units = len(plan.columns) if len(plan.columns) <= _UNITS_ACROSS else 0
    last = plan.MAXIMUM + units
    width = CODE_WIDTH + TITLE_WIDTH + MAXIMUM_WIDTH + units * UNIT_WIDTH
    title = f"{view.heading} NĂM {campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    cluster = f"{campaign.cluster.name}. {view.note}"
    big = styles.plain(bold=True, font_size=13, text_wrap=True)
    sheet.merge_range(0, plan.CODE, 0, last, title, big)
    sheet.merge_range(
        1, plan.CODE, 1, last, clean(cluster), styles.plain(italic=True, text_wrap=True)
    )
    height = fit_row(sheet, 0, [(title, width)], size=13, bold=True, least=20)
    height += fit_row(sheet, 1, [(cluster, width)])
    height += write_banner(canvas, sheet, 2, (plan.CODE, last), width)
    sheet.set_row(3, 6)
    return height + 6


def _heading(canvas: Canvas, view: MatrixView, sheet: Worksheet) -> float:
    """The column headings; their height."""
    plan, styles = canvas.matrix, canvas.styles
    roles = {plan.PARENT: "parent", plan.ROOT: "section", plan.MAXIMUM: "max"}
    roles |= {column: f"{view.field}@{unit}" for unit, column in plan.columns.items()}
    put_marker(sheet, plan.MARKER_ROW, view.name.name.lower(), roles)
    header = styles.header()
    for column, text in ((plan.CODE, "Mã"), (plan.TITLE, "Nội dung, tiêu chí")):
        put_text(sheet, plan.HEADER_ROW, column, text, header)
    put_text(sheet, plan.HEADER_ROW, plan.MAXIMUM, "Điểm chuẩn", header)
    names = {unit.unit: _heading_of(canvas, unit) for unit in canvas.result.units}
    for unit, column in plan.columns.items():
        put_text(sheet, plan.HEADER_ROW, column, names[unit], header)
    cells = [("Điểm chuẩn", float(MAXIMUM_WIDTH)), *((name, UNIT_WIDTH) for name in names.values())]
    return fit_row(sheet, plan.HEADER_ROW, cells, bold=True, least=33)


def _heading_of(canvas: Canvas, unit: UnitResult) -> str:
    name = canvas.short_name(unit.unit)
    return f"{name} (chưa nộp)" if unit.status is UnitStatus.MISSING else name


def _criterion(canvas: Canvas, sheet: Worksheet, row: MatrixRow) -> float:
    """The heads of a criterion's row; its height."""
    plan, criterion, period = canvas.matrix, row.criterion, canvas.result.period
    look = _look(row)
    put_key(sheet, row.row, criterion.code)
    if criterion.parent is not None:
        sheet.write_string(row.row, plan.PARENT, parent_key(criterion.parent))
    else:
        sheet.write_string(row.row, plan.ROOT, criterion.section.value)
    sheet.write_number(row.row, plan.ASSIGNABLE, float(assignable(criterion, period)))
    sheet.write_number(row.row, plan.RESCALABLE, float(rescalable(criterion, period)))
    put_text(sheet, row.row, plan.CODE, criterion.code, canvas.styles.cell(**look))
    indented = canvas.styles.cell(indent=1 + min(row.depth, 3), **look)
    put_text(sheet, row.row, plan.TITLE, criterion.title, indented)
    width = CODE_WIDTH + TITLE_WIDTH - _code_width(canvas) - 2.0 * row.depth
    shown = points_format(_max_places(criterion.max_points))
    points = canvas.styles.cell(num_format=shown, align="center", **look)
    sheet.write_number(row.row, plan.MAXIMUM, float(criterion.max_points), points)
    return fit_row(sheet, row.row, [(criterion.title, width)], bold="bold" in look, least=18)


def parent_key(code: str) -> str:
    """A parent's code as the subtotals look for it.

    The sign in front keeps a spreadsheet from taking ``1.10`` for the number 1.1.
    """
    return f"#{code}"


def _look(row: MatrixRow) -> dict[str, object]:
    if row.depth == 0:
        return {"bold": True, "bg_color": GROUP_FILL}
    if row.criterion.is_leaf:
        return {}
    return {"bold": True} if row.depth == 1 else {"bold": True, "italic": True}


def _max_places(points: Decimal) -> int:
    exponent = points.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unit(canvas: Canvas, view: MatrixView, sheet: Worksheet, unit: UnitResult) -> None:
    plan, points = canvas.matrix, view.sheet_of(unit)
    column = plan.columns[unit.unit]
    if points is None:
        _absent_unit(canvas, sheet, column)
        return
    lines, needed, waiting = leaf_lines(points), view.needed(unit), view.open_lines(unit)
    for row in plan.rows:
        code, look = row.criterion.code, _look(row)
        if row.criterion.is_leaf:
            line = lines.get(code)
            if view.column is None:
                _leaf(canvas, sheet, (row.row, column), line, look)
            else:
                source = canvas.appraisal.of(unit.unit, code, view.column)
                _looked_up(canvas, sheet, (row.row, column), line, source, code in needed, look)
            continue
        within = {c.code for c in canvas.campaign.tree.leaves_of(code)}
        value = None if within & waiting else points.totals.group(code)
        style = _points(canvas, **look)
        if value is None:
            style = canvas.styles.cell(**{**look, "align": "center"})
        formula = _subtotal(canvas, view, row, column)
        canvas.put(sheet, (row.row, column), formula, value, style)
    values = total_values(canvas, unit, points)
    if waiting:
        values = dict.fromkeys(values) | {"rank": unit.rank}
    for field, formula in total_formulas(canvas, view, column).items():
        style = _total_style(canvas, field, values[field])
        canvas.put(sheet, (plan.totals[field], column), formula, values[field], style)


def _looked_up(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    line: ScoreLine | None,
    source: str,
    needed: bool,
    look: Mapping[str, object],
) -> None:
    """A leaf's points as ``Thẩm định`` has them now; else why there are none."""
    points = None if line is None else line.computed
    state = State.NOT_AVAILABLE if line is None else line.state
    label = NOTHING if needed else state.label
    otherwise = literal(label)
    if not needed and state is State.NOT_APPLICABLE:  # until somebody types points there
        otherwise = f"IF({source}={literal(NOTHING)},{literal(NOTHING)},{literal(label)})"
    formula = f"IF(ISNUMBER({source}),{source},{otherwise})"
    if points is not None:
        canvas.put(sheet, place, formula, points, _points(canvas, **look))
        return
    style = canvas.styles.cell(**{**look, "align": "center", "italic": True, "font_size": _SMALL})
    canvas.put(sheet, place, formula, label, style)


def _absent_unit(canvas: Canvas, sheet: Worksheet, column: int) -> None:
    plan = canvas.matrix
    for row in plan.rows:
        style = canvas.styles.cell(align="center", **_look(row))
        put_text(sheet, row.row, column, NOTHING, style)
    for field, row_number in plan.totals.items():
        put_text(sheet, row_number, column, NOTHING, _total_style(canvas, field, None))


def _leaf(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    line: ScoreLine | None,
    look: Mapping[str, object],
) -> None:
    row, column = place
    if line is not None and line.computed is not None:
        sheet.write_number(row, column, float(line.computed), _points(canvas, **look))
        return
    state = State.NOT_AVAILABLE if line is None else line.state
    style = canvas.styles.cell(**{**look, "align": "center", "italic": True, "font_size": _SMALL})
    put_text(sheet, row, column, state.label, style)


def _points(canvas: Canvas, **look: object) -> Format:
    places = points_format(canvas.campaign.places)
    return canvas.number(places, **look)


def _subtotal(canvas: Canvas, view: MatrixView, row: MatrixRow, column: int) -> str:
    """The sum of the direct children, found by their hidden parent code, after the cap."""
    plan, places = canvas.matrix, canvas.campaign.places
    if row.last == row.row:
        return "0"
    parents = span(row.row + 1, plan.PARENT, row.last, plan.PARENT)
    points = down(row.row + 1, row.last, column)
    wanted = literal(parent_key(row.criterion.code))
    total = f"ROUND(SUMIF({parents},{wanted},{points}),{places})"
    cap = row.criterion.cap
    capped = total if cap is None else f"MIN({total},ROUND({cap:f},{places}))"
    if view.column is None:
        return capped
    nothing = literal(NOTHING)
    return f"IF(COUNTIF({points},{nothing})>0,{nothing},{capped})"


def _total_look(field: str) -> dict[str, object]:
    return {"bold": True, "bg_color": GROUP_FILL} if field in _STRONG else {}


def _total_style(canvas: Canvas, field: str, value: Decimal | int | None) -> Format:
    look = _total_look(field)
    if field == "rank" or value is None:
        return canvas.styles.cell(num_format="0", align="center", **look)
    if field == "percent":
        return canvas.number(PERCENT_FORMAT, **look)
    return _points(canvas, **look)


def _title_of(canvas: Canvas, field: str) -> str:
    given = canvas.campaign.initial_points
    if field == "core_raw" and given:
        return f"Điểm khởi điểm ({vn_number(given)}) và các nội dung"
    return _TOTAL_TITLES[field]


def _total_title(canvas: Canvas, sheet: Worksheet, field: str, row: int) -> None:
    plan = canvas.matrix
    look = _total_look(field)
    put_key(sheet, row, field=field)
    put_text(sheet, row, plan.CODE, "", canvas.styles.cell(**look))
    put_text(sheet, row, plan.TITLE, _title_of(canvas, field), canvas.styles.cell(**look))
    put_text(sheet, row, plan.MAXIMUM, "", canvas.styles.cell(**look))
    used = any(rescalable(c, canvas.result.period) for c in canvas.campaign.tree.leaves())
    helper = field in ("assigned", "rescaled")
    hidden = helper or (field == "core" and not used)
    sheet.set_row(row, _TOTAL_HEIGHT, None, {"hidden": hidden})
