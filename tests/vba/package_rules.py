"""Is a workbook with macros whole? Asked of readers that did not write it.

olefile reads the compound file, olevba (oletools) and pyOpenVBA each find the modules' text in
their own way, openxml-audit says whether Excel is expected to open the package, and a small reader
here walks the ``dir`` stream as [MS-OVBA] 2.3.4.2 lays it out. ``package_faults`` gives everything
that any of them finds.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import olefile
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile
from pyopenvba.exceptions import PyOpenVBAError

from tests.vba.olevba import decompressed, macros
from tests.vba.ribbon_rules import callbacks, ribbon_faults

VBA = "xl/vbaProject.bin"
RIBBON_RELATIONSHIPS = {
    "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility": (
        "customUI/customUI.xml"
    ),
    "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility": (
        "customUI/customUI14.xml"
    ),
}
MACRO_TYPES = {
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
SIGNATURES = {
    "onAction": r"\(control As IRibbonControl\)",
    "getVisible": r"\(control As IRibbonControl, ByRef \w+\)",
}
_UNREADABLE = (OSError, PyOpenVBAError, struct.error, LookupError, ValueError, AttributeError)
"""What the readers raise on a damaged project."""

REFERENCES = ("stdole", "Office")


def package_faults(file: Path, sources: dict[str, str]) -> list[str]:
    """What is wrong with a macro workbook whose modules should have these texts."""
    with zipfile.ZipFile(file) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    faults = [f"openxml-audit: {e}" for e in OpenXmlValidator().validate(str(file)).errors]
    faults += _package(file, parts)
    for name in RIBBON_RELATIONSHIPS.values():
        found = [f"{name}: {f}" for f in ribbon_faults(parts[name])]
        faults += found or _callbacks(parts[name], sources)
    for reader in (_project(parts), _olevba(parts[VBA], sources), _second(file, sources)):
        try:
            for fault in reader:
                faults.append(fault)
        except _UNREADABLE as broken:
            faults.append(f"the project cannot be read: {broken!r}")
    return faults


def _package(file: Path, parts: dict[str, bytes]) -> Iterator[str]:
    types = parts["[Content_Types].xml"].decode()
    if types.count(MACRO_TYPES[file.suffix]) != 1:
        yield "the workbook part has not the type of its file name"
    if 'Extension="bin" ContentType="application/vnd.ms-office.vbaProject"' not in types:
        yield "the VBA project has not its type"
    if _targets(parts["_rels/.rels"], RIBBON_RELATIONSHIPS) != RIBBON_RELATIONSHIPS:
        yield "the two ribbon parts are not both related"
    vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    if _targets(parts["xl/_rels/workbook.xml.rels"], {vba}) != {vba: "vbaProject.bin"}:
        yield "the VBA project is not related"


def _targets(relationships: bytes, kinds: object) -> dict[str, str]:
    root = ElementTree.fromstring(relationships)
    found = {e.attrib["Type"]: e.attrib["Target"] for e in root}
    return {kind: target for kind, target in found.items() if kind in kinds}  # type: ignore[operator]


def _callbacks(part: bytes, sources: dict[str, str]) -> Iterator[str]:
    code = sources["ThiduaRibbon"]
    for callback in callbacks(part):
        pattern = rf"^Public Sub {callback.name}{SIGNATURES[callback.attribute]}\r$"
        if not re.search(pattern, code, re.MULTILINE):
            yield f"no procedure for {callback.attribute}={callback.name}"


@dataclass(frozen=True)
class DirModule:
    """A module as the ``dir`` stream describes it."""

    name: str
    stream: str
    offset: int
    cookie: int
    procedural: bool


def _project(parts: dict[str, bytes]) -> Iterator[str]:
    with olefile.OleFileIO(io.BytesIO(parts[VBA]), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        yield from (f"olefile: {text}" for _, text in ole.parsing_issues)
        if ole.openstream("VBA/_VBA_PROJECT").read() != bytes.fromhex("CC61FFFF000000"):
            yield "_VBA_PROJECT is not that of a project without a cache"
        references, modules = read_dir(decompressed(ole.openstream("VBA/dir").read()))
        if references != REFERENCES:
            yield f"references are {references}"
        listed = _listed(ole.openstream("PROJECT").read().decode("ascii"))
        if {m.name: m.procedural for m in modules} != {n: k == "Module" for n, k in listed.items()}:
            yield "PROJECT and dir list different modules"
        for module in modules:
            if (module.offset, module.cookie) != (0, 0xFFFF):
                yield f"{module.name} starts at {module.offset}, cookie {module.cookie:X}"
            text = decompressed(ole.openstream(f"VBA/{module.stream}").read()[module.offset :])
            if not text.isascii():
                yield f"{module.name} is not ASCII"
            if text.replace(b"\r\n", b"").translate(None, b"\r\n") != text.replace(b"\r\n", b""):
                yield f"{module.name} has a line that does not end in CR LF"
    documents = {name for name, kind in listed.items() if kind == "Document"}
    if documents != set(code_names(parts)):
        yield f"document modules {sorted(documents)} are not the code names"


def read_dir(stream: bytes) -> tuple[tuple[str, ...], tuple[DirModule, ...]]:
    """The names of the references, and the modules, of a decompressed ``dir`` stream."""
    references: list[str] = []
    modules: list[DirModule] = []
    at, known = 0, {}
    while at < len(stream):
        identifier, size = struct.unpack_from("<HI", stream, at)
        size = 6 if identifier == 0x0009 else size  # PROJECTVERSION gives 4 and has 6
        content = stream[at + 6 : at + 6 + size]
        if len(content) != size:
            raise ValueError("the dir stream ends within a record")
        at += 6 + size
        known[identifier] = content
        if identifier == 0x0016:
            references.append(content.decode("ascii"))
        if identifier == 0x002B:
            modules.append(
                DirModule(
                    known[0x0019].decode("ascii"),
                    known[0x001A].decode("ascii"),
                    int.from_bytes(known[0x0031], "little"),
                    int.from_bytes(known[0x002C], "little"),
                    0x0021 in known,
                )
            )
            known.pop(0x0021, None)
    if identifier != 0x0010:
        raise ValueError("the dir stream has no end")
    return tuple(references), tuple(modules)


def _listed(project: str) -> dict[str, str]:
    found = re.findall(r"^(Document|Module|Class)=(\w+)", project, re.MULTILINE)
    return {name: kind for kind, name in found}


def code_names(parts: dict[str, bytes]) -> list[str]:
    """The code names of the workbook and its sheets, in their order."""
    book = parts["xl/workbook.xml"].decode()
    links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {e.attrib["Id"]: posixpath.join("xl", e.attrib["Target"]) for e in links}
    sheets = [parts[targets[r]].decode() for r in re.findall(r'<sheet [^>]*r:id="(\w+)"', book)]
    patterns = [(r'<workbookPr [^>]*codeName="(\w+)"', book)]
    patterns += [(r'<sheetPr [^>]*codeName="(\w+)"', sheet) for sheet in sheets]
    return [found[1] if (found := re.search(p, text)) else "" for p, text in patterns]


def _olevba(project: bytes, sources: dict[str, str]) -> Iterator[str]:
    found = macros(project)
    if found != sources:
        different = {n for n in {*found, *sources} if found.get(n) != sources.get(n)}
        yield f"olevba reads other text for {sorted(different)}"


def _second(file: Path, sources: dict[str, str]) -> Iterator[str]:
    with ExcelFile(file) as package:
        found = {m.name: m.source for m in package.vba_project().modules}
    plain = {name: "\n".join(code.splitlines()) for name, code in sources.items()}
    read = {name: "\n".join(code.splitlines()) for name, code in found.items()}
    if read != plain:
        different = {n for n in {*read, *plain} if read.get(n) != plain.get(n)}
        yield f"pyOpenVBA reads other text for {sorted(different)}"
