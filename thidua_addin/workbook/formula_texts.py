"""The texts of formulas, which a ``Snapshot`` leaves out: looked up for the few cells asked for.

Source: ECMA-376 part 1, 18.3.1.40 (f; shared formulas).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from thidua_addin.workbook.package import Package, PackageSheet, local

__all__ = ["formula_texts"]

_ADDRESS: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")


def formula_texts(package: Package, sheet: PackageSheet, wanted: Collection[str]) -> dict[str, str]:
    """The formulas (``=A1+1``) of the wanted cells (``B7``) that have one."""
    source = package.read(sheet.part)
    if not wanted or source is None or b"<!" in source[:4096]:
        return {}
    found: dict[str, str] = {}
    shared: dict[str, tuple[str, str]] = {}
    try:
        for _, element in ElementTree.iterparse(BytesIO(source)):
            if local(element) == "c":
                _formula(element, wanted, found, shared)
            elif local(element) == "row":
                element.clear()
    except ElementTree.ParseError:
        return found
    return found


def _formula(
    cell: ElementTree.Element,
    wanted: Collection[str],
    found: dict[str, str],
    shared: dict[str, tuple[str, str]],
) -> None:
    address = cell.get("r", "")
    for formula in cell:
        if local(formula) != "f":
            continue
        text, group = formula.text or "", formula.get("si", "")
        if group and text:
            shared[group] = address, text
        if address in wanted:
            if not text and group in shared:
                text = _moved(*shared[group], address)
            if text:
                found[address] = f"={text}"


def _moved(origin: str, text: str, address: str) -> str:
    """A shared formula as it reads in another cell of its group."""
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator, TranslatorError

    if not _ADDRESS.fullmatch(origin) or not _ADDRESS.fullmatch(address):
        return text
    try:
        moved = Translator(f"={text}", origin=origin).translate_formula(address)
    except (TokenizerError, TranslatorError):
        return text
    return str(moved).removeprefix("=")
