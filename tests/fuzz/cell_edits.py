"""Edits of one worksheet's XML: cells, rows and columns, by people and by bad programs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape

_CELL: Final = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_ROW: Final = re.compile(rb'<row r="([0-9]+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_STYLE: Final = re.compile(rb' s="([0-9]+)"')

NUMBERS: Final = (
    "0", "1", "-1", "7", "2.5", "0.95", "1E3", "-0", "100000000000", "1e308", "1e999", "4E-7",
    "0.30000000000000004", "1_0", "１２", "nan", "inf", "0x10", "44196", "44196.75", "1,5", "",
)  # fmt: skip
TEXTS: Final = (
    "9,5", "9.5", "1.234", "1.234,5", "95%", "12/2021", "31/02/2021", "01/02/21", "2021-03-01",
    "x", "X", "Đạt", "Không", "Năm", "6 tháng", "=1+1", "+1", "@SUM(A1)", "-2+3", "O", "l0", "１０",
    "\u00a05", "5\u200b", "\u202e51", "Chu\u031b\u0301a", "#end", "#thidua:scores", "A.1.1|",
    "''", "_x000D_", "_x0031_0", "<b>9</b>", "a\nb", "  9 ", "😀", "chưa có", "n/a", "٣",
    "9,5 điểm", "1 000", "1'000", "½", "10^2", "TRUE", "",
)  # fmt: skip
ERRORS: Final = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#SPILL!", "#LẠ", "")

SheetEdit = Callable[[bytes, random.Random, Sequence[str]], tuple[bytes, str]]
"""Worksheet XML, chance, addresses of inputs → the changed XML and what was done."""


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _any_cell(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> re.Match[bytes] | None:
    """An input's cell more often than not, else any other that the sheet has."""
    if inputs and rng.random() < 0.75:
        wanted = rng.choice(inputs).encode()
        found = re.search(rb'<c r="(%s)"' % wanted, xml)
        if found is not None:
            return _CELL.match(xml, found.start())
    cells = [m.start() for m in re.finditer(rb'<c r="', xml)]
    return _CELL.match(xml, rng.choice(cells)) if cells else None


def _content(rng: random.Random, address: str) -> tuple[str, str]:
    """Attributes (without address and style) and inner XML of a cell, in any of its makes."""
    number, text = rng.choice(NUMBERS), escape(rng.choice(TEXTS))
    formulas = (
        "<f>1+1</f>",
        "<f/>",
        '<f t="shared" si="0"/>',
        f'<f t="array" ref="{address}:{address}">1</f>',
        f'<f t="shared" ref="{address}" si="9">2*3</f>',
    )
    formula = rng.choice(formulas)
    return rng.choice(
        (
            ("", f"<v>{number}</v>"),
            (' t="n"', f"<v>{number}</v>"),
            (' t="str"', f"<v>{text}</v>"),
            (' t="inlineStr"', f"<is><t xml:space=\"preserve\">{text}</t></is>"),
            (' t="inlineStr"', f"<is><r><t>{text}</t></r><r><rPr><b/></rPr><t>2</t></r></is>"),
            (' t="inlineStr"', f"<is><t>{text}</t></is><v>3</v>"),
            (' t="b"', f"<v>{rng.choice('01')}</v>"),
            (' t="b"', "<v>true</v>"),
            (' t="e"', f"<v>{rng.choice(ERRORS)}</v>"),
            (' t="d"', "<v>2021-11-30T00:00:00</v>"),
            (' t="d"', "<v>30/11/2021</v>"),
            (' t="s"', f"<v>{rng.choice(('0', '1', '40', '99999', '-1', '', '1.5'))}</v>"),
            (' t="z"', "<v>1</v>"),
            ("", formula),
            ("", f"{formula}<v>{number}</v>"),
            (' t="str"', f"{formula}<v>{text}</v>"),
            (' t="str"', f"{formula}<v></v>"),
            (' t="e"', f"{formula}<v>{rng.choice(ERRORS)}</v>"),
            ("", f"<v>{number}</v><v>8</v>"),
            ("", f"<v><!-- 5 -->{number}</v>"),
            ("", f"<v><![CDATA[{number}]]></v>"),
            ("", f"<x:v xmlns:x=\"urn:x\">6</x:v><v>{number}</v>"),
            (' t="str"', f"<v>{'ơ' * rng.choice((300, 32_767, 40_000))}</v>"),
            ("", ""),
        )
    )  # fmt: skip


def type_into(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """Another content, of any type, in a cell."""
    cell = _any_cell(xml, rng, inputs)
    if cell is None:
        return xml, "no cell"
    address = (cell[1] + cell[2]).decode()
    style = _STYLE.search(cell[3])
    kept = style[0].decode() if style and rng.random() < 0.8 else f' s="{rng.randint(0, 60)}"'
    about, inner = _content(rng, address)
    new = f'<c r="{address}"{kept}{about}>{inner}</c>'.encode()
    return xml[: cell.start()] + new + xml[cell.end() :], f"{address}: {new[:120]!r}"


def spoil_cell(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """The markup of a cell: its address, its copies, its style, where it stands."""
    cell = _any_cell(xml, rng, inputs)
    if cell is None:
        return xml, "no cell"
    whole, address = cell[0], cell[1] + cell[2]
    elsewhere = _any_cell(xml, rng, inputs)
    assert elsewhere is not None
    other = b'r="' + elsewhere[1] + elsewhere[2] + b'"'
    ours = b'r="' + address + b'"'
    done, new = rng.choice(
        (
            ("gone", b""),
            ("twice", whole + whole),
            ("address of another", whole.replace(ours, other, 1)),
            ("second at its address", whole + elsewhere[0].replace(other, ours, 1)),
            ("no address", whole.replace(ours + b" ", b"", 1)),
            ("small letters", whole.replace(ours, ours.lower(), 1)),
            ("dollars", whole.replace(address, b"$" + cell[1] + b"$" + cell[2], 1)),
            ("far", whole.replace(address, b"XFD1048576", 1)),
            ("no such cell", whole.replace(address, b"ZZZ0", 1)),
            ("another style", _STYLE.sub(b' s="%d"' % rng.randint(0, 90), whole, 1)),
            ("wild style", _STYLE.sub(b' s="99999"', whole, 1)),
            ("minus style", _STYLE.sub(b' s="-1"', whole, 1)),
            ("quotes", whole.replace(b'"', b"'")),
            ("other space", whole.replace(b"<c ", b"<c\n\t", 1)),
            ("apart", whole.replace(b"<v>", b"<v >", 1)),
            ("unknown attribute", whole.replace(b"<c ", b'<c cm="1" vm="2" ph="1" ', 1)),
            ("prefix", re.sub(rb"<(/?)(c|v|f|is|t)\b", rb"<\1q:\2", whole)),
        )
    )
    return xml[: cell.start()] + new + xml[cell.end() :], f"{address.decode()}: {done}"


def _moved(xml: bytes, to: Callable[[int, int], tuple[int, int] | None]) -> bytes:
    """Every cell and row at another place; None: gone."""

    def cell(match: re.Match[bytes]) -> bytes:
        at = to(int(match[2]), _number(match[1]))
        if at is None:
            return b""
        ours = b'r="' + match[1] + match[2] + b'"'
        return match[0].replace(ours, b'r="%s%d"' % (_letters(at[1]).encode(), at[0]), 1)

    def row(match: re.Match[bytes]) -> bytes:
        at = to(int(match[1]), 1)
        number = at[0] if at is not None else None
        if number is None and to(int(match[1]), 200) is None:
            return b""
        new = b'<row r="%d"' % (int(match[1]) if number is None else number)
        return new + match[0][match[0].index(b'"', 8) + 1 :]

    return _ROW.sub(row, _CELL.sub(cell, xml))


def shift_rows(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """Rows inserted, deleted, doubled, swapped or cut out, as in a spreadsheet program."""
    numbers = [int(n) for n in re.findall(rb'<row r="([0-9]+)"', xml)]
    if not numbers:
        return xml, "no row"
    at, by = rng.choice(numbers), rng.randint(1, 3)
    kind = rng.choice(("insert", "delete", "double", "swap", "to the end", "copy over"))
    match kind:
        case "insert":
            new = _moved(xml, lambda r, c: (r + by if r >= at else r, c))
        case "delete":
            new = _moved(xml, lambda r, c: None if r == at else (r - (r > at), c))
        case "swap":
            other = rng.choice(numbers)
            turned = {at: other, other: at}
            new = _moved(xml, lambda r, c: (turned.get(r, r), c))
            new = _sorted_rows(new) if rng.random() < 0.7 else new
        case "to the end":
            last = max(numbers)
            new = _sorted_rows(_moved(xml, lambda r, c: (last + 1 if r == at else r, c)))
        case "double":
            copy = _row_at(xml, at)
            new = _moved(xml, lambda r, c: (r + 1 if r > at else r, c))
            new = _with_rows(new, _moved(copy, lambda r, c: (r + 1, c)))
        case _:
            copy, other = _row_at(xml, at), rng.choice(numbers)
            new = _moved(xml, lambda r, c: None if r == other else (r, c))
            new = _with_rows(new, _moved(copy, lambda r, c: (other, c)))
    return new, f"row {at}: {kind}"


def _row_at(xml: bytes, number: int) -> bytes:
    found = next(m for m in _ROW.finditer(xml) if int(m[1]) == number)
    return found[0]


def _with_rows(xml: bytes, rows: bytes) -> bytes:
    return _sorted_rows(xml.replace(b"</sheetData>", rows + b"</sheetData>", 1))


def _sorted_rows(xml: bytes) -> bytes:
    rows = sorted(_ROW.finditer(xml), key=lambda m: int(m[1]))
    if not rows:
        return xml
    start, end = min(m.start() for m in rows), max(m.end() for m in rows)
    return xml[:start] + b"".join(m[0] for m in rows) + xml[end:]


def shift_columns(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """Columns inserted, deleted, doubled or swapped, as in a spreadsheet program."""
    at, by = rng.randint(1, 24), rng.randint(1, 3)
    kind = rng.choice(("insert", "delete", "double", "swap"))
    match kind:
        case "insert":
            new = _moved(xml, lambda r, c: (r, c + by if c >= at else c))
        case "delete":
            new = _moved(xml, lambda r, c: None if c == at else (r, c - (c > at)))
        case "swap":
            other = rng.randint(1, 24)
            turned = {at: other, other: at}
            new = _sorted_cells(_moved(xml, lambda r, c: (r, turned.get(c, c))))
        case _:
            new = _moved(xml, lambda r, c: (r, c + 1 if c > at else c))

            def doubled(match: re.Match[bytes]) -> bytes:
                if _number(match[1]) != at:
                    return match[0]
                twin = b'r="%s%s"' % (_letters(at + 1).encode(), match[2])
                return match[0] + match[0].replace(b'r="' + match[1] + match[2] + b'"', twin, 1)

            new = _CELL.sub(doubled, new)
    return new, f"column {at}: {kind}"


def _sorted_cells(xml: bytes) -> bytes:
    def row(match: re.Match[bytes]) -> bytes:
        if match[3] is None:
            return match[0]
        cells = sorted(_CELL.finditer(match[3]), key=lambda m: _number(m[1]))
        return match[0].replace(match[3], b"".join(m[0] for m in cells), 1)

    return _ROW.sub(row, xml)


def spoil_rows(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """The markup of rows: hidden, without numbers, with those of others."""
    rows = list(_ROW.finditer(xml))
    if not rows:
        return xml, "no row"
    row, other = rng.choice(rows), rng.choice(rows)
    ours = b'<row r="' + row[1] + b'"'
    done, new = rng.choice(
        (
            ("hidden", row[0].replace(ours, ours + b' hidden="1"', 1)),
            ("without number", row[0].replace(ours, b"<row", 1)),
            ("number of another", row[0].replace(ours, b'<row r="' + other[1] + b'"', 1)),
            ("twice", row[0] + row[0]),
            ("no number", row[0].replace(ours, b'<row r="x"', 1)),
            ("far", row[0].replace(ours, b'<row r="1048577"', 1)),
            ("minus", row[0].replace(ours, b'<row r="-3"', 1)),
        )
    )
    return xml[: row.start()] + new + xml[row.end() :], f"row {row[1].decode()}: {done}"


def merge_cells(xml: bytes, rng: random.Random, inputs: Sequence[str]) -> tuple[bytes, str]:
    """A merged area or a filter over anything."""
    first, last = sorted((rng.randint(1, 60), rng.randint(1, 60)))
    area = f"{_letters(rng.randint(1, 8))}{first}:{_letters(rng.randint(8, 20))}{last}".encode()
    merged = b'<mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % area
    filtered = b'<autoFilter ref="%s"><filterColumn colId="0"><filters/></filterColumn>' % area
    extra = rng.choice((merged, filtered + b"</autoFilter>"))
    return xml.replace(b"</sheetData>", b"</sheetData>" + extra, 1), f"over {area.decode()}"


SHEET_EDITS: Final[tuple[SheetEdit, ...]] = (
    type_into, type_into, type_into, spoil_cell, spoil_cell, shift_rows, shift_rows,
    shift_columns, shift_columns, spoil_rows, merge_cells,
)  # fmt: skip
