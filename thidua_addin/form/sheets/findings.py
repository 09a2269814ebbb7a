"""The result of a check: each finding with its place, what is wrong, how to mend it."""

from __future__ import annotations

from typing import Final

from scoring.findings import Finding, Severity
from thidua_addin.form import paper
from thidua_addin.form.canvas import TABLE_SIZE, Canvas, Sheet
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.filled_live import LIVE_ROWS, look_when_filled
from thidua_addin.form.sheets.score_hints import AMBER, BLUE, RED, add_hint
from thidua_addin.workbook.styles import HEADER_FILL, clean

_COLUMNS: Final = (
    ("STT", 4.5),
    ("Mức độ", 10.0),
    ("Mã lỗi", 23.0),
    ("Vị trí", 17.0),
    ("Tiêu chí", 8.0),
    ("Nội dung", 41.0),
    ("Cách sửa", 39.0),
)
_FIRST, _LAST = 2, 1 + len(_COLUMNS)
_HEADER_ROW: Final = 4
_CODE_SIZE: Final = 10
SEVERITIES: Final = {
    Severity.ERROR: ("Lỗi", RED),
    Severity.WARNING: ("Cảnh báo", AMBER),
    Severity.INFO: ("Thông tin", BLUE),
}
NOTHING: Final = (
    "Chưa có kết quả kiểm tra nào trong biểu mẫu này. Bấm Kiểm tra trên thẻ Thi đua của Excel để "
    "xem từng chỗ cần sửa. Kết quả kiểm tra lúc xuất phiếu nộp được ghi ở trang này của phiếu nộp. "
    "Cán bộ công nghệ thông tin có thể kiểm tra bằng lệnh: thidua check <tên tệp>."
)
_LEFT: Final = (3, 5, 6)
"""Places and texts stand at the left of their columns."""


def write_findings(canvas: Canvas) -> None:
    """Write the sheet; it is not protected, for everything on it is result."""
    sheet = canvas.add(FormSheetName.FINDINGS, TABLE_SIZE)
    sheet.widths([(2 + i, width) for i, (_, width) in enumerate(_COLUMNS)])
    paper.banner(sheet, _FIRST, _LAST)
    title = sheet.plain(bold=True, font_size=14, align="center")
    sheet.merged(2, _FIRST, _LAST, "KẾT QUẢ KIỂM TRA BIỂU MẪU", title)
    sheet.height(2, 24)
    findings = canvas.findings
    said = _summary(findings) if findings else NOTHING
    sheet.merged(3, _FIRST, _LAST, said, sheet.plain(italic=True, align="center", text_wrap=True))
    sheet.fit(3, [(said, sheet.span(_FIRST, _LAST) - 2)], least=20)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for i, (text, _) in enumerate(_COLUMNS):
        sheet.text(_HEADER_ROW, _FIRST + i, text, head)
    sheet.height(_HEADER_ROW, 22)
    row = _HEADER_ROW
    for number, finding in enumerate(findings, start=1):
        row += 1
        _row(sheet, row, number, finding)
    if not findings:
        _prepare_rows(sheet)
    sheet.raw.freeze_panes(_HEADER_ROW, 0)
    sheet.raw.set_zoom(90)
    sheet.finish(
        landscape=True,
        last=(row, _LAST),
        header=(_HEADER_ROW, _HEADER_ROW),
        footer=FormSheetName.FINDINGS.value,
        area=bool(findings),
    )


def _prepare_rows(sheet: Sheet) -> None:
    """Make the rows below the header look like a list as soon as the add-in fills them."""
    first = _HEADER_ROW + 1
    for offset, (_, width) in enumerate(_COLUMNS):
        align = "left" if offset in _LEFT else "center"
        style = sheet.plain(text_wrap=True, valign="top", align=align)
        sheet.raw.set_column(_FIRST + offset - 1, _FIRST + offset - 1, width, style)
    for label, look in SEVERITIES.values():
        area = (first, _FIRST + 1, first + LIVE_ROWS - 1, _FIRST + 1)
        add_hint(sheet, area, f'$C{first}="{label}"', look)
    look_when_filled(sheet, first, _FIRST, _LAST)


def _summary(findings: tuple[Finding, ...]) -> str:
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
    sheet.text(row, _FIRST + 2, finding.code, sheet.style(font_size=_CODE_SIZE, align="center"))
    place = "" if finding.at is None else str(finding.at)
    _place(sheet, row, finding)
    sheet.text(row, _FIRST + 4, texts[4], centred)
    wide = ((5, clean(finding.message)), (6, clean(finding.hint)))
    for offset, text in wide:
        sheet.text(row, _FIRST + offset, text, plain)
    sheet.fit(
        row,
        [
            (finding.code, _COLUMNS[2][1]),
            (place, _COLUMNS[3][1] - 1),
            *((t, _COLUMNS[o][1] - 1) for o, t in wide),
        ],
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
