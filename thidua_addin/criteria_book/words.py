"""Vietnamese words for every value that a campaign file takes from a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from scoring.campaign_words import DECISION_TITLES, KIND_TITLES
from scoring.campaign_words import NOT_SET as NOT_SET

Words: TypeAlias = Mapping[str | bool | int, str]
"""What the file holds, and how the workbook words it, in the order of the drop-down."""

REGISTERED: Final = "đăng ký"
ALL: Final = "toàn bộ"

KINDS: Final[Words] = {
    kind: KIND_TITLES[kind]
    for kind in (
        "sub_sum",
        "direct",
        "yes_no",
        "level_map",
        "proportional",
        "bands",
        "excess_bonus",
        "per_event_plus",
        "per_event_minus",
        "range_minus",
        "lateness",
        "award_bonus",
        "relative_to_leader",
        "rank_based",
    )
}
SECTIONS: Final[Words] = {
    "core": "Điểm nội dung",
    "bonus": "Điểm thưởng",
    "penalty": "Điểm trừ",
}
PERIODS: Final[Words] = {"dang-ky": "Đăng ký", "6-thang": "6 tháng", "nam": "Năm"}
EVIDENCE: Final[Words] = {"required": "Bắt buộc", "optional": "Nếu có", "none": "Không cần"}
SCORED_BY: Final[Words] = {"unit": "Đơn vị", "chair": "Cụm trưởng", "cluster": "Cụm"}
NOT_APPLICABLE: Final[Words] = {
    "forbidden": "Luôn áp dụng",
    "excluded": "Loại khỏi tổng",
    "full_points": "Đủ điểm chuẩn",
    "other_thresholds": "Ngưỡng xếp loại khác",
    "rescaled": "Quy về thang điểm",
}
MEASURES: Final[Words] = {"number": "Số", "percent": "Tỷ lệ %", "count": "Số đếm"}
BETTER: Final[Words] = {"higher": "Càng cao càng tốt", "lower": "Càng thấp càng tốt"}
DAYS: Final[Words] = {"calendar": "Ngày lịch", "working": "Ngày làm việc"}
YES_NO: Final[Words] = {True: "Có", False: "Không"}
TABLES: Final[Words] = {
    "bands": "Khoảng",
    "levels": "Mức",
    "severities": "Mức độ vi phạm",
    "steps": "Bậc ngày chậm",
    "statuses": "Tình trạng nộp",
    "ranks": "Thứ hạng",
}
USES: Final[Words] = {
    "numerator": "Tử số",
    "also": "Tính thêm vào tử số",
    "denominator": "Mẫu số",
}
STATUS: Final[Words] = {"illustrative": "Minh họa", "official": "Chính thức"}
RANK_BY: Final[Words] = {"points": "Theo điểm", "percent": "Theo tỷ lệ %"}
GRADES_MODE: Final[Words] = {"listed": "Theo bảng xếp loại", "not set": NOT_SET}
DENOMINATORS: Final[Words] = {
    "members": "Tổng số thành viên",
    "present": "Số có mặt",
    "valid": "Số phiếu hợp lệ",
    "not set": NOT_SET,
}
CROSS_METHODS: Final[Words] = {
    "mean": "Trung bình cộng",
    "median": "Trung vị",
    "trimmed": "Bỏ cao nhất, thấp nhất",
}
CROSS_ASSIGNMENTS: Final[Words] = {
    "marked": "Theo bảng phân công",
    "all": "Chấm mọi đơn vị khác",
}
AWARD_TARGETS: Final[Words] = {"met": "Hoàn thành", "exceeded": "Vượt"}
LAW_OF: Final[Words] = {"": "Đợt thi đua", "criterion": "Tiêu chí", "award": "Khen thưởng"}
TIE_BREAK: Final[Words] = {
    "criterion": "Điểm một tiêu chí",
    "bonus": "Điểm thưởng",
    "penalty": "Điểm trừ",
}
DECISIONS: Final[Words] = {kind: DECISION_TITLES[kind] for kind in DECISION_TITLES}
CONDITIONS: Final[Words] = {
    "choice": "Chọn mức",
    "count": "Số đếm",
    "points": "Điểm đạt được",
    "registration": "Đăng ký chậm hoặc thiếu",
}
RELATIONS: Final[Words] = {
    "<": "nhỏ hơn",
    "<=": "không quá",
    "=": "bằng",
    ">=": "từ … trở lên",
    ">": "lớn hơn",
}
EFFECTS: Final[Words] = {
    "no_award": "Không xét khen thưởng",
    "no_rank": "Không xếp hạng",
    "cap_grade": "Giới hạn xếp loại",
}

METHODS: Final[Mapping[str, tuple[str, Words]]] = {
    "bands": (
        "of",
        {
            "actual": "Xét kết quả",
            "achievement": "Xét mức đạt chỉ tiêu",
            "share": "Xét tỷ lệ số đếm",
        },
    ),
    "excess_bonus": (
        "mode",
        {
            "whole_steps": "Đủ bước mới tính",
            "linear": "Tính theo tỷ lệ",
            "threshold": "Một lần khi đủ bước",
        },
    ),
    "per_event_plus": ("best_only", {False: "Tính mọi lần", True: "Chỉ tính một lần"}),
    "lateness": (
        "source",
        {
            "received": "Ngày Cụm trưởng nhận",
            "entered": "Ngày đơn vị ghi",
            "chosen": "Chọn tình trạng",
        },
    ),
    "award_bonus": ("highest_only", {True: "Chỉ mức cao nhất", False: "Cộng mọi mức"}),
    "relative_to_leader": (
        "without_target",
        {"by_result": "Thiếu chỉ tiêu: so kết quả", "refused": "Bắt buộc có chỉ tiêu"},
    ),
    "rank_based": (
        "source",
        {"entered": "Đơn vị ghi thứ hạng", "cluster": "Xếp hạng trong Cụm"},
    ),
}
"""For each kind with a choice of its own: the key of the file, and its words."""
