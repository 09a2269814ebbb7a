"""The two readers give the same snapshot, and the one that was written.

Workbooks come from two writers (XlsxWriter, openpyxl) with generated cells, and from a real
spreadsheet program.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.snapshot import Cell
from thidua_addin.workbook.read import (
    UnreadableWorkbook,
    read_careful,
    read_fast,
    read_workbook,
)
from thidua_addin.workbook.values import NumberKind, kind_of_format

Position = tuple[int, int]


@dataclass(frozen=True)
class Formula:
    """A formula and the result to store with it."""

    text: str
    result: float | str | bool


@dataclass(frozen=True)
class ErrorResult:
    """An error that a formula leaves."""

    text: str


Written = str | int | float | bool | dt.date | dt.datetime | Formula | ErrorResult

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")

letters = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="_", max_codepoint=0x1FAFF
)
texts = st.one_of(
    st.text(letters, min_size=1, max_size=12),
    st.text(st.sampled_from("aạế\u0323\u0301 \n\t<>&\"'=+-@#;:{}"), min_size=1, max_size=12),
    st.sampled_from(
        [
            "chưa có",
            " đầu và cuối ",
            "Đa\u0323t",
            "9,5",
            "1E5",
            "TRUE",
            "#N/A",
            "=1+1",
            "<f>1</f>",
            't="e"',
            '<c r="XFD1048576">',
            "http://example.org",
            "]]>",
            "&#10;",
        ]
    ),
)
numbers = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e300, 1e300),
    st.sampled_from([0, 1, -1, 0.1, 0.825, 9.995, 44317, 1e-9, 1.5e300]),
)
EARLIEST = dt.datetime(1900, 3, 1)
LATEST = dt.datetime(9999, 12, 31)
moments = st.one_of(
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.datetimes(EARLIEST, LATEST).map(lambda moment: moment.replace(microsecond=0)),
)
formulas = st.builds(
    Formula,
    st.sampled_from(["=A1+1", '=IF(A1>3,"<a>","&")', "=SUM(A1:B9)"]),
    st.one_of(
        numbers,
        st.booleans(),
        st.sampled_from(["", "chưa có", "Đa\u0323t", " <a> & \n"]),
    ),
)
contents = st.one_of(
    texts,
    numbers,
    st.booleans(),
    moments,
    formulas,
    st.builds(ErrorResult, st.sampled_from(ERRORS)),
)
positions = st.tuples(
    st.one_of(st.integers(1, 12), st.integers(1, 1200)),
    st.one_of(st.integers(1, 8), st.integers(1, 60)),
)
sheets = st.dictionaries(positions, contents, max_size=15)


def rounded(number: float) -> float:
    """Both writers store 16 significant digits."""
    return float(f"{number:.16G}")


def midnight_is_a_date(moment: dt.date) -> dt.date:
    if isinstance(moment, dt.datetime) and moment.time() == dt.time():
        return moment.date()
    return moment


def with_xlsxwriter(path: Path, cells: dict[Position, Written]) -> dict[Position, Cell]:
    """Write the cells; give the cells that a reader should find."""
    expected = {}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Tự chấm điểm")
        date = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for (row, column), value in cells.items():
            at = row - 1, column - 1
            if isinstance(value, ErrorResult):
                sheet.write_formula(*at, "=A1", None, value.text)
                found = Cell(None, formula=True, error=value.text)
            elif isinstance(value, Formula):
                sheet.write_formula(*at, value.text, None, value.result)
                result = value.result
                if isinstance(result, int | float) and not isinstance(result, bool):
                    result = float(result)
                # XlsxWriter stores no result where it is given the empty text.
                blank = result == ""
                found = Cell(None if blank else result, formula=True, cached=not blank)
            elif isinstance(value, bool):
                sheet.write_boolean(*at, value)
                found = Cell(value)
            elif isinstance(value, str):
                sheet.write_string(*at, value)
                found = Cell(value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(*at, value, date)
                found = Cell(midnight_is_a_date(value))
            else:
                sheet.write_number(*at, value)
                found = Cell(rounded(value))
            expected[row, column] = found
    return expected


def with_openpyxl(path: Path, cells: dict[Position, Written]) -> dict[Position, Cell]:
    """Write the cells; openpyxl stores no results of formulas, and texts in the cells."""
    expected = {}
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for (row, column), value in cells.items():
        cell = sheet.cell(row, column)
        if isinstance(value, ErrorResult):
            cell.value, cell.data_type = value.text, "e"
            found = Cell(None, error=value.text)
        elif isinstance(value, Formula):
            cell.value = value.text
            found = Cell(None, formula=True, cached=False)
        elif isinstance(value, str):
            cell.value, cell.data_type = value, "s"
            found = Cell(value)
        elif isinstance(value, dt.date):
            cell.value = value
            found = Cell(midnight_is_a_date(value))
        else:
            cell.value = value
            found = Cell(value if isinstance(value, bool) else rounded(value))
        expected[row, column] = found
    book.save(path)
    return expected


@pytest.mark.parametrize("write", [with_xlsxwriter, with_openpyxl])
@settings(max_examples=60, deadline=None)
@given(cells=sheets)
def test_what_is_written_is_read_by_both(write: object, cells: dict[Position, Written]) -> None:
    assert callable(write)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "BM-PTO.xlsx"
        expected = write(path, cells)
        fast, careful = read_fast(path), read_careful(path)
        assert dict(fast.sheets[0].cells) == expected
        assert fast == careful
        kinds = [
            [type(cell.value) for cell in each.sheets[0].cells.values()] for each in (fast, careful)
        ]
        assert kinds[0] == kinds[1]
        assert list(fast.sheets[0].cells) == sorted(expected)


@settings(max_examples=40, deadline=None)
@given(
    serial=st.floats(0, 3_000_000),
    style=st.sampled_from(["dd/mm/yyyy", "hh:mm", "[h]:mm", "[mm]:ss.0", "0.00"]),
    date1904=st.booleans(),
)
def test_any_number_in_any_date_format(serial: float, style: str, date1904: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": date1904}) as book:
            book.add_worksheet().write_number(0, 0, serial, book.add_format({"num_format": style}))
        assert read_workbook(path) == read_careful(path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", NumberKind.PLAIN),
        ("0.00%", NumberKind.PLAIN),
        ('#,##0 "đồng/tháng"', NumberKind.PLAIN),
        (r"#,##0\ \d\m", NumberKind.PLAIN),
        ("_d#,##0_m", NumberKind.PLAIN),
        ("* #,##0", NumberKind.PLAIN),
        ("[Red]0.0;[Blue]-0.0", NumberKind.PLAIN),
        ("[$₫-42A] #,##0", NumberKind.PLAIN),
        ('0.0;"ngày" dd', NumberKind.PLAIN),
        ("dd/mm/yyyy", NumberKind.MOMENT),
        ("[$-42A]dd mmmm yyyy;@", NumberKind.MOMENT),
        ('"ngày "d" tháng "m" năm "yyyy', NumberKind.MOMENT),
        ("h:mm AM/PM", NumberKind.MOMENT),
        ("[h]:mm:ss", NumberKind.DURATION),
        ("[MM]:SS", NumberKind.DURATION),
    ],
)
def test_what_a_number_format_shows(code: str, kind: NumberKind) -> None:
    assert kind_of_format(164, code) is kind


def test_control_characters_written_by_xlsxwriter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a_x000D_b")  # stored as a_x005F_x000D_b
        sheet.write_string(1, 0, "a\x07b")
    cells = dict(read_workbook(path).sheets[0].cells)
    assert cells == {(1, 1): Cell("a_x000D_b"), (2, 1): Cell("ab")}


def test_rich_text_and_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "Điểm ", bold, "tự chấm", " của đơn vị")
        sheet.merge_range("A3:C4", "Cụm thi đua", bold)
        sheet.write_string("B3", "ẩn dưới ô gộp")
    fast = read_fast(path)
    assert fast == read_careful(path)
    assert dict(fast.sheets[0].cells) == {
        (1, 1): Cell("Điểm tự chấm của đơn vị"),
        (3, 1): Cell("Cụm thi đua"),
        (3, 2): Cell("ẩn dưới ô gộp"),
    }


def convert(source: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice open a file and save it as another kind."""
    office = shutil.which("soffice")
    assert office is not None, "this test needs LibreOffice (soffice)"
    profile = (folder / "profile").as_uri()
    made = folder / "made"
    subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", kind, "--outdir", str(made), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return made / f"{source.stem}.{kind.partition(':')[0]}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook without stored results, for a spreadsheet program to calculate."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tự chấm điểm"
    for row in (
        ["Đạt", 2, 3.5, dt.date(2021, 5, 1)],
        ["=B1+C1", '=IF(B1>1,"chưa có","")', '=IF(B1>1,"","x")', "=B1/0"],
        [True, " hai\ndòng ", "a < b & c", "=B1>1"],
    ):
        sheet.append(row)
    sheet["D1"].number_format = "dd/mm/yyyy"
    book.create_sheet("_thidua").sheet_state = "veryHidden"
    path = tmp_path_factory.mktemp("source") / "BM-PTO.xlsx"
    book.save(path)
    return path


@pytest.mark.office
def test_a_file_saved_by_libreoffice(source: Path, tmp_path: Path) -> None:
    made = convert(source, "xlsx:Calc MS Excel 2007 XML", tmp_path)
    fast = read_fast(made)
    assert fast == read_careful(made)
    assert dict(fast.sheets[0].cells) == {
        (1, 1): Cell("Đạt"),
        (1, 2): Cell(2.0),
        (1, 3): Cell(3.5),
        (1, 4): Cell(dt.date(2021, 5, 1)),
        (2, 1): Cell(5.5, formula=True),
        (2, 2): Cell("chưa có", formula=True),
        (2, 3): Cell(None, formula=True),
        (2, 4): Cell(None, formula=True, error="#DIV/0!"),
        (3, 1): Cell(True, formula=True),  # LibreOffice saves TRUE as =TRUE()
        (3, 2): Cell(" hai\ndòng "),
        (3, 3): Cell("a < b & c"),
        (3, 4): Cell(True, formula=True),
    }


@pytest.mark.office
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("xls", "FILE_OLD_FORMAT"),
        ("ods", "FILE_OLD_FORMAT"),
        ("csv", "FILE_NOT_WORKBOOK"),
        ("pdf", "FILE_NOT_WORKBOOK"),
        ("html", "FILE_NOT_WORKBOOK"),
    ],
)
def test_other_kinds_saved_by_libreoffice_and_renamed(
    source: Path, tmp_path: Path, kind: str, code: str
) -> None:
    renamed = convert(source, kind, tmp_path).rename(tmp_path / "BM-PTO.xlsx")
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(renamed)
    assert caught.value.code == code
