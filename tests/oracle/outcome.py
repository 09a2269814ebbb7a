"""Decisions that a unit meets, and its grade at year end."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tests.oracle.cluster import Receipts
from tests.oracle.model import (
    NOT_SET,
    YEAR,
    Campaign,
    Entries,
    Table,
    UnitScore,
    absence,
    exact,
    field_of,
    half_up,
    leaves,
    nodes,
)

Registration = Literal["on_time", "late", "missing", "unknown"]

RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


def registration_state(campaign: Campaign, receipts: Receipts, unit: str) -> Registration:
    """How the registration came, from the list of receipts."""
    came = receipts.get((unit, "dang-ky"))
    deadline = campaign["deadlines"].get("registration", NOT_SET)
    if came == "unsent":
        return "missing"
    if not isinstance(came, date) or not isinstance(deadline, date):
        return "unknown"
    day = came.date() if isinstance(came, datetime) else came
    return "late" if day > deadline else "on_time"


def vetoes(
    campaign: Campaign,
    entries: Entries,
    score: UnitScore,
    period: str,
    registration: Registration = "unknown",
) -> tuple[str, ...]:
    """Codes of the decisions of every kind whose condition is met, in the order of the file."""
    return tuple(
        decision["code"]
        for decision in campaign.get("decision", ())
        if _met(campaign, decision["when"], entries, score, period, registration)
    )


def _met(
    campaign: Campaign,
    when: Table,
    entries: Entries,
    score: UnitScore,
    period: str,
    registration: Registration,
) -> bool:
    """Whether a condition is met; what is not known fails nothing."""
    if when["on"] == "registration":
        return registration in ("late", "missing")
    if when["on"] == "points":
        points = score.known_points(when["criterion"])
        return points is not None and _holds(when, exact(points))
    tree = nodes(campaign)
    node = tree[when["criterion"]]
    if absence(tree, node, entries) is not None or period not in node.periods:
        return False
    if when["on"] == "choice":
        chosen = entries.get((node.code, None, field_of("choice", period)))
        return chosen is not None and chosen == when["label"]
    count = entries.get((node.code, when.get("item"), field_of("count", period)))
    least = 1 if node.kind == "rank_based" and when.get("item") is None else 0
    if not isinstance(count, Decimal | int) or count < least or exact(count).denominator != 1:
        return False
    return _holds(when, exact(count))


def _holds(when: Table, value: Fraction) -> bool:
    return RELATIONS[when["relation"]](value, exact(when["value"]))


def out_of_ranking(campaign: Campaign, hits: Collection[str]) -> bool:
    """Whether a veto that was met takes the unit out of the ranking."""
    return any(
        decision["kind"] == "veto" and decision["effect"] in ("no_award", "no_rank")
        for decision in _hit(campaign, hits)
    )


def _hit(campaign: Campaign, hits: Collection[str]) -> list[Table]:
    return [d for d in campaign.get("decision", ()) if d["code"] in hits]


def grade(
    campaign: Campaign,
    score: UnitScore,
    entries: Entries,
    period: str = YEAR,
    registration: Registration = "unknown",
) -> str | None:
    """Grade at year end: base grade, clean record, demotions, cap; None when there is none.

    A unit that is not ranked at all (`no_rank`), or to which nothing is assigned, has none.
    """
    grades = campaign["grades"]
    if period != YEAR or grades == NOT_SET or not grades or score.percent is None:
        return None
    value, lacking = _graded_value(campaign, score, entries)
    last = len(grades) - 1
    place = last
    for index, step in enumerate(grades):
        name = "at_least_without" if lacking and "at_least_without" in step else "at_least"
        if value >= exact(step[name]):
            place = index
            break
    hit = _hit(campaign, vetoes(campaign, entries, score, period, registration))
    if any(decision.get("effect") == "no_rank" for decision in hit):
        return None
    if any(decision["kind"] == "conditional_grade" for decision in hit):
        while place < last and grades[place].get("clean_required", False):
            place += 1
    place += sum(int(d.get("levels", 1)) for d in hit if d["kind"] == "demote")
    codes = [step["code"] for step in grades]
    for decision in hit:
        if decision["kind"] == "veto" and decision["effect"] == "cap_grade":
            place = max(place, codes.index(decision["grade"]))
    return str(codes[min(place, last)])


def _graded_value(campaign: Campaign, score: UnitScore, entries: Entries) -> tuple[Fraction, bool]:
    """The total on the scale, and whether the other thresholds hold."""
    tree = nodes(campaign)
    policies = {node.code: absence(tree, node, entries) for node in leaves(campaign)}
    lacking = "other_thresholds" in policies.values()
    due = [n for n in leaves(campaign) if n.section == "core" and YEAR in n.periods]
    whole = sum((n.maximum for n in due), Fraction(0))
    excluded = sum((n.maximum for n in due if policies[n.code] == "excluded"), Fraction(0))
    if campaign.get("initial_points", 0):  # they count, and so does what bonus has to make up
        roots = (n.maximum for n in tree.values() if n.parent is None and n.section == "core")
        whole += exact(campaign["scale"]) - sum(roots, Fraction(0))
    total = exact(score.total)
    if excluded and whole > excluded:
        total = exact(half_up(total * whole / (whole - excluded), campaign["places"]))
    return min(total, exact(campaign["scale"])), lacking
