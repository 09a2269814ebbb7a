"""What people of the chair typed into the summary: entries by unit, the cluster's own under ``""``.

They are read back at each merge by their address (unit + criterion + item + field), whatever
happened to the rows. Some count for the whole year, the others for the period that was merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from scoring.canonical import canonical_json, json_value
from scoring.entries import Entries, Entry
from scoring.entry_json import canonical_entries, entries_from_data, entry_data
from scoring.terms import Period

__all__ = [
    "CLUSTER",
    "EMPTY_BOOK",
    "NO_ENTRIES",
    "NO_INPUTS",
    "ChairBook",
    "ChairInputs",
    "UnitEntry",
    "book_from_json",
    "book_json",
    "inputs_of",
]

CLUSTER: Final = ""
"""The key of what concerns the cluster as a whole, such as who was present."""

NO_ENTRIES: Final = Entries(())

YEAR_FIELDS: Final = frozenset(
    {
        "received_at",
        "pinned",
        "approved_target",
        "approval_document",
        "approval_date",
        "assigned",
    }
)
"""The fields that count for every period of the year."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """An entry with the unit that it speaks of (``CLUSTER`` for none)."""

    unit: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class ChairInputs:
    """The entries at one period, by unit."""

    by_unit: Mapping[str, Entries] = field(default_factory=dict)

    def of(self, unit: str) -> Entries:
        """What was typed for a unit; empty where nothing was."""
        return self.by_unit.get(unit, NO_ENTRIES)

    @property
    def cluster(self) -> Entries:
        """What was typed about the cluster as a whole."""
        return self.of(CLUSTER)

    def __iter__(self) -> Iterator[UnitEntry]:
        return (UnitEntry(unit, e) for unit, entries in self.by_unit.items() for e in entries)


NO_INPUTS: Final = ChairInputs()


def inputs_of(entries: Iterable[UnitEntry]) -> ChairInputs:
    """The inputs of these entries; of two with one address the last one counts."""
    found: dict[str, list[Entry]] = {}
    for each in entries:
        found.setdefault(each.unit, []).append(each.entry)
    return ChairInputs({unit: Entries(found[unit]) for unit in sorted(found)})


@dataclass(frozen=True, slots=True)
class ChairBook:
    """Everything that was typed in the year: what counts all year, and what each period has."""

    year: ChairInputs = NO_INPUTS
    periods: Mapping[Period, ChairInputs] = field(default_factory=dict)

    def at(self, period: Period) -> ChairInputs:
        """What counts at a period."""
        own = self.periods.get(period, NO_INPUTS)
        return inputs_of([*self.year, *own])

    def renewed(self, period: Period, inputs: ChairInputs) -> ChairBook:
        """The book after a period's inputs, and those of the year, were read anew."""
        yearly = inputs_of(e for e in inputs if e.entry.address.field in YEAR_FIELDS)
        own = inputs_of(e for e in inputs if e.entry.address.field not in YEAR_FIELDS)
        return ChairBook(yearly, {**self.periods, period: own})


EMPTY_BOOK: Final = ChairBook()


def book_json(book: ChairBook) -> str:
    """The canonical JSON of everything typed; :func:`book_from_json` reads it back."""
    periods = {period.value: _data(inputs) for period, inputs in book.periods.items()}
    return canonical_json({"year": _data(book.year), "periods": periods})


def book_from_json(text: str) -> ChairBook:
    """The book of :func:`book_json`. Raises ValueError where the text is not that."""
    data = json_value(text)
    if not isinstance(data, Mapping) or not isinstance(data.get("periods"), Mapping):
        raise ValueError("not a book of the chair's inputs")
    periods = {Period(str(key)): _inputs(value) for key, value in data["periods"].items()}
    return ChairBook(_inputs(data.get("year")), periods)


def _data(inputs: ChairInputs) -> dict[str, object]:
    return {
        unit or "-": [entry_data(e) for e in canonical_entries(entries)]
        for unit, entries in inputs.by_unit.items()
    }


def _inputs(data: object) -> ChairInputs:
    if not isinstance(data, Mapping):
        raise ValueError(f"not the inputs of units: {json.dumps(data)[:60]}")
    return ChairInputs(
        {
            CLUSTER if unit == "-" else str(unit): Entries(entries_from_data(entries))
            for unit, entries in data.items()
        }
    )
