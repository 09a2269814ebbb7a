"""What a notice says to a unit: its own lines, in the order of the criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import canonical_json, decimal_text
from scoring.chair.appraisal import AppraisedLine
from scoring.chair.fields import corrected_field
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry
from scoring.fields import NOT_APPLICABLE_MARK, item_codes
from scoring.findings import Finding, Severity
from scoring.merge import MergeResult, UnitResult
from scoring.terms import Period, State, field_name

__all__ = [
    "LineStatus",
    "NoticeLine",
    "line_label",
    "notice_lines",
    "points_text",
    "row_key",
    "shown_json",
    "unit_findings",
]


class LineStatus(StrEnum):
    """What is expected of the unit on a line."""

    TO_ANSWER = "Cần trả lời"
    ANSWERED = "Đã giải trình"
    DECIDED = "Đã kết luận"
    NOTHING = "–"


OF_THE_UNIT: Final = frozenset(
    {"UNSEALED", "REGISTRATION_FROZEN", "REGISTRATION_NOT_USED", "VETOED", "GRADE_LOWERED"}
    | {"TARGET_CHANGED", "TARGET_REMOVED", "TARGET_ADDED", "NOTHING_ASSIGNED"}
)
"""What the merge finds that the unit can do something about; the rest is the chair's matter."""

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A leaf (``item`` None), an item row or a named input, as its unit is told of it.

    ``line`` is None at registration, when nothing is scored. ``reported`` is what the unit
    entered, ``corrected`` what the appraiser found instead. ``explanation`` is the answer of the
    unit that is known by now; ``findings`` are errors and warnings about the line.
    """

    criterion: Criterion
    item: str | None
    title: str
    line: AppraisedLine | None
    applies: bool
    reported: Entry | None
    corrected: Entry | None
    reason: str
    explanation: str
    findings: tuple[Finding, ...]

    @property
    def max_points(self) -> Decimal | None:
        """The most points of the line, None for a named input, which has no points."""
        if self.item is None:
            return self.criterion.max_points
        if self.line is None or not self.line.max_points:
            return None
        return self.line.max_points

    @property
    def claimed(self) -> Decimal | None:
        """The unit's own points: what it typed, else what its entries give."""
        if self.line is None:
            return None
        typed = self.line.self_score
        return self.line.computed if typed is None else typed

    @property
    def difference(self) -> Decimal | None:
        """The points after the appraisal less the unit's own; None where one is not known."""
        final = None if self.line is None else self.line.final
        return None if final is None or self.claimed is None else final - self.claimed

    @property
    def status(self) -> LineStatus:
        """Whether the unit is to answer."""
        if self.line is not None and self.line.second is not None:
            return LineStatus.DECIDED
        told = bool(self.difference or self.reason or self.corrected or self.findings)
        if not told:
            return LineStatus.NOTHING
        return LineStatus.ANSWERED if self.explanation else LineStatus.TO_ANSWER

    @property
    def label(self) -> str:
        """The code as the notice shows it: ``II.5.2 [3]``."""
        return line_label(self.criterion.code, self.item)


def line_label(criterion: str, item: str | None) -> str:
    """The code of a line as people see it."""
    return criterion if item is None else f"{criterion} [{item}]"


def row_key(criterion: str, item: str | None, unit: str) -> str:
    """The hidden key of a line: ``II.5.2|3@PTO``."""
    return f"{criterion}|{item or ''}@{unit}"


def notice_lines(result: MergeResult, unit: UnitResult) -> tuple[NoticeLine, ...]:
    """Every line of a unit, by the tree of criteria. The unit must have a submission."""
    return tuple(_Lines(result, unit).all())


def unit_findings(unit: UnitResult) -> tuple[Finding, ...]:
    """Errors and warnings that the unit is told: of its file, and of the merge about it.

    Each once, errors first.
    """
    own = () if unit.received is None else unit.received.findings
    found = {
        (f.code, f.at, f.criterion, f.item, f.field): f
        for f in (*own, *(f for f in unit.findings if f.code in OF_THE_UNIT))
        if f.severity is not Severity.INFO
    }
    return tuple(sorted(found.values(), key=lambda f: _ORDER[f.severity]))


def shown_json(unit: str, lines: tuple[NoticeLine, ...]) -> str:
    """The canonical JSON of what the notice shows: by row key, the label and the points.

    ``explanation`` is what stood in the unit's cell.
    """
    return canonical_json({row_key(x.criterion.code, x.item, unit): _shown(x) for x in lines})


def _shown(line: NoticeLine) -> Mapping[str, str]:
    found = {"label": line.label, "explanation": line.explanation}
    if line.line is not None:
        points = {
            "computed": line.line.computed,
            "self": line.line.self_score,
            "appraised": line.line.appraised,
            "second": line.line.second,
            "final": line.line.final,
        }
        found |= {role: decimal_text(p) for role, p in points.items() if p is not None}
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one unit while they are gathered."""

    result: MergeResult
    unit: UnitResult

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    @property
    def entries(self) -> Entries:
        received = self.unit.received
        return Entries(() if received is None else received.submission.entries)

    def all(self) -> Iterator[NoticeLine]:
        appraised: dict[str, list[AppraisedLine]] = {}
        if self.unit.appraisal is not None:
            for line in self.unit.appraisal.lines:
                appraised.setdefault(line.criterion, []).append(line)
        findings = unit_findings(self.unit)
        entries = self.entries
        for criterion in self.campaign.tree.leaves():
            of_leaf = tuple(f for f in findings if f.criterion == criterion.code)
            lines = appraised.get(criterion.code)
            if lines is None:
                yield from self._unscored(criterion, entries, of_leaf)
                continue
            known = {line.item for line in lines}
            for line in lines:
                yield self._line(criterion, line.item, line, entries, _about(of_leaf, line, known))

    def _unscored(
        self, criterion: Criterion, entries: Entries, findings: tuple[Finding, ...]
    ) -> Iterator[NoticeLine]:
        """The lines at registration, when there are targets and no points."""
        used = entries.used_items(criterion.code, item_codes(criterion))
        whole = tuple(f for f in findings if f.item not in used)
        yield self._line(criterion, None, None, entries, whole)
        for item in used:
            own = tuple(f for f in findings if f.item == item)
            yield self._line(criterion, item, None, entries, own)

    def _line(
        self,
        criterion: Criterion,
        item: str | None,
        line: AppraisedLine | None,
        entries: Entries,
        findings: tuple[Finding, ...],
    ) -> NoticeLine:
        chair, period = self.result.chair.of(self.unit.unit), self.result.period
        texts = (chair.text(criterion.code, item, f) for f in ("reason", "second_reason"))
        field = self._reported_field(criterion, item, period)
        marked = entries.value(criterion.code, None, "not_applicable") == NOT_APPLICABLE_MARK
        return NoticeLine(
            criterion,
            item,
            self._title(criterion, item, entries),
            line,
            not marked,
            None if field is None else entries.get(criterion.code, item, field),
            chair.get(criterion.code, item, "appraised_actual"),
            "\n".join(dict.fromkeys(text for text in texts if text)),
            chair.text(criterion.code, item, "explanation"),
            findings,
        )

    def _reported_field(self, criterion: Criterion, item: str | None, period: Period) -> str | None:
        if period is Period.REGISTRATION:
            return "target"
        field = corrected_field(self.campaign, criterion, item, period)
        return None if field is None else field_name(field.base, period)

    def _title(self, criterion: Criterion, item: str | None, entries: Entries) -> str:
        if item is None:
            return criterion.title
        named = next((n.title for n in criterion.inputs if n.code == item), None)
        return named or entries.text(criterion.code, item, "item_title") or f"Dòng {item}"


def _about(
    findings: tuple[Finding, ...], line: AppraisedLine, known: set[str | None]
) -> tuple[Finding, ...]:
    """The findings of one line; those of an item without a line stand at the leaf."""
    if line.item is not None:
        return tuple(f for f in findings if f.item == line.item)
    return tuple(f for f in findings if f.item is None or f.item not in known)


def points_text(line: NoticeLine) -> str:
    """What stands in place of points that are not there."""
    if line.line is None or (line.item is not None and line.max_points is None):
        return "–"
    state = line.line.state
    return "–" if state is State.OK else state.label
