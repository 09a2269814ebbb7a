"""What lies in the chair's folder: submissions, files that cannot count, files of no concern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.cross import CrossReading
from scoring.findings import Finding
from scoring.received import Refused
from scoring.terms import Period
from thidua_addin.errors import nothing_done
from thidua_addin.notice.read import NoticeReading
from thidua_addin.usecases.map_step import Mapped, MapStep, NamedStep, Reading
from thidua_addin.usecases.receipts import Receipts
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX
from thidua_addin.workbook.folder import Entry, entries_below
from thidua_addin.workbook.guarded import worked_all
from thidua_addin.workbook.limits import reading_limits
from thidua_addin.workbook.read import UnreadableWorkbook

__all__ = ["NOTHING_COLLECTED", "Collected", "Reading", "collect"]


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


def collect(
    folder: Path,
    campaign: Campaign,
    period: Period,
    receipts: Receipts,
    workers: int | None = None,
) -> Collected:
    """Read and check every file below the folder. One bad file never stops the others.

    ``workers`` processes read at once; without it as many as are worth their start. Raises
    NothingDone where the folder itself is not there.
    """
    if not folder.is_dir():
        raise nothing_done("FOLDER_MISSING", file=str(folder))
    readings: list[Reading] = []
    refused: list[Refused] = []
    ignored: list[str] = []
    cross: list[CrossReading] = []
    notices: list[NoticeReading] = []
    for entry, mapped in _mapped(folder, MapStep.of(campaign, period), workers):
        match mapped:
            case None:
                ignored.append(entry.name)
            case Refused():
                refused.append(mapped)
            case CrossReading():
                cross.append(mapped)
            case NoticeReading():
                notices.append(mapped)
            case Reading():
                readings.append(_dated(mapped, receipts))
    return Collected(tuple(readings), tuple(refused), tuple(ignored), tuple(cross), tuple(notices))


def _mapped(folder: Path, step: MapStep, workers: int | None) -> Iterator[tuple[Entry, Mapped]]:
    """Everything in the folder with its outcome; None for what is of no concern."""
    found = entries_below(folder)
    # Our own lock, or what a killed run left, is nobody's file.
    entries = [e for e in found if not e.path.name.startswith(TEMPORARY_PREFIX)]
    files = [(e.path, NamedStep(step, e.name)) for e in entries if _to_read(e)]
    outcomes = worked_all(files, reading_limits(), workers)
    for entry in entries:
        outcome = next(outcomes) if _to_read(entry) else entry.refusal
        if isinstance(outcome, UnreadableWorkbook):
            outcome = _refused(entry, outcome)
        yield entry, outcome


def _to_read(entry: Entry) -> bool:
    lock_file = entry.path.name.startswith(("~$", "."))
    return not lock_file and not entry.elsewhere and entry.refusal is None


def _refused(entry: Entry, reason: UnreadableWorkbook) -> Refused | None:
    """A refusal, or None for a file that nobody can have meant as a form."""
    if not entry.meant and reason.code in ("FILE_NOT_WORKBOOK", "FILE_EMPTY"):
        return None
    params = {**reason.params, "file": entry.name}
    return Refused(entry.name, (Finding(reason.code, params=params),))


def _dated(reading: Reading, receipts: Receipts) -> Reading:
    received = reading.received
    of = received.submission
    at = receipts.of(received.file, of.unit, of.period)
    return replace(reading, received=replace(received, received_at=at))
