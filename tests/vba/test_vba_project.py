"""The writer of VBA projects against the specifications, and against readers of others."""

from __future__ import annotations

import hashlib
import io
import re

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vba.olevba import decompressed
from thidua_addin.template.compound_file import compound_file
from thidua_addin.template.vba_project import (
    Module,
    ModuleKind,
    compressed,
    project_stream,
    vba_project,
)


def module(text: str, name: str = "M1") -> Module:
    return Module(name, ModuleKind.STANDARD, f'Attribute VB_Name = "{name}"\r\n{text}\r\n')


@pytest.mark.parametrize(
    ("plain", "packed"),
    [
        # [MS-OVBA] 3.2.1 and 3.2.3: no compression, and the most.
        (
            b"abcdefghijklmnopqrstuv.",
            "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76"
            " 2E",
        ),
        (b"a" * 73, "01 03 B0 02 61 45 00"),
    ],
    ids=["none", "maximum"],
)
def test_compression_as_in_the_specification(plain: bytes, packed: str) -> None:
    assert compressed(plain) == bytes.fromhex(packed)


def test_of_equal_copies_the_nearest_is_taken() -> None:
    # [MS-OVBA] 3.2.2. Its own container takes farther copies in three places (tokens 3000, 1004
    # and 3C00), against its own procedure (2.4.1.3.19.4): the nearest are 2000, 0004 and 2C00.
    plain = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    example = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D"
        " 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    nearest = example.replace(b"\x00\x30", b"\x00\x20").replace(b"\x04\x10", b"\x04\x00")
    assert compressed(plain) == nearest[:-1] + b"\x2c"
    assert decompressed(compressed(plain)) == decompressed(example) == plain


@given(st.lists(st.sampled_from([b"Dim ", b"x", b" As Long\r\n", b"\r\n", b"'", b"12345"])))
def test_what_is_packed_can_be_read(words: list[bytes]) -> None:
    plain = b"".join(words) * 40
    packed = compressed(plain)
    assert packed == b"\x01" if not plain else decompressed(packed) == plain


def test_a_full_chunk_that_does_not_shrink_is_stored_as_it_is() -> None:
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(128))
    packed = compressed(noise + b"end")
    # Header of a raw chunk: size 4095 + 3 less 3, signature 3, not compressed.
    assert packed == b"\x01\xff\x3f" + noise + b"\x03\xb0\x00end"
    assert decompressed(packed) == noise + b"end"


def test_a_last_chunk_that_does_not_shrink_is_refused() -> None:
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(127))
    with pytest.raises(ValueError, match="does not get smaller"):
        compressed(noise)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('Attribute VB_Name = "M1"\r\n\' điểm\r\n', "ASCII"),
        ('Attribute VB_Name = "M1"\r\nDim x\n', "CR LF"),
        ('Attribute VB_Name = "M2"\r\n', "names another module"),
    ],
)
def test_a_text_that_vba_cannot_hold_is_refused(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        vba_project("P", (Module("M1", ModuleKind.STANDARD, source),))


def test_equal_sources_give_equal_bytes() -> None:
    modules = (module("Sub A()\r\nEnd Sub"), module("' x" * 3000, "M2"))
    assert vba_project("P", modules) == vba_project("P", modules)


def plain_data(encrypted: str) -> tuple[int, int, bytes]:
    """[MS-OVBA] 2.4.3.3 backwards: version, key and data of a protected value."""
    given_bytes = bytes.fromhex(encrypted)
    seed, version, key = given_bytes[0], given_bytes[0] ^ given_bytes[1], 0
    key = given_bytes[0] ^ given_bytes[2]
    read, last = [], key
    for at in range(3, len(given_bytes)):
        last = given_bytes[at] ^ ((given_bytes[at - 2] + last) & 0xFF)
        read.append(last)
    rest = bytes(read[(seed & 6) // 2 :])
    length = int.from_bytes(rest[:4], "little")
    assert length == len(rest) - 4
    return version, key, rest[4:]


def test_the_project_is_open_to_everyone() -> None:
    text = project_stream("ThiduaBieuMau", ()).decode("ascii")
    (identity,) = re.findall(r'^ID="(\{[0-9A-F-]{36}\})"\r$', text, re.MULTILINE)
    key = sum(identity.encode()) % 256
    values = dict(re.findall(r'^(CMG|DPB|GC)="([0-9A-F]+)"\r$', text, re.MULTILINE))
    read = {name: plain_data(value) for name, value in values.items()}
    # Not protected, no password, visible.
    assert read == {"CMG": (2, key, bytes(4)), "DPB": (2, key, b"\0"), "GC": (2, key, b"\xff")}


def test_the_reading_of_protected_values_is_that_of_excels_own() -> None:
    # From a project that Excel wrote, with its identity.
    key = sum(b"{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}") % 256
    assert plain_data("8D8FA61394EA98EA98EA98EA98") == (2, key, bytes(4))
    assert plain_data("8D8FA61394EF95EF95EF") == (2, key, b"\0")
    assert plain_data("8D8FA61394EF95EF9510") == (2, key, b"\xff")


@given(
    st.dictionaries(
        st.from_regex(r"(VBA/)?[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True),
        st.integers(0, 12_000),
        min_size=1,
        max_size=24,
    )
)
def test_a_compound_file_gives_back_every_stream(sizes: dict[str, int]) -> None:
    if len({name.upper() for name in sizes} | {"VBA"}) != len(sizes) + 1:
        return  # names in a compound file differ in more than case
    streams = {name: bytes(n % 253 for n in range(size)) for name, size in sizes.items()}
    with olefile.OleFileIO(
        io.BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_INCORRECT
    ) as ole:
        assert ole.parsing_issues == []
        assert {"/".join(p): ole.openstream(p).read() for p in ole.listdir()} == streams
        _require_red_black(ole, ole.root.sid_child)


def _require_red_black(ole: olefile.OleFileIO, top: int) -> None:
    """[MS-CFB] 2.6.4: sorted, black root, no red under red, as many blacks on every way down."""

    def blacks(number: int, parent_is_red: bool) -> int:
        if number == olefile.NOSTREAM:
            return 0
        entry = ole.direntries[number]
        red = entry.color == 0
        assert not (red and parent_is_red)
        if entry.sid_left != olefile.NOSTREAM:
            assert _order(ole.direntries[entry.sid_left]) < _order(entry)
        if entry.sid_right != olefile.NOSTREAM:
            assert _order(entry) < _order(ole.direntries[entry.sid_right])
        left, right = blacks(entry.sid_left, red), blacks(entry.sid_right, red)
        assert left == right
        return left + (not red)

    assert ole.direntries[top].color == 1
    blacks(top, False)


def _order(entry: olefile.olefile.OleDirectoryEntry) -> tuple[int, str]:
    return len(entry.name), entry.name.upper()


@pytest.mark.parametrize("path", ["a" * 32, "VBA/dir/more"])
def test_a_name_that_does_not_fit_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="cannot be a path"):
        compound_file({path: b""})


def test_a_file_too_large_for_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        compound_file({"PROJECT": bytes(8_000_000)})
