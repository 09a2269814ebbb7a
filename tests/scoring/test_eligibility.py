"""Who fulfils what an award asks for, every reason, and what people decided. Worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.campaign import Campaign
from scoring.chair.eligibility import (
    OPEN,
    EligibilityState,
    Proposal,
    award_findings,
    proposals,
)
from scoring.chair.inputs import UnitEntry, inputs_of
from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests import award_cases as cases

D = Decimal
YES, NO, UNKNOWN = EligibilityState.YES, EligibilityState.NO, EligibilityState.UNKNOWN
RANKED = cases.by_points("60", "58", "56", "54", "52", "50", "48")
"""A alone differs: ranks 1 to 7 in the order of the units."""


def states(result: MergeResult, award: str = "CO") -> list[str]:
    return [p.eligibility.state.value for p in proposals(result) if p.award.code == award]


def reasons(result: MergeResult, unit: str, award: str = "CO") -> tuple[str, ...]:
    return proposal(result, unit, award).eligibility.reasons


def proposal(result: MergeResult, unit: str, award: str = "CO") -> Proposal:
    (found,) = [p for p in proposals(result) if (p.unit.unit, p.award.code) == (unit, award)]
    return found


def one(more: str = "quota = 1", ballot: str = cases.NO_BALLOT, units: int = 7) -> Campaign:
    return cases.campaign(cases.award(more), ballot, units)


# ---- rank and quota


def test_the_best_unit_is_within_a_quota_of_one() -> None:
    result = cases.merged(one(), RANKED)
    assert states(result) == ["yes", *["no"] * 6]
    assert reasons(result, "AA") == ("Xếp hạng 1 (tạm tính)", "Trong số lượng 1: hạng 1")
    assert reasons(result, "AB") == ("Xếp hạng 2 (tạm tính)", "Ngoài số lượng 1: hạng 2")
    assert proposal(result, "AA").proposed == "Đề nghị"
    assert proposal(result, "AB").proposed == "Không đề nghị"


def test_a_share_is_rounded_down() -> None:
    """20 % of 7 is 1.4: one; of 14 is 2.8: two; of 4 is 0.8: none."""
    share = 'quota = "not set"\nquota_share = 0.2'
    result = cases.merged(one(share), RANKED)
    assert states(result) == ["yes", *["no"] * 6]
    fourteen = cases.by_points(*(str(60 - n) for n in range(14)))
    assert states(cases.merged(one(share, units=14), fourteen))[:3] == ["yes", "yes", "no"]
    four = cases.merged(one(share, units=4), RANKED)
    assert states(four) == ["no"] * 4
    assert reasons(four, "AA")[1] == (
        "Số lượng 0 (không quá 20% của 4 đơn vị, làm tròn xuống): không có suất nào"
    )


def test_a_quota_that_is_not_set_is_left_to_people() -> None:
    result = cases.merged(one('quota = "not set"'), RANKED)
    assert states(result) == ["unknown"] * 7
    assert reasons(result, "AC")[1] == (
        "Số lượng được đề nghị: chưa đặt trong đợt thi đua, Cụm quyết định"
    )
    assert proposal(result, "AC").proposed == OPEN


def test_a_tie_across_the_boundary_is_never_broken() -> None:
    """60, 58, 58, 58, 52…: two places; the second is one of three."""
    tied = cases.by_points("60", "58", "58", "58", "52", "50", "48")
    result = cases.merged(one("quota = 2"), tied)
    assert states(result) == ["yes", "unknown", "unknown", "unknown", "no", "no", "no"]
    assert reasons(result, "AC") == (
        "Xếp hạng 2, đồng hạng (tạm tính)",
        "Số lượng 2: 3 đơn vị đồng hạng 2 tranh 1 suất, Cụm phải quyết định",
    )
    # Four places hold rank 1 and the three of rank 2: nothing is left open.
    assert states(cases.merged(one("quota = 4"), tied)) == ["yes"] * 4 + ["no"] * 3


def test_only_the_leader_leads() -> None:
    leader = one("quota = 3\nleader_only = true")
    result = cases.merged(leader, RANKED)
    assert states(result) == ["yes", *["no"] * 6]
    assert reasons(result, "AB")[1] == "Không dẫn đầu Cụm: hạng 2"
    tied = cases.merged(leader, cases.by_points("60", "60", "56", "54", "52", "50", "48"))
    assert states(tied) == ["unknown", "unknown", *["no"] * 5]
    assert reasons(tied, "AB")[1] == (
        "Dẫn đầu Cụm: 2 đơn vị đồng hạng 1 tranh 1 suất, Cụm phải quyết định"
    )


def test_units_without_a_rank_are_not_proposed() -> None:
    given = {**RANKED, "AA": {"G.1": "Không đạt"}, "AB": None}
    result = cases.merged(one(), given)
    assert states(result)[:4] == ["no", "unknown", "unknown", "no"]
    assert reasons(result, "AA") == (
        "Không xếp hạng: vi phạm điều kiện bắt buộc “Cơ quan văn hóa” (G.1: chọn “Không đạt”)",
    )
    assert reasons(result, "AB") == ("Chưa nộp biểu nên chưa xếp hạng",)
    assert reasons(result, "AC") == (
        "Xếp hạng 1 (tạm tính; còn 1 đơn vị chưa xếp được hạng)",
        "Trong số lượng 1: hạng 1, nhưng còn 1 đơn vị chưa xếp được hạng (AB) "
        "nên chưa kết luận được",
    )


def test_the_leader_is_not_known_while_a_unit_is_awaited() -> None:
    """AB has sent nothing: it may still lead. Once the ranking is final, nobody is awaited."""
    leader = one("quota = 1\nleader_only = true")
    result = cases.merged(leader, {**RANKED, "AB": None})
    assert states(result) == ["unknown", "unknown", *["no"] * 5]
    assert proposal(result, "AA").proposed == OPEN
    assert reasons(result, "AA")[1] == (
        "Dẫn đầu Cụm: hạng 1, nhưng còn 1 đơn vị chưa xếp được hạng (AB) nên chưa kết luận được"
    )
    final = replace(result, rank_basis="final")
    assert proposal(final, "AA").proposed == "Đề nghị"
    assert reasons(final, "AA")[1] == "Dẫn đầu Cụm: hạng 1"


def test_an_awaited_unit_leaves_open_only_what_it_can_take() -> None:
    """Three places, AB awaited: ranks 1 and 2 stay within them whatever comes, rank 3 may not."""
    result = cases.merged(one("quota = 3"), {**RANKED, "AB": None})
    assert states(result) == ["yes", "unknown", "yes", "unknown", "no", "no", "no"]


def test_a_blocked_unit_is_not_known() -> None:
    result = cases.merged(one(), RANKED)
    error = Finding("UNIT_NOT_CHOSEN", params={"file": "x"})
    came = [
        replace(u.received, findings=(error,) if u.unit == "AA" else ())
        for u in result.units
        if u.received is not None
    ]
    blocked = merge(result.campaign, Period.YEAR, came)
    assert states(blocked)[:3] == ["unknown", "unknown", "no"]
    assert proposal(blocked, "AB").proposed == OPEN
    assert reasons(blocked, "AA") == ("Biểu còn lỗi phải sửa nên chưa xếp hạng",)


# ---- targets


@pytest.mark.parametrize(
    ("given", "met", "exceeded"),
    [
        ({}, YES, YES),  # 110 of 100, 9 where at most 10
        ({"P.1": "100/100"}, YES, NO),
        ({"L": "10/10"}, YES, NO),  # lower is better: 10 meets 10, only less exceeds it
        ({"P.1": "100/99.99"}, NO, NO),
        ({"L": "10/11"}, NO, NO),
        ({"P.2": "100/"}, UNKNOWN, UNKNOWN),  # a second target without a result
        ({"P.1": "100/99", "P.2": "100/"}, NO, NO),  # one that fails is enough
        ({"L": "/9"}, UNKNOWN, UNKNOWN),  # no target
        ({"P.1": "", "L": ""}, UNKNOWN, UNKNOWN),  # nothing pledged at all
    ],
)
def test_pledged_targets(
    given: dict[str, str], met: EligibilityState, exceeded: EligibilityState
) -> None:
    for wanted, state in (("met", met), ("exceeded", exceeded)):
        table = one(f'quota = "not set"\nquota_share = 1\ntargets = "{wanted}"')
        assert proposal(cases.merged(table, {"AA": given}), "AA").eligibility.state is state


def test_the_reason_names_the_targets() -> None:
    table = one('quota = 7\ntargets = "exceeded"')
    result = cases.merged(table, {"AA": {"P.1": "100/98.5", "L": "10/10"}})
    assert reasons(result, "AA")[-1] == (
        "Chưa vượt 2/2 chỉ tiêu (P dòng 1: 98,5, chỉ tiêu 100; L: 10, chỉ tiêu 10)"
    )
    assert reasons(result, "AB")[-1] == "Đã vượt cả 2 chỉ tiêu giao ước"


def test_corrected_results_and_approved_targets_count() -> None:
    """The chair corrects 110 to 95: no longer met; the target approved down to 90: exceeded."""
    table = one('quota = 7\ntargets = "exceeded"')
    result = cases.merged(table, {})

    def typed(field: str, value: Decimal | str) -> UnitEntry:
        raw = float(value) if isinstance(value, Decimal) else value
        return UnitEntry("AA", Entry(Address("P", "1", field), raw, value))

    corrected = inputs_of([typed("appraised_actual", D(95))])
    assert states(replace(result, chair=corrected))[:2] == ["no", "yes"]
    approved = inputs_of(
        [
            typed("appraised_actual", D(95)),
            typed("approved_target", D(90)),
            typed("approval_document", "12/SNV"),
        ]
    )
    assert states(replace(result, chair=approved))[:2] == ["yes", "yes"]


# ---- conditions such as II.7


def test_full_points_of_a_group_and_of_a_leaf() -> None:
    table = one('quota = 7\nfull_points = ["G", "G.2"]')
    given = {"AB": {"G.2": "Khá"}, "AC": {"G.2": "x"}, "AD": {"G.2": ""}}
    result = cases.merged(table, given)
    assert states(result)[:4] == ["yes", "no", "yes", "unknown"]
    assert reasons(result, "AB")[2:] == (
        "G chưa đủ điểm: G.2 được 5/10 điểm",
        "G.2 chưa đủ điểm: G.2 được 5/10 điểm",
    )
    assert reasons(result, "AC")[2:] == (
        "G đạt đủ điểm",
        "G.2 không áp dụng với đơn vị nên không xét",
    )
    assert reasons(result, "AD")[3] == "Chưa biết G.2 có đủ điểm không: chưa có điểm G.2"


# ---- ballot


def test_the_ballot_is_asked_wherever_a_threshold_is_set() -> None:
    """80 % of 7 members is 5.6: six votes."""
    votes: cases.Typed = {("AA", "CO", "votes"): 5, ("AB", "CO", "votes"): 6}
    result = cases.merged(one("quota = 7", cases.MEMBERS_80), RANKED, votes)
    assert states(result)[:3] == ["no", "yes", "unknown"]
    assert reasons(result, "AA")[2] == "Không đạt phiếu bình xét: 5 phiếu, 71,43%, cần 6"
    assert reasons(result, "AB")[2] == "Đạt phiếu bình xét: 6 phiếu, 85,71%, cần 6"
    assert reasons(result, "AC")[2] == "Chưa có số phiếu bình xét (cần 6 phiếu)"
    unasked = cases.merged(one("quota = 7\nvote = false", cases.MEMBERS_80), RANKED, votes)
    assert states(unasked) == ["yes"] * 7


def test_a_ballot_that_is_asked_without_a_rule_is_open() -> None:
    result = cases.merged(one("quota = 7\nvote = true"), RANKED, {("AA", "CO", "votes"): 7})
    assert states(result) == ["unknown"] * 7
    assert "chưa đặt trong đợt thi đua" in reasons(result, "AA")[2]
    assert states(cases.merged(one("quota = 7"), RANKED)) == ["yes"] * 7


def test_a_vote_without_its_denominator_is_open() -> None:
    rule = 'ballot = { threshold = 0.8, denominator = "valid" }\n'
    result = cases.merged(one("quota = 7", rule), RANKED, {("AA", "CO", "votes"): 6})
    assert reasons(result, "AA")[2] == "6 phiếu, chưa kết luận được: chưa có số để tính tỷ lệ"


# ---- what people decided


def codes(result: MergeResult) -> list[str]:
    return [f.code for f in award_findings(result)]


def decided(**more: dict[str, str]) -> cases.Typed:
    """Decisions by unit: ``AA={"decision": …}``."""
    return {(unit, "CO", f): v for unit, fields in more.items() for f, v in fields.items()}


def test_a_decision_as_proposed_needs_a_name_only() -> None:
    yes = {"decision": "Đề nghị", "decided_by": "Nguyễn Văn A"}
    result = cases.merged(one(), RANKED, decided(AA=yes))
    assert codes(result) == []
    found = proposal(result, "AA")
    assert (found.granted, found.departs, found.decided_by) == (True, False, "Nguyễn Văn A")
    nameless = cases.merged(one(), RANKED, decided(AA={"decision": "Đề nghị"}))
    assert codes(nameless) == ["AWARD_DECISION_NO_NAME"]


def test_a_decision_against_the_proposal_needs_a_reason() -> None:
    no = {"decision": "Không đề nghị", "decided_by": "A"}
    yes = {"decision": "Đề nghị", "decided_by": "A"}
    result = cases.merged(one(), RANKED, decided(AA=no, AB=yes))
    assert codes(result) == ["AWARD_DECISION_NO_REASON"] * 2
    assert award_findings(result)[1].message == (
        "Cờ thi đua, AB: quyết định “Đề nghị” trong khi chương trình ghi “Không đề nghị”, "
        "nhưng chưa ghi lý do."
    )
    explained = decided(AA={**no, "decision_reason": "x"}, AB={**yes, "decision_reason": "y"})
    assert codes(cases.merged(one(), RANKED, explained)) == []


def test_what_is_open_may_be_left_out_without_a_reason_but_not_proposed() -> None:
    table = one('quota = "not set"')
    no = {"decision": "Không đề nghị", "decided_by": "A"}
    yes = {"decision": "Đề nghị", "decided_by": "A"}
    result = cases.merged(table, RANKED, decided(AA=yes, AB=no))
    assert [(f.code, f.params["unit"]) for f in award_findings(result)] == [
        ("AWARD_DECISION_NO_REASON", "AA")
    ]


def test_more_than_the_quota_is_said() -> None:
    yes = {"decision": "Đề nghị", "decided_by": "A", "decision_reason": "Cụm thống nhất"}
    result = cases.merged(one(), RANKED, decided(AA=yes, AB=yes))
    (over,) = award_findings(result)
    assert over.code == "AWARD_OVER_QUOTA"
    assert over.message == (
        "Cờ thi đua: đề nghị 2 đơn vị (Sở Nội vụ AA, Sở Nội vụ AB), nhiều hơn số lượng 1."
    )


def test_the_whole_decision_is_read() -> None:
    day = dt.date(2021, 12, 20)
    chair: dict[tuple[str, str, str], object] = {
        **decided(AA={"decision": "Đề nghị", "decision_reason": "r", "decided_by": "B"}),
        ("AA", "CO", "decided_on"): day,
    }
    found = proposal(cases.merged(one(), RANKED, chair), "AA")  # type: ignore[arg-type]
    assert (found.decision, found.decision_reason, found.decided_by, found.decided_on) == (
        "Đề nghị",
        "r",
        "B",
        day,
    )


def test_there_are_proposals_at_the_years_end_only() -> None:
    table = one()
    for period in Period:
        assert bool(proposals(merge(table, period, []))) is (period is Period.YEAR)
    assert proposals(cases.merged(cases.campaign(), RANKED)) == ()


def test_a_final_ranking_is_said() -> None:
    result = replace(cases.merged(one(), RANKED), rank_basis="final")
    assert reasons(result, "AA")[0] == "Xếp hạng 1 (chính thức)"
