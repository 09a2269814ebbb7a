"""Buttons on workbooks that are not ours, hosts that cannot do all, and a form's registration."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from scoring.campaign import Campaign
from scoring.snapshot import Place
from scoring.terms import Period
from tests.e2e import test_buttons_live as live
from tests.e2e.libreoffice import soffice
from tests.xl_libreoffice import office
from tests.xl_libreoffice.desk import Desk
from tests.xl_libreoffice.engine import LACKS, MUTE, READ_ONLY
from thidua_addin.form.build import build_form, form_cells
from thidua_addin.form.layout import form_layout
from thidua_addin.usecases.check import check_form
from thidua_addin.usecases.criteria_book import export_campaign
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

campaign, pipe, filled_form, desk = live.campaign, live.pipe, live.filled_form, live.desk
LISTING, SCORES, AREA = live.LISTING, live.SCORES, "Cụm trưởng"
EXCEL_IS_BUSY, EXCEL_REFUSES = "-2146777998", "-2146827284"
TAKEN_NAMES = (LISTING, live.RESULTS, AREA)


def foreign(folder: Path, *names: str) -> Path:
    """A workbook of somebody else's with sheets that are called like ours."""
    path = folder / "của người khác.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            for row in range(12):
                sheet.write_row(row, 0, ["riêng"] * 8)
    return path


def everything(document: object) -> dict[str, object]:
    """All that stands in a workbook, sheet by sheet."""
    found = {}
    for sheet in document.Sheets:  # type: ignore[attr-defined]
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(True)
        found[sheet.Name] = cursor.getDataArray()
    return found


@pytest.mark.parametrize("environment", [{}, {MUTE: "1"}], ids=["", "mute"])
def test_somebody_elses_sheets_are_left_alone(
    desk: Desk, tmp_path: Path, environment: dict[str, str]
) -> None:
    path = foreign(tmp_path, *TAKEN_NAMES)
    other = office.open_document(desk.desktop, path)
    before = everything(other)
    files = sorted(tmp_path.iterdir())
    for button in live.BUTTONS:
        if button != "criteria":
            desk.press(button, book=path.name, **environment)
            assert everything(other) == before, button
    assert [p for p in sorted(tmp_path.iterdir()) if p.suffix == ".xlsx"] == [
        p for p in files if p.suffix == ".xlsx"
    ]


def test_what_a_button_for_ours_says_of_a_foreign_workbook(desk: Desk, tmp_path: Path) -> None:
    path = foreign(tmp_path, "Sheet1")
    office.open_document(desk.desktop, path)
    for button, name in (("issue", "Phát hành biểu mẫu"), ("merge", "Tổng hợp")):
        (said,) = desk.press(button, book=path.name).serious
        assert said.startswith("Sổ tính đang mở không thuộc đợt thi đua nào")
        assert said.endswith(f"rồi bấm {name}.")
    (said,) = desk.press("clear_marks", book=path.name).serious
    assert "không phải biểu mẫu thi đua" in said


def test_a_sheet_of_that_name_with_something_else(desk: Desk, campaign: Campaign) -> None:
    desk.document.Sheets.removeByName(LISTING)
    desk.document.Sheets.insertNewByName(LISTING, 2)
    desk.document.Sheets.insertNewByName(AREA, 2)
    for name in (LISTING, AREA):
        desk.type(Place(name, 3, 2), "ghi chú riêng")
    (said,) = desk.press("check").serious
    assert "Trang “Kết quả kiểm tra” trong sổ tính này ghi nội dung khác" in said
    assert desk.rows(LISTING, 3, 2, 7) == [["ghi chú riêng", *[""] * 6]]
    assert set(live.marks(desk, campaign).values()) == {"!"}
    desk.press("clear_marks")
    (said,) = desk.press("merge").serious
    assert "đã có trang “Cụm trưởng”" in said
    assert desk.rows(LISTING, 3, 2, 7) == [["ghi chú riêng", *[""] * 6]]
    assert desk.rows(AREA, 3, 1, 3) == [["", "ghi chú riêng", ""]]


@pytest.fixture
def criteria(pipe: str, tmp_path: Path, campaign: Campaign) -> Iterator[tuple[Desk, Campaign]]:
    """The criteria workbook of a campaign of the chair's own."""
    own = campaign.model_copy(update={"id": "cum-rieng-2021"})
    path = tmp_path / "bộ tiêu chí.xlsx"
    export_campaign(own, path, live.AT)
    opened = Desk(pipe, path, tmp_path)
    try:
        yield opened, own
    finally:
        opened.close()


def test_a_merge_from_a_criteria_workbook_is_of_its_own_campaign(
    criteria: tuple[Desk, Campaign], filled_form: Path, tmp_path: Path, campaign: Campaign
) -> None:
    desk, own = criteria
    sent = tmp_path / "phiếu nộp"
    sent.mkdir()
    shutil.copy(filled_form, sent / "của đợt khác.xlsx")
    desk.press("merge")
    desk.type(Place(AREA, 2, 2), "phiếu nộp")
    desk.type(Place(AREA, 3, 2), "Năm")
    (said,) = desk.press("merge").serious
    assert said.startswith("Kỳ Năm: chưa nhận được phiếu: 0 đơn vị đã nộp, 7 chưa nộp, 1 tệp")
    assert (tmp_path / f"{own.id}_tong-hop.xlsx").exists()
    assert not (tmp_path / f"{campaign.id}_tong-hop.xlsx").exists()

    entries = live._year(campaign)
    form = build_form(own, own.units["TQU"], issued_at=live.AT, entries=entries)
    (sent / "của đợt này.xlsx").write_bytes(form)
    for document in list(office.documents(desk.desktop)):
        if document != desk.document:
            document.close(True)
    pressed = desk.press("merge")
    assert pressed.serious == []
    assert pressed.boxes[0].startswith("Đã tổng hợp kỳ Năm: 1 đơn vị đã nộp, 6 chưa nộp, 1 tệp")


def test_criteria_that_were_not_saved_are_not_issued(
    criteria: tuple[Desk, Campaign], tmp_path: Path
) -> None:
    desk, own = criteria
    title = own.tree["II.1.1"].title
    at = next(
        Place(sheet.name, row, column)
        for sheet in read_workbook(desk.path).sheets
        for (row, column), cell in sheet.cells.items()
        if cell.value == title
    )
    desk.type(at, f"{title}, sửa chưa lưu")
    for button in ("issue", "criteria"):
        (said,) = desk.press(button).serious
        assert "có chỗ sửa chưa lưu" in said  # CRITERIA_NOT_SAVED
    assert [p.suffix for p in tmp_path.iterdir()].count(".toml") == 0
    desk.type(at, title)
    (said,) = desk.press("issue").boxes
    assert said.startswith(f"Đã phát hành 7 biểu mẫu của đợt {own.id} (lần ban hành 1)")


def test_what_cannot_be_opened_was_written_all_the_same(desk: Desk, campaign: Campaign) -> None:
    (said,) = desk.press("criteria", **{LACKS: "open"}).serious
    book = desk.path.with_name(f"{campaign.id}_bo-tieu-chi.xlsx")
    assert book.exists()
    assert f"Đã ghi {book} nhưng không mở được" in said


def test_a_host_without_defined_names(desk: Desk, campaign: Campaign) -> None:
    (desk.path.parent / "phiếu nộp").mkdir()
    lacks = {LACKS: "names.add"}
    (said,) = desk.press("merge", **lacks).boxes
    assert said.startswith("Điền ô “Thư mục chứa các phiếu nộp”")
    desk.type(Place(AREA, 2, 2), "phiếu nộp")
    desk.type(Place(AREA, 3, 2), "Năm")
    (said,) = desk.press("merge", **lacks).serious
    assert said.startswith("Kỳ Năm: chưa nhận được phiếu: 0 đơn vị đã nộp")


def test_a_folder_that_is_not_there_is_shown(desk: Desk) -> None:
    desk.press("merge")
    desk.type(Place(AREA, 2, 2), "“không có”")
    desk.type(Place(AREA, 3, 2), "Năm")
    desk.select(SCORES, "D12")
    (said,) = desk.press("merge").serious
    assert said.startswith("Không tìm thấy thư mục")
    assert "”" not in said
    assert desk.selected == f"{AREA}!B2"


def test_a_busy_host_is_not_taken_for_protection(desk: Desk) -> None:
    (said,) = desk.press("check", **{READ_ONLY: EXCEL_IS_BUSY}).serious
    assert said.startswith("Excel chưa cho làm việc này")
    (said,) = desk.press("check", **{READ_ONLY: EXCEL_REFUSES}).serious
    assert "có thể một ô đang được sửa dở" in said
    assert "đang được bảo vệ riêng" in said


def test_a_sealed_copy_is_told_of_though_the_host_is_busy(desk: Desk, campaign: Campaign) -> None:
    (said,) = desk.press("submit", **{READ_ONLY: EXCEL_IS_BUSY}).serious
    assert desk.path.with_name(f"{campaign.id}_TQU_nam_lan1.xlsx").exists()
    assert said.startswith("Đã xuất phiếu nộp")
    assert "Excel đang bận" in said


def test_a_refusal_claims_nothing_that_was_not_done(desk: Desk, campaign: Campaign) -> None:
    desk.press("check")
    desk.sheet(LISTING).protect("mật khẩu riêng")
    (said,) = desk.press("clear_marks").serious
    assert "Đã xóa" not in said
    assert "“Kết quả kiểm tra”" in said
    desk.document.protect("mật khẩu riêng")
    (said,) = desk.press("merge").serious
    assert "Điền" not in said
    assert AREA in said


def test_a_cell_with_two_findings_counts_once(desk: Desk, campaign: Campaign) -> None:
    """Typed over with a number that differs: CALCULATED_OVERWRITTEN and LIVE_DIFFERS."""
    computed = live.place(campaign, "II.1.1", None, "computed")
    desk.sheet(SCORES).unprotect("")
    desk.type(computed, desk.cell(computed).Value + 1)
    (said,) = desk.press("score").status
    assert "Có 1 ô công thức bị ghi đè" in said
    titles = [row[1] for row in desk.rows(live.RESULTS, 5, 2, 7)]
    cursor = desk.sheet(live.RESULTS).createCursor()
    cursor.gotoEndOfUsedArea(True)
    texts = [str(x) for row in cursor.getDataArray() for x in row]
    assert "CÔNG THỨC BỊ GHI ĐÈ, BỊ XÓA HOẶC HIỆN KẾT QUẢ KHÁC: 1 ô" in texts
    assert texts.count(str(computed)) == 2
    assert titles


def test_the_selection_of_another_workbook_is_left_alone(
    desk: Desk, filled_form: Path, tmp_path: Path
) -> None:
    desk.select(SCORES, "D12")
    path = Path(shutil.copy(filled_form, tmp_path / "biểu mẫu khác.xlsx"))
    other = office.open_document(desk.desktop, path)
    controller = other.CurrentController
    controller.setActiveSheet(other.Sheets.getByName("Thông tin"))
    controller.select(other.Sheets.getByName("Thông tin").getCellRangeByName("C9"))
    desk.press("clear_marks")
    assert desk.selected == f"{SCORES}!D12"
    assert controller.Selection.AbsoluteName.endswith("$C$9")


def test_a_workbook_that_is_not_open(desk: Desk) -> None:
    (said,) = desk.press("check", book="không mở.xlsx").boxes
    assert said.startswith("Chưa có sổ tính nào")


def test_the_status_bar_is_given_back_and_says_little(desk: Desk) -> None:
    pressed = desk.press("check")
    assert pressed.freed
    (said,) = pressed.status
    assert len(said) <= 150
    assert "\n" not in said
    pressed = desk.press("about")
    assert (pressed.freed, pressed.status) == (True, [])


def test_places_on_hidden_sheets(desk: Desk, campaign: Campaign) -> None:
    wrong = live.place(campaign, "II.1.1", None, "self")
    desk.type(wrong, "nhiều")
    proof = live.place(campaign, "II.6", None, "evidence")
    desk.type(proof, None)
    desk.select("Thông tin", "C7")
    desk.sheet(SCORES).IsVisible = False
    desk.press("check")
    first, second, *_ = live.listed(desk)
    assert (first[1], first[3]) == ("Lỗi", str(proof))
    assert second[3] == str(wrong)
    assert desk.selected == str(proof)
    desk.sheet(proof.sheet).IsVisible = False
    (said,) = desk.press("check").boxes
    assert f"trang đang ẩn “{SCORES}”" in said
    assert desk.selected == f"{LISTING}!B5"
    desk.sheet("Hướng dẫn").IsVisible = False
    (said,) = desk.press("help").boxes
    assert said.startswith("Trang Hướng dẫn đang ẩn")


def test_errors_stand_first(desk: Desk, campaign: Campaign) -> None:
    desk.type(live.place(campaign, "II.6", None, "evidence"), None)
    desk.press("check")
    levels = [row[1] for row in live.listed(desk)]
    assert levels == ["Lỗi", "Cảnh báo", "Cảnh báo"]
    assert desk.selected == live.listed(desk)[0][3]


# --- a form for any unit, once a registration was sealed from it ---


@pytest.fixture
def template(pipe: str, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(pipe, Path(shutil.copy(live.ROOT / "workbook_template.xlsm", tmp_path)), tmp_path)
    try:
        yield opened
    finally:
        opened.close()


def offered(desk: Desk, campaign: Campaign) -> list[str]:
    """What the list of the unit's cell offers: its formula, spread over as many cells."""
    unit = live.place_of(campaign, "unit")
    formula = desk.cell(unit).Validation.getFormula1()
    sheet = desk.document.Sheets
    if not sheet.hasByName("thử"):
        sheet.insertNewByName("thử", 0)
    cells = desk.sheet("thử").getCellRangeByPosition(0, 0, 0, 6)
    cells.setArrayFormula(f"={formula}")
    return list(dict.fromkeys(row[0] for row in cells.getDataArray()))


def test_a_registration_fixes_the_unit_of_the_form(
    template: Desk, campaign: Campaign, tmp_path: Path
) -> None:
    names = {code: unit.name for code, unit in campaign.units.items()}
    unit, period = (live.place_of(campaign, field) for field in ("unit", "period"))
    assert offered(template, campaign) == list(names.values())
    template.document.Sheets.removeByName("thử")
    template.fill(form_cells(campaign), ((e.address, e.raw) for e in live._year(campaign)))
    template.type(unit, names["TQU"])
    template.type(period, Period.REGISTRATION.label)
    (said,) = template.press("submit").boxes
    assert f"từ nay là của {names['TQU']}" in said
    code = said.partition("Mã kiểm tra: ")[2].split()[0]
    meta = template.sheet("_meta")
    assert [meta.getCellRangeByName(a).String for a in ("B4", "B5")] == ["TQU", code]
    assert offered(template, campaign) == [names["TQU"]]
    template.document.Sheets.removeByName("thử")

    template.type(unit, names["YBA"])
    template.type(period, Period.YEAR.label)
    template.press("check")
    first = live.listed(template)[0]
    assert (first[2], first[3]) == ("UNIT_CHANGED_AFTER_REGISTRATION", str(unit))
    assert template.selected == str(unit)
    (said,) = template.press("submit").boxes
    assert said.startswith("Chưa xuất phiếu nộp")

    saved = template.save(tmp_path / "saved")
    assert "UNIT_CHANGED_AFTER_REGISTRATION" in {f.code for f in check_form(saved).findings}
    refused = submit_form(saved, "nam", tmp_path / "out", dt.datetime(2021, 11, 30))
    assert refused.path is None

    template.type(unit, names["TQU"])
    (said,) = template.press("submit").boxes
    sealed = next(tmp_path.glob("*_TQU_nam_lan1.xlsx"))
    assert sealed.name in said
    checked = check_form(sealed)
    assert checked.form.reading.meta.registered == ("TQU", code)
    assert not {f.code for f in checked.findings if f.code.startswith("UNIT_")}


def test_an_issued_form_has_no_such_cells(desk: Desk, campaign: Campaign) -> None:
    desk.type(live.place_of(campaign, "period"), Period.REGISTRATION.label)
    (said,) = desk.press("submit").boxes
    assert "từ nay là của" not in said
    meta = next(s for s in read_workbook(desk.path).sheets if s.name == "_meta")
    assert not any("registered" in str(cell.value) for cell in meta.cells.values())
    assert form_layout(campaign).info
