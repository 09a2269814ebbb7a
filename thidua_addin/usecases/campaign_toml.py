"""A campaign as the text of a campaign file, in the style of the files that we ship.

Written here and not by a library: tomli-w opens a sub-table for every rule, however short, and
tomlkit knows no Decimal and wants to be told of every single inline table. The rules below are
few: keys in the models' order, defaults left out, short tables inline, long ones as sub-tables.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final, TypeGuard

from scoring.campaign import Campaign
from scoring.campaign_structure import FILE_NAMES
from scoring.canonical import decimal_text

__all__ = ["campaign_toml"]

_WIDTH: Final = 100
"""Characters of a line; beyond, a list is broken up and a table gets a head of its own."""

_ALWAYS_INLINE: Final = frozenset({"tie_break"})
"""Tables of the campaign itself that stand on one line; all others have heads of their own."""

Table = Mapping[str, object]


def campaign_toml(campaign: Campaign) -> str:
    """The file of a campaign: ``load_campaign`` of it gives an equal campaign, the same hash.

    Decimals are written exactly (trailing zeros aside), comments of the file that the campaign
    came from are not kept.
    """
    data = campaign.model_dump(by_alias=True, exclude_defaults=True)
    named = {FILE_NAMES.get(key, key): value for key, value in data.items()}
    return "\n".join(_lines(named, "")).strip("\n") + "\n"


def _lines(table: Table, path: str) -> Iterator[str]:
    """What stands below a table's head: its own keys first, then its sub-tables."""
    headed = [key for key, value in table.items() if _has_head(key, value, path)]
    for key, value in table.items():
        if key not in headed:
            yield _line(key, value)
    for key in headed:
        value, name = table[key], f"{path}.{key}" if path else key
        if _is_table(value):
            if not path:  # a criterion and its rule belong together
                yield ""
            yield from (f"[{name}]", *_lines(value, name))
        elif _is_list(value):
            for element in value:
                assert _is_table(element)
                yield from ("", f"[[{name}]]", *_lines(element, name))


def _has_head(key: str, value: object, path: str) -> bool:
    if _is_table(value):
        return not path or len(f"{key} = {_inline(value)}") > _WIDTH
    if not _is_list(value) or not value or not all(_is_table(element) for element in value):
        return False
    if path:
        return any(len(f"    {_inline(element)},") > _WIDTH for element in value)
    return key not in _ALWAYS_INLINE


def _line(key: str, value: object) -> str:
    line = f"{key} = {_inline(value)}"
    if len(line) <= _WIDTH or not _is_list(value):
        return line
    return "\n".join((f"{key} = [", *(f"    {_inline(element)}," for element in value), "]"))


def _inline(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Enum():
            return _inline(value.value)
        case str():
            return _text(value)
        case int():
            return str(value)
        case Decimal():
            return decimal_text(value)
        case dt.date():
            return value.isoformat()
    if _is_table(value):
        inner = ", ".join(f"{key} = {_inline(element)}" for key, element in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if _is_list(value):
        return f"[{', '.join(_inline(element) for element in value)}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _text(text: str) -> str:
    """A basic string: TOML shares JSON's escapes, and refuses the delete character besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_table(value: object) -> TypeGuard[Table]:
    return isinstance(value, Mapping)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)
