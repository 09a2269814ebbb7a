"""``thidua carry``: nothing that a unit entered is lost on the way to a new revision's form."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.campaign_load import published_source
from scoring.fields import Address
from scoring.parse import shown
from thidua_addin.cli import main
from thidua_addin.usecases.opening import OpenForm, open_form

Run = Callable[..., tuple[int, Any]]
Key = tuple[str | None, str | None, str]

FIRST = Path(__file__).with_name("carry_campaign.toml").read_text(encoding="utf-8")
NOTES = "Ghi chú giữ lại"

SECOND = (
    ("revision = 1", "revision = 2"),
    # B.2 goes, B.3 comes.
    ('code = "B.2"', 'code = "B.3"'),
    ('title = "Có kế hoạch"', 'title = "Chuyển đổi số"'),
    ('{ label = "Khá", points = 6 }', '{ label = "Khá tốt", points = 6 }'),
    ('{ code = "KEM", title = "Không đạt" }', '{ code = "CHUA", title = "Chưa đạt" }'),
    ('parts = ["DAT", "KEM"]', 'parts = ["DAT", "CHUA"]'),
    ("items = { rows = 3 }", "items = { rows = 2 }"),
    ('title = "Chấm thẳng"\nmax_points = 10', 'title = "Chấm thẳng"\nmax_points = 8'),
    ('title = "So với mức 50"\nmax_points = 10', 'title = "So với mức 50%"\nmax_points = 12'),
    ('value = "number", target = 50', 'value = "percent", target = 0.5'),
    ('event = "hồ sơ", points_each = 0.5', 'event = "hồ sơ, văn bản", points_each = 0.5'),
)  # fmt: skip

ENTERED: dict[Key, object] = {
    (None, None, "period"): "Năm",
    (None, None, "preparer"): "Nguyễn Thị Hoà",
    (None, None, "plan_number"): "12/KH-SNV",
    (None, None, "plan_date"): dt.date(2021, 3, 1),
    ("A.1", None, "points"): 9.5,  # more than the 8 points of the second revision
    ("A.1", None, "evidence"): "15/BC-SNV",
    ("A.2", None, "choice"): "Khá",  # no longer a level
    ("A.3", "1", "item_title"): "Số hóa hồ sơ",
    ("A.3", "1", "item_unit"): "hồ sơ",
    ("A.3", "1", "weight"): 1,
    ("A.3", "1", "target"): 1000,
    ("A.3", "1", "actual_fy"): "900,5",  # typed as text
    ("A.3", "3", "item_title"): "Tập huấn",  # the third row goes
    ("A.3", "3", "weight"): 2,
    ("A.4", "TS", "count"): 50,
    ("A.4", "DAT", "count"): 45,
    ("A.4", "KEM", "count"): 5,  # has another code now
    ("A.5", None, "actual_fy"): 45,  # 4500 % as a percentage
    ("B.1", None, "count"): 3,
    ("B.1", None, "self"): 18,
    ("B.1", None, "explanation"): "Đã trừ 3 hồ sơ" + "\n" + "theo biên bản",
    ("B.2", None, "choice"): "Có",  # the criterion is gone
    ("B", None, "narrative"): "Kết quả nổi bật – " + "dài " * 500,
}
LOST: dict[Key, str] = {
    ("A.1", None, "points"): "CARRY_UNFIT",
    ("A.2", None, "choice"): "CARRY_UNFIT",
    ("A.3", "3", "item_title"): "CARRY_NO_PLACE",
    ("A.3", "3", "weight"): "CARRY_NO_PLACE",
    ("A.4", "KEM", "count"): "CARRY_NO_PLACE",
    ("A.5", None, "actual_fy"): "CARRY_UNFIT",
    ("B.2", None, "choice"): "CARRY_NO_PLACE",
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, Any]:
        status = main([*map(str, arguments), "--json", "--at", "2021-12-01T08:00"])
        return status, json.loads(capsys.readouterr().out)

    return call


def revised(*replacements: tuple[str, str]) -> str:
    text = FIRST
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def next_revision(source: str) -> str:
    """A shipped campaign, published once more."""
    text, count = re.subn(r"(?m)^revision = 1\b", "revision = 2", source)
    assert count == 1
    return text


Issue = Callable[..., Path]


@pytest.fixture
def issue(tmp_path: Path, run: Run) -> Issue:
    """Issue one form of a campaign's text, under a name."""

    def call(name: str, text: str = FIRST, unit: str = "BB") -> Path:
        file = tmp_path / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        out = tmp_path / f"issued-{name}"
        status, answer = run("issue", "--campaign", file, "--unit", unit, "--out", out)
        assert status == 0
        return shutil.move(answer["forms"][0]["file"], tmp_path / f"{name}.xlsx")

    return call


def fill(path: Path, run: Run, values: dict[Key, object]) -> None:
    _, fields = run("fields", path)
    cells = {
        (f["criterion"], f["item"], f["field"]): (f["sheet"], f["cell"])
        for f in fields
        if f["input"]
    }
    book = openpyxl.load_workbook(path)
    for key, value in values.items():
        sheet, cell = cells[key]
        book[sheet][cell] = value
    book.save(path)


@pytest.fixture
def old(issue: Issue, run: Run) -> Path:
    path = issue("cu")
    fill(path, run, ENTERED)
    return path


@pytest.fixture
def new(issue: Issue) -> Path:
    return issue("moi", revised(*SECOND))


def raws(form: OpenForm) -> dict[Key, object]:
    return {
        (a.criterion, a.item, a.field): e.raw for e in form.reading.entries for a in (e.address,)
    }


def notes(form: OpenForm) -> list[str]:
    return [note.text for note in form.reading.kept_notes]


def test_every_entry_arrives_or_is_kept(old: Path, new: Path, run: Run) -> None:
    before = old.read_bytes()
    status, answer = run("carry", old, "--into", new)
    assert status == 1
    assert (answer["file"], answer["unit"], answer["campaign"]) == (str(new), "BB", "chuyen-bieu")
    assert answer["carried"] == len(ENTERED) - len(LOST)
    assert answer["kept"] == len(LOST)
    assert answer["previous"] is None  # the new form was blank
    found = {(f["criterion"], f["item"], f["field"]): f["code"] for f in answer["findings"]}
    assert found == LOST
    assert old.read_bytes() == before

    form = open_form(new)
    arrived = raws(form)
    wanted = {key: v for key, v in ENTERED.items() if key not in LOST}
    assert arrived == wanted
    assert form.reading.entries.value("A.3", "1", "actual_fy") == Decimal("900.5")
    kept = notes(form)
    assert len(kept) == len(LOST)
    was = open_form(old)
    for key in LOST:
        entry = was.reading.entries.get(*key)
        assert entry is not None
        assert entry.at is not None
        (note,) = (
            n
            for n in form.reading.kept_notes
            if (n.sheet, n.cell) == (entry.at.sheet, entry.at.cell)
        )
        assert f"“{shown(entry.raw)}” – " in note.text


def test_the_reasons_are_said(old: Path, new: Path, run: Run) -> None:
    _, answer = run("carry", old, "--into", new)
    said = {(f["criterion"], f["item"], f["field"]): f["message"] for f in answer["findings"]}
    assert "tiêu chí B.2 không còn trong bộ tiêu chí mới" in said["B.2", None, "choice"]
    assert "không còn dòng A.3, chỉ tiêu số 3" in said["A.3", "3", "weight"]
    assert "không còn dòng A.4, KEM" in said["A.4", "KEM", "count"]
    assert "“45”" in said["A.5", None, "actual_fy"]
    assert answer["changes"] == [
        "B.2: đã bỏ",
        "A.1: điểm chuẩn 10 → 8",
        "A.2: bỏ mức “Khá” (điểm 6)",
        "A.2: thêm mức “Khá tốt” (điểm 6)",
        "A.3: số dòng chỉ tiêu giao ước 3 → 2",
        "A.4: bỏ số liệu thành phần KEM",
        "A.4: thêm số liệu thành phần CHUA",
        "A.4: quan hệ cộng khớp TS: các phần: bỏ KEM; thêm CHUA",
        "A.5: tên: “So với mức 50” → “So với mức 50%”",
        "A.5: điểm chuẩn 10 → 12",
        "A.5: đơn vị của kết quả: số → tỷ lệ %",
        "A.5: chỉ tiêu 50 → 50%",
        "B.1: tên gọi mỗi lần: “hồ sơ” → “hồ sơ, văn bản”",
        "B.3: mới thêm",
    ]


def test_people_read_it_in_vietnamese(
    old: Path, new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["carry", str(old), "--into", str(new)]) == 1
    text = capsys.readouterr().out
    assert "Sở Nội vụ tỉnh Bình: đã chuyển 16 giá trị" in text
    assert "giữ lại 7 nội dung ở trang Ghi chú giữ lại" in text
    assert "    • A.1: điểm chuẩn 10 → 8" in text
    assert unicodedata.is_normalized("NFC", text)


def test_checks_and_points_agree_where_nothing_changed(old: Path, issue: Issue, run: Run) -> None:
    """The same rules under a new revision: the same points, the same findings, nothing kept."""
    new = issue("moi", revised(("revision = 1", "revision = 2"), ("Đoàn kết", "Đổi mới")))
    assert run("carry", old, "--into", new)[0] == 0
    _, was = run("score", old, "--period", "nam")
    _, now = run("score", new, "--period", "nam")
    assert now["lines"] == was["lines"]
    assert now["total"] == was["total"]
    assert [(f["code"], f["sheet"], f["cell"]) for f in now["findings"]] == [
        (f["code"], f["sheet"], f["cell"]) for f in was["findings"]
    ]
    # 9,5 + 6 + 20 × (1×900,5/1000 + 2×0)/…: the third row has no target, so A.3 stays open;
    # 45/50 = 90 % → 10; 10 × 45/50 = 9; 20 − 3 × 0,5 = 18,5; 20.
    points = {line["criterion"]: line["computed"] for line in now["lines"] if not line["item"]}
    assert points["A.1"] == "9.50"
    assert points["A.2"] == "6.00"
    assert points["A.4"] == "10.00"
    assert points["A.5"] == "9.00"
    assert points["B.1"] == "18.50"
    assert points["B.2"] == "20.00"


def test_doing_it_twice_changes_nothing(old: Path, new: Path, tmp_path: Path, run: Run) -> None:
    first = run("carry", old, "--into", new)
    content, files = new.read_bytes(), sorted(tmp_path.iterdir())
    assert run("carry", old, "--into", new) == first
    assert new.read_bytes() == content
    assert sorted(tmp_path.iterdir()) == files


def test_a_chairs_revision_of_the_shipped_campaign(issue: Issue, run: Run) -> None:
    """The unit's program was shipped with revision 1; a form of revision 2 is no stranger to it."""
    shipped = published_source("cum-tdmnpb-2021").decode("utf-8")
    first = issue("lan-1", shipped, "BKA")
    fill(first, run, {("II.1.1", None, "choice"): "Có"})
    second = issue("lan-2", next_revision(shipped), "BKA")
    status, answer = run("carry", first, "--into", second)
    assert (status, answer["carried"], answer["changes"]) == (0, 1, [])
    _, checked = run("check", second, "--period", "nam")
    assert [f["code"] for f in checked["findings"] if f["code"].startswith("CAMPAIGN_")] == []


def test_every_field_of_the_demonstration_campaign(issue: Issue, run: Run) -> None:
    """A form with every kind of rule, all filled in: the new one says just what it said."""
    text = published_source("cum-mau").decode("utf-8")
    first = issue("lan-1", text, "MA")
    second = issue("lan-2", next_revision(text), "MA")
    typed = {
        "number": 5, "percent": 0.9, "count": 3, "points": 1, "text": "văn bản",
        "reference": "15/BC-SNV", "date": dt.date(2021, 5, 1),
    }  # fmt: skip
    _, fields = run("fields", first)
    inputs = [f for f in fields if f["input"]]
    fill(first, run, {
        (f["criterion"], f["item"], f["field"]): typed.get(f["type"]) or f["choices"][-1]
        for f in inputs
    })  # fmt: skip
    status, answer = run("carry", first, "--into", second)
    assert (status, answer["carried"], answer["kept"]) == (0, len(inputs), 0)
    assert (answer["changes"], answer["findings"]) == ([], [])
    for command in ("check", "score"):
        (_, was), (_, now) = (run(command, file, "--period", "nam") for file in (first, second))
        del was["file"], now["file"]
        assert now == was


def test_what_the_new_form_holds_stays(old: Path, new: Path, run: Run) -> None:
    fill(new, run, {
        ("B.1", None, "count"): 4,  # the old form says 3
        ("A.4", "TS", "count"): 50,  # both say so
        ("B.3", None, "choice"): "Có",
    })  # fmt: skip
    before = new.read_bytes()
    status, answer = run("carry", old, "--into", new)
    assert status == 1
    assert answer["carried"] == len(ENTERED) - len(LOST) - 1
    conflicts = [f for f in answer["findings"] if f["code"] == "CARRY_CONFLICT"]
    assert [(f["criterion"], f["field"]) for f in conflicts] == [("B.1", "count")]
    assert "biểu cũ ghi “3”, biểu mới đã ghi “4”" in conflicts[0]["message"]
    form = open_form(new)
    assert raws(form)["B.1", None, "count"] == 4
    assert raws(form)["B.3", None, "choice"] == "Có"
    assert [n for n in notes(form) if n.startswith("“3” – ")] == [
        "“3” – Số hồ sơ (năm), B.1: biểu mới đã ghi “4”"
    ]
    previous = Path(answer["previous"])
    assert previous.name == "moi.truoc-20211201-080000.xlsx"
    assert previous.read_bytes() == before


def test_a_sealed_copy_is_a_source(issue: Issue, tmp_path: Path, run: Run) -> None:
    """Also a second step: notes that were kept before go on, with their first places."""
    first = issue("lan-1")
    fill(first, run, {("A.2", None, "choice"): "Khá", ("B.2", None, "choice"): "Có"})
    second = issue("lan-2", revised(*SECOND))
    run("carry", first, "--into", second)
    fill(second, run, {
        (None, None, "period"): "Đăng ký", (None, None, "preparer"): "Nguyễn Thị Hoà",
        (None, None, "signer"): "Trần Văn Bình", (None, None, "signer_title"): "Giám đốc",
        (None, None, "plan_number"): "12/KH-SNV", (None, None, "plan_date"): dt.date(2021, 3, 1),
        (None, None, "measures"): "Sơ kết hằng quý",
        ("A.3", "1", "item_title"): "Số hóa hồ sơ", ("A.3", "1", "item_unit"): "hồ sơ",
        ("A.3", "1", "target"): 5, ("A.3", "1", "weight"): 1,
    })  # fmt: skip
    status, sealed = run("submit", second, "--period", "dang-ky", "--out", tmp_path / "nop")
    assert status == 0, [(f["code"], f["criterion"], f["field"]) for f in sealed["findings"]]
    third = issue("lan-3", revised(*SECOND).replace("revision = 2", "revision = 3"))
    status, answer = run("carry", sealed["file"], "--into", third)
    assert (status, answer["kept"]) == (0, 2)
    assert raws(open_form(third)) == raws(open_form(second))
    assert notes(open_form(third)) == notes(open_form(second))
    assert open_form(third).reading.meta.seal is None
    refused, answer = run("carry", third, "--into", sealed["file"])
    assert (refused, answer["error"]["code"]) == (3, "CARRY_BACKWARDS")
    again = issue("lan-3b", revised(*SECOND))
    refused, answer = run("carry", again, "--into", sealed["file"])
    assert (refused, answer["error"]["code"]) == (3, "CARRY_INTO_SEALED")


def test_what_stood_beside_the_tables_goes_along(old: Path, new: Path, run: Run) -> None:
    book = openpyxl.load_workbook(old)
    book.create_sheet("Nháp")["B7"] = "Gọi lại cho Cụm"
    book.save(old)
    run("carry", old, "--into", new)
    (note,) = (n for n in open_form(new).reading.kept_notes if n.sheet == "Nháp")
    assert (note.cell, note.text) == ("B7", "Gọi lại cho Cụm")


def test_a_cell_without_a_clear_value_is_kept_in_words(old: Path, new: Path, run: Run) -> None:
    _, fields = run("fields", old)
    at = {(f["criterion"], f["field"]): (f["sheet"], f["cell"]) for f in fields}
    book = openpyxl.load_workbook(old)
    sheet, cell = at["B.1", "count"]
    book[sheet][cell] = "#DIV/0!"
    sheet, cell = at["A.5", "actual_fy"]
    book[sheet][cell] = "=1+1"  # never calculated
    book.save(old)
    status, answer = run("carry", old, "--into", new)
    assert status == 1
    unclear = {
        f["criterion"]: f["message"] for f in answer["findings"] if f["code"] == "CARRY_UNREADABLE"
    }
    assert "ô đang báo lỗi #DIV/0!" in unclear["B.1"]
    assert "công thức chưa có giá trị" in unclear["A.5"]
    assert "“#DIV/0!” – Số hồ sơ (năm), B.1: ô đang báo lỗi #DIV/0!" in notes(open_form(new))


def test_a_long_text_that_has_no_cell_is_kept_whole(issue: Issue, run: Run) -> None:
    text = "Bài học kinh nghiệm. " * 1500  # 31 500 characters: with a reason, too much for a cell
    first = issue("lan-1")
    fill(first, run, {("B", None, "narrative"): text})
    gone = revised(
        ("revision = 1", "revision = 2"),
        ('code = "B"\n', 'code = "G"\n'),
        ('code = "B.1"\nparent = "B"', 'code = "B.1"\nparent = "G"'),
        ('code = "B.2"\nparent = "B"', 'code = "B.2"\nparent = "G"'),
    )
    second = issue("lan-2", gone)
    assert run("carry", first, "--into", second)[0] == 1
    why, *pieces = notes(open_form(second))
    assert "tiêu chí B không còn trong bộ tiêu chí mới" in why
    assert "".join(pieces) == text


def test_another_unit_another_campaign_or_the_wrong_way(
    old: Path, issue: Issue, tmp_path: Path, run: Run
) -> None:
    def code(*arguments: object) -> tuple[int, str]:
        status, answer = run("carry", *arguments)
        return status, answer["error"]["code"]

    assert code(old, "--into", issue("khac", unit="AA")) == (2, "CARRY_OTHER_UNIT")
    other = issue("dot-khac", FIRST.replace('id = "chuyen-bieu"', 'id = "dot-khac"'))
    assert code(old, "--into", other) == (3, "CARRY_OTHER_CAMPAIGN")
    newer = issue("moi-hon", revised(("revision = 1", "revision = 2")))
    assert code(newer, "--into", old) == (3, "CARRY_BACKWARDS")
    assert code(old, "--into", old) == (2, "CARRY_SAME_FILE")
    macro = shutil.copy(newer, tmp_path / "bieu.xlsm")
    assert code(old, "--into", macro) == (3, "CARRY_NEEDS_XLSX")
    assert code(old, "--into", tmp_path / "khong-co.xlsx") == (3, "FILE_MISSING")


def test_a_new_form_that_is_unclear_is_left_alone(old: Path, new: Path, run: Run) -> None:
    fill(new, run, {("B.1", None, "count"): "#REF!"})
    before = new.read_bytes()
    status, answer = run("carry", old, "--into", new)
    assert (status, answer["error"]["code"]) == (3, "CARRY_TARGET_UNCLEAR")
    assert new.read_bytes() == before


def test_addresses_are_those_of_the_fields(old: Path) -> None:
    assert {Address(*key) for key in ENTERED} == {e.address for e in open_form(old).reading.entries}
