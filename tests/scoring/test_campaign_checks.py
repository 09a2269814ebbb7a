"""Every fault of a campaign file is named, with its place; all of them in one run.

``should_fail/campaign`` has one defect to a file: its keys replace those of the smallest campaign,
which itself has no finding; ``expect`` lists every finding that the result has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from scoring import campaign, criteria
from scoring.campaign_checks import check_campaign
from scoring.campaign_load import Loaded, load_campaign, load_data
from scoring.campaign_structure import MODELS, RULES
from scoring.findings import Finding, Severity, blocking, catalogue
from scoring.rules import bands, decisions, lateness, level_map, range_minus, rank_based

HERE = Path(__file__).parents[1]
FILES = sorted((HERE / "should_fail" / "campaign").glob("*.toml"))
SMALLEST = HERE / "campaigns" / "smallest.toml"
CAMPAIGNS = {
    "all-kinds": HERE / "campaigns" / "all-kinds.toml",
    "cum-mau": HERE.parent / "scoring" / "data" / "cum-mau.toml",
}

MESSAGES = HERE.parents[0] / "scoring" / "messages" / "campaign.toml"


def read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def expected(path: Path) -> list[tuple[str, str, str]]:
    rows = read(path)["expect"]
    assert isinstance(rows, list)
    return sorted((row["code"], row["severity"], row["path"]) for row in rows)


def loaded(path: Path) -> Loaded:
    case = read(path)
    if "source" in case:
        return load_campaign(str(case["source"]).encode(str(case.get("encoding", "utf-8"))))
    changes = case["campaign"]
    assert isinstance(changes, dict)
    data = {**read(SMALLEST), **changes}
    if "criteria" in changes:
        del data["criterion"]
    return load_data({key: value for key, value in data.items() if value != "remove"})


def triples(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return sorted((f.code, f.severity.value, f.path or "") for f in findings)


def finding(name: str) -> Finding:
    (only,) = loaded(HERE / "should_fail" / "campaign" / f"{name}.toml").findings
    return only


def test_the_smallest_campaign_has_no_finding() -> None:
    assert load_campaign(SMALLEST.read_bytes()).findings == ()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_defect_is_named_with_its_place(path: Path) -> None:
    result = loaded(path)
    assert triples(result.findings) == expected(path)
    assert (result.campaign is None) == blocking(result.findings)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_finding_reads_well(path: Path) -> None:
    for found in loaded(path).findings:
        assert "{" not in found.message.replace("{…}", "")
        assert found.message.endswith((".", "?"))
        assert found.hint


def test_every_code_has_a_failing_case() -> None:
    tried = {code for path in FILES for code, _, _ in expected(path)}
    assert tried == set(tomllib.loads(MESSAGES.read_text(encoding="utf-8")))
    assert tried <= set(catalogue())


def test_every_model_of_the_file_is_known_for_suggestions() -> None:
    modules = (
        campaign,
        criteria,
        bands,
        decisions,
        lateness,
        level_map,
        range_minus,
        rank_based,
    )
    models = {
        model
        for module in modules
        for model in vars(module).values()
        if isinstance(model, type)
        and issubclass(model, BaseModel)
        and model.__module__ == module.__name__
    }
    tagged = {*get_args(get_args(decisions.Condition)[0]), *get_args(decisions.Decision)}
    assert models <= set(MODELS.values()) | set(RULES.values()) | tagged


def test_a_sum_names_both_numbers_and_the_difference() -> None:
    assert finding("sum_of_children").message == (
        "Tiêu chí B: tổng điểm tối đa của các mục con là 19,98, khác điểm chuẩn 20 (lệch −0,02)."
    )


def test_a_total_names_both_numbers_and_the_difference() -> None:
    assert finding("total").message == (
        "Tổng điểm chuẩn của các nội dung là 90, khác thang điểm 100 (lệch −10)."
    )


def test_a_misspelt_key_gets_a_suggestion() -> None:
    assert finding("key_misspelt").message == (
        "Tại criterion[A].evidense: không có khóa “evidense”. Có phải ý là “evidence”?"
    )


def test_an_unknown_kind_lists_the_kinds() -> None:
    assert finding("value_choice_kind").hint == (
        "Dùng một trong các giá trị: direct, yes_no, level_map, proportional, bands, "
        "excess_bonus, per_event_plus, per_event_minus, range_minus, lateness, award_bonus, "
        "relative_to_leader, rank_based, sub_sum."
    )


def test_the_parts_of_the_new_kinds_and_decisions_get_suggestions() -> None:
    names = ("demote_key", "late_step_key", "late_status_key", "rank_key", "severity_key_misspelt")
    by_path = {
        f.path: f.params["meant"]
        for name in names
        for f in loaded(HERE / "should_fail" / "campaign" / f"{name}.toml").findings
        if f.code == "CAMPAIGN_KEY_MISSPELT"
    }
    assert by_path == {
        "decision[D1].level": "levels",
        "criterion[A].rule.steps[0].of": "off",
        "criterion[A].rule.statuses[0].labell": "label",
        "criterion[A].rule.ranks[0].point": "points",
        "criterion[A].rule.severities[0].too": "to",
    }
    assert finding("decision_on").hint == (
        "Dùng một trong các giá trị: choice, count, points, registration."
    )


def test_an_unknown_scale_lists_the_scales() -> None:
    assert finding("value_choice_scale").hint == "Dùng một trong các giá trị: 100, 1000."


def test_a_bound_is_named() -> None:
    assert finding("value_bound").message == (
        "Tại criterion[B].max_points: giá trị 0 ngoài giới hạn, cần > 0."
    )


def test_the_chair_is_told_which_criterion_a_finding_is_about() -> None:
    found = [finding(name) for name in ("band_gap", "value_number", "key_misspelt")]
    assert [f.criterion for f in found] == ["A", "A", "A"]


def test_a_campaign_made_elsewhere_goes_through_the_same_checks() -> None:
    made = load_campaign(SMALLEST.read_bytes()).campaign
    assert made is not None
    assert check_campaign(made) == ()
    spoilt = made.model_copy(update={"scale": 1000})
    assert [(f.code, f.path) for f in check_campaign(spoilt)] == [("CAMPAIGN_TOTAL", "scale")]


def test_decomposed_text_is_read_as_nfc() -> None:
    path = HERE / "should_fail" / "campaign" / "text_nfc.toml"
    made = loaded(path).campaign
    assert made is not None
    assert made.criteria[0].title == "Nội dung A"


def test_information_does_not_stop_a_campaign() -> None:
    result = loaded(HERE / "should_fail" / "campaign" / "deadline_not_set.toml")
    assert result.campaign is not None
    assert {f.severity for f in result.findings} == {Severity.INFO}


def all_paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from all_paths(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from all_paths(inner, (*path, i))


WRONG = (None, [], {"kind": "bands"}, Decimal("1e999"))


@pytest.mark.parametrize("name", ["all-kinds", "cum-mau"])
@pytest.mark.parametrize("start", range(2))
def test_whatever_is_wrong_is_a_finding_and_not_an_exception(name: str, start: int) -> None:
    """Every key of a campaign in turn gets one of the wrong values, in each run another one."""
    source = read(CAMPAIGNS[name])
    for i, path in enumerate(list(all_paths(source))):
        value = WRONG[(i + 2 * start) % len(WRONG)]
        table: Any = source
        for part in path[:-1]:
            table = table[part]
        right, table[path[-1]] = table[path[-1]], value
        result = load_data(source)
        table[path[-1]] = right
        assert (result.campaign is None) == blocking(result.findings)
        assert all(f.message and f.hint for f in result.findings)
