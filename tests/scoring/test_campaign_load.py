"""Reading campaign files, canonical text and hash, and the campaigns that the package ships."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign, published_ids
from scoring.canonical import (
    campaign_from_json,
    campaign_hash,
    campaign_json,
    canonical_json,
    sha256_hex,
)
from scoring.numbers import round_half_up
from scoring.rules.bands import Bands
from scoring.terms import NotApplicable, Period, Section

D = Decimal
CAMPAIGNS = Path(__file__).parents[1] / "campaigns"
SMALLEST = (CAMPAIGNS / "smallest.toml").read_text(encoding="utf-8")


def loaded(text: str) -> Campaign:
    campaign = load_campaign(text).campaign
    assert campaign is not None
    return campaign


# --- canonical text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        (D("10.00"), '"10"'),
        (D("1E+1"), '"10"'),
        (D("0.50"), '"0.5"'),
        (D("-0.0"), '"0"'),
        (D("1234567890123456789012345678901.10"), '"1234567890123456789012345678901.1"'),
        ([True, 2, "x"], '[true,2,"x"]'),
        (dt.date(2021, 3, 31), '"2021-03-31"'),
        (dt.datetime(2021, 3, 31, 7, 5, tzinfo=dt.UTC), '"2021-03-31T07:05:00+00:00"'),
        ("Hoa\u0300 Bi\u0300nh", '"Hoà Bình"'),
        (Period.MIDYEAR, '"6-thang"'),
        (("a", ()), '["a",[]]'),
    ],
)
def test_canonical_text(value: object, text: str) -> None:
    assert canonical_json(value) == text


def test_keys_are_sorted_in_nfc() -> None:
    assert canonical_json({"ơ": 1, "o\u031b\u0301": 2, "a": 3}) == '{"a":3,"ơ":1,"ớ":2}'
    with pytest.raises(ValueError, match="twice"):
        canonical_json({"ơ": 1, "o\u031b": 2})


@pytest.mark.parametrize("value", [0.5, {1, 2}, {1: 2}, b"x"])
def test_what_has_no_canonical_text(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_a_number_must_be_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical_json(D("NaN"))


def test_sha256_of_a_known_text() -> None:
    # FIPS 180-2, appendix B.1
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# --- the hash of a campaign ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["smallest", "all-kinds"])
def test_a_campaign_comes_back_from_its_text(name: str) -> None:
    campaign = loaded((CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8"))
    text = campaign_json(campaign)
    assert campaign_from_json(text) == campaign
    assert campaign_json(campaign_from_json(text)) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_points = 100", "max_points = 100.00"),
        ('kind = "direct"', 'kind = "direct", '.rstrip(", ")),
        ('code = "A"', 'code = "A"\nsection = "core"'),
        ('theme = "Đoàn kết', 'theme = "Đoa\u0300n kê\u0301t'),
        ("\n", "\r\n"),
    ],
    ids=["decimals", "same", "default spelt out", "decomposed", "line ends"],
)
def test_the_hash_stays_where_the_meaning_does(old: str, new: str) -> None:
    assert old in SMALLEST
    assert campaign_hash(loaded(SMALLEST.replace(old, new))) == campaign_hash(loaded(SMALLEST))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("revision = 1", "revision = 2"),
        ('kind = "direct"', 'kind = "yes_no"'),
        ('title = "Nội dung A"', 'title = "Nội dung a"'),
        ("midyear = 2021-06-15", "midyear = 2021-06-16"),
    ],
)
def test_the_hash_changes_with_the_meaning(old: str, new: str) -> None:
    assert old in SMALLEST
    assert campaign_hash(loaded(SMALLEST.replace(old, new))) != campaign_hash(loaded(SMALLEST))


@pytest.mark.parametrize("text", ["", "{", "{}", '{"id": 3}'])
def test_a_text_that_is_no_campaign(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        campaign_from_json(text)


# --- reading ------------------------------------------------------------------------------------


def test_bytes_may_have_a_byte_order_mark() -> None:
    assert load_campaign(b"\xef\xbb\xbf" + SMALLEST.encode()).findings == ()


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("a = 1\nb = \n", "2", "5"),
        ("a = 1\na = 2\n", "2", "6"),
        ("[a]\nb = 2.5.1\n", "2", "8"),
        ('a = "x', "1", "7"),
        ("a = [1,\n2", "2", "2"),
    ],
)
def test_broken_toml_has_its_place(source: str, line: str, column: str) -> None:
    (finding,) = load_campaign(source).findings
    assert (finding.code, dict(finding.params)) == (
        "CAMPAIGN_TOML",
        {"line": line, "column": column},
    )


@pytest.mark.parametrize("source", ["", "criterion = 3", "cluster = []", "[[criterion]]\n"])
def test_hardly_anything_is_there(source: str) -> None:
    result = load_campaign(source)
    assert result.campaign is None
    assert "CAMPAIGN_KEY_MISSING" in {f.code for f in result.findings}


def test_decimals_are_exact() -> None:
    campaign = loaded((CAMPAIGNS / "all-kinds.toml").read_text(encoding="utf-8"))
    rule = campaign.tree["B.3"].rule
    assert isinstance(rule, Bands)
    assert [b.from_ for b in rule.bands] == [D("0.95"), D("0.9"), D("0")]


# --- the campaigns of the package ---------------------------------------------------------------


def test_the_published_campaigns() -> None:
    assert published_ids() == ("cum-mau", "cum-tdmnpb-2021")
    assert [published_campaign(i).id for i in published_ids()] == list(published_ids())
    with pytest.raises(KeyError):
        published_campaign("cum-khac-2021")


def test_the_content_groups_of_the_launch_document() -> None:
    tree = published_campaign().tree
    core = {c.code: c.max_points for c in tree.roots() if c.section is Section.CORE}
    assert core == {
        "II.1": 15,
        "II.2": 15,
        "II.3": 15,
        "II.4": 15,
        "II.5": 20,
        "II.6": 10,
        "II.7": 10,
    }
    assert [c.code for c in tree.roots()][7:] == ["DT", "TR"]


def test_titles_quote_the_document_and_only_leave_out() -> None:
    for criterion in published_campaign().tree.roots()[:7]:
        assert criterion.note is not None
        quoted = [part.strip(" ;") for part in criterion.title.split("…")]
        pattern = ".*".join(re.escape(part) for part in quoted)
        assert re.match(pattern, criterion.note), criterion.code


def test_the_members_of_2021() -> None:
    campaign = published_campaign()
    assert list(campaign.units) == ["PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA"]
    assert campaign.cluster.chair == "PTO"
    later = campaign.model_copy(update={"year": 2026})
    assert list(later.units) == ["PTO", "TNG", "TQU", "BNI", "LCA"]


def test_the_weights_say_that_they_are_illustrative() -> None:
    campaign = published_campaign()
    assert campaign.illustrative
    assert campaign.status_note is not None
    assert "không được công bố" in campaign.status_note


def test_what_the_launch_document_leaves_open_is_not_set() -> None:
    campaign = published_campaign()
    assert [campaign.deadlines.of(p) for p in Period] == [None, None, None]
    assert campaign.ballot.threshold == campaign.ballot.denominator == "not set"
    assert campaign.tie_break == ()


def test_eighty_percent_good_or_better_is_the_full_score() -> None:
    criterion = published_campaign().tree["II.6"]
    assert criterion.periods == (Period.YEAR,)
    rule = criterion.rule
    assert isinstance(rule, Bands)
    assert rule.share is not None
    assert set(rule.share.counted) == {
        f"{group}.{grade}" for group in ("CC", "VC", "NLD") for grade in ("HTT", "HTXS")
    }
    leaf = published_campaign().leaf(criterion, Period.YEAR)
    assert [(b.from_, round_half_up(b.worth(leaf), 2)) for b in rule.bands] == [
        (D("0.8"), D("10.00")),
        (D("0.75"), D("7.50")),
        (D("0.7"), D("5.00")),
        (None, D("0.00")),
    ]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("published", id="2021"),
        pytest.param("all-kinds", id="all-kinds"),
    ],
)
def test_every_kind_and_treatment_occurs(source: str) -> None:
    if source == "published":
        campaign = published_campaign()
    else:
        campaign = loaded((CAMPAIGNS / f"{source}.toml").read_text(encoding="utf-8"))
    assert {c.rule.kind for c in campaign.criteria} >= {
        "direct",
        "yes_no",
        "level_map",
        "proportional",
        "bands",
        "excess_bonus",
        "per_event_plus",
        "per_event_minus",
        "lateness",
        "award_bonus",
        "sub_sum",
    }
    assert {c.not_applicable for c in campaign.criteria} == set(NotApplicable)
    assert any(c.items for c in campaign.criteria)
    assert {d.kind for d in campaign.decisions} == {"veto"}


def test_the_test_campaign_has_no_finding() -> None:
    result = load_campaign((CAMPAIGNS / "all-kinds.toml").read_bytes())
    assert result.findings == ()
    assert result.campaign is not None
    assert {depth for depth, _ in result.campaign.tree.walk()} == {0, 1, 2}


@pytest.mark.parametrize("source", ["a = " + "[" * 3000 + "]" * 3000, "a = " + "9" * 5000])
def test_nesting_and_numbers_beyond_all_limits_are_a_finding(source: str) -> None:
    loaded = load_campaign(source.encode())
    assert loaded.campaign is None
    assert [f.code for f in loaded.findings] == ["CAMPAIGN_TOML"]


def test_the_shipped_files_can_be_read_as_plain_toml() -> None:
    text = campaign_json(published_campaign())
    assert json.loads(text)["id"] == "cum-tdmnpb-2021"
    assert tomllib.loads(SMALLEST)["id"] == "nho-nhat"


def test_a_number_or_date_in_quotation_marks_is_named() -> None:
    text = (Path(__file__).parents[1] / "campaigns" / "smallest.toml").read_text(encoding="utf-8")
    quoted = text.replace("max_points = 100", 'max_points = "100"')
    quoted = quoted.replace("midyear = 2021-06-15", 'midyear = "2021-06-15"')
    loaded = load_campaign(quoted)
    assert loaded.campaign is None
    assert sorted((f.code, f.path) for f in loaded.findings) == [
        ("CAMPAIGN_VALUE_DATE", "deadlines.midyear"),
        ("CAMPAIGN_VALUE_NUMBER", "criterion[A].max_points"),
    ]
