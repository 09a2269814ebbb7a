"""The meeting, the ballots and what was decided to propose, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from scoring.campaign import Award
from scoring.chair.ballot import DenominatorSource, UnitVote, VoteCount, count_vote, rule_text
from scoring.chair.eligibility import Proposal as Proposed
from scoring.chair.eligibility import proposals as proposed_units
from scoring.dates import vn_date
from scoring.entries import Entries
from scoring.merge_result import MergeResult
from scoring.numbers import vn_percent
from thidua_addin.report.facts import AwardFact, MeetingFact, Proposal, UnitFact, VoteFact
from thidua_addin.report.points import NONE
from thidua_addin.report.text import blank, filled, plain
from thidua_addin.report.words import counted, day_text

__all__ = ["award_facts", "ballot_rule", "meeting_fact", "proposals"]


def meeting_fact(result: MergeResult) -> MeetingFact:
    """What was typed about the meeting; the rest is to complete."""
    said = result.chair.cluster
    voting, present = _number(said, "members_voting"), _number(said, "present")
    nobody = voting is not None and voting == present
    absent = said.text(None, None, "absent_members")
    return MeetingFact(
        date=_day(said, "meeting_date", "ngày họp"),
        place=filled(said.text(None, None, "meeting_place"), "địa điểm họp"),
        chair=filled(said.text(None, None, "meeting_chair"), "người chủ trì"),
        secretary=filled(said.text(None, None, "secretary"), "thư ký"),
        tellers=filled(said.text(None, None, "tellers"), "Ban kiểm phiếu"),
        observers=filled(said.text(None, None, "observers"), "khách mời, thành phần khác"),
        absent="không" if nobody and not absent.strip() else filled(absent, "thành viên vắng mặt"),
        voting=blank("số thành viên có quyền bầu") if voting is None else counted(voting),
        present=blank("số thành viên có mặt") if present is None else counted(present),
    )


def ballot_rule(result: MergeResult) -> str:
    """How many votes are needed, in a sentence; to complete where the campaign does not say."""
    ballot = result.campaign.ballot
    if "not set" in (ballot.threshold, ballot.denominator):
        return f"Số phiếu đồng ý cần đạt: {blank('tỷ lệ phiếu cần đạt, cách tính')}."
    return f"Số phiếu đồng ý cần đạt: {rule_text(ballot)}."


def award_facts(result: MergeResult, ranking: tuple[UnitFact, ...]) -> tuple[AwardFact, ...]:
    """Every award of the campaign, in its order; its units by rank."""
    return tuple(
        _award(result, award, ranking, n) for n, award in enumerate(result.campaign.awards, start=1)
    )


def proposals(result: MergeResult, ranking: tuple[UnitFact, ...]) -> tuple[Proposal, ...]:
    """The units that a person decided to propose, by award, then by rank."""
    found = [
        _proposal(decided, unit)
        for award in result.campaign.awards
        for decided, unit in _granted(result, award, ranking)
    ]
    return tuple(replace(p, number=str(n)) for n, p in enumerate(found, start=1))


def _granted(
    result: MergeResult, award: Award, ranking: tuple[UnitFact, ...]
) -> Iterator[tuple[Proposed, UnitFact]]:
    granted = {
        p.unit.unit: p for p in proposed_units(result) if p.granted and p.award.code == award.code
    }
    for unit in ranking:
        if unit.code in granted:
            yield granted[unit.code], unit


def _proposal(decided: Proposed, unit: UnitFact) -> Proposal:
    votes, on = decided.vote.votes, decided.decided_on
    day = blank("ngày quyết định") if on is None else f"ngày {vn_date(on)}"
    return Proposal(
        number="",
        unit=unit.name,
        award=plain(decided.award.title),
        points=unit.ranked_points,
        percent=unit.percent,
        rank=unit.rank,
        votes=blank("số phiếu") if votes is None else counted(votes),
        reason=filled(decided.decision_reason, "lý do đề nghị"),
        decided=f"người quyết định: {filled(decided.decided_by, 'người quyết định')}, {day}",
    )


def _award(
    result: MergeResult, award: Award, units: tuple[UnitFact, ...], number: int
) -> AwardFact:
    count = count_vote(result.campaign, award, result.chair)
    candidates = tuple(u for u in units if result.unit(u.code).rank is not None)
    proposed = [unit.name for _, unit in _granted(result, award, units)]
    names = ", ".join(proposed) if proposed else "chưa có đơn vị nào được quyết định đề nghị"
    return AwardFact(
        number=str(number),
        code=award.code,
        title=plain(award.title),
        by_ballot=award.vote is not False,
        quota_text=_quota(result, award),
        candidates=tuple(replace(u, number=str(n)) for n, u in enumerate(candidates, start=1)),
        issued=_ballots(count.issued, "số phiếu phát ra"),
        returned=_ballots(count.returned, "số phiếu thu về"),
        valid=_ballots(count.valid, "số phiếu hợp lệ"),
        invalid=_ballots(count.invalid, "số phiếu không hợp lệ"),
        needed=_needed(result, count),
        ratio_note=_ratio_note(result, count),
        votes=_votes(count, candidates, units),
        proposed_text=f"{names}.",
    )


def _quota(result: MergeResult, award: Award) -> str:
    places = result.campaign.places_of(award)
    if places is None:
        return ""
    return f"Số đơn vị được đề nghị không quá {counted(places)}."


def _needed(result: MergeResult, count: VoteCount) -> str:
    if count.required is None:
        return blank("số phiếu cần đạt")
    return f"{counted(count.required)} phiếu trở lên ({rule_text(result.campaign.ballot)})"


def _ratio_note(result: MergeResult, count: VoteCount) -> str:
    number = count.denominator.number
    if number is None:
        return f"Tỷ lệ % và kết quả chưa xác định: thiếu {blank('căn cứ tính tỷ lệ phiếu')}."
    of = {
        "members": "tổng số thành viên",
        "present": "số thành viên có mặt",
        "valid": "số phiếu hợp lệ",
    }.get(result.campaign.ballot.denominator, "")
    taken = ", lấy theo số đơn vị của Cụm"
    source = taken if count.denominator.source is DenominatorSource.UNITS else ""
    return f"Tỷ lệ % tính trên {of}: {counted(number)}{source}."


def _votes(
    count: VoteCount, candidates: tuple[UnitFact, ...], units: tuple[UnitFact, ...]
) -> tuple[VoteFact, ...]:
    """The candidates, and whoever else was voted on."""
    codes = {unit.code for unit in candidates}
    shown = [u for u in units if u.code in codes or count.unit(u.code).votes is not None]
    return tuple(_vote(count.unit(u.code), u, n) for n, u in enumerate(shown, start=1))


def _vote(vote: UnitVote, unit: UnitFact, number: int) -> VoteFact:
    votes = blank("số phiếu") if vote.votes is None else f"{counted(vote.votes)} phiếu"
    ratio = NONE if vote.share is None else vn_percent(vote.share)
    result = {True: "Đạt", False: "Không đạt", None: "Chưa xác định"}[vote.reached]
    text = f"{votes}, tỷ lệ {ratio}, {result.lower()}"
    return VoteFact(str(number), unit.name, votes, ratio, result, text)


def _ballots(number: int | None, what: str) -> str:
    return blank(what) if number is None else f"{counted(number)} phiếu"


def _number(said: Entries, field: str) -> int | None:
    value = said.decimal(None, None, field)
    return None if value is None or value < 0 or value != int(value) else int(value)


def _day(said: Entries, field: str, what: str) -> str:
    value = said.value(None, None, field)
    return day_text(value) if isinstance(value, dt.date) else blank(what)
