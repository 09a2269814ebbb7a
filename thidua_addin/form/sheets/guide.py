"""The first sheet: what to do, what the colours mean, what the check code is."""

from __future__ import annotations

from typing import Final

from scoring.dates import vn_date
from scoring.excel_formula import quoted
from scoring.findings import Severity
from scoring.terms import Period, State
from thidua_addin.form import paper
from thidua_addin.form.canvas import CALCULATED_FILL, INPUT_FILL, LOCKED_FILL, Canvas, Sheet
from thidua_addin.form.marks import MARKS
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.findings import SEVERITIES

_NUMBER, _TEXT = 2, 3
_WIDTHS: Final = ((_NUMBER, 15.0), (_TEXT, 72.0))
_STEPS: Final = (
    (
        "1. Đăng ký",
        "Đầu năm: ở trang “Thông tin” chọn kỳ “Đăng ký”, điền người lập, người ký. Ở trang “Đăng "
        "ký” điền chỉ tiêu phấn đấu, các chỉ tiêu giao ước (nội dung, đơn vị tính, chỉ tiêu, trọng "
        "số), kế hoạch thi đua và biện pháp thực hiện.",
    ),
    (
        "2. Điền kết quả",
        "Giữa năm và cuối năm: chọn kỳ “6 tháng” hoặc “Năm”, điền cột kết quả của kỳ đó ở trang "
        "“Tự chấm điểm”, số văn bản ở trang “Minh chứng”, báo cáo ngắn ở trang “Báo cáo”. Số liệu "
        "chưa có thì để trống, không gõ 0.",
    ),
    (
        "3. Tự chấm",
        "Đồng ý với điểm hệ thống thì để trống cột “Điểm tự chấm”. Chấm khác thì ghi giải trình. "
        "Tiêu chí đơn vị không được giao: chọn “x” ở cột “Không áp dụng” và ghi lý do.",
    ),
    (
        "4. Kiểm tra",
        "Trên thẻ Thi đua của Excel bấm Kiểm tra: dòng cần sửa được đánh dấu, trang “Kết quả kiểm "
        "tra” nêu từng chỗ và cách sửa. Bấm Chấm điểm để xem điểm kèm cách tính. Máy không có thẻ "
        "Thi đua: biểu mẫu vẫn tự tính điểm, có danh sách để chọn và tô màu chỗ cần xem khi nhập.",
    ),
    (
        "5. Nộp",
        "Bấm Xuất phiếu nộp: tệp phiếu nộp có mã kiểm tra được ghi cạnh biểu mẫu. In phiếu nộp, "
        "ký, đóng dấu; gửi bản giấy và tệp phiếu nộp cho Cụm trưởng. Máy không có thẻ Thi đua thì "
        "gửi tệp biểu mẫu, Cụm trưởng kiểm tra và niêm phong khi nhận.",
    ),
)
_RULES: Final = (
    "Số thập phân dùng dấu phẩy (9,5); tỷ lệ gõ kèm dấu % (82,5%); ngày gõ đủ ngày/tháng/năm.",
    "Không xóa, không chèn dòng, cột; không dán đè cả vùng. Các trang được bảo vệ, không có mật "
    "khẩu.",
    "Để bản in đủ chữ: mỗi ô báo cáo nên không quá 1.500 ký tự, mỗi ô giải trình không quá 500.",
    "Điểm ở cột “Điểm hệ thống” chỉ để biết trước; điểm chính thức do chương trình tính lại từ số "
    "liệu đã nhập.",
    "Cán bộ công nghệ thông tin có thể dùng lệnh thay cho thẻ Thi đua: thidua check, thidua score, "
    "thidua submit.",
)
_MARK_MEANINGS: Final = {
    Severity.ERROR: "Dòng có lỗi (sau khi Kiểm tra): sửa rồi mới xuất phiếu nộp được",
    Severity.WARNING: "Dòng có cảnh báo: nên xem lại",
    Severity.INFO: "Dòng có thông tin: không bắt buộc sửa",
}
_CODE: Final = (
    "Mã kiểm tra là chuỗi ngắn tính từ toàn bộ số liệu khi xuất phiếu nộp, in ở cuối biểu. Bản "
    "giấy đã ký và tệp có cùng mã thì số liệu giống nhau. Mã chứng tỏ tệp khớp với bản giấy, không "
    "chứng tỏ ai đã lập tệp; tài liệu có giá trị pháp lý là bản ký, đóng dấu."
)


def write_guide(canvas: Canvas) -> None:
    """Write the sheet, one page of A4."""
    sheet = canvas.add(FormSheetName.GUIDE)
    sheet.raw.set_column(0, 0, 1)
    for column, width in _WIDTHS:
        sheet.raw.set_column(column - 1, column - 1, width)
        sheet.columns[column] = width
    paper.banner(sheet, _NUMBER, _TEXT)
    campaign = canvas.campaign
    title = sheet.plain(bold=True, font_size=16, align="center", text_wrap=True)
    sheet.merged(2, _NUMBER, _TEXT, f"BIỂU MẪU THI ĐUA NĂM {campaign.year}", title)
    sheet.height(2, 28)
    who = campaign.cluster.name if canvas.unit is None else canvas.unit.name
    heading = sheet.plain(bold=True, align="center", text_wrap=True)
    sheet.merged(3, _NUMBER, _TEXT, "" if canvas.unit is None else who, heading)
    if canvas.unit is None:
        # A formula, for readers compare the typed texts with those of an issued form.
        sheet.formula(3, _NUMBER, quoted(who), who, heading)
    sheet.fit(3, [(who, sheet.span(_NUMBER, _TEXT))], bold=True)
    row = _section(sheet, 4, "Các bước thực hiện")
    for name, text in _STEPS:
        row = _line(sheet, row, name, text)
    row = _section(sheet, row, "Thời hạn gửi Cụm trưởng")
    for period in Period:
        due = campaign.deadlines.of(period)
        row = _line(sheet, row, period.label, "Cụm chưa quy định" if due is None else vn_date(due))
    row = _section(sheet, row, "Ý nghĩa màu ô và ký hiệu")
    row = _colours(sheet, row)
    row = _section(sheet, row, "Lưu ý")
    for text in _RULES:
        row = _wide(sheet, row, f"•  {text}")
    row = _section(sheet, row, "Mã kiểm tra")
    row = _wide(sheet, row, _CODE)
    sheet.raw.hide_gridlines(2)
    sheet.finish(landscape=False, last=(row - 1, _TEXT), pages=1)
    sheet.protect()
    sheet.raw.activate()


def _section(sheet: Sheet, row: int, title: str) -> int:
    style = sheet.plain(bold=True, font_size=13, font_color="#1F3864", bottom=1)
    sheet.merged(row, _NUMBER, _TEXT, title, style)
    sheet.height(row, 22)
    return row + 1


def _line(sheet: Sheet, row: int, name: str, text: str) -> int:
    sheet.text(row, _NUMBER, name, sheet.plain(bold=True, valign="top", text_wrap=True))
    sheet.text(row, _TEXT, text, sheet.plain(valign="top", text_wrap=True))
    sheet.fit(row, [(name, _WIDTHS[0][1]), (text, _WIDTHS[1][1])], least=17)
    return row + 1


def _wide(sheet: Sheet, row: int, text: str) -> int:
    style = sheet.plain(valign="top", text_wrap=True)
    sheet.merged(row, _NUMBER, _TEXT, text, style)
    sheet.fit(row, [(text, sheet.span(_NUMBER, _TEXT))], least=17)
    return row + 1


def _colours(sheet: Sheet, row: int) -> int:
    samples: tuple[tuple[str, dict[str, object], str], ...] = (
        ("", {"bg_color": INPUT_FILL}, "Ô nhập liệu, gõ hoặc chọn từ danh sách"),
        ("", {"bg_color": CALCULATED_FILL}, "Ô tính tự động, không sửa được"),
        ("", {"bg_color": LOCKED_FILL}, "Ô không dùng: tiêu chí không chấm ở kỳ này"),
        (
            State.INVALID.label,
            {"bg_color": "#F8CFCB", "font_color": "#9C0006"},
            "Số liệu nhập sai nên chưa tính được điểm",
        ),
        (
            State.NOT_AVAILABLE.label,
            {"font_color": "#7F7F7F", "italic": True},
            "Chưa nhập số liệu (khác với 0 điểm)",
        ),
        (
            State.CLUSTER.label,
            {"font_color": "#7F7F7F", "italic": True},
            "Cụm trưởng chấm khi có số liệu của cả Cụm",
        ),
        (
            "Thiếu",
            {"bg_color": "#FFE9A8", "font_color": "#7A4B00"},
            "Thiếu minh chứng, giải trình hoặc lý do",
        ),
        *(
            (MARKS[severity], {"bold": True, **SEVERITIES[severity][1]}, meaning)
            for severity, meaning in _MARK_MEANINGS.items()
        ),
    )
    for shown, look, meaning in samples:
        sheet.text(row, _NUMBER, shown, sheet.style(align="center", **look))
        sheet.text(row, _TEXT, meaning, sheet.plain(indent=1))
        sheet.height(row, 17)
        row += 1
    return row
