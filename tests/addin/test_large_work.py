"""How much work a table of some hundred criteria makes: counted in steps, never in seconds."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.entries import Entries
from scoring.terms import Period
from tests.large_campaign import large_campaign
from tests.large_entries import full_entries
from thidua_addin.form.build import build_form
from thidua_addin.form.layout import PlannedRow, TablePlan, form_layout
from thidua_addin.form.live_values import LiveValues
from thidua_addin.usecases.check import check_form

TraceFunction = Callable[[FrameType, str, object], object]
ISSUED = dt.datetime(2021, 2, 25, 8, 0)


def campaign_of(criteria: int) -> Campaign:
    campaign = load_campaign(large_campaign(criteria).encode()).campaign
    assert campaign is not None
    return campaign


@pytest.fixture(scope="module")
def large() -> Campaign:
    return campaign_of(300)


def write_form(campaign: Campaign, entries: Entries, path: Path) -> None:
    unit = campaign.units["AA"]
    content = build_form(campaign, unit, issued_at=ISSUED, entries=entries, period=Period.YEAR)
    path.write_bytes(content)


class Counted(tuple[PlannedRow, ...]):
    """Rows that count how often somebody goes through them."""

    walks = 0

    def __iter__(self) -> Iterator[PlannedRow]:
        type(self).walks += 1
        return super().__iter__()


def test_finding_every_row_takes_one_walk(large: Campaign) -> None:
    scores = form_layout(large).scores
    plan = TablePlan(
        scores.name, scores.sheet, scores.marker_row, scores.roles, Counted(scores.rows)
    )
    Counted.walks = 0
    for row in scores.rows:
        assert plan.row_of(row.criterion, row.item, row.field) == row.row
    assert Counted.walks == 1
    with pytest.raises(KeyError):
        plan.row_of("không có", None)


def calls_in(run: Callable[[], object]) -> int:
    """Calls of functions, and steps of generators, while something runs."""
    count = 0

    def step(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


def lines_in(run: Callable[[], object]) -> int:
    """Lines of Python executed, each turn of a loop anew, while something runs."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def test_work_grows_with_the_number_of_criteria_and_not_faster(tmp_path: Path) -> None:
    building, checking = [], []
    for criteria in (40, 80, 160):
        campaign = campaign_of(criteria)
        entries = full_entries(campaign)
        path = tmp_path / f"{criteria}.xlsx"
        building.append(calls_in(partial(write_form, campaign, entries, path)))
        checking.append(calls_in(partial(check_form, path)))
    for small, middle, big in (building, checking):
        # twice as many more criteria, twice as many more steps; four times were quadratic
        assert big - middle < 2.6 * (middle - small)


def test_a_line_is_found_without_going_through_all(large: Campaign) -> None:
    live = LiveValues(large, "AA", full_entries(large), Period.YEAR)
    assert live.sheet is not None
    codes = [c.code for c in large.tree.leaves()]
    assert lines_in(partial(live.line, codes[-1])) == lines_in(partial(live.line, codes[0])) < 5
    for line in live.sheet.lines:
        assert live.line(line.criterion, line.item) is line


def test_the_items_of_a_criterion_are_found_without_going_through_all_entries(
    large: Campaign,
) -> None:
    entries = full_entries(large)
    code = next(c.code for c in large.tree.leaves() if c.items is not None)
    rows = ("1", "2", "3", "4")
    assert len(entries) > 1500
    assert lines_in(partial(entries.used_items, code, rows)) < 50
    assert entries.used_items(code, rows) == ("1", "2")


def test_check_and_score_load_no_writer_of_workbooks(tmp_path: Path) -> None:
    campaign = campaign_of(30)
    file = tmp_path / "bieu.xlsx"
    write_form(campaign, full_entries(campaign), file)
    for command in ("check", "score"):
        program = (
            "import sys\nfrom thidua_addin.cli.main import main\n"
            f"status = main([{command!r}, {str(file)!r}])\n"
            "heavy = {'xlsxwriter', 'openpyxl', 'pandas', 'numpy', 'xlwings'} & set(sys.modules)\n"
            "assert not heavy, heavy\nsys.exit(status)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
