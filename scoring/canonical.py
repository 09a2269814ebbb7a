"""One text for one meaning: canonical JSON and its sha256.

Sorted keys, no spaces, text in NFC, decimals as their shortest plain text (10 and 10.00 are the
same), dates as ISO text. Equal values give equal text on every machine, so the hash of a
published campaign or of sealed entries can be compared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Final

from scoring.campaign import Campaign
from scoring.text import nfc

__all__ = [
    "bounded_numbers",
    "campaign_from_json",
    "campaign_hash",
    "campaign_json",
    "canonical_json",
    "decimal_text",
    "decimal_value",
    "json_value",
    "moment_from_iso",
    "sha256_hex",
]

_INFINITE: Final = Decimal("Infinity")
_LARGEST_EXPONENT: Final = 100
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED: Final = re.compile(r"\\u[dD][89a-fA-F]")


def canonical_json(value: object) -> str:
    """The canonical text of mappings, sequences, texts, numbers, dates, truth values and None.

    Decimals become text, whole numbers stay numbers. Raises TypeError for other types (a float
    among them: points are exact) and ValueError for a decimal that is not finite, or for two
    keys that are the same in NFC.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_hex(text: str) -> str:
    """The sha256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@lru_cache(maxsize=8)
def campaign_json(campaign: Campaign) -> str:
    """The canonical text of a campaign.

    Keys that hold their default are left out: a campaign that spells a default out is the same
    as one that does not, and a key that later software adds does not change older hashes.
    """
    return canonical_json(campaign.model_dump(by_alias=True, exclude_defaults=True))


@lru_cache(maxsize=8)
def campaign_hash(campaign: Campaign) -> str:
    """What identifies a published campaign: the sha256 of its canonical text."""
    return sha256_hex(campaign_json(campaign))


def json_value(text: str) -> object:
    """What a JSON text from outside says.

    Raises ValueError, also for nesting beyond all limits and for half a character (a surrogate
    alone), which no UTF-8 can hold.
    """
    try:
        value: object = json.loads(text)
        halves = _HALF_ESCAPED.search(text) or _HALF_CHARACTER.search(text)
        if halves and _HALF_CHARACTER.search(json.dumps(value, ensure_ascii=False)):
            raise ValueError("half a character")
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def campaign_from_json(text: str) -> Campaign:
    """The campaign of a canonical text. Raises ValueError where the text is not one."""
    try:
        return Campaign.model_validate(bounded_numbers(json_value(text)))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def bounded_numbers(value: object, limit: int = _LARGEST_EXPONENT) -> object:
    """Data from outside with every number, also one in a text, that nobody can mean as infinity.

    A few characters such as ``1E+999999999`` would ask for more digits than there is memory; as
    infinity they are refused like any other value that a model does not take. ``limit`` is the
    largest power of ten.
    """
    match value:
        case bool() | None:
            return value
        case int() | float() | Decimal() | str():
            return _INFINITE if _past_all_limits(value, limit) else value
        case Mapping():
            return {key: bounded_numbers(inner, limit) for key, inner in value.items()}
        case list():
            return [bounded_numbers(inner, limit) for inner in value]
    return value


def _past_all_limits(value: int | float | Decimal | str, limit: int) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False  # a text that is no number
    return number.is_finite() and abs(number.adjusted()) > limit


def decimal_text(value: Decimal) -> str:
    """The shortest plain text of a decimal: ``10`` for 10.00 and 1E+1, ``0`` for -0."""
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def decimal_value(text: str) -> Decimal:
    """The decimal of :func:`decimal_text`. Raises ValueError for any other text.

    An exponent is none: few characters of it would stand for a thousand million digits.
    """
    if _PLAIN_NUMBER.fullmatch(text) is None:
        raise ValueError(f"not a number: {text[:40]}")
    return Decimal(text)


def moment_from_iso(text: str) -> dt.datetime:
    """A moment of ISO text, of the years 1900 to 9998: past them day numbers or clocks end.

    Raises ValueError for any other text.
    """
    at = dt.datetime.fromisoformat(text)
    if not 1900 <= at.year <= 9998:
        raise ValueError("no moment at which anything was made")
    return at


def _plain(value: object) -> object:
    if type(value) is str:  # the most frequent one, and the quickest to tell
        return value if value.isascii() else nfc(value)
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return nfc(value)
        case Decimal():
            return decimal_text(value)
        case dt.date():  # a datetime is a date
            return value.isoformat()
        case dict() | Mapping():
            return _plain_mapping(value)
        case list() | tuple():
            return [_plain(element) for element in value]
    raise TypeError(f"no canonical text for {type(value).__name__}")


def _plain_mapping(mapping: Mapping[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, value in mapping.items():
        name = _plain(key)
        if not isinstance(name, str):
            raise TypeError(f"a key must be text, not {type(key).__name__}")
        if name in plain:
            raise ValueError(f"the key {name!r} is there twice")
        plain[name] = _plain(value)
    return plain
