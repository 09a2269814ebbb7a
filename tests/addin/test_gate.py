"""The gate: what is refused before anything is parsed, each with its code, cause and mend."""

from __future__ import annotations

import os
import re
import socket
import stat
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from scoring.campaign import Campaign
from scoring.findings import Finding, catalogue
from scoring.snapshot import Cell
from scoring.terms import Period
from tests.addin.small_books import MAIN, RELATIONS, parts_of, save
from thidua_addin.errors import NothingDone
from thidua_addin.usecases.collect import Collected, collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.workbook import folder as folder_module
from thidua_addin.workbook import gate
from thidua_addin.workbook.folder import entries_below, shown_name
from thidua_addin.workbook.limits import SETTINGS, VARIABLE, Bounds, Limits, reading_limits
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook

A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'
DOCS = Path(__file__).parents[2] / "docs"
POSIX = pytest.mark.skipif(os.name == "nt", reason="of other systems than Windows")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "BM-PTO.xlsx"


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, dict[str, str]]:
    """Code and parameters; the finding has its cause and its mend."""
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(path, limits)
    code, params = caught.value.code, caught.value.params
    finding = Finding(code, params=params)
    assert path.name in finding.message
    assert len(finding.hint) > 20
    return code, params


# --- the zip -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../Startup/run.bat", "đường dẫn trỏ ra ngoài tệp “../../startup/run.bat”"),
        ("xl/..\\..\\run.bat", "đường dẫn trỏ ra ngoài tệp “xl/../../run.bat”"),
        ("C:\\run.bat", "đường dẫn trỏ ra ngoài tệp “c:/run.bat”"),
        ("xl/a\x1b[2J.xml", "tên phần có ký tự điều khiển"),
        ("XL/Workbook.XML", "hai phần cùng tên “xl/workbook.xml”"),
        ("/xl/workbook.xml", "hai phần cùng tên “xl/workbook.xml”"),
        ("xl\\workbook.xml", "hai phần cùng tên “xl/workbook.xml”"),
    ],
)
def test_names_of_parts_that_play_tricks(file: Path, name: str, reason: str) -> None:
    save(file, {**parts_of(A1), name: "x"})
    assert refusal(file) == ("FILE_SUSPICIOUS", {"file": "BM-PTO.xlsx", "reason": reason})


def test_backslashes_of_old_programs_are_read(file: Path) -> None:
    save(file, {name.replace("/", "\\"): text for name, text in parts_of(A1).items()})
    assert read_workbook(file).sheets[0].cell(1, 1) == Cell(1.0)


def test_a_zip_behind_other_data(file: Path) -> None:
    hidden = save(file, parts_of(A1)).read_bytes()
    file.write_bytes(b"PK\x03\x04" + bytes(96) + hidden)
    assert refusal(file)[0] == "FILE_SUSPICIOUS"


def test_parts_that_share_their_bytes(file: Path) -> None:
    """The bomb of one kernel that thousands of entries point to."""
    save(file, {**parts_of(A1), "a.bin": bytes(100) + os.urandom(3000)})
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        last = next(i for i in entries if i.filename == "a.bin")
        directory = archive.start_dir
    data = file.read_bytes()
    entry = data[data.rindex(b"PK\x01\x02") : data.rindex(b"PK\x05\x06")]
    assert b"a.bin" in entry
    copies = b"".join(entry[:46] + b"%05d" % number + entry[51:] for number in range(50))
    body = data[:directory] + data[directory : data.rindex(b"PK\x05\x06")] + copies
    count = len(entries) + 50
    size = len(body) - directory
    file.write_bytes(
        body + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, directory, 0)
    )
    assert last.compress_size > 3000
    assert refusal(file)[0] == "FILE_SUSPICIOUS"


def test_too_many_parts(file: Path) -> None:
    save(file, {**parts_of(A1), **{f"xl/media/{n}.png": "" for n in range(100)}})
    expected = {"file": "BM-PTO.xlsx", "what": "số phần trong tệp nén", "limit": "50"}
    assert refusal(file, Limits(parts=50)) == ("FILE_TOO_FULL", expected)


def test_many_middling_parts_that_swell_together(file: Path) -> None:
    """Each part stays under the size from which ratios count: 8 of 9 MB, packed 1,000 to 1."""
    save(file, {**parts_of(A1), **{f"xl/a{n}.xml": " " * 9_000_000 for n in range(8)}})
    assert refusal(file)[0] == "FILE_TOO_BIG"


def test_one_sheet_listed_thousands_of_times(file: Path) -> None:
    parts = parts_of(A1)
    entry = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(entry, entry * 5000)
    code, params = refusal(save(file, parts))
    assert (code, params["what"]) == ("FILE_TOO_FULL", "số trang tính")


def test_one_large_sheet_listed_some_hundred_times(file: Path) -> None:
    parts = parts_of(A1 + " " * 400_000)
    entry = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(entry, entry * 200)
    assert refusal(save(file, parts), Limits(unpacked=20_000_000))[0] == "FILE_TOO_BIG"


def test_a_bomb_of_zips_in_zips_is_never_unpacked(file: Path) -> None:
    inner = b" " * 1_000_000
    for _ in range(5):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"{number}.zip", inner)
        inner = buffer.getvalue()
    save(file, {**parts_of(A1), "xl/embeddings/oleObject1.bin": inner})
    assert read_workbook(file).sheets[0].cell(1, 1) == Cell(1.0)
    file.write_bytes(inner)
    assert refusal(file)[0] == "FILE_NOT_WORKBOOK"


@pytest.mark.parametrize("kind", ["officeDocument", "sharedStrings", "styles"])
def test_two_parts_where_there_can_be_one(file: Path, kind: str) -> None:
    """Another program might take the other one, and show other values."""
    parts = parts_of(A1, "<si><t>a</t></si>")
    name = "_rels/.rels" if kind == "officeDocument" else "xl/_rels/workbook.xml.rels"
    other = "docProps/other.xml"
    parts[other] = parts["xl/workbook.xml"]
    added = f'<Relationship Id="r9" Type="{RELATIONS}/{kind}" Target="/{other}"/></Relationships>'
    parts[name] = parts[name].replace("</Relationships>", added)
    reason = f"có hai phần loại “{kind}”"
    expected = ("FILE_SUSPICIOUS", {"file": "BM-PTO.xlsx", "reason": reason})
    assert refusal(save(file, parts)) == expected


# --- the XML -------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_any_part(file: Path, doctype: str, part: str, encoding: str) -> None:
    parts = parts_of(A1, "<si><t>&i;</t></si>")
    body = re.sub(r"^<\?xml.*?\?>\s*", "", parts[part])
    spaces = "\n" * 5000  # a look at the first few thousand bytes would not see it
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{spaces}{doctype}{body}'
    save(file, {**parts, part: declared.encode(encoding)})
    expected = {"file": "BM-PTO.xlsx", "reason": f"khai báo DTD trong “{part}”"}
    assert refusal(file) == ("FILE_SUSPICIOUS", expected)


def test_text_about_doctypes_is_text(file: Path) -> None:
    cell = '<c r="A1" t="inlineStr"><is><t><![CDATA[<!DOCTYPE html>]]></t></is></c>'
    save(file, parts_of(f'<row r="1">{cell}</row>'))
    assert read_workbook(file).sheets[0].cell(1, 1) == Cell("<!DOCTYPE html>")


def test_parts_in_utf16_are_read(file: Path) -> None:
    parts: dict[str, str | bytes] = {
        name: re.sub(r"^<\?xml.*?\?>\s*", "", text) for name, text in parts_of(A1).items()
    }
    for name, text in list(parts.items()):
        assert isinstance(text, str)
        parts[name] = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    assert read_workbook(save(file, parts)).sheets[0].cell(1, 1) == Cell(1.0)


@pytest.mark.parametrize("text", ["&#1;", "&#xD800;", "&#xFFFE;", "\x01", "&nbsp;"])
def test_characters_that_xml_forbids(file: Path, text: str) -> None:
    """The fast reader's library takes some of them."""
    save(file, parts_of(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'))
    assert refusal(file)[0] == "FILE_DAMAGED"


@pytest.mark.parametrize("raw", [b"\xff", b"\xed\xa0\x80", b"\xc0\xbc"])
def test_bytes_that_are_no_text(file: Path, raw: bytes) -> None:
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + raw + b"</t></is></c></row>"
    parts: dict[str, str | bytes] = {**parts_of("@")}
    sheet = parts_of("@")["xl/worksheets/sheet1.xml"].encode().replace(b"@", cell)
    assert refusal(save(file, {**parts, "xl/worksheets/sheet1.xml": sheet}))[0] == "FILE_DAMAGED"


@pytest.mark.parametrize("stored", ["_xD800_", "_xDFFF_a", "_xD83D_ _xDE00_"])
def test_half_characters_stay_as_they_are_written(file: Path, stored: str) -> None:
    """No text of ours ever holds one: it could be neither hashed nor written."""
    cell = f'<c r="A1" t="inlineStr"><is><t>{stored}</t></is></c>'
    snapshot = read_workbook(save(file, parts_of(f'<row r="1">{cell}</row>')))
    value = snapshot.sheets[0].cell(1, 1).value
    assert value == stored
    assert str(value).encode("utf-8")


def test_the_two_halves_of_a_character_are_one(file: Path) -> None:
    cell = '<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>'
    save(file, parts_of(f'<row r="1">{cell}</row>'))
    assert read_workbook(file).sheets[0].cell(1, 1) == Cell("\U0001f600")


def test_half_a_character_in_an_entry_breaks_no_check_code(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    codes = set()
    for name in ("_xD800_", "_xD801_"):
        folder = tmp_path / name
        folder.mkdir()
        path = forms.built(folder, all_kinds, "BB", {**filled, "||preparer": f"An {name}"})
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        strings = parts["xl/sharedStrings.xml"]
        assert b"_x005F" + name.encode() in strings
        parts["xl/sharedStrings.xml"] = strings.replace(b"_x005F" + name.encode(), name.encode())
        save(path, parts)
        (reading,) = collected(folder, all_kinds).readings
        codes.add(reading.received.submission.check_code)
    assert len(codes) == 2


def test_a_number_that_no_spreadsheet_can_hold_is_an_error(file: Path) -> None:
    save(file, parts_of('<row r="1"><c r="A1"><v>1e999</v></c></row>'))
    assert read_workbook(file).sheets[0].cell(1, 1) == Cell(None, error="#NUM!")


@pytest.mark.parametrize("number", ["1_000", "nan", "inf", "１２", "0x10", "1,5", "1e"])
def test_numbers_that_only_python_would_read(file: Path, number: str) -> None:
    save(file, parts_of(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'))
    assert refusal(file)[0] == "FILE_DAMAGED"


def test_elements_nested_a_hundred_thousand_deep(file: Path) -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    parts = parts_of(A1)
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace("<cellXfs", deep + "<cellXfs")
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", f"</sheetData>{deep}"
    )
    assert read_workbook(save(file, parts)).sheets[0].cell(1, 1) == Cell(1.0)


def test_a_worksheet_in_a_namespace_of_its_own(file: Path) -> None:
    parts = parts_of(A1)
    sheet = parts["xl/worksheets/sheet1.xml"].replace(MAIN, "urn:x")
    assert refusal(save(file, {**parts, "xl/worksheets/sheet1.xml": sheet}))[0] == "FILE_DAMAGED"


# --- what it holds -------------------------------------------------------------------------


def test_more_text_than_a_cell_can_hold(file: Path) -> None:
    long = "a" * 32_768
    save(file, parts_of(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row>'))
    expected = {"file": "BM-PTO.xlsx", "what": "số ký tự trong một ô", "limit": "32.767"}
    assert refusal(file) == ("FILE_TOO_FULL", expected)


def test_more_text_than_a_form_can_hold(file: Path) -> None:
    """One shared string of 30,000 characters in 700 cells is 21 million."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 701))
    save(file, parts_of(cells, f"<si><t>{'a' * 30_000}</t></si>"))
    assert refusal(file)[1]["what"] == "tổng số ký tự"


def test_more_cells_than_a_form_can_hold(file: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 52)
    )
    save(file, parts_of(rows))
    assert len(read_workbook(file, Limits(cells=102)).sheets[0].cells) == 102
    assert refusal(file, Limits(cells=101))[1]["what"] == "số ô có dữ liệu"


def test_hundreds_of_merged_ranges_and_huge_shared_strings_are_read(file: Path) -> None:
    merged = "".join(f'<mergeCell ref="A{n}:C{n}"/>' for n in range(2, 900))
    parts = parts_of(
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        "".join(f"<si><t>{n}</t></si>" for n in range(100_000)),
    )
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", f'</sheetData><mergeCells count="1">{merged}</mergeCells>'
    )
    assert read_workbook(save(file, parts)).sheets[0].cell(1, 1) == Cell("99999")


def test_macros_links_and_formulas_are_not_touched(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the stored result of a formula counts, even one that would fetch a file."""
    parts: dict[str, str | bytes] = {
        **parts_of(
            '<row r="1"><c r="A1"><f>[1]S!A1+WEBSERVICE("http://127.0.0.1")</f><v>2</v></c>'
            '<c r="B1"><f>1+1</f><v>3</v></c><c r="C1"><f>1+1</f></c></row>'
        ),
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open",
        "xl/externalLinks/externalLink1.xml": "broken <",
        "xl/externalLinks/_rels/externalLink1.xml.rels": OUTSIDE,
        "xl/connections.xml": LAUGHS,
    }
    links = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="r8" Type="{RELATIONS}/worksheet" TargetMode="External" '
        'Target="file://127.0.0.1/share/a.xlsx"/></Relationships>',
    )
    save(file, {**parts, "xl/_rels/workbook.xml.rels": links})

    def no_network(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", no_network)
    opened: list[str] = []
    whole = zipfile.ZipFile.read

    def read(self: zipfile.ZipFile, name: zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        opened.append(name.filename)
        return whole(self, name, pwd)

    monkeypatch.setattr(zipfile.ZipFile, "read", read)
    assert dict(read_workbook(file).sheets[0].cells) == {
        (1, 1): Cell(2.0, formula=True),
        (1, 2): Cell(3.0, formula=True),
        (1, 3): Cell(None, formula=True, cached=False),
    }
    assert not any("vba" in name or "external" in name or "conn" in name for name in opened)


def test_a_sheet_that_is_a_link_to_another_file(file: Path) -> None:
    parts = parts_of(A1)
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace('Target="worksheets', 'TargetMode="External" Target="file')
    assert refusal(save(file, parts))[0] == "FILE_DAMAGED"


# --- other kinds ---------------------------------------------------------------------------

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "code", "kind"),
    [
        ("a.xlsx", COMPOUND + utf16("PowerPoint Document"), "FILE_NOT_WORKBOOK",
         "trình chiếu PowerPoint"),
        ("a.xlsx", COMPOUND + utf16("__substg1.0_37010102"), "FILE_NOT_WORKBOOK", "thư Outlook"),
        ("a.et", COMPOUND, "FILE_OLD_FORMAT", ".et"),
        ("a.xlsx", COMPOUND, "FILE_NOT_WORKBOOK", "tệp Office đời cũ khác"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "FILE_NOT_WORKBOOK", "tệp nén"),
        ("a.xlsx", b"Rar!\x1a\x07\x00", "FILE_NOT_WORKBOOK", "tệp nén"),
        ("a.xlsx", b"<meta charset=utf-8><table><tr><td>", "FILE_NOT_WORKBOOK", "trang web"),
        ("a.xls", "<html><body>".encode("utf-16"), "FILE_NOT_WORKBOOK", "trang web"),
        ("a.xlsx", b"MIME-Version: 1.0\r\n", "FILE_NOT_WORKBOOK", "trang web"),
        ("a.xlsx", b"ID;PWXL;N;E\r\n", "FILE_OLD_FORMAT", ".slk"),
        ("a.csv", b"BM-PTO;10\r\n", "FILE_NOT_WORKBOOK", "tệp văn bản (csv, txt)"),
        ("a.xlsx", b'<?xml version="1.0"?><o:d o:mimetype="application/vnd.oasis.opendocument.'
         b'spreadsheet">', "FILE_OLD_FORMAT", ".fods"),
    ],
)  # fmt: skip
def test_the_content_tells_what_a_file_is(
    tmp_path: Path, name: str, content: bytes, code: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == (code, {"file": name, "kind": kind})


@pytest.mark.parametrize(
    ("part", "content", "expected"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "FILE_OLD_FORMAT"),
        ("Index/Document.iwa", "", "FILE_OLD_FORMAT"),
        ("xl/workbook.bin", "", "FILE_OLD_FORMAT"),
        ("nop/BM-PTO.xlsx", "", "FILE_ARCHIVE"),
        ("word/document.xml", "", "FILE_NOT_WORKBOOK"),
    ],
)
def test_packages_of_other_programs(file: Path, part: str, content: str, expected: str) -> None:
    assert refusal(save(file, {part: content}))[0] == expected


def test_a_hollow_file(file: Path) -> None:
    """What a broken copy or an unfinished synchronisation leaves."""
    file.write_bytes(bytes(40_000))
    assert refusal(file) == ("FILE_CLOUD_ONLY", {"file": "BM-PTO.xlsx"})


@pytest.mark.parametrize("flag", [{"st_file_attributes": 0x400000}, {"st_flags": 0x40000000}])
def test_a_file_that_is_only_in_the_cloud_is_not_fetched(
    file: Path, flag: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    save(file, parts_of(A1))
    kept = SimpleNamespace(st_mode=stat.S_IFREG, **flag)
    monkeypatch.setattr(Path, "stat", lambda self, **_: kept)

    def opened(name: str, flags: int) -> int:
        raise AssertionError("opening it would fetch it")

    monkeypatch.setattr("thidua_addin.workbook.gate.os.open", opened)
    assert refusal(file) == ("FILE_CLOUD_ONLY", {"file": "BM-PTO.xlsx"})


def test_a_file_that_changes_while_it_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(file, parts_of(A1))
    times = iter(range(100))
    real = os.fstat

    def fstat(number: int) -> SimpleNamespace:
        found = real(number)
        now = next(times)
        return SimpleNamespace(st_mode=found.st_mode, st_size=found.st_size, st_mtime_ns=now)

    monkeypatch.setattr("thidua_addin.workbook.gate.os.fstat", fstat)
    monkeypatch.setattr(gate, "_PAUSE", 0.0)
    assert refusal(file) == ("FILE_CHANGING", {"file": "BM-PTO.xlsx"})


@POSIX
def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "BM-PTO.xlsx"
    os.mkfifo(path)
    kind = {"file": "BM-PTO.xlsx", "kind": "không phải tệp thường"}
    assert refusal(path) == ("FILE_NOT_WORKBOOK", kind)
    path.unlink()
    path.symlink_to("/dev/zero")
    assert refusal(path) == ("FILE_NOT_WORKBOOK", kind)


# --- the folder ----------------------------------------------------------------------------


def collected(folder: Path, campaign: Campaign) -> Collected:
    return collect(folder, campaign, Period.YEAR, NO_RECEIPTS)


def told(found: Collected) -> dict[str, str]:
    """The code for each refused file."""
    return {refused.file: refused.findings[0].code for refused in found.refused}


@POSIX
def test_a_folder_of_traps(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    """Each is told, nothing outside is read, and the form among them counts."""
    outside = tmp_path / "outside"
    outside.mkdir()
    save(outside / "secret.xlsx", parts_of(A1))
    folder = tmp_path / "in"
    (folder / "con.xlsx").mkdir(parents=True)
    forms.built(folder / "con.xlsx", all_kinds, "BB", filled)
    (folder / "out.xlsx").symlink_to(outside / "secret.xlsx")
    (folder / "out").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    (folder / "inside.xlsx").symlink_to(folder / "con.xlsx" / "bieu.xlsx")
    (folder / "nowhere.xlsx").symlink_to(folder / "gone.xlsx")
    (folder / "BM-PTO.xlsx.lnk").write_bytes(b"L\x00\x00\x00")
    (folder / "~$BM-PTO.xlsx").write_bytes(b"lock")
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "notes.txt").write_text("ghi chú", encoding="utf-8")
    (folder / "film.mp4").write_bytes(b"\x00\x00\x00\x18ftyp")
    os.mkfifo(folder / "pipe.xlsx")
    os.mkfifo(folder / "pipe")
    os.truncate(folder / "film.mp4", 60 * 1024 * 1024)  # over the limit, and no workbook
    found = collected(folder, all_kinds)
    assert told(found) == {
        "BM-PTO.xlsx.lnk": "FILE_LINK",
        "con.xlsx": "FILE_NOT_WORKBOOK",
        "empty.xlsx": "FILE_EMPTY",
        "nowhere.xlsx": "FILE_LINK",
        "out": "FILE_LINK",
        "out.xlsx": "FILE_LINK",
        "pipe.xlsx": "FILE_NOT_WORKBOOK",
    }
    ignored = ("film.mp4", "inside.xlsx", "notes.txt", "pipe", "round", "~$BM-PTO.xlsx")
    assert found.ignored == ignored
    assert [r.received.file for r in found.readings] == ["con.xlsx/bieu.xlsx"]


@POSIX
def test_a_folder_that_may_not_be_looked_into_is_told(
    tmp_path: Path, all_kinds: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kín").mkdir()
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "kín":
            raise PermissionError(13, "no", str(path))
        return real(path)

    monkeypatch.setattr(folder_module.os, "scandir", scandir)
    assert told(collected(tmp_path, all_kinds)) == {"kín": "FOLDER_UNREADABLE"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ho\u0300a Bi\u0300nh.xlsx", "Hòa Bình.xlsx"),
        ("a\x1b[2Jb.xlsx", "a\\x1b[2Jb.xlsx"),
        ("a\u202exslx.exe", "a\\u202exslx.exe"),
        ("a\nb", "a\\x0ab"),
        ("a\udcffb", "a\\xffb"),
        ("a\ud800b", "a\\ud800b"),
        ("a\u200bb", "a\\u200bb"),
        ("Sở Nội vụ (1) – 'bản' & %.xlsx", "Sở Nội vụ (1) – 'bản' & %.xlsx"),
    ],
)
def test_names_as_they_are_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert shown.encode()


@POSIX
def test_names_that_are_no_text_are_read_and_shown(tmp_path: Path, all_kinds: Campaign) -> None:
    raw = os.fsencode(tmp_path) + b"/a\xff\x1b]0;x\x07.xlsx"
    with open(raw, "wb") as stream:
        stream.write(b"")
    assert [entry.name for entry in entries_below(tmp_path)] == ["a\\xff\\x1b]0;x\\x07.xlsx"]
    assert told(collected(tmp_path, all_kinds)) == {"a\\xff\\x1b]0;x\\x07.xlsx": "FILE_EMPTY"}


# --- the limits ----------------------------------------------------------------------------


def limits_file(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / f"gioi-han-{abs(hash(text))}.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_limits_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert reading_limits().form == Limits()
    text = "# theo máy của Sở\nfile_mb = 1\nseconds = 5\nmemory_mb = 512\n"
    limits_file(tmp_path, text, monkeypatch)
    assert reading_limits().form == Limits(packed=1_048_576)
    assert reading_limits().bounds == Bounds(seconds=5, memory=536_870_912)
    path = save(tmp_path / "a.xlsx", {**parts_of(A1), "a.bin": os.urandom(1_100_000)})
    assert refusal(path) == ("FILE_TOO_BIG", {"file": "a.xlsx", "limit": "1"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("file_bm = 1", "khóa lạ “file_bm”"),
        ("file_mb = 0", "“file_mb” phải là số nguyên từ 1 đến 2000"),
        ("file_mb = true", "“file_mb” phải là số nguyên từ 1 đến 2000"),
        ("seconds = 1.5", "“seconds” phải là số nguyên từ 1 đến 3600"),
        ("file_mb = ", "không đúng cú pháp TOML (UTF-8)"),
    ],
)
def test_limits_that_make_no_sense_are_refused(
    tmp_path: Path, text: str, reason: str, monkeypatch: pytest.MonkeyPatch, all_kinds: Campaign
) -> None:
    path = limits_file(tmp_path, text, monkeypatch)
    with pytest.raises(NothingDone) as caught:
        collected(tmp_path, all_kinds)
    finding = caught.value.finding
    assert finding.code == "LIMITS_INVALID"
    assert finding.params == {"file": str(path), "reason": reason}


def test_a_file_of_limits_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(NothingDone) as caught:
        reading_limits()
    assert caught.value.finding.params["reason"] == "không đọc được tệp"


def test_the_page_lists_every_limit_with_its_value() -> None:
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([0-9,]+) \|", page, re.MULTILINE))
    fields = {**dict(zip_fields(Limits())), **dict(zip_fields(Bounds()))}
    assert {key: int(value.replace(",", "")) for key, value in rows.items()} == {
        key: int(fields[setting.field] / setting.unit) for key, setting in SETTINGS.items()
    }
    named = set(re.findall(r"`(FILE_[A-Z_]+|FOLDER_[A-Z_]+|LIMITS_INVALID)`", page))
    assert len(named) > 15
    assert named <= set(catalogue())


def zip_fields(of: Limits | Bounds) -> list[tuple[str, float]]:
    return [(name, getattr(of, name)) for name in type(of).__dataclass_fields__]
