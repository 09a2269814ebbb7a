"""The oracle on rules with several inputs: named counts and rows of pledged targets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.oracle import Value, score_unit
from tests.oracle.builder import INVALID, MISSING, Seen, entries, ok, one_leaf, seen

# II.6: at least 80 % of staff "hoàn thành tốt" or better
STAFF = (
    'kind = "bands", of = "share", share = {{ numerator = ["CC.HTT"], also = ["CC.HTXS"], '
    'include_also = {also}, denominator = ["TS"] }}, bands = [{{ from = 0.8, percent = 100 }}, '
    "{{ from = 0.75, to = 0.8, percent = 75 }}, {{ from = 0.7, to = 0.75, percent = 50 }}, "
    "{{ from = 0, to = 0.7, percent = 0 }}]"
)


@pytest.mark.parametrize(
    ("also", "graded", "expected"),
    [
        # (60 + 18) ÷ 100 = 78 % → 75 % of 10
        ("true", 100, ok("7.5")),
        # 60 ÷ 100 = 60 % → nothing
        ("false", 100, ok("0")),
        # (60 + 18) ÷ 97 = 80.41 % → all
        ("true", 97, ok("10")),
        # nobody graded: a share of nothing
        ("true", 0, INVALID),
    ],
)
def test_a_share_of_named_counts(also: str, graded: int, expected: Seen) -> None:
    given = entries(**{"A__CC.HTT__count": 60, "A__CC.HTXS__count": 18, "A__TS__count": graded})
    assert seen(one_leaf(STAFF.format(also=also)), given) == expected


def test_a_count_of_another_criterion_is_reached_by_its_name() -> None:
    rule = (
        'kind = "bands", of = "share", share = { numerator = ["B:x"], denominator = ["B:n"] }, '
        "bands = [{ from = 0.5, points = 10 }, { from = 0, to = 0.5, points = 1 }]"
    )
    # 3 ÷ 6 = 0.5, which belongs to the upper band
    assert seen(one_leaf(rule), entries(B__x__count=3, B__n__count=6)) == ok("10")


def test_bands_of_achievement_compare_unrounded() -> None:
    rule = (
        'kind = "bands", of = "achievement", value = "count", target = "registered", '
        "bands = [{ from = 1, points = 10 }, { from = 0, to = 1, points = 4 }]"
    )
    table = one_leaf(rule)
    # 9999 ÷ 10000 is 100 % when rounded for reading, yet it is below the target
    assert seen(table, entries(A__target=10000, A__actual_fy=9999)) == ok("4")


PLEDGES = 'items = { source = "pledge", rows = 3 }\n'
PLEDGE = 'kind = "proportional", value = "number", target = "registered"'


def test_pledged_targets_are_averaged_by_weight() -> None:
    table = one_leaf(PLEDGE, "20", PLEDGES)
    given = entries(
        A__1__target=50, A__1__actual_fy=40, A__1__weight=2, A__3__target=3, A__3__actual_fy=1,
        A__3__weight=1,
    )  # fmt: skip
    # row 1: 20 × 40 ÷ 50 = 16, weight 2; row 3: 20 × 1 ÷ 3 = 6.666…, weight 1
    # (32 + 6.666…) ÷ 3 = 12.888… → 12.89
    score = score_unit(table, given, "nam")
    assert score.line("A").points == ok("12.89")[1]
    # what the rows bring: 32 ÷ 3 = 10.67 and 6.666… ÷ 3 = 2.22
    assert [(line.item, line.points) for line in score.lines[1:]] == [
        ("1", ok("10.67")[1]),
        ("3", ok("2.22")[1]),
    ]
    assert score.line("A", "1").ratio == Fraction(4, 5)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"A__2__item_title": "Mô hình mới"}, MISSING),
        ({"A__2__target": 5, "A__2__weight": 0, "A__2__actual_fy": 5}, INVALID),
        # a wrong row beats a missing one
        ({"A__2__item_title": "Mô hình mới", "A__3__target": -1}, INVALID),
        # row 4 is not on the form
        ({"A__4__target": -1}, ok("16")),
    ],
)
def test_every_used_row_must_be_whole(more: dict[str, Value | int], expected: Seen) -> None:
    # 20 × 40 ÷ 50 = 16
    given = entries(A__1__target=50, A__1__actual_fy=40, A__1__weight=2, **more)
    assert seen(one_leaf(PLEDGE, "20", PLEDGES), given) == expected


def test_no_used_row_is_not_zero() -> None:
    assert seen(one_leaf(PLEDGE, "20", PLEDGES), {}) == MISSING
