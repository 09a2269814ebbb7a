"""Rewrites a form as other programs would save it: the same cells, another way of storing them.

Each writer takes the parts of a package and gives them back changed. None of them changes what a
person would see in the cells, so the entries that are read afterwards must be the same.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl

Parts = dict[str, bytes]
Writer = Callable[[Parts], Parts]

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW: Final = re.compile(rb"<row ([^>]*?)(/?)>")
_SI: Final = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_CELL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*?)(?<!/)>(.*?)</c>', re.DOTALL)


def parts_of(path: Path) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def save(parts: Parts, path: Path) -> Path:
    """Pack the parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def on_sheets(change: Callable[[bytes], bytes]) -> Writer:
    """A writer that changes every worksheet."""
    return lambda parts: {n: change(x) if _SHEET.fullmatch(n) else x for n, x in parts.items()}


def chained(*writers: Writer) -> Writer:
    """One writer after another."""

    def write(parts: Parts) -> Parts:
        for each in writers:
            parts = each(parts)
        return parts

    return write


# --- the same XML in other words -----------------------------------------------------------------


def prefixed(parts: Parts) -> Parts:
    """Every element of the spreadsheet's own namespace with the prefix ``x:``."""

    def change(xml: bytes) -> bytes:
        named = re.sub(rb"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])", rb"<\1x:\2", xml)
        return named.replace(b' xmlns="' + MAIN.encode(), b' xmlns:x="' + MAIN.encode())

    wanted = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")
    return {n: change(x) if n in wanted or _SHEET.fullmatch(n) else x for n, x in parts.items()}


def extended(parts: Parts) -> Parts:
    """Further namespaces, an extension list, and nothing of the optional attributes of rows."""

    def change(xml: bytes) -> bytes:
        xml = xml.replace(
            b"<worksheet ",
            b'<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            b' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
            b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
            b' mc:Ignorable="x14ac" ',
            1,
        )
        xml = re.sub(rb' spans="[^"]*"', b"", xml)
        extra = b'<extLst><ext uri="{wps}"><etc:cols etc:x="1"/></ext></extLst></worksheet>'
        return xml.replace(b"</worksheet>", extra)

    return on_sheets(change)(parts)


def with_comments_in_the_xml(parts: Parts) -> Parts:
    """A comment in the markup and numbers in CDATA."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<v>([0-9.]+)</v>", rb"<v><![CDATA[\1]]></v>", xml)
        return xml.replace(b"<sheetData>", b"<sheetData><!-- xuat tu phan mem khac -->", 1)

    return on_sheets(change)(parts)


def utf16(parts: Parts) -> Parts:
    """Worksheets in UTF-16."""

    def change(xml: bytes) -> bytes:
        text = re.sub(r"<\?xml[^>]*\?>", "", xml.decode("utf-8")).lstrip()
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    return on_sheets(change)(parts)


def with_bom(parts: Parts) -> Parts:
    """A byte order mark before the XML of worksheets and strings."""
    return {
        n: b"\xef\xbb\xbf" + x if _SHEET.fullmatch(n) or n == "xl/sharedStrings.xml" else x
        for n, x in parts.items()
    }


def strict(parts: Parts) -> Parts:
    """ISO strict: the namespaces of purl.oclc.org."""
    ooxml = b"http://purl.oclc.org/ooxml/"

    def change(xml: bytes) -> bytes:
        xml = xml.replace(MAIN.encode(), ooxml + b"spreadsheetml/main")
        xml = xml.replace(_OFFICE.encode(), ooxml + b"officeDocument/relationships")
        return xml.replace(b"<workbook ", b'<workbook conformance="strict" ', 1)

    return {name: change(content) for name, content in parts.items()}


def without_addresses(parts: Parts) -> Parts:
    """Rows and cells that say nothing of where they stand: one follows the other."""

    def change(xml: bytes) -> bytes:
        root = ElementTree.fromstring(xml)
        data = root.find(f"{{{MAIN}}}sheetData")
        assert data is not None
        rows = list(data)
        for row in rows:
            data.remove(row)
        for row in rows:
            while len(data) < int(row.get("r", "0")) - 1:
                data.append(ElementTree.Element(f"{{{MAIN}}}row"))
            cells = list(row)
            for cell in cells:
                row.remove(cell)
            for cell in cells:
                while len(row) < _column(cell.get("r", "")) - 1:
                    row.append(ElementTree.Element(f"{{{MAIN}}}c"))
                cell.attrib.pop("r")
                row.append(cell)
            for name in ("r", "spans"):
                row.attrib.pop(name, None)
            data.append(row)
        return ElementTree.tostring(root)

    return on_sheets(change)(parts)


def _column(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


# --- texts ---------------------------------------------------------------------------------------


def rich(parts: Parts) -> Parts:
    """Shared texts cut into runs with fonts, and a reading aid that is no part of the text."""
    bold = b'<rPr><b/><sz val="11"/><rFont val="Times New Roman"/></rPr>'

    def change(match: re.Match[bytes]) -> bytes:
        found = re.fullmatch(rb"<t(?:[^>]*)>(.*)</t>", match[1], re.DOTALL)
        if found is None or b"&" in found[1]:
            return match[0]
        text = found[1].decode("utf-8")
        cut = len(text) // 2
        runs = b"".join(
            b"<r>" + bold + b'<t xml:space="preserve">' + part.encode() + b"</t></r>"
            for part in (text[:cut], text[cut:])
            if part
        )
        return b'<si>%s<rPh sb="0" eb="1"><t>phien am</t></rPh><phoneticPr fontId="1"/></si>' % runs

    strings = _SI.sub(change, parts["xl/sharedStrings.xml"])
    return {**parts, "xl/sharedStrings.xml": strings}


def _texts(parts: Parts) -> list[bytes]:
    return [match[1] for match in _SI.finditer(parts["xl/sharedStrings.xml"])]


def inline(parts: Parts) -> Parts:
    """Every text in its own cell, no part of shared texts, no document properties."""
    texts = _texts(parts)

    def cell(match: re.Match[bytes]) -> bytes:
        if b't="s"' not in match[2]:
            return match[0]
        number = re.search(rb"<v>([0-9]+)</v>", match[3])
        assert number is not None
        about = match[2].replace(b't="s"', b't="inlineStr"')
        return b'<c r="%s"%s><is>%s</is></c>' % (match[1], about, texts[int(number[1])])

    changed = on_sheets(lambda xml: _CELL.sub(cell, xml))(parts)
    dropped = ("xl/sharedStrings.xml", "docProps/app.xml", "docProps/core.xml", "xl/calcChain.xml")
    kept = {name: content for name, content in changed.items() if name not in dropped}
    for name, content in kept.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            pattern = rb"<(?:Relationship|Override)[^>]*(?:sharedStrings|docProps)[^>]*/>"
            kept[name] = re.sub(pattern, b"", content)
    return kept


def plain_strings(parts: Parts) -> Parts:
    """Every text as ``t="str"`` without a formula, as some converters write constants."""
    texts = [re.sub(rb"<[^>]*>", b"", text) for text in _texts(parts)]

    def cell(match: re.Match[bytes]) -> bytes:
        number = re.search(rb"<v>([0-9]+)</v>", match[3])
        if b't="s"' not in match[2] or number is None:
            return match[0]
        about = match[2].replace(b't="s"', b't="str"')
        return b'<c r="%s"%s><v>%s</v></c>' % (match[1], about, texts[int(number[1])])

    return on_sheets(lambda xml: _CELL.sub(cell, xml))(parts)


# --- numbers and dates ---------------------------------------------------------------------------


def long_numbers(parts: Parts) -> Parts:
    """Every number with 17 digits, as the fullest of writers do (0.95 → 0.94999999999999996)."""
    return _numbers(lambda value: f"{value:.17g}")(parts)


def exponents(parts: Parts) -> Parts:
    """Every number in scientific notation: 10 → 1E+1."""

    def text(value: float) -> str:
        mantissa, _, power = f"{value:.16E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{int(power):+d}"

    return _numbers(text)(parts)


def _numbers(text: Callable[[float], str]) -> Writer:
    def cell(match: re.Match[bytes]) -> bytes:
        if b" t=" in match[2] or b"<f" in match[3]:
            return match[0]
        return re.sub(
            rb"<v>([^<]*)</v>",
            lambda v: b"<v>%s</v>" % text(float(v[1])).encode(),
            match[0],
        )

    return on_sheets(lambda xml: _CELL.sub(cell, xml))


def _dates(change: Callable[[bytes, bytes, float], bytes]) -> Writer:
    """A writer of the cells with a date format; gives address, style, serial."""

    def write(parts: Parts) -> Parts:
        styles = ElementTree.fromstring(parts["xl/styles.xml"])
        formats = {
            entry.get("numFmtId")
            for entry in styles.iter(f"{{{MAIN}}}numFmt")
            if "yyyy" in entry.get("formatCode", "")
        }
        table = styles.find(f"{{{MAIN}}}cellXfs")
        assert table is not None
        dated = {str(i).encode() for i, xf in enumerate(table) if xf.get("numFmtId") in formats}

        def cell(match: re.Match[bytes]) -> bytes:
            style = re.search(rb' s="([0-9]+)"', match[2])
            value = re.fullmatch(rb"<v>([0-9.]+)</v>", match[3])
            if style is None or style[1] not in dated or value is None or b" t=" in match[2]:
                return match[0]
            return change(match[1], style[1], float(value[1]))

        return on_sheets(lambda xml: _CELL.sub(cell, xml))(parts)

    return write


def iso_dates(parts: Parts) -> Parts:
    """Dates as ISO texts (``t="d"``)."""

    def change(address: bytes, style: bytes, serial: float) -> bytes:
        day = (dt.datetime(1899, 12, 30) + dt.timedelta(days=serial)).isoformat()
        return b'<c r="%s" s="%s" t="d"><v>%s</v></c>' % (address, style, day.encode())

    return _dates(change)(parts)


def calendar_of_1904(parts: Parts) -> Parts:
    """The calendar of old Macintosh programs, the day numbers 1,462 lower."""

    def change(address: bytes, style: bytes, serial: float) -> bytes:
        return b'<c r="%s" s="%s"><v>%d</v></c>' % (address, style, serial - 1462)

    return only_the_flag_of_1904(_dates(change)(parts))


def only_the_flag_of_1904(parts: Parts) -> Parts:
    """The other calendar, the day numbers left alone: every date is four years later."""
    book = parts["xl/workbook.xml"]
    changed = re.sub(rb"<workbookPr([^>]*)/>", rb'<workbookPr\1 date1904="1"/>', book)
    assert changed != book
    return {**parts, "xl/workbook.xml": changed}


# --- sheets, rows, and what stands around the cells ----------------------------------------------


def reversed_sheets(parts: Parts) -> Parts:
    """The sheets in the opposite order."""

    def change(match: re.Match[bytes]) -> bytes:
        sheets = re.findall(rb"<sheet [^>]*/>", match[0])
        return b"<sheets>" + b"".join(reversed(sheets)) + b"</sheets>"

    book = re.sub(rb"<sheets>.*?</sheets>", change, parts["xl/workbook.xml"])
    return {**parts, "xl/workbook.xml": re.sub(rb"<definedNames>.*</definedNames>", b"", book)}


def turned_inside_out(parts: Parts) -> Parts:
    """Hidden sheets shown, shown ones very hidden."""

    def change(match: re.Match[bytes]) -> bytes:
        if b"state=" in match[0]:
            return re.sub(rb' state="[^"]*"', b"", match[0])
        return match[0].replace(b"<sheet ", b'<sheet state="veryHidden" ')

    book = re.sub(rb"<sheet [^>]*/>", change, parts["xl/workbook.xml"])
    return {**parts, "xl/workbook.xml": book}


def hidden_rows(parts: Parts) -> Parts:
    """All rows hidden, grouped and filtered; columns out of sight."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb' (?:hidden|outlineLevel|collapsed)="[^"]*"', b"", xml)
        xml = _ROW.sub(rb'<row \1 hidden="1" outlineLevel="2" collapsed="1"\2>', xml)
        end = b'</sheetData><autoFilter ref="A1:C9"><filterColumn colId="0"><filters blank="1"/>'
        return xml.replace(b"</sheetData>", end + b"</filterColumn></autoFilter>", 1)

    return on_sheets(change)(parts)


def locked_up(parts: Parts) -> Parts:
    """Sheets and structure protected with a password."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<sheetProtection[^>]*/>", b"", xml)
        lock = b'</sheetData><sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1"/>'
        return xml.replace(b"</sheetData>", lock, 1)

    book = parts["xl/workbook.xml"].replace(
        b"<sheets>", b'<workbookProtection workbookPassword="CC1A" lockStructure="1"/><sheets>', 1
    )
    return {**on_sheets(change)(parts), "xl/workbook.xml": book}


def surrounded(parts: Parts) -> Parts:
    """Comments, threads, links to other books, broken names, a wrong calculation chain."""
    book = parts["xl/workbook.xml"]
    names = (
        b'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">'
        b"'Kh\xc3\xb4ng c\xc3\xb2n'!#REF!</definedName><definedName name=\"hong\">#REF!"
        b'</definedName><definedName name="ngoai">[1]Sheet1!$A$1</definedName></definedNames>'
    )
    book = re.sub(rb"<definedNames>.*</definedNames>", b"", book)
    book = book.replace(b"</sheets>", b"</sheets>" + names, 1)
    rels = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdLink" Type="{_OFFICE}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'.encode(),
    )
    link = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{_OFFICE}"><externalBook r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    )
    out = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/'
        'externalLinkPath" Target="http://example.invalid/x.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="C8" id="{1}"><text>9999</text></threadedComment>'
        "</ThreadedComments>"
    )
    return {
        **parts,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": rels,
        "xl/externalLinks/externalLink1.xml": link.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": out.encode(),
        "xl/threadedComments/threadedComment1.xml": thread.encode(),
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="ZZ99" i="77"/></calcChain>'.encode(),
    }


WRITERS: Final[dict[str, Writer]] = {
    "prefixed": prefixed,
    "extended": extended,
    "wps": chained(extended, prefixed, rich),
    "comments-in-xml": with_comments_in_the_xml,
    "utf-16": utf16,
    "byte-order-mark": with_bom,
    "strict": strict,
    "without-addresses": without_addresses,
    "rich": rich,
    "inline": inline,
    "google": chained(inline, long_numbers),
    "plain-strings": plain_strings,
    "17-digits": long_numbers,
    "exponents": exponents,
    "iso-dates": iso_dates,
    "1904": calendar_of_1904,
    "1904-strict": chained(calendar_of_1904, strict),
    "sheet-order": reversed_sheets,
    "inside-out": turned_inside_out,
    "hidden-rows": hidden_rows,
    "locked-up": locked_up,
    "surrounded": surrounded,
    "everything": chained(
        surrounded, hidden_rows, turned_inside_out, rich, calendar_of_1904, exponents, strict
    ),
}
"""What other programs do to a file without changing what it says."""


# --- one cell ------------------------------------------------------------------------------------


def set_cell(parts: Parts, sheet: str, address: str, cell: str, style: bool = True) -> Parts:
    """Replace one stored cell; ``cell`` is what follows ``<c r="…" s="…"``: ``><v>1</v></c>``."""
    name = sheet_part(parts, sheet)
    pattern = re.compile(rb'<c r="%s"([^>]*?)(?:/>|>.*?</c>)' % address.encode(), re.DOTALL)

    def change(match: re.Match[bytes]) -> bytes:
        kept = re.search(rb' s="[0-9]+"', match[1])
        about = kept[0] if kept and style else b""
        return b'<c r="%s"%s%s' % (address.encode(), about, cell.encode())

    changed, count = pattern.subn(change, parts[name])
    assert count == 1, (sheet, address)
    return {**parts, name: changed}


def sheet_part(parts: Parts, sheet: str) -> str:
    """The part of the sheet with this name."""
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    links = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    for each in book.iter(f"{{{MAIN}}}sheet"):
        if each.get("name") == sheet:
            return "xl/" + links[each.get(f"{{{_OFFICE}}}id")].removeprefix("/xl/")
    raise KeyError(sheet)


def text_cell(text: str) -> str:
    """A text, as ``set_cell`` takes it."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


# --- openpyxl ------------------------------------------------------------------------------------


def resaved(path: Path, out: Path, change: Callable[[Any], None] = lambda book: None) -> Path:
    """The file as openpyxl saves it, which drops the results of all formulas."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(out)
    return out


def plain_inputs(path: Path) -> Iterator[tuple[str, str, str, object]]:
    """Table, key, role and value of every keyed cell, by nothing but openpyxl: a second reader.

    It knows the hidden markers, keys and roles where the builder puts them, and nothing else.
    """
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=True)
    for sheet in book.worksheets:
        roles: dict[int, str] = {}
        table = ""
        for row in sheet.iter_rows():
            key = row[0].value
            if not isinstance(key, str):
                continue
            if key.startswith("#thidua:"):
                table = key.removeprefix("#thidua:")
                roles = {cell.column: str(cell.value) for cell in row[1:] if cell.value}
            elif table and key != "#end":
                for column, role in roles.items():
                    yield table, key, role, row[column - 1].value
