"""Who may take part: the members of the campaign's year, and what to say of everybody else."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.received import Received, Refused
from scoring.unit_names import stranger_finding

__all__ = ["all_refused", "split_members"]


def split_members(
    campaign: Campaign, received: Iterable[Received]
) -> tuple[list[Received], list[Refused]]:
    """What came of members of the year, and everybody else's, refused with the reason."""
    members: list[Received] = []
    strangers: list[Refused] = []
    for r in received:
        if r.submission.unit in campaign.units:
            members.append(r)
        else:
            stranger = _stranger(campaign, r)
            rest = (f for f in r.findings if f.code != stranger.code)
            strangers.append(Refused(r.file, (stranger, *rest)))
    return members, strangers


def _stranger(campaign: Campaign, received: Received) -> Finding:
    said = received.submission.unit
    found = stranger_finding(campaign, said, received.file)
    if found is not None:
        return found
    # Somebody's name where the code belongs: a submission says its unit by code alone.
    params = {"file": received.file, "unit": said, "suggestion": "."}
    return Finding("UNIT_UNKNOWN", params=params)


def all_refused(refused: Iterable[Refused], strangers: Iterable[Refused]) -> tuple[Refused, ...]:
    """All refused files by name; the order in which they were met changes nothing."""
    return tuple(sorted((*refused, *strangers), key=lambda r: (r.file, *_codes(r))))


def _codes(refused: Refused) -> tuple[str, ...]:
    return tuple(f.code for f in refused.findings)
