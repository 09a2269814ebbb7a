"""Decisions (điều kiện bắt buộc, hạ bậc, không vi phạm): which of them hit a unit, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from scoring.campaign import Campaign
from scoring.dates import vn_date
from scoring.entries import Entries
from scoring.expression import Relation, stands
from scoring.numbers import vn_number
from scoring.received import day_of
from scoring.rules.decisions import (
    Decision,
    Veto,
    WhenChosen,
    WhenCounted,
    WhenPoints,
    WhenRegistrationLate,
)
from scoring.score import ScoreSheet, marked_not_applicable
from scoring.terms import Period, State, field_name


class RegistrationStatus(StrEnum):
    """What is known about a unit's registration. The two unknown states never veto."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NO_DEADLINE = "no_deadline"
    RECEIPT_UNKNOWN = "receipt_unknown"


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """The registration against its deadline; ``received_on`` is the first known day of receipt."""

    status: RegistrationStatus
    deadline: dt.date | None = None
    received_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision whose condition holds, with the reason in Vietnamese."""

    decision: Decision
    reason: str

    @property
    def code(self) -> str:
        """The decision's code."""
        return self.decision.code

    @property
    def title(self) -> str:
        """The decision's title."""
        return self.decision.title

    @property
    def unranked(self) -> bool:
        """Whether it takes the unit out of the ranking."""
        return isinstance(self.decision, Veto) and self.decision.unranked


def registration_state(
    campaign: Campaign, receipts: Sequence[dt.datetime | None]
) -> RegistrationState:
    """What the receipts of a unit's registrations (every version, None for unknown) come to.

    The first one decides: a corrected registration does not undo that the unit registered in
    time. While the campaign sets no deadline nothing can be late, nor missing.
    """
    deadline = campaign.deadlines.of(Period.REGISTRATION)
    if deadline is None:
        return RegistrationState(RegistrationStatus.NO_DEADLINE)
    if not receipts:
        return RegistrationState(RegistrationStatus.MISSING, deadline)
    first = min((day_of(at) for at in receipts if at is not None), default=None)
    if first is not None and first <= deadline:
        return RegistrationState(RegistrationStatus.ON_TIME, deadline, first)
    if first is None or None in receipts:
        return RegistrationState(RegistrationStatus.RECEIPT_UNKNOWN, deadline, first)
    return RegistrationState(RegistrationStatus.LATE, deadline, first)


def asks_for_registration(campaign: Campaign) -> bool:
    """Whether any condition of the campaign looks at the registration."""
    return any(isinstance(d.when, WhenRegistrationLate) for d in campaign.decisions)


def decisions_hit(
    campaign: Campaign,
    period: Period,
    entries: Entries,
    registration: RegistrationState,
    sheet: ScoreSheet | None = None,
) -> tuple[Hit, ...]:
    """The decisions that hit a unit, in the campaign's order; points stay as they are.

    A result that is blank, invalid or not applicable fails nothing, nor do points that are not
    known (``sheet`` is the one after the cluster pass). At registration only the registration
    itself is looked at, because no result exists yet.
    """
    hits: list[Hit] = []
    for decision in campaign.decisions:
        match decision.when:
            case WhenChosen() as when:
                reason = _chosen(campaign, when, period, entries)
            case WhenCounted() as when:
                reason = _counted(campaign, when, period, entries)
            case WhenPoints() as when:
                reason = _scored(campaign, when, sheet)
            case WhenRegistrationLate():
                reason = _registered(registration)
            case _:
                assert_never(decision.when)
        if reason is not None:
            hits.append(Hit(decision, reason))
    return tuple(hits)


def _chosen(campaign: Campaign, when: WhenChosen, period: Period, entries: Entries) -> str | None:
    if _no_result(campaign, when.criterion, period, entries):
        return None
    chosen = entries.value(when.criterion, None, field_name("choice", period))
    return f"{when.criterion}: chọn “{when.label}”" if chosen == when.label else None


def _counted(campaign: Campaign, when: WhenCounted, period: Period, entries: Entries) -> str | None:
    if _no_result(campaign, when.criterion, period, entries):
        return None
    count = entries.decimal(when.criterion, when.item, field_name("count", period))
    if count is None:
        return None
    if not stands(Fraction(count), when.relation, Fraction(when.value)):
        return None
    where = when.criterion if when.item is None else f"{when.criterion}, {when.item}"
    sign = _SIGNS[when.relation]
    return f"{where}: nhập {vn_number(count)} (khi {sign} {vn_number(when.value)})"


def _scored(campaign: Campaign, when: WhenPoints, sheet: ScoreSheet | None) -> str | None:
    points = None if sheet is None else _known_points(campaign, when.criterion, sheet)
    if points is None or not stands(Fraction(points), when.relation, Fraction(when.value)):
        return None
    sign = _SIGNS[when.relation]
    return f"{when.criterion}: được {vn_number(points)} điểm (khi {sign} {vn_number(when.value)})"


def _known_points(campaign: Campaign, code: str, sheet: ScoreSheet) -> Decimal | None:
    """The points of a leaf, or of a group whose leaves all have theirs or do not apply."""
    if campaign.tree[code].is_leaf:
        line = sheet.line(code)
        return line.computed if line.state is State.OK else None
    leaves = [sheet.line(leaf.code) for leaf in campaign.tree.leaves_of(code)]
    known = all(line.state in (State.OK, State.NOT_APPLICABLE) for line in leaves)
    scored = any(line.computed is not None for line in leaves)
    return sheet.totals.group(code) if known and scored else None


_SIGNS = {
    Relation.LESS: "<",
    Relation.AT_MOST: "≤",
    Relation.EQUAL: "=",
    Relation.AT_LEAST: "≥",
    Relation.MORE: ">",
}


def _no_result(campaign: Campaign, criterion: str, period: Period, entries: Entries) -> bool:
    if period is Period.REGISTRATION:
        return True
    return marked_not_applicable(campaign.tree[criterion], entries)


def _registered(registration: RegistrationState) -> str | None:
    deadline = vn_date(registration.deadline) if registration.deadline else ""
    match registration.status:
        case RegistrationStatus.LATE if registration.received_on is not None:
            day = vn_date(registration.received_on)
            return f"đăng ký nhận ngày {day}, sau hạn {deadline}"
        case RegistrationStatus.MISSING:
            return f"không có bản đăng ký (hạn {deadline})"
    return None
