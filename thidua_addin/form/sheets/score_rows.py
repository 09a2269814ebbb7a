"""The calculated cells of the self-scoring table: each formula beside its exact value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scoring.criteria import Criterion
from scoring.excel_formula import literal, quoted
from scoring.expression import Input
from scoring.leaf_plan import LeafPlan, plan_item, plan_leaf
from scoring.numbers import exact, round_half_up
from scoring.snapshot import CellValue, column_letters
from scoring.terms import BY_PERIOD, Evidence, NotApplicable, Section, State
from thidua_addin.form.canvas import Canvas, Shown, kept_value, stored
from thidua_addin.form.columns import Score
from thidua_addin.form.formulas import (
    ABSENT,
    OK,
    PERIOD_INDEX,
    SUM_PLACES,
    RowFormulas,
    ScoreFormulas,
    elsewhere,
    here,
    is_number,
)
from thidua_addin.form.layout import PlannedRow, parent_key

HAS, LACKS, ASKED = "Có", "Thiếu", "Cần có"
_PROOF = ("evidence", "evidence_title", "evidence_file")


@dataclass(frozen=True, slots=True)
class CalculatedCell:
    """A formula without ``=`` and its value; without a formula, a fixed text."""

    row: int
    column: Score
    formula: str | None
    value: Shown


def leaf_cells(
    canvas: Canvas, formulas: ScoreFormulas, row: PlannedRow, criterion: Criterion
) -> Iterator[CalculatedCell]:
    """The calculated cells of a criterion that a rule scores."""
    live, code = canvas.live, criterion.code
    written = formulas.leaf(row, criterion)
    yield CalculatedCell(row.row, Score.PARENT, None, parent_key(criterion))
    if criterion.local and criterion.items is None:
        plan = plan_leaf(canvas.campaign, criterion, criterion.periods[-1])
        yield from _own(canvas, row, criterion, written, plan)
    assert written.state is not None
    assert written.computed is not None
    yield CalculatedCell(row.row, Score.STATE, written.state, live.state(code))
    if written.ratio is not None:
        line = live.line(code)
        ratio = None if line is None else line.ratio
        yield CalculatedCell(row.row, Score.RATIO, written.ratio, stored(ratio))
    yield CalculatedCell(row.row, Score.COMPUTED, written.computed, _stored(live.points(criterion)))
    yield from _claimed(canvas, row, criterion)
    if criterion.section is Section.CORE:
        yield from _assigned(canvas, formulas, row, criterion)
    if criterion.evidence is not Evidence.NONE:
        yield _evidence(canvas, row, criterion)


def item_cells(
    canvas: Canvas, formulas: ScoreFormulas, row: PlannedRow, criterion: Criterion
) -> Iterator[CalculatedCell]:
    """The calculated cells of an item row."""
    assert row.item is not None
    live, code, item = canvas.live, criterion.code, row.item
    yield CalculatedCell(row.row, Score.PARENT, None, f"{code}|")
    for role, column in (("item_title", Score.TITLE), ("item_unit", Score.UNIT)):
        mirrored = formulas.mirrored(row, role)
        yield CalculatedCell(row.row, column, mirrored, kept_value(live.raw(code, item, role)))
    weight = kept_value(live.raw(code, item, "weight"))
    yield CalculatedCell(row.row, Score.WEIGHT, formulas.mirrored(row, "weight"), weight)
    yield CalculatedCell(
        row.row,
        Score.MAX,
        formulas.item_maximum(row, criterion),
        _item_maximum(canvas, criterion, item),
    )
    if not criterion.local:
        return
    written = formulas.item(row, criterion)
    plan = plan_item(canvas.campaign, criterion, item, criterion.periods[-1])
    yield from _own(canvas, row, criterion, written, plan)
    line, state = live.line(code, item), live.state(code, item)
    share = live.share(criterion, item)
    points = None if line is None else line.computed
    shown: tuple[tuple[Score, str | None, Shown], ...] = (
        (Score.STATE, written.state, state),
        (Score.RATIO, written.ratio, stored(None if line is None else line.ratio)),
        (Score.SHARE, written.share, state if share is None else stored(share)),
        (Score.COMPUTED, written.computed, state if points is None else float(points)),
    )
    for column, formula, value in shown:
        if formula is not None:
            yield CalculatedCell(row.row, column, formula, value)


def named_cells(
    canvas: Canvas, formulas: ScoreFormulas, row: PlannedRow, criterion: Criterion
) -> Iterator[CalculatedCell]:
    """The hidden cells of a named input."""
    at = Input(criterion.code, row.item, "count")
    plan = LeafPlan(at, None, (at,), ())
    yield from _own(canvas, row, criterion, formulas.named(row, criterion), plan)


def group_cells(canvas: Canvas, row: PlannedRow, criterion: Criterion) -> Iterator[CalculatedCell]:
    """Subtotals over the children: computed, claimed, their difference."""
    live, places = canvas.live, canvas.campaign.places
    yield CalculatedCell(row.row, Score.PARENT, None, parent_key(criterion))
    sheet = live.sheet if live.has_results else None
    computed = None if sheet is None else sheet.totals.group(criterion.code)
    claimed = None if sheet is None else sheet.self_totals.group(criterion.code)
    points = _subtotal(row, criterion, Score.COMPUTED, places)
    yield CalculatedCell(row.row, Score.COMPUTED, points, _stored(computed))
    own = _subtotal(row, criterion, Score.CLAIMED, SUM_PLACES)
    yield CalculatedCell(row.row, Score.CLAIMED, own, _stored(claimed))
    mirror = here(Score.CLAIMED, row.row)
    yield CalculatedCell(row.row, Score.SELF, mirror, _stored(claimed))
    difference = None if computed is None or claimed is None else claimed - computed
    yield difference_cell(row.row, _stored(difference))


def difference_cell(row: int, value: Shown) -> CalculatedCell:
    """Claimed minus computed points where both are numbers."""
    own, points = here(Score.SELF, row), here(Score.COMPUTED, row)
    both = f"AND(ISNUMBER({own}),ISNUMBER({points}))"
    return _difference(row, both, value)


def _difference(row: int, both: str, value: Shown) -> CalculatedCell:
    own, points = here(Score.SELF, row), here(Score.COMPUTED, row)
    formula = f'IF({both},ROUND({own}-{points},{SUM_PLACES}),"")'
    return CalculatedCell(row, Score.DIFFERENCE, formula, value)


def _subtotal(row: PlannedRow, criterion: Criterion, column: Score, places: int) -> str:
    """The capped sum over direct children, all of which stand in the rows below."""
    first, last = row.row + 1, max(row.row + 1, row.last_row)

    def below(c: Score) -> str:
        letters = column_letters(c)
        return f"${letters}{first}:${letters}{last}"

    total = (
        f"ROUND(SUMIF({below(Score.PARENT)},{here(Score.KEY, row.row)},{below(column)}),{places})"
    )
    if criterion.cap is not None:
        total = f"MIN({total},{literal(criterion.cap)})"
    return f'IF({PERIOD_INDEX}<2,"",{total})'


def _own(
    canvas: Canvas,
    row: PlannedRow,
    criterion: Criterion,
    written: RowFormulas,
    plan: LeafPlan,
) -> Iterator[CalculatedCell]:
    """The value in use at the chosen period, and whether the row's entries can be used."""
    own = tuple(at for at in plan.needed if (at.criterion, at.item) == (row.criterion, row.item))
    if written.in_use is not None:
        base = next(at.field for at in own if at.field in BY_PERIOD)
        value = kept_value(canvas.live.result(criterion, row.item, base))
        yield CalculatedCell(row.row, Score.IN_USE, written.in_use, value)
    if written.usable is not None:
        state = canvas.live.row_state(criterion, row.item, own)
        yield CalculatedCell(row.row, Score.USABLE, written.usable, state)


def _stored(value: Decimal | str | None) -> Shown:
    return value if isinstance(value, str) else stored(value)


def _item_maximum(canvas: Canvas, criterion: Criterion, item: str) -> Shown:
    weight = canvas.live.usable(criterion.code, item, "weight")
    total = canvas.live.weights(criterion)
    if not isinstance(weight, Decimal) or not total:
        return ""
    part = exact(criterion.max_points) * exact(weight) / total
    return float(round_half_up(part, canvas.campaign.places))


def _claimed(canvas: Canvas, row: PlannedRow, criterion: Criterion) -> Iterator[CalculatedCell]:
    own, points = here(Score.SELF, row.row), here(Score.COMPUTED, row.row)
    computed = f"IF(ISNUMBER({points}),{points},0)"
    top = literal(criterion.max_points)
    usable = f"IF(AND({own}>=0,{own}<={top}),{own},{computed})"
    formula = f"IF({is_number(own)},{usable},{computed})"
    live = canvas.live
    yield CalculatedCell(row.row, Score.CLAIMED, formula, float(live.claimed(criterion)))
    typed = stored(live.raw(criterion.code, None, "self"))
    shown = live.points(criterion)
    difference: Shown = ""
    if not isinstance(typed, str | bool) and isinstance(shown, Decimal):
        difference = float(exact(typed) - exact(shown))
    yield _difference(row.row, f"AND({is_number(own)},ISNUMBER({points}))", difference)


def _assigned(
    canvas: Canvas, formulas: ScoreFormulas, row: PlannedRow, criterion: Criterion
) -> Iterator[CalculatedCell]:
    top, due = literal(criterion.max_points), formulas.expected(criterion)
    absent = formulas.absent(criterion, row.row)
    assigned, rescaled = canvas.live.assigned(criterion)
    keeps = absent == "FALSE" or criterion.not_applicable is NotApplicable.FULL_POINTS
    counted = f"IF({due},{top},0)" if keeps else f"IF({due},IF({absent},0,{top}),0)"
    yield CalculatedCell(row.row, Score.ASSIGNED, counted, float(assigned))
    if criterion.not_applicable is NotApplicable.RESCALED:
        back = f"IF({due},IF({absent},{top},0),0)"
        yield CalculatedCell(row.row, Score.RESCALED, back, float(rescaled))


def _evidence(canvas: Canvas, row: PlannedRow, criterion: Criterion) -> CalculatedCell:
    """Whether the evidence sheet names a document; lacking counts once there are points."""
    key, state = here(Score.KEY, row.row), here(Score.STATE, row.row)
    given = "&".join(elsewhere(canvas.layout.evidence, role, key) for role in _PROOF)
    live = canvas.live
    required = criterion.evidence is Evidence.REQUIRED
    scored = f"OR({state}={OK},{is_number(here(Score.SELF, row.row))})"
    without = f"IF({scored},{quoted(LACKS)},{quoted(ASKED)})" if required else '""'
    named = f'IFERROR(TRIM({given})<>"",TRUE)'
    formula = f'IF({state}={ABSENT},"–",IF({named},{quoted(HAS)},{without}))'
    value: Shown
    typed = live.raw(criterion.code, None, "self")
    if live.state(criterion.code) == State.NOT_APPLICABLE.label:
        value = "–"
    elif any(_filled(live.raw(criterion.code, None, field)) for field in _PROOF):
        value = HAS
    elif not required:
        value = ""
    elif live.state(criterion.code) == State.OK.label or not isinstance(stored(typed), str | bool):
        value = LACKS
    else:
        value = ASKED
    return CalculatedCell(row.row, Score.EVIDENCE, formula, value)


def _filled(raw: CellValue) -> bool:
    return raw is not None and (not isinstance(raw, str) or bool(raw.strip(" ")))
