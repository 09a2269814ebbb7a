"""What an award may ask of a unit, one function each: fulfilled, not fulfilled, not known; and why.

By the points that are ranked (``UnitResult.ranked_sheet``) and the targets in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.award_checks import holds_pledges
from scoring.awards import quota_text
from scoring.campaign import Award, Campaign
from scoring.chair.ballot import UnitVote, VoteCount, rule_text
from scoring.chair.progress import TargetProgress, TargetStatus
from scoring.merge_result import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_number, vn_percent
from scoring.score import ScoreLine, ScoreSheet
from scoring.terms import FieldType, Section, State

__all__ = ["Condition", "full_points", "placed", "ranked", "targets", "voted"]

_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked: fulfilled, not fulfilled, or not known (None); and why."""

    met: bool | None
    text: str


def ranked(result: MergeResult, unit: UnitResult) -> Condition:
    """Whether the unit has a rank, and on which points."""
    if unit.rank is not None:
        tied = ", đồng hạng" if unit.tied else ""
        waiting = _waiting(result)
        more = f"; còn {len(waiting)} đơn vị chưa xếp được hạng" if waiting else ""
        return Condition(True, f"Xếp hạng {unit.rank}{tied} ({result.basis_label}{more})")
    match unit.status:
        case UnitStatus.VETOED:
            why = "; ".join(f"“{v.title}” ({v.reason})" for v in unit.vetoes)
            return Condition(False, f"Không xếp hạng: vi phạm điều kiện bắt buộc {why}")
        case UnitStatus.MISSING:
            return Condition(None, "Chưa nộp biểu nên chưa xếp hạng")
        case UnitStatus.BLOCKED:
            return Condition(None, "Biểu còn lỗi phải sửa nên chưa xếp hạng")
    return Condition(None, "Không có tiêu chí nào được giao nên không tính được hạng")


_UNFINISHED: Final = (UnitStatus.MISSING, UnitStatus.BLOCKED)


def placed(result: MergeResult, award: Award, rank: int) -> Condition:
    """Whether the rank is within the quota; a tie across its boundary is left to people.

    While the ranking is provisional, a unit without a rank may still come in ahead: what such
    units could take away is not known yet.
    """
    places = result.campaign.places_of(award)
    if places is None:
        text = "Số lượng được đề nghị: chưa đặt trong đợt thi đua, Cụm quyết định"
        return Condition(None, text)
    quota = quota_text(result.campaign, award)
    if places == 0:
        return Condition(False, f"{quota}: không có suất nào")
    ranks = [u.rank for u in result.units if u.rank is not None]
    ahead = sum(other < rank for other in ranks)
    alike = ranks.count(rank)
    if ahead >= places:
        where = "Không dẫn đầu Cụm" if award.leader_only else f"Ngoài {_lower_first(quota)}"
        return Condition(False, f"{where}: hạng {rank}")
    where = "Dẫn đầu Cụm" if award.leader_only else f"Trong {_lower_first(quota)}"
    if ahead + alike > places:
        tied = f"{alike} đơn vị đồng hạng {rank} tranh {places - ahead} suất"
        what = "Dẫn đầu Cụm" if award.leader_only else quota
        return Condition(None, f"{what}: {tied}, Cụm phải quyết định")
    waiting = [] if result.rank_basis == "final" else _waiting(result)
    if ahead + alike + len(waiting) > places:
        names = [result.campaign.units[u.unit].short_name for u in waiting]
        more = ", …" if len(names) > _MOST_NAMED else ""
        named = ", ".join(names[:_MOST_NAMED]) + more
        why = f"còn {len(waiting)} đơn vị chưa xếp được hạng ({named})"
        return Condition(None, f"{where}: hạng {rank}, nhưng {why} nên chưa kết luận được")
    return Condition(True, f"{where}: hạng {rank}")


def _waiting(result: MergeResult) -> list[UnitResult]:
    """The units that have no rank yet but may still get one."""
    return [u for u in result.units if u.status in _UNFINISHED]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def targets(
    result: MergeResult, award: Award, unit: UnitResult, pledged: Sequence[TargetProgress]
) -> Condition:
    """Whether every pledged target is met or exceeded; unknown where a number is missing."""
    wanted: str = "vượt"
    enough: tuple[TargetStatus, ...] = (TargetStatus.EXCEEDED,)
    if award.targets == "met":
        wanted, enough = "hoàn thành", (TargetStatus.MET, TargetStatus.EXCEEDED)
    if unit.received is None:
        return Condition(None, f"Chưa biết có {wanted} các chỉ tiêu giao ước không: chưa nộp biểu")
    due = [p for p in pledged if p.status not in _NOT_LOOKED_AT]
    known = [p for p in due if p.status in _REACHED]
    failed = [p for p in known if p.status not in enough]
    if failed:
        return Condition(False, f"Chưa {wanted} {_named(failed, len(due))}")
    unknown = [p for p in due if p.status not in _REACHED]
    if unknown:
        return Condition(None, f"Chưa đủ số liệu để xét {_named(unknown, len(due))}")
    unpledged = _unpledged(result, unit, pledged)
    if unpledged:
        return Condition(None, f"Chưa đăng ký chỉ tiêu ở {', '.join(unpledged)}")
    if not due:
        return Condition(None, f"Không có chỉ tiêu giao ước nào để xét việc {wanted}")
    return Condition(True, f"Đã {wanted} cả {len(due)} chỉ tiêu giao ước")


_REACHED: Final = (TargetStatus.BELOW, TargetStatus.MET, TargetStatus.EXCEEDED)
_NOT_LOOKED_AT: Final = (TargetStatus.NOT_APPLICABLE, TargetStatus.NOT_DUE)


def _unpledged(
    result: MergeResult, unit: UnitResult, pledged: Sequence[TargetProgress]
) -> tuple[str, ...]:
    """The criteria for which a target is due that the unit did not pledge; bonus is voluntary."""
    campaign, period, sheet = result.campaign, result.period, unit.ranked_sheet
    has = {line.criterion for line in pledged}
    found = []
    for criterion in campaign.tree.leaves():
        code = criterion.code
        asked = holds_pledges(criterion) and criterion.section is Section.CORE
        if code in has or not asked or period not in criterion.periods:
            continue
        fields = criterion.leaf_rule.fields(campaign.leaf(criterion, period))
        absent = sheet is not None and sheet.line(code).state is State.NOT_APPLICABLE
        if not absent and any(f.base == "target" and f.required for f in fields):
            found.append(code)
    return tuple(found)


def _named(lines: Sequence[TargetProgress], among: int) -> str:
    """``2/5 chỉ tiêu (II.5.2 dòng 1: 98, chỉ tiêu 100; …)``."""
    said = "; ".join(map(_target, lines[:_MOST_NAMED]))
    more = "; …" if len(lines) > _MOST_NAMED else ""
    return f"{len(lines)}/{among} chỉ tiêu ({said}{more})"


def _target(line: TargetProgress) -> str:
    where = line.criterion if line.item is None else f"{line.criterion} dòng {line.item}"
    if line.target is None:
        return f"{where}: thiếu chỉ tiêu"
    if line.result is None:
        return f"{where}: thiếu kết quả"
    return f"{where}: {_number(line, line.result)}, chỉ tiêu {_number(line, line.target)}"


def _number(line: TargetProgress, number: Decimal) -> str:
    return f"{vn_number(number * 100)}%" if line.type is FieldType.PERCENT else vn_number(number)


def full_points(campaign: Campaign, code: str, sheet: ScoreSheet | None) -> Condition:
    """Whether a leaf, or every leaf of a group, has all its points; by the ranked points."""
    if sheet is None:
        return Condition(None, f"Chưa biết {code} có đủ điểm không: chưa có điểm")
    criterion = campaign.tree[code]
    leaves = (criterion,) if criterion.is_leaf else campaign.tree.leaves_of(code)
    lines = [sheet.line(leaf.code) for leaf in leaves]
    short = [x for x in lines if x.computed is not None and x.computed < x.max_points]
    if short:
        said = "; ".join(map(_points, short[:_MOST_NAMED]))
        more = "; …" if len(short) > _MOST_NAMED else ""
        return Condition(False, f"{code} chưa đủ điểm: {said}{more}")
    open_lines = [x for x in lines if x.computed is None and x.state is not State.NOT_APPLICABLE]
    if open_lines:
        named = ", ".join(x.criterion for x in open_lines[:_MOST_NAMED])
        return Condition(None, f"Chưa biết {code} có đủ điểm không: chưa có điểm {named}")
    if all(x.state is State.NOT_APPLICABLE for x in lines):
        return Condition(True, f"{code} không áp dụng với đơn vị nên không xét")
    return Condition(True, f"{code} đạt đủ điểm")


def _points(line: ScoreLine) -> str:
    assert line.computed is not None
    return f"{line.criterion} được {vn_number(line.computed)}/{vn_number(line.max_points)} điểm"


def voted(campaign: Campaign, vote: VoteCount, own: UnitVote) -> Condition:
    """Whether the unit has the votes that are needed."""
    if "not set" in (campaign.ballot.threshold, campaign.ballot.denominator):
        return Condition(None, f"Bỏ phiếu chưa kết luận được: {rule_text(campaign.ballot)}")
    if own.votes is None:
        needed = "" if vote.required is None else f" (cần {vote.required} phiếu)"
        return Condition(None, f"Chưa có số phiếu bình xét{needed}")
    if own.reached is None:
        why = "chưa có số để tính tỷ lệ" if vote.required is None else "số phiếu không hợp lý"
        return Condition(None, f"{own.votes} phiếu, chưa kết luận được: {why}")
    share = f", {vn_percent(own.share)}" if own.share is not None else ""
    text = f"{own.votes} phiếu{share}, cần {vote.required}"
    return Condition(own.reached, f"{'Đạt' if own.reached else 'Không đạt'} phiếu bình xét: {text}")
