"""``Chỉ tiêu``: every registered target, what the chair approved, how far the units are.

The target in force, the ratio, what the year may bring and the status are live: they follow an
approved target as soon as it has the number of its document.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.chair.fields import chair_field
from scoring.chair.progress import (
    TargetProgress,
    TargetSource,
    TargetStatus,
    progress,
    without_targets,
)
from scoring.fields import Address, FieldSpec
from scoring.numbers import round_half_up
from scoring.terms import Period
from thidua_addin.form.canvas import number_format
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import NOTHING, Canvas, SheetName, literal
from thidua_addin.summary.sheets.lists import FIRST_ROW, Column, end_list, start_list
from thidua_addin.workbook.styles import PERCENT_FORMAT, clean, fit_row, put_text

__all__ = ["write_targets"]

_LONGEST_TITLE: Final = 300
_LONGEST_MEASURE: Final = 60
_UNKNOWN: Final = "chưa có"
_NO_REGISTRATION: Final = "theo biểu của đơn vị, chưa có bản đăng ký"
_NOT_REGISTERED: Final = "đơn vị không đăng ký chỉ tiêu này"
_LOWER: Final = "càng thấp càng tốt"
_CORRECTED: Final = "kết quả theo thẩm định"

_FIRST_COLUMNS: Final = (
    Column("Đơn vị", 11, "who"),
    Column("Mã", 8, "code"),
    Column("Chỉ tiêu", 25, "item_title"),
    Column("Đơn vị tính", 10, "item_unit"),
    Column("Chỉ tiêu đăng ký", 9, "target"),
    Column("Chỉ tiêu được duyệt", 9, "approved_target"),
    Column("Số văn bản đồng ý", 11, "approval_document"),
    Column("Ngày văn bản", 11, "approval_date"),
    Column("Chỉ tiêu đang áp dụng", 9, "target_in_force"),
)
_COLUMNS: Final = {
    Period.REGISTRATION: (*_FIRST_COLUMNS, Column("Tình trạng", 15, "target_status")),
    Period.MIDYEAR: (
        *_FIRST_COLUMNS,
        Column("Kết quả 6 tháng", 9, "actual_h1"),
        Column("Tiến độ", 9, "progress"),
        Column("Dự kiến cả năm", 9, "expected"),
        Column("Cách dự kiến", 8),
        Column("Đánh giá", 15, "target_status"),
    ),
    Period.YEAR: (
        *_FIRST_COLUMNS,
        Column("Kết quả 6 tháng", 9, "actual_h1"),
        Column("Kết quả năm", 9, "actual_fy"),
        Column("Tỷ lệ đạt", 9, "achieved"),
        Column("Đánh giá", 15, "target_status"),
    ),
}
_NOTES: Final = {
    Period.REGISTRATION: "Chỉ tiêu đăng ký đã nhận thì giữ cả năm; ",
    Period.MIDYEAR: "Tiến độ = kết quả 6 tháng : chỉ tiêu; dự kiến: số lượng nhân đôi, tỷ lệ giữ "
    "nguyên; ",
    Period.YEAR: "Tỷ lệ đạt = kết quả năm : chỉ tiêu (càng thấp càng tốt thì ngược lại); ",
}
_RULE: Final = "chỉ tiêu được duyệt có hiệu lực khi ghi cả số văn bản đồng ý."
_UNIT, _CODE, _TITLE, _MEASURE, _REGISTERED, _APPROVED, _DOCUMENT, _DATE, _FORCE = range(1, 10)
_AFTER: Final = 10
"""The first column that depends on the period."""


def write_targets(canvas: Canvas) -> None:
    """Write the sheet: a row a target, then the units that registered none."""
    period = canvas.result.period
    columns = _COLUMNS[period]
    title = "CHỈ TIÊU ĐĂNG KÝ VÀ KẾT QUẢ THỰC HIỆN"
    if period is Period.REGISTRATION:
        title = "CHỈ TIÊU ĐĂNG KÝ CỦA CÁC ĐƠN VỊ"
    sheet = start_list(canvas, SheetName.TARGETS, title, _NOTES[period] + _RULE, columns)
    lines = progress(canvas.result)
    row = FIRST_ROW
    for line in lines:
        _target(canvas, sheet, row, line)
        row += 1
    end_list(canvas, sheet, row, columns, "Chưa có chỉ tiêu nào được đăng ký.")
    last = max(row, FIRST_ROW + 1)
    nobody = without_targets(canvas.result, lines)
    if lines and nobody:
        last += 1
        names = ", ".join(canvas.short_name(unit) for unit in nobody)
        text = clean(f"Chưa nhận được chỉ tiêu đăng ký nào của: {names}.")
        plain = canvas.styles.plain(italic=True, text_wrap=True)
        sheet.merge_range(last, 1, last, len(columns), text, plain)
        fit_row(sheet, last, [(text, sum(c.width for c in columns))])
    sheet.print_area(0, 1, last, len(columns))
    allowed = {"format_cells": True, "format_columns": True, "format_rows": True}
    sheet.protect("", {**allowed, "autofilter": True})


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: the sheet, its number, its target, the number format of its values."""

    canvas: Canvas
    sheet: Worksheet
    row: int
    line: TargetProgress
    number: str

    def cell(self, column: int) -> str:
        return str(xl_rowcol_to_cell(self.row, column))

    def value(self, column: int, value: Decimal | None, unknown: str = _UNKNOWN) -> None:
        """A value that nobody types here, or that there is none."""
        style = self.canvas.styles.cell(align="center", num_format=self.number)
        if value is None:
            put_text(self.sheet, self.row, column, unknown, style)
        else:
            self.sheet.write_number(self.row, column, float(value), style)

    def live(self, column: int, formula: str, value: Decimal | str | None, style: Format) -> None:
        shown = _UNKNOWN if value is None else value
        self.canvas.put(self.sheet, (self.row, column), formula, shown, style)


def _target(canvas: Canvas, sheet: Worksheet, row: int, line: TargetProgress) -> None:
    styles = canvas.styles
    sheet.write_string(row, 0, f"{line.criterion}|{line.item or ''}@{line.unit}")
    put_text(sheet, row, _UNIT, canvas.short_name(line.unit), styles.cell())
    put_text(sheet, row, _CODE, _code(line), styles.cell())
    title = _title(line)
    put_text(sheet, row, _TITLE, title, styles.cell())
    measure = _clipped(line.measure, _LONGEST_MEASURE)
    put_text(sheet, row, _MEASURE, measure, styles.cell())
    at = _Row(canvas, sheet, row, line, number_format(_spec(canvas, line), canvas.campaign.places))
    at.value(_REGISTERED, line.registered, NOTHING)
    for column, field in (
        (_APPROVED, "approved_target"),
        (_DOCUMENT, "approval_document"),
        (_DATE, "approval_date"),
    ):
        address = Address(line.criterion, line.item, field)
        put_input(canvas, sheet, (row, column), line.unit, address)
    approved, document, registered = (at.cell(c) for c in (_APPROVED, _DOCUMENT, _REGISTERED))
    agreed = f'AND(ISNUMBER({approved}),{approved}>0,TRIM({document})<>"")'
    formula = f"IF({agreed},{approved},{registered})"
    if line.source is TargetSource.NOWHERE and line.item is not None:
        formula = registered
    bold = styles.cell(align="center", bold=True, num_format=at.number)
    at.live(_FORCE, formula, NOTHING if line.target is None else line.target, bold)
    _results(at)
    document_text = canvas.result.chair.of(line.unit).text(
        line.criterion, line.item, "approval_document"
    )
    texts = {_TITLE: title, _MEASURE: measure, _DOCUMENT: document_text}
    texts |= {_UNIT: canvas.short_name(line.unit), _CODE: _code(line)}
    last = len(_COLUMNS[line.period])
    widths = {c: _COLUMNS[line.period][c - 1].width for c in (*texts, last)}
    texts[last] = _status_text(line)
    fit_row(sheet, row, [(text, widths[c]) for c, text in texts.items()], least=18)


def _results(at: _Row) -> None:
    """The columns after the target in force."""
    line, styles = at.line, at.canvas.styles
    status = len(_COLUMNS[line.period])
    if line.period is not Period.REGISTRATION:
        at.value(_AFTER, line.midyear)
    percent = styles.cell(align="center", num_format=PERCENT_FORMAT)
    ratio = None if line.ratio is None else round_half_up(line.ratio, 6)
    if line.period is Period.YEAR:
        at.value(_AFTER + 1, line.year)
        at.live(_AFTER + 2, _ratio(at, at.cell(_AFTER + 1)), ratio, percent)
    elif line.period is Period.MIDYEAR:
        result = at.cell(_AFTER)
        at.live(_AFTER + 1, _ratio(at, result), ratio, percent)
        expected = f"{result}*2" if line.accumulates else result
        formula = f"IF(ISNUMBER({result}),{expected},{literal(_UNKNOWN)})"
        shown = styles.cell(align="center", num_format=at.number)
        at.live(_AFTER + 2, formula, line.expected, shown)
        way = "× 2" if line.accumulates else "giữ nguyên"
        put_text(at.sheet, at.row, _AFTER + 3, way, styles.cell(align="center"))
    at.live(status, _status(at), _status_text(line), styles.cell())


def _ratio(at: _Row, result: str) -> str:
    target = at.cell(_FORCE)
    reached = f"ROUND({result}/{target},6)"
    if at.line.lower_is_better:
        reached = f"IF({result}<={target},1,ROUND({target}/{result},6))"
    known = f"AND(ISNUMBER({result}),ISNUMBER({target}))"
    unknown = literal(_UNKNOWN)
    return f"IF({known},IF({target}>0,{reached},{unknown}),{unknown})"


def _status(at: _Row) -> str:
    """The formula of the status; in the words of ``TargetStatus``."""
    line, target = at.line, at.cell(_FORCE)
    if line.fixed is not None:
        return literal(_status_text(line))
    no_target = f"IF(NOT(ISNUMBER({target})),{_quoted(TargetStatus.NO_TARGET)},"
    if line.period is Period.REGISTRATION:
        return f"{no_target}{_quoted(TargetStatus.REGISTERED)})"
    result = at.cell(_AFTER + 1 if line.period is Period.YEAR else _AFTER)
    unknown = f"IF(NOT(ISNUMBER({result})),{_quoted(TargetStatus.UNKNOWN)},"
    judged = _sides(
        line, result, target, TargetStatus.EXCEEDED, TargetStatus.MET, TargetStatus.BELOW
    )
    if line.period is Period.MIDYEAR:
        foreseen = _sides(
            line,
            at.cell(_AFTER + 2),
            target,
            TargetStatus.EXPECTED_EXCEEDED,
            TargetStatus.EXPECTED_MET,
            TargetStatus.EXPECTED_BELOW,
        )
        certain = f"{result}>{target}" if line.lower_is_better else f"{result}>={target}"
        judged = f"IF({certain},{judged},{foreseen})" if line.accumulates else foreseen
    return f"{no_target}{unknown}{judged}))"


def _sides(
    line: TargetProgress,
    result: str,
    target: str,
    beyond: TargetStatus,
    at: TargetStatus,
    short: TargetStatus,
) -> str:
    better = "<" if line.lower_is_better else ">"
    otherwise = f"IF({result}={target},{_quoted(at)},{_quoted(short)})"
    return f"IF({result}{better}{target},{_quoted(beyond)},{otherwise})"


def _quoted(status: TargetStatus) -> str:
    return literal(status.label)


def _status_text(line: TargetProgress) -> str:
    return line.status.label


def _code(line: TargetProgress) -> str:
    return line.criterion if line.item is None else f"{line.criterion} ({line.item})"


def _title(line: TargetProgress) -> str:
    """The target's title, and what there is to say of the row."""
    title = _clipped(line.title, _LONGEST_TITLE)
    source = {
        TargetSource.SUBMISSION: _NO_REGISTRATION,
        TargetSource.NOWHERE: _NOT_REGISTERED,
    }.get(line.source, "")
    said = (
        source,
        _LOWER if line.lower_is_better else "",
        _CORRECTED if line.corrected else "",
    )
    remarks = "; ".join(filter(None, said))
    return clean(f"{title}\n({remarks})" if remarks else title)


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _spec(canvas: Canvas, line: TargetProgress) -> FieldSpec:
    address = Address(line.criterion, line.item, "approved_target")
    spec = chair_field(canvas.campaign, line.period, address)
    assert spec is not None, address
    return spec
