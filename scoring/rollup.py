"""The roll-up: the Ministry joins the clusters' merges of one year and period.

Clusters have criteria, scales and bonuses of their own, so units of different clusters are
compared on percent only. Nothing is mixed silently: what stands on provisional points says so,
and a unit code that two clusters share stands for two units.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.change_words import STATUS_WORDS
from scoring.findings import Finding
from scoring.merge_result import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_percent
from scoring.ranking import RankBasis
from scoring.received import Refused, moment
from scoring.terms import Period
from scoring.text import vn_key

__all__ = [
    "ClusterSummary",
    "Place",
    "RollUp",
    "RolledCluster",
    "RolledUnit",
    "roll_up",
    "when",
]

FULL: Final = Decimal(1)
"""100 % as a fraction; bonus points may take a unit beyond it."""

_LONGEST_LIST: Final = 120
"""Characters of a list of names in a message."""


@dataclass(frozen=True, slots=True)
class ClusterSummary:
    """A cluster's summary: its file, the moment of its merge, and the merge itself."""

    file: str
    merged_at: dt.datetime
    result: MergeResult


@dataclass(frozen=True, slots=True)
class RolledUnit:
    """A unit in its cluster's table.

    ``total`` and ``assigned`` in points of the cluster's scale, ``percent`` a fraction with 4
    places, all on the cluster's basis; None while there are none. ``rank`` is the one in the
    cluster, None with the reason in ``note``.
    """

    campaign: str
    unit: str
    name: str
    status: UnitStatus
    total: Decimal | None
    assigned: Decimal | None
    percent: Decimal | None
    rank: int | None
    tied: bool
    grade: str | None
    note: str


@dataclass(frozen=True, slots=True)
class RolledCluster:
    """One cluster: its units by rank (unranked ones last), and what its numbers stand on."""

    file: str
    merged_at: dt.datetime
    campaign: Campaign
    basis: RankBasis
    basis_label: str
    units: tuple[RolledUnit, ...]

    @property
    def leaders(self) -> tuple[RolledUnit, ...]:
        """The units of the first rank; several where they are tied."""
        return tuple(unit for unit in self.units if unit.rank == 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place among all clusters' units, on percent; ``rank`` None where it has none."""

    cluster: RolledCluster
    unit: RolledUnit
    rank: int | None
    tied: bool


@dataclass(frozen=True, slots=True)
class RollUp:
    """The whole: clusters in the order given, all units by percent, what was left out.

    ``year`` and ``period`` are None where every file was refused.
    """

    year: int | None
    period: Period | None
    clusters: tuple[RolledCluster, ...]
    overall: tuple[Place, ...]
    refused: tuple[Refused, ...]
    findings: tuple[Finding, ...]

    @property
    def illustrative(self) -> bool:
        """Whether any cluster's criteria are not official."""
        return any(cluster.campaign.illustrative for cluster in self.clusters)

    @property
    def basis(self) -> str:
        """What the percents stand on, in words: ``chính thức``, ``tạm tính`` or both."""
        return " và ".join(sorted({c.basis_label for c in self.clusters}))


def roll_up(summaries: Sequence[ClusterSummary], refused: Iterable[Refused] = ()) -> RollUp:
    """Join the summaries; ``refused`` are the files that could not be read at all.

    The year and period of most files count (of the first file where none has more); others are
    refused. Of two summaries of one campaign the one merged last counts, the other is refused.
    """
    scored, unscored = _scored(summaries)
    wanted = _wanted(scored)
    matching, strangers = _matching(scored, wanted)
    kept, doubles = _once(matching)
    clusters = tuple(_cluster(summary) for summary in kept)
    overall = _overall(clusters)
    year, period = wanted if wanted is not None else (None, None)
    return RollUp(
        year,
        period,
        clusters,
        overall,
        (*refused, *unscored, *strangers, *doubles),
        tuple(_findings(clusters, overall)),
    )


def _scored(
    summaries: Sequence[ClusterSummary],
) -> tuple[list[ClusterSummary], list[Refused]]:
    """Those of a period with points; at registration there are none."""
    found, left = [], []
    for summary in summaries:
        if summary.result.period is Period.REGISTRATION:
            left.append(_refused(summary, "ROLLUP_NO_POINTS"))
        else:
            found.append(summary)
    return found, left


def _wanted(summaries: Sequence[ClusterSummary]) -> tuple[int, Period] | None:
    votes = Counter(_moment_of(summary) for summary in summaries)
    return votes.most_common(1)[0][0] if votes else None


def _moment_of(summary: ClusterSummary) -> tuple[int, Period]:
    return summary.result.campaign.year, summary.result.period


def when(year: int, period: Period) -> str:
    """A period of a year in words: ``kỳ cả năm 2021``."""
    if period is Period.YEAR:
        return f"kỳ cả năm {year}"
    return f"kỳ {period.label.lower()} năm {year}"


def _matching(
    summaries: Sequence[ClusterSummary], wanted: tuple[int, Period] | None
) -> tuple[list[ClusterSummary], list[Refused]]:
    found, left = [], []
    for summary in summaries:
        year, period = _moment_of(summary)
        if wanted is None or (year, period) == wanted:
            found.append(summary)
        else:
            params = {"when": when(year, period), "wanted": when(*wanted)}
            left.append(_refused(summary, "ROLLUP_OTHER_PERIOD", **params))
    return found, left


def _once(
    summaries: Sequence[ClusterSummary],
) -> tuple[list[ClusterSummary], list[Refused]]:
    """Each campaign once: the summary merged last, the first given of equal ones."""
    last: dict[str, ClusterSummary] = {}
    for summary in summaries:
        known = last.setdefault(summary.result.campaign.id, summary)
        if moment(summary.merged_at) > moment(known.merged_at):
            last[summary.result.campaign.id] = summary
    kept = [s for s in summaries if last[s.result.campaign.id] is s]
    left = []
    for summary in summaries:
        counted = last[summary.result.campaign.id]
        if counted is not summary:
            params = {
                "cluster": summary.result.campaign.cluster.name,
                "counted": counted.file,
                "at": f"{summary.merged_at:%H:%M %d/%m/%Y}",
                "counted_at": f"{counted.merged_at:%H:%M %d/%m/%Y}",
            }
            left.append(_refused(summary, "ROLLUP_SAME_CLUSTER", **params))
    return kept, left


def _refused(summary: ClusterSummary, code: str, **params: str) -> Refused:
    finding = Finding(code, params={"file": summary.file, **params})
    return Refused(summary.file, (finding,))


def _cluster(summary: ClusterSummary) -> RolledCluster:
    result = summary.result
    units = [_unit(result, unit) for unit in result.units]
    units.sort(key=lambda u: (u.rank is None, u.rank or 0))  # stable: ties in the cluster's order
    return RolledCluster(
        summary.file,
        summary.merged_at,
        result.campaign,
        result.rank_basis,
        result.basis_label,
        tuple(units),
    )


def _unit(result: MergeResult, unit: UnitResult) -> RolledUnit:
    totals = None if unit.ranked_sheet is None else unit.ranked_sheet.totals
    return RolledUnit(
        result.campaign.id,
        unit.unit,
        unit.name,
        unit.status,
        None if totals is None else totals.total,
        None if totals is None else totals.assigned_max,
        None if totals is None else totals.percent,
        unit.rank,
        unit.tied,
        None if unit.grade is None else unit.grade.grade.label,
        _note(unit),
    )


def _note(unit: UnitResult) -> str:
    """Why a unit has no rank; nothing where it has one alone."""
    if unit.rank is not None:
        return "đồng hạng" if unit.tied else ""
    if unit.vetoes:
        titles = "; ".join(f"“{hit.title}”" for hit in unit.vetoes)
        return f"không xếp hạng: vi phạm điều kiện {titles}"
    if unit.ranks:
        return "chưa xếp hạng: chưa được giao tiêu chí nào"
    return f"chưa xếp hạng: {STATUS_WORDS[unit.status]}"


def _overall(clusters: Sequence[RolledCluster]) -> tuple[Place, ...]:
    """Every unit on percent: those ranked in their clusters first, equal percents sharing a rank.

    A cluster's own tie-break chain decides nothing here: it knows no other cluster.
    """
    pairs = [(cluster, unit) for cluster in clusters for unit in cluster.units]
    ranked = [(c, u, u.percent) for c, u in pairs if u.rank is not None and u.percent is not None]
    ranked.sort(key=lambda found: found[2], reverse=True)
    first: dict[Decimal, int] = {}
    for place, (_, _, percent) in enumerate(ranked, start=1):
        first.setdefault(percent, place)
    counts = Counter(percent for _, _, percent in ranked)
    places = [Place(c, u, first[percent], counts[percent] > 1) for c, u, percent in ranked]
    unranked = (Place(c, u, None, False) for c, u in pairs if u.rank is None or u.percent is None)
    return (*places, *unranked)


def _findings(clusters: Sequence[RolledCluster], overall: Sequence[Place]) -> Iterator[Finding]:
    yield from _about_basis(clusters)
    for cluster in clusters:
        name = cluster.campaign.cluster.name
        if cluster.campaign.illustrative:
            params = {"cluster": name, "file": cluster.file}
            yield Finding("ROLLUP_ILLUSTRATIVE", params=params)
        left = [u for u in cluster.units if u.rank is None]
        if left:
            names = [f"{u.name} ({u.note.partition(': ')[2]})" for u in left]
            params = {"cluster": name, "count": str(len(left)), "units": _listed(names)}
            yield Finding("ROLLUP_UNRANKED", params=params)
    yield from _about_scales(clusters)
    yield from _about_names(clusters)
    yield from _about_codes(clusters)
    above = [p for p in overall if p.unit.percent is not None and p.unit.percent > FULL]
    if above:
        names = [f"{p.unit.name} {vn_percent(p.unit.percent or FULL)}" for p in above]
        params = {"count": str(len(above)), "units": _listed(names)}
        yield Finding("ROLLUP_ABOVE_FULL", params=params)


def _about_basis(clusters: Sequence[RolledCluster]) -> Iterator[Finding]:
    provisional = [c.campaign.cluster.name for c in clusters if c.basis == "computed"]
    names = _listed(provisional, "; ")
    if provisional and len(provisional) < len(clusters):
        yield Finding("ROLLUP_MIXED_BASIS", params={"clusters": names})
    elif provisional:
        yield Finding("ROLLUP_PROVISIONAL", params={"count": str(len(provisional))})


def _about_scales(clusters: Sequence[RolledCluster]) -> Iterator[Finding]:
    scales = sorted({c.campaign.scale for c in clusters})
    if len(scales) > 1:
        shown = " và ".join(str(scale) for scale in scales)
        yield Finding("ROLLUP_SCALES", params={"scales": shown})


def _about_names(clusters: Sequence[RolledCluster]) -> Iterator[Finding]:
    by_name: dict[str, list[RolledCluster]] = {}
    for cluster in clusters:
        by_name.setdefault(vn_key(cluster.campaign.cluster.name), []).append(cluster)
    for same in by_name.values():
        if len(same) > 1:
            params = {
                "cluster": same[0].campaign.cluster.name,
                "campaigns": ", ".join(c.campaign.id for c in same),
            }
            yield Finding("ROLLUP_SAME_NAME", params=params)


def _about_codes(clusters: Sequence[RolledCluster]) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}
    for cluster in clusters:
        for unit in cluster.units:
            found.setdefault(unit.unit, []).append(cluster.campaign.id)
    shared = {code: of for code, of in found.items() if len(of) > 1}
    if shared:
        texts = [f"{code} ({', '.join(of)})" for code, of in shared.items()]
        params = {"count": str(len(shared)), "units": _listed(texts, "; ")}
        yield Finding("ROLLUP_UNIT_TWICE", params=params)


def _listed(names: Sequence[str], separator: str = ", ") -> str:
    """Names in a row, as many as a message holds, then how many more there are."""
    shown = list(names[:1])
    for name in names[1:]:
        if len(separator.join([*shown, name])) > _LONGEST_LIST:
            break
        shown.append(name)
    text = separator.join(name[:_LONGEST_LIST] for name in shown)
    rest = len(names) - len(shown)
    return f"{text} và {rest} nữa" if rest else text
