"""Traps in received files: each is refused with its own code, or read right by both readers.

The workbooks are written part by part, as small texts, so that each test shows its defect.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scoring.snapshot import Cell, CellValue, Snapshot, Visibility
from tests.addin.small_books import (
    MAIN,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    parts_of,
    save,
    strings_part,
)
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.read import (
    DoubtfulWorkbook,
    UnreadableWorkbook,
    read_careful,
    read_fast,
    read_workbook,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "BM-PTO.xlsx"


def refusal(path: Path) -> tuple[str, dict[str, str]]:
    """The code and parameters with which every way of reading refuses the file."""
    found = []
    for reader in (read_workbook, read_fast, read_careful):
        with pytest.raises(UnreadableWorkbook) as caught:
            reader(path)
        found.append((caught.value.code, caught.value.params))
    assert found[0] == found[1] == found[2]
    return found[0]


def cells_of(snapshot: Snapshot) -> dict[tuple[int, int], Cell]:
    return dict(snapshot.sheets[0].cells)


def both(path: Path) -> dict[tuple[int, int], Cell]:
    """The cells of the only sheet, which the two readers see alike."""
    fast, careful = read_fast(path), read_careful(path)
    assert fast == careful == read_workbook(path)
    return cells_of(fast)


def only_careful(path: Path) -> dict[tuple[int, int], Cell]:
    """The cells of a file that the fast reader rightly passes on."""
    with pytest.raises(DoubtfulWorkbook):
        read_fast(path)
    assert read_workbook(path) == read_careful(path)
    return cells_of(read_careful(path))


# --- refused -------------------------------------------------------------------------------


def test_a_missing_file(file: Path) -> None:
    assert refusal(file) == ("FILE_MISSING", {"file": "BM-PTO.xlsx"})


def test_a_folder_is_no_workbook(file: Path) -> None:
    file.mkdir()
    assert refusal(file) == ("FILE_NOT_WORKBOOK", {"file": "BM-PTO.xlsx", "kind": "thư mục"})


def test_zero_bytes(file: Path) -> None:
    file.write_bytes(b"")
    assert refusal(file)[0] == "FILE_EMPTY"


def test_a_file_that_another_program_keeps_closed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(file, parts_of(""))

    def locked(name: str, flags: int) -> int:
        raise PermissionError(13, "sharing violation", name)

    monkeypatch.setattr("thidua_addin.workbook.gate.os.open", locked)
    assert refusal(file) == ("FILE_LOCKED", {"file": "BM-PTO.xlsx"})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Mã;Điểm\nII.1;10\n".encode(), "tệp văn bản (csv, txt)"),
        ("Mã;Điểm\nII.1;10\n".encode("utf-16"), "tệp văn bản (csv, txt)"),
        (b"%PDF-1.7\n\x00", "PDF"),
        (b"<html><table></table></html>", "trang web"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "ảnh"),
        (b"\x00\x01\x02\x03", "không rõ"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "văn bản Word"),
    ],
)
def test_another_kind_of_file_with_the_name_of_a_workbook(
    file: Path, content: bytes, kind: str
) -> None:
    file.write_bytes(content)
    assert refusal(file) == ("FILE_NOT_WORKBOOK", {"file": "BM-PTO.xlsx", "kind": kind})


def test_a_word_document_renamed(file: Path) -> None:
    relations = parts_of("")["_rels/.rels"].replace("xl/workbook.xml", "word/document.xml")
    save(file, {"_rels/.rels": relations, "word/document.xml": "<document/>"})
    assert refusal(file)[0] == "FILE_NOT_WORKBOOK"


def test_any_other_zip(file: Path) -> None:
    save(file, {"báo cáo.txt": "x"})
    assert refusal(file)[0] == "FILE_NOT_WORKBOOK"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ".xls"),
        (b"\x09\x08\x08\x00\x00\x05", ".xls"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML 2003"),
    ],
)
def test_an_old_format(file: Path, content: bytes, kind: str) -> None:
    file.write_bytes(content)
    assert refusal(file) == ("FILE_OLD_FORMAT", {"file": "BM-PTO.xlsx", "kind": kind})


def test_a_binary_workbook(file: Path) -> None:
    relations = parts_of("")["_rels/.rels"].replace("xl/workbook.xml", "xl/workbook.bin")
    save(file, {"_rels/.rels": relations, "xl/workbook.bin": "x"})
    assert refusal(file) == ("FILE_OLD_FORMAT", {"file": "BM-PTO.xlsx", "kind": ".xlsb"})


def test_a_file_with_a_password(file: Path) -> None:
    stream = "EncryptedPackage".encode("utf-16-le")
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream)
    assert refusal(file) == ("FILE_ENCRYPTED", {"file": "BM-PTO.xlsx"})


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_transfer_that_broke_off(file: Path, share: float) -> None:
    data = save(file, parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')).read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    assert refusal(file)[0] == "FILE_DAMAGED"


def test_flipped_bytes_inside_a_sheet(file: Path) -> None:
    save(file, parts_of('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(file.read_bytes())
    start = info.header_offset + 30 + len(info.filename) + 20
    data[start : start + 8] = bytes(8)
    file.write_bytes(data)
    assert refusal(file)[0] == "FILE_DAMAGED"


def test_xml_that_ends_in_the_middle(file: Path) -> None:
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    save(file, parts)
    for reader in (read_workbook, read_careful):
        with pytest.raises(UnreadableWorkbook) as caught:
            reader(file)
        assert caught.value.code == "FILE_DAMAGED"


def test_a_text_that_is_not_in_the_shared_strings(file: Path) -> None:
    save(file, parts_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<si><t>a</t></si>"))
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(file)
    assert caught.value.code == "FILE_DAMAGED"


def test_more_bytes_than_allowed(file: Path) -> None:
    save(file, parts_of(""))
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(file, Limits(packed=100))
    assert caught.value.code == "FILE_TOO_BIG"


def test_more_unpacked_bytes_than_allowed(file: Path) -> None:
    save(file, parts_of(""))
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(file, Limits(unpacked=500))
    assert caught.value.code == "FILE_TOO_BIG"


def test_a_zip_bomb(file: Path) -> None:
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] += " " * 11_000_000  # packs about 1,000 to 1
    save(file, parts)
    assert refusal(file) == ("FILE_TOO_BIG", {"file": "BM-PTO.xlsx", "limit": "300"})


def test_a_zip_directory_that_lies_about_sizes(file: Path) -> None:
    save(file, parts_of('<row r="1"><c r="A1"><v>1</v></c></row>'))
    data = bytearray(file.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    entry = data.rindex(name) - 46  # central directory: the size stands 24 bytes into the entry
    data[entry + 24 : entry + 28] = struct.pack("<I", 50)
    file.write_bytes(data)
    assert refusal(file)[0] == "FILE_DAMAGED"


def test_two_parts_of_one_name(file: Path) -> None:
    parts = parts_of("")
    parts["XL/Worksheets/Sheet1.xml"] = parts["xl/worksheets/sheet1.xml"]
    save(file, parts)
    reason = "hai phần cùng tên “xl/worksheets/sheet1.xml”"
    assert refusal(file) == ("FILE_SUSPICIOUS", {"file": "BM-PTO.xlsx", "reason": reason})


@pytest.mark.parametrize("cell", ["XFD1048576", "J1048576", "XFD1", "A20001", "SG1"])
def test_a_stray_value_far_away_is_found_before_it_can_do_harm(file: Path, cell: str) -> None:
    row = "".join(letter for letter in cell if letter.isdigit())
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'
    parts = parts_of(rows)
    lie = '<dimension ref="A1:A1"/><sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        "<sheetData>", lie
    )
    expected = {"file": "BM-PTO.xlsx", "sheet": "Sheet1", "cell": cell}
    assert refusal(save(file, parts)) == ("FILE_FAR_CELL", expected)


def test_a_refusal_travels_between_processes() -> None:
    fault = UnreadableWorkbook("FILE_FAR_CELL", {"file": "a.xlsx", "sheet": "S", "cell": "XFD9"})
    again = pickle.loads(pickle.dumps(fault))
    assert (again.code, again.params) == (fault.code, fault.params)


# --- read ----------------------------------------------------------------------------------


def test_the_last_cells_that_are_near_enough(file: Path) -> None:
    rows = '<row r="1"><c r="SF1"><v>1</v></c></row><row r="20000"><c r="A20000"><v>2</v></c></row>'
    # 20,000 x 500 is more than calamine should allocate, so the sparse reader takes it.
    assert only_careful(save(file, parts_of(rows))) == {(1, 500): Cell(1.0), (20_000, 1): Cell(2.0)}


def test_blank_styled_cells_far_away_do_no_harm(file: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    )
    assert both(save(file, parts_of(rows))) == {(1, 1): Cell(1.0)}


def test_20000_blank_styled_rows(file: Path) -> None:
    blank = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="2"/></row>'
        for row in range(2, 20_001)
    )
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + blank
    assert both(save(file, parts_of(rows))) == {(1, 1): Cell(1.0)}


def test_a_count_of_strings_that_lies(file: Path) -> None:
    parts = parts_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    lie = ' count="4294967295" uniqueCount="4294967295"'  # calamine would allocate 103 GB
    parts["xl/sharedStrings.xml"] = strings_part("<si><t>Đạt</t></si>", lie)
    assert both(save(file, parts)) == {(1, 1): Cell("Đạt")}


def test_numbers_booleans_and_blanks(file: Path) -> None:
    rows = (
        '<row r="2"><c r="B2"><v>9.5</v></c><c r="C2" t="n"><v>3</v></c><c r="D2" s="1"/>'
        '<c r="E2" t="b"><v>0</v></c><c r="F2" t="b"><v>1</v></c><c r="G2"><v>1E-3</v></c></row>'
    )
    cells = both(save(file, parts_of(rows)))
    assert cells == {
        (2, 2): Cell(9.5),
        (2, 3): Cell(3.0),
        (2, 5): Cell(False),
        (2, 6): Cell(True),
        (2, 7): Cell(0.001),
    }
    assert [type(cell.value) for cell in cells.values()] == [float, float, bool, bool, float]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("<t>Đạt</t>", "Đạt"),
        ("<t>Đa\u0323t</t>", "Đa\u0323t"),  # as stored: not brought to NFC here
        ('<t xml:space="preserve"> a \n</t>', " a \n"),
        ("<t> a </t>", " a "),
        ("<t>a&#13;&#10;b</t>", "a\r\nb"),
        ("<t>&lt;b&gt; &amp; &quot;c&quot;</t>", '<b> & "c"'),
        ("<r><t>Đạt </t></r><r><rPr><b/></rPr><t>10</t></r>", "Đạt 10"),
        ('<t>東京</t><rPh sb="0" eb="1"><t>トウ</t></rPh>', "東京"),
        ("<t>=1+1</t>", "=1+1"),
        ("<t>#DIV/0!</t>", "#DIV/0!"),
    ],
)
def test_shared_and_inline_text(file: Path, stored: str, text: str) -> None:
    shared = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is>{stored}</is></c></row>'
    assert both(save(file, parts_of(shared, f"<si>{stored}</si>"))) == {(1, 1): Cell(text)}
    assert both(save(file, parts_of(inline))) == {(1, 1): Cell(text)}


def test_empty_texts_are_blank(file: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t/></is></c>'
        '<c r="C1" t="inlineStr"><is/></c><c r="D1" t="str"><v></v></c></row>'
    )
    assert both(save(file, parts_of(rows, "<si><t/></si>"))) == {}


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D_\nb", "a\r\nb"),
        ("_x0044_at", "Dat"),
        ("_x005F_x000D_", "_x000D_"),
        ("a_x0007_b", "ab"),
        ("_x1EA1_", "ạ"),
    ],
)
def test_escaped_characters_are_decoded(file: Path, stored: str, text: str) -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c>'
        f'<c r="B1" t="inlineStr"><is><t>{stored}</t></is></c></row>'
    )
    cells = only_careful(save(file, parts_of(rows, f"<si><t>{stored}</t></si>")))
    assert cells == {(1, 1): Cell(text), (1, 2): Cell(text)}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<f>1+1</f><v>2</v>", Cell(2.0, formula=True)),
        ("<f>A2&gt;3</f>", Cell(None, formula=True, cached=False)),
        ("<f>A2>3</f><v/>", Cell(None, formula=True, cached=False)),
        ("<f>A2</f><v></v>", Cell(None, formula=True, cached=False)),
        ('<f t="shared" si="0"/><v>5</v>', Cell(5.0, formula=True)),
        ('<f t="shared" ref="A1:A2" si="0">B1*2</f><v>5</v>', Cell(5.0, formula=True)),
        ('<f t="shared" si="0"/>', Cell(None, formula=True, cached=False)),
    ],
)
def test_formulas_with_a_number_or_nothing(file: Path, cell: str, expected: Cell) -> None:
    rows = f'<row r="1"><c r="A1">{cell}</c></row>'
    assert both(save(file, parts_of(rows))) == {(1, 1): expected}


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("str", "<f>B1</f><v>Đạt</v>", Cell("Đạt", formula=True)),
        ("str", "<f>B1</f><v></v>", Cell(None, formula=True)),  # the result is the empty text
        ("str", "<f>B1</f><v/>", Cell(None, formula=True)),
        ("str", "<f>B1</f>", Cell(None, formula=True, cached=False)),
        ("b", "<f>B1</f><v>1</v>", Cell(True, formula=True)),
        ("e", "<f>1/0</f><v>#DIV/0!</v>", Cell(None, formula=True, error="#DIV/0!")),
        ("e", "<v>#N/A</v>", Cell(None, error="#N/A")),
    ],
)
def test_formulas_with_other_results_and_errors(
    file: Path, kind: str, cell: str, expected: Cell
) -> None:
    rows = f'<row r="1"><c r="A1" s="0" t="{kind}">{cell}</c></row>'
    assert both(save(file, parts_of(rows))) == {(1, 1): expected}


def test_every_cell_of_an_array_formula_is_a_formula(file: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c>'
        '<c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c></row>'
    )
    assert both(save(file, parts_of(rows))) == {
        (1, 1): Cell(2.0, formula=True),
        (1, 2): Cell(1.0),
        (2, 1): Cell(4.0, formula=True),
        (2, 2): Cell(2.0),
        (3, 1): Cell(7.0),
    }


def test_cells_come_row_by_row(file: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>B9</f></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>'
    )
    assert list(both(save(file, parts_of(rows)))) == [(1, 1), (1, 2), (2, 1)]


# Serial 44317 is 1 May 2021: 121 years of 365 days after 1900-01-01 (serial 1), 31 leap days
# counted by Excel (1900 among them), and 120 days of 2021: 1 + 121*365 + 31 + 120 = 44317.
@pytest.mark.parametrize(
    ("style", "serial", "value"),
    [
        (1, "44317", dt.date(2021, 5, 1)),
        (2, "44317", dt.date(2021, 5, 1)),
        (2, "44317.75", dt.datetime(2021, 5, 1, 18, 0)),
        (1, "61", dt.date(1900, 3, 1)),
        (1, "2958465", dt.date(9999, 12, 31)),
        (1, "2958466", 2958466.0),  # no date any more: the number stays
        (3, "1.5", "PT36H0M0S"),
        (3, "0.5", "PT12H0M0S"),
        (0, "44317", 44317.0),
    ],
)
def test_dates(file: Path, style: int, serial: str, value: CellValue) -> None:
    rows = f'<row r="1"><c r="A1" s="{style}"><v>{serial}</v></c></row>'
    assert both(save(file, parts_of(rows))) == {(1, 1): Cell(value)}


@pytest.mark.parametrize(
    ("style", "serial", "value"),
    [
        (4, "0.75", "18:00:00"),
        (1, "0.25", "06:00:00"),
        (1, "1", dt.date(1900, 1, 1)),
        (1, "59", dt.date(1900, 2, 28)),
        (1, "-1", -1.0),
    ],
)
def test_times_of_day_and_first_weeks_of_1900(
    file: Path, style: int, serial: str, value: CellValue
) -> None:
    rows = f'<row r="1"><c r="A1" s="{style}"><v>{serial}</v></c></row>'
    assert only_careful(save(file, parts_of(rows))) == {(1, 1): Cell(value)}


@pytest.mark.parametrize("flag", ["1", "true"])
def test_the_calendar_of_1904(file: Path, flag: str) -> None:
    # Day 0 is 1904-01-01; 1462 days lie between the two calendars: 44317 - 1462 = 42855.
    rows = '<row r="1"><c r="A1" s="1"><v>42855</v></c></row>'
    save(file, parts_of(rows, workbook=f'<workbookPr date1904="{flag}"/>'))
    assert both(file) == {(1, 1): Cell(dt.date(2021, 5, 1))}


def test_iso_dates(file: Path) -> None:
    rows = '<row r="1"><c r="A1" t="d"><v>2021-05-01</v></c></row>'
    assert only_careful(save(file, parts_of(rows))) == {(1, 1): Cell(dt.date(2021, 5, 1))}


def test_a_strict_workbook(file: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>5</v></c><c r="B1" t="s"><v>0</v></c></row>'
    parts = {
        name: text.replace(MAIN, STRICT_MAIN).replace(RELATIONS, STRICT_RELATIONS)
        for name, text in parts_of(rows, "<si><t>Đạt</t></si>").items()
    }
    assert both(save(file, parts)) == {(1, 1): Cell(5.0), (1, 2): Cell("Đạt")}


@pytest.mark.parametrize(
    "sheet",
    [
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+4</x:f>'
        "<x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        f'<worksheet xmlns="{MAIN}"><sheetData><!-- <c r="XFD1048576"> --><row r="1"><c r="A1">'
        "<f>1+4</f><v>5</v></c></row></sheetData></worksheet>",
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f><![CDATA[1+4]]></f>'
        "<v>5</v></c></row></sheetData></worksheet>",
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c><f>1+4</f><v>5</v></c></row>'
        "</sheetData></worksheet>",
        f"<worksheet xmlns='{MAIN}'><sheetData><row r='1'><c r='A1'><f>1+4</f><v>5</v></c></row>"
        "</sheetData></worksheet>",
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c s="0" r="A1"><f>1+4</f><v>5</v></c>'
        "</row></sheetData></worksheet>",
        f'<?xml version="1.0" encoding="iso-8859-1"?><worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1"><f>1+4</f><v>5</v></c></row></sheetData></worksheet>',
    ],
    ids=["prefix", "comment", "cdata", "no address", "quotes", "order", "encoding"],
)
def test_xml_of_an_unusual_make_goes_to_the_careful_reader(file: Path, sheet: str) -> None:
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = sheet
    assert only_careful(save(file, parts)) == {(1, 1): Cell(5.0, formula=True)}


def test_broken_parts_that_nobody_needs_do_no_harm(file: Path) -> None:
    parts = parts_of(
        '<row r="1"><c r="A1" s="77"><v>5</v></c></row>',
        workbook="<definedNames><definedName name='x'>#REF!</definedName></definedNames>",
    )
    parts["docProps/core.xml"] = "broken"
    parts["xl/theme/theme1.xml"] = "broken"
    assert both(save(file, parts)) == {(1, 1): Cell(5.0)}


def test_the_hash_is_that_of_the_bytes_and_the_name_that_of_the_file(file: Path) -> None:
    save(file, parts_of(""))
    snapshot = read_workbook(file)
    assert snapshot.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert snapshot.file == "BM-PTO.xlsx"


def test_hidden_sheets_and_chart_sheets(file: Path) -> None:
    parts = parts_of("")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "</sheets>",
        '<sheet name="Biểu đồ" sheetId="2" r:id="rId9"/>'
        '<sheet name="Ẩn &amp; &quot;kín&quot;" sheetId="3" state="hidden" r:id="rId1"/>'
        '<sheet name="_thidua" sheetId="4" state="veryHidden" r:id="rId1"/></sheets>',
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{RELATIONS}/chartsheet" Target="chartsheets/sheet1.xml"/>'
        "</Relationships>",
    )
    save(file, parts)
    assert read_fast(file) == read_careful(file)
    assert [(sheet.name, sheet.visibility) for sheet in read_fast(file).sheets] == [
        ("Sheet1", Visibility.VISIBLE),
        ('Ẩn & "kín"', Visibility.HIDDEN),
        ("_thidua", Visibility.VERY_HIDDEN),
    ]


def test_the_door_opens_without_the_heavy_libraries() -> None:
    code = (
        "import sys, thidua_addin.workbook.read, thidua_addin.workbook.atomic; "
        "print({'openpyxl', 'python_calamine', 'zipfile'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
