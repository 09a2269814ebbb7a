"""Awards with a quota: who stands at the boundary."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.campaign import Award, Campaign
from scoring.findings import Finding
from scoring.ranking import Ranked


def boundary_ties(campaign: Campaign, ranked: Sequence[Ranked]) -> tuple[Finding, ...]:
    """A loud warning for each award whose last place is shared with a unit outside the quota.

    ``ranked`` is the result of ``ranking.rank``. An award without a set quota has no boundary.
    """
    places = sorted(ranked, key=lambda r: r.rank)
    return tuple(
        _tie(campaign, award, award.quota, places)
        for award in campaign.awards
        if isinstance(award.quota, int)
        and 0 < award.quota < len(places)
        and places[award.quota - 1].rank == places[award.quota].rank
    )


def _tie(campaign: Campaign, award: Award, quota: int, places: Sequence[Ranked]) -> Finding:
    rank = places[quota].rank
    names = [campaign.units[r.unit].short_name for r in places if r.rank == rank]
    params = {
        "award": award.title,
        "quota": str(quota),
        "rank": str(rank),
        "units": ", ".join(names),
        "tied": str(len(names)),
        "left": str(quota - rank + 1),
    }
    law = award.law.text() if award.law is not None else None
    return Finding("TIE_AT_AWARD_BOUNDARY", params=params, law=law)
