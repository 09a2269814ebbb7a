"""The summary's live totals and ranks in a real spreadsheet engine are those of Python."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Award, Campaign, TieBreak
from scoring.campaign_load import load_campaign, published_campaign
from scoring.criteria import Criterion
from scoring.entries import Entry
from scoring.fields import Address
from scoring.merge import MergeResult, merge
from scoring.numbers import round_half_up
from scoring.rules.decisions import WhenRegistrationLate
from scoring.terms import Period, State
from tests.addin import summary_cases as cases
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.cells import summary_cells
from thidua_addin.summary.layout import NOTHING
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

D = Decimal
MERGES = ("seven", "kinds", "kinds-too", "sample", "chain")
KINDS = Path(__file__).parents[1] / "campaigns" / "all-kinds.toml"


def _twins(campaign: Campaign, seed: int) -> MergeResult:
    """Generated entries, every third unit with those of the unit before: ties."""
    chance = random.Random(seed)
    came = []
    given: tuple[Entry, ...] = ()
    for number, unit in enumerate(list(campaign.units)[1:]):
        if number % 3 != 2:
            given = tuple(cases.entries(campaign, Period.YEAR, chance, gaps=0.15))
        came.append(cases.received(campaign, unit, Period.YEAR, given))
    return merge(campaign, Period.YEAR, came)


def _chain() -> MergeResult:
    """Six units that the tie-break chain (A.2, then fewer penalty points) must order.

    =====  ====  ====  ====  =====  =====================================================
    unit   A.1   A.2   TR    total  place
    =====  ====  ====  ====  =====  =====================================================
    1      40    30    0     70     2: tied at 70 with units 2 and 3, A.2 next best
    2      30    40    0     70     1: the best A.2
    3      41    30    1     70     3: A.2 as unit 1, but a penalty
    4      20    30    0     50     4: unit 5 has no A.2, so A.2 decides nothing; no penalty
    5      51    –     1     50     6: a penalty
    6      20    30    0     50     4: as unit 4
    =====  ====  ====  ====  =====  =====================================================
    """
    kinds = load_campaign(KINDS.read_bytes()).campaign
    assert kinds is not None

    def criterion(code: str, top: int, **more: object) -> Criterion:
        parent = code[0] if "." in code else None
        rule = {"kind": "direct"} if parent else {"kind": "sub_sum"}
        data = {"code": code, "title": code, "parent": parent, "max_points": top, "rule": rule}
        return Criterion.model_validate({**data, **more})

    campaign = cases.with_units(kinds, 6).model_copy(
        update={
            "criteria": (
                criterion("A", 100),
                criterion("A.1", 60),
                criterion("A.2", 40),
                criterion("T", 5, section="penalty"),
                criterion("T.1", 5, section="penalty"),
            ),
            "decisions": (),
            "rank_by": "points",
            "tie_break": (TieBreak(by="criterion", criterion="A.2"), TieBreak(by="penalty")),
            "awards": (
                Award(code="C", title="Cờ", quota=1),
                Award(code="B", title="Bằng", quota=4),
            ),
        }
    )
    campaign = Campaign.model_validate(campaign.model_dump(by_alias=True))
    table = [(40, 30, 0), (30, 40, 0), (41, 30, 1), (20, 30, 0), (51, None, 1), (20, 30, 0)]
    came = []
    for unit, points in zip(campaign.units, table, strict=True):
        given = tuple(
            Entry(Address(code, None, "points"), float(p), D(p))
            for code, p in zip(("A.1", "A.2", "T.1"), points, strict=True)
            if p is not None
        )
        came.append(cases.received(campaign, unit, Period.YEAR, given))
    return merge(campaign, Period.YEAR, came)


def _sample(units: int) -> Campaign:
    """The sample campaign without the condition that nobody here can meet: registration."""
    sample = cases.with_units(published_campaign("cum-mau"), units)
    kept = tuple(d for d in sample.decisions if not isinstance(d.when, WhenRegistrationLate))
    return sample.model_copy(update={"decisions": kept})


def _merges() -> dict[str, MergeResult]:
    kinds = load_campaign(KINDS.read_bytes()).campaign
    assert kinds is not None
    many = cases.with_units(kinds, 11).model_copy(update={"decisions": ()})
    return {
        "seven": cases.realistic(published_campaign()),
        "kinds": _twins(many, 5),
        "kinds-too": _twins(many, 6),
        "sample": _twins(_sample(9), 7),
        "chain": _chain(),
    }


@pytest.fixture(scope="module")
def merges() -> dict[str, MergeResult]:
    return _merges()


@pytest.fixture(scope="module")
def files(
    merges: dict[str, MergeResult], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Path]]:
    """Each summary as written, and after recalculation."""
    folder = tmp_path_factory.mktemp("summary")
    written = []
    for name, result in merges.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(build_summary(result, at=cases.AT))
        written.append(path)
    again = recalculated(written, folder / "again")
    return dict(zip(merges, zip(written, again, strict=True), strict=True))


@pytest.mark.parametrize("name", MERGES)
def test_live_totals_percents_and_ranks_are_pythons(
    name: str, merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]]
) -> None:
    result = merges[name]
    for path in files[name]:
        book = openpyxl.load_workbook(path, data_only=True)
        cells = summary_cells(read_workbook(files[name][0]))
        seen = set()
        for cell in cells:
            shown = book[cell.at.sheet].cell(cell.at.row, cell.at.column).value
            if cell.unit is None or cell.item is not None or cell.input:
                continue
            expected = _expected(result, cell.unit, cell.criterion, cell.field)
            if expected is not Ellipsis:
                assert shown == expected, (path.name, cell)
                seen.add(cell.field)
        assert {"computed", "total", "percent", "bonus", "penalty", "rank"} <= seen


def _expected(result: MergeResult, code: str, criterion: str | None, field: str) -> object:
    """What Python says; Ellipsis for what is no number of the score sheet."""
    unit = result.unit(code)
    if unit.sheet is None:
        return NOTHING
    totals = unit.sheet.totals
    if field == "computed" and criterion is not None:
        if not result.campaign.tree[criterion].is_leaf:
            return float(totals.group(criterion))
        line = unit.sheet.line(criterion)
        return line.state.label if line.computed is None else float(line.computed)
    if field == "rank":
        return NOTHING if unit.rank is None else unit.rank
    if field not in ("total", "percent", "bonus", "penalty"):
        return Ellipsis
    value = getattr(totals, field)
    return NOTHING if value is None else float(value)


@pytest.mark.parametrize("name", MERGES)
def test_cached_values_are_what_the_engine_computes(
    name: str, files: dict[str, tuple[Path, Path]]
) -> None:
    before, after = files[name]
    formulas = openpyxl.load_workbook(before)
    cached = openpyxl.load_workbook(before, data_only=True)
    fresh = openpyxl.load_workbook(after, data_only=True)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    was = cached[sheet.title][cell.coordinate].value
                    now = fresh[sheet.title][cell.coordinate].value
                    blank = {None, ""}  # an empty text is saved as nothing
                    same = was == now or {was, now} <= blank
                    assert same, (sheet.title, cell.coordinate, was, now)
                    compared += 1
    assert compared > 100


def test_the_generated_merges_hold_every_treatment_and_ties(
    merges: dict[str, MergeResult],
) -> None:
    units = [(r.campaign.tree, u) for r in merges.values() for u in r.units]
    treatments = {
        tree[line.criterion].not_applicable.value
        for tree, unit in units
        if unit.sheet is not None
        for line in unit.sheet.lines
        if line.state is State.NOT_APPLICABLE
    }
    assert treatments == {"excluded", "full_points", "other_thresholds", "rescaled"}
    assert any(unit.tied for _, unit in units)


def test_the_tie_break_chain_orders_the_units(
    merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]]
) -> None:
    ranks = [unit.rank for unit in merges["chain"].units]
    assert ranks == [2, 1, 3, 4, 6, 4]
    book = openpyxl.load_workbook(files["chain"][1], data_only=True)
    live = {
        cell.unit: book[cell.at.sheet].cell(cell.at.row, cell.at.column).value
        for cell in summary_cells(read_workbook(files["chain"][0]))
        if cell.field == "rank" and cell.at.sheet == "Tổng hợp"
    }
    assert list(live.values()) == ranks


def test_a_tie_at_the_boundary_of_an_award_is_loud(files: dict[str, tuple[Path, Path]]) -> None:
    book = openpyxl.load_workbook(files["chain"][1], data_only=True)
    texts = [str(c.value) for row in book["Tổng hợp"].iter_rows() for c in row if c.value]
    warnings = [t for t in texts if t.startswith("CẢNH BÁO")]
    # Rank 4 is shared by two units, so five are within the four places of "Bằng".
    assert warnings == [
        "CẢNH BÁO: có đơn vị đồng hạng ở ranh giới 4 suất “Bằng”. Cụm phải họp quyết định."
    ]


def test_a_changed_point_moves_total_and_rank(
    merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    """Unit 4 gets 15 more points for A.1: 65 in all, still behind 70, no longer tied."""
    source = files["chain"][0]
    book = openpyxl.load_workbook(source)
    cells = summary_cells(read_workbook(source))
    unit = merges["chain"].units[3].unit
    point = next(
        c
        for c in cells
        if (c.unit, c.criterion, c.field, c.at.sheet) == (unit, "A.1", "computed", "Ma trận điểm")
    )
    book[point.at.sheet].cell(point.at.row, point.at.column).value = 35
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    (again,) = recalculated([changed], tmp_path / "again")
    shown = openpyxl.load_workbook(again, data_only=True)

    def live(code: str, field: str) -> object:
        cell = next(
            c
            for c in cells
            if (c.unit, c.criterion, c.field) == (code, None, field) and c.at.sheet == "Tổng hợp"
        )
        return shown[cell.at.sheet].cell(cell.at.row, cell.at.column).value

    assert live(unit, "total") == 65
    assert live(unit, "percent") == float(round_half_up(D(65) / 100, 4))
    assert live(unit, "rank") == 4
    assert live(merges["chain"].units[5].unit, "rank") == 5
