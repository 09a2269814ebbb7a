"""Comments and attachments of a summary: carried, or named where they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from scoring.campaign_load import published_campaign
from tests.addin import summary_cases as cases
from tests.addin.kept_cases import edited, found, part_of, replaced, shown, with_parts, written
from tests.e2e.libreoffice import recalculated, soffice

NOTE = "Kiểm tra lại số này\nvới đơn vị"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{}</xdr:wsDr>'
)
ANCHOR = (
    "<xdr:twoCellAnchor><xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>{thing}<xdr:clientData/>"
    "</xdr:twoCellAnchor>"
)
PICTURE = '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1"/></xdr:nvPicPr></xdr:pic>'
BOX = (
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="3" name="TextBox 2"/></xdr:nvSpPr><xdr:txBody>'
    "<a:p><a:r><a:t>Họp lúc </a:t></a:r><a:r><a:t>8 giờ</a:t></a:r></a:p>"
    "<a:p><a:r><a:t>tại Việt Trì</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return written(cases.realistic(published_campaign()))


@pytest.fixture
def summary(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(content)
    return path


def comment_cells(book: Workbook) -> None:
    book["Tổng hợp"]["D14"].comment = Comment(NOTE, "Bà Lan")
    book["Biểu đồ"]["M3"].comment = Comment("=1+1 <b>&", "")


COMMENTS = [
    ("comment", "Tổng hợp", "D14", NOTE),
    ("comment", "Biểu đồ", "M3", "=1+1 <b>&"),
]


def test_comments_are_found_with_their_authors(summary: Path) -> None:
    notes = found(edited(summary, comment_cells))
    assert shown(notes) == COMMENTS
    assert notes[0].detail == "Người ghi: Bà Lan"


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_comments_are_found_after_another_program_saved_them(summary: Path, tmp_path: Path) -> None:
    notes = found(recalculated([edited(summary, comment_cells)], tmp_path / "lo")[0])
    assert shown(notes) == COMMENTS


def test_a_threaded_comment_is_given_once_with_its_replies(summary: Path) -> None:
    guid, person = (
        "{11111111-2222-3333-4444-555555555555}",
        "{AAAAAAAA-0000-0000-0000-000000000001}",
    )
    threaded = (
        f'<ThreadedComments xmlns="{THREADS}">'
        f'<threadedComment ref="E15" dT="2021-12-17T02:11:07.45" personId="{person.lower()}" '
        f'id="{guid}"><text>Điểm này cao quá</text></threadedComment>'
        f'<threadedComment ref="E15" dT="2021-12-17T03:00:00.00" personId="{person}" '
        f'id="{guid[:-2]}6}}" parentId="{guid}"><text>Đã hỏi đơn vị</text></threadedComment>'
        "</ThreadedComments>"
    )
    doubled = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors>'
        f"<author>tc={guid}</author><author>Ông Hà</author></authors><commentList>"
        '<comment ref="E15" authorId="0"><text><t>[Threaded comment] Điểm này cao quá</t></text>'
        '</comment><comment ref="F15" authorId="1"><text><r><t>ghi </t></r><r><t>chú</t></r></text>'
        "</comment></commentList></comments>"
    )
    persons = (
        f'<personList xmlns="{THREADS}"><person displayName="Trần Thị Mai" id="{person}" '
        'userId="x" providerId="None"/></personList>'
    )
    modern = "http://schemas.microsoft.com/office/2017/10/relationships"
    with_parts(
        summary,
        part_of(summary, "Tổng hợp"),
        [
            ("t1", f"{modern}/threadedComment", "../threadedComments/threadedComment1.xml"),
            ("t2", "comments", "../comments9.xml"),
        ],
        {"xl/threadedComments/threadedComment1.xml": threaded, "xl/comments9.xml": doubled},
    )
    with_parts(
        summary,
        "xl/workbook.xml",
        [("p1", f"{modern}/person", "persons/person.xml")],
        {"xl/persons/person.xml": persons},
    )
    notes = found(summary)
    assert shown(notes) == [
        ("comment", "Tổng hợp", "E15", "Điểm này cao quá"),
        ("comment", "Tổng hợp", "E15", "Đã hỏi đơn vị"),
        ("comment", "Tổng hợp", "F15", "ghi chú"),
    ]
    assert notes[0].detail == "Người ghi: Trần Thị Mai; Lúc: 2021-12-17 02:11"


def test_pictures_and_text_boxes_are_named(summary: Path) -> None:
    things = ANCHOR.format(col=27, row=4, thing=PICTURE) + ANCHOR.format(col=1, row=40, thing=BOX)
    with_parts(
        summary,
        part_of(summary, "Tổng hợp"),
        [("d1", "drawing", "../drawings/drawing9.xml")],
        {"xl/drawings/drawing9.xml": DRAWING.format(things)},
    )
    words = "Hình vẽ, hộp chữ “TextBox 2”: Họp lúc 8 giờ\ntại Việt Trì"
    assert shown(found(summary)) == [
        ("lost", "Tổng hợp", "AB5", "Hình ảnh “Picture 1”"),
        ("lost", "Tổng hợp", "B41", words),
    ]


def test_only_the_persons_chart_table_and_rule_are_named(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Biểu đồ"]
        chart = BarChart()
        chart.add_data(Reference(book["Tổng hợp"], min_col=4, min_row=13, max_row=19))
        sheet.add_chart(chart, "N5")
        own = book.create_sheet("Bảng")
        own.append(["Tên", "Số"])
        own.append(["a", 1])
        own.add_table(Table(displayName="BangCuaToi", ref="A1:B2"))
        red = PatternFill("solid", bgColor="FF0000")
        rule = CellIsRule(operator="lessThan", formula=["50"], fill=red)
        book["Ma trận điểm"].conditional_formatting.add("I7:O20", rule)

    notes = [n for n in shown(found(edited(summary, edit))) if n[0] == "lost"]
    assert notes == [
        ("lost", "Ma trận điểm", "", "Định dạng có điều kiện thêm vào: 1 quy tắc"),
        ("lost", "Biểu đồ", "N5", "Biểu đồ “Chart 3”"),
        ("lost", "Bảng", "", "Bảng dữ liệu (Table) “BangCuaToi”"),
    ]


def test_chart_sheets_macros_and_outside_files_are_named(summary: Path) -> None:
    with_parts(
        summary,
        "xl/workbook.xml",
        [
            ("c1", "chartsheet", "chartsheets/sheet1.xml"),
            ("e1", "externalLink", "externalLinks/externalLink1.xml"),
            ("m1", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "v.bin"),
        ],
        {"xl/chartsheets/sheet1.xml": "<chartsheet/>", "xl/v.bin": ""},
    )
    replaced(
        summary,
        "xl/workbook.xml",
        "</sheets>",
        '<sheet name="Hình 9" sheetId="99" r:id="c1"/></sheets>',
    )
    assert shown(found(summary)) == [
        ("lost", "Hình 9", "", "Trang biểu đồ “Hình 9”"),
        ("lost", "", "", "Liên kết tới tệp khác"),
        ("lost", "", "", "Macro"),
    ]


def test_links_out_of_the_workbook_are_carried_as_text(summary: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Tổng hợp"]
        sheet["AA15"] = "Công văn"
        sheet["AA15"].hyperlink = "https://vanban.example/15"
        sheet["C13"].hyperlink = "https://vanban.example/16"

    notes = found(edited(summary, edit))
    assert shown(notes) == [
        ("cell", "Tổng hợp", "AA15", "Công văn"),
        ("cell", "Tổng hợp", "C13", "https://vanban.example/16"),
    ]
    assert notes[0].detail.endswith("Liên kết: https://vanban.example/15")


def test_comments_that_cannot_be_read_are_named(summary: Path) -> None:
    with_parts(
        summary,
        part_of(summary, "Sổ nhận"),
        [("x1", "comments", "../comments8.xml"), ("x2", "drawing", "../drawings/gone.xml")],
        {"xl/comments8.xml": "<comments>"},
    )
    assert shown(found(summary)) == [
        ("lost", "Sổ nhận", "", "Ghi chú của các ô: không đọc được"),
        ("lost", "Sổ nhận", "", "Phần không đọc được “hình vẽ”"),
    ]


def test_a_shared_formula_is_told_as_it_reads_in_its_cell(summary: Path) -> None:
    edit = edited(summary, lambda book: book.create_sheet("Tính").append([1, 2, 3]))
    source = (
        '<row r="2"><c r="A2"><f t="shared" ref="A2:B2" si="0">A1*10</f><v>10</v></c>'
        '<c r="B2"><f t="shared" si="0"/><v>20</v></c></row></sheetData>'
    )
    replaced(edit, part_of(edit, "Tính"), "</sheetData>", source)
    told = {n.cell: (n.raw, n.detail) for n in found(edit)}
    assert told["A2"] == (10.0, "Công thức: =A1*10")
    assert told["B2"] == (20.0, "Công thức: =B1*10")
