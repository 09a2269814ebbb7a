"""The rank as formulas: standard competition ranking with the campaign's tie-break chain.

``scoring.ranking`` is the authority; these hidden columns follow it step by step. Stage 0 ranks
by points or percent. Each key of the chain then splits the units that the stage before left
together, unless the key is unknown for one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Campaign, TieBreak
from scoring.merge import UnitResult
from scoring.ranking import candidate_of, value_of
from scoring.terms import Section
from thidua_addin.summary.layout import NOTHING, Canvas, OverviewPlan, SheetName, literal

_STAGE_0 = OverviewPlan.FIRST_KEY


def last_column(plan: OverviewPlan) -> int:
    """The last hidden helper column: stage 0, then a key and a stage for each link."""
    return _STAGE_0 + 2 * plan.keys


@dataclass(frozen=True, slots=True)
class RankFigures:
    """The true values behind one unit's rank.

    ``order`` is its place in the ranking block (from 1), ``value`` what it is ranked by; then
    the keys of the tie-break chain, and the rank after each stage (0 for a unit without one).
    """

    order: int
    value: Decimal
    keys: tuple[Decimal | None, ...]
    stages: tuple[int, ...]


def rank_figures(campaign: Campaign, units: Sequence[UnitResult]) -> tuple[RankFigures, ...]:
    """The figures of every unit, in the units' order."""
    values = [_value(campaign, unit) for unit in units]
    keys = [tuple(_key_value(campaign, unit, k) for k in campaign.tie_break) for unit in units]
    ranked = [i for i, unit in enumerate(units) if unit.rank is not None]
    stages = [[0] * (1 + len(campaign.tie_break)) for _ in units]
    for i in ranked:
        stages[i][0] = 1 + sum(values[j] > values[i] for j in ranked)
    for number in range(len(campaign.tie_break)):
        for i in ranked:
            together = [j for j in ranked if stages[j][number] == stages[i][number]]
            stages[i][number + 1] = stages[i][number] + _better(keys, together, i, number)
    places = sorted(range(len(units)), key=lambda i: (units[i].rank is None, units[i].rank or 0, i))
    order = {unit: place + 1 for place, unit in enumerate(places)}
    return tuple(
        RankFigures(order[i], values[i], keys[i], tuple(stages[i])) for i in range(len(units))
    )


def _better(
    keys: Sequence[tuple[Decimal | None, ...]], together: Sequence[int], unit: int, number: int
) -> int:
    mine = keys[unit][number]
    others = [keys[j][number] for j in together]
    if mine is None:
        return 0
    known = [key for key in others if key is not None]
    return sum(key > mine for key in known) if len(known) == len(others) else 0


def _value(campaign: Campaign, unit: UnitResult) -> Decimal:
    if unit.rank is None or unit.ranked_sheet is None:
        return Decimal(0)
    return value_of(campaign, candidate_of(unit.ranked_sheet)) or Decimal(0)


def _key_value(campaign: Campaign, unit: UnitResult, link: TieBreak) -> Decimal | None:
    if unit.ranked_sheet is None:
        return None
    totals = unit.ranked_sheet.totals
    if link.by != "criterion":
        return totals.bonus if link.by == "bonus" else -totals.penalty
    criterion = campaign.tree[link.criterion or ""]
    points: Decimal | None
    if criterion.is_leaf:
        points = unit.ranked_sheet.line(criterion.code).computed
    else:
        points = totals.group(criterion.code)
    negative = points is not None and criterion.section is Section.PENALTY
    return -points if negative and points is not None else points


def write_unit(
    canvas: Canvas, sheet: Worksheet, row: int, unit: UnitResult, figures: RankFigures
) -> None:
    """The rank of one unit and the hidden columns that it comes from."""
    plan, plain = canvas.overview, canvas.styles.plain()
    eligible = unit.rank is not None
    sheet.write_number(row, plan.ELIGIBLE, int(eligible))
    me = xl_rowcol_to_cell(row, plan.ELIGIBLE)
    _order(canvas, sheet, row, figures.order)
    rank_style = canvas.styles.cell(align="center", bold=True, num_format="0")
    last = xl_rowcol_to_cell(row, last_column(plan))
    formula = f"IF({me}=1,{last},{literal(NOTHING)})"
    canvas.put(sheet, (row, plan.RANK), formula, unit.rank, rank_style)
    by_percent = canvas.campaign.ranks_by_percent
    ranked_by = xl_rowcol_to_cell(row, plan.PERCENT if by_percent else plan.TOTAL)
    canvas.put(sheet, (row, plan.BASIS), f"IF({me}=1,{ranked_by},0)", figures.value, plain)
    _stages(canvas, sheet, row, figures)


def _order(canvas: Canvas, sheet: Worksheet, row: int, place: int) -> None:
    plan = canvas.overview

    def down_to_here(column: int) -> str:
        first = xl_rowcol_to_cell(plan.FIRST_ROW, column, True, True)
        return f"{first}:{xl_rowcol_to_cell(row, column)}"

    me, rank = (xl_rowcol_to_cell(row, c) for c in (plan.ELIGIBLE, plan.RANK))
    ranked = f"{rank}+COUNTIF({down_to_here(plan.RANK)},{rank})-1"
    unranked = f"SUM({plan.down(plan.ELIGIBLE)})+COUNTIF({down_to_here(plan.ELIGIBLE)},0)"
    formula = f"IF({me}=1,{ranked},{unranked})"
    canvas.put(sheet, (row, plan.ORDER), formula, place, canvas.styles.plain())


def _stages(canvas: Canvas, sheet: Worksheet, row: int, figures: RankFigures) -> None:
    plan, plain = canvas.overview, canvas.styles.plain()
    eligible, basis = plan.down(plan.ELIGIBLE), plan.down(plan.BASIS)
    me, mine = (xl_rowcol_to_cell(row, c) for c in (plan.ELIGIBLE, plan.BASIS))
    above = f"1+SUMPRODUCT({eligible}*({basis}>{mine}))"
    canvas.put(sheet, (row, _STAGE_0), f"IF({me}=1,{above},0)", figures.stages[0], plain)
    for number, link in enumerate(canvas.campaign.tie_break):
        key_column, stage_column = _STAGE_0 + 1 + 2 * number, _STAGE_0 + 2 + 2 * number
        _key(canvas, sheet, (row, key_column), link, figures.keys[number])
        key, before = xl_rowcol_to_cell(row, key_column), xl_rowcol_to_cell(row, stage_column - 2)
        keys, stage = plan.down(key_column), plan.down(stage_column - 2)
        together = f"{eligible}*({stage}={before})"
        unknown = f"SUMPRODUCT({together}*(1-ISNUMBER({keys})))>0"
        better = f"SUMPRODUCT({together}*({keys}>{key}))"
        formula = f"IF({me}=1,{before}+IF({unknown},0,{better}),0)"
        canvas.put(sheet, (row, stage_column), formula, figures.stages[number + 1], plain)


def _key(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    link: TieBreak,
    value: Decimal | None,
) -> None:
    """The points that decide, higher first; what a penalty takes off counts as negative."""
    matrix = canvas.matrix
    if link.by == "criterion":
        code = link.criterion or ""
        found_row = matrix.row_of(code)
        negative = canvas.campaign.tree[code].section is Section.PENALTY
    else:
        found_row, negative = matrix.totals[link.by], link.by == "penalty"
    key = xl_rowcol_to_cell(place[0], 0, col_abs=True)
    computed = matrix.of_unit(found_row, key)
    final = matrix.of_unit(found_row, key, SheetName.FINAL_MATRIX)
    found = f"IF({canvas.overview.official}=1,{final},{computed})"
    sign = "-" if negative else ""
    formula = f'IF(ISNUMBER({found}),{sign}{found},"")'
    shown = "" if value is None else value
    canvas.put(sheet, place, formula, shown, canvas.styles.plain())
