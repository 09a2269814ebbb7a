"""What a check looks at, and the words that several checks share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.dates import vn_date
from scoring.entries import Entries, EntryValue
from scoring.fields import Address, FieldSpec, form_fields
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.score import ScoreSheet, marked_not_applicable
from scoring.snapshot import Cell, Place
from scoring.terms import FieldType, Period

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LiveValue:
    """What the form's own formula shows for a criterion's points, and where."""

    at: Place
    cell: Cell


@dataclass(frozen=True)
class CheckCase:
    """One unit's entries at one period, scored.

    ``registered`` are the entries of the accepted registration; ``places`` where each input
    stands, blank ones included; ``live`` the form's computed cells by criterion; ``read`` the
    findings that came from reading the cells.
    """

    campaign: Campaign
    unit: str
    period: Period
    entries: Entries
    sheet: ScoreSheet
    registered: Entries | None = None
    places: Mapping[Address, Place] = field(default_factory=dict)
    live: Mapping[str, LiveValue] = field(default_factory=dict)
    read: tuple[Finding, ...] = ()

    @cached_property
    def specs(self) -> tuple[FieldSpec, ...]:
        """Every field of the form."""
        return form_fields(self.campaign)

    @cached_property
    def spec_of(self) -> Mapping[Address, FieldSpec]:
        """The field at each address."""
        return {spec.address: spec for spec in self.specs}

    @cached_property
    def _by_criterion(self) -> Mapping[str | None, tuple[FieldSpec, ...]]:
        grouped: dict[str | None, list[FieldSpec]] = {}
        for spec in self.specs:
            grouped.setdefault(spec.address.criterion, []).append(spec)
        return {code: tuple(specs) for code, specs in grouped.items()}

    def specs_of(self, criterion: Criterion) -> tuple[FieldSpec, ...]:
        """The fields of one criterion, its item rows and named inputs included."""
        return self._by_criterion.get(criterion.code, ())

    def finding(self, code: str, address: Address, /, **params: str) -> Finding:
        """A finding at an entry's cell, or at the blank cell where the entry belongs."""
        return entry_finding(self.entries, self.places, code, address, params)

    def applies(self, criterion: Criterion) -> bool:
        """Whether the unit did not mark the criterion as not applicable."""
        return not marked_not_applicable(criterion, self.entries)

    def due(self) -> Iterator[Criterion]:
        """The leaves with a value due at the period that apply to the unit."""
        for criterion in self.campaign.tree.leaves():
            if self.period in criterion.periods and self.applies(criterion):
                yield criterion

    def results(self, criterion: Criterion) -> Iterator[FieldSpec]:
        """The result fields of a leaf at the period (no target, no self-score)."""
        return (spec for spec in self.specs_of(criterion) if spec.period is self.period)


def entry_finding(
    entries: Entries,
    places: Mapping[Address, Place],
    code: str,
    address: Address,
    params: Mapping[str, str],
) -> Finding:
    """A finding at an entry's cell, or at the blank cell where the entry belongs."""
    a = address
    entry = entries.get(a.criterion, a.item, a.field)
    at = entry.at if entry is not None and entry.at is not None else places.get(a)
    return Finding(code, at, a.criterion, a.item, a.field, params)


def item_text(item: str | None) -> str:
    """``", chỉ tiêu số 3"`` for an item row, ``""`` for a criterion or a named input."""
    return f", chỉ tiêu số {item}" if item is not None and item.isdecimal() else ""


def value_text(value: EntryValue, spec: FieldSpec | None) -> str:
    """A value as a message shows it: percent with its sign, dates day first."""
    if isinstance(value, Decimal):
        if spec is not None and spec.type is FieldType.PERCENT:
            return clipped(vn_number(value * 100) + "%")
        return clipped(vn_number(value))
    if isinstance(value, dt.date):
        return vn_date(value)
    return clipped(value)


def clipped(text: str) -> str:
    """At most 60 characters of a text."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
