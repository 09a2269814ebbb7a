"""Kind ``relative_to_leader``: over-fulfilment measured against the best unit of the cluster.

Meeting the target exactly gives only the base share of the maximum; the rest goes to those who
exceed it, in proportion to the leader's excess over 100 %. Only the chair, with all units'
results, can compute it (see ``scoring.cluster_kinds.relative_to_leader``).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from scoring.expression import (
    Case,
    Compare,
    Difference,
    Expression,
    Input,
    Number,
    Part,
    Product,
    Quotient,
    Relation,
    Said,
    Shown,
    Sum,
    number,
)
from scoring.numbers import vn_number
from scoring.rules.base import Fault, InputField, Leaf, LeafRule
from scoring.rules.measure import Measure, Target, actual_field, target_faults, target_field
from scoring.rules.measure import target_of as target_expression
from scoring.terms import FieldType

LEADER = "leader"
"""The cluster's best ratio of result to target, as the expressions know it."""
BEST = "best"
"""The best result among the units without a target."""


class RelativeToLeader(LeafRule):
    """``base_share`` (a fraction) of the maximum for reaching the target, the rest beyond it.

    A unit without a target is measured by its result against the best of its like, unless
    ``without_target`` refuses that.
    """

    kind: Literal["relative_to_leader"]
    value: Measure = FieldType.NUMBER
    target: Target = "registered"
    base_share: Decimal = Decimal("0.5")
    without_target: Literal["by_result", "refused"] = "by_result"

    @property
    def cluster(self) -> bool:
        return True

    def fields(self, leaf: Leaf) -> tuple[InputField, ...]:
        if self.target != "registered":
            return (actual_field(self.value),)
        needed = self.without_target == "refused"
        return (target_field(self.value, required=needed), actual_field(self.value))

    def ratio(self, leaf: Leaf, item: str | None) -> Expression:
        actual = Input(leaf.code, item, "actual")
        return Quotient(actual, target_expression(self.target, leaf, item))

    def exact(self, leaf: Leaf, item: str | None) -> Expression:
        """The points of a unit that has a target. ``leader`` must be known where it exceeds it."""
        actual, target = (
            Input(leaf.code, item, "actual"),
            target_expression(self.target, leaf, item),
        )
        leader = Input(leaf.code, item, LEADER)
        base = Number(leaf.max_points * self.base_share)
        rest = Number(leaf.max_points - leaf.max_points * self.base_share)
        below = Quotient(Product((base, actual)), target)
        excess = Product((rest, Difference(actual, target)))
        lead = Product((target, Difference(leader, number(1))))
        above = Sum((base, Quotient(excess, lead)))
        reached = Compare(actual, Relation.MORE, target)
        ratio = Part("ratio", self.ratio(leaf, item), Shown.PERCENT)
        share = vn_number(self.base_share * 100)
        return Case(
            reached,
            Said(
                above,
                f"Đạt {{ratio}} chỉ tiêu, cao nhất Cụm {{leader}}: {share}% điểm chuẩn và phần "
                "vượt so với đơn vị dẫn đầu → {points} điểm",
                (
                    ratio,
                    Part("leader", leader, Shown.PERCENT),
                    Part("points", above, Shown.POINTS),
                ),
            ),
            Said(
                below,
                f"Đạt {{ratio}} chỉ tiêu: {share}% điểm chuẩn × tỷ lệ đạt → {{points}} điểm",
                (ratio, Part("points", below, Shown.POINTS)),
            ),
        )

    def by_result(self, leaf: Leaf) -> Expression:
        """The points of a unit without a target, against the ``best`` result of its like."""
        actual, best = Input(leaf.code, None, "actual"), Input(leaf.code, None, BEST)
        points = Case(
            Compare(best, Relation.MORE, number(0)),
            Quotient(Product((Number(leaf.max_points), actual)), best),
            number(0),
        )
        shown = Shown.PERCENT if self.value is FieldType.PERCENT else Shown.NUMBER
        return Said(
            points,
            "Không có chỉ tiêu: kết quả {actual} so với cao nhất {best} của các đơn vị không có "
            "chỉ tiêu → {points} điểm",
            (
                Part("actual", actual, shown),
                Part("best", best, shown),
                Part("points", points, Shown.POINTS),
            ),
        )

    def faults(self, leaf: Leaf) -> Iterator[Fault]:
        yield from target_faults(self.target, self.value)
        if not 0 <= self.base_share <= 1:
            params = {"value": vn_number(self.base_share)}
            yield Fault("base_share", "CAMPAIGN_SHARE_RANGE", params)
