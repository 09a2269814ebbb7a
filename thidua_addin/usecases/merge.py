"""Merge a folder of submissions into the chair's summary workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.campaign import Campaign
from scoring.chair.changes import Change
from scoring.chair.inputs import EMPTY_BOOK, ChairBook
from scoring.chair.targets import approved, registered_in_force
from scoring.checks.registered import target_findings
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, registrations_of
from scoring.received import moment
from scoring.snapshot import Place
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.summary.again import read_again
from thidua_addin.summary.build import write_summary
from thidua_addin.summary.embed import NotASummary, SummaryContent
from thidua_addin.summary.kept_notes import kept_findings
from thidua_addin.usecases.collect import Collected, Reading, collect
from thidua_addin.usecases.one_at_a_time import one_at_a_time
from thidua_addin.usecases.receipts import NO_RECEIPTS, Receipts, read_receipts
from thidua_addin.usecases.renewal import Came, OldSummary, Renewed, renewed
from thidua_addin.usecases.writing import make_folder, replace_bytes, stands, write_new
from thidua_addin.workbook.formula_texts import formula_texts
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.package import open_package
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge and where its summary stands; ``previous`` is the kept old one.

    ``changes`` since the merge before.
    """

    result: MergeResult
    summary: Path
    previous: Path | None
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] = ()


def merge_folder(
    folder: Path,
    campaign: Campaign,
    period: Period,
    out: Path,
    at: dt.datetime,
    received_list: Path | None = None,
) -> Merged:
    """Read every submission below ``folder``, merge them, write the summary to ``out``.

    Raises NothingDone where the folder is not there, where the summary cannot be written, and
    where another run or person writes it at the same time.
    """
    receipts = NO_RECEIPTS
    if received_list is not None:
        receipts = read_receipts(received_list, period, campaign)
    if not folder.is_dir():
        raise nothing_done("FOLDER_MISSING", file=str(folder))
    with being_renewed(out):
        return _merged_into(out, folder, campaign, period, at, receipts)


@contextmanager
def being_renewed(out: Path) -> Iterator[None]:
    """While a summary is read, thought over and written anew: no other run may do the same.

    Raises NothingDone: TARGET_IN_USE, or SUMMARY_CHANGED_MEANWHILE where somebody wrote there
    all the same, in Excel for instance; then it stands as they wrote it.
    """
    make_folder(out.parent)
    try:
        with one_at_a_time(out):
            yield
    except NothingDone as stopped:
        if stopped.finding.code not in ("FILE_CHANGED_MEANWHILE", "FILE_APPEARED_MEANWHILE"):
            raise
        raise nothing_done("SUMMARY_CHANGED_MEANWHILE", file=str(out)) from stopped


def _merged_into(
    out: Path,
    folder: Path,
    campaign: Campaign,
    period: Period,
    at: dt.datetime,
    receipts: Receipts,
) -> Merged:
    old = summary_before(out, campaign)
    collected = collect(folder, campaign, period, receipts)
    book = EMPTY_BOOK if old is None else old.again.book
    content = None if old is None else old.again.content
    came = _came_now(collected, campaign, receipts, content, book)
    return write_renewed(renewed(campaign, period, came, old, at), old, out, at, receipts)


def write_renewed(
    new: Renewed,
    old: OldSummary | None,
    out: Path,
    at: dt.datetime,
    receipts: Receipts = NO_RECEIPTS,
) -> Merged:
    """Write the summary in place of the old one, which is kept beside it.

    Belongs into a block of ``being_renewed``. Raises NothingDone where it cannot be written, or
    where something else stands there by now than what was read.
    """
    written = write_summary(new.result, new.extras, at)
    previous = None
    if old is None:
        write_new(out, written.content)
    else:
        previous = replace_bytes(out, written.content, at, known=old.snapshot.sha256)
    result = written.result
    # That nothing came of the merged period is said of the unit itself.
    told = _came(result.received) | {(unit, result.period) for unit in result.campaign.units}
    strange = receipts.strange(result.campaign.units, _files(result), told)
    kept: tuple[Finding, ...] = ()
    if previous is not None:
        kept = kept_findings(new.extras.kept, moment(at), nfc(previous.name))
    changed = new.extras.changes
    return Merged(result, out, previous, (*receipts.findings, *strange, *kept), changed)


def _files(result: MergeResult) -> Iterator[str]:
    """Every file that a line of the list of receipts can speak of."""
    yield from (r.file for r in result.received)
    yield from (r.file for r in result.refused)
    yield from result.ignored


def _came(received: Iterable[Received]) -> frozenset[tuple[str, Period]]:
    return frozenset((r.submission.unit, r.submission.period) for r in received)


def _came_now(
    collected: Collected,
    campaign: Campaign,
    receipts: Receipts,
    before: SummaryContent | None,
    book: ChairBook,
) -> Came:
    """What the folder holds, together with what the summary that is being renewed carries.

    Its submissions count on, so that the folder need only hold what is new, and its
    registrations stay fixed. What the chair said of the arrival of a submission holds until the
    list says otherwise.
    """
    frozen = before.registrations if before is not None else {}
    accepted = {unit: _dated_now(r, receipts) for unit, r in frozen.items()}
    fresh = _checked(collected.readings, campaign, accepted, book)
    earlier = before.received if before is not None else ()
    fresh = tuple(_dated_as_before(r, earlier) for r in fresh)
    seen = {r.sha256 for r in fresh}
    kept = tuple(_dated_now(r, receipts) for r in earlier if r.sha256 not in seen)
    received = (*fresh, *kept)
    return Came(
        received,
        collected.refused,
        collected.ignored,
        _unsent(campaign, receipts, before, received),
        collected.cross,
        tuple(reply for notice in collected.notices for reply in notice.replies),
        tuple(note for notice in collected.notices for note in notice.notes),
        tuple(f for notice in collected.notices for f in notice.findings),
    )


def _dated_as_before(received: Received, earlier: Iterable[Received]) -> Received:
    """A file that came again without a moment keeps the one that the chair gave it earlier."""
    if received.received_at is not None:
        return received
    of = received.submission
    same = (
        r.received_at
        for r in earlier
        if (r.sha256, r.submission.unit, r.submission.period)
        == (received.sha256, of.unit, of.period)
    )
    return replace(received, received_at=next((at for at in same if at is not None), None))


def _dated_now(received: Received, receipts: Receipts) -> Received:
    """A submission of an earlier merge with the moment that this list gives.

    A unit's line may speak of a newer file, so it only fills what was not known.
    """
    at = receipts.of_file(received.file)
    if at is None and received.received_at is None:
        at = receipts.of_unit(received.submission.unit, received.submission.period)
    return received if at is None else replace(received, received_at=at)


def _unsent(
    campaign: Campaign,
    receipts: Receipts,
    before: SummaryContent | None,
    received: Iterable[Received],
) -> frozenset[tuple[str, Period]]:
    """What never came, by this list and by the word given earlier.

    The earlier word is taken back by a moment in the list, or by the file itself.
    """
    earlier = before.unsent if before is not None else frozenset()
    came = _came(received)
    still = (
        (unit, period)
        for unit, period in earlier
        if (unit, period) not in came and receipts.of_unit(unit, period) is None
    )
    return receipts.unsent(campaign.units) | frozenset(still)


def _checked(
    readings: tuple[Reading, ...],
    campaign: Campaign,
    accepted: Mapping[str, Received],
    book: ChairBook,
) -> tuple[Received, ...]:
    """Every submission with its findings; registrations first, for they fix the targets."""
    registrations = [r.received for r in readings if _registers(r.received)]
    pledged = registrations_of(campaign, registrations, accepted)
    targets = {
        unit: registered_in_force(
            Entries(r.submission.entries), approved(campaign, book.year, unit)
        )
        for unit, r in pledged.items()
    }
    results = [
        _against(campaign, r, targets.get(r.received.submission.unit))
        for r in readings
        if not _registers(r.received)
    ]
    return (*registrations, *results)


def _registers(received: Received) -> bool:
    return received.submission.period is Period.REGISTRATION


def _against(campaign: Campaign, reading: Reading, registered: Entries | None) -> Received:
    """A submission with what its targets are against the registered ones."""
    received = reading.received
    if registered is None:
        return received
    entries = Entries(received.submission.entries)
    found = target_findings(campaign, registered, entries, reading.targets)
    return replace(received, findings=(*received.findings, *found))


def summary_before(out: Path, campaign: Campaign | None = None) -> OldSummary | None:
    """The summary at the target, None where nothing stands there.

    ``campaign`` is the one that it is merged with now. Raises NothingDone for anything that is
    not a summary of ours, or one of another campaign.
    """
    if not stands(out):
        return None
    try:
        snapshot = read_workbook(out, SUMMARY_LIMITS)
        again = read_again(snapshot, campaign, lambda at: _formula(out, at))
    except UnreadableWorkbook as unreadable:
        if unreadable.code == "FILE_LOCKED":
            raise nothing_done("TARGET_LOCKED", file=str(out)) from unreadable
        raise nothing_done("NOT_OUR_SUMMARY", file=str(out)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_OUR_SUMMARY", file=str(out)) from foreign
    known = again.content.campaign.id
    if campaign is not None and known != campaign.id:
        raise nothing_done(
            "SUMMARY_OTHER_CAMPAIGN", file=str(out), other=known, campaign=campaign.id
        )
    return OldSummary(out, snapshot, again)


def _formula(path: Path, at: Place) -> str:
    """The text of the formula in a cell of a workbook, ``""`` where there is none."""
    with open_package(path) as package:
        for sheet in package.sheets():
            if sheet.name == at.sheet:
                return formula_texts(package, sheet, {at.cell}).get(at.cell, "")
    return ""
