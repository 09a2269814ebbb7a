"""Every kind of rule is met by the agreement tests and has worked examples."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.fields import form_fields
from scoring.rules.decisions import Condition, Decision, Effect, Veto
from scoring.rules.union import AnyAggregate, AnyLeafRule
from scoring.terms import Evidence, FieldType, NotApplicable, ScoredBy, Section

TESTS = Path(__file__).parents[1]


def kinds_of(rules: tuple[type, ...]) -> set[str]:
    return {get_args(rule.model_fields["kind"].annotation)[0] for rule in rules}  # type: ignore[attr-defined]


def kinds_in(text: str) -> set[str]:
    def walk(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["kind"]} if isinstance(value.get("kind"), str) else set()
            return own.union(*(walk(v) for v in value.values()))
        if isinstance(value, list):
            return set().union(*(walk(v) for v in value))
        return set()

    return walk(tomllib.loads(text))


@pytest.fixture(scope="module")
def sample() -> Campaign:
    return published_campaign("cum-mau")


def test_the_sample_campaign_holds_every_kind() -> None:
    text = (TESTS.parent / "scoring" / "data" / "cum-mau.toml").read_text(encoding="utf-8")
    rules = kinds_of(get_args(AnyLeafRule)) | kinds_of((AnyAggregate,))
    assert kinds_in(text) == rules | kinds_of(get_args(Decision))


def test_the_sample_campaign_holds_every_condition_and_effect(sample: Campaign) -> None:
    conditions = get_args(get_args(Condition)[0])
    assert {type(d.when) for d in sample.decisions} == set(conditions)
    assert {d.effect for d in sample.decisions if isinstance(d, Veto)} == set(Effect)


def test_the_sample_campaign_holds_every_type_of_cell_and_every_treatment(
    sample: Campaign,
) -> None:
    assert {spec.type for spec in form_fields(sample)} == set(FieldType)
    leaves = sample.tree.leaves()
    assert {c.not_applicable for c in leaves} == set(NotApplicable)
    assert {c.evidence for c in leaves} == set(Evidence)
    assert {c.section for c in leaves} == set(Section)
    assert {c.scored_by for c in leaves} == {ScoredBy.UNIT, ScoredBy.CHAIR}


def test_the_sample_campaign_has_four_levels_and_item_rows(sample: Campaign) -> None:
    assert max(depth for depth, _ in sample.tree.walk()) == 3
    assert [c.code for c in sample.tree.leaves() if c.items is not None] == ["A.1.2"]


def test_the_sample_campaign_sets_what_the_launch_of_2021_leaves_open(sample: Campaign) -> None:
    assert sample.illustrative
    assert len(sample.units) == 5
    assert "not set" not in sample.deadlines.model_dump().values()
    assert "not set" not in sample.ballot.model_dump().values()
    assert {key.by for key in sample.tie_break} == {"criterion", "bonus", "penalty"}


def test_every_leaf_kind_has_worked_examples() -> None:
    files = (TESTS / "cases").glob("*.toml")
    met = set().union(*(kinds_in(f.read_text(encoding="utf-8")) for f in files))
    assert met >= kinds_of(get_args(AnyLeafRule))
