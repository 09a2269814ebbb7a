"""From a leaf to its expressions: what the scorer evaluates and the form writes as formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.expression import (
    Compare,
    Expression,
    Input,
    InRanges,
    IsListed,
    IsWhole,
    ItemTotal,
    Number,
    Part,
    Product,
    Quotient,
    Relation,
    Rounded,
    Said,
    Shown,
    Test,
    inputs,
    test_inputs,
)
from scoring.rules.base import InputField, Leaf
from scoring.terms import FieldType, Period

SHARE = "share"
"""The calculated field of an item row: its exact part of the criterion's points."""


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """The expressions of a leaf or of one of its item rows.

    ``points`` are rounded for a leaf, exact for an item row; ``needed`` are the entries without
    which nothing can be computed; ``requires`` must hold of them.
    """

    points: Expression
    ratio: Expression | None
    needed: tuple[Input, ...]
    requires: tuple[Test, ...]


def plan_leaf(campaign: Campaign, criterion: Criterion, period: Period) -> LeafPlan:
    """The plan of a leaf. A criterion with item rows adds up their exact shares, then rounds."""
    leaf = campaign.leaf(criterion, period)
    if criterion.items is not None:
        total = ItemTotal(criterion.code, SHARE)
        said = Said(total, "Tổng đóng góp của các chỉ tiêu: {points} điểm", _points_part(total))
        return LeafPlan(Rounded(said, leaf.places), None, (), ())
    return _plan(criterion, leaf, None)


def plan_item(campaign: Campaign, criterion: Criterion, item: str, period: Period) -> LeafPlan:
    """The plan of one item row: its points out of the maximum, times its part of all weights."""
    leaf = campaign.leaf(criterion, period)
    alone = _plan(criterion, leaf, item)
    assert isinstance(alone.points, Rounded)
    weight, weights = Input(leaf.code, item, "weight"), ItemTotal(leaf.code, "weight")
    share = Quotient(Product((alone.points.inner, weight)), weights)
    said = Said(
        share,
        "trọng số {weight}/{weights} → đóng góp {points} điểm",
        (
            Part("weight", weight, Shown.NUMBER),
            Part("weights", weights, Shown.NUMBER),
            *_points_part(share),
        ),
    )
    above_zero = Compare(weight, Relation.MORE, Number(Decimal(0)))
    return LeafPlan(said, alone.ratio, (*alone.needed, weight), (*alone.requires, above_zero))


def _plan(criterion: Criterion, leaf: Leaf, item: str | None) -> LeafPlan:
    rule = criterion.leaf_rule
    exact = rule.exact(leaf, item)
    fields = {Input(leaf.code, item, f.base): f for f in rule.fields(leaf)}
    requires = rule.requires(leaf, item)
    ratio = rule.ratio(leaf, item)
    shown = () if ratio is None else inputs(ratio)  # a single band gives points without looking
    tested = (at for test in requires for at in test_inputs(test))
    needed = tuple(dict.fromkeys((*fields, *inputs(exact), *shown, *tested)))
    bounds = tuple(test for at in needed for test in bounds_of(at, fields.get(at, _COUNTED)))
    return LeafPlan(
        Rounded(exact, leaf.places),
        ratio,
        needed,
        bounds + requires,
    )


_COUNTED = InputField("count", FieldType.COUNT, "", minimum=Decimal(0))


def bounds_of(at: Input, f: InputField) -> Iterator[Test]:
    """What must hold of one entry by its own field."""
    if f.choices:
        yield IsListed(at, f.choices)
        return
    if f.minimum is not None:
        yield Compare(at, Relation.AT_LEAST, Number(f.minimum))
    if f.above is not None:
        yield Compare(at, Relation.MORE, Number(f.above))
    if f.maximum is not None:
        yield Compare(at, Relation.AT_MOST, Number(f.maximum))
    if f.type in (FieldType.COUNT, FieldType.DATE):
        yield IsWhole(at)
    if f.step is not None:
        yield IsWhole(Quotient(at, Number(f.step)))
    if f.ranges:
        yield InRanges(at, f.ranges)


def _points_part(value: Expression) -> tuple[Part, ...]:
    return (Part("points", value, Shown.POINTS),)
