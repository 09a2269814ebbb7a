"""``Ghi chú giữ lại``: notes go from merge to merge, exactly, once, until a person deletes them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from scoring.campaign_load import published_campaign
from scoring.merge import MergeResult
from scoring.received import VIETNAM
from scoring.snapshot import CellValue
from tests.addin import summary_cases as cases
from tests.addin.kept_cases import AGAIN, edited, found, shown, write, written
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.kept_notes import KeptNote, NoteKind, kept_findings, unique
from thidua_addin.summary.own_cells import record_findings
from thidua_addin.summary.sheets.kept import text_parts
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook

LONG = " ".join(f"từ{n}  " for n in range(6_000))[:32_760]
NASTY = (
    '=HYPERLINK("http://a.example","bấm")',
    "=1+1",
    "+84 912 345 678",
    "@SUM(A1)",
    "http://a.example/x",
    "{=A1}",
    "  hai dấu cách  trước và sau  ",
    '_x0041_ và <b>đậm</b> & "nháy" ]]>',
    "dòng 1\ndòng 2\n\n\ndòng 5",
    "\u202eוכל לבוא\u202c ثم عاد",
    "😀" * 300,
    "không-có-chỗ-ngắt" * 1_900,
    LONG,
)


@pytest.fixture(scope="module")
def seven() -> MergeResult:
    return cases.realistic(published_campaign())


def note(raw: CellValue, cell: str = "AA15", **more: str) -> KeptNote:
    text = raw if isinstance(raw, str) else "?"
    one = KeptNote(NoteKind.CELL, "Tổng hợp", cell, text, raw, AGAIN)
    return dataclasses.replace(one, **more)


def test_what_people_typed_comes_back_exactly(seven: MergeResult, tmp_path: Path) -> None:
    notes = tuple(note(text, f"AA{n}") for n, text in enumerate(NASTY, start=15))
    path = write(seven, tmp_path / "a.xlsx", notes)
    assert [n.raw for n in found(path)] == list(NASTY)
    assert found(path) == notes
    cells = [c for row in openpyxl.load_workbook(path)["Ghi chú giữ lại"].iter_rows() for c in row]
    assert not any(c.data_type == "f" or c.hyperlink for c in cells)
    assert set(NASTY) <= {c.value for c in cells}  # each whole in one cell, the long ones hidden


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_they_come_back_from_a_file_that_another_program_saved(
    seven: MergeResult, tmp_path: Path
) -> None:
    notes = tuple(note(text, f"AA{n}") for n, text in enumerate(NASTY, start=15))
    path = recalculated([write(seven, tmp_path / "a.xlsx", notes)], tmp_path / "lo")[0]
    assert [n.raw for n in found(path)] == list(NASTY)
    assert [n.key for n in found(path)] == [n.key for n in notes]


@pytest.mark.parametrize(
    ("raw", "shown_as"),
    [
        (12.5, "12,5"),
        (True, "TRUE"),
        (dt.date(2021, 12, 18), "18/12/2021"),
        (dt.datetime(2021, 12, 18, 8, 30), "18/12/2021 08:30"),
    ],
)
def test_values_stay_values(
    seven: MergeResult, tmp_path: Path, raw: CellValue, shown_as: str
) -> None:
    one = note(raw)
    back = found(write(seven, tmp_path / "a.xlsx", (dataclasses.replace(one, text=shown_as),)))
    assert [(n.raw, n.text) for n in back] == [(raw, shown_as)]


def test_a_note_is_kept_once_with_the_moment_it_was_first_found(
    seven: MergeResult, tmp_path: Path
) -> None:
    first = dt.datetime(2021, 7, 1, 9, 0, tzinfo=VIETNAM)
    earlier = dataclasses.replace(note("nhớ gọi"), since=first)
    assert unique([note("nhớ gọi"), earlier]) == (earlier,)
    path = write(seven, tmp_path / "a.xlsx", (earlier,))
    again = edited(path, lambda book: book["Tổng hợp"].__setitem__("AA15", "nhớ gọi"))
    assert found(again) == (earlier,)
    assert written(seven, found(again)) == path.read_bytes()


def test_a_deleted_row_is_gone_and_a_changed_one_says_what_it_says_now(
    seven: MergeResult, tmp_path: Path
) -> None:
    notes = tuple(note(text, f"AA{n}") for n, text in enumerate("abc", start=1))
    path = write(seven, tmp_path / "a.xlsx", notes)

    def edit(book: Workbook) -> None:
        sheet = book["Ghi chú giữ lại"]
        where = {sheet.cell(r, 5).value: r for r in range(1, sheet.max_row + 1)}
        sheet.cell(where["c"], 5).value = "c, đã xong"
        sheet.cell(where["c"], 12).value = "ghi bên cạnh"
        sheet.delete_rows(where["a"])

    assert shown(found(edited(path, edit))) == [
        ("cell", "Tổng hợp", "AA2", "b"),
        ("cell", "Tổng hợp", "AA3", "c, đã xong"),
        ("cell", "Ghi chú giữ lại", "L7", "ghi bên cạnh"),
    ]


def test_a_changed_part_of_a_long_note_changes_the_note(seven: MergeResult, tmp_path: Path) -> None:
    path = write(seven, tmp_path / "a.xlsx", (note(LONG),))
    parts = text_parts(LONG, 62)
    assert "".join(parts) == LONG

    def edit(book: Workbook) -> None:
        sheet = book["Ghi chú giữ lại"]
        row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 5).value == parts[1])
        sheet.cell(row, 5).value = "đã rút gọn "

    (changed,) = found(edited(path, edit))
    assert changed.raw == "".join((parts[0], "đã rút gọn ", *parts[2:]))


def test_without_notes_there_is_no_sheet(seven: MergeResult) -> None:
    book = openpyxl.load_workbook(BytesIO(build_summary(seven, at=cases.AT)))
    assert "Ghi chú giữ lại" not in book.sheetnames


def test_what_is_said_of_the_notes(seven: MergeResult, tmp_path: Path) -> None:
    lost = note("Hình ảnh “Picture 1”", kind=NoteKind.LOST)
    old = dataclasses.replace(note("cũ"), since=cases.AT)
    found_now = kept_findings([note("a"), note("b"), old, lost], AGAIN, "tong_hop_cu.xlsx")
    assert [f.code for f in found_now] == ["OWN_CONTENT_KEPT", "OWN_CONTENT_LOST"]
    assert "có 2 nội dung" in found_now[0].message
    assert "Tệp cũ được giữ: tong_hop_cu.xlsx." in found_now[1].message
    assert kept_findings([old], AGAIN, "x.xlsx") == ()
    path = write(seven, tmp_path / "a.xlsx")
    assert record_findings(read_workbook(path, SUMMARY_LIMITS)) == ()
    bare = edited(path, lambda book: book.remove(book["_goc"]))
    (said,) = record_findings(read_workbook(bare, SUMMARY_LIMITS))
    assert said.code == "OWN_CONTENT_NO_RECORD"
