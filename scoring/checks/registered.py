"""Registered targets: what the chair accepted at registration stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.checks.case import CheckCase, clipped, entry_finding, item_text, value_text
from scoring.criteria import Criterion
from scoring.entries import Entries, EntryValue
from scoring.fields import Address, FieldSpec, form_fields, item_codes
from scoring.findings import Finding
from scoring.snapshot import Place
from scoring.terms import Period
from scoring.text import same_text


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield what :func:`target_findings` finds, where the registration is known."""
    if case.registered is not None:
        yield from target_findings(case.campaign, case.registered, case.entries, case.places)


def target_findings(
    campaign: Campaign,
    registered: Entries,
    entries: Entries,
    places: Mapping[Address, Place] | None = None,
) -> Iterator[Finding]:
    """Yield TARGET_CHANGED, TARGET_REMOVED and TARGET_ADDED against the accepted registration.

    ``places`` tells where inputs stand, blank ones included.
    """
    targets = _Targets(registered, entries, places or {})
    pledged = _pledged(campaign)
    for criterion in campaign.tree.leaves():
        specs = pledged.get(criterion.code, ())
        if criterion.items is None:
            yield from targets.compared(specs)
            continue
        for item in item_codes(criterion):
            yield from targets.item(criterion, item, [s for s in specs if s.address.item == item])


@lru_cache(maxsize=8)
def _pledged(campaign: Campaign) -> Mapping[str, tuple[FieldSpec, ...]]:
    """The fields of a registration by criterion."""
    found: dict[str, list[FieldSpec]] = {}
    for spec in form_fields(campaign):
        if spec.period is Period.REGISTRATION:
            found.setdefault(spec.address.criterion or "", []).append(spec)
    return {code: tuple(specs) for code, specs in found.items()}


@dataclass(frozen=True, slots=True)
class _Targets:
    """What was registered, what stands there now, and where."""

    before: Entries
    entries: Entries
    places: Mapping[Address, Place] = field(default_factory=dict)

    def item(self, criterion: Criterion, item: str, specs: list[FieldSpec]) -> Iterator[Finding]:
        """One row of a unit's own list of targets."""
        was = [s for s in specs if _value(self.before, s) is not None]
        now = [s for s in specs if _value(self.entries, s) is not None]
        address = Address(criterion.code, item, "item_title")
        about = {"criterion": criterion.code, "of": item_text(item)}
        if was and not now:
            yield self._finding("TARGET_REMOVED", address, before=_name(self.before, was), **about)
        elif now and not was:
            yield self._finding("TARGET_ADDED", address, now=_name(self.entries, now), **about)
        else:
            yield from self.compared(specs)

    def compared(self, specs: Iterable[FieldSpec]) -> Iterator[Finding]:
        """Value by value."""
        for spec in specs:
            a = spec.address
            was, now = _value(self.before, spec), _value(self.entries, spec)
            about = {"criterion": a.criterion or "", "of": item_text(a.item)}
            if was is None and now is not None:
                shown = f"{clipped(spec.title)}: {value_text(now, spec)}"
                yield self._finding("TARGET_ADDED", a, now=shown, **about)
            elif was is not None and now is None:
                if self.entries.get(a.criterion, a.item, a.field) is None:
                    shown = f"{clipped(spec.title)}: {value_text(was, spec)}"
                    yield self._finding("TARGET_REMOVED", a, before=shown, **about)
            elif was is not None and now is not None and not _same(was, now):
                yield self._finding(
                    "TARGET_CHANGED",
                    a,
                    title=clipped(spec.title),
                    now=value_text(now, spec),
                    before=value_text(was, spec),
                    **about,
                )

    def _finding(self, code: str, address: Address, /, **params: str) -> Finding:
        return entry_finding(self.entries, self.places, code, address, params)


def _same(was: EntryValue, now: EntryValue) -> bool:
    if isinstance(was, str) and isinstance(now, str):
        return same_text(was, now)
    return was == now


def _value(entries: Entries, spec: FieldSpec) -> EntryValue | None:
    return entries.value(spec.address.criterion, spec.address.item, spec.address.field)


def _name(entries: Entries, filled: list[FieldSpec]) -> str:
    """The title of a pledged target, or whatever else its row holds."""
    titled = [s for s in filled if s.address.field == "item_title"]
    spec = (titled or filled)[0]
    value = _value(entries, spec)
    return "" if value is None else value_text(value, spec)
