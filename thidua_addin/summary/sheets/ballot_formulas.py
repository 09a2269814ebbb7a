"""The live cells of ``Bình xét``, each with the value that it shows while nobody has typed more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.campaign import Campaign
from scoring.chair.ballot import MEMBERS_TYPED, UnitVote, VoteCount
from scoring.chair.inputs import ChairInputs
from scoring.excel_formula import half_up
from scoring.numbers import round_half_up
from thidua_addin.summary.ballot_plan import BallotPlan
from thidua_addin.summary.layout import NOTHING, fixed, literal

__all__ = [
    "REACHED",
    "Live",
    "check_of",
    "denominator_cell",
    "most_of",
    "required_of",
    "result_of",
    "share_of",
]

REACHED: Final = {True: "đạt", False: "chưa đạt"}
_NONE_YET: Final = "chưa có"
_ODD: Final = "quá số phiếu"
_NO_RULE: Final = "chưa kết luận"
_FITS: Final = "khớp"
_SHARE_PLACES: Final = 4  # of the fraction: two of the percent
_P: Final = BallotPlan


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and what it gives now."""

    formula: str
    value: Decimal | int | str


def denominator_cell(campaign: Campaign, plan: BallotPlan, vote: VoteCount) -> Live | None:
    """What the share is taken of, None where the campaign does not say."""
    members = fixed(plan.meeting[MEMBERS_TYPED], _P.VALUE)
    match campaign.ballot.denominator:
        case "not set":
            return None
        case "members":
            units = len(campaign.units)
            formula = f'IF({members}="",{units},{_usable(members, members, NOTHING)})'
        case "present":
            present = fixed(plan.meeting["present"], _P.VALUE)
            formula = _usable(present, present, NOTHING)
        case "valid":
            valid = _of_award(plan, vote.award, _P.VALID)
            formula = _usable(valid, valid, NOTHING)
    number = vote.denominator.number
    return Live(formula, NOTHING if number is None else number)


def required_of(campaign: Campaign, plan: BallotPlan, vote: VoteCount) -> Live | None:
    """The needed votes, None where the campaign does not set the share or what it is of.

    In whole numbers: d·p ÷ q, rounded up, so that no binary fraction comes into it.
    """
    share = campaign.ballot.share
    if share is None or campaign.ballot.denominator == "not set":
        return None
    cell = _of_award(plan, vote.award, _P.DENOMINATOR)
    p, q = share.numerator, share.denominator
    if campaign.ballot.strict:
        formula = f"INT({cell}*{p}/{q})+1"
    else:
        formula = f"INT(({cell}*{p}+{q - 1})/{q})"
    shown = NOTHING if vote.required is None else vote.required
    return Live(f"IF(ISNUMBER({cell}),{formula},{literal(NOTHING)})", shown)


def most_of(campaign: Campaign, plan: BallotPlan, vote: VoteCount, inputs: ChairInputs) -> Live:
    """The most votes that a unit can have: the lowest of what was counted (a hidden cell)."""
    typed = inputs.cluster.decimal(None, None, MEMBERS_TYPED)
    members = fixed(plan.meeting[MEMBERS_TYPED], _P.VALUE)
    cells = [_of_award(plan, vote.award, c) for c in (_P.VALID, _P.RETURNED, _P.ISSUED)] + [members]
    counted = [vote.valid, vote.returned, vote.issued, None if typed is None else int(typed)]
    if campaign.ballot.denominator == "members":
        cells.append(_of_award(plan, vote.award, _P.DENOMINATOR))
        counted.append(vote.denominator.number)
    known = [number for number in counted if number is not None]
    listed = ",".join(cells)
    formula = f"IF(COUNT({listed})=0,{literal(NOTHING)},MIN({listed}))"
    return Live(formula, min(known, default=NOTHING) if known else NOTHING)


def check_of(campaign: Campaign, plan: BallotPlan, vote: VoteCount, inputs: ChairInputs) -> Live:
    """Whether the counts of an award fit together: the first thing that does not is said."""
    issued, returned, valid, invalid = (
        _of_award(plan, vote.award, c) for c in (_P.ISSUED, _P.RETURNED, _P.VALID, _P.INVALID)
    )
    typed, present = (fixed(plan.meeting[f], _P.VALUE) for f in (MEMBERS_TYPED, "present"))
    units = len(campaign.units)
    members = f"IF(ISNUMBER({typed}),{typed},{units})"
    count = inputs.cluster.decimal
    all_members = count(None, None, MEMBERS_TYPED)
    here = count(None, None, "present")
    sent, back, good, bad = vote.issued, vote.returned, vote.valid, vote.invalid
    four = [number for number in (sent, back, good, bad) if number is not None]
    whole = len(four) == 4
    tests: Sequence[tuple[str, bool, str]] = (
        (
            f"AND(ISNUMBER({issued}),N({issued})>{members})",
            sent is not None and sent > (units if all_members is None else all_members),
            "phát ra quá số thành viên",
        ),
        (
            f"AND(COUNT({issued},{present})=2,N({issued})>N({present}))",
            sent is not None and here is not None and sent > here,
            "phát ra quá số có mặt",
        ),
        (
            f"AND(COUNT({issued},{returned})=2,N({returned})>N({issued}))",
            sent is not None and back is not None and back > sent,
            "thu về quá số phát ra",
        ),
        (
            f"AND(ISNUMBER({returned}),COUNT({valid},{invalid})>0,"
            f"N({valid})+N({invalid})>N({returned}))",
            back is not None and (good or 0) + (bad or 0) > back,
            "hợp lệ, không hợp lệ quá số thu về",
        ),
        (
            f"AND(COUNT({returned},{valid},{invalid})=3,N({valid})+N({invalid})<>N({returned}))",
            back is not None and good is not None and bad is not None and good + bad != back,
            "hợp lệ + không hợp lệ khác thu về",
        ),
    )
    counted = f"COUNT({issued},{returned},{valid},{invalid})"
    formula = f'IF({counted}=0,"",IF({counted}<4,"còn thiếu số",{literal(_FITS)}))'
    value = "" if not four else _FITS if whole else "còn thiếu số"
    for test, holds, text in reversed(tests):
        formula = f"IF({test},{literal(text)},{formula})"
        value = text if holds else value
    return Live(formula, value)


def result_of(plan: BallotPlan, award: str, own: UnitVote, row: int) -> Live:
    """Whether a unit has the needed votes."""
    votes = xl_rowcol_to_cell(row, _P.VOTES)
    required, most = _of_award(plan, award, _P.REQUIRED), _of_award(plan, award, _P.MOST)
    reached = f"IF({votes}>={required},{literal(REACHED[True])},{literal(REACHED[False])})"
    known = f"IF(N({required})>0,{reached},{literal(_NO_RULE)})"
    formula = f"IF(AND(ISNUMBER({most}),{votes}>N({most})),{literal(_ODD)},{known})"
    value = _NO_RULE if own.reached is None else REACHED[own.reached]
    if own.votes is None:
        value = _NONE_YET
    elif own.odd:
        value = _ODD
    return Live(_usable(votes, formula, _NONE_YET), value)


def share_of(plan: BallotPlan, award: str, own: UnitVote, row: int) -> Live:
    """A unit's votes as a share of the denominator."""
    votes = xl_rowcol_to_cell(row, _P.VOTES)
    of, most = _of_award(plan, award, _P.DENOMINATOR), _of_award(plan, award, _P.MOST)
    share = half_up(f"{votes}/{of}", _SHARE_PLACES)
    share = f"IF(N({of})>0,{share},{literal(NOTHING)})"
    formula = f"IF(AND(ISNUMBER({most}),{votes}>N({most})),{literal(NOTHING)},{share})"
    value = NOTHING if own.share is None else round_half_up(own.share, _SHARE_PLACES)
    return Live(_usable(votes, formula, NOTHING), value)


def _usable(cell: str, then: str, otherwise: str) -> str:
    """``then`` where a cell holds a whole number from 0, as Python reads it."""
    no = literal(otherwise)
    return f"IF(ISNUMBER({cell}),IF({cell}>=0,IF({cell}=INT({cell}),{then},{no}),{no}),{no})"


def _of_award(plan: BallotPlan, award: str, column: int) -> str:
    return fixed(plan.ballots[award], column)
