"""Cross-scoring (*chấm chéo*): who scores whom, what came back, and what of it counts.

The merged score stands beside the computed and the appraised points and decides nothing by
itself. Nobody scores itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

from scoring.campaign import Campaign
from scoring.chair.cross_points import CrossResult, CrossScore, Line, cross_points, far_off
from scoring.chair.inputs import ChairInputs
from scoring.criteria import Criterion
from scoring.fields import Address, FieldSpec, FormSheet
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.terms import FieldType, Period, ScoredBy

__all__ = [
    "NO_CROSS",
    "Assignment",
    "CrossMerge",
    "CrossReading",
    "CrossResult",
    "CrossScore",
    "assignment",
    "cross_field",
    "cross_leaves",
    "cross_points",
    "is_marked",
    "merge_cross",
]

Assignment: TypeAlias = Mapping[str, tuple[str, ...]]
"""The units to be scored, by the code of the unit that scores them; nobody scores itself."""

ABOUT_FIELDS = {
    "appraiser": (FieldType.TEXT, "Người chấm"),
    "appraised_on": (FieldType.DATE, "Ngày chấm"),
    "version": (FieldType.COUNT, "Lần gửi"),
}
"""What a scorer says of the workbook as a whole."""


@dataclass(frozen=True, slots=True)
class CrossReading:
    """A returned workbook of cross-scoring.

    ``scores`` are those that can be used. ``shown`` gives, for each unit that the workbook was
    issued for, the check code of the submission that the scorer saw. ``version`` is the scorer's
    own count, from 1.
    """

    scorer: str
    period: Period
    scores: tuple[CrossScore, ...]
    findings: tuple[Finding, ...]
    issued_at: dt.datetime
    file: str = ""
    sha256: str = ""
    version: int = 1
    appraiser: str = ""
    appraised_on: dt.date | None = None
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[dt.datetime, int, dt.date]:
        """The later workbook of a scorer has the greater one."""
        return self.issued_at, self.version, self.appraised_on or dt.date.min

    @property
    def is_blank(self) -> bool:
        """Whether nobody filled it: a copy as it was issued, perhaps kept by the chair."""
        told = {f.code for f in self.findings if f.at is not None or f.code.startswith("CROSS_")}
        return not self.scores and told <= {"CROSS_UNSCORED"}


@dataclass(frozen=True, slots=True)
class CrossMerge:
    """All cross-scoring of a period.

    ``readings`` are the workbooks that count, in the order of units; ``scores`` what counts of
    them; ``superseded`` the names of files that a newer one of the same scorer replaced.
    """

    readings: tuple[CrossReading, ...] = ()
    scores: tuple[CrossScore, ...] = ()
    results: Mapping[Line, CrossResult] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    superseded: tuple[str, ...] = ()

    def of(self, subject: str, criterion: str) -> CrossResult | None:
        """What came of a subject's criterion; None where nobody scored it."""
        return self.results.get((subject, criterion))

    def scores_of(self, subject: str, criterion: str) -> Mapping[str, CrossScore]:
        """The scores of one line, by scorer."""
        line = (subject, criterion)
        return {s.scorer: s for s in self.scores if (s.subject, s.criterion) == line}


NO_CROSS = CrossMerge()


def cross_leaves(campaign: Campaign, period: Period) -> tuple[Criterion, ...]:
    """The criteria that units score each other on: the leaves of the period.

    Without those that only deadlines and receipts decide (scored by the cluster).
    """
    leaves = campaign.tree.leaves()
    return tuple(c for c in leaves if period in c.periods and c.scored_by is not ScoredBy.CLUSTER)


def cross_field(criterion: Criterion | None, name: str) -> FieldSpec:
    """A field of the workbook: ``cross`` and ``reason`` of a criterion, or one of the scorer's.

    KeyError for any other name.
    """
    if criterion is None:
        kind, title = ABOUT_FIELDS[name]
        above = Decimal(0) if kind is FieldType.COUNT else None
        return FieldSpec(Address(None, None, name), FormSheet.SCORES, kind, title, above=above)
    address = Address(criterion.code, None, name)
    if name == "reason":
        return FieldSpec(address, FormSheet.SCORES, FieldType.TEXT, "Lý do, nhận xét")
    if name != "cross":
        raise KeyError(name)
    return FieldSpec(
        address,
        FormSheet.SCORES,
        FieldType.POINTS,
        "Điểm chấm chéo",
        minimum=Decimal(0),
        maximum=criterion.max_points,
    )


def is_marked(campaign: Campaign, chair: ChairInputs) -> bool:
    """Whether the chair marked anybody in the assignment table."""
    return any(_marks(campaign, chair).values())


def assignment(campaign: Campaign, chair: ChairInputs) -> Assignment:
    """Who scores whom: as marked, else all others where the campaign says so, else nobody."""
    marks = _marks(campaign, chair)
    if any(marks.values()) or campaign.cross is None or campaign.cross.assignment == "marked":
        return {scorer: subjects for scorer, subjects in marks.items() if subjects}
    return {scorer: tuple(u for u in campaign.units if u != scorer) for scorer in campaign.units}


def _marks(campaign: Campaign, chair: ChairInputs) -> Assignment:
    return {
        scorer: tuple(
            subject
            for subject in campaign.units
            if subject != scorer and chair.of(scorer).value(None, subject, "assigned") is not None
        )
        for scorer in campaign.units
    }


def merge_cross(
    campaign: Campaign,
    period: Period,
    readings: Iterable[CrossReading],
    codes: Mapping[str, str],
    chair: ChairInputs,
) -> CrossMerge:
    """Everything that came for a period, one workbook a scorer; the order of files says nothing.

    Blank copies are let be: they came from nobody.

    ``codes`` are the check codes of the submissions that count now, by unit. A score counts where
    the chair's assignment has it; while there is none, where the workbook was issued for it.
    """
    came = [r for r in readings if r.period is period and not r.is_blank]
    if campaign.cross is None:
        unused = Finding("CROSS_NOT_USED", params={"count": str(len(came))})
        return CrossMerge(findings=(unused,)) if came else NO_CROSS
    findings: list[Finding] = list(_self_assigned(campaign, chair))
    counted: list[CrossReading] = []
    superseded: list[str] = []
    for scorer in campaign.units:
        own = sorted((r for r in came if r.scorer == scorer), key=lambda r: (r.order, r.file))
        if own:
            chosen, about_files = _chosen(campaign, own)
            counted.append(chosen)
            findings += (*about_files, *chosen.findings)
            superseded += [f.params["file"] for f in about_files if f.code == "CROSS_SUPERSEDED"]
    assigned = assignment(campaign, chair)
    scores: list[CrossScore] = []
    for reading in counted:
        usable, found = _usable(campaign, reading, codes, assigned)
        scores += usable
        findings += found
    findings += _not_returned(campaign, counted, assigned)
    results = cross_points(campaign, scores)
    findings += far_off(campaign, results)
    return CrossMerge(
        tuple(counted), tuple(scores), results, tuple(findings), tuple(sorted(superseded))
    )


def _self_assigned(campaign: Campaign, chair: ChairInputs) -> Iterator[Finding]:
    for code, unit in campaign.units.items():
        entry = chair.of(code).get(None, code, "assigned")
        if entry is not None and entry.value is not None:
            params = {"unit": unit.short_name}
            yield Finding("CROSS_SELF_ASSIGNED", entry.at, None, code, "assigned", params)


def _chosen(
    campaign: Campaign, own: Sequence[CrossReading]
) -> tuple[CrossReading, tuple[Finding, ...]]:
    """The newest of one scorer's workbooks, and what there is to say of the others.

    Several equally new ones complete each other; what they contradict each other in is left out.
    """
    newest = [r for r in own if r.order == own[-1].order]
    fullest = max(newest, key=lambda r: len(r.scores))
    unit = campaign.units[fullest.scorer].short_name
    by_line: dict[Line, list[CrossScore]] = {}
    for reading in (fullest, *(r for r in newest if r is not fullest)):
        for score in reading.scores:
            by_line.setdefault((score.subject, score.criterion), []).append(score)
    agreed = tuple(s[0] for s in by_line.values() if len({x.points for x in s}) == 1)
    against = len(by_line) - len(agreed)
    older = [r for r in own if r.order < fullest.order]
    older += [r for r in newest if r is not fullest and not against and r.scores != fullest.scores]
    findings = [
        Finding("CROSS_SUPERSEDED", params={"unit": unit, "file": r.file, "by": fullest.file})
        for r in older
    ]
    if against:
        files = ", ".join(r.file for r in newest)[:100]
        params = {"unit": unit, "files": files, "count": str(against)}
        findings.append(Finding("CROSS_COPIES_DIFFER", params=params))
    return replace(fullest, scores=agreed), tuple(findings)


def _usable(
    campaign: Campaign, reading: CrossReading, codes: Mapping[str, str], assigned: Assignment
) -> tuple[list[CrossScore], list[Finding]]:
    """What counts of a workbook by today's assignment and submissions."""
    allowed = assigned.get(reading.scorer, ()) if assigned else tuple(reading.shown)
    findings: list[Finding] = []
    usable: list[CrossScore] = []
    said: set[tuple[str, str]] = set()
    for score in reading.scores:
        code = _obstacle(campaign, score, allowed)
        seen, now = reading.shown.get(score.subject), codes.get(score.subject)
        if code is None:
            usable.append(score)
            code = "CROSS_SUBJECT_CHANGED" if seen != now else None
        if code is None or (code, score.subject) in said:
            continue
        params = _about(campaign, score, reading.file)
        params |= {"seen": seen or "(không rõ)", "now": now or "(không còn)"}
        of_line = score.criterion if code == "CROSS_LINE_GONE" else None
        findings.append(Finding(code, score.at, of_line, None, "cross", params))
        if of_line is None:
            said.add((code, score.subject))
    return usable, findings


def _obstacle(campaign: Campaign, score: CrossScore, allowed: tuple[str, ...]) -> str | None:
    """Why a score does not count: the code of a finding; None where it does."""
    if score.subject == score.scorer:
        return "CROSS_SELF"
    if score.subject not in allowed or score.subject not in campaign.units:
        return "CROSS_NOT_ASSIGNED"
    leaves = {c.code: c for c in campaign.tree.leaves()}
    criterion = leaves.get(score.criterion)
    if criterion is None or not 0 <= score.points <= criterion.max_points:
        return "CROSS_LINE_GONE"
    return None


def _about(campaign: Campaign, score: CrossScore, file: str) -> dict[str, str]:
    units = campaign.units
    subject = units[score.subject].short_name if score.subject in units else score.subject
    return {
        "unit": units[score.scorer].short_name,
        "subject": subject,
        "file": file,
        "criterion": score.criterion,
        "points": vn_number(score.points),
    }


def _not_returned(
    campaign: Campaign, counted: Sequence[CrossReading], assigned: Assignment
) -> Iterator[Finding]:
    """Said once somebody has sent a workbook back: before, the scoring has not begun."""
    came = {r.scorer for r in counted}
    missing = [campaign.units[u].short_name for u in assigned if u not in came]
    if came and missing:
        yield Finding("CROSS_NOT_RETURNED", params={"units": ", ".join(missing)[:160]})
