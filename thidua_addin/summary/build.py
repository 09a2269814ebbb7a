"""The chair's summary workbook, written anew at each merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from scoring.chair.fields import title_of
from scoring.chair.inputs import UnitEntry
from scoring.findings import Finding
from scoring.merge import MergeResult
from scoring.parse import shown
from scoring.received import moment
from scoring.snapshot import Place
from scoring.terms import Period
from thidua_addin.summary.appraisal_plan import plan_appraisal
from thidua_addin.summary.extras import NO_EXTRAS, SummaryExtras
from thidua_addin.summary.kept_notes import KeptNote, NoteKind, unique
from thidua_addin.summary.layout import Canvas, plan_matrix, plan_overview
from thidua_addin.summary.own_record import write_record
from thidua_addin.summary.read_back import what_of
from thidua_addin.summary.sheets.appraisal import write_appraisal
from thidua_addin.summary.sheets.appraisal_units import write_appraisal_units
from thidua_addin.summary.sheets.assignment import has_cross, write_assignment
from thidua_addin.summary.sheets.award_decisions import write_award_decisions
from thidua_addin.summary.sheets.ballot import write_ballot
from thidua_addin.summary.sheets.changes import write_changes
from thidua_addin.summary.sheets.charts import write_charts
from thidua_addin.summary.sheets.cross import write_cross
from thidua_addin.summary.sheets.detail import write_detail
from thidua_addin.summary.sheets.differences import write_differences
from thidua_addin.summary.sheets.grades import has_grades, write_grades
from thidua_addin.summary.sheets.kept import write_kept
from thidua_addin.summary.sheets.matrix import APPRAISED, FINAL, write_matrix
from thidua_addin.summary.sheets.meta import write_meta
from thidua_addin.summary.sheets.overview import write_overview
from thidua_addin.summary.sheets.problems import write_problems
from thidua_addin.summary.sheets.received import write_received
from thidua_addin.summary.sheets.reports import write_reports
from thidua_addin.summary.sheets.targets import write_targets
from thidua_addin.summary.sheets.voting_paper import write_voting_paper
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = ["WrittenSummary", "build_summary", "write_summary"]


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """The bytes of a summary, and the merge with its findings at their places in them."""

    content: bytes
    result: MergeResult


def build_summary(result: MergeResult, *, at: dt.datetime) -> bytes:
    """The bytes of a summary of nothing but this merge; see :func:`write_summary`."""
    return write_summary(result, NO_EXTRAS, at).content


def write_summary(result: MergeResult, extras: SummaryExtras, at: dt.datetime) -> WrittenSummary:
    """The summary ``.xlsx``; ``at`` is the moment of the merge.

    Equal results at the same moment give equal bytes. Totals and ranks are live formulas with
    true cached values; above ``layout.LIVE_UNITS`` units they are values, and the matrix is a
    long table. Nothing that a unit typed becomes a formula, a link or markup.
    """
    stream = BytesIO()
    title = f"Tổng hợp thi đua năm {result.campaign.year} – {result.period.label}"
    with new_workbook(stream, title=title, at=at) as workbook:
        canvas = Canvas(
            workbook,
            Styles(workbook),
            result,
            at,
            plan_matrix(result),
            plan_overview(result),
            plan_appraisal(result),
            extras,
        )
        _points(canvas)
        _received(canvas)
        canvas = replace(canvas, result=replace(result, findings=tuple(_findings(canvas))))
        _remarks(canvas)
        workbook.get_worksheet_by_name("Tổng hợp").activate()
    return WrittenSummary(stream.getvalue(), canvas.result)


def _points(canvas: Canvas) -> None:
    """Ranking, grades, appraisal, matrices."""
    scored = canvas.result.period is not Period.REGISTRATION
    write_overview(canvas)
    if has_grades(canvas.result):
        write_grades(canvas)
    if canvas.live and scored:
        write_appraisal(canvas)
        write_appraisal_units(canvas)
    write_targets(canvas)
    if has_cross(canvas.result):
        write_assignment(canvas)
        if scored:
            write_cross(canvas)
    if canvas.result.period is Period.YEAR:
        write_ballot(canvas)
        write_voting_paper(canvas)
        write_award_decisions(canvas)
    if canvas.live:
        write_matrix(canvas)
    else:
        write_detail(canvas)
    if canvas.live and scored:
        write_matrix(canvas, APPRAISED)
        write_matrix(canvas, FINAL)


def _received(canvas: Canvas) -> None:
    """What the units sent and wrote."""
    write_differences(canvas)
    write_reports(canvas)
    write_received(canvas)


def _remarks(canvas: Canvas) -> None:
    """What is wrong, what changed, what is kept; then what nobody has to see."""
    write_problems(canvas)
    write_changes(canvas, canvas.extras.changes, canvas.extras.before_at)
    write_kept(canvas, unique((*canvas.extras.kept, *_orphans(canvas))))
    write_charts(canvas)
    canvas.rules.write()
    write_meta(canvas)
    write_record(canvas)


def _findings(canvas: Canvas) -> Iterator[Finding]:
    """The findings of the merge, those about a cell of the chair at its place in this workbook."""
    moved: dict[Place, Place] = {}
    for each in canvas.result.chair:
        old, new = each.entry.at, canvas.placed.get((each.unit, each.entry.address))
        if old is not None and new is not None:
            moved[old] = new
    for finding in canvas.result.findings:
        at = None if finding.at is None else moved.get(finding.at, finding.at)
        yield replace(finding, at=at)
    for each in _without_cell(canvas):
        address = each.entry.address
        params = {
            "title": title_of(address.field),
            "value": shown(each.entry.raw),
            "what": what_of(canvas.campaign, each.unit, address),
        }
        where = (address.criterion, address.item, address.field)
        yield Finding("CHAIR_INPUT_KEPT", None, *where, params)


def _without_cell(canvas: Canvas) -> Iterator[UnitEntry]:
    """The chair's inputs for which this summary has no cell."""
    hidden = canvas.hidden()
    return (e for e in canvas.result.chair if (e.unit, e.entry.address) in hidden)


def _orphans(canvas: Canvas) -> Iterator[KeptNote]:
    """The chair's inputs without a cell, as notes that people see."""
    for each in _without_cell(canvas):
        raw, address = each.entry.raw, each.entry.address
        where = f"{what_of(canvas.campaign, each.unit, address)}: {title_of(address.field)}"
        yield KeptNote(NoteKind.ORPHAN, where, "", shown(raw), raw, moment(canvas.at))
