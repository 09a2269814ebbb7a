"""The parts of a workbook's package beside its cells: what belongs to which sheet.

For what no library of ours reads: comments, drawings, pivot tables. The file has passed
``container.open_container`` before (kind, size, damage); parts that are odd all the same are
given as None, never guessed at.

Sources: ECMA-376 part 2 (packages), part 1 section 18.2 (workbook).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from thidua_addin.workbook.archive import has_doctype
from thidua_addin.workbook.unreadable import UnreadableWorkbook

__all__ = ["Package", "PackageSheet", "Relation", "children", "local", "open_package"]

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link of one part to another: ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class PackageSheet:
    """A sheet of any kind (``worksheet``, ``chartsheet``, …) with its part and what it links to."""

    name: str
    kind: str
    part: str
    relations: tuple[Relation, ...]

    def of_kind(self, kind: str) -> Iterator[Relation]:
        """The links of one kind that stay inside the package."""
        return (r for r in self.relations if r.kind == kind and not r.external)


class Package:
    """One open package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {
            name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()
        }
        main = next((r.target for r in self.relations("") if r.kind == "officeDocument"), "")
        self.main = main or "xl/workbook.xml"
        self.links = self.relations(self.main)
        self.book = self.xml(self.main)

    def read(self, part: str) -> bytes | None:
        """A part's bytes, None where there is none or it cannot be unpacked."""
        name = self._names.get(part.lower())
        if name is None:
            return None
        try:
            return self._archive.read(name)
        except (*_DAMAGE, RuntimeError):  # RuntimeError: an encrypted part
            return None

    def xml(self, part: str) -> ElementTree.Element | None:
        """A part's root element, None where there is none that can be read."""
        source = self.read(part)
        if source is None or has_doctype(source):
            return None
        try:
            return ElementTree.fromstring(source)
        except (ElementTree.ParseError, LookupError):  # LookupError: of an encoding
            return None

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part links to (``""`` is the package itself)."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = []
        for link in root if root is not None else ():
            external = link.get("TargetMode") == "External"
            target = link.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = link.get("Type", "").rpartition("/")[2]
            found.append(Relation(link.get("Id", ""), kind, target, external))
        return tuple(found)

    def sheets(self) -> tuple[PackageSheet, ...]:
        """Every sheet in its order."""
        links = {link.id: link for link in self.links}
        found = []
        for sheets in children(self.book, "sheets"):
            for sheet in children(sheets, "sheet"):
                given = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
                link = links.get(given)
                if link is not None:
                    relations = self.relations(link.target)
                    name = sheet.get("name", "")
                    found.append(PackageSheet(name, link.kind, link.target, relations))
        return tuple(found)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The package of a file that was read before.

    Raises UnreadableWorkbook (FILE_DAMAGED) where it is none any more.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Package(archive)
    except _DAMAGE as fault:
        raise UnreadableWorkbook("FILE_DAMAGED", {"file": path.name}) from fault


def local(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(parent: ElementTree.Element | None, name: str) -> list[ElementTree.Element]:
    """The children of one name; none of a part that is not there."""
    return [child for child in parent if local(child) == name] if parent is not None else []
