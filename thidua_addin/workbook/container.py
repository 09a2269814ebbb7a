"""A received workbook taken apart: the list of its sheets and what the readers need of each.

The bytes have passed ``gate``, the zip ``archive``. The parts a reader needs are packed again
(stored, with our own list of sheets and styles): neither library ever meets the sender's zip
directory, content types, defined names, styles or counts, each of which has crashed or misled
one of them. Macros, links to other files, pictures and the like are not even unpacked.

Sources: ECMA-376 part 2 (packages), part 1 section 18.2 (workbook).
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from scoring.snapshot import Visibility
from thidua_addin.workbook.archive import Archive, open_archive
from thidua_addin.workbook.gate import bytes_of, refuse_other_kinds
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.unreadable import (
    not_workbook,
    old_format,
    refused,
    suspicious,
    too_full,
)
from thidua_addin.workbook.values import NumberKind, kind_of_format

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOT = re.compile(rb"<[A-Za-z_][^>]*>")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet: its name as stored, how it is shown, the XML of its part."""

    name: str
    visibility: Visibility
    xml: bytes


@dataclass(frozen=True, slots=True)
class Container:
    """What both readers start from.

    ``kinds`` tells for each cell style (by its index) what its number format makes of a number;
    ``strings`` is the XML of the shared strings, None where the file has none.
    """

    file: str
    sha256: str
    sheets: tuple[SheetPart, ...]
    strings: bytes | None
    kinds: tuple[NumberKind, ...]
    date1904: bool

    def kind(self, style: int) -> NumberKind:
        """The kind of a cell style; a style that the file does not define is plain."""
        return self.kinds[style] if 0 <= style < len(self.kinds) else NumberKind.PLAIN


def open_container(path: Path, limits: Limits) -> Container:
    """Read a closed workbook's bytes and take it apart.

    Raises UnreadableWorkbook with any of its codes but FILE_FAR_CELL, which only the cells show.
    """
    data = bytes_of(path, limits)
    refuse_other_kinds(path.name, data)
    with open_archive(path.name, data, limits) as archive:
        return _Book(archive, limits).container(data)


class _Book:
    """What a package says of its workbook."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._file = archive.file
        self._archive = archive
        self._limits = limits

    def container(self, data: bytes) -> Container:
        """Find the workbook and what it needs."""
        main = self._main_part()
        root = self._archive.xml(main)
        if _local(root.tag) != "workbook":
            raise not_workbook(self._file, "tệp Office khác")
        relations = self._relations(main)
        strings = self._only(relations, "sharedStrings")
        styles = self._only(relations, "styles")
        if styles is None and any(kind == "styles" for _, kind in relations.values()):
            raise zipfile.BadZipFile("the styles are not there")  # dates would be numbers
        properties = _child(root, "workbookPr")
        return Container(
            file=self._file,
            sha256=hashlib.sha256(data).hexdigest(),
            sheets=tuple(self._sheets(root, relations)),
            strings=_transitional(self._archive.read(strings)) if strings else None,
            kinds=_style_kinds(self._archive.xml(styles)) if styles else (),
            date1904=properties is not None
            and properties.get("date1904", "0").lower() in ("1", "true", "on"),
        )

    def _main_part(self) -> str:
        main = self._only(self._relations(""), "officeDocument")
        if main is None:
            for usual in ("xl/workbook.xml", "xl/workbook.bin"):
                if usual in self._archive:
                    main = usual
                    break
        if main is None:
            self._refuse_other_package()
            raise not_workbook(self._file, "tệp nén hoặc tệp Office khác")
        if main.lower().endswith(".bin"):
            raise old_format(self._file, ".xlsb")
        return main

    def _refuse_other_package(self) -> None:
        """Refuse packages of other programs, and a folder of forms packed into one file."""
        if "mimetype" in self._archive:
            told = self._archive.read("mimetype")
            if told.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                raise old_format(self._file, ".ods")
        if "index/document.iwa" in self._archive:
            raise old_format(self._file, ".numbers")
        packed = (n for n in self._archive.names() if n.endswith((".xlsx", ".xlsm", ".xls")))
        inside = next(packed, None)
        if inside is not None:
            raise refused("FILE_ARCHIVE", self._file)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Target part and last word of the type, by relationship id."""
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        if name not in self._archive:
            return {}
        found = {}
        for relation in self._archive.xml(name):
            if relation.get("TargetMode") == "External":
                continue
            target = _resolve(folder, relation.get("Target", ""))
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (target, kind)
        return found

    def _only(self, relations: dict[str, tuple[str, str]], kind: str) -> str | None:
        """The part of that kind, None where there is none. Two of them would be a choice."""
        targets = {target.lower() for target, its in relations.values() if its == kind}
        there = sorted(target for target in targets if target in self._archive)
        if len(there) > 1:
            raise suspicious(self._file, f"có hai phần loại “{kind}”")
        return there[0] if there else None

    def _sheets(
        self, root: ElementTree.Element, relations: dict[str, tuple[str, str]]
    ) -> Iterable[SheetPart]:
        """The worksheets in their order; charts, dialogs and macro sheets hold no entries."""
        listed = _children(_child(root, "sheets"), "sheet")
        if len(listed) > self._limits.sheets:
            raise too_full(self._file, "số trang tính", self._limits.sheets)
        for sheet in listed:
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target, kind = relations.get(link, ("", ""))
            if kind in ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"):
                continue
            if kind != "worksheet":
                raise zipfile.BadZipFile(f"sheet without its part: {sheet.get('name')}")
            yield SheetPart(
                sheet.get("name", ""),
                Visibility(sheet.get("state", "visible")),
                _transitional(self._archive.read(target)),
            )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _children(parent: ElementTree.Element | None, name: str) -> list[ElementTree.Element]:
    return [child for child in parent if _local(child.tag) == name] if parent is not None else []


def _child(parent: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next(iter(_children(parent, name)), None)


def _resolve(folder: str, target: str) -> str:
    """The part that a relationship's target names, seen from the folder of its source."""
    steps: list[str] = [] if target.startswith("/") else folder.split("/")
    for step in target.replace("\\", "/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(step for step in steps if step)


def _transitional(part: bytes) -> bytes:
    """A part in the namespace that both libraries know; its root element names it."""
    root = _ROOT.search(part)
    if root is None or _STRICT_MAIN not in root[0]:
        return part
    renamed = root[0].replace(_STRICT_MAIN, MAIN.encode("ascii"))
    return part[: root.start()] + renamed + part[root.end() :]


def _style_kinds(root: ElementTree.Element) -> tuple[NumberKind, ...]:
    codes = {
        int(entry.get("numFmtId", "0")): entry.get("formatCode", "")
        for entry in _children(_child(root, "numFmts"), "numFmt")
    }
    numbers = [int(xf.get("numFmtId", "0")) for xf in _children(_child(root, "cellXfs"), "xf")]
    kinds = {number: kind_of_format(number, codes.get(number)) for number in set(numbers)}
    return tuple(kinds[number] for number in numbers)


def repack(
    container: Container,
    sheets: Sequence[bytes],
    strings: bytes | None,
    kind_number: Callable[[NumberKind], int],
) -> BytesIO:
    """A plain workbook of the same sheets for a library to read.

    ``sheets`` are the worksheet parts to use, in the container's order; ``kind_number`` gives
    the builtin number format that stands for a kind.
    """
    parts: dict[str, bytes] = {}
    relations = []
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
        relations.append(("strings", "sharedStrings", "sharedStrings.xml"))
    parts["xl/styles.xml"] = _plain_styles([kind_number(kind) for kind in container.kinds])
    relations.append(("styles", "styles", "styles.xml"))
    listed = []
    for number, xml in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
        relations.append((f"s{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        # A name of its own: of two sheets with one name, calamine would give the same one twice.
        listed.append(f'<sheet name="s{number}" sheetId="{number}" r:id="s{number}"/>')
    parts["xl/_rels/workbook.xml.rels"] = _relations_xml(relations)
    parts["_rels/.rels"] = _relations_xml([("w", "officeDocument", "xl/workbook.xml")])
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}">'
        f'<workbookPr date1904="{int(container.date1904)}"/>'
        f"<sheets>{''.join(listed)}</sheets></workbook>"
    ).encode()
    parts["[Content_Types].xml"] = _content_types(parts)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    packed.seek(0)
    return packed


def _relations_xml(relations: Iterable[tuple[str, str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{link}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for link, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()


_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_OF = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}


def _content_types(parts: Iterable[str]) -> bytes:
    entries = []
    for part in parts:
        stem = part.rpartition("/")[2].partition(".")[0]
        if part.endswith(".xml"):
            kind = _CONTENT_OF.get(stem, "worksheet")
            entries.append(f'<Override PartName="/{part}" ContentType="{_CONTENT}.{kind}+xml"/>')
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(entries)}</Types>"
    ).encode()


def _plain_styles(numbers: Iterable[int]) -> bytes:
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in numbers) or "<xf/>"
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>"
    ).encode()
