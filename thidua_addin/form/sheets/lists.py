"""The hidden sheet of lists: the units, and choices too long to stand inside a validation."""

from __future__ import annotations

from scoring.campaign import Campaign
from scoring.excel_formula import quoted
from scoring.fields import form_fields
from scoring.snapshot import column_letters
from thidua_addin.form.canvas import Canvas, Sheet
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.registered import REGISTERED_CELL
from thidua_addin.form.validation import needs_list_sheet

_REGISTERED = 3
_FIRST_LIST = 4  # columns A and B hold the units, C the registered one


def long_lists(campaign: Campaign) -> tuple[tuple[str, ...], ...]:
    """The choices that stand on this sheet, each list once."""
    lists = (s.choices for s in form_fields(campaign) if needs_list_sheet(s.choices))
    return tuple(dict.fromkeys(lists))


def list_references(campaign: Campaign) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each of those lists with a reference to where it stands."""
    return tuple(
        (choices, _reference(_FIRST_LIST + i, len(choices)))
        for i, choices in enumerate(long_lists(campaign))
    )


def offered_units(campaign: Campaign) -> str:
    """The list of units to choose from: all, or the one that a registration was sealed for."""
    registered = f"'{FormSheetName.LISTS}'!${column_letters(_REGISTERED)}$2"
    return f'IF({registered}="",{_reference(1, len(campaign.units))},{registered})'


def _reference(column: int, length: int) -> str:
    letters = column_letters(column)
    return f"'{FormSheetName.LISTS}'!${letters}$2:${letters}${length + 1}"


def write_lists(canvas: Canvas) -> None:
    """Write the sheet."""
    sheet = canvas.add(FormSheetName.LISTS)
    bold, plain = sheet.plain(bold=True), sheet.plain()
    columns: list[tuple[str, tuple[str, ...]]] = [
        ("Đơn vị", tuple(u.name for u in canvas.campaign.units.values())),
        ("Cơ quan chủ quản", tuple(u.governing_body for u in canvas.campaign.units.values())),
        ("Đơn vị đã đăng ký", ()),
        *((f"Danh sách {i + 1}", c) for i, c in enumerate(long_lists(canvas.campaign))),
    ]
    for column, (title, values) in enumerate(columns, start=1):
        sheet.text(1, column, title, bold)
        for i, value in enumerate(values):
            sheet.text(2 + i, column, value, plain)
    if canvas.unit is None:
        _registered(sheet, canvas.campaign)
    sheet.raw.set_column(0, len(columns), 30)
    sheet.raw.protect()
    sheet.raw.hide()


def _registered(sheet: Sheet, campaign: Campaign) -> None:
    """The name of the unit that a registration was sealed for, blank before there is one."""
    codes, names = campaign.units, _reference(1, len(campaign.units))
    listed = ",".join(quoted(code) for code in codes)
    found = f"INDEX({names},MATCH({REGISTERED_CELL},{{{listed}}},0))"
    sheet.formula(2, _REGISTERED, f'IFERROR({found},"")', "", sheet.plain())
