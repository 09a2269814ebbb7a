"""The page about the campaign file: every key is on it, and its examples are right."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.campaign_structure import MODELS, RULES, allowed_keys
from scoring.rules.base import Leaf
from scoring.rules.decisions import AnyDecision
from scoring.rules.union import CriterionRule

PAGE = (Path(__file__).parents[2] / "docs" / "campaign_file.md").read_text(encoding="utf-8")
EXAMPLES = [
    line.removeprefix("rule = ")
    for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if "[cluster]" not in block and line.startswith("rule = ")
]
FULL_MARKS = {"level_map": 5, "bands": 4, "award_bonus": 15, "rank_based": 5}
"""The maximum that an example's best line gives, by kind; other examples fit any maximum."""


def named(key: str) -> bool:
    return re.search(rf"(?<![a-z_]){re.escape(key)}(?![a-z_])", PAGE) is not None


@pytest.mark.parametrize("model", [Campaign, *MODELS.values(), *RULES.values()])
def test_every_key_is_on_the_page(model: type) -> None:
    assert [key for key in allowed_keys(model) if not named(key)] == []


def test_every_decision_is_on_the_page() -> None:
    schema = TypeAdapter(AnyDecision).json_schema()
    keys = {k for d in schema["$defs"].values() for k in d.get("properties", {})}
    kinds = set(schema["discriminator"]["mapping"])
    assert [key for key in keys | kinds if not named(key)] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_rule_without_fault(example: str) -> None:
    data = tomllib.loads(f"rule = {example}", parse_float=Decimal)["rule"]
    rule = TypeAdapter(CriterionRule).validate_python(data)
    leaf = Leaf("T", Decimal(FULL_MARKS.get(data["kind"], 10)))
    assert list(rule.faults(leaf)) == []


def test_every_leaf_kind_has_an_example() -> None:
    kinds = {tomllib.loads(f"rule = {e}")["rule"]["kind"] for e in EXAMPLES}
    assert kinds == set(RULES) - {"sub_sum"}


def test_the_small_file_has_no_finding() -> None:
    (text,) = [b for b in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[cluster]" in b]
    loaded = load_campaign(text)
    assert (loaded.campaign is not None, loaded.findings) == (True, ())
