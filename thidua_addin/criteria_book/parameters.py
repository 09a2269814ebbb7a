"""The parameters of the rules: one column each, used by some kinds and not by others."""

from __future__ import annotations

from typing import Final

from thidua_addin.criteria_book import words as w
from thidua_addin.criteria_book.columns import Column, Form, Parameter, Source
from thidua_addin.criteria_book.words import Words

_F = Form


def _same(key: str, *kinds: str) -> dict[str, str]:
    return dict.fromkeys(kinds, key)


def _upright(
    role: str,
    title: str,
    form: Form,
    width: float,
    prompt: str,
    words: Words | None = None,
    *,
    quiet: bool = False,
    source: Source | None = None,
) -> Column:
    return Column(role, title, form, width, prompt, words or {}, source, quiet, upright=True)


PARAMETERS: Final = (
    Parameter(
        _upright(
            "value", "Loại số liệu", _F.CHOICE, 8, "Kết quả là số, tỷ lệ % hay số đếm.", w.MEASURES
        ),
        _same("value", "proportional", "bands", "excess_bonus", "relative_to_leader", "rank_based"),
    ),
    Parameter(
        _upright(
            "target",
            "Chỉ tiêu",
            _F.NUMBER,
            8.5,
            "Gõ “đăng ký” nếu đơn vị tự đăng ký chỉ tiêu, hoặc một con số chung (tỷ lệ gõ "
            "kèm dấu %).",
            {"registered": w.REGISTERED},
        ),
        _same("target", "proportional", "bands", "excess_bonus", "relative_to_leader"),
    ),
    Parameter(
        _upright(
            "method",
            "Cách tính",
            _F.CHOICE,
            13,
            "Chọn loại quy tắc trước; danh sách đổi theo loại quy tắc. Để trống thì dùng "
            "cách đầu danh sách.",
            source=Source.METHODS,
        ),
        {kind: key for kind, (key, _) in w.METHODS.items()},
    ),
    Parameter(
        _upright(
            "better",
            "Chiều tốt hơn",
            _F.CHOICE,
            9.5,
            "Kết quả cao tốt hơn hay thấp tốt hơn. Để trống: càng cao càng tốt.",
            w.BETTER,
            quiet=True,
        ),
        _same("better", "proportional", "rank_based"),
    ),
    Parameter(
        _upright(
            "points_each",
            "Điểm mỗi lần, bước, ngày chậm",
            _F.NUMBER,
            6.5,
            "Số điểm cho mỗi lần, mỗi bước vượt, hoặc trừ cho mỗi ngày chậm.",
        ),
        {
            **_same("points_each", "excess_bonus", "per_event_plus", "per_event_minus"),
            "lateness": "per_day",
        },
        frozenset({"excess_bonus", "per_event_plus", "per_event_minus"}),
    ),
    Parameter(
        _upright(
            "event",
            "Tên sự việc được đếm",
            _F.TEXT,
            8.5,
            "Ví dụ: lần, người, vụ, cuộc. Để trống: lần.",
        ),
        _same("event", "per_event_plus", "per_event_minus"),
    ),
    Parameter(
        _upright(
            "step",
            "Bước điểm chấm thẳng",
            _F.NUMBER,
            6,
            "Điểm chấm phải là bội số của bước này, ví dụ 0,25. Để trống: chấm tùy ý.",
        ),
        {"direct": "step"},
    ),
    Parameter(
        _upright(
            "excess_step",
            "Bước vượt chỉ tiêu",
            _F.FRACTION,
            6.5,
            "Mỗi phần vượt bao nhiêu % chỉ tiêu thì được tính, gõ kèm dấu %: 5%.",
        ),
        {"excess_bonus": "step"},
        frozenset({"excess_bonus"}),
    ),
    Parameter(
        _upright(
            "base_share",
            "Phần điểm khi đạt chỉ tiêu",
            _F.FRACTION,
            6.5,
            "Tỷ lệ điểm chuẩn khi đạt đúng chỉ tiêu, gõ kèm dấu %. Để trống: 50%.",
        ),
        {"relative_to_leader": "base_share"},
    ),
    Parameter(
        _upright(
            "start",
            "Điểm khởi đầu",
            _F.NUMBER,
            6,
            "Số điểm trước khi trừ. Để trống: bằng điểm chuẩn.",
        ),
        _same("start", "per_event_minus", "range_minus"),
    ),
    Parameter(
        _upright(
            "floor", "Điểm sàn", _F.NUMBER, 6, "Trừ đến mức này là hết. Để trống: 0.", quiet=True
        ),
        _same("floor", "per_event_minus", "range_minus", "lateness"),
    ),
    Parameter(
        _upright(
            "cap",
            "Mức trần",
            _F.NUMBER,
            6,
            "Cộng hoặc trừ nhiều nhất bao nhiêu điểm. Để trống: bằng điểm chuẩn.",
        ),
        _same(
            "cap",
            "excess_bonus",
            "per_event_plus",
            "per_event_minus",
            "range_minus",
            "award_bonus",
            "sub_sum",
        ),
    ),
    Parameter(
        _upright(
            "half_cap",
            "Mức trần mỗi nửa năm",
            _F.NUMBER,
            6,
            "Cộng hoặc trừ nhiều nhất bao nhiêu điểm trong một nửa năm. Để trống: không "
            "giới hạn riêng.",
        ),
        _same("half_cap", "per_event_plus", "per_event_minus"),
    ),
    Parameter(
        _upright("yes", "Nhãn khi đạt", _F.TEXT, 9, "Chữ trong ô chọn khi đạt. Để trống: Có."),
        {"yes_no": "yes"},
    ),
    Parameter(
        _upright(
            "no",
            "Nhãn khi không đạt, không có",
            _F.TEXT,
            10,
            "Chữ trong ô chọn khi không đạt (để trống: Không), hoặc khi không được khen "
            "(để trống: Không có).",
        ),
        {"yes_no": "no", "award_bonus": "none"},
    ),
    Parameter(
        _upright(
            "include_also",
            "Tính thêm vào tử số",
            _F.CHOICE,
            6,
            "Có cộng vào tử số các số đếm ghi “Tính thêm vào tử số” ở trang Tỷ lệ, cân đối "
            "hay không.",
            w.YES_NO,
        ),
        {"bands": "share.include_also"},
    ),
    Parameter(
        _upright(
            "also_title",
            "Lời của lựa chọn tính thêm",
            _F.TEXT,
            15,
            "Diễn giải lựa chọn tính thêm vào tử số.",
        ),
        {"bands": "share.also_title"},
    ),
    Parameter(
        _upright(
            "report",
            "Báo cáo được tính chậm",
            _F.CHOICE,
            7,
            "Tính theo lần nộp nào. Để trống: chính lần nộp đang chấm.",
            w.PERIODS,
        ),
        {"lateness": "report"},
    ),
    Parameter(
        _upright(
            "base",
            "Hạn riêng",
            _F.DATE,
            9.5,
            "Ngày hạn của tiêu chí này. Để trống: hạn nộp của đợt thi đua.",
        ),
        {"lateness": "base"},
    ),
    Parameter(
        _upright("days", "Cách đếm ngày", _F.CHOICE, 8, "Để trống: ngày lịch.", w.DAYS, quiet=True),
        {"lateness": "days"},
    ),
    Parameter(
        _upright(
            "grace_days",
            "Số ngày được chậm",
            _F.WHOLE,
            5.5,
            "Số ngày chậm không bị trừ. Để trống: 0.",
            quiet=True,
        ),
        {"lateness": "grace_days"},
    ),
    Parameter(
        _upright(
            "holidays",
            "Ngày nghỉ lễ",
            _F.DAYS,
            10.5,
            "Mỗi dòng một ngày (Alt+Enter để xuống dòng), ví dụ 30/04/2021.",
        ),
        {"lateness": "holidays"},
    ),
)
