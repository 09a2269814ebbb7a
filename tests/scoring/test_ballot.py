"""The vote: the needed numbers of small clusters, what is reached, what is odd. By hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.campaign import Award, Ballot
from scoring.chair.ballot import DenominatorSource, ballot_findings, count_vote, rule_text
from scoring.findings import Severity, catalogue
from tests import award_cases as cases

D = Decimal


def ballot(threshold: str, strict: bool = False) -> Ballot:
    """A rule on all members; ``2/3`` or a decimal number."""
    share = "2/3" if threshold == "2/3" else Decimal(threshold)
    return Ballot.model_validate({"threshold": share, "denominator": "members", "strict": strict})


@pytest.mark.parametrize(
    ("members", "half", "two_thirds", "eighty", "ninety", "floor_of_fifth"),
    [(5, 3, 4, 4, 5, 1), (6, 4, 4, 5, 6, 1), (7, 4, 5, 6, 7, 1), (9, 5, 6, 8, 9, 1),
     (14, 8, 10, 12, 13, 2)],
)  # fmt: skip
def test_needed_votes_and_the_floor_of_a_share(
    members: int, half: int, two_thirds: int, eighty: int, ninety: int, floor_of_fifth: int
) -> None:
    """More than half, two thirds, 80 %, 90 % of n members; 20 % of n units rounded down."""
    assert ballot("0.5", strict=True).needed(members) == half
    assert ballot("2/3").needed(members) == two_thirds
    assert ballot("0.8").needed(members) == eighty
    assert ballot("0.9").needed(members) == ninety
    award = Award(code="CO", title="Cờ", quota="not set", quota_share=D("0.2"))
    assert award.places(members) == floor_of_fifth


def test_two_thirds_is_not_a_decimal_number() -> None:
    # 0.6667 × 6 = 4.0002: five votes; 2/3 × 6 = 4 exactly.
    assert (ballot("0.6667").needed(6), ballot("2/3").needed(6)) == (5, 4)
    # at least a half of 6 is 3, more than a half is 4
    assert (ballot("0.5").needed(6), ballot("0.5", strict=True).needed(6)) == (3, 4)
    # 0.1 + 0.2 of anything has no float in it: 30 % of 10 is 3
    assert ballot("0.3").needed(10) == 3


def test_a_threshold_that_is_not_set_needs_nothing_known() -> None:
    rule = Ballot(threshold="not set", denominator="not set")
    assert (rule.share, rule.needed(7)) == (None, None)
    assert rule_text(rule) == (
        "tỷ lệ phiếu cần đạt: chưa đặt trong đợt thi đua; "
        "tính trên tổng nào: chưa đặt trong đợt thi đua"
    )
    assert rule_text(ballot("2/3")) == "từ 2/3 trở lên; tính trên tổng số thành viên"
    assert rule_text(ballot("0.5", strict=True)) == "trên 50%; tính trên tổng số thành viên"
    assert rule_text(ballot("0.8")) == "từ 80% trở lên; tính trên tổng số thành viên"


def test_of_a_count_and_a_share_the_lower_counts() -> None:
    award = Award(code="CO", title="Cờ", quota=2, quota_share=D("0.2"))
    assert (award.places(7), award.places(14), award.places(30)) == (1, 2, 2)
    leader = Award(code="CO", title="Cờ", quota="not set", leader_only=True)
    assert leader.places(7) == 1
    assert Award(code="CO", title="Cờ", quota="not set").places(7) is None
    assert Award(code="CO", title="Cờ", quota="not set", quota_share=D("0.2")).places(4) == 0


# ---- denominators


def test_members_are_the_units_until_somebody_types_their_number() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    vote = count_vote(table, table.awards[0], cases.typed({("AA", "CO", "votes"): 5}))
    # 80 % of 7 is 5.6: six votes
    assert (vote.denominator.number, vote.denominator.source) == (7, DenominatorSource.UNITS)
    assert (vote.required, vote.unit("AA").reached) == (6, False)
    assert vote.unit("AA").share == Fraction(5, 7)
    nine = cases.typed({("", None, "members_voting"): 9, ("AA", "CO", "votes"): 8})
    vote = count_vote(table, table.awards[0], nine)
    assert (vote.denominator.number, vote.denominator.source) == (9, DenominatorSource.TYPED)
    assert (vote.required, vote.unit("AA").reached) == (8, True)


def test_the_present_and_the_valid_ballots_are_never_guessed() -> None:
    for kind in ("present", "valid"):
        rule = f'ballot = {{ threshold = "2/3", denominator = "{kind}" }}\n'
        table = cases.campaign(cases.award(), rule)
        award = table.awards[0]
        blank = count_vote(table, award, cases.typed({("AA", "CO", "votes"): 7}))
        assert blank.denominator.source is DenominatorSource.MISSING
        assert (blank.required, blank.unit("AA").reached, blank.unit("AA").share) == (
            None,
            None,
            None,
        )
        key = ("", "CO" if kind == "valid" else None, kind)
        six = count_vote(table, award, cases.typed({key: 6, ("AA", "CO", "votes"): 4}))
        assert (six.required, six.unit("AA").reached) == (4, True)


def test_no_votes_typed_is_not_zero_votes() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    vote = count_vote(table, table.awards[0], cases.typed({("AB", "CO", "votes"): 0}))
    assert (vote.unit("AA").votes, vote.unit("AA").reached) == (None, None)
    assert (vote.unit("AB").votes, vote.unit("AB").reached) == (0, False)
    assert vote.started
    assert not count_vote(table, table.awards[0], cases.typed({})).started
    with pytest.raises(KeyError):
        vote.unit("ZZ")


def test_a_number_that_is_not_whole_is_not_used() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    odd = cases.typed({("", None, "members_voting"): D("6.5"), ("AA", "CO", "votes"): D("-1")})
    vote = count_vote(table, table.awards[0], odd)
    assert (vote.denominator.number, vote.required) == (None, None)
    assert vote.unit("AA").votes is None


def test_a_denominator_that_is_not_set_concludes_nothing() -> None:
    rule = 'ballot = { threshold = 0.8, denominator = "not set" }\n'
    table = cases.campaign(cases.award(), rule)
    vote = count_vote(table, table.awards[0], cases.typed({("AA", "CO", "votes"): 7}))
    assert vote.denominator.source is DenominatorSource.NOT_SET
    assert (vote.required, vote.unit("AA").reached) == (None, None)


# ---- findings

EVERYBODY = {(code, "CO", "votes"): 6 for code in cases.CODES[1:7]}
GOOD: cases.Typed = {
    **EVERYBODY,
    ("AA", "CO", "votes"): 6,
    ("", None, "members_voting"): 7,
    ("", None, "present"): 7,
    ("", "CO", "issued"): 7,
    ("", "CO", "returned"): 7,
    ("", "CO", "valid"): 6,
    ("", "CO", "invalid"): 1,
}


def codes(changes: cases.Typed, ballot_rule: str = cases.MEMBERS_80) -> list[str]:
    """The codes of the good case with these changes; -1 takes a value away."""
    table = cases.campaign(cases.award(), ballot_rule)
    values = {key: v for key, v in {**GOOD, **changes}.items() if v != -1}
    found = ballot_findings(table, cases.typed(values))
    return [f.code for f in found if f.code != "BALLOT_CHAIR_UNIT"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({("", None, "present"): 8}, ["BALLOT_PRESENT_OVER_MEMBERS"]),
        ({("", None, "members_voting"): 6, ("", None, "present"): 6},
         ["BALLOT_ISSUED_OVER_MEMBERS"]),
        ({("", None, "present"): 6}, ["BALLOT_ISSUED_OVER_PRESENT"]),
        ({("", "CO", "issued"): 6}, ["BALLOT_RETURNED_OVER_ISSUED"]),
        ({("", "CO", "invalid"): 0}, ["BALLOT_SUM_DIFFERS"]),
        ({("", "CO", "invalid"): 2}, ["BALLOT_SUM_DIFFERS"]),
        ({("", "CO", "invalid"): -1}, ["BALLOT_NUMBER_MISSING"]),
        ({("", "CO", "invalid"): -1, ("", "CO", "valid"): 8},
         ["BALLOT_SUM_DIFFERS", "BALLOT_NUMBER_MISSING"]),
        ({("AC", "CO", "votes"): 7}, ["VOTES_OVER_BALLOTS"]),
        ({("AC", "CO", "votes"): -1}, ["VOTES_MISSING"]),
        ({("VPH", "CO", "votes"): 3}, ["BALLOT_NOT_MEMBER"]),
        ({("AC", "BK", "votes"): 3}, ["BALLOT_NOT_MEMBER"]),
        ({("VPH", "CO", "decision"): "Đề nghị"}, ["BALLOT_NOT_MEMBER"]),
    ],
)  # fmt: skip
def test_each_oddity_gives_its_finding(changes: cases.Typed, expected: list[str]) -> None:
    assert codes(changes) == expected


def test_rules_that_are_not_set_and_a_missing_denominator_are_said() -> None:
    assert codes({}, cases.NO_BALLOT) == ["BALLOT_RULE_NOT_SET"]
    present = 'ballot = { threshold = 0.8, denominator = "present" }\n'
    assert codes({("", None, "present"): -1}, present) == ["BALLOT_NUMBER_MISSING"]


def test_nothing_typed_gives_no_finding() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    assert ballot_findings(table, cases.typed({})) == ()


def test_the_vote_on_the_chairs_own_unit_is_noted() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    found = ballot_findings(table, cases.typed(GOOD))
    assert [(f.code, f.severity) for f in found] == [("BALLOT_CHAIR_UNIT", Severity.INFO)]
    assert found[0].message == (
        "Cờ thi đua: AA vừa là Cụm trưởng tổ chức bỏ phiếu vừa được bình xét."
    )


def test_more_votes_than_ballots_conclude_nothing() -> None:
    table = cases.campaign(cases.award(), cases.MEMBERS_80)
    vote = count_vote(table, table.awards[0], cases.typed({**GOOD, ("AC", "CO", "votes"): 7}))
    assert (vote.unit("AC").votes, vote.unit("AC").reached) == (7, None)
    assert vote.unit("AD").reached is True
    # Without any count of ballots the members are the limit: 8 of 7.
    alone = count_vote(table, table.awards[0], cases.typed({("AC", "CO", "votes"): 8}))
    (over,) = [f for f in alone.findings if f.code == "VOTES_OVER_BALLOTS"]
    assert over.params["what"] == "số thành viên"
    assert alone.unit("AC").reached is None


def test_texts_fit_a_cell() -> None:
    texts = catalogue()
    for code in ("BALLOT_PRESENT_OVER_MEMBERS", "VOTES_OVER_BALLOTS", "BALLOT_NUMBER_MISSING"):
        assert len(texts[code].title) <= 32
        assert len(texts[code].message) <= 255
