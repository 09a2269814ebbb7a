"""The total rows of the self-scoring table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format

from scoring.excel_formula import half_up, literal, quoted
from scoring.numbers import round_half_up
from scoring.snapshot import column_letters
from scoring.terms import Section
from scoring.totals import PERCENT_PLACES, Totals
from thidua_addin.form.canvas import Sheet, Shown, stored
from thidua_addin.form.columns import Score
from thidua_addin.form.formulas import PERIOD_INDEX, SUM_PLACES, here
from thidua_addin.form.layout import TablePlan, section_key
from thidua_addin.form.sheets.score_rows import difference_cell
from thidua_addin.workbook.styles import PERCENT_FORMAT, points_format

TITLES: Final = {
    "core": "Cộng điểm trong thang điểm (đã quy đổi nếu có tiêu chí được quy về thang)",
    "bonus": "Điểm thưởng (sau khi áp dụng mức tối đa)",
    "penalty": "Điểm trừ (sau khi áp dụng mức tối đa)",
    "total": "TỔNG ĐIỂM = trong thang + thưởng − trừ",
    "assigned_max": "Điểm tối đa được giao ở kỳ này",
    "percent": "TỶ LỆ % = tổng điểm / điểm tối đa được giao",
}
_STRONG: Final = ("total", "percent")


def write_totals(sheet: Sheet) -> None:
    """Write table ``totals``: computed points in ``value``, claimed ones in ``self``."""
    table = sheet.canvas.layout.totals
    sheet.open_table(table)
    for column, side in ((Score.COMPUTED, "computed"), (Score.SELF, "self")):
        for field, formula in _formulas(sheet, table, column):
            value = _value(sheet, field, side)
            row = table.row_of(None, None, field)
            sheet.formula(row, column, formula, value, _style(sheet, field, "center"))
    _hidden_sums(sheet, table)
    for planned in table.rows:
        _write_row(sheet, planned.row, planned.field or "")


def _write_row(sheet: Sheet, row: int, field: str) -> None:
    sheet.merged(row, Score.CODE, Score.MAX, TITLES[field], _style(sheet, field, "left"))
    for column in range(Score.EXPLANATION, Score.MARK):
        sheet.blank(row, column, _style(sheet, field, "left"))
    if field in ("assigned_max", "percent"):
        sheet.blank(row, Score.DIFFERENCE, _style(sheet, field, "center"))
    else:
        own, computed = (_value(sheet, field, side) for side in ("self", "computed"))
        gap: Shown = ""
        if not isinstance(own, str) and not isinstance(computed, str):
            gap = round(float(own) - float(computed), SUM_PLACES)
        cell = difference_cell(row, gap)
        assert cell.formula is not None
        sheet.formula(row, cell.column, cell.formula, cell.value, _style(sheet, field, "gap"))
    sheet.height(row, 17)


def _style(sheet: Sheet, field: str, align: str) -> Format:
    places = points_format(sheet.canvas.campaign.places)
    shown = PERCENT_FORMAT if field == "percent" else places
    if align == "gap":
        shown, align = f"+{places};-{places};{places}", "center"
    return sheet.style(
        bold=field in _STRONG,
        align=align,
        num_format=shown,
        bg_color="#DDE6D0" if field in _STRONG else "#EEF3E8",
    )


def _hidden_sums(sheet: Sheet, table: TablePlan) -> None:
    """What is assigned and what is rescaled, beside the core total."""
    canvas, plain = sheet.canvas, sheet.plain()
    row = table.row_of(None, None, "core")
    leaves = canvas.campaign.core_leaves()
    sums = [canvas.live.assigned(leaf) for leaf in leaves]
    for column, index in ((Score.ASSIGNED, 0), (Score.RESCALED, 1)):
        total = sum((pair[index] for pair in sums), Decimal(0))
        summed = f"SUM({canvas.layout.scores.down(column)})"
        if column is Score.ASSIGNED and canvas.campaign.given_max:
            summed += f"+{literal(canvas.campaign.given_max)}"
            total += canvas.campaign.given_max
        sheet.formula(row, column, f"ROUND({summed},{SUM_PLACES})", float(total), plain)


def _formulas(sheet: Sheet, table: TablePlan, column: Score) -> Iterator[tuple[str, str]]:
    """The formula of each total for the computed (or claimed) points."""
    canvas = sheet.canvas
    places = canvas.campaign.places
    exactness = places if column is Score.COMPUTED else SUM_PLACES
    rows = {field: table.row_of(None, None, field) for field in TITLES}
    assigned, rescaled = (
        f"${column_letters(c)}${rows['core']}" for c in (Score.ASSIGNED, Score.RESCALED)
    )
    summed = Score.COMPUTED if column is Score.COMPUTED else Score.CLAIMED

    def section(which: Section) -> str:
        parents = canvas.layout.scores.down(Score.PARENT)
        key = quoted(section_key(which))
        points = canvas.layout.scores.down(summed)
        return f"ROUND(SUMIF({parents},{key},{points}),{exactness})"

    def chosen(formula: str) -> str:
        return f'IF({PERIOD_INDEX}<2,"",{formula})'

    core = section(Section.CORE)
    if canvas.campaign.initial_points:
        given = literal(round_half_up(canvas.campaign.initial_points, places))
        core = f"ROUND({core}+{given},{exactness})"
    possible = f"({assigned}+{rescaled})"
    back = half_up(f"{core}*{possible}/{assigned}", places)
    yield "core", chosen(f"IF(AND({rescaled}>0,{assigned}>0),{back},{core})")
    yield "bonus", chosen(section(Section.BONUS))
    yield "penalty", chosen(section(Section.PENALTY))
    parts = [here(column, rows[field]) for field in ("core", "bonus", "penalty")]
    yield "total", chosen(f"ROUND({parts[0]}+{parts[1]}-{parts[2]},{exactness})")
    yield "assigned_max", chosen(f"IF({assigned}=0,0,{assigned}+{rescaled})")
    total = here(column, rows["total"])
    share = half_up(f"{total}/{possible}", PERCENT_PLACES)
    yield "percent", chosen(f'IF({assigned}=0,"",{share})')


def _value(sheet: Sheet, field: str, side: str) -> Shown:
    live = sheet.canvas.live
    if live.sheet is None or not live.has_results:
        return ""
    totals: Totals = live.sheet.totals if side == "computed" else live.sheet.self_totals
    return stored(
        {
            "core": totals.core,
            "bonus": totals.bonus,
            "penalty": totals.penalty,
            "total": totals.total,
            "assigned_max": totals.assigned_max,
            "percent": totals.percent,
        }[field]
    )
