"""The rows of a notice: headings of the tree, and the unit's lines with the cell for its answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.chair.fields import chair_field
from scoring.criteria import Criterion
from scoring.entries import Entry
from scoring.fields import Address
from scoring.numbers import vn_number
from scoring.parse import shown
from scoring.terms import FieldType, Period
from thidua_addin.form.canvas import number_format
from thidua_addin.notice.layout import Column
from thidua_addin.notice.lines import LineStatus, NoticeLine, points_text, row_key
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import KEY_COLUMN, NOTHING, Canvas, literal
from thidua_addin.workbook.styles import (
    GROUP_FILL,
    WARNING_FILL,
    clean,
    fit_row,
    points_format,
    put_text,
)

__all__ = ["Row", "write_line", "write_parent"]

_NUMBERS: Final = (FieldType.NUMBER, FieldType.PERCENT, FieldType.COUNT, FieldType.POINTS)
_ROOM_TO_ANSWER: Final = 48
"""Points of a row that waits for an answer: three lines of writing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: where it is written, and the columns from 1 on."""

    canvas: Canvas
    sheet: Worksheet
    unit: str
    columns: tuple[Column, ...]
    row: int

    def column(self, role: str) -> int | None:
        """The column of a role, None where the notice has none."""
        for number, column in enumerate(self.columns, start=1):
            if column.role == role:
                return number
        return None

    def text(self, role: str, text: str, **look: object) -> None:
        """Text as text."""
        column = self.column(role)
        if column is not None:
            put_text(self.sheet, self.row, column, text, self.canvas.styles.cell(**look))

    def points(self, role: str, value: Decimal | None, instead: str, **look: object) -> None:
        """Points, or what stands in their place."""
        column = self.column(role)
        if column is None:
            return
        if value is None:
            centred = self.canvas.styles.cell(italic=True, align="center", font_size=10)
            put_text(self.sheet, self.row, column, instead, centred)
            return
        style = self.canvas.number(points_format(self.canvas.campaign.places), **look)
        self.sheet.write_number(self.row, column, float(value), style)

    def entry(self, role: str, entry: Entry | None, address: Address, instead: str) -> None:
        """What was entered: a number in the field's own format, else text."""
        column = self.column(role)
        if column is None:
            return
        period = self.canvas.result.period
        asked = address
        if period is Period.REGISTRATION:
            asked = Address(address.criterion, address.item, "approved_target")
        spec = chair_field(self.canvas.campaign, period, asked)
        if entry is not None and isinstance(entry.value, Decimal) and spec is not None:
            shown_as = number_format(spec, self.canvas.campaign.places)
            shown_as = shown_as if spec.type in _NUMBERS else "General"
            style = self.canvas.styles.cell(align="center", num_format=shown_as)
            self.sheet.write_number(self.row, column, float(entry.value), style)
            return
        centred = self.canvas.styles.cell(align="center")
        put_text(self.sheet, self.row, column, _entry_text(entry, instead), centred)


def _entry_text(entry: Entry | None, instead: str) -> str:
    if entry is None:
        return instead
    return entry.value if isinstance(entry.value, str) else shown(entry.raw)


def write_parent(row: Row, criterion: Criterion) -> None:
    """A heading of the tree across the table; it has a key like any other row."""
    key = row_key(criterion.code, None, row.unit)
    row.sheet.write_string(row.row, KEY_COLUMN, key)
    places = row.canvas.campaign.places
    text = f"{criterion.title} ({vn_number(criterion.max_points, places)} điểm)"
    look = row.canvas.styles.cell(bold=True, bg_color=GROUP_FILL)
    put_text(row.sheet, row.row, 1, criterion.code, look)
    row.sheet.merge_range(row.row, 2, row.row, len(row.columns), clean(text), look)
    wide = sum(c.width for c in row.columns[1:])
    fit_row(row.sheet, row.row, [(text, wide)], bold=True, least=18)


def write_line(row: Row, line: NoticeLine) -> None:
    """A line of the unit with everything that is said about it."""
    key = row_key(line.criterion.code, line.item, row.unit)
    row.sheet.write_string(row.row, KEY_COLUMN, key)
    if line.item is None:
        row.text("code", line.label)
    else:
        row.text("code", line.label, font_size=9)
    row.text("title", line.title)
    row.points("max", line.max_points, NOTHING)
    address = Address(line.criterion.code, line.item, "appraised_actual")
    row.entry("reported", line.reported, address, _nothing_reported(line))
    row.entry("appraised_actual", line.corrected, address, NOTHING)
    _points(row, line)
    titles = "\n".join(dict.fromkeys(f.title for f in line.findings))
    row.text("reason", line.reason)
    row.text("missing", titles)
    waiting = line.status is LineStatus.TO_ANSWER
    row.text("status", line.status.value, align="center", bold=waiting)
    _answer(row, line)
    texts = {
        "code": line.label,
        "title": line.title,
        "reported": _entry_text(line.reported, _nothing_reported(line)),
        "reason": line.reason,
        "missing": titles,
        "explanation": line.explanation,
    }
    _fit(row, texts, _ROOM_TO_ANSWER if waiting else 18)


def _nothing_reported(line: NoticeLine) -> str:
    return NOTHING if line.applies else "không áp dụng"


def _points(row: Row, line: NoticeLine) -> None:
    found = line.line
    instead = points_text(line)
    if found is None:
        for role in ("computed", "self", "recomputed", "appraised", "second", "difference"):
            row.points(role, None, NOTHING)
        return
    row.points("computed", found.computed, instead)
    row.points("self", found.self_score, NOTHING)
    row.points("recomputed", found.recomputed if found.corrected else None, NOTHING)
    row.points("appraised", found.appraised, NOTHING)
    row.points("second", found.second, NOTHING)
    column = row.column("difference")
    if line.difference is None or column is None:
        row.points("difference", None, NOTHING)
        return
    sign = points_format(row.canvas.campaign.places)
    signed = row.canvas.number(f"+{sign};-{sign};{sign}", bold=bool(line.difference))
    row.sheet.write_number(row.row, column, float(line.difference), signed)


def _answer(row: Row, line: NoticeLine) -> None:
    """The cell for the answer; while it waits, the status beside it is coloured."""
    answer, status = row.column("explanation"), row.column("status")
    if answer is None or status is None:
        return
    address = Address(line.criterion.code, line.item, "explanation")
    put_input(row.canvas, row.sheet, (row.row, answer), row.unit, address)
    told = xl_rowcol_to_cell(row.row, status, col_abs=True)
    typed = xl_rowcol_to_cell(row.row, answer, col_abs=True)
    wanted = f"{told}={literal(LineStatus.TO_ANSWER.value)}"
    style = row.canvas.workbook.add_format({"bg_color": WARNING_FILL})
    row.sheet.conditional_format(
        row.row,
        status,
        row.row,
        status,
        {"type": "formula", "criteria": f"=AND({wanted},LEN(TRIM({typed}))=0)", "format": style},
    )


def _fit(row: Row, texts: dict[str, str], least: float) -> None:
    width = {c.role: c.width for c in row.columns}
    cells = [(clean(text), width[role]) for role, text in texts.items() if role in width]
    fit_row(row.sheet, row.row, cells, least=least)
