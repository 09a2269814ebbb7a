"""Input cells: the format, the value as typed, the data validation."""

from __future__ import annotations

from xlsxwriter.format import Format

from scoring.fields import FieldSpec, FormSheet
from scoring.snapshot import column_letters
from scoring.terms import FieldType
from thidua_addin.form.canvas import INPUT_FILL, Sheet, number_format
from thidua_addin.form.validation import ValidationContext, data_validation

_LEFT = (FieldType.TEXT, FieldType.REFERENCE)


def input_style(sheet: Sheet, spec: FieldSpec, **look: object) -> Format:
    """Light yellow and unlocked, shown as its type asks."""
    shown = number_format(spec, sheet.canvas.campaign.places)
    if spec.type is FieldType.TEXT and spec.sheet is not FormSheet.INFO:
        shown = "General"  # long texts: some versions show ### for more than 255 letters as "@"
    align = "left" if spec.type in _LEFT else "center"
    base = {"bg_color": INPUT_FILL, "locked": False, "num_format": shown, "align": align}
    return sheet.style(**{**base, **look})


def put_input(
    sheet: Sheet, spec: FieldSpec, row: int, column: int, *, below: int = 0, **look: object
) -> None:
    """An input cell (over ``below`` further rows) with what was typed into it; its validation."""
    a = spec.address
    style = input_style(sheet, spec, **look)
    if below:
        sheet.merged(row, column, column, "", style, down=below)
    sheet.typed(row, column, sheet.canvas.live.raw(a.criterion, a.item, a.field), style)
    validate(sheet, spec, row, column)


def validate(sheet: Sheet, spec: FieldSpec, row: int, column: int) -> None:
    """The data validation of an input cell."""
    campaign = sheet.canvas.campaign
    context = ValidationContext(f"{column_letters(column)}{row}", campaign.year, sheet.canvas.lists)
    options = data_validation(spec, context)
    sheet.raw.data_validation(row - 1, column - 1, row - 1, column - 1, options)
