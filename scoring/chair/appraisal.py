"""Appraisal (thẩm định): what each line has after the chair looked at it, and the totals of that.

The numbers are kept apart and never stand in for one another. The final points of a leaf are the
second decision, else the appraised points, else the points of the rule on corrected results
(where a correction touches the leaf, or the chair accepted the computed points), else nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.fields import MARK, corrected_field
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry
from scoring.fields import Address, item_codes
from scoring.score import ScoreLine, ScoreSheet, sheet_of
from scoring.terms import Period, State, field_name
from scoring.totals import Totals

__all__ = [
    "AppraisedLine",
    "UnitAppraisal",
    "appraise",
    "corrected_entries",
]

NO_CROSS: Final[Mapping[str, Decimal]] = {}


@dataclass(frozen=True, slots=True)
class AppraisedLine:
    """The numbers of a leaf (``item`` None), of an item row or of a named input, in points.

    ``recomputed`` are the points of the rule on the corrected results of all units; without any
    correction they are the computed ones. Only leaves have appraised, second and final points.
    ``corrected``: a correction touches the line. ``needed``: the leaf must have final points
    before a ranking is official. ``unusable``: something was typed that cannot be used, so the
    line waits until it is mended. ``state`` is that of the recomputed line.
    """

    criterion: str
    item: str | None
    max_points: Decimal
    state: State
    computed: Decimal | None = None
    self_score: Decimal | None = None
    cross: Decimal | None = None
    recomputed: Decimal | None = None
    appraised: Decimal | None = None
    second: Decimal | None = None
    corrected: bool = False
    accepted: bool = False
    unusable: bool = False
    needed: bool = False

    @property
    def first(self) -> Decimal | None:
        """The points after the first appraisal, None while it has not been made."""
        if self.unusable:
            return None
        if self.appraised is not None:
            return self.appraised
        return self.recomputed if self.corrected or self.accepted else None

    @property
    def final(self) -> Decimal | None:
        """The final points, None while there are none."""
        return self.first if self.second is None or self.unusable else self.second

    @property
    def open(self) -> bool:
        """Whether the ranking still waits for this line."""
        return self.needed and self.final is None


@dataclass(frozen=True, slots=True)
class UnitAppraisal:
    """A unit's lines, in the order of the criteria, and what they come to.

    The two sheets hold the points after the first appraisal and the final ones, as far as there
    are any: a line without them is unscored.
    """

    lines: tuple[AppraisedLine, ...]
    first_so_far: ScoreSheet
    final_so_far: ScoreSheet

    @property
    def first(self) -> ScoreSheet | None:
        """The points after the first appraisal, None while a line is open."""
        waits = any(line.needed and line.first is None for line in self.lines)
        return None if waits else self.first_so_far

    @property
    def final(self) -> ScoreSheet | None:
        """The final points, None while a line is open."""
        return None if self.open else self.final_so_far

    @property
    def appraised_totals(self) -> Totals | None:
        """The totals after the first appraisal."""
        return None if self.first is None else self.first.totals

    @property
    def totals(self) -> Totals | None:
        """The final totals."""
        return None if self.final is None else self.final.totals

    @property
    def open(self) -> tuple[str, ...]:
        """The criteria for which the ranking still waits."""
        return tuple(line.criterion for line in self.lines if line.open)

    @property
    def started(self) -> bool:
        """Whether the chair has said anything about any line."""
        return any(line.first is not None or line.second is not None for line in self.lines)


def corrected_entries(
    campaign: Campaign, period: Period, entries: Entries, chair: Entries
) -> Entries:
    """A unit's entries with the results that the chair corrected in place of the unit's own.

    A corrected result says that the criterion applies: the mark of the contrary is left out.
    What speaks of an item row that the unit does not use changes nothing.
    """
    corrections = {e.address: e for e in _corrections(campaign, period, entries, chair)}
    if not corrections:
        return entries
    dropped = {Address(a.criterion, None, "not_applicable") for a in corrections}
    kept = {e.address: e for e in entries if e.address not in dropped}
    return Entries({**kept, **corrections}.values())


def _corrections(
    campaign: Campaign, period: Period, entries: Entries, chair: Entries
) -> Iterator[Entry]:
    leaves = {c.code: c for c in campaign.tree.leaves()}
    for entry in chair:
        a = entry.address
        criterion = leaves.get(a.criterion or "")
        if a.field != "appraised_actual" or entry.value is None or criterion is None:
            continue
        field = corrected_field(campaign, criterion, a.item, period)
        if field is not None and _has_row(criterion, a.item, entries):
            address = Address(a.criterion, a.item, field_name(field.base, period))
            yield Entry(address, entry.raw, entry.value, entry.at)


def _has_row(criterion: Criterion, item: str | None, entries: Entries) -> bool:
    if criterion.items is None or item is None:
        return True
    return item in entries.used_items(criterion.code, item_codes(criterion))


def appraise(
    campaign: Campaign,
    computed: ScoreSheet,
    recomputed: ScoreSheet,
    chair: Entries,
    cross: Mapping[str, Decimal] = NO_CROSS,
) -> UnitAppraisal:
    """A unit's appraisal: its sheets before and after corrections, what the chair typed for it."""
    before = {(x.criterion, x.item): x for x in computed.lines}
    accepted = chair.value(None, None, "accept_rest") == MARK
    lines: list[AppraisedLine] = []
    for line in recomputed.lines:
        own = before.get((line.criterion, line.item))
        lines.append(_line(campaign, line, own, chair, cross, accepted, recomputed.period))
        if line.item is None:
            lines += _named(campaign, line, chair)
    found = tuple(lines)
    first = {x.criterion: x.first for x in found if x.item is None}
    final = {x.criterion: x.final for x in found if x.item is None}
    return UnitAppraisal(
        found, _sheet(campaign, recomputed, first), _sheet(campaign, recomputed, final)
    )


def _line(
    campaign: Campaign,
    line: ScoreLine,
    own: ScoreLine | None,
    chair: Entries,
    cross: Mapping[str, Decimal],
    accepted: bool,
    period: Period,
) -> AppraisedLine:
    computed = None if own is None else own.computed
    touched = _is_corrected(line, chair) or (own is not None and line.computed != computed)
    found = AppraisedLine(
        line.criterion,
        line.item,
        line.max_points,
        line.state,
        computed,
        line.self_score,
        recomputed=line.computed,
        corrected=touched,
    )
    if line.item is not None:
        return found
    expected = period in campaign.tree[line.criterion].periods
    appraised = chair.decimal(line.criterion, None, "appraised")
    second = chair.decimal(line.criterion, None, "second")
    left_out = line.state is State.NOT_APPLICABLE and line.computed is None
    left_out = left_out and appraised is None and second is None
    return replace(
        found,
        cross=cross.get(line.criterion),
        appraised=appraised,
        second=second,
        accepted=accepted,
        unusable=_is_unusable(line, chair),
        needed=expected and not left_out,
    )


def _is_corrected(line: ScoreLine, chair: Entries) -> bool:
    """Whether the chair corrected a result of the line; of a leaf, one of its inputs or rows."""
    return any(
        e.address.field == "appraised_actual"
        and e.value is not None
        and e.address.criterion == line.criterion
        and line.item in (None, e.address.item)
        for e in chair
    )


def _is_unusable(line: ScoreLine, chair: Entries) -> bool:
    return any(
        e.address.field in ("appraised_actual", "appraised", "second")
        and e.value is None
        and e.address.criterion == line.criterion
        for e in chair
    )


def _named(campaign: Campaign, line: ScoreLine, chair: Entries) -> Iterator[AppraisedLine]:
    """A line for each named input of a leaf: its result may be corrected, it has no points."""
    for named in campaign.tree[line.criterion].inputs:
        corrected = chair.value(line.criterion, named.code, "appraised_actual") is not None
        yield AppraisedLine(line.criterion, named.code, Decimal(0), line.state, corrected=corrected)


def _sheet(
    campaign: Campaign, recomputed: ScoreSheet, points: Mapping[str, Decimal | None]
) -> ScoreSheet:
    """The sheet with these points of leaves; a leaf without any stays as it is, unscored."""
    lines = tuple(_with_points(line, points.get(line.criterion)) for line in recomputed.lines)
    return sheet_of(campaign, recomputed.unit, recomputed.period, lines)


def _with_points(line: ScoreLine, points: Decimal | None) -> ScoreLine:
    if line.item is not None:
        return line
    if points is None:
        return replace(line, computed=None)
    scored = line.state is State.NOT_APPLICABLE and points == line.computed
    return replace(line, computed=points, state=line.state if scored else State.OK)
