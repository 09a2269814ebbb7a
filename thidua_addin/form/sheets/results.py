"""The sheet of points with their reasons: empty until the button for scoring fills it."""

from __future__ import annotations

from typing import Final

from thidua_addin.form import paper
from thidua_addin.form.canvas import TABLE_SIZE, Canvas
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.results import (
    SCORES_COLUMN,
    SCORES_HEADER,
    SCORES_HEADER_ROW,
    SCORES_TITLE,
    SCORES_WIDTHS,
)
from thidua_addin.form.sheets.filled_live import look_when_filled
from thidua_addin.workbook.styles import HEADER_FILL, points_format

NOTHING: Final = (
    "Chưa chấm điểm. Bấm Chấm điểm trên thẻ Thi đua của Excel để ghi vào đây điểm từng tiêu chí "
    "kèm cách tính."
)
_CENTRED: Final = (0, 5)
_POINTS: Final = (2, 3, 4)


def write_results(canvas: Canvas) -> None:
    """Write the sheet, unprotected. A sealed copy has none: its points are computed anew."""
    if canvas.seal is not None:
        return
    sheet = canvas.add(FormSheetName.RESULTS, TABLE_SIZE)
    first, last = SCORES_COLUMN, SCORES_COLUMN + len(SCORES_WIDTHS) - 1
    sheet.widths([(first + index, width) for index, width in enumerate(SCORES_WIDTHS)])
    points = points_format(canvas.campaign.places)
    for index, width in enumerate(SCORES_WIDTHS):
        look: dict[str, object] = {"align": "center"} if index in _CENTRED else {"align": "left"}
        if index in _POINTS:
            look = {"align": "center", "num_format": points}
        style = sheet.plain(text_wrap=True, valign="top", **look)
        sheet.raw.set_column(first + index - 1, first + index - 1, width, style)
    paper.banner(sheet, first, last)
    title = sheet.plain(bold=True, font_size=14, align="center")
    sheet.merged(SCORES_HEADER_ROW - 2, first, last, SCORES_TITLE, title)
    sheet.height(SCORES_HEADER_ROW - 2, 24)
    sheet.merged(
        SCORES_HEADER_ROW - 1, first, last, NOTHING, sheet.plain(italic=True, align="center")
    )
    sheet.height(SCORES_HEADER_ROW - 1, 20)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for column, text in enumerate(SCORES_HEADER, start=first):
        sheet.text(SCORES_HEADER_ROW, column, text, head)
    sheet.height(SCORES_HEADER_ROW, 32)
    look_when_filled(sheet, SCORES_HEADER_ROW + 1, first, last)
    sheet.raw.freeze_panes(SCORES_HEADER_ROW, 0)
    sheet.raw.set_zoom(90)
    sheet.finish(
        landscape=True,
        last=(SCORES_HEADER_ROW, last),
        header=(SCORES_HEADER_ROW, SCORES_HEADER_ROW),
        footer=FormSheetName.RESULTS.value,
        area=False,
    )
