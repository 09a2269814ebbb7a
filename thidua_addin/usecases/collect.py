"""What lies in the chair's folder: submissions, files that cannot count, files of no concern."""

from __future__ import annotations

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
    check_code,
    differences,
    entries_from_json,
)
from scoring.terms import Period
from thidua_addin.cross_book.read import NotACrossBook, read_cross
from thidua_addin.errors import nothing_done
from thidua_addin.form.meta import FormMeta, NotAForm, Seal, meta_of, workbook_kind
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.notice.read import NotANotice, NoticeReading, read_notice
from thidua_addin.usecases.opening import carried_by
from thidua_addin.usecases.receipts import Receipts
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX
from thidua_addin.workbook.folder import Entry, entries_below
from thidua_addin.workbook.guarded import Outcome, read_all
from thidua_addin.workbook.read import UnreadableWorkbook


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
    for entry, snapshot in _opened(folder):
        name = entry.name
        match _outcome(entry, snapshot, campaign, period, receipts):
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


def _opened(folder: Path) -> Iterator[tuple[Entry, Outcome | None]]:
    """Everything in the folder with its snapshot or refusal; None for what is not opened."""
    found = entries_below(folder)
    # Our own lock, or what a killed run left, is nobody's file.
    entries = [e for e in found if not e.path.name.startswith(TEMPORARY_PREFIX)]
    outcomes = read_all([e.path for e in entries if _to_read(e)])
    for entry in entries:
        yield entry, next(outcomes) if _to_read(entry) else entry.refusal


def _to_read(entry: Entry) -> bool:
    lock_file = entry.path.name.startswith(("~$", "."))
    return not lock_file and not entry.elsewhere and entry.refusal is None


def _outcome(
    entry: Entry,
    snapshot: Outcome | None,
    campaign: Campaign,
    period: Period,
    receipts: Receipts,
) -> Reading | Refused | CrossReading | NoticeReading | None:
    """A reading, a refusal, or None for a file that is of no concern."""
    name = entry.name
    if snapshot is None:
        return None
    if isinstance(snapshot, UnreadableWorkbook):
        if not entry.meant and snapshot.code in ("FILE_NOT_WORKBOOK", "FILE_EMPTY"):
            return None
        return Refused(name, (Finding(snapshot.code, params={**snapshot.params, "file": name}),))
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
    """What was changed since the seal; the sealed entries are believed if their code is the seal's.

    What they say is told in any case, and where they do not fit the code, that they do not.
    """
    if seal is None:
        return
    damaged = Finding("SEAL_DAMAGED", params={"code": seal.code, "now": submission.check_code})
    try:
        sealed = entries_from_json(seal.json)
    except ValueError:
        yield damaged
        return
    for change in differences(sealed, submission.entries):
        yield _changed(change, reading)
    code = check_code(submission.unit, submission.period, submission.campaign_hash, sealed)
    if code != seal.code:
        yield replace(damaged, params={"code": seal.code, "now": code})


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
