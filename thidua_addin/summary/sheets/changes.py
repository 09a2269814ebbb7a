"""``Thay đổi``: what changed since the last merge, one line a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.chair.changes import LARGE_KINDS, Change
from thidua_addin.summary.layout import NOTHING, Canvas, SheetName
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import fit_row, put_text

__all__ = ["write_changes"]

_COLUMNS: Final = (
    Column("Loại", 18),
    Column("Đơn vị", 13),
    Column("Mã", 9),
    Column("Nội dung", 56),
    Column("Trước", 28),
    Column("Sau", 28),
)
_FIRST_MERGE: Final = "Đây là lần tổng hợp đầu tiên của tệp này: chưa có gì để so sánh."
_UNCHANGED: Final = "Không có gì thay đổi so với lần tổng hợp trước."


def write_changes(canvas: Canvas, changes: Sequence[Change], before_at: dt.datetime | None) -> None:
    """Write the sheet; ``before_at`` is the moment of the last merge, None at the first one.

    Of a cluster above ``layout.LIVE_UNITS`` units only files, totals and ranks are listed.
    """
    told = [c for c in changes if canvas.live or c.kind in LARGE_KINDS]
    note = "Từ lần sau, trang này nêu tệp mới, số liệu, điểm và hạng đã thay đổi."
    if before_at is not None:
        note = f"So với lần tổng hợp lúc {before_at:%H:%M} ngày {before_at:%d/%m/%Y}: "
        note += f"{len(changes)} thay đổi."
        if len(told) < len(changes):
            note += f" Cụm lớn: nêu {len(told)} thay đổi về tệp, tổng điểm và hạng."
    title = "NHỮNG THAY ĐỔI TRONG BẢNG TỔNG HỢP"
    sheet = start_list(canvas, SheetName.CHANGES, title, note, _COLUMNS)
    for row, change in enumerate(told, start=FIRST_ROW):
        _change(canvas, sheet, row, change)
    empty = _FIRST_MERGE if before_at is None else _UNCHANGED
    end_list(canvas, sheet, FIRST_ROW + len(told), _COLUMNS, empty)


def _change(canvas: Canvas, sheet: Worksheet, row: int, change: Change) -> None:
    styles = canvas.styles
    sheet.write_string(row, 0, f"{change.criterion or ''}|{change.item or ''}@{change.unit}")
    texts = (
        change.kind.label,
        _unit_name(canvas, change.unit),
        change.criterion or "",
        change.what,
        change.before or NOTHING,
        change.after or NOTHING,
    )
    for column, text in enumerate(texts, start=1):
        put_text(sheet, row, column, text, styles.cell())
    widths = (column.width for column in _COLUMNS)
    fit_row(sheet, row, list(zip(texts, widths, strict=True)), least=18)


def _unit_name(canvas: Canvas, unit: str) -> str:
    if not unit:
        return "Toàn Cụm"
    return canvas.short_name(unit) if unit in canvas.campaign.units else unit
