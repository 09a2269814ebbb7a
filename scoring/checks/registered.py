"""Registered targets: what the chair accepted at registration stays as it was."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped, item_text, value_text
from scoring.criteria import Criterion
from scoring.entries import Entries, EntryValue
from scoring.fields import Address, FieldSpec, item_codes
from scoring.findings import Finding
from scoring.terms import Period
from scoring.text import same_text


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield TARGET_CHANGED, TARGET_REMOVED and TARGET_ADDED against the accepted registration."""
    if case.registered is None:
        return
    for criterion in case.campaign.tree.leaves():
        pledged = [s for s in case.specs_of(criterion) if s.period is Period.REGISTRATION]
        if criterion.items is None:
            yield from _compared(case, case.registered, pledged)
            continue
        for item in item_codes(criterion):
            of_item = [s for s in pledged if s.address.item == item]
            yield from _item(case, case.registered, criterion, item, of_item)


def _item(
    case: CheckCase, before: Entries, criterion: Criterion, item: str, specs: list[FieldSpec]
) -> Iterator[Finding]:
    was = [s for s in specs if _value(before, s) is not None]
    now = [s for s in specs if _value(case.entries, s) is not None]
    address = Address(criterion.code, item, "item_title")
    about = {"criterion": criterion.code, "of": item_text(item)}
    if was and not now:
        yield case.finding("TARGET_REMOVED", address, before=_name(before, was), **about)
    elif now and not was:
        yield case.finding("TARGET_ADDED", address, now=_name(case.entries, now), **about)
    else:
        yield from _compared(case, before, specs)


def _compared(case: CheckCase, before: Entries, specs: list[FieldSpec]) -> Iterator[Finding]:
    for spec in specs:
        a = spec.address
        was, now = _value(before, spec), _value(case.entries, spec)
        about = {"criterion": a.criterion or "", "of": item_text(a.item)}
        if was is None and now is not None:
            shown = f"{clipped(spec.title)}: {value_text(now, spec)}"
            yield case.finding("TARGET_ADDED", a, now=shown, **about)
        elif was is not None and now is None:
            if case.entries.get(a.criterion, a.item, a.field) is None:
                shown = f"{clipped(spec.title)}: {value_text(was, spec)}"
                yield case.finding("TARGET_REMOVED", a, before=shown, **about)
        elif was is not None and now is not None and not _same(was, now):
            yield case.finding(
                "TARGET_CHANGED",
                a,
                title=clipped(spec.title),
                now=value_text(now, spec),
                before=value_text(was, spec),
                **about,
            )


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
