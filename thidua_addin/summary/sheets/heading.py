"""What frames an official table: national heading above, signatures below (Nghị định 30/2020)."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from thidua_addin.summary.layout import Canvas
from thidua_addin.workbook.styles import BODY_SIZE, ILLUSTRATIVE_FILL, clean, fit_row, lines_of

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ILLUSTRATIVE = "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm"
PROVISIONAL = "(Kết quả tạm tính trên điểm hệ thống)"
OFFICIAL = "(Kết quả trên điểm cuối sau thẩm định)"


def write_heading(
    canvas: Canvas, sheet: Worksheet, left: tuple[int, int], right: int, width: float
) -> None:
    """Rows 0 to 2: the cluster and its chair at the left, the nation, motto and date right.

    ``left`` are the first and last column of the left half, which is ``width`` characters wide;
    the right half ends at ``right``.
    """
    campaign, styles = canvas.campaign, canvas.styles
    chair = campaign.units[campaign.cluster.chair]
    first, last = left
    plain = styles.plain(align="center", text_wrap=True)
    bold = styles.plain(align="center", bold=True, text_wrap=True)
    under = styles.plain(align="center", bold=True, underline=1)
    italic = styles.plain(align="center", italic=True)
    cluster = clean(campaign.cluster.name.upper())
    short = lines_of(cluster, 1.2 * width) == 1
    head = clean(f"CỤM TRƯỞNG: {chair.name.upper()}")
    if short:
        fitted = styles.plain(align="center", shrink=True)
        sheet.merge_range(0, first, 0, last, cluster, fitted)
        sheet.merge_range(1, first, 1, last, head, bold)
    else:
        sheet.merge_range(0, first, 1, last, cluster, plain)
        sheet.merge_range(2, first, 2, last, head, bold)
    sheet.merge_range(0, last + 1, 0, right, NATION, bold)
    sheet.merge_range(1, last + 1, 1, right, MOTTO, under)
    sheet.merge_range(2, last + 1, 2, right, f"{campaign.place}, {canvas_date(canvas)}", italic)
    height = 18.0 if short else max(18.0, lines_of(cluster, width) * 7.5)
    for row in (0, 1):
        sheet.set_row(row, height)
    sheet.set_row(2, 18)


def write_banner(
    canvas: Canvas, sheet: Worksheet, row: int, columns: tuple[int, int], width: float
) -> float:
    """The line that says that the campaign is not official; nothing where it is.

    ``width`` is that of its columns, first to last, in characters. Gives the row's height.
    """
    if not canvas.campaign.illustrative:
        return BODY_SIZE * 1.5
    banner = canvas.styles.plain(
        bold=True, align="center", bg_color=ILLUSTRATIVE_FILL, border=1, text_wrap=True
    )
    first, last = columns
    sheet.merge_range(row, first, row, last, ILLUSTRATIVE, banner)
    return fit_row(sheet, row, [(ILLUSTRATIVE, width)], bold=True, least=18)


def canvas_date(canvas: Canvas) -> str:
    """The day of the merge as papers write it: ``ngày 05 tháng 12 năm 2021``."""
    at = canvas.at
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"ngày {at.day:02d} tháng {month} năm {at.year}"


def write_signatures(
    canvas: Canvas, sheet: Worksheet, row: int, left: tuple[int, int], right: int
) -> None:
    """Two signature blocks from ``row`` on (six rows)."""
    styles = canvas.styles
    bold = styles.plain(align="center", bold=True)
    italic = styles.plain(align="center", italic=True)
    first, last = left
    sheet.merge_range(row, first, row, last, "NGƯỜI LẬP BIỂU", bold)
    sheet.merge_range(row, last + 1, row, right, "TM. CỤM THI ĐUA – CỤM TRƯỞNG", bold)
    sheet.merge_range(row + 1, first, row + 1, last, "(Ký, ghi rõ họ tên)", italic)
    seal = "(Ký, ghi rõ họ tên, đóng dấu)"
    sheet.merge_range(row + 1, last + 1, row + 1, right, seal, italic)
