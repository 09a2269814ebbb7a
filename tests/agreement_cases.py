"""A whole cluster's year of generated entries, as the product and as the oracle are given it."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, merge
from scoring.received import day_of
from scoring.score import ScoreSheet
from scoring.submission import seal
from scoring.terms import Period
from tests import oracle
from tests.generated_campaigns import generated_campaign, loaded_campaign
from tests.generated_entries import arrival, unit_entries


@lru_cache(maxsize=64)
def oracle_campaign(seed: int, *, leaves: int = 25, local: bool = False) -> oracle.Campaign:
    """The same campaign as the oracle reads it."""
    text = generated_campaign(seed, leaves=leaves, local=local)
    return tomllib.loads(text, parse_float=Decimal)


def oracle_entries(entries: Entries) -> dict[oracle.Address, oracle.Value]:
    """What was typed, as the parser understood it; what it did not understand, as it was typed."""
    found: dict[oracle.Address, oracle.Value] = {}
    for entry in entries:
        a = entry.address
        assert a.criterion is not None
        found[a.criterion, a.item, a.field] = _value(entry)
    return found


def _value(entry: Entry) -> oracle.Value:
    if entry.value is not None:
        return entry.value
    match entry.raw:
        case bool() as truth:
            return str(truth)
        case float() as number:
            return Decimal(repr(number))
        case str() | dt.date() as other:
            return other
    raise ValueError(entry)


@dataclass(frozen=True, slots=True)
class Case:
    """What came of each unit at a period.

    ``entries`` of the units that sent something; ``receipts`` as the oracle takes them;
    ``blocked`` are units whose submission has a fault; ``pledged`` those whose registration came.
    """

    campaign: Campaign
    data: oracle.Campaign
    period: Period
    entries: Mapping[str, Entries]
    receipts: Mapping[tuple[str, str], dt.date | str | None]
    received: tuple[Received, ...]
    unsent: frozenset[tuple[str, Period]]
    blocked: frozenset[str]
    pledged: frozenset[str]

    def merged(self) -> MergeResult:
        """The product's answer."""
        return merge(self.campaign, self.period, self.received, unsent=self.unsent)

    def registration(self, unit: str) -> oracle.Registration:
        """A registration that is not there is missing, once the campaign has a deadline for it."""
        if unit in self.pledged:
            return oracle.registration_state(self.data, self.receipts, unit)
        set_ = self.campaign.deadlines.of(Period.REGISTRATION) is not None
        return "missing" if set_ else "unknown"


def case_of(seed: int, period: Period, *, leaves: int = 25) -> Case:
    """One cluster at one period, most units with entries of their own, some with their twin's."""
    campaign = loaded_campaign(seed, leaves=leaves)
    rng = random.Random(f"case {seed} {period}")
    entries: dict[str, Entries] = {}
    receipts: dict[tuple[str, str], dt.date | str | None] = {}
    came: list[Received] = []
    unsent: set[tuple[str, Period]] = set()
    blocked = {u for u in campaign.units if rng.random() < 0.08}
    given = Entries(())
    for number, unit in enumerate(campaign.units):
        if number == 0 or rng.random() < 0.75:
            given = unit_entries(campaign, f"{seed} {unit}", slips=rng.random() < 0.4)
        for sent in Period:
            if rng.random() < 0.12:
                receipts[unit, sent.value] = None
                if rng.random() < 0.6:
                    unsent.add((unit, sent))
                    receipts[unit, sent.value] = "unsent"
                continue
            at = arrival(campaign, sent, rng)
            receipts[unit, sent.value] = None if at is None else day_of(at)
            faulty = sent is period and unit in blocked
            came.append(_received(campaign, unit, sent, given, at, faulty=faulty))
            if sent is period:
                entries[unit] = given
    pledged = {r.submission.unit for r in came if r.submission.period is Period.REGISTRATION}
    return Case(
        campaign,
        oracle_campaign(seed, leaves=leaves),
        period,
        entries,
        receipts,
        tuple(came),
        frozenset(unsent),
        frozenset(blocked),
        frozenset(pledged),
    )


def _received(
    campaign: Campaign,
    unit: str,
    period: Period,
    entries: Entries,
    at: dt.datetime | None,
    *,
    faulty: bool,
) -> Received:
    file = f"{unit}_{period.value}.xlsx"
    sha256 = hashlib.sha256(file.encode()).hexdigest()
    sealed_at = dt.datetime(campaign.year, 12, 1, 8, 0)
    submission = seal(campaign, unit, period, entries, 1, sealed_at)
    faults = (Finding("SEAL_BROKEN"),) if faulty else ()
    return Received(file, sha256, submission, faults, received_at=at)


def sheet_differences(sheet: ScoreSheet, other: oracle.UnitScore) -> Iterator[str]:
    """Where the product's score sheet and the oracle's differ, in words."""
    for line in sheet.lines:
        theirs = other.line(line.criterion, line.item)
        ours = (str(line.state), line.computed)
        if ours != (theirs.state, theirs.points):
            where = (sheet.unit, str(sheet.period), line.criterion, line.item)
            yield f"{where}: {ours} against {(theirs.state, theirs.points)}: {line.sentence}"
    totals = sheet.totals
    pairs = {
        **{g.criterion: (g.points, other.groups[g.criterion]) for g in totals.groups},
        "core": (totals.core, other.core),
        "bonus": (totals.bonus, other.bonus),
        "penalty": (totals.penalty, other.penalty),
        "total": (totals.total, other.total),
        "assigned": (totals.assigned_max, other.possible if other.assigned else Decimal(0)),
        "percent": (totals.percent, other.percent),
    }
    for name, (ours_, theirs_) in pairs.items():
        if ours_ != theirs_:
            yield f"{(sheet.unit, str(sheet.period), name)}: {ours_} against {theirs_}"


def case_differences(case: Case, result: MergeResult | None = None) -> Iterator[str]:
    """Where the product's merge and the oracle differ on one case, in words."""
    merged = case.merged() if result is None else result
    period = case.period.value
    given = {unit: oracle_entries(e) for unit, e in case.entries.items()}
    scores = oracle.score_cluster(case.data, given, period, case.receipts, case.blocked)
    hits = {
        u: oracle.vetoes(case.data, given[u], s, period, case.registration(u))
        for u, s in scores.items()
    }
    ranked = {
        u: s
        for u, s in scores.items()
        if u not in case.blocked and not oracle.out_of_ranking(case.data, hits[u])
    }
    places = oracle.ranks(case.data, ranked)
    for unit in merged.units:
        if unit.unit not in scores:
            if unit.sheet is not None or unit.rank is not None:
                yield f"{unit.unit}: scored although nothing came"
            continue
        score = scores[unit.unit]
        assert unit.sheet is not None
        yield from sheet_differences(unit.sheet, score)
        codes = tuple(hit.code for hit in unit.decisions)
        if codes != hits[unit.unit]:
            yield f"{unit.unit}: decisions {codes} against {hits[unit.unit]}"
        graded = oracle.grade(
            case.data, score, given[unit.unit], period, case.registration(unit.unit)
        )
        ours = None if unit.grade is None else unit.grade.grade.code
        if ours != graded:
            yield f"{unit.unit}: grade {ours} against {graded} at {score.total} {score.percent}"
        if unit.rank != places.get(unit.unit):
            yield f"{unit.unit}: rank {unit.rank} against {places.get(unit.unit)}"
