"""The workbook in which a unit scores others: what is in it, what comes back of it, its cells."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign, Cross
from scoring.campaign_load import published_campaign
from scoring.chair.cross import CrossReading, cross_field, cross_leaves
from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import MergeResult, merge
from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot, Visibility
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.cross_book.brief import LONGEST, subject_of
from thidua_addin.cross_book.build import build_cross_book
from thidua_addin.cross_book.cells import cross_cells
from thidua_addin.cross_book.layout import CrossBook
from thidua_addin.cross_book.read import NotACrossBook, read_cross
from thidua_addin.form.meta import meta_values, workbook_kind
from thidua_addin.form.validation import ValidationContext, data_validation
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import Table, find_tables

AT = dt.datetime(2021, 12, 6, 8, 0)
LINE = "II.1.1|@HBI"
"""3 points at most."""
HOSTILE = '=HYPERLINK("http://x","x")\n<b>&amp;</b> _x0041_ \u202eđảo\u202c ' + "dài " * 400


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign().model_copy(update={"cross": Cross(method="mean")})


@pytest.fixture(scope="module")
def result(campaign: Campaign) -> MergeResult:
    """Every unit's submission; of HBI with a text that tries to be a formula."""
    chance = random.Random(5)
    came = []
    for unit in campaign.units:
        given = tuple(cases.entries(campaign, Period.YEAR, chance))
        if unit == "HBI":
            address = Address("II.1.1", None, "evidence_title")
            given = (*given, Entry(address, HOSTILE, HOSTILE))
        came.append(cases.received(campaign, unit, Period.YEAR, given))
    return merge(campaign, Period.YEAR, came)


@pytest.fixture(scope="module")
def content(campaign: Campaign, result: MergeResult) -> bytes:
    """PTO scores HBI and BKA."""
    subjects = tuple(s for u in ("HBI", "BKA") if (s := subject_of(result, u)) is not None)
    book = CrossBook(campaign, Period.YEAR, campaign.units["PTO"], subjects)
    return build_cross_book(book, issued_at=AT)


@pytest.fixture(scope="module")
def fresh(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("cross") / "so.xlsx"
    path.write_bytes(content)
    return read_workbook(path)


class Book:
    """A workbook as a snapshot in which somebody types, and does worse."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.sheets = {s.name: dict(s.cells) for s in snapshot.sheets}
        self.shown = {s.name: s.visibility for s in snapshot.sheets}

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(
            "so.xlsx",
            "1" * 64,
            tuple(SheetSnapshot(n, self.shown[n], dict(c)) for n, c in self.sheets.items()),
        )

    def table(self, name: str) -> Table:
        return next(t for t in find_tables(self.snapshot) if t.name == name)

    def at(self, key: str, role: str) -> tuple[str, int, int]:
        name = "cross_info" if key.startswith("||") else "cross"
        table = self.table("meta" if role == "held" else name)
        role = "value" if role == "held" else role
        row = next(r.row for r in table.rows if r.key == key)
        return table.sheet, row, table.roles[role]

    def put(self, key: str, role: str, value: CellValue | Cell) -> str:
        sheet, row, column = self.at(key, role)
        self.sheets[sheet][row, column] = value if isinstance(value, Cell) else Cell(value)
        return f"{sheet}!{openpyxl.utils.get_column_letter(column)}{row}"

    def fill(self, points: float | None = None) -> None:
        """Every line as computed, or with these points; what is not computed with nothing."""
        table = self.table("cross")
        for row in table.rows:
            known = table.cell(row.row, "computed").value
            own = known if isinstance(known, float) else 0.0
            self.put(row.key, "cross", own if points is None else points)

    def rows(self, to: Callable[[int], int | None]) -> None:
        """Give the rows of the scores a new place; None deletes one."""
        moved = {
            (new, column): cell
            for (row, column), cell in self.sheets["Chấm chéo"].items()
            if (new := to(row)) is not None
        }
        self.sheets["Chấm chéo"] = moved


@pytest.fixture
def book(fresh: Snapshot) -> Book:
    """A workbook in which every line is scored as computed."""
    filled = Book(fresh)
    filled.fill()
    return filled


def by_key(reading: CrossReading) -> dict[str, str]:
    return {f"{s.criterion}|@{s.subject}": str(s.points) for s in reading.scores}


def triples(reading: CrossReading) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, None if f.at is None else str(f.at), f.criterion) for f in reading.findings]


# --- what is in it ---


def test_it_says_what_it_is(fresh: Snapshot, campaign: Campaign, result: MergeResult) -> None:
    held = meta_values(fresh)
    assert workbook_kind(fresh) == "cross"
    assert (held["scorer"], held["period"]) == ("PTO", "nam")
    shown = [(s.name, s.visibility) for s in fresh.sheets]
    assert shown == [
        ("Thông tin", Visibility.VISIBLE),
        ("Chấm chéo", Visibility.VISIBLE),
        ("_meta", Visibility.VERY_HIDDEN),
    ]
    reading = read_cross(fresh, campaign)
    received = {u: result.unit(u).received for u in ("HBI", "BKA")}
    assert reading.shown == {u: r.submission.check_code for u, r in received.items() if r}
    assert reading.issued_at == AT


def test_only_the_assigned_units_are_in_it(content: bytes, campaign: Campaign) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        text = package.read("xl/sharedStrings.xml").decode()
    shared = " ".join(re.findall(r"<t[^>]*>([^<]*)", text))
    visible = shared.split('{"', 1)[0]  # without the campaign that it carries
    assert "Sở Nội vụ tỉnh Hòa Bình" in visible
    assert "Sở Nội vụ tỉnh Yên Bái" not in visible


def test_every_leaf_of_every_subject_has_its_row(fresh: Snapshot, campaign: Campaign) -> None:
    keys = [r.key for r in Book(fresh).table("cross").rows]
    codes = [c.code for c in cross_leaves(campaign, Period.YEAR)]
    assert keys == [f"{code}|@{unit}" for unit in ("HBI", "BKA") for code in codes]


def test_a_texts_of_a_unit_never_becomes_a_formula(content: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(content))["Chấm chéo"]
    (text,) = [
        c.value for row in sheet.iter_rows() for c in row if "HYPERLINK" in str(c.value or "")
    ]
    assert len(text) <= LONGEST
    formulas = [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []
    assert sheet._hyperlinks == []


def test_validation_and_python_have_the_same_bounds(content: bytes, campaign: Campaign) -> None:
    sheet = openpyxl.load_workbook(BytesIO(content))["Chấm chéo"]
    row = next(r for r in range(1, 30) if sheet.cell(r, 1).value == LINE)
    rules = sheet.data_validations.dataValidation
    (rule,) = [v for v in rules if f"H{row}" in str(v.sqref).split()]
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "decimal", None, "0.0", "3.0",
    )  # fmt: skip
    spec = cross_field(campaign.tree["II.1.1"], "cross")
    assert data_validation(spec, ValidationContext("H7", 2021))["maximum"] == 3.0
    assert not sheet.cell(row, 8).protection.locked
    assert not sheet.cell(row, 9).protection.locked
    assert sheet.cell(row, 7).protection.locked
    assert sheet.protection.sheet


def test_what_does_not_apply_is_not_asked(campaign: Campaign, result: MergeResult) -> None:
    applies = published_campaign("cum-mau").model_copy(update={"cross": Cross(method="mean")})
    given = tuple(cases.entries(applies, Period.YEAR, random.Random(1)))
    mark = Entry(Address("A.2.1", None, "not_applicable"), "x", "x")
    came = cases.received(applies, "MB", Period.YEAR, (*given, mark))
    merged = merge(applies, Period.YEAR, [came])
    subject = subject_of(merged, "MB")
    assert subject is not None
    codes = [line.criterion.code for line in subject.lines]
    assert "A.2.1" not in codes
    assert "A.2.2" in codes
    assert subject_of(merged, "MC") is None


def typed(criterion: str, item: str | None, field: str, value: str | float | dt.date) -> Entry:
    meant = Decimal(repr(value)) if isinstance(value, float) else value
    return Entry(Address(criterion, item, field), value, meant)


def brief_of(campaign: Campaign, unit: str, code: str, *entries: Entry) -> list[str]:
    came = cases.received(campaign, unit, Period.YEAR, entries)
    subject = subject_of(merge(campaign, Period.YEAR, [came]), unit)
    assert subject is not None
    return next(x.brief for x in subject.lines if x.criterion.code == code).splitlines()


def test_the_brief_tells_what_the_unit_says_and_its_evidence(campaign: Campaign) -> None:
    assert brief_of(
        campaign,
        "HBI",
        "II.1.1",
        typed("II.1.1", None, "self", 2.0),
        typed("II.1.1", None, "explanation", "Đã rà soát"),
        typed("II.1.1", None, "evidence", "123/KH-SNV"),
        typed("II.1.1", None, "evidence_date", dt.date(2021, 3, 5)),
    ) == [
        "(đơn vị chưa nhập kết quả)",
        "Đơn vị tự chấm 2 điểm: Đã rà soát",
        "Minh chứng: 123/KH-SNV, 05/03/2021",
    ]


def test_the_brief_tells_each_pledged_target_with_its_result() -> None:
    """A.1.2 scores the unit's own list; what is of the half-year does not show at year end."""
    campaign = published_campaign("cum-mau")
    assert brief_of(
        campaign,
        "MB",
        "A.1.2",
        typed("A.1.2", "1", "item_title", "Trồng cây"),
        typed("A.1.2", "1", "item_unit", "cây"),
        typed("A.1.2", "1", "target", 1000.0),
        typed("A.1.2", "1", "actual_h1", 10.0),
        typed("A.1.2", "1", "actual_fy", 950.5),
        typed("A.1.2", "2", "item_title", "Họp dân"),
    ) == [
        "1. Trồng cây (cây): Chỉ tiêu đăng ký 1.000; Kết quả thực hiện 950,5",
        "2. Họp dân: chưa có kết quả",
    ]


def test_excel_is_expected_to_open_it_without_repair(content: bytes, tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    path = tmp_path / "so.xlsx"
    path.write_bytes(content)
    assert [str(e) for e in OpenXmlValidator().validate(path).errors] == []


def test_equal_arguments_give_equal_bytes(
    content: bytes, campaign: Campaign, result: MergeResult
) -> None:
    subjects = tuple(s for u in ("HBI", "BKA") if (s := subject_of(result, u)) is not None)
    again = CrossBook(campaign, Period.YEAR, campaign.units["PTO"], subjects)
    assert build_cross_book(again, issued_at=AT) == content


# --- what comes back ---


def test_a_filled_workbook_is_read_whole(book: Book, campaign: Campaign) -> None:
    book.put("||appraiser", "value", "Trần Thị B")
    book.put("||appraised_on", "value", dt.date(2021, 12, 8))
    book.put("||version", "value", 2.0)
    book.put(LINE, "cross", 2.5)
    book.put(LINE, "reason", "=1+1")
    reading = read_cross(book.snapshot, campaign)
    assert triples(reading) == []
    assert len(reading.scores) == 2 * len(cross_leaves(campaign, Period.YEAR))
    score = next(s for s in reading.scores if (s.subject, s.criterion) == ("HBI", "II.1.1"))
    assert (str(score.points), score.reason) == ("2.5", "=1+1")
    assert (reading.appraiser, reading.appraised_on) == ("Trần Thị B", dt.date(2021, 12, 8))
    assert (reading.scorer, reading.period, reading.version) == ("PTO", Period.YEAR, 2)
    assert (reading.file, reading.sha256) == ("so.xlsx", "1" * 64)


@pytest.mark.parametrize(
    ("held", "code", "points"),
    [
        (3.01, "ABOVE_MAXIMUM", None),
        (-0.5, "BELOW_MINIMUM", None),
        ("tốt", "NOT_A_NUMBER", None),
        (Cell(2.5, formula=True), "FORMULA_IN_INPUT", "2.5"),
        (Cell(None, formula=True, cached=False), "FORMULA_NO_VALUE", None),
        (Cell(None, error="#REF!"), "CELL_ERROR", None),
        ("2,5", "NUMBER_AS_TEXT", "2.5"),
    ],
)
def test_what_is_typed_wrong_is_named_at_its_cell(
    book: Book, campaign: Campaign, held: CellValue | Cell, code: str, points: str | None
) -> None:
    book.put(LINE, "reason", "Vì")
    place = book.put(LINE, "cross", held)
    reading = read_cross(book.snapshot, campaign)
    assert (code, place, "II.1.1") in triples(reading)
    assert by_key(reading).get(LINE) == points


def test_what_is_not_scored_is_told_once(fresh: Snapshot, campaign: Campaign) -> None:
    """Once for the scorer, whatever the number of units: with the first criteria of the first."""
    reading = read_cross(fresh, campaign)
    (finding,) = reading.findings
    assert finding.code == "CROSS_UNSCORED"
    assert finding.params["count"] == str(2 * len(cross_leaves(campaign, Period.YEAR)))
    first = "II.1.1, II.1.2, II.1.3, …"
    assert finding.message.count(f"({first})") == 2
    assert "ở 2 đơn vị: " in finding.message
    assert reading.scores == ()


def test_another_score_without_a_reason_is_told(book: Book, campaign: Campaign) -> None:
    table = book.table("cross")
    row = next(r.row for r in table.rows if r.key == LINE)
    computed = table.cell(row, "computed").value
    place = book.put(LINE, "cross", 2.75)
    assert computed != 2.75
    reading = read_cross(book.snapshot, campaign)
    assert triples(reading) == [("CROSS_NO_REASON", place, None)]
    assert "ở 1 ô của 1 đơn vị: " in reading.findings[0].message
    assert reading.findings[0].message.endswith(" (II.1.1).")
    book.put(LINE, "reason", "Thiếu văn bản")
    assert triples(read_cross(book.snapshot, campaign)) == []


def test_a_reason_alone_is_no_score(book: Book, campaign: Campaign) -> None:
    place = book.put(LINE, "cross", None)
    book.put(LINE, "reason", "Chưa rõ")
    found = triples(read_cross(book.snapshot, campaign))
    assert ("CROSS_REASON_ONLY", place, "II.1.1") in found


def test_moved_and_sorted_rows_are_read_as_they_are(book: Book, campaign: Campaign) -> None:
    before = by_key(read_cross(book.snapshot, campaign))
    rows = sorted(r.row for r in book.table("cross").rows)
    order = dict(zip(rows, reversed(rows), strict=True))
    book.rows(lambda row: order.get(row, row) + 3)
    after = read_cross(book.snapshot, campaign)
    assert by_key(after) == before
    assert triples(after) == []


def test_a_moved_column_is_found_by_its_role(book: Book, campaign: Campaign) -> None:
    before = by_key(read_cross(book.snapshot, campaign))
    cells = book.sheets["Chấm chéo"]
    swap = {8: 11, 9: 8, 11: 9}
    book.sheets["Chấm chéo"] = {(r, swap.get(c, c)): x for (r, c), x in cells.items()}
    assert by_key(read_cross(book.snapshot, campaign)) == before


def test_a_lost_row_is_named(book: Book, campaign: Campaign) -> None:
    _, row, _ = book.at(LINE, "cross")
    book.rows(lambda r: None if r == row else r)
    (finding,) = read_cross(book.snapshot, campaign).findings
    assert finding.code == "CROSS_ROW_MISSING"
    assert (finding.params["subject"], finding.params["rows"]) == ("Hòa Bình", "II.1.1")


def test_a_doubled_row_with_other_points_does_not_count(book: Book, campaign: Campaign) -> None:
    sheet, row, column = book.at(LINE, "cross")
    cells = book.sheets[sheet]
    last = max(r for r, _ in cells) + 2
    cells.update({(last, c): x for (r, c), x in dict(cells).items() if r == row})
    assert LINE in by_key(read_cross(book.snapshot, campaign))
    cells[row, column], cells[last, column] = Cell(1.0), Cell(2.0)
    reading = read_cross(book.snapshot, campaign)
    assert LINE not in by_key(reading)
    assert ("CROSS_ROW_TWICE", f"Chấm chéo!H{last}", "II.1.1") in triples(reading)


def test_a_row_that_shows_another_unit_does_not_count(book: Book, campaign: Campaign) -> None:
    """The visible cells were sorted without the hidden keys."""
    book.put(LINE, "unit_name", "Bắc Kạn")
    place = book.put(LINE, "cross", 2.0)
    reading = read_cross(book.snapshot, campaign)
    assert LINE not in by_key(reading)
    assert ("CROSS_LABEL_DIFFERS", place, "II.1.1") in triples(reading)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("II.1.1|@PTO", "CROSS_SELF"),
        ("II.1.1|@YBA", "CROSS_NOT_ASSIGNED"),
        ("IX.9|@HBI", "CROSS_ROW_UNKNOWN"),
        ("II.1.1|@ZZZ", "CROSS_ROW_UNKNOWN"),
    ],
)
def test_rows_that_were_not_issued_do_not_count(
    book: Book, campaign: Campaign, key: str, code: str
) -> None:
    sheet, _, column = book.at(LINE, "cross")
    last = max(r for r, _ in book.sheets[sheet]) + 1
    book.sheets[sheet][last, 1] = Cell(key)
    assert triples(read_cross(book.snapshot, campaign)) == []
    book.sheets[sheet][last, column] = Cell(3.0)
    reading = read_cross(book.snapshot, campaign)
    assert triples(reading) == [(code, f"Chấm chéo!H{last}", None)]
    assert key not in by_key(reading)


def test_a_lost_column_and_a_lost_sheet_are_named(book: Book, campaign: Campaign) -> None:
    cells = book.sheets["Chấm chéo"]
    book.sheets["Chấm chéo"] = {(r, c): x for (r, c), x in cells.items() if c != 8}
    reading = read_cross(book.snapshot, campaign)
    assert "CROSS_COLUMN_MISSING" in {f.code for f in reading.findings}
    del book.sheets["Chấm chéo"]
    reading = read_cross(book.snapshot, campaign)
    assert [f.code for f in reading.findings] == ["CROSS_TABLE_MISSING"]


def refusal(book: Book, campaign: Campaign) -> Finding:
    with pytest.raises(NotACrossBook) as caught:
        read_cross(book.snapshot, campaign)
    return caught.value.finding


def test_a_spoilt_hidden_sheet_is_refused(book: Book, campaign: Campaign) -> None:
    book.put("||scorer", "held", "YBA")
    assert refusal(book, campaign).code == "CROSS_META_DAMAGED"


def test_other_workbooks_are_refused(book: Book, campaign: Campaign) -> None:
    book.put("||kind", "held", "form")
    assert refusal(book, campaign).code == "NOT_A_CROSS_BOOK"
    book.put("||kind", "held", "cross")
    book.put("||format", "held", "2")
    assert refusal(book, campaign).code == "FORM_NEWER_FORMAT"


def test_another_campaign_is_refused_and_an_older_revision_told(
    book: Book, campaign: Campaign
) -> None:
    assert refusal(book, published_campaign("cum-mau")).code == "CAMPAIGN_UNKNOWN"
    newer = campaign.model_copy(update={"revision": campaign.revision + 1, "scale": 1000})
    assert triples(read_cross(book.snapshot, newer))[0][0] == "CAMPAIGN_OLD_REVISION"
    renamed = [u.model_copy(update={"code": "XX"}) if u.code == "PTO" else u
               for u in campaign.cluster.members]  # fmt: skip
    cluster = campaign.cluster.model_copy(update={"members": tuple(renamed)})
    without = newer.model_copy(update={"cluster": cluster})
    assert refusal(book, without).code == "CROSS_SCORER_UNKNOWN"


# --- its cells ---


def test_an_outside_program_finds_every_cell(fresh: Snapshot, campaign: Campaign) -> None:
    cells = cross_cells(fresh)
    inputs = [c for c in cells if c.input]
    lines = 2 * len(cross_leaves(campaign, Period.YEAR))
    assert len([c for c in inputs if c.field == "cross"]) == lines
    assert len([c for c in inputs if c.field == "reason"]) == lines
    about = [(c.unit, c.field, str(c.at)) for c in inputs if c.criterion is None]
    assert [(unit, field) for unit, field, _ in about] == [
        ("PTO", "appraiser"),
        ("PTO", "appraised_on"),
        ("PTO", "version"),
    ]
    first = next(c for c in inputs if c.field == "cross")
    assert (first.unit, first.criterion, first.item, first.type.value) == (
        "HBI", "II.1.1", None, "points",
    )  # fmt: skip
    assert {c.field for c in cells if not c.input} == {"max", "computed", "asked", "done"}


def test_the_cells_can_be_filled_from_the_list_alone(
    content: bytes, campaign: Campaign, fresh: Snapshot, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(BytesIO(content))
    for cell in cross_cells(fresh):
        if cell.input and cell.field == "cross":
            book[cell.at.sheet][cell.at.cell] = 0.25
        elif cell.input and cell.field == "appraised_on":
            book[cell.at.sheet][cell.at.cell] = dt.date(2021, 12, 9)
    path = tmp_path / "da cham.xlsx"
    book.save(path)
    reading = read_cross(read_workbook(path), campaign)
    assert set(by_key(reading).values()) == {"0.25"}
    assert len(reading.scores) == 2 * len(cross_leaves(campaign, Period.YEAR))
    assert reading.appraised_on == dt.date(2021, 12, 9)


def test_a_reading_is_the_same_whatever_the_file_is_called(book: Book, campaign: Campaign) -> None:
    first = read_cross(book.snapshot, campaign)
    renamed = dataclasses.replace(book.snapshot, file="khac.xlsx")
    assert dataclasses.replace(read_cross(renamed, campaign), file="so.xlsx") == first
