"""Small campaigns for the oracle's own tests, written as the text of a campaign file."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

from tests.oracle import Address, Entries, State, Value, score_unit

Seen = tuple[State, Decimal | None]


def campaign(text: str) -> dict[str, Any]:
    """A campaign of the given criteria, with a scale of 100 and two decimals."""
    head: dict[str, Any] = {
        "scale": 100,
        "places": 2,
        "rank_by": "points",
        "tie_break": [],
        "grades": "not set",
        "deadlines": {"registration": "not set", "midyear": "not set", "year": "not set"},
    }
    return head | tomllib.loads(text, parse_float=Decimal)


def one_leaf(rule: str, maximum: str = "10", more: str = "") -> dict[str, Any]:
    """A campaign with the single leaf A."""
    return campaign(
        f'[[criterion]]\ncode = "A"\ntitle = "A"\nmax_points = {maximum}\nrule = {{ {rule} }}\n'
        + more
    )


BONUS = 'section = "bonus"'
PENALTY = 'section = "penalty"'
GROUP = 'kind = "sub_sum"'


def leaf(code: str, points: int, more: str = "", rule: str = 'kind = "direct"') -> str:
    """A criterion as the file writes it."""
    return (
        f'[[criterion]]\ncode = "{code}"\ntitle = "{code}"\nmax_points = {points}\n'
        f"rule = {{ {rule} }}\n{more}\n"
    )


def absent(policy: str) -> dict[str, Any]:
    """A campaign of two leaves, the second of which may not apply."""
    return campaign(leaf("A", 85) + leaf("B", 15, f'not_applicable = "{policy}"'))


def decimals(text: str) -> tuple[Decimal, ...]:
    """Numbers written side by side."""
    return tuple(Decimal(part) for part in text.split())


def value(text: Value | int) -> Value:
    """A number where the text is one, else the value as it is."""
    if isinstance(text, int):
        return Decimal(text)
    if isinstance(text, str) and text.lstrip("-").replace(".", "", 1).isdigit():
        return Decimal(text)
    return text


def entries(**cells: Value | int) -> dict[Address, Value]:
    """Entries by address: `A__actual_fy`, or with an item `A__1__weight`."""
    found: dict[Address, Value] = {}
    for name, cell in cells.items():
        criterion, *item, field = name.split("__")
        found[(criterion, item[0] if item else None, field)] = value(cell)
    return found


def seen(table: dict[str, Any], given: Entries, period: str = "nam") -> Seen:
    """State and points of the leaf A in the local pass."""
    line = score_unit(table, given, period).line("A")
    return line.state, line.points


def ok(points: str) -> Seen:
    return "ok", Decimal(points)


MISSING: Seen = ("not_available", None)
INVALID: Seen = ("invalid", None)
CLUSTER: Seen = ("cluster", None)
ABSENT: Seen = ("not_applicable", None)
