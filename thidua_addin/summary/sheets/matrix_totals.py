"""The total rows of a matrix: their formulas and the true values behind them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.excel_formula import half_up
from scoring.excel_formula import literal as number_literal
from scoring.merge import UnitResult
from scoring.numbers import round_half_up
from scoring.score import ScoreSheet
from scoring.terms import Section, State
from scoring.totals import PERCENT_PLACES
from thidua_addin.summary.layout import (
    MATRIX_FIELDS,
    NOTHING,
    Canvas,
    SheetName,
    assignable,
    leaf_lines,
    left_out,
    literal,
    quoted,
    rescalable,
    span,
)

__all__ = ["MatrixView", "down", "total_formulas", "total_values"]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """One of the matrices: its sheet, its heading, the column of ``Thẩm định`` it looks at.

    ``column`` is None for the matrix of computed points, which holds them itself.
    """

    name: SheetName
    heading: str
    note: str
    column: int | None = None

    @property
    def field(self) -> str:
        """The field whose points it holds."""
        return MATRIX_FIELDS[self.name]

    def sheet_of(self, unit: UnitResult) -> ScoreSheet | None:
        """The unit's points as this matrix has them, None for a unit without any."""
        if self.column is None or unit.appraisal is None:
            return unit.sheet
        if self.name is SheetName.FINAL_MATRIX:
            return unit.appraisal.final_so_far
        return unit.appraisal.first_so_far

    def needed(self, unit: UnitResult) -> frozenset[str]:
        """The criteria that need points of the chair in this matrix."""
        if self.column is None or unit.appraisal is None:
            return frozenset()
        return frozenset(line.criterion for line in unit.appraisal.lines if line.needed)

    def open_lines(self, unit: UnitResult) -> frozenset[str]:
        """The criteria whose points the matrix still lacks."""
        if self.column is None or unit.appraisal is None:
            return frozenset()
        final = self.name is SheetName.FINAL_MATRIX
        return frozenset(
            line.criterion
            for line in unit.appraisal.lines
            if line.needed and (line.final if final else line.first) is None
        )


def down(first: int, last: int, column: int) -> str:
    """Some rows of one column."""
    top: str = xl_rowcol_to_cell(first, column, row_abs=True)
    return f"{top}:{xl_rowcol_to_cell(last, column, row_abs=True)}"


def total_formulas(canvas: Canvas, view: MatrixView, column: int) -> dict[str, str]:
    """The formula of each total row for the unit in a column, by the total's field."""
    plan, places = canvas.matrix, canvas.campaign.places
    points = down(plan.FIRST_ROW, plan.last_row, column)
    absent = State.NOT_APPLICABLE.label

    def hidden(where: int) -> str:
        return span(plan.FIRST_ROW, where, plan.last_row, where)

    def at(field: str) -> str:
        cell: str = xl_rowcol_to_cell(plan.totals[field], column)
        return cell

    def section(which: Section) -> str:
        wanted = literal(which.value)
        return f"ROUND(SUMIF({hidden(plan.ROOT)},{wanted},{points}),{places})"

    raw, given, rescaled = at("core_raw"), at("assigned"), at("rescaled")
    brought = half_up(f"{raw}*({given}+{rescaled})/{given}", places)
    share = half_up(f"{at('total')}/{at('possible')}", PERCENT_PLACES)
    ranks = canvas.overview.down(canvas.overview.RANK)
    keys = canvas.overview.down(0)
    overview = quoted(SheetName.OVERVIEW)
    me = xl_rowcol_to_cell(plan.MARKER_ROW, column, row_abs=True)
    wanted_unit = f'"||"&MID({me},{len(view.field) + 1},20)'  # computed@PTO -> ||@PTO
    formulas = {
        "core_raw": _given_too(section(Section.CORE), canvas.campaign.initial_points),
        "assigned": _given_too(
            f'SUMIFS({hidden(plan.ASSIGNABLE)},{points},"<>{absent}")', canvas.campaign.given_max
        ),
        "rescaled": f"SUMIFS({hidden(plan.RESCALABLE)},{points},{literal(absent)})",
        "core": f"IF(AND({rescaled}>0,{given}>0),{brought},{raw})",
        "bonus": section(Section.BONUS),
        "penalty": section(Section.PENALTY),
        "total": f"ROUND({at('core')}+{at('bonus')}-{at('penalty')},{places})",
        "possible": f"IF({given}>0,{given}+{rescaled},0)",
        "percent": f"IF({at('possible')}>0,{share},{literal(NOTHING)})",
        "rank": f"INDEX({overview}!{ranks},MATCH({wanted_unit},{overview}!{keys},0))",
    }
    if view.column is None:
        return formulas
    waits = f"COUNTIF({points},{literal(NOTHING)})>0"
    return {
        field: formula if field == "rank" else f"IF({waits},{literal(NOTHING)},{formula})"
        for field, formula in formulas.items()
    }


def _given_too(formula: str, more: Decimal) -> str:
    """A sum and what every unit has without earning it."""
    return f"{formula}+{number_literal(more)}" if more else formula


def total_values(
    canvas: Canvas, unit: UnitResult, sheet: ScoreSheet
) -> dict[str, Decimal | int | None]:
    """The values behind the total rows of a unit's score sheet."""
    totals, lines = sheet.totals, leaf_lines(sheet)
    period, campaign = canvas.result.period, canvas.campaign
    out = [c for c in campaign.tree.leaves() if left_out(lines.get(c.code))]
    rescaled = sum((rescalable(c, period) for c in out), Decimal(0))
    everything = sum((assignable(c, period) for c in campaign.tree.leaves()), campaign.given_max)
    assigned = everything - sum((assignable(c, period) for c in out), Decimal(0))
    raw = round_half_up(campaign.initial_points, campaign.places)
    for root in campaign.tree.roots():
        if root.section is Section.CORE:
            line = lines.get(root.code)
            points = line.computed if line is not None else None
            raw += (points or Decimal(0)) if root.is_leaf else totals.group(root.code)
    return {
        "core_raw": raw,
        "assigned": assigned,
        "rescaled": rescaled,
        "core": totals.core,
        "bonus": totals.bonus,
        "penalty": totals.penalty,
        "total": totals.total,
        "possible": totals.assigned_max,
        "percent": totals.percent,
        "rank": unit.rank,
    }
