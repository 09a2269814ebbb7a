"""Forms that another program saved: every entry is the same, or the finding says why not."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scoring.campaign import Campaign
from scoring.entries import EntryValue
from scoring.fields import Address
from scoring.score import score
from scoring.submission import check_code
from scoring.terms import Period
from tests.addin import other_writers as other
from tests.addin.test_readers import parts_of, save
from tests.e2e.libreoffice import convert, soffice
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import (
    DoubtfulWorkbook,
    UnreadableWorkbook,
    read_careful,
    read_fast,
    read_workbook,
)

D = Decimal
SEALED_AT = dt.datetime(2021, 12, 5, 9, 0)
SCORES = "Tự chấm điểm"


@dataclass(frozen=True, slots=True)
class Original:
    """A sealed copy as the program wrote it, its parts, what was typed, what was read."""

    path: Path
    parts: other.Parts
    typed: Mapping[Address, EntryValue | None]
    reading: FormReading

    def place(self, criterion: str | None, item: str | None, name: str) -> tuple[str, str]:
        """Sheet and cell of an entry."""
        at = self.reading.places[Address(criterion, item, name)]
        return at.sheet, at.cell


@pytest.fixture(scope="module")
def original(
    tmp_path_factory: pytest.TempPathFactory,
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
) -> Original:
    folder = tmp_path_factory.mktemp("goc")
    form = forms.built(folder, all_kinds, "BB", filled)
    path = submit_form(form, "nam", folder / "nop", SEALED_AT).path
    assert path is not None
    typed = {e.address: e.value for e in forms.entries_of(filled)}
    return Original(path, other.parts_of(path), typed, read(path, all_kinds))


def read(path: Path, campaign: Campaign) -> FormReading:
    """The form, which both readers see alike where the fast one takes it at all."""
    careful = read_careful(path)
    assert read_workbook(path) == careful
    with contextlib.suppress(DoubtfulWorkbook):
        assert read_fast(path) == careful
    return read_form(careful, campaign)


def values(reading: FormReading) -> dict[Address, EntryValue | None]:
    return {e.address: e.value for e in reading.entries}


def assert_the_same(reading: FormReading, original: Original) -> None:
    """Equal entries, typed and meant; the seal fits; nothing to say."""
    assert values(reading) == original.typed
    seal = reading.meta.seal
    assert seal is not None
    assert seal.code == check_code(
        reading.unit, Period.YEAR, reading.meta.campaign_hash, reading.entries
    )
    assert (reading.unit, reading.period) == ("BB", Period.YEAR)


@pytest.mark.parametrize("name", other.WRITERS)
def test_another_way_of_storing_changes_no_entry(
    name: str, original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    path = other.save(other.WRITERS[name](original.parts), tmp_path / "bieu.xlsx")
    reading = read(path, all_kinds)
    assert_the_same(reading, original)
    assert reading.findings == ()


def test_the_other_calendar_without_its_numbers_shows_in_the_seal(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """Such a file says 2025 where 2021 was meant, in every program: read so, and never sealed."""
    path = other.save(other.only_the_flag_of_1904(original.parts), tmp_path / "bieu.xlsx")
    reading = read(path, all_kinds)
    assert values(reading)[Address("C.2", None, "date")] == dt.date(2025, 6, 15)
    assert reading.meta.seal is not None
    code = check_code("BB", Period.YEAR, reading.meta.campaign_hash, reading.entries)
    assert code != reading.meta.seal.code


def test_a_form_that_openpyxl_saved(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """It drops every stored result: the entries are all there, and no formula was one."""
    reading = read(other.resaved(original.path, tmp_path / "bieu.xlsx"), all_kinds)
    assert_the_same(reading, original)
    assert reading.findings == ()


def test_sheets_added_renamed_and_turned_around(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        book.create_sheet("TỰ CHẤM ĐIỂM 2", 0)["C3"] = "nháp"
        book[SCORES].title = "TỰ CHẤM  ĐIỂM"  # the same letters by another hand
        book["Minh chứng"].title = "MC"
        book["_meta"].sheet_state = "visible"
        book["Báo cáo"].sheet_state = "veryHidden"
        book.move_sheet("_meta", -8)

    reading = read(other.resaved(original.path, tmp_path / "bieu.xlsx", change), all_kinds)
    assert_the_same(reading, original)
    assert sorted(f.code for f in reading.findings) == ["EXTRA_CONTENT", "SHEET_RENAMED"]


def test_rows_and_columns_put_in_everywhere(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        for name in ("Thông tin", "Đăng ký", SCORES, "Minh chứng", "Báo cáo"):
            sheet = book[name]
            for merged in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(merged))
            sheet.insert_cols(4, 2)
            sheet.insert_cols(1)
            sheet.insert_rows(11)
            sheet.insert_rows(2, 3)

    reading = read(other.resaved(original.path, tmp_path / "bieu.xlsx", change), all_kinds)
    assert_the_same(reading, original)
    assert reading.findings == ()


def test_a_column_of_results_that_was_deleted_is_missed(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        book[SCORES].delete_cols(7)

    reading = read(other.resaved(original.path, tmp_path / "bieu.xlsx", change), all_kinds)
    assert ("COLUMN_MISSING", "result_fy") in {(f.code, f.field) for f in reading.findings}
    left = values(reading)
    assert all(original.typed[address] == value for address, value in left.items())


def test_merging_two_rows_of_results_loses_the_lower_and_says_so(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """Merging keeps the upper left cell only, in every program: the other row is then empty."""
    sheet, upper = original.place("B.3", None, "actual_fy")
    _, lower = original.place("B.4", None, "actual_fy")

    def change(book: Any) -> None:
        book[sheet].merge_cells(f"{upper}:{lower}")

    reading = read(other.resaved(original.path, tmp_path / "bieu.xlsx", change), all_kinds)
    expected = dict(original.typed)
    del expected[Address("B.4", None, "actual_fy")]
    assert values(reading) == expected


def test_a_value_under_a_merge_is_read_and_shown_to_nobody_so_it_is_said(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """Some programs keep what a merge covers: VALUE_COVERED, and the paper shows another number."""
    sheet, upper = original.place("B.3", None, "actual_fy")
    _, lower = original.place("B.4", None, "actual_fy")
    part = other.sheet_part(original.parts, sheet)
    merge = f'<mergeCell ref="{upper}:{lower}"/></mergeCells>'.encode()
    changed = original.parts[part].replace(b"</mergeCells>", merge)
    path = other.save({**original.parts, part: changed}, tmp_path / "bieu.xlsx")
    reading = read(path, all_kinds)
    assert values(reading) == original.typed
    (finding,) = reading.findings
    assert (finding.code, finding.severity.value) == ("VALUE_COVERED", "warning")
    assert finding.at == original.reading.places[Address("B.4", None, "actual_fy")]
    assert f"{upper}:{lower}: tệp có giá trị “10”" in finding.message


# --- one cell, stored in every way ---------------------------------------------------------------

NUMBER = ("B.4", None, "actual_fy")  # a plain number
COUNT = ("A.1.2", None, "count")
PERCENT = ("B.3", None, "actual_fy")
DATE = ("C.2", None, "date")
CHOICE = ("A.1.3", None, "choice")
TEXT = ("A.1.1", None, "evidence")


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell's XML, the value that it means (None: none), and the finding."""

    field: tuple[str, str | None, str]
    cell: str
    value: EntryValue | None
    code: str | None = None


CELLS = {
    "exponent": Stored(NUMBER, "><v>1E+1</v></c>", D(10)),
    "small exponent": Stored(NUMBER, "><v>9.5E-1</v></c>", D("0.95")),
    "typed n": Stored(NUMBER, ' t="n"><v>10</v></c>', D(10)),
    "17 digits": Stored(PERCENT, "><v>0.94999999999999996</v></c>", D("0.95")),
    "negative zero": Stored(COUNT, "><v>-0</v></c>", D(0)),
    "blanks around": Stored(NUMBER, "><v> 10 </v></c>", D(10)),
    "number as text": Stored(NUMBER, other.text_cell("10"), D(10), "NUMBER_AS_TEXT"),
    "apostrophe": Stored(NUMBER, ' t="str" quotePrefix="1"><v>10</v></c>', D(10), "NUMBER_AS_TEXT"),
    "decimal comma": Stored(NUMBER, other.text_cell("9,5"), D("9.5"), "NUMBER_AS_TEXT"),
    "thousands": Stored(NUMBER, other.text_cell("1.234,5"), D("1234.5"), "NUMBER_AS_TEXT"),
    "ambiguous": Stored(NUMBER, other.text_cell("1.500"), None, "NUMBER_AMBIGUOUS"),
    "no-break blank": Stored(NUMBER, other.text_cell("\u00a010\u00a0"), D(10), "NUMBER_AS_TEXT"),
    "full width": Stored(NUMBER, other.text_cell("\uff11\uff10"), D(10), "NUMBER_AS_TEXT"),
    "letter O": Stored(NUMBER, other.text_cell("1O"), None, "DIGIT_LOOKALIKE"),
    "letter l": Stored(NUMBER, other.text_cell("l0"), None, "DIGIT_LOOKALIKE"),
    "cyrillic": Stored(NUMBER, other.text_cell("1\u041e"), None, "DIGIT_LOOKALIKE"),
    "superscript": Stored(NUMBER, other.text_cell("10\u00b2"), None, "DIGIT_LOOKALIKE"),
    "fraction": Stored(NUMBER, other.text_cell("\u00bd"), None, "NOT_A_NUMBER"),
    "hexadecimal": Stored(NUMBER, other.text_cell("0x10"), None, "NOT_A_NUMBER"),
    "underscore": Stored(NUMBER, other.text_cell("1_0"), None, "NOT_A_NUMBER"),
    "exponent text": Stored(NUMBER, other.text_cell("1e1"), None, "NOT_A_NUMBER"),
    "infinity": Stored(NUMBER, other.text_cell("Infinity"), None, "NOT_A_NUMBER"),
    "not a number": Stored(NUMBER, other.text_cell("NaN"), None, "NOT_A_NUMBER"),
    "formula text": Stored(NUMBER, other.text_cell("=5+5"), None, "NOT_A_NUMBER"),
    "direction": Stored(NUMBER, other.text_cell("\u202e01"), None, "DIGIT_LOOKALIKE"),
    "line break": Stored(NUMBER, other.text_cell("1\n0"), None, "NOT_A_NUMBER"),
    "boolean": Stored(NUMBER, ' t="b"><v>1</v></c>', None, "NOT_A_NUMBER"),
    "error": Stored(NUMBER, ' t="e"><v>#REF!</v></c>', None, "CELL_ERROR"),
    "percent text": Stored(PERCENT, other.text_cell("95%"), D("0.95"), "NUMBER_AS_TEXT"),
    "percent with comma": Stored(PERCENT, other.text_cell("95,5 %"), D("0.955"), "NUMBER_AS_TEXT"),
    "percent without sign": Stored(PERCENT, other.text_cell("95"), None, "PERCENT_UNCLEAR"),
    "percent of hundred": Stored(PERCENT, "><v>95</v></c>", None, "PERCENT_TOO_LARGE"),
    "percent in a number": Stored(NUMBER, other.text_cell("10%"), None, "PERCENT_NOT_EXPECTED"),
    "formula": Stored(NUMBER, "><f>5+5</f><v>10</v></c>", D(10), "FORMULA_IN_INPUT"),
    "formula, no result": Stored(NUMBER, "><f>5+5</f></c>", None, "FORMULA_NO_VALUE"),
    "formula, empty text": Stored(
        NUMBER, ' t="str"><f>IF(1,"")</f><v></v></c>', None, "FORMULA_NO_VALUE"
    ),
    "external link": Stored(NUMBER, "><f>[1]S!A1</f><v>10</v></c>", D(10), "FORMULA_IN_INPUT"),
    "array formula": Stored(
        NUMBER, '><f t="array" ref="A1:A1">5+5</f><v>10</v></c>', D(10), "FORMULA_IN_INPUT"
    ),
    "data table": Stored(
        NUMBER,
        '><f t="dataTable" ref="A1:A2" dt2D="0" r1="A1"/><v>10</v></c>',
        D(10),
        "FORMULA_IN_INPUT",
    ),
    "day number": Stored(DATE, "><v>44361</v></c>", dt.date(2021, 6, 14)),
    "day and hour": Stored(DATE, "><v>44361.75</v></c>", dt.date(2021, 6, 14)),
    "iso day": Stored(DATE, ' t="d"><v>2021-06-14</v></c>', dt.date(2021, 6, 14)),
    "day as text": Stored(
        DATE, other.text_cell("14/06/2021"), dt.date(2021, 6, 14), "DATE_AS_TEXT"
    ),
    "two digits": Stored(DATE, other.text_cell("14/6/21"), None, "DATE_TWO_DIGIT_YEAR"),
    "month first": Stored(DATE, other.text_cell("6/14/2021"), None, "DATE_MONTH_FIRST"),
    "no such day": Stored(DATE, other.text_cell("31/6/2021"), None, "NOT_A_DATE"),
    "boolean choice": Stored(CHOICE, ' t="b"><v>1</v></c>', None, "CHOICE_UNKNOWN"),
    "choice, case": Stored(CHOICE, other.text_cell(" đạt "), "Đạt", "CHOICE_SPELLING"),
    "choice, composed": Stored(CHOICE, other.text_cell("Đa\u0323t"), "Đạt", "CHOICE_DECOMPOSED"),
    "choice, eth": Stored(CHOICE, other.text_cell("Ðạt"), "Đạt", "CHOICE_SPELLING"),
    "choice, escaped": Stored(CHOICE, ' t="inlineStr"><is><t>_x0110_ạt</t></is></c>', "Đạt"),
    "text, return": Stored(
        TEXT, ' t="inlineStr"><is><t>15/BC_x000D_\nSNV</t></is></c>', "15/BC\r\nSNV"
    ),
    "text, underscore": Stored(
        TEXT, ' t="inlineStr"><is><t>15_x005F_x000D_</t></is></c>', "15_x000D_"
    ),
    "text, no-break": Stored(TEXT, other.text_cell("15/BC\u00a0SNV"), "15/BC\u00a0SNV"),
    "number in a text": Stored(TEXT, "><v>1234</v></c>", "1234"),
    "long number in a text": Stored(TEXT, "><v>912345678</v></c>", "912345678"),
    "decimal in a text": Stored(TEXT, "><v>12.5</v></c>", "12,5"),
    "day in a text": Stored(TEXT, ' t="d"><v>2021-05-01</v></c>', "01/05/2021", "DATE_IN_TEXT"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_means_what_it_shows(
    name: str, original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    stored = CELLS[name]
    sheet, cell = original.place(*stored.field)
    path = other.save(
        other.set_cell(original.parts, sheet, cell, stored.cell), tmp_path / "bieu.xlsx"
    )
    reading = read(path, all_kinds)
    address = Address(*stored.field)
    assert values(reading) == {**original.typed, address: stored.value}
    assert [(f.code, f.at) for f in reading.findings] == (
        [] if stored.code is None else [(stored.code, original.reading.places[address])]
    )


def test_a_number_in_a_cell_that_shows_dates_is_asked_about(
    original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """10 in a cell formatted as a date shows 10/01/1900: nobody can say what was meant."""
    sheet, cell = original.place(*NUMBER)
    date_sheet, date_cell = original.place(*DATE)
    (style,) = (
        found.group(1)
        for found in other.re.finditer(
            rf'<c r="{date_cell}" s="([0-9]+)"',
            original.parts[other.sheet_part(original.parts, date_sheet)].decode(),
        )
    )
    made = f' s="{style}"><v>10</v></c>'
    path = other.save(
        other.set_cell(original.parts, sheet, cell, made, style=False), tmp_path / "bieu.xlsx"
    )
    reading = read(path, all_kinds)
    assert values(reading)[Address(*NUMBER)] is None
    assert [f.code for f in reading.findings] == ["DATE_IN_NUMBER"]


# --- what a library passes over, or takes for something else -------------------------------------

DAMAGED = "FILE_DAMAGED"

ODD: dict[str, tuple[str, object]] = {
    "blanks in a number": ("><v> 10 </v></c>", 10.0),
    "line break in a number": ("><v>\n10</v></c>", 10.0),
    "sign": ("><v>+10</v></c>", 10.0),
    "underscore in a number": ("><v>1_0</v></c>", DAMAGED),
    "full-width number": ("><v>\uff11\uff10</v></c>", DAMAGED),
    "hexadecimal number": ("><v>0x10</v></c>", DAMAGED),
    "comma in a number": ("><v>1,5</v></c>", DAMAGED),
    "text in a number": ("><v>abc</v></c>", DAMAGED),
    "no number at all": ("><v>NaN</v></c>", DAMAGED),
    "truth as a word": (' t="b"><v>true</v></c>', True),
    "untruth as a word": (' t="b"><f>1&gt;2</f><v>false</v></c>', False),
    "text before the first": (' t="s"><v>-1</v></c>', DAMAGED),
    "text number with a point": (' t="s"><v>0.0</v></c>', DAMAGED),
    "text without a number": (' t="s"><v/></c>', None),
    "inline text as a value": (' t="inlineStr"><v>7</v></c>', DAMAGED),
    "inline text and a value": (' t="inlineStr"><is><t>7</t></is><v>8</v></c>', "7"),
    "inline text in a number": ("><is><t>7</t></is></c>", DAMAGED),
    "two values": ("><v>5</v><v>6</v></c>", DAMAGED),
    "two cells with one address": ('><v>5</v></c><c r="A1"><v>6</v></c>', DAMAGED),
    "error in single quotes": (" t='e'><v>#REF!</v></c>", None),
    "error written as a reference": (' t="&#101;"><v>#REF!</v></c>', None),
    "error behind a tab": ('\tt="e"><v>#REF!</v></c>', None),
    "style of nonsense": (' s="x"><v>44317</v></c>', DAMAGED),
}


@pytest.mark.parametrize("name", ODD)
def test_cells_of_an_unusual_make_mean_one_thing(name: str, tmp_path: Path) -> None:
    """Whatever the fast reader's library makes of them, the file is read one way, or refused."""
    cell, expected = ODD[name]
    strings = "<si><t>đầu</t></si><si><t>cuối</t></si>"
    path = save(tmp_path / "bieu.xlsx", parts_of(f'<row r="1"><c r="A1"{cell}</row>', strings))
    if expected == DAMAGED:
        for reader in (read_workbook, read_careful):
            with pytest.raises(UnreadableWorkbook) as caught:
                reader(path)
            assert caught.value.code == DAMAGED
        return
    snapshot = read_careful(path)
    assert read_workbook(path) == snapshot
    found = snapshot.sheets[0].cell(1, 1)
    assert (found.value, found.error) == (expected, "#REF!" if "REF" in cell else None)


# --- a real spreadsheet program ------------------------------------------------------------------


def by_way_of(*kinds: str) -> Callable[[Path, Path], Path]:
    def change(path: Path, folder: Path) -> Path:
        for step, kind in enumerate(kinds):
            out = folder / f"{step}"
            convert([path], kind, out)
            path = out / path.with_suffix(f".{kind}").name
        return path

    return change


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kinds", [("xlsx",), ("ods", "xlsx"), ("xls", "xlsx")], ids="-".join)
def test_a_form_that_libreoffice_saved(
    kinds: tuple[str, ...], original: Original, all_kinds: Campaign, tmp_path: Path
) -> None:
    """Also by way of its own format and of the old one, which cuts nothing that was typed."""
    reading = read(by_way_of(*kinds)(original.path, tmp_path), all_kinds)
    assert_the_same(reading, original)
    assert [f.code for f in reading.findings if f.severity.value == "error"] == []
    before = score(all_kinds, "BB", original.reading.entries, Period.YEAR)
    assert score(all_kinds, "BB", reading.entries, Period.YEAR).totals == before.totals
