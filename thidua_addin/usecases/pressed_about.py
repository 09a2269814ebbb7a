"""What the buttons say of the program itself."""

from __future__ import annotations

import platform
from typing import Final

from scoring.snapshot import Place, Snapshot
from thidua_addin import __version__
from thidua_addin.form.live import LiveBook
from thidua_addin.form.meta import meta_values, workbook_kind
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.results import can_show, sheet_named
from thidua_addin.log import log_folder
from thidua_addin.usecases.pressed import Outcome

GUIDE: Final = (
    "1. Mở biểu mẫu do Cụm trưởng gửi, chọn kỳ ở trang Thông tin, điền các ô màu vàng nhạt.\n"
    "2. Bấm Kiểm tra, sửa các chỗ được nêu, rồi bấm Kiểm tra lại.\n"
    "3. Bấm Xuất phiếu nộp, in, ký, đóng dấu và gửi phiếu nộp.\n"
    "Cách điền từng trang có ở trang Hướng dẫn của biểu mẫu."
)
CHAIR_GUIDE: Final = (
    "Cụm trưởng:\n"
    "1. Bấm Bộ tiêu chí để xuất bộ tiêu chí; sửa, lưu, rồi bấm Bộ tiêu chí lần nữa để ghi tệp đợt "
    "thi đua.\n"
    "2. Bấm Phát hành biểu mẫu, gửi cho từng đơn vị.\n"
    "3. Gom các phiếu nộp vào một thư mục, bấm Tổng hợp từ biểu mẫu hoặc bộ tiêu chí.\n"
    "4. Mở tệp tổng hợp, thẩm định, rồi bấm Báo cáo."
)
HIDDEN_GUIDE: Final = (
    "Trang Hướng dẫn đang ẩn: bấm chuột phải vào tên một trang > Bỏ ẩn để xem đầy đủ.\n"
)
KINDS: Final = {
    "form": "biểu mẫu của đơn vị",
    "summary": "tệp tổng hợp của Cụm",
    "criteria": "bộ tiêu chí",
    "notice": "thông báo kết quả",
    "cross": "phiếu chấm chéo",
}


def guide(book: LiveBook) -> Outcome:
    """The form's own guide, where it can be shown; from any other workbook, where to begin."""
    snapshot = book.snapshot()
    kind = workbook_kind(snapshot)
    if kind in ("summary", "criteria"):
        return Outcome(CHAIR_GUIDE, box=True)
    sheet = sheet_named(snapshot, FormSheetName.GUIDE)
    if kind != "form" or sheet is None:
        return Outcome(f"{GUIDE}\n{CHAIR_GUIDE}", box=True)
    place = Place(sheet.name, 1, 2)
    if not can_show(snapshot, place):
        return Outcome(f"{HIDDEN_GUIDE}{GUIDE}", box=True)
    return Outcome("Cách điền biểu mẫu có ở trang này.", select=place)


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
