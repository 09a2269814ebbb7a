"""Text in a document: what people typed stays plain text, what is missing is marked.

A template's own placeholder looks like ``[…Số văn bản…]``. Somebody's text that looks the same
must not be taken for one: it carries a guard that is taken out again at the end.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["GUARD", "PLACEHOLDER", "Blank", "blank", "filled", "harmless", "plain", "plain_lines"]

GUARD: Final = "\ufdd0"
"""A code point that no text may contain; it stands in typed text between ``[`` and ``…``."""

PLACEHOLDER: Final = re.compile(r"\[…[^\[\]]*…\]")

LONGEST: Final = 200_000
"""Characters of one text; a cell holds 32,767."""

_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks that nobody sees and that turn what stands beside them round."""


class Blank(str):
    """A placeholder of ours inside a value: ``[…Thư ký…]``."""

    __slots__ = ()


def blank(what: str) -> Blank:
    """The placeholder for something that a person must complete."""
    return Blank(f"[…{what}…]")


def filled(text: str, what: str) -> str:
    """The text, or the placeholder where there is none."""
    return plain(text) if text.strip() else blank(what)


def plain(text: str) -> str:
    """Text that a document can hold: no control characters, none that turns the direction."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = "".join(_harmless(c) for c in unified.replace("\u2029", "\n")[:LONGEST])
    return kept.strip("\n").replace("[…", f"[{GUARD}…")


def plain_lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, each harmless."""
    return tuple(line.strip() for line in plain(text).split("\n") if line.strip())


def harmless(text: str) -> str:
    """The text without what no document may hold; its line breaks and placeholders stay."""
    return "".join(c if c == GUARD else _harmless(c) for c in text)


def _harmless(c: str) -> str:
    if c == "\n":
        return c
    if c in _TURNING:
        return ""
    if c == "\t" or unicodedata.category(c) in ("Cc", "Cs"):
        return " "
    code = ord(c)
    noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return "" if noncharacter else c
