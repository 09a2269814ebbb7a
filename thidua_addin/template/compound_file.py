"""Write a compound file, the container of a VBA project.

Sources: [MS-CFB], version 3 of the format (sectors of 512 bytes, streams below 4,096 bytes in
the mini stream). No time stamps and no identifiers, so equal content gives equal bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["compound_file"]

_SECTOR: Final = 512
_MINI_SECTOR: Final = 64
_MINI_LIMIT: Final = 4096
_NUMBERS_A_SECTOR: Final = _SECTOR // 4
_MOST_FAT_SECTORS: Final = 109
"""The header lists so many; a larger file (above 7 MB) would need a list of its own."""

_FREE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_FAT: Final = 0xFFFFFFFD
_NOBODY: Final = 0xFFFFFFFF

_UNUSED, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass(slots=True)
class _Entry:
    """One directory entry while it is being filled."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sI8s8sIQ",
            name,
            len(name) if self.name else 0,
            self.kind,
            self.colour,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            b"",
            b"",
            self.start,
            self.size,
        )


@dataclass(slots=True)
class _Chains:
    """Content cut into units, each chain of units with its next numbers (a FAT)."""

    unit: int
    content: bytearray = field(default_factory=bytearray)
    following: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Append one chain; its first number."""
        if not content:
            return _END
        first = len(self.following)
        count = -(-len(content) // self.unit)
        self.content += content.ljust(count * self.unit, b"\0")
        self.following += [*range(first + 1, first + count), _END]
        return first


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file with these streams.

    A key is a stream's path: ``PROJECT``, or ``VBA/dir`` for a stream in a storage. Raises
    ValueError for a name longer than 31 characters, and for more than the header can list.
    """
    entries = _directory(streams)
    mini, sectors = _Chains(_MINI_SECTOR), _Chains(_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            chains = mini if len(entry.content) < _MINI_LIMIT else sectors
            entry.start, entry.size = chains.add(entry.content), len(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(mini.content)), len(mini.content)
    directory = b"".join(entry.packed() for entry in entries)
    directory += _Entry("", _UNUSED, colour=_RED).packed() * (-len(entries) % (_SECTOR // 128))
    directory_start = sectors.add(directory)
    mini_fat = _numbers(mini.following)
    mini_start = sectors.add(mini_fat)
    fat = _fat(sectors.following)
    header = _header(
        fat=range(len(sectors.following), len(sectors.following) + len(fat) // _SECTOR),
        directory=directory_start,
        mini_start=mini_start,
        mini_sectors=len(mini_fat) // _SECTOR,
    )
    return header + bytes(sectors.content) + fat


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    storages: dict[str, list[int]] = {}
    top: list[int] = []
    for path, content in streams.items():
        storage, _, name = path.rpartition("/")
        if len(name) > 31 or len(storage) > 31 or "/" in storage:
            raise ValueError(f"{path!r} cannot be a path in a compound file")
        if storage and storage not in storages:
            storages[storage] = []
            top.append(len(entries))
            entries.append(_Entry(storage, _STORAGE))
        (storages[storage] if storage else top).append(len(entries))
        entries.append(_Entry(name, _STREAM, content))
    entries[0].child = _tree(entries, top)
    for number in top:
        if entries[number].kind == _STORAGE:
            entries[number].child = _tree(entries, storages[entries[number].name])
    return entries


def _tree(entries: list[_Entry], members: Sequence[int]) -> int:
    """Link members as a red-black tree; the number of its root.

    Halving leaves only the deepest level incomplete, and only that level is red.
    """
    ordered = sorted(members, key=lambda n: (len(entries[n].name), entries[n].name.upper()))
    deepest = len(ordered).bit_length()
    full = len(ordered) == (1 << deepest) - 1

    def link(low: int, high: int, depth: int) -> int:
        if low == high:
            return _NOBODY
        middle = (low + high) // 2
        entry = entries[ordered[middle]]
        entry.left, entry.right = link(low, middle, depth + 1), link(middle + 1, high, depth + 1)
        entry.colour = _RED if depth == deepest and not full else _BLACK
        return ordered[middle]

    return link(0, len(ordered), 1)


def _fat(following: Sequence[int]) -> bytes:
    count = 0
    while count * _NUMBERS_A_SECTOR < len(following) + count:
        count += 1
    if count > _MOST_FAT_SECTORS:
        raise ValueError("too large for a compound file without a list of FAT sectors")
    return _numbers([*following, *[_FAT] * count])


def _numbers(numbers: Sequence[int]) -> bytes:
    full = [*numbers, *[_FREE] * (-len(numbers) % _NUMBERS_A_SECTOR)]
    return struct.pack(f"<{len(full)}I", *full)


def _header(*, fat: range, directory: int, mini_start: int, mini_sectors: int) -> bytes:
    return struct.pack(
        "<8s16s5H6s9I",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        b"",
        0x003E,  # minor version
        3,  # major version
        0xFFFE,  # little-endian
        9,  # 2 ** 9 bytes a sector
        6,  # 2 ** 6 bytes a mini sector
        b"",
        0,  # directory sectors: not counted in version 3
        len(fat),
        directory,
        0,  # transactions
        _MINI_LIMIT,
        mini_start,
        mini_sectors,
        _END,  # no further list of FAT sectors
        0,
    ) + struct.pack(f"<{_MOST_FAT_SECTORS}I", *fat, *[_FREE] * (_MOST_FAT_SECTORS - len(fat)))
