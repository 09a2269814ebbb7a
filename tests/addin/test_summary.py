"""The chair's summary: what it shows, what it never lets through, what it says of its cells."""

from __future__ import annotations

import dataclasses
import random
import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.entries import Entry
from scoring.fields import Address
from scoring.merge import MergeResult, Refused, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.cells import summary_cells
from thidua_addin.workbook.read import read_workbook

VISIBLE = [
    "Tổng hợp",
    "Xếp loại",
    "Thẩm định",
    "Tiến độ thẩm định",
    "Chỉ tiêu",
    "Bình xét",
    "Phiếu bầu",
    "Đề nghị khen thưởng",
    "Ma trận điểm",
    "Ma trận thẩm định",
    "Ma trận điểm cuối",
    "Chênh lệch",
    "Báo cáo các đơn vị",
    "Sổ nhận",
    "Lỗi và cảnh báo",
    "Thay đổi",
    "Biểu đồ",
]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def seven(campaign: Campaign) -> MergeResult:
    return cases.realistic(campaign)


def book_of(result: MergeResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_summary(result, at=cases.AT)))


def shown_of(result: MergeResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_summary(result, at=cases.AT)), data_only=True)


def texts(book: openpyxl.Workbook, sheet: str) -> list[str]:
    return [str(c.value) for row in book[sheet].iter_rows() for c in row if c.value is not None]


def test_sheets_and_the_two_very_hidden_ones(seven: MergeResult) -> None:
    book = book_of(seven)
    assert [s.title for s in book.worksheets if s.sheet_state == "visible"] == VISIBLE
    hidden = {s.title: s.sheet_state for s in book.worksheets if s.sheet_state != "visible"}
    assert set(hidden) == {"_meta", "_bai_nop", "_goc"}
    assert set(hidden.values()) == {"veryHidden"}


def test_equal_merges_give_equal_bytes(seven: MergeResult) -> None:
    assert build_summary(seven, at=cases.AT) == build_summary(seven, at=cases.AT)


def test_the_overview_says_what_it_is(seven: MergeResult) -> None:
    said = texts(book_of(seven), "Tổng hợp")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "BẢNG TỔNG HỢP KẾT QUẢ CHẤM ĐIỂM THI ĐUA NĂM 2021 – KỲ CẢ NĂM" in said
    assert "(Kết quả tạm tính trên điểm hệ thống)" in texts(shown_of(seven), "Tổng hợp")
    assert "Phú Thọ, ngày 15 tháng 12 năm 2021" in said
    assert any(text.startswith("MINH HỌA") for text in said)


def test_why_a_unit_has_no_rank_is_said(seven: MergeResult) -> None:
    said = " ".join(texts(book_of(seven), "Tổng hợp"))
    assert "Chưa xếp hạng: còn 1 lỗi phải sửa" in said  # Bắc Kạn typed "chín phẩy năm"
    assert "Chưa xếp hạng: chưa nhận được biểu của đơn vị." in said  # Yên Bái
    assert "Biểu chưa niêm phong." in said  # Thái Nguyên


def test_the_receipt_book_names_every_file_and_what_became_of_it(seven: MergeResult) -> None:
    sheet = book_of(seven)["Sổ nhận"]
    status = {row[1].value: row[10].value for row in sheet.iter_rows() if row[1].value}
    assert status["PTO_nam_lan1.xlsx"] == "Được tính"
    assert status["BGI_nam_lan1.xlsx"] == "Đã thay bằng BGI_nam_lan2.xlsx"
    assert status["BGI_nam_lan2.xlsx"] == "Được tính"
    assert status["Danh bạ.xlsx"] == f"Không nhận: {seven.refused[0].findings[0].title}"
    assert status["~$PTO.xlsx"] == "Bỏ qua (không phải biểu)"


def test_findings_keep_the_place_in_the_units_file(seven: MergeResult) -> None:
    rows = book_of(seven)["Lỗi và cảnh báo"].iter_rows(values_only=True)
    finding = next(row for row in rows if row[8] == "NOT_A_NUMBER")
    assert finding[1:6] == ("Bắc Kạn", "BKA_nam_lan1.xlsx", "Lỗi", "Tự chấm điểm!H14", "II.1.2")


def test_only_links_of_our_own_lead_anywhere(seven: MergeResult) -> None:
    with zipfile.ZipFile(BytesIO(build_summary(seven, at=cases.AT))) as package:
        parts = {n: package.read(n).decode("utf-8") for n in package.namelist()}
    assert not any('TargetMode="External"' in text for text in parts.values())
    places = re.findall(r'<hyperlink [^>]*location="([^"]+)"', "".join(parts.values()))
    assert places
    assert all(re.fullmatch(r"'(Sổ nhận|Ma trận điểm)'![A-Z]+\d+", p) for p in places)


NASTY = (
    '=HYPERLINK("http://a.example","bấm")',
    "=1+1",
    "+84 912 345 678",
    "@SUM(A1)",
    "-2+3",
    "http://a.example/x",
    "{=A1}",
    "a\x00b\x1fc\ufffe",
    '_x0041_ và <b>đậm</b> & "nháy"',
    "dòng 1\r\ndòng 2",
)


def test_nothing_typed_by_a_unit_becomes_a_formula_or_a_link(campaign: Campaign) -> None:
    came = []
    for unit, text in zip(campaign.units, NASTY, strict=False):
        given = [
            Entry(Address(root.code, None, field), text, text)
            for root in campaign.tree.roots()
            for field in ("narrative", "difficulties", "proposals")
        ]
        leaf = Address("II.3.1", None, "explanation")
        given += [Entry(leaf, text, text), Entry(Address("II.3.1", None, "self"), 1.0, None)]
        one = cases.received(campaign, unit, Period.YEAR, tuple(given))
        came.append(dataclasses.replace(one, file=text.replace("\x00", ""), letter_number=text))
    result = merge(campaign, Period.YEAR, came, refused=[Refused(t, ()) for t in NASTY[7:]])
    book = book_of(result)
    for name in ("Chênh lệch", "Báo cáo các đơn vị", "Sổ nhận", "Lỗi và cảnh báo"):
        for row in book[name].iter_rows():
            for cell in row:
                assert cell.data_type != "f" or name == "Chênh lệch", (name, cell.coordinate)
                if cell.hyperlink is not None:
                    assert cell.hyperlink.location.startswith(("'Sổ nhận'!", "'Ma trận điểm'!"))
    report = texts(book, "Báo cáo các đơn vị")
    assert all(text in report for text in NASTY[:7])


def test_a_long_narrative_is_shown_whole_in_rows_that_are_not_too_high(campaign: Campaign) -> None:
    words = [f"từ{n}" for n in range(3000)]
    long = " ".join(words)
    entry = Entry(Address("II.1", None, "narrative"), long, long)
    unit = next(iter(campaign.units))
    result = merge(campaign, Period.YEAR, [cases.received(campaign, unit, Period.YEAR, (entry,))])
    sheet = book_of(result)["Báo cáo các đơn vị"]
    shown = [str(row[2].value) for row in sheet.iter_rows() if row[0].value == f"II.1|@{unit}"]
    assert " ".join(shown).split() == words
    heights = [sheet.row_dimensions[r].height or 0 for r in range(1, sheet.max_row + 1)]
    assert max(heights) < 409


@pytest.mark.parametrize("period", list(Period))
def test_a_merge_of_nothing_still_makes_a_summary(campaign: Campaign, period: Period) -> None:
    book = book_of(merge(campaign, period, []))
    assert "Chưa nhận được tệp nào." in texts(book, "Sổ nhận")
    assert "Chưa có đơn vị nào ghi phần báo cáo của kỳ này." in texts(book, "Báo cáo các đơn vị")


def test_registrations_are_listed_though_nothing_is_scored(campaign: Campaign) -> None:
    chance = random.Random(1)
    given = tuple(cases.entries(campaign, Period.REGISTRATION, chance))
    one = cases.received(campaign, "PTO", Period.REGISTRATION, given)
    book = book_of(merge(campaign, Period.REGISTRATION, [one]))
    assert "PTO_dang-ky_lan1.xlsx" in texts(book, "Sổ nhận")
    assert "Kỳ này chưa có điểm để vẽ biểu đồ." in texts(book, "Biểu đồ")


def test_cells_are_listed_by_unit_and_address(seven: MergeResult, tmp_path: Path) -> None:
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(build_summary(seven, at=cases.AT))
    cells = summary_cells(read_workbook(path))
    inputs = {cell.at for cell in cells if cell.input}
    book = openpyxl.load_workbook(path)
    for at in inputs:
        assert not book[at.sheet].cell(at.row, at.column).protection.locked, at
    leaves = {c.code for c in seven.campaign.tree.criteria}
    for unit in seven.campaign.units:
        mine = [c for c in cells if c.unit == unit]
        in_matrix = {c.criterion for c in mine if c.field == "computed" and c.criterion}
        assert in_matrix >= leaves
        totals = [c for c in mine if c.criterion is None and c.at.sheet == "Tổng hợp"]
        assert {"total", "rank", "percent"} <= {c.field for c in totals}
    book = openpyxl.load_workbook(path, data_only=True)
    chair = next(c for c in cells if (c.unit, c.field, c.at.sheet) == ("PTO", "total", "Tổng hợp"))
    sheet = seven.unit("PTO").sheet
    assert sheet is not None
    shown = book[chair.at.sheet].cell(chair.at.row, chair.at.column).value
    assert shown == float(sheet.totals.total)


def test_above_two_hundred_units_there_are_values_and_a_long_table(campaign: Campaign) -> None:
    large = cases.with_units(campaign, 201)
    chance = random.Random(7)
    given = tuple(cases.entries(large, Period.YEAR, chance))
    came = [cases.received(large, unit, Period.YEAR, given) for unit in list(large.units)[:200]]
    result = merge(large, Period.YEAR, came)
    book = book_of(result)
    formulas = [
        c for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"
    ]
    assert formulas == []
    leaves = len(large.tree.leaves())
    detail = [row for row in book["Ma trận điểm"].iter_rows() if "@" in str(row[0].value)]
    assert len(detail) == 200 * leaves
    ranks = [row[1].value for row in book["Tổng hợp"].iter_rows() if "@" in str(row[0].value)]
    assert ranks == [1] * 200 + ["–"] or set(ranks) == {"–"}
