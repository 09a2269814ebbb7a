"""The sheets ``Chỉ tiêu`` and ``Thay đổi``: what stands in them, what people may type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.changes import Change, ChangeKind, changes
from scoring.chair.inputs import ChairInputs
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import write_summary
from thidua_addin.summary.extras import NO_EXTRAS, SummaryExtras

D = Decimal
At = tuple[str, str | None, str]
LEAF = ("II.1.2", None)
BEFORE = dt.datetime(2021, 12, 1, 14, 5)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


def entry(at: At, value: EntryValue) -> Entry:
    return Entry(Address(*at), float(value) if isinstance(value, Decimal) else value, value)


def merged(
    campaign: Campaign,
    period: Period,
    results: Mapping[At, EntryValue],
    typed: Mapping[At, EntryValue] | None = None,
    title: str = "Lớp bồi dưỡng",
) -> MergeResult:
    """PTO pledges 18 for II.1.2 and one row of pledged targets; the others sent nothing."""
    pledged: dict[At, EntryValue] = {
        (*LEAF, "target"): D(18),
        ("II.5.2", "1", "item_title"): title,
        ("II.5.2", "1", "item_unit"): "lớp",
        ("II.5.2", "1", "weight"): D(1),
        ("II.5.2", "1", "target"): D(14),
    }
    given = tuple(entry(at, v) for at, v in pledged.items())
    came = [cases.received(campaign, "PTO", Period.REGISTRATION, given)]
    if period is not Period.REGISTRATION:
        more = tuple(entry(at, v) for at, v in {**pledged, **results}.items())
        came.append(cases.received(campaign, "PTO", period, more))
    chair = ChairInputs({"PTO": Entries(entry(at, v) for at, v in (typed or {}).items())})
    return merge(campaign, period, came, chair=chair)


def sheet_of(result: MergeResult, name: str, extras: SummaryExtras = NO_EXTRAS) -> Worksheet:
    content = write_summary(result, extras, cases.AT).content
    return openpyxl.load_workbook(BytesIO(content), data_only=True)[name]


def rows(sheet: Worksheet) -> dict[str, dict[str, object]]:
    """The values of a table by row key and column role."""
    marker = next(r for r in sheet.iter_rows() if str(r[0].value).startswith("#thidua:"))
    roles = {c.column: str(c.value) for c in marker[1:] if c.value}
    found: dict[str, dict[str, object]] = {}
    for row in sheet.iter_rows(min_row=marker[0].row + 1):
        if "|" in str(row[0].value):
            found[str(row[0].value)] = {roles[c.column]: c.value for c in row if c.column in roles}
    return found


def test_targets_and_progress_at_six_months(campaign: Campaign) -> None:
    results: dict[At, EntryValue] = {(*LEAF, "actual_h1"): D(8)}
    sheet = sheet_of(merged(campaign, Period.MIDYEAR, results), "Chỉ tiêu")
    found = rows(sheet)
    assert list(found) == ["II.1.2|@PTO", "II.5.2|1@PTO"]
    first = found["II.1.2|@PTO"]
    assert (first["target"], first["target_in_force"], first["actual_h1"]) == (18, 18, 8)
    assert first["progress"] == pytest.approx(8 / 18, abs=1e-6)
    assert (first["expected"], first["target_status"]) == (16, "dự kiến chưa đạt")
    second = found["II.5.2|1@PTO"]
    assert (second["item_title"], second["item_unit"], second["target"]) == (
        "Lớp bồi dưỡng", "lớp", 14
    )  # fmt: skip
    unknown = ("actual_h1", "progress", "expected", "target_status")
    assert [second[role] for role in unknown] == [
        "chưa có", "chưa có", "chưa có", "chưa có số liệu"
    ]  # fmt: skip
    said = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert (
        "Chưa nhận được chỉ tiêu đăng ký nào của: "
        + ("Hòa Bình, Bắc Kạn, Bắc Giang, Thái Nguyên, Tuyên Quang, Yên Bái.")
        in said
    )


def test_only_the_three_cells_of_an_approval_may_be_typed_into(campaign: Campaign) -> None:
    typed: dict[At, EntryValue] = {
        (*LEAF, "approved_target"): D(16),
        (*LEAF, "approval_document"): "12/CTĐ",
        (*LEAF, "approval_date"): dt.date(2021, 8, 15),
    }
    results: dict[At, EntryValue] = {(*LEAF, "actual_fy"): D(16)}
    sheet = sheet_of(merged(campaign, Period.YEAR, results, typed), "Chỉ tiêu")
    row = rows(sheet)["II.1.2|@PTO"]
    assert (row["approved_target"], row["approval_document"]) == (16, "12/CTĐ")
    assert row["approval_date"] == dt.datetime(2021, 8, 15)
    assert (row["target"], row["target_in_force"]) == (18, 16)
    assert (row["achieved"], row["target_status"]) == (1, "đạt")
    assert sheet.protection.sheet
    open_cells = [c for r in sheet.iter_rows() for c in r if not c.protection.locked]
    keys = {str(sheet.cell(c.row, 1).value) for c in open_cells}
    assert keys == {"II.1.2|@PTO", "II.5.2|1@PTO"}
    assert len(open_cells) == 2 * 3
    rules = sheet.data_validations.dataValidation
    assert all(any(c.coordinate in rule.sqref for rule in rules) for c in open_cells)


def test_at_registration_there_are_no_results(campaign: Campaign) -> None:
    row = rows(sheet_of(merged(campaign, Period.REGISTRATION, {}), "Chỉ tiêu"))["II.1.2|@PTO"]
    assert (row["target_in_force"], row["target_status"]) == (18, "đã đăng ký")
    assert "progress" not in row
    assert "actual_fy" not in row


def test_a_title_that_looks_like_a_formula_stays_text(campaign: Campaign) -> None:
    title = '=HYPERLINK("http://a.example","bấm") ' + "rất dài " * 60
    result = merged(campaign, Period.YEAR, {}, title=title)
    content = write_summary(result, NO_EXTRAS, cases.AT).content
    sheet = openpyxl.load_workbook(BytesIO(content))["Chỉ tiêu"]
    cell = next(c for r in sheet.iter_rows() for c in r if str(c.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"
    assert (sheet.row_dimensions[cell.row].height or 0) < 409


def test_without_any_target_the_sheet_says_so(campaign: Campaign) -> None:
    sheet = sheet_of(merge(campaign, Period.YEAR, []), "Chỉ tiêu")
    said = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert "Chưa có chỉ tiêu nào được đăng ký." in said


def test_changes_are_listed_with_unit_code_and_values(campaign: Campaign) -> None:
    before = merged(campaign, Period.YEAR, {})
    typed: dict[At, EntryValue] = {(*LEAF, "approval_document"): "=1+1"}
    after = merged(campaign, Period.YEAR, {}, typed)
    extras = SummaryExtras(changes=changes(before, after), before_at=BEFORE)
    sheet = sheet_of(after, "Thay đổi", extras)
    (line,) = [r for r in sheet.iter_rows(values_only=True) if str(r[0]).startswith("II.1.2|")]
    assert line[:7] == (
        "II.1.2|@PTO", "Cụm trưởng ghi", "Phú Thọ", "II.1.2", "Số văn bản đồng ý điều chỉnh",
        "(trống)", "=1+1",
    )  # fmt: skip
    said = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert "So với lần tổng hợp lúc 14:05 ngày 01/12/2021: 1 thay đổi." in said


@pytest.mark.parametrize(
    ("before_at", "expected"),
    [
        (None, "Đây là lần tổng hợp đầu tiên của tệp này: chưa có gì để so sánh."),
        (BEFORE, "Không có gì thay đổi so với lần tổng hợp trước."),
    ],
)
def test_nothing_to_list_is_said(
    campaign: Campaign, before_at: dt.datetime | None, expected: str
) -> None:
    sheet = sheet_of(
        merged(campaign, Period.YEAR, {}), "Thay đổi", SummaryExtras(before_at=before_at)
    )
    assert expected in [str(c.value) for row in sheet.iter_rows() for c in row if c.value]


def test_a_large_cluster_lists_totals_and_ranks_only(campaign: Campaign) -> None:
    large = cases.with_units(campaign, 201)
    first = next(iter(large.units))
    told = (
        Change(ChangeKind.ENTRY, first, "Kết quả", "1", "2", "II.1.2", None, "actual_fy"),
        Change(ChangeKind.RANK, first, "Hạng trong Cụm", "2", "1", field="rank"),
    )
    extras = SummaryExtras(changes=told, before_at=BEFORE)
    sheet = sheet_of(merge(large, Period.YEAR, []), "Thay đổi", extras)
    kinds = [r[1] for r in sheet.iter_rows(values_only=True) if "@" in str(r[0])]
    assert kinds == ["Hạng"]
    said = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    assert "2 thay đổi. Cụm lớn: nêu 1 thay đổi về tệp, tổng điểm và hạng." in said
