"""Edits of a whole workbook: its sheets, its parts, its bytes; and any number of them at once."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.fuzz.cell_edits import SHEET_EDITS, TEXTS
from tests.fuzz.package import BOOK, BOOK_RELS, MAIN, STRINGS, Base, Parts, packed, sheet_parts

PartsEdit = Callable[[Parts, random.Random], str]
BytesEdit = Callable[[bytes, random.Random], tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class Edited:
    """A changed workbook and, in words for whoever looks for the cause, what was changed."""

    data: bytes
    done: str


def edited(base: Base, rng: random.Random) -> Edited:
    """One to four edits of a valid workbook, mostly of cells, seldom of bytes."""
    parts, done = dict(base.parts), []
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        kind = rng.random()
        if kind < 0.7:
            done.append(_edit_sheet(base, parts, rng))
        elif kind < 0.82:
            done.append(rng.choice(_BOOK_EDITS)(parts, rng))
        elif kind < 0.93:
            done.append(rng.choice(_PART_EDITS)(parts, rng))
        else:
            twice = (name := rng.choice(sorted(parts)), parts[name])
            made = packed(parts, twice if rng.random() < 0.15 else None)
            data, said = rng.choice(_BYTES_EDITS)(made, rng)
            return Edited(data, "; ".join((*done, said)))
    return Edited(packed(parts), "; ".join(done))


def _edit_sheet(base: Base, parts: Parts, rng: random.Random) -> str:
    with_inputs = sorted(n for n in base.inputs if n in parts)
    others = sorted(n for n in parts if n.startswith("xl/worksheets/sheet"))
    names = with_inputs if with_inputs and rng.random() < 0.8 else others
    if not names:
        return "no sheet"
    name = rng.choice(names)
    edit = rng.choice(SHEET_EDITS)
    parts[name], said = edit(parts[name], rng, base.inputs.get(name, ()))
    return f"{name}: {edit.__name__}: {said}"


# --- sheets --------------------------------------------------------------------------------------


def _sheet_entries(parts: Parts) -> list[bytes]:
    return re.findall(rb"<sheet [^>]*/>", parts.get(BOOK, b""))


def _set_sheets(parts: Parts, entries: list[bytes]) -> None:
    new = b"<sheets>" + b"".join(entries) + b"</sheets>"
    book = re.sub(rb"<definedNames>.*?</definedNames>", b"", parts[BOOK], flags=re.DOTALL)
    parts[BOOK] = re.sub(rb"<sheets>.*?</sheets>", lambda _: new, book, flags=re.DOTALL)


def _edit_entries(parts: Parts, rng: random.Random) -> str:
    entries = _sheet_entries(parts)
    if not entries:
        return "no sheets"
    at = rng.randrange(len(entries))
    one, other = entries[at], rng.choice(entries)
    kind = rng.choice(("rename", "delete", "state", "order", "twice", "same name", "other part"))
    match kind:
        case "rename":
            names = (
                "Sheet1",
                "_meta",
                "Tự chấm điểm",
                "Ghi chú",
                "O'Hara!",
                "a" * 31,
                "",
                "Báo cáo",
            )
            new = re.sub(rb'name="[^"]*"', b'name="%s"' % rng.choice(names).encode(), one)
            entries[at] = new
        case "delete":
            del entries[at]
        case "state":
            state = rng.choice((b"", b' state="hidden"', b' state="veryHidden"', b' state="odd"'))
            entries[at] = re.sub(rb' state="[^"]*"', b"", one).replace(b"<sheet", b"<sheet" + state)
        case "order":
            rng.shuffle(entries)
        case "twice":
            entries.insert(rng.randrange(len(entries)), one)
        case "same name":
            name = re.search(rb'name="[^"]*"', other)
            assert name is not None
            entries[at] = re.sub(rb'name="[^"]*"', lambda _: name[0], one)
        case _:
            link = re.search(rb'r:id="[^"]*"', other)
            assert link is not None
            entries[at] = re.sub(rb'r:id="[^"]*"', lambda _: link[0], one)
    _set_sheets(parts, entries)
    return f"sheet {at}: {kind}"


def _copy_sheet(parts: Parts, rng: random.Random) -> str:
    """A sheet copied, as ``Move or Copy`` does; a cell of the copy may say something else."""
    known = {part for part in sheet_parts(parts).values() if part in parts} if BOOK in parts else ()
    if not known or BOOK_RELS not in parts:
        return "no sheets"
    source = rng.choice(sorted(known))
    number = 50 + len(parts)
    part = f"xl/worksheets/sheet{number}.xml"
    parts[part] = parts[source]
    entry = f'<sheet name="Bản sao {number}" sheetId="{number}" r:id="rIdc{number}"/>'.encode()
    link = (
        f'<Relationship Id="rIdc{number}" Type="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/></Relationships>'
    )
    parts[BOOK_RELS] = parts[BOOK_RELS].replace(b"</Relationships>", link.encode())
    entries = _sheet_entries(parts)
    entries.insert(rng.randrange(len(entries) + 1), entry)
    _set_sheets(parts, entries)
    return f"copied {source}"


def _calendar(parts: Parts, rng: random.Random) -> str:
    parts[BOOK] = parts[BOOK].replace(b"<workbookPr ", b'<workbookPr date1904="1" ', 1)
    return "calendar of 1904"


_BOOK_EDITS: Final[tuple[PartsEdit, ...]] = (_edit_entries, _edit_entries, _copy_sheet, _calendar)


# --- parts ---------------------------------------------------------------------------------------


def _some_part(parts: Parts, rng: random.Random) -> str:
    core = [n for n in parts if n.startswith("xl/") and "theme" not in n]
    return rng.choice(sorted(core if core and rng.random() < 0.85 else parts))


def _spoil_part(parts: Parts, rng: random.Random) -> str:
    name, other = _some_part(parts, rng), _some_part(parts, rng)
    kind = rng.choice(("delete", "truncate", "swap", "empty", "copy", "case", "rename"))
    match kind:
        case "delete":
            del parts[name]
        case "truncate":
            parts[name] = parts[name][: rng.randrange(len(parts[name]) + 1)]
        case "swap":
            parts[name], parts[other] = parts[other], parts[name]
        case "empty":
            parts[name] = b""
        case "copy":
            parts[name] = parts[other]
        case "case":
            parts[name.upper()] = parts.pop(name)
        case _:
            parts["xl/" + rng.choice(("a/../b.xml", "x.bin", "worksheets/sheet1.xml"))] = parts[
                name
            ]
    return f"{name}: {kind}" if parts else "nothing left"


def _spoil_markup(parts: Parts, rng: random.Random) -> str:
    """An attribute, an element, a namespace, an encoding: anything between angle brackets."""
    name = _some_part(parts, rng)
    xml = parts[name]
    tags = list(re.finditer(rb"<[^<>]+>", xml))
    if not tags:
        return "no markup"
    tag = rng.choice(tags)
    kind = rng.choice(("attribute", "no tag", "twice", "space", "head", "main", "between", "text"))
    match kind:
        case "attribute":
            found = list(re.finditer(rb'([\w:]+)="([^"]*)"', tag[0]))
            if not found:
                return "no attribute"
            at = rng.choice(found)
            values = (
                b"",
                b"0",
                b"-1",
                b"1",
                b"99999999999",
                b"abc",
                b"&#0;",
                b"true",
                at[2] + b"1",
            )
            new = at[1] + b'="' + rng.choice(values) + b'"'
            new = tag[0][: at.start()] + (new if rng.random() < 0.8 else b"") + tag[0][at.end() :]
            parts[name] = xml[: tag.start()] + new + xml[tag.end() :]
        case "no tag":
            parts[name] = xml[: tag.start()] + xml[tag.end() :]
        case "twice":
            parts[name] = xml[: tag.end()] + xml[tag.start() :]
        case "space":
            parts[name] = xml.replace(b'="' + MAIN.encode(), b'="' + rng.choice((b"urn:x", b"")), 1)
        case "head":
            heads = (
                b'<?xml version="1.0" encoding="UTF-16"?>', b'<?xml version="1.1"?>',
                b"\xef\xbb\xbf",
                b'<?xml version="1.0" encoding="windows-1258"?>', b"<!DOCTYPE x>", b"<!-- -->",
                b" ",
                b'<!DOCTYPE x [<!ENTITY a "b">]>',
            )  # fmt: skip
            bare = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", xml)
            parts[name] = rng.choice(heads) + bare
        case "main":
            renamed = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1x:\2", xml)
            parts[name] = renamed.replace(
                b' xmlns="' + MAIN.encode(), b' xmlns:x="' + MAIN.encode()
            )
        case "between":
            odd = (
                b"<!-- x -->",
                b"<?a b?>",
                b"<![CDATA[9]]>",
                b"<odd/>",
                b"&#9;",
                b"]]>",
                b"&lt;",
                b"7",
            )
            parts[name] = xml[: tag.end()] + rng.choice(odd) + xml[tag.end() :]
        case _:
            return _spoil_text(parts, rng)
    return f"{name}: {kind} at {tag[0][:60]!r}"


def _spoil_text(parts: Parts, rng: random.Random) -> str:
    """A text of the workbook: a key, a role, a marker, a wording, what is written of the form."""
    name = STRINGS if STRINGS in parts and rng.random() < 0.8 else _some_part(parts, rng)
    texts = list(re.finditer(rb">([^<>]+)<", parts[name]))
    if not texts:
        return "no text"
    at = rng.choice(texts)
    other = rng.choice(texts)[1]
    text = at[1].decode("utf-8", "replace")
    cut = rng.randrange(len(text) + 1)
    new = rng.choice(
        (
            other,
            (text[:cut] + rng.choice(("x", "9", "\u200b", "Đ", "|", " ")) + text[cut:]).encode(),
            (text[:cut] + text[cut + 1 :]).encode(),
            text.swapcase().encode(),
            rng.choice(TEXTS).replace("<", "").replace("&", "").encode(),
        )
    )
    parts[name] = parts[name][: at.start(1)] + new + parts[name][at.end(1) :]
    return f"{name}: {at[1][:50]!r} → {new[:50]!r}"


_PART_EDITS: Final[tuple[PartsEdit, ...]] = (_spoil_part, _spoil_markup, _spoil_markup, _spoil_text)


# --- bytes ---------------------------------------------------------------------------------------


def _flip(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    changed = bytearray(data)
    # The directory at the end says the most in the fewest bytes.
    span = len(data) if rng.random() < 0.6 else min(2_000, len(data))
    places = [len(data) - 1 - rng.randrange(span) for _ in range(rng.choice((1, 1, 2, 8)))]
    for at in places:
        changed[at] ^= 1 << rng.randrange(8)
    return bytes(changed), f"bits flipped at {places}"


def _cut(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    at = rng.randrange(len(data) + 1)
    return data[:at], f"cut at {at}"


def _splice(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    at = rng.choice((0, len(data), rng.randrange(len(data))))
    new = rng.choice((rng.randbytes(rng.randint(1, 40)), data[at : at + 200], b"", b"\r\n"))
    gone = rng.choice((0, 0, 1, 30))
    return data[:at] + new + data[at + gone :], f"{len(new)} bytes for {gone} at {at}"


def _entry(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """A field of an entry in the zip's directory or before a part."""
    mark = rng.choice((b"PK\x01\x02", b"PK\x03\x04"))
    starts = [m.start() for m in re.finditer(re.escape(mark), data)]
    if not starts:
        return data, "no entry"
    at = rng.choice(starts)
    offset, size = rng.choice(
        ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4))
        if mark.endswith(b"\x02")
        else ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))
    )
    value = rng.choice((0, 1, 0xFFFF, 8, 9, 12, 99, 0x7FFFFFFF, rng.getrandbits(32)))
    raw = struct.pack("<I", value & 0xFFFFFFFF)[:size]
    return data[: at + offset] + raw + data[
        at + offset + size :
    ], f"zip entry {at}+{offset}: {raw!r}"


_BYTES_EDITS: Final[tuple[BytesEdit, ...]] = (_flip, _flip, _cut, _splice, _entry)
