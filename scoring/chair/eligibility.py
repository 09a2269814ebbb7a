"""Which units fulfil what an award asks for, with every reason; and what people decided.

The tool proposes, a person decides. What is not known makes an eligibility unknown, never "no";
a tie across the boundary of a quota is never broken here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scoring.campaign import Award, Campaign
from scoring.chair.ballot import UnitVote, VoteCount, count_vote
from scoring.chair.conditions import Condition, full_points, placed, ranked, targets, voted
from scoring.chair.fields import NOT_PROPOSED, PROPOSED
from scoring.chair.progress import TargetProgress, TargetSource, progress
from scoring.findings import Finding
from scoring.merge_result import MergeResult, UnitResult
from scoring.snapshot import Place
from scoring.terms import Period

__all__ = [
    "OPEN",
    "Condition",
    "Eligibility",
    "EligibilityState",
    "Proposal",
    "award_findings",
    "eligibility",
    "proposals",
]

OPEN: Final = "Chưa kết luận"
"""What the tool says where it can propose neither."""

_MOST_NAMED: Final = 4


class EligibilityState(StrEnum):
    """Whether everything that the award asks for is fulfilled."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What an award asks of a unit, each with its reason, in the order in which it is looked at."""

    conditions: tuple[Condition, ...]

    @property
    def state(self) -> EligibilityState:
        """No, where anything is not fulfilled; else unknown, where anything is not known."""
        if any(c.met is False for c in self.conditions):
            return EligibilityState.NO
        if any(c.met is None for c in self.conditions):
            return EligibilityState.UNKNOWN
        return EligibilityState.YES

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason, the fulfilled ones as well."""
        return tuple(c.text for c in self.conditions)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One award and one unit: what the tool proposes, and what a person decided.

    ``places`` is for how many units the award may be proposed, None where it is not set.
    ``required`` and ``vote`` are those of the ballot. The decision is None while none was made.
    """

    award: Award
    unit: UnitResult
    places: int | None
    eligibility: Eligibility
    required: int | None
    vote: UnitVote
    decision: str | None = None
    decision_reason: str = ""
    decided_by: str = ""
    decided_on: dt.date | None = None
    decision_at: Place | None = None

    @property
    def proposed(self) -> str:
        """What the tool proposes: ``Đề nghị``, ``Không đề nghị``, or that it is open."""
        match self.eligibility.state:
            case EligibilityState.YES:
                return PROPOSED
            case EligibilityState.NO:
                return NOT_PROPOSED
        return OPEN

    @property
    def granted(self) -> bool:
        """Whether a person decided to propose the unit: what the documents carry."""
        return self.decision == PROPOSED

    @property
    def departs(self) -> bool:
        """Whether the decision is not what the tool proposes, and so needs a reason.

        To propose a unit needs one wherever the tool does not; to leave it out only where the
        tool proposes it.
        """
        if self.decision is None:
            return False
        if self.decision == PROPOSED:
            return self.eligibility.state is not EligibilityState.YES
        return self.eligibility.state is EligibilityState.YES


def proposals(result: MergeResult) -> tuple[Proposal, ...]:
    """Every award with every unit, in the campaign's order; none but at the year's end."""
    if result.period is not Period.YEAR:
        return ()
    return tuple(_proposals(result))


def _proposals(result: MergeResult) -> Iterator[Proposal]:
    campaign = result.campaign
    asks = any(award.targets is not None for award in campaign.awards)
    pledged: dict[str, list[TargetProgress]] = {unit.unit: [] for unit in result.units}
    for line in progress(result) if asks else ():
        if line.source is not TargetSource.NOWHERE:
            pledged[line.unit].append(line)
    for award in campaign.awards:
        vote = count_vote(campaign, award, result.chair)
        places = campaign.places_of(award)
        for unit in result.units:
            entries = result.chair.of(unit.unit)
            decision = entries.get(None, award.code, "decision")
            decided_on = entries.value(None, award.code, "decided_on")
            yield Proposal(
                award,
                unit,
                places,
                eligibility(result, award, unit, vote, pledged[unit.unit]),
                vote.required,
                vote.unit(unit.unit),
                entries.text(None, award.code, "decision") or None,
                entries.text(None, award.code, "decision_reason"),
                entries.text(None, award.code, "decided_by"),
                decided_on if isinstance(decided_on, dt.date) else None,
                None if decision is None else decision.at,
            )


def award_findings(result: MergeResult) -> tuple[Finding, ...]:
    """Decisions without a reason or a name, and more of them than the quota."""
    found = proposals(result)
    return tuple(
        finding
        for award in result.campaign.awards
        for finding in _decided(result.campaign, award, [p for p in found if p.award is award])
    )


def eligibility(
    result: MergeResult,
    award: Award,
    unit: UnitResult,
    vote: VoteCount,
    pledged: Sequence[TargetProgress],
) -> Eligibility:
    """What an award asks of one unit. ``vote`` is the award's, ``pledged`` the unit's targets."""
    conditions = [ranked(result, unit)]
    if unit.rank is not None:
        conditions.append(placed(result, award, unit.rank))
    if award.targets is not None:
        conditions.append(targets(result, award, unit, pledged))
    for code in award.full_points:
        conditions.append(full_points(result.campaign, code, unit.ranked_sheet))
    if result.campaign.asks_for_vote(award):
        conditions.append(voted(result.campaign, vote, vote.unit(unit.unit)))
    return Eligibility(tuple(conditions))


def _decided(campaign: Campaign, award: Award, found: Sequence[Proposal]) -> Iterator[Finding]:
    for proposal in found:
        if proposal.departs and not proposal.decision_reason:
            params = {
                "award": award.title,
                "unit": campaign.units[proposal.unit.unit].short_name,
                "decision": proposal.decision or "",
                "proposal": proposal.proposed,
            }
            yield Finding(
                "AWARD_DECISION_NO_REASON",
                proposal.decision_at,
                item=award.code,
                field="decision",
                params=params,
            )
    nameless = [p for p in found if p.decision is not None and not p.decided_by]
    if nameless:
        params = {"award": award.title, "count": str(len(nameless)), "units": _units(nameless)}
        at = nameless[0].decision_at
        yield Finding(
            "AWARD_DECISION_NO_NAME", at, item=award.code, field="decided_by", params=params
        )
    granted = [p for p in found if p.granted]
    places = campaign.places_of(award)
    if places is not None and len(granted) > places:
        params = {
            "award": award.title,
            "count": str(len(granted)),
            "units": _units(granted),
            "quota": str(places),
        }
        at = granted[0].decision_at
        yield Finding("AWARD_OVER_QUOTA", at, item=award.code, field="decision", params=params)


def _units(found: Sequence[Proposal]) -> str:
    names = [p.unit.name for p in found[:_MOST_NAMED]]
    return ", ".join(names) + (", …" if len(found) > _MOST_NAMED else "")
