"""The criteria workbook in a real spreadsheet: nothing lost by saving, live checks that see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.snapshot import Snapshot
from tests.addin.criteria_books import MADE, campaign_of
from tests.addin.test_criteria_book import ODD_TEXTS, variant
from tests.e2e.libreoffice import recalculated, soffice
from tests.generated_campaigns import loaded_campaign
from thidua_addin.criteria_book.build import build_criteria_book
from thidua_addin.usecases.criteria_book import read_criteria_book
from thidua_addin.workbook.limits import Limits
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import find_tables

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]


def odd_texts() -> Campaign:
    """A tab is left out: LibreOffice keeps it, but not beside a line break."""
    texts = [t for t in ODD_TEXTS if "\t" not in t]
    change: dict[str, object] = {}
    for i, text in enumerate(texts):
        change |= {f"criterion.{i}.note": text, f"criterion.{i}.title": text}
    return variant("all-kinds", change)


CAMPAIGNS: dict[str, Callable[[], Campaign]] = {
    "2021": published_campaign,
    "cum-mau": lambda: published_campaign("cum-mau"),
    "all-kinds": lambda: campaign_of("all-kinds"),
    "odd-texts": odd_texts,
    "generated": lambda: loaded_campaign(7),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each campaign's workbook as LibreOffice saves it after recalculating everything."""
    folder = tmp_path_factory.mktemp("criteria")
    files = []
    for name, make in CAMPAIGNS.items():
        file = folder / f"{name}.xlsx"
        file.write_bytes(build_criteria_book(make(), MADE))
        files.append(file)
    return dict(zip(CAMPAIGNS, recalculated(files, folder / "saved"), strict=True))


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_saving_in_a_spreadsheet_loses_nothing(name: str, saved: dict[str, Path]) -> None:
    book = read_criteria_book(saved[name])
    assert [(f.code, str(f.at)) for f in book.findings if f.severity != "info"] == []
    assert book.campaign == CAMPAIGNS[name]()
    assert book.changes == ()


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_cached_values_are_true(name: str, saved: dict[str, Path]) -> None:
    """What the file holds before anybody calculates is what a spreadsheet calculates."""
    made = read_workbook(saved[name].parents[1] / f"{name}.xlsx", Limits(rows=300_000))
    found = read_workbook(saved[name], Limits(rows=300_000))
    for sheet in ("Kiểm tra", "Tính"):
        assert _values(found, sheet) == _values(made, sheet)


def _values(snapshot: Snapshot, name: str) -> dict[tuple[int, int], object]:
    sheet = next(s for s in snapshot.sheets if s.name == name)
    return {
        at: cell.value
        for at, cell in sheet.cells.items()
        if (cell.value or cell.error) and not (name == "Tính" and cell.value == 0)
    }


@dataclass(frozen=True, slots=True)
class Editor:
    """The workbook of all-kinds, changed as another program would change it."""

    workbook: Workbook
    snapshot: Snapshot

    def put(self, table: str, row: int, role: str, value: object) -> str:
        """Type into the row at a position of a table; gives the address."""
        found = next(t for t in find_tables(self.snapshot) if t.name == table)
        place = found.place(found.marker_row + 1 + row, role)
        self.workbook[place.sheet].cell(place.row, place.column).value = value
        return str(place)


def _editor(file: Path) -> Editor:
    return Editor(load_workbook(file), read_workbook(file, Limits(rows=300_000)))


# Positions in all-kinds: criteria A 1, A.1 2, A.1.1 3, A.1.2 4, A.1.3 5, A.2 6, B 7, B.1 8,
# B.2 9, B.3 10 …, C.4 18, C.5 19; levels B.3 1-3, B.4 4-6, B.5 7-9, C.1 10-13.

Typed = tuple[str, int, str, object]

PLANTED: tuple[tuple[tuple[Typed, ...], str], ...] = (
    # B.1 gets 6,98 of 7, so B has 34,98 of 35; B is shown
    (
        (("criteria", 8, "max_points", 6.98), ("criteria", 7, "max_points", 35)),
        "Tổng tiêu chí con 34,98, điểm chuẩn 35, chênh −0,02.",
    ),
    ((("levels", 2, "to", 0.97), ("levels", 2, "from", 0.9)), "chồng lên khoảng khác"),
    ((("levels", 5, "to", 0.9),), "Hở: không khoảng nào nhận giá trị từ 0,9."),
    ((("levels", 6, "from", 0.2),), "Hở: không khoảng nào nhận giá trị dưới 0,2."),
    ((("levels", 7, "points", 8),), "đúng một trong hai"),
    ((("levels", 13, "criterion", "C.9"),), "Không có tiêu chí “C.9”."),
    ((("levels", 12, "percent", 0.5), ("levels", 12, "table", "Mức")), "Ô thừa: “% điểm chuẩn”"),
    ((("criteria", 6, "parent", "Z"),), "Không có tiêu chí nào mang mã cha “Z”."),
    ((("criteria", 19, "code", "C.4"),), "Mã C.4 có ở 2 dòng."),
    ((("criteria", 3, "cap", 3), ("criteria", 3, "kind", "Chấm thẳng")), "“Mức trần”"),
    (
        (("criteria", 4, "points_each", None), ("criteria", 4, "kind", "Trừ theo số lần")),
        "Thiếu tham số: “Điểm mỗi lần",
    ),
    ((("criteria", 5, "kind", None),), "Chưa chọn loại quy tắc."),
    ((("uses", 4, "input", "B.5:CC.X"),), "Không có số đếm “B.5:CC.X”."),
    ((("units", 2, "code", "AA"),), "Mã đơn vị AA trùng."),
)
"""What is typed (the last cell is where the fault is shown) and what the sheet must say."""


def test_planted_faults_show_in_the_spreadsheet(tmp_path: Path) -> None:
    """All at once: each is listed with its place and what is wrong."""
    file = tmp_path / "loi.xlsx"
    file.write_bytes(build_criteria_book(campaign_of("all-kinds"), MADE))
    editor = _editor(file)
    expected = [([editor.put(*t) for t in typed][-1], text) for typed, text in PLANTED]
    editor.workbook.save(file)
    (saved,) = recalculated([file], tmp_path / "saved")
    sheet = next(
        s for s in read_workbook(saved, Limits(rows=300_000)).sheets if s.name == "Kiểm tra"
    )
    listed = [
        (str(sheet.cell(row, 2).value), str(sheet.cell(row, 3).value), sheet.cell(row, 4).value)
        for row in range(7, 157)
        if sheet.cell(row, 3).value
    ]
    for place, text in expected:
        assert [said for at, said, _ in listed if at == place and text in said], (place, listed)
    assert all(mend for _, _, mend in listed)
    assert str(sheet.cell(3, 1).value).startswith(f"Còn {len(listed)} chỗ chưa khớp")
