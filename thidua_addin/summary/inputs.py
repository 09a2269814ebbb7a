"""The chair's input cells: unlocked, light yellow, as typed before, with their data validation."""

from __future__ import annotations

import datetime as dt

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scoring.chair.fields import chair_field
from scoring.fields import Address, FieldSpec
from scoring.snapshot import CellValue, Place
from scoring.terms import FieldType
from thidua_addin.form.canvas import INPUT_FILL, number_format
from thidua_addin.summary.input_rules import InputLook, rule_of
from thidua_addin.summary.layout import Canvas
from thidua_addin.workbook.styles import LONGEST_CELL, MOMENT_FORMAT, clean

__all__ = ["put_input", "put_typed"]

_LEFT = (FieldType.TEXT, FieldType.REFERENCE)


def put_input(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    unit: str,
    address: Address,
    **look: object,
) -> None:
    """An input cell of the chair with what was typed into it (rows and columns from 0).

    ``unit`` is ``""`` for what concerns the cluster. The field must be one of
    ``scoring.chair.fields``; KeyError for any other address.
    """
    known = canvas.inputs.get(address)
    if known is None:
        known = canvas.inputs[address] = _known(canvas, address)
    entry = canvas.result.chair.of(unit).get(address.criterion, address.item, address.field)
    canvas.placed[unit, address] = Place(sheet.get_name(), place[0] + 1, place[1] + 1)
    style = canvas.styles.cell(**{**known.look, **look}) if look else known.style
    put_typed(sheet, place, None if entry is None else entry.raw, style)
    canvas.rules.add(sheet, place, known.rule)


def _known(canvas: Canvas, address: Address) -> InputLook:
    spec = chair_field(canvas.campaign, canvas.result.period, address)
    if spec is None:
        raise KeyError(address)
    look = _look(canvas, spec)
    return InputLook(look, canvas.styles.cell(**look), rule_of(spec, canvas.campaign.year))


def put_typed(sheet: Worksheet, place: tuple[int, int], raw: CellValue, style: Format) -> None:
    """A cell with just what a person typed: text stays text, a number a number."""
    match raw:
        case None:
            sheet.write_blank(*place, None, style)
        case bool():
            sheet.write_boolean(*place, raw, style)
        case int() | float():
            sheet.write_number(*place, raw, style)
        case dt.datetime() | dt.date():
            sheet.write_datetime(*place, raw, style)
        case str():
            sheet.write_string(*place, clean(raw, longest=LONGEST_CELL), style)


def _look(canvas: Canvas, spec: FieldSpec) -> dict[str, object]:
    shown = number_format(spec, canvas.campaign.places)
    if spec.type is FieldType.TEXT:
        shown = "General"  # long texts: some versions show ### for more than 255 letters as "@"
    if spec.address.field == "received_at":
        shown = MOMENT_FORMAT
    align = "left" if spec.type in _LEFT else "center"
    return {"bg_color": INPUT_FILL, "locked": False, "num_format": shown, "align": align}
