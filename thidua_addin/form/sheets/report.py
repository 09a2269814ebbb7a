"""The short report: for each content and period the results, difficulties, proposals."""

from __future__ import annotations

from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from scoring.terms import Period
from thidua_addin.form import paper
from thidua_addin.form.canvas import Canvas, Sheet, marks_column
from thidua_addin.form.columns import Report
from thidua_addin.form.inputs import put_input
from thidua_addin.form.layout import TablePlan
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import add_mark_hints
from thidua_addin.workbook.styles import GROUP_FILL, HEADER_FILL

_WIDTHS: Final = (
    (Report.CODE, 8),
    (Report.TITLE, 40),
    (Report.NARRATIVE, 52),
    (Report.DIFFICULTIES, 38),
    (Report.PROPOSALS, 34),
    (Report.MARK, 3),
)
_WIDTH: Final = {int(c): float(w) for c, w in _WIDTHS}
_HEADERS: Final = (
    (Report.CODE, "Mã"),
    (Report.TITLE, "Nội dung thi đua"),
    (Report.NARRATIVE, "Kết quả nổi bật"),
    (Report.DIFFICULTIES, "Khó khăn, vướng mắc, nguyên nhân"),
    (Report.PROPOSALS, "Kiến nghị, đề xuất"),
)


def write_report(canvas: Canvas) -> None:
    """Write the sheet with tables ``report_h1`` and ``report_fy``."""
    sheet = canvas.add(FormSheetName.REPORT)
    layout, year = canvas.layout, canvas.campaign.year
    sheet.widths([(int(column), float(width)) for column, width in _WIDTHS])
    paper.banner(sheet, Report.CODE, Report.PROPOSALS, 172)
    paper.letterhead(
        sheet,
        (Report.CODE, Report.TITLE),
        (Report.DIFFICULTIES, Report.PROPOSALS),
        f"BÁO CÁO KẾT QUẢ THỰC HIỆN PHONG TRÀO THI ĐUA NĂM {year}",
    )
    specs = {s.address: s for s in form_fields(canvas.campaign) if s.sheet is FormSheet.REPORT}
    for period, title in (
        (Period.MIDYEAR, f"I. BÁO CÁO 6 THÁNG ĐẦU NĂM {year}"),
        (Period.YEAR, f"II. BÁO CÁO NĂM {year}"),
    ):
        _table(sheet, layout.report(period), title, specs)
    last = paper.signatures(
        sheet,
        layout.report_fy.end_row + 1,
        (Report.CODE, Report.TITLE),
        (Report.DIFFICULTIES, Report.PROPOSALS),
    )
    sheet.raw.freeze_panes(0, Report.TITLE)
    sheet.raw.set_h_pagebreaks([layout.report_fy.marker_row - 2])
    sheet.raw.set_zoom(85)
    sheet.finish(landscape=True, last=(last, Report.PROPOSALS))


def _table(sheet: Sheet, table: TablePlan, title: str, specs: dict[Address, FieldSpec]) -> None:
    sheet.open_table(table)
    heading = table.marker_row - 1
    bold = sheet.plain(bold=True)
    sheet.merged(heading, Report.CODE, Report.PROPOSALS, title, bold)
    sheet.height(heading, 24)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for column, text in _HEADERS:
        sheet.text(table.marker_row + 1, column, text, head)
    sheet.height(table.marker_row + 1, 22)
    for row in table.rows:
        criterion = sheet.canvas.campaign.tree[row.criterion or ""]
        sheet.text(row.row, Report.CODE, criterion.code, sheet.style(bold=True, valign="top"))
        fixed = sheet.style(bg_color=GROUP_FILL, valign="top")
        sheet.text(row.row, Report.TITLE, criterion.title, fixed)
        texts = [(criterion.title, _WIDTH[Report.TITLE] - 1)]
        for role, wide in table.roles:
            spec = specs.get(Address(criterion.code, None, role))
            if spec is None:
                continue
            put_input(sheet, spec, row.row, wide, valign="top")
            typed = sheet.canvas.live.raw(criterion.code, None, role)
            if isinstance(typed, str):
                texts.append((typed, _WIDTH[wide] - 1))
        sheet.fit(row.row, texts, least=48, growing=True)
    marks_column(sheet, table, table.rows)
    add_mark_hints(sheet, table.first_row, table.last_row, (Report.CODE, Report.MARK))
