"""What a workbook holds besides cells and comments: drawings, pivot tables, links, macros.

None of it can be carried into a file that is written anew; it can be named, so that a person
fetches it from the old one. The words in text boxes and the targets of links are given.

Sources: ECMA-376 part 1, 20.5 (spreadsheet drawings), 18.3.1 (worksheets), 18.10 (pivot tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.etree import ElementTree

from scoring.snapshot import column_letters
from thidua_addin.workbook.package import Package, PackageSheet, children, local

__all__ = ["Attached", "Attachment", "attachments_of", "book_attachments", "format_rules"]


class Attached(StrEnum):
    """The kinds of attachments, as people call them."""

    PICTURE = "Hình ảnh"
    CHART = "Biểu đồ"
    SHAPE = "Hình vẽ, hộp chữ"
    PIVOT = "Bảng tổng hợp (PivotTable)"
    TABLE = "Bảng dữ liệu (Table)"
    OBJECT = "Tệp nhúng"
    CONTROL = "Nút bấm, ô chọn"
    SLICER = "Bộ lọc (Slicer)"
    QUERY = "Truy vấn dữ liệu"
    BACKGROUND = "Ảnh nền, ảnh ở đầu trang"
    MACRO = "Macro"
    OTHER_FILE = "Liên kết tới tệp khác"
    CHART_SHEET = "Trang biểu đồ"
    LINK = "Liên kết"
    UNREADABLE = "Phần không đọc được"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One thing: ``cell`` is where it stands (``""`` for nowhere), ``text`` the words in it."""

    kind: Attached
    cell: str = ""
    name: str = ""
    text: str = ""


_KINDS: Final = {
    "pivotTable": Attached.PIVOT,
    "table": Attached.TABLE,
    "oleObject": Attached.OBJECT,
    "package": Attached.OBJECT,
    "ctrlProp": Attached.CONTROL,
    "control": Attached.CONTROL,
    "slicer": Attached.SLICER,
    "timeline": Attached.SLICER,
    "queryTable": Attached.QUERY,
    "image": Attached.BACKGROUND,
}
_BOOK_KINDS: Final = {
    "vbaProject": Attached.MACRO,
    "externalLink": Attached.OTHER_FILE,
    "connections": Attached.QUERY,
}
_HEADER_PICTURE: Final = re.compile(rb"<(?:\w+:)?legacyDrawingHF[ />]")
_RULE: Final = re.compile(rb"<(?:\w+:)?cfRule[ />]")
_LINK: Final = re.compile(rb"<(?:\w+:)?hyperlink [^<>]*>")
_ATTRIBUTE: Final = re.compile(rb'([\w:]+)="([^"]*)"')


def attachments_of(package: Package, sheet: PackageSheet) -> tuple[Attachment, ...]:
    """What a sheet holds, drawings in their order; a chart sheet is one thing itself."""
    if sheet.kind != "worksheet":
        return (Attachment(Attached.CHART_SHEET, name=sheet.name),)
    found: list[Attachment] = []
    for link in sheet.of_kind("drawing"):
        root = package.xml(link.target)
        if root is None:
            found.append(Attachment(Attached.UNREADABLE, name="hình vẽ"))
        else:
            found += (a for anchor in root for a in _anchored(anchor))
    for link in sheet.relations:
        kind = _KINDS.get(link.kind)
        if kind is not None and not link.external:
            found.append(Attachment(kind, name=_name_of(package, link.target, kind)))
    source = package.read(sheet.part) or b""
    if _HEADER_PICTURE.search(source):
        found.append(Attachment(Attached.BACKGROUND))
    found += _links(sheet, source)
    return tuple(found)


def book_attachments(package: Package) -> tuple[Attachment, ...]:
    """What belongs to the workbook as a whole."""
    kinds = [_BOOK_KINDS.get(link.kind) for link in package.links]
    return tuple(Attachment(kind) for kind in dict.fromkeys(k for k in kinds if k is not None))


def format_rules(package: Package, sheet: PackageSheet) -> int:
    """How many rules of conditional formatting a sheet has."""
    return len(_RULE.findall(package.read(sheet.part) or b""))


def _anchored(anchor: ElementTree.Element) -> Iterator[Attachment]:
    """The things at one place of a drawing; a group counts as one shape."""
    at = _from(anchor)
    for thing in anchor:
        for element in _chosen(thing):
            kind = _drawn(element)
            if kind is not None:
                name = next((e.get("name", "") for e in element.iter() if local(e) == "cNvPr"), "")
                words = _words(element) if kind is Attached.SHAPE else ""
                yield Attachment(kind, at, name, words)


def _chosen(thing: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The thing itself, or the first choice where a program offers alternatives."""
    if local(thing) != "AlternateContent":
        yield thing
        return
    for choice in (*children(thing, "Choice"), *children(thing, "Fallback")):
        yield from choice
        return


def _drawn(element: ElementTree.Element) -> Attached | None:
    match local(element):
        case "pic":
            return Attached.PICTURE
        case "sp" | "cxnSp" | "grpSp" | "contentPart":
            return Attached.SHAPE
        case "graphicFrame":
            inside = " ".join(e.get("uri", "") for e in element.iter())
            return Attached.CHART if "chart" in inside else Attached.SHAPE
    return None


def _from(anchor: ElementTree.Element) -> str:
    for start in children(anchor, "from"):
        numbers = {local(e): e.text or "" for e in start}
        row, column = numbers.get("row", ""), numbers.get("col", "")
        if row.isdecimal() and column.isdecimal():
            return f"{column_letters(int(column) + 1)}{int(row) + 1}"
    return ""


def _words(element: ElementTree.Element) -> str:
    """The paragraphs of a text box."""
    lines = (
        "".join(t.text or "" for t in paragraph.iter() if local(t) == "t")
        for paragraph in element.iter()
        if local(paragraph) == "p"
    )
    return "\n".join(lines).strip()


def _name_of(package: Package, part: str, kind: Attached) -> str:
    if kind not in (Attached.PIVOT, Attached.TABLE):
        return ""
    root = package.xml(part)
    return "" if root is None else root.get("displayName") or root.get("name") or ""


def _links(sheet: PackageSheet, source: bytes) -> Iterator[Attachment]:
    """Links that lead out of the workbook, with their cells."""
    targets = {r.id: r.target for r in sheet.relations if r.external and r.kind == "hyperlink"}
    if not targets:
        return
    for element in _LINK.findall(source):
        given = {
            key.decode().rpartition(":")[2]: value.decode("utf-8", "replace")
            for key, value in _ATTRIBUTE.findall(element)
        }
        target = targets.get(given.get("id", ""))
        if target:
            cell = given.get("ref", "").partition(":")[0]
            yield Attachment(Attached.LINK, cell, text=target)
