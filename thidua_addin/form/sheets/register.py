"""The registration: targets of criteria, pledged targets, the unit's own emulation plan."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from scoring.terms import FieldType
from thidua_addin.form import paper
from thidua_addin.form.canvas import INPUT_FILL, LOCKED_FILL, Canvas, Sheet, marks_column
from thidua_addin.form.columns import Register
from thidua_addin.form.inputs import put_input
from thidua_addin.form.layout import PERIOD_ROW, PlannedRow, RowKind
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import add_mark_hints
from thidua_addin.workbook.styles import GROUP_FILL, HEADER_FILL

_WIDTHS: Final = (
    (Register.CODE, 6.5),
    (Register.TITLE, 43),
    (Register.VALUE, 1),
    (Register.UNIT, 13),
    (Register.TARGET, 10),
    (Register.WEIGHT, 7.5),
    (Register.DEADLINE, 13),
    (Register.MARK, 3),
)
_HEADERS: Final = (
    (Register.CODE, "Mã", "A"),
    (Register.TITLE, "Nội dung tiêu chí, chỉ tiêu đăng ký", "B"),
    (Register.UNIT, "Đơn vị tính", "C"),
    (Register.TARGET, "Chỉ tiêu đăng ký", "1"),
    (Register.WEIGHT, "Trọng số", "2"),
    (Register.DEADLINE, "Thời hạn hoàn thành", "D"),
)
_MEASURES_HEIGHT: Final = 110.0


def write_register(canvas: Canvas) -> None:
    """Write the sheet with table ``register``."""
    sheet = canvas.add(FormSheetName.REGISTER)
    table = canvas.layout.register
    sheet.widths(_WIDTHS, code=Register.CODE, gives=Register.TITLE)
    paper.banner(sheet, Register.CODE, Register.DEADLINE)
    paper.letterhead(
        sheet,
        (Register.CODE, Register.TITLE),
        (Register.UNIT, Register.DEADLINE),
        f"BẢN ĐĂNG KÝ CHỈ TIÊU, GIAO ƯỚC THI ĐUA NĂM {canvas.campaign.year}",
    )
    sheet.hide(PERIOD_ROW)  # a registration has no other period
    sheet.open_table(table)
    _header(sheet, table.marker_row + 1)
    specs = {s.address: s for s in form_fields(canvas.campaign) if s.sheet is FormSheet.REGISTER}
    for row in table.rows:
        match row.kind:
            case RowKind.SINGLE:
                _single(sheet, specs[Address(None, None, row.field or "")], row.row)
            case RowKind.ITEM:
                _item(sheet, specs, row)
            case _:
                _criterion(sheet, specs, row)
    marks_column(sheet, table, table.rows)
    add_mark_hints(sheet, table.first_row, table.last_row, (Register.CODE, Register.MARK))
    last = paper.signatures(
        sheet,
        table.end_row + 1,
        (Register.CODE, Register.TITLE),
        (Register.UNIT, Register.DEADLINE),
    )
    header = table.marker_row + 1
    sheet.raw.freeze_panes(header, 0)
    sheet.raw.set_zoom(90)
    headings = [
        row.row
        for row, below in pairwise(table.rows)
        if row.kind is RowKind.LEAF and below.kind is RowKind.ITEM
    ]
    sheet.finish(
        landscape=False,
        last=(last, Register.DEADLINE),
        header=(header, header),
        together={*headings, *range(table.last_row, last)},
    )
    sheet.protect()


def _header(sheet: Sheet, row: int) -> None:
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for column, title, _ in _HEADERS:
        sheet.text(row, column, title, head)
    sheet.merged(row, Register.TITLE, Register.VALUE, _HEADERS[1][1], head)
    sheet.fit(row, [(title, sheet.columns[column]) for column, title, _ in _HEADERS], bold=True)


def _criterion(sheet: Sheet, specs: dict[Address, FieldSpec], row: PlannedRow) -> None:
    """A criterion with a registered target, or the heading of pledged targets."""
    code = row.criterion or ""
    criterion = sheet.canvas.campaign.tree[code]
    pledge = criterion.items is not None
    look: dict[str, object] = {"bold": True, "bg_color": GROUP_FILL} if pledge else {}
    title = criterion.title
    if pledge:
        title += " – các chỉ tiêu giao ước của đơn vị, mỗi dòng một chỉ tiêu:"
    sheet.text(row.row, Register.CODE, code, sheet.style(**look))
    sheet.text(row.row, Register.TITLE, title, sheet.style(right=0, **look))
    sheet.blank(row.row, Register.VALUE, sheet.style(left=0, **look))
    sheet.text(row.row, Register.UNIT, criterion.unit, sheet.style(align="center", **look))
    for column, field in (
        (Register.TARGET, "target"),
        (Register.WEIGHT, "weight"),
        (Register.DEADLINE, "deadline"),
    ):
        spec = specs.get(Address(code, None, field))
        if spec is not None:
            put_input(sheet, spec, row.row, column)
        else:
            grey = GROUP_FILL if pledge else LOCKED_FILL
            sheet.blank(row.row, column, sheet.style(bg_color=grey))
    texts = [
        (title, sheet.columns[Register.TITLE] - 1),
        (criterion.unit, sheet.columns[Register.UNIT]),
    ]
    sheet.fit(row.row, texts, bold=pledge, least=20)


def _item(sheet: Sheet, specs: dict[Address, FieldSpec], row: PlannedRow) -> None:
    sheet.text(row.row, Register.CODE, row.item or "", sheet.style(align="center", italic=True))
    sheet.blank(row.row, Register.VALUE, sheet.style(bg_color=INPUT_FILL, left=0))
    texts: list[tuple[str, float]] = []
    for column, field in (
        (Register.TITLE, "item_title"),
        (Register.UNIT, "item_unit"),
        (Register.TARGET, "target"),
        (Register.WEIGHT, "weight"),
        (Register.DEADLINE, "deadline"),
    ):
        spec = specs.get(Address(row.criterion, row.item, field))
        if spec is None:
            sheet.blank(row.row, column, sheet.style(bg_color=LOCKED_FILL))
            continue
        look = {"right": 0} if column is Register.TITLE else {}
        put_input(sheet, spec, row.row, column, **look)
        typed = sheet.canvas.live.raw(row.criterion, row.item, field)
        if isinstance(typed, str):
            texts.append((typed, sheet.columns[column] - 1))
    sheet.fit(row.row, texts, least=20, growing=True)


def _single(sheet: Sheet, spec: FieldSpec, row: int) -> None:
    """One line about the unit's own plan; the value spans the columns from its seam on."""
    label = f"{spec.title} (*)"
    sheet.merged(row, Register.CODE, Register.TITLE, label, sheet.style(bold=True))
    wide = sheet.style(bg_color=INPUT_FILL, locked=False)
    sheet.merged(row, Register.VALUE, Register.DEADLINE, "", wide)
    put_input(sheet, spec, row, Register.VALUE)
    typed = sheet.canvas.live.raw(None, None, spec.address.field)
    width = sheet.span(Register.VALUE, Register.DEADLINE) - 2
    texts = [(typed, width)] if isinstance(typed, str) else []
    least = _MEASURES_HEIGHT if spec.type is FieldType.TEXT else 22
    sheet.fit(row, texts, least=least)
