"""What the chair types into ``Thẩm định``: Excel's live totals and ranks against Python's.

The sheets are filled by openpyxl as an outside program would, from ``fields`` alone, recalculated
by LibreOffice, and read by Python from the same file.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.merge import MergeResult, merge
from scoring.terms import FieldType, Period
from tests.addin import summary_cases as cases
from tests.e2e import libreoffice
from thidua_addin.summary.again import read_again
from thidua_addin.summary.build import build_summary, write_summary
from thidua_addin.summary.cells import SummaryCell, summary_cells
from thidua_addin.usecases.merge import summary_before
from thidua_addin.usecases.renewal import Came, renewed
from thidua_addin.workbook.read import read_workbook

pytestmark = [pytest.mark.office, pytest.mark.slow]
D = Decimal


def small(campaign: Campaign, seed: int) -> MergeResult:
    """Three units with a few gaps."""
    chance = random.Random(seed)
    came = [
        cases.received(
            campaign,
            unit,
            Period.YEAR,
            tuple(cases.entries(campaign, Period.YEAR, chance, gaps=0.03)),
        )
        for unit in list(campaign.units)[:3]
    ]
    return merge(campaign, Period.YEAR, came)


def typed_by(cell: SummaryCell, chance: random.Random, maxima: dict[str, Decimal]) -> object:
    """What the chair types into a cell; None for nothing."""
    top = maxima.get(cell.criterion or "", D(0))
    match cell.field:
        case "accept_rest":
            return "x"
        case "accepted_by" | "appraiser":
            return "Lê Văn A"
        case "reason" | "second_reason":
            return (
                f"=không phải công thức {cell.criterion}" if chance.random() < 0.1 else "Theo hồ sơ"
            )
        case "appraised" if chance.random() < 0.4:
            return float(round(top * chance.randint(0, 20) / 20, 2))
        case "second" if chance.random() < 0.2:
            return float(round(top * chance.randint(0, 8) / 8, 2))
    return None


def fill(path: Path, chance: random.Random, campaign: Campaign, *, units: int = 3) -> int:
    """Type into the summary by address; how many cells got something."""
    maxima = {c.code: c.max_points for c in campaign.tree.leaves()}
    chosen = set(list(campaign.units)[:units])
    book = openpyxl.load_workbook(path)
    filled = 0
    for cell in summary_cells(read_workbook(path)):
        value = typed_by(cell, chance, maxima) if cell.input and cell.unit in chosen else None
        if value is not None:
            target = book[cell.at.sheet].cell(cell.at.row, cell.at.column)
            target.value = value
            if isinstance(value, str):
                target.data_type = "s"
            filled += 1
    book.save(path)
    return filled


def live_numbers(path: Path, tmp_path: Path, campaign: Campaign) -> Iterator[tuple[str, object]]:
    """Each unit's numbers on ``Tổng hợp`` after a recalculation, by unit and field."""
    out = tmp_path / "recalculated"
    out.mkdir(exist_ok=True)
    (again,) = libreoffice.recalculated([path], out)
    book: Workbook = openpyxl.load_workbook(again, data_only=True)
    for cell in summary_cells(read_workbook(again)):
        known = cell.field in ("total", "appraised", "final", "percent", "rank")
        if cell.at.sheet == "Tổng hợp" and known:
            value = book[cell.at.sheet].cell(cell.at.row, cell.at.column).value
            yield f"{cell.unit} {cell.field}", value


def python_numbers(result: MergeResult) -> Iterator[tuple[str, object]]:
    for unit in result.units:
        n = unit.numbers
        yield f"{unit.unit} total", n.computed
        yield f"{unit.unit} appraised", n.appraised
        yield f"{unit.unit} final", n.final
        yield f"{unit.unit} percent", unit.percent
        yield f"{unit.unit} rank", unit.rank


def compared(path: Path, tmp_path: Path, campaign: Campaign) -> MergeResult:
    """Assert that live numbers are Python's; the merge that the file stands for."""
    result = read_again(read_workbook(path)).merged()
    live = dict(live_numbers(path, tmp_path, campaign))
    for name, value in python_numbers(result):
        if value is None:
            assert live[name] == "–", name
        else:
            assert isinstance(live[name], int | float), name
            assert D(repr(live[name])) == value, name
    return result


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_points_typed_by_the_chair_count_at_once(seed: int, tmp_path: Path) -> None:
    campaign = published_campaign()
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(build_summary(small(campaign, seed), at=cases.AT))
    before = compared(path, tmp_path, campaign)
    assert before.rank_basis == "computed"
    assert fill(path, random.Random(seed), campaign) > 100
    result = compared(path, tmp_path, campaign)
    gaps = [u.appraisal.open for u in result.units if u.appraisal is not None and u.ranks]
    assert (result.rank_basis == "final") is not any(gaps)


def test_two_of_three_units_appraised_is_still_provisional(tmp_path: Path) -> None:
    campaign = published_campaign()
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(build_summary(small(campaign, 5), at=cases.AT))
    fill(path, random.Random(5), campaign, units=2)
    assert compared(path, tmp_path, campaign).rank_basis == "computed"


def test_a_corrected_result_waits_for_the_merge(tmp_path: Path) -> None:
    """Until then the line has no points at all; afterwards Excel and Python agree again."""
    campaign = published_campaign()
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(build_summary(small(campaign, 1), at=cases.AT))
    book = openpyxl.load_workbook(path)
    cells = summary_cells(read_workbook(path))
    accept = [c for c in cells if c.field == "accept_rest"]
    wanted = ("HBI", "II.2.1", None, "appraised_actual")
    corrected = next(c for c in cells if (c.unit, c.criterion, c.item, c.field) == wanted)
    assert corrected.type is FieldType.COUNT
    for cell in accept:
        book[cell.at.sheet].cell(cell.at.row, cell.at.column).value = "x"
    book[corrected.at.sheet].cell(corrected.at.row, corrected.at.column).value = 1
    book.save(path)
    live = dict(live_numbers(path, tmp_path, campaign))
    assert live["HBI final"] == "–"
    old = summary_before(path)
    assert old is not None
    new = renewed(campaign, Period.YEAR, Came(old.again.content.received), old, cases.AT)
    path.write_bytes(write_summary(new.result, new.extras, cases.AT).content)
    after = compared(path, tmp_path, campaign)
    line = next(
        x
        for x in after.unit("HBI").appraisal.lines  # type: ignore[union-attr]
        if x.criterion == "II.2.1"
    )
    assert line.corrected
    assert line.final == line.recomputed != line.computed
