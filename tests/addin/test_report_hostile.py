"""Whatever people type comes out of a document as plain text."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from scoring.merge import MergeResult
from tests.addin.report_cases import (
    Values,
    campaign,
    document,
    made,
    parts,
    text_of,
    typed,
    year,
)
from thidua_addin.report.escaping import xml_text
from thidua_addin.report.text import GUARD, plain

TEXTS = (
    '=HYPERLINK("http://example.invalid","bấm")',
    "+1+1",
    "@SUM(A1)",
    "</w:t></w:r></w:p><w:p><w:r><w:t>chèn",
    "<script>alert(1)</script> & &amp; &#x41; ]]> <!--",
    "{{ 7*7 }} {% for x in y %} {# ẩn #} {%p if x %} {{p bảng }} {{r chữ }}",
    "{_{ 7*7 }_} {_% if %_}",
    "{{ unit.name }} }} %} #}",
    "C:\\Thư mục\\tệp & “ngoặc kép” 'đơn'",
    "م‮abc مرحبا‬",
    "x ⁧đảo⁩ y",
    "e\u0323\u0302 chưa gộp",
    "emoji 🏆, chữ Hán 字, ngoài BMP 𠀀",
)


TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def without_turning(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, TURNING)))


@pytest.mark.parametrize("text", TEXTS)
def test_a_narrative_stays_text(text: str) -> None:
    written: dict[str, Values] = {"PTO": {("A", None, "narrative"): text}}
    content = document(year(written=written), "bao-cao.docx")
    line = f"- Sở Nội vụ tỉnh Phú Thọ: {without_turning(text)}"
    assert line in text_of(content).splitlines()


@pytest.mark.parametrize("text", TEXTS)
def test_a_reason_and_a_name_stay_text(text: str) -> None:
    chair = [
        typed("PTO", "CO", "decision", "Đề nghị"),
        typed("PTO", "CO", "decision_reason", text),
        typed("PTO", "CO", "decided_by", text),
        typed("", None, "meeting_place", text),
    ]
    result, text = year(chair=chair), without_turning(text)
    assert f"Cờ thi đua của Bộ Nội vụ: {text} (người quyết định: {text}," in text_of(
        document(result, "to-trinh.docx")
    )
    assert f"Địa điểm: {text}." in text_of(document(result, "bien-ban-hop.docx"))


def test_every_document_with_every_text_opens(tmp_path: Path) -> None:
    result = _everywhere("\n".join(TEXTS))
    for each in made(result).documents:
        path = tmp_path / each.name
        path.write_bytes(each.content)
        audit = OpenXmlValidator().validate(str(path))
        assert audit.is_valid, (each.name, [str(e) for e in audit.errors][:3])


def _everywhere(text: str) -> MergeResult:
    """The text in the campaign's names, in narratives and in what the chair typed."""
    owner = campaign()
    units = tuple(u.model_copy(update={"name": f"{u.name} {text}"}) for u in owner.cluster.members)
    cluster = owner.cluster.model_copy(update={"members": units, "name": f"Cụm {text}"})
    awards = tuple(a.model_copy(update={"title": f"{a.title} {text}"}) for a in owner.awards)
    changed = owner.model_copy(update={"cluster": cluster, "awards": awards, "theme": text})
    written: dict[str, Values] = {
        unit: {("A", None, field): text for field in ("narrative", "difficulties", "proposals")}
        for unit in ("PTO", "HBI")
    }
    chair = [
        typed("", None, field, text)
        for field in ("meeting_place", "meeting_chair", "secretary", "tellers", "observers")
    ]
    return year(changed, written=written, chair=chair)


def test_characters_that_no_document_can_hold_are_left_out() -> None:
    text = "trước\x00\x07\x0b\x0c\x1b\ufffe\ufdd0\x85sau"
    written: dict[str, Values] = {"PTO": {("A", None, "narrative"): text}}
    received = year(written=written)
    shown = text_of(document(received, "bao-cao.docx"))
    line = next(x for x in shown.splitlines() if "trước" in x)
    assert line.removeprefix("- Sở Nội vụ tỉnh Phú Thọ: ").replace(" ", "") == "trướcsau"
    assert plain("a\ud800b") == "a b"
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c != "\n"]


def test_line_breaks_and_tabs() -> None:
    text = "một\r\nhai\rba\n\n\n  bốn\tnăm  "
    written: dict[str, Values] = {"PTO": {("A", None, "narrative"): text}}
    shown = text_of(document(year(written=written), "bao-cao.docx"))
    assert "- Sở Nội vụ tỉnh Phú Thọ: một\nhai\nba\nbốn năm\n" in shown
    place = year(chair=[typed("", None, "meeting_place", "Việt Trì\nPhú Thọ")])
    assert "Địa điểm: Việt Trì⏎Phú Thọ." in text_of(document(place, "bien-ban-hop.docx"))


def test_a_text_as_long_as_a_cell_is_whole() -> None:
    text = ("chữ dài " * 4096)[:32_767]
    written: dict[str, Values] = {"PTO": {("A", None, "narrative"): text}}
    assert text.strip() in text_of(document(year(written=written), "bao-cao.docx"))
    word = "x" * 32_767
    unbroken: dict[str, Values] = {"PTO": {("A", None, "narrative"): word}}
    assert word in text_of(document(year(written=unbroken), "bao-cao.docx"))


def test_nothing_turns_the_direction_in_any_document() -> None:
    """Marks that nobody sees could make "21" read as "12"; letters of other scripts stay."""
    assert plain(f"a{TURNING}b\u0645") == "ab\u0645"
    assert plain("[\u202e…giả…]") == f"[{GUARD}…giả…]"
    assert xml_text(f"<{TURNING}\x07a") == "&lt; a"
    for each in made(_everywhere(f"đầu{TURNING}cuối")).documents:
        for name, content in parts(each.content).items():
            if name.endswith((".xml", ".rels")):
                assert not set(TURNING) & set(content.decode()), (each.name, name)
        assert "đầucuối" in text_of(each.content), each.name


def test_a_text_like_a_placeholder_is_none() -> None:
    text = "[…Số văn bản giả…]"
    written: dict[str, Values] = {"PTO": {("A", None, "narrative"): text}}
    (report, *_) = made(year(written=written)).documents
    assert text in text_of(report.content)
    assert text not in report.to_complete
    assert GUARD not in text_of(report.content)
    yellow = [
        run.text
        for paragraph in Document(io.BytesIO(report.content)).paragraphs
        for run in paragraph.runs
        if run.font.highlight_color is not None
    ]
    assert text not in yellow


def test_names_of_files_are_codes_never_typed_text() -> None:
    result = _everywhere("../../x")
    names = {d.name for d in made(result).documents}
    assert not [name for name in names if "/" in name or ".." in name]
