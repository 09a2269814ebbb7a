"""What the live adapter makes of a host's answers, and what it writes, on a pretend host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.findings import Finding, Severity, catalogue
from scoring.snapshot import Cell, CellValue, Place, SheetSnapshot, Snapshot, Visibility
from thidua_addin.form.live import HostRefused, LiveBook, TooLarge
from thidua_addin.form.marks import MARKS, mark_blocks
from thidua_addin.form.patch import Block, Link, as_formula, formulas_of, values_of
from thidua_addin.form.results import LISTING, listing_blocks


class Range:
    """A rectangle of a pretend sheet; reads what the sheet holds, keeps what is written."""

    def __init__(self, sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.sheet = sheet
        self.row, self.column = first
        self.shape = last[0] - first[0] + 1, last[1] - first[1] + 1

    def options(self, **asked: object) -> Range:
        assert asked == {"ndim": 2, "err_to_str": True}
        return self

    def _read(self, held: dict[tuple[int, int], object], blank: object) -> list[list[object]]:
        self.sheet.reads += 1
        rows, columns = self.shape
        return [
            [held.get((self.row + r, self.column + c), blank) for c in range(columns)]
            for r in range(rows)
        ]

    @property
    def value(self) -> object:
        return self._read(self.sheet.values, None)

    @value.setter
    def value(self, rows: list[list[object]]) -> None:
        if self.sheet.protected:
            raise RuntimeError("The cell is protected.")
        self.sheet.written.append((self.row, self.column, rows))

    @property
    def formula(self) -> object:
        found = self._read(self.sheet.formulas, "")
        if self.shape == (1, 1):
            return found[0][0]
        if 1 in self.shape and self.sheet.flat:
            return [cell for row in found for cell in row]
        return found

    @formula.setter
    def formula(self, rows: list[list[object]]) -> None:
        if not self.sheet.takes_formulas:
            raise NotImplementedError
        self.sheet.written.append((self.row, self.column, rows))


class Sheet:
    def __init__(self, name: str, *, visible: bool = True) -> None:
        self.name = name
        self.visible = visible
        self.values: dict[tuple[int, int], object] = {}
        self.formulas: dict[tuple[int, int], object] = {}
        self.used = (1, 1), (1, 1)
        self.flat = False
        self.protected = False
        self.takes_formulas = True
        self.reads = 0
        self.written: list[tuple[int, int, list[list[object]]]] = []

    def put(self, row: int, column: int, value: object, formula: str | None = None) -> None:
        self.values[row, column] = value
        self.formulas[row, column] = formula if formula is not None else str(value)
        (r1, c1), (r2, c2) = self.used
        self.used = (min(r1, row), min(c1, column)), (max(r2, row), max(c2, column))

    @property
    def used_range(self) -> Range:
        return Range(self, *self.used)

    def range(self, first: tuple[int, int], last: tuple[int, int] | None = None) -> Range:
        return Range(self, first, last or first)


class Sheets:
    def __init__(self, sheets: list[Sheet]) -> None:
        self.all = sheets

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.all)

    def __getitem__(self, name: str) -> Sheet:
        return next(sheet for sheet in self.all if sheet.name == name)

    def add(self, name: str, after: Sheet | None = None) -> Sheet:
        at = len(self.all) if after is None else self.all.index(after) + 1
        self.all.insert(at, Sheet(name))
        return self.all[at]


class Book:
    """The little of an xlwings book that the adapter looks at."""

    def __init__(self, *sheets: Sheet, fullname: str = "bieu.xlsx") -> None:
        self.name = Path(fullname).name
        self.fullname = fullname
        self.sheets = Sheets(list(sheets))


def live(*sheets: Sheet, fullname: str = "bieu.xlsx") -> LiveBook:
    return LiveBook(Book(*sheets, fullname=fullname))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "formula", "cell"),
    [
        (9.5, "9.5", Cell(9.5)),
        (9, "9", Cell(9.0)),
        (Decimal("9.5"), "9.5", Cell(9.5)),
        (True, "TRUE", Cell(True)),
        ("9,5", "9,5", Cell("9,5")),
        (12.0, "=3*4", Cell(12.0, True)),
        (None, '=""', Cell(None, True)),
        ("=1+2", "=1+2", Cell("=1+2")),  # typed into a cell for text
        ("#DIV/0!", "=1/0", Cell(None, True, "#DIV/0!")),
        ("#N/A", "#N/A", Cell(None, False, "#N/A")),
        (-2_146_826_243, "=B1#", Cell(None, True, "#SPILL!")),
        (-2_146_826_243.0, "-2146826243", Cell(-2_146_826_243.0)),
        (dt.datetime(2021, 6, 30), "44377", Cell(dt.date(2021, 6, 30))),
        (dt.datetime(2021, 6, 30, 8, 15), "44377.34", Cell(dt.datetime(2021, 6, 30, 8, 15))),
        (dt.datetime(2021, 6, 30, tzinfo=dt.UTC), "44377", Cell(dt.date(2021, 6, 30))),
        (dt.datetime(1899, 12, 30, 8, 15), "0.34375", Cell("08:15:00")),
    ],
)
def test_what_a_cell_holds(answer: object, formula: str, cell: Cell) -> None:
    sheet = Sheet("Thông tin")
    sheet.put(3, 2, answer, formula)
    (read,) = live(sheet).snapshot().sheets
    assert dict(read.cells) == {(3, 2): cell}
    assert type(read.cells[3, 2].value) is type(cell.value)


def test_a_blank_sheet_and_a_used_area_that_begins_elsewhere() -> None:
    blank, low = Sheet("Trống"), Sheet("Thấp", visible=False)
    low.used = (40, 7), (40, 7)
    low.put(40, 7, "x")
    one, other = live(blank, low).snapshot().sheets
    assert (dict(one.cells), one.visibility) == ({}, Visibility.VISIBLE)
    assert (dict(other.cells), other.visibility) == ({(40, 7): Cell("x")}, Visibility.HIDDEN)


@pytest.mark.parametrize("last", [(1, 4), (4, 1)])
def test_hosts_that_give_one_row_or_column_flat(last: tuple[int, int]) -> None:
    sheet = Sheet("Danh mục")
    sheet.flat = True
    sheet.put(*last, 2.0, "=1+1")
    (read,) = live(sheet).snapshot().sheets
    assert dict(read.cells) == {last: Cell(2.0, True)}


def test_two_reads_a_sheet() -> None:
    sheets = [Sheet("Một"), Sheet("Hai")]
    for sheet in sheets:
        sheet.put(100, 26, "x")
    live(*sheets).snapshot()
    assert [sheet.reads for sheet in sheets] == [2, 2]


def test_a_column_formatted_to_the_end_is_read_in_parts_and_no_further_than_a_form_goes() -> None:
    sheet = Sheet("Tự chấm điểm")
    sheet.put(19_999, 3, "x")
    sheet.used = (1, 1), (1_048_576, 26)
    (read,) = live(sheet).snapshot().sheets
    assert dict(read.cells) == {(19_999, 3): Cell("x")}
    assert sheet.reads == 2 * 3  # 7,692 rows of 26 columns at a time


def test_a_sheet_that_is_far_too_wide_is_not_read() -> None:
    sheet = Sheet("Tự chấm điểm")
    sheet.used = (1, 1), (1_048_576, 16_384)
    with pytest.raises(TooLarge, match="Tự chấm điểm"):
        live(sheet).snapshot()
    assert sheet.reads == 0


def test_a_host_that_answers_with_something_else() -> None:
    sheet = Sheet("Thông tin")
    sheet.put(1, 1, object())
    with pytest.raises(HostRefused, match="object"):
        live(sheet).snapshot()


def test_only_files_in_a_folder_have_a_path(tmp_path: Path) -> None:
    assert live(fullname=str(tmp_path / "bieu.xlsx")).path == tmp_path / "bieu.xlsx"
    assert live(fullname="Book1").path is None
    assert live(fullname="https://coquan.sharepoint.com/bieu.xlsx").path is None


def test_text_stays_text() -> None:
    for text in (
        "2.10",
        "1-3",
        "=x",
        "+84",
        "@a",
        "-",
        "'a",
        "TRUE",
        "30/6/2021",
        "5 tháng",
        "12%",
    ):
        assert as_formula(text) == f'="{text}"'
    for text in (
        "II.5.2",
        "A.1",
        "Lỗi",
        "NUMBER_AS_TEXT",
        "",
        "Ô này ghi 5 mà phải ghi số 6 mới đúng",
    ):
        assert as_formula(text) is None
    assert as_formula('="a"') == '="=""a"""'
    assert as_formula("=" + "a" * 300) == '="=' + "a" * 249 + '"&"' + "a" * 51 + '"'


def test_a_link_leads_to_its_cell_whatever_the_sheet_is_called() -> None:
    link = Link(Place("Kết quả 'mới'", 12, 28))
    assert link.formula == "=HYPERLINK(\"#'Kết quả ''mới'''!AB12\",\"Kết quả 'mới'!AB12\")"


def test_a_block_is_one_write_of_values_and_one_of_each_run_of_formulas() -> None:
    sheet = Sheet("Kết quả")
    link = Link(Place("A", 1, 1))
    block = Block("Kết quả", 5, 2, (("a", link), ("b", link), (1.0, None), ("2.10",)))
    assert live(sheet).write([block]) == ()
    assert sheet.written == [
        (5, 2, [["a", None], ["b", None], [1.0, None], [None, None]]),
        (8, 2, [['="2.10"']]),
        (5, 3, [[link.formula], [link.formula]]),
    ]
    assert values_of(block)[0] == ["a", None]
    assert [run.shown for run in formulas_of(block)] == [("2.10",), ("A!A1", "A!A1")]


def test_a_host_that_takes_no_formulas_gets_texts() -> None:
    sheet = Sheet("Kết quả")
    sheet.takes_formulas = False
    live(sheet).write([Block("Kết quả", 5, 2, (("a", Link(Place("A", 1, 1))),))])
    assert sheet.written[-1] == (5, 3, [["A!A1"]])


def test_a_sheet_that_refuses_is_named_and_the_others_are_written() -> None:
    shut, free = Sheet("Đăng ký"), Sheet("Minh chứng")
    shut.protected = True
    blocks = [Block("Đăng ký", 1, 1, (("X",),)), Block("Minh chứng", 1, 1, (("X",),))]
    assert live(shut, free).write([*blocks, blocks[0]]) == ("Đăng ký",)
    assert free.written == [(1, 1, [["X"]])]


def test_a_missing_sheet_is_added_behind_the_visible_ones() -> None:
    book = Book(Sheet("Một"), Sheet("_meta", visible=False))
    LiveBook(book).write([Block("Mới", 1, 1, (("a",),))])  # type: ignore[arg-type]
    assert [sheet.name for sheet in book.sheets] == ["Một", "Mới", "_meta"]


# --- marks and the list of findings ---


def a_code(severity: Severity) -> str:
    """A code of that severity whose texts need nothing."""
    return next(
        code
        for code, text in catalogue().items()
        if text.severity is severity and "{" not in text.message + text.hint
    )


def form(marks: dict[int, str | None]) -> Snapshot:
    """A table with a row a mark, from row 3 on: keys in A, marks in C."""
    cells: dict[tuple[int, int], Cell] = {
        (2, 1): Cell("#thidua:scores"),
        (2, 2): Cell("self"),
        (2, 3): Cell("mark"),
        (3 + len(marks), 1): Cell("#end"),
    }
    for row, mark in marks.items():
        cells[row, 1] = Cell(f"I.{row}|")
        if mark is not None:
            cells[row, 3] = Cell(mark)
    sheet = SheetSnapshot("Tự chấm điểm", Visibility.VISIBLE, cells)
    return Snapshot("bieu.xlsx", "", (sheet,))


def test_a_row_is_marked_by_its_worst_finding_and_only_changes_are_written() -> None:
    snapshot = form({3: None, 4: "X", 5: "!", 6: None, 7: "i"})
    places = [(3, Severity.INFO), (3, Severity.WARNING), (5, Severity.WARNING), (6, Severity.ERROR)]
    findings = [Finding(a_code(s), Place("Tự chấm điểm", row, 2)) for row, s in places]
    assert mark_blocks(snapshot, findings) == (
        Block("Tự chấm điểm", 3, 3, ((MARKS[Severity.WARNING],), (None,))),
        Block("Tự chấm điểm", 6, 3, ((MARKS[Severity.ERROR],), (None,))),
    )
    assert mark_blocks(form({3: None}), ()) == ()


def test_a_shorter_list_leaves_nothing_of_the_longer_one() -> None:
    older: dict[tuple[int, int], Cell] = {(row, 2): Cell(float(row - 4)) for row in range(5, 9)}
    values: CellValue = "Tự chấm điểm"
    listing = SheetSnapshot(LISTING, Visibility.VISIBLE, older)
    scores = SheetSnapshot(values, Visibility.VISIBLE, {})
    snapshot = Snapshot("bieu.xlsx", "", (scores, listing))
    code = a_code(Severity.ERROR)
    at = Place("Tự chấm điểm", 12, 7)
    finding = Finding(code, at, "II.1")
    said, header, table = listing_blocks(snapshot, (finding,), "1 mục")
    assert said == Block(LISTING, 3, 2, (("1 mục",),))
    assert (header.row, header.column, header.width) == (4, 2, 7)
    blank = (None,) * 7
    first = (1.0, "Lỗi", code, Link(at), "II.1", finding.message, finding.hint)
    assert table == Block(LISTING, 5, 2, (first, blank, blank, blank))
