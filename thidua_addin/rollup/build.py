"""The roll-up workbook: one sheet for all clusters, one for each. Values only, protected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import PurePath
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

import thidua_addin
from scoring.findings import Severity
from scoring.rollup import Place, RolledCluster, RolledUnit, RollUp
from scoring.terms import Period
from thidua_addin.rollup.layout import (
    BANNER_ROW,
    BASIS_ROW,
    CLUSTER_COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    KIND,
    LEADER_HEADINGS,
    MARKER_ROW,
    META,
    NOTE_ROW,
    OVERALL,
    OVERALL_COLUMNS,
    PERIOD_TITLES,
    TITLE_ROW,
    Column,
    sheet_names,
)
from thidua_addin.workbook.styles import (
    ILLUSTRATIVE_FILL,
    PERCENT_FORMAT,
    Styles,
    clean,
    fit_row,
    new_workbook,
    points_format,
    put_text,
    set_page,
)
from thidua_addin.workbook.tables import END_KEY, MARKER

__all__ = ["build_rollup"]

_DASH: Final = "–"
_ON_PERCENT: Final = (
    "Các đơn vị được so theo tỷ lệ % = điểm đạt : điểm tối đa được giao; không cộng, không so điểm "
    "của các cụm, vì mỗi cụm có thang điểm và tiêu chí riêng. Điểm thưởng được tính vào điểm đạt, "
    "nên tỷ lệ có thể trên 100%."
)
_ILLUSTRATIVE: Final = "MINH HỌA – có bảng tiêu chí chưa phải văn bản chính thức của Cụm"
_PROTECTION: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
}


def build_rollup(rolled: RollUp, *, at: dt.datetime) -> bytes:
    """The bytes of the ``.xlsx``; equal roll-ups at the same moment give equal bytes.

    ``rolled`` has at least one cluster.
    """
    stream = BytesIO()
    title = f"Bảng tổng hợp chung các cụm thi đua năm {rolled.year}"
    with new_workbook(stream, title=title, at=at) as workbook:
        canvas = _Canvas(workbook, Styles(workbook), rolled, at)
        _overall(canvas)
        names = sheet_names([c.campaign.cluster.name for c in rolled.clusters])
        for name, cluster in zip(names, rolled.clusters, strict=True):
            _cluster(canvas, name, cluster)
        _meta(canvas)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Canvas:
    """What every sheet of the workbook is written with."""

    workbook: Workbook
    styles: Styles
    rolled: RollUp
    at: dt.datetime

    @property
    def period(self) -> Period:
        return self.rolled.period or Period.YEAR

    def start(self, name: str, columns: Sequence[Column], foot: str) -> Worksheet:
        """A new sheet with its columns, ready to be printed."""
        sheet = self.workbook.add_worksheet(name)
        set_page(sheet, landscape=True, print_title=foot)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_column(0, 0, 8, None, {"hidden": True})
        for column, what in enumerate(columns, start=1):
            sheet.set_column(column, column, what.width)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.repeat_rows(HEADER_ROW)
        return sheet

    def line(self, sheet: Worksheet, row: int, text: str, style: Format, width: float) -> None:
        """One text over the whole width of a table with seven columns, shown whole."""
        sheet.merge_range(row, 1, row, len(OVERALL_COLUMNS), clean(text), style)
        fit_row(sheet, row, [(text, width)])

    def header(self, sheet: Worksheet, row: int, headings: Sequence[tuple[str, float]]) -> None:
        header = self.styles.header()
        for column, (text, _) in enumerate(headings, start=1):
            put_text(sheet, row, column, text, header)
        fit_row(sheet, row, headings, bold=True)

    def number(self, num_format: str, *, bold: bool = False) -> Format:
        return self.styles.cell(align="center", num_format=num_format, bold=bold)

    def put(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        value: Decimal | int | None,
        style: Format,
    ) -> None:
        """A number, or the dash where there is none."""
        if value is None:
            sheet.write_string(*place, _DASH, style)
        else:
            sheet.write_number(*place, float(value), style)

    def texts(
        self,
        sheet: Worksheet,
        row: int,
        values: Sequence[tuple[int, str]],
        columns: Sequence[Column],
        *,
        bold: bool = False,
    ) -> None:
        """Texts of one row by column, and the row's height."""
        style = self.styles.cell(bold=bold)
        for column, text in values:
            put_text(sheet, row, column, text, style)
        cells = [(text, columns[column - 1].width) for column, text in values]
        fit_row(sheet, row, cells, bold=bold, least=18)


def _overall(canvas: _Canvas) -> None:
    rolled = canvas.rolled
    foot = f"Thi đua {rolled.year} – bảng chung các cụm"
    foot += " (minh họa)" if rolled.illustrative else ""
    sheet = canvas.start(OVERALL, OVERALL_COLUMNS, foot)
    title = f"BẢNG TỔNG HỢP CHUNG KẾT QUẢ CÁC CỤM THI ĐUA NĂM {rolled.year}"
    basis = f"Căn cứ xếp hạng: điểm {rolled.basis}"
    if any(c.basis == "computed" for c in rolled.clusters):
        basis += " – thứ tự chung chưa phải kết quả chính thức"
    banner = _ILLUSTRATIVE if rolled.illustrative else ""
    _head(canvas, sheet, OVERALL_COLUMNS, title, _ON_PERCENT, basis, banner)
    _marker(sheet, "rollup_overall", OVERALL_COLUMNS)
    canvas.header(sheet, HEADER_ROW, [(c.heading, c.width) for c in OVERALL_COLUMNS])
    row = FIRST_ROW
    for place in rolled.overall:
        _place(canvas, sheet, row, place)
        row += 1
    _end(sheet, row)
    row = _leaders(canvas, sheet, row + 2)
    row = _remarks(canvas, sheet, row + 1)
    row = _signatures(canvas, sheet, row + 1)
    sheet.print_area(0, 1, row, len(OVERALL_COLUMNS))
    sheet.protect("", _PROTECTION)
    sheet.activate()


def _head(
    canvas: _Canvas,
    sheet: Worksheet,
    columns: Sequence[Column],
    title: str,
    note: str,
    basis: str,
    banner: str,
) -> None:
    styles, width = canvas.styles, sum(c.width for c in columns)
    whole = clean(f"{title} – {PERIOD_TITLES[canvas.period]}")
    big = styles.plain(bold=True, align="center", font_size=14, text_wrap=True)
    sheet.merge_range(TITLE_ROW, 1, TITLE_ROW, len(columns), whole, big)
    fit_row(sheet, TITLE_ROW, [(whole, width)], size=14, bold=True, least=24)
    italic = styles.plain(italic=True, align="center", text_wrap=True)
    canvas.line(sheet, NOTE_ROW, note, italic, width)
    loud = styles.plain(bold=True, align="center", text_wrap=True)
    canvas.line(sheet, BASIS_ROW, basis, loud, width)
    if banner:
        look = styles.plain(
            bold=True, align="center", bg_color=ILLUSTRATIVE_FILL, border=1, text_wrap=True
        )
        canvas.line(sheet, BANNER_ROW, banner, look, width)


def _place(canvas: _Canvas, sheet: Worksheet, row: int, place: Place) -> None:
    unit, cluster = place.unit, place.cluster
    sheet.write_string(row, 0, f"||{cluster.campaign.id}:{unit.unit}")
    leader = unit.rank == 1
    note = unit.note if unit.rank is None else ""
    if place.tied:
        note = "đồng hạng chung"
    if leader:
        first = "đồng dẫn đầu cụm" if unit.tied else "dẫn đầu cụm"
        note = f"{first}; {note}" if note else first
    whole = canvas.number("0", bold=True)
    canvas.put(sheet, (row, 1), place.rank, whole)
    canvas.put(sheet, (row, 4), unit.rank, canvas.number("0"))
    canvas.put(sheet, (row, 5), unit.percent, canvas.number(PERCENT_FORMAT, bold=True))
    texts = [(2, unit.name), (3, cluster.campaign.cluster.name), (6, cluster.basis_label)]
    canvas.texts(sheet, row, [*texts, (7, note)], OVERALL_COLUMNS, bold=leader)


def _leaders(canvas: _Canvas, sheet: Worksheet, row: int) -> int:
    """Each cluster's first, all of them where several share the first rank; the next free row."""
    styles = canvas.styles
    title = "ĐƠN VỊ DẪN ĐẦU CÁC CỤM"
    put_text(sheet, row, 1, title, styles.plain(bold=True, font_size=12))
    sheet.set_row(row, 24)
    widths = [c.width for c in OVERALL_COLUMNS]
    canvas.header(sheet, row + 1, list(zip(LEADER_HEADINGS, widths, strict=True)))
    row += 2
    number = 0
    for cluster in canvas.rolled.clusters:
        for leader in cluster.leaders or (None,):
            number += 1
            _leader(canvas, sheet, row, number, cluster, leader)
            row += 1
    return row


def _leader(
    canvas: _Canvas,
    sheet: Worksheet,
    row: int,
    number: int,
    cluster: RolledCluster,
    leader: RolledUnit | None,
) -> None:
    canvas.put(sheet, (row, 1), number, canvas.number("0"))
    canvas.put(sheet, (row, 4), len(cluster.units), canvas.number("0"))
    percent = None if leader is None else leader.percent
    canvas.put(sheet, (row, 5), percent, canvas.number(PERCENT_FORMAT, bold=True))
    name = _DASH if leader is None else leader.name
    note = "chưa đơn vị nào được xếp hạng" if leader is None else ""
    if leader is not None and leader.tied:
        note = "đồng hạng nhất; Cụm phải họp quyết định"
    texts = [(2, name), (3, cluster.campaign.cluster.name), (6, cluster.basis_label), (7, note)]
    canvas.texts(sheet, row, texts, OVERALL_COLUMNS)


def _remarks(canvas: _Canvas, sheet: Worksheet, row: int) -> int:
    """What there is to know before the table is used; the next free row."""
    rolled, styles = canvas.rolled, canvas.styles
    width = sum(c.width for c in OVERALL_COLUMNS)
    findings = [
        *(f for refused in rolled.refused for f in refused.findings),
        *rolled.findings,
    ]
    if not findings:
        return row
    put_text(sheet, row, 1, "LƯU Ý", styles.plain(bold=True, font_size=12))
    row += 1
    for finding in findings:
        info = finding.severity is Severity.INFO
        style = styles.plain(text_wrap=True, bold=not info)
        canvas.line(sheet, row, f"• {finding.message}", style, width * 0.95)
        row += 1
    return row


def _signatures(canvas: _Canvas, sheet: Worksheet, row: int) -> int:
    """Two signature blocks; the last row."""
    bold = canvas.styles.plain(align="center", bold=True)
    italic = canvas.styles.plain(align="center", italic=True)
    for first, last, who, how in (
        (1, 2, "NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"),
        (4, 7, "THỦ TRƯỞNG CƠ QUAN TỔNG HỢP", "(Ký, ghi rõ họ tên, đóng dấu)"),
    ):
        sheet.merge_range(row, first, row, last, who, bold)
        sheet.merge_range(row + 1, first, row + 1, last, how, italic)
    return row + 5


def _cluster(canvas: _Canvas, name: str, cluster: RolledCluster) -> None:
    campaign = cluster.campaign
    foot = f"Thi đua {campaign.year} – {campaign.cluster.name}"
    sheet = canvas.start(name, CLUSTER_COLUMNS, foot)
    chair = campaign.units[campaign.cluster.chair].name
    note = (
        f"Cụm trưởng: {chair}. Thang điểm {campaign.scale}; đợt thi đua {campaign.id}, lần ban "
        f"hành {campaign.revision}. Tệp {PurePath(cluster.file).name}, tổng hợp lúc "
        f"{cluster.merged_at:%H:%M} ngày {cluster.merged_at:%d/%m/%Y}."
    )
    by = "tỷ lệ %" if campaign.ranks_by_percent else "tổng điểm"
    basis = f"Cụm xếp hạng theo {by}, trên điểm {cluster.basis_label}"
    banner = ""
    if campaign.illustrative:
        banner = f"MINH HỌA – {campaign.status_note}" if campaign.status_note else _ILLUSTRATIVE
    title = f"KẾT QUẢ {campaign.cluster.name.upper()} NĂM {campaign.year}"
    _head(canvas, sheet, CLUSTER_COLUMNS, title, note, basis, banner)
    _marker(sheet, "rollup_cluster", CLUSTER_COLUMNS)
    canvas.header(sheet, HEADER_ROW, [(c.heading, c.width) for c in CLUSTER_COLUMNS])
    row = FIRST_ROW
    for unit in cluster.units:
        _unit(canvas, sheet, row, cluster, unit)
        row += 1
    _end(sheet, row)
    sheet.print_area(0, 1, row - 1, len(CLUSTER_COLUMNS))
    sheet.protect("", _PROTECTION)


def _unit(
    canvas: _Canvas, sheet: Worksheet, row: int, cluster: RolledCluster, unit: RolledUnit
) -> None:
    sheet.write_string(row, 0, f"||@{unit.unit}")
    points = canvas.number(points_format(cluster.campaign.places))
    canvas.put(sheet, (row, 1), unit.rank, canvas.number("0", bold=True))
    canvas.put(sheet, (row, 3), unit.total, points)
    canvas.put(sheet, (row, 4), unit.assigned, points)
    canvas.put(sheet, (row, 5), unit.percent, canvas.number(PERCENT_FORMAT))
    texts = [(2, unit.name), (6, unit.grade or _DASH), (7, unit.note)]
    canvas.texts(sheet, row, texts, CLUSTER_COLUMNS, bold=unit.rank == 1)


def _marker(sheet: Worksheet, table: str, columns: Sequence[Column]) -> None:
    sheet.write_string(MARKER_ROW, 0, f"{MARKER}{table}")
    for number, column in enumerate(columns, start=1):
        sheet.write_string(MARKER_ROW, number, column.role)
    sheet.set_row(MARKER_ROW, None, None, {"hidden": True})


def _end(sheet: Worksheet, row: int) -> None:
    sheet.write_string(row, 0, END_KEY)
    sheet.set_row(row, None, None, {"hidden": True})


def _meta(canvas: _Canvas) -> None:
    """The very hidden sheet by which the workbook is known as ours."""
    sheet = canvas.workbook.add_worksheet(META)
    sheet.write_string(0, 0, f"{MARKER}meta")
    sheet.write_string(0, 1, "value")
    values = {
        "kind": KIND,
        "format": "1",
        "program": thidua_addin.__version__,
        "year": str(canvas.rolled.year),
        "period": canvas.period.value,
        "made_at": canvas.at.isoformat(),
    }
    for row, (key, value) in enumerate(values.items(), start=1):
        sheet.write_string(row, 0, f"||{key}")
        sheet.write_string(row, 1, value)
    sheet.write_string(1 + len(values), 0, END_KEY)
    sheet.protect()
    sheet.very_hidden()
