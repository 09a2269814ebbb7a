"""The oracle's ranks, decisions and grades, by hand-worked examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.oracle import grade, out_of_ranking, ranks, registration_state, score_unit, vetoes
from tests.oracle.builder import BONUS, GROUP, PENALTY, absent, campaign, entries, leaf

TWO = leaf("A", 60) + leaf("B", 40)


def test_ranks_are_shared_and_the_next_is_left_out() -> None:
    table = campaign(TWO)
    scores = {
        unit: score_unit(table, entries(A__points=a, B__points=b), "nam")
        for unit, a, b in (("PTO", 50, 30), ("HBI", 45, 35), ("BKA", 40, 30), ("TNG", 60, 40))
    }
    # 80, 80, 70, 100
    assert ranks(table, scores) == {"TNG": 1, "PTO": 2, "HBI": 2, "BKA": 4}
    # the same with B first: 35 beats 30
    by_b = table | {"tie_break": [{"by": "criterion", "criterion": "B"}]}
    assert ranks(by_b, scores) == {"TNG": 1, "HBI": 2, "PTO": 3, "BKA": 4}


def test_a_chain_of_tie_breaks() -> None:
    table = campaign(TWO + leaf("C", 10, BONUS) + leaf("T", 10, PENALTY)) | {
        "tie_break": [{"by": "criterion", "criterion": "B"}, {"by": "penalty"}, {"by": "bonus"}]
    }
    rows = {
        # A, B, bonus, penalty: all 80
        "PTO": (46, 30, 5, 1),
        "HBI": (49, 30, 3, 2),
        "BKA": (41, 35, 4, 0),
        "TNG": (46, 30, 5, 1),
    }
    scores = {
        unit: score_unit(table, entries(A__points=a, B__points=b, C__points=c, T__points=t), "nam")
        for unit, (a, b, c, t) in rows.items()
    }
    # BKA by B; then the smaller penalty; PTO and TNG stay equal
    assert ranks(table, scores) == {"BKA": 1, "PTO": 2, "TNG": 2, "HBI": 4}
    # the leaf of a penalty counts the other way round, the bonus alone puts PTO and TNG first
    by_leaf = table | {"tie_break": [{"by": "criterion", "criterion": "T"}]}
    assert ranks(by_leaf, scores) == {"BKA": 1, "PTO": 2, "TNG": 2, "HBI": 4}
    assert ranks(table | {"tie_break": [{"by": "bonus"}]}, scores) == {
        "PTO": 1,
        "TNG": 1,
        "BKA": 3,
        "HBI": 4,
    }


def test_a_key_that_one_of_them_lacks_decides_nothing() -> None:
    table = campaign(TWO + leaf("C", 10, BONUS)) | {
        "tie_break": [{"by": "criterion", "criterion": "B"}, {"by": "bonus"}]
    }
    given = {
        "PTO": entries(A__points=40, B__points=35),
        "HBI": entries(A__points=45, B__points=30),
        "BKA": entries(A__points=60, C__points=10, B__points=5),
        "TNG": entries(A__points=60),
    }
    scores = {unit: score_unit(table, cells, "nam") for unit, cells in given.items()}
    # all but TNG (60) have 75; B is known for all three of them
    assert ranks(table, scores) == {"PTO": 1, "HBI": 2, "BKA": 3, "TNG": 4}
    # now HBI has 75 without B: only the bonus is left, and BKA has 10 of it
    table["criterion"][0]["max_points"] = 70
    given["HBI"] = entries(A__points=70, C__points=5)
    scores = {unit: score_unit(table, cells, "nam") for unit, cells in given.items()}
    assert ranks(table, scores) == {"BKA": 1, "HBI": 2, "PTO": 3, "TNG": 4}


def test_an_excluded_criterion_forces_the_percentage() -> None:
    table = absent("excluded")
    scores = {
        "PTO": score_unit(table, entries(A__points=70, B__points=11), "nam"),  # 81 %
        "HBI": score_unit(table, entries(A__points=70, B__not_applicable="x"), "nam"),  # 82.35 %
    }
    assert ranks(table, scores) == {"HBI": 1, "PTO": 2}


# grades of the civil service decree (T12), the best asks for a clean record
GRADES = """
[[grades]]
code = "HTXS"
label = "Hoàn thành xuất sắc"
at_least = 90
at_least_without = 80
clean_required = true
[[grades]]
code = "HTT"
label = "Hoàn thành tốt"
at_least = 70
at_least_without = 60
[[grades]]
code = "HT"
label = "Hoàn thành"
at_least = 50
[[grades]]
code = "KHT"
label = "Không hoàn thành"
at_least = 0
"""
DISCIPLINE = """
[[decision]]
kind = "conditional_grade"
code = "sach"
title = "Có kỷ luật"
when = { on = "count", criterion = "K", relation = ">=", value = 1 }
[[decision]]
kind = "demote"
code = "quy-trinh"
title = "Sai quy trình"
when = { on = "choice", criterion = "Q", label = "Không" }
[[decision]]
kind = "veto"
effect = "cap_grade"
grade = "HT"
code = "liet"
title = "Điểm liệt"
when = { on = "points", criterion = "A", relation = "<", value = 30 }
[[decision]]
kind = "veto"
effect = "no_award"
code = "dang-ky"
title = "Không đăng ký"
when = { on = "registration" }
"""
GRADED = campaign(
    leaf("A", 60)
    + leaf("B", 40)
    + leaf("K", 10, PENALTY, 'kind = "per_event_minus", points_each = 1')
    + leaf("Q", 5, BONUS, 'kind = "yes_no"')
    + GRADES
    + DISCIPLINE
)


@pytest.mark.parametrize(
    ("cells", "expected", "hits"),
    [
        # the bounds: 90 is HTXS, 89.99 HTT; above the scale is the scale
        ({"A__points": 55, "B__points": 35}, "HTXS", ()),
        ({"A__points": 55, "B__points": "34.99"}, "HTT", ()),
        ({"A__points": 60, "B__points": 40, "Q__choice": "Có"}, "HTXS", ()),
        ({"A__points": 30, "B__points": 19}, "KHT", ()),
        # 95 − 1 = 94, but the record is not clean
        ({"A__points": 60, "B__points": 35, "K__count": 1}, "HTT", ("sach",)),
        # one grade down
        ({"A__points": 60, "B__points": 35, "Q__choice": "Không"}, "HTT", ("quy-trinh",)),
        # not clean, then one grade down from there
        (
            {"A__points": 60, "B__points": 35, "K__count": 1, "Q__choice": "Không"},
            "HT",
            ("sach", "quy-trinh"),
        ),
        # 29 + 40 + … cannot be better than HT
        ({"A__points": 29, "B__points": 40, "Q__choice": "Có"}, "HT", ("liet",)),
        # a cap does not lift: 20 + 10 is KHT, and one down is still KHT
        ({"A__points": 20, "B__points": 10, "Q__choice": "Không"}, "KHT", ("quy-trinh", "liet")),
        # points that are not known fail nothing
        ({"B__points": 40}, "KHT", ()),
    ],
)
def test_grades_and_decisions(
    cells: dict[str, int | str], expected: str, hits: tuple[str, ...]
) -> None:
    given = entries(**cells)
    score = score_unit(GRADED, given, "nam")
    assert vetoes(GRADED, given, score, "nam") == hits
    assert grade(GRADED, score, given) == expected


def test_no_grade_at_half_year_nor_without_thresholds() -> None:
    given = entries(A__points_h1=60, B__points_h1=40)
    half = score_unit(GRADED, given, "6-thang")
    assert grade(GRADED, half, given, "6-thang") is None
    year = score_unit(GRADED, given, "nam")
    assert grade(GRADED | {"grades": "not set"}, year, given) is None


def test_registration_decides_only_when_known() -> None:
    score = score_unit(GRADED, {}, "nam")
    assert vetoes(GRADED, {}, score, "nam", "unknown") == ()
    assert vetoes(GRADED, {}, score, "nam", "on_time") == ()
    assert vetoes(GRADED, {}, score, "nam", "late") == ("dang-ky",)
    assert vetoes(GRADED, {}, score, "nam", "missing") == ("dang-ky",)
    assert out_of_ranking(GRADED, ("dang-ky",))
    assert not out_of_ranking(GRADED, ("liet", "sach"))


def test_the_registration_against_its_deadline() -> None:
    table = GRADED | {"deadlines": {"registration": date(2021, 3, 31)}}
    key = ("PTO", "dang-ky")
    assert registration_state(table, {key: date(2021, 3, 31)}, "PTO") == "on_time"
    assert registration_state(table, {key: date(2021, 4, 1)}, "PTO") == "late"
    assert registration_state(table, {key: "unsent"}, "PTO") == "missing"
    assert registration_state(table, {key: None}, "PTO") == "unknown"
    assert registration_state(GRADED, {key: date(2021, 4, 1)}, "PTO") == "unknown"


def test_other_thresholds_for_a_unit_without_the_section() -> None:
    table = campaign(leaf("A", 80) + leaf("B", 20, 'not_applicable = "other_thresholds"') + GRADES)
    # 80 needs 90 with the section, 80 without it
    with_it = entries(A__points=80)
    assert grade(table, score_unit(table, with_it, "nam"), with_it) == "HTT"
    without = entries(A__points=80, B__not_applicable="x")
    assert grade(table, score_unit(table, without, "nam"), without) == "HTXS"
    # HT has one threshold only: 55 is below 60 (HTT without), above 50
    low = entries(A__points=55, B__not_applicable="x")
    assert grade(table, score_unit(table, low, "nam"), low) == "HT"


def test_excluded_points_are_brought_to_the_scale_before_grading() -> None:
    table = campaign(leaf("A", 80) + leaf("B", 20, 'not_applicable = "excluded"') + GRADES)
    # 72 × 100 ÷ 80 = 90
    given = entries(A__points=72, B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HTXS"
    given = entries(A__points="71.99", B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HTT"


def test_points_of_a_group_are_known_when_all_its_leaves_are() -> None:
    table = campaign(
        leaf("I", 30, rule=GROUP)
        + leaf("I.1", 20, 'parent = "I"')
        + leaf("I.2", 10, 'parent = "I"')
        + '[[decision]]\nkind = "veto"\neffect = "no_rank"\ncode = "liet"\ntitle = "Điểm liệt"\n'
        'when = { on = "points", criterion = "I", relation = "<=", value = 12 }\n'
    )
    part = entries(**{"I.1__points": 9})
    assert vetoes(table, part, score_unit(table, part, "nam"), "nam") == ()
    # 9 + 3 = 12
    both = entries(**{"I.1__points": 9, "I.2__points": 3})
    assert vetoes(table, both, score_unit(table, both, "nam"), "nam") == ("liet",)


def test_initial_points_and_the_gap_are_part_of_the_scale_that_grades_are_held_against() -> None:
    # 40 to start with, 30 + 20 to earn, 10 that only bonus can bring: P is 100
    table = campaign(leaf("A", 30) + leaf("B", 20, 'not_applicable = "excluded"') + GRADES)
    table["initial_points"] = 40
    # 40 + 16 = 56; 56 × 100 ÷ 80 = 70
    given = entries(A__points=16, B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HTT"
    # 55.99 × 100 ÷ 80 = 69.9875, rounded 69.99
    given = entries(A__points="15.99", B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HT"


def test_the_value_held_against_the_grades_is_rounded() -> None:
    table = campaign(leaf("A", 70) + leaf("B", 30, 'not_applicable = "excluded"') + GRADES)
    table["grades"][1]["at_least"] = Decimal("71.43")
    # 50 × 100 ÷ 70 = 71.428…, rounded 71.43
    given = entries(A__points=50, B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HTT"
    given = entries(A__points="49.99", B__not_applicable="x")
    assert grade(table, score_unit(table, given, "nam"), given) == "HT"


def test_a_unit_that_is_not_ranked_at_all_has_no_grade() -> None:
    table = campaign(
        leaf("A", 100)
        + GRADES
        + '[[decision]]\nkind = "veto"\neffect = "no_rank"\ncode = "V"\ntitle = "V"\n'
        'when = { on = "points", criterion = "A", relation = "<", value = 30 }\n'
    )
    for points, expected in ((29, None), (30, "KHT")):
        given = entries(A__points=points)
        assert grade(table, score_unit(table, given, "nam"), given) == expected


def test_a_group_always_counts_as_a_key_of_the_chain() -> None:
    table = campaign(
        leaf("I", 60, rule=GROUP)
        + leaf("I.1", 30, 'parent = "I"')
        + leaf("I.2", 30, 'parent = "I"')
        + leaf("B", 40)
    ) | {"tie_break": [{"by": "criterion", "criterion": "I"}]}
    given = {
        "PTO": entries(**{"I.1__points": 20, "B__points": 30}),  # I.2 is not there yet: I has 20
        "HBI": entries(**{"I.1__points": 10, "I.2__points": 15, "B__points": 25}),  # I has 25
    }
    scores = {unit: score_unit(table, cells, "nam") for unit, cells in given.items()}
    assert ranks(table, scores) == {"HBI": 1, "PTO": 2}
