"""``Biểu đồ``: the ranking and the content groups as native charts of the summary's own cells."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from scoring.terms import Section
from thidua_addin.summary.layout import PERIOD_TITLES, Canvas, MatrixRow, SheetName
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.summary.sheets.notes import STATUS_LABELS
from thidua_addin.workbook.styles import FONT, PERCENT_FORMAT, points_format, put_text, set_page

MOST_BARS: Final = 30
FIRST_ROW: Final = 3
PAGE_ROWS: Final = 30
"""Rows of a printed page, each of the usual height; every chart has a page of its own."""

_COLUMNS: Final = 10
_COLUMN_WIDTH: Final = 11
_CHART_WIDTH: Final = 815
_CHART_HEIGHT: Final = 510
_LEGEND_TITLE: Final = 38

_COLOURS: Final = (
    "#1F4E79", "#C55A11", "#548235", "#7F6000", "#7030A0", "#2E75B6", "#A9A9A9", "#C00000",
)  # fmt: skip


def write_charts(canvas: Canvas) -> None:
    """Write the sheet: the ranking, and (while there is a matrix of any) groups by unit."""
    sheet = canvas.add(SheetName.CHARTS)
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.center_horizontally()
    sheet.set_column(0, _COLUMNS - 1, _COLUMN_WIDTH)
    title = f"BIỂU ĐỒ KẾT QUẢ THI ĐUA NĂM {canvas.campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, 0, 0, title, canvas.styles.plain(bold=True, font_size=13))
    if all(unit.sheet is None for unit in canvas.result.units):
        note = "Kỳ này chưa có điểm để vẽ biểu đồ."
        put_text(sheet, 2, 0, note, canvas.styles.plain(italic=True))
        return
    write_banner(canvas, sheet, 1, (0, _COLUMNS - 1), _COLUMNS * _COLUMN_WIDTH)
    ranked = sum(unit.rank is not None for unit in canvas.result.units)
    charts = [(_ranking(canvas, ranked), _without_rank(canvas))] if ranked else []
    roots = [r for r in canvas.matrix.rows if r.depth == 0 and r.criterion.section is Section.CORE]
    if canvas.live and roots:
        charts.append((_groups(canvas, roots), ""))
    _pages(canvas, sheet, charts)


def _pages(canvas: Canvas, sheet: Worksheet, charts: list[tuple[Chart, str]]) -> None:
    """A chart a page, each with its remark above."""
    note = canvas.styles.plain(italic=True)
    for number, (chart, remark) in enumerate(charts):
        row = number * PAGE_ROWS + FIRST_ROW
        put_text(sheet, row - 1, 0, remark, note)
        sheet.insert_chart(row, 0, chart)
    sheet.set_h_pagebreaks([number * PAGE_ROWS for number in range(1, len(charts))])
    sheet.print_area(0, 0, max(1, len(charts)) * PAGE_ROWS - 1, _COLUMNS - 1)


def _without_rank(canvas: Canvas) -> str:
    """Who is not in the chart of the ranking, and why."""
    rest = [
        f"{canvas.short_name(unit.unit)} ({STATUS_LABELS[unit.status].lower()})"
        for unit in canvas.result.units
        if unit.rank is None
    ]
    if not rest:
        return ""
    return textwrap.shorten(f"Chưa xếp hạng: {', '.join(rest)}.", 150, placeholder=" …")


def _ranking(canvas: Canvas, ranked: int) -> Chart:
    """The places of the ranking block that hold a ranked unit."""
    plan = canvas.overview
    chart = canvas.workbook.add_chart({"type": "bar"})
    assert chart is not None
    last = plan.board_first + min(MOST_BARS, ranked) - 1
    ranges = (plan.board_first, plan.UNIT, last, plan.UNIT)
    by_percent = canvas.campaign.ranks_by_percent
    final = canvas.result.rank_basis == "final"
    column = plan.PERCENT if by_percent else plan.FINAL if final else plan.COMPUTED
    values = (plan.board_first, column, last, column)
    shown = PERCENT_FORMAT if by_percent else points_format(canvas.campaign.places)
    chart.add_series(
        {
            "name": "Tỷ lệ %" if by_percent else "Điểm cuối" if final else "Điểm hệ thống",
            "categories": [SheetName.OVERVIEW.value, *ranges],
            "values": [SheetName.OVERVIEW.value, *values],
            "fill": {"color": _COLOURS[0]},
            "gap": 60,
            "data_labels": {"value": True, "num_format": shown, "font": _font(10)},
        }
    )
    # For a bar chart the writer's y axis is the one with the names.
    chart.set_y_axis({"reverse": True, "num_font": _font(10)})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    what = "Tỷ lệ % điểm đạt được" if by_percent else "Tổng điểm"
    who = "các đơn vị được xếp hạng" if ranked <= MOST_BARS else f"{MOST_BARS} đơn vị đứng đầu"
    return _finished(chart, f"{what} của {who}")


def _groups(canvas: Canvas, roots: Sequence[MatrixRow]) -> Chart:
    plan = canvas.matrix
    chart = canvas.workbook.add_chart({"type": "column", "subtype": "stacked"})
    assert chart is not None
    matrix = SheetName.MATRIX.value
    first, last = plan.FIRST_UNIT, plan.FIRST_UNIT + len(plan.columns) - 1
    for index, root in enumerate(roots):
        chart.add_series(
            {
                "name": f"{root.criterion.code}. {_short(root.criterion.title)}",
                "categories": [matrix, plan.HEADER_ROW, first, plan.HEADER_ROW, last],
                "values": [matrix, root.row, first, root.row, last],
                "fill": {"color": _COLOURS[index % len(_COLOURS)]},
                "gap": 70,
            }
        )
    chart.set_x_axis({"num_font": _font(10)})
    most = sum(float(root.criterion.max_points) for root in roots)
    axis = {"min": 0, "max": most, "num_font": _font(9), "major_gridlines": _GRID}
    chart.set_y_axis(axis)
    chart.set_legend({"position": "right", "font": _font(9)})
    return _finished(chart, "Điểm các nội dung thi đua theo đơn vị (chưa tính thưởng, trừ)")


_GRID: Final = {"visible": True, "line": {"color": "#D0D0D0", "width": 0.5}}


def _font(size: int) -> dict[str, object]:
    return {"name": FONT, "size": size}


def _short(title: str) -> str:
    return textwrap.shorten(title, _LEGEND_TITLE, placeholder="…")


def _finished(chart: Chart, title: str) -> Chart:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 13, "bold": True}})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
    return chart
