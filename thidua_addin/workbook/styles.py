"""The look that every workbook of ours shares: font, A4 page, borders, how text is put in a cell.

The rules of page and letter are those of Nghị định 30/2020/NĐ-CP, Phụ lục I: Times New Roman,
black, A4, margins of 20-25 mm above and below, 30-35 mm left, 15-20 mm right.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FONT: Final = "Times New Roman"
BODY_SIZE: Final = 11
PERCENT_FORMAT: Final = "0.00%"
DATE_FORMAT: Final = "dd/mm/yyyy"
MOMENT_FORMAT: Final = "dd/mm/yyyy hh:mm"

HEADER_FILL: Final = "#DDE6F0"
GROUP_FILL: Final = "#F0F3F7"
WARNING_FILL: Final = "#FFE9A8"
ERROR_FILL: Final = "#F8CFCB"
ILLUSTRATIVE_FILL: Final = "#FFF3C4"

HIGHEST_ROW: Final = 409
"""Points; no row of a spreadsheet is higher."""

LONGEST_CELL: Final = 32_767
"""UTF-16 units, the most that one cell holds."""

LONGEST_TEXT: Final = 32_000
"""Characters in one cell, below Excel's 32,767; longer text is cut and says so."""

_MM_PER_INCH: Final = 25.4
_NORMAL_PIXELS: Final = {11: (20, 64), 12: (21, 72)}
"""Height of a row, width of a column, by the size of the normal font."""
_CUT: Final = " … (đã cắt bớt)"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def points_format(places: int) -> str:
    """The number format of points: ``#,##0.00`` for two decimal places."""
    return "#,##0" + ("." + "0" * places if places else "")


class Styles:
    """Cell formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def plain(self, **properties: object) -> Format:
        """Text without a border: headings, notes."""
        return self._make({"valign": "vcenter", **properties})

    def cell(self, **properties: object) -> Format:
        """A cell of a table: thin border, wrapped."""
        base = {"border": 1, "border_color": "#808080", "valign": "vcenter", "text_wrap": True}
        if properties.get("align", "left") == "left":
            base |= {"align": "left", "indent": 1}  # keeps text off the border
        return self._make({**base, **properties})

    def header(self, **properties: object) -> Format:
        """A column heading of a table."""
        return self.cell(bold=True, align="center", bg_color=HEADER_FILL, **properties)

    def _make(self, properties: dict[str, object]) -> Format:
        # A font of the theme's scheme would be shown as the theme's own, Calibri.
        base = {"font_name": FONT, "font_size": BODY_SIZE, "font_scheme": "none"}
        full = {**base, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]


@contextmanager
def new_workbook(
    stream: BytesIO, *, title: str, at: dt.datetime, normal_size: int = BODY_SIZE
) -> Iterator[Workbook]:
    """A workbook written to ``stream`` when the block ends.

    Text never becomes a number, a formula or a link, and every warning of the writer is an
    error. ``at`` is the only time in the file, so equal content gives equal bytes. Column widths
    count digits of the font at ``normal_size`` (11 or 12) points.
    """
    row_height, column_width = _NORMAL_PIXELS[normal_size]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        workbook = xlsxwriter.Workbook(
            stream,
            {
                "in_memory": True,
                "strings_to_numbers": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": FONT, "font_size": normal_size},
                "default_row_height": row_height,
                "default_column_width": column_width,
            },
        )
        workbook.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        yield workbook
        workbook.close()


def set_page(sheet: Worksheet, *, landscape: bool, print_title: str = "") -> None:
    """A4 with the margins of an official paper, page numbers at the foot."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(
        left=30 / _MM_PER_INCH,
        right=15 / _MM_PER_INCH,
        top=20 / _MM_PER_INCH,
        bottom=20 / _MM_PER_INCH,
    )
    foot = f'&"{FONT},Regular"&9'
    sheet.set_footer(
        f"&L{foot}{footer_text(print_title)}&R{foot}Trang &P/&N", {"scale_with_doc": False}
    )
    sheet.hide_gridlines(2)


def footer_text(text: str) -> str:
    """Text for a header or footer, where ``&`` is a sign of its own."""
    return text.replace("&", "&&")[:120]


def clean(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """Text that a cell can hold: no control characters, at most ``longest`` UTF-16 units."""
    kept = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = len(kept.encode("utf-16-le")) // 2
    if units <= longest:
        return kept
    room = longest - len(_CUT)
    return kept[: room // 2] + _CUT if units > len(kept) else kept[:room] + _CUT


def fit_row(
    sheet: Worksheet,
    row: int,
    cells: Iterable[tuple[str, float]],
    *,
    size: float = BODY_SIZE,
    bold: bool = False,
    least: float = 16,
) -> float:
    """Make a row high enough for its wrapped texts, each with its column's width in characters.

    Gives the height in points.

    Set outright, because spreadsheets disagree on when they do it themselves. Letters are
    narrower than the digits that a width counts, capitals and bold ones wider.
    """
    lines = max((lines_of(text, width, size, bold=bold) for text, width in cells), default=1)
    height = min(HIGHEST_ROW, max(least, lines * size * 1.27 + 3))
    sheet.set_row(row, height)
    return height


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: float, size: float = BODY_SIZE, *, bold: bool = False) -> int:
    """In how many lines a text wraps in a column ``width`` characters wide."""
    capitals = sum(c.isupper() for c in text) > len(text) / 2
    narrower = (0.9 if bold else 1.0) * (0.75 if capitals else 1.0)
    whole = max(1, int(1.05 * (width - 1) * BODY_SIZE / size * narrower))
    return sum(max(1, len(textwrap.wrap(line, whole))) for line in text.splitlines()) or 1


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write text as text, whatever it looks like; rows and columns count from 0."""
    if text:
        sheet.write_string(row, column, clean(text), style)
    else:
        sheet.write_blank(row, column, None, style)
