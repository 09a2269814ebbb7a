"""Turn a workbook without macros into one with the ribbon tab and its VBA project.

Sources: [MS-OFFMACRO2] for the parts and their types, ECMA-376 part 1, 18.3.1.82 and 18.2.28 for
the code names that tie the workbook and its sheets to their modules.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Final

from thidua_addin.template.ribbon import RibbonHost, ribbon_parts
from thidua_addin.template.vba_project import vba_project
from thidua_addin.template.vba_sources import (
    SHEET_CLASS,
    WORKBOOK_CLASS,
    document_module,
    shared_modules,
)

__all__ = ["differing_parts", "with_macros"]

_CONTENT_TYPES: Final = "[Content_Types].xml"
_WORKBOOK: Final = "xl/workbook.xml"
_WORKBOOK_LINKS: Final = "xl/_rels/workbook.xml.rels"
_ROOT_LINKS: Final = "_rels/.rels"
_VBA: Final = "xl/vbaProject.bin"
_VBA_LINK: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_HOST: Final = "{37E998C4-C9E5-D4B9-71C8-EB1FF731991C}"
"""What Excel calls itself in a file with macros; a constant of its, not of the file."""

_PART_TIME: Final = (1980, 1, 1, 0, 0, 0)

_PLAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPES: Final = {
    RibbonHost.TEMPLATE: "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    RibbonHost.ADDIN: "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
_PROJECTS: Final = {RibbonHost.TEMPLATE: "ThiduaBieuMau", RibbonHost.ADDIN: "ThiduaAddin"}
"""Two projects that are open together need two names."""

_SHEET: Final = re.compile(r'<sheet [^>]*?r:id="([^"]+)"[^>]*/>')
_SHEET_START: Final = re.compile(r"(<worksheet [^>]*>)")
_SHEET_PROPERTIES: Final = re.compile(r"(<worksheet [^>]*>)<sheetPr([ />])")
_LINK: Final = re.compile(r'<Relationship Id="([^"]+)"[^>]*? Target="([^"]+)"')


def with_macros(workbook: bytes, host: RibbonHost) -> bytes:
    """The workbook with macros: the same bytes for the same workbook.

    Sheets are known to VBA as ``Sheet1``, ``Sheet2``, … in their order. Raises ValueError if the
    package is not laid out as this program's writer does it, or has macros already.
    """
    parts = _parts(workbook)
    if _VBA in parts:
        raise ValueError("the workbook has macros already")
    links = parts[_WORKBOOK_LINKS].decode("utf-8")
    targets = dict(_LINK.findall(links))
    book = parts[_WORKBOOK].decode("utf-8")
    documents = [document_module("ThisWorkbook", WORKBOOK_CLASS)]
    named = _once(book, "<workbookPr ", '<workbookPr codeName="ThisWorkbook" ').decode("utf-8")
    parts[_WORKBOOK] = _once(named, "<fileVersion ", f'<fileVersion codeName="{_HOST}" ')
    for number, link in enumerate(_SHEET.findall(book), start=1):
        part = posixpath.join("xl", targets[link])
        documents.append(document_module(f"Sheet{number}", SHEET_CLASS))
        parts[part] = _with_code_name(parts[part].decode("utf-8"), f"Sheet{number}")
    parts[_VBA] = vba_project(_PROJECTS[host], (*documents, *shared_modules()))
    parts[_WORKBOOK_LINKS] = _linked(links, {_VBA_LINK: "vbaProject.bin"})
    ribbon = ribbon_parts(host)
    parts |= {part.name: part.content for part in ribbon}
    root = parts[_ROOT_LINKS].decode("utf-8")
    parts[_ROOT_LINKS] = _linked(root, {part.relationship: part.name for part in ribbon})
    types = parts[_CONTENT_TYPES].decode("utf-8")
    parts[_CONTENT_TYPES] = _typed(types, host)
    return _packed(parts)


def differing_parts(one: bytes, other: bytes) -> tuple[str, ...]:
    """The names of the parts in which two packages differ, compared uncompressed."""
    first, second = _parts(one), _parts(other)
    return tuple(sorted(n for n in {*first, *second} if first.get(n) != second.get(n)))


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, _PART_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _once(text: str, old: str, new: str) -> bytes:
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times where it should stand once")
    return text.replace(old, new).encode("utf-8")


def _with_code_name(sheet: str, name: str) -> bytes:
    written, count = _SHEET_PROPERTIES.subn(rf'\1<sheetPr codeName="{name}"\2', sheet)
    if not count:
        written, count = _SHEET_START.subn(rf'\1<sheetPr codeName="{name}"/>', sheet)
    if count != 1:
        raise ValueError(f"{name} is not a worksheet as it is written here")
    return written.encode("utf-8")


def _linked(links: str, new: dict[str, str]) -> bytes:
    start = links.count("<Relationship ") + 1
    added = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(new.items(), start=start)
    )
    if f'Id="rId{start}"' in links:
        raise ValueError("the relationships are not numbered one after the other")
    return _once(links, "</Relationships>", f"{added}</Relationships>")


def _typed(types: str, host: RibbonHost) -> bytes:
    binary = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    return _once(
        types.replace("<Override ", f"{binary}<Override ", 1), _PLAIN_TYPE, _MACRO_TYPES[host]
    )
