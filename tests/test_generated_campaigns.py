"""The generated campaigns are valid and hold everything that a campaign file can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from scoring.campaign import Campaign
from scoring.campaign_structure import RULES
from scoring.criteria import Criterion
from scoring.rules.decisions import ConditionalGrade, Demote, Veto
from scoring.terms import NotApplicable, Period, ScoredBy, Section
from tests.generated_campaigns import generated_campaign, loaded_campaign

SEEDS = range(40)


@pytest.fixture(scope="module")
def campaigns() -> list[Campaign]:
    return [loaded_campaign(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def criteria(campaigns: list[Campaign]) -> list[Criterion]:
    return [c for campaign in campaigns for c in campaign.criteria]


@pytest.mark.parametrize("leaves", [5, 25, 120])
def test_every_seed_gives_a_valid_campaign(leaves: int) -> None:
    for seed in range(100, 120):
        assert len(loaded_campaign(seed, leaves=leaves).tree.leaves()) == leaves


def test_equal_seeds_give_equal_text() -> None:
    again = generated_campaign.__wrapped__
    assert again(7) == again(7) != again(8)


def test_every_kind_of_rule_is_drawn_with_and_without_each_of_its_keys(
    criteria: list[Criterion],
) -> None:
    for kind, model in RULES.items():
        rules = [c.rule for c in criteria if c.rule.model_dump()["kind"] == kind]
        assert len(rules) >= 10, kind
        for name, field in model.model_fields.items():
            given = {name in rule.model_fields_set for rule in rules}
            assert given == ({True} if field.is_required() else {True, False}), (kind, name)


def _values(models: Mapping[str, list[BaseModel]]) -> Iterator[tuple[str, str, object]]:
    for kind, found in models.items():
        for model in found:
            for name in model.model_fields_set:
                value = getattr(model, name)
                if isinstance(value, str | bool):
                    yield kind, name, str(value)


def test_every_word_that_a_rule_knows_is_used(criteria: list[Criterion]) -> None:
    rules: dict[str, list[BaseModel]] = {}
    for c in criteria:
        rules.setdefault(c.rule.model_dump()["kind"], []).append(c.rule)
    used = set(_values(rules))
    for kind, name, values in (
        ("bands", "of", ("actual", "achievement", "share")),
        ("bands", "value", ("number", "percent", "count")),
        ("proportional", "better", ("higher", "lower")),
        ("proportional", "value", ("number", "percent", "count")),
        ("excess_bonus", "mode", ("whole_steps", "linear", "threshold")),
        ("lateness", "source", ("received", "entered", "chosen")),
        ("lateness", "report", ("dang-ky", "6-thang", "nam")),
        ("lateness", "days", ("calendar", "working")),
        ("per_event_plus", "best_only", ("True", "False")),
        ("relative_to_leader", "without_target", ("by_result", "refused")),
        ("rank_based", "source", ("entered", "cluster")),
        ("rank_based", "better", ("higher", "lower")),
    ):
        assert {(kind, name, value) for value in values} <= used


def test_criteria_use_every_section_treatment_and_period(criteria: list[Criterion]) -> None:
    leaves = [c for c in criteria if c.is_leaf]
    assert {c.section for c in leaves} == set(Section)
    assert {c.not_applicable for c in leaves} == set(NotApplicable)
    year, half = Period.YEAR, Period.MIDYEAR
    assert {c.periods for c in leaves} == {(half, year), (half,), (year,)}
    assert {c.scored_by for c in leaves} == {ScoredBy.UNIT, ScoredBy.CHAIR}
    assert {c.items is None for c in leaves} == {True, False}
    assert {bool(c.balances) for c in leaves} == {True, False}
    assert {c.cap is None for c in criteria if not c.is_leaf} == {True, False}
    shares = [c.rule.share for c in leaves if getattr(c.rule, "share", None) is not None]
    assert {":" in share.numerator[0] for share in shares} == {True, False}


def test_heads_differ(campaigns: list[Campaign]) -> None:
    assert {c.places for c in campaigns} == {0, 1, 2, 3, 4}
    assert {c.scale for c in campaigns} == {100, 1000}
    assert {c.rank_by for c in campaigns} == {"points", "percent"}
    assert {c.ranks_by_percent for c in campaigns} == {True, False}
    assert {bool(c.initial_points) for c in campaigns} == {True, False}
    assert any(c.given_max > c.initial_points for c in campaigns)
    assert {len(c.units) for c in campaigns} == {3, 4, 5, 6, 7}
    assert {t.by for c in campaigns for t in c.tie_break} == {"criterion", "bonus", "penalty"}
    for name in ("registration", "midyear", "year"):
        assert {getattr(c.deadlines, name) == "not set" for c in campaigns} == {True, False}
    depths = {max(depth for depth, _ in c.tree.walk()) + 1 for c in campaigns}
    assert {2, 3, 4} <= depths
    tops = {str(leaf.max_points) for c in campaigns for leaf in c.tree.leaves()}
    assert {"0.5", "2.5", "12.99"} <= tops


def test_every_decision_condition_and_grade_is_drawn(campaigns: list[Campaign]) -> None:
    decisions = [d for c in campaigns for d in c.decisions]
    assert {type(d) for d in decisions} == {Veto, Demote, ConditionalGrade}
    effects = {str(d.effect) for d in decisions if isinstance(d, Veto)}
    assert effects == {"no_award", "no_rank", "cap_grade"}
    assert {d.when.on for d in decisions} == {"choice", "count", "points", "registration"}
    named = {d.when.item is None for d in decisions if d.when.on == "count"}
    assert named == {True, False}
    grouped = {
        c.tree[d.when.criterion].is_leaf
        for c in campaigns
        for d in c.decisions
        if d.when.on == "points"
    }
    assert grouped == {True, False}
    grades = [g for c in campaigns if isinstance(c.grades, tuple) for g in c.grades]
    assert {g.clean_required for g in grades} == {True, False}
    assert {g.at_least_without is None for g in grades} == {True, False}
    assert any(c.grades == "not set" for c in campaigns)
