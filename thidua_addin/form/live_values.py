"""What the formulas of a form give, computed exactly: their cached values.

Protected View and file previews show the values that a file was saved with, so each formula is
written with its true one. The sheet's formulas read cells a little more strictly than Python
does (a number typed as text counts for Python, not for a formula); ``LiveValues`` reads as they do.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.dates import excel_serial
from scoring.entries import Entries, Entry, EntryValue
from scoring.expression import Input, ItemTotal, evaluate
from scoring.fields import NOT_APPLICABLE_MARK, FieldSpec, form_fields, item_codes
from scoring.leaf_plan import plan_item
from scoring.numbers import exact
from scoring.score import EntryValues, ScoreLine, ScoreSheet, marked_not_applicable, score
from scoring.snapshot import CellValue
from scoring.terms import (
    BY_PERIOD,
    FieldType,
    NotApplicable,
    Period,
    State,
    field_name,
    period_from_label,
)

CHOOSE_PERIOD = "chọn kỳ"
"""What stands in place of points until a period is chosen."""

_NUMERIC = (
    FieldType.NUMBER,
    FieldType.PERCENT,
    FieldType.COUNT,
    FieldType.POINTS,
    FieldType.DATE,
)


class LiveValues:
    """One unit's entries, with every value that the form's formulas give for them."""

    def __init__(
        self, campaign: Campaign, unit: str, entries: Entries, period: Period | None
    ) -> None:
        self.campaign = campaign
        self.entries = entries
        self.period = _chosen(entries) if period is None else period
        specs = {s.address: s for s in form_fields(campaign)}
        self._read = Entries(
            Entry(e.address, e.raw, as_formulas_read(specs[e.address], e.raw), e.at)
            for e in entries
            if e.address in specs
        )
        self._sheet: ScoreSheet | None = None
        if self.period is not None:
            self._sheet = score(campaign, unit, self._read, self.period)
        lines = self._sheet.lines if self._sheet is not None else ()
        self._lines = {(line.criterion, line.item): line for line in lines}

    @property
    def sheet(self) -> ScoreSheet | None:
        """The scores at the chosen period, None until one is chosen."""
        return self._sheet

    @property
    def period_index(self) -> int:
        """0 while no period is chosen, else 1, 2, 3 for registration, 6 months, year."""
        return 0 if self.period is None else 1 + list(Period).index(self.period)

    @property
    def has_results(self) -> bool:
        """Whether the chosen period is one with results."""
        return self.period in (Period.MIDYEAR, Period.YEAR)

    def raw(self, criterion: str | None, item: str | None, field: str) -> CellValue:
        """What the cell of an address holds, None where it is blank."""
        entry = self.entries.get(criterion, item, field)
        return None if entry is None else entry.raw

    def usable(self, criterion: str | None, item: str | None, field: str) -> EntryValue | None:
        """The value as formulas can use it, None where blank or unusable."""
        return self._read.value(criterion, item, field)

    def result(self, criterion: Criterion, item: str | None, base: str) -> CellValue:
        """The raw result of the chosen period, None where none is expected or entered."""
        if base not in BY_PERIOD or not self.has_results:
            return None
        assert self.period is not None
        if self.period not in criterion.periods:
            return None
        return self.raw(criterion.code, item, field_name(base, self.period))

    def row_state(self, criterion: Criterion, item: str | None, needed: tuple[Input, ...]) -> str:
        """Whether a row's own entries can be used: the label of a state, empty where they can."""
        missing = False
        for at in needed:
            field = at.field
            if field in BY_PERIOD:
                if self.result(criterion, item, field) is None:
                    missing = True
                    continue
                assert self.period is not None
                field = field_name(field, self.period)
            entry = self._read.get(at.criterion, at.item, field)
            if entry is None:
                missing = True
            elif entry.value is None:
                return State.INVALID.label
        return State.NOT_AVAILABLE.label if missing else ""

    def line(self, criterion: str, item: str | None = None) -> ScoreLine | None:
        """The score line of a leaf or item row, None where there is none."""
        return self._lines.get((criterion, item))

    def state(self, criterion: str, item: str | None = None) -> str:
        """The label in the hidden state column."""
        if self._sheet is None:
            return CHOOSE_PERIOD if item is None else ""
        line = self.line(criterion, item)
        return "" if line is None else line.state.label

    def absent(self, criterion: Criterion) -> bool:
        """Whether the criterion is marked as not applicable."""
        return marked_not_applicable(criterion, self._read)

    def points(self, criterion: Criterion) -> Decimal | str:
        """What the column of computed points shows for a leaf."""
        line = self.line(criterion.code)
        if line is None:
            return CHOOSE_PERIOD
        return line.state.label if line.computed is None else line.computed

    def claimed(self, criterion: Criterion) -> Decimal:
        """The self-score, else the computed points, else nothing."""
        typed = self.self_score(criterion)
        points = self.points(criterion)
        if typed is not None:
            return typed
        return points if isinstance(points, Decimal) else Decimal(0)

    def self_score(self, criterion: Criterion) -> Decimal | None:
        """The self-score that formulas can use."""
        return self._read.decimal(criterion.code, None, "self")

    def assigned(self, criterion: Criterion) -> tuple[Decimal, Decimal]:
        """The maximum that counts as assigned, and the one that is rescaled, for a core leaf."""
        nothing = Decimal(0)
        if self.period not in criterion.periods:
            return nothing, nothing
        treatment = criterion.not_applicable
        if not self.absent(criterion) or treatment is NotApplicable.FULL_POINTS:
            return criterion.max_points, nothing
        return nothing, criterion.max_points if treatment is NotApplicable.RESCALED else nothing

    def weights(self, criterion: Criterion) -> Fraction:
        """The sum of the usable weights of a criterion's item rows."""
        found = (
            self._read.decimal(criterion.code, item, "weight") for item in item_codes(criterion)
        )
        return sum((exact(weight) for weight in found if weight is not None), Fraction(0))

    def share(self, criterion: Criterion, item: str) -> Fraction | None:
        """The exact part that an item row has in its criterion's points."""
        line = self.line(criterion.code, item)
        if line is None or line.state is not State.OK:
            return None
        assert self.period is not None
        totals = {ItemTotal(criterion.code, "weight"): self.weights(criterion)}
        values = EntryValues(self._read, self.period, totals=totals)
        return evaluate(plan_item(self.campaign, criterion, item, self.period).points, values)


def as_formulas_read(spec: FieldSpec, raw: CellValue) -> EntryValue | None:
    """A cell's value as the form's formulas can use it, None where they cannot."""
    if spec.type in _NUMERIC:
        number = _as_number(raw)
        return number if number is not None and _within(number, spec) else None
    if spec.address.field == "not_applicable":
        marked = isinstance(raw, str) and raw.strip(" ").lower() == NOT_APPLICABLE_MARK
        return NOT_APPLICABLE_MARK if marked else None
    if spec.type in (FieldType.CHOICE, FieldType.YES_NO):
        return raw if isinstance(raw, str) and raw in spec.choices else None
    return raw if isinstance(raw, str) else None


def _as_number(raw: CellValue) -> Decimal | None:
    match raw:
        case bool() | str() | None:
            return None
        case dt.datetime():
            moment = Decimal((raw.hour * 60 + raw.minute) * 60 + raw.second) / 86400
            return excel_serial(raw.date()) + moment
        case dt.date():
            return Decimal(excel_serial(raw))
    return Decimal(repr(raw))


def _within(number: Decimal, spec: FieldSpec) -> bool:
    if spec.type in (FieldType.COUNT, FieldType.DATE) and number != number.to_integral_value():
        return False
    if spec.minimum is not None and number < spec.minimum:
        return False
    if spec.above is not None and number <= spec.above:
        return False
    if spec.step is not None and exact(number) % exact(spec.step):
        return False
    if spec.ranges and number and not any(low <= number <= high for low, high in spec.ranges):
        return False
    return spec.maximum is None or number <= spec.maximum


def _chosen(entries: Entries) -> Period | None:
    raw = None if (entry := entries.get(None, None, "period")) is None else entry.raw
    if not isinstance(raw, str):
        return None
    wanted = raw.strip(" ").lower()
    return next((p for p in Period if p.label.lower() == wanted), period_from_label(raw))
