"""Kinds ``per_event_plus`` and ``per_event_minus``: so many points for each event."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Difference,
    Expression,
    Greatest,
    Input,
    Least,
    Number,
    Part,
    Product,
    Said,
    Shown,
)
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.excess_bonus import cap_faults
from scoring.rules.faults import positive_faults, range_faults
from scoring.terms import FieldType, Section


def _count_field(event: str) -> InputField:
    return InputField("count", FieldType.COUNT, f"Số {event}", minimum=Decimal(0))


def _said(event: str) -> str:
    """The event's name inside a template."""
    return event.replace("{", "{{").replace("}", "}}")


class PerEventPlus(LeafRule):
    """``points_each`` for every ``event``, at most ``cap`` (else the maximum)."""

    kind: Literal["per_event_plus"]
    event: str = "lần"
    points_each: Decimal
    cap: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return (_count_field(self.event),)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        count = Input(leaf.code, item, "count")
        each = Number(self.points_each)
        cap = Number(leaf.max_points if self.cap is None else self.cap)
        points = Least((cap, Product((count, each))))
        return Said(
            points,
            f"{{count}} {_said(self.event)} × {{each}} điểm, tối đa {{cap}} → {{points}} điểm",
            _parts(count, each, cap, points),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from positive_faults("points_each", self.points_each)
        yield from cap_faults(self.cap, leaf)


class PerEventMinus(LeafRule):
    """``points_each`` off for every ``event``, from ``start`` (else the maximum) down to ``floor``.

    In the penalty section the points are the deduction itself: a positive amount, at most
    ``cap`` (else the maximum), which the total subtracts.
    """

    kind: Literal["per_event_minus"]
    event: str = "lần"
    points_each: Decimal
    start: Decimal | None = None
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        return (_count_field(self.event),)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        count = Input(leaf.code, item, "count")
        each = Number(self.points_each)
        if leaf.section is Section.PENALTY:
            cap = Number(leaf.max_points if self.cap is None else self.cap)
            taken = Least((cap, Product((count, each))))
            template = (
                f"{{count}} {_said(self.event)} × {{each}} điểm, trừ tối đa {{cap}} → "
                "trừ {points} điểm"
            )
            return Said(taken, template, _parts(count, each, cap, taken))
        start = Number(leaf.max_points if self.start is None else self.start)
        taken_off: Expression = Product((count, each))
        if self.cap is not None:
            taken_off = Least((Number(self.cap), taken_off))
        points = Greatest((Number(self.floor), Difference(start, taken_off)))
        return Said(
            points,
            f"{{cap}} − {{count}} {_said(self.event)} × {{each}} điểm → {{points}} điểm",
            _parts(count, each, start, points),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from positive_faults("points_each", self.points_each)
        if leaf.section is Section.PENALTY:
            for key, given in (("start", self.start is not None), ("floor", self.floor != 0)):
                if given:
                    yield Fault(key, "CAMPAIGN_KEY_UNUSED", {"key": key})
        start = leaf.max_points if self.start is None else self.start
        yield from range_faults("start", start, leaf)
        if not 0 <= self.floor <= start:
            params = {"value": vn_number(self.floor), "max": vn_number(start)}
            yield Fault("floor", "CAMPAIGN_POINTS_OUT_OF_RANGE", params)
        yield from cap_faults(self.cap, leaf)


def _parts(
    count: Expression, each: Expression, cap: Expression, points: Expression
) -> tuple[Part, ...]:
    return (
        Part("count", count, Shown.NUMBER),
        Part("each", each, Shown.NUMBER),
        Part("cap", cap, Shown.POINTS),
        Part("points", points, Shown.POINTS),
    )
