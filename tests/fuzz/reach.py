"""An independent parser: what anybody's program would still find in a workbook, and where.

Plain zip and ElementTree, nothing of the product. It looks only at rows that are recognised by a
hidden key and columns that are named by a hidden role, exactly as they are written.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

Value = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Spot = tuple[str, str, str]
"""Table, key of the row, role of the column."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MARKER: Final = "#thidua:"
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, IndexError,
    NotImplementedError, EOFError, RuntimeError, OSError, OverflowError, TypeError, AttributeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reached:
    """A cell that was found: its place, what it holds, whether a formula gave that."""

    sheet: str
    row: int
    column: str
    value: Value
    formula: bool
    error: bool

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class Book:
    """Every cell of each sheet by row and column, as far as the XML could be read."""

    sheets: tuple[tuple[str, Mapping[tuple[int, int], Reached]], ...]

    def spots(self) -> dict[Spot, list[Reached]]:
        """The cells of keyed rows under named columns, blank ones not among them."""
        found = {
            spot: [c for c in cells if c.value is not None or c.error or c.formula]
            for spot, cells in self.every_spot()
        }
        return {spot: cells for spot, cells in found.items() if cells}

    def every_spot(self) -> list[tuple[Spot, list[Reached]]]:
        """The same with the blank ones."""
        found: dict[Spot, list[Reached]] = {}
        for _, cells in self.sheets:
            for spot, cell in _spots(cells):
                found.setdefault(spot, []).append(cell)
        return list(found.items())


def reach(data: bytes) -> Book | None:
    """What can be read of a workbook; None where it is none for a plain parser either.

    A sheet whose XML is broken is left out.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if len({n.lower() for n in names}) != len(names) or "XL/" in "".join(names):
                return None  # which part is meant, or whether it is, programs see differently
            return Book(tuple(_sheets(archive)))
    except _BROKEN:
        return None


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, dict[tuple[int, int], Reached]]]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    rels = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {r.get("Id"): posixpath.join("xl", r.get("Target", "")).lstrip("/") for r in rels}
    about = book.find(f"{_MAIN}workbookPr")
    mac = about is not None and about.get("date1904") in ("1", "true")
    strings = _strings(archive)
    dated = _date_styles(archive)
    for sheet in book.iter(f"{_MAIN}sheet"):
        name = sheet.get("name", "")
        try:
            root = ElementTree.fromstring(archive.read(parts[sheet.get(_LINK)]))
            yield name, dict(_cells(root, name, strings, dated, mac))
        except _BROKEN:
            continue


def _strings(archive: zipfile.ZipFile) -> list[str]:
    try:
        root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    except _BROKEN:
        return []
    return [_text(si) for si in root.findall(f"{_MAIN}si")]


def _text(element: ElementTree.Element) -> str:
    """The text of a shared or inline string: its own, or that of its runs."""
    texts = [t.text or "" for t in element.findall(f"{_MAIN}t")]
    texts += [t.text or "" for r in element.findall(f"{_MAIN}r") for t in r.findall(f"{_MAIN}t")]
    return "".join(texts)


def _date_styles(archive: zipfile.ZipFile) -> set[int]:
    """The styles that show dates. Raises ValueError where there are styles and nobody can tell."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    codes = dict(BUILTIN_FORMATS)
    for entry in root.iter(f"{_MAIN}numFmt"):
        codes[int(entry.get("numFmtId", ""))] = entry.get("formatCode", "")
    table = root.find(f"{_MAIN}cellXfs")
    if table is None:
        raise ValueError("no styles of cells")
    formats = [int(xf.get("numFmtId", "0")) for xf in table]
    return {n for n, f in enumerate(formats) if f in codes and is_date_format(codes[f])}


def _cells(
    root: ElementTree.Element, sheet: str, strings: list[str], dated: set[int], mac: bool
) -> Iterator[tuple[tuple[int, int], Reached]]:
    seen: set[str] = set()
    for element in root.iter(f"{_MAIN}c"):
        address = element.get("r", "")
        found = _ADDRESS.fullmatch(address)
        if found is None or address in seen:
            raise ValueError("no cell of its own")
        seen.add(address)
        cell = _reached(element, sheet, found, strings, dated, mac)
        yield (int(found[2]), _column(found[1])), cell


def _reached(
    element: ElementTree.Element,
    sheet: str,
    address: re.Match[str],
    strings: list[str],
    dated: set[int],
    mac: bool,
) -> Reached:
    kind = element.get("t", "n")
    stored = element.find(f"{_MAIN}v")
    text = (stored.text or "") if stored is not None else ""
    value: Value = None
    if kind == "inlineStr":
        inline = element.find(f"{_MAIN}is")
        value = _plain(_text(inline)) if inline is not None else None
    elif text and kind == "s":
        number = int(text)
        value = _plain(strings[number]) if 0 <= number < len(strings) else None
    elif text and kind == "b":
        value = text in ("1", "true")
    elif text and kind == "d":
        value = dt.datetime.fromisoformat(text)
    elif text and kind == "n":
        number_ = float(text)
        value = _date(number_, mac) if int(element.get("s", "0")) in dated else number_
    elif text:
        value = _plain(text)
    formula = element.find(f"{_MAIN}f") is not None
    blank = None if value == "" else value
    return Reached(sheet, int(address[2]), address[1], blank, formula, kind == "e")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


def _date(serial: float, mac: bool) -> Value:
    try:
        found: Value = from_excel(serial, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
    except (OverflowError, ValueError):
        return serial
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _spots(cells: Mapping[tuple[int, int], Reached]) -> Iterator[tuple[Spot, Reached]]:
    """The tables of one sheet: a marker cell, roles beside it, keys below it, ``#end``."""
    texts = {at: c.value for at, c in cells.items() if isinstance(c.value, str)}
    markers = sorted(at for at, text in texts.items() if text.startswith(_MARKER))
    if not markers:
        return
    key_column = min(column for _, column in markers)
    rows = [row for row, column in markers if column == key_column]
    for number, marker in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else 1_048_577
        table = texts[marker, key_column].removeprefix(_MARKER)
        roles = {c: t for (r, c), t in texts.items() if r == marker and c != key_column}
        keys = {r: t for (r, c), t in texts.items() if c == key_column and marker < r < below}
        ends = [r for r, t in keys.items() if t == "#end"]
        for row, key in keys.items():
            if row > min(ends, default=below):
                continue
            for column, role in roles.items():
                if (row, column) in cells:
                    yield (table, key, role), cells[row, column]
