"""Python's points, totals, decisions, grades and ranks are the oracle's, on generated clusters."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.campaign_load import load_campaign
from scoring.criteria import RESULT_PERIODS
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.merge import MergeResult
from scoring.ranking import candidate_of, rank
from scoring.score import score
from scoring.terms import NotApplicable, Period, State
from tests import oracle
from tests.agreement_cases import Case, case_differences, case_of, oracle_entries

SMALLEST = Path(__file__).parents[1] / "campaigns" / "smallest.toml"
CAMPAIGNS = 160
CHUNK = 20
SIZES = (8, 12, 16, 25)
"""Criteria of a campaign: small ones are cheap, large ones hold more at once."""


def cases(first: int, count: int) -> list[Case]:
    return [
        case_of(seed, period, leaves=SIZES[seed % len(SIZES)])
        for seed in range(first, first + count)
        for period in RESULT_PERIODS
    ]


@pytest.mark.parametrize("first", range(0, CAMPAIGNS, CHUNK))
def test_merges_of_generated_clusters_are_the_oracles(first: int) -> None:
    for case in cases(first, CHUNK):
        assert not list(case_differences(case)), (case.campaign.id, case.period)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(10**4, 2**32), leaves=st.integers(4, 30), period=st.sampled_from(Period))
def test_any_cluster_is_the_oracles(seed: int, leaves: int, period: Period) -> None:
    if period in RESULT_PERIODS:
        assert not list(case_differences(case_of(seed, period, leaves=leaves)))


CLOSE = """
[[criterion]]
code = "A"
title = "A"
max_points = 100
rule = { kind = "sub_sum" }
[[criterion]]
code = "A.1"
title = "A.1"
parent = "A"
max_points = 60
rule = { kind = "direct" }
[[criterion]]
code = "A.2"
title = "A.2"
parent = "A"
max_points = 40
rule = { kind = "direct" }
[[criterion]]
code = "DT"
title = "DT"
section = "bonus"
max_points = 2
rule = { kind = "direct" }
[[criterion]]
code = "TR"
title = "TR"
section = "penalty"
max_points = 3
rule = { kind = "sub_sum" }
[[criterion]]
code = "TR.1"
title = "TR.1"
parent = "TR"
section = "penalty"
max_points = 3
rule = { kind = "direct" }
"""


@pytest.mark.parametrize("seed", range(80))
def test_close_ranks_are_the_oracles(seed: int) -> None:
    """Seven units with points from 0 to 2: most are tied, and the chain of keys decides."""
    rng = random.Random(seed)
    keys = ["DT", "A", "A.1", "A.2", "TR", "TR.1"]
    chain = [f'{{ by = "criterion", criterion = "{key}" }}' for key in keys]
    chain += ['{ by = "bonus" }', '{ by = "penalty" }']
    drawn = ", ".join(rng.sample(chain, rng.randint(0, 4)))
    head = SMALLEST.read_text("utf-8").partition("[[criterion]]")[0]
    text = head.replace("tie_break = []", f"tie_break = [{drawn}]") + CLOSE
    campaign = load_campaign(text).campaign
    assert campaign is not None
    sheets, scores = [], {}
    for unit in "ABCDEGH":
        entries = Entries(
            Entry(Address(code, None, "points"), float(points), Decimal(points))
            for code in ("A.1", "A.2", "DT", "TR.1")
            if (points := rng.choice((0, 1, 1, 2, None))) is not None
        )
        sheets.append(score(campaign, unit, entries, Period.YEAR))
        data = tomllib.loads(text, parse_float=Decimal)
        scores[unit] = oracle.score_unit(data, oracle_entries(entries), "nam")
    ours = {r.unit: r.rank for r in rank(campaign, map(candidate_of, sheets))}
    assert ours == oracle.ranks(data, scores)


@pytest.fixture(scope="module")
def merges() -> list[MergeResult]:
    return [case.merged() for case in cases(0, 60)]


def test_the_generated_clusters_hold_what_is_to_be_proved(merges: list[MergeResult]) -> None:
    """Otherwise the agreement would be about nothing."""
    lines = [
        (merged.campaign.tree[line.criterion], line)
        for merged in merges
        for unit in merged.units
        if unit.sheet is not None
        for line in unit.sheet.lines
    ]
    states = Counter(line.state for _, line in lines)
    assert set(states) == set(State)
    assert states[State.OK] > len(lines) / 2
    scored = {c.leaf_rule.model_dump()["kind"] for c, line in lines if line.computed}
    assert len(scored) == 13
    compared = {c.leaf_rule.model_dump()["kind"] for c, line in lines if c.leaf_rule.cluster}
    assert compared == {"lateness", "relative_to_leader", "rank_based"}
    absent = {c.not_applicable for c, line in lines if line.state is State.NOT_APPLICABLE}
    assert absent == set(NotApplicable) - {NotApplicable.FORBIDDEN}


def test_the_generated_clusters_hold_every_outcome(merges: list[MergeResult]) -> None:
    units = [unit for merged in merges for unit in merged.units]
    assert any(unit.tied for unit in units)
    assert {unit.rank for unit in units} >= {None, 1, 2, 3, 4, 5, 6}
    assert {str(unit.status) for unit in units} >= {"warnings", "blocked", "missing", "vetoed"}
    assert len({unit.grade.grade.code for unit in units if unit.grade is not None}) == 5
    kinds = {(hit.decision.kind, hit.decision.when.on) for unit in units for hit in unit.decisions}
    assert {on for _, on in kinds} == {"choice", "count", "points", "registration"}
    assert {kind for kind, _ in kinds} == {"veto", "demote", "conditional_grade"}
    negative = [u for u in units if u.sheet is not None and u.sheet.totals.total < Decimal(0)]
    assert negative
