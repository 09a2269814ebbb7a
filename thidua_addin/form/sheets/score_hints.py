"""Coloured hints on the self-scoring table: they need neither Python nor macros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from scoring.findings import Severity
from scoring.terms import State
from thidua_addin.form.canvas import Sheet
from thidua_addin.form.columns import Score
from thidua_addin.form.formulas import here
from thidua_addin.form.live_values import CHOOSE_PERIOD
from thidua_addin.form.marks import MARKS
from thidua_addin.form.sheets.score_rows import ASKED, HAS, LACKS

RED: Final = {"bg_color": "#F8CFCB", "font_color": "#9C0006"}
AMBER: Final = {"bg_color": "#FFE9A8", "font_color": "#7A4B00"}
BLUE: Final = {"bg_color": "#DCE9F7", "font_color": "#1F3864"}
GREEN: Final = {"font_color": "#1E6B2E"}
GREY: Final = {"font_color": "#7F7F7F", "italic": True}
LOOKS: Final = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.INFO: BLUE}

_WAITING: Final = (
    State.NOT_AVAILABLE.label,
    State.CLUSTER.label,
    State.NOT_APPLICABLE.label,
    CHOOSE_PERIOD,
)


def add_hints(sheet: Sheet) -> None:
    """Add the conditional formats of the table."""
    table = sheet.canvas.layout.scores
    for first, last, formula, look in _hints(table.first_row):
        add_hint(sheet, (table.first_row, first, table.last_row, last), formula, look)


def add_mark_hints(sheet: Sheet, first_row: int, last_row: int, columns: tuple[int, int]) -> None:
    """Colour these columns (and the mark) by what stands in the mark column, the last of them."""
    letter = chr(64 + columns[1])
    for severity, mark in MARKS.items():
        area = (first_row, columns[0], last_row, columns[1])
        add_hint(sheet, area, f'${letter}{first_row}="{mark}"', LOOKS[severity])


def _hints(row: int) -> Iterator[tuple[int, int, str, Mapping[str, object]]]:
    points, state = here(Score.COMPUTED, row), here(Score.STATE, row)
    gap, evidence = here(Score.DIFFERENCE, row), here(Score.EVIDENCE, row)
    differs = f'ISNUMBER({gap}),{gap}<>0,{state}<>""'

    def one(
        column: Score, formula: str, look: Mapping[str, object]
    ) -> tuple[int, int, str, Mapping[str, object]]:
        return column, column, formula, look

    waiting = ",".join(f'{points}="{label}"' for label in _WAITING)
    yield one(Score.COMPUTED, f'{points}="{State.INVALID.label}"', RED)
    yield one(Score.COMPUTED, f"OR({waiting})", GREY)
    for label, look in ((LACKS, AMBER), (HAS, GREEN), (ASKED, GREY)):
        yield one(Score.EVIDENCE, f'{evidence}="{label}"', look)
    unexplained = f'TRIM({here(Score.EXPLANATION, row)})=""'
    yield one(Score.EXPLANATION, f"AND({differs},{unexplained})", AMBER)
    marked = f'LOWER(TRIM({here(Score.NOT_APPLICABLE, row)}))="x"'
    yield one(Score.NA_REASON, f'AND({marked},TRIM({here(Score.NA_REASON, row)})="")', AMBER)
    mark = here(Score.MARK, row)
    for severity, sign in MARKS.items():
        yield Score.CODE, Score.TITLE, f'{mark}="{sign}"', LOOKS[severity]
        yield one(Score.MARK, f'{mark}="{sign}"', LOOKS[severity])


def add_hint(
    sheet: Sheet, area: tuple[int, int, int, int], formula: str, look: Mapping[str, object]
) -> None:
    """A conditional format over (first row, first column, last row, last column)."""
    style = sheet.canvas.workbook.add_format(dict(look))
    first_row, first, last_row, last = area
    sheet.raw.conditional_format(
        first_row - 1,
        first - 1,
        last_row - 1,
        last - 1,
        {"type": "formula", "criteria": f"={formula}", "format": style},
    )
