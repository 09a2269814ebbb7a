"""Whether what an award asks for, and the rule of the ballot, make sense in their campaign."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from scoring.campaign import TWO_THIRDS, Award, Ballot
from scoring.campaign_draft import Draft
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.terms import ScoredBy, Section

__all__ = ["check_ballot", "check_conditions", "holds_pledges"]

_NEARLY: Final = Fraction(1, 100)
"""A threshold this close to two thirds was meant to be just that (0.67, 0.667, 0.66)."""


def check_conditions(draft: Draft, award: Award) -> Iterator[Finding]:
    """A share out of range, criteria that cannot reach full points, targets that nobody pledges."""
    path, share = f"awards[{award.code}]", award.quota_share
    if share is not None and not 0 < share <= 1:
        params = {"award": award.code, "value": vn_number(share)}
        yield Finding("CAMPAIGN_AWARD_SHARE", path=f"{path}.quota_share", params=params)
    known = {node.code for node in draft.nodes}
    penalties = {c.code for c in draft.criteria if c.section is Section.PENALTY}
    for index, code in enumerate(award.full_points):
        missing = code not in known and draft.all_codes_known
        if missing or code in penalties:
            params = {"award": award.code, "criterion": code}
            at = f"{path}.full_points[{index}]"
            yield Finding("CAMPAIGN_AWARD_CRITERION", path=at, params=params)
    if award.targets is not None and not draft.unread_criteria and draft.all_codes_known:
        halves = (half.part for half in draft.mended)
        if not any(holds_pledges(c) for c in (*draft.criteria, *halves)):
            params = {"award": award.code}
            yield Finding("CAMPAIGN_AWARD_TARGETS", path=f"{path}.targets", params=params)


def check_ballot(ballot: Ballot) -> Iterator[Finding]:
    """A share that nobody can reach, that is not what was meant, or of nothing."""
    if ballot.threshold == "not set":
        return
    share, path = ballot.share, "ballot.threshold"
    assert share is not None
    if isinstance(ballot.threshold, Decimal):
        params = {"value": vn_number(ballot.threshold)}
        if not 0 < share <= 1:
            yield Finding("CAMPAIGN_BALLOT_THRESHOLD", path=path, params=params)
        elif abs(share - Fraction(TWO_THIRDS)) < _NEARLY:
            yield Finding("CAMPAIGN_BALLOT_TWO_THIRDS", path=path, params=params)
    if ballot.strict and share == 1:
        yield Finding("CAMPAIGN_BALLOT_STRICT", path="ballot.strict")
    if ballot.denominator == "not set":
        yield Finding("CAMPAIGN_BALLOT_DENOMINATOR", path="ballot.denominator")


def holds_pledges(criterion: Criterion) -> bool:
    """Whether units pledge a target for a criterion, or a list of targets."""
    if not criterion.is_leaf or criterion.scored_by is not ScoredBy.UNIT:
        return False
    return getattr(criterion.leaf_rule, "target", None) == "registered"
