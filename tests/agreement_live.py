"""Forms of generated campaigns in a spreadsheet engine, against Python, against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineWorkbook

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.expression import ItemTotal, Rounded, evaluate
from scoring.leaf_plan import SHARE, plan_item, plan_leaf
from scoring.numbers import exact
from scoring.score import EntryValues, ScoreSheet, score
from scoring.terms import Period, State
from tests import oracle
from tests.agreement_cases import oracle_campaign, oracle_entries, sheet_differences
from tests.e2e.generated import as_seen
from tests.e2e.libreoffice import recalculated
from tests.generated_campaigns import loaded_campaign
from tests.generated_entries import unit_entries
from thidua_addin.form.build import build_form
from thidua_addin.form.columns import TOTAL_FIELDS, Score
from thidua_addin.form.layout import RowKind, form_layout
from thidua_addin.form.model import FormSheetName

ISSUED = dt.datetime(2021, 3, 1, 8, 0)
Shown: TypeAlias = Mapping[tuple[int, int], object]
"""What the cells of the self-scoring table show, by row and column; blank ones are left out."""


@dataclass(frozen=True, slots=True)
class FormCase:
    """Which form: a campaign by its seed and size, and the seed of what one unit entered."""

    campaign_seed: int
    leaves: int
    number: int

    @property
    def campaign(self) -> Campaign:
        return loaded_campaign(self.campaign_seed, leaves=self.leaves, local=True)

    @property
    def period(self) -> Period:
        return Period.MIDYEAR if self.number % 3 == 2 else Period.YEAR

    @property
    def name(self) -> str:
        return f"{self.campaign_seed}-{self.leaves}-{self.number}.xlsx"

    def entries(self) -> Entries:
        """As they were typed; every fourth form has slips."""
        seed = f"form {self.campaign_seed} {self.number}"
        return unit_entries(self.campaign, seed, slips=self.number % 4 == 3)


@dataclass(slots=True)
class Compared:
    """What a comparison came to: leaves, those with points, exact half ties, differences."""

    forms: int = 0
    leaves: int = 0
    scored: int = 0
    ties: int = 0
    live: list[str] = field(default_factory=list)
    oracle: list[str] = field(default_factory=list)

    def add(self, other: Compared) -> None:
        self.forms += other.forms
        self.leaves += other.leaves
        self.scored += other.scored
        self.ties += other.ties
        self.live += other.live
        self.oracle += other.oracle


def compare(cases: Sequence[FormCase], folder: Path) -> Compared:
    """Write the forms, let the engine recalculate them, compare three ways."""
    written: list[Path] = []
    sheets: list[ScoreSheet] = []
    result = Compared()
    for case in cases:
        campaign, typed = case.campaign, case.entries()
        unit = next(iter(campaign.units.values()))
        file = folder / case.name
        file.write_bytes(
            build_form(campaign, unit, issued_at=ISSUED, entries=typed, period=case.period)
        )
        written.append(file)
        seen = Entries(map(as_seen, typed))
        sheet = score(campaign, unit.code, seen, case.period)
        sheets.append(sheet)
        data = oracle_campaign(case.campaign_seed, leaves=case.leaves, local=True)
        theirs = oracle.score_unit(data, oracle_entries(seen), case.period.value)
        result.oracle += [f"{case.name} {d}" for d in sheet_differences(sheet, theirs)]
        result.ties += sum(_is_tie(campaign, c, seen, sheet) for c in campaign.tree.leaves())
        whole = [line for line in sheet.lines if line.item is None]
        result.leaves += len(whole)
        result.scored += sum(line.computed is not None for line in whole)
        result.forms += 1
    again = recalculated(written, folder / "live")
    for case, sheet, path in zip(cases, sheets, again, strict=True):
        found = live_differences(case.campaign, sheet, shown_in(path))
        result.live += [f"{case.name} {d}" for d in found]
    for path in (*written, *again):
        path.unlink()
    return result


def shown_in(path: Path) -> Shown:
    """The self-scoring table of a form that an engine saved."""
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(FormSheetName.SCORES).to_python(skip_empty_area=False)
    return {
        (r, c): value
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
        if value != ""
    }


def live_differences(campaign: Campaign, sheet: ScoreSheet, shown: Shown) -> Iterator[str]:
    """Where a form shows something else than Python computes, in words."""
    for where, row, column, expected in _expected(campaign, sheet):
        found = shown.get((row, column), "")
        if isinstance(expected, Decimal):
            same = isinstance(found, int | float) and Decimal(repr(found)) == expected
        else:
            same = found == expected
        if not same:
            yield f"{where}: shows {found!r}, Python says {expected}"


def _expected(
    campaign: Campaign, sheet: ScoreSheet
) -> Iterator[tuple[str, int, int, Decimal | str]]:
    layout = form_layout(campaign)
    lines = {(line.criterion, line.item): line for line in sheet.lines}
    for row in layout.scores.rows:
        assert row.criterion is not None
        if row.kind in (RowKind.LEAF, RowKind.ITEM):
            line = lines.get((row.criterion, row.item))
            value: Decimal | str = ""
            if line is not None:
                value = line.state.label if line.computed is None else line.computed
            yield row.key, row.row, Score.COMPUTED, value
        elif row.kind is RowKind.GROUP:
            yield row.key, row.row, Score.COMPUTED, sheet.totals.group(row.criterion)
            yield f"{row.key} self", row.row, Score.SELF, sheet.self_totals.group(row.criterion)
    for column, totals in ((Score.COMPUTED, sheet.totals), (Score.SELF, sheet.self_totals)):
        for name in TOTAL_FIELDS:
            number = layout.totals.row_of(None, None, name)
            total: Decimal | None = getattr(totals, name)
            yield f"{name} {column.name}", number, column, "" if total is None else total


def _is_tie(campaign: Campaign, criterion: Criterion, seen: Entries, sheet: ScoreSheet) -> bool:
    """Whether the exact points of a leaf lie halfway between two roundings."""
    if sheet.line(criterion.code).state is not State.OK:
        return False
    points = plan_leaf(campaign, criterion, sheet.period).points
    assert isinstance(points, Rounded)
    totals = {}
    if criterion.items is not None:
        rows = [line.item for line in sheet.lines if line.criterion == criterion.code and line.item]
        weights = sum(exact(seen.decimal(criterion.code, r, "weight") or 0) for r in rows)
        inner = EntryValues(
            seen, sheet.period, totals={ItemTotal(criterion.code, "weight"): Fraction(weights)}
        )
        plans = (plan_item(campaign, criterion, r, sheet.period) for r in rows)
        shares = sum((evaluate(p.points, inner) for p in plans), Fraction(0))
        totals = {ItemTotal(criterion.code, SHARE): shares}
    found = evaluate(points.inner, EntryValues(seen, sheet.period, totals=totals))
    return Fraction(found * 10**campaign.places).denominator == 2


def form_cases(leaves: int, seed: int, *, each: int = 4) -> Iterator[FormCase]:
    """Forms with so many leaves together: 150 to 300 in each, a few forms of each campaign."""
    rng = random.Random(seed)
    number = seed
    while leaves > 0:
        size = rng.randrange(150, 301)
        for n in range(each):
            if leaves <= 0:
                return
            yield FormCase(number, size, n)
            leaves -= size
        number += 1


def batches(cases: Iterable[FormCase], size: int) -> Iterator[list[FormCase]]:
    """The cases in lists of so many."""
    batch: list[FormCase] = []
    for case in cases:
        batch.append(case)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
