"""A notice in a real spreadsheet program: what the unit fills there comes back whole."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.replies import answered
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases
from tests.addin.test_notice import APPRAISED, EVIDENCE, given, typed
from tests.e2e.libreoffice import convert, recalculated, soffice
from thidua_addin.form.meta import workbook_kind
from thidua_addin.notice.build import build_notice
from thidua_addin.notice.cells import notice_cells
from thidua_addin.notice.read import read_notice
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

ISSUED = dt.datetime(2021, 12, 20, 8)
LONG = "Đơn vị giải trình như sau:\n- Báo cáo số 50/BC-SNV; \n- =1+1 <b>đậm</b> & “trích dẫn”"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def result(campaign: Campaign) -> MergeResult:
    entries = given({"II.1.1||choice": "Có", "II.1.2||actual_fy": Decimal(7)}, campaign)
    came = [cases.received(campaign, "HBI", Period.YEAR, entries, findings=(EVIDENCE,))]
    return merge(campaign, Period.YEAR, came, chair=typed("HBI", APPRAISED))


@pytest.fixture(scope="module")
def notice(result: MergeResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notice") / "phieu.xlsx"
    made = build_notice(result, "HBI", at=ISSUED, merged_at=ISSUED, version=1)
    path.write_bytes(made.content)
    return path


def filled(notice: Path, folder: Path) -> Path:
    """The notice as LibreOffice saves it after somebody typed into it."""
    book = openpyxl.load_workbook(notice)
    for cell in notice_cells(read_workbook(notice)):
        sheet = book[cell.at.sheet]
        if (cell.criterion, cell.item, cell.field) == ("II.1.1", None, "explanation"):
            sheet[cell.at.cell] = LONG
        elif cell.field == "replied_on":
            sheet[cell.at.cell] = dt.datetime(2021, 12, 22)
    book.save(folder / "typed.xlsx")
    return recalculated([folder / "typed.xlsx"], folder / "saved")[0]


def test_libreoffice_brings_every_answer_back(
    result: MergeResult, notice: Path, campaign: Campaign, tmp_path: Path
) -> None:
    saved = read_workbook(filled(notice, tmp_path))
    assert workbook_kind(saved) == "notice"
    reading = read_notice(saved, campaign)
    assert reading.findings == ()
    texts = {r.criterion: r.text for r in reading.replies}
    assert texts == {"II.1.1": LONG, "II.4.2": "Đã gửi biên bản bầu cử"}
    assert reading.on == dt.date(2021, 12, 22)
    found = answered(campaign, Period.YEAR, result.chair, reading.replies)
    assert found.chair.of("HBI").text("II.1.1", None, "explanation") == LONG
    assert found.findings == ()


def test_the_open_lines_are_counted_by_the_spreadsheet(notice: Path, tmp_path: Path) -> None:
    saved = filled(notice, tmp_path)
    at = next(c.at for c in notice_cells(read_workbook(saved)) if c.field == "to_answer")
    shown = openpyxl.load_workbook(saved, data_only=True)[at.sheet][at.cell].value
    assert shown == 2  # three lines wait for an answer, one has it now


def test_it_prints_one_page_across(notice: Path, tmp_path: Path) -> None:
    convert([notice], "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "phieu.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = [page for page in text.split("\f") if page.strip()]
    with_table = [p for p in pages if "Giải trình của đơn vị" in p]
    assert len(with_table) >= len(pages) - 2  # the signatures, the sheet of findings
    assert all(re.search(r"Trang \d+/\d+", page) for page in pages)
    assert "###" not in text
