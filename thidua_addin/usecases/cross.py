"""Cross-scoring: a workbook for each unit to score the units that the chair assigned to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from scoring.campaign import Unit
from scoring.chair.cross import Assignment, assignment
from scoring.findings import Finding
from scoring.merge import MergeResult
from scoring.terms import Period
from thidua_addin.cross_book.brief import subject_of
from thidua_addin.cross_book.build import build_cross_book
from thidua_addin.cross_book.layout import CrossBook, Subject
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.summary.embed import NotASummary
from thidua_addin.summary.layout import SheetName
from thidua_addin.usecases.writing import make_folder, stands, write_new
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

__all__ = ["CrossIssue", "CrossIssued", "issue_books", "issue_cross", "merged_summary"]


@dataclass(frozen=True, slots=True)
class CrossIssued:
    """A workbook that was written for a scorer, with the codes of the units in it."""

    scorer: Unit
    path: Path
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrossIssue:
    """The workbooks of one run, and what there is to say of units left out."""

    period: Period
    books: tuple[CrossIssued, ...]
    findings: tuple[Finding, ...]


def merged_summary(summary: Path) -> MergeResult:
    """The merge that a summary stands for. Raises NothingDone where the file is no summary."""
    from thidua_addin.summary.again import merged_again

    try:
        return merged_again(read_workbook(summary, SUMMARY_LIMITS))
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_A_SUMMARY", file=summary.name) from foreign


def issue_cross(summary: Path, codes: list[str] | None, out: Path, at: dt.datetime) -> CrossIssue:
    """Write a workbook for each scorer, or for the chosen ones.

    One that is already there may hold scores: it is never replaced. Raises WrongUsage for an
    unknown unit; NothingDone where there is nothing to score, nobody is assigned, or a file
    cannot be written.
    """
    return issue_books(merged_summary(summary), summary.name, codes, out, at)


def issue_books(
    result: MergeResult, name: str, codes: list[str] | None, out: Path, at: dt.datetime
) -> CrossIssue:
    """The same for a merge; ``name`` is the file that messages speak of."""
    campaign = result.campaign
    if campaign.cross is None:
        raise nothing_done("CROSS_NOT_SET", campaign=campaign.id)
    if result.period is Period.REGISTRATION:
        raise nothing_done("CROSS_NO_PERIOD", file=name, period=result.period.label)
    unknown = [code for code in codes or () if code not in campaign.units]
    if unknown:
        known = ", ".join(campaign.units)
        raise wrong_usage("UNIT_NOT_IN_CAMPAIGN", unit=", ".join(unknown), known=known)
    assigned = assignment(campaign, result.chair)
    if not assigned:
        sheet = SheetName.ASSIGNMENT.value
        raise nothing_done("CROSS_NO_ASSIGNMENT", file=name, sheet=sheet)
    subjects = {code: subject_of(result, code) for code in campaign.units}
    books = _books(result, assigned, subjects, codes)
    targets = [out / _file_name(book) for book in books]
    for target in targets:
        if stands(target):
            raise nothing_done("CROSS_EXISTS", file=str(target))
    make_folder(out)
    for book, target in zip(books, targets, strict=True):
        write_new(target, build_cross_book(book, issued_at=at))
    asked = {code for book in books for code in assigned[book.scorer.code]}
    missing = tuple(
        Finding("CROSS_SUBJECT_MISSING", params={"subject": campaign.units[code].short_name})
        for code in campaign.units
        if code in asked and subjects[code] is None
    )
    return CrossIssue(
        result.period,
        tuple(
            CrossIssued(book.scorer, target, tuple(s.unit.code for s in book.subjects))
            for book, target in zip(books, targets, strict=True)
        ),
        missing,
    )


def _books(
    result: MergeResult,
    assigned: Assignment,
    subjects: dict[str, Subject | None],
    codes: list[str] | None,
) -> list[CrossBook]:
    """The workbooks to write; a unit that was asked for by name must have something to score."""
    books = []
    for scorer, unit in result.campaign.units.items():
        if codes and scorer not in codes:
            continue
        own = tuple(s for code in assigned.get(scorer, ()) if (s := subjects[code]) is not None)
        if own:
            books.append(CrossBook(result.campaign, result.period, unit, own))
        elif codes:
            sheet = SheetName.ASSIGNMENT.value
            raise nothing_done("CROSS_UNIT_NOT_ASSIGNED", unit=unit.short_name, sheet=sheet)
    if not books:
        raise nothing_done("CROSS_NO_SUBJECTS", period=result.period.label)
    return books


def _file_name(book: CrossBook) -> str:
    return f"{book.campaign.id}_cham-cheo-{book.period.value}_{book.scorer.code}.xlsx"
