"""How a button says a finding: where the texts of the catalogue speak of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scoring.findings import Finding

_MOVE: Final = "Đổi tên tệp đó hoặc chuyển nó đi nơi khác rồi bấm lại."
_OWN_FILE: Final = "Mở đúng tệp bộ tiêu chí (xuất bằng nút Bộ tiêu chí) rồi bấm lại."

MESSAGES: Final[Mapping[str, str]] = {
    "PERIOD_NOT_CHOSEN": "Biểu mẫu chưa chọn kỳ báo cáo.",
    "NOT_A_SUMMARY": "Tệp {file} không phải tệp tổng hợp do nút Tổng hợp ghi ra.",
}
HINTS: Final[Mapping[str, str]] = {
    "PERIOD_NOT_CHOSEN": (
        "Chọn Đăng ký, 6 tháng hoặc Năm ở ô Kỳ báo cáo trên trang Thông tin rồi bấm lại."
    ),
    "UNIT_NOT_CHOSEN": "Chọn tên đơn vị ở trang Thông tin rồi bấm lại.",
    "CAMPAIGN_UNKNOWN": (
        "Lấy biểu mẫu của đợt {own} từ Cụm trưởng rồi chép số liệu sang; số liệu ở đây vẫn nguyên."
    ),
    "SEALED_COPY_EDITED": (
        "Muốn gửi số liệu mới thì bấm Xuất phiếu nộp, in, ký và gửi bản mới; không gửi lại tệp này."
    ),
    "NOT_OUR_SUMMARY": _MOVE,
    "SUMMARY_OTHER_CAMPAIGN": _MOVE,
    "FORM_EXISTS": _MOVE,
    "CRITERIA_BOOK_EXISTS": _MOVE,
    "CRITERIA_TARGET_OTHER": _MOVE,
    "NOT_A_CRITERIA_BOOK": _OWN_FILE,
    "CRITERIA_ORIGIN_UNKNOWN": "Không cần sửa; các thay đổi so với lần trước không nêu được.",
    "TARGET_LOCKED": "Đóng tệp đó rồi bấm lại.",
    "CAMPAIGN_UNUSABLE": "Bấm Bộ tiêu chí để xem lỗi, sửa rồi bấm lại.",
}


def message_of(finding: Finding) -> str:
    """What is wrong, in the words of a button."""
    text = MESSAGES.get(finding.code)
    return finding.message if text is None else text.format_map(finding.params)


def hint_of(finding: Finding) -> str:
    """How to go on with a button."""
    text = HINTS.get(finding.code)
    return finding.hint if text is None else text.format_map(finding.params)
