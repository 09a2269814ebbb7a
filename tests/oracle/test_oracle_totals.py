"""The oracle's totals and the treatments of what does not apply, by hand-worked examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.oracle import score_unit
from tests.oracle.builder import BONUS, PENALTY, absent, campaign, decimals, entries, leaf

TWO = leaf("A", 60) + leaf("B", 40)


def test_bonus_is_added_outside_the_scale_and_penalty_taken_off() -> None:
    # T4: 97 + 10 = 107; then 1.5 off
    table = campaign(TWO + leaf("C", 15, BONUS) + leaf("T", 10, PENALTY))
    score = score_unit(table, entries(A__points=58, B__points=39, C__points=10), "nam")
    assert (score.core, score.bonus, score.total) == decimals("97 10 107")
    assert score.percent == Decimal("1.0700")
    given = entries(A__points=58, B__points=39, C__points=10, T__points="1.5")
    score = score_unit(table, given, "nam")
    assert (score.penalty, score.total) == decimals("1.5 105.5")


def test_a_group_of_bonus_has_its_own_cap() -> None:
    # T5: section VI, at most 10 of the 8 + 6 that were won; T8 nests such groups
    table = campaign(
        leaf("VI", 16, BONUS, 'kind = "sub_sum", cap = 10')
        + leaf("VI.1", 8, BONUS + '\nparent = "VI"')
        + leaf("VI.2", 8, BONUS + '\nparent = "VI"')
    )
    score = score_unit(table, entries(**{"VI.1__points": 8, "VI.2__points": 6}), "nam")
    assert (score.groups["VI"], score.bonus) == decimals("10 10")


def test_points_are_rounded_at_the_leaf_and_then_added() -> None:
    # three times 1/3 of 10 at two places: 3.33 × 3 = 9.99, not 10
    third = 'kind = "proportional", value = "count", target = 3'
    table = campaign("".join(leaf(code, 10, rule=third) for code in "ABC"))
    given = entries(A__actual_fy=1, B__actual_fy=1, C__actual_fy=1)
    assert score_unit(table, given, "nam").core == Decimal("9.99")


@pytest.mark.parametrize(
    ("policy", "core", "assigned", "possible", "percent"),
    [
        # T1: 68 of 85 → 80 %
        ("excluded", "68", 85, 85, "0.8000"),
        # T5: full points when not assigned: 68 + 15 = 83 of 100
        ("full_points", "83", 100, 100, "0.8300"),
        ("other_thresholds", "68", 85, 85, "0.8000"),
        # T10, brought back to 100: 68 × 100 ÷ 85 = 80
        ("rescaled", "80", 85, 100, "0.8000"),
        # the mark means nothing where the criterion always applies
        ("forbidden", "68", 100, 100, "0.6800"),
    ],
)
def test_the_treatments_of_what_does_not_apply(
    policy: str, core: str, assigned: int, possible: int, percent: str
) -> None:
    score = score_unit(absent(policy), entries(A__points=68, B__not_applicable="x"), "nam")
    assert score.core == Decimal(core)
    assert (score.assigned, score.possible) == decimals(f"{assigned} {possible}")
    assert score.percent == Decimal(percent)
    state = "not_available" if policy == "forbidden" else "not_applicable"
    assert score.line("B").state == state


def test_t1_thirteen_of_fifteen() -> None:
    # 13 ÷ 15 = 86.67 %
    table = campaign(leaf("A", 15) + leaf("B", 85, 'not_applicable = "excluded"'))
    score = score_unit(table, entries(A__points=13, B__not_applicable="x"), "nam")
    assert score.percent == Decimal("0.8667")


def test_rescaling_rounds_the_core_once() -> None:
    # 50 × 100 ÷ 85 = 58.8235… → 58.82; a bonus of 2 is not brought up
    table = campaign(
        leaf("A", 85) + leaf("B", 15, 'not_applicable = "rescaled"') + leaf("C", 5, BONUS)
    )
    given = entries(A__points=50, B__not_applicable="x", C__points=2)
    assert score_unit(table, given, "nam").total == Decimal("60.82")


def test_half_year_assigns_what_is_expected_by_then() -> None:
    table = campaign(leaf("A", 60) + leaf("B", 40, 'periods = ["nam"]'))
    score = score_unit(table, entries(A__points_h1=45, B__points_h1=9), "6-thang")
    assert score.line("B").state == "not_available"
    # 45 of 60
    assert (score.total, score.assigned, score.percent) == decimals("45 60 0.75")


def test_a_table_that_starts_at_eighty() -> None:
    # T6: 80 points to begin with; 12 in the table, so 8 can be reached through bonus only
    minus = 'kind = "per_event_minus", points_each = 2'
    text = "initial_points = 80\n" + leaf("A", 12, rule=minus) + leaf("C", 20, BONUS)
    table = campaign(text)
    # 80 + (12 − 3 × 2) + 12 = 98 of 100
    score = score_unit(table, entries(A__count=3, C__points=12), "nam")
    assert (score.core, score.total, score.assigned) == decimals("86 98 100")
    assert score.percent == Decimal("0.98")


def test_initial_points_are_rescaled_with_the_rest() -> None:
    text = leaf("A", 10) + leaf("B", 10, 'not_applicable = "rescaled"')
    table = campaign("initial_points = 80\n" + text)
    # (80 + 6) × 100 ÷ 90 = 95.555… → 95.56
    score = score_unit(table, entries(A__points=6, B__not_applicable="x"), "nam")
    assert score.core == Decimal("95.56")


def test_full_points_are_given_only_when_the_criterion_is_scored() -> None:
    table = campaign(
        leaf("A", 85) + leaf("B", 15, 'not_applicable = "full_points"\nperiods = ["nam"]')
    )
    given = entries(B__not_applicable="x")
    half = score_unit(table, given, "6-thang")
    assert (half.line("B").state, half.line("B").points) == ("not_applicable", None)
    assert (half.total, half.assigned) == (0, 85)
    year = score_unit(table, given, "nam")
    assert (year.line("B").points, year.total, year.assigned) == (15, 15, 100)
