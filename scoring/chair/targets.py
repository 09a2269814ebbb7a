"""Targets that the chair approved to be changed, and what is in force because of them.

An accepted registration fixes the targets. A later change counts only with the chair's approved
target and the number of the document that agrees to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.fields import chair_field
from scoring.chair.inputs import ChairInputs
from scoring.checks.case import item_text, value_text
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.terms import Period

__all__ = [
    "APPROVAL_FIELDS",
    "TARGET",
    "approval_findings",
    "approved",
    "in_force",
    "registered_in_force",
    "unsettled",
]

TARGET: Final = "target"
APPROVAL_FIELDS: Final = ("approved_target", "approval_document", "approval_date")
_SETTLED: Final = frozenset({"TARGET_CHANGED", "TARGET_ADDED"})


def approved(campaign: Campaign, chair: ChairInputs, unit: str) -> Mapping[Address, Entry]:
    """A unit's approved targets that have a document number, by the address of the target.

    Each entry is the approved target at the target's own address (field ``target``). One without
    a document, or that cannot be a target, is not in force: ``approval_findings`` says so.
    """
    typed = chair.of(unit)
    return {
        _target_at(e.address): Entry(_target_at(e.address), e.raw, e.value, e.at)
        for e in _approvals(campaign, chair, unit)
        if isinstance(e.value, Decimal)
        and typed.value(e.address.criterion, e.address.item, "approval_document") is not None
    }


def approval_findings(
    campaign: Campaign, chair: ChairInputs, unit: str, pledged: Entries | None
) -> tuple[Finding, ...]:
    """What keeps an approval of a unit from being in force, in the order of the chair's entries.

    ``pledged`` are the entries that the unit's targets come from, None while none came.
    """
    return tuple(_findings(campaign, chair, unit, pledged))


def in_force(
    entries: Entries, registered: Entries | None, approved: Mapping[Address, Entry]
) -> Entries:
    """A unit's entries with the approved target where the form still holds the registered one.

    A form that holds neither the registered nor the approved target stays as it is, so that the
    check of registered targets names it; without any registration the approved target counts.
    An item row that the unit does not use, and an unusable entry, stay as they are. Gives the
    same object where nothing changes.
    """
    changed: dict[Address, Entry] = {}
    for address, entry in approved.items():
        held = entries.get(address.criterion, address.item, TARGET)
        if held is None and (address.item is not None or _left_blank(registered, address)):
            continue
        if held is not None and held.value is None:
            continue
        now = None if held is None else held.value
        before = None if registered is None else _value(registered, address)
        if registered is None or now == before:
            changed[address] = replace(entry, at=None if held is None else held.at)
    return _overlaid(entries, changed)


def registered_in_force(registered: Entries, approved: Mapping[Address, Entry]) -> Entries:
    """The registration with the approved targets in place of the registered ones.

    What a form is compared with. Of item rows, only those that the unit registered.
    """
    known = {
        address: entry
        for address, entry in approved.items()
        if address.item is None or _value(registered, address) is not None
    }
    return _overlaid(registered, known)


def unsettled(
    findings: Iterable[Finding], entries: Entries, approved: Mapping[Address, Entry]
) -> tuple[Finding, ...]:
    """The findings without those about a changed target that is the approved one by now.

    ``entries`` are those of the form itself; a file was perhaps checked before the approval.
    """
    return tuple(f for f in findings if not _settles(f, entries, approved))


def _settles(finding: Finding, entries: Entries, approved: Mapping[Address, Entry]) -> bool:
    if finding.code not in _SETTLED or finding.field != TARGET:
        return False
    address = Address(finding.criterion, finding.item, TARGET)
    entry = approved.get(address)
    return entry is not None and entry.value == _value(entries, address)


def _approvals(campaign: Campaign, chair: ChairInputs, unit: str) -> Iterator[Entry]:
    """The approved targets that the campaign has a field for."""
    for entry in chair.of(unit):
        if entry.address.field == "approved_target":
            spec = chair_field(campaign, Period.YEAR, entry.address)
            if spec is not None:
                yield entry


def _findings(
    campaign: Campaign, chair: ChairInputs, unit: str, pledged: Entries | None
) -> Iterator[Finding]:
    name = campaign.units[unit].short_name if unit in campaign.units else unit
    typed = chair.of(unit)
    for entry in _approvals(campaign, chair, unit):
        a = entry.address
        if entry.value is None:
            continue  # the reading of the cell says what is wrong with it
        spec = chair_field(campaign, Period.YEAR, a)
        params = {
            "unit": name,
            "criterion": a.criterion or "",
            "of": item_text(a.item),
            "value": value_text(entry.value, spec),
        }
        if typed.value(a.criterion, a.item, "approval_document") is None:
            yield _at(entry, "TARGET_APPROVAL_NO_DOCUMENT", params)
        if pledged is not None and _value(pledged, a) is None and a.item is not None:
            yield _at(entry, "TARGET_APPROVAL_NOT_PLEDGED", params)
    for entry in typed:
        a = entry.address
        if a.field != "approval_document" or entry.value is None:
            continue
        if typed.get(a.criterion, a.item, "approved_target") is None:
            params = {
                "unit": name,
                "criterion": a.criterion or "",
                "of": item_text(a.item),
                "document": value_text(entry.value, None),
            }
            yield _at(entry, "TARGET_APPROVAL_NO_VALUE", params)


def _at(entry: Entry, code: str, params: Mapping[str, str]) -> Finding:
    a = entry.address
    return Finding(code, entry.at, a.criterion, a.item, a.field, params)


def _target_at(address: Address) -> Address:
    return replace(address, field=TARGET)


def _value(entries: Entries, address: Address) -> object:
    return entries.value(address.criterion, address.item, TARGET)


def _left_blank(registered: Entries | None, address: Address) -> bool:
    """Whether a blank target departs from the registration."""
    return registered is not None and _value(registered, address) is not None


def _overlaid(entries: Entries, changed: Mapping[Address, Entry]) -> Entries:
    if not changed:
        return entries
    return Entries({**{e.address: e for e in entries}, **changed}.values())
