"""A summary that people worked in, merged again: every input where it belongs, nothing lost."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.findings import Finding
from scoring.merge import Received, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.errors import WrongUsage
from thidua_addin.summary.build import build_summary, write_summary
from thidua_addin.summary.cells import SummaryCell, summary_cells
from thidua_addin.usecases.merge import summary_before
from thidua_addin.usecases.pin import pin_version
from thidua_addin.usecases.renewal import Came, Renewed, renewed
from thidua_addin.workbook.read import read_workbook

UNITS = ("PTO", "HBI", "BKA")
LATER = dt.datetime(2021, 12, 16, 8)


@dataclass
class Desk:
    """The chair's summary of three units, on disk."""

    path: Path
    campaign: Campaign
    came: list[Received]

    def cells(self) -> dict[tuple[str | None, str | None, str | None, str], SummaryCell]:
        found = summary_cells(read_workbook(self.path))
        return {(c.unit, c.criterion, c.item, c.field): c for c in found if c.input}

    def typed(self, unit: str | None, criterion: str | None, field: str) -> object:
        book = openpyxl.load_workbook(self.path)
        cell = self.cells()[unit, criterion, None, field]
        return book[cell.at.sheet].cell(cell.at.row, cell.at.column).value

    def types(self, *entries: tuple[str | None, str | None, str, object]) -> None:
        book, cells = openpyxl.load_workbook(self.path), self.cells()
        for unit, criterion, field, value in entries:
            cell = cells[unit, criterion, None, field]
            target = book[cell.at.sheet].cell(cell.at.row, cell.at.column)
            target.value = value
            if isinstance(value, str):
                target.data_type = "s"
        book.save(self.path)

    def changes(self, work: Callable[[Workbook], None]) -> None:
        book = openpyxl.load_workbook(self.path)
        work(book)
        book.save(self.path)

    def merges(
        self,
        came: list[Received] | None = None,
        *,
        period: Period = Period.YEAR,
        campaign: Campaign | None = None,
    ) -> Renewed:
        known = campaign or self.campaign
        old = summary_before(self.path, known)
        assert old is not None
        content = old.again.content.received if came is None else tuple(came)
        new = renewed(known, period, Came(content), old, LATER)
        written = write_summary(new.result, new.extras, LATER)
        self.path.write_bytes(written.content)
        return replace(new, result=written.result)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    campaign = published_campaign()
    chance = random.Random(4)
    came = [
        cases.received(
            campaign, unit, Period.YEAR, tuple(cases.entries(campaign, Period.YEAR, chance))
        )
        for unit in UNITS
    ]
    path = tmp_path / "tổng hợp.xlsx"
    path.write_bytes(build_summary(merge(campaign, Period.YEAR, came), at=cases.AT))
    return Desk(path, campaign, came)


def coded(result: Renewed, code: str) -> list[Finding]:
    return [f for f in result.result.findings if f.code == code]


def row_of(book: Workbook, sheet: str, key: str) -> int:
    return next(r[0].row for r in book[sheet].iter_rows() if r[0].value == key)


def test_what_was_typed_stands_in_the_same_cells_again(desk: Desk) -> None:
    desk.types(
        ("PTO", "II.1.1", "appraised", 2.5),
        ("PTO", "II.1.1", "reason", "=1+1"),
        ("HBI", "II.6", "second", 8),
        ("HBI", None, "accept_rest", "x"),
        (None, None, "present", 7),
        ("BKA", "II.3.1", "appraised_on", dt.datetime(2021, 12, 8)),
    )
    for _ in range(2):
        desk.merges()
        assert desk.typed("PTO", "II.1.1", "appraised") == 2.5
        assert desk.typed("PTO", "II.1.1", "reason") == "=1+1"
        assert desk.typed("HBI", "II.6", "second") == 8
        assert desk.typed("HBI", None, "accept_rest") == "x"
        assert desk.typed(None, None, "present") == 7
        assert desk.typed("BKA", "II.3.1", "appraised_on") == dt.datetime(2021, 12, 8)
    book = openpyxl.load_workbook(desk.path)
    cell = desk.cells()["PTO", "II.1.1", None, "reason"]
    assert book[cell.at.sheet].cell(cell.at.row, cell.at.column).data_type == "s"


def test_sorted_rows_and_a_renamed_sheet_change_nothing(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 2.5), ("BKA", "II.7.3", "reason", "Chưa công nhận"))

    def turned(book: Workbook) -> None:
        sheet = book["Thẩm định"]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=6)]
        body = [row for row in rows if isinstance(row[0], str) and "@" in row[0]]
        for number, row in enumerate(reversed(body), start=6):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
        sheet.title = "Thẩm định (bản của tôi)"

    desk.changes(turned)
    desk.merges()
    assert desk.typed("PTO", "II.1.1", "appraised") == 2.5
    assert desk.typed("BKA", "II.7.3", "reason") == "Chưa công nhận"


def test_a_deleted_row_comes_back_an_emptied_cell_does_not(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 2.5), ("HBI", "II.1.1", "appraised", 1.5))
    desk.merges()
    desk.types(("HBI", "II.1.1", "appraised", None))

    def deleted(book: Workbook) -> None:
        sheet = book["Thẩm định"]
        sheet.delete_rows(row_of(book, "Thẩm định", "II.1.1|@PTO"))

    desk.changes(deleted)
    result = desk.merges()
    assert desk.typed("PTO", "II.1.1", "appraised") == 2.5
    assert desk.typed("HBI", "II.1.1", "appraised") is None
    (said,) = coded(result, "CHAIR_ROW_RESTORED")
    assert said.params == {"unit": "Phú Thọ", "count": "1"}


def test_an_item_row_that_goes_and_comes_back(desk: Desk) -> None:
    """A correction of pledged target 2 waits, visibly, while the unit does not report it."""
    two = "II.5.2|2@PTO"
    cell = next(
        c
        for c in summary_cells(read_workbook(desk.path))
        if (c.unit, c.criterion, c.item, c.field) == ("PTO", "II.5.2", "2", "appraised_actual")
    )
    desk.changes(lambda book: set_value(book, cell, 55))
    without = tuple(
        e
        for e in desk.came[0].submission.entries
        if (e.address.criterion, e.address.item) != ("II.5.2", "2")
    )
    corrected = cases.received(desk.campaign, "PTO", Period.YEAR, without, version=2)
    gone = desk.merges([*desk.came, corrected])
    (said,) = coded(gone, "CHAIR_INPUT_KEPT")
    assert (said.criterion, said.item, said.field) == ("II.5.2", "2", "appraised_actual")
    kept = [
        str(c.value) for row in openpyxl.load_workbook(desk.path)["Ghi chú giữ lại"] for c in row
    ]
    assert any("II.5.2" in text and "mục 2" in text for text in kept)
    assert "55" in kept
    again = desk.merges(list(desk.came))
    assert coded(again, "CHAIR_INPUT_KEPT") == []
    book = openpyxl.load_workbook(desk.path)
    assert book["Thẩm định"].cell(row_of(book, "Thẩm định", two), 10).value == 55


def set_value(book: Workbook, cell: SummaryCell, value: object) -> None:
    book[cell.at.sheet].cell(cell.at.row, cell.at.column).value = value


def test_what_cannot_be_used_stays_as_typed_and_is_named_at_its_cell(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 99), ("HBI", "II.1.1", "appraised", "9,5,1"))
    result = desk.merges()
    assert desk.typed("PTO", "II.1.1", "appraised") == 99
    assert desk.typed("HBI", "II.1.1", "appraised") == "9,5,1"
    (above,) = coded(result, "ABOVE_MAXIMUM")
    (text,) = coded(result, "NOT_A_NUMBER")
    cells = desk.cells()
    assert above.at == cells["PTO", "II.1.1", None, "appraised"].at
    assert text.at == cells["HBI", "II.1.1", None, "appraised"].at


def test_a_finding_points_into_the_new_workbook(desk: Desk) -> None:
    """A unit with more pledged targets moves the rows of those below it."""
    desk.types(("BKA", "II.1.1", "appraised", 1.5))  # neither yes nor no, and no reason
    before = desk.cells()["BKA", "II.1.1", None, "appraised"].at
    chance = random.Random(9)
    more = tuple(cases.entries(desk.campaign, Period.YEAR, chance))
    fewer = tuple(e for e in more if e.address.item not in ("2", "3"))
    new = cases.received(desk.campaign, "PTO", Period.YEAR, fewer, version=2)
    result = desk.merges([*desk.came, new])
    after = desk.cells()["BKA", "II.1.1", None, "appraised"].at
    assert before.row != after.row
    (said,) = coded(result, "APPRAISAL_NO_REASON")
    assert said.at == after


def test_each_period_keeps_its_own_appraisal(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 2.5))
    half = desk.merges(list(desk.came), period=Period.MIDYEAR)
    (said,) = coded(half, "CHAIR_OTHER_PERIOD")
    assert said.params == {"count": "1", "period": "Năm", "now": "6 tháng"}
    chair = half.result.chair
    assert chair.of("PTO").get("II.1.1", None, "appraised") is None
    desk.merges(list(desk.came))
    assert desk.typed("PTO", "II.1.1", "appraised") == 2.5


def test_a_pinned_version_counts_until_another_is_chosen(desk: Desk) -> None:
    given = tuple(cases.entries(desk.campaign, Period.YEAR, random.Random(8)))
    second = cases.received(desk.campaign, "PTO", Period.YEAR, given, version=2)
    assert version_of(desk.merges([*desk.came, second])) == 2
    pinned = pin_version(desk.path, "PTO", 1, LATER)
    assert pinned.merged.result.unit("PTO").received.submission.version == 1  # type: ignore[union-attr]
    assert pinned.merged.previous is not None
    assert version_of(desk.merges()) == 1
    pin_version(desk.path, "PTO", 2, LATER)
    assert version_of(desk.merges()) == 2


def version_of(new: Renewed) -> int:
    received = new.result.unit("PTO").received
    assert received is not None
    return received.submission.version


def test_the_moment_of_receipt_is_typed_into_the_book_of_receipts(desk: Desk) -> None:
    item = desk.came[0].sha256[:16]
    cells = {(c.unit, c.item): c for c in desk.cells().values() if c.field == "received_at"}
    desk.changes(lambda book: set_value(book, cells["PTO", item], "02/12/2021 08:15"))
    result = desk.merges()
    received = result.result.unit("PTO").received
    assert received is not None
    assert received.received_at == dt.datetime(2021, 12, 2, 8, 15)
    desk.changes(lambda book: set_value(book, cells["PTO", item], "hôm qua"))
    again = desk.merges()
    (said,) = coded(again, "RECEIVED_AT_UNREADABLE")
    assert said.params["value"] == "hôm qua"
    kept = again.result.unit("PTO").received
    assert kept is not None
    assert kept.received_at == dt.datetime(2021, 12, 2, 8, 15)


def test_an_address_that_stands_twice_keeps_both_texts(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "reason", "Bản gốc"))

    def copied(book: Workbook) -> None:
        sheet = book["Thẩm định"]
        row = row_of(book, "Thẩm định", "II.1.1|@PTO")
        last = row_of(book, "Thẩm định", "#end")
        sheet.insert_rows(last)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(row, column).value
        reason = desk.cells()["PTO", "II.1.1", None, "reason"].at.column
        sheet.cell(last, reason).value = "Bản chép"

    desk.changes(copied)
    result = desk.merges()
    (said,) = coded(result, "CHAIR_INPUT_TWICE")
    assert (said.params["value"], said.params["other"]) == ("Bản gốc", "Bản chép")
    assert desk.typed("PTO", "II.1.1", "reason") == "Bản gốc"
    kept = [c.value for row in openpyxl.load_workbook(desk.path)["Ghi chú giữ lại"] for c in row]
    assert "Bản chép" in kept


def test_merging_twice_at_one_moment_gives_the_same_bytes(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 2.5), ("PTO", "II.1.1", "reason", "Lý do"))
    desk.merges()
    desk.merges()
    first = desk.path.read_bytes()
    desk.merges()
    assert desk.path.read_bytes() == first


def test_a_unit_that_left_the_campaign_leaves_its_inputs_visible(desk: Desk) -> None:
    desk.types(("BKA", "II.1.1", "reason", "Chờ quyết định"))
    members = tuple(
        m.model_copy(update={"valid_to": 2020, "valid_from": 2000}) if m.code == "BKA" else m
        for m in desk.campaign.cluster.members
    )
    cluster = desk.campaign.cluster.model_copy(update={"members": members})
    without = desk.campaign.model_copy(update={"cluster": cluster, "revision": 2})
    result = desk.merges(desk.came[:2], campaign=without)
    (said,) = coded(result, "CHAIR_INPUT_KEPT")
    assert said.params["value"] == "Chờ quyết định"
    kept = [c.value for row in openpyxl.load_workbook(desk.path)["Ghi chú giữ lại"] for c in row]
    assert "Chờ quyết định" in kept
    back = desk.merges(list(desk.came))
    assert coded(back, "CHAIR_INPUT_KEPT") == []
    assert desk.typed("BKA", "II.1.1", "reason") == "Chờ quyết định"


def test_rows_sorted_without_their_hidden_key_are_read_by_what_they_show(desk: Desk) -> None:
    """Column A (the keys) stays, everything beside it is turned round."""
    desk.types(
        ("PTO", "II.1.1", "appraised", 2.5),
        ("PTO", "II.1.1", "reason", "Phú Thọ, dòng đầu"),
        ("BKA", "II.7.3", "reason", "Bắc Kạn, dòng cuối"),
    )

    def turned(book: Workbook) -> None:
        sheet = book["Thẩm định"]
        body = [
            row[0].row
            for row in sheet.iter_rows(min_row=6)
            if isinstance(row[0].value, str) and "@" in row[0].value
        ]
        rows = [[sheet.cell(r, c).value for c in range(2, sheet.max_column + 1)] for r in body]
        for number, row in zip(body, reversed(rows), strict=True):
            for column, value in enumerate(row, start=2):
                sheet.cell(number, column).value = value

    desk.changes(turned)
    result = desk.merges()
    assert desk.typed("PTO", "II.1.1", "appraised") == 2.5
    assert desk.typed("PTO", "II.1.1", "reason") == "Phú Thọ, dòng đầu"
    assert desk.typed("BKA", "II.7.3", "reason") == "Bắc Kạn, dòng cuối"
    (said,) = coded(result, "CHAIR_ROWS_SORTED")
    assert said.params["sheet"] == "Thẩm định"


def test_without_its_marker_row_a_sheet_goes_to_the_notes_whole(desk: Desk) -> None:
    desk.types(("PTO", "II.1.1", "appraised", 2.5))
    desk.merges()
    desk.types(("HBI", "II.1.1", "reason", "Mới ghi"), ("HBI", "II.1.1", "appraised", 1.5))
    desk.changes(lambda book: book["Thẩm định"].delete_rows(row_of(book, "Thẩm định", MARKER)))
    result = desk.merges()
    (said,) = coded(result, "CHAIR_TABLE_GONE")
    assert said.params["sheet"] == "Thẩm định"
    assert desk.typed("PTO", "II.1.1", "appraised") == 2.5  # as at the last merge
    kept = [c.value for row in openpyxl.load_workbook(desk.path)["Ghi chú giữ lại"] for c in row]
    assert "Mới ghi" in kept
    assert 1.5 in kept


MARKER = "#thidua:appraisal"


def test_a_formula_without_a_result_stays_as_its_text(desk: Desk) -> None:
    cell = desk.cells()["PTO", "II.1.1", None, "appraised"]
    desk.changes(lambda book: set_value(book, cell, "=1+1"))
    for _ in range(2):
        result = desk.merges()
        assert desk.typed("PTO", "II.1.1", "appraised") == "=1+1"
        assert [f.code for f in result.result.findings if f.at == cell.at] != []
    book = openpyxl.load_workbook(desk.path)
    assert book[cell.at.sheet].cell(cell.at.row, cell.at.column).data_type == "s"


def test_a_text_as_long_as_a_cell_can_hold_is_not_cut(desk: Desk) -> None:
    long = "Lý do rất dài. " * 2185
    desk.types(("PTO", "II.1.1", "reason", long[:32_767]))
    desk.merges()
    assert desk.typed("PTO", "II.1.1", "reason") == long[:32_767].strip()


def test_new_figures_after_the_appraisal_are_named(desk: Desk) -> None:
    desk.types(("PTO", "II.3.1", "appraised", 1), ("PTO", "II.3.1", "reason", "Đã xem"))
    desk.merges()
    other = tuple(
        replace(e, raw=0.25, value=Decimal("0.25"))
        if (e.address.criterion, e.address.field) == ("II.3.1", "points")
        else e
        for e in desk.came[0].submission.entries
    )
    corrected = cases.received(desk.campaign, "PTO", Period.YEAR, other, version=2)
    result = desk.merges([*desk.came, corrected])
    (said,) = coded(result, "APPRAISED_RESULT_CHANGED")
    assert (said.criterion, said.params["after"]) == ("II.3.1", "0,25")
    assert said.at == desk.cells()["PTO", "II.3.1", None, "appraised"].at


def test_only_a_version_that_came_can_be_chosen(desk: Desk) -> None:
    with pytest.raises(WrongUsage) as stopped:
        pin_version(desk.path, "PTO", 7, LATER)
    assert stopped.value.finding.code == "PIN_VERSION_UNKNOWN"
    assert stopped.value.finding.params["known"] == "1"
