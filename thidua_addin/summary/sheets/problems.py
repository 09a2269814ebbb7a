"""``Lỗi và cảnh báo``: every finding of the merge, with links to where it is seen in this file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.findings import Finding, Severity
from thidua_addin.summary.layout import Canvas, SheetName, quoted
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.summary.sheets.received import received_rows
from thidua_addin.workbook.styles import ERROR_FILL, WARNING_FILL, clean, fit_row, put_text

SEVERITY_LABELS: Final = {
    Severity.ERROR: "Lỗi",
    Severity.WARNING: "Cảnh báo",
    Severity.INFO: "Thông tin",
}
_FILLS: Final = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)

MOST_LINKS: Final = 20_000
"""Excel holds 65,530 links on a sheet; a long list does without."""

_COLUMNS = (
    Column("Đơn vị", 12),
    Column("Tệp", 22),
    Column("Mức độ", 10),
    Column("Vị trí trong tệp", 18),
    Column("Tiêu chí", 9),
    Column("Nội dung", 37),
    Column("Cách sửa", 33),
    Column("Mã lỗi", 22, "code", printed=False),
)
_UNIT, _FILE, _SEVERITY, _PLACE, _CRITERION, _MESSAGE, _HINT, _CODE = range(1, 9)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with the unit (code) and the file it is about, ``""`` where there is none."""

    unit: str
    file: str
    finding: Finding


def problems(canvas: Canvas) -> list[Problem]:
    """Every finding once: of the cluster, of each unit (errors first), of the refused files."""
    found = [Problem("", "", f) for f in canvas.result.findings]
    for unit in canvas.result.units:
        file = unit.received.file if unit.received is not None else ""
        found += _by_severity(Problem(unit.unit, file, f) for f in unit.findings)
    for refused in canvas.result.refused:
        found += _by_severity(Problem("", refused.file, f) for f in refused.findings)
    return found


def _by_severity(found: Iterator[Problem]) -> list[Problem]:
    return sorted(found, key=lambda p: _ORDER.index(p.finding.severity))


def write_problems(canvas: Canvas) -> None:
    """Write the sheet. Links lead inside this workbook and are written by us only."""
    note = (
        "Vị trí là trang và ô trong tệp của đơn vị. Đơn vị còn lỗi thì chưa được xếp hạng. Bấm tên "
        "đơn vị để xem Sổ nhận, bấm mã tiêu chí để xem Ma trận điểm."
    )
    sheet = start_list(canvas, SheetName.PROBLEMS, "LỖI VÀ CẢNH BÁO KHI TỔNG HỢP", note, _COLUMNS)
    files = received_rows(canvas)
    row = FIRST_ROW
    for problem in problems(canvas):
        _problem(canvas, sheet, row, problem)
        if row - FIRST_ROW < MOST_LINKS // 2:
            _links(canvas, sheet, row, problem, files)
        row += 1
    end_list(canvas, sheet, row, _COLUMNS, "Không có lỗi, không có cảnh báo.")


def _problem(canvas: Canvas, sheet: Worksheet, row: int, problem: Problem) -> None:
    finding, styles = problem.finding, canvas.styles
    small = styles.cell(font_size=10)
    fill = _FILLS.get(finding.severity)
    severity = styles.cell(align="center", bold=True, **({"bg_color": fill} if fill else {}))
    put_text(sheet, row, _UNIT, _who(canvas, problem), small)
    put_text(sheet, row, _FILE, problem.file, small)
    put_text(sheet, row, _SEVERITY, SEVERITY_LABELS[finding.severity], severity)
    put_text(sheet, row, _PLACE, str(finding.at) if finding.at else "", small)
    address = ", ".join(part for part in (finding.criterion, finding.item) if part)
    put_text(sheet, row, _CRITERION, address, small)
    law = f" (Căn cứ: {finding.law})" if finding.law else ""
    put_text(sheet, row, _MESSAGE, finding.message + law, small)
    put_text(sheet, row, _HINT, finding.hint, small)
    put_text(sheet, row, _CODE, finding.code, styles.cell(font_size=8))
    texts = {_FILE: problem.file, _HINT: finding.hint}
    texts |= {_MESSAGE: finding.message + law}
    # Spreadsheets do not agree where a file's name may be broken: some room to spare.
    cells = [(text, _COLUMNS[column - 1].width - 3) for column, text in texts.items()]
    fit_row(sheet, row, cells, size=10, least=18)


def _who(canvas: Canvas, problem: Problem) -> str:
    if problem.unit:
        return canvas.short_name(problem.unit)
    return "Chưa rõ" if problem.file else "Cả Cụm"


def _links(
    canvas: Canvas, sheet: Worksheet, row: int, problem: Problem, files: dict[str, int]
) -> None:
    link = canvas.styles.cell(font_size=10, font_color="#1F4E9E", underline=1)
    if problem.file in files:
        # Not on the file's name: a spreadsheet may show a long link on one line only, cut.
        target = _inside(SheetName.RECEIVED, files[problem.file], 1)
        shown = clean(_who(canvas, problem))
        sheet.write_url(row, _UNIT, target, link, shown, "Xem dòng trong Sổ nhận")
    code = problem.finding.criterion
    if canvas.live and code is not None and code in canvas.campaign.tree:
        plan = canvas.matrix
        column = plan.columns.get(problem.unit, plan.CODE)
        target = _inside(SheetName.MATRIX, plan.row_of(code), column)
        address = ", ".join(part for part in (code, problem.finding.item) if part)
        sheet.write_url(row, _CRITERION, target, link, clean(address), "Xem trong Ma trận điểm")


def _inside(sheet: SheetName, row: int, column: int) -> str:
    return f"internal:{quoted(sheet)}!{xl_rowcol_to_cell(row, column)}"
