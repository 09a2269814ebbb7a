"""Awards with a quota: how many units, in words, and who stands at the boundary."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.campaign import Award, Campaign
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.ranking import Ranked


def boundary_ties(campaign: Campaign, ranked: Sequence[Ranked]) -> tuple[Finding, ...]:
    """A loud warning for each award whose last place is shared with a unit outside the quota.

    ``ranked`` is the result of ``ranking.rank``. An award without a set quota has no boundary.
    """
    places = sorted(ranked, key=lambda r: r.rank)
    found = []
    for award in campaign.awards:
        quota = campaign.places_of(award)
        if quota is None or not 0 < quota < len(places):
            continue
        if places[quota - 1].rank == places[quota].rank:
            found.append(_tie(campaign, award, quota, places))
    return tuple(found)


def quota_text(campaign: Campaign, award: Award) -> str:
    """For how many units: ``Số lượng 1 (không quá 20% của 7 đơn vị, làm tròn xuống)``."""
    places = campaign.places_of(award)
    if places is None:
        return "Số lượng chưa đặt trong đợt thi đua"
    why = []
    if award.leader_only:
        why.append("chỉ đơn vị dẫn đầu Cụm")
    if award.quota_share is not None:
        share = vn_number(award.quota_share * 100)
        why.append(f"không quá {share}% của {len(campaign.units)} đơn vị, làm tròn xuống")
    return f"Số lượng {places}" + (f" ({'; '.join(why)})" if why else "")


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
