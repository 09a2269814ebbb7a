"""The sheet about the unit: who, which period, who signs, the covering letter."""

from __future__ import annotations

from typing import Final

from scoring.dates import vn_date
from scoring.excel_formula import quoted
from scoring.fields import Address, FieldSpec, FormSheet, Need, form_fields
from scoring.terms import Period
from scoring.text import vn_key
from thidua_addin.form import paper
from thidua_addin.form.canvas import INPUT_FILL, Canvas, Sheet, marks_column
from thidua_addin.form.columns import Info
from thidua_addin.form.inputs import input_style, put_input
from thidua_addin.form.model import FormSheetName, common_form_at
from thidua_addin.form.sheets.lists import offered_units
from thidua_addin.form.sheets.score_hints import add_mark_hints

_LABEL_WIDTH, _VALUE_WIDTH = 26.0, 50.0
_NOTES: Final = {
    Period.REGISTRATION: "Hạn gửi bản đăng ký",
    Period.MIDYEAR: "Hạn gửi báo cáo 6 tháng",
    Period.YEAR: "Hạn gửi báo cáo năm",
}


_ISSUED: Final = "Ngày phát hành biểu mẫu"
_COMMON: Final = "Mẫu dùng chung cho các đơn vị trong Cụm"


def write_info(canvas: Canvas) -> None:
    """Write the sheet with table ``info``."""
    sheet = canvas.add(FormSheetName.INFO)
    table = canvas.layout.info
    sheet.widths([(Info.LABEL, _LABEL_WIDTH), (Info.VALUE, _VALUE_WIDTH), (Info.MARK, 3)])
    paper.banner(sheet, Info.LABEL, Info.VALUE)
    title = sheet.plain(bold=True, font_size=14, align="center")
    sheet.merged(2, Info.LABEL, Info.VALUE, "THÔNG TIN CHUNG", title)
    sheet.height(2, 26)
    campaign = canvas.campaign
    lead = sheet.plain(align="center", text_wrap=True)
    sheet.merged(3, Info.LABEL, Info.VALUE, campaign.title, lead)
    sheet.fit(3, [(campaign.title, _LABEL_WIDTH + _VALUE_WIDTH)])
    if vn_key(campaign.cluster.name) in vn_key(campaign.title):
        sheet.hide(4)  # the title says it already
    else:
        sheet.merged(4, Info.LABEL, Info.VALUE, campaign.cluster.name, lead)
        sheet.fit(4, [(campaign.cluster.name, _LABEL_WIDTH + _VALUE_WIDTH)])
    sheet.open_table(table)
    specs = {s.address: s for s in form_fields(campaign) if s.sheet is FormSheet.INFO}
    for row in table.rows:
        assert row.field is not None
        spec = specs.get(Address(None, None, row.field))
        if spec is None:
            _unit(sheet, row.row)
        else:
            _field(sheet, spec, row.row)
    marks_column(sheet, table, table.rows)
    add_mark_hints(sheet, table.first_row, table.last_row, (Info.LABEL, Info.MARK))
    last = _about_the_campaign(sheet, table.end_row + 2)
    sheet.finish(landscape=False, last=(last, Info.VALUE))
    sheet.protect()


def _field(sheet: Sheet, spec: FieldSpec, row: int) -> None:
    star = " (*)" if spec.need is Need.ALWAYS or spec.address.field == "period" else ""
    sheet.text(row, Info.LABEL, spec.title + star, sheet.style())
    put_input(sheet, spec, row, Info.VALUE)
    if spec.address.field == "period" and sheet.canvas.live.period is not None:
        chosen = sheet.canvas.live.period.label
        sheet.text(row, Info.VALUE, chosen, input_style(sheet, spec))
    typed = sheet.canvas.live.raw(None, None, spec.address.field)
    texts = [(typed, _VALUE_WIDTH - 1)] if isinstance(typed, str) else []
    sheet.fit(row, texts, least=22, growing=True)


def _unit(sheet: Sheet, row: int) -> None:
    """The unit's name; in a template a list to choose from."""
    unit = sheet.canvas.unit
    sheet.text(row, Info.LABEL, "Đơn vị", sheet.style())
    sheet.height(row, 22)
    if unit is not None:
        sheet.text(row, Info.VALUE, unit.name, sheet.style(bold=True, align="center"))
        return
    sheet.blank(row, Info.VALUE, sheet.style(bg_color=INPUT_FILL, locked=False, align="center"))
    sheet.raw.data_validation(
        row - 1,
        Info.VALUE - 1,
        row - 1,
        Info.VALUE - 1,
        {
            "validate": "list",
            "source": f"={offered_units(sheet.canvas.campaign)}",
            "input_title": "Đơn vị",
            "input_message": "Bấm mũi tên bên phải ô rồi chọn tên đơn vị.",
            "error_title": "Giá trị chưa hợp lệ",
            "error_message": (
                "Hãy chọn tên đơn vị trong danh sách của Cụm. Biểu mẫu đã xuất bản đăng ký thì giữ "
                "đúng đơn vị đã đăng ký."
            ),
        },
    )


def _about_the_campaign(sheet: Sheet, row: int) -> int:
    """What is fixed: who receives it, the deadlines, the check code."""
    canvas = sheet.canvas
    campaign = canvas.campaign
    chair = campaign.units.get(campaign.cluster.chair)
    facts = [
        ("Cụm trưởng", campaign.cluster.chair if chair is None else chair.name),
        ("Chủ đề thi đua", campaign.theme),
    ]
    for period, label in _NOTES.items():
        due = campaign.deadlines.of(period)
        facts.append((label, "Cụm chưa quy định" if due is None else vn_date(due)))
    facts.append(("Bộ tiêu chí", f"{campaign.id}, lần ban hành {campaign.revision}"))
    facts.append((_ISSUED, vn_date(canvas.issued_at.date())))
    for label, value in facts:
        sheet.text(row, Info.LABEL, label, sheet.style())
        sheet.text(row, Info.VALUE, value, sheet.style())
        sheet.fit(row, [(value, _VALUE_WIDTH - 1)], least=20)
        if label == _ISSUED and canvas.issued_at == common_form_at(campaign.year):
            # A formula, for readers compare the typed texts with those of an issued form.
            sheet.formula(row, Info.VALUE, quoted(_COMMON), _COMMON, sheet.style())
        row += 1
    note = "Ô nền vàng là ô nhập liệu. Dòng có dấu (*) phải điền trước khi xuất phiếu nộp."
    sheet.merged(row, Info.LABEL, Info.VALUE, note, sheet.plain(italic=True, text_wrap=True))
    sheet.height(row, 20)
    paper.check_line(sheet, row + 1, Info.LABEL, Info.VALUE)
    return row + 1
