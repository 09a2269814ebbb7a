"""What a cluster kind is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.explanation import explain
from scoring.expression import Expression, Input, Rounded, evaluate, holds
from scoring.findings import Finding
from scoring.leaf_plan import bounds_of
from scoring.numbers import round_half_up
from scoring.received import UNKNOWN_RECEIPT, Receipt
from scoring.score import EntryValues, ScoreLine, ScoreSheet
from scoring.terms import Period, State


@dataclass(frozen=True, slots=True)
class ClusterData:
    """All units' sheets and entries from the local pass, by unit, and the receipts.

    ``aside`` are units whose results take no part in a comparison: their submissions are blocked.
    """

    campaign: Campaign
    period: Period
    sheets: Mapping[str, ScoreSheet]
    entries: Mapping[str, Entries] = field(default_factory=dict)
    receipts: Mapping[tuple[str, Period], Receipt] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()

    def receipt(self, unit: str, period: Period) -> Receipt:
        """What is known of the arrival of a unit's submission of a period."""
        return self.receipts.get((unit, period), UNKNOWN_RECEIPT)

    def values(self, unit: str, known: Mapping[Input, Fraction] | None = None) -> EntryValues:
        """A unit's entries as expressions see them, with what only the cluster knows."""
        return EntryValues(self.entries.get(unit, Entries(())), self.period, known)


@dataclass(frozen=True, slots=True)
class Filled:
    """The new line of every unit that was asked for, and what there is to say.

    ``findings`` concern the cluster as a whole, ``unit_findings`` one unit each, by unit.
    """

    lines: Mapping[str, ScoreLine]
    findings: tuple[Finding, ...] = ()
    unit_findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


Fill: TypeAlias = Callable[[ClusterData, Criterion, Mapping[str, ScoreLine]], Filled]
"""From a criterion and the lines that wait for the cluster, by unit, to the filled lines."""


def scored(
    data: ClusterData, line: ScoreLine, points: Expression, values: EntryValues
) -> ScoreLine:
    """The line with its points, rounded once, and their explanation."""
    places = data.campaign.places
    rounded = Rounded(points, places)
    return replace(
        line,
        computed=round_half_up(evaluate(rounded, values), places),
        state=State.OK,
        sentence=explain(rounded, values, places),
    )


def obstacle(data: ClusterData, criterion: Criterion, unit: str) -> tuple[State, str] | None:
    """Why a unit's own entries do not suffice, None where they do."""
    leaf = data.campaign.leaf(criterion, data.period)
    fields = {Input(leaf.code, None, f.base): f for f in criterion.leaf_rule.fields(leaf)}
    values = data.values(unit)
    if any(values.unusable(at) for at in fields):
        return State.INVALID, "Có ô nhập sai nên chưa tính được điểm"
    if any(f.required and values.missing(at) for at, f in fields.items()):
        return State.NOT_AVAILABLE, "Chưa nhập đủ số liệu"
    given = [(at, f) for at, f in fields.items() if not values.missing(at)]
    if not all(holds(test, values) for at, f in given for test in bounds_of(at, f)):
        return State.INVALID, "Số liệu không hợp lệ nên chưa tính được điểm"
    return None


@dataclass(frozen=True, slots=True)
class Compared:
    """The units whose results can be compared, and the lines of those whose cannot."""

    units: tuple[str, ...]
    lines: Mapping[str, ScoreLine]
    findings: tuple[Finding, ...]


def comparable(
    data: ClusterData, criterion: Criterion, waiting: Mapping[str, ScoreLine]
) -> Compared:
    """Sort the waiting units: those with usable results, and why the others have none."""
    units: list[str] = []
    lines: dict[str, ScoreLine] = {}
    for unit, line in waiting.items():
        if unit in data.aside:
            text = "Phiếu nộp còn lỗi nên chưa đưa vào so sánh trong Cụm"
            lines[unit] = replace(line, sentence=text)
        elif (found := obstacle(data, criterion, unit)) is not None:
            lines[unit] = replace(line, state=found[0], sentence=found[1])
        else:
            units.append(unit)
    return Compared(tuple(units), lines, _incomplete(data, criterion, waiting, lines))


def _incomplete(
    data: ClusterData,
    criterion: Criterion,
    waiting: Mapping[str, ScoreLine],
    without: Mapping[str, ScoreLine],
) -> tuple[Finding, ...]:
    """Say whose results the comparison lacks; nothing where it has everybody's."""
    units = data.campaign.units
    lacking = [u for u in units if u not in data.sheets or u in without]
    if not lacking or not waiting:
        return ()
    names = ", ".join(units[u].short_name for u in lacking)
    params = {"criterion": criterion.code, "title": criterion.title, "units": names}
    return (Finding("COMPARISON_INCOMPLETE", criterion=criterion.code, params=params),)
