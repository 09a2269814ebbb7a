"""The three sheets of a workbook of cross-scoring: about it, the scores, what it says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

import thidua_addin
from scoring.canonical import campaign_hash, campaign_json
from scoring.chair.cross import ABOUT_FIELDS, cross_field
from scoring.fields import FieldSpec
from scoring.terms import FieldType, Period
from thidua_addin.cross_book import layout as at
from thidua_addin.cross_book.layout import COLUMNS, CrossBook, Subject, SubjectLine
from thidua_addin.form.canvas import INPUT_FILL
from thidua_addin.form.sheets.meta import pieces
from thidua_addin.form.validation import ValidationContext, data_validation
from thidua_addin.summary.layout import fixed, put_end, put_marker, quoted, span
from thidua_addin.summary.printing import packed, print_scale
from thidua_addin.summary.sheets.heading import ILLUSTRATIVE
from thidua_addin.workbook.styles import (
    DATE_FORMAT,
    ERROR_FILL,
    GROUP_FILL,
    ILLUSTRATIVE_FILL,
    WARNING_FILL,
    Styles,
    fit_row,
    points_format,
    put_text,
    set_page,
)

__all__ = ["Canvas", "write_info", "write_meta", "write_scores"]

_PROTECTION: Final = {"format_cells": True, "format_columns": True, "format_rows": True}
_STEPS: Final = (
    "Ghi tên người chấm và ngày chấm ở bảng dưới đây.",
    "Ở trang “Chấm chéo”, gõ điểm từ 0 đến điểm chuẩn vào cột màu vàng của từng dòng. Đồng ý với "
    "điểm hệ thống thì gõ đúng số đó; chấm khác thì ghi lý do ở cột bên. Dòng không chấm thì để "
    "trống.",
    "Lưu tệp, giữ nguyên định dạng .xlsx, rồi gửi lại Cụm trưởng. Gửi lại lần nữa thì tăng “Lần "
    "gửi”: bản mới thay bản cũ.",
    "Không xóa, không chèn dòng, cột. Các trang được bảo vệ, không có mật khẩu.",
)
_INFO_FIRST, _INFO_SECOND, _INFO_THIRD, _INFO_LAST = range(1, 5)
_INFO_WIDTHS: Final = {1: 24.0, 2: 22.0, 3: 20.0, 4: 20.0}
_PERIODS: Final = {Period.MIDYEAR: "6 THÁNG ĐẦU NĂM", Period.YEAR: "NĂM"}
_HEADING_HEIGHT: Final = 22.0


@dataclass(frozen=True, slots=True)
class Canvas:
    """One workbook while it is being written; ``growing`` are rows by sheet, from 1."""

    workbook: Workbook
    styles: Styles
    book: CrossBook
    issued_at: dt.datetime
    growing: dict[str, set[int]] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row of the scores, counted from 0."""
        return at.FIRST_ROW + sum(1 + len(s.lines) for s in self.book.subjects) - 1

    @property
    def period(self) -> str:
        """The period as titles write it: ``NĂM 2021``."""
        return f"{_PERIODS[self.book.period]} {self.book.campaign.year}"

    @property
    def foot(self) -> str:
        """What stands at the foot of each printed page."""
        book = self.book
        foot = f"Chấm chéo {book.campaign.year} – {book.scorer.short_name} chấm"
        return f"{foot} (minh họa)" if book.campaign.illustrative else foot


def write_info(canvas: Canvas) -> None:
    """Who scores, how to fill and send back, how far it is."""
    sheet, styles, book = canvas.workbook.add_worksheet(at.INFO_SHEET), canvas.styles, canvas.book
    set_page(sheet, landscape=False, print_title=canvas.foot)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for column, width in _INFO_WIDTHS.items():
        sheet.set_column(column, column, width)
    wide = sum(_INFO_WIDTHS.values())
    centred = styles.plain(align="center", text_wrap=True)
    bold = styles.plain(align="center", bold=True, text_wrap=True)
    row = _banner(canvas, sheet, 0, _INFO_LAST, wide)
    for text, style, size in (
        (book.campaign.cluster.name.upper(), centred, 11),
        (f"BẢNG CHẤM CHÉO {canvas.period}", styles.plain(align="center", bold=True, font_size=14),
         14),
        (f"Đơn vị chấm: {book.scorer.name}", bold, 11),
    ):  # fmt: skip
        _across(sheet, row, text, style)
        fit_row(sheet, row, [(text, wide)], size=size, bold=True, least=20)
        row += 1
    row = _steps(canvas, sheet, row + 1)
    row = _about(canvas, sheet, row + 1)
    row = _progress(canvas, sheet, row + 1)
    note = (
        "Mã phiếu là mã kiểm tra của phiếu mà bảng này trích ra; phiếu đổi sau đó thì Cụm trưởng "
        "sẽ thấy. Điểm chấm chéo chỉ để tham khảo khi thẩm định, được gộp theo quy định của Cụm."
    )
    _across(sheet, row + 1, note, styles.plain(italic=True, text_wrap=True))
    fit_row(sheet, row + 1, [(note, wide)])
    sheet.print_area(0, 1, row + 1, _INFO_LAST)
    sheet.protect("", _PROTECTION)


def _across(sheet: Worksheet, row: int, text: str, style: object) -> None:
    sheet.merge_range(row, 1, row, _INFO_LAST, "", style)
    put_text(sheet, row, 1, text, style)


def _banner(canvas: Canvas, sheet: Worksheet, row: int, last: int, width: float) -> int:
    """The line that says that the campaign is not official; gives the next row."""
    if not canvas.book.campaign.illustrative:
        return row
    style = canvas.styles.plain(
        bold=True, align="center", bg_color=ILLUSTRATIVE_FILL, border=1, text_wrap=True
    )
    sheet.merge_range(row, 1, row, last, ILLUSTRATIVE, style)
    fit_row(sheet, row, [(ILLUSTRATIVE, width)], bold=True, least=18)
    return row + 1


def _steps(canvas: Canvas, sheet: Worksheet, row: int) -> int:
    style = canvas.styles.plain(text_wrap=True, valign="top")
    for number, step in enumerate(_STEPS, start=1):
        text = f"{number}. {step}"
        _across(sheet, row, text, style)
        fit_row(sheet, row, [(text, sum(_INFO_WIDTHS.values()))])
        row += 1
    return row


def _about(canvas: Canvas, sheet: Worksheet, row: int) -> int:
    """The scorer's name, the day, which sending it is."""
    put_marker(sheet, row, at.INFO_TABLE, {2: "value"})
    for name in ABOUT_FIELDS:
        row += 1
        spec = cross_field(None, name)
        sheet.write_string(row, at.KEY_COLUMN, f"||{name}")
        put_text(sheet, row, 1, spec.title, canvas.styles.cell(bold=True))
        shown = {FieldType.DATE: DATE_FORMAT, FieldType.COUNT: "0"}.get(spec.type, "General")
        style = canvas.styles.cell(bg_color=INPUT_FILL, locked=False, num_format=shown)
        wide = spec.type is FieldType.TEXT
        if wide:
            sheet.merge_range(row, 2, row, _INFO_LAST, "", style)
        if name == "version":
            sheet.write_number(row, 2, 1, style)
        else:
            sheet.write_blank(row, 2, None, style)
        _validate(canvas, sheet, (row, 2), spec)
        sheet.set_row(row, 20)
    put_end(sheet, row + 1)
    return row + 2


def _validate(canvas: Canvas, sheet: Worksheet, place: tuple[int, int], spec: FieldSpec) -> None:
    context = ValidationContext(xl_rowcol_to_cell(*place), canvas.book.campaign.year)
    sheet.data_validation(*place, *place, data_validation(spec, context))


def _progress(canvas: Canvas, sheet: Worksheet, row: int) -> int:
    """One line a subject: the submission, how many criteria, how many are scored by now."""
    styles = canvas.styles
    put_marker(sheet, row, at.PROGRESS_TABLE, {3: "asked", 4: "done"})
    headings = ("Đơn vị được chấm", "Mã phiếu", "Số tiêu chí", "Đã chấm")
    for column, heading in enumerate(headings, start=1):
        put_text(sheet, row + 1, column, heading, styles.header())
    sheet.set_row(row + 1, 20)
    row += 1
    centred = styles.cell(align="center")
    there = quoted(at.SCORES_SHEET)
    keys, scores = (
        f"{there}!{span(at.FIRST_ROW, column, canvas.last_row + 1, column)}"
        for column in (at.KEY_COLUMN, at.CROSS)
    )
    for subject in canvas.book.subjects:
        row += 1
        suffix = f"@{subject.unit.code}"
        sheet.write_string(row, at.KEY_COLUMN, f"||{suffix}")
        put_text(sheet, row, 1, subject.unit.short_name, styles.cell(bold=True))
        put_text(sheet, row, 2, subject.code, styles.cell(align="center"))
        sheet.write_number(row, 3, len(subject.lines), centred)
        own = f'(RIGHT({keys},{len(suffix)})="{suffix}")'
        sheet.write_formula(row, 4, f"=SUMPRODUCT({own}*ISNUMBER({scores}))", centred, 0)
        fit_row(sheet, row, [(subject.unit.short_name, _INFO_WIDTHS[1])], bold=True, least=20)
    put_end(sheet, row + 1)
    return row + 2


def write_scores(canvas: Canvas) -> None:
    """One row for each unit and criterion, below a heading for each unit."""
    sheet, styles = canvas.workbook.add_worksheet(at.SCORES_SHEET), canvas.styles
    widths = [c.width for c in COLUMNS]
    set_page(sheet, landscape=True, print_title=canvas.foot)
    scale = print_scale(widths, smallest=at.SIZE)
    sheet.set_print_scale(scale)  # not "fit to": Excel then ignores page breaks
    sheet.center_horizontally()
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    title = f"CHẤM CHÉO {canvas.period} – {canvas.book.scorer.name.upper()} CHẤM"
    put_text(sheet, 0, 1, title, styles.plain(bold=True, font_size=13))
    note = "Gõ điểm vào cột màu vàng; chấm khác điểm hệ thống thì ghi lý do."
    put_text(sheet, 1, 1, note, styles.plain(italic=True))
    sheet.set_row(0, 20)
    _banner(canvas, sheet, 2, at.REASON, sum(widths))
    roles = {c.number: c.role for c in COLUMNS if c.role}
    put_marker(sheet, at.MARKER_ROW, at.SCORES_TABLE, roles)
    header = styles.header()
    for column in COLUMNS:
        sheet.set_column(column.number, column.number, column.width)
        put_text(sheet, at.HEADER_ROW, column.number, column.heading, header)
    heights = [(c.heading, c.width) for c in COLUMNS]
    head = fit_row(sheet, at.HEADER_ROW, heights, bold=True)
    sheet.freeze_panes(at.FIRST_ROW, at.TITLE)
    sheet.repeat_rows(at.HEADER_ROW)
    row, breaks, blocks = at.FIRST_ROW, [], []
    for number, subject in enumerate(canvas.book.subjects):
        if number:
            breaks.append(row)
        first, own = row, []
        _heading(canvas, sheet, row, subject)
        own.append((row, _HEADING_HEIGHT))
        for line in subject.lines:
            row += 1
            own.append((row, _line(canvas, sheet, row, subject, line)))
        if len(own) > 1:  # no heading alone at the foot of a page
            own[:2] = [(first, own[0][1] + own[1][1])]
        blocks.append(own)
        row += 1
    above = head + (56 if canvas.book.campaign.illustrative else 36)
    for number, own in enumerate(blocks):
        breaks += packed(own, scale, head if number else above, head)
    sheet.set_h_pagebreaks(sorted(breaks))
    put_end(sheet, row)
    _colour(canvas, sheet)
    sheet.print_area(0, 1, row - 1, at.REASON)
    sheet.protect("", _PROTECTION)


def _heading(canvas: Canvas, sheet: Worksheet, row: int, subject: Subject) -> None:
    """Not merged, and without a key: rows may be sorted."""
    text = f"{subject.unit.name} – phiếu có mã {subject.code}"
    style = canvas.styles.plain(bold=True, bg_color=GROUP_FILL, font_size=12)
    for column in COLUMNS:
        sheet.write_blank(row, column.number, None, style)
    put_text(sheet, row, 1, text, style)
    sheet.set_row(row, _HEADING_HEIGHT)


def _line(canvas: Canvas, sheet: Worksheet, row: int, subject: Subject, line: SubjectLine) -> float:
    styles, criterion, campaign = canvas.styles, line.criterion, canvas.book.campaign
    top = {"valign": "top"}
    sheet.write_string(row, at.KEY_COLUMN, f"{criterion.code}|@{subject.unit.code}")
    put_text(sheet, row, at.UNIT, subject.unit.short_name, styles.cell(**top))
    put_text(sheet, row, at.CODE, criterion.code, styles.cell(**top))
    put_text(sheet, row, at.TITLE, criterion.title, styles.cell(**top))
    put_text(sheet, row, at.RESULT, line.brief, styles.cell(**top))
    shown = points_format(campaign.places)
    number = {**top, "align": "center", "num_format": shown}
    sheet.write_number(row, at.MAXIMUM, float(criterion.max_points), styles.cell(**number))
    if line.computed is None:
        state = styles.cell(italic=True, align="center", **top)
        put_text(sheet, row, at.COMPUTED, line.state, state)
    else:
        sheet.write_number(row, at.COMPUTED, float(line.computed), styles.cell(**number))
    typed = {**top, "bg_color": INPUT_FILL, "locked": False}
    sheet.write_blank(
        row, at.CROSS, None, styles.cell(**typed, align="center", num_format=shown, bold=True)
    )
    sheet.write_blank(row, at.REASON, None, styles.cell(**typed))
    _validate(canvas, sheet, (row, at.CROSS), cross_field(criterion, "cross"))
    _validate(canvas, sheet, (row, at.REASON), cross_field(criterion, "reason"))
    canvas.growing.setdefault(at.SCORES_SHEET, set()).add(row + 1)
    texts = ((at.UNIT, subject.unit.short_name), (at.CODE, criterion.code),
             (at.TITLE, criterion.title), (at.RESULT, line.brief))  # fmt: skip
    widths = {c.number: c.width for c in COLUMNS}
    return fit_row(sheet, row, [(text, widths[c]) for c, text in texts], least=32)


def _colour(canvas: Canvas, sheet: Worksheet) -> None:
    """Red: no number, or outside 0 to the maximum; yellow: another score, and no reason."""
    last = canvas.last_row
    cross, top, computed, reason = (
        fixed(at.FIRST_ROW, column).replace(f"${at.FIRST_ROW + 1}", str(at.FIRST_ROW + 1))
        for column in (at.CROSS, at.MAXIMUM, at.COMPUTED, at.REASON)
    )
    wrong = f'AND({cross}<>"",OR(NOT(ISNUMBER({cross})),N({cross})<0,N({cross})>{top}))'
    silent = f'AND(ISNUMBER({cross}),ISNUMBER({computed}),{cross}<>{computed},{reason}="")'
    for column, test, colour in (
        (at.CROSS, wrong, ERROR_FILL),
        (at.REASON, silent, WARNING_FILL),
    ):
        look = canvas.workbook.add_format({"bg_color": colour})
        rule = {"type": "formula", "criteria": f"={test}", "format": look}
        sheet.conditional_format(at.FIRST_ROW, column, last, column, rule)


def write_meta(canvas: Canvas) -> None:
    """What the workbook says of itself, very hidden."""
    book = canvas.book
    values = {
        "kind": at.KIND,
        "format": str(at.FORMAT),
        "program": f"thidua {thidua_addin.__version__}",
        "campaign_id": book.campaign.id,
        "campaign_revision": str(book.campaign.revision),
        "campaign_hash": campaign_hash(book.campaign),
        "campaign_json": campaign_json(book.campaign),
        "period": book.period.value,
        "scorer": book.scorer.code,
        "issued_at": canvas.issued_at.isoformat(),
        "subjects": at.subjects_json(book.subjects),
    }
    values["subjects_digest"] = at.subjects_digest(values)
    sheet = canvas.workbook.add_worksheet(at.META_SHEET)
    rows = [(name, tuple(pieces(text))) for name, text in values.items()]
    widest = max(len(parts) for _, parts in rows)
    roles = {n: "value" if n == 1 else f"value{n}" for n in range(1, widest + 1)}
    put_marker(sheet, 0, "meta", roles)
    for row, (name, parts) in enumerate(rows, start=1):
        sheet.write_string(row, 0, f"||{name}")
        for column, part in enumerate(parts, start=1):
            sheet.write_string(row, column, part)
    put_end(sheet, len(rows) + 1)
    sheet.protect()
    sheet.very_hidden()
