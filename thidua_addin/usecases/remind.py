"""Remind missing and late units: one letter for each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.findings import Finding
from scoring.merge import MergeResult
from scoring.terms import Period
from thidua_addin.errors import nothing_done
from thidua_addin.report.documents import Document
from thidua_addin.report.fill import TemplateFault, is_ours
from thidua_addin.report.reminder import (
    TEMPLATE,
    Reminder,
    Standing,
    reminder_letters,
    standing_of,
)
from thidua_addin.usecases.summaries import open_summary
from thidua_addin.usecases.writing import make_folder, replace_bytes, stands, write_new

__all__ = ["Letter", "Reminded", "remind_units"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was written; ``to_complete`` is what a person must fill in."""

    unit: str
    name: str
    standing: Standing
    days_late: int
    path: Path
    to_complete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of it. ``kept`` are earlier letters that were written anew, as they were."""

    summary: Path
    period: Period
    letters: tuple[Letter, ...]
    kept: tuple[Path, ...]
    findings: tuple[Finding, ...]


def remind_units(summary: Path, out: Path, at: dt.datetime) -> Reminded:
    """Write a letter for each unit of the summary that is missing or late at its period.

    A receipt that nobody has noted is said, not guessed. The chair writes no letter to itself.
    Raises NothingDone where the file is no summary or a letter cannot be written.
    """
    result = open_summary(summary).result
    reminders = tuple(standing_of(result, unit) for unit in result.units)
    chair = result.campaign.cluster.chair
    wanted = tuple(
        r for r in reminders if r.standing in (Standing.MISSING, Standing.LATE) and r.unit != chair
    )
    findings = tuple(_findings(result, reminders, wanted))
    if not wanted:
        return Reminded(summary, result.period, (), (), findings)
    try:
        documents = reminder_letters(result, wanted, at)
    except TemplateFault as fault:
        raise nothing_done(fault.code, **{**fault.params, "file": f"{TEMPLATE}.docx"}) from fault
    make_folder(out)
    for document in documents:
        _refuse_foreign(out / document.name)
    kept = [_write(out / document.name, document, at) for document in documents]
    letters = tuple(
        Letter(
            reminder.unit,
            result.campaign.units[reminder.unit].name,
            reminder.standing,
            reminder.days_late,
            out / document.name,
            document.to_complete,
        )
        for reminder, document in zip(wanted, documents, strict=True)
    )
    old = tuple(path for path in kept if path is not None)
    return Reminded(summary, result.period, letters, old, findings)


def _findings(
    result: MergeResult, reminders: tuple[Reminder, ...], wanted: tuple[Reminder, ...]
) -> Iterator[Finding]:
    period, chair = result.period.label, result.campaign.cluster.chair
    if result.campaign.deadlines.of(result.period) is None:
        yield Finding("REMIND_NO_DEADLINE", params={"period": period})
    for reminder in reminders:
        name = result.campaign.units[reminder.unit].short_name
        if reminder.standing is Standing.UNKNOWN:
            yield Finding("REMIND_RECEIPT_UNKNOWN", params={"unit": name, "period": period})
        elif reminder.unit == chair and reminder.standing is not Standing.IN_TIME:
            yield Finding("REMIND_OWN_UNIT", params={"unit": name, "period": period})
    if not wanted:
        yield Finding("REMIND_NOTHING", params={"period": period})


def _refuse_foreign(target: Path) -> None:
    """Before anything is written: what is not a document of ours stays."""
    try:
        if stands(target) and not is_ours(target.read_bytes()):
            raise nothing_done("REPORT_FOREIGN_FILE", file=str(target))
    except OSError as failed:
        raise nothing_done("REPORT_NOT_WRITTEN", file=str(target)) from failed


def _write(target: Path, document: Document, at: dt.datetime) -> Path | None:
    """Write a letter; the copy of an earlier one that said something else."""
    if not stands(target):
        write_new(target, document.content)
        return None
    if target.read_bytes() == document.content:
        return None
    return replace_bytes(target, document.content, at)
