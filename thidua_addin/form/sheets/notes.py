"""What an older copy held that has no cell in this form: kept as text with its old place."""

from __future__ import annotations

from typing import Final

from thidua_addin.form.canvas import TABLE_SIZE, Canvas
from thidua_addin.form.model import FormSheetName
from thidua_addin.workbook.styles import HEADER_FILL, clean
from thidua_addin.workbook.tables import quoted_marker

_COLUMNS: Final = (("Trang cũ", 20.0), ("Ô cũ", 8.0), ("Nội dung", 100.0))


def write_notes(canvas: Canvas) -> None:
    """Write the sheet, if there is anything to keep."""
    notes = canvas.notes()
    if not notes:
        return
    sheet = canvas.add(FormSheetName.NOTES, TABLE_SIZE)
    for i, (_, width) in enumerate(_COLUMNS):
        sheet.raw.set_column(i, i, width)
        sheet.columns[1 + i] = width
    intro = (
        "Những nội dung không thuộc ô nào của biểu mẫu, giữ lại nguyên văn cùng vị trí cũ. "
        "Nội dung rất dài in chưa đủ thì đọc trong tệp."
    )
    sheet.merged(1, 1, 3, intro, sheet.plain(italic=True))
    sheet.height(1, 20)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for i, (title, _) in enumerate(_COLUMNS, start=1):
        sheet.text(2, i, title, head)
    for row, note in enumerate(notes, start=3):
        texts = tuple(quoted_marker(clean(t)) for t in (note.sheet, note.cell, note.text))
        for column, text in enumerate(texts, start=1):
            sheet.text(row, column, text, sheet.style())
        wrapped = [(text, width - 1) for text, (_, width) in zip(texts, _COLUMNS, strict=True)]
        sheet.fit(row, wrapped, least=18, growing=True)
    sheet.height(2, 20)
    sheet.raw.freeze_panes(2, 0)
    sheet.finish(
        landscape=True,
        last=(2 + len(notes), 3),
        first_column=1,
        footer=FormSheetName.NOTES.value,
        header=(2, 2),
    )
