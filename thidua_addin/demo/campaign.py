"""The campaign of the demonstration: the shipped one of 2021, labelled and with sample deadlines.

The launch document sets no deadlines, so the shipped campaign has none; without them nothing can
be late, and the demonstration would have nothing to show.
"""

from __future__ import annotations

from typing import Final

from scoring.campaign_load import DEFAULT_CAMPAIGN, published_source

SAMPLE_ID: Final = f"{DEFAULT_CAMPAIGN}-mau"

_FIRST: Final = (
    "# Đợt thi đua năm 2021 của Cụm thi đua Sở Nội vụ các tỉnh Trung du và Miền núi phía Bắc."
)
_TITLE: Final = (
    "Phong trào thi đua năm 2021 – Cụm thi đua Sở Nội vụ các tỉnh Trung du và Miền núi phía Bắc"
)
_NOTE: Final = (
    "Điểm số và quy tắc chấm có tính minh họa: bảng tiêu chí chấm điểm thi đua năm 2021 của Cụm "
    "không được công bố. Chỉ bảy nội dung II.1–II.7 lấy từ văn bản phát động."
)
_SAMPLE_NOTE: Final = f"SỐ LIỆU MẪU, THỜI HẠN MẪU để chạy thử, không có thật. {_NOTE}"
_LABEL: Final = """\
# BẢN MẪU ĐỂ CHẠY THỬ, do lệnh “thidua demo” tạo từ đợt thi đua năm 2021: id, tên và ba thời
# hạn là mẫu, không có trong văn bản phát động.
#
"""
_LINES: Final = (
    (_FIRST, _LABEL + _FIRST),
    (f'id = "{DEFAULT_CAMPAIGN}"', f'id = "{SAMPLE_ID}"'),
    (f'title = "{_TITLE}"', f'title = "{_TITLE} (MẪU để chạy thử, số liệu không có thật)"'),
    (f'status_note = "{_NOTE}"', f'status_note = "{_SAMPLE_NOTE}"'),
    (
        "[deadlines] # văn bản phát động không ghi ngày",
        "[deadlines] # THỜI HẠN MẪU để chạy thử; văn bản phát động không ghi ngày",
    ),
    ('registration = "not set"', "registration = 2021-03-31"),
    ('midyear = "not set"', "midyear = 2021-06-30"),
    ('year = "not set"', "year = 2021-11-30"),
)
"""Whole lines of the shipped file, and what stands in their place."""


def sample_campaign_text() -> str:
    """The campaign file of the demonstration, as TOML.

    Raises ValueError where a line to be replaced does not stand in the shipped file exactly once.
    """
    lines = published_source().decode("utf-8").split("\n")
    for old, new in _LINES:
        if lines.count(old) != 1:
            raise ValueError(f"{lines.count(old)} times in the shipped campaign: {old}")
        lines[lines.index(old)] = new
    return "\n".join(lines)
