"""The officers' worked cases (``tests/cases``): each rule kind on values worked out by hand.

A case gives what is entered, the points (or the state where there are none) and the explanation;
keys of ``entries`` are ``field``, ``input|field`` or ``criterion|input|field``. Its ``period`` is
the year unless given. Kinds that need all units have cases of their own: ``test_cluster_cases``.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.criteria import Criterion
from scoring.dates import excel_serial
from scoring.excel_formula import formula
from scoring.explanation import explain
from scoring.expression import (
    Expression,
    Input,
    ItemTotal,
    evaluate,
    holds,
    inputs,
)
from scoring.expression import test_inputs as inputs_of
from scoring.leaf_plan import bounds_of
from scoring.numbers import round_half_up
from scoring.rules.base import InputField, Leaf
from scoring.terms import FieldType, Period, State

CASES = Path(__file__).parents[1] / "cases"
PLACES = 2
COUNTED = InputField("count", FieldType.COUNT, "", minimum=Decimal(0))
"""The bounds of a named input, which is no field of the rule."""

Value = str | int | Decimal | dt.date


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a case file with the rule it tries."""

    file: str
    name: str
    criterion: Criterion
    leaf: Leaf
    entries: dict[Input, Value]
    points: Decimal | None
    state: State
    explain: str | None


@dataclass(frozen=True, slots=True)
class EntryValues:
    """The entries of a case as an expression reads them."""

    entries: dict[Input, Value]

    def number(self, at: Input) -> Fraction:
        value = self.entries[at]
        if isinstance(value, dt.date):
            return Fraction(excel_serial(value))
        return Fraction(value)

    def label(self, at: Input) -> str:
        return str(self.entries[at])

    def item_total(self, at: ItemTotal) -> Fraction:
        raise AssertionError("no case has item rows")


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the entries of a formula stand."""

    cells: dict[Input, str]

    def cell(self, at: Input) -> str:
        return self.cells[at]

    def total(self, at: ItemTotal) -> str:
        raise AssertionError("no case has item rows")


def read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def address(key: str, criterion: str) -> Input:
    *owner, field = key.split("|")
    item = owner[-1] if owner else None
    return Input(owner[0] if len(owner) == 2 else criterion, item, field)


def parts_of(data: dict[str, object], period: Period = Period.YEAR) -> tuple[Criterion, Leaf]:
    criterion = Criterion.model_validate(data["criterion"])
    deadline = data.get("deadline")
    assert deadline is None or isinstance(deadline, dt.date)
    leaf = Leaf(
        code=criterion.code,
        max_points=criterion.max_points,
        section=criterion.section,
        places=PLACES,
        deadline=deadline,
        period=period,
    )
    return criterion, leaf


def all_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.toml")):
        data = read(path)
        rows = data.get("case", [])
        assert isinstance(rows, list)
        for row in rows:
            criterion, leaf = parts_of(data, Period(row.get("period", "nam")))
            entries = {address(k, criterion.code): v for k, v in row["entries"].items()}
            points = Decimal(row["points"]) if "points" in row else None
            state = State(row.get("state", "ok"))
            yield Case(
                path.stem, row["name"], criterion, leaf, entries, points, state, row.get("explain")
            )


def formula_files() -> list[Path]:
    return [path for path in sorted(CASES.glob("*.toml")) if "formula" in read(path)]


def state_of(case: Case, exact: Expression) -> State:
    rule = case.criterion.leaf_rule
    fields = {Input(case.leaf.code, None, f.base): f for f in rule.fields(case.leaf)}
    required = rule.requires(case.leaf, None)
    needed = {*fields, *inputs(exact), *(at for test in required for at in inputs_of(test))}
    if any(at not in case.entries for at in needed):
        return State.NOT_AVAILABLE
    bounds = [test for at in needed for test in bounds_of(at, fields.get(at, COUNTED))]
    values = EntryValues(case.entries)
    return State.OK if all(holds(t, values) for t in (*bounds, *required)) else State.INVALID


@pytest.mark.parametrize("case", list(all_cases()), ids=lambda c: f"{c.file}: {c.name}")
def test_case(case: Case) -> None:
    exact = case.criterion.leaf_rule.exact(case.leaf, None)
    state = state_of(case, exact)
    assert state is case.state
    if state is not State.OK:
        assert case.points is None
        return
    values = EntryValues(case.entries)
    assert round_half_up(evaluate(exact, values), PLACES) == case.points
    if case.explain is not None:
        assert explain(exact, values) == case.explain


@pytest.mark.parametrize("path", formula_files(), ids=lambda p: p.stem)
def test_live_formula(path: Path) -> None:
    data = read(path)
    criterion, leaf = parts_of(data)
    table = data["formula"]
    assert isinstance(table, dict)
    cells = Cells({address(k, criterion.code): v for k, v in table["cells"].items()})
    assert formula(criterion.leaf_rule.exact(leaf, None), cells) == table["text"]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda p: p.stem)
def test_the_rules_of_the_cases_have_no_fault(path: Path) -> None:
    criterion, leaf = parts_of(read(path))
    assert list(criterion.leaf_rule.faults(leaf)) == []


def test_every_leaf_rule_has_cases() -> None:
    kinds = {parts_of(read(path))[0].rule.kind for path in CASES.glob("*.toml")}
    assert kinds == {
        "direct",
        "yes_no",
        "level_map",
        "proportional",
        "bands",
        "excess_bonus",
        "per_event_plus",
        "per_event_minus",
        "range_minus",
        "lateness",
        "award_bonus",
        "relative_to_leader",
        "rank_based",
    }
