"""The local pass on small tables worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.campaign import Ballot, Campaign, Cluster, Deadlines, Unit
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.score import ScoreSheet, score
from scoring.terms import Period, State

D = Decimal


def campaign(*criteria: dict[str, object]) -> Campaign:
    unit = Unit(
        code="BKA",
        name="Sở Nội vụ tỉnh Bắc Kạn",
        short_name="Bắc Kạn",
        province="Bắc Kạn",
        governing_body="UBND tỉnh Bắc Kạn",
        valid_from=2000,
    )
    return Campaign(
        id="nho",
        revision=1,
        year=2021,
        title="Bảng nhỏ",
        theme="Thử",
        status="illustrative",
        place="Bắc Kạn",
        cluster=Cluster(
            name="Cụm", chair="BKA", deputy="not set", appraiser_of_chair="not set", members=(unit,)
        ),
        deadlines=Deadlines(registration="not set", midyear="not set", year="not set"),
        scale=100,
        places=2,
        rank_by="points",
        tie_break=(),
        grades="not set",
        awards=(),
        ballot=Ballot(threshold="not set", denominator="not set"),
        criteria=tuple(Criterion.model_validate({"title": "Tiêu chí", **c}) for c in criteria),
    )


def entries(**values: EntryValue) -> Entries:
    """``A__self=…`` is criterion A, field self; ``A__2__target`` is item 2 of A."""
    made = []
    for name, value in values.items():
        criterion, *item, field = name.split("__")
        made.append(Entry(Address(criterion, item[0] if item else None, field), None, value))
    return Entries(made)


PARENT = {"code": "P", "max_points": 100, "rule": {"kind": "sub_sum"}}


def direct(code: str, points: int, **more: object) -> dict[str, object]:
    return {"code": code, "parent": "P", "max_points": points, "rule": {"kind": "direct"}, **more}


def year(table: Campaign, filled: Entries) -> ScoreSheet:
    return score(table, "BKA", filled, Period.YEAR)


def test_points_add_up_and_unknown_is_not_zero() -> None:
    table = campaign(PARENT, direct("A", 60), direct("B", 40))
    sheet = year(table, entries(A__points=D("12.5")))
    assert sheet.line("A").computed == D("12.50")
    assert (sheet.line("B").state, sheet.line("B").computed) == (State.NOT_AVAILABLE, None)
    assert (sheet.totals.total, sheet.totals.assigned_max) == (D("12.50"), D(100))
    assert sheet.totals.percent == D("0.1250")


def test_an_entry_that_cannot_be_used_gives_no_points() -> None:
    table = campaign(PARENT, direct("A", 60))
    sheet = year(table, Entries([Entry(Address("A", None, "points"), "chín", None)]))
    assert (sheet.line("A").state, sheet.line("A").computed) == (State.INVALID, None)


# 60 points of A are earned out of 60; B (40) does not apply.
#   excluded:         60 of 60 assigned                     → total 60,    100 %
#   full_points:      60 + 40 of 100                        → total 100,   100 %
#   other_thresholds: 60 of 60 assigned, raw total kept     → total 60,    100 %
#   rescaled:         60 × 100/60 of 100                    → total 100,   100 %
@pytest.mark.parametrize(
    ("treatment", "total", "assigned"),
    [
        ("excluded", "60.00", 60),
        ("full_points", "100.00", 100),
        ("other_thresholds", "60.00", 60),
        ("rescaled", "100.00", 100),
    ],
)
def test_four_treatments_of_not_applicable(treatment: str, total: str, assigned: int) -> None:
    table = campaign(PARENT, direct("A", 60), direct("B", 40, not_applicable=treatment))
    filled = entries(A__points=D(60), B__not_applicable="x", B__na_reason="Không được giao")
    sheet = year(table, filled)
    assert sheet.line("B").state is State.NOT_APPLICABLE
    assert "Không được giao" in sheet.line("B").sentence
    assert (sheet.totals.total, sheet.totals.assigned_max) == (D(total), D(assigned))
    assert sheet.totals.percent == D("1.0000")


def test_rescaling_rounds_once_half_up() -> None:
    # 33.33 of 70, rescaled by 100/70: 47.6142857… → 47.61
    table = campaign(PARENT, direct("A", 70), direct("B", 30, not_applicable="rescaled"))
    sheet = year(table, entries(A__points=D("33.33"), B__not_applicable="x"))
    assert sheet.totals.core == D("47.61")
    assert sheet.totals.percent == D("0.4761")


def test_a_forbidden_not_applicable_mark_changes_nothing() -> None:
    table = campaign(PARENT, direct("A", 60), direct("B", 40))
    sheet = year(table, entries(B__not_applicable="x", B__points=D(40)))
    assert (sheet.line("B").state, sheet.totals.total) == (State.OK, D("40.00"))


def test_bonus_and_penalty_are_capped_and_lie_outside_the_scale() -> None:
    # bonus 3 × 2 = 6, capped at 5; penalty 7 × 0.5 = 3.5; total 97 + 5 − 3.5 = 98.5
    table = campaign(
        PARENT,
        direct("A", 100),
        {"code": "DT", "section": "bonus", "max_points": 5, "rule": {"kind": "sub_sum", "cap": 5}},
        {
            "code": "DT.1",
            "parent": "DT",
            "section": "bonus",
            "max_points": 6,
            "rule": {"kind": "per_event_plus", "points_each": "2"},
        },
        {
            "code": "TR",
            "section": "penalty",
            "max_points": 4,
            "rule": {"kind": "sub_sum", "cap": 4},
        },
        {
            "code": "TR.1",
            "parent": "TR",
            "section": "penalty",
            "max_points": 4,
            "rule": {"kind": "per_event_minus", "points_each": "0.5"},
        },
    )
    sheet = year(table, entries(**{"A__points": D(97), "DT.1__count": D(3), "TR.1__count": D(7)}))
    assert sheet.line("DT.1").computed == D("6.00")
    assert sheet.line("TR.1").computed == D("3.50")
    totals = sheet.totals
    assert (totals.core, totals.bonus, totals.penalty) == (D("97.00"), D("5.00"), D("3.50"))
    assert (totals.total, totals.percent) == (D("98.50"), D("0.9850"))


PLEDGES = {
    "code": "Q",
    "parent": "P",
    "max_points": 10,
    "items": {"rows": 7},
    "rule": {"kind": "proportional"},
}


def pledge(n: int, target: str, actual: str | None, weight: str = "1") -> dict[str, EntryValue]:
    made: dict[str, EntryValue] = {f"Q__{n}__target": D(target), f"Q__{n}__weight": D(weight)}
    if actual is not None:
        made[f"Q__{n}__actual_fy"] = D(actual)
    return made


def test_seven_equal_pledges_all_met_give_the_maximum_not_a_cent_more() -> None:
    # Each contributes 10/7 = 1.428571… (shown as 1.43; 7 × 1.43 would be 10.01)
    met: dict[str, EntryValue] = {}
    for n in range(1, 8):
        met |= pledge(n, "50", "50")
    sheet = year(campaign(PARENT, PLEDGES), entries(**met))
    assert sheet.line("Q").computed == D("10.00")
    assert sheet.line("Q", "3").computed == D("1.43")
    assert sheet.line("Q", "3").max_points == D("1.43")


def test_pledges_are_weighted() -> None:
    # weights 3 and 1: 10 × (3 × 0.5 + 1 × 1) / 4 = 6.25; the over-fulfilled one counts as 1
    filled = entries(**pledge(1, "80", "40", "3"), **pledge(2, "10", "25", "1"))
    sheet = year(campaign(PARENT, PLEDGES), filled)
    assert sheet.line("Q").computed == D("6.25")
    assert sheet.line("Q", "1").computed == D("3.75")
    assert sheet.line("Q", "2").computed == D("2.50")


def test_a_pledge_without_a_result_leaves_the_criterion_open() -> None:
    filled = entries(**pledge(1, "80", "80"), **pledge(2, "10", None))
    sheet = year(campaign(PARENT, PLEDGES), filled)
    assert (sheet.line("Q").state, sheet.line("Q").computed) == (State.NOT_AVAILABLE, None)
    assert sheet.line("Q", "1").computed == D("5.00")


def test_six_months_reads_its_own_column() -> None:
    table = campaign(PARENT, direct("A", 60))
    filled = entries(A__points_h1=D(10), A__points=D(50))
    assert score(table, "BKA", filled, Period.MIDYEAR).totals.total == D("10.00")
    assert year(table, filled).totals.total == D("50.00")


def test_a_criterion_not_due_at_six_months_leaves_the_assigned_maximum() -> None:
    table = campaign(PARENT, direct("A", 60), direct("B", 40, periods=("nam",)))
    sheet = score(table, "BKA", entries(A__points_h1=D(30)), Period.MIDYEAR)
    assert sheet.line("B").state is State.NOT_AVAILABLE
    assert (sheet.totals.assigned_max, sheet.totals.percent) == (D(60), D("0.5000"))


def test_self_score_defaults_to_the_computed_points() -> None:
    table = campaign(PARENT, direct("A", 60), direct("B", 40))
    sheet = year(table, entries(A__points=D(50), A__self=D(45), B__points=D(40)))
    assert (sheet.line("A").claimed, sheet.line("B").claimed) == (D(45), D("40.00"))
    assert (sheet.totals.total, sheet.self_totals.total) == (D("90.00"), D("85.00"))


def test_chair_scored_lines_are_open_to_the_unit() -> None:
    sheet = year(campaign(PARENT, direct("A", 60, scored_by="chair")), entries())
    assert (sheet.line("A").state, sheet.line("A").computed) == (State.CLUSTER, None)


def test_a_share_in_a_single_band_still_waits_for_its_numerator() -> None:
    """Found by generated campaigns: one band is reached by any share, but there must be one."""
    rule = {
        "kind": "bands",
        "of": "share",
        "share": {"numerator": ["DAT"], "denominator": ["TS"]},
        "bands": [{"percent": 100}],
    }
    inputs = [{"code": code, "title": code} for code in ("TS", "DAT")]
    table = campaign({"code": "A", "max_points": 100, "rule": rule, "inputs": inputs})
    assert year(table, entries(A__TS__count=D(5))).line("A").state is State.NOT_AVAILABLE
    line = year(table, entries(A__TS__count=D(5), A__DAT__count=D(0))).line("A")
    assert (line.state, line.computed) == (State.OK, D("100.00"))


def test_registration_scores_nothing() -> None:
    sheet = score(campaign(PARENT, direct("A", 60)), "BKA", entries(), Period.REGISTRATION)
    assert sheet.line("A").state is State.NOT_AVAILABLE
    assert (sheet.totals.assigned_max, sheet.totals.percent) == (D(0), None)
