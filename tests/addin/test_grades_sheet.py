"""The sheet ``Xếp loại``: when it is there, what it says beside the grades, tidy tables, text."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests import grade_cases as cases
from tests.addin.summary_cases import AT, with_units
from thidua_addin.cli.chair_commands import ranking_lines
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.frames import tidy_frame

D = Decimal
CLEAN = {"DT": "0", "TR": "0", "KL": "Không"}
NAME = "Xếp loại"


def book_of(result: MergeResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_summary(result, at=AT)), data_only=True)


def rows(sheet: Worksheet) -> dict[str, tuple[object, ...]]:
    """The cells of each unit's row, by its key: rank, unit, total, value, grades, why, note."""
    found: dict[str, tuple[object, ...]] = {}
    for row in sheet.iter_rows(values_only=True):
        if str(row[0]).startswith("||@"):
            found[str(row[0])[3:]] = row[1:9]
    return found


def school(*given: dict[str, str]) -> list[tuple[object, ...]]:
    result = cases.merged(cases.SCHOOL, [{**CLEAN, **points} for points in given])
    return list(rows(book_of(result)[NAME]).values())


def test_the_sheet_is_there_at_year_end_and_with_grades_only() -> None:
    for period in Period:
        assert (NAME in book_of(merge(cases.SCHOOL, period, [])).sheetnames) is (
            period is Period.YEAR
        )
    none = Campaign.model_validate(
        {**cases.COMMUNE.model_dump(by_alias=True, exclude_unset=True), "grades": "not set"}
    )
    assert NAME not in book_of(merge(none, Period.YEAR, [])).sheetnames


def test_a_line_says_the_points_both_grades_and_why() -> None:
    """80 + 20 − 0.5 = 99.5: Tốt, one level down."""
    line, _ = school({"A": "80", "S": "20", "TR": "1"}, {"A": "80", "S": "20"})
    assert line[0] == 2
    assert line[2:6] == (99.5, 99.5, "Tốt", "Khá")
    assert line[6] == "Sai quy trình (TR: nhập 1 (khi ≥ 1)): hạ 1 bậc xếp loại."
    assert line[7] is None


@pytest.mark.parametrize(
    ("points", "grade", "note"),
    [
        ({"A": "80", "S": "x"}, "Xuất sắc", "Xét theo ngưỡng riêng."),
        ({"S": "20"}, "Chưa đạt", "Tạm tính: còn 1 tiêu chí chưa có điểm (A)."),
        ({"A": "80", "S": "20", "TR": "5"}, "–", "Không xếp hạng nên không xếp loại."),
    ],
)
def test_the_note_says_what_is_special(points: dict[str, str], grade: str, note: str) -> None:
    line, _ = school(points, {})
    assert (line[5], line[7]) == (grade, note)


def test_a_part_left_out_is_named_and_a_missing_unit_has_no_grade() -> None:
    result = cases.merged(cases.PARTS, [{"A": "50", "B": "18.5", "E": "x", "F": "0"}])
    first, missing = rows(book_of(result)[NAME]).values()
    assert first[2:6] == (68.5, 80.59, "Tốt", "Tốt")
    assert first[7] == "Quy đổi: × 100 : 85."
    assert missing[2:6] == ("–",) * 4
    assert missing[7] == "Chưa nhận được biểu của đơn vị."


def test_the_thresholds_stand_below() -> None:
    sheet = book_of(cases.merged(cases.SCHOOL, []))[NAME]
    table = [
        (row[1], row[2], row[3], row[5], row[6])
        for row in sheet.iter_rows(values_only=True)
        if row[0] is None and isinstance(row[1], int | float) and row[3] is not None
    ]
    assert table == [
        (1, "Xuất sắc", 100, 80, "Có"),
        (2, "Tốt", 95, 75, "Có"),
        (3, "Khá", 85, 65, "–"),
        (4, "Đạt", 65, 50, "–"),
        (5, "Chưa đạt", 0, 0, "–"),
    ]


def test_above_two_hundred_units_grades_are_values() -> None:
    large = with_units(cases.COMMUNE, 201)
    result = cases.merged(large, [{"A": "40", "B": "30", "C": "27", "DT": "10"}] * 201)
    sheet = openpyxl.load_workbook(BytesIO(build_summary(result, at=AT)))[NAME]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    shown = {row[2:6] for row in rows(sheet).values()}
    assert shown == {(107, 100, "Vững mạnh xuất sắc", "Vững mạnh xuất sắc")}


def test_the_tidy_table_has_the_grade_and_its_points() -> None:
    table = tidy_frame(cases.merged(cases.COMMUNE, [{"A": "40", "B": "30", "C": "27", "DT": "10"}]))
    mine = table[(table.unit == "AAA") & table.kind.str.startswith("grade")]
    assert list(zip(mine.kind, mine.value, strict=True)) == [
        ("grade_value", D("100.00")),
        ("grade", "1"),
    ]
    assert not (table[table.unit == "AAB"].kind == "grade").any()


def test_the_printed_ranking_names_the_grades() -> None:
    result = cases.merged(cases.COMMUNE, [{"A": "40", "B": "30", "C": "15", "DT": "0"}])
    _, head, first, missing = ranking_lines(result)
    at = head.index("Xếp loại")
    assert first[at:].split("  ")[0] == "Vững mạnh"
    assert missing[at] == "–"
    assert head.index("Trạng thái") == first.index("hợp lệ") == missing.index("chưa nộp")
