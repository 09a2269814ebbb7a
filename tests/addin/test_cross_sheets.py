"""The two sheets of cross-scoring in the summary: who scores whom, and what came of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign, Cross
from scoring.campaign_load import published_campaign
from scoring.chair.cross import CrossReading, CrossScore, merge_cross
from scoring.chair.inputs import ChairInputs
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.merge import MergeResult
from scoring.snapshot import Snapshot
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.summary.appraisal_plan import plan_appraisal
from thidua_addin.summary.layout import Canvas, plan_matrix, plan_overview
from thidua_addin.summary.sheets.assignment import has_cross, write_assignment
from thidua_addin.summary.sheets.cross import write_cross
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.styles import Styles, new_workbook
from thidua_addin.workbook.tables import Table, find_tables

UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")
AT = dt.datetime(2021, 12, 6, 8, 0)
HOSTILE = "=1+1"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    cross = Cross(method="median", outlier_points=Decimal(1))
    return published_campaign().model_copy(update={"cross": cross})


@pytest.fixture(scope="module")
def result(campaign: Campaign) -> MergeResult:
    """PTO scores HBI and BKA, TNG scores HBI; HBI gets 1, 3, 2 and 3 for II.1.1."""
    chair = ChairInputs(
        {
            scorer: Entries(Entry(Address(None, s, "assigned"), "x", "x") for s in subjects)
            for scorer, subjects in {"PTO": ("HBI", "BKA"), "TNG": ("HBI",)}.items()
        }
    )
    merged = dataclasses.replace(cases.generated(campaign, 7), chair=chair)
    readings = [
        CrossReading(
            scorer,
            Period.YEAR,
            (CrossScore(scorer, "HBI", "II.1.1", Decimal(points), HOSTILE),),
            (),
            AT,
            shown={"HBI": "MA"},
        )
        for scorer, points in (("PTO", "1"), ("BKA", "3"), ("BGI", "2.5"), ("TNG", "2"))
    ]
    crossed = merge_cross(campaign, Period.YEAR, readings, {"HBI": "MA"}, ChairInputs())
    return dataclasses.replace(merged, cross=crossed)


@pytest.fixture(scope="module")
def content(result: MergeResult) -> bytes:
    stream = BytesIO()
    with new_workbook(stream, title="Tổng hợp", at=cases.AT) as workbook:
        canvas = Canvas(
            workbook,
            Styles(workbook),
            result,
            cases.AT,
            plan_matrix(result),
            plan_overview(result),
            plan_appraisal(result),
        )
        write_assignment(canvas)
        write_cross(canvas)
        canvas.rules.write()
    return stream.getvalue()


@pytest.fixture(scope="module")
def read(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("sheets") / "trang.xlsx"
    path.write_bytes(content)
    return read_workbook(path)


def table(snapshot: Snapshot, name: str) -> Table:
    return next(t for t in find_tables(snapshot) if t.name == name)


def sheet(content: bytes, name: str) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content))[name]


def test_only_a_campaign_with_cross_scoring_has_the_sheets(result: MergeResult) -> None:
    without = published_campaign()
    assert has_cross(result)
    assert not has_cross(dataclasses.replace(result, campaign=without))


def test_the_assignment_table_follows_the_protocol(read: Snapshot) -> None:
    found = table(read, "assignment")
    assert [r.key for r in found.rows] == [f"||@{u}" for u in UNITS]
    assert list(found.roles) == [f"assigned@{u}" for u in UNITS]


def test_the_marks_stand_where_they_were_made(read: Snapshot) -> None:
    found = table(read, "assignment")
    marked = {
        (row.key, role)
        for row in found.rows
        for role in found.roles
        if found.cell(row.row, role).value == "x"
    }
    assert marked == {
        ("||@PTO", "assigned@HBI"),
        ("||@PTO", "assigned@BKA"),
        ("||@TNG", "assigned@HBI"),
    }


def test_nobody_can_mark_itself(read: Snapshot, content: bytes) -> None:
    found, opened = table(read, "assignment"), sheet(content, "Phân công chấm chéo")
    for row in found.rows:
        for role, column in found.roles.items():
            cell = opened.cell(row.row, column)
            own = row.key == f"||@{role.partition('@')[2]}"
            assert cell.protection.locked is own
            assert (cell.fill.fgColor.rgb == "FFBFBFBF") is own
    assert opened.protection.sheet


def test_the_prompt_speaks_of_the_mark(content: bytes) -> None:
    rules = sheet(content, "Phân công chấm chéo").data_validations.dataValidation
    assert {r.prompt for r in rules} == {"Chọn “x” nếu đồng ý; không thì để trống."}
    assert {r.promptTitle for r in rules} == {"Được phân công chấm chéo"}


def test_the_assignment_counts_what_each_has_and_gets(read: Snapshot) -> None:
    """PTO has 2 and TNG 1; HBI is scored by 2 and BKA by 1: true values, live formulas."""
    found = table(read, "assignment")
    total = max(found.roles.values()) + 1
    counts = [found.source.cell(row.row, total) for row in found.rows]
    assert [c.value for c in counts] == [2, 0, 0, 0, 1, 0, 0]
    assert all(c.formula for c in counts)
    below = max(row.row for row in found.rows) + 2
    scored_by = [found.source.cell(below, column).value for column in found.roles.values()]
    assert scored_by == [0, 2, 1, 0, 0, 0, 0]


def test_every_score_stands_beside_the_merged_one(read: Snapshot) -> None:
    """The median of 1, 2, 2,5, 3 is (2 + 2,5) : 2 = 2,25; the spread 3 - 1 = 2.

    1 is 1,5 away from 2,5, the median of the others; 3 is just 1 away from 2.
    """
    found = table(read, "cross")
    (row,) = found.rows
    assert row.key == "II.1.1|@HBI"
    values = {role: found.cell(row.row, role).value for role in found.roles}
    del values["computed"]
    assert values == {
        "max": 3.0,
        "cross@PTO": 1.0,
        "cross@BKA": 3.0,
        "cross@BGI": 2.5,
        "cross@TNG": 2.0,
        "cross": 2.25,
        "spread": 2.0,
        "outlier": "Phú Thọ",
    }


def test_the_outlier_is_coloured_and_reasons_stay_text(read: Snapshot, content: bytes) -> None:
    found, opened = table(read, "cross"), sheet(content, "Chấm chéo")
    (row,) = found.rows
    colours = {
        role: opened.cell(row.row, found.roles[role]).fill.fgColor.rgb
        for role in ("cross@PTO", "cross@BKA")
    }
    assert colours["cross@PTO"] == "FFFFE9A8"
    assert colours["cross@BKA"] != "FFFFE9A8"
    reasons = opened.cell(row.row, found.roles["outlier"] + 1)
    assert reasons.data_type == "s"
    assert str(reasons.value).splitlines()[0] == "Phú Thọ: =1+1"
    assert [c for r in opened.iter_rows() for c in r if c.data_type == "f"] == []
