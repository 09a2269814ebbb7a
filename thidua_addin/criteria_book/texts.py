"""Texts in cells: what a person types is trimmed, what must stay as it is stands in quotes.

A text that trimming would change, an empty one, and one that looks like a marker of ours are
written in straight quotes; nothing else is, so a quoted title stays a quoted title.
"""

from __future__ import annotations

import json

from scoring.text import nfc
from thidua_addin.workbook.styles import clean
from thidua_addin.workbook.tables import plain_key

_QUOTE = '"'


def to_cell(text: str) -> str:
    """The text as a cell holds it."""
    return f"{_QUOTE}{text}{_QUOTE}" if _needs_quotes(text) else text


def from_cell(text: str) -> str:
    """The text that a cell means, in NFC; ``""`` where it holds white space only."""
    typed = nfc(text).strip()
    if _is_quoted(typed) and _needs_quotes(typed[1:-1]):
        return typed[1:-1]
    return typed


def to_lines(texts: tuple[str, ...]) -> str:
    """Several texts in one cell, one a line; unusual ones in quotes as JSON."""
    return "\n".join(
        json.dumps(t, ensure_ascii=False) if "\n" in t or _needs_quotes(t) or _is_quoted(t) else t
        for t in texts
    )


def from_lines(text: str) -> tuple[str, ...]:
    """The texts of a cell with one a line; blank lines say nothing."""
    return tuple(_line(line.strip()) for line in nfc(text).split("\n") if line.strip())


def fits_cell(text: str) -> bool:
    """Whether a cell can hold the text unchanged."""
    return clean(text) == text


def _line(line: str) -> str:
    if _is_quoted(line):
        try:
            value = json.loads(line)
        except ValueError:
            return line
        if isinstance(value, str):
            return value
    return line


def _is_quoted(text: str) -> bool:
    return len(text) >= 2 and text[0] == text[-1] == _QUOTE


def _needs_quotes(text: str) -> bool:
    if text != text.strip() or not text or plain_key(text).startswith("#"):
        return True
    return _is_quoted(text) and _needs_quotes(text[1:-1])
