"""The texts that each built file should hold, and ways to damage one on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import olefile

from tests.vba.olevba import decompressed
from thidua_addin.template.build import ADDIN_FILE
from thidua_addin.template.compound_file import compound_file
from thidua_addin.template.vba_project import compressed
from thidua_addin.template.vba_sources import (
    SHEET_CLASS,
    WORKBOOK_CLASS,
    document_module,
    shared_modules,
)

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "workbook_template.xlsm"
ADDIN = ADDIN_FILE
VBA = "xl/vbaProject.bin"

Parts = dict[str, bytes]


def parts_of(file: Path) -> Parts:
    """Every part of a package, uncompressed."""
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def expected_sources(file: Path) -> dict[str, str]:
    """Module name to text: a document module for each sheet, and the shared ones."""
    sheets = sum(name.startswith("xl/worksheets/sheet") for name in parts_of(file))
    modules = (
        document_module("ThisWorkbook", WORKBOOK_CLASS),
        *(document_module(f"Sheet{n}", SHEET_CLASS) for n in range(1, sheets + 1)),
        *shared_modules(),
    )
    return {module.name: module.source for module in modules}


def damaged(file: Path, folder: Path, change: Callable[[Parts], None]) -> Path:
    """A copy of a package with some parts changed."""
    parts = parts_of(file)
    change(parts)
    copy = folder / f"damaged{file.suffix}"
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return copy


def in_part(part: str, old: str, new: str) -> Callable[[Parts], None]:
    """Replace a text in a part; the text has to be there."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], old
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def in_stream(stream: str, edit: Callable[[bytes], bytes]) -> Callable[[Parts], None]:
    """Change a stream of the VBA project: its plain text, packed anew unless it is PROJECT."""

    def change(parts: Parts) -> None:
        with olefile.OleFileIO(io.BytesIO(parts[VBA])) as ole:
            streams = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
        if stream == "PROJECT":
            streams[stream] = edit(streams[stream])
        else:
            streams[stream] = compressed(edit(decompressed(streams[stream])))
        parts[VBA] = compound_file(streams)

    return change


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Replace bytes once; they have to be there."""

    def edit(content: bytes) -> bytes:
        assert old in content, old
        return content.replace(old, new, 1)

    return edit
