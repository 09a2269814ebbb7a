"""The chair's summary workbook, written anew at each merge."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from scoring.merge import MergeResult
from thidua_addin.summary.layout import Canvas, plan_matrix, plan_overview
from thidua_addin.summary.sheets.charts import write_charts
from thidua_addin.summary.sheets.detail import write_detail
from thidua_addin.summary.sheets.differences import write_differences
from thidua_addin.summary.sheets.grades import has_grades, write_grades
from thidua_addin.summary.sheets.matrix import write_matrix
from thidua_addin.summary.sheets.meta import write_meta
from thidua_addin.summary.sheets.overview import write_overview
from thidua_addin.summary.sheets.problems import write_problems
from thidua_addin.summary.sheets.received import write_received
from thidua_addin.summary.sheets.reports import write_reports
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = ["build_summary"]


def build_summary(result: MergeResult, *, at: dt.datetime) -> bytes:
    """The bytes of the summary ``.xlsx``; ``at`` is the moment of the merge.

    Equal results at the same moment give equal bytes. Totals and ranks are live formulas with
    true cached values; above ``layout.LIVE_UNITS`` units they are values, and the matrix is a
    long table. Nothing that a unit typed becomes a formula, a link or markup.
    """
    stream = BytesIO()
    title = f"Tổng hợp thi đua năm {result.campaign.year} – {result.period.label}"
    with new_workbook(stream, title=title, at=at) as workbook:
        canvas = Canvas(
            workbook, Styles(workbook), result, at, plan_matrix(result), plan_overview(result)
        )
        write_overview(canvas)
        if has_grades(result):
            write_grades(canvas)
        if canvas.live:
            write_matrix(canvas)
        else:
            write_detail(canvas)
        write_differences(canvas)
        write_reports(canvas)
        write_received(canvas)
        write_problems(canvas)
        write_charts(canvas)
        write_meta(canvas)
        workbook.get_worksheet_by_name("Tổng hợp").activate()
    return stream.getvalue()
