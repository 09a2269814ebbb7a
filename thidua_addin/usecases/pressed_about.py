"""What the buttons say of the program itself."""

from __future__ import annotations

import platform
from typing import Final

from scoring.snapshot import Place, Snapshot
from thidua_addin import __version__
from thidua_addin.form.live import LiveBook
from thidua_addin.form.meta import meta_values, workbook_kind
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.results import sheet_named
from thidua_addin.log import log_folder
from thidua_addin.usecases.pressed import Outcome

REPORT: Final = (
    "Bản này chưa lập được báo cáo, biên bản, tờ trình (.docx); các văn bản đó sẽ có ở bản sau. "
    "Không có tệp nào được ghi."
)
GUIDE: Final = (
    "1. Mở biểu mẫu do Cụm trưởng gửi, chọn kỳ ở trang Thông tin, điền các ô màu vàng nhạt.\n"
    "2. Bấm Kiểm tra, sửa các chỗ được nêu, rồi bấm Kiểm tra lại.\n"
    "3. Bấm Xuất phiếu nộp, in, ký, đóng dấu và gửi phiếu nộp.\n"
    "Cách điền từng trang có ở trang Hướng dẫn của biểu mẫu."
)
KINDS: Final = {
    "form": "biểu mẫu của đơn vị",
    "summary": "tệp tổng hợp của Cụm",
    "criteria": "bộ tiêu chí",
    "notice": "thông báo kết quả",
}


def report(book: LiveBook) -> Outcome:
    """Documents come in a later version."""
    return Outcome(REPORT, box=True)


def guide(book: LiveBook) -> Outcome:
    """The form's own guide; from any other workbook, where to begin."""
    snapshot = book.snapshot()
    sheet = sheet_named(snapshot, FormSheetName.GUIDE)
    if workbook_kind(snapshot) == "form" and sheet is not None:
        return Outcome("Cách điền biểu mẫu có ở trang này.", select=Place(sheet.name, 1, 2))
    return Outcome(GUIDE, box=True)


def about(book: LiveBook) -> Outcome:
    """Version, campaign of the workbook in front, log folder."""
    lines = (
        f"Thi đua, bản {__version__} (Python {platform.python_version()})",
        *_workbook(book.snapshot()),
        f"Thư mục nhật ký: {log_folder()}",
    )
    return Outcome("\n".join(lines), box=True)


def _workbook(snapshot: Snapshot) -> tuple[str, ...]:
    kind = workbook_kind(snapshot)
    if kind is None:
        return ("Sổ tính đang mở không phải tệp của Thi đua.",)
    held = meta_values(snapshot)
    campaign, revision = held.get("campaign_id", ""), held.get("campaign_revision", "")
    told = f"Sổ tính đang mở: {KINDS[kind]}"
    if not campaign:
        return (told,)
    return (told, f"Đợt thi đua: {campaign}" + (f", lần ban hành {revision}" if revision else ""))
