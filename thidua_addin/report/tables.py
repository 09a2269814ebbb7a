"""Tables whose columns depend on the campaign, as WordprocessingML; nothing is ever clipped.

Where there are more columns than the page is wide, the table is cut into several, each with the
first columns again; the heading row is repeated on each page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thidua_addin.report.escaping import xml_text

__all__ = ["LANDSCAPE_WIDTH", "PORTRAIT_WIDTH", "Column", "WideTable", "in_parts"]

PORTRAIT_WIDTH: Final = 11906 - 1701 - 1021
LANDSCAPE_WIDTH: Final = 16838 - 1701 - 1021
"""Width of the text between the margins, in twips."""
_PAD: Final = 130
"""What a cell needs beside its text, in twips."""
_SIZE: Final = 20  # half points
_WIDEST: Final = 1800  # a longer word is broken


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and width in twips; numbers stand in the middle."""

    title: str
    width: int
    centred: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; a group's row is bold and shaded."""

    cells: tuple[str, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table for a template's ``{{p … }}``; ``size`` in half points."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size: int = _SIZE

    def __html__(self) -> str:
        grid = "".join(f'<w:gridCol w:w="{c.width}"/>' for c in self.columns)
        head = self._row(Row(tuple(c.title for c in self.columns), group=True), heading=True)
        body = "".join(self._row(row) for row in self.rows)
        total = sum(column.width for column in self.columns)
        return f"<w:tbl>{_properties(total)}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"

    def _row(self, row: Row, *, heading: bool = False) -> str:
        repeated = "<w:tblHeader/>" if heading else ""
        cells = "".join(
            self._cell(text, column, row.group, heading)
            for text, column in zip(row.cells, self.columns, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"

    def _cell(self, text: str, column: Column, bold: bool, heading: bool) -> str:
        align = "center" if column.centred or heading else "left"
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if bold else ""
        strong = "<w:b/>" if bold else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/>{shade}'
            '<w:vAlign w:val="center"/></w:tcPr>'
            '<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>'
            f'<w:jc w:val="{align}"/></w:pPr>'
            f'<w:r><w:rPr>{strong}<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r></w:p></w:tc>'
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """Several tables below one another, an empty line between them."""

    tables: tuple[WideTable, ...]

    def __html__(self) -> str:
        return "<w:p/>".join(table.__html__() for table in self.tables) + "<w:p/>"


def in_parts(
    fixed: Sequence[Column],
    titles: Sequence[str],
    rows: Sequence[tuple[tuple[str, ...], tuple[str, ...], bool]],
    width: int,
) -> Parts:
    """A table of fixed columns and as many others as there are titles, cut to the page's width.

    A row has the cells of the fixed columns, those of the others, and whether it is a group's.
    """
    room = width - sum(column.width for column in fixed)
    most = max(1, room // _needed(titles, rows))
    parts = -(-len(titles) // most) or 1
    each = -(-len(titles) // parts) or 1
    chunks = list(_chunks(len(titles), each)) or [range(0)]
    return Parts(tuple(_part(fixed, titles, rows, chunk, room) for chunk in chunks))


def _part(
    fixed: Sequence[Column],
    titles: Sequence[str],
    rows: Sequence[tuple[tuple[str, ...], tuple[str, ...], bool]],
    chunk: range,
    room: int,
) -> WideTable:
    wide = room // len(chunk) if chunk else 0
    columns = (*fixed, *(Column(titles[i], wide) for i in chunk))
    body = (Row((*first, *(rest[i] for i in chunk)), group) for first, rest, group in rows)
    return WideTable(columns, tuple(body))


def _needed(
    titles: Sequence[str], rows: Sequence[tuple[tuple[str, ...], tuple[str, ...], bool]]
) -> int:
    """The width of a column that breaks no word and no number, in twips."""
    texts = (*titles, *(text for _, rest, _ in rows for text in rest))
    widest = max((_wide(word) for text in texts for word in text.split()), default=0)
    return min(widest, _WIDEST) + _PAD


def _wide(word: str) -> int:
    """How wide a bold word is, in twips: digits are half as wide as high, letters more."""
    return sum(map(_letter, unicodedata.normalize("NFC", word))) * _SIZE // 20


def _letter(c: str) -> int:
    if c in ".,":
        return 50
    if c == "%":
        return 200
    if c in "mwMW" or c.isupper():
        return 170
    return 100 if c.isdigit() else 115


def _chunks(number: int, each: int) -> Iterator[range]:
    for start in range(0, number, each):
        yield range(start, min(start + each, number))


def _properties(width: int) -> str:
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {line}/>" for side in sides)
    pad = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{pad}</w:tblCellMar></w:tblPr>"
    )
