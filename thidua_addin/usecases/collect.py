"""What lies in the chair's folder: submissions, files that cannot count, files of no concern."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_diff import compare_campaign
from scoring.chair.cross import CrossReading
from scoring.fields import Address
from scoring.findings import Finding
from scoring.parse import shown
from scoring.received import Received, Refused
from scoring.submission import (
    UNSEALED_VERSION,
    EntryChange,
    Submission,
    differences,
    entries_from_json,
)
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.cross_book.read import NotACrossBook, read_cross
from thidua_addin.errors import nothing_done
from thidua_addin.form.meta import FormMeta, NotAForm, Seal, meta_of, workbook_kind
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.notice.read import NotANotice, NoticeReading, read_notice
from thidua_addin.usecases.opening import carried_by
from thidua_addin.usecases.receipts import Receipts
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

SPREADSHEETS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".csv")
"""Endings of files that somebody may have meant as a form: refused with a reason, not ignored."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A form of a member unit as it was read, before the choice among versions."""

    received: Received
    reading: FormReading


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything found in the folder, in the order of file names.

    ``cross`` and ``notices`` are workbooks of cross-scoring and notices that came back.
    """

    readings: tuple[Reading, ...] = ()
    refused: tuple[Refused, ...] = ()
    ignored: tuple[str, ...] = ()
    cross: tuple[CrossReading, ...] = ()
    notices: tuple[NoticeReading, ...] = ()


NOTHING_COLLECTED: Final = Collected()


def collect(folder: Path, campaign: Campaign, period: Period, receipts: Receipts) -> Collected:
    """Read every file below the folder. One bad file never stops the others.

    Raises NothingDone where the folder itself is not there.
    """
    if not folder.is_dir():
        raise nothing_done("FOLDER_MISSING", file=str(folder))
    readings: list[Reading] = []
    refused: list[Refused] = []
    ignored: list[str] = []
    cross: list[CrossReading] = []
    notices: list[NoticeReading] = []
    for path in _files(folder):
        name = nfc(path.relative_to(folder).as_posix())
        match _outcome(path, name, campaign, period, receipts):
            case None:
                ignored.append(name)
            case Refused() as outcome:
                refused.append(outcome)
            case CrossReading() as outcome:
                cross.append(outcome)
            case NoticeReading() as outcome:
                notices.append(outcome)
            case Reading() as outcome:
                readings.append(outcome)
    return Collected(tuple(readings), tuple(refused), tuple(ignored), tuple(cross), tuple(notices))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield Path(parent, name)


def _outcome(
    path: Path, name: str, campaign: Campaign, period: Period, receipts: Receipts
) -> Reading | Refused | CrossReading | NoticeReading | None:
    """A reading, a refusal, or None for a file that is of no concern."""
    if path.name.startswith(("~$", ".", TEMPORARY_PREFIX)):
        return None
    meant = path.suffix.lower() in SPREADSHEETS
    try:
        snapshot = read_workbook(path)
    except UnreadableWorkbook as unreadable:
        if not meant and unreadable.code in ("FILE_NOT_WORKBOOK", "FILE_EMPTY"):
            return None
        finding = Finding(unreadable.code, params={**unreadable.params, "file": name})
        return Refused(name, (finding,))
    kind = workbook_kind(snapshot)
    if kind in ("summary", "criteria"):
        return None
    try:
        if kind == "cross":
            return replace(read_cross(snapshot, campaign), file=name)
        if kind == "notice":
            return read_notice(snapshot, campaign, name)
        meta = meta_of(snapshot)
        reading = read_form(snapshot, campaign)
    except (NotAForm, NotACrossBook, NotANotice) as refusal:
        return Refused(name, (refusal.finding,))
    if not reading.unit:
        return Refused(name, (Finding("UNIT_NOT_CHOSEN", params={"file": name}),))
    compared = compare_campaign(campaign, carried_by(meta))
    if any(f.code == "CAMPAIGN_UNKNOWN" for f in compared):
        return Refused(name, compared)
    received = _received(name, snapshot.sha256, meta, reading, period, receipts)
    return Reading(replace(received, findings=(*compared, *received.findings)), reading)


def _received(
    name: str,
    sha256: str,
    meta: FormMeta,
    reading: FormReading,
    period: Period,
    receipts: Receipts,
) -> Received:
    seal = meta.seal
    submission = Submission(
        unit=reading.unit,
        period=seal.period if seal else reading.period or period,
        campaign_id=meta.campaign_id,
        campaign_revision=meta.campaign_revision,
        campaign_hash=meta.campaign_hash,
        version=seal.version if seal else UNSEALED_VERSION,
        sealed_at=seal.at if seal else None,
        entries=tuple(reading.entries),
    )
    return Received(
        file=name,
        sha256=sha256,
        submission=submission,
        findings=(*reading.findings, *_seal_findings(seal, submission, reading)),
        sealed=seal is not None,
        letter_number=reading.entries.text(None, None, "letter_number"),
        received_at=receipts.of(name, submission.unit, submission.period),
    )


def _seal_findings(
    seal: Seal | None, submission: Submission, reading: FormReading
) -> Iterator[Finding]:
    if seal is None or seal.code == submission.check_code:
        return
    try:
        sealed = entries_from_json(seal.json)
    except ValueError:
        yield Finding("SEAL_DAMAGED", params={"code": seal.code, "now": submission.check_code})
        return
    changes = differences(sealed, submission.entries)
    for change in changes:
        yield _changed(change, reading)
    if not changes:
        yield Finding("SEAL_DAMAGED", params={"code": seal.code, "now": submission.check_code})


def _changed(change: EntryChange, reading: FormReading) -> Finding:
    address = change.address
    return Finding(
        "SEAL_BROKEN",
        reading.places.get(address),
        address.criterion,
        address.item,
        address.field,
        {
            "what": _what(change.address, reading),
            "was": shown(change.was.raw) if change.was else "(trống)",
            "now": shown(change.now.raw) if change.now else "(trống)",
        },
    )


def _what(address: Address, reading: FormReading) -> str:
    """An entry in words: ``“Kết quả thực hiện (năm)” của II.2.3``."""
    specs = (c.spec for c in reading.cells if c.input and c.address == address)
    title = next((s.title for s in specs if s is not None), address.field)
    of = address.criterion if address.item is None else f"{address.criterion}, {address.item}"
    return f"“{title}”" if address.criterion is None else f"“{title}” của {of}"
