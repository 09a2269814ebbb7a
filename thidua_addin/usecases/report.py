"""Write the chair's documents: from a summary workbook to .docx files in a folder."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.chair.ballot import ballot_findings
from scoring.chair.eligibility import award_findings, proposals
from scoring.findings import Finding
from scoring.merge_result import MergeResult
from scoring.terms import Period
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.report.documents import (
    AT,
    Document,
    DocumentKind,
    Templates,
    make_documents,
    shipped_template,
)
from thidua_addin.summary.again import merged_again
from thidua_addin.summary.embed import NotASummary
from thidua_addin.usecases.writing import make_folder, replace_bytes, stands, write_new
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

__all__ = ["Completion", "Reported", "copy_templates", "write_documents"]


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that a person must complete: in which document, and how it reads there."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The documents that were written (or stood there already), and what is left to do."""

    summary: Path
    campaign: str
    period: Period
    documents: tuple[Path, ...]
    kept: tuple[Path, ...]
    to_complete: tuple[Completion, ...]
    findings: tuple[Finding, ...]


def write_documents(
    summary: Path,
    folder: Path,
    at: dt.datetime,
    only: Sequence[str] = (),
    templates: Path | None = None,
) -> Reported:
    """Make the documents of a summary's period and write them into ``folder``.

    ``only`` are values of DocumentKind; empty means all of the period. A document of an earlier
    run is replaced, its previous version kept beside it. Raises NothingDone, WrongUsage.
    """
    asked = _kinds(only)
    result = _merged(summary)
    if result.period is Period.REGISTRATION:
        raise nothing_done("REPORT_NOT_AT_REGISTRATION", file=summary.name)
    source = _templates(templates)
    possible = AT[result.period]
    made = make_documents(result, [k for k in possible if k in asked], source, at)
    findings = [
        *_not_now(result.period, [k for k in asked if only and k not in possible]),
        *_unknown_templates(source),
        *_about_awards(result, asked),
        *made.findings,
    ]
    make_folder(folder)
    written: list[Path] = []
    kept: list[Path] = []
    to_complete: list[Completion] = []
    for document in made.documents:
        try:
            previous = _write(folder / document.name, document, at)
        except NothingDone as failed:
            findings.append(failed.finding)
            continue
        written.append(folder / document.name)
        kept += [previous] if previous is not None else []
        to_complete += (Completion(document.name, text) for text in document.to_complete)
    if not written:
        errors = [f for f in findings if f.severity.value == "error"] or findings
        raise nothing_done("REPORT_NOTHING_MADE", first=errors[0].message if errors else "–")
    return Reported(
        summary,
        result.campaign.id,
        result.period,
        tuple(written),
        tuple(kept),
        tuple(to_complete),
        tuple(findings),
    )


def copy_templates(folder: Path) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """Write the shipped templates into a folder to be edited; an edited one is left alone.

    Raises NothingDone.
    """
    make_folder(folder)
    written: list[Path] = []
    findings: list[Finding] = []
    for kind in DocumentKind:
        target, content = folder / f"{kind.value}.docx", shipped_template(kind)
        if not stands(target):
            write_new(target, content)
        elif _content(target) != content:
            findings.append(Finding("REPORT_TEMPLATE_KEPT", params={"file": str(target)}))
            continue
        written.append(target)
    return tuple(written), tuple(findings)


def _merged(summary: Path) -> MergeResult:
    try:
        return merged_again(read_workbook(summary, SUMMARY_LIMITS))
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable
    except NotASummary as foreign:
        raise nothing_done("NOT_A_SUMMARY", file=summary.name) from foreign


def _kinds(only: Sequence[str]) -> tuple[DocumentKind, ...]:
    known = {kind.value: kind for kind in DocumentKind}
    for name in only:
        if name not in known:
            problem = f"không có văn bản tên “{name}”; có: {', '.join(known)}"
            raise wrong_usage("USAGE", command="thidua report", problem=problem)
    return tuple(kind for kind in DocumentKind if not only or kind.value in only)


def _templates(folder: Path | None) -> Templates:
    if folder is not None and not folder.is_dir():
        raise nothing_done("REPORT_TEMPLATES_MISSING", file=str(folder))
    return Templates(folder)


def _not_now(period: Period, kinds: Iterable[DocumentKind]) -> Iterator[Finding]:
    known = ", ".join(kind.value for kind in AT[period])
    for kind in kinds:
        params = {"name": kind.value, "period": period.label, "known": known}
        yield Finding("REPORT_NOT_AT_PERIOD", params=params)


def _unknown_templates(source: Templates) -> Iterator[Finding]:
    known = ", ".join(f"{kind.value}.docx" for kind in DocumentKind)
    for name in source.strangers():
        yield Finding("REPORT_TEMPLATE_UNKNOWN", params={"file": name, "known": known})


def _about_awards(result: MergeResult, asked: Sequence[DocumentKind]) -> Iterator[Finding]:
    """What is odd about ballots and decisions, since these documents carry them."""
    if result.period is not Period.YEAR:
        return
    if DocumentKind.MINUTES in asked or DocumentKind.COUNT in asked:
        yield from ballot_findings(result.campaign, result.chair)
    if DocumentKind.SUBMISSION in asked:
        yield from award_findings(result)
        if not any(proposal.granted for proposal in proposals(result)):
            yield Finding("REPORT_NOTHING_PROPOSED")


def _write(target: Path, document: Document, at: dt.datetime) -> Path | None:
    """Write a document; gives where the previous version of it stands now, None for none.

    Raises NothingDone: something else stands there, or the file is open in Word.
    """
    from thidua_addin.report.fill import is_ours

    if not stands(target):
        write_new(target, document.content)
        return None
    before = _content(target)
    if before == document.content:
        return None
    if before is None or not is_ours(before):
        code = "REPORT_NOT_WRITTEN" if before is None else "REPORT_FOREIGN_FILE"
        raise nothing_done(code, file=str(target))
    try:
        return replace_bytes(target, document.content, at, hashlib.sha256(before).hexdigest())
    except NothingDone as failed:
        if failed.finding.code != "TARGET_LOCKED":
            raise
        raise nothing_done("REPORT_NOT_WRITTEN", file=str(target)) from failed


def _content(path: Path) -> bytes | None:
    """The bytes of a file, None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
