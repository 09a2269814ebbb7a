"""Ranking, ties, and ties at the boundary of an award, with totals worked out by hand."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.awards import boundary_ties
from scoring.campaign import Campaign
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.ranking import Candidate, Ranked, candidate_of, rank
from scoring.score import score
from scoring.terms import Period
from scoring.totals import Totals

D = Decimal
UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")


def campaign(**changes: object) -> Campaign:
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    return Campaign.model_validate({**tomllib.loads(text, parse_float=Decimal), **changes})


def candidate(
    unit: str, total: str, bonus: str = "0", penalty: str = "0", **points: str
) -> Candidate:
    totals = Totals((), D(total), D(bonus), D(penalty), D(total), D(100), D(total) / 100)
    return Candidate(unit, totals, {code: D(value) for code, value in points.items()})


def places(ranked: tuple[Ranked, ...]) -> list[tuple[str, int, bool]]:
    return [(r.unit, r.rank, r.tied) for r in ranked]


def test_seven_units_with_ties_are_ranked_1_2_2_4_5_5_5() -> None:
    totals = {
        "PTO": "88.50", "HBI": "91.25", "BKA": "88.50", "BGI": "80.00",
        "TNG": "79.99", "TQU": "79.99", "YBA": "79.99",
    }  # fmt: skip
    ranked = rank(campaign(), [candidate(u, t) for u, t in totals.items()])
    assert places(ranked) == [
        ("HBI", 1, False),
        ("PTO", 2, True),
        ("BKA", 2, True),
        ("BGI", 4, False),
        ("TNG", 5, True),
        ("TQU", 5, True),
        ("YBA", 5, True),
    ]
    assert [r.value for r in ranked[:2]] == [D("91.25"), D("88.50")]


CHAIN = [{"by": "criterion", "criterion": "A"}, {"by": "bonus"}, {"by": "penalty"}]


def test_the_tie_break_chain_is_followed_in_order() -> None:
    # All 88.5. A decides first (45 before 44); then the bonus (2 before 1); then the smaller
    # penalty (0 before 3). HBI and TNG are equal in everything and stay tied.
    ranked = rank(
        campaign(tie_break=CHAIN),
        [
            candidate("PTO", "88.5", bonus="9", A="44"),
            candidate("HBI", "88.5", bonus="1", penalty="3", A="45"),
            candidate("BKA", "88.5", bonus="1", penalty="0", A="45"),
            candidate("BGI", "88.5", bonus="2", penalty="5", A="45"),
            candidate("TNG", "88.5", bonus="1", penalty="3", A="45"),
        ],
    )
    assert places(ranked) == [
        ("BGI", 1, False),
        ("BKA", 2, False),
        ("HBI", 3, True),
        ("TNG", 3, True),
        ("PTO", 5, False),
    ]


def test_an_unknown_key_decides_nothing_among_the_tied() -> None:
    # A is not known for HBI, so it cannot decide; the bonus does for PTO.
    ranked = rank(
        campaign(tie_break=CHAIN),
        [
            candidate("PTO", "88.5", bonus="1", A="40"),
            candidate("HBI", "88.5"),
            candidate("BKA", "88.5", A="45"),
        ],
    )
    assert places(ranked) == [("PTO", 1, False), ("HBI", 2, True), ("BKA", 2, True)]


def test_a_penalty_criterion_as_key_puts_the_smaller_deduction_first() -> None:
    chain = [{"by": "criterion", "criterion": "T"}]
    ranked = rank(
        campaign(tie_break=chain),
        [candidate("PTO", "88.5", T="3"), candidate("HBI", "88.5", T="1")],
    )
    assert places(ranked) == [("HBI", 1, False), ("PTO", 2, False)]


def filled(**values: EntryValue) -> Entries:
    made = []
    for name, value in values.items():
        criterion, field = name.split("__")
        made.append(Entry(Address(criterion, None, field), None, value))
    return Entries(made)


def test_percent_ranks_where_a_criterion_may_be_excluded() -> None:
    # Lateness (10) waits for the chair; the maximum counts as assigned.
    # PTO: 48 + 30 + 10 = 88 of 100            → 88.00 %
    # HBI: 45 + 10 = 55 of 70, B (30) excluded → 78.57 %  (55/70 = 0.785714…)
    # BKA: 42 + 25 + 10 = 77 of 100            → 77.00 %
    # By points BKA (77) would stand before HBI (55); by percent HBI comes second.
    table = campaign()
    criteria = [c.model_dump(by_alias=True, exclude_unset=True) for c in table.criteria]
    for c in criteria:
        if c["code"] == "B":
            c["not_applicable"] = "excluded"
    table = campaign(criteria=criteria)
    sheets = [
        score(table, unit, entries, Period.YEAR)
        for unit, entries in {
            "BKA": filled(A__points=D(42), B__points=D(25), C__choice="Có"),
            "HBI": filled(A__points=D(45), B__not_applicable="x", C__choice="Có"),
            "PTO": filled(A__points=D(48), B__points=D(30), C__choice="Có"),
        }.items()
    ]
    ranked = rank(table, [candidate_of(s) for s in sheets])
    assert table.ranks_by_percent
    assert [(r.unit, r.rank, r.value) for r in ranked] == [
        ("PTO", 1, D("0.8800")),
        ("HBI", 2, D("0.7857")),
        ("BKA", 3, D("0.7700")),
    ]


def award(quota: int | str) -> dict[str, object]:
    law = {"document": "Luật Thi đua, khen thưởng", "article": "khoản 1 Điều 26"}
    return {"code": "CO", "title": "Cờ thi đua của Bộ Nội vụ", "quota": quota, "law": law}


TIED_TOP = {"PTO": "90", "HBI": "95", "BKA": "95", "BGI": "80"}


def test_a_tie_that_crosses_the_quota_is_said_loudly() -> None:
    table = campaign(awards=[award(1)])
    ranked = rank(table, [candidate(u, t) for u, t in TIED_TOP.items()])
    (finding,) = boundary_ties(table, ranked)
    assert finding.code == "TIE_AT_AWARD_BOUNDARY"
    assert finding.params["units"] == "Hòa Bình, Bắc Kạn"
    assert (finding.params["rank"], finding.params["left"]) == ("1", "1")
    assert finding.law == "khoản 1 Điều 26, Luật Thi đua, khen thưởng"


@pytest.mark.parametrize("quota", [2, 3, 4, 9, "not set"])
def test_a_tie_inside_the_quota_or_a_quota_not_set_is_no_matter(quota: int | str) -> None:
    table = campaign(awards=[award(quota)])
    ranked = rank(table, [candidate(u, t) for u, t in TIED_TOP.items()])
    assert boundary_ties(table, ranked) == ()


def test_places_left_at_the_boundary() -> None:
    # 95, 90, 90, 90 with quota 3: rank 2 is shared by three units for the two places left.
    totals = {"PTO": "90", "HBI": "95", "BKA": "90", "BGI": "90"}
    table = campaign(awards=[award(3)])
    (finding,) = boundary_ties(table, rank(table, [candidate(u, t) for u, t in totals.items()]))
    assert {k: finding.params[k] for k in ("quota", "rank", "tied", "left")} == {
        "quota": "3",
        "rank": "2",
        "tied": "3",
        "left": "2",
    }


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=7, max_size=7),
    st.permutations(range(7)),
)
def test_a_rank_is_one_more_than_the_number_of_better_units(
    results: list[tuple[int, int]], order: list[int]
) -> None:
    table = campaign(tie_break=CHAIN[:1])
    made = [
        candidate(u, str(90 + t), A=str(40 + a)) for u, (t, a) in zip(UNITS, results, strict=True)
    ]
    ranked = rank(table, [made[i] for i in order])
    by_unit = {r.unit: r for r in ranked}
    for unit, mine in zip(UNITS, results, strict=True):
        assert by_unit[unit].rank == 1 + sum(other > mine for other in results)
        assert by_unit[unit].tied == (results.count(mine) > 1)
    assert ranked == rank(table, made)
