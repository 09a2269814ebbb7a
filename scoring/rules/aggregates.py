"""Aggregates: how a node with children gets its points (kind ``sub_sum``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from scoring.rules.base import Parameters


class SubSum(Parameters):
    """The sum of the children, at most ``cap`` points where one is given."""

    kind: Literal["sub_sum"]
    cap: Decimal | None = None
