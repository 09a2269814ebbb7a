"""The summary on paper: letters that can be read, nothing cut, the right words on each page."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.entries import Entry
from scoring.fields import Address
from scoring.merge import MergeResult, merge
from scoring.terms import NotApplicable, Period
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.cells import summary_cells
from thidua_addin.summary.printing import MOST_LINES, packed, pieces, print_scale
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.styles import lines_of

PAGE_POINTS = 252 / 25.4 * 72  # A4 landscape between margins of 30 and 15 mm
WIDEST_DIGIT = 8  # pixels: what a spreadsheet takes a digit of Times New Roman 11 for, at most


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def seven(campaign: Campaign) -> MergeResult:
    return cases.realistic(campaign)


def book_of(result: MergeResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_summary(result, at=cases.AT)))


def printed(sheet: Worksheet) -> tuple[int, int, int, int]:
    """First and last column and row of what is printed."""
    left, top, right, bottom = range_boundaries(str(sheet.print_area).rpartition("!")[2])
    return left, right, top, bottom


def width_points(sheet: Worksheet, columns: range) -> float:
    total = 0.0
    for column in columns:
        dimension = next(
            (d for d in sheet.column_dimensions.values() if d.min <= column <= d.max), None
        )
        if dimension is None or not dimension.hidden:
            # The file holds pixels as sevenths of a digit, five of them padding.
            pixels = round((dimension.width if dimension is not None else 9.14) * 7) - 5
            total += (pixels / 7 * WIDEST_DIGIT + 5) * 0.75
    return total


def smallest_letters(sheet: Worksheet) -> float:
    left, right, top, bottom = printed(sheet)
    return min(
        cell.font.sz
        for row in sheet.iter_rows(top, bottom, left, right)
        for cell in row
        if cell.value is not None and not sheet.row_dimensions[cell.row].hidden
    )


def scale_of(sheet: Worksheet) -> float:
    left, right, *_ = printed(sheet)
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return float(sheet.page_setup.scale or 100) / 100
    return min(1.0, PAGE_POINTS / width_points(sheet, range(left, right + 1)))


@pytest.mark.parametrize("units", [7, 14])
def test_no_printed_letter_is_below_eight_points(campaign: Campaign, units: int) -> None:
    result = cases.generated(cases.with_units(campaign, units), 3, gaps=0.02)
    for sheet in book_of(result).worksheets:
        if sheet.sheet_state == "visible":
            assert smallest_letters(sheet) * scale_of(sheet) >= 7.95, sheet.title


def test_the_sheets_of_seven_units_are_one_page_wide(seven: MergeResult) -> None:
    for sheet in book_of(seven).worksheets:
        if sheet.sheet_state == "visible":
            left, right, *_ = printed(sheet)
            wide = width_points(sheet, range(left, right + 1)) * scale_of(sheet)
            assert wide <= PAGE_POINTS * 1.001, sheet.title


def test_each_page_says_which_campaign_it_is_of_and_its_number(seven: MergeResult) -> None:
    for sheet in book_of(seven).worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.oddFooter.left.text == "Thi đua 2021 – kỳ Năm (minh họa)"
            assert sheet.oddFooter.right.text == "Trang &P/&N"
            said = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
            assert any(text.startswith("MINH HỌA") for text in said), sheet.title


def test_the_overview_says_what_is_ranked_and_why(campaign: Campaign) -> None:
    """PTO loses II.1.3 (3 points) as not applicable: 97 against 100."""
    mark = (
        Entry(Address("II.1.3", None, "not_applicable"), "x", "x"),
        Entry(Address("II.1.3", None, "na_reason"), "Không được giao", "Không được giao"),
    )
    came = [
        cases.received(campaign, "PTO", Period.YEAR, mark),
        cases.received(campaign, "HBI", Period.YEAR, ()),
    ]
    result = merge(campaign, Period.YEAR, came)
    most = {u.sheet.totals.assigned_max for u in result.units if u.sheet is not None}
    assert most == {97, 100}
    said = {str(c.value) for row in book_of(result)["Tổng hợp"].iter_rows() for c in row if c.value}
    basis = (
        "Xếp hạng theo tỷ lệ % điểm đạt được trên điểm tối đa được giao, "
        "vì có đơn vị được loại tiêu chí không áp dụng khỏi điểm tối đa"
    )
    assert basis in said


def test_a_campaign_ranked_by_points_says_so(seven: MergeResult) -> None:
    kept = tuple(
        c.model_copy(update={"not_applicable": NotApplicable.FORBIDDEN})
        if c.not_applicable is NotApplicable.EXCLUDED
        else c
        for c in seven.campaign.criteria
    )
    by_points = seven.campaign.model_copy(update={"criteria": kept, "rank_by": "points"})
    assert not by_points.ranks_by_percent
    book = book_of(dataclasses.replace(seven, campaign=by_points))
    said = {str(c.value) for row in book["Tổng hợp"].iter_rows() for c in row if c.value}
    assert "Xếp hạng theo tổng điểm" in said


def test_a_unit_that_sent_nothing_is_named_so_in_the_matrix(seven: MergeResult) -> None:
    said = {str(c.value) for row in book_of(seven)["Ma trận điểm"].iter_rows() for c in row}
    assert "Yên Bái (chưa nộp)" in said
    assert "Phú Thọ" in said


def test_the_receipt_book_prints_a_short_digest_and_keeps_the_whole(seven: MergeResult) -> None:
    sheet = book_of(seven)["Sổ nhận"]
    row = next(r for r in sheet.iter_rows() if r[1].value == "PTO_nam_lan1.xlsx")
    received = seven.unit("PTO").received
    assert received is not None
    assert row[11].value == received.sha256[:16]
    assert row[12].value == received.sha256
    assert sheet.column_dimensions[get_column_letter(13)].hidden
    assert printed(sheet)[1] == 12


def test_charts_stand_on_pages_of_their_own(seven: MergeResult) -> None:
    sheet = book_of(seven)["Biểu đồ"]
    breaks = [0, *(b.id for b in sheet.row_breaks.brk), printed(sheet)[3]]
    tops = [c.anchor._from.row for c in sheet._charts]
    bottoms = [c.anchor.to.row for c in sheet._charts]
    assert len(tops) == 2
    for number, (top, bottom) in enumerate(zip(tops, bottoms, strict=True)):
        assert breaks[number] < top < bottom < breaks[number + 1]


@pytest.mark.parametrize("letters", ["chữ thường ", "CHỮ HOA ĐẬM "])
def test_two_thousand_characters_go_on_in_a_following_row(campaign: Campaign, letters: str) -> None:
    long = (letters * 200)[:2000].strip()
    given = [
        Entry(Address("II.1", None, "narrative"), long, long),
        Entry(Address("II.3.1", None, "explanation"), long, long),
    ]
    result = merge(
        campaign, Period.YEAR, [cases.received(campaign, "PTO", Period.YEAR, tuple(given))]
    )
    sheet = book_of(result)["Báo cáo các đơn vị"]
    rows = [r for r in sheet.iter_rows() if r[0].value == "II.1|@PTO"]
    assert [r[1].value for r in rows] == ["Phú Thọ"] + ["Phú Thọ (tiếp)"] * (len(rows) - 1)
    assert len(rows) > 1
    assert " ".join(str(r[2].value) for r in rows) == long
    for row in rows:
        height = sheet.row_dimensions[row[2].row].height
        assert lines_of(str(row[2].value), 46) * 13.97 <= height < 409


def test_pieces_are_the_text_and_each_fits() -> None:
    lines = "\n".join(f"Dòng {n}" for n in range(60))
    endless = "x" * 3000
    assert pieces("ngắn", 46) == ["ngắn"]
    assert pieces("", 46) == [""]
    assert "\n".join(pieces(lines, 46)) == lines
    assert "".join(pieces(endless, 46)) == endless
    for part in (*pieces(lines, 46), *pieces(endless, 46)):
        assert lines_of(part, 46) <= MOST_LINES


def test_pages_break_before_a_block_that_does_not_fit() -> None:
    """481.9 points a page at full size, 2 % of them spare: 472."""
    assert packed([(10, 200), (20, 200), (30, 100)], 100, first=50, more=30) == [30]
    assert packed([(10, 460), (20, 300), (30, 142)], 100, first=50, more=30) == [20]
    assert packed([(10, 460), (20, 300), (30, 143)], 100, first=50, more=30) == [20, 30]
    assert packed([(10, 460), (20, 400)], 50, first=50, more=30) == []


def test_the_scale_keeps_letters_readable() -> None:
    """A column of 10 is 63.75 points at most; 714.3 are on a page, 700 of them used."""
    assert print_scale([10] * 4, smallest=10) == 100
    assert print_scale([10] * 12, smallest=10) == 91  # 700 / 765
    assert print_scale([10] * 40, smallest=10) == 80
    assert print_scale([10] * 40, smallest=11) == 73


def test_a_row_that_goes_on_is_no_second_difference(campaign: Campaign, tmp_path: Path) -> None:
    long = "giải trình " * 180
    given = (
        Entry(Address("II.3.1", None, "self"), 1.0, Decimal(1)),
        Entry(Address("II.3.1", None, "explanation"), long, long),
    )
    came = [cases.received(campaign, "PTO", Period.YEAR, given)]
    path = tmp_path / "s.xlsx"
    path.write_bytes(build_summary(merge(campaign, Period.YEAR, came), at=cases.AT))
    sheet = openpyxl.load_workbook(path)["Chênh lệch"]
    told = [str(r[7].value) for r in sheet.iter_rows() if r[2].value == "II.3.1"]
    assert len(told) > 1
    assert " ".join(told).split() == long.split()
    cells = [c for c in summary_cells(read_workbook(path)) if c.at.sheet == "Chênh lệch"]
    assert [c.field for c in cells] == ["computed", "self", "difference"]
