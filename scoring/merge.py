"""The merge: from what the chair received to every unit's points, conditions and rank.

Pure: the order in which files were found never changes the result. Nothing is left out silently;
what does not count is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from scoring.awards import boundary_ties
from scoring.campaign import Campaign
from scoring.chair.appraisal import UnitAppraisal
from scoring.chair.checks import appraisal_findings
from scoring.chair.cross import CrossReading, merge_cross
from scoring.chair.inputs import NO_INPUTS, ChairInputs
from scoring.chair.targets import (
    approval_findings,
    approved,
    in_force,
    registered_in_force,
    unsettled,
)
from scoring.checks.registered import target_findings
from scoring.copies import copied
from scoring.drafts import Draft, Scored, score_drafts
from scoring.findings import Finding, Severity, blocking
from scoring.fitting import fitting
from scoring.grades import Graded, effect_text, grade, is_ungraded
from scoring.members import all_refused, split_members
from scoring.merge_result import MergeResult, Numbers, UnitResult, UnitStatus
from scoring.ranking import RankBasis, Ranked, candidate_of, rank
from scoring.receipts import arrivals
from scoring.received import Received, Refused
from scoring.registrations import Registrations, receipt_unknown
from scoring.score import ScoreSheet
from scoring.terms import Period
from scoring.versions import Groups, about
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
    chair: ChairInputs = NO_INPUTS,
    cross: Iterable[CrossReading] = (),
) -> MergeResult:
    """Merge the submissions of one period; those of other periods are kept aside.

    ``registrations`` are the ones accepted earlier, by unit: they fix the targets, and a later
    one changes nothing. ``pinned`` is the version that the chair chose, by unit, for this period.
    ``unsent`` are the submissions that never came, by the chair's word; one that did counts.
    ``chair`` is what the chair typed for this period, ``cross`` the workbooks of cross-scoring.
    At registration the accepted ones are copies like any other, nothing is scored, and nobody
    has a rank.
    """
    if period is Period.REGISTRATION:
        received, registrations = [*received, *registrations.values()], _NO_REGISTRATIONS
    members, strangers = split_members(campaign, received)
    groups = Groups(campaign, members, period, pinned)
    firm = Registrations(campaign, groups, registrations)
    drafts = [_draft(campaign, unit, groups, period, firm, chair) for unit in campaign.units]
    came = arrivals(campaign, groups, firm, unsent)
    codes = {d.unit: d.resolved.counted.submission.check_code for d in drafts if d.resolved}
    crossed = merge_cross(campaign, period, cross, codes, chair)
    given = {line: found.value for line, found in crossed.results.items()}
    scored = score_drafts(campaign, period, drafts, came.receipts, chair, given)
    twins = copied(campaign, period, (d.resolved.counted for d in drafts if d.resolved))
    judged = [
        _judged(campaign, period, draft, scored, firm, twins.get(draft.unit, ()))
        for draft in drafts
    ]
    basis = _basis(judged)
    results = [_on_basis(campaign, basis, result) for result in judged]
    ranked = _ranked(campaign, results)
    return MergeResult(
        campaign,
        period,
        basis,
        tuple(_placed(result, ranked) for result in results),
        tuple(r.unit for r in results if r.status is UnitStatus.MISSING),
        tuple(_accepted(campaign, groups, firm)),
        groups.superseded(),
        tuple(sorted(set(ignored))),
        all_refused(refused, strangers),
        (
            *groups.findings_aside(),
            *came.findings,
            *scored.computed.findings,
            *firm.findings(),
            *boundary_ties(campaign, tuple(ranked.values())),
            *appraisal_findings(campaign, results, chair),
            *(f for d in drafts for f in approval_findings(campaign, chair, d.unit, d.pledged)),
            *crossed.findings,
        ),
        tuple(_all_received(groups, firm, campaign)),
        came.unsent,
        chair,
        crossed,
    )


def registrations_of(
    campaign: Campaign,
    received: Iterable[Received],
    accepted: Mapping[str, Received] = _NO_REGISTRATIONS,
) -> Mapping[str, Received]:
    """The registration that fixes each unit's targets, by unit: as ``merge`` finds them.

    A registration with blocking findings fixes nothing.
    """
    members, _ = split_members(campaign, received)
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


def _draft(
    campaign: Campaign,
    unit: str,
    groups: Groups,
    period: Period,
    firm: Registrations,
    chair: ChairInputs,
) -> Draft:
    resolved, registration = groups.get(unit, period), firm.counted(unit)
    own = fitting(campaign, resolved.counted.submission.entries if resolved is not None else ())
    pledged = None if registration is None else fitting(campaign, registration.submission.entries)
    targets = approved(campaign, chair, unit)
    entries = in_force(own, pledged, targets)
    registered = None if pledged is None else registered_in_force(pledged, targets)
    return Draft(unit, resolved, own, entries, registration, registered, targets)


def _judged(
    campaign: Campaign,
    period: Period,
    draft: Draft,
    scored: Scored,
    firm: Registrations,
    twins: tuple[Finding, ...],
) -> UnitResult:
    """The unit with its findings and numbers, not decided upon yet.

    ``twins`` say which other units' results are the same.
    """
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
    sheet = scored.computed.sheets.get(unit.code)
    appraisal = scored.appraisals.get(unit.code)
    hits = decisions_hit(
        campaign, period, scored.corrected[unit.code], state, scored.decided_on(unit.code)
    )
    findings = (
        *unsettled(counted.findings, draft.own, draft.approved),
        *_unsealed(campaign, counted),
        *twins,
        *draft.resolved.findings,
        *firm.later(unit.code),
        *(firm.unusable(unit.code) if period is not Period.REGISTRATION else ()),
        *_targets(campaign, draft, sheet),
        *scored.computed.unit_findings.get(unit.code, ()),
        *receipt_unknown(campaign, unit.short_name, state),
        *_decided(campaign, unit.short_name, hits),
        *_nothing_assigned(campaign, unit.short_name, sheet),
    )
    return UnitResult(
        unit.code,
        unit.name,
        _status(findings, hits),
        counted,
        draft.registration,
        sheet,
        appraisal,
        numbers=_numbers(sheet, appraisal),
        decisions=hits,
        findings=findings,
    )


def _basis(results: Sequence[UnitResult]) -> RankBasis:
    """Final once every unit that can be ranked has final points in every line."""
    ranked = [r.appraisal for r in results if r.ranks]
    complete = all(a is not None and a.final is not None for a in ranked)
    return "final" if ranked and complete else "computed"


def _on_basis(campaign: Campaign, basis: RankBasis, result: UnitResult) -> UnitResult:
    """The unit with the points that its rank and grade go by, and the grade.

    A unit that is not ranked may still lack final points; then its computed ones are shown.
    """
    final = None if result.appraisal is None else result.appraisal.final
    sheet = final if basis == "final" and final is not None else result.sheet
    return replace(
        result,
        ranked_sheet=sheet,
        grade=_graded(campaign, sheet, result.decisions, result.status),
    )


def _graded(
    campaign: Campaign, sheet: ScoreSheet | None, hits: Sequence[Hit], status: UnitStatus
) -> Graded | None:
    """The grade; provisional as well while errors block the unit."""
    graded = None if sheet is None else grade(campaign, sheet, hits)
    if graded is None or status is not UnitStatus.BLOCKED:
        return graded
    return replace(graded, provisional=True)


def _targets(campaign: Campaign, draft: Draft, sheet: ScoreSheet | None) -> Iterator[Finding]:
    """Where the targets differ from the registration, unless the file's own check said so."""
    registered, resolved = draft.registered, draft.resolved
    if registered is None or resolved is None or sheet is None:
        return
    said = {(f.code, f.criterion, f.item, f.field) for f in resolved.counted.findings}
    for f in target_findings(campaign, registered, draft.entries):
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


def _numbers(sheet: ScoreSheet | None, appraisal: UnitAppraisal | None) -> Numbers:
    if sheet is None or appraisal is None:
        return Numbers()
    first, final = appraisal.appraised_totals, appraisal.totals
    return Numbers(
        sheet.totals.total,
        sheet.self_totals.total,
        None if first is None else first.total,
        None if final is None else final.total,
    )


def _ranked(campaign: Campaign, results: Sequence[UnitResult]) -> dict[str, Ranked]:
    candidates = [
        candidate_of(r.ranked_sheet) for r in results if r.ranks and r.ranked_sheet is not None
    ]
    return {r.unit: r for r in rank(campaign, candidates)}


def _placed(result: UnitResult, ranked: Mapping[str, Ranked]) -> UnitResult:
    place = ranked.get(result.unit)
    return result if place is None else replace(result, rank=place.rank, tied=place.tied)


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
