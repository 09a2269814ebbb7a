"""Where things stand in a notice, and what it says of itself on its very hidden sheet.

Tables follow the workbook protocol: ``notice`` (a row a line, keys as ``II.1.1|@PTO``),
``notice_about`` (who answers and when; keys as ``||replier@PTO``), ``notice_findings`` and
``meta``. Rows and columns count from 0 here, as XlsxWriter counts.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet
from scoring.terms import FieldType, Period

__all__ = [
    "ABOUT_FIELDS",
    "ABOUT_TABLE",
    "COLUMNS",
    "FINDINGS_TABLE",
    "LINES_TABLE",
    "Column",
    "NoticeSheet",
    "about_spec",
    "columns_of",
    "notice_name",
]

LINES_TABLE: Final = "notice"
ABOUT_TABLE: Final = "notice_about"
FINDINGS_TABLE: Final = "notice_findings"

FORMAT: Final = 1
"""The layout of notices that this version writes and reads."""


class NoticeSheet(StrEnum):
    """The sheets of a notice, in their order."""

    LINES = "Phiếu giải trình"
    FINDINGS = "Nội dung cần sửa"
    META = "_meta"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role in the hidden marker row, heading, width in characters."""

    role: str
    heading: str
    width: float


COLUMNS: Final = (
    Column("code", "Mã", 9.5),
    Column("title", "Nội dung tiêu chí", 22),
    Column("max", "Điểm chuẩn", 6.5),
    Column("reported", "Kết quả đơn vị báo cáo", 10),
    Column("computed", "Điểm hệ thống", 7),
    Column("self", "Tự chấm", 7),
    Column("appraised_actual", "Kết quả thẩm định", 10),
    Column("recomputed", "Điểm tính lại", 7),
    Column("appraised", "Điểm thẩm định", 7),
    Column("second", "Kết luận lần hai", 7),
    Column("difference", "Chênh lệch", 7.5),
    Column("reason", "Lý do của Cụm", 17),
    Column("missing", "Thiếu, sai (xem trang sau)", 13),
    Column("status", "Trạng thái", 9),
    Column("explanation", "Giải trình của đơn vị", 21),
)
_NARROWED: Final = {"title": 19.0, "reason": 14.5, "missing": 12.0, "explanation": 20.0}
"""Widths where the second decision takes a column of its own."""

ABOUT_FIELDS: Final = {
    "reply_deadline": ("Cụm đề nghị trả lời trước ngày", FieldType.DATE),
    "replier": ("Người trả lời", FieldType.TEXT),
    "replier_title": ("Chức vụ người trả lời", FieldType.TEXT),
    "replied_on": ("Ngày trả lời", FieldType.DATE),
}
"""The fields about the notice as a whole: title and type. The chair fills the first one."""


def columns_of(period: Period, *, decided: bool) -> tuple[Column, ...]:
    """The columns, from 1 on; the second decision has one only where there is any."""
    shown = [c for c in COLUMNS if decided or c.role != "second"]
    narrowed = _NARROWED if decided else {}
    headings = {"reported": "Chỉ tiêu đăng ký"} if period is Period.REGISTRATION else {}
    return tuple(
        Column(c.role, headings.get(c.role, c.heading), narrowed.get(c.role, c.width))
        for c in shown
    )


def about_spec(field: str, period: Period) -> FieldSpec:
    """A field of the notice as a whole; KeyError where there is none."""
    title, kind = ABOUT_FIELDS[field]
    return FieldSpec(Address(None, None, field), FormSheet.INFO, kind, title, period)


def notice_name(campaign: str, unit: str, period: Period, version: int) -> str:
    """The conventional file name; readers go by content, people by name."""
    return f"{campaign}_{unit}_{period.value}_giai-trinh_lan{version}.xlsx"


def stored_json(text: str) -> str:
    """Canonical JSON as any spreadsheet program keeps it in a cell: ASCII, no ``_x`` escapes."""
    plain = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    return plain.replace("_x", "\\u005fx").replace("\x7f", "\\u007f")


def widths(columns: Iterable[Column]) -> float:
    """The width of columns side by side, in characters."""
    return sum(c.width for c in columns)


def day_in_words(at: dt.datetime) -> str:
    """The day as papers write it: ``ngày 05 tháng 12 năm 2021``."""
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"ngày {at.day:02d} tháng {month} năm {at.year}"
