"""What lies in the chair's folder: sealed copies that were changed after their seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.fields import Address
from scoring.findings import Finding
from scoring.terms import Period
from thidua_addin.form.read import read_form
from thidua_addin.usecases.collect import collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

SEALED_AT = dt.datetime(2021, 12, 5, 9, 0)
RESULT = Address("B.1", None, "actual_fy")


@pytest.fixture
def sealed(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> Path:
    """A sealed copy, alone in its folder."""
    form = forms.built(tmp_path, all_kinds, "BB", filled)
    path = submit_form(form, "nam", tmp_path / "nop", SEALED_AT).path
    assert path is not None
    return path


def seal_findings(sealed: Path, campaign: Campaign) -> list[Finding]:
    (reading,) = collect(sealed.parent, campaign, Period.YEAR, NO_RECEIPTS).readings
    return [f for f in reading.received.findings if f.code.startswith("SEAL_")]


def rewritten(path: Path, change: Callable[[Any], None]) -> None:
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def test_an_untouched_copy_keeps_its_seal_when_another_program_saves_it(
    sealed: Path, all_kinds: Campaign
) -> None:
    rewritten(sealed, lambda workbook: None)
    assert seal_findings(sealed, all_kinds) == []


def test_a_value_changed_after_the_seal_is_named_with_both_values(
    sealed: Path, all_kinds: Campaign, filled: Mapping[str, object]
) -> None:
    place = read_form(read_workbook(sealed), all_kinds).places[RESULT]
    before = str(filled["B.1||actual_fy"]).replace(".", ",")

    def raise_it(workbook: Any) -> None:
        workbook[place.sheet].cell(place.row, place.column).value = 1

    rewritten(sealed, raise_it)
    (finding,) = seal_findings(sealed, all_kinds)
    assert (finding.code, finding.severity.value) == ("SEAL_BROKEN", "error")
    assert (finding.at, finding.criterion, finding.field) == (place, "B.1", "actual_fy")
    assert finding.message.startswith("“Kết quả thực hiện (năm)” của B.1 đã bị sửa")
    assert f"lúc niêm phong ghi “{before}”, nay ghi “1”" in finding.message


def test_a_seal_whose_code_was_changed_is_damaged(sealed: Path, all_kinds: Campaign) -> None:
    def other_code(workbook: Any) -> None:
        for row in workbook["_meta"].iter_rows():
            if row[0].value == "||seal_code":
                row[1].value = "AAAA-BBBB-CCCC"

    rewritten(sealed, other_code)
    (finding,) = seal_findings(sealed, all_kinds)
    assert (finding.code, finding.severity.value) == ("SEAL_DAMAGED", "error")
    assert "AAAA-BBBB-CCCC" in finding.message


def test_a_sealed_copy_that_is_sealed_again_is_the_next_version(
    sealed: Path, tmp_path: Path
) -> None:
    """Wherever it is written: the folder of the first copy may be on another computer."""
    again = submit_form(sealed, "nam", tmp_path / "khac", SEALED_AT)
    assert again.path is not None
    assert (again.version, again.path.name) == (2, "all-kinds_BB_nam_lan2.xlsx")
    registered = submit_form(sealed, "dang-ky", tmp_path / "khac", SEALED_AT)
    assert registered.version == 1
