"""The notice of one unit: what it shows, what never gets through, what comes back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.inputs import ChairInputs, UnitEntry, inputs_of
from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import MergeResult, merge
from scoring.snapshot import Cell, Place, SheetSnapshot, Snapshot
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.form.meta import workbook_kind
from thidua_addin.notice.build import build_notice
from thidua_addin.notice.cells import notice_cells
from thidua_addin.notice.layout import COLUMNS, columns_of
from thidua_addin.notice.lines import LineStatus, notice_lines
from thidua_addin.notice.read import NotANotice, NoticeReading, read_notice
from thidua_addin.summary.cells import SummaryCell
from thidua_addin.summary.printing import PAGE_WIDTH, column_points, print_scale
from thidua_addin.workbook.read import read_workbook

D = Decimal
SHEET = "Phiếu giải trình"
ISSUED = dt.datetime(2021, 12, 20, 8)
MERGED = dt.datetime(2021, 12, 18, 9, 30)
Typed = tuple[str, str | None, str, Decimal | str]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


def given(points: dict[str, object], campaign: Campaign) -> tuple[Entry, ...]:
    """Entries ``II.1.1||choice`` with their values."""
    found = []
    for text, value in points.items():
        criterion, item, field = text.split("|")
        raw = float(value) if isinstance(value, Decimal) else value
        found.append(Entry(Address(criterion or None, item or None, field), raw, value))  # type: ignore[arg-type]
    return tuple(found)


def typed(unit: str, entries: Iterable[Typed]) -> ChairInputs:
    return inputs_of(
        UnitEntry(
            unit,
            Entry(Address(c, i, f), float(v) if isinstance(v, Decimal) else v, v),
        )
        for c, i, f, v in entries
    )


APPRAISED: tuple[Typed, ...] = (
    ("II.1.1", None, "appraised", D("2.5")),
    ("II.1.1", None, "reason", "Báo cáo chưa có số liệu quý IV"),
    ("II.2.2", "KL.CC", "appraised_actual", D(1)),
    ("II.3.4", None, "appraised", D("1")),
    ("II.3.4", None, "reason", "Chỉ công nhận 1 sáng kiến"),
    ("II.3.4", None, "second", D("2")),
    ("II.4.2", None, "reason", "Đã xem"),
    ("II.4.2", None, "explanation", "Đã gửi biên bản bầu cử"),
)
"""II.1.1 has 3 points by the unit's own entries: 2.5 is 0.5 less."""

EVIDENCE = Finding(
    "EVIDENCE_MISSING",
    Place("Minh chứng", 10, 5),
    "II.1.2",
    None,
    "evidence",
    {"criterion": "II.1.2"},
)
GENERAL = Finding(
    "REQUIRED_MISSING",
    Place("Thông tin", 8, 3),
    None,
    None,
    "preparer",
    {"title": "Người lập biểu", "of": "", "period": "Đăng ký"},
)


@pytest.fixture(scope="module")
def result(campaign: Campaign) -> MergeResult:
    entries = given({"II.1.1||choice": "Có", "II.1.2||actual_fy": D(7)}, campaign)
    came = [
        cases.received(campaign, "HBI", Period.YEAR, entries, findings=(EVIDENCE,)),
        cases.received(campaign, "BKA", Period.YEAR, entries),
    ]
    return merge(campaign, Period.YEAR, came, chair=typed("HBI", APPRAISED))


def made(result: MergeResult, unit: str = "HBI", version: int = 1) -> bytes:
    return build_notice(result, unit, at=ISSUED, merged_at=MERGED, version=version).content


def snapshot_of(content: bytes, folder: Path) -> Snapshot:
    path = folder / "phieu.xlsx"
    path.write_bytes(content)
    return read_workbook(path)


@pytest.fixture(scope="module")
def notice(result: MergeResult, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(made(result), tmp_path_factory.mktemp("notice"))


def test_the_head_tells_two_notices_of_the_same_number_apart(
    notice: Snapshot, result: MergeResult, tmp_path: Path
) -> None:
    later = ISSUED + dt.timedelta(hours=2, minutes=5)
    other = build_notice(result, "HBI", at=later, merged_at=MERGED, version=1).content
    for snapshot, when in ((notice, "08:00"), (snapshot_of(other, tmp_path), "10:05")):
        said = [c.value for s in snapshot.sheets for c in s.cells.values()]
        (head,) = [v for v in said if isinstance(v, str) and v.startswith("Kính gửi:")]
        assert f"(Phiếu lần 1. Lập lúc {when} ngày 20/12/2021, thông báo kết quả" in head


def cells(snapshot: Snapshot) -> dict[tuple[str | None, str | None, str], SummaryCell]:
    return {(c.criterion, c.item, c.field): c for c in notice_cells(snapshot)}


def shown(snapshot: Snapshot, criterion: str, field: str, item: str | None = None) -> object:
    at = cells(snapshot)[criterion, item, field].at
    sheet = next(s for s in snapshot.sheets if s.name == at.sheet)
    return sheet.cell(at.row, at.column).value


def changed(snapshot: Snapshot, new: dict[tuple[int, int], Cell | None]) -> Snapshot:
    """The notice with other cells on its first sheet."""
    first, *rest = snapshot.sheets
    held = {**first.cells, **new}
    kept = {at: cell for at, cell in held.items() if cell is not None}
    return dataclasses.replace(snapshot, sheets=(dataclasses.replace(first, cells=kept), *rest))


def moved(
    snapshot: Snapshot, rows: dict[int, int | None], columns: range | None = None
) -> Snapshot:
    """Rows of the first sheet at other places (None: deleted), or only some columns of them."""
    first, *rest = snapshot.sheets
    held: dict[tuple[int, int], Cell] = {}
    for (row, column), cell in first.cells.items():
        to = rows.get(row, row) if columns is None or column in columns else row
        if to is not None:
            held[to, column] = cell
    sheet = SheetSnapshot(first.name, first.visibility, held)
    return dataclasses.replace(snapshot, sheets=(sheet, *rest))


def answer(snapshot: Snapshot, texts: dict[str, str]) -> Snapshot:
    """Explanations typed by criterion (``II.2.2|KL.CC``)."""
    new: dict[tuple[int, int], Cell | None] = {}
    for key, text in texts.items():
        criterion, _, item = key.partition("|")
        at = cells(snapshot)[criterion, item or None, "explanation"].at
        new[at.row, at.column] = Cell(text)
    return changed(snapshot, new)


def codes(reading: NoticeReading) -> list[str]:
    return [f.code for f in reading.findings]


def said(reading: NoticeReading) -> dict[str, str]:
    return {r.criterion + (f"|{r.item}" if r.item else ""): r.text for r in reading.replies}


# ---- what it shows


def test_only_what_the_unit_must_know_asks_for_an_answer(result: MergeResult) -> None:
    lines = {(x.criterion.code, x.item): x for x in notice_lines(result, result.unit("HBI"))}
    waiting = [key for key, x in lines.items() if x.status is LineStatus.TO_ANSWER]
    assert waiting == [("II.1.1", None), ("II.1.2", None), ("II.2.2", "KL.CC")]
    assert lines["II.1.1", None].difference == D("-0.5")
    assert lines["II.3.4", None].status is LineStatus.DECIDED
    assert lines["II.4.2", None].status is LineStatus.ANSWERED
    assert lines["II.1.3", None].status is LineStatus.NOTHING
    leaves = {c.code for c in result.campaign.tree.leaves()}
    assert {code for code, _ in lines} == leaves


def test_the_cells_hold_the_unit_s_own_numbers(notice: Snapshot) -> None:
    assert shown(notice, "II.1.1", "computed") == 3.0
    assert shown(notice, "II.1.1", "appraised") == 2.5
    assert shown(notice, "II.1.1", "difference") == -0.5
    assert shown(notice, "II.1.1", "reported") == "Có"
    assert shown(notice, "II.1.1", "reason") == "Báo cáo chưa có số liệu quý IV"
    assert shown(notice, "II.1.1", "status") == "Cần trả lời"
    assert shown(notice, "II.2.2", "appraised_actual", "KL.CC") == 1.0
    assert shown(notice, "II.1.2", "missing") == EVIDENCE.title
    assert shown(notice, "II.4.2", "explanation") == "Đã gửi biên bản bầu cử"
    assert shown(notice, "II.3.4", "second") == 2.0


def test_the_number_of_open_lines_is_live_with_a_true_value(notice: Snapshot) -> None:
    at = cells(notice)[None, None, "to_answer"].at
    cell = notice.sheets[0].cell(at.row, at.column)
    assert (cell.value, cell.formula) == (3.0, True)


def test_findings_are_told_with_place_and_mend(result: MergeResult, notice: Snapshot) -> None:
    sheet = next(s for s in notice.sheets if s.name == "Nội dung cần sửa")
    texts = [c.value for c in sheet.cells.values()]
    assert "Minh chứng!E10" in texts
    assert EVIDENCE.hint in texts


def test_it_says_what_it_is_and_whose(result: MergeResult, notice: Snapshot) -> None:
    assert workbook_kind(notice) == "notice"
    texts = " ".join(str(c.value) for s in notice.sheets[:2] for c in s.cells.values())
    assert "Sở Nội vụ tỉnh Hòa Bình" in texts
    assert "MINH HỌA" in texts
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts
    assert "Bắc Kạn" not in texts
    hidden = {s.title: s.sheet_state for s in openpyxl.load_workbook(BytesIO(made(result)))}
    assert hidden == {SHEET: "visible", "Nội dung cần sửa": "visible", "_meta": "veryHidden"}


def test_who_appraises_the_chair_is_said(campaign: Campaign) -> None:
    came = [cases.received(campaign, "PTO", Period.YEAR, ())]
    content = made(merge(campaign, Period.YEAR, came), "PTO")
    sheet = openpyxl.load_workbook(BytesIO(content))[SHEET]
    texts = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    assert "Đơn vị là Cụm trưởng: việc thẩm định do" in texts


def test_inputs_are_unlocked_and_everything_else_is_not(result: MergeResult) -> None:
    content = made(result)
    sheet = openpyxl.load_workbook(BytesIO(content))[SHEET]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for cell in notice_cells(_read(content)):
        assert sheet[cell.at.cell].protection.locked is not cell.input, cell


def _read(content: bytes) -> Snapshot:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return snapshot_of(content, Path(folder))


def test_the_same_arguments_give_the_same_bytes_without_macros(result: MergeResult) -> None:
    assert made(result) == made(result)
    names = zipfile.ZipFile(BytesIO(made(result))).namelist()
    assert not [n for n in names if "vba" in n.lower() or "external" in n.lower()]


def test_it_prints_on_one_page_across_with_letters_of_eight_points() -> None:
    for decided in (False, True):
        columns = columns_of(Period.YEAR, decided=decided)
        scale = print_scale((c.width for c in columns), smallest=11)
        assert 11 * scale / 100 >= 8
        wide = sum(column_points(c.width) for c in columns)
        assert wide * scale / 100 <= PAGE_WIDTH


def test_hostile_text_stays_text(campaign: Campaign) -> None:
    evil = '=HYPERLINK("http://x","y")'
    long_text = "Rất dài " * 3000
    entries = given({"II.5.2|1|item_title": evil, "II.5.2|1|weight": D(1)}, campaign)
    came = [cases.received(campaign, "HBI", Period.YEAR, entries)]
    chair: tuple[Typed, ...] = (
        ("II.1.1", None, "reason", "<b>&\u202e_x000D_ \U0001f600 " + evil),
        ("II.1.2", None, "explanation", long_text),
        ("II.1.3", None, "explanation", "Dòng 1\nDòng 2 _x0041_ \U0001f600"),
    )
    result = merge(campaign, Period.YEAR, came, chair=typed("HBI", chair))
    snapshot = _read(made(result))
    formulas = [c for c in snapshot.sheets[0].cells.values() if c.formula]
    assert len(formulas) == 1  # the number of open lines
    assert shown(snapshot, "II.5.2", "reason", "1") is None
    reading = read_notice(snapshot, campaign)
    assert codes(reading) == []
    assert all(r.confirms for r in reading.replies)
    assert said(reading)["II.1.3"] == "Dòng 1\nDòng 2 _x0041_ \U0001f600"


def test_at_registration_it_tells_of_targets(campaign: Campaign) -> None:
    entries = given(
        {
            "II.5.2|1|item_title": "Số hóa hồ sơ",
            "II.5.2|1|target": D(1000),
            "II.1.2||target": D(9),
        },
        campaign,
    )
    came = [cases.received(campaign, "HBI", Period.REGISTRATION, entries, findings=(GENERAL,))]
    notice = build_notice(
        merge(campaign, Period.REGISTRATION, came), "HBI", at=ISSUED, merged_at=MERGED, version=1
    )
    assert (notice.to_answer, notice.remarks) == (0, 1)
    snapshot = _read(notice.content)
    assert shown(snapshot, "II.5.2", "reported", "1") == 1000.0
    assert shown(snapshot, "II.1.2", "reported") == 9.0


# ---- what comes back


def fill_in(sheet: Worksheet, snapshot: Snapshot, values: dict[tuple[str, str], object]) -> None:
    for (criterion, field), value in values.items():
        sheet[cells(snapshot)[criterion or None, None, field].at.cell] = value


def test_answers_of_another_program_are_read(
    result: MergeResult, notice: Snapshot, campaign: Campaign, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(BytesIO(made(result)))
    answers: dict[tuple[str, str], object] = {
        ("II.1.1", "explanation"): "Gửi bổ sung Báo cáo 50/BC-SNV",
        ("", "replier"): "Trần An",
        ("", "replier_title"): "Phó Giám đốc",
        ("", "replied_on"): dt.datetime(2021, 12, 22),
    }
    fill_in(book[SHEET], notice, answers)
    book.save(tmp_path / "tra-loi.xlsx")
    reading = read_notice(read_workbook(tmp_path / "tra-loi.xlsx"), campaign, "kho/tra-loi.xlsx")
    assert codes(reading) == []
    assert (reading.unit, reading.period, reading.version) == ("HBI", Period.YEAR, 1)
    assert (reading.by, reading.on) == ("Trần An, Phó Giám đốc", dt.date(2021, 12, 22))
    first = reading.replies[0]
    assert (first.criterion, first.text, first.file) == (
        "II.1.1",
        "Gửi bổ sung Báo cáo 50/BC-SNV",
        "kho/tra-loi.xlsx",
    )
    assert first.at == cells(notice)["II.1.1", None, "explanation"].at
    assert not first.confirms
    assert said(reading)["II.4.2"] == "Đã gửi biên bản bầu cử"


def test_moved_rows_and_columns_are_found(notice: Snapshot, campaign: Campaign) -> None:
    filled = answer(notice, {"II.1.1": "một", "II.2.2|KL.CC": "hai"})
    first, second = (cells(notice)[c, None, "status"].at.row for c in ("II.1.1", "II.1.2"))
    swapped = moved(filled, {first: second, second: first})
    wider = dataclasses.replace(
        swapped,
        sheets=tuple(
            dataclasses.replace(s, cells={(r + 3, c + 2): x for (r, c), x in s.cells.items()})
            for s in swapped.sheets
        ),
    )
    reading = read_notice(wider, campaign)
    assert codes(reading) == []
    assert said(reading) == {
        "II.1.1": "một",
        "II.2.2|KL.CC": "hai",
        "II.4.2": "Đã gửi biên bản bầu cử",
    }


def test_sorting_without_the_hidden_keys_is_survived_and_told(
    notice: Snapshot, campaign: Campaign
) -> None:
    filled = answer(notice, {"II.1.1": "một", "II.1.2": "hai"})
    rows = [cells(notice)[c, None, "status"].at.row for c in ("II.1.1", "II.1.2")]
    sorted_rows = moved(filled, {rows[0]: rows[1], rows[1]: rows[0]}, range(2, 30))
    reading = read_notice(sorted_rows, campaign)
    assert codes(reading) == ["NOTICE_ROW_LABEL", "NOTICE_ROW_LABEL"]
    assert {k: said(reading)[k] for k in ("II.1.1", "II.1.2")} == {"II.1.1": "một", "II.1.2": "hai"}


def test_a_deleted_row_is_told(notice: Snapshot, campaign: Campaign) -> None:
    row = cells(notice)["II.1.3", None, "status"].at.row
    reading = read_notice(moved(notice, {row: None}), campaign)
    (finding,) = reading.findings
    assert (finding.code, finding.params["lines"]) == ("NOTICE_ROW_MISSING", "II.1.3")
    assert finding.at is not None


def test_a_lost_table_is_told(notice: Snapshot, campaign: Campaign) -> None:
    marker = next(at for at, c in notice.sheets[0].cells.items() if c.value == "#thidua:notice")
    assert codes(read_notice(changed(notice, {marker: None}), campaign)) == ["NOTICE_TABLE_MISSING"]


def test_a_doubled_row_keeps_both_texts(notice: Snapshot, campaign: Campaign) -> None:
    filled = answer(notice, {"II.1.3": "một", "II.1.4": "hai"})  # two lines without points
    row = cells(notice)["II.1.4", None, "status"].at.row
    double = changed(filled, {(row, 1): Cell("II.1.3|@HBI"), (row, 2): Cell("II.1.3")})
    reading = read_notice(double, campaign)
    assert codes(reading) == ["NOTICE_ROW_TWICE", "NOTICE_ROW_MISSING"]
    assert said(reading)["II.1.3"] == "một"
    assert [n.reply.text for n in reading.notes] == ["hai"]


def test_text_in_a_strange_row_or_of_another_unit_is_kept_aside(
    notice: Snapshot, campaign: Campaign
) -> None:
    explained = cells(notice)["II.1.3", None, "explanation"].at
    row, column = explained.row, explained.column
    parent = row - 3  # the heading II.1
    assert notice.sheets[0].cell(parent, 1).value == "II.1|@HBI"
    filled = changed(notice, {(parent, column): Cell("chung cho II.1")})
    reading = read_notice(filled, campaign)
    assert codes(reading) == ["NOTICE_ROW_UNKNOWN"]
    assert [(n.reply.criterion, n.reply.text) for n in reading.notes] == [
        ("II.1", "chung cho II.1")
    ]
    foreign = {(row, 1): Cell("X.1|@BKA"), (row, 2): Cell("X.1"), (row, column): Cell("lạ")}
    reading = read_notice(changed(notice, foreign), campaign)
    assert codes(reading) == ["NOTICE_UNIT_DIFFERS", "NOTICE_ROW_MISSING"]
    assert reading.findings[0].at == explained


def test_changed_points_and_a_cleared_text_are_told(notice: Snapshot, campaign: Campaign) -> None:
    at = cells(notice)["II.1.1", None, "appraised"].at
    cleared = cells(notice)["II.4.2", None, "explanation"].at
    filled = changed(notice, {(at.row, at.column): Cell(3.0), (cleared.row, cleared.column): None})
    reading = read_notice(filled, campaign)
    assert codes(reading) == ["NOTICE_CELL_CHANGED", "NOTICE_TEXT_CLEARED"]
    assert reading.findings[0].params["was"] == "2,5"
    assert reading.findings[0].at == at
    assert said(reading) == {}


def test_a_text_that_no_cell_holds_whole_is_told(notice: Snapshot, campaign: Campaign) -> None:
    reading = read_notice(answer(notice, {"II.1.1": "á" * 32_500}), campaign)
    assert codes(reading) == ["NOTICE_TEXT_CUT"]
    assert said(reading)["II.1.1"].endswith("(đã cắt bớt)")


def test_a_formula_is_no_answer(notice: Snapshot, campaign: Campaign) -> None:
    at = cells(notice)["II.1.1", None, "explanation"].at
    formula = Cell(None, formula=True, cached=False)
    reading = read_notice(changed(notice, {(at.row, at.column): formula}), campaign)
    assert codes(reading) == ["FORMULA_NO_VALUE"]
    assert reading.findings[0].at == at


def with_meta(snapshot: Snapshot, key: str, value: str) -> Snapshot:
    *front, meta = snapshot.sheets
    row = next(r for (r, c), cell in meta.cells.items() if c == 1 and cell.value == f"||{key}")
    held = {**meta.cells, (row, 2): Cell(value)}
    return dataclasses.replace(snapshot, sheets=(*front, dataclasses.replace(meta, cells=held)))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("kind", "form", "NOTICE_DAMAGED"),
        ("format", "2", "NOTICE_DAMAGED"),
        ("digest", "0" * 64, "NOTICE_DAMAGED"),
        ("shown", "{}", "NOTICE_DAMAGED"),
        ("unit", "BKA", "NOTICE_DAMAGED"),
        ("version", "một", "NOTICE_DAMAGED"),
        ("campaign_id", "dot-khac", "NOTICE_OTHER_CAMPAIGN"),
    ],
)
def test_what_is_no_notice_of_this_campaign_is_refused(
    notice: Snapshot, campaign: Campaign, key: str, value: str, code: str
) -> None:
    with pytest.raises(NotANotice) as refused:
        read_notice(with_meta(notice, key, value), campaign)
    assert refused.value.finding.code == code


def test_a_unit_that_is_no_member_is_refused(notice: Snapshot, campaign: Campaign) -> None:
    members = tuple(
        m.model_copy(update={"valid_to": 2020}) if m.code == "HBI" else m
        for m in campaign.cluster.members
    )
    cluster = campaign.cluster.model_copy(update={"members": members})
    smaller = campaign.model_copy(update={"cluster": cluster})
    with pytest.raises(NotANotice) as refused:
        read_notice(notice, smaller)
    assert refused.value.finding.code == "NOTICE_UNIT_UNKNOWN"


def test_another_revision_is_told_and_read(notice: Snapshot, campaign: Campaign) -> None:
    newer = campaign.model_copy(update={"revision": 2})
    reading = read_notice(notice, newer)
    assert codes(reading) == ["NOTICE_OTHER_REVISION"]
    assert reading.replies


def test_fields_names_what_to_fill(notice: Snapshot) -> None:
    inputs = [c for c in notice_cells(notice) if c.input]
    assert {c.unit for c in inputs} == {"HBI"}
    about = [c.field for c in inputs if c.criterion is None]
    assert about == ["reply_deadline", "replier", "replier_title", "replied_on"]
    lines = {c.criterion for c in inputs if c.field == "explanation"}
    assert "II.1.1" in lines
    assert "II.1" not in lines
    assert {c.role for c in COLUMNS} >= {c.field for c in notice_cells(notice) if c.criterion}


def test_excel_is_expected_to_open_it_without_repair(result: MergeResult, tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    path = tmp_path / "phieu.xlsx"
    path.write_bytes(made(result))
    assert [str(e) for e in OpenXmlValidator().validate(path).errors] == []
