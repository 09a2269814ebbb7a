"""Which tables the criteria workbook has: the campaign's head, the criteria, and all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scoring.campaign import TWO_THIRDS
from thidua_addin.criteria_book import words as w
from thidua_addin.criteria_book.columns import CRITERIA, Column, Form, Source, TableSpec
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.side_tables import (
    AWARDS_TABLE,
    BALANCES_TABLE,
    DECISIONS_TABLE,
    GRADES_TABLE,
    INPUTS_TABLE,
    LAW_TABLE,
    LEVELS_TABLE,
    TIE_BREAK_TABLE,
    UNITS_TABLE,
    USES_TABLE,
)
from thidua_addin.criteria_book.words import Words

_F = Form
_NOT_SET: Final[Words] = {"not set": w.NOT_SET}

HEAD_ROWS: Final = (
    Column(
        "id", "Mã đợt", _F.CODE, 0, "Chữ thường không dấu, chữ số, gạch nối; giữ nguyên khi sửa."
    ),
    Column(
        "revision",
        "Lần ban hành",
        _F.WHOLE,
        0,
        "Số nguyên từ 1; tăng thêm 1 mỗi khi sửa sau khi đã ban hành.",
    ),
    Column("year", "Năm thi đua", _F.WHOLE, 0, "Bốn chữ số, ví dụ 2021."),
    Column("title", "Tên đợt thi đua", _F.TEXT, 0, "Như in trên biểu mẫu."),
    Column("theme", "Chủ đề", _F.TEXT, 0, "Như in trên biểu mẫu."),
    Column("place", "Địa danh", _F.TEXT, 0, "Nơi ban hành văn bản."),
    Column(
        "status",
        "Tình trạng",
        _F.CHOICE,
        0,
        "Minh họa thì mọi biểu mẫu đều ghi rõ như vậy.",
        w.STATUS,
    ),
    Column("status_note", "Ghi chú tình trạng", _F.TEXT, 0, "Không bắt buộc."),
    Column("scale", "Thang điểm", _F.WHOLE, 0, "100 hoặc 1000."),
    Column(
        "initial_points",
        "Điểm ban đầu",
        _F.NUMBER,
        0,
        "Điểm mọi đơn vị có sẵn trước khi cộng, trừ; thường là 0.",
    ),
    Column(
        "places", "Số chữ số thập phân", _F.WHOLE, 0, "Số chữ số sau dấu phẩy của điểm, từ 0 đến 4."
    ),
    Column("rank_by", "Xếp hạng", _F.CHOICE, 0, "Theo điểm hoặc theo tỷ lệ %.", w.RANK_BY),
    Column("cluster.name", "Tên cụm", _F.TEXT, 0, "Như in trên biểu mẫu."),
    Column(
        "cluster.chair",
        "Cụm trưởng",
        _F.CODE,
        0,
        "Mã một đơn vị ở trang Đơn vị.",
        source=Source.UNITS,
    ),
    Column(
        "cluster.deputy",
        "Cụm phó",
        _F.CODE,
        0,
        "Mã một đơn vị, hoặc “chưa đặt”.",
        _NOT_SET,
        Source.UNITS,
    ),
    Column(
        "cluster.appraiser_of_chair",
        "Đơn vị thẩm định Cụm trưởng",
        _F.CODE,
        0,
        "Mã một đơn vị, hoặc “chưa đặt”.",
        _NOT_SET,
        Source.UNITS,
    ),
    Column(
        "deadlines.registration",
        "Hạn nộp đăng ký",
        _F.DATE,
        0,
        "Gõ ngày/tháng/năm, hoặc “chưa đặt”.",
        _NOT_SET,
    ),
    Column(
        "deadlines.midyear",
        "Hạn nộp 6 tháng",
        _F.DATE,
        0,
        "Gõ ngày/tháng/năm, hoặc “chưa đặt”.",
        _NOT_SET,
    ),
    Column(
        "deadlines.year", "Hạn nộp năm", _F.DATE, 0, "Gõ ngày/tháng/năm, hoặc “chưa đặt”.", _NOT_SET
    ),
    Column(
        "ballot.threshold",
        "Tỷ lệ phiếu cần đạt",
        _F.FRACTION,
        0,
        "Gõ kèm dấu %, ví dụ 80%; hoặc ghi “hai phần ba”, “chưa đặt”.",
        {**_NOT_SET, TWO_THIRDS: "hai phần ba"},  # "2/3" would be taken for the second of March
    ),
    Column(
        "ballot.denominator",
        "Tỷ lệ phiếu tính trên",
        _F.CHOICE,
        0,
        "Tổng số làm mẫu số, hoặc “chưa đặt”.",
        w.DENOMINATORS,
    ),
    Column(
        "ballot.strict",
        "Phải trên tỷ lệ phiếu",
        _F.CHOICE,
        0,
        "Có: phải nhiều hơn tỷ lệ (quá bán: 50% và Có). Để trống: bằng tỷ lệ là đạt.",
        w.YES_NO,
        quiet=True,
    ),
    Column(
        "cross.method",
        "Chấm chéo: cách gộp điểm",
        _F.CHOICE,
        0,
        "Để trống cả năm mục chấm chéo nếu Cụm không chấm chéo.",
        w.CROSS_METHODS,
    ),
    Column(
        "cross.trim_from",
        "Chấm chéo: bỏ cao, thấp từ",
        _F.WHOLE,
        0,
        "Số đơn vị chấm ít nhất để bỏ điểm cao nhất, thấp nhất. Để trống: 5.",
    ),
    Column(
        "cross.outlier_points",
        "Chấm chéo: lệch xa (điểm)",
        _F.NUMBER,
        0,
        "Điểm lệch quá số này thì được nêu tên; không bắt buộc.",
    ),
    Column(
        "cross.outlier_share",
        "Chấm chéo: lệch xa (%)",
        _F.FRACTION,
        0,
        "Như trên nhưng theo % điểm chuẩn, gõ kèm dấu %; chỉ ghi một trong hai.",
    ),
    Column(
        "cross.assignment",
        "Chấm chéo: phân công",
        _F.CHOICE,
        0,
        "Để trống: theo bảng phân công ở tệp tổng hợp.",
        w.CROSS_ASSIGNMENTS,
    ),
    Column(
        "grades",
        "Xếp loại",
        _F.CHOICE,
        0,
        "Theo bảng ở trang Xếp loại, khen thưởng; hoặc “chưa đặt”.",
        w.GRADES_MODE,
    ),
)
"""The rows of the sheet of key and value, as columns of one record."""

CRITERIA_COLUMNS: Final = (
    Column(
        "code", "Mã", _F.CODE, 9.5, "Mã như trong văn bản, ví dụ II.6; không dấu cách, không trùng."
    ),
    Column("title", "Nội dung", _F.TEXT, 42, "Nội dung tiêu chí như trong văn bản."),
    Column(
        "parent",
        "Mã cha",
        _F.CODE,
        8.5,
        "Mã của tiêu chí chứa tiêu chí này; để trống nếu là nội dung gốc.",
        source=Source.CRITERIA,
    ),
    Column("section", "Phần điểm", _F.CHOICE, 9.5, "Để trống: điểm nội dung.", w.SECTIONS),
    Column(
        "max_points",
        "Điểm chuẩn",
        _F.NUMBER,
        8,
        "Điểm tối đa; của phần điểm trừ: điểm bị trừ nhiều nhất.",
    ),
    Column("unit", "Đơn vị tính", _F.TEXT, 9, "Ví dụ: %, người, cuộc."),
    Column(
        "kind",
        "Loại quy tắc",
        _F.CHOICE,
        13,
        "Cách chấm; tiêu chí có tiêu chí con thì chọn “Cộng điểm thành phần”.",
        w.KINDS,
    ),
    Column("periods", "Kỳ", _F.PERIODS, 9, "Kỳ có số liệu. Để trống: 6 tháng và Năm.", w.PERIODS),
    Column("evidence", "Minh chứng", _F.CHOICE, 9, "Để trống: không cần.", w.EVIDENCE),
    Column("evidence_hint", "Gợi ý minh chứng", _F.TEXT, 20, "Văn bản nào làm minh chứng."),
    Column("scored_by", "Bên chấm", _F.CHOICE, 8.5, "Để trống: đơn vị.", w.SCORED_BY),
    Column(
        "not_applicable",
        "Khi không áp dụng",
        _F.CHOICE,
        11,
        "Để trống: luôn áp dụng.",
        w.NOT_APPLICABLE,
    ),
    Column(
        "items",
        "Số dòng giao ước",
        _F.WHOLE,
        7,
        "Chấm theo danh sách chỉ tiêu đơn vị tự đăng ký: số dòng trong biểu mẫu.",
    ),
    Column("note", "Ghi chú", _F.TEXT, 46, "Diễn giải thêm, toàn văn."),
)
CRITERIA_TABLE: Final = TableSpec(
    "criteria",
    CRITERIA,
    "TIÊU CHÍ THI ĐUA",
    (*CRITERIA_COLUMNS, *(p.column for p in PARAMETERS)),
    60,
)

ALL_TABLES: Final = (
    UNITS_TABLE,
    CRITERIA_TABLE,
    LEVELS_TABLE,
    INPUTS_TABLE,
    USES_TABLE,
    BALANCES_TABLE,
    LAW_TABLE,
    GRADES_TABLE,
    AWARDS_TABLE,
    TIE_BREAK_TABLE,
    DECISIONS_TABLE,
)
HEAD_TABLE_NAME: Final = "campaign"

TABLES_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "bands": ("bands",),
    "level_map": ("levels",),
    "award_bonus": ("levels",),
    "range_minus": ("severities",),
    "lateness": ("steps", "statuses"),
    "rank_based": ("ranks",),
}
"""Which kinds of rows of the table of levels belong to a kind of rule."""

CELLS_OF_TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "bands": ("from", "to", "points", "percent"),
    "levels": ("label", "points", "count"),
    "severities": ("label", "from", "to", "count"),
    "steps": ("from", "off"),
    "statuses": ("label", "off"),
    "ranks": ("from", "to", "points"),
}
"""Which cells a row of the table of levels uses."""

CELLS_OF_CONDITION: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": ("criterion", "label"),
    "count": ("criterion", "item", "relation", "value"),
    "points": ("criterion", "relation", "value"),
    "registration": (),
}
CELLS_OF_DECISION: Final[Mapping[str, tuple[str, ...]]] = {
    "veto": ("effect", "grade"),
    "demote": ("levels",),
    "conditional_grade": (),
}
