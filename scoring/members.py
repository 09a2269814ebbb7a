"""Who may take part: the members of the campaign's year, and what to say of everybody else."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.received import Received, Refused

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
    code = received.submission.unit
    for unit in campaign.cluster.members:
        if unit.code == code:
            years = f"từ {unit.valid_from}"
            if unit.valid_to is not None:
                years += f" đến {unit.valid_to}"
            params = {
                "file": received.file,
                "unit": unit.short_name,
                "year": str(campaign.year),
                "years": f"thành viên {years}",
            }
            return Finding("UNIT_NOT_IN_YEAR", params=params)
    return Finding("UNIT_UNKNOWN", params={"file": received.file, "unit": code})


def all_refused(refused: Iterable[Refused], strangers: Iterable[Refused]) -> tuple[Refused, ...]:
    """All refused files by name; the order in which they were met changes nothing."""
    return tuple(sorted((*refused, *strangers), key=lambda r: (r.file, *_codes(r))))


def _codes(refused: Refused) -> tuple[str, ...]:
    return tuple(f.code for f in refused.findings)
