"""Registered targets: the target in force, the results against it, what the year may bring.

At six months the year's result is foreseen as if the pace held: counts and amounts double,
percents and ratios stand as they are. What is not known is said, and is never a zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.fields import chair_field, corrected_field
from scoring.chair.targets import APPROVAL_FIELDS, TARGET, approved
from scoring.criteria import Criterion
from scoring.entries import Entries, Entry
from scoring.fields import Address, item_codes
from scoring.merge_result import MergeResult, UnitResult
from scoring.numbers import exact
from scoring.rules.bands import Bands
from scoring.rules.proportional import Proportional
from scoring.score import marked_not_applicable
from scoring.terms import FieldType, Period, Section, field_name
from scoring.text import nfc

__all__ = [
    "TargetProgress",
    "TargetSource",
    "TargetStatus",
    "lower_is_better",
    "progress",
    "without_targets",
]


class TargetSource(StrEnum):
    """Where a registered target was read."""

    REGISTRATION = "registration"
    SUBMISSION = "submission"  # there is no registration: the unit's form of the period
    NOWHERE = "nowhere"  # only the chair wrote something about it


class TargetStatus(StrEnum):
    """What there is to say of a target at a period."""

    REGISTERED = "registered"
    NO_TARGET = "no_target"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"
    BELOW = "below"
    MET = "met"
    EXCEEDED = "exceeded"
    EXPECTED_BELOW = "expected_below"
    EXPECTED_MET = "expected_met"
    EXPECTED_EXCEEDED = "expected_exceeded"

    @property
    def label(self) -> str:
        """The status as officials write it."""
        return _LABELS[self]


_LABELS: Final = {
    TargetStatus.REGISTERED: "đã đăng ký",
    TargetStatus.NO_TARGET: "chưa có chỉ tiêu",
    TargetStatus.NOT_APPLICABLE: "không áp dụng",
    TargetStatus.NOT_DUE: "chưa đến kỳ báo cáo",
    TargetStatus.UNKNOWN: "chưa có số liệu",
    TargetStatus.BELOW: "chưa đạt",
    TargetStatus.MET: "đạt",
    TargetStatus.EXCEEDED: "vượt",
    TargetStatus.EXPECTED_BELOW: "dự kiến chưa đạt",
    TargetStatus.EXPECTED_MET: "dự kiến đạt",
    TargetStatus.EXPECTED_EXCEEDED: "dự kiến vượt",
}
_JUDGED: Final = (TargetStatus.BELOW, TargetStatus.MET, TargetStatus.EXCEEDED)
_FORESEEN: Final = (
    TargetStatus.EXPECTED_BELOW,
    TargetStatus.EXPECTED_MET,
    TargetStatus.EXPECTED_EXCEEDED,
)
_STANDING: Final = frozenset(
    {"phần trăm", "tỷ lệ", "tỉ lệ", "điểm", "hạng", "bậc", "chỉ số", "hệ số"}
)
"""Units of measure of what does not grow with the months, as counts and amounts do."""

_STANDING_TITLES: Final = ("tỷ lệ", "tỉ lệ", "chỉ số")


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """One target of a unit, of a leaf (``item`` None) or of a row of pledged targets.

    Targets and results are in the target's own unit (percents as fractions), None where not
    known; ``approved`` only where it is in force. ``fixed`` is a status that no result changes.
    ``accumulates``: the result grows through the year. ``corrected``: the period's result is the
    one that the appraiser wrote.
    """

    unit: str
    criterion: str
    item: str | None
    title: str
    measure: str
    type: FieldType
    period: Period
    source: TargetSource
    registered: Decimal | None = None
    approved: Decimal | None = None
    midyear: Decimal | None = None
    year: Decimal | None = None
    lower_is_better: bool = False
    accumulates: bool = False
    corrected: bool = False
    fixed: TargetStatus | None = None

    @property
    def target(self) -> Decimal | None:
        """The target in force."""
        return self.registered if self.approved is None else self.approved

    @property
    def result(self) -> Decimal | None:
        """The result at the period."""
        return self.midyear if self.period is Period.MIDYEAR else self.year

    @property
    def expected(self) -> Decimal | None:
        """The year's result if the pace of six months holds."""
        if self.midyear is None:
            return None
        return self.midyear * 2 if self.accumulates else self.midyear

    @property
    def ratio(self) -> Fraction | None:
        """How far the period's result is: result / target, as a fraction.

        Where lower is better: 1 up to the target, beyond it target / result, as the points are.
        """
        if self.result is None or self.target is None or self.target <= 0:
            return None
        if not self.lower_is_better:
            return exact(self.result) / exact(self.target)
        if self.result <= self.target:
            return Fraction(1)
        return exact(self.target) / exact(self.result)

    @property
    def status(self) -> TargetStatus:
        """Whether the target is reached or will be; at six months only what is certain is said."""
        if self.fixed is not None:
            return self.fixed
        if self.target is None:
            return TargetStatus.NO_TARGET
        if self.period is Period.REGISTRATION:
            return TargetStatus.REGISTERED
        if self.result is None:
            return TargetStatus.UNKNOWN
        if self.period is Period.YEAR or self._certain(self.result, self.target):
            return _JUDGED[self._side(self.result, self.target)]
        assert self.expected is not None
        return _FORESEEN[self._side(self.expected, self.target)]

    def _certain(self, result: Decimal, target: Decimal) -> bool:
        """Whether a result that can only grow already decides."""
        grown = result > target if self.lower_is_better else result >= target
        return self.accumulates and grown

    def _side(self, result: Decimal, target: Decimal) -> int:
        """0 short of the target, 1 at it, 2 beyond it, in the direction that is better."""
        if result == target:
            return 1
        return 2 if (result < target) is self.lower_is_better else 0


def progress(result: MergeResult) -> tuple[TargetProgress, ...]:
    """Every registered target, in the order of units and criteria.

    Rows about which the chair wrote something are there even where nothing is registered, so
    that no input is without a place.
    """
    leaves = [c for c in result.campaign.tree.leaves() if _target_type(result.campaign, c, None)]
    midyear = {
        r.submission.unit: Entries(r.submission.entries)
        for r in result.accepted
        if r.submission.period is Period.MIDYEAR
    }
    return tuple(
        line
        for unit in result.units
        for line in _of_unit(result, unit, leaves, midyear.get(unit.unit))
    )


def without_targets(result: MergeResult, lines: tuple[TargetProgress, ...]) -> tuple[str, ...]:
    """The codes of the units that registered nothing, as far as is known."""
    known = {line.unit for line in lines if line.source is not TargetSource.NOWHERE}
    return tuple(unit.unit for unit in result.units if unit.unit not in known)


def lower_is_better(criterion: Criterion, campaign: Campaign) -> bool:
    """Whether a lower result is the better one, by the criterion's rule."""
    rule = criterion.leaf_rule
    if isinstance(rule, Proportional):
        return rule.better == "lower"
    if isinstance(rule, Bands):
        leaf = campaign.leaf(criterion, Period.YEAR)
        ordered = sorted(rule.bands, key=lambda band: (band.from_ is not None, band.from_ or 0))
        falls = ordered[-1].worth(leaf) < ordered[0].worth(leaf)
        rises = ordered[-1].worth(leaf) > ordered[0].worth(leaf)
        return rises if criterion.section is Section.PENALTY else falls
    return False


def _of_unit(
    result: MergeResult, unit: UnitResult, leaves: list[Criterion], at_midyear: Entries | None
) -> Iterator[TargetProgress]:
    came = unit.registration or unit.received
    pledged = None if came is None else Entries(came.submission.entries)
    own = Entries(unit.received.submission.entries if unit.received is not None else ())
    source = TargetSource.SUBMISSION if unit.registration is None else TargetSource.REGISTRATION
    agreed = approved(result.campaign, result.chair, unit.unit)
    for criterion in leaves:
        for item in item_codes(criterion) if criterion.items is not None else (None,):
            is_pledged = pledged is not None and _has(criterion, item, pledged)
            if is_pledged or _written(result.chair.of(unit.unit), criterion, item):
                yield _line(
                    _Case(result, unit, pledged if is_pledged else None, own, at_midyear),
                    criterion,
                    item,
                    source if is_pledged else TargetSource.NOWHERE,
                    agreed,
                )


@dataclass(frozen=True, slots=True)
class _Case:
    """Where a line's values are looked up; ``pledged`` None where the row is not registered."""

    merge: MergeResult
    unit: UnitResult
    pledged: Entries | None
    own: Entries
    at_midyear: Entries | None


def _line(
    case: _Case,
    criterion: Criterion,
    item: str | None,
    source: TargetSource,
    agreed: Mapping[Address, Entry],
) -> TargetProgress:
    campaign, period = case.merge.campaign, case.merge.period
    pledged = case.pledged or Entries(())
    title, measure = criterion.title, criterion.unit
    if item is not None:
        title = pledged.text(criterion.code, item, "item_title") or f"Chỉ tiêu số {item}"
        measure = pledged.text(criterion.code, item, "item_unit")
    kind = _target_type(campaign, criterion, item) or FieldType.NUMBER
    agreement = agreed.get(Address(criterion.code, item, TARGET))
    usable = agreement is not None and (item is None or case.pledged is not None)
    change = agreement.value if agreement is not None and usable else None
    correction = _correction(case, criterion, item)
    results = {p: _result(case, criterion, item, p) for p in (Period.MIDYEAR, Period.YEAR)}
    if correction is not None:
        results[period] = correction
    return TargetProgress(
        case.unit.unit,
        criterion.code,
        item,
        title,
        measure,
        kind,
        period,
        source,
        pledged.decimal(criterion.code, item, TARGET),
        change if isinstance(change, Decimal) else None,
        results[Period.MIDYEAR],
        results[Period.YEAR],
        lower_is_better(criterion, campaign),
        _accumulates(kind, measure, title),
        correction is not None,
        _fixed(case, criterion),
    )


def _result(case: _Case, criterion: Criterion, item: str | None, period: Period) -> Decimal | None:
    """A period's own result; at year end that of six months is the accepted one, if there is."""
    if case.merge.period is Period.REGISTRATION or period not in criterion.periods:
        return None
    if case.merge.period is Period.MIDYEAR and period is Period.YEAR:
        return None
    entries = case.own
    if case.merge.period is Period.YEAR and period is Period.MIDYEAR:
        entries = case.at_midyear or case.own
    return entries.decimal(criterion.code, item, field_name("actual", period))


def _correction(case: _Case, criterion: Criterion, item: str | None) -> Decimal | None:
    """The period's result as the appraiser corrected it."""
    merge = case.merge
    if merge.period is Period.REGISTRATION or case.unit.received is None:
        return None
    if corrected_field(merge.campaign, criterion, item, merge.period) is None:
        return None
    return merge.chair.of(case.unit.unit).decimal(criterion.code, item, "appraised_actual")


def _fixed(case: _Case, criterion: Criterion) -> TargetStatus | None:
    if marked_not_applicable(criterion, case.own):
        return TargetStatus.NOT_APPLICABLE
    period = case.merge.period
    if period is not Period.REGISTRATION and period not in criterion.periods:
        return TargetStatus.NOT_DUE
    return None


def _has(criterion: Criterion, item: str | None, pledged: Entries) -> bool:
    """Whether a target is registered, if only in part: a row with a title and no number."""
    fields = (TARGET,) if item is None else (TARGET, "item_title", "item_unit", "weight")
    return any(pledged.get(criterion.code, item, field) is not None for field in fields)


def _written(chair: Entries, criterion: Criterion, item: str | None) -> bool:
    return any(chair.get(criterion.code, item, field) is not None for field in APPROVAL_FIELDS)


def _target_type(campaign: Campaign, criterion: Criterion, item: str | None) -> FieldType | None:
    """The type of a criterion's target, None where units do not register one."""
    spec = chair_field(campaign, Period.YEAR, Address(criterion.code, item, "approved_target"))
    return None if spec is None else spec.type


def _accumulates(kind: FieldType, measure: str, title: str) -> bool:
    if kind is FieldType.PERCENT:
        return False
    unit = nfc(measure).strip().casefold()
    if "%" in unit or unit in _STANDING or unit.startswith(_STANDING_TITLES):
        return False
    return not nfc(title).strip().casefold().startswith(_STANDING_TITLES)
