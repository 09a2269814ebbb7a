"""Coloured hints on the self-scoring table: they need neither Python nor macros."""

from __future__ import annotations

from typing import Final

from scoring.terms import State
from thidua_addin.form.canvas import Sheet
from thidua_addin.form.layout import Score
from thidua_addin.form.live_values import CHOOSE_PERIOD
from thidua_addin.form.sheets.score_rows import ASKED, HAS, LACKS

MARKS: Final = (("X", "error"), ("!", "warning"), ("i", "info"))
"""What the add-in writes into the mark column, by severity."""

RED: Final = {"bg_color": "#F8CFCB", "font_color": "#9C0006"}
AMBER: Final = {"bg_color": "#FFE9A8", "font_color": "#7A4B00"}
BLUE: Final = {"bg_color": "#DCE9F7", "font_color": "#1F3864"}
GREEN: Final = {"font_color": "#1E6B2E"}
GREY: Final = {"font_color": "#7F7F7F", "italic": True}


def add_hints(sheet: Sheet) -> None:
    """Add the conditional formats of the table."""
    first = sheet.canvas.layout.scores.first_row
    r = str(first)
    difference = f"AND(ISNUMBER($L{r}),$L{r}<>0"
    own_row = f'$K{r}<>"",RIGHT($A{r},1)="|"'
    for columns, formula, look in (
        ((Score.COMPUTED, Score.COMPUTED), f'$J{r}="{State.INVALID.label}"', RED),
        ((Score.COMPUTED, Score.COMPUTED), _any(f"$J{r}", _WAITING), GREY),
        ((Score.EVIDENCE, Score.EVIDENCE), f'$N{r}="{LACKS}"', AMBER),
        ((Score.EVIDENCE, Score.EVIDENCE), f'$N{r}="{HAS}"', GREEN),
        ((Score.EVIDENCE, Score.EVIDENCE), f'$N{r}="{ASKED}"', GREY),
        (
            (Score.EXPLANATION, Score.EXPLANATION),
            f'{difference},TRIM($M{r})="",{own_row},NOT(ISFORMULA_($K{r})))',
            AMBER,
        ),
        ((Score.DIFFERENCE, Score.DIFFERENCE), f"{difference})", {"bold": True}),
        (
            (Score.NA_REASON, Score.NA_REASON),
            f'AND(LOWER(TRIM($O{r}))="x",TRIM($P{r})="")',
            AMBER,
        ),
        ((Score.CODE, Score.TITLE), f'$Q{r}="X"', RED),
        ((Score.CODE, Score.TITLE), f'$Q{r}="!"', AMBER),
        ((Score.CODE, Score.TITLE), f'$Q{r}="i"', BLUE),
        ((Score.MARK, Score.MARK), f'$Q{r}="X"', RED),
        ((Score.MARK, Score.MARK), f'$Q{r}="!"', AMBER),
        ((Score.MARK, Score.MARK), f'$Q{r}="i"', BLUE),
    ):
        _add(sheet, columns, formula, look)


_WAITING = (
    State.NOT_AVAILABLE.label,
    State.CLUSTER.label,
    State.NOT_APPLICABLE.label,
    CHOOSE_PERIOD,
)


def _any(cell: str, labels: tuple[str, ...]) -> str:
    return "OR(" + ",".join(f'{cell}="{label}"' for label in labels) + ")"


def _add(
    sheet: Sheet, columns: tuple[int, int], formula: str, look: dict[str, object]
) -> None:
    table = sheet.canvas.layout.scores
    style = sheet.canvas.workbook.add_format(look)
    sheet.raw.conditional_format(
        table.first_row - 1,
        columns[0] - 1,
        table.last_row - 1,
        columns[1] - 1,
        {"type": "formula", "criteria": f"={formula}", "format": style},
    )
