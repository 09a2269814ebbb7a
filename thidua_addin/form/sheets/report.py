"""The short report: for each content and period the results, difficulties, proposals."""

from __future__ import annotations

from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from thidua_addin.form import paper
from thidua_addin.form.canvas import SECTION_FILL, TABLE_SIZE, Canvas, Sheet, marks_column
from thidua_addin.form.columns import Report
from thidua_addin.form.heights import TALLEST, text_height
from thidua_addin.form.inputs import put_input
from thidua_addin.form.layout import REPORT_HEADER_ROW, TablePlan
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import add_mark_hints
from thidua_addin.workbook.styles import GROUP_FILL, HEADER_FILL

_WIDTHS: Final = (
    (Report.CODE, 6.5),
    (Report.TITLE, 42),
    (Report.NARRATIVE, 44),
    (Report.DIFFICULTIES, 34),
    (Report.PROPOSALS, 33),
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
    """Write the sheet with tables ``report_h1`` and ``report_fy`` under one header."""
    sheet = canvas.add(FormSheetName.REPORT, TABLE_SIZE)
    layout, year = canvas.layout, canvas.campaign.year
    sheet.widths([(int(column), float(width)) for column, width in _WIDTHS])
    paper.banner(sheet, Report.CODE, Report.PROPOSALS)
    paper.letterhead(
        sheet,
        (Report.CODE, Report.TITLE),
        (Report.DIFFICULTIES, Report.PROPOSALS),
        f"BÁO CÁO KẾT QUẢ THỰC HIỆN PHONG TRÀO THI ĐUA NĂM {year}",
    )
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for column, text in _HEADERS:
        sheet.text(REPORT_HEADER_ROW, column, text, head)
    sheet.height(REPORT_HEADER_ROW, 20)
    specs = {s.address: s for s in form_fields(canvas.campaign) if s.sheet is FormSheet.REPORT}
    tables = (layout.report_h1, layout.report_fy)
    titles = (f"I. BÁO CÁO 6 THÁNG ĐẦU NĂM {year}", f"II. BÁO CÁO NĂM {year}")
    headings = [
        _table(sheet, table, title, specs) for table, title in zip(tables, titles, strict=True)
    ]
    end = layout.report_fy.end_row
    last = paper.signatures(
        sheet,
        end + 1,
        (Report.CODE, Report.TITLE),
        (Report.DIFFICULTIES, Report.PROPOSALS),
    )
    sheet.raw.freeze_panes(REPORT_HEADER_ROW, Report.TITLE)
    sheet.raw.set_zoom(90)
    sheet.finish(
        landscape=True,
        last=(last, Report.PROPOSALS),
        header=(REPORT_HEADER_ROW, REPORT_HEADER_ROW),
        # the marker row stands between a heading and the first row
        together={*headings, *(h + 1 for h in headings), *range(end - 1, last)},
        rather=[row.row for table in tables for row in table.rows],
        starts=headings[1:],
    )
    sheet.protect()


def _table(sheet: Sheet, table: TablePlan, title: str, specs: dict[Address, FieldSpec]) -> int:
    """Write a table under its heading; gives the row of the heading."""
    sheet.open_table(table)
    heading = table.marker_row - 1
    band = sheet.style(bold=True, bg_color=SECTION_FILL)
    sheet.merged(heading, Report.CODE, Report.PROPOSALS, title, band)
    sheet.height(heading, 20)
    for row in table.rows:
        _row(sheet, table, row.row, row.criterion or "", specs)
    marks_column(sheet, table, table.rows)
    add_mark_hints(sheet, table.first_row, table.last_row, (Report.CODE, Report.MARK))
    return heading


def _row(
    sheet: Sheet, table: TablePlan, row: int, code: str, specs: dict[Address, FieldSpec]
) -> None:
    """One content; a text too long for a row goes on into the hidden row below."""
    criterion = sheet.canvas.campaign.tree[code]
    asked = [
        (specs[Address(code, None, role)], column)
        for role, column in table.roles
        if Address(code, None, role) in specs
    ]
    texts = [(criterion.title, _WIDTH[Report.TITLE] - 1)]
    for spec, column in asked:
        typed = sheet.canvas.live.raw(code, None, spec.address.field)
        if isinstance(typed, str):
            texts.append((typed, _WIDTH[column] - 1))
    below = 1 if text_height(texts, sheet.size) > TALLEST else 0
    fixed = sheet.style(bg_color=GROUP_FILL, valign="top")
    bold = sheet.style(bg_color=GROUP_FILL, valign="top", bold=True)
    sheet.merged(row, Report.CODE, Report.CODE, code, bold, down=below)
    sheet.merged(row, Report.TITLE, Report.TITLE, criterion.title, fixed, down=below)
    for spec, column in asked:
        put_input(sheet, spec, row, column, below=below, valign="top")
    sheet.fit(row, texts, least=44, growing=True, below=1)
