"""``Ghi chú giữ lại``: what people put into earlier summaries besides the inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.snapshot import CellValue
from scoring.text import nfc
from thidua_addin.summary.inputs import put_typed
from thidua_addin.summary.kept_notes import KeptNote, unique
from thidua_addin.summary.layout import Canvas, SheetName, put_key
from thidua_addin.summary.printing import MOST_LINES
from thidua_addin.summary.sheets.lists import (
    FIRST_ROW,
    Column,
    continued,
    end_list,
    start_list,
)
from thidua_addin.summary.sheets.received import local
from thidua_addin.workbook.styles import (
    DATE_FORMAT,
    MOMENT_FORMAT,
    clean,
    fit_row,
    lines_of,
    put_text,
)

__all__ = ["text_parts", "write_kept"]

_COLUMNS: Final = (
    Column("Loại", 16, "kind"),
    Column("Trang cũ", 18, "sheet"),
    Column("Ô cũ", 8, "cell"),
    Column("Nội dung", 62, "text"),
    Column("Ghi thêm", 34, "detail"),
    Column("Ghi nhận lúc", 15, "since"),
    Column("Mã", 20, "id", hidden=True),
    Column("Nguyên văn", 20, "whole", hidden=True),
)
_KIND, _SHEET, _CELL, _TEXT, _DETAIL, _SINCE, _ID, _WHOLE = range(1, 9)
_WIDTHS: Final = {number: column.width for number, column in enumerate(_COLUMNS, start=1)}
_LONGEST_CELL: Final = 32_767
"""UTF-16 units, the most that one cell holds."""
_LONGEST_DETAIL: Final = 500
_WORD: Final = 1_000


def write_kept(canvas: Canvas, notes: Iterable[KeptNote]) -> None:
    """Write the sheet, a row a note (more for a long text); without notes there is no sheet.

    The sheet is open: people delete what they need no more, and add what they like beside it.
    """
    every = unique(notes)
    if not every:
        return
    note = (
        "Nội dung do người dùng ghi thêm ở các tệp tổng hợp trước. Dòng nào không cần nữa thì xóa. "
        "Màu, cỡ chữ, độ rộng cột không mang sang; tệp trước vẫn được giữ."
    )
    sheet = start_list(canvas, SheetName.KEPT, "GHI CHÚ GIỮ LẠI", note, _COLUMNS)
    row = FIRST_ROW
    for each in every:
        row = _note(canvas, sheet, row, each)
    end_list(canvas, sheet, row, _COLUMNS, "")


def _note(canvas: Canvas, sheet: Worksheet, row: int, note: KeptNote) -> int:
    """One note; the next free row."""
    text = clean_text(note.raw) if isinstance(note.raw, str) else ""
    first, *more = text_parts(text, _WIDTHS[_TEXT]) or [""]
    put_key(sheet, row, field=note.key)
    _common(canvas, sheet, row, note, note.kind.label)
    raw: CellValue = first if isinstance(note.raw, str) else note.raw
    if raw is None:
        raw = note.text or None
    _content(canvas, sheet, row, raw)
    detail = clean(note.detail)[:_LONGEST_DETAIL]
    put_text(sheet, row, _DETAIL, detail, _open(canvas))
    when = _open(canvas, align="center", num_format=MOMENT_FORMAT)
    sheet.write_datetime(row, _SINCE, local(note.since), when)
    put_text(sheet, row, _ID, note.key, _open(canvas))
    whole = text if more and _units(text) <= _LONGEST_CELL else ""
    if whole:
        sheet.write_string(row, _WHOLE, whole, _open(canvas, text_wrap=False))
    else:
        put_text(sheet, row, _WHOLE, "", _open(canvas))
    shown = first if isinstance(note.raw, str) else note.text
    _fit(sheet, row, {_KIND: note.kind.label, _SHEET: note.sheet, _TEXT: shown, _DETAIL: detail})
    for number, part in enumerate(more, start=2):
        row += 1
        put_key(sheet, row, field=f"{note.key}.{number}")
        _common(canvas, sheet, row, note, continued(note.kind.label))
        _content(canvas, sheet, row, part)
        for column in (_DETAIL, _SINCE, _WHOLE):
            put_text(sheet, row, column, "", _open(canvas))
        put_text(sheet, row, _ID, f"{note.key}.{number}", _open(canvas))
        _fit(sheet, row, {_KIND: continued(note.kind.label), _TEXT: part})
    return row + 1


def _common(canvas: Canvas, sheet: Worksheet, row: int, note: KeptNote, kind: str) -> None:
    put_text(sheet, row, _KIND, kind, _open(canvas))
    put_text(sheet, row, _SHEET, note.sheet, _open(canvas))
    put_text(sheet, row, _CELL, note.cell, _open(canvas, align="center"))


def _content(canvas: Canvas, sheet: Worksheet, row: int, raw: CellValue) -> None:
    """The value itself: text as text, a number as a number, a day as a day."""
    if isinstance(raw, str) or raw is None:
        style = _open(canvas)
        if raw:
            sheet.write_string(row, _TEXT, raw, style)  # not cleaned twice, nor cut
        else:
            sheet.write_blank(row, _TEXT, None, style)
        return
    shown = "General"
    if not isinstance(raw, bool | int | float):
        shown = MOMENT_FORMAT if hasattr(raw, "hour") else DATE_FORMAT
    put_typed(sheet, (row, _TEXT), raw, _open(canvas, num_format=shown))


def _open(canvas: Canvas, **look: object) -> object:
    return canvas.styles.cell(**{"font_size": 10, "valign": "top", "locked": False, **look})


def _fit(sheet: Worksheet, row: int, texts: dict[int, str]) -> None:
    fit_row(sheet, row, [(t, _WIDTHS[c] - 1) for c, t in texts.items()], size=10, least=18)


def clean_text(text: str) -> str:
    """A text as a cell can hold it, not cut."""
    whole = nfc(text).replace("\r\n", "\n")
    return "".join(clean(whole[at : at + 10_000]) for at in range(0, len(whole), 10_000))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_parts(text: str, width: float) -> list[str]:
    """A text cut where a row would get too high; the parts together are the text, space and all."""
    parts, rest = [], text
    while rest:
        at = _fitting(rest, width)
        parts.append(rest[:at])
        rest = rest[at:]
    return parts


def _fitting(text: str, width: float) -> int:
    """How many characters fit one row, to the end of a word where there is one."""
    most = int(width * MOST_LINES * 1.5)
    if len(text) <= most and lines_of(text, width, 10) <= MOST_LINES:
        return len(text)
    low, high = 1, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(text[:middle], width, 10) <= MOST_LINES:
            low = middle
        else:
            high = middle - 1
    return _word_end(text, low)


def _word_end(text: str, at: int) -> int:
    ends: Sequence[int] = [n for n in range(at, max(0, at - 100), -1) if text[n - 1].isspace()]
    return ends[0] if ends else at
