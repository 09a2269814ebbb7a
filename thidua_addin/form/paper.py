"""The parts of an official paper (Nghị định 30/2020/NĐ-CP): letterhead, title, signatures."""

from __future__ import annotations

from typing import Final

from xlsxwriter.format import Format

from scoring.dates import vn_date
from scoring.excel_formula import quoted
from scoring.snapshot import column_letters
from scoring.terms import Period
from thidua_addin.form.canvas import SIZE, Canvas, Sheet
from thidua_addin.form.columns import Score
from thidua_addin.form.formulas import elsewhere
from thidua_addin.form.heights import lines
from thidua_addin.form.layout import BANNER_ROW, PERIOD_INDEX_ROW, PERIOD_ROW, TITLE_ROW
from thidua_addin.form.model import FormSheetName
from thidua_addin.workbook.styles import ILLUSTRATIVE_FILL

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
NOT_SEALED: Final = "Mã kiểm tra: chưa có – chưa xuất phiếu nộp"
_CUT: Final = " Có ô chữ dài quá khổ, bản in chưa đủ: đọc toàn văn trong tệp."
CHOOSE_UNIT: Final = "(chọn đơn vị ở trang Thông tin)"
_ROOM_TO_SIGN: Final = 44  # points
_LINE: Final = 15.75  # points of a line in the usual size, as spreadsheets make it
_ILLUSTRATIVE: Final = (
    "MINH HỌA – thang điểm và tiêu chí chưa phải bản chính thức của Cụm; "
    "số liệu, điểm tính theo biểu mẫu này chỉ để tham khảo."
)


def banner(sheet: Sheet, first: int, last: int) -> None:
    """The line that says that the campaign is not official; hidden where it is."""
    campaign = sheet.canvas.campaign
    if not campaign.illustrative:
        sheet.hide(BANNER_ROW)
        return
    text = illustrative_text(sheet.canvas)
    style = sheet.plain(
        bold=True,
        align="center",
        text_wrap=True,
        bg_color=ILLUSTRATIVE_FILL,
        font_color="#7A3E00",
        font_size=11,
    )
    sheet.merged(BANNER_ROW, first, last, text, style)
    sheet.fit(BANNER_ROW, [(text, sheet.span(first, last))], size=11, bold=True)


def illustrative_text(canvas: Canvas) -> str:
    """What the banner says."""
    note = canvas.campaign.status_note
    if not note:
        return _ILLUSTRATIVE
    return note if note.upper().startswith("MINH HỌA") else f"MINH HỌA – {note}"


def letterhead(sheet: Sheet, left: tuple[int, int], right: tuple[int, int], title: str) -> None:
    """Rows 2 to 6: who, the national heading, place and date, title, period."""
    centred = {"align": "center", "text_wrap": True, "font_size": SIZE}
    _body_and_unit(sheet, left)
    sheet.merged(2, *right, NATION, sheet.plain(bold=True, **centred))
    sheet.merged(3, *right, MOTTO, sheet.plain(bold=True, underline=1, **centred))
    place = sheet.canvas.unit.province if sheet.canvas.unit is not None else "…………"
    dated = f"{place}, ngày …… tháng …… năm ………"
    sheet.merged(4, *right, dated, sheet.plain(italic=True, **centred))
    last = right[1]
    large = sheet.plain(**{**centred, "bold": True, "font_size": 14})
    sheet.merged(TITLE_ROW, left[0], last, title, large)
    period_line(sheet, PERIOD_ROW, left[0], last, sheet.plain(italic=True, **centred))
    for row, points in ((4, _LINE), (TITLE_ROW, 19.5), (PERIOD_ROW, _LINE)):
        sheet.height(row, points)


def _body_and_unit(sheet: Sheet, left: tuple[int, int]) -> None:
    centred = {"align": "center", "text_wrap": True, "font_size": SIZE}
    unit = sheet.canvas.unit
    body, name = sheet.plain(**centred), sheet.plain(bold=True, **centred)
    wide = sheet.span(*left)
    named = ("", "") if unit is None else (unit.governing_body.upper(), unit.name.upper())
    for row, text in zip((2, 3), named, strict=True):
        sheet.height(row, _LINE * lines(text, wide, SIZE, bold=row == 3))
    if unit is not None:
        sheet.merged(2, *left, unit.governing_body.upper(), body)
        sheet.merged(3, *left, unit.name.upper(), name)
        return
    chosen = chosen_unit(sheet.canvas)
    shown_body = f'IF({chosen}="","",IFERROR(UPPER({_governing_body(sheet.canvas, chosen)}),""))'
    shown_name = f'IF({chosen}="",{quoted(CHOOSE_UNIT)},UPPER({chosen}))'
    sheet.merged(2, *left, "", body)
    sheet.formula(2, left[0], shown_body, "", body)
    sheet.merged(3, *left, "", name)
    sheet.formula(3, left[0], shown_name, CHOOSE_UNIT, name)


def chosen_unit(canvas: Canvas) -> str:
    """The cell in which a template's unit is chosen."""
    return elsewhere(canvas.layout.info, "value", quoted("||unit"))


def _governing_body(canvas: Canvas, chosen: str) -> str:
    rows = len(canvas.campaign.units)
    lists = f"'{FormSheetName.LISTS}'!"
    found = f"MATCH({chosen},{lists}$A$2:$A${rows + 1},0)"
    return f"INDEX({lists}$B$2:$B${rows + 1},{found})"


def period_index(canvas: Canvas) -> str:
    """The cell that numbers the chosen period, as other sheets refer to it."""
    return f"'{FormSheetName.SCORES}'!${column_letters(Score.IN_USE)}${PERIOD_INDEX_ROW}"


def period_line(sheet: Sheet, row: int, first: int, last: int, style: Format) -> None:
    """``Kỳ báo cáo: Năm 2021``, live."""
    canvas = sheet.canvas
    year = canvas.campaign.year
    nothing = "Kỳ báo cáo: (chưa chọn – chọn ở trang Thông tin)"
    names = [f"Kỳ báo cáo: {_named(p, year)}" for p in Period]
    index = period_index(canvas)
    listed = ",".join(quoted(n) for n in names)
    period = canvas.live.period
    shown = nothing if period is None else names[list(Period).index(period)]
    sheet.merged(row, first, last, "", style)
    sheet.formula(
        row, first, f"IF({index}=0,{quoted(nothing)},CHOOSE({index},{listed}))", shown, style
    )


def _named(period: Period, year: int) -> str:
    return {
        Period.REGISTRATION: f"Đăng ký thi đua năm {year}",
        Period.MIDYEAR: f"6 tháng đầu năm {year}",
        Period.YEAR: f"Năm {year}",
    }[period]


def check_code(canvas: Canvas) -> str:
    """The line with the check code."""
    seal = canvas.seal
    if seal is None:
        return NOT_SEALED
    when = f"{seal.sealed_at:%H:%M} ngày {vn_date(seal.sealed_at.date())}"
    return (
        f"Mã kiểm tra: {seal.code} (kỳ {_named(seal.period, canvas.campaign.year)}, "
        f"lần nộp {seal.version}, xuất lúc {when})"
    )


def check_line(sheet: Sheet, row: int, first: int, last: int) -> None:
    """The line with the check code; it also says where a text is longer than print can show."""
    text = check_code(sheet.canvas) + (_CUT if sheet.cut else "")
    style = sheet.plain(bold=True, font_size=11, text_wrap=True)
    sheet.merged(row, first, last, text, style)
    sheet.fit(row, [(text, sheet.span(first, last))], size=11, bold=True, least=18)


def signatures(sheet: Sheet, row: int, left: tuple[int, int], right: tuple[int, int]) -> int:
    """The check code line and the signature block; gives its last row."""
    check_line(sheet, row, left[0], right[1])
    sheet.height(row + 1, 6)
    look = {"align": "center", "font_size": SIZE}
    bold, italic = sheet.plain(bold=True, **look), sheet.plain(italic=True, **look)
    for (first, last), who, how in (
        (left, "NGƯỜI LẬP BIỂU", "(Ký, họ tên)"),
        (right, "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, họ tên, đóng dấu)"),
    ):
        sheet.merged(row + 2, first, last, who, bold)
        sheet.merged(row + 3, first, last, how, italic)
    for below, points in enumerate((16, 16, _ROOM_TO_SIGN, 17), start=2):
        sheet.height(row + below, points)
    names = (("preparer", left), ("signer", right))
    for field, (first, last) in names:
        _signed_by(sheet, row + 5, first, last, field)
    return row + 5


def _signed_by(sheet: Sheet, row: int, first: int, last: int, field: str) -> None:
    style = sheet.plain(bold=True, align="center", font_size=SIZE)
    typed = sheet.canvas.live.raw(None, None, field)
    cell = elsewhere(sheet.canvas.layout.info, "value", quoted(f"||{field}"))
    sheet.merged(row, first, last, "", style)
    shown = typed if isinstance(typed, str) else ""
    sheet.formula(row, first, f'IFERROR({cell}&"","")', shown, style)
