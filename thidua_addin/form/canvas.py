"""What every sheet of one form is written with: formats, the page, cells with true values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Campaign, Unit
from scoring.dates import excel_serial
from scoring.entries import Entries
from scoring.fields import FieldSpec
from scoring.findings import Finding
from scoring.snapshot import CellValue
from scoring.terms import FieldType
from scoring.text import vn_key
from thidua_addin.form.extra import Keeping
from thidua_addin.form.formulas import UNUSABLE
from thidua_addin.form.heights import TALLEST, joined, text_height, width_for
from thidua_addin.form.layout import KEY_COLUMN, FormLayout, PlannedRow, TablePlan
from thidua_addin.form.live_values import LiveValues
from thidua_addin.form.model import FormSheetName, KeptNote, SealMark
from thidua_addin.form.own_content import Written, own_of
from thidua_addin.form.pages import Breaking, Row, page_breaks, page_room, print_scale
from thidua_addin.workbook.styles import (
    DATE_FORMAT,
    FONT,
    GROUP_FILL,
    MOMENT_FORMAT,
    PERCENT_FORMAT,
    Styles,
    clean,
    points_format,
    set_page,
)
from thidua_addin.workbook.tables import END_KEY, MARKER

SIZE: Final = 12
TABLE_SIZE: Final = 11
"""Points of the wide tables: at least 8 once they are scaled down to one page across."""
_USUAL_ROW: Final = 15.75
INPUT_FILL: Final = "#FFFBDD"
LOCKED_FILL: Final = "#D9D9D9"
CALCULATED_FILL: Final = "#F4F6F8"
SECTION_FILL: Final = "#E3EAD9"
_DEEP_FILL: Final = "#F7F9FC"
INDENT: Final = 1.7
"""Characters that one step of indentation takes, at most."""
GRID: Final = "#7F7F7F"
PROTECTION: Final = {
    "objects": True,
    "scenarios": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}

Shown = str | float | bool
"""The value of a cell as the file stores it."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """One form while it is being written."""

    workbook: Workbook
    styles: Styles
    campaign: Campaign
    unit: Unit | None
    layout: FormLayout
    live: LiveValues
    issued_at: dt.datetime
    seal: SealMark | None
    findings: tuple[Finding, ...]
    kept_notes: tuple[KeptNote, ...]
    lists: tuple[tuple[tuple[str, ...], str], ...]
    """Choices that stand on the sheet of lists, with references to them."""
    registered: tuple[str, str] = ("", "")
    """Unit and check code of the registration that was sealed from this form."""
    keeping: Keeping | None = None
    """Gives the kept notes from what is the form's own, instead of ``kept_notes``."""
    growing: dict[str, set[int]] = field(default_factory=dict)
    """Rows, by sheet, whose height follows what people type into them."""
    written: Written = field(default_factory=Written)
    """What was written so far that nobody typed."""

    @property
    def entries(self) -> Entries:
        """What the unit entered, as it stands in the cells."""
        return self.live.entries

    def notes(self) -> tuple[KeptNote, ...]:
        """What an older copy held that has no cell here: as given, or by what is ours by now."""
        if self.keeping is None:
            return self.kept_notes
        return self.keeping(own_of(self.campaign, self.written))

    def add(self, name: FormSheetName, size: float = SIZE) -> Sheet:
        """A new sheet with this name, its text usually ``size`` points high."""
        kept = FormSheetName.NOTES, FormSheetName.META
        written = Written() if name in kept else self.written
        raw = self.workbook.add_worksheet(name.value)
        return Sheet(self, name, raw, size, vn_key(name), written)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet, with rows and columns counted from 1.

    ``columns`` are the widths in characters, ``rows`` the heights in points (0 where hidden), as
    far as they are set; ``key`` is that of the name; ``written`` takes down what is
    the form's own; ``cut`` the rows whose text is higher than a row can be.
    """

    canvas: Canvas
    name: FormSheetName
    raw: Worksheet
    size: float
    key: str
    written: Written
    columns: dict[int, float] = field(default_factory=dict)
    rows: dict[int, float] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)

    def style(self, **properties: object) -> Format:
        """A bordered, wrapped cell of a table, locked unless told otherwise."""
        base = {"font_size": self.size, "border_color": GRID}
        return self.canvas.styles.cell(**{**base, **properties})

    def plain(self, **properties: object) -> Format:
        """Text without a border."""
        return self.canvas.styles.plain(**{"font_size": self.size, **properties})

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        """Text as text, whatever it looks like."""
        self.written.add((self.key, row, column), text)
        if text:
            self.raw.write_string(row - 1, column - 1, text, style)
        else:
            self.raw.write_blank(row - 1, column - 1, None, style)

    def number(self, row: int, column: int, value: Decimal | int, style: Format) -> None:
        """A number."""
        self.written.add((self.key, row, column), float(value))
        self.raw.write_number(row - 1, column - 1, float(value), style)

    def blank(self, row: int, column: int, style: Format) -> None:
        """Nothing but the format."""
        self.raw.write_blank(row - 1, column - 1, None, style)

    def formula(self, row: int, column: int, formula: str, value: Shown, style: Format) -> None:
        """A formula with the value that it has; a text is stored there without any escape."""
        shown = clean(value) if isinstance(value, str) else value
        self.raw.write_formula(row - 1, column - 1, f"={formula}", style, shown)

    def merged(
        self, row: int, first: int, last: int, text: str, style: Format, *, down: int = 0
    ) -> None:
        """One text over several columns (and ``down`` further rows)."""
        if first == last and not down:
            self.text(row, first, text, style)
            return
        self.raw.merge_range(row - 1, first - 1, row - 1 + down, last - 1, "", style)
        self.text(row, first, text, style)

    def typed(self, row: int, column: int, value: CellValue, style: Format) -> None:
        """A value exactly as it was typed."""
        at = (row - 1, column - 1)
        match value:
            case None:
                self.raw.write_blank(*at, None, style)
            case bool():
                self.raw.write_boolean(*at, value, style)
            case int() | float():
                self.raw.write_number(*at, value, style)
            case dt.date():
                self.raw.write_datetime(*at, value, self._dated(style, value))
            case str():
                self.raw.write_string(*at, value, style)

    def _dated(self, style: Format, value: dt.date) -> Format:
        """The format with which a date reads back as a date."""
        if getattr(style, "num_format", None) == DATE_FORMAT and not isinstance(value, dt.datetime):
            return style
        shown = MOMENT_FORMAT if isinstance(value, dt.datetime) else DATE_FORMAT
        return self.style(bg_color=INPUT_FILL, locked=False, num_format=shown, align="center")

    def height(self, row: int, points: float, *, growing: bool = False) -> None:
        """Set a row's height; a growing row follows what people type later."""
        self.raw.set_row(row - 1, points)
        self.rows[row] = points
        if growing:
            self.canvas.growing.setdefault(self.name.value, set()).add(row)

    def hide(self, row: int) -> None:
        """Hide a row."""
        self.raw.set_row(row - 1, None, None, {"hidden": True})
        self.rows[row] = 0.0

    def fit(
        self,
        row: int,
        cells: Sequence[tuple[str, float]],
        *,
        size: float | None = None,
        bold: bool = False,
        least: float = 0,
        growing: bool = False,
        below: int = 0,
    ) -> None:
        """Set a row's height so that these texts, in columns of these widths, are whole.

        What one row cannot hold goes on into the ``below`` rows under it, hidden otherwise.
        """
        left = max(least, text_height(cells, size or self.size, bold=bold))
        self.height(row, min(left, TALLEST), growing=growing)
        for under in range(row + 1, row + 1 + below):
            left -= TALLEST
            if left > 0:
                self.height(under, min(left, TALLEST))
            else:
                self.hide(under)
        if left > TALLEST:
            self.cut.add(row)

    def widths(
        self, columns: Sequence[tuple[int, float]], *, code: int = 0, gives: int = 0
    ) -> None:
        """Column widths in characters; the key column is hidden.

        The column ``code`` is as wide as the longest code of a criterion needs; the column
        ``gives`` is narrower by as much.
        """
        wanted = {int(column): float(width) for column, width in columns}
        if code:
            codes = (criterion.code for criterion in self.canvas.campaign.criteria)
            wide = width_for(codes, wanted[code], self.size, bold=True)
            wanted[gives] -= wide - wanted[code]
            wanted[code] = wide
        self.raw.set_column(KEY_COLUMN - 1, KEY_COLUMN - 1, 8, None, {"hidden": True})
        for column, width in wanted.items():
            self.raw.set_column(column - 1, column - 1, width)
        self.columns.update(wanted)

    def span(self, first: int, last: int) -> float:
        """The width in characters of these columns together."""
        return joined(self.columns[column] for column in range(first, last + 1))

    def open_table(self, table: TablePlan) -> None:
        """The hidden marker row, the keys, and the hidden closing row."""
        plain = self.plain()
        self.text(table.marker_row, KEY_COLUMN, MARKER + table.name, plain)
        for role, column in table.roles:
            self.text(table.marker_row, column, role, plain)
        for row in table.rows:
            self.text(row.row, KEY_COLUMN, row.key, plain)
        self.text(table.end_row, KEY_COLUMN, END_KEY, plain)
        for hidden in (table.marker_row, table.end_row):
            self.hide(hidden)

    def finish(
        self,
        *,
        landscape: bool,
        last: tuple[int, int],
        first_column: int = KEY_COLUMN + 1,
        footer: str = "",
        header: tuple[int, int] | None = None,
        together: Collection[int] = (),
        rather: Collection[int] = (),
        starts: Collection[int] = (),
        pages: int = 0,
        area: bool = True,
    ) -> None:
        """The page: A4, one page wide, printed up to this row and column.

        Without an ``area`` everything is printed, however far down a button fills the sheet.

        ``header`` are the first and last row that every page repeats; ``together``,
        ``rather`` and ``starts`` as in ``Breaking``. ``pages`` is the most there may be, 0 for
        as many as it takes.
        """
        seal = self.canvas.seal
        foot = f"Mã kiểm tra: {seal.code}" if seal is not None else footer
        set_page(self.raw, landscape=landscape, print_title=foot)
        self.raw.fit_to_pages(1, pages)
        if area:
            self.raw.print_area(0, first_column - 1, last[0] - 1, last[1] - 1)
        repeated = 0.0
        if header is not None:
            self.raw.repeat_rows(header[0] - 1, header[1] - 1)
            repeated = sum(row.height for row in self._printed(*header))
            together = {*together, *range(1, header[1] + 1)}
        widths = [self.columns[column] for column in range(first_column, last[1] + 1)]
        room = page_room(print_scale(widths, landscape=landscape), landscape=landscape)
        rows = list(self._printed(1, last[0]))
        ends = page_breaks(rows, room, Breaking(together, rather, starts, repeated))
        if ends and not pages:
            self.raw.set_h_pagebreaks(ends)

    def protect(self) -> None:
        """Protection without a password: it guides people, it is not a seal."""
        self.raw.protect("", PROTECTION)

    def _printed(self, first: int, last: int) -> Iterator[Row]:
        for number in range(first, last + 1):
            yield Row(number, self.rows.get(number, _USUAL_ROW))


def group_look(depth: int) -> dict[str, object]:
    """How the row of a group looks, by its level: 0 is a root, and each level below is paler."""
    fills = (SECTION_FILL, GROUP_FILL, _DEEP_FILL)
    look: dict[str, object] = {"bold": True, "bg_color": fills[min(depth, 2)]}
    return look if depth < 2 else {**look, "italic": True}


def marks_column(sheet: Sheet, table: TablePlan, rows: Sequence[PlannedRow]) -> None:
    """The narrow unlocked column in which the add-in marks rows."""
    style = sheet.style(align="center", bold=True, locked=False, font_size=10, text_wrap=False)
    for row in rows:
        sheet.blank(row.row, table.column("mark"), style)


def number_format(spec: FieldSpec, places: int) -> str:
    """How a field's value is shown."""
    return {
        FieldType.PERCENT: PERCENT_FORMAT,
        FieldType.COUNT: "#,##0",
        FieldType.POINTS: points_format(places),
        FieldType.DATE: DATE_FORMAT,
        FieldType.NUMBER: "General",
    }.get(spec.type, "@")


def kept_value(raw: CellValue) -> Shown:
    """A cell's value as ``formulas.kept`` takes it over from another cell."""
    return UNUSABLE if isinstance(raw, bool) else stored(raw)


def stored(value: CellValue | Fraction | Decimal) -> Shown:
    """A value as a cell holds it: dates as day numbers, nothing as empty text."""
    match value:
        case None:
            return ""
        case bool() | str():
            return value
        case dt.datetime():
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return excel_serial(value.date()) + seconds / 86400
        case dt.date():
            return float(excel_serial(value))
    return float(value)


__all__ = [
    "CALCULATED_FILL",
    "FONT",
    "INPUT_FILL",
    "LOCKED_FILL",
    "SECTION_FILL",
    "SIZE",
    "TABLE_SIZE",
    "Canvas",
    "Sheet",
    "Shown",
    "kept_value",
    "marks_column",
    "number_format",
    "stored",
]
