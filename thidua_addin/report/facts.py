"""What a template can name: plain texts, ready to be printed, and lists of such.

The fields of ``Facts`` are the names that an officer finds between ``{{`` and ``}}``. A value
that nobody has given is a ``Blank``: it prints as ``[…Thư ký…]`` and is listed as to complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from thidua_addin.report.charts import Chart

__all__ = [
    "AnnexFact",
    "AwardFact",
    "ContentFact",
    "Facts",
    "LineFact",
    "MeetingFact",
    "Part",
    "Proposal",
    "Said",
    "UnitFact",
    "VoteFact",
    "Xml",
]


class Xml(Protocol):
    """Something that stands in a document as it is: a table or a chart."""

    def __html__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LineFact:
    """A criterion of a unit's score sheet; points as text, ``–`` where there are none."""

    code: str
    title: str
    max_points: str
    self_score: str
    computed: str
    final: str
    note: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit and what came of it. ``number`` is its place in the list that it stands in.

    ``reason`` says why it has no rank (missing, blocked, vetoed); ``standing`` is a sentence on
    its points and rank; ``ranked_points`` those that the ranking goes by.
    """

    code: str
    number: str
    name: str
    short_name: str
    computed: str
    self_score: str
    appraised: str
    final: str
    ranked_points: str
    possible: str
    percent: str
    rank: str
    grade: str
    missing: bool
    blocked: bool
    vetoed: bool
    reason: str
    standing: str
    version: str
    check_code: str
    received_at: str
    sent_text: str
    total_note: str
    decisions: tuple[str, ...] = ()
    lines: tuple[LineFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What one unit wrote: its first paragraph and the others."""

    unit: str
    first: str
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three parts that units write on a content: results, difficulties, proposals."""

    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ContentFact:
    """A content group (II.1 …): the units' points in a sentence, and what they wrote."""

    code: str
    title: str
    score_text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class VoteFact:
    """One unit in one vote; ``text`` is all of it in a line."""

    number: str
    unit: str
    votes: str
    ratio: str
    result: str
    text: str


@dataclass(frozen=True, slots=True)
class AwardFact:
    """An award: who may be voted on, the ballots counted, the votes, who is proposed.

    ``by_ballot`` is false where the campaign says that the award needs no vote.
    """

    number: str
    code: str
    title: str
    by_ballot: bool
    quota_text: str
    candidates: tuple[UnitFact, ...]
    issued: str
    returned: str
    valid: str
    invalid: str
    needed: str
    ratio_note: str
    votes: tuple[VoteFact, ...]
    proposed_text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit that a person decided to propose for an award."""

    number: str
    unit: str
    award: str
    points: str
    percent: str
    rank: str
    votes: str
    reason: str
    decided: str


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """The meeting; counts as ``07 (bảy)``."""

    date: str
    place: str
    chair: str
    secretary: str
    tellers: str
    observers: str
    absent: str
    voting: str
    present: str


@dataclass(frozen=True, slots=True)
class AnnexFact:
    """One annex: its Roman number, title, a line below it, its table."""

    number: str
    title: str
    note: str
    table: Xml


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a document of the cluster may say; the names of the templates.

    ``units`` in the campaign's order, ``ranking`` by rank with the unranked ones last;
    ``ballots`` are the awards that are voted on, ``unit`` the one that a notice goes to.
    ``page_mark`` stands on every page after the first and is empty where the campaign is
    official.
    """

    year: str
    is_year: bool
    period_text: str
    next_period_upper: str
    campaign_title: str
    theme: str
    place: str
    cluster_name: str
    cluster_upper: str
    issuer_upper: str
    chair_name: str
    deputy_name: str
    legal_bases: tuple[str, ...]
    unit_count: str
    unit_count_digits: str
    unit_names: str
    received_count: str
    issued_text: str
    provisional: bool
    basis_text: str
    points_title: str
    points_shown: str
    table_note: str
    page_mark: str
    units: tuple[UnitFact, ...]
    ranking: tuple[UnitFact, ...]
    missing: tuple[UnitFact, ...]
    blocked: tuple[UnitFact, ...]
    vetoed: tuple[UnitFact, ...]
    contents: tuple[ContentFact, ...]
    meeting: MeetingFact
    ballot_rule: str
    awards: tuple[AwardFact, ...]
    ballots: tuple[AwardFact, ...]
    proposals: tuple[Proposal, ...]
    annexes: tuple[AnnexFact, ...]
    table_groups: Xml
    chart_points: Chart
    chart_percent: Chart
    unit: UnitFact
