"""``Biểu đồ``: the ranking and the content groups as native charts of the summary's own cells."""

from __future__ import annotations

from typing import Final

from xlsxwriter.chart import Chart

from scoring.terms import Section
from thidua_addin.summary.layout import PERIOD_TITLES, Canvas, SheetName
from thidua_addin.workbook.styles import FONT, points_format, put_text, set_page

MOST_BARS: Final = 30
SECOND_ROW: Final = 26
"""Where the second chart stands, on a page of its own."""

_COLOURS: Final = (
    "#1F4E79", "#C55A11", "#548235", "#7F6000", "#7030A0", "#2E75B6", "#A9A9A9", "#C00000",
)  # fmt: skip


def write_charts(canvas: Canvas) -> None:
    """Write the sheet: ranked totals, and (while there is a matrix) groups by unit."""
    sheet = canvas.add(SheetName.CHARTS)
    set_page(sheet, landscape=True, print_title=canvas.campaign.title)
    title = f"BIỂU ĐỒ KẾT QUẢ THI ĐUA NĂM {canvas.campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, 0, 0, title, canvas.styles.plain(bold=True, font_size=13))
    if all(unit.sheet is None for unit in canvas.result.units):
        note = "Kỳ này chưa có điểm để vẽ biểu đồ."
        put_text(sheet, 2, 0, note, canvas.styles.plain(italic=True))
        return
    if canvas.campaign.illustrative:
        note = "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm"
        put_text(sheet, 1, 0, note, canvas.styles.plain(italic=True))
    ranked = sum(unit.rank is not None for unit in canvas.result.units)
    if ranked:
        sheet.insert_chart(2, 0, _ranking(canvas, ranked))
    if canvas.live:
        sheet.insert_chart(SECOND_ROW, 0, _groups(canvas))
        sheet.set_h_pagebreaks([SECOND_ROW])


def _ranking(canvas: Canvas, ranked: int) -> Chart:
    """The places of the ranking block that hold a ranked unit."""
    plan = canvas.overview
    chart = canvas.workbook.add_chart({"type": "bar"})
    assert chart is not None
    last = plan.board_first + min(MOST_BARS, ranked) - 1
    ranges = (plan.board_first, plan.UNIT, last, plan.UNIT)
    values = (plan.board_first, plan.COMPUTED, last, plan.COMPUTED)
    chart.add_series(
        {
            "name": "Điểm hệ thống",
            "categories": [SheetName.OVERVIEW.value, *ranges],
            "values": [SheetName.OVERVIEW.value, *values],
            "fill": {"color": _COLOURS[0]},
            "gap": 60,
            "data_labels": {
                "value": True,
                "num_format": points_format(canvas.campaign.places),
                "font": _font(10),
            },
        }
    )
    # For a bar chart the writer's y axis is the one with the names.
    chart.set_y_axis({"reverse": True, "num_font": _font(10)})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return _finished(chart, "Tổng điểm của các đơn vị được xếp hạng", 440)


def _groups(canvas: Canvas) -> Chart:
    plan = canvas.matrix
    chart = canvas.workbook.add_chart({"type": "column", "subtype": "stacked"})
    assert chart is not None
    matrix = SheetName.MATRIX.value
    first, last = plan.FIRST_UNIT, plan.FIRST_UNIT + len(plan.columns) - 1
    roots = [r for r in plan.rows if r.depth == 0 and r.criterion.section is Section.CORE]
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
    chart.set_y_axis({"min": 0, "num_font": _font(9), "major_gridlines": _GRID})
    chart.set_legend({"position": "right", "font": _font(9)})
    return _finished(chart, "Điểm các nội dung thi đua theo đơn vị", 480)


_GRID: Final = {"visible": True, "line": {"color": "#D0D0D0", "width": 0.5}}


def _font(size: int) -> dict[str, object]:
    return {"name": FONT, "size": size}


def _short(title: str) -> str:
    return title if len(title) <= 30 else title[:29].rstrip() + "…"


def _finished(chart: Chart, title: str, height: int) -> Chart:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 13, "bold": True}})
    chart.set_size({"width": 860, "height": height})
    return chart
