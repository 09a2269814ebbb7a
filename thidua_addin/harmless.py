"""Text on its way out of the program: nothing in it steers a terminal or turns a line around."""

from __future__ import annotations

import json
import re
from typing import Final

__all__ = ["json_text", "without_controls"]

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_STEERING: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control, direction and invisible characters that JSON may hold as they are."""


def json_text(value: object) -> str:
    """A JSON document, Vietnamese letters as they are.

    Characters that steer a terminal stand there as their escapes: a program reads the same text,
    and a console shows it.
    """
    document = json.dumps(value, ensure_ascii=False, indent=1)
    return _STEERING.sub(lambda found: json.dumps(found[0])[1:-1], document)


def without_controls(text: str) -> str:
    """The text with a blank for each control character but tab and line breaks."""
    return _CONTROL.sub(" ", text)
