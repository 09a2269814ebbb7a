"""What the parts of a campaign file are called in Vietnamese: kinds, keys, fixed values.

A key's title is looked up under its table (``bands.from``), else under the key alone. A table is
named as in the file: ``campaign`` for the head, the kind for a rule or a decision, the list's key
for what stands in a list (``levels``), ``when`` for every condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "CONDITION_TITLES",
    "DECISION_TITLES",
    "KIND_TITLES",
    "NOT_SET",
    "key_title",
    "kind_title",
    "value_title",
]

NOT_SET: Final = "chưa đặt"
"""How ``"not set"`` is said."""

KIND_TITLES: Final[Mapping[str, str]] = {
    "direct": "Chấm thẳng",
    "yes_no": "Có/không",
    "level_map": "Theo mức đạt",
    "proportional": "Theo tỷ lệ hoàn thành",
    "bands": "Theo khoảng",
    "excess_bonus": "Vượt chỉ tiêu",
    "per_event_plus": "Cộng theo số lần",
    "per_event_minus": "Trừ theo số lần",
    "range_minus": "Trừ theo mức độ",
    "lateness": "Chậm hạn",
    "award_bonus": "Theo mức khen thưởng",
    "relative_to_leader": "So với đơn vị dẫn đầu",
    "rank_based": "Theo thứ hạng",
    "sub_sum": "Cộng điểm thành phần",
}
"""The kinds of rules."""

DECISION_TITLES: Final[Mapping[str, str]] = {
    "veto": "Điều kiện bắt buộc",
    "demote": "Hạ bậc xếp loại",
    "conditional_grade": "Xếp loại có điều kiện",
}
"""The kinds of decisions."""

CONDITION_TITLES: Final[Mapping[str, str]] = {
    "choice": "mức được chọn",
    "count": "số liệu đã ghi",
    "points": "điểm của tiêu chí",
    "registration": "đăng ký chậm hoặc không đăng ký",
}
"""What a decision's condition looks at (``on``)."""

_KEYS: Final[Mapping[str, str]] = {
    # --- head ---
    "id": "mã đợt thi đua",
    "revision": "lần ban hành",
    "year": "năm",
    "campaign.title": "tên đợt thi đua",
    "theme": "chủ đề",
    "place": "nơi ban hành",
    "status": "tình trạng ban hành",
    "status_note": "ghi chú ban hành",
    "law": "căn cứ pháp lý",
    "scale": "thang điểm",
    "initial_points": "điểm khởi điểm",
    "places": "số chữ số thập phân",
    "rank_by": "cách xếp hạng",
    "tie_break": "cách phân định đồng điểm",
    "grades": "ngưỡng xếp loại",
    "awards": "hình thức khen thưởng",
    "ballot": "quy định bỏ phiếu",
    "deadlines": "hạn nộp",
    "cluster": "thông tin Cụm",
    "campaign.criteria": "bộ tiêu chí",
    "campaign.decisions": "điều kiện và hệ quả",
    "document": "văn bản",
    "article": "điều, khoản",
    "law.date": "ngày ban hành",
    "tie_break.by": "xét theo",
    "grades.code": "mã xếp loại",
    "grades.label": "tên xếp loại",
    "at_least": "từ mức điểm",
    "at_least_without": "từ mức điểm khi không áp dụng tiêu chí có ngưỡng riêng",
    "clean_required": "không được có vi phạm",
    "awards.code": "mã hình thức",
    "awards.title": "tên hình thức",
    "quota": "số lượng",
    "threshold": "tỷ lệ phiếu cần đạt",
    "denominator": "mẫu số của tỷ lệ phiếu",
    "deadlines.registration": "hạn nộp đăng ký",
    "deadlines.midyear": "hạn nộp 6 tháng",
    "deadlines.year": "hạn nộp năm",
    "cluster.name": "tên Cụm",
    "chair": "Cụm trưởng",
    "deputy": "Cụm phó",
    "appraiser_of_chair": "đơn vị thẩm định Cụm trưởng",
    "members": "đơn vị thành viên",
    "members.code": "mã đơn vị",
    "members.name": "tên đơn vị",
    "short_name": "tên ngắn",
    "province": "tỉnh",
    "governing_body": "cơ quan chủ quản",
    "former_names": "tên cũ",
    "valid_from": "từ năm",
    "valid_to": "đến năm",
    "merged_into": "sáp nhập vào",
    # --- criteria ---
    "code": "mã",
    "title": "tên",
    "parent": "nhóm cha",
    "section": "phần điểm",
    "max_points": "điểm chuẩn",
    "unit": "đơn vị tính",
    "rule": "quy tắc chấm",
    "periods": "kỳ chấm",
    "evidence": "yêu cầu minh chứng",
    "evidence_hint": "gợi ý minh chứng",
    "scored_by": "bên chấm",
    "not_applicable": "cách xử lý không áp dụng",
    "items": "dòng chỉ tiêu giao ước",
    "items.source": "nguồn của dòng chỉ tiêu",
    "rows": "số dòng chỉ tiêu giao ước",
    "inputs": "số liệu thành phần",
    "balances": "quan hệ cộng khớp",
    "total": "tổng số",
    "parts": "các phần",
    "note": "ghi chú",
    # --- rules ---
    "kind": "loại quy tắc",
    "value": "đơn vị của kết quả",
    "target": "chỉ tiêu",
    "better": "chiều tốt",
    "cap": "tối đa",
    "floor": "điểm sàn",
    "start": "điểm khởi đầu",
    "event": "tên gọi mỗi lần",
    "half_cap": "tối đa mỗi kỳ 6 tháng",
    "counts": "số liệu đếm từng mức",
    "label": "tên mức",
    "points": "điểm",
    "from": "từ",
    "to": "đến",
    "direct.step": "bước điểm",
    "yes": "nhãn đạt",
    "no": "nhãn không đạt",
    "levels": "mức",
    "of": "giá trị đem so",
    "share": "cách tính tỷ lệ",
    "bands": "khoảng điểm",
    "bands.to": "đến dưới",
    "percent": "phần điểm chuẩn được hưởng",
    "numerator": "tử số",
    "share.denominator": "mẫu số",
    "also": "số liệu tính thêm vào tử số",
    "include_also": "có tính thêm vào tử số",
    "also_title": "lời giải thích phần tính thêm",
    "excess_bonus.step": "mỗi bước vượt",
    "excess_bonus.points_each": "điểm mỗi bước",
    "mode": "cách tính phần vượt",
    "per_event_plus.points_each": "mức cộng mỗi lần",
    "per_event_minus.points_each": "mức trừ mỗi lần",
    "best_only": "chỉ tính một lần",
    "severities": "mức độ",
    "range_minus.counts": "số liệu đếm từng mức độ",
    "severities.label": "tên mức độ",
    "severities.from": "trừ từ",
    "severities.to": "trừ đến",
    "lateness.source": "căn cứ tính chậm",
    "base": "ngày hạn",
    "report": "báo cáo được xét",
    "per_day": "mức trừ mỗi ngày chậm",
    "steps": "bậc chậm hạn",
    "steps.from": "từ ngày chậm thứ",
    "off": "số điểm trừ",
    "statuses": "tình trạng",
    "statuses.label": "tên tình trạng",
    "days": "loại ngày",
    "holidays": "ngày nghỉ",
    "grace_days": "số ngày được chậm",
    "highest_only": "chỉ tính mức cao nhất",
    "none": "nhãn không được khen",
    "base_share": "phần điểm khi đạt đúng chỉ tiêu",
    "without_target": "khi không có chỉ tiêu",
    "rank_based.source": "nguồn của thứ hạng",
    "ranks": "khoảng hạng",
    "ranks.from": "từ hạng",
    "ranks.to": "đến hạng",
    # --- decisions ---
    "when": "căn cứ xét",
    "on": "xét theo",
    "effect": "hệ quả",
    "grade": "xếp loại cao nhất còn được",
    "demote.levels": "số bậc hạ",
    "criterion": "tiêu chí",
    "item": "số liệu",
    "relation": "so sánh",
    "when.label": "mức",
    "when.value": "giá trị so sánh",
}

_VALUES: Final[Mapping[str, str]] = {
    "status.illustrative": "minh họa",
    "status.official": "chính thức",
    "rank_by.points": "theo điểm",
    "rank_by.percent": "theo tỷ lệ %",
    "ballot.denominator.members": "tổng số thành viên",
    "ballot.denominator.present": "số người có mặt",
    "ballot.denominator.valid": "số phiếu hợp lệ",
    "by.criterion": "điểm tiêu chí",
    "by.bonus": "điểm thưởng",
    "by.penalty": "điểm trừ",
    "section.core": "điểm nội dung",
    "section.bonus": "điểm thưởng",
    "section.penalty": "điểm trừ",
    "periods.dang-ky": "đăng ký",
    "periods.6-thang": "6 tháng",
    "periods.nam": "năm",
    "evidence.required": "bắt buộc",
    "evidence.optional": "không bắt buộc",
    "evidence.none": "không cần",
    "scored_by.unit": "đơn vị tự chấm",
    "scored_by.chair": "Cụm trưởng chấm",
    "scored_by.cluster": "chấm ở Cụm",
    "not_applicable.forbidden": "luôn áp dụng",
    "not_applicable.excluded": "loại khỏi điểm tối đa",
    "not_applicable.full_points": "chấm đủ điểm chuẩn",
    "not_applicable.other_thresholds": "xếp loại theo ngưỡng riêng",
    "not_applicable.rescaled": "các tiêu chí còn lại quy về đủ thang điểm",
    "items.source.pledge": "chỉ tiêu giao ước của đơn vị",
    "value.number": "số",
    "value.percent": "tỷ lệ %",
    "value.count": "số đếm",
    "target.registered": "đơn vị đăng ký",
    "better.higher": "càng cao càng tốt",
    "better.lower": "càng thấp càng tốt",
    "of.actual": "kết quả",
    "of.achievement": "kết quả so với chỉ tiêu",
    "of.share": "tỷ lệ giữa các số liệu",
    "mode.whole_steps": "từng bước trọn",
    "mode.linear": "theo tỷ lệ",
    "mode.threshold": "một lần khi đạt ngưỡng",
    "lateness.source.received": "ngày Cụm nhận",
    "lateness.source.entered": "ngày đơn vị ghi",
    "lateness.source.chosen": "tình trạng được chọn",
    "report.dang-ky": "bản đăng ký",
    "report.6-thang": "báo cáo 6 tháng",
    "report.nam": "báo cáo năm",
    "days.calendar": "ngày lịch",
    "days.working": "ngày làm việc",
    "off.all": "toàn bộ",
    "without_target.by_result": "so kết quả với nhau",
    "without_target.refused": "bắt buộc có chỉ tiêu",
    "rank_based.source.entered": "thứ hạng được ghi",
    "rank_based.source.cluster": "xếp trong Cụm",
    "effect.no_award": "không xét thi đua, khen thưởng",
    "effect.no_rank": "không xếp hạng",
    "effect.cap_grade": "giới hạn xếp loại",
    "relation.<": "dưới",
    "relation.<=": "không quá",
    "relation.=": "bằng",
    "relation.>=": "từ",
    "relation.>": "trên",
}


def kind_title(kind: str) -> str:
    """The name of a kind of rule or decision; the kind itself where it has none."""
    return KIND_TITLES.get(kind) or DECISION_TITLES.get(kind, kind)


def key_title(table: str, key: str) -> str:
    """What a key of the file is called in a table; the key itself where it has no title."""
    return _KEYS.get(f"{table}.{key}") or _KEYS.get(key, key)


def value_title(table: str, key: str, value: str) -> str | None:
    """What one of a key's fixed values is called; None where the value is none of them."""
    if value == "not set":
        return NOT_SET
    if key == "kind":
        return kind_title(value) if value in {*KIND_TITLES, *DECISION_TITLES} else None
    if key == "on":
        return CONDITION_TITLES.get(value)
    return _VALUES.get(f"{table}.{key}.{value}") or _VALUES.get(f"{key}.{value}")
