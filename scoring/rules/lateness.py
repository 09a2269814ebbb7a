"""Kind ``lateness``: points off for every day after the deadline.

The date is what the unit entered (``source = "entered"``, against a fixed ``base``), or the
moment at which the chair received the submission (``"received"``, against the campaign's
deadline for the period), which only the chair knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.dates import excel_serial
from scoring.expression import (
    Difference,
    Expression,
    Greatest,
    Input,
    Number,
    Part,
    Product,
    Said,
    Shown,
    number,
)
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import positive_faults, range_faults
from scoring.terms import FieldType


class Lateness(LeafRule):
    """``per_day`` points off for each calendar day late after ``grace_days``, down to ``floor``."""

    kind: Literal["lateness"]
    per_day: Decimal
    floor: Decimal = Decimal(0)
    grace_days: int = Field(default=0, ge=0)
    source: Literal["entered", "received"] = "received"
    base: dt.date | None = None

    @property
    def cluster(self) -> bool:
        return self.source == "received"

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        if self.source == "received":
            return ()
        return (InputField("date", FieldType.DATE, "Ngày hoàn thành, gửi"),)

    def due(self, leaf: Leaf) -> dt.date | None:
        """The last day on time; None while the campaign has not set it."""
        return self.base if self.base is not None else leaf.deadline

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        """Raises ValueError where no deadline is set: ask ``due`` first."""
        due = self.due(leaf)
        if due is None:
            raise ValueError(f"{leaf.code}: no deadline is set")
        base = "date" if self.source == "entered" else "received_at"
        sent = Input(leaf.code, item, base)
        last_day = number(excel_serial(due) + self.grace_days)
        late = Greatest((number(0), Difference(sent, last_day)))
        off = Product((late, Number(self.per_day)))
        points = Greatest((Number(self.floor), Difference(Number(leaf.max_points), off)))
        return Said(
            points,
            "Ngày {sent}, hạn {due}: muộn {late} ngày × {each} điểm/ngày → {points} điểm",
            (
                Part("sent", sent, Shown.DATE),
                Part("due", number(excel_serial(due)), Shown.DATE),
                Part("late", late, Shown.NUMBER),
                Part("each", Number(self.per_day), Shown.NUMBER),
                Part("points", points, Shown.POINTS),
            ),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from positive_faults("per_day", self.per_day)
        yield from range_faults("floor", self.floor, leaf)
        if self.source == "entered" and self.base is None:
            yield Fault("base", "CAMPAIGN_LATENESS_BASE")
