"""Edits of texts: JSON by its nodes, TOML and CSV by lines and words, anything by its bytes."""

from __future__ import annotations

import json
import random
import re
from typing import Any, Final

from tests.fuzz.cell_edits import NUMBERS, TEXTS

WORDS: Final = (
    *NUMBERS, *TEXTS, "NaN", "Infinity", "-Infinity", "sNaN", "1E+999999999", "1E-999999999",
    "1e999", "9" * 400, "2021-12-05T09:30:00+07:00", "2021-12-05", "0001-01-01T00:00:00",
    "9999-12-31",
    "2021-12-05T09:30:00Z", "24:00", "\ud800", "\x00", "\ufffe", "nam", "6-thang", "dang-ky",
    "x" * 5000, "NOT_A_NUMBER", "NO_SUCH_CODE", "AA", "BB", "A.1.1", "A.2",
    "không nộp", "{0.__class__}", "[]", "{}",
)  # fmt: skip
"""Words that are right somewhere, and wrong in most places."""

_VALUES: Final = (
    None, True, False, 0, 1, -1, 10**30, 2**63, 1.5, [], {}, [[]], {"": None},
    {"number": "1E+999999999"}, {"number": "NaN"}, {"date": "2021-02-30"}, {"text": "\ud800"},
    {"escaped": "\"\\ud800\""},
    {"moment": "2021-01-01T00:00+07:00"}, {"number": "Infinity"}, {"truth": 1}, {"blank": False},
)  # fmt: skip


def json_edited(data: bytes, rng: random.Random) -> bytes:
    """A JSON text with one to three nodes changed; broken JSON and some good one by its bytes."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return bytes_edited(data, rng)
    if rng.random() < 0.1:
        return bytes_edited(data, rng)
    for _ in range(rng.choice((1, 1, 2, 3))):
        tree = _node_edited(tree, rng)
    return json.dumps(tree, ensure_ascii=rng.random() < 0.8).encode("utf-8", "surrogatepass")


def _node_edited(tree: Any, rng: random.Random) -> Any:
    places = _places(tree)
    if not places:
        return _value(rng)
    path = rng.choice(places)
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    last, kind = path[-1], rng.random()
    if kind < 0.2 and isinstance(holder, dict):
        del holder[last]
    elif kind < 0.3 and isinstance(holder, dict):
        holder[rng.choice(WORDS)] = holder.pop(last)
    elif kind < 0.35 and isinstance(holder, list):
        holder.append(holder[last])
    elif kind < 0.4 and isinstance(holder, list):
        del holder[last]
    elif kind < 0.5:
        other = tree
        for step in rng.choice(places):
            other = other[step]
        holder[last] = json.loads(json.dumps(other))
    elif kind < 0.65 and isinstance(holder[last], str):
        text = holder[last].encode("utf-8", "replace")
        holder[last] = bytes_edited(text, rng).decode("utf-8", "replace")
    elif kind < 0.67:
        deep: Any = []
        for _ in range(rng.choice((10, 900))):
            deep = [deep]
        holder[last] = deep
    else:
        holder[last] = _value(rng)
    return tree


def _places(tree: Any) -> list[tuple[Any, ...]]:
    """The path of every node, but for those nested beyond all reason."""
    found: list[tuple[Any, ...]] = []
    open_: list[tuple[tuple[Any, ...], Any]] = [((), tree)]
    while open_:
        path, node = open_.pop()
        pairs = node.items() if isinstance(node, dict) else ()
        pairs = enumerate(node) if isinstance(node, list) else pairs
        for key, value in pairs:
            found.append((*path, key))
            if len(path) < 12:
                open_.append(((*path, key), value))
    return found


def _value(rng: random.Random) -> Any:
    return rng.choice(WORDS) if rng.random() < 0.6 else json.loads(json.dumps(rng.choice(_VALUES)))


def lines_edited(data: bytes, rng: random.Random) -> bytes:
    """A text with lines and words changed, moved, doubled or gone."""
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        kind = rng.random()
        if kind < 0.15:
            del lines[at]
            lines = lines or [b""]
        elif kind < 0.3:
            lines.insert(at, rng.choice(lines))
        elif kind < 0.4:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind < 0.85:
            words = list(re.finditer(rb'"[^"]*"|[^\s,;=\[\]{}]+|[\[\]{}=,;]', lines[at]))
            word = rng.choice(WORDS).encode("utf-8", "replace")
            if words:
                old = rng.choice(words)
                quote = b'"' if old[0].startswith(b'"') and rng.random() < 0.8 else b""
                lines[at] = lines[at][: old.start()] + quote + word + quote + lines[at][old.end() :]
            else:
                lines[at] = word
        else:
            lines[at] = bytes_edited(lines[at], rng)
    return b"\n".join(lines)


def bytes_edited(data: bytes, rng: random.Random) -> bytes:
    """Some bytes changed, added or gone, or one of the words put in."""
    if not data:
        return rng.choice(WORDS).encode("utf-8", "replace")
    at = rng.randrange(len(data))
    kind = rng.randrange(5)
    if kind == 0:
        return data[:at] + bytes((data[at] ^ (1 << rng.randrange(8)),)) + data[at + 1 :]
    if kind == 1:
        return data[:at]
    if kind == 2:
        return data[:at] + data[at + rng.randint(1, 8) :]
    if kind == 3:
        end = at + rng.randint(1, 20)
        return data[:end] + data[at:end] + data[end:]
    return data[:at] + rng.choice(WORDS).encode("utf-8", "replace") + data[at:]
