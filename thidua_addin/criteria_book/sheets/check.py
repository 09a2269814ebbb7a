"""The sheet that says, in Excel and at once, what does not fit; a hidden sheet does the looking."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.snapshot import column_letters
from scoring.terms import Section
from thidua_addin.criteria_book.book import Book
from thidua_addin.criteria_book.columns import CALC, CHECK, HEAD
from thidua_addin.criteria_book.layout import HEAD_VALUE_COLUMN, head_row
from thidua_addin.criteria_book.live import live_checks, names, number_text, positions
from thidua_addin.criteria_book.words import NOT_SET, SECTIONS
from thidua_addin.workbook.styles import ERROR_FILL, set_page

_WIDTHS: Final = (6.0, 26.0, 62.0, 58.0)
_SHOWN: Final = 150
_FIRST: Final = 7
_PRINTED: Final = 30


def write_check(book: Book) -> None:
    """Write both sheets."""
    sheet, calc = book.sheet(CHECK), book.sheet(CALC)
    count = _write_calc(book, calc)
    _write_sheet(book, sheet, count)


def _write_calc(book: Book, sheet: Worksheet) -> int:
    """One line for each check and row: text, sheet, address, mend, how many so far."""
    plain = book.styles.plain()
    for name, cells in names(book.layout):
        book.workbook.define_name(name, f"={cells}")
    for column, title in enumerate(("Vấn đề", "Trang", "Ô", "Cách sửa", "Đếm")):
        sheet.write_string(0, column, title, book.styles.plain(bold=True))
    row = 1
    for text, place_sheet, address, mend in _lines(book):
        row += 1
        sheet.write_formula(row - 1, 0, f"={text}", plain, "")
        sheet.write_string(row - 1, 1, place_sheet, plain)
        sheet.write_formula(row - 1, 2, f'=IF(A{row}="","",{address})', plain, "")
        sheet.write_string(row - 1, 3, mend, plain)
        before = f"E{row - 1}+" if row > 2 else ""
        sheet.write_formula(row - 1, 4, f'={before}(A{row}<>"")*1', plain, 0)
    sheet.protect()
    sheet.hide()
    return row


def _lines(book: Book) -> Iterator[tuple[str, str, str, str]]:
    for role, text, mend in _head_checks(book):
        cell = f"'{HEAD}'!${column_letters(HEAD_VALUE_COLUMN)}${head_row(role)}"
        yield text, HEAD, f"ADDRESS(ROW({cell}),COLUMN({cell}),4)", mend
    for check in live_checks(book.layout):
        table = book.layout[check.table]
        cells = table.named(check.role)
        for i in range(1, positions(table) + 1):
            text = check.text.replace("{i}", str(i))
            place = f"ADDRESS(ROW(INDEX({cells},{i})),COLUMN(INDEX({cells},{i})),4)"
            guarded = f'IF({i}>ROWS({cells}),"",{text})'
            yield guarded, table.spec.sheet, place, check.mend


def _head_cell(role: str) -> str:
    return f"'{HEAD}'!${column_letters(HEAD_VALUE_COLUMN)}${head_row(role)}"


def _total(book: Book) -> str:
    """The initial points and the core roots together."""
    table = book.layout["criteria"]
    codes, parents, sections, points = (
        table.named(role) for role in ("code", "parent", "section", "max_points")
    )
    core = f'(({sections}="")+({sections}="{SECTIONS["core"]}"))'
    roots = f'SUMPRODUCT(({codes}<>"")*({parents}="")*{core},{points})'
    return f"ROUND(N({_head_cell('initial_points')})+{roots},9)"


def _head_checks(book: Book) -> Iterator[tuple[str, str, str]]:
    scale, initial, total = _head_cell("scale"), _head_cell("initial_points"), _total(book)
    text = (
        f'"Tổng điểm chuẩn các nội dung "&{number_text(total)}&", thang điểm "'
        f'&{number_text(f"N({scale})")}&", chênh "&{number_text(f"{total}-N({scale})")}&"."'
    )
    wrong = f"OR({total}>N({scale}),AND(N({initial})=0,{total}<N({scale})))"
    yield (
        "scale",
        f'IF({wrong},{text},"")',
        "Sửa điểm chuẩn của các nội dung gốc, hoặc thang điểm, cho bằng nhau.",
    )
    units = book.layout["units"].named("code")
    for role in ("cluster.chair", "cluster.deputy", "cluster.appraiser_of_chair"):
        cell = _head_cell(role)
        unknown = f'AND({cell}<>"",{cell}<>"{NOT_SET}",SUMPRODUCT(--EXACT({units},{cell}))=0)'
        yield (
            role,
            f'IF({unknown},"Không có đơn vị mang mã “"&{cell}&"”.","")',
            "Chọn mã một đơn vị ở trang Đơn vị.",
        )


def core_total(campaign: Campaign) -> Decimal:
    """The initial points and the maxima of the core roots."""
    roots = (r.max_points for r in campaign.tree.roots() if r.section is Section.CORE)
    return sum(roots, start=campaign.initial_points)


def _write_sheet(book: Book, sheet: Worksheet, last: int) -> None:
    styles = book.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS), 6, None, {"hidden": True})
    sheet.write_string(0, 0, "KIỂM TRA BỘ TIÊU CHÍ", styles.plain(bold=True, font_size=14))
    sheet.set_row(0, 24)
    hint = "Tính ngay khi sửa, không cần chương trình. Bấm vào Vị trí để đến ô cần sửa."
    sheet.write_string(1, 0, hint, styles.plain(italic=True, font_color="#595959"))
    count = f"'{CALC}'!$E${last}"
    bold = styles.plain(bold=True, font_size=12)
    problems = (
        f'=IF({count}=0,"Không thấy chỗ nào chưa khớp.",'
        f'"Còn "&{count}&" chỗ chưa khớp; sửa từ trên xuống.")'
    )
    sheet.write_formula(2, 0, problems, bold, "Không thấy chỗ nào chưa khớp.")
    sheet.set_row(2, 20)
    total = core_total(book.campaign)
    said = (
        f'="Tổng điểm chuẩn các nội dung (kể cả điểm ban đầu): "&{number_text(_total(book))}'
        f'&"; thang điểm: "&{number_text("N(" + _head_cell("scale") + ")")}&"."'
    )
    value = (
        f"Tổng điểm chuẩn các nội dung (kể cả điểm ban đầu): {_plain(total)}; "
        f"thang điểm: {book.campaign.scale}."
    )
    sheet.write_formula(3, 0, said, styles.plain(), value)
    for column, title in enumerate(("STT", "Vị trí", "Chưa khớp ở chỗ nào", "Cách sửa")):
        sheet.write_string(_FIRST - 2, column, title, styles.header())
    sheet.set_row(_FIRST - 2, 22)
    _problem_rows(book, sheet, last)
    _finish(book, sheet)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _problem_rows(book: Book, sheet: Worksheet, last: int) -> None:
    styles = book.styles
    base: dict[str, object] = {"valign": "vcenter", "text_wrap": True}
    number = styles.plain(align="center", **base)
    base |= {"align": "left", "indent": 1}
    link = styles.plain(font_color="#0563C1", underline=1, **base)
    text = styles.plain(**base)

    def listed(letter: str, row: int) -> str:
        return f"INDEX('{CALC}'!${letter}$2:${letter}${last},$E{row})"

    for k in range(1, _SHOWN + 1):
        row = _FIRST - 1 + k
        found = f"=IF({k}>'{CALC}'!$E${last},0,MATCH({k},'{CALC}'!$E$2:$E${last},0))"
        sheet.write_formula(row - 1, 4, found, text, 0)
        shown = f'=IF($E{row}=0,"",'
        sheet.write_formula(row - 1, 0, f"{shown}{k})", number, "")
        place = f'{listed("B", row)}&"!"&{listed("C", row)}'
        target = f'"#\'"&{listed("B", row)}&"\'!"&{listed("C", row)}'
        sheet.write_formula(row - 1, 1, f"{shown}HYPERLINK({target},{place}))", link, "")
        sheet.write_formula(row - 1, 2, f"{shown}{listed('A', row)})", text, "")
        sheet.write_formula(row - 1, 3, f"{shown}{listed('D', row)})", text, "")
        sheet.set_row(row - 1, 32)
    border = book.workbook.add_format({"border": 1, "border_color": "#808080"})
    sheet.conditional_format(
        _FIRST - 1, 0, _FIRST - 2 + _SHOWN, 3,
        {"type": "formula", "criteria": f"=$E{_FIRST}>0", "format": border},
    )  # fmt: skip
    warning = book.workbook.add_format({"bg_color": ERROR_FILL})
    sheet.conditional_format(
        2, 0, 2, 3, {"type": "formula", "criteria": f"=$E${_FIRST}>0", "format": warning}
    )


def _finish(book: Book, sheet: Worksheet) -> None:
    set_page(sheet, landscape=True, print_title=f"{CHECK} – {book.campaign.title}")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST - 2)
    sheet.print_area(0, 0, _FIRST - 2 + _PRINTED, len(_WIDTHS) - 1)
    sheet.freeze_panes(_FIRST - 1, 0)
    sheet.protect("", {"objects": True, "scenarios": True, "format_rows": True,
                       "format_columns": True})  # fmt: skip
