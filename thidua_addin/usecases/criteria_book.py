"""The criteria workbook: a campaign out to Excel, and back into a campaign file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_diff import Change, diff
from scoring.campaign_load import load_campaign, load_data
from scoring.findings import Finding, blocking
from scoring.snapshot import Snapshot
from thidua_addin.criteria_book.build import NotForCells, build_criteria_book
from thidua_addin.criteria_book.gather import gather
from thidua_addin.criteria_book.locate import located
from thidua_addin.criteria_book.read import BookReading, NotACriteriaBook, read_book
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.usecases.campaign_toml import campaign_toml
from thidua_addin.usecases.issue import chosen_campaign, read_campaign_file
from thidua_addin.usecases.writing import stands, write_bytes, write_new
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

_LIMITS: Final = Limits(rows=300_000)
"""The hidden sheet of live checks has a line for each check and row."""


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What a criteria workbook says: the campaign (None where a finding is an error).

    ``changes`` are those since ``previous``, the campaign that it is compared with.
    """

    campaign: Campaign | None
    previous: Campaign | None
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def export_criteria_book(file: Path | None, out: Path, at: dt.datetime) -> Campaign:
    """Write the workbook of a campaign file (or of 2021). Raises NothingDone."""
    campaign = chosen_campaign(file)
    export_campaign(campaign, out, at)
    return campaign


def export_campaign(campaign: Campaign, out: Path, at: dt.datetime) -> None:
    """Write the workbook of a campaign. Raises NothingDone; nothing is replaced."""
    if stands(out):
        raise nothing_done("CRITERIA_BOOK_EXISTS", file=str(out))
    try:
        content = build_criteria_book(campaign, at)
    except NotForCells as long:
        raise nothing_done(
            "CRITERIA_TEXT_TOO_LONG", place=str(long.place), title=long.title
        ) from long
    write_new(out, content)


def import_criteria_book(file: Path, out: Path, previous: Path | None) -> ReadBook:
    """Read a workbook and write its campaign file, unless a finding blocks. Raises NothingDone.

    A file that is already at ``out`` is replaced only where it is a campaign of the same id.
    """
    book = read_criteria_book(file, previous)
    if book.campaign is not None:
        _check_target(out, book.campaign)
        write_bytes(out, campaign_toml(book.campaign).encode("utf-8"))
    return book


def read_criteria_book(file: Path, previous: Path | None = None) -> ReadBook:
    """The campaign of a workbook, all its faults at their cells, what changed.

    Raises NothingDone where the file is no criteria workbook.
    """
    old = chosen_campaign(previous) if previous is not None else None
    try:
        return campaign_of_book(read_workbook(file, _LIMITS), old)
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable
    except NotACriteriaBook as foreign:
        raise NothingDone(foreign.finding) from foreign


def campaign_of_book(snapshot: Snapshot, previous: Campaign | None = None) -> ReadBook:
    """The campaign of a workbook's cells, compared with ``previous`` or with what it came from.

    Raises NotACriteriaBook.
    """
    reading = read_book(snapshot)
    gathered = gather(reading)
    loaded = load_data(gathered.data)
    findings = [*reading.findings, *gathered.findings, *located(loaded.findings, gathered)]
    if previous is not None:
        findings = [f for f in findings if f.code != "CRITERIA_ORIGIN_UNKNOWN"]
    old = previous or reading.exported
    new = None if blocking(findings) else loaded.campaign
    if new is None or old is None:
        return ReadBook(new, old, (), tuple(findings))
    changes = diff(old, new)
    findings += _revision(reading, old, new, changes)
    return ReadBook(new, old, changes, tuple(findings))


def may_change_points(changes: tuple[Change, ...]) -> bool:
    """Whether any of the changes can change a point."""
    return any(change.points for change in changes)


def _revision(
    reading: BookReading, old: Campaign, new: Campaign, changes: tuple[Change, ...]
) -> list[Finding]:
    if not changes or new.id != old.id or new.revision > old.revision:
        return []
    params = {
        "count": str(len(changes)),
        "previous": str(old.revision),
        "points": ", trong đó có thay đổi làm đổi điểm" if may_change_points(changes) else "",
        "revision": str(new.revision),
        "next": str(old.revision + 1),
    }
    place = reading.head.spots["revision"].place
    return [Finding("CRITERIA_REVISION_NOT_RAISED", place, path="revision", params=params)]


def _check_target(out: Path, campaign: Campaign) -> None:
    if not out.exists():
        return
    existing = None if out.is_dir() else load_campaign(read_campaign_file(out)).campaign
    if existing is None or existing.id != campaign.id:
        raise nothing_done("CRITERIA_TARGET_OTHER", file=str(out), id=campaign.id)
