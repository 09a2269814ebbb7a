"""The fast reader: python-calamine for values, the scan for what it does not show.

About 50 times faster than openpyxl on a form. It refuses (DoubtfulWorkbook) rather than guess.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from io import BytesIO
from operator import itemgetter
from typing import TypeAlias

from python_calamine import CalamineError, load_workbook

from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot
from thidua_addin.workbook.container import Container, repack
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.merges import merged_boxes
from thidua_addin.workbook.scan import (
    Marks,
    Position,
    in_any,
    keep_spaces,
    scan_sheet,
    scan_strings,
)
from thidua_addin.workbook.unreadable import doubt
from thidua_addin.workbook.values import LONGEST_DURATION, NumberKind, duration_text, moment_value

_NoText: TypeAlias = int | float | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_Raw: TypeAlias = str | _NoText

# What calamine reads otherwise than spreadsheet programs do, or passes over.
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: [a-rt-z]+="[A-Za-z0-9]+")*/?>')
_NO_NUMBER = re.compile(rb"<v>(?!(?:[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)?</v>)")
_WORDS = re.compile(
    rb"""<c [^<>]* t="(?:str|e)"[^<>]*>\s*(?:<f[^<>]*/>\s*|<f[^<>]*>[^<]*</f>\s*)?"""
    rb"<v>(?!(?:[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)?</v>)"
)
_SHARED = re.compile(rb' t="s"[^<>]*>\s*<v>[0-9]+</v>\s*</c>')
_TRUTH = re.compile(
    rb' t="b"[^<>]*>[^<]*(?:<f[^<>]*/>\s*|<f[^<>]*>[^<]*</f>\s*)?(?:<v>[01]</v>\s*)?</c>'
)
_INLINE = re.compile(rb' t="inlineStr"[^<>]*>\s*<is(?:/>|>.*?</is>)\s*</c>', re.DOTALL)
_TWO_VALUES = re.compile(rb"</v>\s*<[^/]|<v>[^<]*<(?!/v>)")
_TWO_TEXTS = re.compile(
    rb"</(?:t|r|rPh)>\s*<t[ />]|<rPr>\s*<t[ />]|<t(?: [^<>]*[^/<>])?>[^<]*<(?!/t>)"
)

_A_DAY = dt.timedelta(days=1)
_FIRST_SURE_DATE = dt.date(1900, 3, 1)  # before it the calendar of 1900 is off by a day


def snapshot(container: Container, limits: Limits) -> Snapshot:
    """The container's cells. Raises DoubtfulWorkbook, UnreadableWorkbook (FILE_FAR_CELL)."""
    marks = [scan_sheet(part.xml, container.file, part.name, limits) for part in container.sheets]
    if not marks:
        return Snapshot(container.file, container.sha256, ())
    for mark in marks:
        _only_usual_values(mark.body)
    if container.strings is not None and _TWO_TEXTS.search(container.strings):
        raise doubt("shared text of an unusual make")
    parts = [b"<worksheet>" + keep_spaces(mark.body) + b"</worksheet>" for mark in marks]
    packed = repack(container, parts, scan_strings(container.strings), _number_of)
    try:
        tables = _tables(packed, len(marks))
    except (CalamineError, OverflowError, ValueError) as fault:
        raise doubt(f"calamine: {fault}") from fault
    except BaseException as fault:  # a panic in calamine is no Exception
        if type(fault).__name__ == "PanicException":
            raise doubt(f"calamine panicked: {fault}") from fault
        raise
    return Snapshot(
        container.file,
        container.sha256,
        tuple(
            SheetSnapshot(part.name, part.visibility, _cells(table, mark), merged_boxes(part.xml))
            for part, table, mark in zip(container.sheets, tables, marks, strict=True)
        ),
    )


def _only_usual_values(body: bytes) -> None:
    """Refuse cells in which the two readers could see different things. Raises DoubtfulWorkbook."""
    addresses = _USUAL_CELL.findall(body)
    if len(addresses) != body.count(b"<c "):
        raise doubt("cells with unusual attributes")
    if len(set(addresses)) != len(addresses):
        raise doubt("two cells with one address")
    if len(_NO_NUMBER.findall(body)) != len(_WORDS.findall(body)):
        raise doubt("a number that no spreadsheet program writes")
    if body.count(b"<v") != body.count(b"<v>") + body.count(b"<v/>") or _TWO_VALUES.search(body):
        raise doubt("values of an unusual make")
    for mark, usual in ((b' t="s"', _SHARED), (b' t="b"', _TRUTH), (b' t="inlineStr"', _INLINE)):
        if body.count(mark) != len(usual.findall(body)):
            raise doubt("cells without the value that their type promises")
    if body.count(b"<is") != body.count(b' t="inlineStr"') or _TWO_TEXTS.search(body):
        raise doubt("inline text of an unusual make")


def _number_of(kind: NumberKind) -> int:
    return kind.value


def _tables(packed: BytesIO, count: int) -> list[Sequence[Sequence[_Raw]]]:
    book = load_workbook(packed)
    return [
        book.get_sheet_by_index(number).to_python(skip_empty_area=False) for number in range(count)
    ]


def _cells(table: Sequence[Sequence[_Raw]], marks: Marks) -> dict[Position, Cell]:
    cells: dict[Position, Cell] = {}
    formulas = marks.formulas
    for row, line in enumerate(table, 1):
        for column, raw in enumerate(line, 1):
            if raw != "":
                position = row, column
                value = raw if isinstance(raw, str) else _value(raw)
                if position not in formulas:
                    cells[position] = Cell(value)
                elif formulas[position]:
                    cells[position] = Cell(value, True)
    _add_what_looks_blank(cells, marks)
    if marks.arrays:
        for position, cell in cells.items():
            if not cell.formula and in_any(marks.arrays, position):
                cells[position] = Cell(cell.value, True, cell.error)
    return cells


def _add_what_looks_blank(cells: dict[Position, Cell], marks: Marks) -> None:
    """Add errors and formulas without a visible result, for which calamine shows a blank."""
    blank = [position for position in marks.formulas if position not in cells]
    for position in blank:
        cells[position] = Cell(None, True, cached=marks.formulas[position])
    for position, text in marks.errors.items():
        cells[position] = Cell(None, position in marks.formulas, text)
    if blank or marks.errors:
        ordered = sorted(cells.items(), key=itemgetter(0))
        cells.clear()
        cells.update(ordered)


def _value(raw: _NoText) -> CellValue:
    """A value of calamine's, other than text, as the snapshot holds it."""
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise doubt("a number that is none")
        return raw
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int):
        return float(raw)
    if isinstance(raw, dt.timedelta):
        if abs(raw) >= LONGEST_DURATION - _A_DAY:
            raise doubt("a very long time")
        return duration_text(raw)
    if isinstance(raw, dt.time):
        raise doubt("a time of day, or a date before 1900")
    value = moment_value(raw) if isinstance(raw, dt.datetime) else raw
    if isinstance(value, dt.datetime) and value.microsecond:
        raise doubt("a part of a second, which calamine may round to the next millisecond")
    day = value.date() if isinstance(value, dt.datetime) else value
    if day < _FIRST_SURE_DATE:
        raise doubt("a date in the first weeks of 1900")
    return value
