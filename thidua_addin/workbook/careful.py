"""The careful reader: openpyxl for values, a real XML parser for formulas, errors and styles.

Slow (some 60 ms a form, and 340 ms to import openpyxl), but it reads whatever is well-formed:
prefixes, comments, CDATA, other encodings, cells without an address. What it cannot read is
damaged.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot, column_letters
from thidua_addin.workbook.container import MAIN, Container, repack
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.merges import merged_boxes
from thidua_addin.workbook.scan import (
    UNNAMED_ERROR,
    Box,
    Position,
    column_number,
    far_cell,
    in_any,
    is_far,
)
from thidua_addin.workbook.unreadable import UnreadableWorkbook, too_full
from thidua_addin.workbook.values import NumberKind, duration_text, from_serial, moment_value

_Raw: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_BOX = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE = re.compile(rb"_x([0-9A-Fa-f]{4})_")
_PAIR = re.compile(rb"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_")
_ROOT = re.compile(rb"<[A-Za-z_][^>]*[^>/]>")
_START = re.compile(rb"<(?:\w+:)?sheetData[\s>]")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_TRUTH_WORD = re.compile(
    rb"""(\bt=["']b["'][^<>]*>[^<]*(?:<(?:\w+:)?f[^<>]*/>\s*|<(?:\w+:)?f[^<>]*>[^<]*<[^<>]*>\s*)?<(?:\w+:)?v[^<>]*>)\s*(true|false)\s*<"""
)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_INDEX = re.compile(r"[0-9]+", re.ASCII)
_FAULTS = (
    ElementTree.ParseError,
    expat.ExpatError,
    BadZipFile,
    InvalidFileException,
    AttributeError,
    LookupError,  # also of an encoding
    OverflowError,
    TypeError,
    ValueError,
)
"""What openpyxl raises when XML is well-formed but no spreadsheet's."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the XML says of one cell that holds something."""

    kind: str
    style: int
    formula: bool
    cached: bool
    text: str
    inline: bool


def snapshot(container: Container, limits: Limits) -> Snapshot:
    """The container's cells. Raises UnreadableWorkbook (FILE_DAMAGED, FILE_FAR_CELL)."""
    if not container.sheets:
        return Snapshot(container.file, container.sha256, ())
    try:
        return _snapshot(container, limits)
    except _FAULTS as fault:
        raise UnreadableWorkbook("FILE_DAMAGED", {"file": container.file}) from fault


def _snapshot(container: Container, limits: Limits) -> Snapshot:
    parts = [_unescaped(_only_cells(part.xml)) for part in container.sheets]
    stored = [
        _stored_cells(xml, container.file, part.name, limits)
        for part, xml in zip(container.sheets, parts, strict=True)
    ]
    strings = None if container.strings is None else _unescaped(container.strings)
    packed = repack(container, parts, strings, _plain_number)
    sheets = []
    for part, (cells, boxes), values in zip(container.sheets, stored, _values(packed), strict=True):
        found = {}
        for position in sorted(cells):
            cell = _cell(cells[position], values.get(position), container)
            if not cell.formula and in_any(boxes, position):
                cell = Cell(cell.value, formula=True, error=cell.error)
            if cell.value is not None or cell.formula or cell.error is not None:
                found[position] = cell
        sheets.append(SheetSnapshot(part.name, part.visibility, found, merged_boxes(part.xml)))
    return Snapshot(container.file, container.sha256, tuple(sheets))


def _plain_number(kind: NumberKind) -> int:
    """Every style becomes General: openpyxl gives bare numbers, and we tell dates ourselves."""
    return NumberKind.PLAIN.value


def _cell(stored: _Stored, raw: _Raw | None, container: Container) -> Cell:
    if stored.kind == "e":
        return Cell(None, stored.formula, error=stored.text or UNNAMED_ERROR)
    if not stored.cached:
        return Cell(None, formula=True, cached=False)
    if not _well_formed(stored.kind, stored.text.strip(" \t\r\n")):
        raise ValueError("no number, or no index of a text")
    if raw is None and (stored.text or stored.inline):
        raise ValueError("a stored value was not read")
    value = _value(raw, container, stored.style)
    if isinstance(value, float) and not math.isfinite(value):
        return Cell(None, stored.formula, error="#NUM!")  # more than a spreadsheet can hold
    return Cell(value, stored.formula)


def _well_formed(kind: str, text: str) -> bool:
    """Whether a stored number is one: Python also takes ``1_0``, other digits, an index of -1."""
    if kind == "n" and text:
        return _NUMBER.fullmatch(text) is not None
    return kind != "s" or _INDEX.fullmatch(text) is not None


def _value(raw: _Raw | None, container: Container, style: int) -> CellValue:
    """A value of openpyxl's as the snapshot holds it."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool | str):
        return raw
    if isinstance(raw, dt.datetime):
        return moment_value(raw)
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, dt.time):
        return raw.isoformat()
    if isinstance(raw, dt.timedelta):
        return duration_text(raw)
    return from_serial(float(raw), container.kind(style), container.date1904)


def _values(packed: BytesIO) -> Iterator[dict[Position, _Raw]]:
    """Each sheet's values by position, in the order of the sheets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that openpyxl would lose on saving
        book = load_workbook(packed, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file claims of its size may be a lie
            yield {
                (cell.row, cell.column): cell.value
                for line in sheet.iter_rows()
                for cell in line
                if isinstance(cell.value, _Raw)
            }


def _stored_cells(
    xml: bytes, file: str, sheet: str, limits: Limits
) -> tuple[dict[Position, _Stored], list[Box]]:
    """What one worksheet's XML says of its cells, and the boxes of its array formulas."""
    cells: dict[Position, _Stored] = {}
    boxes: list[Box] = []
    seen: set[Position] = set()
    row = column = 0
    root = True
    for event, element in ElementTree.iterparse(BytesIO(xml), events=("start", "end")):
        if root and element.tag != _WORKSHEET:
            raise ValueError(f"no worksheet: {element.tag}")
        root = False
        if element.tag == _ROW:
            if event == "start":
                row, column = int(element.get("r", row + 1)), 0
            else:
                element.clear()
        elif element.tag == _C and event == "end":
            row, column = _position(element.get("r"), row, column + 1)
            if (row, column) in seen:
                raise ValueError("two cells with one address")
            seen.add((row, column))
            stored = _stored(element, boxes)
            if stored is None:
                continue
            if is_far(row, column, limits):
                raise far_cell(file, sheet, f"{column_letters(column)}{row}")
            cells[row, column] = stored
            if len(cells) > limits.cells:
                raise too_full(file, "số ô có dữ liệu", limits.cells)
    return cells, boxes


_WORKSHEET, _ROW, _C, _F, _V, _IS = (
    f"{{{MAIN}}}{name}" for name in ("worksheet", "row", "c", "f", "v", "is")
)


def _position(address: str | None, row: int, column: int) -> Position:
    """Where a cell stands; one without address follows the one before it."""
    if address is None:
        return row, column
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"no address: {address}")
    return int(found[2]), column_number(found[1].upper().encode())


def _stored(element: ElementTree.Element, boxes: list[Box]) -> _Stored | None:
    """The cell's own record, None where it holds nothing."""
    kind = element.get("t", "n")
    formula, value = element.find(_F), element.find(_V)
    text = "" if value is None else value.text or ""
    inline = element.find(_IS) is not None
    if formula is None and kind != "e" and not text and not inline:
        return None
    if len(element.findall(_V)) > 1:
        raise ValueError("two values in one cell")
    if formula is not None and formula.get("t") in ("array", "dataTable"):
        box = _BOX.fullmatch(formula.get("ref", ""))
        if box:
            first, last = box[1].encode(), box[3].encode()
            boxes.append((int(box[2]), column_number(first), int(box[4]), column_number(last)))
    empty_text = kind == "str" and value is not None
    cached = formula is None or bool(text) or empty_text or kind == "e"
    style = int(element.get("s", "0"))
    return _Stored(kind, style, formula is not None, cached, text, inline)


def _only_cells(xml: bytes) -> bytes:
    """A worksheet without what stands around its cells, over which openpyxl may stumble."""
    root, start, ends = _ROOT.search(xml), _START.search(xml), _END.findall(xml)
    if b"<!" in xml or root is None or start is None or len(ends) != 1:
        return xml
    expat.ParserCreate().Parse(xml, True)
    end = xml.rindex(ends[0]) + len(ends[0])
    if not root.end() <= start.start() < end:
        return xml
    name = root[0][1:].split()[0].rstrip(b">")
    return xml[: root.end()] + xml[start.start() : end] + b"</" + name + b">"


def _unescaped(xml: bytes) -> bytes:
    """XML as openpyxl reads it right.

    It leaves ``_x000D_`` and its like standing (18.17.2.4) and knows no ``true`` and ``false``,
    which are truth values as well (XML Schema part 2, 3.2.2).
    """
    decoded = _ESCAPE.sub(_character, _PAIR.sub(_astral, xml)) if _ESCAPE.search(xml) else xml
    return _TRUTH_WORD.sub(_truth_digit, decoded)


def _truth_digit(found: re.Match[bytes]) -> bytes:
    return found[1] + (b"1<" if found[2] == b"true" else b"0<")


def _astral(pair: re.Match[bytes]) -> bytes:
    """A character beyond U+FFFF, escaped as its two halves."""
    return b"&#%d;" % (0x10000 + (int(pair[1], 16) - 0xD800) * 0x400 + int(pair[2], 16) - 0xDC00)


def _character(escape: re.Match[bytes]) -> bytes:
    code = int(escape[1], 16)
    if code < 0x20 and code not in (0x9, 0xA, 0xD):
        return b""  # no XML document can hold it, and no person can have meant it
    if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return escape[0]  # half a character, or none: it stays as it is written
    return b"&#%d;" % code
