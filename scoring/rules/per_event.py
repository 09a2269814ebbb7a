"""Kinds ``per_event_plus`` and ``per_event_minus``: so many points for each event.

The count of the year includes the first half. ``half_cap`` is the most that one half-year can
bring or cost ("tối đa 3 điểm/kỳ"); the second half is the year less the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Compare,
    Difference,
    Expression,
    Greatest,
    Input,
    Least,
    Number,
    Part,
    Product,
    Relation,
    Said,
    Shown,
    Sum,
    Test,
    number,
)
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.faults import (
    cap_faults,
    floor_faults,
    no_start_in_penalty,
    not_here,
    positive_faults,
    range_faults,
)
from scoring.terms import FieldType, Period, Section


class _PerEvent(LeafRule):
    """What both kinds share: an event's name, its points, the cap of a half-year."""

    event: str = "lần"
    points_each: Decimal
    cap: Decimal | None = None
    half_cap: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        title = f"Số {self.event}"
        return (InputField("count", FieldType.COUNT, title, minimum=Decimal(0)),)

    def requires(self, leaf: Leaf, item: str | None) -> tuple[Test, ...]:
        if not self._by_halves(leaf):
            return ()
        count, first = (Input(leaf.code, item, f) for f in ("count", "count_h1"))
        return (Compare(count, Relation.AT_LEAST, first),)

    def _by_halves(self, leaf: Leaf) -> bool:
        return self.half_cap is not None and leaf.period is Period.YEAR

    def _earned(self, leaf: Leaf, item: str | None) -> Expression:
        """The points of all events, each half-year under its cap."""
        count, each = Input(leaf.code, item, "count"), Number(self.points_each)
        if self.half_cap is None:
            return Product((count, each))
        half = Number(self.half_cap)
        if not self._by_halves(leaf):
            return Least((half, Product((count, each))))
        first = Input(leaf.code, item, "count_h1")
        return Sum(
            (
                Least((half, Product((first, each)))),
                Least((half, Product((Difference(count, first), each)))),
            )
        )

    def _event_text(self) -> str:
        """The event and its points inside a template, with the cap of a half-year."""
        event = self.event.replace("{", "{{").replace("}", "}}")
        half = "" if self.half_cap is None else f" (mỗi kỳ không quá {vn_number(self.half_cap)})"
        return f"{event} × {{each}} điểm{half}"

    def _faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from positive_faults("points_each", self.points_each)
        yield from cap_faults(self.cap, leaf)
        yield from cap_faults(self.half_cap, leaf, "half_cap")


class PerEventPlus(_PerEvent):
    """``points_each`` for every ``event``, at most ``cap`` (else the maximum).

    With ``best_only`` one event counts, however many there are.
    """

    kind: Literal["per_event_plus"]
    best_only: bool = False

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        count, each = Input(leaf.code, item, "count"), Number(self.points_each)
        cap = Number(leaf.max_points if self.cap is None else self.cap)
        earned: Expression = self._earned(leaf, item)
        text = self._event_text()
        if self.best_only:
            earned = Product((Least((number(1), count)), each))
            text += ", chỉ tính một"
        points = Least((cap, earned))
        return Said(
            points,
            f"{{count}} {text}, tối đa {{cap}} → {{points}} điểm",
            _parts(count, each, cap, points),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from self._faults(leaf)
        if self.best_only:
            why = "chỉ tính một lần thì không có mức tối đa theo kỳ"
            yield from not_here(why, half_cap=self.half_cap is not None)


class PerEventMinus(_PerEvent):
    """``points_each`` off for every ``event``, from ``start`` (else the maximum) down to ``floor``.

    In the penalty section the points are the deduction itself: a positive amount, at most
    ``cap`` (else the maximum), which the total subtracts.
    """

    kind: Literal["per_event_minus"]
    start: Decimal | None = None
    floor: Decimal = Decimal(0)

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        count, each = Input(leaf.code, item, "count"), Number(self.points_each)
        off = self._earned(leaf, item)
        if leaf.section is Section.PENALTY:
            cap = Number(leaf.max_points if self.cap is None else self.cap)
            taken = Least((cap, off))
            template = f"{{count}} {self._event_text()}, trừ tối đa {{cap}} → trừ {{points}} điểm"
            return Said(taken, template, _parts(count, each, cap, taken))
        start = Number(leaf.max_points if self.start is None else self.start)
        if self.cap is not None:
            off = Least((Number(self.cap), off))
        points = Greatest((Number(self.floor), Difference(start, off)))
        return Said(
            points,
            f"{{cap}} − {{count}} {self._event_text()} → {{points}} điểm",
            _parts(count, each, start, points),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from self._faults(leaf)
        if leaf.section is Section.PENALTY:
            yield from no_start_in_penalty(self.start, self.floor)
        start = leaf.max_points if self.start is None else self.start
        yield from range_faults("start", start, leaf)
        yield from floor_faults(self.floor, start)


def _parts(
    count: Expression, each: Expression, cap: Expression, points: Expression
) -> tuple[Part, ...]:
    return (
        Part("count", count, Shown.NUMBER),
        Part("each", each, Shown.NUMBER),
        Part("cap", cap, Shown.POINTS),
        Part("points", points, Shown.POINTS),
    )
