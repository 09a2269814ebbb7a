"""The result of a check: each finding with its place, what is wrong, how to mend it."""

from __future__ import annotations

from typing import Final

from scoring.findings import Finding, Severity
from thidua_addin.form import paper
from thidua_addin.form.canvas import Canvas, Sheet
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import AMBER, BLUE, RED
from thidua_addin.workbook.styles import HEADER_FILL, clean, set_page

_COLUMNS: Final = (
    ("STT", 6.0),
    ("Mức độ", 12.0),
    ("Mã lỗi", 26.0),
    ("Vị trí", 24.0),
    ("Tiêu chí", 10.0),
    ("Nội dung", 56.0),
    ("Cách sửa", 56.0),
)
_FIRST, _LAST = 2, 1 + len(_COLUMNS)
_HEADER_ROW: Final = 4
SEVERITIES: Final = {
    Severity.ERROR: ("Lỗi", RED),
    Severity.WARNING: ("Cảnh báo", AMBER),
    Severity.INFO: ("Thông tin", BLUE),
}
NOTHING: Final = (
    "Chưa có kết quả kiểm tra nào trong phiếu này. Bấm nút “Kiểm tra” trên thẻ Thi đua (hoặc gõ "
    "lệnh: thidua check <tên phiếu>) để xem từng chỗ cần sửa; không có lỗi thì phiếu nộp được ngay."
)


def write_findings(canvas: Canvas) -> None:
    """Write the sheet; it is not protected, the add-in fills it anew at each check."""
    sheet = canvas.add(FormSheetName.FINDINGS)
    sheet.widths([(2 + i, width) for i, (_, width) in enumerate(_COLUMNS)])
    paper.banner(sheet, _FIRST, _LAST, sum(w for _, w in _COLUMNS))
    title = sheet.plain(bold=True, font_size=14, align="center")
    sheet.merged(2, _FIRST, _LAST, "KẾT QUẢ KIỂM TRA PHIẾU", title)
    sheet.height(2, 24)
    findings = canvas.findings
    sheet.merged(3, _FIRST, _LAST, _summary(findings), sheet.plain(italic=True, align="center"))
    sheet.height(3, 20)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for i, (text, _) in enumerate(_COLUMNS):
        sheet.text(_HEADER_ROW, _FIRST + i, text, head)
    sheet.height(_HEADER_ROW, 22)
    row = _HEADER_ROW
    for number, finding in enumerate(findings, start=1):
        row += 1
        _row(sheet, row, number, finding)
    if not findings:
        row += 1
        note = sheet.style(align="center", italic=True)
        sheet.merged(row, _FIRST, _LAST, NOTHING, note)
        sheet.fit(row, [(NOTHING, sum(w for _, w in _COLUMNS) - 4)], least=44)
    sheet.raw.freeze_panes(_HEADER_ROW, 0)
    sheet.raw.repeat_rows(_HEADER_ROW - 1, _HEADER_ROW - 1)
    set_page(sheet.raw, landscape=True, print_title=FormSheetName.FINDINGS.value)
    sheet.raw.fit_to_pages(1, 0)
    sheet.raw.print_area(0, 1, row - 1, _LAST - 1)
    sheet.raw.set_zoom(85)


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "Chưa kiểm tra, hoặc lần kiểm tra gần nhất không có gì phải nêu."
    counts = [
        f"{sum(f.severity is severity for f in findings)} {label.lower()}"
        for severity, (label, _) in SEVERITIES.items()
    ]
    return f"{len(findings)} mục: {', '.join(counts)}. Bấm vào Vị trí để đến ô cần xem."


def _row(sheet: Sheet, row: int, number: int, finding: Finding) -> None:
    label, look = SEVERITIES[finding.severity]
    texts = (str(number), label, finding.code, "", finding.criterion or "")
    centred, plain = sheet.style(align="center"), sheet.style()
    sheet.number(row, _FIRST, number, centred)
    sheet.text(row, _FIRST + 1, label, sheet.style(align="center", bold=True, **look))
    sheet.text(row, _FIRST + 2, finding.code, sheet.style(font_size=10))
    place = "" if finding.at is None else str(finding.at)
    _place(sheet, row, finding)
    sheet.text(row, _FIRST + 4, texts[4], centred)
    wide = ((5, clean(finding.message)), (6, clean(finding.hint)))
    for offset, text in wide:
        sheet.text(row, _FIRST + offset, text, plain)
    sheet.fit(
        row,
        [(place, _COLUMNS[3][1] - 1), *((t, _COLUMNS[o][1] - 1) for o, t in wide)],
        least=20,
        growing=True,
    )


def _place(sheet: Sheet, row: int, finding: Finding) -> None:
    """The place as a link inside the workbook, where the form has such a sheet."""
    at = finding.at
    if at is None:
        sheet.text(row, _FIRST + 3, finding.path or "", sheet.style())
        return
    if at.sheet not in set(FormSheetName):
        sheet.text(row, _FIRST + 3, clean(str(at)), sheet.style())
        return
    link = sheet.style(font_color="#0000FF", underline=1)
    target = f"internal:'{at.sheet}'!{at.cell}"
    sheet.raw.write_url(row - 1, _FIRST + 2, target, link, string=str(at))
