"""A form's formulas against Python, judged by a real spreadsheet engine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.score import ScoreSheet, score
from scoring.terms import Period
from scoring.totals import Totals
from tests.e2e.generated import as_seen, chosen_period, typed_entries
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.form.build import build_form
from thidua_addin.form.columns import Score
from thidua_addin.form.layout import RowKind, form_layout
from thidua_addin.form.model import FormSheetName

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

ISSUED = dt.datetime(2021, 3, 1, 8, 0)
ALL_KINDS = Path(__file__).parent.parent / "campaigns" / "all-kinds.toml"
UNROUNDED = (Score.RATIO, Score.SHARE)
FORMS = 12
SEEDS = st.lists(st.integers(0, 2**32 - 1), min_size=FORMS, max_size=FORMS, unique=True)
FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # each example costs a run of the engine: no shrinking
    suppress_health_check=list(HealthCheck),
)

Cells = dict[tuple[str, int, int], object]
Places = list[tuple[str, int, int]]


def all_kinds() -> Campaign:
    campaign = load_campaign(ALL_KINDS.read_bytes()).campaign
    assert campaign is not None
    return campaign


def sample() -> Campaign:
    return published_campaign("cum-mau")


CAMPAIGNS = {"2021": published_campaign, "all-kinds": all_kinds, "cum-mau": sample}


def cells_of(path: Path) -> Cells:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row, cell.column): "" if cell.value is None else cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def formula_places(path: Path) -> Places:
    """Where the formulas stand: in all forms of a campaign at the same places."""
    return [
        (sheet.title, cell.row, cell.column)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def same(place: tuple[str, int, int], cached: object, live: object) -> bool:
    if cached == live:
        return True
    unrounded = place[0] == FormSheetName.SCORES and place[2] in UNROUNDED
    if unrounded and isinstance(cached, int | float) and isinstance(live, int | float):
        return abs(cached - live) <= 1e-12 * max(1.0, abs(cached))
    return False


def assert_cached_values_are_true(file: Path, live: Cells, places: Places) -> None:
    cached = cells_of(file)
    assert len(places) > 200
    wrong = {
        p: (cached[p], live.get(p, "")) for p in places if not same(p, cached[p], live.get(p, ""))
    }
    assert not wrong, file.name


def assert_points_are_pythons(
    campaign: Campaign, sheet: ScoreSheet, live: Cells, name: str
) -> None:
    layout = form_layout(campaign)
    for row in layout.scores.rows:
        shown = live.get((FormSheetName.SCORES, row.row, Score.COMPUTED), "")
        assert row.criterion is not None
        where = (name, row.key)
        if row.kind is RowKind.LEAF or (row.kind is RowKind.ITEM and shown != ""):
            line = sheet.line(row.criterion, row.item)
            expected = line.state.label if line.computed is None else line.computed
            assert_shown(shown, expected, where)
        elif row.kind is RowKind.GROUP and sheet.period is not Period.REGISTRATION:
            assert_shown(shown, sheet.totals.group(row.criterion), where)
            claimed = live[(FormSheetName.SCORES, row.row, Score.SELF)]
            assert_shown(claimed, sheet.self_totals.group(row.criterion), where)
    if sheet.period is Period.REGISTRATION:
        return
    sides = ((Score.COMPUTED, sheet.totals), (Score.SELF, sheet.self_totals))
    for column, totals in sides:
        for field, expected in total_values(totals).items():
            row_number = layout.totals.row_of(None, None, field)
            shown = live.get((FormSheetName.SCORES, row_number, column), "")
            assert_shown(shown, "" if expected is None else expected, (name, field))


def total_values(totals: Totals) -> dict[str, Decimal | None]:
    return {
        "core": totals.core,
        "bonus": totals.bonus,
        "penalty": totals.penalty,
        "total": totals.total,
        "assigned_max": totals.assigned_max,
        "percent": totals.percent,
    }


def assert_shown(shown: object, expected: Decimal | str, where: tuple[str, str]) -> None:
    if isinstance(expected, str):
        assert shown == expected, where
    else:
        assert isinstance(shown, int | float), (where, shown, expected)
        assert Decimal(repr(shown)) == expected, where


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_an_empty_form_shows_true_values(name: str, tmp_path: Path) -> None:
    campaign = CAMPAIGNS[name]()
    files = []
    for unit in (next(iter(campaign.units.values())), None):
        for period in (None, *Period):
            file = tmp_path / f"{'form' if unit else 'template'}-{period}.xlsx"
            file.write_bytes(build_form(campaign, unit, issued_at=ISSUED, period=period))
            files.append(file)
    for file, live in zip(files, recalculated(files, tmp_path / "live"), strict=True):
        assert_cached_values_are_true(file, cells_of(live), formula_places(file))


@pytest.mark.parametrize("name", CAMPAIGNS)
@FEW
@given(seeds=SEEDS)
def test_live_points_are_pythons(
    name: str, seeds: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    campaign = CAMPAIGNS[name]()
    folder = tmp_path_factory.mktemp("live")
    unit = next(iter(campaign.units.values()))
    files, scored = [], []
    for seed in seeds:
        period = chosen_period(seed)
        entries = typed_entries(campaign, seed, slips=False)
        file = folder / f"{seed}.xlsx"
        content = build_form(campaign, unit, issued_at=ISSUED, entries=entries, period=period)
        file.write_bytes(content)
        files.append(file)
        scored.append(score(campaign, unit.code, entries, period))
    places = formula_places(files[0])
    for file, sheet, path in zip(files, scored, recalculated(files, folder / "out"), strict=True):
        live = cells_of(path)
        assert_points_are_pythons(campaign, sheet, live, file.name)
        assert_cached_values_are_true(file, live, places)


@pytest.mark.parametrize("name", CAMPAIGNS)
@FEW
@given(seeds=SEEDS)
def test_what_only_python_can_read_is_not_computed_live(
    name: str, seeds: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Formulas take such an entry for unusable; then they and Python say the same again."""
    campaign = CAMPAIGNS[name]()
    folder = tmp_path_factory.mktemp("slips")
    unit = next(iter(campaign.units.values()))
    files, scored = [], []
    for seed in seeds:
        period = chosen_period(seed)
        entries = typed_entries(campaign, seed, slips=True)
        seen = Entries(as_seen(entry) for entry in entries)
        file = folder / f"{seed}.xlsx"
        content = build_form(campaign, unit, issued_at=ISSUED, entries=entries, period=period)
        file.write_bytes(content)
        files.append(file)
        scored.append(score(campaign, unit.code, seen, period))
    places = formula_places(files[0])
    for file, sheet, path in zip(files, scored, recalculated(files, folder / "out"), strict=True):
        live = cells_of(path)
        assert_points_are_pythons(campaign, sheet, live, file.name)
        assert_cached_values_are_true(file, live, places)


def test_the_slip_9_5_typed_as_text(tmp_path: Path) -> None:
    """Python reads "9,5" as 9.5; the live cell says "chưa tính" instead of an error."""
    campaign = published_campaign()
    address = Address("II.2.4", None, "actual_fy")
    entries = Entries([Entry(address, "9,5", Decimal("0.095"))])
    unit = campaign.units["HBI"]
    file = tmp_path / "slip.xlsx"
    file.write_bytes(
        build_form(campaign, unit, issued_at=ISSUED, entries=entries, period=Period.YEAR)
    )
    (path,) = recalculated([file], tmp_path / "live")
    row = form_layout(campaign).scores.row_of("II.2.4", None)
    assert cells_of(path)[(FormSheetName.SCORES, row, Score.COMPUTED)] == "chưa tính"
