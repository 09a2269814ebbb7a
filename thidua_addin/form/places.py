"""Where each cell of a form belongs, whatever rows and columns that is by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.fields import Address
from thidua_addin.form.layout import TablePlan, form_cells, form_layout
from thidua_addin.form.model import FormCell
from thidua_addin.workbook.tables import plain_key

TABLE_TITLES = {
    "info": "Thông tin đơn vị",
    "register": "Đăng ký chỉ tiêu",
    "scores": "Tự chấm điểm",
    "totals": "Tổng hợp điểm",
    "evidence": "Tài liệu kiểm chứng",
    "report_h1": "Báo cáo 6 tháng",
    "report_fy": "Báo cáo năm",
}

ROLE_TITLES = {
    "value": "Giá trị",
    "result_h1": "Kết quả 6 tháng",
    "result_fy": "Kết quả năm",
    "ratio": "Tỷ lệ",
    "computed": "Điểm hệ thống",
    "difference": "Chênh lệch",
    "evidence_state": "Tình trạng minh chứng",
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
    """A cell by content: table, plain row key, column role."""

    table: str
    key: str
    role: str


@dataclass(frozen=True, slots=True)
class FormMap:
    """The cells of a campaign's form by spot, and what each table, by its name, consists of.

    ``keys`` are those of all planned rows; ``entered_keys`` (in the form's order) and
    ``entered_roles`` the rows and columns in which something is entered. The positions in
    ``cells`` are those of a fresh form.
    """

    tables: tuple[TablePlan, ...]
    cells: Mapping[Spot, FormCell]
    keys: Mapping[str, frozenset[str]]
    entered_keys: Mapping[str, tuple[str, ...]]
    entered_roles: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def form_map(campaign: Campaign) -> FormMap:
    """Where every cell of a campaign's form belongs."""
    tables = form_layout(campaign).tables
    spots: dict[tuple[str, int, int], Spot] = {}
    for table in tables:
        for row in table.rows:
            for role, column in table.roles:
                spot = Spot(table.name, plain_key(row.key), plain_key(role))
                spots[table.sheet.value, row.row, column] = spot
    cells = {spots[str(c.sheet), c.row, c.column]: c for c in form_cells(campaign)}
    entered = [spot for spot, cell in cells.items() if cell.input]
    keys = {t.name: tuple(plain_key(r.key) for r in t.rows) for t in tables}
    used = {(spot.table, spot.key) for spot in entered}
    return FormMap(
        tables,
        cells,
        {name: frozenset(found) for name, found in keys.items()},
        {name: tuple(k for k in found if (name, k) in used) for name, found in keys.items()},
        {name: tuple(dict.fromkeys(s.role for s in entered if s.table == name)) for name in keys},
    )


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
