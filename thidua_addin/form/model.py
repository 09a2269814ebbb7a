"""What a form is built from besides the campaign: a seal, kept notes, and where cells stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scoring.fields import Address, FieldSpec
from scoring.snapshot import Place
from scoring.terms import Period

__all__ = [
    "CHAIR_AREA",
    "FormCell",
    "FormSheetName",
    "KeptNote",
    "SealMark",
    "common_form_at",
]


class FormSheetName(StrEnum):
    """The sheets of the form, in their order."""

    GUIDE = "Hướng dẫn"
    INFO = "Thông tin"
    REGISTER = "Đăng ký"
    SCORES = "Tự chấm điểm"
    EVIDENCE = "Minh chứng"
    REPORT = "Báo cáo"
    FINDINGS = "Kết quả kiểm tra"
    RESULTS = "Kết quả chấm điểm"
    CRITERIA = "Tiêu chí"
    NOTES = "Ghi chú giữ lại"
    LISTS = "_danh_muc"
    META = "_meta"


CHAIR_AREA: Final = "Cụm trưởng"
"""The sheet that the button for merging adds: its folder, its period."""


def common_form_at(year: int) -> dt.datetime:
    """In place of the moment of issue in a form for any unit, which nobody issued."""
    return dt.datetime(year, 1, 1)


@dataclass(frozen=True, slots=True)
class SealMark:
    """The seal that a submitted copy carries: ``json`` is the canonical text of its entries."""

    period: Period
    version: int
    sealed_at: dt.datetime
    code: str
    json: str


@dataclass(frozen=True, slots=True)
class KeptNote:
    """Something found in an older copy that has no cell in a new one: old place and text."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form; rows and columns count from 1.

    ``spec`` is None for a calculated cell, and for the unit's choice in a template.
    """

    sheet: str
    row: int
    column: int
    address: Address
    input: bool
    spec: FieldSpec | None

    @property
    def place(self) -> Place:
        """The same as a place, such as ``Tự chấm điểm!G12``."""
        return Place(self.sheet, self.row, self.column)
