"""Where the sheet ``Thẩm định`` has its lines: one a unit, criterion and item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scoring.chair.appraisal import AppraisedLine
from scoring.fields import Address
from scoring.merge import MergeResult
from scoring.terms import State
from thidua_addin.summary.layout import LIVE_UNITS, SheetName, quoted, span
from thidua_addin.summary.sheets.lists import FIRST_ROW

__all__ = ["AppraisalPlan", "AppraisalRow", "has_cell", "plan_appraisal"]

_LEAF_ONLY: Final = frozenset({"appraised", "second", "second_reason"})
_LINE_FIELDS: Final = frozenset(
    {"appraised_actual", "reason", "appraiser", "appraised_on", "explanation"} | _LEAF_ONLY
)
_UNIT_FIELDS: Final = frozenset({"accept_rest", "accepted_by", "accepted_on"})


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """A line of the sheet, counted from 0."""

    unit: str
    line: AppraisedLine
    row: int

    @property
    def left_out(self) -> bool:
        """Whether the leaf does not apply, and nobody said otherwise.

        Points typed into it change the maximum, the scale and the thresholds: the next merge
        knows how.
        """
        absent = self.line.item is None and self.line.state is State.NOT_APPLICABLE
        return absent and not self.line.needed

    @property
    def key(self) -> str:
        """The hidden key: ``II.5.2|3@PTO``."""
        return f"{self.line.criterion}|{self.line.item or ''}@{self.unit}"


@dataclass(frozen=True, slots=True)
class AppraisalPlan:
    """The lines in the order of units and criteria, and the columns."""

    rows: tuple[AppraisalRow, ...]

    UNIT, CODE, TITLE, MAXIMUM, REPORTED, COMPUTED, SELF, CROSS = range(1, 9)
    CORRECTED, RECOMPUTED, APPRAISED, REASON, SECOND, FINAL = range(9, 15)
    TODO, EXPLANATION, APPRAISER, DATE, SECOND_REASON = range(15, 20)
    LINE_KEY, CODE_KEY, UNIT_KEY, NEEDED, USED, STALE, PENDING, TOUCHED, FIRST = range(20, 29)

    @property
    def last_row(self) -> int:
        """The last line's row; the first one's where there is none."""
        return self.rows[-1].row if self.rows else FIRST_ROW

    def down(self, column: int) -> str:
        """One column of all lines, for formulas on the sheet itself."""
        return span(FIRST_ROW, column, self.last_row, column)

    def there(self, column: int) -> str:
        """One column of all lines, for formulas on other sheets."""
        return f"{quoted(SheetName.APPRAISAL)}!{self.down(column)}"

    def of(self, unit: str, criterion: str, column: int) -> str:
        """A formula for one column of a unit's leaf, for other sheets."""
        key = f'"{criterion}|@{unit}"'
        return f"INDEX({self.there(column)},MATCH({key},{self.there(0)},0))"


def plan_appraisal(result: MergeResult) -> AppraisalPlan:
    """The lines of every unit whose points are known; none for a very large cluster."""
    if len(result.units) > LIVE_UNITS:
        return AppraisalPlan(())
    lines = (
        (unit.unit, line)
        for unit in result.units
        if unit.appraisal is not None
        for line in unit.appraisal.lines
    )
    return AppraisalPlan(
        tuple(AppraisalRow(unit, line, FIRST_ROW + i) for i, (unit, line) in enumerate(lines))
    )


def has_cell(result: MergeResult, plan: AppraisalPlan) -> frozenset[tuple[str, Address]]:
    """Every address of an appraisal input that has a cell in this summary."""
    return frozenset(_cells(result, plan))


def _cells(result: MergeResult, plan: AppraisalPlan) -> Iterator[tuple[str, Address]]:
    for row in plan.rows:
        line = row.line
        for field in _LINE_FIELDS:
            if line.item is None or field not in _LEAF_ONLY:
                yield row.unit, Address(line.criterion, line.item, field)
    for unit in result.units:
        if plan.rows and unit.appraisal is not None:
            for field in _UNIT_FIELDS:
                yield unit.unit, Address(None, None, field)
