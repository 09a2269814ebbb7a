"""``Chấm chéo``: every unit's scores for every other one, the merged score, how far they differ."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Cross
from scoring.chair.cross import CrossResult, CrossScore
from scoring.merge import UnitResult
from scoring.numbers import vn_number, vn_percent
from scoring.score import ScoreLine
from thidua_addin.summary.layout import (
    PERIOD_TITLES,
    Canvas,
    SheetName,
    leaf_lines,
    put_end,
    put_key,
    put_marker,
    put_number,
)
from thidua_addin.summary.printing import pieces, print_scale
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.summary.sheets.lists import continued
from thidua_addin.workbook.styles import (
    GROUP_FILL,
    WARNING_FILL,
    fit_row,
    points_format,
    put_text,
    set_page,
)

__all__ = ["write_cross"]

TITLE_ROW, NOTE_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(6)
UNIT, CODE, TITLE, MAXIMUM, COMPUTED, FIRST_SCORER = range(1, 7)
_WIDTHS: Final = {UNIT: 10.0, CODE: 7.5, TITLE: 26.0, MAXIMUM: 7.0, COMPUTED: 8.5}
_SCORER, _NARROW = 7.0, 5.5
_UPRIGHT_FROM: Final = 8
"""From so many scorers on their headings stand on end, to keep the columns narrow."""
_PAGE: Final = 148.0
"""Characters across a page at the smallest print."""
_LEAST_REASON: Final = 20.0
_SMALLEST: Final = 11
_OWN: Final = "#BFBFBF"
_AFTER: Final = (
    ("Điểm chấm chéo", 8.0, "cross"),
    ("Lệch cao – thấp", 8.0, "spread"),
    ("Lệch xa", 10.5, "outlier"),
    ("Lý do, nhận xét của đơn vị chấm", _LEAST_REASON, ""),
)
_METHODS: Final = {
    "mean": "trung bình cộng các điểm",
    "median": "trung vị các điểm",
}


def write_cross(canvas: Canvas) -> None:
    """Write the sheet: one row for each unit and criterion that somebody scored.

    Scores come from the workbooks that were sent back; nothing is typed here.
    """
    sheet, merged = canvas.add(SheetName.CROSS), canvas.result.cross
    scorers = [reading.scorer for reading in merged.readings]
    widths = _widths(len(scorers))
    _page(canvas, sheet, widths)
    _header(canvas, sheet, scorers, widths)
    by_line: dict[tuple[str, str], dict[str, CrossScore]] = {}
    for score in merged.scores:
        by_line.setdefault((score.subject, score.criterion), {})[score.scorer] = score
    row = FIRST_ROW
    for unit in canvas.result.units:
        lines = leaf_lines(unit.sheet)
        for criterion in canvas.campaign.tree.leaves():
            found = merged.of(unit.unit, criterion.code)
            if found is not None:
                put_key(sheet, row, criterion.code, unit=unit.unit)
                line = lines.get(criterion.code)
                scores = by_line[unit.unit, criterion.code]
                _known(canvas, sheet, row, unit, criterion.code, line)
                _scores(canvas, sheet, row, scorers, scores, found)
                if unit.unit in scorers:
                    own = FIRST_SCORER + scorers.index(unit.unit)
                    sheet.write_blank(row, own, None, canvas.styles.cell(bg_color=_OWN))
                far = _names(canvas, scorers, found)
                row = _reasons(canvas, sheet, row, widths, (unit.unit, criterion.code, far), scores)
    if row == FIRST_ROW:
        style = canvas.styles.cell(italic=True, align="center")
        empty = "Chưa có điểm chấm chéo nào được tính."
        sheet.merge_range(row, UNIT, row, max(widths), empty, style)
        row += 1
    else:
        sheet.autofilter(HEADER_ROW, UNIT, row - 1, max(widths))
    put_end(sheet, row)
    sheet.print_area(0, UNIT, row - 1, max(widths))
    sheet.protect(
        "",
        {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True},
    )


def _widths(scorers: int) -> dict[int, float]:
    """The width of every column; what is left of the page goes to the reasons."""
    narrow = _NARROW if scorers >= _UPRIGHT_FROM else _SCORER
    widths = {**_WIDTHS, **{FIRST_SCORER + n: narrow for n in range(scorers)}}
    after = FIRST_SCORER + scorers
    widths |= {after + n: width for n, (_, width, _) in enumerate(_AFTER)}
    widths[max(widths)] += max(0.0, _PAGE - sum(widths.values()))
    return widths


def _page(canvas: Canvas, sheet: Worksheet, widths: dict[int, float]) -> None:
    styles, wide = canvas.styles, sum(widths.values())
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.set_print_scale(print_scale(widths.values(), smallest=_SMALLEST))
    sheet.center_horizontally()
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    year = f"NĂM {canvas.campaign.year} – {PERIOD_TITLES[canvas.result.period]}"
    put_text(sheet, TITLE_ROW, UNIT, f"CHẤM CHÉO {year}", styles.plain(bold=True, font_size=13))
    sheet.set_row(TITLE_ROW, 20)
    assert canvas.campaign.cross is not None
    note = _rule(canvas.campaign.cross, canvas.campaign.places)
    style = styles.plain(italic=True, text_wrap=True)
    sheet.merge_range(NOTE_ROW, UNIT, NOTE_ROW, max(widths), note, style)
    fit_row(sheet, NOTE_ROW, [(note, wide)])
    write_banner(canvas, sheet, BANNER_ROW, (UNIT, max(widths)), wide)
    sheet.freeze_panes(FIRST_ROW, MAXIMUM)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(UNIT, CODE)  # of many scorers the page is too narrow


def _rule(cross: Cross, places: int) -> str:
    """How the scores of a line become one, and which are flagged."""
    how = _METHODS.get(cross.method)
    if how is None:
        how = (
            f"trung bình cộng sau khi bỏ một điểm cao nhất và một điểm thấp nhất (khi có từ "
            f"{cross.trim_from} đơn vị chấm)"
        )
    text = f"Điểm chấm chéo là {how}, làm tròn một lần đến {places} chữ số thập phân."
    limit = ""
    if cross.outlier_points is not None:
        limit = f"quá {vn_number(cross.outlier_points)} điểm"
    elif cross.outlier_share is not None:
        share = vn_percent(cross.outlier_share, 2).replace(",00%", "%")
        limit = f"quá {share} điểm chuẩn"
    if limit:
        text += f" Tô vàng điểm lệch {limit} so với trung vị của các đơn vị khác; vẫn được tính."
    return text


def _header(canvas: Canvas, sheet: Worksheet, scorers: list[str], widths: dict[int, float]) -> None:
    names = [canvas.short_name(code) for code in scorers]
    headings = ["Đơn vị được chấm", "Mã", "Nội dung tiêu chí", "Điểm chuẩn", "Điểm hệ thống"]
    headings += [*names, *(heading for heading, _, _ in _AFTER)]
    roles = {MAXIMUM: "max", COMPUTED: "computed"}
    roles |= {FIRST_SCORER + n: f"cross@{code}" for n, code in enumerate(scorers)}
    after = FIRST_SCORER + len(scorers)
    roles |= {after + n: role for n, (_, _, role) in enumerate(_AFTER) if role}
    put_marker(sheet, MARKER_ROW, "cross", roles)
    upright = len(scorers) >= _UPRIGHT_FROM
    header, turned = canvas.styles.header(), canvas.styles.header(rotation=90)
    wrapped: list[tuple[str, float]] = []
    for column, heading in enumerate(headings, start=UNIT):
        on_end = upright and FIRST_SCORER <= column < after
        put_text(sheet, HEADER_ROW, column, heading, turned if on_end else header)
        if not on_end:
            wrapped.append((heading, widths[column]))
    tall = 8 + 6.5 * max((len(n) for n in names), default=0) if upright else 16
    fit_row(sheet, HEADER_ROW, wrapped, bold=True, least=tall)


def _known(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    unit: UnitResult,
    code: str,
    line: ScoreLine | None,
) -> None:
    """What stands before the scores."""
    styles, criterion = canvas.styles, canvas.campaign.tree[code]
    put_text(sheet, row, UNIT, canvas.short_name(unit.unit), styles.cell())
    put_text(sheet, row, CODE, code, styles.cell())
    put_text(sheet, row, TITLE, criterion.title, styles.cell())
    points = canvas.number(points_format(canvas.campaign.places))
    put_number(sheet, row, MAXIMUM, criterion.max_points, points)
    if line is not None and line.computed is None:
        state = styles.cell(italic=True, align="center")
        put_text(sheet, row, COMPUTED, line.state.label, state)
    else:
        put_number(sheet, row, COMPUTED, None if line is None else line.computed, points)


def _scores(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    scorers: list[str],
    scores: dict[str, CrossScore],
    found: CrossResult,
) -> None:
    """Each scorer's points, the merged ones, highest minus lowest, who is far off."""
    shown = points_format(canvas.campaign.places)
    points, dash = canvas.number(shown), canvas.styles.cell(align="center")
    far = {s.scorer for s in found.outliers}
    flagged = canvas.number(shown, bg_color=WARNING_FILL, bold=True)
    for column, scorer in enumerate(scorers, start=FIRST_SCORER):
        score = scores.get(scorer)
        style = flagged if scorer in far else points
        value = None if score is None else score.points
        put_number(sheet, row, column, value, dash if score is None else style)
    after = FIRST_SCORER + len(scorers)
    merged = canvas.number(shown, bold=True, bg_color=GROUP_FILL)
    put_number(sheet, row, after, found.value, merged)
    put_number(sheet, row, after + 1, found.spread, points)
    names = _names(canvas, scorers, found)
    warning = {"bg_color": WARNING_FILL} if names else {}
    put_text(sheet, row, after + 2, names, canvas.styles.cell(**warning))


def _names(canvas: Canvas, scorers: list[str], found: CrossResult) -> str:
    """Who is far off, by short names."""
    far = {s.scorer for s in found.outliers}
    return ", ".join(canvas.short_name(code) for code in scorers if code in far)


def _reasons(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    widths: dict[int, float],
    line: tuple[str, str, str],
    scores: dict[str, CrossScore],
) -> int:
    """What the scorers wrote, in further rows where it is long; the next free row.

    ``line`` are the unit, the criterion and the names of those far off.
    """
    styles, last = canvas.styles, max(widths)
    unit, code, far = line
    title, short = canvas.campaign.tree[code].title, canvas.short_name(unit)
    text = "\n".join(
        f"{canvas.short_name(scorer)}: {scores[scorer].reason}"
        for scorer in canvas.campaign.units
        if scorer in scores and scores[scorer].reason
    )
    first, *more = pieces(text, widths[last]) or [""]
    put_text(sheet, row, last, first, styles.cell())
    fit_row(
        sheet,
        row,
        [
            (title, widths[TITLE] - 2),
            (far, widths[last - 1] - 2),
            (first, widths[last]),
            (short, widths[UNIT]),
        ],
        least=18,
    )
    for below, piece in enumerate(more, start=row + 1):
        for column in widths:
            put_text(sheet, below, column, "", styles.cell())
        put_text(sheet, below, UNIT, continued(short), styles.cell())
        put_text(sheet, below, CODE, code, styles.cell())
        put_text(sheet, below, last, piece, styles.cell())
        fit_row(sheet, below, [(continued(short), widths[UNIT]), (piece, widths[last])])
    return row + 1 + len(more)
