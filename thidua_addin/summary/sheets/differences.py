"""``Chênh lệch``: where a unit's self-score differs from the computed points, and why."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.entries import Entries
from scoring.merge import UnitResult
from scoring.score import ScoreLine
from thidua_addin.summary.layout import (
    NOTHING,
    Canvas,
    SheetName,
    literal,
    put_key,
    put_number,
)
from thidua_addin.summary.printing import pieces
from thidua_addin.summary.sheets.lists import (
    FIRST_ROW,
    Column,
    continued,
    end_list,
    start_list,
)
from thidua_addin.workbook.styles import fit_row, points_format, put_text

_COLUMNS = (
    Column("Đơn vị", 16),
    Column("Mã", 9),
    Column("Nội dung tiêu chí", 44),
    Column("Điểm hệ thống", 11, "computed"),
    Column("Điểm tự chấm", 11, "self"),
    Column("Chênh lệch", 11, "difference"),
    Column("Giải trình của đơn vị", 52),
)
_UNIT, _CODE, _TITLE, _COMPUTED, _SELF, _DIFFERENCE, _EXPLANATION = range(1, 8)


def write_differences(canvas: Canvas) -> None:
    """Write the sheet: a line for each typed self-score that is not the computed one."""
    note = "Chỉ nêu tiêu chí đơn vị tự chấm khác điểm hệ thống; chênh lệch = tự chấm − hệ thống."
    sheet = start_list(
        canvas,
        SheetName.DIFFERENCES,
        "CHÊNH LỆCH GIỮA ĐIỂM TỰ CHẤM VÀ ĐIỂM HỆ THỐNG",
        note,
        _COLUMNS,
    )
    row = FIRST_ROW
    for unit in canvas.result.units:
        lines = list(differing(unit))
        entries = Entries(unit.received.submission.entries if lines and unit.received else ())
        for line in lines:
            explanation = entries.text(line.criterion, None, "explanation")
            row = _line(canvas, sheet, row, unit, line, explanation)
    empty = "Không có chênh lệch: mọi điểm tự chấm đều bằng điểm hệ thống."
    end_list(canvas, sheet, row, _COLUMNS, empty)


def differing(unit: UnitResult) -> Iterator[ScoreLine]:
    """The lines of leaves where something else than the computed points was typed."""
    if unit.sheet is None:
        return
    for line in unit.sheet.lines:
        typed = line.item is None and line.self_score is not None
        if typed and line.self_score != line.computed:
            yield line


def _line(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    unit: UnitResult,
    line: ScoreLine,
    explanation: str,
) -> int:
    """One line, and more below it for a long explanation; the next free row."""
    styles = canvas.styles
    put_key(sheet, row, line.criterion, unit=unit.unit)
    put_text(sheet, row, _UNIT, canvas.short_name(unit.unit), styles.cell())
    put_text(sheet, row, _CODE, line.criterion, styles.cell())
    title = canvas.campaign.tree[line.criterion].title
    put_text(sheet, row, _TITLE, title, styles.cell())
    places = canvas.campaign.places
    points = canvas.number(points_format(places))
    if line.computed is None:
        put_text(sheet, row, _COMPUTED, line.state.label, styles.cell(italic=True, align="center"))
    else:
        put_number(sheet, row, _COMPUTED, line.computed, points)
    put_number(sheet, row, _SELF, line.self_score, points)
    computed, self_score = (xl_rowcol_to_cell(row, c) for c in (_COMPUTED, _SELF))
    formula = f"IF(ISNUMBER({computed}),ROUND({self_score}-{computed},{places}),{literal(NOTHING)})"
    difference = None
    if line.computed is not None and line.self_score is not None:
        difference = line.self_score - line.computed
    known = difference is not None
    sign = points_format(places)
    signed = canvas.number(f"+{sign};-{sign};{sign}", bold=True)
    signed = signed if known else styles.cell(align="center")
    canvas.put(sheet, (row, _DIFFERENCE), formula, difference, signed)
    title_width, width = (_COLUMNS[c - 1].width for c in (_TITLE, _EXPLANATION))
    first, *more = pieces(explanation or "(không giải trình)", width)
    put_text(sheet, row, _EXPLANATION, first, styles.cell())
    fit_row(sheet, row, [(title, title_width), (first, width)])
    for below, piece in enumerate(more, start=row + 1):
        for column in range(_UNIT, _EXPLANATION):
            put_text(sheet, below, column, "", styles.cell())
        put_text(sheet, below, _UNIT, continued(canvas.short_name(unit.unit)), styles.cell())
        put_text(sheet, below, _CODE, line.criterion, styles.cell())
        put_text(sheet, below, _EXPLANATION, piece, styles.cell())
        fit_row(sheet, below, [(continued(canvas.short_name(unit.unit)), 16), (piece, width)])
    return row + 1 + len(more)
