"""Cross-scoring from end to end: issue from a summary, fill, send back, merge."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign, Cross
from scoring.campaign_load import published_campaign
from scoring.chair.appraisal import AppraisedLine
from scoring.chair.cross import cross_leaves, merge_cross
from scoring.chair.inputs import NO_INPUTS
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.cli.cross_command import arguments, run
from thidua_addin.cli.parser import Parser
from thidua_addin.cross_book.cells import cross_cells
from thidua_addin.cross_book.read import read_cross
from thidua_addin.errors import Stop
from thidua_addin.summary.build import build_summary
from thidua_addin.usecases.cross import issue_books, issue_cross
from thidua_addin.usecases.merge import merge_folder
from thidua_addin.workbook.read import read_workbook

AT = dt.datetime(2021, 12, 6, 8, 0)


def campaign_with(cross: Cross | None) -> Campaign:
    return published_campaign().model_copy(update={"cross": cross})


def result_of(campaign: Campaign, *missing: str, period: Period = Period.YEAR) -> MergeResult:
    chance = random.Random(9)
    came = [
        cases.received(campaign, unit, period, tuple(cases.entries(campaign, period, chance)))
        for unit in campaign.units
        if unit not in missing
    ]
    return merge(campaign, period, came)


@pytest.fixture(scope="module")
def everybody() -> Campaign:
    return campaign_with(Cross(method="mean", assignment="all"))


@pytest.fixture(scope="module")
def summary(everybody: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """YBA has sent nothing."""
    path = tmp_path_factory.mktemp("cross") / "tong-hop.xlsx"
    path.write_bytes(build_summary(result_of(everybody, "YBA"), at=cases.AT))
    return path


def command(*words: str) -> argparse.Namespace:
    parser = Parser(prog="thidua cross")
    arguments(parser)
    parser.options.add_argument("--json", action="store_true")
    return argparse.Namespace(**vars(parser.parse_args(list(words))), at=AT)


def test_a_workbook_for_every_scorer(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command(str(summary), "--out", str(tmp_path), "--json")) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["period"] == "nam"
    assert [b["unit"] for b in said["books"]] == ["PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA"]
    assert said["books"][0]["subjects"] == ["HBI", "BKA", "BGI", "TNG", "TQU"]
    assert [f["code"] for f in said["findings"]] == ["CROSS_SUBJECT_MISSING"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        Path(b["path"]).name for b in said["books"]
    )


def test_one_unit_can_be_chosen(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command(str(summary), "--out", str(tmp_path), "--unit", "BKA")) == 0
    (path,) = tmp_path.iterdir()
    assert path.name == "cum-tdmnpb-2021_cham-cheo-nam_BKA.xlsx"
    assert "Đã lập 1 bảng chấm chéo." in capsys.readouterr().out


def stopped(path: Path, out: Path, *codes: str) -> tuple[str, int]:
    with pytest.raises(Stop) as caught:
        issue_cross(path, list(codes), out, AT)
    return caught.value.finding.code, caught.value.status


def test_an_existing_workbook_is_never_replaced(summary: Path, tmp_path: Path) -> None:
    issue_cross(summary, ["BKA"], tmp_path, AT)
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    assert stopped(summary, tmp_path) == ("CROSS_EXISTS", 3)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_what_cannot_be_done_is_said(summary: Path, tmp_path: Path) -> None:
    assert stopped(summary, tmp_path, "XYZ") == ("UNIT_NOT_IN_CAMPAIGN", 2)
    no_summary = tmp_path / "khac.xlsx"
    openpyxl.Workbook().save(no_summary)
    assert stopped(no_summary, tmp_path / "ra") == ("NOT_A_SUMMARY", 3)
    assert not (tmp_path / "ra").exists()


def refused(result: MergeResult, out: Path, codes: list[str] | None = None) -> tuple[str, str]:
    with pytest.raises(Stop) as caught:
        issue_books(result, "tong-hop.xlsx", codes, out, AT)
    assert caught.value.status == 3
    assert not out.exists()
    return caught.value.finding.code, caught.value.finding.hint


def test_nothing_to_score_is_said(everybody: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    assert refused(result_of(campaign_with(None)), out)[0] == "CROSS_NOT_SET"
    code, hint = refused(result_of(campaign_with(Cross(method="mean"))), out)
    assert code == "CROSS_NO_ASSIGNMENT"
    assert "“Phân công chấm chéo”" in hint
    registered = result_of(everybody, period=Period.REGISTRATION)
    assert refused(registered, out)[0] == "CROSS_NO_PERIOD"
    nobody = merge(everybody, Period.YEAR, [])
    assert refused(nobody, out)[0] == "CROSS_NO_SUBJECTS"
    assert refused(nobody, out, ["PTO"])[0] == "CROSS_UNIT_NOT_ASSIGNED"


def filled(path: Path, points: float, out: Path) -> Path:
    """The workbook with so many points everywhere, saved by another program."""
    book = openpyxl.load_workbook(path)
    for cell in cross_cells(read_workbook(path)):
        if cell.field == "cross":
            book[cell.at.sheet][cell.at.cell] = points
    target = out / f"da-cham-{path.name}"
    book.save(target)
    return target


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="needs LibreOffice")
def test_filled_in_spreadsheets_and_merged(
    everybody: Campaign, summary: Path, tmp_path: Path
) -> None:
    """PTO gives HBI 0,25 and BKA gives 0,5 everywhere: the mean is 0,375 -> 0,38."""
    issue = issue_cross(summary, ["PTO", "BKA"], tmp_path, AT)
    given = {"PTO": 0.25, "BKA": 0.5}
    typed = [filled(book.path, given[book.scorer.code], tmp_path) for book in issue.books]
    saved = recalculated(typed, tmp_path / "lo")
    readings = [read_cross(read_workbook(path), everybody) for path in saved]
    leaves = cross_leaves(everybody, Period.YEAR)
    for reading, path in zip(readings, saved, strict=True):
        assert len(reading.scores) == 5 * len(leaves)
        cells = cross_cells(read_workbook(path))
        sheet = openpyxl.load_workbook(path, data_only=True)
        done = [sheet[c.at.sheet][c.at.cell].value for c in cells if c.field == "done"]
        assert done == [len(leaves)] * 5
    codes = readings[0].shown
    merged = merge_cross(everybody, Period.YEAR, readings, {**codes, **readings[1].shown},
                         NO_INPUTS)  # fmt: skip
    both = merged.of("HBI", "II.1.1")
    assert both is not None
    assert (both.value, both.spread, both.count) == (Decimal("0.38"), Decimal("0.25"), 2)
    one = merged.of("BKA", "II.1.1")
    assert one is not None
    assert (one.value, one.count) == (Decimal("0.25"), 1)


def test_the_returned_workbook_is_read_the_same_as_built(
    everybody: Campaign, summary: Path, tmp_path: Path
) -> None:
    (book,) = issue_cross(summary, ["PTO"], tmp_path, AT).books
    reading = read_cross(read_workbook(filled(book.path, 0.25, tmp_path)), everybody)
    assert {s.points for s in reading.scores} == {Decimal("0.25")}
    assert {s.subject for s in reading.scores} == set(book.subjects)
    assert dataclasses.replace(reading, findings=()).scorer == "PTO"


def test_what_comes_back_to_the_folder_is_merged(
    everybody: Campaign, summary: Path, tmp_path: Path
) -> None:
    """The mean of 0,25 and 0,5 stands beside the other points; blank copies change nothing."""
    target = tmp_path / "tong-hop.xlsx"
    target.write_bytes(summary.read_bytes())
    issue = issue_cross(target, ["PTO", "BKA"], tmp_path / "so", AT)
    folder = tmp_path / "nhan"
    folder.mkdir()
    given = {"PTO": 0.25, "BKA": 0.5}
    for book in issue.books:
        filled(book.path, given[book.scorer.code], folder)
        (folder / book.path.name).write_bytes(book.path.read_bytes())
    first = merge_folder(folder, everybody, Period.YEAR, target, AT).result
    assert first.refused == ()
    shown = {line.criterion: line.cross for line in _appraised(first, "HBI") if line.item is None}
    assert shown["II.1.1"] == Decimal("0.38")
    assert {line.cross for line in _appraised(first, "BKA") if line.item is None} >= {
        Decimal("0.25")
    }
    empty = tmp_path / "trong"
    empty.mkdir()
    again = merge_folder(empty, everybody, Period.YEAR, target, AT).result
    assert again.cross == first.cross


def _appraised(result: MergeResult, unit: str) -> tuple[AppraisedLine, ...]:
    appraisal = result.unit(unit).appraisal
    assert appraisal is not None
    return appraisal.lines
