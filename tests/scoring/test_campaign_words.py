"""Every key, kind and fixed value of the campaign file has a Vietnamese name, and only those."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import Literal, get_args, get_origin

import pytest

from scoring import campaign_words
from scoring.campaign import Campaign
from scoring.campaign_words import (
    CONDITION_TITLES,
    DECISION_TITLES,
    KIND_TITLES,
    key_title,
    kind_title,
    value_title,
)
from scoring.rules.base import Parameters


def parts(annotation: object) -> Iterator[object]:
    """The types and fixed values that an annotation is made of."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from parts(argument)


def kind_of(model: type[Parameters]) -> str | None:
    field = model.model_fields.get("kind")
    return None if field is None else str(get_args(field.annotation)[0])


def keys(
    model: type[Parameters] = Campaign, table: str = "campaign"
) -> Iterator[tuple[str, str, object]]:
    """Table, key and annotation of every key of the campaign file."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield table, key, field.annotation
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, Parameters):
                yield from keys(part, kind_of(part) or key)


KEYS = list(keys())
FIXED = sorted(
    {
        (table, key, str(value))
        for table, key, annotation in KEYS
        for part in parts(annotation)
        for value in (
            get_args(part)
            if get_origin(part) is Literal
            else (e.value for e in part)
            if isinstance(part, type) and issubclass(part, Enum)
            else ()
        )
        if isinstance(value, str)
    }
)


@pytest.mark.parametrize(("table", "key"), sorted({(t, k) for t, k, _ in KEYS}))
def test_every_key_has_a_title(table: str, key: str) -> None:
    title = key_title(table, key)
    assert title != key
    assert unicodedata.is_normalized("NFC", title)


@pytest.mark.parametrize(("table", "key", "value"), FIXED)
def test_every_fixed_value_has_a_name(table: str, key: str, value: str) -> None:
    title = value_title(table, key, value)
    assert title
    assert title not in (value, key)


def test_every_kind_has_its_name() -> None:
    kinds = {table for table, key, _ in KEYS if key == "kind"}
    assert kinds == {*KIND_TITLES, *DECISION_TITLES}
    assert {v for _, key, v in FIXED if key == "on"} == set(CONDITION_TITLES)
    assert len(set(KIND_TITLES.values())) == len(KIND_TITLES)


def test_nothing_is_named_that_does_not_exist() -> None:
    known = {f"{table}.{key}" for table, key, _ in KEYS} | {key for _, key, _ in KEYS}
    assert sorted(set(campaign_words._KEYS) - known) == []
    values = {f"{t}.{k}.{v}" for t, k, v in FIXED} | {f"{k}.{v}" for _, k, v in FIXED}
    assert sorted(set(campaign_words._VALUES) - values) == []


def test_unknown_words_stay_as_they_are() -> None:
    assert (kind_title("moi"), key_title("bands", "moi")) == ("moi", "moi")
    assert value_title("section", "section", "moi") is None
    assert value_title("deadlines", "year", "not set") == "chưa đặt"
    assert (key_title("bands", "to"), key_title("ranks", "to")) == ("đến dưới", "đến hạng")
