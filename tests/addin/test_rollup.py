"""The roll-up workbook and its command: sheets, names, refusals, what is never overwritten."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.merge import MergeResult
from scoring.rollup import ClusterSummary, roll_up
from tests.addin import summary_cases as cases
from thidua_addin.cli.rollup_command import overall_lines, run
from thidua_addin.errors import NothingDone, WrongUsage
from thidua_addin.rollup.build import build_rollup
from thidua_addin.rollup.layout import sheet_names
from thidua_addin.summary.build import build_summary
from thidua_addin.usecases.rollup import roll_up_files

AT = dt.datetime(2021, 12, 20, 8)


@pytest.fixture(scope="module")
def first() -> MergeResult:
    return cases.generated(published_campaign(), 3)


@pytest.fixture(scope="module")
def second() -> MergeResult:
    return cases.generated(_other(published_campaign()), 5)


def _other(campaign: Campaign) -> Campaign:
    """Nine units of another cluster, whose name a sheet's name cannot hold."""
    large = cases.with_units(campaign, 9)
    name = "Cụm thi đua [số 2]: miền Trung/Tây Nguyên * 'các Sở'"
    cluster = large.cluster.model_copy(update={"name": name})
    return large.model_copy(update={"id": "cum-khac", "cluster": cluster, "status": "official"})


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, first: MergeResult, second: MergeResult
) -> Path:
    folder = tmp_path_factory.mktemp("cum")
    (folder / "mot.xlsx").write_bytes(build_summary(first, at=cases.AT))
    (folder / "hai.xlsx").write_bytes(build_summary(second, at=cases.AT))
    return folder


def test_names_of_sheets_are_safe_short_and_unique() -> None:
    names = sheet_names(["Cụm A/B: [x]?*\\", "cụm a b x", "Cụm " + "rất dài " * 9, "''", ""])
    assert names[0] == "1. Cụm A B x"
    assert names[1] == "2. cụm a b x"
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(set(name) & set("[]:*?/\\") or name.endswith("'") for name in names)


def test_one_sheet_for_all_and_one_for_each(first: MergeResult, second: MergeResult) -> None:
    rolled = roll_up(
        [ClusterSummary("a/x.xlsx", AT, first), ClusterSummary("b/x.xlsx", AT, second)]
    )
    content = build_rollup(rolled, at=AT)
    assert content == build_rollup(rolled, at=AT)
    book = openpyxl.load_workbook(BytesIO(content))
    visible = [s for s in book.worksheets if s.sheet_state == "visible"]
    assert [s.title for s in visible] == [
        "Bảng chung",
        "1. Cụm thi đua Sở Nội vụ các tỉ",
        "2. Cụm thi đua số 2 miền Trung",
    ]
    assert all(s.protection.sheet for s in visible)
    assert not any(c.data_type == "f" for s in visible for row in s.iter_rows() for c in row)
    said = [str(c.value) for row in book["Bảng chung"].iter_rows() for c in row if c.value]
    assert "MINH HỌA – có bảng tiêu chí chưa phải văn bản chính thức của Cụm" in said
    assert "ĐƠN VỊ DẪN ĐẦU CÁC CỤM" in said
    keys = [str(row[0].value) for row in visible[0].iter_rows() if "||" in str(row[0].value)]
    assert len(keys) == len(set(keys)) == 16
    shown = [row[1].value for row in visible[0].iter_rows() if "||" in str(row[0].value)]
    assert shown == [p.rank if p.rank else "–" for p in rolled.overall]
    own = [str(c.value) for row in visible[2].iter_rows() for c in row if c.value]
    assert not any(text.startswith("MINH HỌA") for text in own)


def options(files: list[Path], out: Path) -> argparse.Namespace:
    return argparse.Namespace(files=files, out=out, at=AT, json=True)


def test_the_command_joins_what_it_can(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], first: MergeResult
) -> None:
    stray = tmp_path / "thu.txt"
    stray.write_text("không phải bảng tính", encoding="utf-8")
    out = tmp_path / "chung.xlsx"
    assert run(options([folder / "mot.xlsx", stray, folder / "hai.xlsx"], out)) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["out"] == str(out)
    assert [(c["campaign"], c["scale"], c["basis"]) for c in said["clusters"]] == [
        (first.campaign.id, 100, "computed"),
        ("cum-khac", 100, "computed"),
    ]
    assert [r["file"] for r in said["refused"]] == [str(stray)]
    assert said["refused"][0]["findings"][0]["code"] == "FILE_NOT_WORKBOOK"
    units = {u["unit"]: u for u in said["clusters"][0]["units"]}
    for unit in first.units:
        assert units[unit.unit]["rank"] == unit.rank
        assert units[unit.unit]["percent"] == (None if unit.percent is None else str(unit.percent))
    assert {f["code"] for f in said["findings"]} >= {"ROLLUP_PROVISIONAL", "ROLLUP_ILLUSTRATIVE"}
    assert len(said["overall"]) == 16


def test_all_well_is_0_and_the_old_workbook_is_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "chung.xlsx"
    assert run(options([folder / "mot.xlsx"], out)) == 0
    before = out.read_bytes()
    assert run(options([folder / "mot.xlsx", folder / "hai.xlsx"], out)) == 0
    second_run = json.loads(capsys.readouterr().out.split("\n}\n")[1] + "\n}")
    assert Path(second_run["previous"]).read_bytes() == before


def test_nothing_foreign_is_overwritten(folder: Path, tmp_path: Path) -> None:
    summary = tmp_path / "tong-hop.xlsx"
    summary.write_bytes((folder / "mot.xlsx").read_bytes())
    held = summary.read_bytes()
    with pytest.raises(NothingDone) as stop:
        roll_up_files([folder / "mot.xlsx"], summary, AT)
    assert stop.value.finding.code == "NOT_OUR_ROLLUP"
    assert summary.read_bytes() == held


def test_what_cannot_be_done_says_why(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage) as usage:
        roll_up_files([folder / "mot.xlsx"], tmp_path / "chung.csv", AT)
    assert usage.value.finding.code == "ROLLUP_OUT_FORMAT"
    form = tmp_path / "la.xlsx"
    openpyxl.Workbook().save(form)
    with pytest.raises(NothingDone) as one:
        roll_up_files([form], tmp_path / "chung.xlsx", AT)
    assert one.value.finding.code == "NOT_A_SUMMARY"
    with pytest.raises(NothingDone) as two:
        roll_up_files([form, tmp_path / "thieu.xlsx"], tmp_path / "chung.xlsx", AT)
    assert two.value.finding.code == "ROLLUP_NOTHING"
    assert "la.xlsx (không phải tệp tổng hợp)" in two.value.finding.message
    assert not (tmp_path / "chung.xlsx").exists()


def test_the_table_for_people_shows_ties_and_the_basis(first: MergeResult) -> None:
    lines = overall_lines(roll_up([ClusterSummary("a.xlsx", AT, first)]))
    assert lines[0] == "Thứ tự chung kỳ cả năm 2021, theo tỷ lệ % (điểm tạm tính)"
    assert len(lines) == 2 + 7
    assert all("tạm tính" in line for line in lines[2:])
