"""The worked cases of kinds that need all units: ``[[cluster]]`` in ``tests/cases``.

Each unit has its entries under base field names (as in ``test_cases``), the days on which its
reports came (``received``, by period) or that they never came (``unsent``), and the points or the
state it gets. A unit with ``came = false`` sent nothing, one with ``aside`` is blocked.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.campaign import Campaign, Deadlines
from scoring.cluster import cluster_pass
from scoring.cluster_kinds.base import ClusterData
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.received import Receipt
from scoring.score import score
from scoring.terms import Period, State, field_name

TESTS = Path(__file__).parents[1]
CODES = ("UA", "UB", "UC", "UD", "UE", "UG")


@dataclass(frozen=True, slots=True)
class UnitCase:
    """What a unit entered and what it gets."""

    entries: Mapping[str, object] = field(default_factory=dict)
    received: Mapping[str, dt.date] = field(default_factory=dict)
    unsent: tuple[str, ...] = ()
    came: bool = True
    aside: bool = False
    points: Decimal | None = None
    state: str = "ok"
    explain: str | None = None


@dataclass(frozen=True, slots=True)
class ClusterCase:
    """The units of one cluster at a period, and the codes of what is said of the cluster."""

    file: str
    name: str
    campaign: Campaign
    criterion: Criterion
    period: Period
    units: Mapping[str, UnitCase]
    findings: tuple[str, ...]


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def campaign_with(criterion: Criterion, units: int, deadlines: Mapping[str, dt.date]) -> Campaign:
    """A campaign of so many units: the criterion, and one that makes up the scale."""
    data = read(TESTS / "campaigns" / "smallest.toml")
    first = data["cluster"]["members"][0]
    names = ("name", "short_name", "province", "governing_body")
    data["cluster"]["members"] = [
        {**first, "code": code, **{key: f"{first[key]} {code}" for key in names}}
        for code in CODES[:units]
    ]
    data["cluster"]["chair"] = CODES[0]
    none = dict.fromkeys(Deadlines.model_fields, "not set")
    data["deadlines"] = {**none, **deadlines}
    rest = {"code": "R", "title": "Phần còn lại", "rule": {"kind": "direct"}}
    filler = {**rest, "max_points": 100 - criterion.max_points}
    data["criteria"] = [criterion.model_dump(by_alias=True), filler]
    del data["criterion"]
    return Campaign.model_validate(data)


def all_cases() -> Iterator[ClusterCase]:
    for path in sorted((TESTS / "cases").glob("*.toml")):
        data = read(path)
        criterion = Criterion.model_validate(data["criterion"])
        for row in data.get("cluster", []):
            units = {
                code: UnitCase(**{**given, "unsent": tuple(given.get("unsent", ()))})
                for code, given in zip(CODES, row["units"], strict=False)
            }
            yield ClusterCase(
                path.stem,
                row["name"],
                campaign_with(criterion, len(units), row.get("deadlines", {})),
                criterion,
                Period(row.get("period", "nam")),
                units,
                tuple(row.get("findings", ())),
            )


def entries_of(case: ClusterCase, unit: UnitCase) -> Entries:
    made = []
    for name, value in unit.entries.items():
        address = Address(case.criterion.code, None, field_name(name, case.period))
        assert isinstance(value, int | Decimal | str)
        known = value if isinstance(value, str) else Decimal(value)
        made.append(Entry(address, None, known))
    return Entries(made)


def data_of(case: ClusterCase) -> ClusterData:
    entries = {code: entries_of(case, unit) for code, unit in case.units.items() if unit.came}
    sheets = {
        code: score(case.campaign, code, given, case.period) for code, given in entries.items()
    }
    receipts = {
        (code, Period(period)): Receipt(dt.datetime.combine(day, dt.time(16, 30)))
        for code, unit in case.units.items()
        for period, day in unit.received.items()
    }
    never = {
        (code, Period(period)): Receipt(unsent=True)
        for code, unit in case.units.items()
        for period in unit.unsent
    }
    aside = frozenset(code for code, unit in case.units.items() if unit.aside)
    return ClusterData(case.campaign, case.period, sheets, entries, receipts | never, aside)


@pytest.mark.parametrize("case", list(all_cases()), ids=lambda c: f"{c.file}: {c.name}")
def test_cluster_case(case: ClusterCase) -> None:
    passed = cluster_pass(data_of(case))
    assert tuple(f.code for f in passed.findings) == case.findings
    assert set(passed.sheets) == {code for code, unit in case.units.items() if unit.came}
    for code, sheet in passed.sheets.items():
        expected, line = case.units[code], sheet.line(case.criterion.code)
        assert (code, line.state, line.computed) == (
            code,
            State(expected.state),
            expected.points,
        ), line.sentence
        if expected.explain is not None:
            assert line.sentence == expected.explain


def test_every_kind_that_needs_the_cluster_has_cases() -> None:
    kinds = {case.criterion.rule.kind for case in all_cases()}
    assert kinds == {"lateness", "relative_to_leader", "rank_based"}
