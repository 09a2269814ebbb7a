"""A summary read again: what it carries, what the chair typed since, and the merge it stands for.

Exception
└── NotASummary    (``summary.embed``) the workbook is no summary of ours, or damaged
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from scoring.campaign import Campaign
from scoring.chair.fields import MARK
from scoring.chair.inputs import ChairBook, ChairInputs
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, merge
from scoring.snapshot import Place, Snapshot
from scoring.terms import Period
from thidua_addin.summary.embed import SummaryContent, read_summary
from thidua_addin.summary.moments import Moments, read_moments
from thidua_addin.summary.read_back import ChairReading, read_chair

__all__ = ["SummaryAgain", "merged_again", "pinned_versions", "read_again"]


@dataclass(frozen=True, slots=True)
class SummaryAgain:
    """What a summary carries, with the cells of people in it.

    ``written`` is what it was written with; ``content`` has the moments of receipt that stand in
    ``Sổ nhận``; ``book`` everything that the chair typed, in all periods; ``findings`` and
    ``reading`` what there is to say of the cells.
    """

    written: SummaryContent
    content: SummaryContent
    book: ChairBook
    reading: ChairReading
    findings: tuple[Finding, ...]

    def merged(self) -> MergeResult:
        """The merge of what the summary carries, with the cells of people, at its own period."""
        return _merge(self.content, self.book)

    def as_written(self) -> MergeResult:
        """The merge as it was when the summary was written."""
        return _merge(self.written, self.written.chair)


def _merge(content: SummaryContent, book: ChairBook) -> MergeResult:
    counted = [r for r in content.accepted if r.submission.period is content.period]
    pinned = {r.submission.unit: r.submission.version for r in counted if r.sealed}
    return merge(
        content.campaign,
        content.period,
        content.received,
        registrations=content.registrations,
        pinned=pinned,
        unsent=content.unsent,
        chair=book.at(content.period),
        cross=content.cross,
    )


def read_again(
    snapshot: Snapshot,
    campaign: Campaign | None = None,
    formula_at: Callable[[Place], str] = lambda at: "",
) -> SummaryAgain:
    """Read a summary; ``campaign`` is the one that its inputs are held against, if not its own.

    ``formula_at`` gives the text of a formula in a cell.

    Raises NotASummary.
    """
    content = read_summary(snapshot)
    known = content.campaign if campaign is None else campaign
    before = content.chair.at(content.period)
    reading = read_chair(snapshot, known, content.period, before, content.hidden, formula_at)
    moments = read_moments(snapshot)
    dated = replace(
        content,
        received=_dated(content.received, moments),
        accepted=_dated(content.accepted, moments),
    )
    book = content.chair.renewed(content.period, reading.inputs)
    return SummaryAgain(content, dated, book, reading, (*reading.findings, *moments.findings))


def merged_again(snapshot: Snapshot) -> MergeResult:
    """The merge that a summary stands for: its own submissions, its own campaign, its cells.

    No calculated cell is looked at. Raises NotASummary.
    """
    return read_again(snapshot).merged()


def pinned_versions(
    chair: ChairInputs, received: Iterable[Received], period: Period
) -> Mapping[str, int]:
    """The version that the chair marked in ``Sổ nhận``, by unit, for one period."""
    pinned: dict[str, int] = {}
    for each in received:
        submission = each.submission
        mark = chair.of(submission.unit).value(None, sha_item(each.sha256), "pinned")
        if mark == MARK and submission.period is period:
            pinned[submission.unit] = submission.version
    return pinned


def sha_item(sha256: str) -> str:
    """How the chair's inputs name a file: by the first digits of its sum."""
    return sha256[:16]


def _dated(received: Iterable[Received], moments: Moments) -> tuple[Received, ...]:
    return tuple(
        replace(r, received_at=moments.at[key])
        if (key := (r.submission.unit, sha_item(r.sha256))) in moments.at
        else r
        for r in received
    )
