"""What the ribbon's buttons call through RunPython: each acts on the workbook in front.

A button never raises and never prints: whatever it has to say goes into cells, onto the status
bar and into a message box, in Vietnamese; what nobody foresaw goes into the log as well.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from thidua_addin.form.live import LiveBook
    from thidua_addin.usecases.pressed import Outcome

# Everything else is imported by the button that needs it: a click is a whole process.

NO_WORKBOOK: Final = (
    "Chưa có sổ tính nào để làm việc, hoặc sổ tính vừa bấm nút đã đóng. Hãy mở biểu mẫu (và bấm "
    "Bật chỉnh sửa nếu tệp đang ở chế độ xem được bảo vệ) rồi bấm lại."
)
BUSY: Final = (
    "Excel chưa cho làm việc này: có thể một ô đang được sửa dở hoặc một hộp thoại đang mở. "
    "Nhấn Enter hoặc Esc rồi bấm lại. Số liệu đã nhập vẫn nguyên."
)
TOO_LARGE: Final = (
    "Trang “{sheet}” có vùng dùng quá rộng nên không phải trang của biểu mẫu. Xóa các cột thừa ở "
    "bên phải (Ctrl+End để xem ô cuối), lưu rồi bấm lại."
)
UNEXPECTED: Final = "Có lỗi ngoài dự kiến nên chưa làm xong; số liệu đã nhập vẫn nguyên. "
LONGEST_STATUS: Final = 150
LOGGED: Final = "Hãy gửi tệp nhật ký này cho người hỗ trợ: {file}"


def _button(work: Callable[[LiveBook], Outcome]) -> Callable[[], None]:
    """A button of what is to be done with the workbook in front."""

    @functools.wraps(work)
    def pressed() -> None:
        book: LiveBook | None = None
        try:
            from thidua_addin.form.live import calling_book

            book = calling_book()
            book.free_status()
            with book.undisturbed():
                outcome = work(book)
            _show(book, outcome)
        except Exception as fault:  # noqa: BLE001 - RunPython would show a person a traceback
            with contextlib.suppress(Exception):
                _tell(book, fault, work.__name__)

    return pressed


def _show(book: LiveBook, outcome: Outcome) -> None:
    from thidua_addin.form.patch import Block
    from thidua_addin.form.results import (
        LISTING,
        LISTING_COLUMN,
        LISTING_HEADER,
        LISTING_HEADER_ROW,
        SUMMARY_AT,
    )

    text, box, serious = outcome.text, outcome.box, outcome.serious
    if outcome.refused:
        from thidua_addin.usecases.pressed import refusal

        refused = refusal(outcome, wrote=book.wrote)
        text, box, serious = f"{text}\n{refused}".strip(), True, True
    if outcome.select is not None:
        book.select(outcome.select)
    if box and book.alert(text, serious=serious):
        return
    if not book.status(_short(text)) or (box and len(text) > LONGEST_STATUS):
        header = Block(LISTING, LISTING_HEADER_ROW, LISTING_COLUMN, (LISTING_HEADER,))
        book.note(Block(LISTING, *SUMMARY_AT, ((text,),)), header)


def _short(text: str) -> str:
    """One line for the status bar, which stays until the next press."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_STATUS else f"{line[: LONGEST_STATUS - 1]}…"


def _tell(book: LiveBook | None, fault: Exception, button: str) -> None:
    """Say what stood in the way, where that can be said at all, and log it."""
    from thidua_addin.form.host import HostRefused, NoWorkbook, TooLarge
    from thidua_addin.form.live import alert_anyone
    from thidua_addin.log import LogEntry, write_log

    now = dt.datetime.now().astimezone()
    file = write_log(LogEntry(f"button {button}", now, fault=fault))
    match fault:
        case NoWorkbook():
            text = NO_WORKBOOK
        case TooLarge():
            text = TOO_LARGE.format(sheet=fault)
        case HostRefused():
            text = BUSY
        case _:
            text = UNEXPECTED + ("" if file is None else LOGGED.format(file=file))
    if book is None:
        alert_anyone(text)
    elif not book.alert(text, serious=True):
        book.status(_short(text))


@_button
def check(book: LiveBook) -> Outcome:
    """Kiểm tra: mark the rows with findings, list them, show the first."""
    from thidua_addin.usecases import pressed

    return pressed.check(book)


@_button
def score(book: LiveBook) -> Outcome:
    """Chấm điểm: the points with their reasons, and formulas that were typed over."""
    from thidua_addin.usecases import pressed

    return pressed.score(book)


@_button
def clear_marks(book: LiveBook) -> Outcome:
    """Xóa đánh dấu: empty the marks and the list of findings."""
    from thidua_addin.usecases import pressed

    return pressed.clear_marks(book)


@_button
def submit(book: LiveBook) -> Outcome:
    """Xuất phiếu nộp: the sealed copy beside the workbook, and its check code."""
    from thidua_addin.usecases import pressed

    return pressed.submit(book)


@_button
def explain(book: LiveBook) -> Outcome:
    """Giải thích điểm: why the criterion of the selected row has its points."""
    from thidua_addin.usecases import pressed

    return pressed.explain(book)


@_button
def criteria(book: LiveBook) -> Outcome:
    """Bộ tiêu chí: export the criteria workbook, or read the one in front."""
    from thidua_addin.usecases import pressed_chair

    return pressed_chair.criteria(book)


@_button
def issue(book: LiveBook) -> Outcome:
    """Phát hành biểu mẫu: a form for each unit, in a folder beside the workbook."""
    from thidua_addin.usecases import pressed_chair

    return pressed_chair.issue(book)


@_button
def merge(book: LiveBook) -> Outcome:
    """Tổng hợp: merge the folder in the named cell ``ThiduaThuMuc``, open the summary."""
    from thidua_addin.usecases import pressed_chair

    return pressed_chair.merge(book)


@_button
def report(book: LiveBook) -> Outcome:
    """Báo cáo: the documents of the summary in front, in a folder beside it."""
    from thidua_addin.usecases import pressed_chair

    return pressed_chair.report(book)


@_button
def help(book: LiveBook) -> Outcome:
    """Trợ giúp: show the form's own guide, or say where to begin."""
    from thidua_addin.usecases import pressed_about

    return pressed_about.guide(book)


@_button
def about(book: LiveBook) -> Outcome:
    """Giới thiệu: version, campaign, log folder."""
    from thidua_addin.usecases import pressed_about

    return pressed_about.about(book)
