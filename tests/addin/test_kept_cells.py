"""Cells that people added to a summary or wrote over: all found, and nothing of ours."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.merge import MergeResult, merge
from scoring.snapshot import Cell, SheetSnapshot, Snapshot
from scoring.terms import Period
from tests.addin import summary_cases as cases
from tests.addin.kept_cases import edited, found, shown, write, written
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.own_record import INPUT, SheetRecord, read_records
from thidua_addin.summary.strange_cells import strange_cells
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import find_tables


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def seven(campaign: Campaign) -> MergeResult:
    return cases.realistic(campaign)


@pytest.fixture(scope="module")
def content(seven: MergeResult) -> bytes:
    return written(seven)


@pytest.fixture
def summary(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(content)
    return path


def records_of(path: Path) -> Mapping[str, SheetRecord] | None:
    return read_records(find_tables(read_workbook(path, SUMMARY_LIMITS)))


def row_of(sheet: Worksheet, key: str) -> int:
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == key)


def snapshot_of(content: bytes) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        return read_workbook(path, SUMMARY_LIMITS)


Order = tuple[list[int], list[int]]
"""The old row of each row and the old column of each column, 0 for a new one."""


def shuffled(sheet: SheetSnapshot, chance: random.Random) -> Order:
    rows = list(range(1, max(row for row, _ in sheet.cells) + 1))
    columns = list(range(1, max(column for _, column in sheet.cells) + 1))
    for _ in range(chance.randint(0, 3)):
        first, last = sorted(chance.sample(range(len(rows)), 2)) if len(rows) > 8 else (0, 0)
        match chance.randrange(6):
            case 0:
                rows[first:first] = [0] * chance.randint(1, 3)
            case 1:
                del rows[first : first + 2]
            case 2:
                rows[first], rows[last] = rows[last], rows[first]
            case 3:
                rows[first:last] = chance.sample(rows[first:last], last - first)
            case 4:
                rows = rows[last:] + rows[:last] if chance.random() < 0.3 else rows[::-1]
            case _:
                columns.insert(chance.randint(1, len(columns)), 0)
    return rows, columns


def with_notes(
    sheet: SheetSnapshot, record: SheetRecord, order: Order, chance: random.Random
) -> tuple[dict[tuple[int, int], Cell], dict[tuple[int, int], Cell]]:
    """The cells in their new order with some notes typed, and the notes alone."""
    rows, columns = order
    cells = {
        (row, column): sheet.cells[old, old_column]
        for row, old in enumerate(rows, 1)
        for column, old_column in enumerate(columns, 1)
        if (old, old_column) in sheet.cells
    }
    notes: dict[tuple[int, int], Cell] = {}
    for number in range(chance.randint(0, 4)):
        at = chance.randint(1, len(rows)), chance.randint(2, len(columns) + 5)
        old_column = columns[at[1] - 1] if at[1] <= len(columns) else 0
        if record.cells.get(rows[at[0] - 1], {}).get(old_column) != INPUT:
            notes[at] = Cell(chance.choice([f"ghi {number}", 7777.25 + number]))
    return {**cells, **notes}, notes


def move_rows(sheet: Worksheet, rows: list[int], order: list[int], first: int = 1) -> None:
    """Write the rows (from the column ``first`` on) anew in another order."""
    columns = range(first, sheet.max_column + 1)
    values = {r: [sheet.cell(r, c).value for c in columns] for r in rows}
    for row, source in zip(rows, order, strict=True):
        for column, value in zip(columns, values[source], strict=True):
            if type(sheet.cell(row, column)).__name__ != "MergedCell":
                sheet.cell(row, column).value = value


def test_the_record_has_every_cell_that_the_program_writes(summary: Path) -> None:
    records = records_of(summary)
    assert records is not None
    book = openpyxl.load_workbook(summary)
    for sheet in book.worksheets:
        if not sheet.title.startswith("_"):
            held = {(c.row, c.column) for row in sheet.iter_rows() for c in row if c.value}
            noted = {(r, c) for r, cells in records[sheet.title].cells.items() for c in cells}
            assert held <= noted, sheet.title


def test_nothing_is_found_in_an_untouched_file(summary: Path) -> None:
    assert found(summary) == ()
    assert found(edited(summary, lambda book: None)) == ()


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_nothing_is_found_in_a_file_that_another_program_saved(
    summary: Path, tmp_path: Path
) -> None:
    plain = edited(summary, lambda book: None)
    for path in recalculated([summary, plain], tmp_path / "lo"):
        assert found(path) == ()


def type_into(book: Workbook) -> None:
    overview = book["Tổng hợp"]
    overview["AA15"] = "Đã gọi điện nhắc ngày 12/12"
    overview["AB15"] = 12.5
    overview["AC15"] = dt.datetime(2021, 12, 18)
    overview["AC16"] = dt.datetime(2021, 12, 18, 8, 30)
    overview["AD15"] = "=1+1"
    overview["AE15"] = "Phú Thọ"  # a text of ours at another place is a note all the same
    book["Sổ nhận"]["P40"] = "xem công văn 15"


TYPED = [
    ("cell", "Tổng hợp", "AA15", "Đã gọi điện nhắc ngày 12/12"),
    ("cell", "Tổng hợp", "AB15", "12,5"),
    ("cell", "Tổng hợp", "AC15", "18/12/2021"),
    ("cell", "Tổng hợp", "AE15", "Phú Thọ"),
    ("cell", "Tổng hợp", "AC16", "18/12/2021 08:30"),
    ("cell", "Sổ nhận", "P40", "xem công văn 15"),
]


def test_free_cells_are_found_with_their_values(summary: Path) -> None:
    notes = found(edited(summary, type_into))
    formula = ("cell", "Tổng hợp", "AD15", "=1+1")
    assert sorted(shown(notes)) == sorted([*TYPED, formula])
    raw = {n.cell: n.raw for n in notes}
    assert raw["AB15"] == 12.5
    assert raw["AC15"] == dt.date(2021, 12, 18)
    assert raw["AC16"] == dt.datetime(2021, 12, 18, 8, 30)


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_free_cells_are_found_after_another_program_saved_them(
    summary: Path, tmp_path: Path
) -> None:
    notes = found(recalculated([edited(summary, type_into)], tmp_path / "lo")[0])
    assert sorted(shown(notes)) == sorted([*TYPED, ("cell", "Tổng hợp", "AD15", "2")])
    assert next(n for n in notes if n.cell == "AD15").detail.endswith("Công thức: =1+1")


def test_a_note_tells_its_row_and_column(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Ma trận điểm"]
        sheet.cell(row_of(sheet, "II.1.1|"), 9).value = 99

    (note,) = found(edited(summary, edit))
    assert note.detail.startswith("Dòng: II.1.1 – ")
    assert note.detail.endswith("Cột: Phú Thọ")


def test_what_was_written_over_our_cells_is_found(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Tổng hợp"]
        row = row_of(sheet, "||@HBI")
        sheet.cell(row, 4).value = 88.25  # a formula of ours became a number
        sheet.cell(row, 3).value = "Sở Nội vụ Hòa Bình (mới)"  # a name was written over
        sheet.cell(row, 9).value = "=1/2"  # still a formula: ours
        sheet.cell(row + 1, 3).value = None  # a cell that was emptied says nothing

    notes = found(edited(summary, edit))
    assert [n[2:] for n in shown(notes)] == [
        ("C14", "Sở Nội vụ Hòa Bình (mới)"),
        ("D14", "88,25"),
    ]


def test_moved_rows_give_no_notes(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        for name in ("Tổng hợp", "Lỗi và cảnh báo", "Ma trận điểm", "Chênh lệch"):
            sheet = book[name]
            first = 13 if name == "Tổng hợp" else 7
            rows = list(range(first, first + 5))
            move_rows(sheet, rows, list(reversed(rows)))
        book["Tổng hợp"]["AA14"] = "giữ"

    assert shown(found(edited(summary, edit))) == [("cell", "Tổng hợp", "AA14", "giữ")]


def test_rows_that_were_sorted_without_their_hidden_key_give_no_notes(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        for name in ("Lỗi và cảnh báo", "Sổ nhận", "Báo cáo các đơn vị"):
            rows = list(range(7, 13))
            move_rows(book[name], rows, list(reversed(rows)), first=2)

    assert found(edited(summary, edit)) == ()


@pytest.mark.parametrize("at", [1, 5, 13, 15, 20, 24])
def test_inserted_rows_and_columns_move_ours_and_give_only_what_stands_in_them(
    summary: Path, at: int
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Tổng hợp"]
        merged = list(sheet.merged_cells.ranges)
        for area in merged:
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(at, 2)
        sheet.cell(at, 4).value = "dòng chen vào"
        other = book["Sổ nhận"]
        other.insert_cols(4)
        other.cell(8, 4).value = 7

    assert shown(found(edited(summary, edit))) == [
        ("cell", "Tổng hợp", f"D{at}", "dòng chen vào"),
        ("cell", "Sổ nhận", "D8", "7"),
    ]


def test_deleted_rows_and_columns_say_nothing(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Ma trận điểm"].delete_rows(9, 3)
        book["Sổ nhận"].delete_cols(5)
        book["Chênh lệch"]["M3"] = 5

    assert shown(found(edited(summary, edit))) == [("cell", "Chênh lệch", "M3", "5")]


def test_inputs_of_the_chair_are_no_notes_unless_their_row_says_no_more_whose_they_are(
    summary: Path,
) -> None:
    places: dict[str, str] = {}

    def edit(book: Workbook) -> None:
        sheet = book["Thẩm định"]
        roles = {sheet.cell(4, c).value: c for c in range(1, sheet.max_column + 1)}
        first = row_of(sheet, "II.1.1|@PTO")
        sheet.cell(first, roles["appraised"]).value = 4.5
        sheet.cell(first, roles["reason"]).value = "theo báo cáo"
        lost = row_of(sheet, "II.1.2|@HBI")
        sheet.cell(lost, 1).value = None
        sheet.cell(lost, roles["reason"]).value = "dòng mất mã"
        places["lost"] = sheet.cell(lost, roles["reason"]).coordinate

    notes = shown(found(edited(summary, edit)))
    assert notes == [("cell", "Thẩm định", places["lost"], "dòng mất mã")]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_rows_and_columns_did_only_the_notes_are_found(content: bytes, seed: int) -> None:
    """Any sheet, edited in up to three ways (inserted, deleted, swapped, sorted, moved)."""
    chance = random.Random(seed)
    snapshot = snapshot_of(content)
    records = read_records(find_tables(snapshot))
    assert records is not None
    for sheet in snapshot.sheets:
        if sheet.name in records:
            moved = shuffled(sheet, chance)
            cells, notes = with_notes(sheet, records[sheet.name], moved, chance)
            again = SheetSnapshot(sheet.name, sheet.visibility, cells)
            strange = strange_cells(again, records[sheet.name])
            told = {(f.at.row, f.at.column): f.cell for f in strange}
            if markers(again) < markers(sheet):  # nobody can read its inputs: they are notes too
                assert notes.items() <= told.items(), sheet.name
            else:
                assert told == notes, sheet.name


def markers(sheet: SheetSnapshot) -> int:
    values = (cell.value for cell in sheet.cells.values())
    return sum(isinstance(value, str) and value.startswith("#thidua:") for value in values)


def test_a_sheet_under_another_name_is_still_ours(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Tổng hợp"].title = "TH năm 2021"
        book["Biểu đồ"].title = "Hình"
        book["TH năm 2021"]["AA15"] = "ở đây"

    assert shown(found(edited(summary, edit))) == [("cell", "TH năm 2021", "AA15", "ở đây")]


def test_an_added_sheet_is_carried_whole(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("Việc cần làm", 1)
        sheet["B2"] = "Hạn gửi tờ trình"
        sheet["C2"] = dt.datetime(2021, 12, 30)
        sheet["C3"] = True
        sheet.sheet_state = "hidden"

    assert shown(found(edited(summary, edit))) == [
        ("sheet_cell", "Việc cần làm", "B2", "Hạn gửi tờ trình"),
        ("sheet_cell", "Việc cần làm", "C2", "30/12/2021"),
        ("sheet_cell", "Việc cần làm", "C3", "TRUE"),
    ]


def test_of_a_copied_sheet_only_the_changes_are_carried(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Tổng hợp"])
        copy.title = "Tổng hợp (2)"
        copy["AA20"] = "bản thảo"

    assert shown(found(edited(summary, edit))) == [
        ("sheet_cell", "Tổng hợp (2)", "AA20", "bản thảo"),
        (
            "lost",
            "Tổng hợp (2)",
            "",
            "Bản sao của trang “Tổng hợp”: chỉ chép những ô khác",
        ),
    ]


def test_a_file_saved_as_values_gives_no_notes(summary: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(summary, data_only=True)
    book["Tổng hợp"]["AA3"] = "đã lưu giá trị"
    out = tmp_path / "gia_tri.xlsx"
    book.save(out)
    assert shown(found(out)) == [("cell", "Tổng hợp", "AA3", "đã lưu giá trị")]


def test_without_a_record_only_sheets_are_carried(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        del book["_goc"]
        book["Tổng hợp"]["AA15"] = "không thể biết là của ai"
        book.create_sheet("Riêng")["A1"] = "của tôi"

    path = edited(summary, edit)
    assert shown(found(path)) == [("sheet_cell", "Riêng", "A1", "của tôi")]
    assert records_of(path) is None


def test_a_damaged_record_is_none(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        book["_goc"]["B2"] = "{"

    assert records_of(edited(summary, edit)) is None


def test_in_a_long_table_notes_beside_it_and_texts_over_it_are_found(
    campaign: Campaign, tmp_path: Path
) -> None:
    large = cases.with_units(campaign, 201)
    given = tuple(cases.entries(large, Period.YEAR, random.Random(7)))
    came = [cases.received(large, unit, Period.YEAR, given) for unit in list(large.units)[:3]]
    path = write(merge(large, Period.YEAR, came), tmp_path / "lon.xlsx")
    assert found(path) == ()

    def edit(book: Workbook) -> None:
        book["Ma trận điểm"]["K30"] = 4
        book["Ma trận điểm"]["D30"] = "tên khác"
        book["Tổng hợp"]["C100"] = "Đơn vị khác"
        rows = list(range(20, 30))
        move_rows(book["Ma trận điểm"], rows, list(reversed(rows)))

    assert sorted(shown(found(edited(path, edit)))) == [
        ("cell", "Ma trận điểm", "D30", "tên khác"),
        ("cell", "Ma trận điểm", "K30", "4"),
        ("cell", "Tổng hợp", "C100", "Đơn vị khác"),
    ]


def test_a_summary_opens_with_its_record(seven: MergeResult) -> None:
    book = openpyxl.load_workbook(BytesIO(build_summary(seven, at=cases.AT)))
    assert book["_goc"].sheet_state == "veryHidden"
