"""Which table, row and column of the form holds which field."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.fields import Address, FieldSpec, FormSheet
from scoring.terms import BY_PERIOD, Period
from thidua_addin.workbook.tables import plain_key

RESULT_ROLES = {Period.MIDYEAR: "result_h1", Period.YEAR: "result_fy"}
"""The result columns of the scores table: what they hold depends on the row's rule."""

RESULT_BASES = ("actual", "count", "choice", "date", "points")
RESULT_FIELDS = {
    name: RESULT_ROLES[period] for base in RESULT_BASES for period, name in BY_PERIOD[base].items()
}


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of the form: its name in the marker, its title and its sheet as issued."""

    name: str
    title: str
    sheet: str


FORM_TABLES = {
    t.name: t
    for t in (
        FormTable("info", "Thông tin đơn vị", "Thông tin"),
        FormTable("register", "Đăng ký chỉ tiêu", "Đăng ký"),
        FormTable("scores", "Tự chấm điểm", "Tự chấm điểm"),
        FormTable("evidence", "Tài liệu kiểm chứng", "Minh chứng"),
        FormTable("report_h1", "Báo cáo 6 tháng", "Báo cáo"),
        FormTable("report_fy", "Báo cáo năm", "Báo cáo"),
    )
}

ROLE_TITLES = {
    "value": "Giá trị",
    "result_h1": "Kết quả 6 tháng",
    "result_fy": "Kết quả năm",
    "ratio": "Tỷ lệ",
    "computed": "Điểm hệ thống",
    "difference": "Chênh lệch",
    "evidence_state": "Tình trạng minh chứng",
    "in_use": "Giá trị đang dùng",
    "assigned": "Điểm tối đa được giao",
    "rescaled": "Điểm quy đổi",
    "share": "Đóng góp",
    "target": "Chỉ tiêu đăng ký",
    "self": "Điểm tự chấm",
    "explanation": "Giải trình",
    "not_applicable": "Không áp dụng",
    "na_reason": "Lý do không áp dụng",
    "item_title": "Nội dung chỉ tiêu",
    "item_unit": "Đơn vị tính",
    "weight": "Trọng số",
    "deadline": "Thời hạn hoàn thành",
    "evidence": "Số, ký hiệu văn bản",
    "evidence_date": "Ngày ban hành",
    "evidence_title": "Tên, trích yếu",
    "evidence_file": "Tên tệp gửi kèm",
    "narrative": "Kết quả nổi bật",
    "narrative_h1": "Kết quả nổi bật",
    "difficulties": "Khó khăn, vướng mắc",
    "difficulties_h1": "Khó khăn, vướng mắc",
    "proposals": "Kiến nghị, đề xuất",
    "proposals_h1": "Kiến nghị, đề xuất",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field belongs, whatever rows and columns that is now: table, row key, role."""

    table: str
    key: str
    role: str


def spot_of(spec: FieldSpec) -> Spot:
    """Where the cell of a field belongs."""
    a = spec.address
    key = key_of(a.criterion, a.item, a.field)
    if spec.sheet is FormSheet.REPORT:
        name = "report_h1" if spec.period is Period.MIDYEAR else "report_fy"
        return Spot(name, key, a.field)
    if a.criterion is None:
        return Spot(spec.sheet.value, key, "value")
    if spec.sheet is FormSheet.SCORES:
        return Spot("scores", key, RESULT_FIELDS.get(a.field, a.field))
    return Spot(spec.sheet.value, key, a.field)


def key_of(criterion: str | None, item: str | None, field: str) -> str:
    """The row key: ``II.1.1|``, ``II.5.2|3``, ``||preparer``."""
    return plain_key(f"||{field}" if criterion is None else f"{criterion}|{item or ''}")


def address_of(key: str, field: str) -> Address:
    """The address that a row key and a field make; a ``||name`` row is its own field."""
    criterion, _, item = key.partition("|")
    if not criterion:
        return Address(None, None, item.lstrip("|") or field)
    return Address(criterion, item or None, field)


def key_text(key: str) -> str:
    """A row key as a message names it: ``II.5.2, chỉ tiêu số 3``."""
    criterion, _, item = key.partition("|")
    if not criterion:
        return item.lstrip("|")
    if not item:
        return criterion
    return f"{criterion}, chỉ tiêu số {item}" if item.isdecimal() else f"{criterion}, {item}"
