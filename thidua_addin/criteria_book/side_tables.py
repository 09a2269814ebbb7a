"""The tables beside the criteria: units, levels, counts, law, grades and awards, decisions."""

from __future__ import annotations

from typing import Final

from thidua_addin.criteria_book import words as w
from thidua_addin.criteria_book.columns import (
    DECISIONS,
    GRADES,
    INPUTS,
    LAW,
    LEVELS,
    SHARES,
    UNITS,
    Column,
    Form,
    Source,
    TableSpec,
)
from thidua_addin.criteria_book.words import Words

_F = Form
_NOT_SET: Final[Words] = {"not set": w.NOT_SET}
_CODE_PROMPT: Final = "Chọn mã một tiêu chí có ở trang Tiêu chí."

UNITS_TABLE: Final = TableSpec(
    "units",
    UNITS,
    "CÁC ĐƠN VỊ THÀNH VIÊN",
    (
        Column("code", "Mã", _F.CODE, 8, "2 đến 6 chữ in hoa, không trùng."),
        Column("name", "Tên đơn vị", _F.TEXT, 32, "Tên đầy đủ."),
        Column("short_name", "Tên ngắn", _F.TEXT, 16, "Như in ở bảng xếp hạng."),
        Column("province", "Tỉnh", _F.TEXT, 16, "Tỉnh, thành phố."),
        Column("governing_body", "Cơ quan chủ quản", _F.TEXT, 24, "Ví dụ: UBND tỉnh Phú Thọ."),
        Column(
            "former_names",
            "Tên gọi khác",
            _F.LINES,
            26,
            "Mỗi dòng một tên (Alt+Enter để xuống dòng).",
        ),
        Column("valid_from", "Từ năm", _F.WHOLE, 8, "Năm đầu tiên có đơn vị này."),
        Column("valid_to", "Đến năm", _F.WHOLE, 8, "Năm cuối cùng; để trống nếu vẫn còn."),
        Column(
            "merged_into",
            "Nhập vào",
            _F.CODE,
            9,
            "Mã đơn vị tiếp nhận, nếu đã hợp nhất.",
            source=Source.UNITS,
        ),
    ),
    20,
)

LEVELS_TABLE: Final = TableSpec(
    "levels",
    LEVELS,
    "BẢNG MỨC, KHOẢNG, BẬC, THỨ HẠNG",
    (
        Column("criterion", "Mã tiêu chí", _F.CODE, 11, _CODE_PROMPT, source=Source.CRITERIA),
        Column(
            "table", "Loại dòng", _F.CHOICE, 17, "Phải hợp với loại quy tắc của tiêu chí.", w.TABLES
        ),
        Column("label", "Tên mức", _F.TEXT, 40, "Dùng cho mức, mức độ vi phạm, tình trạng nộp."),
        Column(
            "from",
            "Từ (tính cả)",
            _F.NUMBER,
            12,
            "Khoảng: kể từ giá trị này (tỷ lệ gõ kèm dấu %); để trống ở khoảng thấp nhất.",
        ),
        Column(
            "to",
            "Đến",
            _F.NUMBER,
            12,
            "Khoảng: đến dưới giá trị này, để trống ở khoảng cao nhất; thứ hạng, mức độ: tính cả.",
        ),
        Column(
            "points",
            "Điểm",
            _F.NUMBER,
            10,
            "Khoảng: ghi điểm, hoặc % điểm chuẩn, không ghi cả hai.",
        ),
        Column("percent", "% điểm chuẩn", _F.SHARE, 11, "Gõ kèm dấu %, ví dụ 75%."),
        Column(
            "off",
            "Điểm trừ",
            _F.NUMBER,
            10,
            "Bậc, tình trạng nộp chậm: số điểm trừ, hoặc “toàn bộ”.",
            {"all": w.ALL},
        ),
        Column(
            "count",
            "Số đếm",
            _F.CODE,
            16,
            "Mã số đếm (trang Số liệu) của mức này, khi cộng mọi mức.",
            source=Source.INPUTS,
        ),
    ),
    80,
)

INPUTS_TABLE: Final = TableSpec(
    "inputs",
    INPUTS,
    "SỐ LIỆU THÀNH PHẦN (CÁC SỐ ĐẾM)",
    (
        Column("criterion", "Mã tiêu chí", _F.CODE, 14, _CODE_PROMPT, source=Source.CRITERIA),
        Column(
            "code",
            "Mã số đếm",
            _F.CODE,
            18,
            "Không dấu cách, không trùng trong một tiêu chí, ví dụ CC.TS.",
        ),
        Column("title", "Tên số đếm", _F.TEXT, 70, "Như in trên biểu mẫu."),
        Column("unit", "Đơn vị tính", _F.TEXT, 16, "Để trống: người."),
    ),
    40,
)

USES_TABLE: Final = TableSpec(
    "uses",
    SHARES,
    "TỶ LỆ GIỮA CÁC SỐ ĐẾM (loại quy tắc “Theo khoảng”, xét tỷ lệ số đếm)",
    (
        Column("criterion", "Mã tiêu chí", _F.CODE, 16, _CODE_PROMPT, source=Source.CRITERIA),
        Column("role", "Vai trò", _F.CHOICE, 26, "Số đếm đứng ở đâu trong tỷ lệ.", w.USES),
        Column(
            "input",
            "Số đếm",
            _F.CODE,
            60,
            "Mã ở trang Số liệu; của tiêu chí khác thì ghi II.6:CC.TS.",
            source=Source.INPUTS,
        ),
    ),
    30,
)

BALANCES_TABLE: Final = TableSpec(
    "balances",
    SHARES,
    "CÂN ĐỐI GIỮA CÁC SỐ ĐẾM",
    (
        Column("criterion", "Mã tiêu chí", _F.CODE, 16, _CODE_PROMPT, source=Source.CRITERIA),
        Column("total", "Tổng", _F.CODE, 26, "Mã số đếm là tổng.", source=Source.INPUTS),
        Column(
            "parts",
            "Bằng tổng của",
            _F.NAMES,
            60,
            "Các mã số đếm cộng lại, cách nhau bằng dấu cách hoặc xuống dòng.",
        ),
    ),
    12,
)

LAW_TABLE: Final = TableSpec(
    "law",
    LAW,
    "CĂN CỨ PHÁP LÝ",
    (
        Column(
            "of",
            "Của",
            _F.CHOICE,
            16,
            "Căn cứ của cả đợt, của một tiêu chí hay một hình thức khen.",
            w.LAW_OF,
        ),
        Column(
            "owner",
            "Mã",
            _F.CODE,
            12,
            "Mã tiêu chí hoặc mã khen thưởng; để trống nếu của đợt thi đua.",
        ),
        Column("document", "Văn bản", _F.TEXT, 70, "Tên, số hiệu văn bản."),
        Column("article", "Điều, khoản", _F.TEXT, 24, "Không bắt buộc."),
        Column("date", "Ngày ban hành", _F.DATE, 13, "Gõ ngày/tháng/năm."),
    ),
    30,
)

GRADES_TABLE: Final = TableSpec(
    "grades",
    GRADES,
    "XẾP LOẠI (từ loại cao nhất)",
    (
        Column("code", "Mã", _F.CODE, 14, "Mã ngắn, không trùng."),
        Column("label", "Tên loại", _F.TEXT, 40, "Như in trên biểu mẫu."),
        Column(
            "at_least", "Từ điểm", _F.NUMBER, 14, "Điểm thấp nhất của loại này; loại cuối là 0."
        ),
        Column(
            "at_least_without",
            "Ngưỡng thứ hai",
            _F.NUMBER,
            14,
            "Dùng khi có tiêu chí không áp dụng theo ngưỡng xếp loại khác.",
        ),
        Column(
            "clean_required",
            "Cần hồ sơ sạch",
            _F.CHOICE,
            14,
            "Chỉ được xếp loại này khi không vướng điều kiện “Xếp loại có điều kiện”.",
            w.YES_NO,
            quiet=True,
        ),
    ),
    6,
)
AWARDS_TABLE: Final = TableSpec(
    "awards",
    GRADES,
    "HÌNH THỨC KHEN THƯỞNG",
    (
        Column("code", "Mã", _F.CODE, 14, "Mã ngắn, không trùng."),
        Column("title", "Tên hình thức", _F.TEXT, 40, "Như in trên biểu mẫu."),
        Column(
            "quota", "Số lượng", _F.WHOLE, 14, "Số đơn vị được đề nghị, hoặc “chưa đặt”.", _NOT_SET
        ),
        Column(
            "quota_share",
            "Không quá % số đơn vị",
            _F.FRACTION,
            14,
            "Gõ kèm dấu %, ví dụ 20%; làm tròn xuống. Có cả số lượng thì lấy số nhỏ hơn.",
        ),
        Column(
            "leader_only",
            "Chỉ đơn vị dẫn đầu",
            _F.CHOICE,
            14,
            "Có: chỉ xét đơn vị xếp hạng nhất của Cụm. Để trống: không đòi hỏi.",
            w.YES_NO,
            quiet=True,
        ),
        Column(
            "targets",
            "Chỉ tiêu giao ước",
            _F.CHOICE,
            14,
            "Để trống: không xét. Hoàn thành: mọi chỉ tiêu đạt; vượt: mọi chỉ tiêu đều vượt.",
            w.AWARD_TARGETS,
        ),
        Column(
            "full_points",
            "Tiêu chí phải đủ điểm",
            _F.NAMES,
            18,
            "Mã các tiêu chí phải đạt đủ điểm chuẩn, mỗi dòng một mã. Không bắt buộc.",
        ),
        Column(
            "vote",
            "Phải đủ phiếu bình xét",
            _F.CHOICE,
            14,
            "Để trống: phải đủ phiếu nếu đợt thi đua đã đặt tỷ lệ phiếu cần đạt.",
            w.YES_NO,
        ),
    ),
    8,
)
TIE_BREAK_TABLE: Final = TableSpec(
    "tie_break",
    GRADES,
    "XÉT ĐỒNG HẠNG (lần lượt từ trên xuống)",
    (
        Column("by", "Xét", _F.CHOICE, 14, "Điểm nào cao hơn thì xếp trên.", w.TIE_BREAK),
        Column(
            "criterion",
            "Mã tiêu chí",
            _F.CODE,
            40,
            "Chỉ khi xét điểm một tiêu chí.",
            source=Source.CRITERIA,
        ),
    ),
    6,
)

DECISIONS_TABLE: Final = TableSpec(
    "decisions",
    DECISIONS,
    "ĐIỀU KIỆN",
    (
        Column(
            "kind",
            "Loại",
            _F.CHOICE,
            13,
            "Bắt buộc, hạ bậc, hay xếp loại có điều kiện.",
            w.DECISIONS,
        ),
        Column("code", "Mã", _F.CODE, 8, "Mã ngắn, không trùng."),
        Column("title", "Nội dung", _F.TEXT, 30, "Như in trên biểu mẫu."),
        Column(
            "on",
            "Xét theo",
            _F.CHOICE,
            13,
            "Cái gì làm cho điều kiện này có hiệu lực.",
            w.CONDITIONS,
        ),
        Column("criterion", "Mã tiêu chí", _F.CODE, 9, _CODE_PROMPT, source=Source.CRITERIA),
        Column("label", "Mức đã chọn", _F.TEXT, 15, "Khi xét theo mức: đúng tên mức."),
        Column(
            "item",
            "Số đếm",
            _F.CODE,
            11,
            "Khi xét số đếm: mã số đếm của tiêu chí; để trống nếu là số lần của chính tiêu chí.",
        ),
        Column("relation", "So sánh", _F.CHOICE, 11, "Khi xét số đếm hoặc điểm.", w.RELATIONS),
        Column("value", "Giá trị", _F.NUMBER, 8, "Khi xét số đếm hoặc điểm."),
        Column("effect", "Hệ quả", _F.CHOICE, 14, "Chỉ của điều kiện bắt buộc.", w.EFFECTS),
        Column(
            "grade",
            "Loại cao nhất",
            _F.CODE,
            10,
            "Khi giới hạn xếp loại: mã loại cao nhất còn được xếp.",
            source=Source.GRADES,
        ),
        Column("levels", "Số bậc hạ", _F.WHOLE, 7, "Chỉ của hạ bậc xếp loại. Để trống: 1."),
        Column("law", "Căn cứ", _F.TEXT, 24, "Không bắt buộc."),
    ),
    20,
)
