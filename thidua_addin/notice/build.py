"""One notice: a macro-free workbook for one unit, A4 landscape, that it answers and sends back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

import thidua_addin
from scoring.canonical import campaign_hash, sha256_hex
from scoring.criteria import Criterion
from scoring.merge import MergeResult, UnitResult
from scoring.numbers import vn_number
from scoring.received import moment_words
from scoring.terms import FieldType
from thidua_addin.form.canvas import INPUT_FILL
from thidua_addin.form.growing_rows import let_rows_grow
from thidua_addin.form.validation import ValidationContext, data_validation
from thidua_addin.notice.layout import (
    ABOUT_FIELDS,
    ABOUT_TABLE,
    FORMAT,
    LINES_TABLE,
    Column,
    NoticeSheet,
    about_spec,
    columns_of,
    day_in_words,
    stored_json,
    widths,
)
from thidua_addin.notice.lines import (
    LineStatus,
    NoticeLine,
    notice_lines,
    shown_json,
    unit_findings,
)
from thidua_addin.notice.rows import Row, write_line, write_parent
from thidua_addin.notice.supplement import write_supplement
from thidua_addin.summary.appraisal_plan import AppraisalPlan
from thidua_addin.summary.embed import chunks
from thidua_addin.summary.layout import (
    KEY_COLUMN,
    PERIOD_TITLES,
    Canvas,
    literal,
    plan_matrix,
    plan_overview,
    put_end,
    put_marker,
    span,
)
from thidua_addin.summary.printing import print_scale
from thidua_addin.summary.sheets.heading import write_banner, write_heading
from thidua_addin.workbook.styles import (
    BODY_SIZE,
    DATE_FORMAT,
    Styles,
    clean,
    fit_row,
    new_workbook,
    put_text,
    set_page,
)

__all__ = ["Notice", "build_notice"]

_LEFT: Final = 7
"""The last column of the left half of the heading."""
_TITLE, _TO, _BANNER, _RESULT, _HOW, _ABOUT = range(3, 9)
_MARKER: Final = _ABOUT + 4
_HEADER: Final = _MARKER + 1
_FIRST: Final = _HEADER + 1
_VALUE: Final = 5
"""The column of the values about the notice as a whole."""
_HOW_TO_ANSWER: Final = (
    "Cách trả lời: ghi giải trình vào ô màu vàng ở cột cuối của những dòng “Cần trả lời” (dòng "
    "khác thì tùy), ghi người trả lời ở cuối bảng, lưu rồi gửi lại tệp này cho Cụm trưởng. Số liệu "
    "sai hoặc thiếu thì sửa trong biểu mẫu của đơn vị và nộp lại, không sửa số ở đây."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it was built: its bytes, its lines, how many of them wait for an answer.

    ``remarks`` are the errors and warnings that concern no single line.
    """

    content: bytes
    lines: int
    to_answer: int
    remarks: int


def build_notice(
    result: MergeResult, code: str, *, at: dt.datetime, merged_at: dt.datetime, version: int
) -> Notice:
    """The notice of one unit that has a submission of the period.

    ``at`` is the moment of the notice, ``merged_at`` that of the merge it tells of, ``version``
    counts the unit's notices of the period from 1. Equal arguments give equal bytes. Nothing that
    a unit typed becomes a formula, a link or markup. KeyError for an unknown unit.
    """
    unit = result.unit(code)
    stream = BytesIO()
    name = result.campaign.units[code].short_name
    title = f"Phiếu giải trình {name} – thi đua năm {result.campaign.year}"
    with new_workbook(stream, title=title, at=at) as workbook:
        canvas = Canvas(
            workbook,
            Styles(workbook),
            result,
            at,
            plan_matrix(result),
            plan_overview(result),
            AppraisalPlan(()),
        )
        lines = notice_lines(result, unit)
        decided = any(x.line is not None and x.line.second is not None for x in lines)
        columns = columns_of(result.period, decided=decided)
        frame = _Frame(canvas, unit, lines, columns, merged_at, version)
        growing = _lines_sheet(frame)
        write_supplement(canvas, unit)
        canvas.rules.write()
        _meta_sheet(frame)
    sheets = [sheet.value for sheet in NoticeSheet]
    content = let_rows_grow(stream.getvalue(), sheets, {NoticeSheet.LINES.value: growing})
    waiting = sum(x.status is LineStatus.TO_ANSWER for x in lines)
    told = sum(len(x.findings) for x in lines)
    return Notice(content, len(lines), waiting, max(0, len(unit_findings(unit)) - told))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything that one notice is made of."""

    canvas: Canvas
    unit: UnitResult
    lines: tuple[NoticeLine, ...]
    columns: tuple[Column, ...]
    merged_at: dt.datetime
    version: int

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.columns)

    @property
    def wide(self) -> float:
        """The width of all columns in characters."""
        return widths(self.columns)

    def column(self, role: str) -> int:
        """The column of a role; KeyError where there is none."""
        return {c.role: n for n, c in enumerate(self.columns, start=1)}[role]


def _lines_sheet(frame: _Frame) -> frozenset[int]:
    """The first sheet; gives the rows (from 1) that grow with what people type."""
    canvas = frame.canvas
    sheet = canvas.workbook.add_worksheet(NoticeSheet.LINES.value)
    which = f"phiếu lần {frame.version}, lập lúc {moment_words(canvas.at)}"
    set_page(sheet, landscape=True, print_title=f"{canvas.foot} – {which}")
    sheet.set_print_scale(print_scale((c.width for c in frame.columns), smallest=BODY_SIZE))
    sheet.center_horizontally()
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})
    for number, column in enumerate(frame.columns, start=1):
        sheet.set_column(number, number, column.width)
    _head(frame, sheet)
    _header(frame, sheet)
    row, growing = _FIRST, set()
    for what in _in_order(frame):
        place = Row(canvas, sheet, frame.unit.unit, frame.columns, row)
        if isinstance(what, Criterion):
            write_parent(place, what)
        else:
            write_line(place, what)
            growing.add(row + 1)
        row += 1
    put_end(sheet, row)
    # With the hidden keys, so that sorting takes them along.
    sheet.autofilter(_HEADER, KEY_COLUMN, row - 1, frame.last)
    _about_top(frame, sheet, row - 1)
    last = _replier(frame, sheet, row + 2)
    last = _signatures(frame, sheet, last + 2)
    sheet.repeat_rows(_HEADER)
    sheet.print_area(0, 1, last, frame.last)
    sheet.freeze_panes(0, 3)
    allowed = {"format_cells": True, "format_columns": True, "format_rows": True}
    sheet.protect("", {**allowed, "autofilter": True, "sort": True})
    sheet.activate()
    return frozenset(growing)


def _in_order(frame: _Frame) -> Iterator[Criterion | NoticeLine]:
    """The tree from top to bottom: headings, and the lines of each leaf."""
    lines: dict[str, list[NoticeLine]] = {}
    for line in frame.lines:
        lines.setdefault(line.criterion.code, []).append(line)
    for _, criterion in frame.canvas.campaign.tree.walk():
        if criterion.is_leaf:
            yield from lines.get(criterion.code, ())
        else:
            yield criterion


def _head(frame: _Frame, sheet: Worksheet) -> None:
    canvas, styles = frame.canvas, frame.canvas.styles
    campaign = canvas.campaign
    half = sum(c.width for c in frame.columns[:_LEFT])
    write_heading(canvas, sheet, (1, _LEFT), frame.last, half)
    title = f"PHIẾU ĐỀ NGHỊ BỔ SUNG, GIẢI TRÌNH NĂM {campaign.year}"
    title += f" – {PERIOD_TITLES[canvas.result.period]}"
    big = styles.plain(bold=True, align="center", font_size=14)
    sheet.merge_range(_TITLE, 1, _TITLE, frame.last, title, big)
    sheet.set_row(_TITLE, 28)
    to = (
        f"Kính gửi: {campaign.units[frame.unit.unit].name} (Phiếu lần {frame.version}. Lập lúc "
        f"{moment_words(canvas.at)}, thông báo kết quả thẩm định theo bảng tổng hợp "
        f"{day_in_words(frame.merged_at)})"
    )
    loud = styles.plain(bold=True, align="center", text_wrap=True)
    sheet.merge_range(_TO, 1, _TO, frame.last, clean(to), loud)
    fit_row(sheet, _TO, [(to, frame.wide)], bold=True)
    write_banner(canvas, sheet, _BANNER, (1, frame.last), frame.wide)
    plain = styles.plain(text_wrap=True)
    for row, text in ((_RESULT, _result_text(frame)), (_HOW, _HOW_TO_ANSWER)):
        sheet.merge_range(row, 1, row, frame.last, clean(text), plain)
        fit_row(sheet, row, [(text, 0.95 * frame.wide)])


def _result_text(frame: _Frame) -> str:
    """The unit's points as they stand, and who appraises the chair's own unit."""
    unit, campaign = frame.unit, frame.canvas.campaign
    parts: list[str] = []
    if unit.sheet is not None and unit.appraisal is not None:
        places = campaign.places
        computed = vn_number(unit.sheet.totals.total, places)
        claimed = vn_number(unit.sheet.self_totals.total, places)
        parts.append(f"Điểm hệ thống {computed}; đơn vị tự chấm {claimed}")
        final, waiting = unit.appraisal.totals, len(unit.appraisal.open)
        if final is not None:
            parts[-1] += f"; điểm sau thẩm định {vn_number(final.total, places)}."
        else:
            parts[-1] += f"; điểm sau thẩm định: chưa có, còn {waiting} tiêu chí chưa thẩm định."
    else:
        parts.append("Kỳ này không chấm điểm; phiếu chỉ nêu nội dung cần bổ sung, sửa.")
    general = len(unit_findings(unit)) - sum(len(x.findings) for x in frame.lines)
    if general > 0:
        parts.append(f"Còn {general} nội dung chung của tệp, xem trang “{NoticeSheet.FINDINGS}”.")
    if unit.unit == campaign.cluster.chair:
        who = campaign.cluster.appraiser_of_chair
        named = (
            campaign.units[who].name if who in campaign.units else "đơn vị khác (chưa phân công)"
        )
        parts.append(f"Đơn vị là Cụm trưởng: việc thẩm định do {named} thực hiện.")
    return " ".join(parts)


def _header(frame: _Frame, sheet: Worksheet) -> None:
    header = frame.canvas.styles.header()
    for number, column in enumerate(frame.columns, start=1):
        put_text(sheet, _HEADER, number, column.heading, header)
    fit_row(sheet, _HEADER, [(c.heading, c.width - 1) for c in frame.columns], bold=True)
    roles = {number: column.role for number, column in enumerate(frame.columns, start=1)}
    put_marker(sheet, _MARKER, LINES_TABLE, roles)


def _about_top(frame: _Frame, sheet: Worksheet, last: int) -> None:
    """When the cluster wants the answer, and how many lines still wait (live)."""
    put_marker(sheet, _ABOUT, ABOUT_TABLE, {_VALUE: "value"})
    _field(frame, sheet, _ABOUT + 1, "reply_deadline")
    row = _ABOUT + 2
    _label(frame, sheet, row, "to_answer", "Số dòng còn chờ đơn vị trả lời")
    status, answer = (frame.column(role) for role in ("status", "explanation"))
    wanted = f"({span(_FIRST, status, last, status)}={literal(LineStatus.TO_ANSWER.value)})"
    blank = f"(LEN(TRIM({span(_FIRST, answer, last, answer)}))=0)"
    waiting = sum(x.status is LineStatus.TO_ANSWER for x in frame.lines)
    style = frame.canvas.styles.cell(bold=True, align="center")
    sheet.merge_range(row, _VALUE, row, _VALUE + 1, "", style)
    sheet.write_formula(row, _VALUE, f"=SUMPRODUCT({wanted}*{blank})", style, waiting)
    put_end(sheet, _ABOUT + 3)


def _replier(frame: _Frame, sheet: Worksheet, row: int) -> int:
    """Who answers; gives the last row."""
    put_marker(sheet, row, ABOUT_TABLE, {_VALUE: "value"})
    for field in ("replier", "replier_title", "replied_on"):
        row += 1
        _field(frame, sheet, row, field)
    put_end(sheet, row + 1)
    return row + 1


def _label(frame: _Frame, sheet: Worksheet, row: int, field: str, text: str) -> None:
    sheet.write_string(row, KEY_COLUMN, f"||{field}@{frame.unit.unit}")
    style = frame.canvas.styles.cell(bold=True)
    sheet.merge_range(row, 1, row, _VALUE - 1, text, style)
    sheet.set_row(row, 18)


def _field(frame: _Frame, sheet: Worksheet, row: int, field: str) -> None:
    """A labelled input about the notice as a whole, empty."""
    title, kind = ABOUT_FIELDS[field]
    _label(frame, sheet, row, field, title)
    style = _input_style(frame, kind)
    wide = 1 if kind is FieldType.DATE else 6
    sheet.merge_range(row, _VALUE, row, _VALUE + wide, "", style)
    spec = about_spec(field, frame.canvas.result.period)
    context = ValidationContext(xl_rowcol_to_cell(row, _VALUE), frame.canvas.campaign.year)
    sheet.data_validation(row, _VALUE, row, _VALUE, data_validation(spec, context))


def _input_style(frame: _Frame, kind: FieldType) -> Format:
    shown_as = DATE_FORMAT if kind is FieldType.DATE else "General"
    align = "center" if kind is FieldType.DATE else "left"
    return frame.canvas.styles.cell(
        bg_color=INPUT_FILL, locked=False, num_format=shown_as, align=align
    )


def _signatures(frame: _Frame, sheet: Worksheet, row: int) -> int:
    """Two signature blocks; gives the last row."""
    styles = frame.canvas.styles
    bold = styles.plain(align="center", bold=True)
    italic = styles.plain(align="center", italic=True)
    sides = (
        ((1, _LEFT), "THỦ TRƯỞNG ĐƠN VỊ TRẢ LỜI"),
        ((_LEFT + 1, frame.last), "TM. CỤM THI ĐUA – CỤM TRƯỞNG"),
    )
    for (first, last), who in sides:
        sheet.merge_range(row, first, row, last, who, bold)
        seal = "(Ký, ghi rõ họ tên, đóng dấu)"
        sheet.merge_range(row + 1, first, row + 1, last, seal, italic)
    return row + 6


def _meta_sheet(frame: _Frame) -> None:
    """What the notice says of itself, very hidden."""
    canvas = frame.canvas
    campaign, shown = canvas.campaign, shown_json(frame.unit.unit, frame.lines)
    values = {
        "kind": "notice",
        "format": str(FORMAT),
        "program": thidua_addin.__version__,
        "campaign_id": campaign.id,
        "campaign_revision": str(campaign.revision),
        "campaign_hash": campaign_hash(campaign),
        "unit": frame.unit.unit,
        "period": canvas.result.period.value,
        "merged_at": frame.merged_at.isoformat(),
        "issued_at": canvas.at.isoformat(),
        "version": str(frame.version),
        "shown": stored_json(shown),
        "digest": sha256_hex(shown),
    }
    sheet = canvas.workbook.add_worksheet(NoticeSheet.META.value)
    rows = [(key, chunks(text)) for key, text in values.items()]
    widest = max(len(parts) for _, parts in rows)
    roles = {n: "value" if n == 1 else f"value{n}" for n in range(1, widest + 1)}
    put_marker(sheet, 0, "meta", roles)
    for row, (key, parts) in enumerate(rows, start=1):
        sheet.write_string(row, KEY_COLUMN, f"||{key}")
        for column, part in enumerate(parts, start=1):
            sheet.write_string(row, column, part)
    put_end(sheet, len(rows) + 1)
    sheet.protect()
    sheet.very_hidden()
