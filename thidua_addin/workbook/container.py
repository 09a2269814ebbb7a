"""The outside of a received file: its bytes, its kind, its zip, the list of its sheets.

The bytes are read once; hash, scan and readers all work on that copy, so a file that changes
under us cannot mix two states. The parts a reader needs are packed again (stored, with our own
list of sheets and styles): neither library ever meets the sender's zip directory, content
types, defined names, styles or counts, each of which has crashed or misled one of them.

Sources: ECMA-376 part 2 (packages), part 1 section 18.2 (workbook), [MS-CFB] for the old files.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from scoring.snapshot import Visibility
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.unreadable import UnreadableWorkbook
from thidua_addin.workbook.values import NumberKind, kind_of_format

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STREAMS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    OverflowError,
    ValueError,
)


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
    data = _bytes_of(path, limits)
    _refuse_other_kinds(path.name, data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _Parts(path.name, archive, limits).container(data)
    except (*_DAMAGE, ElementTree.ParseError) as fault:
        raise UnreadableWorkbook("FILE_DAMAGED", {"file": path.name}) from fault


def _bytes_of(path: Path, limits: Limits) -> bytes:
    name = path.name
    try:
        if path.is_dir():
            raise _not_workbook(name, "thư mục")
        if path.exists() and not path.is_file():
            raise _not_workbook(name, "không phải tệp thường")
        with path.open("rb") as stream:
            data = stream.read(limits.packed + 1)
    except PermissionError as fault:
        raise UnreadableWorkbook("FILE_LOCKED", {"file": name}) from fault
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the path
        raise UnreadableWorkbook("FILE_MISSING", {"file": name}) from fault
    if not data:
        raise UnreadableWorkbook("FILE_EMPTY", {"file": name})
    if len(data) > limits.packed:
        raise _too_big(name, limits.packed)
    return data


def _not_workbook(name: str, kind: str) -> UnreadableWorkbook:
    return UnreadableWorkbook("FILE_NOT_WORKBOOK", {"file": name, "kind": kind})


def _old_format(name: str, kind: str) -> UnreadableWorkbook:
    return UnreadableWorkbook("FILE_OLD_FORMAT", {"file": name, "kind": kind})


def _too_big(name: str, limit: int) -> UnreadableWorkbook:
    return UnreadableWorkbook("FILE_TOO_BIG", {"file": name, "limit": str(limit // (1024 * 1024))})


def _refuse_other_kinds(name: str, data: bytes) -> None:
    """Refuse what is no zip at all, naming what it is where its first bytes tell."""
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_COMPOUND):
        if _utf16("EncryptedPackage") in data:
            raise UnreadableWorkbook("FILE_ENCRYPTED", {"file": name})
        if _utf16("WordDocument") in data:
            raise _not_workbook(name, "văn bản Word")
        if _utf16("Workbook") in data or _utf16("Book") in data:
            raise _old_format(name, ".xls")
        raise _not_workbook(name, "tệp Office đời cũ khác")
    if data.startswith(_BIFF_STREAMS):
        raise _old_format(name, ".xls")
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml") and b"excel.sheet" in start:
        raise _old_format(name, "XML 2003")
    if start.startswith(b"%pdf"):
        raise _not_workbook(name, "PDF")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"mime-version")):
        raise _not_workbook(name, "trang web")
    if start.startswith((b"\xff\xd8\xff", b"\x89png")):
        raise _not_workbook(name, "ảnh")
    if b"\x00" not in data[:2048] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_workbook(name, "tệp văn bản (csv, txt)")
    raise _not_workbook(name, "không rõ")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


class _Parts:
    """The parts of one zip by their names, which packages compare without regard to case."""

    def __init__(self, file: str, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._file = file
        self._archive = archive
        self._names: dict[str, zipfile.ZipInfo] = {}
        unpacked = 0
        for info in archive.infolist():
            unpacked += info.file_size
            swollen = info.file_size > limits.ratio * max(info.compress_size, 1)
            if unpacked > limits.unpacked or (info.file_size > limits.ratio_from and swollen):
                raise _too_big(file, limits.unpacked)
            name = info.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._names and not name.endswith("/"):
                raise zipfile.BadZipFile(f"two parts named {name}")
            self._names[name] = info

    def container(self, data: bytes) -> Container:
        """Find the workbook and what it needs."""
        main = self._main_part()
        source = self._read(main)
        root = ElementTree.fromstring(source)
        if _local(root.tag) != "workbook":
            raise _not_workbook(self._file, "tệp Office khác")
        relations = self._relations(main)
        strict = _STRICT_MAIN in source
        strings = self._by_type(relations, "sharedStrings")
        styles = self._by_type(relations, "styles")
        properties = _child(root, "workbookPr")
        return Container(
            file=self._file,
            sha256=hashlib.sha256(data).hexdigest(),
            sheets=tuple(self._sheets(root, relations, strict)),
            strings=_transitional(self._read(strings), strict) if strings else None,
            kinds=_style_kinds(self._read(styles)) if styles else (),
            date1904=properties is not None
            and properties.get("date1904", "0").lower() in ("1", "true", "on"),
        )

    def _main_part(self) -> str:
        for target, kind in self._relations("").values():
            if kind == "officeDocument":
                if target.endswith(".bin"):
                    raise _old_format(self._file, ".xlsb")
                if target.lower() in self._names:
                    return target
        if "xl/workbook.xml" in self._names:
            return "xl/workbook.xml"
        if "xl/workbook.bin" in self._names:
            raise _old_format(self._file, ".xlsb")
        if "mimetype" in self._names:
            told = self._read("mimetype")
            if told.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                raise _old_format(self._file, ".ods")
        raise _not_workbook(self._file, "tệp nén hoặc tệp Office khác")

    def _read(self, name: str) -> bytes:
        info = self._names.get(name.lower())
        if info is None:
            raise zipfile.BadZipFile(f"no part {name}")
        if info.flag_bits & 0x1:
            raise UnreadableWorkbook("FILE_ENCRYPTED", {"file": self._file})
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(f"part {name} is packed in a way that spreadsheets never use")
        return self._archive.read(info)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Target part and last word of the type, by relationship id."""
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        if name.lower() not in self._names:
            return {}
        found = {}
        for relation in ElementTree.fromstring(self._read(name)):
            if relation.get("TargetMode") == "External":
                continue
            target = _resolve(folder, relation.get("Target", ""))
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (target, kind)
        return found

    def _by_type(self, relations: dict[str, tuple[str, str]], kind: str) -> str | None:
        for target, its_kind in relations.values():
            if its_kind == kind and target.lower() in self._names:
                return target
        return None

    def _sheets(
        self, root: ElementTree.Element, relations: dict[str, tuple[str, str]], strict: bool
    ) -> Iterable[SheetPart]:
        """The worksheets in their order; charts, dialogs and macro sheets hold no entries."""
        for sheet in _children(_child(root, "sheets"), "sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target, kind = relations.get(link, ("", ""))
            if kind in ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"):
                continue
            if kind != "worksheet":
                raise zipfile.BadZipFile(f"sheet without its part: {sheet.get('name')}")
            yield SheetPart(
                sheet.get("name", ""),
                Visibility(sheet.get("state", "visible")),
                _transitional(self._read(target), strict),
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


def _transitional(part: bytes, strict: bool) -> bytes:
    """A part in the namespace that both libraries know."""
    return part.replace(_STRICT_MAIN, MAIN.encode("ascii")) if strict else part


def _style_kinds(styles: bytes) -> tuple[NumberKind, ...]:
    root = ElementTree.fromstring(styles)
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
    for number, (sheet, xml) in enumerate(zip(container.sheets, sheets, strict=True), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
        relations.append((f"s{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        listed.append(f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="s{number}"/>')
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
