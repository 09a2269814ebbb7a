"""Whole tables worked out by hand (``tests/cases/tables``): totals, percent, grade and rank.

``campaign`` replaces keys of the smallest campaign, or is the id of a shipped one. Each ``unit``
has its entries at year end under base field names (``criterion|field``, ``criterion|input|field``),
the days on which its submissions were ``received``, by period, and those that it left ``unsent``.
What it gets: the ``points`` of criteria; ``core``, ``bonus``, ``penalty``, ``total``, ``assigned``,
``percent`` (a fraction), ``rank``, ``grade`` with the ``value`` that was compared, the codes of
decisions that hit it, and the criteria that are left ``without`` points.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_data, published_campaign
from scoring.entries import Entry, EntryValue
from scoring.fields import Address, form_fields
from scoring.merge import Received, UnitResult, merge
from scoring.submission import seal
from scoring.terms import Period, field_name

TESTS = Path(__file__).parents[1]
FILES = sorted((TESTS / "cases" / "tables").glob("*.toml"))
CODES = ("UA", "UB", "UC", "UD", "UE", "UG")
SEALED = dt.datetime(2021, 11, 20, 8, 0)
PLEDGED = ("target", "weight", "item_title", "item_unit")
KEYS = {
    *("core", "bonus", "penalty", "total", "assigned"),
    *("percent", "rank", "grade", "value", "hits", "without"),
}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def campaign_of(table: Mapping[str, Any]) -> Campaign:
    if isinstance(table["campaign"], str):
        return published_campaign(table["campaign"])
    data = {**read(TESTS / "campaigns" / "smallest.toml"), **table["campaign"]}
    first = data["cluster"]["members"][0]
    names = ("name", "short_name", "province", "governing_body")
    members = [
        {**first, "code": code, **{key: f"{first[key]} {code}" for key in names}}
        for code, _ in zip(CODES, table["unit"], strict=False)
    ]
    data["cluster"] = {**data["cluster"], "members": members, "chair": "UA", "deputy": "not set"}
    loaded = load_data(data)
    assert loaded.campaign is not None, [(f.code, f.path, f.message) for f in loaded.findings]
    assert loaded.findings == ()
    return loaded.campaign


def entries_of(campaign: Campaign, given: Mapping[str, Any]) -> list[Entry]:
    asked = {spec.address for spec in form_fields(campaign)}
    made = []
    for key, typed in given.items():
        criterion, *item, base = key.split("|")
        address = Address(criterion, item[0] if item else None, field_name(base, Period.YEAR))
        assert address in asked, key
        value: EntryValue = typed if isinstance(typed, str | dt.date) else Decimal(typed)
        made.append(Entry(address, None, value))
    return made


def merged(table: Mapping[str, Any]) -> dict[str, UnitResult]:
    campaign = campaign_of(table)
    came, unsent = [], set()
    for code, unit in zip(campaign.units, table["unit"], strict=True):
        days = {"nam": SEALED.date(), **unit.get("received", {})}
        for period, day in days.items():
            came.append(submission_of(campaign, code, Period(period), unit["entries"], day))
        unsent |= {(code, Period(period)) for period in unit.get("unsent", ())}
    result = merge(campaign, Period.YEAR, came, unsent=frozenset(unsent))
    return {r.unit: r for r in result.units}


def submission_of(
    campaign: Campaign, code: str, period: Period, entries: Mapping[str, Any], day: dt.date
) -> Received:
    """The submission of a period; what is said at registration are the pledges."""
    given = entries_of(campaign, entries)
    if period is not Period.YEAR:
        given = [e for e in given if e.address.field in PLEDGED]
    name, at = f"{code}_{period.value}.xlsx", dt.datetime.combine(day, dt.time(8))
    sealed = seal(campaign, code, period, given, 1, SEALED)
    return Received(name, name, sealed, received_at=at)


def given_of(result: UnitResult) -> dict[str, object]:
    """What the unit got, under the names of the case files."""
    sheet = result.sheet
    assert sheet is not None
    totals, graded = sheet.totals, result.grade
    return {
        "points": {x.criterion: x.computed for x in sheet.lines if x.item is None},
        "without": [x.criterion for x in sheet.lines if x.item is None and x.computed is None],
        "core": totals.core,
        "bonus": totals.bonus,
        "penalty": totals.penalty,
        "total": totals.total,
        "assigned": totals.assigned_max,
        "percent": totals.percent,
        "rank": result.rank or "none",
        "grade": "none" if graded is None else graded.grade.code,
        "value": None if graded is None else graded.value,
        "hits": [hit.code for hit in result.decisions],
    }


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_table(path: Path) -> None:
    table = read(path)
    for (code, result), unit in zip(merged(table).items(), table["unit"], strict=True):
        expected, given = {"hits": [], "without": [], **unit["expect"]}, given_of(result)
        assert set(expected) <= KEYS
        points, all_points = unit.get("points", {}), given.pop("points")
        assert isinstance(all_points, dict)
        assert {k: all_points[k] for k in points} == points, code
        assert {k: given[k] for k in expected} == expected, code


def test_two_units_of_the_same_total_are_shown_as_tied() -> None:
    units = merged(read(TESTS / "cases" / "tables" / "leader_in_thousand.toml"))
    assert [u.tied for u in units.values()] == [True, True, False, False]
