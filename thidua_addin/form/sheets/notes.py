"""What an older copy held that has no cell in this form: kept as text with its old place."""

from __future__ import annotations

from typing import Final

from thidua_addin.form.canvas import Canvas
from thidua_addin.form.model import FormSheetName
from thidua_addin.workbook.styles import HEADER_FILL, clean, set_page

_COLUMNS: Final = (("Sheet cũ", 24.0), ("Ô cũ", 10.0), ("Nội dung", 100.0))


def write_notes(canvas: Canvas) -> None:
    """Write the sheet, if there is anything to keep."""
    if not canvas.kept_notes:
        return
    sheet = canvas.add(FormSheetName.NOTES)
    for i, (_, width) in enumerate(_COLUMNS):
        sheet.raw.set_column(i, i, width)
    intro = "Những nội dung không thuộc ô nào của phiếu, giữ lại nguyên văn cùng vị trí cũ."
    sheet.merged(1, 1, 3, intro, sheet.plain(italic=True))
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for i, (title, _) in enumerate(_COLUMNS, start=1):
        sheet.text(2, i, title, head)
    for row, note in enumerate(canvas.kept_notes, start=3):
        texts = (clean(note.sheet), clean(note.cell), clean(note.text))
        for column, text in enumerate(texts, start=1):
            sheet.text(row, column, text, sheet.style())
        sheet.fit(row, [(texts[2], _COLUMNS[2][1] - 1)], growing=True)
    set_page(sheet.raw, landscape=True, print_title=FormSheetName.NOTES.value)
    sheet.raw.fit_to_pages(1, 0)
