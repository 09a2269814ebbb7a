"""The evidence: for each criterion the document that proves it (number, date, title, file)."""

from __future__ import annotations

from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from scoring.terms import Evidence
from thidua_addin.form import paper
from thidua_addin.form.canvas import TABLE_SIZE, Canvas, Sheet, marks_column
from thidua_addin.form.columns import Proof
from thidua_addin.form.inputs import put_input
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import add_mark_hints
from thidua_addin.workbook.styles import HEADER_FILL

_WIDTHS: Final = (
    (Proof.CODE, 6.5),
    (Proof.TITLE, 36),
    (Proof.HINT, 31),
    (Proof.NUMBER, 17),
    (Proof.DATE, 11),
    (Proof.NAME, 39),
    (Proof.FILE, 18),
    (Proof.MARK, 3),
)
_HEADERS: Final = (
    (Proof.CODE, "Mã"),
    (Proof.TITLE, "Nội dung tiêu chí"),
    (Proof.HINT, "Tài liệu cần có"),
    (Proof.NUMBER, "Số, ký hiệu văn bản"),
    (Proof.DATE, "Ngày ban hành"),
    (Proof.NAME, "Tên, trích yếu"),
    (Proof.FILE, "Tên tệp gửi kèm"),
)


def write_evidence(canvas: Canvas) -> None:
    """Write the sheet with table ``evidence``."""
    sheet = canvas.add(FormSheetName.EVIDENCE, TABLE_SIZE)
    table = canvas.layout.evidence
    sheet.widths(_WIDTHS, code=Proof.CODE, gives=Proof.HINT)
    paper.banner(sheet, Proof.CODE, Proof.FILE)
    paper.letterhead(
        sheet,
        (Proof.CODE, Proof.TITLE),
        (Proof.DATE, Proof.FILE),
        f"DANH MỤC TÀI LIỆU KIỂM CHỨNG NĂM {canvas.campaign.year}",
    )
    sheet.open_table(table)
    header = table.marker_row + 1
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for column, title in _HEADERS:
        sheet.text(header, column, title, head)
    sheet.fit(header, [(t, sheet.columns[c]) for c, t in _HEADERS], bold=True)
    specs = {s.address: s for s in form_fields(canvas.campaign) if s.sheet is FormSheet.EVIDENCE}
    for row in table.rows:
        _row(sheet, specs, row.row, row.criterion or "")
    marks_column(sheet, table, table.rows)
    if table.rows:
        add_mark_hints(sheet, table.first_row, table.last_row, (Proof.CODE, Proof.MARK))
    note = (
        "Ghi đủ số, ngày, trích yếu của văn bản làm minh chứng. Tệp gửi kèm đặt cùng thư mục với "
        "biểu mẫu này; không dán ảnh hay chèn tệp vào biểu mẫu."
    )
    last = table.end_row + 2
    style = sheet.plain(italic=True, text_wrap=True)
    sheet.merged(last - 1, Proof.CODE, Proof.FILE, note, style)
    sheet.height(last - 1, 18)
    paper.check_line(sheet, last, Proof.CODE, Proof.FILE)
    sheet.raw.freeze_panes(header, Proof.TITLE)
    sheet.raw.set_zoom(90)
    sheet.finish(
        landscape=True,
        last=(last, Proof.FILE),
        header=(header, header),
        together=range(table.last_row, last),
    )
    sheet.protect()


def _row(sheet: Sheet, specs: dict[Address, FieldSpec], row: int, code: str) -> None:
    criterion = sheet.canvas.campaign.tree[code]
    needed = "Bắt buộc" if criterion.evidence is Evidence.REQUIRED else "Khuyến khích"
    hint = f"{needed}: {criterion.evidence_hint}" if criterion.evidence_hint else needed
    texts = [
        (criterion.title, sheet.columns[Proof.TITLE] - 1),
        (hint, sheet.columns[Proof.HINT] - 1),
    ]
    sheet.text(row, Proof.CODE, code, sheet.style())
    sheet.text(row, Proof.TITLE, criterion.title, sheet.style())
    sheet.text(row, Proof.HINT, hint, sheet.style(italic=True))
    for column, field in (
        (Proof.NUMBER, "evidence"),
        (Proof.DATE, "evidence_date"),
        (Proof.NAME, "evidence_title"),
        (Proof.FILE, "evidence_file"),
    ):
        put_input(sheet, specs[Address(code, None, field)], row, column)
        typed = sheet.canvas.live.raw(code, None, field)
        if isinstance(typed, str):
            texts.append((typed, sheet.columns[column] - 1))
    sheet.fit(row, texts, least=20, growing=True)
