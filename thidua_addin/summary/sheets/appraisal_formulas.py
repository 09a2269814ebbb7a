"""The live formulas of one line of ``Thẩm định``; ``scoring.chair.appraisal`` is the authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.excel_formula import literal as number_literal
from scoring.numbers import vn_number
from scoring.terms import State
from thidua_addin.summary.appraisal_plan import AppraisalPlan, AppraisalRow
from thidua_addin.summary.layout import NOTHING, Canvas, SheetName, literal, quoted
from thidua_addin.summary.layout import span as span_of
from thidua_addin.summary.sheets.lists import FIRST_ROW

_P: Final = AppraisalPlan
_DASH: Final = literal(NOTHING)


@dataclass(frozen=True, slots=True)
class TodoTexts:
    """What a line asks for."""

    bad_result: str
    out_of_range: str
    stale: str
    no_reason: str
    open: str


@dataclass(frozen=True, slots=True)
class LineCells:
    """A line with the cells that its formulas refer to."""

    canvas: Canvas
    at: AppraisalRow

    def cell(self, column: int) -> str:
        """The line's own cell in a column."""
        name: str = xl_rowcol_to_cell(self.at.row, column, col_abs=True)
        return name

    def down(self, column: int) -> str:
        """The column of all lines."""
        return self.canvas.appraisal.down(column)

    @property
    def texts(self) -> TodoTexts:
        """The texts of this line; its bounds stand in one of them."""
        most = vn_number(self.at.line.max_points)
        places = self.canvas.campaign.places
        return TodoTexts(
            "Kết quả thẩm định không dùng được",
            f"Điểm phải là số từ 0 đến {most}, tối đa {places} chữ số thập phân",
            "Bấm Tổng hợp để tính lại điểm",
            "Cần ghi lý do",
            "Chưa thẩm định",
        )


@dataclass(frozen=True, slots=True)
class LineFormulas:
    """The formulas of a line, without the sign ``=`` in front."""

    stale: str
    pending: str
    first: str
    final: str
    todo: str


def line_formulas(cells: LineCells) -> LineFormulas:
    """All formulas of a line; those about points only mean something for a leaf."""
    used, corrected = cells.cell(_P.USED), cells.cell(_P.CORRECTED)
    stale = f'IF({corrected}&""={used}&"",0,1)'
    bad = f"OR({_bad(cells, _P.APPRAISED)},{_bad(cells, _P.SECOND)})"
    appraised, second = cells.cell(_P.APPRAISED), cells.cell(_P.SECOND)
    touched, pending = cells.cell(_P.TOUCHED), cells.cell(_P.PENDING)
    waits = f"OR({bad},{touched}=2)"
    agreed = f"AND({pending}=0,OR({touched}=1,{_accepted(cells)}))"
    known = f"IF({agreed},{cells.cell(_P.RECOMPUTED)},{_DASH})"
    first = f"IF({waits},{_DASH},IF(ISNUMBER({appraised}),{appraised},{known}))"
    final = f"IF({waits},{_DASH},IF(ISNUMBER({second}),{second},{cells.cell(_P.FIRST)}))"
    if cells.at.left_out:
        absent = literal(State.NOT_APPLICABLE.label)
        first = final = f"IF({_typed(cells)},{_DASH},{absent})"
    return LineFormulas(stale, _pending(cells), first, final, _todo(cells, bad))


def _bad(cells: LineCells, column: int) -> str:
    """Whether something stands in a cell of points that the rule of points does not allow."""
    cell, places = cells.cell(column), cells.canvas.campaign.places
    most = number_literal(cells.at.line.max_points)
    within = f"AND({cell}>=0,{cell}<={most},ROUND({cell},{places})={cell})"
    return f'IF({cell}="",FALSE,IF(ISNUMBER({cell}),NOT({within}),TRUE))'


def _typed(cells: LineCells) -> str:
    """Whether points were typed into the line."""
    return f'OR({cells.cell(_P.APPRAISED)}<>"",{cells.cell(_P.SECOND)}<>"")'


def _pending(cells: LineCells) -> str:
    """How many corrections the last merge did not know that move the line's points."""
    criterion = cells.canvas.campaign.tree[cells.at.line.criterion]
    key = _P.CODE_KEY if criterion.leaf_rule.cluster else _P.LINE_KEY
    return f"SUMIFS({cells.down(_P.STALE)},{cells.down(key)},{cells.cell(key)})"


def _accepted(cells: LineCells) -> str:
    """Whether the chair accepted the unit's computed points."""
    sheet = quoted(SheetName.APPRAISAL_UNITS)
    last = FIRST_ROW + len(cells.canvas.result.units) - 1
    keys, marks = (
        f"{sheet}!{span_of(FIRST_ROW, column, last, column)}" for column in (0, ACCEPT_COLUMN)
    )
    return f'COUNTIFS({keys},"||@{cells.at.unit}",{marks},"x")>0'


ACCEPT_COLUMN: Final = 6
"""The column of ``Tiến độ thẩm định`` in which the chair accepts a unit's computed points."""


def _todo(cells: LineCells, bad: str) -> str:
    texts, at = cells.texts, cells.cell
    leaf = cells.at.line.item is None
    waits = at(_P.PENDING) if leaf else at(_P.STALE)
    reason, corrected, appraised = at(_P.REASON), at(_P.CORRECTED), at(_P.APPRAISED)
    unexplained = [f'AND({corrected}<>"",{reason}="")']
    steps = [(f"{at(_P.TOUCHED)}=2", texts.bad_result)]
    if leaf:
        second, first = at(_P.SECOND), at(_P.FIRST)
        moved = f"IF(ISNUMBER({appraised}),{appraised}<>{at(_P.RECOMPUTED)},FALSE)"
        changed = f"IF(ISNUMBER({second}),{second}<>{first},FALSE)"
        excused = f'AND(NOT(ISNUMBER({first})),{reason}<>"")'
        unexplained.append(f'AND({moved},{reason}="")')
        unexplained.append(f'AND({changed},{at(_P.SECOND_REASON)}="",NOT({excused}))')
        steps.append((bad, texts.out_of_range))
    steps.append((f"{waits}>0", texts.stale))
    steps.append((f"OR({','.join(unexplained)})", texts.no_reason))
    if cells.at.left_out:
        steps.append((_typed(cells), texts.stale))
    if leaf:
        open_line = f"AND({at(_P.NEEDED)}=1,NOT(ISNUMBER({at(_P.FINAL)})))"
        steps.append((open_line, texts.open))
    formula = '""'
    for test, text in reversed(steps):
        formula = f"IF({test},{literal(text)},{formula})"
    return formula
