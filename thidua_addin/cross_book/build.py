"""Build the workbook in which a unit scores others, as the bytes of an ``.xlsx`` file."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from thidua_addin.cross_book.layout import CrossBook
from thidua_addin.cross_book.sheets import Canvas, write_info, write_meta, write_scores
from thidua_addin.form.growing_rows import let_rows_grow
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = ["build_cross_book"]


def build_cross_book(book: CrossBook, *, issued_at: dt.datetime) -> bytes:
    """The workbook of a scorer. Equal arguments give equal bytes."""
    stream = BytesIO()
    title = f"Bảng chấm chéo năm {book.campaign.year} – {book.scorer.short_name}"
    with new_workbook(stream, title=title, at=issued_at) as workbook:
        canvas = Canvas(workbook, Styles(workbook), book, issued_at)
        write_info(canvas)
        write_scores(canvas)
        write_meta(canvas)
        names = [sheet.get_name() for sheet in workbook.worksheets()]
        workbook.get_worksheet_by_name(names[0]).activate()
    return let_rows_grow(stream.getvalue(), names, canvas.growing)
