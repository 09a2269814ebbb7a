"""The unit's form as a file: what is in it, what can be typed where, what it says of itself."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as Cell_
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign
from scoring.canonical import campaign_hash, campaign_json
from scoring.entries import Entries, Entry
from scoring.fields import Address, FieldSpec, form_fields
from scoring.findings import Finding
from scoring.parse import parse_cell
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType, Period
from thidua_addin.form.build import KeptNote, SealMark, build_form, form_cells
from thidua_addin.form.columns import Score
from thidua_addin.form.layout import RowKind, form_layout
from thidua_addin.form.model import FormCell, FormSheetName
from thidua_addin.form.read import read_form
from thidua_addin.workbook.read import read_workbook

ISSUED = dt.datetime(2021, 3, 1, 8, 0)
ALL_KINDS = Path(__file__).parent.parent / "campaigns" / "all-kinds.toml"
VISIBLE = (
    "Hướng dẫn",
    "Thông tin",
    "Đăng ký",
    "Tự chấm điểm",
    "Minh chứng",
    "Báo cáo",
    "Kết quả kiểm tra",
    "Kết quả chấm điểm",
    "Tiêu chí",
)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def empty(campaign: Campaign) -> bytes:
    return build_form(campaign, campaign.units["HBI"], issued_at=ISSUED)


@pytest.fixture(scope="module")
def book(empty: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(empty))


def entered(*values: tuple[str | None, str | None, str, CellValue]) -> Entries:
    return Entries(Entry(Address(c, i, f), raw, None) for c, i, f, raw in values)


def test_the_sheets_in_their_order(book: Workbook) -> None:
    assert tuple(s.title for s in book if s.sheet_state == "visible") == VISIBLE
    assert [(s.title, s.sheet_state) for s in book if s.sheet_state != "visible"] == [
        ("_danh_muc", "hidden"),
        ("_meta", "veryHidden"),
    ]


def test_equal_arguments_give_equal_bytes(campaign: Campaign, empty: bytes) -> None:
    assert build_form(campaign, campaign.units["HBI"], issued_at=ISSUED) == empty


def test_it_has_no_macro_and_no_outside_link(empty: bytes) -> None:
    names = zipfile.ZipFile(BytesIO(empty)).namelist()
    assert not [n for n in names if "vba" in n.lower() or "externalLink" in n]


def test_all_text_is_composed_and_small_cells_hold_it(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert unicodedata.is_normalized("NFC", cell.value), cell.coordinate
                    assert len(cell.value) <= 32_000, cell.coordinate


def test_exactly_the_input_cells_are_open(campaign: Campaign, book: Workbook) -> None:
    inputs = {(c.sheet, c.row, c.column) for c in form_cells(campaign) if c.input}
    layout = form_layout(campaign)
    marks = {
        (t.sheet, row.row, t.column("mark"))
        for t in layout.tables
        if "mark" in dict(t.roles)
        for row in t.rows
    }
    open_cells = {
        (sheet.title, cell.row, cell.column)
        for sheet in book
        if sheet.protection.sheet
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    merged_seams = {
        (FormSheetName.REGISTER, row, column)
        for row, column in (
            (c.row, column)
            for c in form_cells(campaign)
            if c.sheet == FormSheetName.REGISTER and c.address.criterion is None
            for column in range(c.column + 1, 9)
        )
    }
    assert open_cells - merged_seams == inputs | marks


def test_every_protected_sheet_opens_without_a_password(book: Workbook) -> None:
    unprotected = [s.title for s in book if not s.protection.sheet]
    assert unprotected == ["Kết quả kiểm tra", "Kết quả chấm điểm"]
    assert all(s.protection.password is None for s in book)


def test_every_input_cell_says_how_to_fill_it(campaign: Campaign, book: Workbook) -> None:
    for cell in inputs_of(campaign):
        rule = validation_of(book, cell)
        assert 0 < len(rule.promptTitle or "") <= 32
        assert 0 < len(rule.prompt or "") <= 255
        assert 0 < len(rule.errorTitle or "") <= 32
        assert 0 < len(rule.error or "") <= 255
        if cell.spec is not None and cell.spec.type is FieldType.PERCENT:
            assert "82,5%" in (rule.prompt or "")
            assert shown_as(book, cell) == "0.00%"


@pytest.mark.parametrize("name", ["2021", "all-kinds"])
def test_the_validation_says_what_the_parser_says(name: str) -> None:
    campaign = published_campaign() if name == "2021" else kinds()
    unit = next(iter(campaign.units.values()))
    book = openpyxl.load_workbook(BytesIO(build_form(campaign, unit, issued_at=ISSUED)))
    for cell in inputs_of(campaign):
        assert cell.spec is not None
        if cell.spec.type in (FieldType.TEXT, FieldType.REFERENCE, FieldType.DATE):
            continue
        rule = validation_of(book, cell)
        for value in candidates(cell.spec):
            parsed = parse_cell(cell.spec, Cell(value), Place("x", 1, 1))
            assert parsed is not None
            usable = parsed.entry.value is not None
            assert verdict(rule, value, book) == usable, (cell.place, cell.address, value)


def test_a_year_is_accepted_from_the_one_before_to_the_one_after(
    campaign: Campaign, book: Workbook
) -> None:
    dates = [c for c in inputs_of(campaign) if c.spec is not None and c.spec.type is FieldType.DATE]
    assert dates
    for cell in dates:
        rule = validation_of(book, cell)
        # 1 January 2020 is day 43831, 31 December 2022 is day 44926
        assert (rule.type, rule.formula1, rule.formula2) == ("date", "43831", "44926")


def test_a_cell_of_a_period_without_a_value_is_grey_and_locked(
    campaign: Campaign, book: Workbook
) -> None:
    """II.6 is known only at year end: its counts of the first half are not asked."""
    layout = form_layout(campaign)
    row = layout.scores.row_of("II.6", "CC.HTXS")
    sheet = book[FormSheetName.SCORES]
    assert sheet.cell(row, Score.RESULT_H1).protection.locked
    assert sheet.cell(row, Score.RESULT_H1).fill.fgColor.rgb == "FFD9D9D9"
    assert not sheet.cell(row, Score.RESULT_FY).protection.locked


def test_what_was_typed_comes_back_as_it_was(campaign: Campaign, tmp_path: Path) -> None:
    typed = entered(
        (None, None, "preparer", " Nguyễn Văn  A "),
        (None, None, "phone", "0912345678"),
        (None, None, "letter_number", "12/5"),
        (None, None, "letter_date", dt.date(2021, 12, 1)),
        (None, None, "period", "6 tháng"),
        ("II.1.2", None, "actual_fy", "9,5"),
        ("II.1.3", None, "actual_fy", 0.8254321),
        ("II.2.2", None, "count", 3.0),
        ("II.1.4", None, "actual_fy", True),
        ("II.2.1", None, "explanation", "=HYPERLINK(1)"),
        ("II.2.3", None, "explanation", "@cụm\nDòng hai"),
        ("II.5.2", "3", "item_title", "Mở “lớp” <b>tập huấn</b> & thi"),
        ("II.1", None, "narrative", "x" * 20_000),
    )
    form = tmp_path / "form.xlsx"
    unit = campaign.units["HBI"]
    form.write_bytes(build_form(campaign, unit, issued_at=ISSUED, entries=typed))
    read = read_form(read_workbook(form), campaign)
    assert {e.address: e.raw for e in read.entries} == {e.address: e.raw for e in typed}
    assert read.unit == "HBI"
    assert read.period is Period.MIDYEAR


def test_what_was_typed_is_never_a_formula_or_a_link(campaign: Campaign) -> None:
    typed = entered(
        ("II.2.1", None, "explanation", "=1+1"),
        ("II.2.3", None, "explanation", "http://example.org"),
        ("II.1.1", None, "evidence_file", "@SUM(A1)"),
    )
    content = build_form(campaign, campaign.units["HBI"], issued_at=ISSUED, entries=typed)
    sheet = openpyxl.load_workbook(BytesIO(content))[FormSheetName.SCORES]
    row = form_layout(campaign).scores.row_of("II.2.1", None)
    cell = sheet.cell(row, Score.EXPLANATION)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert not [c for r in sheet.iter_rows() for c in r if c.hyperlink is not None]


def test_it_carries_its_campaign(campaign: Campaign, empty: bytes, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    form.write_bytes(empty)
    meta = read_form(read_workbook(form), campaign).meta
    assert meta.campaign_hash == campaign_hash(campaign)
    assert meta.campaign_json == campaign_json(campaign)
    assert (meta.unit, meta.issued_at, meta.seal) == ("HBI", ISSUED, None)


def test_a_sealed_copy_shows_its_code_in_print(campaign: Campaign, tmp_path: Path) -> None:
    mark = SealMark(
        Period.YEAR, 2, dt.datetime(2021, 12, 1, 10, 30), "K7QF-92MD-4XTA", "{}" * 20_000
    )
    content = build_form(
        campaign, campaign.units["HBI"], issued_at=ISSUED, period=Period.YEAR, seal=mark
    )
    sheet = openpyxl.load_workbook(BytesIO(content))[FormSheetName.SCORES]
    text = "Mã kiểm tra: K7QF-92MD-4XTA (kỳ Năm 2021, lần nộp 2, xuất lúc 10:30 ngày 01/12/2021)"
    place = next(c for row in sheet.iter_rows() for c in row if c.value == text)
    last = re.search(r"\$(\d+)$", str(sheet.print_area))
    assert last is not None
    assert place.row <= int(last[1])
    form = tmp_path / "sealed.xlsx"
    form.write_bytes(content)
    seal = read_form(read_workbook(form), campaign).meta.seal
    assert seal is not None
    assert (seal.period, seal.version, seal.code, seal.json) == (
        Period.YEAR,
        2,
        mark.code,
        mark.json,
    )


def test_an_unsealed_form_says_so(book: Workbook) -> None:
    texts = [c.value for row in book[FormSheetName.SCORES].iter_rows() for c in row]
    assert "Mã kiểm tra: chưa có – chưa xuất phiếu nộp" in texts


def test_an_illustrative_campaign_says_so_on_every_visible_sheet(
    campaign: Campaign, book: Workbook
) -> None:
    for title in VISIBLE:
        assert str(book[title]["B1"].value).upper().startswith("MINH HỌA"), title
    official = campaign.model_copy(update={"status": "official"})
    content = build_form(official, campaign.units["HBI"], issued_at=ISSUED)
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        assert "MINH HỌA" not in str(sheet["B1"].value)


def test_findings_stand_with_a_link_to_their_cell(campaign: Campaign) -> None:
    finding = Finding(
        "NOT_A_NUMBER",
        Place("Tự chấm điểm", 14, 8),
        "II.1.3",
        None,
        "actual_fy",
        {"title": "Kết quả thực hiện", "value": "9,5x"},
    )
    content = build_form(campaign, campaign.units["HBI"], issued_at=ISSUED, findings=(finding,))
    sheet = openpyxl.load_workbook(BytesIO(content))[FormSheetName.FINDINGS]
    row = [c.value for c in sheet[5]][1:8]
    assert row[:5] == [1, "Lỗi", "NOT_A_NUMBER", "Tự chấm điểm!H14", "II.1.3"]
    assert row[5:] == [finding.message, finding.hint]
    assert sheet.cell(5, 5).hyperlink.location == "'Tự chấm điểm'!H14"


def test_without_findings_it_tells_how_to_check(book: Workbook) -> None:
    assert "Chưa có kết quả kiểm tra" in str(book[FormSheetName.FINDINGS]["B3"].value)


def test_kept_notes_have_a_sheet_of_their_own(campaign: Campaign) -> None:
    note = KeptNote("Sheet1", "B7", "=ghi chú của đơn vị")
    content = build_form(campaign, campaign.units["HBI"], issued_at=ISSUED, kept_notes=(note,))
    sheet = openpyxl.load_workbook(BytesIO(content))["Ghi chú giữ lại"]
    assert [c.value for c in sheet[3]] == ["Sheet1", "B7", "=ghi chú của đơn vị"]
    assert sheet["C3"].data_type == "s"


def test_a_template_offers_the_units(campaign: Campaign) -> None:
    book = openpyxl.load_workbook(BytesIO(build_form(campaign, None, issued_at=ISSUED)))
    layout = form_layout(campaign)
    row = layout.info.row_of(None, None, "unit")
    sheet = book[FormSheetName.INFO]
    assert not sheet.cell(row, 3).protection.locked
    rule = next(v for v in sheet.data_validations.dataValidation if f"C{row}" in v.sqref)
    offered = "'_danh_muc'!$A$2:$A$8"
    assert rule.formula1 == f"IF('_danh_muc'!$C$2=\"\",{offered},'_danh_muc'!$C$2)"
    names = [book["_danh_muc"].cell(r, 1).value for r in range(2, 9)]
    assert names == [u.name for u in campaign.units.values()]


def test_tables_print_one_page_wide_on_a4(book: Workbook) -> None:
    for title in VISIBLE:
        page = book[title].page_setup
        assert page.paperSize == 9
        assert book[title].sheet_properties.pageSetUpPr.fitToPage
        assert page.fitToWidth in (None, 1)  # 1 is what the format leaves out
        upright = title in ("Hướng dẫn", "Thông tin", "Đăng ký")
        assert page.orientation == ("portrait" if upright else "landscape")
        margins = book[title].page_margins
        # Nghị định 30/2020: 20-25 mm above and below, 30-35 left, 15-20 right
        assert [
            round(m * 25.4) for m in (margins.top, margins.bottom, margins.left, margins.right)
        ] == [
            20,
            20,
            30,
            15,
        ]


def test_the_header_is_repeated_and_stays_in_view(campaign: Campaign, book: Workbook) -> None:
    sheet = book[FormSheetName.SCORES]
    assert sheet.print_title_rows == "$9:$10"
    assert sheet.freeze_panes == "D11"
    assert [c.value for c in sheet[9]][1:17] == [
        "Mã",
        "Nội dung tiêu chí",
        "Đơn vị tính",
        "Chỉ tiêu đăng ký",
        "Kết quả 6 tháng",
        "Kết quả năm",
        "Tỷ lệ %",
        "Điểm chuẩn",
        "Điểm hệ thống",
        "Điểm tự chấm",
        "Chênh lệch",
        "Giải trình",
        "Minh chứng",
        "Không áp dụng",
        "Lý do",
        "!",
    ]


@pytest.mark.parametrize("name", ["2021", "all-kinds"])
def test_no_letter_on_paper_is_smaller_than_8_points(name: str) -> None:
    """The page scales a sheet down to one page across, by whole percents."""
    campaign = published_campaign() if name == "2021" else kinds()
    unit = next(iter(campaign.units.values()))
    note = KeptNote("Trang 1", "B7", "ghi chú")
    content = build_form(campaign, unit, issued_at=ISSUED, kept_notes=(note,))
    book = openpyxl.load_workbook(BytesIO(content))
    for title in (*VISIBLE, "Ghi chú giữ lại"):
        sheet = book[title]
        area = str(sheet.print_area).rpartition("!")[2].replace("$", "") or sheet.dimensions
        shown = {
            (cell.font.name, cell.font.size * printed_percent(sheet, area) / 100)
            for row in sheet[area]
            for cell in row
            if cell.value is not None and not is_hidden(sheet, cell)
        }
        assert {font for font, _ in shown} == {"Times New Roman"}
        assert min(size for _, size in shown) >= 8, (title, sorted(shown))


def test_no_font_follows_the_theme(empty: bytes) -> None:
    """With ``scheme`` Excel shows the theme's own font, Calibri, whatever the name says."""
    styles = zipfile.ZipFile(BytesIO(empty)).read("xl/styles.xml")
    assert b"Times New Roman" in styles
    assert b"<scheme" not in styles


def test_a_group_s_title_runs_over_the_columns_it_leaves_empty(
    campaign: Campaign, book: Workbook
) -> None:
    sheet = book[FormSheetName.SCORES]
    row = form_layout(campaign).scores.row_of("II.1", None)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert f"C{row}:H{row}" in merged
    assert sheet.cell(row, Score.MAX).value == 15
    # 204 bold letters of half their 11 points in 79 digits of 8 pixels: three lines
    assert sheet.row_dimensions[row].height < 4 * 11 * 1.32


def test_a_named_input_shows_no_code(campaign: Campaign, book: Workbook) -> None:
    row = form_layout(campaign).scores.row_of("II.6", "CC.HTXS")
    sheet = book[FormSheetName.SCORES]
    assert [sheet.cell(row, c).value for c in (1, 2)] == ["II.6|CC.HTXS", "–"]


def test_totals_and_signatures_stay_on_one_page(campaign: Campaign, book: Workbook) -> None:
    sheet = book[FormSheetName.SCORES]
    first = form_layout(campaign).totals.first_row
    breaks = [b.id for b in sheet.row_breaks.brk]
    assert not [b for b in breaks if b >= first]
    groups = {r.row for r in form_layout(campaign).scores.rows if r.kind is RowKind.GROUP}
    assert not groups & set(breaks)


def test_the_report_has_one_header_and_two_pages(campaign: Campaign, book: Workbook) -> None:
    layout, sheet = form_layout(campaign), book[FormSheetName.REPORT]
    assert sheet.print_title_rows == "$7:$7"
    assert sheet.freeze_panes == "D8"
    heads = [c.row for r in sheet.iter_rows() for c in r if c.value == "Kết quả nổi bật"]
    assert heads == [7]
    heading = layout.report_fy.marker_row - 1
    assert sheet.cell(heading, 2).value == "II. BÁO CÁO NĂM 2021"
    assert heading - 1 in [b.id for b in sheet.row_breaks.brk]
    contents = ["II.1|", "II.2|", "II.3|", "II.4|", "II.5|", "II.6|", "II.7|"]
    assert [r.key for r in layout.report_fy.rows] == contents


def test_a_report_of_2000_letters_is_printed_whole(campaign: Campaign) -> None:
    """2000 letters of 0.444 × 11 points take 28 lines of 44 digits, 38 of 33: over 409 points."""
    typed = entered(
        ("II.2", None, "narrative", "e" * 2000), ("II.3", None, "proposals", "e" * 2000)
    )
    content = build_form(campaign, campaign.units["HBI"], issued_at=ISSUED, entries=typed)
    sheet = openpyxl.load_workbook(BytesIO(content))[FormSheetName.REPORT]
    table = form_layout(campaign).report_fy
    for code, column in (("II.2", 4), ("II.3", 6)):
        row = table.row_of(code, None)
        dimensions = [sheet.row_dimensions[r] for r in (row, row + 1)]
        height = sum(d.height for d in dimensions if not d.hidden)
        width = sheet.column_dimensions["DEF"[column - 4]].width * 8 * 0.75  # points
        lines = 2000 * 0.444 * 11 / width
        assert height >= lines * 11 * 1.3, code
    texts = [str(c.value) for r in sheet.iter_rows() for c in r]
    assert not [t for t in texts if "đọc toàn văn trong tệp" in t]


def test_a_text_too_long_for_print_is_said_beside_the_check_code(campaign: Campaign) -> None:
    typed = entered(("II.2", None, "narrative", "e" * 20_000))
    content = build_form(campaign, campaign.units["HBI"], issued_at=ISSUED, entries=typed)
    sheet = openpyxl.load_workbook(BytesIO(content))[FormSheetName.REPORT]
    texts = [str(c.value) for r in sheet.iter_rows() for c in r]
    (line,) = [t for t in texts if t.startswith("Mã kiểm tra: chưa có")]
    assert line.endswith("Có ô chữ dài quá khổ, bản in chưa đủ: đọc toàn văn trong tệp.")


def test_a_long_text_is_asked_about_but_possible(campaign: Campaign, book: Workbook) -> None:
    limits = {"narrative": 1500, "measures": 1200, "explanation": 500, "na_reason": 300}
    for cell in inputs_of(campaign):
        limit = limits.get(cell.address.field.removesuffix("_h1"))
        if limit is not None:
            rule = validation_of(book, cell)
            assert (rule.type, rule.formula1, rule.errorStyle) == (
                "textLength",
                str(limit),
                "warning",
            )
            assert f"{limit:,}".replace(",", ".") in (rule.prompt or "")


def test_a_fresh_form_has_nothing_to_report(campaign: Campaign, tmp_path: Path) -> None:
    for unit in (campaign.units["HBI"], None):
        form = tmp_path / "form.xlsx"
        form.write_bytes(build_form(campaign, unit, issued_at=ISSUED))
        codes = [f.code for f in read_form(read_workbook(form), campaign).findings]
        assert codes == ([] if unit else ["UNIT_NOT_CHOSEN"])


def test_visible_texts_use_the_words_of_people(book: Workbook) -> None:
    """Trang, not sheet; the form is a biểu mẫu."""
    for title in VISIBLE:
        for row in book[title].iter_rows(min_col=2):
            for cell in row:
                text = str(cell.value or "")
                if not text.startswith("=") and not is_hidden(book[title], cell):
                    assert not re.search(r"\bsheets?\b|nút", text, re.I), text
                    assert not re.search(r"(?<!bỏ )phiếu(?! nộp)", text, re.I), text


def test_what_stays_in_view_leaves_room_for_rows(book: Workbook) -> None:
    """At most 190 pixels at the sheet's zoom, the note of an illustrative campaign included."""
    for title in ("Đăng ký", "Tự chấm điểm", "Minh chứng", "Báo cáo"):
        sheet = book[title]
        frozen = range(1, sheet[str(sheet.freeze_panes)].row)
        shown = [sheet.row_dimensions[r] for r in frozen if not sheet.row_dimensions[r].hidden]
        heights = [15.75 if d.height is None else float(d.height) for d in shown]
        pixels = sum(heights) / 0.75 * (sheet.sheet_view.zoomScale or 100) / 100
        assert pixels <= 190, (title, heights)


def printed_percent(sheet: Worksheet, area: str) -> int:
    """The whole percentage at which the print area fits its page: its width, or all of it."""
    landscape = sheet.page_setup.orientation == "landscape"
    margins = sheet.page_margins
    room = ((297 if landscape else 210) / 25.4 - margins.left - margins.right) * 72
    first, _, last, _ = range_boundaries(area)
    assert first is not None
    assert last is not None
    widths = [
        # the normal font is Times New Roman 12, whose digits are 8 pixels wide
        sheet.column_dimensions[letters].width * 8 * 0.75
        for letters in column_names(sheet, first, last)
    ]
    fitting = min(100, int(100 * room / sum(widths)))
    if sheet.page_setup.fitToHeight == 0:
        return fitting
    lines = [sheet.row_dimensions[r] for r in range(1, sheet.max_row + 1)]
    heights = [15.75 if d.height is None else float(d.height) for d in lines if not d.hidden]
    height = (297 / 25.4 - margins.top - margins.bottom) * 72  # the guide, upright on one page
    return min(fitting, int(100 * height / sum(heights)))


def column_names(sheet: Worksheet, first: int, last: int) -> list[str]:
    """The dimension that describes each shown column: equal neighbours share one."""
    names = []
    for column in range(first, last + 1):
        for letters, dimension in sheet.column_dimensions.items():
            covered = range(dimension.min or 0, (dimension.max or 0) + 1)
            if column in covered and not dimension.hidden:
                names.append(letters)
    assert len(names) == last - first + 1
    return names


def is_hidden(sheet: Worksheet, cell: Cell_ | MergedCell) -> bool:
    return bool(sheet.row_dimensions[cell.row or 0].hidden)


def kinds() -> Campaign:
    campaign = load_campaign(ALL_KINDS.read_bytes()).campaign
    assert campaign is not None
    return campaign


def inputs_of(campaign: Campaign) -> list[FormCell]:
    cells = [c for c in form_cells(campaign) if c.input]
    assert {c.address for c in cells} == {s.address for s in form_fields(campaign)}
    return cells


def validation_of(book: Workbook, cell: FormCell) -> DataValidation:
    rules = book[cell.sheet].data_validations.dataValidation
    found = [r for r in rules if cell.place.cell in r.sqref]
    assert len(found) == 1, cell.place
    return found[0]


def shown_as(book: Workbook, cell: FormCell) -> str:
    return str(book[cell.sheet].cell(cell.row, cell.column).number_format)


def candidates(spec: FieldSpec) -> list[CellValue]:
    if spec.choices:
        return [*spec.choices, "khác"]
    edges = [e for e in (spec.minimum, spec.maximum, spec.above, spec.step) if e is not None]
    edges += [edge for pair in spec.ranges for edge in pair]
    near = [float(e + d) for e in edges for d in (Decimal("-0.01"), Decimal(0), Decimal("0.01"))]
    return [*near, 0.5, 1.0, 1.5]


def verdict(rule: DataValidation, value: CellValue, book: Workbook) -> bool:
    """What the spreadsheet says of a value typed into a cell with this rule."""
    if rule.type == "list":
        return value in listed(str(rule.formula1), book)
    assert isinstance(value, float)
    if rule.type == "custom":
        return calculated(str(rule.formula1).replace(str(rule.sqref), repr(value)))
    assert rule.operator in (None, "between")
    whole = rule.type == "decimal" or value.is_integer()
    return whole and float(rule.formula1) <= value <= float(rule.formula2)


def calculated(formula: str) -> bool:
    """A formula of numbers only, read as Python (an engine reads them in ``tests/e2e``)."""
    functions = {
        "AND": lambda *tests: all(tests),
        "OR": lambda *tests: any(tests),
        "IF": lambda test, then, otherwise: then if test else otherwise,
        "ISNUMBER": lambda value: isinstance(value, float),
        "ROUND": round,
        "INT": math.floor,
        "FALSE": False,
        "__builtins__": {},
    }
    return bool(eval(re.sub(r"(?<![<>])=", "==", formula), functions))


def listed(source: str, book: Workbook) -> list[str]:
    if source.startswith('"'):
        return source.strip('"').split(",")
    sheet, _, area = source.partition("!")
    cells = book[sheet.strip("'")][area.replace("$", "")]
    return [str(row[0].value) for row in cells]
