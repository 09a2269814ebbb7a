"""The closed unions of rule kinds: leaf rules, aggregates, decisions."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from scoring.rules.aggregates import SubSum
from scoring.rules.award_bonus import AwardBonus
from scoring.rules.bands import Bands
from scoring.rules.direct import Direct
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.lateness import Lateness
from scoring.rules.level_map import LevelMap
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.proportional import Proportional
from scoring.rules.range_minus import RangeMinus
from scoring.rules.rank_based import RankBased
from scoring.rules.relative_to_leader import RelativeToLeader
from scoring.rules.yes_no import YesNo

AnyLeafRule: TypeAlias = (
    Direct
    | YesNo
    | LevelMap
    | Proportional
    | Bands
    | ExcessBonus
    | PerEventPlus
    | PerEventMinus
    | RangeMinus
    | Lateness
    | AwardBonus
    | RelativeToLeader
    | RankBased
)
AnyAggregate: TypeAlias = SubSum

CriterionRule: TypeAlias = Annotated[AnyLeafRule | AnyAggregate, Field(discriminator="kind")]
