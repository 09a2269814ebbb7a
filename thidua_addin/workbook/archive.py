"""The second gate: a zip's directory, before anything is unpacked, and each part as it is taken.

Only the directory at the end of the zip is believed, and only where the rest agrees with it.
Nothing is ever unpacked to a disk, so the names of parts lead nowhere; odd ones are refused all
the same, because the next program may follow them.

Sources: the .ZIP file format specification (APPNOTE 4.3, 4.4), ECMA-376 part 2 (part names),
XML 1.0 section 2.8 (document type declarations).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.unreadable import refused, suspicious, too_big, too_full

_ENTRY: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_HEADER: Final = struct.Struct("<4s22xH")  # and two bytes more, the length of the extra field
_DRIVE: Final = re.compile(r"[a-z]:")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,  # of an encoding
    OSError,
    NotImplementedError,
    OverflowError,
    ValueError,
    ElementTree.ParseError,
)


class Archive:
    """The parts of one zip by their names, which packages compare without regard to case."""

    def __init__(self, file: str, archive: zipfile.ZipFile, data: bytes, limits: Limits) -> None:
        self.file = file
        self._archive = archive
        self._limits = limits
        self._taken = 0
        self._parts: dict[str, zipfile.ZipInfo] = {}
        entries = archive.infolist()
        self._weigh(entries, len(data))
        for info in entries:
            name = info.filename.replace("\\", "/").lstrip("/").lower()
            self._refuse_odd(name)
            if not _named_alike(info, data):
                raise zipfile.BadZipFile(f"another name before the part {name}")
            if name in self._parts and not name.endswith("/"):
                raise suspicious(file, f"hai phần cùng tên “{_shown(name)}”")
            self._parts[name] = info

    def _weigh(self, entries: list[zipfile.ZipInfo], size: int) -> None:
        """Refuse what would swell, or what claims more than the file can hold."""
        limits = self._limits
        unpacked = packed = 0
        for info in entries:
            unpacked += info.file_size
            packed += info.compress_size
            swollen = info.file_size > limits.ratio * max(info.compress_size, 1)
            if unpacked > limits.unpacked or (info.file_size > limits.ratio_from and swollen):
                raise too_big(self.file, limits.unpacked)
        if unpacked > limits.ratio_from and unpacked > limits.ratio * size:
            raise too_big(self.file, limits.unpacked)
        if packed > size:
            raise suspicious(self.file, "các phần trong tệp nén chồng lên nhau")
        if entries and min(info.header_offset for info in entries) != 0:
            raise suspicious(self.file, "có dữ liệu lạ trước phần đầu của tệp nén")

    def _refuse_odd(self, name: str) -> None:
        if ".." in name.split("/") or _DRIVE.match(name):
            raise suspicious(self.file, f"đường dẫn trỏ ra ngoài tệp “{_shown(name)}”")
        if _CONTROL.search(name):
            raise suspicious(self.file, "tên phần có ký tự điều khiển")

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in small letters."""
        return tuple(self._parts)

    def read(self, part: str) -> bytes:
        """A part's bytes, those of XML in UTF-8 and without any document type.

        All parts that are taken, some perhaps twice, share the limit of the unpacked size.
        Raises UnreadableWorkbook, BadZipFile for what is not there.
        """
        info = self._parts.get(part.lower())
        if info is None:
            raise zipfile.BadZipFile(f"no part {part}")
        if info.flag_bits & 0x1:
            raise refused("FILE_ENCRYPTED", self.file)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(f"part {part} is packed in a way that spreadsheets never use")
        self._taken += info.file_size
        if self._taken > self._limits.unpacked:
            raise too_big(self.file, self._limits.unpacked)
        content = self._archive.read(info)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
            content = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode()
        if b"<!DOCTYPE" in content and has_doctype(content):
            raise suspicious(self.file, f"khai báo DTD trong “{_shown(info.filename)}”")
        return content

    def xml(self, part: str) -> ElementTree.Element:
        """A part's root element. Raises as ``read``, ParseError where it is not XML."""
        return ElementTree.fromstring(self.read(part))


@contextmanager
def open_archive(file: str, data: bytes, limits: Limits) -> Iterator[Archive]:
    """The parts of a zip. What the body finds broken in them is damage, too.

    Raises UnreadableWorkbook: FILE_DAMAGED, FILE_TOO_BIG, FILE_TOO_FULL, FILE_SUSPICIOUS,
    FILE_ENCRYPTED.
    """
    # Python's zipfile makes an object of every entry before it can be asked how many there are.
    if data.count(_ENTRY) > limits.parts:
        raise too_full(file, "số phần trong tệp nén", limits.parts)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield Archive(file, archive, data, limits)
    except _DAMAGE as fault:
        raise refused("FILE_DAMAGED", file) from fault


def has_doctype(xml: bytes) -> bool:
    """Whether a document type stands before the root element, where alone it can.

    Spreadsheets never have one; entities that grow and files that are fetched need it. Nothing
    after its name is parsed.
    """
    found: list[str] = []
    parser = expat.ParserCreate()

    def doctype(name: str, system: str | None, public: str | None, internal: bool) -> None:
        found.append(name)
        raise _Enough

    def root(name: str, attributes: dict[str, str]) -> None:
        raise _Enough

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    with suppress(_Enough, expat.ExpatError, ValueError):
        parser.Parse(xml, True)
    return bool(found)


def _named_alike(info: zipfile.ZipInfo, data: bytes) -> bool:
    """Whether a part has one name, in the directory and where it stands.

    A part whose name was damaged would be missing, and a missing part has a meaning: without
    styles a date is a number.
    """
    start = info.header_offset
    if len(data) < start + _HEADER.size:
        return False
    mark, length = _HEADER.unpack_from(data, start)
    name = data[start + _HEADER.size + 2 : start + _HEADER.size + 2 + length]
    encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    return mark == _LOCAL and name == info.orig_filename.encode(encoding, "surrogatepass")


class _Enough(Exception):
    """Stops the parser where the answer is known."""


def _shown(part: str) -> str:
    """A part's name, short and without what a terminal would obey."""
    return _CONTROL.sub("?", part)[:60]
