"""Merge a folder of submissions into the chair's summary workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.campaign import Campaign
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, merge, registrations_of
from scoring.terms import Period
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.embed import NotASummary, SummaryContent, read_summary
from thidua_addin.usecases.check import check_reading
from thidua_addin.usecases.collect import Reading, collect
from thidua_addin.usecases.receipts import NO_RECEIPTS, Receipts, read_receipts
from thidua_addin.usecases.writing import make_folder, write_bytes
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge and where its summary stands; ``previous`` is the kept old one."""

    result: MergeResult
    summary: Path
    previous: Path | None
    findings: tuple[Finding, ...]


def merge_folder(
    folder: Path,
    campaign: Campaign,
    period: Period,
    out: Path,
    at: dt.datetime,
    received_list: Path | None = None,
) -> Merged:
    """Read every submission below ``folder``, merge them, write the summary to ``out``.

    Raises NothingDone where the folder is not there or the summary cannot be written.
    """
    before = _summary_before(out)
    if before is not None and before.campaign.id != campaign.id:
        raise nothing_done(
            "SUMMARY_OTHER_CAMPAIGN",
            file=str(out),
            other=before.campaign.id,
            campaign=campaign.id,
        )
    receipts = read_receipts(received_list) if received_list is not None else NO_RECEIPTS
    result = merge_files(folder, campaign, period, receipts, before)
    content = build_summary(result, at=at)
    make_folder(out.parent)
    previous = _keep_previous(out, at) if before is not None else None
    try:
        write_bytes(out, content)
    except NothingDone:
        if previous is not None:
            previous.unlink()  # the summary itself still stands where it was
        raise
    said = (*receipts.findings, *receipts.strange(_names(result)))
    return Merged(result, out, previous, said)


def _names(result: MergeResult) -> Iterator[str]:
    """Everything that a line of the list of receipts can speak of."""
    yield from result.campaign.units
    yield from (r.file for r in result.received)
    yield from (r.file for r in result.refused)
    yield from result.ignored


def merge_files(
    folder: Path,
    campaign: Campaign,
    period: Period,
    receipts: Receipts,
    before: SummaryContent | None = None,
) -> MergeResult:
    """The merge without its workbook.

    ``before`` is what the summary that is being renewed carries: its submissions count on, so
    that the folder need only hold what is new, and its registrations stay fixed.
    """
    collected = collect(folder, campaign, period, receipts)
    accepted = before.registrations if before is not None else {}
    fresh = _checked(collected.readings, campaign, accepted)
    seen = {r.sha256 for r in fresh}
    kept = tuple(r for r in before.received if r.sha256 not in seen) if before else ()
    return merge(
        campaign,
        period,
        (*fresh, *kept),
        refused=collected.refused,
        ignored=collected.ignored,
        registrations=accepted,
    )


def _checked(
    readings: tuple[Reading, ...], campaign: Campaign, accepted: Mapping[str, Received]
) -> tuple[Received, ...]:
    """Every submission with its findings; registrations first, for they fix the targets."""
    registrations = [_with_checks(r, campaign, None) for r in readings if _registers(r.received)]
    pledged = registrations_of(campaign, registrations, accepted)
    results = [
        _with_checks(r, campaign, pledged.get(r.received.submission.unit))
        for r in readings
        if not _registers(r.received)
    ]
    return (*registrations, *results)


def _registers(received: Received) -> bool:
    return received.submission.period is Period.REGISTRATION


def _with_checks(reading: Reading, campaign: Campaign, registration: Received | None) -> Received:
    received, submission = reading.received, reading.received.submission
    pledged = Entries(registration.submission.entries) if registration is not None else None
    _, findings = check_reading(
        reading.reading, campaign, submission.unit, submission.period, pledged
    )
    return replace(received, findings=(*received.findings, *findings))


def _summary_before(out: Path) -> SummaryContent | None:
    """What the summary at the target carries, None where nothing stands there.

    Raises NothingDone for anything that is not a summary of ours.
    """
    if not out.exists():
        return None
    try:
        return read_summary(read_workbook(out, SUMMARY_LIMITS))
    except UnreadableWorkbook as unreadable:
        if unreadable.code == "FILE_LOCKED":
            raise nothing_done("TARGET_LOCKED", file=str(out)) from unreadable
        raise nothing_done("NOT_OUR_SUMMARY", file=str(out)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_OUR_SUMMARY", file=str(out)) from foreign


def _keep_previous(out: Path, at: dt.datetime) -> Path:
    """A copy of the summary that is about to be replaced, beside it; never over another file."""
    stamp = f"{at:%Y%m%d-%H%M%S}"
    kept = out.with_name(f"{out.stem}.truoc-{stamp}{out.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = out.with_name(f"{out.stem}.truoc-{stamp}-{number}{out.suffix}")
    write_bytes(kept, _bytes(out))
    return kept


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failed:
        raise NothingDone(Finding("FILE_LOCKED", params={"file": path.name})) from failed
