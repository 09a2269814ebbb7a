"""The merge: from what the chair received to every unit's points, conditions and rank.

Pure: the order in which files were found never changes the result. Nothing is left out silently;
what does not count is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from scoring.awards import boundary_ties
from scoring.campaign import Campaign
from scoring.checks import CheckCase
from scoring.checks import registered as registered_targets
from scoring.cluster import ClusterPass, cluster_pass
from scoring.cluster_kinds.base import ClusterData
from scoring.entries import Entries
from scoring.findings import Finding, Severity, blocking
from scoring.grades import Graded, effect_text, grade, is_ungraded
from scoring.merge_result import MergeResult, Numbers, UnitResult, UnitStatus
from scoring.ranking import Ranked, candidate_of, rank
from scoring.receipts import arrivals
from scoring.received import Receipt, Received, Refused
from scoring.registrations import Registrations, receipt_unknown
from scoring.score import ScoreSheet, score
from scoring.terms import Period
from scoring.versions import Groups, Resolved, about
from scoring.vetoes import Hit, decisions_hit

__all__ = [
    "MergeResult",
    "Numbers",
    "Received",
    "Refused",
    "UnitResult",
    "UnitStatus",
    "merge",
    "registrations_of",
]

_NOTHING_PINNED: Final[Mapping[str, int]] = MappingProxyType({})
_NO_REGISTRATIONS: Final[Mapping[str, Received]] = MappingProxyType({})


def merge(
    campaign: Campaign,
    period: Period,
    received: Iterable[Received],
    *,
    refused: Iterable[Refused] = (),
    ignored: Iterable[str] = (),
    registrations: Mapping[str, Received] = _NO_REGISTRATIONS,
    pinned: Mapping[str, int] = _NOTHING_PINNED,
    unsent: frozenset[tuple[str, Period]] = frozenset(),
) -> MergeResult:
    """Merge the submissions of one period; those of other periods are kept aside.

    ``registrations`` are the ones accepted earlier, by unit: they fix the targets, and a later
    one changes nothing. ``pinned`` is the version that the chair chose, by unit, for this period.
    ``unsent`` are the submissions that never came, by the chair's word; one that did counts.
    At registration the accepted ones are copies like any other, nothing is scored, and nobody
    has a rank.
    """
    if period is Period.REGISTRATION:
        received, registrations = [*received, *registrations.values()], _NO_REGISTRATIONS
    members, strangers = _split_members(campaign, received)
    groups = Groups(campaign, members, period, pinned)
    firm = Registrations(campaign, groups, registrations)
    drafts = [_draft(campaign, period, unit, groups, firm) for unit in campaign.units]
    came = arrivals(campaign, groups, firm, unsent)
    passed = _cluster_points(campaign, period, drafts, came.receipts)
    results = [_judged(campaign, period, draft, passed, firm) for draft in drafts]
    ranked = _ranked(campaign, results)
    return MergeResult(
        campaign,
        period,
        "computed",
        tuple(_placed(result, ranked) for result in results),
        tuple(r.unit for r in results if r.status is UnitStatus.MISSING),
        tuple(_accepted(campaign, groups, firm)),
        groups.superseded(),
        tuple(sorted(set(ignored))),
        _all_refused(refused, strangers),
        (
            *groups.findings_aside(),
            *came.findings,
            *passed.findings,
            *firm.findings(),
            *boundary_ties(campaign, tuple(ranked.values())),
        ),
        tuple(_all_received(groups, firm, campaign)),
        came.unsent,
    )


def registrations_of(
    campaign: Campaign,
    received: Iterable[Received],
    accepted: Mapping[str, Received] = _NO_REGISTRATIONS,
) -> Mapping[str, Received]:
    """The registration that fixes each unit's targets, by unit: as ``merge`` finds them.

    A registration with blocking findings fixes nothing.
    """
    members, _ = _split_members(campaign, received)
    firm = Registrations(
        campaign, Groups(campaign, members, Period.REGISTRATION, _NOTHING_PINNED), accepted
    )
    found = ((unit, firm.counted(unit)) for unit in campaign.units)
    return {unit: r for unit, r in found if r is not None}


def _accepted(campaign: Campaign, groups: Groups, firm: Registrations) -> Iterator[Received]:
    for unit in campaign.units:
        for period in Period:
            resolved = groups.get(unit, period)
            if period is Period.REGISTRATION:
                registration = firm.counted(unit)
                if registration is not None:
                    yield registration
            elif resolved is not None:
                yield resolved.counted


def _all_received(groups: Groups, firm: Registrations, campaign: Campaign) -> Iterator[Received]:
    """Everything that came, and the registrations accepted earlier that did not come again."""
    found = groups.received()
    files = {(r.file, r.sha256) for r in found}
    yield from found
    for unit in campaign.units:
        registration = firm.counted(unit)
        if registration is not None and (registration.file, registration.sha256) not in files:
            yield registration


@dataclass(frozen=True, slots=True)
class _Draft:
    """A unit before the cluster pass."""

    unit: str
    resolved: Resolved | None
    entries: Entries
    registration: Received | None
    sheet: ScoreSheet | None


def _draft(
    campaign: Campaign, period: Period, unit: str, groups: Groups, firm: Registrations
) -> _Draft:
    resolved = groups.get(unit, period)
    entries = Entries(resolved.counted.submission.entries if resolved is not None else ())
    sheet = None
    if resolved is not None and period is not Period.REGISTRATION:
        sheet = score(campaign, unit, entries, period)
    return _Draft(unit, resolved, entries, firm.counted(unit), sheet)


def _cluster_points(
    campaign: Campaign,
    period: Period,
    drafts: Sequence[_Draft],
    receipts: Mapping[tuple[str, Period], Receipt],
) -> ClusterPass:
    sheets = {d.unit: d.sheet for d in drafts if d.sheet is not None}
    entries = {d.unit: d.entries for d in drafts}
    return cluster_pass(
        ClusterData(
            campaign,
            period,
            sheets,
            entries,
            receipts,
            frozenset(d.unit for d in drafts if _unfit_to_compare(d)),
        )
    )


def _unfit_to_compare(draft: _Draft) -> bool:
    """Whether what came of a unit is blocked: it must not move other units' points."""
    return draft.resolved is not None and blocking(
        (*draft.resolved.counted.findings, *draft.resolved.findings)
    )


def _judged(
    campaign: Campaign, period: Period, draft: _Draft, passed: ClusterPass, firm: Registrations
) -> UnitResult:
    """The unit with its findings and status, not ranked yet."""
    unit = campaign.units[draft.unit]
    if draft.resolved is None:
        params = {"unit": unit.short_name, "period": period.label}
        missing = Finding("UNIT_MISSING", params=params)
        return UnitResult(
            unit.code,
            unit.name,
            UnitStatus.MISSING,
            registration=draft.registration,
            findings=(missing,),
        )
    counted = draft.resolved.counted
    state = firm.state(unit.code)
    sheet = passed.sheets.get(unit.code)
    hits = decisions_hit(campaign, period, draft.entries, state, sheet)
    findings = (
        *counted.findings,
        *_unsealed(campaign, counted),
        *draft.resolved.findings,
        *firm.later(unit.code),
        *(firm.unusable(unit.code) if period is not Period.REGISTRATION else ()),
        *_targets(campaign, period, draft),
        *passed.unit_findings.get(unit.code, ()),
        *receipt_unknown(campaign, unit.short_name, state),
        *_decided(campaign, unit.short_name, hits),
        *_nothing_assigned(campaign, unit.short_name, sheet),
    )
    status = _status(findings, hits)
    return UnitResult(
        unit.code,
        unit.name,
        status,
        counted,
        draft.registration,
        sheet,
        _numbers(sheet),
        decisions=hits,
        grade=_graded(campaign, sheet, hits, status),
        findings=findings,
    )


def _graded(
    campaign: Campaign, sheet: ScoreSheet | None, hits: Sequence[Hit], status: UnitStatus
) -> Graded | None:
    """The grade; provisional as well while errors block the unit."""
    graded = None if sheet is None else grade(campaign, sheet, hits)
    if graded is None or status is not UnitStatus.BLOCKED:
        return graded
    return replace(graded, provisional=True)


def _targets(campaign: Campaign, period: Period, draft: _Draft) -> Iterator[Finding]:
    """Where the targets differ from the registration, unless the file's own check said so."""
    registration, resolved, sheet = draft.registration, draft.resolved, draft.sheet
    if registration is None or resolved is None or sheet is None:
        return
    said = {(f.code, f.criterion, f.item, f.field) for f in resolved.counted.findings}
    registered = Entries(registration.submission.entries)
    case = CheckCase(campaign, draft.unit, period, draft.entries, sheet, registered)
    for f in registered_targets.check(case):
        if (f.code, f.criterion, f.item, f.field) not in said:
            yield f


def _status(findings: Sequence[Finding], hits: Sequence[Hit]) -> UnitStatus:
    if blocking(findings):
        return UnitStatus.BLOCKED
    if any(hit.unranked for hit in hits):
        return UnitStatus.VETOED
    if any(f.severity is Severity.WARNING for f in findings):
        return UnitStatus.WARNINGS
    return UnitStatus.OK


def _numbers(sheet: ScoreSheet | None) -> Numbers:
    return Numbers() if sheet is None else Numbers(sheet.totals.total, sheet.self_totals.total)


def _ranked(campaign: Campaign, results: Sequence[UnitResult]) -> dict[str, Ranked]:
    candidates = [
        candidate_of(r.sheet)
        for r in results
        if r.sheet is not None and r.status in (UnitStatus.OK, UnitStatus.WARNINGS)
    ]
    return {r.unit: r for r in rank(campaign, candidates)}


def _placed(result: UnitResult, ranked: Mapping[str, Ranked]) -> UnitResult:
    place = ranked.get(result.unit)
    return result if place is None else replace(result, rank=place.rank, tied=place.tied)


def _split_members(
    campaign: Campaign, received: Iterable[Received]
) -> tuple[list[Received], list[Refused]]:
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


def _all_refused(refused: Iterable[Refused], strangers: Iterable[Refused]) -> tuple[Refused, ...]:
    return tuple(sorted((*refused, *strangers), key=lambda r: (r.file, *_codes(r))))


def _codes(refused: Refused) -> tuple[str, ...]:
    return tuple(f.code for f in refused.findings)


def _unsealed(campaign: Campaign, received: Received) -> tuple[Finding, ...]:
    if received.sealed:
        return ()
    params = {**about(campaign, received), "code": received.submission.check_code}
    return (Finding("UNSEALED", params=params),)


def _decided(campaign: Campaign, name: str, hits: Sequence[Hit]) -> Iterator[Finding]:
    """A veto is loud; what only lowers the grade is said where there is a grade to lower."""
    for hit in hits:
        params = {
            "unit": name,
            "title": hit.title,
            "reason": hit.reason,
            "effect": effect_text(campaign, hit.decision),
        }
        if hit.unranked:
            yield Finding("VETOED", params=params)
        elif not any(is_ungraded(other) for other in hits):
            yield Finding("GRADE_LOWERED", params=params)


def _nothing_assigned(
    campaign: Campaign, name: str, sheet: ScoreSheet | None
) -> tuple[Finding, ...]:
    if sheet is None or not campaign.ranks_by_percent or sheet.totals.percent is not None:
        return ()
    params = {"unit": name, "period": sheet.period.label}
    return (Finding("NOTHING_ASSIGNED", params=params),)
