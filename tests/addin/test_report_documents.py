"""What the documents say, held against a small year worked out by hand (``report_cases``)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from openxml_audit import OpenXmlValidator

from scoring.campaign_load import published_campaign
from scoring.chair.inputs import UnitEntry
from scoring.merge import MergeResult, Received, merge
from scoring.submission import seal
from scoring.terms import Period
from tests.addin.report_cases import (
    FOUR_FIFTHS,
    NOW,
    Values,
    accepted,
    campaign,
    cells,
    document,
    entry,
    made,
    parts,
    text_of,
    texts,
    typed,
    voted,
    year,
)
from tests.addin.summary_cases import generated, with_units
from thidua_addin.report.documents import AT, DocumentKind

DOCUMENTS = (
    "bao-cao.docx", "bien-ban-hop.docx", "bien-ban-kiem-phieu.docx", "to-trinh.docx",
    "phu-luc.docx", "thong-bao_PTO.docx", "thong-bao_HBI.docx", "thong-bao_BKA.docx",
    "thong-bao_BGI.docx", "thong-bao_TNG.docx", "thong-bao_TQU.docx", "thong-bao_YBA.docx",
    "phieu-bau.docx",
)  # fmt: skip


@pytest.fixture(scope="module")
def provisional() -> MergeResult:
    return year(chair=voted())


@pytest.fixture(scope="module")
def official() -> MergeResult:
    """Yên Bái, which sent nothing, does not belong to the cluster here: all units are complete."""
    known = campaign()
    left = tuple(u for u in known.cluster.members if u.code != "YBA")
    cluster = known.cluster.model_copy(update={"members": left})
    owner = known.model_copy(update={"cluster": cluster, "status": "official"})
    return year(owner, chair=[*voted(), *accepted()])


def test_the_documents_of_each_period(provisional: MergeResult) -> None:
    assert tuple(d.name for d in made(provisional).documents) == DOCUMENTS
    assert made(provisional).findings == ()
    six_months = year(period=Period.MIDYEAR)
    assert [d.name for d in made(six_months).documents] == [
        "bao-cao.docx",
        "phu-luc.docx",
        *(f"thong-bao_{unit}.docx" for unit in six_months.campaign.units),
    ]
    assert AT[Period.REGISTRATION] == ()


def test_the_report_gathers_what_the_units_wrote() -> None:
    written: dict[str, Values] = {
        "PTO": {
            ("A", None, "narrative"): "Hoàn thành 12/12 nhiệm vụ.\n\nVượt tiến độ 02 nhiệm vụ.",
            ("A", None, "proposals"): "Đề nghị tập huấn.",
        },
        "TQU": {
            ("A", None, "narrative"): "Hoàn thành 11/12 nhiệm vụ.",
            ("A", None, "narrative_h1"): "Lời của kỳ 6 tháng.",
        },
    }
    text = text_of(document(year(written=written), "bao-cao.docx"))
    start = text.index("A. Nhiệm vụ chuyên môn")
    assert text[start : text.index("B. Nhiệm vụ được giao thêm")] == (
        "A. Nhiệm vụ chuyên môn\n"
        # (50 + 48 + 46 + 44 + 42 + 40) / 6
        "Điểm tối đa: 50,00. Bình quân của 6 đơn vị được xếp hạng có điểm: 45,00; cao nhất: "
        "50,00 (Phú Thọ) – tạm tính.\n"
        "Kết quả nổi bật\n"
        "- Sở Nội vụ tỉnh Phú Thọ: Hoàn thành 12/12 nhiệm vụ.\n"
        "Vượt tiến độ 02 nhiệm vụ.\n"
        "- Sở Nội vụ tỉnh Tuyên Quang: Hoàn thành 11/12 nhiệm vụ.\n"
        "Kiến nghị, đề xuất\n"
        "- Sở Nội vụ tỉnh Phú Thọ: Đề nghị tập huấn.\n"
    )
    assert "Lời của kỳ 6 tháng" not in text


def test_at_six_months_the_words_of_six_months_stand() -> None:
    written: dict[str, Values] = {
        "PTO": {("A", None, "narrative"): "Lời cả năm", ("A", None, "narrative_h1"): "Lời 6 tháng"}
    }
    text = text_of(document(year(written=written, period=Period.MIDYEAR), "bao-cao.docx"))
    assert "Lời 6 tháng" in text
    assert "Lời cả năm" not in text
    assert "6 tháng đầu năm 2021" in text
    assert "BÌNH XÉT, ĐỀ NGHỊ KHEN THƯỞNG" not in text
    assert "PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2021" in text


def test_the_units_are_compared(provisional: MergeResult) -> None:
    table = cells(document(provisional, "bao-cao.docx"), 1)
    excellent, good = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
    assert table[1:] == [
        ["1", "Sở Nội vụ tỉnh Phú Thọ", "100,00", "100,00", "–", "–", "100,00%", "1", excellent],
        ["2", "Sở Nội vụ tỉnh Hòa Bình", "98,00", "98,00", "–", "–", "98,00%", "2", excellent],
        ["3", "Sở Nội vụ tỉnh Bắc Kạn", "96,00", "96,00", "–", "–", "96,00%", "3", excellent],
        ["4", "Sở Nội vụ tỉnh Bắc Giang", "94,00", "94,00", "–", "–", "94,00%", "4", good],
        ["5", "Sở Nội vụ tỉnh Thái Nguyên", "92,00", "92,00", "–", "–", "92,00%", "5", good],
        ["6", "Sở Nội vụ tỉnh Tuyên Quang", "90,00", "90,00", "–", "–", "90,00%", "6", good],
        ["7", "Sở Nội vụ tỉnh Yên Bái", "–", "–", "–", "–", "–", "–", "–"],
    ]
    groups = cells(document(provisional, "bao-cao.docx"), 2)
    assert groups[0] == ["Đơn vị", "A", "B", "C", "N", "T", "Tổng"]
    assert groups[2] == ["Hòa Bình", "48,00", "30,00", "10,00", "10,00", "0,00", "98,00"]
    text = text_of(document(provisional, "bao-cao.docx"))
    assert "kết quả tạm tính trên điểm hệ thống" in text
    assert "- Sở Nội vụ tỉnh Yên Bái: chưa nộp phiếu của kỳ này." in text
    assert "của 06/07 đơn vị" in text


def test_final_points_make_the_result_official(official: MergeResult) -> None:
    table = cells(document(official, "bao-cao.docx"), 1)
    assert table[2][2:8] == ["98,00", "98,00", "98,00", "98,00", "98,00%", "2"]
    for name, text in texts(official).items():
        assert "tạm tính" not in text, name
        assert "MINH HỌA" not in text, name
    assert "kết quả chính thức, trên điểm cuối" in text_of(document(official, "bao-cao.docx"))
    annexes = text_of(document(official, "phu-luc.docx"))
    assert "ĐIỂM CUỐI THEO TIÊU CHÍ" in annexes


def test_the_vote_is_counted_in_words(provisional: MergeResult) -> None:
    text = text_of(document(provisional, "bien-ban-kiem-phieu.docx"))
    assert "Hôm nay, ngày 05 tháng 12 năm 2021, tại Thành phố Việt Trì" in text
    assert "Số phiếu phát ra: 07 (bảy) phiếu; số phiếu thu về: 07 (bảy) phiếu" in text
    assert "06 (sáu) phiếu trở lên (từ 80% trở lên; tính trên tổng số thành viên)" in text
    table = cells(document(provisional, "bien-ban-kiem-phieu.docx"), 1)
    assert table[1:3] == [
        ["1", "Sở Nội vụ tỉnh Phú Thọ", "06 (sáu) phiếu", "85,71%", "Đạt"],
        ["2", "Sở Nội vụ tỉnh Hòa Bình", "05 (năm) phiếu", "71,43%", "Không đạt"],
    ]


def test_the_submission_letter_carries_decisions_only(provisional: MergeResult) -> None:
    """Hòa Bình was decided against; nobody decided on the others."""
    content = document(provisional, "to-trinh.docx")
    assert cells(content, 1)[1:] == [
        ["1", "Sở Nội vụ tỉnh Phú Thọ", "Cờ thi đua của Bộ Nội vụ", "100,00", "100,00%", "1",
         "06 (sáu)"],
    ]  # fmt: skip
    text = text_of(content)
    assert "Dẫn đầu Cụm (người quyết định: Nguyễn Văn An, ngày 06/12/2021)" in text
    assert "Hòa Bình" not in text
    without = text_of(document(year(), "to-trinh.docx"))
    assert "Chưa có đơn vị nào được quyết định đề nghị khen thưởng" in without


def test_a_ballot_paper_for_each_award(provisional: MergeResult) -> None:
    content = document(provisional, "phieu-bau.docx")
    names = [row[1] for row in cells(content, 0)[1:]]
    assert names[0] == "Sở Nội vụ tỉnh Phú Thọ"
    assert len(names) == 6  # Yên Bái has no rank
    assert cells(content, 0)[1][2:] == ["☐", "☐"]
    text = text_of(content)
    assert text.count("PHIẾU BẦU") == 2
    assert "Số đơn vị được đề nghị không quá 01 (một)." in text


def test_without_awards_nothing_is_voted_on() -> None:
    without = texts(year(campaign(awards=[])))
    assert "không có hình thức khen thưởng nào phải bỏ phiếu" in without["phieu-bau.docx"]
    assert "không quy định hình thức khen thưởng nào" in without["bao-cao.docx"]


def test_an_award_that_needs_no_vote_has_no_ballot() -> None:
    awards = [{"code": "CO", "title": "Cờ thi đua", "quota": 1, "vote": False}]
    without = texts(year(campaign(awards=awards)))
    assert "Cờ thi đua" not in without["phieu-bau.docx"].replace("thi đua nhỏ", "")
    assert "Cờ thi đua" in without["bao-cao.docx"]


def test_a_rule_that_is_not_set_is_left_to_people() -> None:
    owner = campaign(ballot={**FOUR_FIFTHS, "threshold": "not set"})
    text = text_of(document(year(owner, chair=voted()), "bien-ban-kiem-phieu.docx"))
    assert "Số phiếu đồng ý cần đạt: […tỷ lệ phiếu cần đạt, cách tính…]." in text
    assert "Chưa xác định" in text
    assert "Không đạt" not in text


def test_the_notice_goes_to_one_unit(provisional: MergeResult) -> None:
    text = text_of(document(provisional, "thong-bao_HBI.docx"))
    assert "Kính gửi: Sở Nội vụ tỉnh Hòa Bình" in text
    assert "Tổng điểm (điểm hệ thống): 98,00/100,00 điểm, đạt 98,00%" in text
    assert "Xếp hạng (tạm tính): 2 trong 6 đơn vị được xếp hạng" in text
    assert "Bắc Kạn" not in text
    missing = text_of(document(provisional, "thong-bao_YBA.docx"))
    assert "Sở Nội vụ tỉnh Yên Bái: chưa nộp phiếu của kỳ này; vì vậy chưa có điểm" in missing


def test_the_reason_of_the_appraiser_reaches_the_unit() -> None:
    chair = [UnitEntry("PTO", entry("A", None, "reason", "Thiếu minh chứng"))]
    table = cells(document(year(chair=chair), "thong-bao_PTO.docx"), 1)
    assert table[1][0] == "A"
    assert table[1][-1] == "Thiếu minh chứng"


def test_a_unit_that_violated_a_condition_is_named() -> None:
    decision = {
        "kind": "veto",
        "code": "V",
        "title": "Không có đơn thư đúng",
        "when": {"on": "choice", "criterion": "C", "label": "Không"},
        "effect": "no_award",
    }
    owner = campaign(decisions=[decision])
    written: dict[str, Values] = {"BKA": {("C", None, "choice"): "Không"}}
    result = year(owner, written=written)
    text = text_of(document(result, "bao-cao.docx"))
    assert "- Sở Nội vụ tỉnh Bắc Kạn: vi phạm điều kiện “Không có đơn thư đúng”" in text
    ballot = cells(document(result, "phieu-bau.docx"), 0)
    assert "Sở Nội vụ tỉnh Bắc Kạn" not in {row[1] for row in ballot}


def test_what_is_to_complete_is_yellow_and_listed(provisional: MergeResult) -> None:
    for each in made(provisional).documents:
        painted = dict.fromkeys(_painted(each.content))
        assert tuple(painted) == each.to_complete, each.name
        whole = text_of(each.content)
        assert set(re.findall(r"\[…[^\[\]]*…\]", whole)) == set(painted), each.name
    listed = made(provisional).documents[0].to_complete
    assert "[…Họ và tên người ký…]" in listed
    assert "[…Cụm phó…]" in listed


def _painted(content: bytes) -> Iterator[str]:
    """The yellow texts, the pieces of one placeholder put together."""
    package = Document(io.BytesIO(content))
    for element in package.element.body.iter("{*}p"):
        together = ""
        for run in Paragraph(element, package._body).runs:
            if run.font.highlight_color == WD_COLOR_INDEX.YELLOW:
                together += run.text
                if together.endswith("…]"):
                    yield together
                    together = ""
        assert together == ""


def test_every_document_says_that_it_is_illustrative(provisional: MergeResult) -> None:
    for name, text in texts(provisional).items():
        first, banner = text.splitlines()[:2]
        assert "MINH HỌA" in first, name  # on every page after the first
        assert banner == "MINH HỌA – bảng tiêu chí chưa phải văn bản chính thức của Cụm", name


def test_page_and_letter(provisional: MergeResult) -> None:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I."""
    for each in made(provisional).documents:
        package = Document(io.BytesIO(each.content))
        for section in package.sections:
            wide, high = sorted((section.page_width, section.page_height))
            assert abs(wide - Mm(210)) < Mm(0.5), each.name
            assert abs(high - Mm(297)) < Mm(0.5), each.name
            assert Mm(20) <= section.top_margin <= Mm(25), each.name
            assert Mm(20) <= section.bottom_margin <= Mm(25), each.name
            assert Mm(30) <= section.left_margin <= Mm(35), each.name
            assert Mm(15) <= section.right_margin <= Mm(20), each.name
            turned = section.page_width > section.page_height
            assert turned is (each.name == "phu-luc.docx")
        assert b'w:ascii="Times New Roman"' in parts(each.content)["word/styles.xml"]


def test_no_table_is_wider_than_the_text() -> None:
    """Forty units, and forty in one matrix: cut into several tables, heading rows repeated."""
    owner = with_units(campaign(), 40)
    result = generated(owner, 7)
    content = document(result, "phu-luc.docx")
    package = Document(io.BytesIO(content))
    section = package.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    matrices = 0
    for table in package.tables:
        widths = [column.width or 0 for column in table.columns]
        assert sum(widths) <= room + Mm(1)
        if table.rows[0].cells[0].text == "Mã":
            matrices += 1
            assert min(widths) >= Mm(12)
    assert matrices >= 2 * 3  # two kinds of points, 40 columns in at least three tables
    assert parts(content)["word/document.xml"].count(b"<w:tblHeader/>") >= len(package.tables) - 1
    names = {cell.text for t in package.tables for cell in t.rows[0].cells}
    assert {f"Số {n}" for n in range(1, 41)} <= names


def test_charts_are_native_and_can_be_edited(provisional: MergeResult) -> None:
    found = parts(document(provisional, "bao-cao.docx"))
    charts = sorted(name for name in found if name.startswith("word/charts/thidua"))
    assert charts == ["word/charts/thidua1.xml", "word/charts/thidua2.xml"]
    assert not [name for name in found if name.startswith("word/media/")]
    first, second = (found[name].decode() for name in charts)
    assert "<c:v>Hòa Bình</c:v>" in first
    assert "<c:v>98.00</c:v>" in first
    assert "<c:v>0.9800</c:v>" in second
    assert "Yên Bái" not in first  # no points
    assert "word/embeddings/chart1.xlsx" in found


def test_the_numbers_of_neighbouring_bars_never_overprint(provisional: MergeResult) -> None:
    """Several series side by side have no numbers above them; their axis counts in whole steps."""
    found = parts(document(provisional, "bao-cao.docx"))
    several, alone = (found[f"word/charts/thidua{n}.xml"].decode() for n in (1, 2))
    assert several.count("<c:ser>") == 2
    assert several.count('<c:showVal val="0"/>') == 2
    assert '<c:showVal val="1"/>' not in several
    assert (alone.count("<c:ser>"), alone.count('<c:showVal val="1"/>')) == (1, 1)
    axes = [text.partition("<c:valAx>")[2] for text in (several, alone)]
    assert 'formatCode="[$-42A]0"' in axes[0]
    assert 'formatCode="[$-42A]0%"' in axes[1]
    assert 'formatCode="[$-42A]0.00%"' in alone  # the numbers above the bars


def test_the_same_inputs_give_the_same_bytes(provisional: MergeResult) -> None:
    once, again = made(provisional).documents, made(year(chair=voted())).documents
    assert [d.content for d in once] == [d.content for d in again]


def test_word_is_expected_to_open_every_document(
    provisional: MergeResult, official: MergeResult, tmp_path: Path
) -> None:
    for result in (provisional, official, year(units=())):
        for each in made(result).documents:
            path = tmp_path / each.name
            path.write_bytes(each.content)
            audit = OpenXmlValidator().validate(str(path))
            assert audit.is_valid, (each.name, [str(e) for e in audit.errors][:3])


def test_no_tag_of_a_template_remains(provisional: MergeResult) -> None:
    for name, text in texts(provisional).items():
        for tag in ("{{", "}}", "{%", "%}", "{#"):
            assert tag not in text, name


def test_an_incomplete_meeting_is_left_to_people() -> None:
    text = text_of(document(year(chair=[typed("", None, "present", "bảy")]), "bien-ban-hop.docx"))
    assert "có mặt […số thành viên có mặt…]/[…số thành viên có quyền bầu…]" in text
    assert "Chủ trì: […người chủ trì…]." in text


def test_every_kind_has_a_template_of_its_name() -> None:
    folder = Path(__file__).parents[2] / "thidua_addin" / "report" / "templates"
    assert {f"{kind.value}.docx" for kind in DocumentKind} <= {p.name for p in folder.iterdir()}


def test_what_is_not_known_is_no_zero() -> None:
    """Nothing was entered at six months: no group, no mean, no points of 0."""
    owner = published_campaign()
    submission = seal(owner, "PTO", Period.MIDYEAR, (), 1, NOW)
    received = Received("PTO.xlsx", "0" * 64, submission, received_at=NOW)
    result = merge(owner, Period.MIDYEAR, [received])
    rows = cells(document(result, "thong-bao_PTO.docx"), 1)
    known = {row[0] for row in rows[1:-1] if row[4] not in ("–", "")}
    assert known & {"II.1", "II.2", "II.6", "II.7"} == set()
    text = text_of(document(result, "bao-cao.docx"))
    assert "Chưa có đơn vị được xếp hạng nào có điểm ở nội dung này." in text
