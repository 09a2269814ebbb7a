"""A table that starts at 80: issued, filled, sealed, merged and recalculated by a real engine.

``ONLY`` has bonus and penalty alone, no core root at all; ``BOTH`` has 80 + core 20.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.terms import Period
from tests.e2e.libreoffice import recalculated, soffice
from tests.grade_cases import BONUS, PENALTY, campaign, criterion, grade
from thidua_addin.form.build import build_form
from thidua_addin.usecases.fields import fields_of
from thidua_addin.usecases.merge import merge_folder
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

AT = dt.datetime(2021, 12, 5, 9, 0)
START = "initial_points = 80\n"
FAULTS = 'kind = "per_event_minus", event = "lần", points_each = 0.5'
GRADES = grade("1", "Xuất sắc", "95") + grade("2", "Tốt", "89") + grade("3", "Còn lại", "0")
ONLY = campaign(
    GRADES + criterion("DT", "20", more=BONUS) + criterion("TR", "10", FAULTS, PENALTY), START
)
BOTH = campaign(
    GRADES
    + criterion("A", "20")
    + criterion("DT", "10", more=BONUS)
    + criterion("TR", "10", FAULTS, PENALTY),
    START,
)
HEADS = {
    "preparer": "Nguyễn Văn An",
    "phone": "0912345678",
    "signer": "Trần Thị Bình",
    "signer_title": "Giám đốc",
    "letter_number": "12/SNV",
}

Case: TypeAlias = tuple[
    Campaign, dict[str, dict[str, str]], dict[str, tuple[float, float, float, str]]
]
"""Campaign, what each unit enters, its total, percent, points for the grade, and grade."""

CASES: dict[str, Case] = {
    "only": (
        ONLY,
        {"AA": {"DT": "10", "TR": "3"}, "BB": {"DT": "9.5", "TR": "0"}},
        # 80 + 10 − 3 × 0.5 and 80 + 9.5; of 100, because bonus can make up the rest
        {"AA": (88.5, 0.885, 88.5, "Còn lại"), "BB": (89.5, 0.895, 89.5, "Tốt")},
    ),
    "both": (
        BOTH,
        {"AA": {"A": "15", "DT": "10", "TR": "3"}, "BB": {"A": "14", "DT": "1", "TR": "0"}},
        # 80 + 15 + 10 − 1.5 = 103.5, at most 100; 80 + 14 + 1 = 95
        {"AA": (103.5, 1.035, 100, "Xuất sắc"), "BB": (95, 0.95, 95, "Xuất sắc")},
    ),
}


def _form(table: Campaign, unit: str, points: dict[str, str], folder: Path) -> Path:
    given = [Entry(Address(None, None, field), text, text) for field, text in HEADS.items()]
    for code, text in points.items():
        field = "count" if code == "TR" else "points"
        given.append(Entry(Address(code, None, field), float(text), Decimal(text)))
    path = folder / f"{unit}.xlsx"
    content = build_form(
        table, table.units[unit], issued_at=AT, entries=Entries(given), period=Period.YEAR
    )
    path.write_bytes(content)
    return path


def _live(written: Path, again: Path) -> dict[tuple[str | None, str, str], object]:
    """What the recalculated workbook shows of the unit's totals: by unit, sheet and field."""
    book = openpyxl.load_workbook(again, data_only=True)
    return {
        (c.unit, c.at.sheet, c.field): book[c.sheet][c.cell].value
        for c in fields_of(written)
        if c.criterion is None and not c.input
    }


@pytest.mark.parametrize("name", CASES)
def test_from_form_to_summary(name: str, tmp_path: Path) -> None:
    table, points, expected = CASES[name]
    forms = [_form(table, unit, given, tmp_path) for unit, given in points.items()]
    for form in forms:
        sealed = submit_form(form, "nam", tmp_path / "nop", AT)
        assert sealed.path is not None, [str(f) for f in sealed.checked.findings]
    summary = tmp_path / "th.xlsx"
    merged = merge_folder(tmp_path / "nop", table, Period.YEAR, summary, AT)
    assert [f.code for u in merged.result.units for f in u.findings] == []
    again = recalculated([*forms, summary], tmp_path / "again")
    for form, live in zip(forms, again, strict=False):
        total, percent, _, _ = expected[form.stem]
        shown = _live(form, live)
        assert shown[form.stem, "Tự chấm điểm", "total"] == total
        assert shown[form.stem, "Tự chấm điểm", "percent"] == percent
        assert shown[form.stem, "Tự chấm điểm", "core"] == 80 + (
            float(points[form.stem].get("A", "0"))
        )
    shown = _live(summary, again[-1])
    for unit, (total, percent, value, label) in expected.items():
        assert shown[unit, "Tổng hợp", "total"] == total
        assert shown[unit, "Ma trận điểm", "total"] == total
        assert shown[unit, "Tổng hợp", "percent"] == percent
        assert shown[unit, "Xếp loại", "grade_value"] == value
        assert shown[unit, "Xếp loại", "grade"] == label


@pytest.mark.parametrize("name", CASES)
def test_a_template_and_a_summary_of_nothing_are_made_too(name: str, tmp_path: Path) -> None:
    table, _, _ = CASES[name]
    template = tmp_path / "mau.xlsx"
    template.write_bytes(build_form(table, None, issued_at=AT))
    assert any(cell.field == "points" for cell in fields_of(template))
    (tmp_path / "nop").mkdir()
    for period in Period:
        summary = tmp_path / f"{period.value}.xlsx"
        merge_folder(tmp_path / "nop", table, period, summary, AT)
        titles = [sheet.name for sheet in read_workbook(summary).sheets]
        assert ("Xếp loại" in titles) is (period is Period.YEAR)
