"""The vote (bình xét, bỏ phiếu): how many votes each award needs, who reached them, what is odd.

The share and its denominator are the campaign's; where either is not set nothing is concluded.
A number that nobody typed is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

from scoring.campaign import Award, Ballot, Campaign
from scoring.chair.inputs import CLUSTER, ChairInputs
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.numbers import exact, vn_number

__all__ = [
    "BALLOT_COUNTS",
    "MEMBERS_TYPED",
    "Denominator",
    "DenominatorSource",
    "UnitVote",
    "VoteCount",
    "ballot_findings",
    "count_vote",
    "denominator_of",
    "rule_text",
]

MEMBERS_TYPED: Final = "members_voting"
BALLOT_COUNTS: Final[Mapping[str, str]] = {
    "issued": "số phiếu phát ra",
    "returned": "số phiếu thu về",
    "valid": "số phiếu hợp lệ",
    "invalid": "số phiếu không hợp lệ",
}
"""What is counted for each award, in words."""

_OF: Final[Mapping[str, str]] = {
    "members": "tổng số thành viên",
    "present": "số thành viên có mặt",
    "valid": "số phiếu hợp lệ",
}


class DenominatorSource(StrEnum):
    """Where the number comes from that the share is taken of."""

    TYPED = "typed"
    UNITS = "units"  # nobody typed the members: the units of the campaign's year
    MISSING = "missing"  # not typed, or not usable
    NOT_SET = "not_set"  # the campaign does not say what the share is of


@dataclass(frozen=True, slots=True)
class Denominator:
    """The number that the needed share is taken of, None where it is not known."""

    number: int | None
    source: DenominatorSource


@dataclass(frozen=True, slots=True)
class UnitVote:
    """One unit in one vote.

    ``share`` is votes ÷ denominator, a fraction; ``reached`` whether the needed votes were
    reached. Each is None where a number or a setting is missing, or the numbers contradict
    (``odd``: more votes than there can be).
    """

    unit: str
    votes: int | None
    share: Fraction | None
    reached: bool | None
    odd: bool = False


@dataclass(frozen=True, slots=True)
class VoteCount:
    """The vote on one award: needed votes, ballots counted, every unit of the year in its order.

    ``required`` is exact and rounded up; None where share or denominator is not known.
    """

    award: str
    denominator: Denominator
    required: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    invalid: int | None
    units: tuple[UnitVote, ...]
    findings: tuple[Finding, ...] = field(default=())

    def unit(self, code: str) -> UnitVote:
        """One unit's votes; KeyError where the campaign has no such unit."""
        for vote in self.units:
            if vote.unit == code:
                return vote
        raise KeyError(code)

    @property
    def started(self) -> bool:
        """Whether any vote of a unit was typed."""
        return any(vote.votes is not None for vote in self.units)


def denominator_of(campaign: Campaign, award: Award, inputs: ChairInputs) -> Denominator:
    """What the share of an award's votes is taken of.

    Members are the number typed at the meeting, else the units of the year: who votes for a
    department is its head, and nobody has said otherwise.
    """
    match campaign.ballot.denominator:
        case "not set":
            return Denominator(None, DenominatorSource.NOT_SET)
        case "members":
            if inputs.cluster.get(None, None, MEMBERS_TYPED) is None:
                return Denominator(len(campaign.units), DenominatorSource.UNITS)
            number = _count(inputs.cluster, None, MEMBERS_TYPED)
        case "present":
            number = _count(inputs.cluster, None, "present")
        case "valid":
            number = _count(inputs.cluster, award.code, "valid")
    source = DenominatorSource.MISSING if number is None else DenominatorSource.TYPED
    return Denominator(number, source)


def count_vote(campaign: Campaign, award: Award, inputs: ChairInputs) -> VoteCount:
    """Count the vote on one award from what the chair typed."""
    denominator = denominator_of(campaign, award, inputs)
    number = denominator.number
    required = None if number is None else campaign.ballot.needed(number)
    counts = {name: _count(inputs.cluster, award.code, name) for name in BALLOT_COUNTS}
    most = _most(campaign, award, inputs)
    units = []
    for unit in campaign.units:
        votes = _count(inputs.of(unit), award.code, "votes")
        odd = votes is not None and most is not None and votes > most[1]
        share = Fraction(votes, number) if votes is not None and number and not odd else None
        reached = votes >= required if votes is not None and required and not odd else None
        units.append(UnitVote(unit, votes, share, reached, odd))
    return VoteCount(
        award.code,
        denominator,
        required,
        counts["issued"],
        counts["returned"],
        counts["valid"],
        counts["invalid"],
        tuple(units),
        tuple(_findings(campaign, award, inputs, required, units)),
    )


def ballot_findings(campaign: Campaign, inputs: ChairInputs) -> tuple[Finding, ...]:
    """What is odd about the meeting and every award's vote, in the order of the awards."""
    return (
        *_meeting(campaign, inputs),
        *(f for award in campaign.awards for f in count_vote(campaign, award, inputs).findings),
    )


def rule_text(ballot: Ballot) -> str:
    """The rule in words: ``từ 80% trở lên, tính trên tổng số thành viên``; what is not set too."""
    if ballot.threshold == "not set":
        share = "tỷ lệ phiếu cần đạt: chưa đặt trong đợt thi đua"
    else:
        number = "2/3" if ballot.threshold == "2/3" else f"{vn_number(ballot.threshold * 100)}%"
        share = f"trên {number}" if ballot.strict else f"từ {number} trở lên"
    of = _OF.get(ballot.denominator)
    return f"{share}; tính trên {of or 'tổng nào: chưa đặt trong đợt thi đua'}"


def _count(entries: Entries, award: str | None, name: str) -> int | None:
    """A whole number from 0 that somebody typed, None where there is none."""
    value = entries.decimal(None, award, name)
    if value is None or value < 0:
        return None
    number = exact(value)
    return number.numerator if number.denominator == 1 else None


def _most(campaign: Campaign, award: Award, inputs: ChairInputs) -> tuple[str, int] | None:
    """The most votes that a unit can have, with what says so; None where nothing does."""
    known = {
        "số phiếu hợp lệ": _count(inputs.cluster, award.code, "valid"),
        "số phiếu thu về": _count(inputs.cluster, award.code, "returned"),
        "số phiếu phát ra": _count(inputs.cluster, award.code, "issued"),
        "số thành viên": _count(inputs.cluster, None, MEMBERS_TYPED),
    }
    if campaign.ballot.denominator == "members":
        known["số thành viên"] = denominator_of(campaign, award, inputs).number
    limits = [(what, number) for what, number in known.items() if number is not None]
    return min(limits, key=lambda limit: limit[1], default=None)


def _meeting(campaign: Campaign, inputs: ChairInputs) -> Iterator[Finding]:
    """The members present against all members; inputs for what the campaign does not know."""
    present = _count(inputs.cluster, None, "present")
    typed = _count(inputs.cluster, None, MEMBERS_TYPED)
    members = len(campaign.units) if typed is None else typed
    if present is not None and present > members:
        params = {"present": str(present), "members": str(members)}
        params["source"] = "số đơn vị của Cụm" if typed is None else "đã ghi"
        yield _at(inputs, "BALLOT_PRESENT_OVER_MEMBERS", "present", None, params)
    awards = {award.code for award in campaign.awards}
    strange = {
        (e.unit, e.entry.address.item or "")
        for e in inputs
        if e.entry.address.field in ("votes", "decision")
        and not (e.unit in campaign.units and e.entry.address.item in awards)
    }
    for unit, award in sorted(strange):
        votes, decision = (inputs.of(unit).get(None, award, f) for f in ("votes", "decision"))
        entry = votes or decision
        params = {"unit": unit or "(trống)", "award": award or "(trống)"}
        yield Finding(
            "BALLOT_NOT_MEMBER",
            None if entry is None else entry.at,
            item=award,
            field="votes" if votes is not None else "decision",
            params=params,
        )


def _findings(
    campaign: Campaign,
    award: Award,
    inputs: ChairInputs,
    required: int | None,
    units: list[UnitVote],
) -> Iterator[Finding]:
    voted = [vote for vote in units if vote.votes is not None]
    counts = {name: _count(inputs.cluster, award.code, name) for name in BALLOT_COUNTS}
    yield from _chain(campaign, award, inputs, counts)
    yield from _over(campaign, award, inputs, voted)
    if not voted and all(number is None for number in counts.values()):
        return
    missing = [text for name, text in BALLOT_COUNTS.items() if counts[name] is None]
    if campaign.ballot.denominator == "present":
        present = _count(inputs.cluster, None, "present")
        missing += ["số thành viên có mặt"] if present is None else []
    if missing:
        params = {"award": award.title, "missing": ", ".join(missing)}
        yield _at(inputs, "BALLOT_NUMBER_MISSING", "valid", award.code, params)
    blank = [campaign.units[v.unit].short_name for v in units if v.votes is None]
    if voted and blank:
        params = {"award": award.title, "count": str(len(blank)), "units": _listed(blank)}
        yield Finding("VOTES_MISSING", item=award.code, field="votes", params=params)
    if "not set" in (campaign.ballot.threshold, campaign.ballot.denominator):
        params = {"award": award.title, "rule": rule_text(campaign.ballot)}
        yield Finding("BALLOT_RULE_NOT_SET", item=award.code, params=params)
    chair = campaign.cluster.chair
    if any(v.unit == chair for v in voted):
        params = {"award": award.title, "unit": campaign.units[chair].short_name}
        entry = inputs.of(chair).get(None, award.code, "votes")
        at = None if entry is None else entry.at
        yield Finding("BALLOT_CHAIR_UNIT", at, item=award.code, field="votes", params=params)


def _chain(
    campaign: Campaign, award: Award, inputs: ChairInputs, counts: Mapping[str, int | None]
) -> Iterator[Finding]:
    """Members ≥ issued, present ≥ issued ≥ returned = valid + invalid."""
    issued, returned = counts["issued"], counts["returned"]
    present = _count(inputs.cluster, None, "present")
    typed = _count(inputs.cluster, None, MEMBERS_TYPED)
    members = len(campaign.units) if typed is None else typed
    params = {"award": award.title, "issued": str(issued), "returned": str(returned)}
    if issued is not None and issued > members:
        over = {**params, "members": str(members)}
        yield _at(inputs, "BALLOT_ISSUED_OVER_MEMBERS", "issued", award.code, over)
    elif issued is not None and present is not None and issued > present:
        over = {**params, "present": str(present)}
        yield _at(inputs, "BALLOT_ISSUED_OVER_PRESENT", "issued", award.code, over)
    if issued is not None and returned is not None and returned > issued:
        yield _at(inputs, "BALLOT_RETURNED_OVER_ISSUED", "returned", award.code, params)
    if returned is None:
        return
    valid, invalid = counts["valid"], counts["invalid"]
    known = [n for n in (valid, invalid) if n is not None]
    wrong = sum(known) > returned or (len(known) == 2 and sum(known) != returned)
    if wrong:
        params |= {"valid": _shown(valid), "invalid": _shown(invalid)}
        yield _at(inputs, "BALLOT_SUM_DIFFERS", "valid", award.code, params)


def _over(
    campaign: Campaign, award: Award, inputs: ChairInputs, voted: list[UnitVote]
) -> Iterator[Finding]:
    most = _most(campaign, award, inputs)
    if most is None:
        return
    what, limit = most
    for vote in voted:
        if vote.votes is not None and vote.votes > limit:
            params = {
                "award": award.title,
                "unit": campaign.units[vote.unit].short_name,
                "votes": str(vote.votes),
                "what": what,
                "limit": str(limit),
            }
            entry = inputs.of(vote.unit).get(None, award.code, "votes")
            at = None if entry is None else entry.at
            yield Finding("VOTES_OVER_BALLOTS", at, item=award.code, field="votes", params=params)


def _at(
    inputs: ChairInputs, code: str, name: str, award: str | None, params: Mapping[str, str]
) -> Finding:
    """A finding about a number of the cluster, at its cell where that is known."""
    entry = inputs.of(CLUSTER).get(None, award, name)
    at = None if entry is None else entry.at
    return Finding(code, at, item=award, field=name, params=params)


def _shown(number: int | None) -> str:
    return "chưa ghi" if number is None else str(number)


_MOST_NAMED: Final = 6


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")
