"""Kind ``lateness``: points off for what came after its deadline.

The day is what the unit entered (``source = "entered"``, against a fixed ``base``), or the day on
which the chair received a submission (``"received"``, against the campaign's deadline), which
only the chair knows. Or nobody counts days and the officer chooses how late it was
(``"chosen"``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field

from scoring.dates import excel_serial
from scoring.expression import (
    Case,
    Compare,
    Difference,
    Expression,
    Greatest,
    Input,
    Listed,
    Number,
    Part,
    Product,
    Relation,
    Said,
    Shown,
    WorkingDays,
    number,
)
from scoring.rules.base import LONGEST_LABEL, Fault, InputField, Leaf, LeafRule, Parameters
from scoring.rules.faults import (
    best_faults,
    label_faults,
    not_here,
    positive_faults,
    range_faults,
)
from scoring.terms import FieldType, Period

RECEIVED_AT = "received_at"
"""The day of receipt, as the expressions know it."""


class LateStep(Parameters):
    """From so many days late on, ``off`` points are taken off."""

    from_: int = Field(alias="from", ge=1)
    off: Decimal


class LateStatus(Parameters):
    """How late it was, in words, and the points taken off (``"all"``: the whole item)."""

    label: str = Field(min_length=1, max_length=LONGEST_LABEL)
    off: Decimal | Literal["all"]


class Lateness(LeafRule):
    """``per_day`` points off for each day late after ``grace_days``, or by ``steps``.

    ``days`` tells calendar from working days (without ``holidays``). ``report`` names the
    submission that is measured where it is not the one being scored. ``statuses`` are what the
    officer chooses from with ``source = "chosen"``. Points do not go below ``floor``.
    """

    kind: Literal["lateness"]
    per_day: Decimal | None = None
    steps: tuple[LateStep, ...] = ()
    statuses: tuple[LateStatus, ...] = ()
    floor: Decimal = Decimal(0)
    grace_days: int = Field(default=0, ge=0)
    days: Literal["calendar", "working"] = "calendar"
    holidays: tuple[dt.date, ...] = ()
    source: Literal["entered", "received", "chosen"] = "received"
    base: dt.date | None = None
    report: Period | None = None

    @property
    def cluster(self) -> bool:
        return self.source == "received"

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        match self.source:
            case "received":
                return ()
            case "chosen":
                labels = tuple(status.label for status in self.statuses)
                return (InputField("choice", FieldType.CHOICE, "Tình trạng", choices=labels),)
            case "entered":
                return (InputField("date", FieldType.DATE, "Ngày hoàn thành, gửi"),)

    def due(self, leaf: Leaf) -> dt.date | None:
        """The last day on time; None while the campaign has not set it."""
        return self.base if self.base is not None else leaf.deadline

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        """Raises ValueError where no deadline is set: ask ``due`` first."""
        if self.source == "chosen":
            return self._chosen(leaf, item)
        due = self.due(leaf)
        if due is None:
            raise ValueError(f"{leaf.code}: no deadline is set")
        sent = Input(leaf.code, item, "date" if self.source == "entered" else RECEIVED_AT)
        late = self._late(sent, due)
        off, cost, parts = self._off(late)
        points = Greatest((Number(self.floor), Difference(Number(leaf.max_points), off)))
        unit = "ngày làm việc" if self.days == "working" else "ngày"
        return Said(
            points,
            f"Ngày {{sent}}, hạn {{due}}: muộn {{late}} {unit}{cost} → {{points}} điểm",
            (
                Part("sent", sent, Shown.DATE),
                Part("due", number(excel_serial(due)), Shown.DATE),
                Part("late", late, Shown.NUMBER),
                *parts,
                Part("points", points, Shown.POINTS),
            ),
        )

    def _late(self, sent: Input, due: dt.date) -> Expression:
        """The days that cost points."""
        first = excel_serial(due)
        if self.days == "calendar":
            last_day = number(first + self.grace_days)
            return Greatest((number(0), Difference(sent, last_day)))
        worked = WorkingDays(number(first), sent, self.holidays)
        if not self.grace_days:
            return worked
        return Greatest((number(0), Difference(worked, number(self.grace_days))))

    def _off(self, late: Expression) -> tuple[Expression, str, tuple[Part, ...]]:
        """What the delay costs, and how the sentence shows it."""
        if self.per_day is not None:
            each = Number(self.per_day)
            off: Expression = Product((late, each))
            return off, " × {each} điểm/ngày", (Part("each", each, Shown.NUMBER),)
        off = number(0)
        for step in sorted(self.steps, key=lambda s: s.from_):
            reached = Compare(late, Relation.AT_LEAST, Number(Decimal(step.from_)))
            off = Case(reached, Number(step.off), off)
        return off, ", trừ {off} điểm", (Part("off", off, Shown.NUMBER),)

    def _chosen(self, leaf: Leaf, item: str | None) -> Expression:
        chosen = Input(leaf.code, item, "choice")
        pairs = tuple((status.label, self._left(status, leaf)) for status in self.statuses)
        points = Listed(chosen, pairs)
        return Said(
            points,
            "“{label}” → {points} điểm",
            (Part("label", chosen, Shown.LABEL), Part("points", points, Shown.POINTS)),
        )

    def _left(self, status: LateStatus, leaf: Leaf) -> Decimal:
        if not isinstance(status.off, Decimal):
            return Decimal(0)
        return max(self.floor, leaf.max_points - status.off)

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from range_faults("floor", self.floor, leaf)
        if self.source == "entered" and self.base is None:
            yield Fault("base", "CAMPAIGN_LATENESS_BASE")
        by_days = (self.per_day is not None) + bool(self.steps)
        if (bool(self.statuses), by_days) != ((True, 0) if self.source == "chosen" else (False, 1)):
            yield Fault("", "CAMPAIGN_LATENESS_COST")
        if self.per_day is not None:
            yield from positive_faults("per_day", self.per_day)
        yield from _step_faults(self.steps, leaf)
        yield from label_faults("statuses", tuple(status.label for status in self.statuses))
        for i, status in enumerate(self.statuses):
            if isinstance(status.off, Decimal):
                yield from range_faults(f"statuses[{i}].off", status.off, leaf)
        if self.statuses:
            kept = [self._left(status, leaf) for status in self.statuses]
            yield from best_faults("statuses", kept, leaf)
        yield from self._unused()

    def _unused(self) -> Iterator[Fault]:
        if self.source == "chosen":
            yield from not_here(
                "chọn tình trạng thì không đếm ngày",
                base=self.base is not None,
                grace_days=self.grace_days != 0,
                days=self.days != "calendar",
            )
        if self.source != "received":
            why = "chỉ dùng khi tính theo ngày Cụm trưởng nhận"
            yield from not_here(why, report=self.report is not None)
        if self.days != "working":
            yield from not_here("chỉ dùng khi tính ngày làm việc", holidays=bool(self.holidays))


def _step_faults(steps: tuple[LateStep, ...], leaf: Leaf) -> Iterator[Fault]:
    for i, step in enumerate(steps):
        yield from positive_faults(f"steps[{i}].off", step.off)
        yield from range_faults(f"steps[{i}].off", step.off, leaf)
    ordered = sorted(steps, key=lambda s: s.from_)
    for fewer, more in pairwise(ordered):
        if more.from_ == fewer.from_ or more.off <= fewer.off:
            params = {"first": str(fewer.from_), "second": str(more.from_)}
            yield Fault("steps", "CAMPAIGN_LATE_STEPS", params)
