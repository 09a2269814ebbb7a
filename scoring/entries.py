"""What a unit entered: each value with its address and the cell it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from scoring.fields import Address
from scoring.snapshot import CellValue, Place

EntryValue: TypeAlias = Decimal | str | dt.date


@dataclass(frozen=True, slots=True)
class Entry:
    """One entered value.

    ``raw`` is what the cell holds; ``value`` what it means (numbers as Decimal, percent as a
    fraction, text in NFC, dates as dates), None where it cannot be used: a finding says why.
    """

    address: Address
    raw: CellValue
    value: EntryValue | None
    at: Place | None = None


class Entries:
    """The entries of one unit, by address. Blank cells have no entry."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_address: Mapping[Address, Entry] = {e.address: e for e in entries}
        self._items: dict[str | None, set[str | None]] = {}
        for a in self._by_address:
            self._items.setdefault(a.criterion, set()).add(a.item)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_address.values())

    def __len__(self) -> int:
        return len(self._by_address)

    def get(self, criterion: str | None, item: str | None, field: str) -> Entry | None:
        """The entry at an address, None where the cell is blank."""
        return self._by_address.get(Address(criterion, item, field))

    def value(self, criterion: str | None, item: str | None, field: str) -> EntryValue | None:
        """The usable value at an address, None where blank or invalid."""
        entry = self.get(criterion, item, field)
        return None if entry is None else entry.value

    def text(self, criterion: str | None, item: str | None, field: str) -> str:
        """A text value, ``""`` where there is none."""
        value = self.value(criterion, item, field)
        return value if isinstance(value, str) else ""

    def decimal(self, criterion: str | None, item: str | None, field: str) -> Decimal | None:
        """A number, None where there is none."""
        value = self.value(criterion, item, field)
        return value if isinstance(value, Decimal) else None

    def used_items(self, criterion: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Those item rows in which anything is filled, in the order of ``codes``."""
        used = self._items.get(criterion, set())
        return tuple(code for code in codes if code in used)
