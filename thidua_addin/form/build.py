"""Build the unit's form as the bytes of an ``.xlsx`` file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO

from scoring.campaign import Campaign, Unit
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.terms import Period
from thidua_addin.form.canvas import Canvas
from thidua_addin.form.extra import Keeping
from thidua_addin.form.growing_rows import let_rows_grow
from thidua_addin.form.heights import NORMAL_SIZE
from thidua_addin.form.layout import form_cells, form_layout
from thidua_addin.form.live_values import LiveValues
from thidua_addin.form.model import FormCell, KeptNote, SealMark
from thidua_addin.form.own_content import Written
from thidua_addin.form.sheets.criteria import write_criteria
from thidua_addin.form.sheets.evidence import write_evidence
from thidua_addin.form.sheets.findings import write_findings
from thidua_addin.form.sheets.guide import write_guide
from thidua_addin.form.sheets.info import write_info
from thidua_addin.form.sheets.lists import list_references, write_lists
from thidua_addin.form.sheets.meta import write_meta
from thidua_addin.form.sheets.notes import write_notes
from thidua_addin.form.sheets.register import write_register
from thidua_addin.form.sheets.report import write_report
from thidua_addin.form.sheets.results import write_results
from thidua_addin.form.sheets.scores import write_scores
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = [
    "FormCell",
    "KeptNote",
    "SealMark",
    "WrittenForm",
    "build_form",
    "form_cells",
    "fresh_form",
]

_SHEETS = (
    write_guide,
    write_info,
    write_register,
    write_scores,
    write_evidence,
    write_report,
    write_findings,
    write_results,
    write_criteria,
    write_notes,
    write_lists,
    write_meta,
)


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """The bytes of a form, and what in it nobody typed."""

    content: bytes
    written: Written


def build_form(
    campaign: Campaign,
    unit: Unit | None,
    *,
    issued_at: dt.datetime,
    entries: Entries | None = None,
    period: Period | None = None,
    seal: SealMark | None = None,
    findings: tuple[Finding, ...] = (),
    kept_notes: tuple[KeptNote, ...] = (),
    keeping: Keeping | None = None,
    registered: tuple[str, str] = ("", ""),
) -> bytes:
    """The form of a unit; without one, a template in which the unit is chosen from a list.

    ``entries`` are written exactly as they were typed. ``period`` is the one shown as chosen
    (default: the one among the entries). ``keeping``, where it is given, gives the ``kept_notes``
    from what the form says by itself. ``registered`` are unit and check code of the registration
    that was sealed from a form for any unit. Equal arguments give equal bytes.
    """
    live = LiveValues(campaign, "" if unit is None else unit.code, entries or Entries(()), period)
    return _written(
        live,
        unit,
        issued_at,
        seal=seal,
        findings=findings,
        kept_notes=kept_notes,
        keeping=keeping,
        registered=registered,
    ).content


def fresh_form(campaign: Campaign, unit: Unit, issued_at: dt.datetime) -> WrittenForm:
    """A unit's form before anything is entered, with what it says by itself."""
    return _written(LiveValues(campaign, unit.code, Entries(()), None), unit, issued_at)


def _written(
    live: LiveValues,
    unit: Unit | None,
    issued_at: dt.datetime,
    *,
    seal: SealMark | None = None,
    findings: tuple[Finding, ...] = (),
    kept_notes: tuple[KeptNote, ...] = (),
    keeping: Keeping | None = None,
    registered: tuple[str, str] = ("", ""),
) -> WrittenForm:
    stream = BytesIO()
    campaign = live.campaign
    title = f"Biểu mẫu thi đua năm {campaign.year}"
    with new_workbook(stream, title=title, at=issued_at, normal_size=NORMAL_SIZE) as workbook:
        canvas = Canvas(
            workbook=workbook,
            styles=Styles(workbook),
            campaign=campaign,
            unit=unit,
            layout=form_layout(campaign),
            live=live,
            issued_at=issued_at,
            seal=seal,
            findings=findings,
            kept_notes=kept_notes,
            lists=list_references(campaign),
            registered=registered,
            keeping=keeping,
        )
        for write in _SHEETS:
            write(canvas)
        names = [sheet.get_name() for sheet in workbook.worksheets()]
    content = let_rows_grow(stream.getvalue(), names, canvas.growing)
    return WrittenForm(content, canvas.written)
