"""``Nội dung cần sửa``: what is wrong or missing in the unit's file, where, and how to mend it."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.findings import Finding, Severity
from scoring.merge import UnitResult
from scoring.text import nfc
from thidua_addin.notice.layout import FINDINGS_TABLE, Column, NoticeSheet, widths
from thidua_addin.notice.lines import line_label, unit_findings
from thidua_addin.summary.layout import KEY_COLUMN, PERIOD_TITLES, Canvas, put_end, put_marker
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.workbook.styles import (
    ERROR_FILL,
    WARNING_FILL,
    clean,
    fit_row,
    put_text,
    set_page,
)

_COLUMNS: Final = (
    Column("", "STT", 5),
    Column("", "Mã", 10),
    Column("", "Mức độ", 10),
    Column("", "Vị trí trong tệp của đơn vị", 20),
    Column("", "Nội dung", 50),
    Column("", "Cách bổ sung, sửa", 46),
)
_NUMBER, _CODE, _SEVERITY, _PLACE, _MESSAGE, _HINT = range(1, 7)
_SEVERITIES: Final = {
    Severity.ERROR: ("Lỗi", ERROR_FILL),
    Severity.WARNING: ("Cần xem", WARNING_FILL),
}
_TITLE, _NOTE, _BANNER, _MARKER, _HEADER, _FIRST = range(6)


def write_supplement(canvas: Canvas, unit: UnitResult) -> None:
    """Write the sheet: a row for each error and warning, errors first."""
    sheet, styles = canvas.workbook.add_worksheet(NoticeSheet.FINDINGS.value), canvas.styles
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})
    last = len(_COLUMNS)
    title = f"NỘI DUNG CẦN BỔ SUNG, SỬA – NĂM {canvas.campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, _TITLE, 1, title, styles.plain(bold=True, font_size=13))
    sheet.set_row(_TITLE, 20)
    note = clean(_note(unit))
    sheet.merge_range(_NOTE, 1, _NOTE, last, note, styles.plain(italic=True, text_wrap=True))
    fit_row(sheet, _NOTE, [(note, 0.95 * widths(_COLUMNS))])
    write_banner(canvas, sheet, _BANNER, (1, last), widths(_COLUMNS))
    put_marker(sheet, _MARKER, FINDINGS_TABLE, {})
    for column, what in enumerate(_COLUMNS, start=1):
        sheet.set_column(column, column, what.width)
        put_text(sheet, _HEADER, column, what.heading, styles.header())
    fit_row(sheet, _HEADER, [(c.heading, c.width - 1) for c in _COLUMNS], bold=True)
    sheet.freeze_panes(_FIRST, 0)
    sheet.repeat_rows(_HEADER)
    row = _FIRST
    for number, finding in enumerate(unit_findings(unit), start=1):
        sheet.write_string(row, KEY_COLUMN, f"||{number}")
        _finding(canvas, sheet, row, number, finding)
        row += 1
    if row == _FIRST:
        empty = "Không có nội dung nào phải bổ sung, sửa trong tệp đã gửi."
        sheet.merge_range(row, 1, row, last, empty, styles.cell(italic=True, align="center"))
        row += 1
    put_end(sheet, row)
    sheet.print_area(0, 1, row - 1, last)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _note(unit: UnitResult) -> str:
    file = "" if unit.received is None else f"Tệp đã nhận: {unit.received.file}. "
    return (
        f"{file}Sửa trong biểu mẫu của đơn vị, xuất phiếu nộp mới (nút Nộp hoặc lệnh “thidua "
        "submit”), ký và gửi lại; không sửa ở đây."
    )


def _finding(canvas: Canvas, sheet: Worksheet, row: int, number: int, finding: Finding) -> None:
    styles = canvas.styles
    label, fill = _SEVERITIES[finding.severity]
    code = "–" if finding.criterion is None else line_label(finding.criterion, finding.item)
    place = "–" if finding.at is None else nfc(str(finding.at))
    message = f"{finding.title}. {finding.message}"
    put_text(sheet, row, _NUMBER, str(number), styles.cell(align="center"))
    put_text(sheet, row, _CODE, code, styles.cell())
    put_text(sheet, row, _SEVERITY, label, styles.cell(align="center", bg_color=fill))
    put_text(sheet, row, _PLACE, place, styles.cell())
    put_text(sheet, row, _MESSAGE, message, styles.cell())
    put_text(sheet, row, _HINT, finding.hint, styles.cell())
    texts = {_CODE: code, _PLACE: place, _MESSAGE: message, _HINT: finding.hint}
    fit_row(sheet, row, [(text, _COLUMNS[c - 1].width) for c, text in texts.items()], least=18)
