"""Every unit before it is judged: its entries, its points, and those on corrected results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from scoring.campaign import Campaign
from scoring.chair.appraisal import UnitAppraisal, appraise, corrected_entries
from scoring.chair.inputs import ChairInputs
from scoring.cluster import ClusterPass, cluster_pass
from scoring.cluster_kinds.base import ClusterData
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.findings import blocking
from scoring.received import Receipt, Received
from scoring.score import ScoreSheet, score
from scoring.terms import Period
from scoring.versions import Resolved

__all__ = ["CrossPoints", "Draft", "Scored", "score_drafts"]

CrossPoints: TypeAlias = Mapping[tuple[str, str], Decimal]
"""The merged points of the other units, by the unit that was scored and the criterion."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit with the submission that counts.

    ``own`` are its entries as they came, ``entries`` those with the approved targets, from which
    its points come; ``registered`` what its targets are compared with.
    """

    unit: str
    resolved: Resolved | None
    own: Entries
    entries: Entries
    registration: Received | None
    registered: Entries | None
    approved: Mapping[Address, Entry]

    @property
    def pledged(self) -> Entries | None:
        """The entries that the unit's targets come from, None while none came."""
        if self.registration is not None:
            return Entries(self.registration.submission.entries)
        return None if self.resolved is None else self.own

    @property
    def unfit_to_compare(self) -> bool:
        """Whether what came of it is blocked: it must not move other units' points."""
        return self.resolved is not None and blocking(
            (*self.resolved.counted.findings, *self.resolved.findings)
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """All units' points: computed from their own entries, and on corrected results.

    ``corrected`` are the entries with the chair's corrections; ``appraisals`` by unit.
    """

    computed: ClusterPass
    recomputed: ClusterPass
    corrected: Mapping[str, Entries]
    appraisals: Mapping[str, UnitAppraisal]

    def decided_on(self, unit: str) -> ScoreSheet | None:
        """The points that decisions look at: the final ones, else those on corrected results."""
        appraisal = self.appraisals.get(unit)
        final = None if appraisal is None else appraisal.final
        return self.recomputed.sheets.get(unit) if final is None else final


def score_drafts(
    campaign: Campaign,
    period: Period,
    drafts: Sequence[Draft],
    receipts: Mapping[tuple[str, Period], Receipt],
    chair: ChairInputs,
    cross: CrossPoints,
) -> Scored:
    """Score every unit that sent something, then again where the chair corrected a result."""
    entries = {d.unit: d.entries for d in drafts}
    sent = [d.unit for d in drafts if d.resolved is not None]
    if period is Period.REGISTRATION:
        sent = []
    aside = frozenset(d.unit for d in drafts if d.unfit_to_compare)
    sheets = {unit: score(campaign, unit, entries[unit], period) for unit in sent}
    data = ClusterData(campaign, period, sheets, entries, receipts, aside)
    computed = cluster_pass(data)
    corrected = {
        unit: corrected_entries(campaign, period, e, chair.of(unit)) for unit, e in entries.items()
    }
    changed = [unit for unit in sent if corrected[unit] is not entries[unit]]
    recomputed = computed
    if changed:
        anew = {unit: score(campaign, unit, corrected[unit], period) for unit in changed}
        recomputed = cluster_pass(replace(data, sheets={**sheets, **anew}, entries=corrected))
    appraisals = {
        unit: appraise(
            campaign, sheet, recomputed.sheets[unit], chair.of(unit), _cross_of(unit, cross)
        )
        for unit, sheet in computed.sheets.items()
    }
    return Scored(computed, recomputed, corrected, appraisals)


def _cross_of(unit: str, cross: CrossPoints) -> dict[str, Decimal]:
    return {criterion: value for (subject, criterion), value in cross.items() if subject == unit}
