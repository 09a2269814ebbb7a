"""What a cluster kind is given and what it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.score import ScoreLine, ScoreSheet
from scoring.terms import Period


@dataclass(frozen=True, slots=True)
class ClusterData:
    """All units' sheets from the local pass, and when each unit's submission came, by unit."""

    campaign: Campaign
    period: Period
    sheets: Mapping[str, ScoreSheet]
    received_at: Mapping[str, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Filled:
    """The new line of every unit that was asked for, and what there is to say.

    ``findings`` concern the cluster as a whole, ``unit_findings`` one unit each, by unit.
    """

    lines: Mapping[str, ScoreLine]
    findings: tuple[Finding, ...] = ()
    unit_findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


Fill: TypeAlias = Callable[[ClusterData, Criterion, Mapping[str, ScoreLine]], Filled]
"""From a criterion and the lines that wait for the cluster, by unit, to the filled lines."""
