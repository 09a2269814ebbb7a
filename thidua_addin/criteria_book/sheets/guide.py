"""The first sheet: what the workbook is for, what each sheet holds, how to hand it back."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from thidua_addin.criteria_book.book import INPUT_FILL, Book
from thidua_addin.criteria_book.colours import UNUSED_FILL
from thidua_addin.criteria_book.columns import (
    CHECK,
    CRITERIA,
    DECISIONS,
    GRADES,
    GUIDE,
    HEAD,
    INPUTS,
    LAW,
    LEVELS,
    SHARES,
    UNITS,
)
from thidua_addin.workbook.styles import ERROR_FILL, WARNING_FILL, fit_row, set_page

_WIDTHS: Final = (26.0, 118.0)
_STEPS: Final = (
    ("1. Sửa", "Sửa bộ tiêu chí ở các trang dưới đây. Được chèn, xóa, di chuyển, sắp xếp cả dòng; "
     "thứ tự các dòng ở trang Tiêu chí là thứ tự in. Khi đổi mã một tiêu chí, đổi cả ở các trang "
     "khác có mã đó."),
    ("2. Xem trang Kiểm tra", "Trang này tính ngay trong Excel: chỗ nào chưa khớp, ở ô nào, sửa "
     "thế nào. Bấm vào vị trí để đến ô đó."),
    ("3. Tăng lần ban hành", "Nếu bộ tiêu chí đã gửi các đơn vị mà nay sửa, tăng “Lần ban hành” ở "
     "trang Đợt thi đua thêm 1."),
    ("4. Gửi lại", "Gửi tệp cho cán bộ công nghệ thông tin chạy lệnh: thidua campaign import "
     "<tên tệp>.xlsx --out <tên tệp>.toml. Lệnh kiểm tra đầy đủ, nêu từng ô cần sửa và cho biết "
     "bộ tiêu chí đã thay đổi những gì, có làm đổi điểm hay không."),
)  # fmt: skip
_SHEETS: Final = (
    (HEAD, "Tên, năm, chủ đề, thang điểm, cụm trưởng, hạn nộp, quy định bỏ phiếu."),
    (UNITS, "Các đơn vị thành viên; đơn vị ngoài các năm hiệu lực không tham gia."),
    (
        CRITERIA,
        "Mỗi dòng một nội dung hoặc tiêu chí: mã, mã cha, điểm chuẩn, loại quy tắc, tham số.",
    ),
    (LEVELS, "Các khoảng, mức, mức độ, bậc ngày chậm, tình trạng, thứ hạng của từng tiêu chí."),
    (
        INPUTS,
        "Các số đếm mà tiêu chí cần thêm ngoài kết quả, ví dụ số người theo từng mức xếp loại.",
    ),
    (SHARES, "Tỷ lệ lấy số đếm nào chia cho số đếm nào; các số đếm nào phải cộng khớp."),
    (LAW, "Căn cứ pháp lý của đợt, của tiêu chí, của hình thức khen thưởng."),
    (GRADES, "Ngưỡng xếp loại, hình thức khen thưởng, thứ tự xét khi bằng điểm."),
    (DECISIONS, "Điều kiện bắt buộc, hạ bậc xếp loại, xếp loại có điều kiện."),
    (CHECK, "Những chỗ chưa khớp, tính ngay khi sửa."),
)
_RULES: Final = (
    "Số thập phân gõ dấu phẩy (0,25); tỷ lệ gõ kèm dấu % (80%); ngày gõ đủ ngày/tháng/năm.",
    "Ô để trống nghĩa là không dùng, hoặc dùng giá trị thường dùng ghi trong lời nhắc của ô. Điều "
    "chưa có quy định mà bắt buộc phải trả lời thì ghi “chưa đặt”.",
    "Khoảng: “Từ” tính cả, “Đến” không tính; các khoảng của một tiêu chí nối liền nhau, khoảng "
    "thấp nhất để trống “Từ”, khoảng cao nhất để trống “Đến”, khoảng tốt nhất được đủ điểm chuẩn.",
    "Không đặt công thức vào ô nhập. Chữ cần giữ dấu cách ở đầu, ở cuối thì đặt trong ngoặc kép "
    'thẳng (" như thế này ").',
    "Các trang nhập liệu không khóa. Trang được bảo vệ thì không có mật khẩu.",
)
_COLOURS: Final = (
    (INPUT_FILL, "Ô nhập ở trang Đợt thi đua"),
    (UNUSED_FILL, "Ô mà loại quy tắc (hoặc loại dòng) không dùng: để trống"),
    (ERROR_FILL, "Ô không dùng nhưng đang có nội dung: xóa đi"),
    (WARNING_FILL, "Ô bắt buộc còn thiếu"),
)


def write_guide(book: Book) -> None:
    """Write the sheet, one page of A4."""
    sheet, styles = book.sheet(GUIDE), book.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    campaign = book.campaign
    sheet.write_string(0, 0, "BỘ TIÊU CHÍ THI ĐUA", styles.plain(bold=True, font_size=16))
    sheet.set_row(0, 28)
    about = f"{campaign.title} (lần ban hành {campaign.revision})"
    sheet.merge_range(1, 0, 1, 1, "", styles.plain(bold=True, text_wrap=True))
    sheet.write_string(1, 0, about, styles.plain(bold=True, text_wrap=True))
    fit_row(sheet, 1, [(about, sum(_WIDTHS))], bold=True, least=20)
    row = 2
    for title, lines in (("Các bước", _STEPS), ("Các trang", _SHEETS)):
        row = _section(book, sheet, row, title)
        for name, text in lines:
            bold = styles.cell(bold=True, valign="top")
            if title == "Các trang":
                sheet.write_url(row, 0, f"internal:'{name}'!A1",
                                styles.cell(bold=True, font_color="#0563C1", underline=1),
                                string=name)  # fmt: skip
            else:
                sheet.write_string(row, 0, name, bold)
            sheet.write_string(row, 1, text, styles.cell(valign="top"))
            fit_row(sheet, row, [(name, _WIDTHS[0] - 2), (text, _WIDTHS[1] - 2)], least=18)
            row += 1
    row = _section(book, sheet, row, "Cách ghi")
    for text in _RULES:
        sheet.merge_range(row, 0, row, 1, "", styles.cell())
        sheet.write_string(row, 0, text, styles.cell())
        fit_row(sheet, row, [(text, sum(_WIDTHS) - 2)], least=18)
        row += 1
    row = _section(book, sheet, row, "Màu ô")
    for fill, text in _COLOURS:
        sheet.write_blank(row, 0, None, styles.cell(bg_color=fill))
        sheet.write_string(row, 1, text, styles.cell())
        sheet.set_row(row, 18)
        row += 1
    set_page(sheet, landscape=True, print_title=GUIDE)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row - 1, 1)
    sheet.protect("", {"objects": True, "scenarios": True})
    sheet.activate()


def _section(book: Book, sheet: Worksheet, row: int, title: str) -> int:
    style = book.styles.plain(bold=True, font_size=13, font_color="#1F3864")
    sheet.write_string(row, 0, title, style)
    sheet.set_row(row, 24)
    return row + 1
