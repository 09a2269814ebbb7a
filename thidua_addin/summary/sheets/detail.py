"""``Ma trận điểm`` of a large cluster: a long table of values, one line a unit and criterion."""

from __future__ import annotations

from thidua_addin.summary.layout import Canvas, SheetName, leaf_lines, put_key
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import points_format, put_text

_COLUMNS = (
    Column("Đơn vị", 34),
    Column("Mã", 10),
    Column("Nội dung tiêu chí", 60),
    Column("Điểm chuẩn", 12, "max"),
    Column("Điểm hệ thống", 14, "computed"),
    Column("Điểm tự chấm", 14, "self"),
)


def write_detail(canvas: Canvas) -> None:
    """Write the sheet: every leaf of every unit that was received, as values."""
    note = "Cụm có trên 200 đơn vị: bảng dài, chỉ ghi giá trị, không ghi công thức."
    sheet = start_list(
        canvas, SheetName.MATRIX, "ĐIỂM TỪNG TIÊU CHÍ CỦA CÁC ĐƠN VỊ", note, _COLUMNS
    )
    styles = canvas.styles
    points = canvas.number(points_format(canvas.campaign.places))
    text, state = styles.cell(), styles.cell(italic=True, align="center")
    titles = {c.code: c.title for c in canvas.campaign.tree.leaves()}
    row = FIRST_ROW
    for unit in canvas.result.units:
        for code, line in leaf_lines(unit.sheet).items():
            put_key(sheet, row, code, unit=unit.unit)
            put_text(sheet, row, 1, unit.name, text)
            put_text(sheet, row, 2, code, text)
            put_text(sheet, row, 3, titles[code], text)
            sheet.write_number(row, 4, float(line.max_points), points)
            if line.computed is None:
                put_text(sheet, row, 5, line.state.label, state)
            else:
                sheet.write_number(row, 5, float(line.computed), points)
            if line.self_score is None:
                put_text(sheet, row, 6, "", text)
            else:
                sheet.write_number(row, 6, float(line.self_score), points)
            row += 1
    end_list(canvas, sheet, row, _COLUMNS, "Chưa có điểm.")
