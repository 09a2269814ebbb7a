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
from scoring.rules.range_minus import RangeMinus
from scoring.rules.rank_based import RankBased, place_text
from scoring.rules.relative_to_leader import RelativeToLeader
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
            return _bands(rule, campaign, criterion)
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
        case RangeMinus():
            return _ranges(rule, criterion)
        case RelativeToLeader():
            return _leader(rule)
        case RankBased():
            return _ranks(rule)
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


def _bands(rule: Bands, campaign: Campaign, criterion: Criterion) -> str:
    percent = rule.of != "actual" or rule.value is FieldType.PERCENT
    ordered = sorted(
        rule.bands, key=lambda b: Decimal("-Infinity") if b.from_ is None else b.from_, reverse=True
    )
    parts = [f"{_range(b, percent)}: {_worth(b)}" for b in ordered]
    return f"{_subject(rule, campaign, criterion)}: {'; '.join(parts)}"


def _subject(rule: Bands, campaign: Campaign, criterion: Criterion) -> str:
    if rule.share is not None:
        titles = {f"{c.code}:{i.code}": i.title for c in campaign.criteria for i in c.inputs}
        titles |= {named.code: named.title for named in criterion.inputs}
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
    below = criterion.section is Section.PENALTY
    beyond, does = ("Thấp hơn", "trừ") if below else ("Vượt", "cộng")
    if rule.mode == "threshold":
        return f"{beyond} {target} từ {step} trở lên: {does} {each} điểm"
    how = "đủ" if rule.mode == "whole_steps" else "tính theo tỷ lệ"
    most = f"tối đa {vn_number(limit)} điểm"
    return f"{beyond} {target}: mỗi {step} ({how}) {does} {each} điểm, {most}"


def _plus(rule: PerEventPlus, criterion: Criterion) -> str:
    limit = criterion.max_points if rule.cap is None else rule.cap
    each = vn_number(rule.points_each)
    once = " (chỉ tính một)" if rule.best_only else ""
    most = f"tối đa {vn_number(limit)} điểm"
    return f"Mỗi {rule.event} cộng {each} điểm{once}{_half(rule.half_cap)}, {most}"


def _half(cap: Decimal | None) -> str:
    return "" if cap is None else f", mỗi kỳ không quá {vn_number(cap)} điểm"


def _minus(rule: PerEventMinus, criterion: Criterion) -> str:
    each = f"mỗi {rule.event} trừ {vn_number(rule.points_each)} điểm{_half(rule.half_cap)}"
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
    lowest = f"không thấp hơn {vn_number(rule.floor)} điểm"
    if rule.source == "chosen":
        labels = "; ".join(f"{s.label}: {_lost(s.off)}" for s in rule.statuses)
        return f"{labels}; {lowest}"
    due = "hạn của Cụm" if rule.base is None else f"hạn {vn_date(rule.base)}"
    if rule.report is not None:
        due = f"hạn nộp kỳ {rule.report.label.lower()}"
    grace = f" (được chậm {rule.grace_days} ngày)" if rule.grace_days else ""
    day = "ngày làm việc" if rule.days == "working" else "ngày"
    if rule.per_day is not None:
        cost = f"mỗi {day} trừ {vn_number(rule.per_day)} điểm"
    else:
        steps = sorted(rule.steps, key=lambda s: s.from_)
        cost = "; ".join(f"từ {s.from_} {day} trừ {vn_number(s.off)} điểm" for s in steps)
    lost = "; không nộp: trừ toàn bộ" if rule.source == "received" else ""
    return f"Muộn so với {due}{grace}: {cost}, {lowest}{lost}"


def _lost(off: Decimal | str) -> str:
    if not isinstance(off, Decimal):
        return "trừ toàn bộ"
    return f"trừ {vn_number(off)} điểm" if off else "không trừ"


def _ranges(rule: RangeMinus, criterion: Criterion) -> str:
    parts = "; ".join(
        f"{s.label}: trừ {vn_number(s.from_)}–{vn_number(s.to)} điểm" for s in rule.severities
    )
    each = " (mỗi lỗi)" if rule.counts else ""
    if criterion.section is Section.PENALTY:
        limit = criterion.max_points if rule.cap is None else rule.cap
        return f"{parts}{each}, trừ tối đa {vn_number(limit)} điểm"
    start = criterion.max_points if rule.start is None else rule.start
    lowest = f"không thấp hơn {vn_number(rule.floor)} điểm"
    return f"Từ {vn_number(start)} điểm, {parts}{each}, {lowest}"


def _leader(rule: RelativeToLeader) -> str:
    base, target = vn_number(rule.base_share * 100), _target(rule.target, rule.value)
    text = (
        f"Đạt {target}: {base}% điểm chuẩn (chưa đạt thì theo tỷ lệ); đơn vị vượt cao nhất Cụm: "
        "đủ điểm chuẩn; các đơn vị vượt khác theo phần vượt so với đơn vị dẫn đầu"
    )
    if rule.target == "registered" and rule.without_target == "by_result":
        text += "; không có chỉ tiêu: theo kết quả so với đơn vị cao nhất cùng loại"
    return text


def _ranks(rule: RankBased) -> str:
    which = "Thứ hạng kết quả trong Cụm" if rule.cluster else "Thứ hạng"
    ordered = sorted(rule.ranks, key=lambda r: r.from_)
    parts = "; ".join(f"{place_text(r)}: {vn_number(r.points)} điểm" for r in ordered)
    low = " (càng thấp càng tốt)" if rule.better == "lower" else ""
    return f"{which}{low}: {parts}"


def _award(rule: AwardBonus) -> str:
    limit = "" if rule.cap is None else f"; tối đa {vn_number(rule.cap)} điểm"
    how = "Chỉ tính mức cao nhất" if rule.highest_only else "Cộng theo số lượng từng mức"
    return f"{how}: {_listed((lv.label, lv.points) for lv in rule.levels)}{limit}"
