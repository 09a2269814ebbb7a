"""What is known of the arrival of every unit's submissions, and where the chair's word is refuted.

A moment belongs to the file that came; that nothing came is the chair's own word, which counts
only as long as nothing came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.received import Receipt, Received
from scoring.registrations import Registrations
from scoring.terms import Period
from scoring.versions import Groups, about


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The receipt of each unit's submission of each period, and what there is to say.

    ``unsent`` are those that never came, by the chair's word.
    """

    receipts: Mapping[tuple[str, Period], Receipt]
    unsent: frozenset[tuple[str, Period]]
    findings: tuple[Finding, ...]


def arrivals(
    campaign: Campaign, groups: Groups, firm: Registrations, unsent: frozenset[tuple[str, Period]]
) -> Arrivals:
    """When each unit's submission of each period came; the first copy of a registration.

    A submission that came counts, whatever the chair's word was: that is said.
    """
    receipts: dict[tuple[str, Period], Receipt] = {}
    never: set[tuple[str, Period]] = set()
    findings: list[Finding] = []
    for unit in campaign.units:
        for period in Period:
            here = (unit, period)
            counted = _counted(groups, firm, unit, period)
            at = None if counted is None else counted.received_at
            if period is Period.REGISTRATION:
                at = firm.first_receipt(unit)
            if here in unsent and counted is None:
                never.add(here)
            elif here in unsent and counted is not None:
                findings.append(Finding("UNSENT_BUT_CAME", params=about(campaign, counted)))
            receipts[here] = Receipt(at, here in never)
    return Arrivals(receipts, frozenset(never), tuple(findings))


def _counted(groups: Groups, firm: Registrations, unit: str, period: Period) -> Received | None:
    """What came of a unit and a period, the registration accepted earlier among it."""
    resolved = groups.get(unit, period)
    if resolved is not None:
        return resolved.counted
    return firm.counted(unit) if period is Period.REGISTRATION else None
