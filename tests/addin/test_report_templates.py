"""The shipped templates come from their sources; an edited one that is broken is named."""

from __future__ import annotations

import dataclasses
import io
import re
import runpy
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.findings import Finding
from tests.addin.report_cases import made, text_of, year
from thidua_addin.errors import NothingDone
from thidua_addin.report import facts
from thidua_addin.report.charts import Chart
from thidua_addin.report.documents import DocumentKind, Templates, shipped_template
from thidua_addin.usecases.report import copy_templates

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> dict[str, Callable[..., object]]:
    return runpy.run_path(str(ROOT / "tools" / "build_report_templates.py"))


def test_the_templates_are_what_their_sources_give(
    tool: dict[str, Callable[..., object]],
) -> None:
    sources = sorted((ROOT / "tools" / "report_templates").glob("*.txt"))
    assert {f"{kind.value}.txt" for kind in DocumentKind} <= {s.name for s in sources}
    for source in sources:
        built = tool["build"](source.read_text(encoding="utf-8"))
        target = ROOT / "thidua_addin" / "report" / "templates" / f"{source.stem}.docx"
        same = tool["parts_of"](target.read_bytes()) == tool["parts_of"](built)
        assert same, f"{target.name}: run python tools/build_report_templates.py"


WORDS_OF_THE_PROGRAM = {"{{ points_title }}": "Điểm hệ thống"}


def test_no_heading_breaks_inside_a_word() -> None:
    """By generous widths of bold letters of 11 points, in thousandths of the size: Ā m 900."""
    room_of_page = 11906 - 1701 - 1021
    checked = set()
    for source in sorted((ROOT / "tools" / "report_templates").glob("*.txt")):
        shares: list[int] = []
        for line in source.read_text(encoding="utf-8").splitlines():
            if line.startswith("table:"):
                shares = [int(x) for x in line.partition(":")[2].replace("tall", "").split()]
                assert sum(shares) <= 100, source.name
            if not line.startswith("|!") or "Cộng" in line:
                continue
            for share, cell in zip(shares, line[2:].split("|"), strict=True):
                room = share * room_of_page // 100 - 2 * 70  # the cell's margins
                heading = WORDS_OF_THE_PROGRAM.get(cell.strip(), cell)
                for word in heading.split():
                    wide = sum(900 if c in "mw%" or c.isupper() else 600 for c in word)
                    assert wide * 220 // 1000 <= room, (source.name, word)
                    checked.add(word)
    assert {"Hạng", "TT", "Điểm", "thống"} <= checked


def test_a_source_with_a_mistake_is_refused(tool: dict[str, Callable[..., object]]) -> None:
    with pytest.raises(ValueError, match="no such kind of line: px"):
        tool["build"]("px: chữ")
    with pytest.raises(ValueError, match="2 cells for 3 columns"):
        tool["build"]("table: 10 20 30\n| a | b")


def edited(folder: Path, old: str, new: str, name: str = "bao-cao.docx") -> Path:
    """The folder with one shipped template in which a text is changed."""
    folder.mkdir(exist_ok=True)
    made_of = io.BytesIO(shipped_template(DocumentKind(name.removesuffix(".docx"))))
    with zipfile.ZipFile(made_of) as given, zipfile.ZipFile(folder / name, "w") as changed:
        for part in given.namelist():
            content = given.read(part).decode()
            if part == "word/document.xml":
                assert old in content
                content = content.replace(old, new, 1)
            changed.writestr(part, content)
    return folder


def only_fault(folder: Path) -> Finding:
    """The one finding of the year made with these templates; every other document is made."""
    result = made(year(), folder)
    names = {d.name for d in result.documents}
    assert "bao-cao.docx" not in names
    assert {"to-trinh.docx", "phu-luc.docx", "thong-bao_PTO.docx"} <= names
    (finding,) = result.findings
    assert finding.params["file"].endswith("bao-cao.docx")
    return finding


def test_an_edited_template_is_used(tmp_path: Path) -> None:
    folder = edited(tmp_path / "mẫu", "I. TÌNH HÌNH CHUNG", "I. ĐẶC ĐIỂM CỦA CỤM NĂM {{ year }}")
    (report, *_) = made(year(), folder).documents
    assert "I. ĐẶC ĐIỂM CỦA CỤM NĂM 2021" in text_of(report.content)


def test_a_placeholder_of_an_officer_is_painted_and_listed(tmp_path: Path) -> None:
    folder = edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", "I. […Tiêu đề của Cụm…] CHUNG")
    (report, *_) = made(year(), folder).documents
    assert "[…Tiêu đề của Cụm…]" in report.to_complete


def test_tags_and_placeholders_that_word_cut_into_pieces(tmp_path: Path) -> None:
    """Word starts a new run wherever the spelling was checked or the cursor once stood."""
    cut = '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>'
    text = f"I. {{{{ ye{cut}ar }}}} […Tiêu {cut}đề…] HẾT"
    folder = edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", text)
    (report, *_) = made(year(), folder).documents
    assert "I. 2021 […Tiêu đề…] HẾT" in text_of(report.content)
    assert "[…Tiêu đề…]" in report.to_complete


def test_no_filter_makes_markup_of_text(tmp_path: Path) -> None:
    finding = only_fault(edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", "{{ theme | safe }}"))
    assert finding.code == "REPORT_TEMPLATE_SYNTAX"


@pytest.mark.parametrize(
    "text",
    ["{{ year", "{% if year %}", "{% endfr %}", "{% for %}", "{{ year | khongco }}", "{{ }} }}"],
)
def test_a_tag_that_is_wrong(tmp_path: Path, text: str) -> None:
    finding = only_fault(edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", text))
    assert finding.code == "REPORT_TEMPLATE_SYNTAX"


@pytest.mark.parametrize(
    ("text", "name"),
    [("{{ ten_cum }}", "ten_cum"), ("{{ meeting.gio }}", "gio"), ("{{ units[99].name }}", "99")],
)
def test_a_name_that_does_not_exist(tmp_path: Path, text: str, name: str) -> None:
    finding = only_fault(edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", text))
    assert finding.code == "REPORT_TEMPLATE_NAME"
    assert name in finding.params["name"]
    assert name in finding.message


@pytest.mark.parametrize(
    "text",
    ["{{ 1 // 0 }}", "{{ year + 1 }}", "{{ range(999999999) }}", "{{ year.__class__.mro() }}"],
)
def test_an_expression_that_cannot_be_computed(tmp_path: Path, text: str) -> None:
    finding = only_fault(edited(tmp_path / "m", "I. TÌNH HÌNH CHUNG", text))
    assert finding.code in ("REPORT_TEMPLATE_FAILED", "REPORT_TEMPLATE_NAME")


@pytest.mark.parametrize("content", [b"", b"khong phai Word", b"PK\x03\x04 cut"])
def test_a_file_that_is_no_document(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bao-cao.docx").write_bytes(content)
    assert only_fault(tmp_path).code == "REPORT_TEMPLATE_UNREADABLE"


def test_a_workbook_named_like_a_template(tmp_path: Path) -> None:
    shutil.copy(ROOT / "workbook_template.xlsm", tmp_path / "bao-cao.docx")
    assert only_fault(tmp_path).code == "REPORT_TEMPLATE_UNREADABLE"


def test_files_that_are_no_template_are_told_apart(tmp_path: Path) -> None:
    for name in ("báo cáo.docx", "TO-TRINH.DOCX", "~$bao-cao.docx", "ghi chú.txt"):
        (tmp_path / name).write_bytes(b"")
    assert Templates(tmp_path).strangers() == ("báo cáo.docx",)  # REPORT_TEMPLATE_UNKNOWN


def test_templates_are_copied_and_edited_ones_kept(tmp_path: Path) -> None:
    written, findings = copy_templates(tmp_path / "mẫu")
    assert sorted(p.name for p in written) == sorted(f"{k.value}.docx" for k in DocumentKind)
    assert findings == ()
    edited(tmp_path / "mẫu", "I. TÌNH HÌNH CHUNG", "I. CỦA TÔI")
    before = (tmp_path / "mẫu" / "bao-cao.docx").read_bytes()
    written, findings = copy_templates(tmp_path / "mẫu")
    assert [f.code for f in findings] == ["REPORT_TEMPLATE_KEPT"]
    assert len(written) == len(DocumentKind) - 1
    assert (tmp_path / "mẫu" / "bao-cao.docx").read_bytes() == before


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("")
    with pytest.raises(NothingDone) as stopped:
        copy_templates(tmp_path / "tệp")
    assert stopped.value.finding.code == "TARGET_UNWRITABLE"


def test_the_page_for_officers_names_everything() -> None:
    """Each name of a template stands in the page, and the page names nothing else."""
    page = (ROOT / "docs" / "report_templates.vi.md").read_text(encoding="utf-8")
    tables = page[page.index("## Các tên dùng được") :]
    named = set(re.findall(r"`([a-z_]+)`", tables))
    classes = [c for c in vars(facts).values() if dataclasses.is_dataclass(c)]
    known = {field.name for c in classes for field in dataclasses.fields(c) if c is not Chart}
    said = {"units", "unit", "contents", "awards", "proposals", "annexes", "parts", "said"}
    assert known - named == set()
    assert named - known - said == set()
    assert {f"{kind.value}.docx" for kind in DocumentKind} <= set(re.findall(r"`(\S+)`", page))
