"""The sheets of vote, ballot papers and awards: what stands where, what is typed, odd text."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.merge import MergeResult, merge
from scoring.snapshot import Snapshot
from scoring.terms import Period
from tests import award_cases as cases
from tests.addin.summary_cases import AT, generated, with_units
from thidua_addin.summary.build import build_summary
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import Table, find_tables

SHEETS = ("Bình xét", "Phiếu bầu", "Đề nghị khen thưởng")
AWARDS = cases.award(title="Cờ thi đua của Bộ Nội vụ") + cases.award(
    'quota = "not set"', "BK", "Bằng khen"
)
RANKED = cases.by_points("60", "58", "56", "54", "52", "50", "48")
TYPED: cases.Typed = {
    ("", None, "meeting_place"): "Việt Trì",
    ("", None, "members_voting"): 9,
    ("", "CO", "issued"): 8,
    ("", "CO", "returned"): 8,
    ("", "CO", "valid"): 8,
    ("", "CO", "invalid"): 0,
    ("AA", "CO", "votes"): 8,
    ("AB", "CO", "votes"): 7,
    ("AA", "CO", "decision"): "Đề nghị",
    ("AA", "CO", "decided_by"): "Nguyễn Văn A",
    ("AB", "CO", "decision"): "Đề nghị",
}


def opened(result: MergeResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_summary(result, at=AT)), data_only=True)


def tables(result: MergeResult, tmp: pytest.TempPathFactory) -> dict[str, Table]:
    path = tmp.mktemp("award-sheets") / "tong-hop.xlsx"
    path.write_bytes(build_summary(result, at=AT))
    snapshot: Snapshot = read_workbook(path)
    return {table.name: table for table in find_tables(snapshot)}


def texts(sheet: Worksheet) -> list[str]:
    return [str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]


@pytest.fixture(scope="module")
def typed() -> MergeResult:
    return cases.merged(cases.campaign(AWARDS, cases.MEMBERS_80), RANKED, TYPED)


@pytest.fixture(scope="module")
def found(typed: MergeResult, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    return tables(typed, tmp_path_factory)


def value(table: Table, key: str, role: str) -> object:
    (row,) = [r.row for r in table.rows if r.key == key]
    return table.cell(row, role).value


def test_the_sheets_are_there_at_the_years_end_only() -> None:
    table = cases.campaign(AWARDS)
    for period in Period:
        names = opened(merge(table, period, [])).sheetnames
        assert all((name in names) is (period is Period.YEAR) for name in SHEETS)


def test_every_input_has_its_cell_with_what_was_typed(found: dict[str, Table]) -> None:
    units = cases.CODES[:7]
    assert [r.key for r in found["ballot"].rows] == ["|CO", "|BK"]
    expected = [f"|{award}@{unit}" for award in ("CO", "BK") for unit in units]
    assert [r.key for r in found["votes"].rows] == expected
    assert [r.key for r in found["awards"].rows] == expected
    assert set(found["ballot"].roles) >= {"issued", "returned", "valid", "invalid"}
    assert set(found["awards"].roles) >= {"decision", "decision_reason", "decided_by", "decided_on"}
    assert value(found["meeting"], "||meeting_place", "value") == "Việt Trì"
    assert value(found["meeting"], "||meeting_date", "value") is None
    assert value(found["ballot"], "|CO", "issued") == 8
    assert value(found["votes"], "|CO@AB", "votes") == 7
    assert value(found["votes"], "|BK@AB", "votes") is None
    assert value(found["awards"], "|CO@AA", "decided_by") == "Nguyễn Văn A"


def test_needed_votes_stand_beside(found: dict[str, Table]) -> None:
    """80 % of the 9 members that were typed is 7.2: eight votes."""
    assert value(found["ballot"], "|CO", "denominator") == 9
    assert value(found["ballot"], "|CO", "required") == 8
    assert value(found["votes"], "|CO@AA", "vote_result") == "đạt"
    assert value(found["votes"], "|CO@AB", "vote_result") == "chưa đạt"
    assert value(found["votes"], "|CO@AC", "vote_result") == "chưa có"
    assert value(found["votes"], "|CO@AB", "vote_share") == 0.7778
    assert value(found["votes"], "|CO@AC", "vote_share") == "–"


def test_proposals_reasons_and_what_is_missing(found: dict[str, Table], typed: MergeResult) -> None:
    awards = found["awards"]
    assert value(awards, "|CO@AA", "proposal") == "Đề nghị"
    assert value(awards, "|CO@AB", "proposal") == "Không đề nghị"
    assert value(awards, "|BK@AA", "proposal") == "Chưa kết luận"
    assert value(awards, "|CO@AA", "vote_result") == "8 phiếu, đạt"
    said = texts(opened(typed)["Đề nghị khen thưởng"])
    assert (
        "+ Xếp hạng 1 (tạm tính).\n+ Trong số lượng 1: hạng 1.\n"
        "+ Đạt phiếu bình xét: 8 phiếu, 88,89%, cần 8."
    ) in said
    assert "Đã quyết định đề nghị: 2/1 – QUÁ SỐ LƯỢNG" in said
    assert "Đã quyết định đề nghị: 0" in said
    assert "Ghi người quyết định. Ghi lý do quyết định." in said


def test_the_paper_has_a_page_an_award_and_no_unit_that_is_out() -> None:
    given = {**RANKED, "AG": None, "AC": {"G.1": "Không đạt"}}
    book = opened(cases.merged(cases.campaign(AWARDS), given))
    said = texts(book["Phiếu bầu"])
    assert said.count("PHIẾU BẦU") == 2
    assert said.count("Sở Nội vụ AA") == 2
    assert "Sở Nội vụ AC" not in said
    assert said.count("☐") == 2 * 2 * 5
    assert len(book["Phiếu bầu"].row_breaks.brk) == 1
    notes = texts(book["Bình xét"])
    assert "Không đưa vào phiếu bầu: chưa nộp biểu." in notes
    assert any(t.startswith("Không đưa vào phiếu bầu: không đạt điều kiện bắt buộc") for t in notes)


def test_what_is_not_set_is_said() -> None:
    said = texts(opened(generated(published_campaign(), 1))["Bình xét"])
    assert any("tỷ lệ phiếu cần đạt: chưa đặt trong đợt thi đua" in t for t in said)
    assert "chưa đặt trong đợt thi đua" in said
    assert "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm" in said


def test_without_awards_the_sheets_say_so() -> None:
    book = opened(cases.merged(cases.campaign(), RANKED))
    text = "Đợt thi đua chưa có hình thức khen thưởng nào (chưa đặt trong đợt thi đua)."
    for name in SHEETS:
        assert text in texts(book[name])
    assert "Ngày họp" in texts(book["Bình xét"])


def test_inputs_are_unlocked_checked_and_the_rest_is_locked(typed: MergeResult) -> None:
    book = openpyxl.load_workbook(BytesIO(build_summary(typed, at=AT)))
    for name, number in (("Bình xét", 9 + 2 * 4 + 14), ("Đề nghị khen thưởng", 14 * 4)):
        sheet = book[name]
        assert sheet.protection.sheet
        open_cells = {
            c.coordinate
            for row in sheet.iter_rows()
            for c in row
            if not isinstance(c, MergedCell) and not c.protection.locked
        }
        checked = {str(r) for v in sheet.data_validations.dataValidation for r in v.sqref.ranges}
        assert len(open_cells) == number
        covered = {c.coordinate for area in checked for row in _rows(sheet, area) for c in row}
        assert covered == open_cells


def _rows(sheet: Worksheet, area: str) -> list[tuple[openpyxl.cell.Cell, ...]]:
    cells = sheet[area]
    return list(cells) if isinstance(cells, tuple) else [(cells,)]


HOSTILE = '=HYPERLINK("http://x")'


def test_hostile_text_stays_text() -> None:
    chair: cases.Typed = {
        ("", None, "tellers"): HOSTILE,
        ("AA", "CO", "decision_reason"): "+1\n<b>&\u202e" + "x" * 300,
    }
    table = cases.campaign(cases.award(title="=1+1 <b>&amp;"))
    stream = BytesIO(build_summary(cases.merged(table, RANKED, chair), at=AT))
    book = openpyxl.load_workbook(stream)
    cells = [c for name in SHEETS for row in book[name].iter_rows() for c in row]
    assert [c.data_type for c in cells if c.value == HOSTILE] == ["s"]
    for cell in cells:
        if isinstance(cell.value, str) and "1+1" in cell.value:
            assert cell.data_type == "s"
    assert any(str(c.value).startswith("+1\n") for c in cells)


def test_above_two_hundred_units_every_unit_keeps_its_row_as_values() -> None:
    large = with_units(cases.campaign(AWARDS, cases.MEMBERS_80), 201)
    result = cases.merged(large, {}, {("AAA", "CO", "votes"): 170})
    book = openpyxl.load_workbook(BytesIO(build_summary(result, at=AT)))
    for name in SHEETS:
        assert not any(c.data_type == "f" for row in book[name].iter_rows() for c in row)
    keys = [str(row[0].value) for row in book["Bình xét"].iter_rows() if row[0].value]
    assert sum(key.startswith("|CO@") for key in keys) == 201
    # 80 % of 201 is 160.8: 161 votes
    assert 161 in [c.value for row in book["Bình xét"].iter_rows() for c in row]


def test_a_date_is_kept() -> None:
    table = cases.campaign(AWARDS)
    chair: dict[tuple[str, str | None, str], dt.date] = {
        ("AA", "CO", "decided_on"): dt.date(2021, 12, 20)
    }
    sheet = opened(cases.merged(table, RANKED, chair))["Đề nghị khen thưởng"]
    dates = [c.value for row in sheet.iter_rows() for c in row]
    dates = [value for value in dates if isinstance(value, dt.datetime)]
    assert dates == [dt.datetime(2021, 12, 20)]


def test_equal_results_give_equal_sheets() -> None:
    table: Campaign = cases.campaign(AWARDS)
    once, twice = (build_summary(cases.merged(table, RANKED, TYPED), at=AT) for _ in range(2))
    assert once == twice
