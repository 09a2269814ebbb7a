"""Every kind of rule is met by the agreement tests and has worked examples."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

from scoring.rules.union import AnyAggregate, AnyLeafRule

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


def test_the_all_kinds_campaign_holds_every_kind() -> None:
    met = kinds_in((TESTS / "campaigns" / "all-kinds.toml").read_text(encoding="utf-8"))
    assert met >= kinds_of(get_args(AnyLeafRule)) | kinds_of((AnyAggregate,))


def test_every_leaf_kind_has_worked_examples() -> None:
    files = (TESTS / "cases").glob("*.toml")
    met = set().union(*(kinds_in(f.read_text(encoding="utf-8")) for f in files))
    assert met >= kinds_of(get_args(AnyLeafRule))
