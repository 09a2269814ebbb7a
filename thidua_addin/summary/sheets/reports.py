"""``Báo cáo các đơn vị``: what the units wrote, by content of the launch document, then by unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from xlsxwriter.worksheet import Worksheet

from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.fields import NARRATIVES, contents
from scoring.terms import Period, field_name
from thidua_addin.summary.layout import Canvas, SheetName, put_key
from thidua_addin.summary.printing import pieces
from thidua_addin.summary.sheets.lists import (
    FIRST_ROW,
    Column,
    continued,
    end_list,
    start_list,
)
from thidua_addin.workbook.styles import GROUP_FILL, fit_row, put_text

_WIDTH = 46
_COLUMNS = (
    Column("Đơn vị", 16),
    *(Column(title, _WIDTH, base) for base, title in NARRATIVES.items()),
)


def write_reports(canvas: Canvas) -> None:
    """Write the sheet: for each content group the units' results, difficulties, proposals."""
    note = "Nguyên văn phần báo cáo của các đơn vị trong kỳ; đơn vị không ghi gì thì không có dòng."
    sheet = start_list(canvas, SheetName.REPORTS, "BÁO CÁO KẾT QUẢ CỦA CÁC ĐƠN VỊ", note, _COLUMNS)
    row = FIRST_ROW
    if canvas.result.period is not Period.REGISTRATION:
        written = {
            unit.unit: Entries(unit.received.submission.entries)
            for unit in canvas.result.units
            if unit.received is not None
        }
        for root in contents(canvas.campaign):
            row = _content(canvas, sheet, row, root, written)
    end_list(canvas, sheet, row, _COLUMNS, "Chưa có đơn vị nào ghi phần báo cáo của kỳ này.")


def _content(
    canvas: Canvas, sheet: Worksheet, row: int, root: Criterion, written: Mapping[str, Entries]
) -> int:
    said = list(_said(canvas.result.period, root, written))
    if not said:
        return row
    heading = canvas.styles.cell(bold=True, bg_color=GROUP_FILL)
    sheet.merge_range(row, 1, row, len(_COLUMNS), "", heading)
    put_text(sheet, row, 1, f"{root.code}. {root.title}", heading)
    fit_row(sheet, row, [(f"{root.code}. {root.title}", 150)], bold=True, least=20)
    row += 1
    for unit, texts in said:
        parts = zip_longest(*(pieces(t, _WIDTH) for t in texts), fillvalue="")
        for number, part in enumerate(parts):
            put_key(sheet, row, root.code, unit=unit)
            name = canvas.short_name(unit) if number == 0 else continued(canvas.short_name(unit))
            put_text(sheet, row, 1, name, canvas.styles.cell(valign="top", bold=True))
            for column, text in enumerate(part, start=2):
                put_text(sheet, row, column, text, canvas.styles.cell(valign="top"))
            fit_row(sheet, row, [(text, _WIDTH) for text in part] + [(name, 16)])
            row += 1
    return row


def _said(
    period: Period, root: Criterion, written: Mapping[str, Entries]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for unit, entries in written.items():
        texts = tuple(entries.text(root.code, None, field_name(b, period)) for b in NARRATIVES)
        if any(texts):
            yield unit, texts
