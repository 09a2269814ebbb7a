"""Build the unit's form as the bytes of an ``.xlsx`` file."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from scoring.campaign import Campaign, Unit
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.terms import Period
from thidua_addin.form.canvas import Canvas
from thidua_addin.form.heights import NORMAL_SIZE
from thidua_addin.form.layout import form_cells, form_layout
from thidua_addin.form.live_values import LiveValues
from thidua_addin.form.model import FormCell, KeptNote, SealMark
from thidua_addin.form.row_heights import let_rows_grow
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
from thidua_addin.form.sheets.scores import write_scores
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = ["FormCell", "KeptNote", "SealMark", "build_form", "form_cells"]

_SHEETS = (
    write_guide,
    write_info,
    write_register,
    write_scores,
    write_evidence,
    write_report,
    write_findings,
    write_criteria,
    write_notes,
    write_lists,
    write_meta,
)


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
) -> bytes:
    """The form of a unit; without one, a template in which the unit is chosen from a list.

    ``entries`` are written exactly as they were typed. ``period`` is the one shown as chosen
    (default: the one among the entries). Equal arguments give equal bytes.
    """
    stream = BytesIO()
    code = "" if unit is None else unit.code
    live = LiveValues(campaign, code, entries or Entries(()), period)
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
        )
        for write in _SHEETS:
            write(canvas)
        names = [sheet.get_name() for sheet in workbook.worksheets()]
    return let_rows_grow(stream.getvalue(), names, canvas.growing)
