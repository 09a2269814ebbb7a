"""The live formulas of the self-scoring table, from the same plans that Python scores by.

Cells of the same row are referred to directly, those of other rows through the hidden key
columns. A hidden column holds the value in use at the chosen period, another one whether the
row's own entries can be used, a third the state; points are computed only in the state "đã tính".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import RESULT_PERIODS, Criterion
from scoring.excel_formula import formula, half_up, literal, quoted, requirement
from scoring.expression import (
    Compare,
    Expression,
    Input,
    InRanges,
    IsListed,
    IsWhole,
    ItemTotal,
    Number,
    Quotient,
    Relation,
    Test,
)
from scoring.leaf_plan import SHARE, LeafPlan, plan_item, plan_leaf
from scoring.numbers import round_half_up
from scoring.snapshot import column_letters
from scoring.terms import NotApplicable, Period, State
from thidua_addin.form.columns import Score
from thidua_addin.form.layout import PERIOD_INDEX_ROW, FormLayout, PlannedRow, TablePlan
from thidua_addin.form.live_values import CHOOSE_PERIOD

PERIOD_INDEX = f"${column_letters(Score.IN_USE)}${PERIOD_INDEX_ROW}"
"""0 while no period is chosen, 1 registration, 2 six months, 3 year."""

OK = quoted(State.OK.label)
MISSING = quoted(State.NOT_AVAILABLE.label)
INVALID = quoted(State.INVALID.label)
ABSENT = quoted(State.NOT_APPLICABLE.label)
SUM_PLACES = 9
"""Typed self-scores may have any decimals; this rounding only clears binary noise."""
UNUSABLE = "#"
"""What stands for a value that no formula can use."""


def here(column: Score, row: int) -> str:
    """A cell of the same row: ``$J12``."""
    return f"${column_letters(column)}{row}"


def kept(cell: str) -> str:
    """A cell's value: empty text for a blank one, ``#`` for an error or a truth value."""
    bad = quoted(UNUSABLE)
    return f'IFERROR(IF({_is_truth(cell)},{bad},IF(TRIM({cell})="","",{cell})),{bad})'


def is_number(cell: str) -> str:
    """Whether a cell that people fill holds a number; a truth value is none."""
    return f"IFERROR(AND(ISNUMBER({cell}),NOT({_is_truth(cell)})),FALSE)"


def _is_truth(cell: str) -> str:
    """Whether a cell that people fill holds a truth value.

    To LibreOffice that is the number 1 or 0, told only by the cell's format, or by ``TYPE`` 8
    where it came out of a file; to Excel it is of a type of its own.
    """
    return f"OR(ISLOGICAL({cell}),AND(TYPE({cell})=8,OR({cell}=TRUE,{cell}=FALSE)))"


def elsewhere(table: TablePlan, role: str, key: str) -> str:
    """The cell of another sheet's table whose row has this key."""
    sheet = f"'{table.sheet}'!"
    found = f"MATCH({key},{sheet}{table.down(1)},0)"
    return f"INDEX({sheet}{table.down(table.column(role))},{found})"


_OWN_COLUMNS: Final = {
    "target": Score.TARGET,
    "weight": Score.WEIGHT,
    "count_h1": Score.RESULT_H1,  # the first half, beside the year's count
}


@dataclass(frozen=True, slots=True)
class RowReferences:
    """Where the values of a row's expressions stand (``References`` of ``excel_formula``)."""

    scores: TablePlan
    row: PlannedRow

    def cell(self, at: Input) -> str:
        """The value in use: in this row, or in the row with the other key."""
        if (at.criterion, at.item) == (self.row.criterion, self.row.item):
            column = _OWN_COLUMNS.get(at.field, Score.IN_USE)
            cell = here(column, self.row.row)
            return kept(cell) if column is Score.RESULT_H1 else cell
        return self.other(at, Score.IN_USE)

    def other(self, at: Input, column: Score) -> str:
        """A column's cell in the row of another item or named input."""
        key = quoted(f"{at.criterion}|{at.item or ''}")
        match = f"MATCH({key},{self.scores.down(Score.KEY)},0)"
        return f"INDEX({self.scores.down(column)},{match})"

    def total(self, at: ItemTotal) -> str:
        """A sum over the item rows of the criterion."""
        parents = self.scores.down(Score.PARENT)
        if at.field == SHARE:
            key = here(Score.KEY, self.row.row)
            return f"SUMIF({parents},{key},{self.scores.down(Score.SHARE)})"
        key = here(Score.PARENT, self.row.row)
        summed = self.scores.down(Score.WEIGHT)
        return f'SUMIFS({summed},{parents},{key},{summed},">0")'


@dataclass(frozen=True, slots=True)
class RowFormulas:
    """The formulas of one leaf, item row or named input, without the leading ``=``.

    None where the row has no such cell.
    """

    in_use: str | None = None
    usable: str | None = None
    state: str | None = None
    ratio: str | None = None
    share: str | None = None
    computed: str | None = None


class ScoreFormulas:
    """The formulas of the self-scoring table of one campaign."""

    def __init__(self, campaign: Campaign, layout: FormLayout) -> None:
        self.campaign = campaign
        self.layout = layout
        self.scores = layout.scores

    def leaf(self, row: PlannedRow, criterion: Criterion) -> RowFormulas:
        """A criterion that a rule scores."""
        if not criterion.local:
            state = self._state(row, criterion, quoted(State.CLUSTER.label))
            return RowFormulas(state=state, computed=self._shown(row, criterion, ""))
        refs = RowReferences(self.scores, row)
        if criterion.items is not None:
            points = self._by_period(
                criterion, lambda p: formula(plan_leaf(self.campaign, criterion, p).points, refs)
            )
            state = self._state(row, criterion, self._items_state(row))
            return RowFormulas(state=state, computed=self._shown(row, criterion, points))
        plan = plan_leaf(self.campaign, criterion, criterion.periods[-1])
        names = self._ratio_cell(row, plan)
        points = self._by_period(
            criterion,
            lambda p: formula(plan_leaf(self.campaign, criterion, p).points, refs, names),
        )
        return RowFormulas(
            in_use=self._in_use(row, criterion, plan.needed),
            usable=self._usable(row, plan),
            state=self._state(row, criterion, self._plan_state(row, plan)),
            ratio=self._ratio(row, plan),
            computed=self._shown(row, criterion, points),
        )

    def item(self, row: PlannedRow, criterion: Criterion) -> RowFormulas:
        """An item row: its exact share, and the share rounded for show."""
        if not criterion.local:
            return RowFormulas()
        assert row.item is not None
        plan = plan_item(self.campaign, criterion, row.item, criterion.periods[-1])
        refs = RowReferences(self.scores, row)
        state, share = here(Score.STATE, row.row), here(Score.SHARE, row.row)
        exact = self._by_period(
            criterion,
            lambda p: formula(plan_item(self.campaign, criterion, row.item or "", p).points, refs),
        )
        rounded = half_up(share, self.campaign.places)
        return RowFormulas(
            in_use=self._in_use(row, criterion, plan.needed),
            usable=self._usable(row, plan),
            state=self._item_state(row, criterion, plan),
            ratio=self._ratio(row, plan),
            share=f"IF({state}={OK},{exact},{state})",
            computed=f"IF({state}={OK},{rounded},{state})",
        )

    def named(self, row: PlannedRow, criterion: Criterion) -> RowFormulas:
        """A named input: only whether it can be used."""
        at = Input(criterion.code, row.item, "count")
        bounds = (Compare(at, Relation.AT_LEAST, Number(Decimal(0))), IsWhole(at))
        plan = LeafPlan(at, None, (at,), bounds)
        return RowFormulas(
            in_use=self._in_use(row, criterion, (at,)), usable=self._usable(row, plan)
        )

    def target(self, row: PlannedRow) -> str:
        """The registered target, mirrored from the registration sheet."""
        return kept(elsewhere(self.layout.register, "target", here(Score.KEY, row.row)))

    def mirrored(self, row: PlannedRow, role: str) -> str:
        """Another registered value of an item row."""
        return kept(elsewhere(self.layout.register, role, here(Score.KEY, row.row)))

    def item_maximum(self, row: PlannedRow, criterion: Criterion) -> str:
        """An item row's part of the maximum, by its weight; empty while that is not usable."""
        refs = RowReferences(self.scores, row)
        weight = here(Score.WEIGHT, row.row)
        total = refs.total(ItemTotal(criterion.code, "weight"))
        part = half_up(f"{literal(criterion.max_points)}*{weight}/{total}", self.campaign.places)
        return f'IF(ISNUMBER({weight}),IF({weight}>0,{part},""),"")'

    def absent(self, criterion: Criterion, row: int | str) -> str:
        """Whether a criterion is marked as not applicable. ``row`` is its row, or its key cell."""
        if criterion.not_applicable is NotApplicable.FORBIDDEN:
            return "FALSE"
        if isinstance(row, int):
            cell = here(Score.NOT_APPLICABLE, row)
        else:
            match = f"MATCH({row},{self.scores.down(Score.KEY)},0)"
            cell = f"INDEX({self.scores.down(Score.NOT_APPLICABLE)},{match})"
        return f'IFERROR(LOWER(TRIM({cell})),"")="x"'

    def expected(self, criterion: Criterion) -> str:
        """Whether the chosen period is one at which a value is expected."""
        if set(RESULT_PERIODS) <= set(criterion.periods):
            return f"{PERIOD_INDEX}>1"
        index = 1 + list(Period).index(criterion.periods[-1])
        return f"{PERIOD_INDEX}={index}"

    def _ratio_cell(self, row: PlannedRow, plan: LeafPlan) -> dict[Expression, str]:
        if plan.ratio is None or isinstance(plan.ratio, Input):
            return {}
        return {plan.ratio: here(Score.RATIO, row.row)}

    def _ratio(self, row: PlannedRow, plan: LeafPlan) -> str | None:
        if plan.ratio is None:
            return None
        written = formula(plan.ratio, RowReferences(self.scores, row))
        return f'IF({here(Score.STATE, row.row)}={OK},{written},"")'

    def _by_period(self, criterion: Criterion, write: Callable[[Period], str]) -> str:
        written = [write(p) for p in RESULT_PERIODS if p in criterion.periods]
        if len(set(written)) == 1:
            return written[0]
        return f"IF({PERIOD_INDEX}=2,{written[0]},{written[1]})"

    def _in_use(
        self, row: PlannedRow, criterion: Criterion, needed: tuple[Input, ...]
    ) -> str | None:
        own = [at for at in needed if (at.criterion, at.item) == (row.criterion, row.item)]
        if all(at.field in _OWN_COLUMNS for at in own):
            return None
        columns = ((Period.MIDYEAR, Score.RESULT_H1), (Period.YEAR, Score.RESULT_FY))
        chosen = ",".join(
            kept(here(column, row.row)) if period in criterion.periods else '""'
            for period, column in columns
        )
        return f'CHOOSE({PERIOD_INDEX}+1,"","",{chosen})'

    def _usable(self, row: PlannedRow, plan: LeafPlan) -> str | None:
        refs = RowReferences(self.scores, row)
        own = [at for at in plan.needed if (at.criterion, at.item) == (row.criterion, row.item)]
        if not own:
            return None
        bad = ",".join(self._bad(at, plan, refs) for at in own)
        blank = ",".join(f'{refs.cell(at)}=""' for at in own)
        return f'IF(OR({bad}),{INVALID},IF(OR({blank}),{MISSING},""))'

    def _bad(self, at: Input, plan: LeafPlan, refs: RowReferences) -> str:
        cell = refs.cell(at)
        tests = [t for t in plan.requires if bounded(t) == at]
        if any(isinstance(t, IsListed) for t in tests):
            return f'IF({cell}="",FALSE,NOT({requirement(tests[0], refs)}))'
        if not tests:
            return f'IF({cell}="",FALSE,NOT(ISNUMBER({cell})))'
        all_hold = ",".join(requirement(t, refs) for t in tests)
        return f'IF({cell}="",FALSE,IF(ISNUMBER({cell}),NOT(AND({all_hold})),TRUE))'

    def _plan_state(self, row: PlannedRow, plan: LeafPlan) -> str:
        """The state of a criterion or item whose turn it is, from what it needs."""
        refs = RowReferences(self.scores, row)
        needed: list[str] = []
        if any((at.criterion, at.item) == (row.criterion, row.item) for at in plan.needed):
            needed.append(here(Score.USABLE, row.row))
        for at in plan.needed:
            if (at.criterion, at.item) != (row.criterion, row.item):
                needed.append(refs.other(at, Score.USABLE))
        tests = [requirement(t, refs) for t in plan.requires if bounded(t) is None]
        good = f"IF(AND({','.join(tests)}),{OK},{INVALID})" if tests else OK
        for label in (MISSING, INVALID):
            found = ",".join(f"{cell}={label}" for cell in needed)
            good = f"IF(OR({found}),{label},{good})" if needed else good
        return good

    def _state(self, row: PlannedRow, criterion: Criterion, due: str) -> str:
        absent = self.absent(criterion, row.row)
        timely = f"IF({self.expected(criterion)},{due},{MISSING})"
        if absent != "FALSE":
            timely = f"IF({absent},{ABSENT},{timely})"
        return f"IF({PERIOD_INDEX}=0,{quoted(CHOOSE_PERIOD)},{timely})"

    def _items_state(self, row: PlannedRow) -> str:
        parents, shares = self.scores.down(Score.PARENT), self.scores.down(Score.SHARE)
        key = here(Score.KEY, row.row)

        def count(label: str) -> str:
            return f"COUNTIFS({parents},{key},{shares},{label})"

        numbers = f"SUMPRODUCT(({parents}={key})*ISNUMBER({shares}))"
        unknown = f"OR({count(MISSING)}>0,{numbers}=0)"
        return f"IF({count(INVALID)}>0,{INVALID},IF({unknown},{MISSING},{OK}))"

    def _item_state(self, row: PlannedRow, criterion: Criterion, plan: LeafPlan) -> str:
        cells = [
            here(c, row.row)
            for c in (
                Score.TITLE,
                Score.UNIT,
                Score.TARGET,
                Score.WEIGHT,
                Score.RESULT_H1,
                Score.RESULT_FY,
            )
        ]
        cells.append(self.mirrored(row, "deadline"))
        used = f'IFERROR(TRIM({"&".join(cells)})<>"",TRUE)'
        due = f'IF({used},{self._plan_state(row, plan)},"")'
        absent = self.absent(criterion, here(Score.PARENT, row.row))
        timely = f'IF({self.expected(criterion)},{due},"")'
        return timely if absent == "FALSE" else f'IF({absent},"",{timely})'

    def _shown(self, row: PlannedRow, criterion: Criterion, points: str) -> str:
        """The points in the state "đã tính", the maximum where absence gives it, else the state."""
        state = here(Score.STATE, row.row)
        shown = state
        if criterion.not_applicable is NotApplicable.FULL_POINTS:
            full = literal(round_half_up(criterion.max_points, self.campaign.places))
            given = f"AND({state}={ABSENT},{self.expected(criterion)})"
            shown = f"IF({given},{full},{state})"
        return f"IF({state}={OK},{points},{shown})" if points else shown


def bounded(test: Test) -> Input | None:
    """The one entry whose own bounds a test checks, None for a test across entries."""
    match test:
        case Compare(Input() as at, _, Number()):
            return at
        case IsWhole(Input() as at) | IsWhole(Quotient(Input() as at, Number())):
            return at
        case InRanges(at):
            return at
        case IsListed(choice):
            return choice
    return None
