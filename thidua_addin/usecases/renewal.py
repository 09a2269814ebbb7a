"""From what came and what a summary already holds to the new summary: nothing in it is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from scoring.campaign import Campaign
from scoring.chair.ballot import ballot_findings
from scoring.chair.changes import changes
from scoring.chair.cross import CrossReading
from scoring.chair.eligibility import award_findings
from scoring.chair.inputs import EMPTY_BOOK, ChairBook
from scoring.chair.replies import KeptReply, Reply, answered_year
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, Refused, merge
from scoring.numbers import vn_number
from scoring.received import moment
from scoring.snapshot import CellValue, Place, Snapshot
from scoring.terms import Period
from thidua_addin.summary.again import SummaryAgain, pinned_versions
from thidua_addin.summary.extras import SummaryExtras
from thidua_addin.summary.kept_notes import KeptNote, NoteKind, shown_value, unique
from thidua_addin.summary.own_cells import own_content, record_findings
from thidua_addin.summary.read_back import Unplaced, what_of

__all__ = ["Came", "OldSummary", "Renewed", "renewed"]


@dataclass(frozen=True, slots=True)
class OldSummary:
    """The summary that is written anew: its file, its cells, what they say."""

    path: Path
    snapshot: Snapshot
    again: SummaryAgain


@dataclass(frozen=True, slots=True)
class Came:
    """What counts from now on: submissions old and new, workbooks and answers that came back.

    ``received`` and ``unsent`` as ``scoring.merge`` takes them; ``cross`` and ``replies`` are the
    new ones only, ``notes`` answers that belong to no cell; ``findings`` are those of reading.
    """

    received: tuple[Received, ...]
    refused: tuple[Refused, ...] = ()
    ignored: tuple[str, ...] = ()
    unsent: frozenset[tuple[str, Period]] = frozenset()
    cross: tuple[CrossReading, ...] = ()
    replies: tuple[Reply, ...] = ()
    notes: tuple[KeptReply, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Renewed:
    """The merge, and what the new summary holds besides."""

    result: MergeResult
    extras: SummaryExtras


def renewed(
    campaign: Campaign,
    period: Period,
    came: Came,
    old: OldSummary | None,
    at: dt.datetime,
    book: ChairBook | None = None,
) -> Renewed:
    """Merge, with everything that the old summary holds.

    ``book`` is the chair's book where something else changed it than the cells.
    """
    before = None if old is None else old.again
    known = EMPTY_BOOK if before is None else before.book
    earlier = () if before is None else before.content.replies
    answered = answered_year(campaign, book or known, came.replies, earlier)
    cross = _each_once((*(() if before is None else before.content.cross), *came.cross))
    chair = answered.book.at(period)
    registrations = before.content.registrations if before is not None else {}
    result = merge(
        campaign,
        period,
        came.received,
        refused=came.refused,
        ignored=came.ignored,
        registrations={unit: _dated(r, came.received) for unit, r in registrations.items()},
        pinned=pinned_versions(chair, came.received, period),
        unsent=came.unsent,
        chair=chair,
        cross=cross,
    )
    told = (
        *result.findings,
        *answered.findings,
        *came.findings,
        *_awards(result),
        *_said_of(old, period, answered.book),
        *(_changed_since(before.as_written(), result) if before is not None else ()),
    )
    found_at = moment(at)
    kept = () if old is None else _kept(campaign, old, found_at)
    notes = tuple(_reply_note(note, found_at) for note in (*answered.notes, *came.notes))
    extras = SummaryExtras(
        answered.book,
        cross,
        answered.replies,
        () if before is None else changes(before.as_written(), result),
        None if before is None else before.content.merged_at,
        unique((*kept, *notes)),
    )
    return Renewed(replace(result, findings=told), extras)


def _awards(result: MergeResult) -> Iterator[Finding]:
    """What is odd about ballots and decisions, at year end."""
    if result.period is Period.YEAR:
        yield from ballot_findings(result.campaign, result.chair)
        yield from award_findings(result)


def _changed_since(before: MergeResult, after: MergeResult) -> Iterator[Finding]:
    """The lines that were appraised and now have other computed points."""
    if before.period is not after.period:
        return
    for unit in after.units:
        was = next((u.appraisal for u in before.units if u.unit == unit.unit), None)
        if was is None or unit.appraisal is None:
            continue
        computed = {(x.criterion, x.item): x.computed for x in was.lines}
        for line in unit.appraisal.lines:
            known = (line.criterion, line.item) in computed
            judged = line.appraised is not None or line.second is not None
            earlier = computed.get((line.criterion, line.item))
            if known and judged and earlier != line.computed:
                entry = after.chair.of(unit.unit).get(line.criterion, None, "appraised")
                params = {
                    "unit": after.campaign.units[unit.unit].short_name,
                    "criterion": line.criterion,
                    "before": _points(earlier),
                    "after": _points(line.computed),
                }
                at = None if entry is None else entry.at
                yield Finding(
                    "APPRAISED_RESULT_CHANGED", at, line.criterion, None, "appraised", params
                )


def _points(points: Decimal | None) -> str:
    return "chưa có" if points is None else vn_number(points)


def _dated(registration: Received, received: Iterable[Received]) -> Received:
    """A registration accepted earlier, with the moment of receipt that is known by now."""
    now = (r for r in received if (r.file, r.sha256) == (registration.file, registration.sha256))
    return next(now, registration)


def _each_once(readings: Iterable[CrossReading]) -> tuple[CrossReading, ...]:
    """A workbook that lies in the folder again is the one that the summary holds."""
    found = {r.sha256: r for r in readings}
    return tuple(sorted(found.values(), key=lambda r: (r.file, r.sha256)))


def _said_of(old: OldSummary | None, period: Period, book: ChairBook) -> Iterator[Finding]:
    """What the old summary's cells came to, and what of other periods stays out of sight."""
    if old is None:
        return
    yield from old.again.findings
    yield from record_findings(old.snapshot)
    for other, inputs in book.periods.items():
        count = sum(1 for _ in inputs)
        if other is not period and count:
            params = {"count": str(count), "period": other.label, "now": period.label}
            yield Finding("CHAIR_OTHER_PERIOD", params=params)


def _kept(campaign: Campaign, old: OldSummary, at: dt.datetime) -> tuple[KeptNote, ...]:
    """What people put into the old summary besides the inputs that are read back."""
    own = own_content(old.snapshot, old.path, at)
    unplaced = (_unplaced_note(campaign, each, at) for each in old.again.reading.unplaced)
    return (*own, *unplaced)


def _unplaced_note(campaign: Campaign, each: Unplaced, at: dt.datetime) -> KeptNote:
    where = f"{what_of(campaign, each.unit, each.entry.address)}: {each.title}"
    return _note(where, each.at, each.entry.raw, at)


def _reply_note(kept: KeptReply, at: dt.datetime) -> KeptNote:
    reply = kept.reply
    note = _note(f"Giải trình của {reply.unit}, {reply.criterion}", reply.at, reply.text, at)
    return replace(note, detail=f"{kept.reason} Tệp {reply.file}.")


def _note(where: str, place: Place | None, raw: CellValue, at: dt.datetime) -> KeptNote:
    cell = "" if place is None else place.cell
    return KeptNote(NoteKind.ORPHAN, where, cell, shown_value(raw), raw, at)
