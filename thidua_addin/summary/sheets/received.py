"""``Sổ nhận``: every file of the merge, what it is, and whether it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from scoring.fields import Address
from scoring.merge import Received
from scoring.received import VIETNAM, moment
from scoring.terms import Period
from thidua_addin.form.canvas import INPUT_FILL
from thidua_addin.summary.inputs import put_input, put_typed
from thidua_addin.summary.layout import Canvas, SheetName
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import MOMENT_FORMAT, fit_row, put_text

COLUMNS = (
    Column("Tệp", 26, "file"),
    Column("Đơn vị", 11),
    Column("Kỳ", 8),
    Column("Lần gửi", 5),
    Column("Ngày giờ nhận", 14, "received_at"),
    Column("Chọn bản này (x)", 6, "pinned"),
    Column("Số công văn", 11, "letter_number"),
    Column("Mã kiểm tra", 17, "check_code"),
    Column("Niêm phong", 7),
    Column("Tình trạng", 19),
    Column("SHA-256\n(rút gọn)", 16),
    Column("SHA-256 đầy đủ", 66, "sha256", hidden=True),
)
_FILE, _UNIT, _PERIOD, _VERSION, _AT, _PINNED, _LETTER = range(1, 8)
_CODE, _SEALED, _STATUS, _SHORT, _SHA = range(8, 13)
_SHA_DIGITS = 16
"""So many of the 64 stand on paper; two files of one cluster do not share them."""


def received_rows(canvas: Canvas) -> dict[str, int]:
    """The row of each file, for links from other sheets."""
    files = [r.file for r in _in_order(canvas)]
    files += [r.file for r in canvas.result.refused] + list(canvas.result.ignored)
    return {file: FIRST_ROW + i for i, file in reversed(list(enumerate(files)))}


def write_received(canvas: Canvas) -> None:
    """Write the sheet: counted and superseded submissions, refused and ignored files.

    Last, the submissions that never came, by the chair's word.
    """
    note = (
        "Ô vàng là ô nhập. Ngày giờ nhận do Cụm trưởng ghi; ngày ghi trên tệp không dùng làm căn "
        "cứ. Đơn vị gửi nhiều bản: ghi “x” ở bản được chọn, không ghi thì lấy bản mới nhất."
    )
    sheet = start_list(canvas, SheetName.RECEIVED, "SỔ NHẬN BIỂU CỦA CÁC ĐƠN VỊ", note, COLUMNS)
    row = FIRST_ROW
    counted = {(r.submission.unit, r.submission.period): r for r in canvas.result.accepted}
    for received in _in_order(canvas):
        counts = counted.get((received.submission.unit, received.submission.period))
        _received(canvas, sheet, row, received, counts)
        row += 1
    for refused in canvas.result.refused:
        codes = "; ".join(dict.fromkeys(f.title for f in refused.findings))
        _file(canvas, sheet, row, refused.file, f"Không nhận: {codes}" if codes else "Không nhận")
        row += 1
    for file in canvas.result.ignored:
        _file(canvas, sheet, row, file, "Bỏ qua (không phải biểu)")
        row += 1
    for unit in canvas.campaign.units:
        for period in Period:
            if (unit, period) in canvas.result.unsent:
                _unsent(canvas, sheet, row, unit, period)
                row += 1
    end_list(canvas, sheet, row, COLUMNS, "Chưa nhận được tệp nào.")


def _in_order(canvas: Canvas) -> tuple[Received, ...]:
    """Everything that could be read; where only the counted ones are known, those."""
    return canvas.result.received or canvas.result.accepted


def _received(
    canvas: Canvas, sheet: Worksheet, row: int, received: Received, counts: Received | None
) -> None:
    styles, submission = canvas.styles, received.submission
    text, centred = styles.cell(font_size=10), styles.cell(font_size=10, align="center")
    put_text(sheet, row, _FILE, received.file, text)
    put_text(sheet, row, _UNIT, canvas.short_name(submission.unit), text)
    put_text(sheet, row, _PERIOD, submission.period.label, centred)
    put_text(sheet, row, _VERSION, str(submission.version) if received.sealed else "–", centred)
    item = received.sha256[:_SHA_DIGITS]
    sheet.write_string(row, 0, f"|{item}@{submission.unit}")
    at = received.received_at
    open_cell = styles.cell(
        font_size=10, align="center", num_format=MOMENT_FORMAT, bg_color=INPUT_FILL, locked=False
    )
    put_typed(sheet, (row, _AT), None if at is None else local(at), open_cell)
    address = Address(None, item, "pinned")
    put_input(canvas, sheet, (row, _PINNED), submission.unit, address, font_size=10)
    put_text(sheet, row, _LETTER, received.letter_number, text)
    put_text(sheet, row, _CODE, submission.check_code, centred)
    put_text(sheet, row, _SEALED, "Có" if received.sealed else "Không", centred)
    if received == counts:
        status = "Được tính"
    elif counts is None:
        status = "Không được tính"
    else:
        status = f"Đã thay bằng {counts.file}"
    put_text(sheet, row, _STATUS, status, text)
    put_text(sheet, row, _SHORT, received.sha256[:_SHA_DIGITS], centred)
    put_text(sheet, row, _SHA, received.sha256, text)
    texts = {_FILE: received.file, _STATUS: status, _LETTER: received.letter_number}
    _fit(sheet, row, texts)


def local(at: dt.datetime) -> dt.datetime:
    """The moment on Vietnam's clock, to the minute, as a spreadsheet holds it."""
    return moment(at).astimezone(VIETNAM).replace(tzinfo=None, second=0, microsecond=0)


def _file(canvas: Canvas, sheet: Worksheet, row: int, file: str, status: str) -> None:
    text = canvas.styles.cell(font_size=10)
    for column in range(1, len(COLUMNS)):
        put_text(sheet, row, column, "", text)
    put_text(sheet, row, _FILE, file, text)
    put_text(sheet, row, _STATUS, status, text)
    _fit(sheet, row, {_FILE: file, _STATUS: status})


def _unsent(canvas: Canvas, sheet: Worksheet, row: int, unit: str, period: Period) -> None:
    """A submission that never came, by the chair's word."""
    centred = canvas.styles.cell(font_size=10, align="center")
    _file(canvas, sheet, row, "(không có tệp)", "Không nộp, theo xác nhận của Cụm trưởng")
    put_text(sheet, row, _UNIT, canvas.short_name(unit), canvas.styles.cell(font_size=10))
    put_text(sheet, row, _PERIOD, period.label, centred)
    put_text(sheet, row, _AT, "không nộp", centred)


def _fit(sheet: Worksheet, row: int, texts: Mapping[int, str]) -> None:
    # Spreadsheets do not agree where a file's name may be broken: some room to spare.
    cells = [(text, COLUMNS[column - 1].width - 2) for column, text in texts.items()]
    fit_row(sheet, row, cells, size=10, least=18)
