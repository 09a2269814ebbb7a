"""Kind ``range_minus``: points off inside the range that belongs to a fault's severity."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

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
)
from scoring.numbers import vn_number
from scoring.rules.base import LONGEST_LABEL, Fault, InputField, Leaf, LeafRule, Parameters
from scoring.rules.faults import (
    cap_faults,
    count_faults,
    floor_faults,
    label_faults,
    no_start_in_penalty,
    not_here,
    range_faults,
)
from scoring.terms import FieldType, Section


class Severity(Parameters):
    """How bad a fault is, and the least and most points that it may cost."""

    label: str = Field(min_length=1, max_length=LONGEST_LABEL)
    from_: Decimal = Field(alias="from", ge=0)
    to: Decimal


class RangeMinus(LeafRule):
    """Who judges enters the points taken off: 0, or a number in the range of a severity.

    With ``counts``, one named input per severity, the faults add up: the deduction lies between
    all of them at their least and all at their most. The points are ``start`` (else the maximum)
    less the deduction, not below ``floor``; in the penalty section the deduction itself, at most
    ``cap`` (else the maximum).
    """

    kind: Literal["range_minus"]
    severities: tuple[Severity, ...] = Field(min_length=1)
    counts: tuple[str, ...] = ()
    start: Decimal | None = None
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        ranges = () if self.counts else tuple((s.from_, s.to) for s in self.severities)
        highest = None if self.counts else max(s.to for s in self.severities)
        return (
            InputField(
                "points",
                FieldType.POINTS,
                "Số điểm trừ",
                minimum=Decimal(0),
                maximum=highest,
                ranges=ranges,
            ),
        )

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        off = Input(leaf.code, item, "points")
        if leaf.section is Section.PENALTY:
            cap = Number(leaf.max_points if self.cap is None else self.cap)
            taken = Least((cap, off))
            text = "Trừ {off} điểm theo mức độ ({ranges}), tối đa {start} → trừ {points} điểm"
            return self._said(text, taken, off, cap)
        start = Number(leaf.max_points if self.start is None else self.start)
        points = Greatest((Number(self.floor), Difference(start, off)))
        return self._said(
            "{start} − {off} điểm trừ theo mức độ ({ranges}) → {points} điểm", points, off, start
        )

    def _said(self, text: str, points: Expression, off: Input, start: Number) -> Expression:
        ranges = "; ".join(
            f"{s.label}: {vn_number(s.from_)}–{vn_number(s.to)}" for s in self.severities
        )
        known = ranges.replace("{", "{{").replace("}", "}}")
        return Said(
            points,
            text.replace("{ranges}", known),
            (
                Part("off", off, Shown.NUMBER),
                Part("start", start, Shown.NUMBER),
                Part("points", points, Shown.POINTS),
            ),
        )

    def requires(self, leaf: Leaf, item: str | None) -> tuple[Test, ...]:
        if not self.counts:
            return ()
        off = Input(leaf.code, item, "points")
        return (
            Compare(off, Relation.AT_LEAST, self._sum(leaf, "from_")),
            Compare(off, Relation.AT_MOST, self._sum(leaf, "to")),
        )

    def _sum(self, leaf: Leaf, edge: Literal["from_", "to"]) -> Expression:
        return Sum(
            tuple(
                Product((Input(leaf.code, name, "count"), Number(getattr(severity, edge))))
                for name, severity in zip(self.counts, self.severities, strict=True)
            )
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from label_faults("severities", tuple(s.label for s in self.severities))
        for i, severity in enumerate(self.severities):
            if severity.to < severity.from_:
                params = {"from": vn_number(severity.from_), "to": vn_number(severity.to)}
                yield Fault(f"severities[{i}].to", "CAMPAIGN_SEVERITY_RANGE", params)
        if self.counts and len(self.counts) != len(self.severities):
            yield Fault("counts", "CAMPAIGN_SEVERITY_COUNTS")
        yield from count_faults("counts", self.counts)
        if leaf.section is Section.PENALTY:
            yield from no_start_in_penalty(self.start, self.floor)
        else:
            yield from not_here("khóa này chỉ dùng ở phần điểm trừ", cap=self.cap is not None)
        start = leaf.max_points if self.start is None else self.start
        yield from range_faults("start", start, leaf)
        yield from floor_faults(self.floor, start)
        yield from cap_faults(self.cap, leaf)
