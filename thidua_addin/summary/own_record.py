"""``_goc``: what the program itself wrote into a summary, so that the rest can be told from it.

One line of JSON a sheet. Texts are fingerprints (crc32 of the text in one Unicode form, its white
space made plain), numbers are themselves; formulas are only marked, for their results change. A
*code* stands for what a cell holds: 1 a formula, 2 an input of the chair, then the texts and the
numbers of the sheet in turn. The workbook's own packing makes it small: 30 bytes a row.

It proves nothing and protects nothing: whoever can write the hidden sheet can hide a note of his
own from the next merge. Points, ranks and the chair's inputs never depend on it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scoring.snapshot import Cell
from scoring.text import nfc
from thidua_addin.summary.embed import chunks
from thidua_addin.summary.layout import END, MARKER, Canvas, SheetName, put_end, put_marker
from thidua_addin.workbook.recording import Mark, OwnValue, RecordingWorksheet, Written, serial_of
from thidua_addin.workbook.tables import Table

__all__ = ["FORMULA", "INPUT", "UNKNOWN", "SheetRecord", "read_records", "write_record"]

UNKNOWN: Final = -1
NOTHING: Final = 0
FORMULA: Final = 1
INPUT: Final = 2
_FIRST: Final = 3
_CLOSE: Final = 1e-9
"""Relative: programs do not agree on the last digits of a number."""


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """What the program wrote into one sheet; rows and columns count from 1.

    ``cells`` gives codes by row and column; ``columns`` the codes that stand anywhere in a column
    of a sheet too long for that, down to ``last_row``.
    """

    name: str
    cells: Mapping[int, Mapping[int, int]]
    texts: Mapping[int, int]
    numbers: Sequence[float]
    columns: Mapping[int, frozenset[int]] = field(default_factory=dict)
    last_row: int = 0
    charts: tuple[tuple[int, int], ...] = ()
    comments: frozenset[int] = frozenset()
    formats: int = 0
    _by_number: Mapping[str, int] = field(default_factory=dict)

    def code(self, cell: Cell, fingerprints: dict[str, int]) -> int:
        """The code of a cell's content, UNKNOWN where the program wrote no such content.

        ``fingerprints`` remembers those of texts met before.
        """
        if cell.formula:
            return FORMULA
        match cell.value:
            case bool() as truth:
                return self.texts.get(fingerprint(str(truth).upper()), UNKNOWN)
            case str() as text:
                known = fingerprints.get(text)
                if known is None:
                    known = fingerprints[text] = fingerprint(text)
                return self.texts.get(known, UNKNOWN)
            case float() as number:
                return self._by_number.get(_digits(number), UNKNOWN)
            case None:
                return UNKNOWN
            case moment:
                return self._by_number.get(_digits(serial_of(moment)), UNKNOWN)

    def same(self, code: int, cell: Cell) -> bool:
        """Whether a cell holds the content of a code, to the last digit but a few."""
        number = cell.value
        if code < _FIRST or code % 2 or number is None or isinstance(number, str | bool):
            return False
        value = number if isinstance(number, float) else serial_of(number)
        own = self.numbers[(code - _FIRST) // 2]
        return abs(value - own) <= _CLOSE * max(1.0, abs(own))

    def is_text(self, code: int) -> bool:
        """Whether a code stands for a text."""
        return code >= _FIRST and code % 2 == 1


def fingerprint(text: str) -> int:
    """A text's crc32, the same for every way in which programs save it."""
    return zlib.crc32(" ".join(nfc(text).split()).encode(errors="replace"))


def _digits(number: float) -> str:
    return f"{number + 0.0:.12g}"


def write_record(canvas: Canvas) -> None:
    """Write the very hidden sheet, after every other sheet."""
    sheets = (s for s in canvas.workbook.worksheets() if isinstance(s, RecordingWorksheet))
    texts = [record_text(sheet.get_name(), sheet.written) for sheet in sheets]
    parts = [chunks(text) for text in texts]
    sheet = canvas.add(SheetName.RECORD)
    widest = max(map(len, parts), default=1)
    put_marker(sheet, 0, "record", {n: f"value{n}" for n in range(1, widest + 1)})
    for row, pieces in enumerate(parts, start=1):
        sheet.write_string(row, 0, f"||{row}")
        for column, piece in enumerate(pieces, start=1):
            sheet.write_string(row, column, piece)
    put_end(sheet, len(parts) + 1)
    sheet.protect()
    sheet.very_hidden()


def record_text(name: str, written: Written) -> str:
    """One sheet's record as JSON of plain characters."""
    coder = _Coder()
    inputs = _inputs(written)
    rows = []
    for row in sorted(written.cells):
        codes = {
            column: INPUT if (row, column) in inputs else coder.code(value)
            for column, value in written.cells[row].items()
        }
        codes = {column: code for column, code in codes.items() if code != NOTHING}
        if codes:
            first, last = min(codes), max(codes)
            rows.append([row, first, *(codes.get(c, NOTHING) for c in range(first, last + 1))])
    data = {
        "name": name,
        "rows": rows,
        "columns": [
            [c, *([INPUT] if c in written.open_columns else []), *coder.codes(written.columns[c])]
            for c in sorted(written.columns)
        ],
        "texts": "".join(f"{print_:08x}" for print_ in coder.texts),
        "numbers": list(coder.numbers.values()),
        "last_row": written.last_row,
        "charts": written.charts,
        "comments": sorted(map(fingerprint, written.comments)),
        "formats": written.formats,
    }
    return json.dumps(data, separators=(",", ":"))


class _Coder:
    """Gives each different text and number of a sheet its code: odd for texts, even for numbers."""

    def __init__(self) -> None:
        self.texts: dict[int, int] = {}
        self.numbers: dict[str, float] = {}
        self._by_text: dict[str, int] = {}
        self._by_digits: dict[str, int] = {}

    def code(self, value: OwnValue) -> int:
        match value:
            case Mark.FORMULA:
                return FORMULA
            case Mark.OPEN:
                return NOTHING
            case str():
                known = self._by_text.get(value)
                if known is None:
                    number = self.texts.setdefault(fingerprint(value), len(self.texts))
                    known = self._by_text[value] = _FIRST + 2 * number
                return known
            case _:
                digits = _digits(value)
                self.numbers.setdefault(digits, value)
                number = self._by_digits.setdefault(digits, len(self._by_digits))
                return _FIRST + 1 + 2 * number

    def codes(self, values: set[OwnValue]) -> list[int]:
        """The codes of a column, the same whatever the order of the set."""
        texts = sorted(v for v in values if isinstance(v, str))
        rest = sorted((v for v in values if not isinstance(v, str)), key=str)
        return sorted({code for v in (*texts, *rest) if (code := self.code(v)) != NOTHING})


def _inputs(written: Written) -> frozenset[tuple[int, int]]:
    """The unlocked cells of tables, in columns that have a role: they are read by address."""
    if not written.unlocked:
        return frozenset()
    found: set[tuple[int, int]] = set()
    by_row: dict[int, set[int]] = {}
    for row, column in written.unlocked:
        by_row.setdefault(row, set()).add(column)
    for marker, last, roles in _tables(written):
        for row in range(marker + 1, last + 1):
            found |= {(row, column) for column in by_row.get(row, ()) if column in roles}
    return frozenset(found)


def _tables(written: Written) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Marker row, last row and the columns with a role of each table."""
    keys = {row: cells[0] for row, cells in written.cells.items() if 0 in cells}
    markers = sorted(r for r, key in keys.items() if str(key).startswith(MARKER))
    ends = sorted(r for r, key in keys.items() if key == END)
    for number, marker in enumerate(markers):
        following = markers[number + 1] if number + 1 < len(markers) else max(keys) + 1
        end = next((r for r in ends if marker < r < following), following)
        yield marker, end - 1, frozenset(c for c in written.cells[marker] if c)


def read_records(tables: Iterable[Table]) -> Mapping[str, SheetRecord] | None:
    """The records of a summary by the sheets' names, None where it has none or a damaged one.

    ``tables`` are all those of the summary.
    """
    for table in tables:
        if table.name != "record":
            continue
        columns = [c for r, c in table.roles.items() if r.startswith("value")]
        try:
            records = [
                _record(_joined(table.source.cell(row.row, c) for c in sorted(columns)))
                for row in table.rows
            ]
        except (ValueError, KeyError, TypeError, IndexError):
            return None
        return {record.name: record for record in records}
    return None


def _joined(cells: Iterable[Cell]) -> str:
    return "".join(cell.value for cell in cells if isinstance(cell.value, str))


def _record(text: str) -> SheetRecord:
    data = json.loads(text)
    prints, numbers = data["texts"], [float(n) for n in data["numbers"]]
    every = [int(prints[at : at + 8], 16) for at in range(0, len(prints), 8)]
    return SheetRecord(
        name=nfc(str(data["name"])),
        cells={
            row + 1: {c + 1: code for c, code in enumerate(codes, start=first) if code}
            for row, first, *codes in data["rows"]
        },
        texts={print_: _FIRST + 2 * n for n, print_ in enumerate(every)},
        numbers=numbers,
        columns={column + 1: frozenset(codes) for column, *codes in data["columns"]},
        last_row=int(data["last_row"]) + 1,
        charts=tuple((row + 1, column + 1) for row, column in data["charts"]),
        comments=frozenset(data["comments"]),
        formats=int(data["formats"]),
        _by_number={_digits(n): _FIRST + 1 + 2 * i for i, n in enumerate(numbers)},
    )
