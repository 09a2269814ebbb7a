"""The oracle's kinds of rule that a unit computes alone, by hand-worked examples.

Lines of real scoring tables are named where one was used: T1 police cluster 2025, T2 five
Tây Nguyên provinces 2019, T4 Hồ Chí Minh City, T5 and T6 schools, T8 quarterly review, T9 news.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle import Value
from tests.oracle.builder import (
    INVALID,
    MISSING,
    Seen,
    entries,
    ok,
    one_leaf,
    seen,
)

T2_BANDS = (
    'kind = "bands", value = "percent", bands = [{ from = 0.8, points = 4 }, '
    "{ from = 0.6, to = 0.8, points = 3 }, { from = 0, to = 0.6, points = 2 }]"
)
PERCENT = 'kind = "proportional", value = "percent", target = "registered"'
COUNT = 'kind = "proportional", value = "count", target = 3'
LOWER = 'kind = "proportional", value = "number", target = 4, better = "lower"'
T8_EXCESS = (
    'kind = "excess_bonus", value = "number", target = "registered", step = 0.05, '
    "points_each = 1, cap = 10"
)
ONE_PERCENT = (
    'kind = "excess_bonus", value = "number", target = 100, step = 0.01, '
    'points_each = 0.5, mode = "linear"'
)
T8_110 = (
    'kind = "excess_bonus", value = "number", target = "registered", step = 0.1, '
    'points_each = 3, mode = "threshold"'
)
T6_ARTICLES = 'kind = "per_event_plus", event = "bài", points_each = 1, half_cap = 3'
T6_FAULTS = 'kind = "per_event_minus", event = "lỗi", points_each = 2, half_cap = 10'
T9 = (
    'kind = "range_minus", severities = [{ label = "nhẹ", from = 2, to = 5 }, '
    '{ label = "nặng", from = 6, to = 10 }]'
)
T5_LATE = (
    'kind = "lateness", source = "entered", base = 2021-12-15, per_day = 0.25, '
    'days = "calendar", floor = 0'
)
T5_STATUS = (
    'kind = "lateness", source = "chosen", floor = 4, statuses = ['
    '{ label = "Đúng hạn", off = 0 }, { label = "Muộn", off = 2 }, '
    '{ label = "Muộn, có ảnh hưởng", off = 9 }, { label = "Không nộp", off = "all" }]'
)
T6_PRIZE = (
    'kind = "award_bonus", levels = [{ label = "Nhất", points = 20 }, '
    '{ label = "Nhì", points = 12 }, { label = "Ba", points = 10 }, { label = "KK", points = 8 }]'
)
RANKS = (
    'kind = "rank_based", ranks = [{ from = 1, to = 3, points = 10 }, '
    "{ from = 4, to = 10, points = 6 }, { from = 11, points = 2 }]"
)
LEVELS = (
    'kind = "level_map", levels = [{ label = "Tốt", points = 5 }, { label = "Khá", points = 4 }, '
    '{ label = "Đạt", points = 3 }, { label = "Chưa đạt", points = 0 }]'
)


@pytest.mark.parametrize(
    ("rule", "maximum", "cells", "expected"),
    [
        # direct, T1: entered points stay as they are
        ('kind = "direct"', "10", {"A__points": "7.25"}, ok("7.25")),
        ('kind = "direct", step = 0.5', "10", {"A__points": "7.25"}, INVALID),
        ('kind = "direct"', "10", {"A__points": "10.5"}, INVALID),
        ('kind = "direct"', "10", {"A__points": "-1"}, INVALID),
        ('kind = "direct"', "10", {"A__points": "chín"}, INVALID),
        ('kind = "direct"', "10", {}, MISSING),
        # rounding: 1.005 is a half at two places and goes up
        ('kind = "direct"', "10", {"A__points": "1.005"}, ok("1.01")),
        # yes_no, T1
        ('kind = "yes_no"', "2.5", {"A__choice": "Có"}, ok("2.5")),
        ('kind = "yes_no"', "2.5", {"A__choice": "Không"}, ok("0")),
        ('kind = "yes_no", yes = "Đạt", no = "Không đạt"', "5", {"A__choice": "Có"}, INVALID),
        # level_map, T5: XL Tốt 5, Khá 4, Đạt 3, Chưa đạt 0
        (LEVELS, "5", {"A__choice": "Khá"}, ok("4")),
        (LEVELS, "5", {"A__choice": "Giỏi"}, INVALID),
        # proportional: 10 × 0.6 ÷ 0.8 = 7.5; above the target 10
        (PERCENT, "10", {"A__target": "0.8", "A__actual_fy": "0.6"}, ok("7.5")),
        (PERCENT, "10", {"A__target": "0.8", "A__actual_fy": "0.9"}, ok("10")),
        # 5 × 1 ÷ 3 = 1.666… → 1.67
        (COUNT, "5", {"A__actual_fy": 1}, ok("1.67")),
        (COUNT, "5", {"A__actual_fy": "1.5"}, INVALID),
        # a percentage of 82.5 instead of 0.825, and a target of nothing
        (PERCENT, "10", {"A__target": "0.8", "A__actual_fy": "82.5"}, INVALID),
        (PERCENT, "10", {"A__target": "0", "A__actual_fy": "0.5"}, INVALID),
        # missing result, but the target that stands is wrong: wrong weighs more
        (PERCENT, "10", {"A__target": "80"}, INVALID),
        (PERCENT, "10", {"A__target": "0.8"}, MISSING),
        # lower is better: 10 × 4 ÷ 5 = 8; 3 and 0 are within the target
        (LOWER, "10", {"A__actual_fy": 5}, ok("8")),
        (LOWER, "10", {"A__actual_fy": 0}, ok("10")),
        # bands, T2: members ≥ 80 % → 4; 60–<80 % → 3; < 60 % → 2
        (T2_BANDS, "4", {"A__actual_fy": "0.8"}, ok("4")),
        (T2_BANDS, "4", {"A__actual_fy": "0.7999999"}, ok("3")),
        (T2_BANDS, "4", {"A__actual_fy": "0.6"}, ok("3")),
        (T2_BANDS, "4", {"A__actual_fy": "0"}, ok("2")),
        # excess, T8: +1 for every 5 % over plan; 212 over 200 is 6 % → 1 whole step
        (T8_EXCESS, "10", {"A__target": 200, "A__actual_fy": 212}, ok("1")),
        # 320 is 60 % over: 12 steps, at most 10
        (T8_EXCESS, "10", {"A__target": 200, "A__actual_fy": 320}, ok("10")),
        (T8_EXCESS, "10", {"A__target": 200, "A__actual_fy": 150}, ok("0")),
        # "vượt 1% cộng 0,5": 103.5 over 100 is 3.5 steps → 1.75
        (ONE_PERCENT, "5", {"A__actual_fy": "103.5"}, ok("1.75")),
        # T8: fixed +3 from 110 %
        (T8_110, "3", {"A__target": 50, "A__actual_fy": 55}, ok("3")),
        (T8_110, "3", {"A__target": 50, "A__actual_fy": "54.99"}, ok("0")),
        # T6: 1 point an article, at most 3 in a half: min(3, 5) + min(3, 7 − 5) = 5
        (T6_ARTICLES, "6", {"A__count_h1": 5, "A__count": 7}, ok("5")),
        (T6_ARTICLES, "6", {"A__count_h1": 5, "A__count": 4}, INVALID),
        (T6_ARTICLES, "6", {"A__count": 4}, MISSING),
        # one event counts, however many there are
        (
            'kind = "per_event_plus", points_each = 2, best_only = true',
            "9",
            {"A__count": 4},
            ok("2"),
        ),
        # T1 type 3: 0.5 a document, limit 3: 7 × 0.5 = 3.5 → 3
        ('kind = "per_event_plus", points_each = 0.5, cap = 3', "5", {"A__count": 7}, ok("3")),
        # T9: 2 points a file off 10: 10 − 3 × 2 = 4; 6 files leave the floor
        ('kind = "per_event_minus", points_each = 2', "10", {"A__count": 3}, ok("4")),
        ('kind = "per_event_minus", points_each = 2, floor = 1', "10", {"A__count": 6}, ok("1")),
        # T6 "tối đa −10đ/kỳ", off 20: min(10, 12) + min(10, 2 × 2) = 14 → 20 − 14 = 6
        (T6_FAULTS, "20", {"A__count_h1": 6, "A__count": 8}, ok("6")),
        # range, T9: light 2–5, heavy 6–10, off 10
        (T9, "10", {"A__points": "3.5"}, ok("6.5")),
        (T9, "10", {"A__points": 0}, ok("10")),
        (T9, "10", {"A__points": "5.5"}, INVALID),
        # lateness, T5: 0.25 a day; 4 days → 1; 60 days would be 15, bonus not below 0
        (T5_LATE, "10", {"A__date": date(2021, 12, 19)}, ok("9")),
        (T5_LATE, "10", {"A__date": date(2022, 2, 13)}, ok("0")),
        (T5_LATE, "10", {"A__date": date(2021, 12, 1)}, ok("10")),
        (T5_LATE, "10", {"A__date": "19/12/2021"}, INVALID),
        # T5: late −2; late with impact −9 stops at the floor 4; never sent loses everything
        (T5_STATUS, "10", {"A__choice": "Muộn"}, ok("8")),
        (T5_STATUS, "10", {"A__choice": "Muộn, có ảnh hưởng"}, ok("4")),
        (T5_STATUS, "10", {"A__choice": "Không nộp"}, ok("0")),
        # award, T6: only the highest
        (T6_PRIZE, "20", {"A__choice": "Nhì"}, ok("12")),
        (T6_PRIZE, "20", {"A__choice": "Không có"}, ok("0")),
        (T6_PRIZE, "20", {}, MISSING),
        # rank in an external index
        (RANKS, "10", {"A__count": 3}, ok("10")),
        (RANKS, "10", {"A__count": 4}, ok("6")),
        (RANKS, "10", {"A__count": 63}, ok("2")),
        (RANKS, "10", {"A__count": 0}, INVALID),
    ],
)
def test_a_rule_gives_the_points_of_the_table(
    rule: str, maximum: str, cells: dict[str, Value | int], expected: Seen
) -> None:
    assert seen(one_leaf(rule, maximum), entries(**cells)) == expected


def test_the_half_year_reads_its_own_fields() -> None:
    # 10 × 0.3 ÷ 0.8 = 3.75, and the year's 0.9 does not count yet
    given = entries(A__target="0.8", A__actual_h1="0.3", A__actual_fy="0.9")
    assert seen(one_leaf(PERCENT), given, "6-thang") == ok("3.75")
    # T6 at half-year: min(3, 5 × 1) = 3
    assert seen(one_leaf(T6_ARTICLES, "6"), entries(A__count_h1=5), "6-thang") == ok("3")


def test_several_faults_add_up_inside_their_ranges() -> None:
    table = one_leaf(T9 + ', counts = ["nhe", "nang"], cap = 9', "10")
    # 2 light + 0 heavy: 4 ≤ lost ≤ 10; 2 light + 1 heavy: 10 ≤ lost ≤ 20
    assert seen(table, entries(A__points=7, A__nhe__count=2, A__nang__count=0)) == ok("3")
    assert seen(table, entries(A__points=3, A__nhe__count=2, A__nang__count=0)) == INVALID
    # 12 lost, at most 9: 10 − 9 = 1
    assert seen(table, entries(A__points=12, A__nhe__count=2, A__nang__count=1)) == ok("1")
    assert seen(table, entries(A__points=7, A__nhe__count=2)) == MISSING


def test_awards_by_count_add_up_to_the_cap() -> None:
    # T4: city flag +10, government flag +15; 2 × 10 + 1 × 15 = 35, at most 30
    rule = (
        'kind = "award_bonus", highest_only = false, counts = ["TP", "CP"], '
        'levels = [{ label = "Cờ thành phố", points = 10 }, '
        '{ label = "Cờ Chính phủ", points = 15 }]'
    )
    table = one_leaf(rule, "30", 'section = "bonus"\n')
    assert seen(table, entries(A__TP__count=1, A__CP__count=1)) == ok("25")
    assert seen(table, entries(A__TP__count=2, A__CP__count=1)) == ok("30")


@pytest.mark.parametrize(
    ("rule", "cells", "expected"),
    [
        # a deduction is a positive number: 3 × 2 = 6; 7 × 2 = 14, at most 10
        ('kind = "per_event_minus", points_each = 2', {"A__count": 3}, ok("6")),
        ('kind = "per_event_minus", points_each = 2', {"A__count": 7}, ok("10")),
        (T9, {"A__points": 8}, ok("8")),
        # T8: −1 for every 5 % below plan, floor −5; 178 of 200 is 11 % below → 2
        (T8_EXCESS, {"A__target": 200, "A__actual_fy": 178}, ok("2")),
        # 2 days at 0.25 cost 0.5
        (T5_LATE, {"A__date": date(2021, 12, 17)}, ok("0.5")),
        (T5_STATUS, {"A__choice": "Không nộp"}, ok("10")),
    ],
)
def test_in_the_section_of_penalties_points_are_the_deduction(
    rule: str, cells: dict[str, Value | int], expected: Seen
) -> None:
    assert seen(one_leaf(rule, more='section = "penalty"\n'), entries(**cells)) == expected


def test_working_days_grace_and_steps() -> None:
    rule = (
        'kind = "lateness", source = "entered", base = 2021-04-29, days = "working", '
        "holidays = [2021-04-30, 2021-05-03], grace_days = 1, "
        "steps = [{ from = 1, off = 2 }, { from = 3, off = 5 }]"
    )
    table = one_leaf(rule)
    # Thursday 29/4; 30/4 and 3/5 are holidays, 1–2/5 a weekend: Tuesday 4/5 is day 1, which is free
    assert seen(table, entries(A__date=date(2021, 5, 4))) == ok("10")
    # 6/5 is day 3, two of them late: the first step
    assert seen(table, entries(A__date=date(2021, 5, 6))) == ok("8")
    # 7/5 is day 4, three late: the second step
    assert seen(table, entries(A__date=date(2021, 5, 7))) == ok("5")
