"""The command line as other programs see it: shapes, exit statuses, one form filled from outside.

The outside program here knows only ``fields`` and the campaign's numbers; its points are worked
out by hand in the comments.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from thidua_addin.cli import main

Run = Callable[..., tuple[int, object]]

FINDING_KEYS = {
    "code",
    "severity",
    "sheet",
    "cell",
    "criterion",
    "item",
    "field",
    "message",
    "hint",
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, object]:
        status = main([*map(str, arguments), "--json", "--at", "2021-12-01T08:00"])
        return status, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def form(tmp_path: Path, run: Run) -> Path:
    status, answer = run("issue", "--unit", "BKA", "--out", tmp_path / "forms")
    assert status == 0
    (issued,) = answer["forms"]  # type: ignore[index, call-overload]
    return Path(issued["file"])


def fill(path: Path, run: Run, values: dict[tuple[str | None, str | None, str], object]) -> None:
    _, fields = run("fields", path)
    cells = {
        (f["criterion"], f["item"], f["field"]): (f["sheet"], f["cell"])
        for f in fields  # type: ignore[attr-defined]
        if f["input"]
    }
    book = openpyxl.load_workbook(path)
    for address, value in values.items():
        sheet, cell = cells[address]
        book[sheet][cell] = value
    book.save(path)


def lines_of(answer: object) -> dict[tuple[str, str | None], dict[str, str]]:
    return {(x["criterion"], x["item"]): x for x in answer["lines"]}  # type: ignore[index]


def test_fields_name_every_cell_once_and_in_the_agreed_shape(form: Path, run: Run) -> None:
    status, fields = run("fields", form)
    assert status == 0
    assert isinstance(fields, list)
    for f in fields:
        assert set(f) >= {
            "sheet", "cell", "unit", "criterion", "item", "field",
            "input", "type", "period", "required", "choices",
        }  # fmt: skip
        assert f["unit"] == "BKA"
    places = [(f["sheet"], f["cell"]) for f in fields]
    assert len(set(places)) == len(places)
    inputs = [(f["criterion"], f["item"], f["field"]) for f in fields if f["input"]]
    assert len(set(inputs)) == len(inputs)


def test_a_form_filled_from_outside_is_scored(form: Path, run: Run) -> None:
    fill(
        form,
        run,
        {
            ("II.1.1", None, "choice"): "Có",
            ("II.1.2", None, "target"): 7,
            ("II.1.2", None, "actual_fy"): 5,
            ("II.2.2", None, "count"): 0,
            ("II.5.2", "1", "item_title"): "Chỉ tiêu thứ nhất",
            ("II.5.2", "1", "item_unit"): "văn bản",
            ("II.5.2", "1", "weight"): 2,
            ("II.5.2", "1", "target"): 40,
            ("II.5.2", "1", "actual_fy"): 30,
            ("II.5.2", "2", "item_title"): "Chỉ tiêu thứ hai",
            ("II.5.2", "2", "item_unit"): "%",
            ("II.5.2", "2", "weight"): 1,
            ("II.5.2", "2", "target"): 90,
            ("II.5.2", "2", "actual_fy"): 95,
        },
    )
    status, answer = run("score", form, "--period", "nam")
    assert status == 1  # much is still missing, and the findings say so
    lines = lines_of(answer)
    assert lines["II.1.1", None]["computed"] == "3.00"
    # 4 × 5/7 = 2.857142… → 2.86
    assert lines["II.1.2", None]["computed"] == "2.86"
    # 10 × (2 × 30/40 + 1 × 1) / 3 = 8.3333… → 8.33
    assert lines["II.5.2", None]["computed"] == "8.33"
    assert lines["II.5.2", "1"]["computed"] == "5.00"
    assert lines["II.6", None] == {
        "criterion": "II.6",
        "item": None,
        "max": "10",
        "computed": None,
        "self": None,
        "state": "not_available",
        "explain": "Chưa nhập đủ số liệu",
    }
    assert answer["total"] == "17.19"  # type: ignore[index, call-overload]


def staff(**counts: int) -> dict[tuple[str | None, str | None, str], object]:
    """II.6 for 24 civil servants, 12 public employees and 4 contract workers."""
    groups = {"CC": 24, "VC": 12, "NLD": 4}
    values: dict[tuple[str | None, str | None, str], object] = {}
    for group, total in groups.items():
        values["II.6", f"{group}.TS", "count"] = total
        for grade in ("HTXS", "HTT", "HT", "KHT", "CXL"):
            values["II.6", f"{group}.{grade}", "count"] = counts.get(f"{group}_{grade}", 0)
    return values


# HTXS + HTT = 4 + 16 + 2 + 8 + 3 = 33 of 40 graded = 82.5 % ≥ 80 % → all 10 points
# with one more graded only HT: 32 of 40 = 80 % exactly → still 10
# with two more: 31 of 40 = 77.5 % → 7.5
@pytest.mark.parametrize(
    ("good", "sentence", "points"),
    [
        (16, "Đạt 82,50% ≥ 80% → 100% điểm chuẩn: 10,00", "10.00"),
        (15, "Đạt 80,00% ≥ 80% → 100% điểm chuẩn: 10,00", "10.00"),
        (14, "Đạt 77,50% trong khoảng từ 75% đến dưới 80% → 75% điểm chuẩn: 7,50", "7.50"),
    ],
)
def test_staff_grades(form: Path, run: Run, good: int, sentence: str, points: str) -> None:
    fill(
        form,
        run,
        staff(CC_HTXS=4, CC_HTT=good, CC_HT=20 - good, VC_HTXS=2, VC_HTT=8, VC_HT=2, NLD_HTT=3,
              NLD_HT=1),
    )  # fmt: skip
    _, answer = run("score", form, "--period", "nam")
    line = lines_of(answer)["II.6", None]
    assert (line["explain"], line["computed"]) == (sentence, points)


def test_check_of_an_empty_form_blocks_and_names_every_place(form: Path, run: Run) -> None:
    status, answer = run("check", form, "--period", "dang-ky")
    assert status == 1
    assert isinstance(answer, dict)
    assert (answer["unit"], answer["period"], answer["ok"]) == ("BKA", "dang-ky", False)
    for finding in answer["findings"]:
        assert set(finding) >= FINDING_KEYS
        if finding["code"] == "REQUIRED_MISSING":
            assert finding["sheet"]
            assert finding["cell"]


def test_without_a_period_the_command_is_used_wrongly(form: Path, run: Run) -> None:
    status, answer = run("check", form)
    assert status == 2
    assert answer["error"]["code"] == "PERIOD_NOT_CHOSEN"  # type: ignore[index, call-overload]


def test_the_period_chosen_in_the_form_counts(form: Path, run: Run) -> None:
    fill(form, run, {(None, None, "period"): "6 tháng"})
    _, answer = run("score", form)
    assert answer["period"] == "6-thang"  # type: ignore[index, call-overload]


def test_submit_refuses_a_form_with_blocking_findings(form: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    status, answer = run("submit", form, "--period", "nam", "--out", out)
    assert status == 1
    assert isinstance(answer, dict)
    assert (answer["version"], answer["check_code"]) == (None, None)
    assert list(out.glob("*.xlsx")) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("khong-co.xlsx", None, "FILE_MISSING"),
        ("rong.xlsx", b"", "FILE_EMPTY"),
        ("van-ban.xlsx", "Đây không phải bảng tính".encode(), "FILE_NOT_WORKBOOK"),
    ],
)
@pytest.mark.parametrize("command", ["check", "score", "fields"])
def test_nothing_can_be_done_with_what_is_no_form(
    tmp_path: Path, run: Run, command: str, name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status, answer = run(command, path)
    assert status == 3
    assert set(answer["error"]) >= FINDING_KEYS  # type: ignore[index, call-overload]
    assert answer["error"]["code"] == code  # type: ignore[index, call-overload]


def test_a_workbook_of_somebody_else_is_no_form(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "khac.xlsx"
    openpyxl.Workbook().save(path)
    status, answer = run("check", path, "--period", "nam")
    assert (status, answer["error"]["code"]) == (3, "NOT_A_FORM")  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    "arguments",
    [[], ["khong-co-lenh"], ["check"], ["check", "a.xlsx", "--period", "quy-1"], ["merge", "."]],
)
def test_wrong_usage_answers_in_vietnamese_and_json(run: Run, arguments: list[str]) -> None:
    status, answer = run(*arguments)
    assert status == 2
    assert answer["error"]["code"] == "USAGE"  # type: ignore[index, call-overload]
    assert "Sai cách dùng lệnh" in answer["error"]["message"]  # type: ignore[index, call-overload]


def test_the_registration_must_be_the_units_own(form: Path, run: Run, tmp_path: Path) -> None:
    run("issue", "--unit", "TNG", "--out", tmp_path / "other")
    (other,) = (tmp_path / "other").iterdir()
    status, answer = run("check", form, "--period", "nam", "--registered", other)
    assert (status, answer["error"]["code"]) == (2, "REGISTERED_OTHER_UNIT")  # type: ignore[index, call-overload]


def test_an_issued_form_is_never_overwritten(form: Path, run: Run) -> None:
    before = form.read_bytes()
    status, answer = run("issue", "--unit", "BKA", "--out", form.parent)
    assert (status, answer["error"]["code"]) == (3, "FORM_EXISTS")  # type: ignore[index, call-overload]
    assert form.read_bytes() == before


def test_issue_knows_its_units(tmp_path: Path, run: Run) -> None:
    status, answer = run("issue", "--unit", "XYZ", "--out", tmp_path)
    assert (status, answer["error"]["code"]) == (2, "UNIT_NOT_IN_CAMPAIGN")  # type: ignore[index, call-overload]


def test_campaign_check_and_show(run: Run) -> None:
    status, answer = run("campaign", "check")
    assert status == 0
    assert answer["campaign"]["units"] == [  # type: ignore[index, call-overload]
        "PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA",
    ]  # fmt: skip
    status, answer = run("campaign", "show")
    assert status == 0
    assert answer["status"] == "illustrative"  # type: ignore[index, call-overload]


def test_merge_of_an_empty_folder_lists_all_units_as_missing(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ghi-chu.txt").write_text("không phải bảng tính", encoding="utf-8")
    (tmp_path / "in" / "hong.xlsx").write_bytes(b"PK\x03\x04 gone")
    out = tmp_path / "tong-hop.xlsx"
    status, answer = run("merge", tmp_path / "in", "--period", "nam", "--out", out)
    assert status == 1
    assert isinstance(answer, dict)
    assert answer["missing"] == ["PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA"]
    assert answer["ignored"] == ["ghi-chu.txt"]
    assert [(r["file"], r["findings"][0]["code"]) for r in answer["refused"]] == [
        ("hong.xlsx", "FILE_DAMAGED")
    ]
    assert {u["status"] for u in answer["units"]} == {"missing"}
    assert {u["rank"] for u in answer["units"]} == {None}
    assert Path(answer["summary"]).exists()


def test_merge_never_replaces_a_file_that_is_not_a_summary(
    form: Path, run: Run, tmp_path: Path
) -> None:
    before = form.read_bytes()
    status, answer = run("merge", form.parent, "--period", "nam", "--out", form)
    assert (status, answer["error"]["code"]) == (3, "NOT_OUR_SUMMARY")  # type: ignore[index, call-overload]
    assert form.read_bytes() == before


def test_a_folder_is_no_campaign_file(tmp_path: Path, run: Run) -> None:
    status, answer = run("campaign", "check", tmp_path)
    assert (status, answer["error"]["code"]) == (3, "CAMPAIGN_IS_FOLDER")  # type: ignore[index, call-overload]


def test_a_broken_campaign_stops_issue_with_its_first_fault(tmp_path: Path, run: Run) -> None:
    broken = tmp_path / "hong.toml"
    broken.write_text('id = "x"\n', encoding="utf-8")
    status, answer = run("issue", "--campaign", broken, "--out", tmp_path / "out")
    assert (status, answer["error"]["code"]) == (3, "CAMPAIGN_UNUSABLE")  # type: ignore[index, call-overload]


def test_a_form_with_buttons_is_the_same_form(tmp_path: Path, run: Run) -> None:
    for suffix in ("xlsx", "xlsm"):
        status, _ = run(
            "issue", "--unit", "PTO", "--format", suffix, "--out", tmp_path, "--at", "2021-03-01"
        )
        assert status == 0
    plain, macros = (tmp_path / f"cum-tdmnpb-2021_PTO.{suffix}" for suffix in ("xlsx", "xlsm"))
    with zipfile.ZipFile(macros) as package:
        assert "xl/vbaProject.bin" in package.namelist()
    (_, without), (_, with_buttons) = (run("check", f, "--period", "nam") for f in (plain, macros))
    assert with_buttons["findings"] == without["findings"]  # type: ignore[index, call-overload]


def test_merge_needs_its_folder(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "tong-hop.xlsx"
    status, answer = run("merge", tmp_path / "khong-co", "--period", "nam", "--out", out)
    assert (status, answer["error"]["code"]) == (3, "FOLDER_MISSING")  # type: ignore[index, call-overload]


def test_a_summary_of_another_campaign_is_kept(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").mkdir()
    out = tmp_path / "tong-hop.xlsx"
    run("merge", tmp_path / "in", "--period", "nam", "--out", out)
    before = out.read_bytes()
    other = Path(__file__).parents[1] / "campaigns" / "all-kinds.toml"
    status, answer = run(
        "merge", tmp_path / "in", "--campaign", other, "--period", "nam", "--out", out
    )
    assert (status, answer["error"]["code"]) == (3, "SUMMARY_OTHER_CAMPAIGN")  # type: ignore[index, call-overload]
    assert out.read_bytes() == before


def test_a_form_is_no_summary_to_export(form: Path, run: Run, tmp_path: Path) -> None:
    status, answer = run("export", form, "--out", tmp_path / "bang.csv")
    assert (status, answer["error"]["code"]) == (3, "NOT_A_SUMMARY")  # type: ignore[index, call-overload]


def test_an_empty_registration_is_no_registration(form: Path, run: Run, tmp_path: Path) -> None:
    run("issue", "--unit", "BKA", "--out", tmp_path / "again")
    (empty,) = (tmp_path / "again").iterdir()
    status, answer = run("check", form, "--period", "nam", "--registered", empty)
    assert (status, answer["error"]["code"]) == (2, "REGISTERED_EMPTY")  # type: ignore[index, call-overload]
