"""``thidua report`` on a real summary: files, exit status, JSON, and pages that hold everything."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.merge import MergeResult
from scoring.terms import Period
from tests.addin.report_cases import NOW, campaign, text_of, voted, year
from tests.addin.test_report_templates import edited
from tests.e2e.libreoffice import convert, soffice
from thidua_addin.cli.parser import Parser
from thidua_addin.cli.report_command import arguments, run
from thidua_addin.errors import Stop
from thidua_addin.summary.build import build_summary
from thidua_addin.usecases.fields import fields_of
from thidua_addin.usecases.report import write_documents

DOCUMENTS = 13  # six, and a notice for each of seven units


def command(*given: str | Path) -> int:
    """The command with these arguments; returns its exit status, that of a stop included."""
    parser = Parser(prog="thidua report")
    arguments(parser)
    parser.options.add_argument("--json", action="store_true")
    options = parser.parse_args([str(each) for each in given], argparse.Namespace(at=NOW))
    try:
        return run(options)
    except Stop as stop:
        print(stop.finding.code)
        return stop.status


def summary_of(result: MergeResult, path: Path) -> Path:
    path.write_bytes(build_summary(result, at=NOW))
    return path


def errors(said: dict[str, Any]) -> set[str]:
    """The codes of the blocking findings in the command's JSON."""
    return {f["code"] for f in said["findings"] if f["severity"] == "error"}


@pytest.fixture
def summary(tmp_path: Path) -> Path:
    return summary_of(year(chair=voted()), tmp_path / "tong-hop-nam.xlsx")


def test_the_documents_are_written(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "văn bản"
    assert command(summary, "--out", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == str(summary)
    assert said["period"] == "nam"
    assert {Path(p).name for p in said["documents"]} == {p.name for p in out.iterdir()}
    assert len(said["documents"]) == DOCUMENTS
    assert {"file": "to-trinh.docx", "text": "[…Họ và tên người ký…]"} in said["to_complete"]


def test_the_words_for_people(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(summary, "--out", tmp_path / "vb", "--only", "to-trinh", "bao-cao") == 0
    said = capsys.readouterr().out
    assert "Đã lập 2 văn bản kỳ Năm:" in said
    assert "Còn phải điền (tô vàng trong văn bản):" in said
    assert "[…Chức vụ người ký…]" in said


def test_nothing_proposed_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain_summary = summary_of(year(), tmp_path / "th.xlsx")
    assert command(plain_summary, "--out", tmp_path / "vb", "--json") == 0
    codes = {f["code"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert "REPORT_NOTHING_PROPOSED" in codes


def test_the_same_inputs_leave_the_same_files(summary: Path, tmp_path: Path) -> None:
    out = tmp_path / "vb"
    first = write_documents(summary, out, NOW)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    again = write_documents(summary, out, NOW)
    assert (first.kept, again.kept) == ((), ())
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_a_completed_document_is_kept_beside_the_new_one(summary: Path, tmp_path: Path) -> None:
    from docx import Document

    out = tmp_path / "vb"
    write_documents(summary, out, NOW, ["to-trinh"])
    letter = Document(str(out / "to-trinh.docx"))
    letter.add_paragraph("Do người điền thêm")
    letter.save(str(out / "to-trinh.docx"))
    completed = (out / "to-trinh.docx").read_bytes()
    again = write_documents(summary, out, NOW, ["to-trinh"])
    (kept,) = again.kept
    assert kept.read_bytes() == completed
    assert (out / "to-trinh.docx").read_bytes() != completed


def test_a_strangers_file_is_left_alone(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "vb"
    out.mkdir()
    (out / "bao-cao.docx").write_bytes(b"cua nguoi khac")
    (out / "phu-luc.docx").mkdir()
    assert command(summary, "--out", out, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert errors(said) == {"REPORT_FOREIGN_FILE", "REPORT_NOT_WRITTEN"}
    assert (out / "bao-cao.docx").read_bytes() == b"cua nguoi khac"
    assert len(said["documents"]) == DOCUMENTS - 2


def test_registration_has_no_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = year(period=Period.YEAR, units=())
    registration = summary_of(
        type(result)(
            campaign(), Period.REGISTRATION, "computed", result.units, (), (), (), (), (), ()
        ),
        tmp_path / "dk.xlsx",
    )
    assert command(registration, "--out", tmp_path / "vb") == 3
    assert "REPORT_NOT_AT_REGISTRATION" in capsys.readouterr().out
    assert not (tmp_path / "vb").exists()


def test_a_document_of_another_period(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    six = summary_of(year(period=Period.MIDYEAR), tmp_path / "6.xlsx")
    assert command(six, "--out", tmp_path / "vb", "--only", "to-trinh", "bao-cao", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert [f["code"] for f in said["findings"]] == ["REPORT_NOT_AT_PERIOD"]
    assert [Path(p).name for p in said["documents"]] == ["bao-cao.docx"]
    assert command(six, "--out", tmp_path / "vb", "--only", "to-trinh") == 3
    assert "REPORT_NOTHING_MADE" in capsys.readouterr().out


def test_wrong_usage(summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(summary) == 2
    assert command("--out", tmp_path / "vb") == 2
    assert command(summary, "--out", tmp_path / "vb", "--only", "bao-cáo") == 2
    assert command(summary, "--out", tmp_path / "vb", "--templates", tmp_path / "không có") == 3
    assert "REPORT_TEMPLATES_MISSING" in capsys.readouterr().out
    foreign = tmp_path / "khác.xlsx"
    foreign.write_bytes(b"")
    assert command(foreign, "--out", tmp_path / "vb") == 3


def test_a_broken_template_costs_only_its_own_document(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = edited(tmp_path / "mẫu", "I. TÌNH HÌNH CHUNG", "{{ sai_ten }}")
    (folder / "lạ.docx").write_bytes(b"")
    assert command(summary, "--out", tmp_path / "vb", "--templates", folder, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert errors(said) == {"REPORT_TEMPLATE_NAME"}
    assert "REPORT_TEMPLATE_UNKNOWN" in {f["code"] for f in said["findings"]}
    assert len(said["documents"]) == DOCUMENTS - 1


def test_the_templates_can_be_taken_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--copy-templates", tmp_path / "mẫu", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["templates"]) == 7
    assert (tmp_path / "mẫu" / "bao-cao.docx").exists()


def test_what_the_chair_types_into_the_summary_is_in_the_documents(tmp_path: Path) -> None:
    """Typed into the cell that ``fields`` names, and not merged again."""
    file = summary_of(year(), tmp_path / "th.xlsx")
    address = ("PTO", "A", "reason")
    place = next(f for f in fields_of(file) if (f.unit, f.criterion, f.field) == address)
    book = openpyxl.load_workbook(file)
    book[place.at.sheet][place.at.cell] = "Thiếu minh chứng tháng 5"
    book.save(file)
    write_documents(file, tmp_path / "vb", NOW, ["thong-bao"])
    told = text_of((tmp_path / "vb" / "thong-bao_PTO.docx").read_bytes())
    assert "Thiếu minh chứng tháng 5" in told


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_every_page_holds_its_text(summary: Path, tmp_path: Path) -> None:
    """The text of the printed pages: nothing of a table is cut away."""
    out = tmp_path / "vb"
    reported = write_documents(summary, out, NOW)
    convert(reported.documents, "pdf", tmp_path / "pdf")
    program = shutil.which("pdftotext")
    assert program is not None
    printed = {}
    for path in (tmp_path / "pdf").iterdir():
        done = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True)
        printed[path.stem] = " ".join(done.stdout.decode().split())
    assert len(printed) == DOCUMENTS
    assert "06 (sáu) phiếu 85,71% Đạt" in printed["bien-ban-kiem-phieu"]
    assert "PHỤ LỤC IV" in printed["phu-luc"]
    assert "Yên Bái" in printed["phu-luc"]
    assert printed["bao-cao"].count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 1
    for name, text in printed.items():
        assert "MINH HỌA" in text, name
        assert "{{" not in text, name
