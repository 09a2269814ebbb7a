"""``Thẩm định``: one line a unit, criterion and item, where the chair types and totals follow live.

What is typed counts at once where it is points; a corrected result is computed again, for all
units where they are compared, when the files are merged: until then its line says so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.chair.appraisal import AppraisedLine
from scoring.chair.fields import corrected_field
from scoring.entries import Entries
from scoring.fields import Address
from scoring.numbers import vn_number, vn_percent
from scoring.parse import shown
from scoring.terms import FieldType, State, field_name
from thidua_addin.summary.appraisal_plan import AppraisalPlan, AppraisalRow
from thidua_addin.summary.inputs import put_input, put_typed
from thidua_addin.summary.layout import NOTHING, Canvas, SheetName
from thidua_addin.summary.sheets.appraisal_formulas import LineCells, line_formulas
from thidua_addin.summary.sheets.appraisal_units import NOT_NAMED, appraiser_of
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import GROUP_FILL, WARNING_FILL, fit_row, points_format, put_text

_P: Final = AppraisalPlan
_WIDE: Final = 25
COLUMNS: Final = (
    Column("Đơn vị", 10, "who"),
    Column("Mã", 9, "code"),
    Column("Nội dung", _WIDE),
    Column("Điểm chuẩn", 7, "max"),
    Column("Kết quả đơn vị báo", 10),
    Column("Điểm hệ thống", 7, "computed"),
    Column("Điểm tự chấm", 7, "self"),
    Column("Chấm chéo", 7, "cross"),
    Column("Kết quả thẩm định", 10, "appraised_actual"),
    Column("Điểm tính lại", 7, "recomputed"),
    Column("Điểm thẩm định", 8, "appraised"),
    Column("Lý do", 20, "reason"),
    Column("Kết luận lần hai", 8, "second"),
    Column("Điểm cuối", 8, "final"),
    Column("Việc cần làm", 24, printed=False),
    Column("Giải trình của đơn vị", 30, "explanation", printed=False),
    Column("Người thẩm định", 18, "appraiser", printed=False),
    Column("Ngày thẩm định", 12, "appraised_on", printed=False),
    Column("Lý do kết luận lần hai", 24, "second_reason", printed=False),
    *(Column("", 8, hidden=True) for _ in range(9)),
)
_NOTE: Final = (
    "Ô vàng là ô nhập. Điểm cuối = kết luận lần hai; không có thì điểm thẩm định; không có thì "
    "điểm tính lại, khi đã sửa kết quả hoặc đã thống nhất điểm hệ thống ở trang Tiến độ thẩm định."
)
_INPUTS: Final = {
    _P.CORRECTED: "appraised_actual",
    _P.APPRAISED: "appraised",
    _P.REASON: "reason",
    _P.SECOND: "second",
    _P.EXPLANATION: "explanation",
    _P.APPRAISER: "appraiser",
    _P.DATE: "appraised_on",
    _P.SECOND_REASON: "second_reason",
}
_LEAF_ONLY: Final = (_P.APPRAISED, _P.SECOND, _P.SECOND_REASON)


def write_appraisal(canvas: Canvas) -> None:
    """Write the sheet: every line of every unit with points, in the order of the units."""
    title = "BẢNG THẨM ĐỊNH ĐIỂM CỦA CÁC ĐƠN VỊ"
    note = f"{_NOTE} {_of_chair(canvas)}"
    sheet = start_list(canvas, SheetName.APPRAISAL, title, note, COLUMNS)
    sheet.freeze_panes(FIRST_ROW, _P.TITLE + 1)
    for row in canvas.appraisal.rows:
        _line(canvas, sheet, row)
    after = canvas.appraisal.last_row + 1 if canvas.appraisal.rows else FIRST_ROW
    end_list(canvas, sheet, after, COLUMNS, "Chưa có đơn vị nào có điểm để thẩm định.")
    if canvas.appraisal.rows:
        _warn(canvas, sheet)
    options = {"format_cells": True, "format_columns": True, "format_rows": True}
    sheet.protect("", {**options, "autofilter": True, "sort": True})


def _of_chair(canvas: Canvas) -> str:
    """Who appraises the chair's own unit."""
    chair = canvas.campaign.cluster.chair
    name, by = canvas.short_name(chair), appraiser_of(canvas, chair)
    if by == NOT_NAMED:
        return (
            f"{name} là Cụm trưởng, không tự thẩm định điểm của mình: chưa phân công đơn vị thẩm "
            "định các dòng của đơn vị này."
        )
    return f"Các dòng của {name} (Cụm trưởng) do {by} thẩm định."


def _warn(canvas: Canvas, sheet: Worksheet) -> None:
    fill = canvas.workbook.add_format({"bg_color": WARNING_FILL})
    area = (FIRST_ROW, _P.TODO, canvas.appraisal.last_row, _P.TODO)
    first = xl_rowcol_to_cell(FIRST_ROW, _P.TODO)
    rule = {"type": "formula", "criteria": f'={first}<>""', "format": fill}
    sheet.conditional_format(*area, rule)


def _line(canvas: Canvas, sheet: Worksheet, at: AppraisalRow) -> None:
    styles, line, row = canvas.styles, at.line, at.row
    look: dict[str, object] = {} if line.item is None else {"italic": True}
    sheet.write_string(row, 0, at.key)
    put_text(sheet, row, _P.UNIT, canvas.short_name(at.unit), styles.cell(**look))
    code = line.criterion if line.item is None else f"{line.criterion} ({line.item})"
    put_text(sheet, row, _P.CODE, code, styles.cell(**look))
    title = _title(canvas, at)
    put_text(sheet, row, _P.TITLE, title, styles.cell(**look))
    put_text(sheet, row, _P.REPORTED, _reported(canvas, at), styles.cell(align="center", **look))
    top = line.max_points if line.item is None or line.max_points else None
    before, now = _states(canvas, at)
    for column, value, otherwise in (
        (_P.MAXIMUM, top, NOTHING),
        (_P.COMPUTED, line.computed, before),
        (_P.SELF, line.self_score, NOTHING),
        (_P.CROSS, line.cross, NOTHING),
        (_P.RECOMPUTED, line.recomputed, now),
    ):
        _number(canvas, sheet, (row, column), value, otherwise, look)
    for column, field in _INPUTS.items():
        _input(canvas, sheet, at, column, field)
    _hidden(canvas, sheet, at)
    _live(canvas, sheet, at)
    chair = canvas.result.chair.of(at.unit)
    reason = chair.text(line.criterion, line.item, "reason")
    fit_row(sheet, row, [(title, 0.9 * _WIDE), (code, 9.0), (reason, 20.0)], least=18)


def _title(canvas: Canvas, at: AppraisalRow) -> str:
    line, criterion = at.line, canvas.campaign.tree[at.line.criterion]
    if line.item is None:
        return criterion.title
    named = next((n.title for n in criterion.inputs if n.code == line.item), None)
    if named is not None:
        return named
    pledged = canvas.entries(at.unit).text(line.criterion, line.item, "item_title")
    return f"Chỉ tiêu {line.item}: {pledged}" if pledged else f"Chỉ tiêu {line.item}"


def _reported(canvas: Canvas, at: AppraisalRow) -> str:
    """The unit's own result, in words."""
    line, period = at.line, canvas.result.period
    criterion = canvas.campaign.tree[line.criterion]
    found = corrected_field(canvas.campaign, criterion, line.item, period)
    if found is None:
        return ""
    entries, field = canvas.entries(at.unit), field_name(found.base, period)
    value = entries.decimal(line.criterion, line.item, field)
    if value is not None:
        return vn_percent(value) if found.type is FieldType.PERCENT else vn_number(value)
    entry = entries.get(line.criterion, line.item, field)
    return "" if entry is None else shown(entry.raw)


def _number(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    value: Decimal | None,
    otherwise: str,
    look: dict[str, object],
) -> None:
    if value is None:
        put_text(sheet, *place, otherwise, canvas.styles.cell(align="center", **look))
    else:
        style = canvas.number(points_format(canvas.campaign.places), **look)
        sheet.write_number(*place, float(value), style)


def _states(canvas: Canvas, at: AppraisalRow) -> tuple[str, str]:
    """Why a line has no computed, no recomputed points; a dash for a named input."""
    line, unit = at.line, canvas.result.unit(at.unit)
    named = {n.code for n in canvas.campaign.tree[line.criterion].inputs}
    if unit.sheet is None or line.item in named:
        return NOTHING, NOTHING
    return unit.sheet.line(line.criterion, line.item).state.label, line.state.label


def _input(canvas: Canvas, sheet: Worksheet, at: AppraisalRow, column: int, field: str) -> None:
    line = at.line
    closed = line.item is not None and column in _LEAF_ONLY
    if column == _P.CORRECTED:
        criterion = canvas.campaign.tree[line.criterion]
        period = canvas.result.period
        closed = corrected_field(canvas.campaign, criterion, line.item, period) is None
    if closed:
        put_text(sheet, at.row, column, "", canvas.styles.cell(bg_color=GROUP_FILL))
        return
    address = Address(line.criterion, line.item, field)
    put_input(canvas, sheet, (at.row, column), at.unit, address)


def _hidden(canvas: Canvas, sheet: Worksheet, at: AppraisalRow) -> None:
    """What the formulas look at: keys, and the correction that the last merge knew."""
    line, row = at.line, at.row
    sheet.write_string(row, _P.LINE_KEY, f"#{line.criterion}@{at.unit}")
    sheet.write_string(row, _P.CODE_KEY, f"#{line.criterion}")
    sheet.write_string(row, _P.UNIT_KEY, f"#{at.unit}")
    sheet.write_number(row, _P.NEEDED, int(line.needed))
    used = canvas.result.chair.of(at.unit).get(line.criterion, line.item, "appraised_actual")
    put_typed(sheet, (row, _P.USED), None if used is None else used.raw, canvas.styles.plain())
    sheet.write_number(row, _P.TOUCHED, 2 if _bad_result(canvas, at) else int(line.corrected))


def _bad_result(canvas: Canvas, at: AppraisalRow) -> bool:
    """Whether a corrected result of the line (of a leaf: of any of its lines) is of no use."""
    return any(
        e.address.field == "appraised_actual"
        and e.value is None
        and e.address.criterion == at.line.criterion
        and at.line.item in (None, e.address.item)
        for e in canvas.result.chair.of(at.unit)
    )


def _live(canvas: Canvas, sheet: Worksheet, at: AppraisalRow) -> None:
    """The calculated cells: stale or not, points after the first look, final points, what to do."""
    line, row = at.line, at.row
    cells = LineCells(canvas, at)
    formulas = line_formulas(cells)
    plain = canvas.styles.plain()
    canvas.put(sheet, (row, _P.STALE), formulas.stale, 0, plain)
    todo = _todo(canvas, at)
    style = canvas.styles.cell()
    canvas.put(sheet, (row, _P.TODO), formulas.todo, todo, style)
    if line.item is not None:
        put_text(sheet, row, _P.FINAL, "", canvas.styles.cell(bg_color=GROUP_FILL))
        return
    canvas.put(sheet, (row, _P.PENDING), formulas.pending, 0, plain)
    absent = State.NOT_APPLICABLE.label if at.left_out else None
    canvas.put(sheet, (row, _P.FIRST), formulas.first, absent or line.first, plain)
    points = points_format(canvas.campaign.places)
    final = canvas.number(points, bold=True)
    if line.final is None:
        final = canvas.styles.cell(align="center", bold=True, num_format=points)
    canvas.put(sheet, (row, _P.FINAL), formulas.final, absent or line.final, final)


def _todo(canvas: Canvas, at: AppraisalRow) -> str:
    """What the live text says for what was typed before the merge."""
    line, chair = at.line, canvas.result.chair.of(at.unit)

    def typed(field: str) -> bool:
        return chair.get(line.criterion, line.item, field) is not None

    def unusable(field: str) -> bool:
        return typed(field) and chair.value(line.criterion, line.item, field) is None

    texts = LineCells(canvas, at).texts
    if _bad_result(canvas, at):
        return texts.bad_result
    if unusable("appraised") or unusable("second"):
        return texts.out_of_range
    if _lacks_reason(line, chair):
        return texts.no_reason
    return texts.open if line.open else ""


def _lacks_reason(line: AppraisedLine, chair: Entries) -> bool:
    reason = chair.text(line.criterion, line.item, "reason")
    corrected = chair.get(line.criterion, line.item, "appraised_actual") is not None
    moved = line.appraised is not None and line.appraised != line.recomputed
    if (corrected or moved) and not reason:
        return True
    if line.second is None or line.second == line.first:
        return False
    second = chair.text(line.criterion, line.item, "second_reason")
    return not second and not (reason and line.first is None)
