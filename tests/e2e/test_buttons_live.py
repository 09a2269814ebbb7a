"""Every button, pressed on an open form in LibreOffice by the command that RunPython starts."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign
from scoring.entries import Entries
from scoring.fields import Address
from scoring.findings import catalogue
from scoring.snapshot import Cell, Place, Snapshot
from scoring.terms import Period
from tests.e2e.libreoffice import soffice
from tests.xl_libreoffice import office
from tests.xl_libreoffice.desk import Desk
from tests.xl_libreoffice.engine import BUSY, MUTE
from thidua_addin import __version__
from thidua_addin.cli import main
from thidua_addin.demo.sample import entries_of, load_samples
from thidua_addin.form.build import build_form, form_cells
from thidua_addin.form.layout import form_layout
from thidua_addin.usecases.issue import issue_forms
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2021, 2, 20, 8)
UNIT = "TQU"
LABELS = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Thông tin"}
LISTING, SCORES, RESULTS = "Kết quả kiểm tra", "Tự chấm điểm", "Kết quả chấm điểm"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def pipe() -> Iterator[str]:
    with office.running() as name:
        yield name


@pytest.fixture(scope="module")
def blank_form(tmp_path_factory: pytest.TempPathFactory, campaign: Campaign) -> Path:
    (issued,) = issue_forms(campaign, [UNIT], tmp_path_factory.mktemp("issued"), AT)
    return issued.path


@pytest.fixture(scope="module")
def filled_form(tmp_path_factory: pytest.TempPathFactory, campaign: Campaign) -> Path:
    """A unit's form for the year in which nothing is wrong."""
    path = tmp_path_factory.mktemp("filled") / "biểu mẫu TQU.xlsx"
    unit = campaign.units[UNIT]
    entries = _year(campaign)
    path.write_bytes(build_form(campaign, unit, issued_at=AT, entries=entries, period=Period.YEAR))
    return path


def _year(campaign: Campaign) -> Entries:
    sample = next(s for s in load_samples(campaign) if s.unit == UNIT)
    return entries_of(campaign, sample, sample.sendings[-1])


@pytest.fixture
def desk(pipe: str, filled_form: Path, tmp_path: Path) -> Iterator[Desk]:
    yield from _open(pipe, filled_form, tmp_path)


def _open(pipe: str, form: Path, folder: Path) -> Iterator[Desk]:
    opened = Desk(pipe, Path(shutil.copy(form, folder)), folder)
    try:
        yield opened
    finally:
        opened.close()


def place(campaign: Campaign, criterion: str, item: str | None, field: str) -> Place:
    wanted = Address(criterion, item, field)
    return next(c.place for c in form_cells(campaign) if c.address == wanted)


def listed(desk: Desk) -> list[list[str]]:
    return desk.rows(LISTING, 5, 2, 7)


def by_command(
    desk: Desk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, str], ...]:
    """What the command line finds in the file, saved as it stands on the screen."""
    copy = desk.save(folder / "saved")
    capsys.readouterr()
    main(["check", str(copy), "--json"])
    return tuple(json.loads(capsys.readouterr().out)["findings"])


def in_order(found: tuple[dict[str, str], ...]) -> list[list[str]]:
    """As the list shows them: errors, warnings, information; what has a place comes first."""
    order = list(LABELS)
    ordered = sorted(found, key=lambda f: (order.index(f["severity"]), not f["sheet"]))
    return [as_listed(n, f) for n, f in enumerate(ordered, 1)]


def as_listed(number: int, finding: dict[str, str]) -> list[str]:
    place = f"{finding['sheet']}!{finding['cell']}" if finding["sheet"] else ""
    return [
        str(number),
        LABELS[finding["severity"]],
        finding["code"],
        place,
        finding["criterion"] or "",
        finding["message"],
        finding["hint"],
    ]


def marks(desk: Desk, campaign: Campaign) -> dict[str, str]:
    """The marks of every table, by place."""
    found = {}
    for table in form_layout(campaign).tables:
        for row in table.rows if "mark" in dict(table.roles) else ():
            at = Place(table.sheet.value, row.row, table.column("mark"))
            if desk.cell(at).String:
                found[str(at)] = desk.cell(at).String
    return found


def test_findings_are_marked_listed_and_mended(
    desk: Desk, campaign: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = place(campaign, "II.6", None, "evidence")
    number = desk.cell(proof).String
    staff = place(campaign, "II.1.1", None, "self")
    desk.type(proof, None)
    desk.type(staff, "nhiều")
    before = {at: text for at, text in marks(desk, campaign).items() if at}
    assert before == {}

    pressed = desk.press("check")

    found = by_command(desk, tmp_path, capsys)
    codes = {finding["code"] for finding in found}
    assert {"EVIDENCE_MISSING", "NUMBER_AS_TEXT"} < codes
    assert listed(desk) == in_order(found)
    marked = marks(desk, campaign)
    assert marked[f"Minh chứng!I{proof.row}"] == "X"
    assert marked[f"Tự chấm điểm!Q{staff.row}"] == "X"
    rows = {
        (f["sheet"], f["cell"].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for f in found if f["sheet"]
    }
    assert len(marked) == len(rows)
    assert desk.selected == listed(desk)[0][3]
    assert listed(desk)[0][1] == "Lỗi"
    assert pressed.boxes == []
    (said,) = pressed.status
    assert f"{len(found)} mục" in said
    assert desk.text(LISTING, "B3") == said

    desk.type(proof, number)
    desk.type(staff, None)
    desk.press("check")

    again = by_command(desk, tmp_path, capsys)
    assert len(again) == len(found) - 2
    assert listed(desk) == in_order(again)
    mended = marks(desk, campaign)
    assert f"Minh chứng!I{proof.row}" not in mended
    assert set(mended.values()) == {"!"}

    desk.press("clear_marks")
    assert marks(desk, campaign) == {}
    assert listed(desk) == []
    assert by_command(desk, tmp_path, capsys) == again


def test_a_place_in_the_list_leads_to_its_cell(desk: Desk) -> None:
    desk.press("check")
    formula = desk.sheet(LISTING).getCellRangeByName("E5").Formula
    assert formula == '=HYPERLINK("#\'Tự chấm điểm\'!G26";"Tự chấm điểm!G26")'


def test_points_and_formulas_typed_over(desk: Desk, campaign: Campaign) -> None:
    computed = place(campaign, "II.1.1", None, "computed")
    shown = desk.cell(computed).Value
    cleared = place(campaign, "II.1", None, "computed")
    desk.sheet(SCORES).unprotect("")
    desk.type(computed, shown + 1)
    desk.type(cleared, None)
    desk.press("score")
    rows = desk.rows(RESULTS, 5, 2, 7)
    by_code = {row[0]: row for row in rows if row[1] and not row[1].startswith("Chỉ tiêu")}
    line = by_code["II.1.1"]
    assert float(line[3].replace(",", ".")) == shown
    assert line[6]
    everything = desk.document.Sheets.getByName(RESULTS)
    cursor = everything.createCursor()
    cursor.gotoEndOfUsedArea(True)
    texts = [str(x) for row in cursor.getDataArray() for x in row]
    assert any(text.startswith("CÔNG THỨC BỊ GHI ĐÈ") for text in texts)
    assert str(computed) in texts
    assert str(cleared) in texts
    assert catalogue()["FORMULA_CLEARED"].title in texts
    assert desk.selected == f"{RESULTS}!B5"


def test_live_points_are_those_of_the_button(desk: Desk, campaign: Campaign) -> None:
    desk.press("score")
    table = form_layout(campaign).scores
    as_text = {"II.3.2", "II.5.2"}  # the form's own formulas do not count what stands as text
    compared = 0
    for code, title, _, points, *_ in desk.rows(RESULTS, 5, 2, 7):
        at = Place(SCORES, table.row_of(code, None), table.column("computed"))
        if not title.startswith("Chỉ tiêu") and code not in as_text and points:
            assert desk.cell(at).Value == float(points.replace(",", "."))
            compared += 1
    assert compared > 10


def test_the_sealed_copy_stands_beside_the_form(
    desk: Desk, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.select(SCORES, "D12:F14")
    (said,) = desk.press("submit").boxes
    sealed = desk.path.with_name(f"{campaign.id}_{UNIT}_nam_lan1.xlsx")
    assert sealed.exists()
    code = said.rpartition("Mã kiểm tra: ")[2]
    assert sealed.name in said
    assert len(code) == len("K7QF-92MD-4XTA")
    assert code in desk.text(LISTING, "B3")
    assert desk.selected == "Tự chấm điểm!D12:F14"
    capsys.readouterr()
    assert main(["check", str(sealed), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert "SEALED_COPY_EDITED" not in {f["code"] for f in findings}


def test_a_form_with_errors_is_not_sealed(desk: Desk, campaign: Campaign) -> None:
    desk.type(place(campaign, "II.6", None, "evidence"), None)
    (said,) = desk.press("submit").boxes
    assert said.startswith("Chưa xuất phiếu nộp")
    assert [p.name for p in desk.path.parent.glob("*_lan*")] == []
    assert "EVIDENCE_MISSING" in {row[2] for row in listed(desk)}


def test_a_folder_that_cannot_be_written(desk: Desk) -> None:
    desk.press("check")
    found = listed(desk)
    desk.select(SCORES, "D12")
    before = sorted(desk.path.parent.glob("*.xls*"))
    desk.press("submit", can_write=False)  # what it says is said to nobody but the list's heading
    assert catalogue()["TARGET_NO_SPACE"].hint in desk.text(LISTING, "B3")
    assert "cum-tdmnpb-2021_TQU_nam_lan1.xlsx" in desk.text(LISTING, "B3")
    assert listed(desk) == found
    assert sorted(desk.path.parent.glob("*.xls*")) == before
    assert desk.selected == f"{SCORES}!D12"


def test_why_a_criterion_has_its_points(desk: Desk, campaign: Campaign) -> None:
    row = form_layout(campaign).scores.row_of("II.5.2", None)
    desk.select(SCORES, f"F{row}")
    (said,) = desk.press("explain").boxes
    assert said.startswith(f"II.5.2. {campaign.tree['II.5.2'].title}\n")
    assert "điểm" in said
    assert desk.selected == f"{SCORES}!F{row}"
    desk.select(SCORES, "A1:AMJ1048576")
    (told,) = desk.press("explain").boxes
    assert told.startswith("Hãy chọn một ô ở dòng của một tiêu chí")
    assert desk.selected == f"{SCORES}!A1:AMJ1048576"


def test_what_a_group_consists_of(desk: Desk, campaign: Campaign) -> None:
    row = form_layout(campaign).scores.row_of("II.5", None)
    desk.select(SCORES, f"C{row}")
    (said,) = desk.press("explain").boxes
    assert "là tổng các tiêu chí bên dưới" in said


def test_the_chairs_year(
    desk: Desk, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.press("submit")
    sent = desk.path.parent / "phiếu nộp"
    sent.mkdir()
    sealed = next(desk.path.parent.glob("*_nam_lan1.xlsx"))
    sealed.rename(sent / sealed.name)

    (said,) = desk.press("merge").boxes
    assert "Cụm trưởng" in said
    assert desk.selected == "Cụm trưởng!B2"
    found = listed(desk)
    desk.select(SCORES, "D12")
    (said,) = desk.press("merge").boxes
    assert said.startswith("Ô “Thư mục chứa các phiếu nộp” ở trang Cụm trưởng còn trống.")
    assert desk.selected == "Cụm trưởng!B2"  # MERGE_FOLDER_NOT_GIVEN
    desk.type(Place("Cụm trưởng", 2, 2), '"phiếu nộp"')  # as Copy as path gives it
    desk.type(Place("Cụm trưởng", 3, 2), "quý I")
    (said,) = desk.press("merge").boxes
    assert said.startswith("Ô “Kỳ tổng hợp (Đăng ký, 6 tháng, Năm)” ở trang Cụm trưởng")
    assert desk.selected == "Cụm trưởng!B3"  # MERGE_PERIOD_NOT_GIVEN
    assert listed(desk) == found
    desk.type(Place("Cụm trưởng", 3, 2), "năm")
    (said,) = desk.press("merge").boxes
    summary = desk.path.with_name(f"{campaign.id}_tong-hop.xlsx")
    assert said.startswith("Đã tổng hợp kỳ Năm: 1 đơn vị đã nộp, 6 chưa nộp")
    assert summary in {office.path_of(d) for d in office.documents(desk.desktop)}

    written = summary.read_bytes()
    (said,) = desk.press("merge").boxes
    assert "đang mở" in said
    assert summary.read_bytes() == written
    (said,) = desk.press("merge", book=summary.name).boxes
    assert "đóng tệp này" in said
    assert summary.read_bytes() == written
    (said,) = desk.press("report", book=summary.name).boxes
    assert said.startswith("Đã lập 13 văn bản kỳ Năm")
    documents = desk.path.with_name(f"{campaign.id}_van-ban")
    assert len(list(documents.glob("*.docx"))) == 13  # six, and a notice for each of 7 units
    capsys.readouterr()
    main(["check", str(desk.save(desk.path.parent / "saved")), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert "EXTRA_CONTENT" not in {f["code"] for f in found}


def test_forms_are_issued_and_criteria_exported(desk: Desk, campaign: Campaign) -> None:
    (said,) = desk.press("issue").boxes
    assert "7 biểu mẫu" in said
    assert len(list(desk.path.with_name(f"{campaign.id}_bieu-mau").iterdir())) == 7
    (said,) = desk.press("issue").boxes
    assert "không bị ghi đè" in said
    desk.press("criteria")
    book = desk.path.with_name(f"{campaign.id}_bo-tieu-chi.xlsx")
    assert book.exists()
    (said,) = desk.press("criteria", book=book.name).boxes
    assert f"{campaign.id}_bo-tieu-chi.toml" in said
    loaded = load_campaign(book.with_suffix(".toml").read_bytes())
    assert loaded.campaign == campaign


def test_what_the_program_says_of_itself(desk: Desk, campaign: Campaign) -> None:
    (said,) = desk.press("about").boxes
    assert (__version__ in said, campaign.id in said) == (True, True)
    assert str(desk.state / "thidua" / "log") in said
    (said,) = desk.press("report").boxes
    assert "Hãy mở tệp đó rồi bấm Báo cáo" in said
    desk.press("help")
    assert desk.selected.startswith("Hướng dẫn!")


BUTTONS = (
    "check", "score", "clear_marks", "submit", "explain", "criteria", "issue", "merge",
    "report", "help", "about",
)  # fmt: skip


def test_while_a_cell_is_being_edited(desk: Desk, campaign: Campaign) -> None:
    desk.select(SCORES, "D12")
    files = sorted(desk.path.parent.glob("*.xlsx"))
    for button in ("check", "score", "submit", "about"):
        (said,) = desk.press(button, **{BUSY: "1"}).boxes
        assert said.startswith("Excel chưa cho làm việc này")
    assert desk.selected == f"{SCORES}!D12"
    assert marks(desk, campaign) == {}
    assert sorted(desk.path.parent.glob("*.xlsx")) == files
    assert "HostRefused" in desk.log


def test_a_host_without_message_boxes(desk: Desk) -> None:
    assert desk.press("submit", **{MUTE: "1"}).boxes == []
    assert "Mã kiểm tra" in desk.text(LISTING, "B3")
    desk.press("about", **{MUTE: "1"})
    assert desk.text(LISTING, "B3").startswith(f"Thi đua, bản {__version__}")
    assert desk.log == ""


def test_a_sheet_that_someone_protected(desk: Desk, campaign: Campaign) -> None:
    desk.sheet(LISTING).protect("mật khẩu riêng")
    pressed = desk.press("check")
    (said,) = pressed.boxes
    assert "“Kết quả kiểm tra”" in said
    assert "Bỏ bảo vệ" in said
    assert set(marks(desk, campaign).values()) == {"!"}


def test_a_list_that_was_deleted_comes_back(desk: Desk) -> None:
    desk.document.Sheets.removeByName(LISTING)
    desk.press("check")
    assert [row[2] for row in listed(desk)] == ["NUMBER_AS_TEXT", "NUMBER_AS_TEXT"]


def test_a_list_whose_first_row_is_one_merged_cell(desk: Desk) -> None:
    """As in the forms of version 0.1.0."""
    row = desk.sheet(LISTING).getCellRangeByName("B5:H5")
    row.merge(True)
    desk.type(Place(LISTING, 5, 2), "Chưa có kết quả kiểm tra nào trong biểu mẫu này.")
    desk.press("check")
    assert [row[2] for row in listed(desk)] == ["NUMBER_AS_TEXT", "NUMBER_AS_TEXT"]
    assert all(all(row) for row in listed(desk))


def test_a_workbook_that_was_never_saved(desk: Desk) -> None:
    new = desk.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    (said,) = desk.press("submit", book=new.Title).boxes
    assert "không phải biểu mẫu" in said
    (said,) = desk.press("criteria", book=new.Title).boxes
    assert "chưa được lưu" in said  # WORKBOOK_NOT_SAVED


def test_a_workbook_that_is_not_ours(desk: Desk, tmp_path: Path) -> None:
    foreign = tmp_path / "khác.xlsx"
    with xlsxwriter.Workbook(foreign) as book:
        book.add_worksheet("Sheet1").write(0, 0, "lương tháng")
    office.open_document(desk.desktop, foreign)
    for button in ("check", "score", "submit", "explain"):
        (said,) = desk.press(button, book=foreign.name).boxes
        assert "không phải biểu mẫu" in said


def test_no_workbook_at_all(desk: Desk) -> None:
    desk.document.close(True)
    (said,) = desk.press("check").boxes
    assert said.startswith("Chưa có sổ tính nào")


def test_from_the_add_in_the_workbook_in_front_is_meant(desk: Desk, tmp_path: Path) -> None:
    add_in = tmp_path / "thidua.xlam"
    shutil.copy(desk.path, add_in)
    office.open_document(desk.desktop, add_in)
    desk.document.CurrentController.Frame.ContainerWindow.toFront()
    desk.desktop.setActiveFrame(desk.document.CurrentController.Frame)
    desk.document.CurrentController.Frame.activate()
    desk.press("check", book=add_in.name)
    assert len(listed(desk)) == 2


@pytest.mark.parametrize("name", ["a=b & c.xlsx", "Biểu mẫu (1).xlsx"])
def test_awkward_names(pipe: str, filled_form: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "Tài liệu & biểu = mẫu"
    folder.mkdir()
    renamed = Path(shutil.copy(filled_form, folder / name))
    opened = Desk(pipe, renamed, tmp_path)
    try:
        opened.press("check")
        assert len(listed(opened)) == 2
    finally:
        opened.close()


def test_the_template_from_blank_to_sealed(
    pipe: str, campaign: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(pipe, Path(shutil.copy(ROOT / "workbook_template.xlsm", tmp_path)), tmp_path)
    try:
        (said,) = desk.press("check").boxes
        unit, period = place_of(campaign, "unit"), place_of(campaign, "period")
        assert "đơn vị" in said
        assert desk.selected == str(unit)
        desk.type(unit, campaign.units[UNIT].name)
        (said,) = desk.press("check").boxes
        assert "kỳ" in said
        assert desk.selected == str(period)
        cells = form_cells(campaign)
        values = [(entry.address, entry.raw) for entry in _year(campaign)]
        desk.fill(cells, values)
        desk.type(period, Period.YEAR.label)
        desk.press("check")
        found = by_command(desk, tmp_path, capsys)
        assert listed(desk) == in_order(found)
        assert {f["severity"] for f in found} <= {"warning", "info"}
        (said,) = desk.press("submit").boxes
        assert "Mã kiểm tra" in said
    finally:
        desk.close()


def place_of(campaign: Campaign, field: str) -> Place:
    info = form_layout(campaign).info
    return Place(info.sheet.value, info.row_of(None, None, field), info.column("value"))


def test_the_open_workbook_reads_like_its_saved_file(desk: Desk, tmp_path: Path) -> None:
    """The same snapshot from the screen and from the file, but for what only a file knows."""
    live = read_on_screen(desk)
    saved = read_workbook(desk.save(tmp_path / "saved"))
    assert [s.name for s in live.sheets] == [s.name for s in saved.sheets]
    for ours, theirs in zip(live.sheets, saved.sheets, strict=True):
        assert (ours.visibility == "visible") == (theirs.visibility == "visible")
        assert as_saved(ours.cells) == as_saved(theirs.cells)


def as_saved(cells: Mapping[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell]:
    """LibreOffice saves 15 digits of a number."""
    return {
        at: replace(cell, value=float(f"{cell.value:.15g}"))
        if isinstance(cell.value, float)
        else cell
        for at, cell in cells.items()
    }


def read_on_screen(desk: Desk) -> Snapshot:
    file = desk.state / "snapshot.pickle"
    code = (
        "import pickle, pathlib; from thidua_addin.form.live import calling_book; "
        f"pathlib.Path({str(file)!r}).write_bytes(pickle.dumps(calling_book().snapshot()))"
    )
    desk.run(code)
    found = pickle.loads(file.read_bytes())
    assert isinstance(found, Snapshot)
    return found
