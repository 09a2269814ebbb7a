"""Entries as data for JSON and back, without loss: the value, and what was typed.

A value is ``{"number": "0.825"}``, ``{"date": "2021-03-31"}`` or ``{"text": "…"}``. What the cell
held stands beside it, as ``raw``, only where it is not simply that value: ``"9,5"`` typed as text,
a date with a time of day, spaces around a text, or something that could not be used at all.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from scoring.canonical import decimal_text, decimal_value, json_value
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.snapshot import CellValue
from scoring.text import nfc

__all__ = [
    "address_key",
    "canonical_entries",
    "content_data",
    "entries_from_data",
    "entry_data",
    "is_natural",
]


def canonical_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without their places, one for each address (the last one), in address order."""
    last = {e.address: Entry(e.address, e.raw, e.value) for e in entries}
    return tuple(last[address] for address in sorted(last, key=address_key))


def address_key(address: Address) -> tuple[str, str, str]:
    """The order of addresses: criterion, item, field; None before any text."""
    return (address.criterion or "", address.item or "", address.field)


def is_natural(entry: Entry) -> bool:
    """Whether the cell held just the value: a number as number, a date as date, plain text."""
    raw, value = entry.raw, entry.value
    if isinstance(value, Decimal):
        is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
        return is_number and Decimal(repr(raw)) == value
    if isinstance(value, str):
        return raw == value == nfc(value)
    return value is not None and type(raw) is dt.date and raw == value


def entry_data(entry: Entry) -> dict[str, object]:
    """Everything there is in an entry but its place. Absent keys stand for None."""
    data = _address_data(entry.address)
    if entry.value is not None:
        data["value"] = _value_data(entry.value)
    if not is_natural(entry):
        data["raw"] = _raw_data(entry.raw)
    return data


def content_data(entry: Entry) -> dict[str, object]:
    """What an entry says: its value, or what was typed where that could not be used.

    ``"9,5"`` typed as text and the number 9.5 say the same.
    """
    data = _address_data(entry.address)
    if entry.value is not None:
        data["value"] = _value_data(entry.value)
    else:
        data["raw"] = _raw_data(entry.raw)
    return data


def entries_from_data(data: object) -> tuple[Entry, ...]:
    """The entries of a list of ``entry_data``. Raises ValueError where it is not one."""
    if not isinstance(data, list):
        raise ValueError("the entries must be a list")
    return canonical_entries(_entry(element) for element in data)


def _address_data(address: Address) -> dict[str, object]:
    parts = {"criterion": address.criterion, "item": address.item, "field": address.field}
    return {name: part for name, part in parts.items() if part is not None}


def _value_data(value: EntryValue) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"number": decimal_text(value)}
    if isinstance(value, str):
        return {"text": value}
    return {"date": value.isoformat()}


def _raw_data(raw: CellValue) -> dict[str, object]:
    match raw:
        case None:
            return {"blank": True}
        case bool():
            return {"truth": raw}
        case int() | float():
            return {"number": repr(float(raw))}
        case dt.datetime():
            return {"moment": raw.isoformat()}
        case dt.date():
            return {"date": raw.isoformat()}
        case str() if nfc(raw) == raw:
            return {"text": raw}
    # Canonical text is NFC; what was typed otherwise survives as ASCII escapes.
    return {"escaped": json.dumps(raw)}


def _entry(data: object) -> Entry:
    if not isinstance(data, Mapping) or not isinstance(data.get("field"), str):
        raise ValueError("an entry must have a field")
    criterion, item = data.get("criterion"), data.get("item")
    if not isinstance(criterion, str | None) or not isinstance(item, str | None):
        raise ValueError("criterion and item of an entry must be texts")
    value = _value(data["value"]) if "value" in data else None
    address = Address(criterion, item, data["field"])
    if "raw" in data:
        return Entry(address, _raw(data["raw"]), value)
    if value is None:
        raise ValueError("an entry must have a value or what was typed")
    return Entry(address, float(value) if isinstance(value, Decimal) else value, value)


def _only(data: object) -> tuple[str, object]:
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ValueError("not a typed value")
    ((kind, content),) = data.items()
    return str(kind), content


def _value(data: object) -> EntryValue:
    match _only(data):
        case ("number", str() as text):
            return decimal_value(text)
        case ("date", str() as text):
            day = dt.date.fromisoformat(text)
            if day.year < 1900:
                raise ValueError("before the first day of spreadsheets")
            return day
        case ("text", str() as text):
            return text
    raise ValueError("not a value")


def _raw(data: object) -> CellValue:
    match _only(data):
        case ("blank", True):
            return None
        case ("truth", bool() as truth):
            return truth
        case ("number", str() as text):
            return float(text)
        case ("moment", str() as text):
            return dt.datetime.fromisoformat(text)
        case ("date", str() as text):
            return dt.date.fromisoformat(text)
        case ("text", str() as text):
            return text
        case ("escaped", str() as text):
            typed = json_value(text)
            if isinstance(typed, str):
                return typed
    raise ValueError("not what a cell can hold")
