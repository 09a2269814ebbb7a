"""Entries of an earlier reading, as the fields of the present campaign take them.

A submission that a summary carries was read by the campaign of that day. Where a later revision
asks for another kind of value, other choices or other bounds, the old value cannot be used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address, FieldSpec, form_fields
from scoring.parse import out_of_bounds
from scoring.terms import FieldType

__all__ = ["fitting"]

_KINDS: Final[Mapping[FieldType, type[EntryValue]]] = {
    FieldType.NUMBER: Decimal,
    FieldType.PERCENT: Decimal,
    FieldType.COUNT: Decimal,
    FieldType.POINTS: Decimal,
    FieldType.DATE: dt.date,
    FieldType.TEXT: str,
    FieldType.REFERENCE: str,
    FieldType.CHOICE: str,
    FieldType.YES_NO: str,
}


def fitting(campaign: Campaign, entries: Iterable[Entry]) -> Entries:
    """The entries; one whose value its field does not take any more has none (unusable)."""
    specs = _specs(campaign)
    return Entries(e if _fits(e, specs.get(e.address)) else replace(e, value=None) for e in entries)


@lru_cache(maxsize=8)
def _specs(campaign: Campaign) -> Mapping[Address, FieldSpec]:
    return {spec.address: spec for spec in form_fields(campaign)}


def _fits(entry: Entry, spec: FieldSpec | None) -> bool:
    value = entry.value
    if value is None or spec is None:
        return True
    if not isinstance(value, _KINDS[spec.type]):
        return False
    if spec.choices and value not in spec.choices:
        return False
    return out_of_bounds(value, spec) is None
