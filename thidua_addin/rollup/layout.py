"""Where things stand in the roll-up workbook: sheets and their names, columns, rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scoring.terms import Period
from scoring.text import nfc

__all__ = [
    "BANNER_ROW",
    "BASIS_ROW",
    "CLUSTER_COLUMNS",
    "FIRST_ROW",
    "HEADER_ROW",
    "KIND",
    "LEADER_HEADINGS",
    "MARKER_ROW",
    "META",
    "NOTE_ROW",
    "OVERALL",
    "OVERALL_COLUMNS",
    "PERIOD_TITLES",
    "TITLE_ROW",
    "Column",
    "sheet_names",
]

OVERALL: Final = "Bảng chung"
META: Final = "_meta"
KIND: Final = "rollup"
"""What the very hidden sheet says the workbook is."""

TITLE_ROW, NOTE_ROW, BASIS_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(7)

PERIOD_TITLES: Final = {
    Period.REGISTRATION: "KỲ ĐĂNG KÝ",
    Period.MIDYEAR: "KỲ 6 THÁNG",
    Period.YEAR: "KỲ CẢ NĂM",
}

LONGEST_NAME: Final = 31
"""Characters of a sheet's name, counted as a spreadsheet counts them."""

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, role in the hidden marker row, width in characters."""

    heading: str
    role: str
    width: float


OVERALL_COLUMNS: Final = (
    Column("Hạng chung", "rank", 8),
    Column("Đơn vị", "name", 36),
    Column("Cụm thi đua", "cluster", 40),
    Column("Hạng trong cụm", "cluster_rank", 9),
    Column("Tỷ lệ %", "percent", 10),
    Column("Căn cứ của cụm", "basis", 12),
    Column("Ghi chú", "note", 30),
)
LEADER_HEADINGS: Final = (
    "STT",
    "Đơn vị dẫn đầu",
    "Cụm thi đua",
    "Số đơn vị",
    "Tỷ lệ %",
    "Căn cứ của cụm",
    "Ghi chú",
)
CLUSTER_COLUMNS: Final = (
    Column("Hạng", "rank", 7),
    Column("Đơn vị", "name", 40),
    Column("Điểm", "total", 12),
    Column("Điểm tối đa được giao", "assigned", 12),
    Column("Tỷ lệ %", "percent", 11),
    Column("Xếp loại", "grade", 26),
    Column("Ghi chú", "note", 36),
)


def sheet_names(clusters: Sequence[str]) -> tuple[str, ...]:
    """A name for each cluster's sheet: numbered, hence unique, and safe in every spreadsheet.

    No forbidden character, no apostrophe at either end, at most 31 characters.
    """
    return tuple(_sheet_name(number, name) for number, name in enumerate(clusters, start=1))


def _sheet_name(number: int, name: str) -> str:
    cleaned = " ".join(_FORBIDDEN.sub(" ", nfc(name)).split())
    shown = f"{number}. "
    for character in cleaned:
        if len((shown + character).encode("utf-16-le")) // 2 > LONGEST_NAME:
            break
        shown += character
    return shown.strip().strip("'") or str(number)
