"""Grades worked out by hand: thresholds, the scale, what does not apply, decisions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.grades import grade, waiting
from scoring.terms import Period
from tests.grade_cases import COMMUNE, PARTS, SCHOOL, campaign, criterion, graded, merged
from tests.grade_cases import grade as grade_text

D = Decimal
CLEAN = {"DT": "0", "TR": "0", "KL": "Không"}


@pytest.mark.parametrize(
    ("points", "value", "label"),
    [
        ({"A": "40", "B": "30", "C": "25"}, "95.00", "Vững mạnh xuất sắc"),  # 95: at the threshold
        ({"A": "40", "B": "30", "C": "24.99"}, "94.99", "Vững mạnh"),  # 0.01 short of 95
        ({"A": "40", "B": "30", "C": "15"}, "85.00", "Vững mạnh"),  # 85: at the threshold
        ({"A": "40", "B": "30", "C": "14.99"}, "84.99", "Còn lại"),
        ({"A": "0", "B": "0", "C": "0"}, "0.00", "Còn lại"),
        # 97 + 10 = 107 points in all, of which the scale counts: min(107, 100) = 100
        ({"A": "40", "B": "30", "C": "27", "DT": "10"}, "100.00", "Vững mạnh xuất sắc"),
        # 84 + 1 = 85: bonus counts below the scale
        ({"A": "40", "B": "30", "C": "14", "DT": "1"}, "85.00", "Vững mạnh"),
    ],
)
def test_the_total_at_most_the_scale_is_held_against_95_and_85(
    points: dict[str, str], value: str, label: str
) -> None:
    found = graded(COMMUNE, **{"DT": "0", **points})
    assert found is not None
    assert (found.value, found.grade.label, found.provisional) == (D(value), label, False)


def test_a_total_above_the_scale_stays_as_it_is() -> None:
    """97 + 10 = 107; only the value that grades go by is 100."""
    (unit, _) = merged(COMMUNE, [{"A": "40", "B": "30", "C": "27", "DT": "10"}]).units
    assert unit.sheet is not None
    assert unit.sheet.totals.total == D("107.00")


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({"A": "80", "S": "20"}, "XS"),  # 100 ≥ 100
        ({"A": "79.99", "S": "20"}, "T"),  # 99.99 ≥ 95
        ({"A": "75", "S": "20"}, "T"),  # 95 ≥ 95
        ({"A": "74.99", "S": "20"}, "K"),  # 94.99 ≥ 85
        ({"A": "65", "S": "20"}, "K"),  # 85
        ({"A": "64.99", "S": "20"}, "D"),  # 84.99 ≥ 65
        ({"A": "60", "S": "5"}, "D"),  # 65
        ({"A": "60", "S": "4.99"}, "CD"),  # 64.99
        ({"A": "80", "S": "x"}, "XS"),  # without the section 80 is enough
        ({"A": "79.99", "S": "x"}, "T"),  # ≥ 75
        ({"A": "75", "S": "x"}, "T"),
        ({"A": "74.99", "S": "x"}, "K"),  # ≥ 65
        ({"A": "64.99", "S": "x"}, "D"),  # ≥ 50
        ({"A": "70", "S": "x", "DT": "10"}, "XS"),  # 70 + 10 = 80
    ],
)
def test_a_school_with_and_without_the_section(points: dict[str, str], code: str) -> None:
    found = graded(SCHOOL, **{**CLEAN, **points})
    assert found is not None
    assert found.grade.code == code


@pytest.mark.parametrize(
    ("points", "code"),
    [
        # "sai quy trình: hạ 1 bậc"; 1 × 0.5 off: 79.5 + 20 + 10 = 109.5 − 0.5 → 100 → XS → T
        ({"A": "79.5", "S": "20", "DT": "10", "TR": "1"}, "T"),
        # 80 + 20 − 0.5 = 99.5 → T (≥ 95), one down: K
        ({"A": "80", "S": "20", "TR": "1"}, "K"),
        # 3 times: 1 + 2 levels down; 80 + 20 + 10 − 1.5 → 100 → XS → D
        ({"A": "80", "S": "20", "DT": "10", "TR": "3"}, "D"),
        # 80 + 20 − 1.5 = 98.5 → T, three down
        ({"A": "80", "S": "20", "TR": "3"}, "CD"),
        # 70 + 20 − 1.5 = 88.5 → K, three down would be beyond the last: the last
        ({"A": "70", "S": "20", "TR": "3"}, "CD"),
        # 50 + 0 − 0.5 → the last already
        ({"A": "61", "S": "0", "TR": "1"}, "CD"),
        # Not clean: XS and T ask for a clean record; 80 + 20 + 10 − 1 → 100 → K
        ({"A": "80", "S": "20", "DT": "10", "KL": "Có"}, "K"),
        # 70 + 20 − 1 = 89 → K, which asks for nothing
        ({"A": "70", "S": "20", "KL": "Có"}, "K"),
        # Not clean first, then one down: K → D; 80 + 20 + 10 − 1 − 0.5
        ({"A": "80", "S": "20", "DT": "10", "KL": "Có", "TR": "1"}, "D"),
        # Điểm liệt: A below 60; 59.99 + 20 + 10 = 89.99 → K, at most D
        ({"A": "59.99", "S": "20", "DT": "10"}, "D"),
        # A = 60 is not below 60: 60 + 20 + 10 = 90 → K
        ({"A": "60", "S": "20", "DT": "10"}, "K"),
        # The cap never lifts: 40 + 20 = 60 → CD (< 65), at most D
        ({"A": "40", "S": "20"}, "CD"),
        # The cap comes last: 59 + 20 + 10 − 0.5 = 88.5 → K, one down: D, at most D
        ({"A": "59", "S": "20", "DT": "10", "TR": "1"}, "D"),
    ],
)
def test_decisions_lower_the_grade_and_leave_the_points(points: dict[str, str], code: str) -> None:
    found = graded(SCHOOL, **{**CLEAN, **points})
    assert found is not None
    assert found.grade.code == code


def test_a_unit_out_of_the_ranking_has_no_grade() -> None:
    """5 times: the veto no_rank."""
    assert graded(SCHOOL, **{**CLEAN, "A": "80", "S": "20", "TR": "5"}) is None


def test_the_sentence_says_each_step() -> None:
    found = graded(SCHOOL, **{**CLEAN, "A": "80", "S": "20", "TR": "1"})
    assert found is not None
    assert found.sentence == (
        "99,50 điểm: Tốt; Sai quy trình (TR: nhập 1 (khi ≥ 1)): hạ 1 bậc; còn Khá"
    )


@pytest.mark.parametrize(
    ("points", "value", "label"),
    [
        # E (15) left out: 68.5 × 100 ÷ 85 = 80.588… → 80.59
        ({"A": "50", "B": "18.5", "E": "x"}, "80.59", "Tốt"),
        # 68.49 × 100 ÷ 85 = 80.576… → 80.58
        ({"A": "50", "B": "18.49", "E": "x"}, "80.58", "Khá"),
        # 60 + 25 + 10 = 95, × 100 ÷ 85 = 111.76… → at most 100
        ({"A": "60", "B": "25", "E": "x", "F": "10"}, "100.00", "Tốt"),
        # Nothing left out: 50 + 18.5 + 2 = 70.5
        ({"A": "50", "B": "18.5", "E": "2"}, "70.50", "Khá"),
        ({"A": "50", "B": "18.5", "E": "1.99"}, "70.49", "Còn lại"),
    ],
)
def test_what_was_left_out_brings_the_total_to_the_scale(
    points: dict[str, str], value: str, label: str
) -> None:
    found = graded(PARTS, **{"F": "0", **points})
    assert found is not None
    assert (found.value, found.grade.label) == (D(value), label)


def test_a_half_is_rounded_up_before_it_is_compared() -> None:
    """65.85 × 100 ÷ 80 = 82.3125 → 82.31; 65.86 × 1.25 = 82.325 → 82.33."""
    table = campaign(
        grade_text("1", "Đạt", "82.33")
        + grade_text("2", "Chưa đạt", "0")
        + criterion("A", "80")
        + criterion("E", "20", more='not_applicable = "excluded"')
    )
    below, at = (graded(table, A=points, E="x") for points in ("65.85", "65.86"))
    assert below is not None
    assert at is not None
    assert (below.value, below.grade.code) == (D("82.31"), "2")
    assert (at.value, at.grade.code) == (D("82.33"), "1")


def test_everything_left_out_gives_no_grade() -> None:
    table = campaign(
        grade_text("1", "Đạt", "50")
        + grade_text("2", "Chưa đạt", "0")
        + criterion("A", "100", more='not_applicable = "excluded"')
    )
    assert graded(table, A="x") is None


def test_a_grade_may_change_while_a_criterion_has_no_points() -> None:
    """C is not entered: 40 + 30 = 70 so far."""
    (unit, _) = merged(COMMUNE, [{"A": "40", "B": "30", "DT": "0"}]).units
    assert unit.grade is not None
    assert unit.sheet is not None
    assert (unit.grade.value, unit.grade.grade.label) == (D("70.00"), "Còn lại")
    assert unit.grade.provisional
    assert waiting(COMMUNE, unit.sheet) == ("C",)


def test_grades_are_given_at_year_end_only() -> None:
    (unit, missing) = merged(COMMUNE, [{"A": "40"}]).units
    assert missing.grade is None
    sheet = unit.sheet
    assert sheet is not None
    half = replace(sheet, period=Period.MIDYEAR)
    assert grade(COMMUNE, half, ()) is None
    none = COMMUNE.model_copy(update={"grades": "not set"})
    assert grade(none, sheet, ()) is None


def test_initial_points_are_part_of_the_total() -> None:
    """80 to begin with; A 20 of the scale, bonus above: 80 + 15 = 95, and 80 + 20 + 5 → 100."""
    table = campaign(
        grade_text("1", "Xuất sắc", "95")
        + grade_text("2", "Còn lại", "0")
        + criterion("A", "20")
        + criterion("DT", "5", more='section = "bonus"'),
        "initial_points = 80\n",
    )
    at, above, below = (
        graded(table, A=a, DT=b) for a, b in (("15", "0"), ("20", "5"), ("14", "0.99"))
    )
    assert at is not None
    assert above is not None
    assert below is not None
    assert (at.value, at.grade.code) == (D("95.00"), "1")
    assert (above.value, above.grade.code) == (D("100.00"), "1")
    assert (below.value, below.grade.code) == (D("94.99"), "2")
