"""A workbook as what is edited: the parts of its package, and its worksheets by name."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final

Parts = dict[str, bytes]

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK: Final = "xl/workbook.xml"
BOOK_RELS: Final = "xl/_rels/workbook.xml.rels"
STRINGS: Final = "xl/sharedStrings.xml"

_SHEET: Final = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"[^>]*?/>')


def parts_of(data: bytes) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, twice: tuple[str, bytes] | None = None) -> bytes:
    """The package of these parts; ``twice`` is a part that is written once more."""
    out = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # of the part that is there twice
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        if twice is not None:
            archive.writestr(zipfile.ZipInfo(twice[0]), twice[1], zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Base:
    """A valid workbook to start from: its bytes, its parts, and where its inputs are.

    ``inputs`` are addresses (``B7``) of cells that people fill, by the part of their sheet.
    """

    name: str
    data: bytes
    parts: Parts
    inputs: dict[str, tuple[str, ...]]


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each worksheet by the sheet's name, as the workbook lists them."""
    targets = {
        found[1]: found[2].decode()
        for found in re.finditer(
            rb'<Relationship Id="([^"]*)"[^>]*? Target="([^"]*)"', parts[BOOK_RELS]
        )
    }
    return {
        name.decode(): "xl/" + targets[link].removeprefix("/xl/")
        for name, link in _SHEET.findall(parts[BOOK])
    }
