"""The sheet ``Xếp loại`` in a real spreadsheet engine: live grades are those of Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.merge import MergeResult
from scoring.terms import NotApplicable
from tests import grade_cases as cases
from tests.addin.summary_cases import AT
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.cells import SummaryCell, summary_cells
from thidua_addin.summary.layout import NOTHING
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

NAMES = ("school", "commune", "parts")
CLEAN = {"DT": "0", "TR": "0", "KL": "Không"}

SCHOOL_EDGES = (
    {"A": "80", "S": "20"},  # 100: at the threshold
    {"A": "75", "S": "20"},  # 95
    {"A": "74.99", "S": "20"},  # 94.99
    {"A": "80", "S": "x"},  # 80, by other thresholds
    {"A": "64.99", "S": "x"},  # 64.99, of 65
    {"A": "80", "S": "20", "DT": "10", "KL": "Có"},  # not clean
    {"A": "80", "S": "20", "TR": "1"},  # one level down
    {"A": "80", "S": "20", "TR": "3"},  # 1 + 2 levels down, beyond the last
    {"A": "59.99", "S": "20", "DT": "10"},  # at most D
    {"A": "80", "S": "20", "TR": "5"},  # out of the ranking: no grade
    {"A": "70", "S": "20"},  # DT, TR, KL as clean
)
SCHOOL_GRADES = (
    "Xuất sắc", "Tốt", "Khá", "Xuất sắc", "Đạt", "Khá", "Khá", "Chưa đạt", "Đạt", NOTHING, "Khá",
)  # fmt: skip


def _generated(table: Campaign, seed: int, units: int) -> Iterator[dict[str, str]]:
    """Points in hundredths, now and then a criterion that does not apply or is not entered."""
    chance = random.Random(seed)
    for _ in range(units):
        given: dict[str, str] = {}
        for criterion in table.tree.leaves():
            kind, draw = criterion.rule.kind, chance.random()
            if criterion.not_applicable is not NotApplicable.FORBIDDEN and draw < 0.4:
                given[criterion.code] = "x"
            elif kind == "yes_no":
                given[criterion.code] = chance.choice(("Không", "Không", "Có"))
            elif kind == "per_event_minus":
                given[criterion.code] = str(chance.choice((0, 0, 0, 1, 2, 3, 4, 5)))
            elif draw < 0.97:
                most = int(criterion.max_points * 100)
                given[criterion.code] = f"{chance.randint(most * 7 // 10, most) / 100:.2f}"
        yield given


@pytest.fixture(scope="module")
def merges() -> dict[str, MergeResult]:
    edges = [{**CLEAN, **given} for given in SCHOOL_EDGES]
    commune = [
        {"A": "40", "B": "30", "C": "27", "DT": "10"},  # 107 → 100
        {"A": "40", "B": "30", "C": "25", "DT": "0"},  # 95
        {"A": "40", "B": "30", "C": "14.99", "DT": "0"},  # 84.99
    ]
    parts = [
        {"A": "50", "B": "18.5", "E": "x", "F": "0"},  # 68.5 × 100 ÷ 85 = 80.59: at the threshold
        {"A": "50", "B": "18.49", "E": "x", "F": "0"},  # 80.58
        {"A": "60", "B": "25", "E": "x", "F": "10"},  # 111.76 → 100
    ]
    return {
        "school": cases.merged(cases.SCHOOL, [*edges, *_generated(cases.SCHOOL, 1, 40)]),
        "commune": cases.merged(cases.COMMUNE, [*commune, *_generated(cases.COMMUNE, 2, 40)]),
        "parts": cases.merged(cases.PARTS, [*parts, *_generated(cases.PARTS, 3, 40)]),
    }


@pytest.fixture(scope="module")
def files(
    merges: dict[str, MergeResult], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Path]]:
    """Each summary as written, and after recalculation."""
    folder = tmp_path_factory.mktemp("grades")
    written = []
    for name, result in merges.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(build_summary(result, at=AT))
        written.append(path)
    again = recalculated(written, folder / "again")
    return dict(zip(merges, zip(written, again, strict=True), strict=True))


def _shown(book: openpyxl.Workbook, cell: SummaryCell) -> object:
    return book[cell.at.sheet].cell(cell.at.row, cell.at.column).value


@pytest.mark.parametrize("name", NAMES)
def test_live_grades_are_pythons(
    name: str, merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]]
) -> None:
    result = merges[name]
    cells = [c for c in summary_cells(read_workbook(files[name][0])) if c.at.sheet == "Xếp loại"]
    assert {c.field for c in cells} == {"rank", "total", "grade_value", "grade"}
    assert len(cells) == 4 * len(result.units)
    for path in files[name]:
        book = openpyxl.load_workbook(path, data_only=True)
        for cell in cells:
            assert _shown(book, cell) == _expected(result, cell), (path, cell)


def _expected(result: MergeResult, cell: SummaryCell) -> object:
    unit = result.unit(cell.unit)
    assert unit.sheet is not None
    match cell.field:
        case "rank":
            return NOTHING if unit.rank is None else unit.rank
        case "total":
            return float(unit.sheet.totals.total)
        case "grade_value":
            return NOTHING if unit.grade is None else float(unit.grade.value)
    return NOTHING if unit.grade is None else unit.grade.grade.label


def test_the_edges_of_the_school(
    merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]]
) -> None:
    book = openpyxl.load_workbook(files["school"][1], data_only=True)
    cells = summary_cells(read_workbook(files["school"][0]))
    grades = {c.unit: _shown(book, c) for c in cells if c.field == "grade"}
    first = [unit.unit for unit in merges["school"].units][: len(SCHOOL_GRADES)]
    assert tuple(grades[unit] for unit in first) == SCHOOL_GRADES


@pytest.mark.parametrize("name", NAMES)
def test_every_cached_value_is_what_the_engine_computes(
    name: str, files: dict[str, tuple[Path, Path]]
) -> None:
    formulas = openpyxl.load_workbook(files[name][0])["Xếp loại"]
    before, after = (openpyxl.load_workbook(p, data_only=True)["Xếp loại"] for p in files[name])
    compared = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                assert before[cell.coordinate].value == after[cell.coordinate].value
                compared += 1
    assert compared > 100


def test_generated_units_reach_every_grade(merges: dict[str, MergeResult]) -> None:
    for result in merges.values():
        labels = {u.grade.grade.label for u in result.units if u.grade is not None}
        assert isinstance(result.campaign.grades, tuple)
        assert labels == {g.label for g in result.campaign.grades}


def test_a_changed_threshold_and_a_changed_point_move_the_grade(
    merges: dict[str, MergeResult], files: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    """95 points are "Vững mạnh xuất sắc" from 95; not from 96; again with 1 point more for C.

    The other thresholds and units stay.
    """
    source = files["commune"][0]
    cells = summary_cells(read_workbook(source))
    unit = merges["commune"].units[1].unit
    mine = next(c for c in cells if (c.unit, c.field) == (unit, "grade"))
    mine_of_c = [c for c in cells if (c.unit, c.criterion) == (unit, "C")]
    point = next(c for c in mine_of_c if c.at.sheet == "Ma trận điểm")
    written = []
    for number, points in enumerate((25, 26)):
        book = openpyxl.load_workbook(source)
        threshold = next(
            c
            for row in book["Xếp loại"].iter_rows()
            for c in row
            if c.value == 95 and c.column == 4
        )
        threshold.value = 96
        book[point.at.sheet].cell(point.at.row, point.at.column).value = points
        written.append(tmp_path / f"changed-{number}.xlsx")
        book.save(written[-1])
    shown = [
        _shown(openpyxl.load_workbook(path, data_only=True), mine)
        for path in recalculated(written, tmp_path / "again")
    ]
    assert shown == ["Vững mạnh", "Vững mạnh xuất sắc"]
