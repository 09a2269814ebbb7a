"""How a criterion is scored, in words for the sheet of criteria."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.dates import vn_date
from scoring.numbers import vn_number
from scoring.rules.aggregates import SubSum
from scoring.rules.award_bonus import AwardBonus
from scoring.rules.bands import Band, Bands
from scoring.rules.direct import Direct
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.lateness import Lateness
from scoring.rules.level_map import LevelMap
from scoring.rules.measure import Measure
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.proportional import Proportional
from scoring.rules.yes_no import YesNo
from scoring.terms import FieldType, NotApplicable, ScoredBy, Section

NOT_APPLICABLE_WORDS = {
    NotApplicable.FORBIDDEN: "Luôn áp dụng",
    NotApplicable.EXCLUDED: "Được; loại khỏi điểm tối đa, xếp hạng theo tỷ lệ %",
    NotApplicable.FULL_POINTS: "Được; chấm đủ điểm chuẩn",
    NotApplicable.OTHER_THRESHOLDS: "Được; không tính điểm, xếp loại theo ngưỡng riêng",
    NotApplicable.RESCALED: "Được; các tiêu chí còn lại quy về đủ thang điểm",
}
"""What the sheet of criteria says of a treatment of not-applicable criteria."""


def in_words(campaign: Campaign, criterion: Criterion) -> str:
    """How the points of a criterion come about, in Vietnamese, without the maximum."""
    words = _rule_words(campaign, criterion)
    if criterion.items is not None:
        words = f"Từng chỉ tiêu giao ước, bình quân theo trọng số: {words[0].lower()}{words[1:]}"
    if criterion.scored_by is ScoredBy.CHAIR:
        return f"Cụm trưởng chấm. {words}"
    if criterion.is_leaf and not criterion.local:
        return f"Chấm ở Cụm. {words}"
    return words


def _rule_words(campaign: Campaign, criterion: Criterion) -> str:
    rule = criterion.rule
    match rule:
        case SubSum(cap=cap):
            limit = "" if cap is None else f", tối đa {vn_number(cap)} điểm"
            return f"Cộng điểm các tiêu chí thành phần{limit}"
        case Direct(step=step):
            each = "" if step is None else f", từng bước {vn_number(step)} điểm"
            return f"Chấm thẳng từ 0 đến điểm chuẩn{each}"
        case YesNo(yes=yes, no=no):
            return f"“{yes}”: đủ điểm chuẩn; “{no}”: 0 điểm"
        case LevelMap(levels=levels):
            return _listed((level.label, level.points) for level in levels)
        case Proportional():
            return _proportional(rule)
        case Bands():
            return _bands(rule, criterion)
        case ExcessBonus():
            return _excess(rule, criterion)
        case PerEventPlus():
            return _plus(rule, criterion)
        case PerEventMinus():
            return _minus(rule, criterion)
        case Lateness():
            return _lateness(rule)
        case AwardBonus():
            return _award(rule)
    assert_never(rule)


def _listed(levels: Iterable[tuple[str, Decimal]]) -> str:

    return "; ".join(f"{label}: {vn_number(points)} điểm" for label, points in levels)


def _target(target: Decimal | str | None, value: Measure) -> str:
    if isinstance(target, Decimal):
        return f"mức {_amount(target, value is FieldType.PERCENT)}"
    return "chỉ tiêu đăng ký"


def _amount(value: Decimal, percent: bool) -> str:
    return f"{vn_number(value * 100)}%" if percent else vn_number(value)


def _proportional(rule: Proportional) -> str:
    target = _target(rule.target, rule.value)
    if rule.better == "higher":
        return f"Điểm chuẩn × kết quả / {target}, không quá điểm chuẩn"
    return f"Điểm chuẩn × {target} / kết quả (càng thấp càng tốt), không quá điểm chuẩn"


def _bands(rule: Bands, criterion: Criterion) -> str:
    percent = rule.of != "actual" or rule.value is FieldType.PERCENT
    ordered = sorted(
        rule.bands, key=lambda b: Decimal("-Infinity") if b.from_ is None else b.from_, reverse=True
    )
    parts = [f"{_range(b, percent)}: {_worth(b)}" for b in ordered]
    return f"{_subject(rule, criterion)}: {'; '.join(parts)}"


def _subject(rule: Bands, criterion: Criterion) -> str:
    if rule.share is not None:
        titles = {named.code: named.title for named in criterion.inputs}
        counted = [titles.get(name, name) for name in rule.share.counted]
        what = f"Tỷ lệ ({' + '.join(counted)})" if len(counted) <= 3 else "Tỷ lệ đạt"
        return f"{what} ({rule.share.also_title})" if rule.share.also_title else what
    if rule.of == "achievement":
        return f"Kết quả so với {_target(rule.target, rule.value)}"
    return "Kết quả"


def _range(band: Band, percent: bool) -> str:
    if band.to is None:
        return f"từ {_amount(band.from_ or Decimal(0), percent)} trở lên"
    if band.from_ is None or band.from_ == 0:
        return f"dưới {_amount(band.to, percent)}"
    return f"từ {_amount(band.from_, percent)} đến dưới {_amount(band.to, percent)}"


def _worth(band: Band) -> str:
    if band.points is not None:
        return f"{vn_number(band.points)} điểm"
    return f"{vn_number(band.percent or Decimal(0))}% điểm chuẩn"


def _excess(rule: ExcessBonus, criterion: Criterion) -> str:
    limit = criterion.max_points if rule.cap is None else rule.cap
    target, step = _target(rule.target, rule.value), _amount(rule.step, True)
    each = vn_number(rule.points_each)
    if rule.mode == "threshold":
        return f"Vượt {target} từ {step} trở lên: cộng {each} điểm"
    how = "đủ" if rule.mode == "whole_steps" else "tính theo tỷ lệ"
    return f"Vượt {target}: mỗi {step} ({how}) cộng {each} điểm, tối đa {vn_number(limit)} điểm"


def _plus(rule: PerEventPlus, criterion: Criterion) -> str:
    limit = criterion.max_points if rule.cap is None else rule.cap
    each = vn_number(rule.points_each)
    return f"Mỗi {rule.event} cộng {each} điểm, tối đa {vn_number(limit)} điểm"


def _minus(rule: PerEventMinus, criterion: Criterion) -> str:
    each = f"mỗi {rule.event} trừ {vn_number(rule.points_each)} điểm"
    if criterion.section is Section.PENALTY:
        limit = criterion.max_points if rule.cap is None else rule.cap
        return f"{each[0].upper()}{each[1:]}, trừ tối đa {vn_number(limit)} điểm"
    start = criterion.max_points if rule.start is None else rule.start
    limit_text = "" if rule.cap is None else f", trừ tối đa {vn_number(rule.cap)} điểm"
    return (
        f"Từ {vn_number(start)} điểm, {each}{limit_text}, "
        f"không thấp hơn {vn_number(rule.floor)} điểm"
    )


def _lateness(rule: Lateness) -> str:
    due = "hạn của Cụm" if rule.base is None else f"hạn {vn_date(rule.base)}"
    grace = f" (được chậm {rule.grace_days} ngày)" if rule.grace_days else ""
    return (
        f"Muộn so với {due}{grace}: mỗi ngày trừ {vn_number(rule.per_day)} điểm, "
        f"không thấp hơn {vn_number(rule.floor)} điểm"
    )


def _award(rule: AwardBonus) -> str:
    limit = "" if rule.cap is None else f"; tối đa {vn_number(rule.cap)} điểm"
    how = "Chỉ tính mức cao nhất" if rule.highest_only else "Cộng theo số lượng từng mức"
    return f"{how}: {_listed((lv.label, lv.points) for lv in rule.levels)}{limit}"
