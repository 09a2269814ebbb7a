"""One rule for all cells of a column that follow it; the writer's formulas need no rewriting."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from tests.addin import summary_cases as cases
from thidua_addin.summary.build import build_summary
from thidua_addin.workbook.recording import RecordingWorksheet


@pytest.fixture(scope="module")
def content() -> bytes:
    return summary()


def summary() -> bytes:
    from tests import grade_cases

    points = [{"A": "80", "S": "20"}, {"A": "75", "S": "20"}, {"A": "70", "S": "x"}]
    result = grade_cases.merged(grade_cases.SCHOOL, points)
    return build_summary(result, at=cases.AT)


def test_every_open_cell_has_one_rule_and_custom_ones_speak_of_their_first_cell(
    content: bytes,
) -> None:
    sheet = openpyxl.load_workbook(BytesIO(content))["Thẩm định"]
    rules = sheet.data_validations.dataValidation
    cells = [c for row in sheet.iter_rows() for c in row if not c.protection.locked]
    assert len(cells) > 60
    for cell in cells:
        assert sum(cell.coordinate in rule.sqref for rule in rules) == 1, cell.coordinate
    for rule in rules:
        if rule.type == "custom":
            first = str(rule.sqref).split()[0].partition(":")[0]
            assert first in rule.formula1
    assert len(rules) < len(cells) / 2


def test_the_librarys_search_for_newer_functions_would_change_nothing(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RecordingWorksheet, "_prepare_formula", Worksheet._prepare_formula)
    assert summary() == content
