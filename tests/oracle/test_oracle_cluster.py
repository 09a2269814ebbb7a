"""The oracle's second pass: leader, rank in the cluster, receipts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import Receipts, UnitScore, score_cluster
from tests.oracle.builder import (
    ABSENT,
    CLUSTER,
    INVALID,
    MISSING,
    Seen,
    entries,
    ok,
    one_leaf,
    seen,
)

LEADER = 'kind = "relative_to_leader", value = "number", target = "registered"'
IN_CLUSTER = (
    'kind = "rank_based", source = "cluster", value = "percent", ranks = ['
    "{ from = 1, to = 1, points = 10 }, { from = 2, to = 2, points = 7 }, { from = 3, points = 3 }]"
)


def lines(scores: dict[str, UnitScore]) -> dict[str, Seen]:
    return {unit: (s.line("A").state, s.line("A").points) for unit, s in scores.items()}


def compare(table: dict[str, Any], **units: dict[str, Any]) -> dict[str, Seen]:
    given = {unit: entries(**cells) for unit, cells in units.items()}
    return lines(score_cluster(table, given, "nam", {}))


def result(target: str, actual: str) -> dict[str, str]:
    return {"A__target": target, "A__actual_fy": actual}


def test_points_relative_to_the_leader() -> None:
    # T1: below 0.5·20·0.8 = 8; met 10; the best 150 % has 20;
    # 120 %: 10 + 10 × 0.2 ÷ 0.5 = 14
    found = compare(
        one_leaf(LEADER, "20"),
        PTO=result("100", "80"),
        HBI=result("10", "10"),
        BKA=result("200", "300"),
        TNG=result("50", "60"),
        BGI=result("2", "3"),
    )
    assert found == {
        "PTO": ok("8"),
        "HBI": ok("10"),
        "BKA": ok("20"),
        "TNG": ok("14"),
        "BGI": ok("20"),  # a co-leader has everything too
    }


def test_nobody_above_the_target_means_no_leader() -> None:
    found = compare(one_leaf(LEADER, "20"), PTO=result("9", "9"), HBI=result("9", "6"))
    # 0.5 × 20 = 10 and 10 × 6 ÷ 9 = 6.666… → 6.67
    assert found == {"PTO": ok("10"), "HBI": ok("6.67")}


def test_units_without_a_target_are_compared_among_themselves() -> None:
    found = compare(
        one_leaf(LEADER, "20"),
        PTO={"A__actual_fy": "30"},
        HBI={"A__actual_fy": "40"},
        BKA=result("100", "500"),
    )
    # 20 × 30 ÷ 40 = 15; the 500 of a unit with a target does not matter
    assert found == {"PTO": ok("15"), "HBI": ok("20"), "BKA": ok("20")}
    assert compare(one_leaf(LEADER), PTO={"A__actual_fy": "0"}) == {"PTO": ok("0")}


def test_a_target_may_be_compulsory() -> None:
    table = one_leaf(LEADER + ', without_target = "refused"')
    assert compare(table, PTO={"A__actual_fy": "30"}) == {"PTO": MISSING}


def test_who_takes_no_part_does_not_lead() -> None:
    table = one_leaf(LEADER, "20", 'not_applicable = "excluded"\n')
    given = {
        "PTO": entries(A__target=10, A__actual_fy=12),
        "HBI": entries(A__target=10, A__actual_fy=14),
        "BKA": entries(A__target=10, A__actual_fy=19),
        "TNG": entries(A__target=10, A__actual_fy=18, A__not_applicable="x"),
        "BGI": entries(A__target=10),
        "YBA": entries(A__target=10, A__actual_fy=-1),
    }
    scores = score_cluster(table, given, "nam", {}, frozenset({"BKA"}))
    # the leader is HBI with 140 %: PTO 10 + 10 × 0.2 ÷ 0.4 = 15
    assert lines(scores) == {
        "PTO": ok("15"),
        "HBI": ok("20"),
        "BKA": CLUSTER,
        "TNG": ABSENT,
        "BGI": MISSING,
        "YBA": INVALID,
    }


def test_a_rank_in_the_cluster_is_shared() -> None:
    results = {"a": "0.9", "b": "0.95", "c": "0.9", "d": "0.5"}
    units = {unit: {"A__actual_fy": value} for unit, value in results.items()}
    # b is first; a and c share the second rank; d is fourth, in the last range
    found = compare(one_leaf(IN_CLUSTER), **units)
    assert found == {"a": ok("7"), "b": ok("10"), "c": ok("7"), "d": ok("3")}
    # where less is better d is first, a and c second, b fourth
    found = compare(one_leaf(IN_CLUSTER + ', better = "lower"'), **units)
    assert found == {"a": ok("7"), "b": ok("3"), "c": ok("7"), "d": ok("10")}


def test_a_unit_alone_cannot_compute_what_needs_the_cluster() -> None:
    for rule in (LEADER, IN_CLUSTER, 'kind = "lateness", per_day = 1'):
        assert seen(one_leaf(rule), entries(A__target=1, A__actual_fy=1)) == CLUSTER


DEADLINE = "[deadlines]\nregistration = 2021-03-31\nmidyear = 2021-06-20\nyear = 2021-12-01\n"


@pytest.mark.parametrize(
    ("rule", "received", "expected"),
    [
        # T5: 0.25 a day, 4 days late → 10 − 1
        ("per_day = 0.25", {("PTO", "nam"): date(2021, 12, 5)}, ok("9")),
        ("per_day = 0.25", {("PTO", "nam"): date(2021, 12, 1)}, ok("10")),
        # never sent loses the item, floor or not; 30 days late stops at the floor
        ("per_day = 1, floor = 3", {("PTO", "nam"): "unsent"}, ok("0")),
        ("per_day = 1, floor = 3", {("PTO", "nam"): date(2021, 12, 31)}, ok("3")),
        # an unknown day is not a day in time
        ("per_day = 1", {("PTO", "nam"): None}, CLUSTER),
        ("per_day = 1", {}, CLUSTER),
        # the registration, 2 days late, while the year is scored
        ('per_day = 1, report = "dang-ky"', {("PTO", "dang-ky"): date(2021, 4, 2)}, ok("8")),
        # Wednesday 1/12 to Monday 6/12 is three working days
        ('per_day = 1, days = "working"', {("PTO", "nam"): date(2021, 12, 6)}, ok("7")),
    ],
)
def test_days_late_by_the_receipt(rule: str, received: Receipts, expected: Seen) -> None:
    table = one_leaf(f'kind = "lateness", {rule}', more=DEADLINE)
    assert lines(score_cluster(table, {"PTO": {}}, "nam", received)) == {"PTO": expected}


def test_a_deadline_that_is_not_set_leaves_the_line_open() -> None:
    table = one_leaf('kind = "lateness", per_day = 1')
    received = {("PTO", "nam"): date(2021, 12, 5)}
    assert lines(score_cluster(table, {"PTO": {}}, "nam", received)) == {"PTO": CLUSTER}


def test_points_of_the_chair_stay_with_the_chair() -> None:
    table = one_leaf('kind = "direct"', more='scored_by = "chair"\n')
    scores = score_cluster(table, {"PTO": entries(A__points=5)}, "nam", {})
    assert lines(scores) == {"PTO": CLUSTER}
    assert scores["PTO"].total == 0
