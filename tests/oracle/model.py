"""Plain types, the tree of criteria and the only rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Address = tuple[str, str | None, str]
Value = Decimal | str | date
Entries = Mapping[Address, Value]
Table = Mapping[str, Any]  # a table of the TOML file, as tomllib gives it
Campaign = Table
State = Literal["ok", "not_available", "not_applicable", "cluster", "invalid"]

YEAR = "nam"
HALF = "6-thang"
NOT_SET = "not set"


@dataclass(frozen=True, slots=True)
class Line:
    """What one leaf (item None) or one of its item rows brings; points None: not known."""

    criterion: str
    item: str | None
    state: State
    points: Decimal | None
    ratio: Fraction | None = None


@dataclass(frozen=True, slots=True)
class UnitScore:
    """All lines of a unit and their totals; `possible` is what `percent` divides by."""

    period: str
    lines: tuple[Line, ...]
    groups: Mapping[str, Decimal]
    unknown_groups: frozenset[str]
    core: Decimal
    bonus: Decimal
    penalty: Decimal
    total: Decimal
    assigned: Decimal
    possible: Decimal
    percent: Decimal | None

    def line(self, criterion: str, item: str | None = None) -> Line:
        """The line of a leaf or of one of its item rows; KeyError when there is none."""
        for line in self.lines:
            if line.criterion == criterion and line.item == item:
                return line
        raise KeyError((criterion, item))

    def known_points(self, criterion: str) -> Decimal | None:
        """Points of a leaf or a group; None while a part of it is not known.

        A leaf that does not apply has none to be judged by, even where it is given its maximum.
        """
        if criterion in self.groups:
            return None if criterion in self.unknown_groups else self.groups[criterion]
        line = self.line(criterion)
        return line.points if line.state == "ok" else None


@dataclass(frozen=True, slots=True)
class Node:
    """One criterion, with what the file leaves out filled in."""

    code: str
    parent: str | None
    section: str
    maximum: Fraction
    rule: Table
    periods: tuple[str, ...]
    scored_by: str
    absent_policy: str
    item_rows: int

    @property
    def kind(self) -> str:
        return str(self.rule["kind"])

    @property
    def is_group(self) -> bool:
        return self.kind == "sub_sum"

    @property
    def is_penalty(self) -> bool:
        return self.section == "penalty"


def exact(value: Decimal | int | Fraction) -> Fraction:
    """The exact value; a binary float is a mistake of the caller."""
    if isinstance(value, float):
        raise TypeError("parse the file with parse_float=Decimal")
    return Fraction(value)


def half_up(value: Fraction, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero, and keep that many decimals."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((1 if value < 0 and whole else 0, digits, -places))


def nodes(campaign: Campaign) -> dict[str, Node]:
    """Every criterion by its code, in the order of the file."""
    found: dict[str, Node] = {}
    for table in campaign["criterion"]:
        items = table.get("items")
        found[table["code"]] = Node(
            code=table["code"],
            parent=table.get("parent"),
            section=table.get("section", "core"),
            maximum=exact(table["max_points"]),
            rule=table["rule"],
            periods=tuple(table.get("periods", (HALF, YEAR))),
            scored_by=table.get("scored_by", "unit"),
            absent_policy=table.get("not_applicable", "forbidden"),
            item_rows=0 if items is None else int(items["rows"]),
        )
    return found


def leaves(campaign: Campaign) -> list[Node]:
    """The criteria that give points themselves."""
    return [node for node in nodes(campaign).values() if not node.is_group]


def absence(tree: Mapping[str, Node], node: Node, entries: Entries) -> str | None:
    """Treatment of a leaf that is marked as not applicable, itself or in a group above it."""
    step: Node | None = node
    while step is not None:
        mark = entries.get((step.code, None, "not_applicable"))
        marked = isinstance(mark, str) and mark.strip().casefold() == "x"
        if marked and step.absent_policy != "forbidden":
            return step.absent_policy
        step = tree[step.parent] if step.parent is not None else None
    return None


def field_of(name: str, period: str) -> str:
    """Published name of a result field in a period: `actual_h1`, `actual_fy`, `count`."""
    if period == HALF:
        return f"{name}_h1"
    return "actual_fy" if name == "actual" else name
