"""What the fast reader's library cannot see, found in the bytes of a sheet's XML.

Calamine shows ``#DIV/0!``, ``""`` and blank alike and does not tell formulas, and one stray cell
at XFD1048576 makes it allocate the whole rectangle and abort the process. So this scan runs
first. It knows the XML that spreadsheet programs write and counts what it recognises: anything
left over (prefixes, comments, CDATA, other encodings, cells without address) is a doubt, never a
guess.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.18.11 (cell types).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from xml.parsers import expat

from thidua_addin.workbook.container import MAIN
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.unreadable import UnreadableWorkbook, doubt

Position = tuple[int, int]
"""Row and column, both counted from 1."""

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

_ADDRESS = rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"'
_NO_ADDRESS = re.compile(rb'<c r="(?![A-Z]{1,3}[1-9][0-9]{0,6}")')
_NOT_HOMELY = re.compile(rb'<c r="(?![A-Z][1-9][0-9]{0,2}")')  # most sheets end before Z999
_FILLED = re.compile(_ADDRESS + rb"(?:[^<>]*[^<>/])?>")
_F = rb"<f([^<>]*)>(?:[^<]*</f>)?\s*"
_FORMULA = re.compile(_ADDRESS + rb"([^<>]*)>\s*" + _F + rb"(<v>.|<v ?/>|</c>)", re.DOTALL)
_ERROR = re.compile(_ADDRESS + rb'[^<>]* t="e"[^<>]*>\s*(?:' + _F + rb")?<v>([^<]*)</v>")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']+)["']""")
_REF = re.compile(rb' ref="([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})"')
_ARRAY = re.compile(rb' t="(?:array|dataTable)"')
_ESCAPE = re.compile(rb"_x[0-9A-Fa-f]{4}_")

UNNAMED_ERROR = "#VALUE!"
"""The text of an error cell that does not say which error it is."""


_MAIN = MAIN.encode("ascii")
_BOUND_PREFIX = re.compile(
    rb"xmlns:[^=<>]{0,200}=[\"']" + re.escape(MAIN.encode("ascii")) + rb"[\"']"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the scan found in one sheet.

    ``formulas`` tells for each formula cell whether its last result is stored; ``arrays`` are
    the boxes of array formulas and data tables, whose other cells carry no formula of their own.
    ``body`` is the ``sheetData`` element, all that a reader needs of the part.
    """

    formulas: dict[Position, bool]
    errors: dict[Position, str]
    arrays: tuple[Box, ...]
    body: bytes


def scan_sheet(xml: bytes, file: str, sheet: str, limits: Limits) -> Marks:
    """One pass over a worksheet part.

    Raises DoubtfulWorkbook where the XML is not of the usual make, and UnreadableWorkbook
    (FILE_FAR_CELL) where a cell that holds something stands beyond the limits.
    """
    _usual(xml)
    body = _sheet_data(xml)
    if b' t="d"' in body:
        raise doubt("cells with ISO dates")
    _no_escapes(body)
    _check_addresses(body, file, sheet, limits)
    formulas: dict[Position, bool] = {}
    arrays = []
    for letters, row, attributes, about, value in _FORMULA.findall(body):
        stored = value != b"<v><" and value[:3] == b"<v>"
        formulas[int(row), column_number(letters)] = stored or _is_empty_text(attributes, value)
        box = about and _ARRAY.search(about) and _REF.search(about)
        if box:
            arrays.append((*_position(box[1], box[2]), *_position(box[3], box[4])))
    if len(formulas) != body.count(b"<f"):
        raise doubt("formulas in an unusual place")
    return Marks(formulas, _errors(body), tuple(arrays), body)


def _errors(body: bytes) -> dict[Position, str]:
    count = body.count(b' t="e"')
    if not count:
        return {}
    errors = {
        _position(letters, row): text.decode("utf-8", "replace") or UNNAMED_ERROR
        for letters, row, _, text in _ERROR.findall(body)
    }
    if len(errors) != count or any("&" in text for text in errors.values()):
        raise doubt("error cells of an unusual make")
    return errors


def scan_strings(xml: bytes | None) -> bytes | None:
    """The shared strings without the counts of their root element.

    Calamine allocates what ``uniqueCount`` claims. It also trims text that is not marked
    ``xml:space="preserve"``; openpyxl does not. Raises DoubtfulWorkbook.
    """
    if xml is None:
        return None
    _usual(xml)
    _no_escapes(xml)
    root = xml.find(b"<sst")
    if root < 0 or _BOUND_PREFIX.search(xml):
        raise doubt("shared strings with a prefix")
    start, end = xml.find(b"<si", root), xml.rfind(b"</sst>")
    return b"<sst>" + keep_spaces(xml[start:end]) + b"</sst>" if 0 <= start < end else b"<sst/>"


def keep_spaces(xml: bytes) -> bytes:
    """Mark every text as one whose spaces count. Raises DoubtfulWorkbook."""
    if b"<t" not in xml:
        return xml
    if xml.count(b"<t ") != xml.count(b'<t xml:space="preserve">'):
        raise doubt("text with unusual attributes")
    return xml.replace(b"<t>", b'<t xml:space="preserve">')


@cache
def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def is_far(row: int, column: int, limits: Limits) -> bool:
    """Whether a cell stands where no form of ours has one."""
    return row > limits.rows or column > limits.columns


def far_cell(file: str, sheet: str, cell: str) -> UnreadableWorkbook:
    """The refusal of a file with something in a far cell."""
    return UnreadableWorkbook("FILE_FAR_CELL", {"file": file, "sheet": sheet, "cell": cell})


def _usual(xml: bytes) -> None:
    if b"<!" in xml or xml.find(b"<?", 1) > 0:
        raise doubt("comments, CDATA or processing instructions")
    declared = _ENCODING.search(xml[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise doubt("another encoding")
    _well_formed(xml)


def _well_formed(xml: bytes) -> None:
    """Calamine passes over much that XML forbids, such as control characters and stray marks."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as fault:
        raise doubt(f"no XML: {fault}") from fault


def _sheet_data(xml: bytes) -> bytes:
    start, end = xml.find(b"<sheetData"), xml.find(b"</sheetData>")
    if start < 0 or b"<worksheet" not in xml[:start] or _MAIN not in xml[:start]:
        raise doubt("no sheetData element")
    if end < 0:
        if re.match(rb"<sheetData ?/>", xml[start : start + 13]):
            return b"<sheetData/>"
        raise doubt("an open sheetData element")
    if xml.find(b"<sheetData", start + 1) > 0 or not xml.rstrip().endswith(b"</worksheet>"):
        raise doubt("more or less than one worksheet")
    body = xml[start : end + len(b"</sheetData>")]
    if _BOUND_PREFIX.search(xml[:start]) or b"xmlns" in body or b"AlternateContent" in body:
        raise doubt("prefixed elements")
    return body


def _no_escapes(xml: bytes) -> None:
    """Calamine decodes ``_x000D_`` and its like, openpyxl does not."""
    if b"_x" in xml and _ESCAPE.search(xml):
        raise doubt("escaped characters")


def _check_addresses(body: bytes, file: str, sheet: str, limits: Limits) -> None:
    """Every cell has an address, and those that hold something are near."""
    if body.count(b'<c r="') != body.count(b"<c"):
        raise doubt("cells of an unusual make")
    if not _NOT_HOMELY.search(body) and limits.rows >= 999 and limits.columns >= 26:
        return
    if _NO_ADDRESS.search(body):
        raise doubt("cells of an unusual make")
    filled = _FILLED.findall(body)
    columns = {letters: column_number(letters) for letters in {pair[0] for pair in filled}}
    rows = {digits: int(digits) for digits in {pair[1] for pair in filled}}
    last_row, last_column = max(rows.values(), default=1), max(columns.values(), default=1)
    if is_far(last_row, last_column, limits):
        for letters, digits in filled:
            if is_far(rows[digits], columns[letters], limits):
                raise far_cell(file, sheet, (letters + digits).decode("ascii"))
    if last_row * last_column > limits.area:
        raise doubt("a wide and long sheet")


def _position(letters: bytes, row: bytes) -> Position:
    return int(row), column_number(letters)


def _is_empty_text(attributes: bytes, value: bytes) -> bool:
    """Whether a formula without a visible result has the empty text as its result."""
    return value != b"</c>" and b' t="str"' in attributes


def in_any(boxes: Iterable[Box], position: Position) -> bool:
    """Whether a position lies in one of the boxes."""
    row, column = position
    return any(r1 <= row <= r2 and c1 <= column <= c2 for r1, c1, r2, c2 in boxes)
