"""A campaign written as a file loads as the same campaign, and is pleasant to read."""

from __future__ import annotations

import datetime as dt
import string
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign, published_ids
from scoring.canonical import campaign_hash
from scoring.criteria import LegalReference
from thidua_addin.usecases.campaign_toml import campaign_toml

TESTS = Path(__file__).parents[1]
FILES = sorted((TESTS / "campaigns").glob("*.toml"))


def of_file(path: Path) -> Campaign:
    loaded = load_campaign(path.read_bytes())
    assert loaded.campaign is not None
    return loaded.campaign


def there_and_back(campaign: Campaign) -> Campaign:
    loaded = load_campaign(campaign_toml(campaign))
    assert loaded.campaign is not None, [(f.code, f.path) for f in loaded.findings]
    return loaded.campaign


@pytest.fixture(scope="module")
def smallest() -> Campaign:
    return of_file(TESTS / "campaigns" / "smallest.toml")


@pytest.mark.parametrize("id", published_ids())
def test_shipped_campaigns(id: str) -> None:
    campaign = published_campaign(id)
    again = there_and_back(campaign)
    assert again == campaign
    assert campaign_hash(again) == campaign_hash(campaign)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_tests_own_campaigns(path: Path) -> None:
    campaign = of_file(path)
    text = campaign_toml(campaign)
    assert there_and_back(campaign) == campaign
    assert campaign_toml(there_and_back(campaign)) == text


@pytest.mark.parametrize(
    "text",
    [
        'Nói "thẳng"',
        r"ổ C:\Thi đua\2021",
        "dòng một\ndòng hai",
        "thẻ\tngang",
        "'nháy đơn', '''ba nháy''', \"\"\"ba nháy kép\"\"\"",
        "# không phải chú thích",
        "Đặng Thị Ngọc Ánh – 50 % ≥ 𝟓 🎉",
        "\\",
        "",
    ],
)
def test_texts(smallest: Campaign, text: str) -> None:
    campaign = smallest.model_copy(update={"title": f"x{text}x", "status_note": text})
    data = tomllib.loads(campaign_toml(campaign))
    assert (data["title"], data["status_note"]) == (f"x{text}x", text)
    assert there_and_back(campaign) == campaign


@given(st.text(st.characters(exclude_categories=("Cs",))))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_text_can_be_written(text: str) -> None:
    """Also those that a campaign file may not hold, such as control characters."""
    campaign = published_campaign().model_copy(update={"status_note": text})
    assert tomllib.loads(campaign_toml(campaign))["status_note"] == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0.25", "0.25"),
        ("1E+2", "100"),
        ("12.10", "12.1"),
        ("0.000000125", "0.000000125"),
        ("1234567890.123456789", "1234567890.123456789"),
        ("7", "7"),
    ],
)
def test_decimals(smallest: Campaign, value: str, written: str) -> None:
    grade = {"code": "X", "label": "Xuất sắc", "at_least": Decimal(value)}
    campaign = Campaign.model_validate({**smallest.model_dump(by_alias=True), "grades": [grade]})
    text = campaign_toml(campaign)
    assert f"at_least = {written}\n" in text
    read = tomllib.loads(text, parse_float=Decimal)["grades"][0]["at_least"]
    assert read == Decimal(value)
    assert isinstance(read, Decimal | int)


def test_dates_and_what_nobody_has_set(smallest: Campaign) -> None:
    law = (LegalReference(document="Luật", article="Điều 1", date=dt.date(2022, 6, 15)),)
    deadlines = smallest.deadlines.model_copy(
        update={"registration": dt.date(2021, 3, 31), "midyear": "not set"}
    )
    campaign = smallest.model_copy(update={"law": law, "deadlines": deadlines})
    text = campaign_toml(campaign)
    assert "date = 2022-06-15\n" in text
    assert "registration = 2021-03-31\n" in text
    assert 'midyear = "not set"\n' in text
    assert there_and_back(campaign) == campaign


def test_the_file_is_pleasant_to_read() -> None:
    text = campaign_toml(of_file(TESTS / "campaigns" / "all-kinds.toml"))
    criterion = """
[[criterion]]
code = "A.1.1"
title = "Chấm thẳng, bước 0,25"
parent = "A.1"
max_points = 5
rule = { kind = "direct", step = 0.25 }
evidence = "required"
evidence_hint = "Báo cáo"

[[criterion]]
"""
    assert criterion in text
    levels = """
[criterion.rule]
kind = "level_map"
levels = [
    { label = "HTXS", points = 5 },
    { label = "HTT", points = 4 },
    { label = "HT", points = 2.5 },
    { label = "KHT", points = 0 },
]
"""
    assert levels in text
    assert 'when = { on = "registration" }\n' in text
    assert not text.startswith("\n")
    assert "\n\n\n" not in text
    assert set(string.whitespace) & set(text) == {" ", "\n"}
    assert max(map(len, text.splitlines())) <= 100


def test_a_table_of_defaults(smallest: Campaign) -> None:
    """Item rows with every default are there all the same."""
    data = smallest.model_dump(by_alias=True)
    leaf = next(c for c in data["criteria"] if c["rule"]["kind"] != "sub_sum")
    leaf |= {"items": {}, "rule": {"kind": "proportional"}}
    campaign = Campaign.model_validate(data)
    assert "items = {}\n" in campaign_toml(campaign)
    assert there_and_back(campaign) == campaign
