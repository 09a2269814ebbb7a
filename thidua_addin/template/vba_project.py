"""Write a VBA project from its source text alone.

Sources: [MS-OVBA]. The project carries no performance cache: ``_VBA_PROJECT`` says so with the
version 0xFFFF, every module's text starts at offset 0, and the host compiles it when it opens the
file (2.3.4.1). Nothing depends on the clock or on chance, so equal sources give equal bytes.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from thidua_addin.template.compound_file import compound_file

__all__ = ["Module", "ModuleKind", "compressed", "project_stream", "vba_project"]

_CODE_PAGE: Final = 1252
_LCID: Final = 0x0409
_COOKIE: Final = 0xFFFF
_NO_CACHE: Final = bytes.fromhex("CC61FFFF000000")
_SEED: Final = 0x8D
"""First byte of the three protected values; any byte will do (2.4.3.2)."""

_REFERENCES: Final = (
    (
        "stdole",
        "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
        "C:\\Windows\\System32\\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL"
        "#Microsoft Office 16.0 Object Library",
    ),
)
"""The libraries beside VBA's and Excel's own, which every project of Excel has by itself."""


class ModuleKind(Enum):
    """What a module is, with its key in the PROJECT stream."""

    DOCUMENT = "Document"
    STANDARD = "Module"
    CLASS = "Class"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name, and its text with the attributes, ASCII, CRLF at each line's end."""

    name: str
    kind: ModuleKind
    source: str


def vba_project(name: str, modules: tuple[Module, ...]) -> bytes:
    """The bytes of ``vbaProject.bin``.

    Raises ValueError if a text is not ASCII, has a lone CR or LF, or does not name its module.
    """
    for module in modules:
        _require_plain(module)
    streams = {
        "PROJECT": project_stream(name, modules),
        "PROJECTwm": _names(modules),
        "VBA/_VBA_PROJECT": _NO_CACHE,
        "VBA/dir": compressed(_dir(name, modules)),
    }
    for module in modules:
        streams[f"VBA/{module.name}"] = compressed(module.source.encode("ascii"))
    return compound_file(streams)


def _require_plain(module: Module) -> None:
    if not module.source.isascii():
        raise ValueError(f"{module.name}: VBA source is kept in ASCII")
    if "\r" in module.source.replace("\r\n", "") or "\n" in module.source.replace("\r\n", ""):
        raise ValueError(f"{module.name}: a line does not end in CR LF")
    if f'Attribute VB_Name = "{module.name}"\r\n' not in module.source:
        raise ValueError(f"{module.name}: the text names another module")


def project_stream(name: str, modules: tuple[Module, ...]) -> bytes:
    """The PROJECT stream (2.3.1): identity, modules, protection (none), host, windows."""
    identity = f"{{{str(uuid.uuid5(uuid.NAMESPACE_OID, name)).upper()}}}"
    lines = [
        f'ID="{identity}"',
        *(
            f"{m.kind.value}={m.name}" + ("/&H00000000" if m.kind is ModuleKind.DOCUMENT else "")
            for m in modules
        ),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_protected(identity, bytes(4))}"',  # not protected
        f'DPB="{_protected(identity, bytes(1))}"',  # no password
        f'GC="{_protected(identity, bytes([0xFF]))}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{m.name}=0, 0, 0, 0, C" for m in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _protected(identity: str, value: bytes) -> str:
    """Data encryption (2.4.3.2): an obfuscation with the project's identity as its key."""
    key = sum(identity.encode("ascii")) & 0xFF
    written = [_SEED, _SEED ^ 2, _SEED ^ key]
    plain = key
    filler = bytes((_SEED & 6) // 2)
    for byte in filler + struct.pack("<I", len(value)) + value:
        written.append(byte ^ ((written[-2] + plain) & 0xFF))
        plain = byte
    return bytes(written).hex().upper()


def _names(modules: tuple[Module, ...]) -> bytes:
    """The PROJECTwm stream (2.3.3): each name in the code page and in Unicode."""
    pairs = (m.name.encode("ascii") + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(pairs) + b"\0\0"


def _dir(name: str, modules: tuple[Module, ...]) -> bytes:
    """The dir stream before compression (2.3.4.2)."""
    return b"".join(
        (
            _record(0x0001, struct.pack("<I", 1)),  # 32-bit Windows; also right for 64-bit Office
            _record(0x0002, struct.pack("<I", _LCID)),
            _record(0x0014, struct.pack("<I", _LCID)),
            _record(0x0003, struct.pack("<H", _CODE_PAGE)),
            _record(0x0004, name.encode("ascii")),
            _text(0x0005, 0x0040, ""),  # description
            _record(0x0006, b"") + _record(0x003D, b""),  # help file
            _record(0x0007, bytes(4)),
            _record(0x0008, bytes(4)),
            struct.pack("<HIIH", 0x0009, 4, 1, 0),  # version 1.0
            _text(0x000C, 0x003C, ""),  # conditional compilation constants
            *(_reference(*reference) for reference in _REFERENCES),
            _record(0x000F, struct.pack("<H", len(modules))),
            _record(0x0013, struct.pack("<H", _COOKIE)),
            *(_module(module) for module in modules),
            _record(0x0010, b""),
        )
    )


def _record(identifier: int, content: bytes) -> bytes:
    return struct.pack("<HI", identifier, len(content)) + content


def _text(narrow: int, wide: int, text: str) -> bytes:
    return _record(narrow, text.encode("ascii")) + _record(wide, text.encode("utf-16-le"))


def _reference(name: str, library: str) -> bytes:
    location = library.encode("ascii")
    body = struct.pack("<I", len(location)) + location + bytes(6)
    return _text(0x0016, 0x003E, name) + _record(0x000D, body)


def _module(module: Module) -> bytes:
    return b"".join(
        (
            _text(0x0019, 0x0047, module.name),
            _text(0x001A, 0x0032, module.name),  # the stream's name
            _text(0x001C, 0x0048, ""),  # description
            _record(0x0031, bytes(4)),  # the text starts at offset 0
            _record(0x001E, bytes(4)),
            _record(0x002C, struct.pack("<H", _COOKIE)),
            _record(0x0021 if module.kind is ModuleKind.STANDARD else 0x0022, b""),
            _record(0x002B, b""),
        )
    )


_CHUNK: Final = 4096


def compressed(content: bytes) -> bytes:
    """A compressed container (2.4.1): a signature, then chunks of 4,096 bytes each.

    Raises ValueError for a last chunk that does not get smaller: it could only be stored padded.
    """
    starts = range(0, len(content), _CHUNK)
    return b"\x01" + b"".join(_chunk(content[start : start + _CHUNK]) for start in starts)


def _chunk(content: bytes) -> bytes:
    tokens = list(_tokens(content))
    packed = bytearray()
    for start in range(0, len(tokens), 8):
        group = tokens[start : start + 8]
        packed.append(sum(1 << place for place, token in enumerate(group) if len(token) == 2))
        packed += b"".join(group)
    if len(packed) < _CHUNK:
        return struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
    if len(content) < _CHUNK:
        raise ValueError("a last chunk that does not get smaller cannot be stored as it is")
    return struct.pack("<H", 0x3FFF) + content


def _tokens(content: bytes) -> Iterator[bytes]:
    """Literal bytes, and two-byte copies of what stands earlier in the chunk (2.4.1.3.19)."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(content):
        offset_bits = max((at - 1).bit_length(), 4) if at else 4
        longest = (0xFFFF >> offset_bits) + 3
        length, source = _best_copy(content, at, seen.get(content[at : at + 3], []), longest)
        step = length or 1
        if length:
            token = ((at - source - 1) << (16 - offset_bits)) | (length - 3)
            yield struct.pack("<H", token)
        else:
            yield content[at : at + 1]
        for place in range(at, at + step):
            seen.setdefault(content[place : place + 3], []).append(place)
        at += step


def _best_copy(content: bytes, at: int, candidates: list[int], longest: int) -> tuple[int, int]:
    """Length (0 or at least 3) and place of the longest copy, the nearest of equal ones."""
    best, source = 0, 0
    limit = min(longest, len(content) - at)
    if limit < 3:
        return 0, 0
    for candidate in reversed(candidates):
        length = 3
        while length < limit and content[candidate + length] == content[at + length]:
            length += 1
        if length > best:
            best, source = length, candidate
            if best == limit:
                break
    return best, source
