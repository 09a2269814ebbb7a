"""The sheet ``Chỉ tiêu`` in a real spreadsheet engine: live cells are what Python says.

The approvals are typed into the cells, as the chair does; Python gets them as inputs.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign_load import published_campaign
from scoring.chair.inputs import ChairInputs
from scoring.chair.progress import progress
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, Received, merge
from scoring.terms import Period, field_name
from tests.addin import summary_cases as cases
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

D = Decimal
LEAVES = ("A.1.1.2", "A.2.2")  # lower is better; bands of the share of the target
TARGET = D(10)
RESULTS = ("0", "4", "5", "6", "9", "10", "10.5", "12", "25", None)
APPROVED = (None, "8", "12.5")
CASES = tuple((result, approved) for result in RESULTS for approved in APPROVED)
"""A unit for each: its result, and the target that the chair approves."""


def merged(period: Period, *, approved: bool) -> MergeResult:
    campaign = cases.with_units(published_campaign("cum-mau"), len(CASES))
    came: list[Received] = []
    typed: dict[str, Entries] = {}
    for unit, (result, target) in zip(campaign.units, CASES, strict=True):
        pledged = [entry(code, "target", TARGET) for code in LEAVES]
        came.append(cases.received(campaign, unit, Period.REGISTRATION, tuple(pledged)))
        given = list(pledged)
        if result is not None:
            given += [entry(code, field_name("actual", period), D(result)) for code in LEAVES]
        came.append(cases.received(campaign, unit, period, tuple(given)))
        if approved and target is not None:
            numbers = [entry(code, "approved_target", D(target)) for code in LEAVES]
            documents = [entry(code, "approval_document", "12/CTĐ") for code in LEAVES]
            typed[unit] = Entries([*numbers, *documents])
    return merge(campaign, period, came, chair=ChairInputs(typed))


def entry(code: str, field: str, value: EntryValue) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(Address(code, None, field), raw, value)


def roles_of(sheet: Worksheet) -> dict[str, int]:
    marker = next(r for r in sheet.iter_rows() if r[0].value == "#thidua:targets")
    return {str(c.value): c.column for c in marker[1:] if c.value}


def rows_of(sheet: Worksheet) -> dict[str, int]:
    return {str(r[0].value): r[0].row for r in sheet.iter_rows() if "|@" in str(r[0].value)}


@pytest.mark.parametrize("period", [Period.MIDYEAR, Period.YEAR])
def test_live_targets_follow_what_is_typed(period: Period, tmp_path: Path) -> None:
    before, expected = merged(period, approved=False), progress(merged(period, approved=True))
    path = tmp_path / "tong-hop.xlsx"
    path.write_bytes(build_summary(before, at=cases.AT))
    book = openpyxl.load_workbook(path)
    sheet = book["Chỉ tiêu"]
    roles, rows = roles_of(sheet), rows_of(sheet)
    for unit, (_, target) in zip(before.campaign.units, CASES, strict=True):
        for code in LEAVES if target is not None else ():
            row = rows[f"{code}|@{unit}"]
            sheet.cell(row, roles["approved_target"]).value = float(D(target or "0"))
            sheet.cell(row, roles["approval_document"]).value = "12/CTĐ"
    book.save(path)
    (done,) = recalculated([path], tmp_path / "out")
    sheet = openpyxl.load_workbook(done, data_only=True)["Chỉ tiêu"]
    ratio_role = "progress" if period is Period.MIDYEAR else "achieved"
    assert len(expected) == len(CASES) * len(LEAVES)
    for line in expected:
        row, at = rows[f"{line.criterion}|@{line.unit}"], (line.unit, line.criterion)
        assert sheet.cell(row, roles["target_in_force"]).value == float(line.target or 0), at
        assert sheet.cell(row, roles["target_status"]).value == line.status.label, at
        ratio = sheet.cell(row, roles[ratio_role]).value
        if line.ratio is None:
            assert ratio == "chưa có", at
        else:
            assert ratio == pytest.approx(float(line.ratio), abs=1e-6), at
        if period is Period.MIDYEAR:
            forecast = sheet.cell(row, roles["expected"]).value
            assert forecast == ("chưa có" if line.expected is None else float(line.expected)), at
