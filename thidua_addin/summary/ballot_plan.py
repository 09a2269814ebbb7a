"""Where the sheet ``Bình xét`` has the meeting, each award's ballots and each unit's votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.campaign import Campaign
from scoring.merge import MergeResult
from scoring.terms import Period

__all__ = ["MEETING_FIELDS", "BallotPlan", "has_ballot", "plan_ballot"]

MEETING_FIELDS: Final = (
    "meeting_date",
    "meeting_place",
    "meeting_chair",
    "secretary",
    "tellers",
    "observers",
    "members_voting",
    "present",
    "absent_members",
)
"""What is written about the meeting, in this order."""


@dataclass(frozen=True, slots=True)
class BallotPlan:
    """Rows by field, by award, by award and unit; columns of the three tables."""

    meeting: Mapping[str, int]
    ballots: Mapping[str, int]
    headings: Mapping[str, int]
    votes: Mapping[tuple[str, str], int]

    TITLE, RULE, CHAIR, BANNER = range(4)
    MEETING_TITLE, MEETING_MARKER, FIRST_MEETING = 5, 6, 7
    NUMBER, NAME, ISSUED, RETURNED, VALID, INVALID = range(1, 7)
    OF, DENOMINATOR, SHARE, REQUIRED, CHECK, MOST = range(7, 13)
    VOTES, NEEDED, OUT_OF, VOTE_SHARE, RESULT, REMARK = range(3, 9)
    VALUE = 3
    LAST = 11

    @property
    def ballot_title(self) -> int:
        """The title above the ballots; then the hidden marker and the heading."""
        return self.FIRST_MEETING + len(self.meeting) + 2

    @property
    def first_ballot(self) -> int:
        """The first award."""
        return self.ballot_title + 3

    @property
    def vote_title(self) -> int:
        """The title above the votes; then the hidden marker."""
        return self.first_ballot + max(len(self.ballots), 1) + 2

    @property
    def end(self) -> int:
        """The row after the last vote."""
        if not self.votes:
            return self.vote_title + 2
        return max(self.votes.values()) + 1


def has_ballot(result: MergeResult) -> bool:
    """Whether a summary has the sheets of vote and awards: at the year's end."""
    return result.period is Period.YEAR


def plan_ballot(campaign: Campaign) -> BallotPlan:
    """Every award with every unit, in the campaign's order, each award under its own heading."""
    meeting = {field: BallotPlan.FIRST_MEETING + n for n, field in enumerate(MEETING_FIELDS)}
    ballots: dict[str, int] = {}
    plan = BallotPlan(meeting, ballots, {}, {})
    for n, award in enumerate(campaign.awards):
        ballots[award.code] = plan.first_ballot + n
    row = plan.vote_title + 2
    headings: dict[str, int] = {}
    votes: dict[tuple[str, str], int] = {}
    for award in campaign.awards:
        headings[award.code] = row
        row += 2  # the award, the heading of its columns
        for unit in campaign.units:
            votes[award.code, unit] = row
            row += 1
    return BallotPlan(meeting, ballots, headings, votes)
