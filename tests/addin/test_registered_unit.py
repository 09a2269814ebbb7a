"""The unit of a form for any unit, after its registration: who notices another choice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.entries import Entries
from scoring.findings import Finding
from scoring.submission import entries_json, seal
from scoring.terms import Period
from thidua_addin.cli import main
from thidua_addin.demo.sample import entries_of, load_samples
from thidua_addin.form.build import SealMark, build_form
from thidua_addin.form.layout import form_layout
from thidua_addin.form.read import read_form
from thidua_addin.form.registered import REGISTERED_FIRST_ROW
from thidua_addin.usecases.check import check_form
from thidua_addin.usecases.collect import collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

ISSUED = dt.datetime(2021, 1, 1)
AT = dt.datetime(2021, 12, 1, 8)
CODE = "UNIT_CHANGED_AFTER_REGISTRATION"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def year(campaign: Campaign) -> Entries:
    sample = next(s for s in load_samples(campaign) if s.unit == "TQU")
    return entries_of(campaign, sample, sample.sendings[-1])


@pytest.fixture
def common(campaign: Campaign, year: Entries, tmp_path: Path) -> Path:
    """A form for any unit, filled for the year, in which Tuyên Quang is chosen."""
    path = tmp_path / "mẫu chung.xlsx"
    path.write_bytes(build_form(campaign, None, issued_at=ISSUED, entries=year, period=Period.YEAR))
    write(path, "Thông tin", form_layout(campaign).info.row_of(None, None, "unit"), 3,
          campaign.units["TQU"].name)  # fmt: skip
    return path


def write(path: Path, sheet: str, row: int, column: int, value: str) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet].cell(row, column).value = value
    book.save(path)


def about_the_unit(findings: tuple[Finding, ...]) -> list[str]:
    return [f.code for f in findings if f.code.startswith("UNIT_")]


def test_the_registered_unit_may_be_chosen_and_no_other(common: Path, tmp_path: Path) -> None:
    assert about_the_unit(check_form(common).findings) == []
    write(common, "_meta", REGISTERED_FIRST_ROW, 2, "TQU")
    assert about_the_unit(check_form(common).findings) == []
    write(common, "_meta", REGISTERED_FIRST_ROW, 2, "YBA")
    (finding,) = [f for f in check_form(common).findings if f.code == CODE]
    assert str(finding.at) == "Thông tin!C6"
    assert "Sở Nội vụ tỉnh Yên Bái" in finding.message
    assert main(["check", str(common)]) == 1
    assert main(["score", str(common)]) == 1
    assert submit_form(common, None, tmp_path / "nộp", AT).path is None


def test_a_command_leaves_the_form_as_it_is(common: Path, tmp_path: Path) -> None:
    before = common.read_bytes()
    assert submit_form(common, "dang-ky", tmp_path / "nộp", AT).path is not None
    assert common.read_bytes() == before


def test_a_merge_notices_a_sealed_file_of_another_unit(
    campaign: Campaign, year: Entries, tmp_path: Path
) -> None:
    folder = tmp_path / "nhận"
    folder.mkdir()
    sealed = seal(campaign, "TQU", Period.YEAR, year, 1, AT)
    mark = SealMark(Period.YEAR, 1, AT, sealed.check_code, entries_json(sealed))
    for unit in ("TQU", "YBA"):
        content = build_form(
            campaign,
            campaign.units["TQU"],
            issued_at=ISSUED,
            entries=year,
            period=Period.YEAR,
            seal=mark,
            registered=(unit, "K7QF-92MD-4XTA"),
        )
        (folder / f"{unit}.xlsx").write_bytes(content)
    ours, other = collect(folder, campaign, Period.YEAR, NO_RECEIPTS).readings
    assert about_the_unit(ours.received.findings) == []
    assert about_the_unit(other.received.findings) == [CODE]
    form = read_form(read_workbook(folder / "TQU.xlsx"), campaign)
    assert form.meta.registered == ("TQU", "K7QF-92MD-4XTA")


def test_a_registration_of_another_unit_is_no_registration(
    common: Path, campaign: Campaign, year: Entries, tmp_path: Path
) -> None:
    path = tmp_path / "đăng ký.xlsx"
    form = build_form(campaign, campaign.units["YBA"], issued_at=ISSUED, entries=year)
    path.write_bytes(form)
    assert main(["check", str(common), "--registered", str(path)]) == 2


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Sở Nội vụ tỉnh Yên Bái", "UNIT_CELL_OTHER"),
        ("Sở Nội vụ", "UNIT_CELL_CHANGED"),
        ("", "UNIT_CELL_CHANGED"),
        ("  sở nội vụ tỉnh Tuyên Quang ", None),
        ("TQU", None),
    ],
)
def test_the_name_in_an_issued_form(
    campaign: Campaign, year: Entries, tmp_path: Path, written: str, code: str | None
) -> None:
    path = tmp_path / "TQU.xlsx"
    path.write_bytes(build_form(campaign, campaign.units["TQU"], issued_at=ISSUED, entries=year))
    row = form_layout(campaign).info.row_of(None, None, "unit")
    write(path, "Thông tin", row, 3, written)
    checked = check_form(path)
    assert checked.form.unit.code == "TQU"
    assert about_the_unit(checked.findings) == ([] if code is None else [code])
