"""``Tiến độ thẩm định``: how far each unit's appraisal is, by whom, the chair's consent."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.fields import Address
from scoring.merge import UnitResult
from thidua_addin.summary.appraisal_plan import AppraisalPlan
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import NOTHING, Canvas, SheetName, put_key
from thidua_addin.summary.sheets.appraisal_formulas import ACCEPT_COLUMN
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import fit_row, points_format, put_text

COLUMNS: Final = (
    Column("Đơn vị", 28, "who"),
    Column("Đơn vị thẩm định", 18),
    Column("Số dòng phải thẩm định", 11),
    Column("Đã có điểm cuối", 9),
    Column("Còn lại", 8),
    Column("Thống nhất điểm hệ thống ở các dòng chưa ghi (x)", 17, "accept_rest"),
    Column("Người xác nhận", 22, "accepted_by"),
    Column("Ngày xác nhận", 12, "accepted_on"),
    Column("Điểm hệ thống", 10, "computed"),
    Column("Điểm thẩm định", 10, "appraised"),
    Column("Điểm cuối", 10, "final"),
)
_UNIT, _BY, _LINES, _DONE, _LEFT, _ACCEPT, _NAME, _DATE, _COMPUTED, _FIRST, _FINAL = range(1, 12)
NOT_NAMED: Final = "chưa phân công"
_NOTE: Final = (
    "Ghi “x” khi thống nhất lấy điểm hệ thống cho mọi dòng chưa ghi điểm thẩm định của đơn vị. "
    "Còn dòng chưa có điểm cuối thì xếp hạng vẫn là tạm tính."
)


def write_appraisal_units(canvas: Canvas) -> None:
    """Write the sheet: one line a unit, in the campaign's order."""
    assert COLUMNS[ACCEPT_COLUMN - 1].role == "accept_rest"
    title = "TIẾN ĐỘ THẨM ĐỊNH"
    sheet = start_list(canvas, SheetName.APPRAISAL_UNITS, title, _NOTE, COLUMNS)
    for row, unit in enumerate(canvas.result.units, start=FIRST_ROW):
        _unit(canvas, sheet, row, unit)
    end_list(canvas, sheet, FIRST_ROW + len(canvas.result.units), COLUMNS, "Chưa có đơn vị nào.")
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _unit(canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult) -> None:
    styles = canvas.styles
    centred = styles.cell(align="center", num_format="0")
    put_key(sheet, row, unit=unit.unit)
    put_text(sheet, row, _UNIT, unit.name, styles.cell())
    put_text(sheet, row, _BY, appraiser_of(canvas, unit.unit), styles.cell())
    fit_row(sheet, row, [(unit.name, 28.0), (appraiser_of(canvas, unit.unit), 18.0)], least=18)
    if unit.appraisal is None:
        for column in (_LINES, _DONE, _LEFT, _COMPUTED, _FIRST, _FINAL):
            put_text(sheet, row, column, NOTHING, styles.cell(align="center"))
        _consent(canvas, sheet, row, unit)
        return
    lines = [line for line in unit.appraisal.lines if line.needed]
    done = sum(line.final is not None for line in lines)
    plan, me = canvas.appraisal, f'"#{unit.unit}"'
    keys, needed = plan.there(AppraisalPlan.UNIT_KEY), plan.there(AppraisalPlan.NEEDED)
    counted = f"ISNUMBER({plan.there(AppraisalPlan.FINAL)})"
    sheet.write_number(row, _LINES, len(lines), centred)
    formula = f"SUMPRODUCT(({keys}={me})*{needed}*{counted})"
    canvas.put(sheet, (row, _DONE), formula, done, centred)
    rest = f"{xl_rowcol_to_cell(row, _LINES)}-{xl_rowcol_to_cell(row, _DONE)}"
    canvas.put(sheet, (row, _LEFT), rest, len(lines) - done, centred)
    _consent(canvas, sheet, row, unit)
    _totals(canvas, sheet, row, unit)


def _consent(canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult) -> None:
    for column, field in ((_ACCEPT, "accept_rest"), (_NAME, "accepted_by"), (_DATE, "accepted_on")):
        put_input(canvas, sheet, (row, column), unit.unit, Address(None, None, field))


def _totals(canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult) -> None:
    points = points_format(canvas.campaign.places)
    numbers = unit.numbers
    for column, name, value in (
        (_COMPUTED, SheetName.MATRIX, numbers.computed),
        (_FIRST, SheetName.APPRAISED_MATRIX, numbers.appraised),
        (_FINAL, SheetName.FINAL_MATRIX, numbers.final),
    ):
        key = xl_rowcol_to_cell(row, 0, col_abs=True)
        total = canvas.matrix.of_unit(canvas.matrix.totals["total"], key, name)
        style = canvas.number(points, bold=column == _FINAL)
        if value is None:
            style = canvas.styles.cell(align="center", num_format=points)
        canvas.put(sheet, (row, column), total, value, style)


def appraiser_of(canvas: Canvas, unit: str) -> str:
    """Who appraises a unit: the chair, or for the chair's own unit whom the campaign names."""
    cluster, units = canvas.campaign.cluster, canvas.campaign.units
    if unit != cluster.chair:
        return f"{units[cluster.chair].short_name} (Cụm trưởng)"
    named = units.get(cluster.appraiser_of_chair)
    return NOT_NAMED if named is None else named.short_name
