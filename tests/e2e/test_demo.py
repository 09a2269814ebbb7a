"""The demonstration as people run it: the whole year, in one command."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Demo:
    out: Path
    status: int
    said: dict[str, object]

    def ranking(self, unit: str) -> dict[str, object]:
        rows = self.said["ranking"]
        assert isinstance(rows, list)
        return next(row for row in rows if row["unit"] == unit)

    def points(self, unit: str) -> dict[str, Decimal]:
        """Computed points of the year by leaf, from the exported table."""
        with (self.out / "du-lieu-nam.csv").open(encoding="utf-8-sig", newline="") as file:
            return {
                row["criterion"]: Decimal(row["value"])
                for row in csv.DictReader(file)
                if row["unit"] == unit and row["kind"] == "computed" and row["item"] == ""
            }


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "thidua_addin", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("chạy thử") / "mẫu"
    done = _run("demo", "--out", str(out), "--json")
    assert done.stderr == ""
    return Demo(out, done.returncode, json.loads(done.stdout))


def test_every_step_runs_as_expected(demo: Demo) -> None:
    assert demo.status == 0
    steps = demo.said["steps"]
    assert isinstance(steps, list)
    assert [s["step"] for s in steps if not s["ok"]] == []
    assert [s["step"] for s in steps] == [
        "campaign",
        "issue",
        *(f"{s}-{p}" for p in ("dang-ky", "6-thang", "nam") for s in STEPS),
        "export",
        "appraise",
        "papers",
    ]


def test_the_appraised_year_by_hand(demo: Demo) -> None:
    """What the chair typed, on the computed totals.

    Phú Thọ 101,51: II.2.1 from 3,67 to the claimed 4. Thái Nguyên 95,13: II.3.1 from 2,75 to 2.
    Tuyên Quang: II.2.1 counts 7 of 9 inspections, 4 × 7/9 = 3,11 in place of 3,56, so its 87,80
    become 87,35; without II.2.4 (3 points) that is 87,35 × 100/97 = 90,05, and 2 points of bonus.
    """
    rows = demo.said["appraised"]
    assert isinstance(rows, list)
    final = {row["unit"]: row["final"] for row in rows}
    assert final == {
        "PTO": "101.84",
        "HBI": "91.99",
        "BKA": "88.81",
        "BGI": "99.02",
        "TNG": "94.38",
        "TQU": "92.05",
        "YBA": None,
    }
    assert {row["unit"]: row["rank"] for row in rows} == {
        "PTO": 2,
        "HBI": 5,
        "BKA": None,
        "BGI": 1,
        "TNG": 3,
        "TQU": 4,
        "YBA": None,
    }


STEPS = ("fill", "check", "submit", "merge")


def test_the_outcome_of_every_unit(demo: Demo) -> None:
    ranking = demo.said["ranking"]
    assert isinstance(ranking, list)
    assert {u["unit"]: u["status"] for u in ranking} == {
        "PTO": "ok",
        "HBI": "ok",
        "BKA": "blocked",
        "BGI": "ok",
        "TNG": "ok",
        "TQU": "warnings",
        "YBA": "missing",
    }
    assert demo.ranking("BGI")["version"] == 2
    assert demo.ranking("BKA")["rank"] is None
    assert demo.ranking("YBA")["computed"] is None


def test_planted_mistakes_are_named_with_their_place(demo: Demo) -> None:
    steps = demo.said["steps"]
    assert isinstance(steps, list)
    named = {
        (s["step"], f["unit"], f["code"], f["criterion"], f["sheet"])
        for s in steps
        for f in s["findings"]
        if f["planted"]
    }
    assert named == {
        ("check-6-thang", "TQU", "NUMBER_AS_TEXT", "II.5.2", "Tự chấm điểm"),
        ("check-nam", "TQU", "NUMBER_AS_TEXT", "II.5.2", "Tự chấm điểm"),
        ("check-nam", "TQU", "NUMBER_AS_TEXT", "II.3.2", "Tự chấm điểm"),
        ("check-nam", "BKA", "EVIDENCE_MISSING", "II.6", "Minh chứng"),
        ("check-nam", "PTO", "SELF_DIFFERS_EXPLAINED", "II.2.1", "Tự chấm điểm"),
    }


# Thái Nguyên's year, each leaf from its entries by the rules of the campaign.
TNG = {
    "II.1.1": "3",  # "Có": all of 3
    "II.1.2": "3.71",  # 13 of 14: 4 × 13/14 = 3.7142…
    "II.1.3": "2.25",  # 90 % lies in [80 %, 100 %): 75 % of 3
    "II.1.4": "3",  # 100 %: all of 3
    "II.1.5": "1.93",  # 2 × 0.965
    "II.2.1": "4",  # 8 of 8
    "II.2.2": "2",  # 3 − 1 × 1
    "II.2.3": "2.25",  # 1.2 % overdue lies in [1 %, 3 %): 75 % of 3
    "II.2.4": "2.25",  # 88.5 % lies in [80 %, 90 %): 75 % of 3
    "II.2.5": "2",  # none
    "II.3.1": "2.75",  # entered
    "II.3.2": "3",  # 96.8 % ≥ 95 %
    "II.3.3": "2.25",  # 72 % lies in [60 %, 80 %): 75 % of 3
    "II.3.4": "2.5",  # 1 × 1.5 + 2 × 0.5
    "II.3.5": "2.25",  # 3 × 0.75
    "II.4.1": "4",  # 100 %
    "II.4.2": "4",  # 99.45 % ≥ 99 %
    "II.4.3": "2.5",  # 3 − 1 × 0.5
    "II.4.4": "2",  # none
    "II.4.5": "1.5",  # Bằng khen cấp bộ, cấp tỉnh
    "II.5.1": "4.91",  # 5 × 0.982
    "II.5.2": "9.58",  # 10 × (3 × 50/50 + 2 × 18/20 + 1 × 95/100)/6 = 57.5/6 = 9.5833…
    "II.5.3": "2",  # received on 26/11, in time
    "II.5.4": "1",  # none
    "II.5.5": "2",  # in time
    "II.6": "10",  # (10+28 + 4+13 + 0+5)/(41 + 18 + 6) = 60/65 = 92.3 % ≥ 80 %
    "II.7.1": "4",  # hoàn thành tốt
    "II.7.2": "3",  # 3 of 3
    "II.7.3": "3",  # đạt
    "DT.1": "1",  # Bằng khen cấp bộ, cấp tỉnh
    "DT.2": "1",  # 2 × 0.5
    "DT.3": "1",  # 34 of 30: 4 beyond, a step is 5 % of 30 = 1.5, two whole steps × 0.5
    "TR.1": "0",
    "TR.2": "0.5",  # 1 × 0.5
}


def test_thai_nguyen_by_hand(demo: Demo) -> None:
    points = demo.points("TNG")
    assert {code: points[code] for code in TNG} == {c: Decimal(p) for c, p in TNG.items()}
    # II.1 13.89, II.2 12.50, II.3 12.75, II.4 14.00, II.5 19.49, II.6 10, II.7 10: 92.63;
    # bonus 3.00, penalty 0.50: 92.63 + 3.00 − 0.50 = 95.13, of 100 assigned.
    row = demo.ranking("TNG")
    assert (row["computed"], row["bonus"], row["penalty"]) == ("95.13", "3.00", "0.50")
    assert row["percent"] == "0.9513"


def test_the_late_unit_loses_points(demo: Demo) -> None:
    # Received on 3/12, due on 30/11: 3 days × 0.25 = 0.75 off 2.
    # Hòa Bình: 13.01 + 12.50 + 11.25 + 14.00 + 18.73 (4.83 + 9.65 + 1.25 + 1 + 2) + 10 + 10 =
    # 89.49; bonus 1 + 0.5 + 1: 91.99. In time it would have 92.74 and the fourth place.
    # Tuyên Quang: 13.09 + 9.81 + 10.75 + 14.50 + 19.65 + 10 + 10 = 87.80 without II.2.4, which is
    # rescaled: 87.80 × 100/97 = 90.515…; bonus 1 + 0.5 + 0.5: 92.52.
    assert demo.points("HBI")["II.5.3"] == Decimal("1.25")
    hbi, tqu = demo.ranking("HBI"), demo.ranking("TQU")
    assert (hbi["computed"], hbi["rank"]) == ("91.99", 5)
    assert (tqu["computed"], tqu["rank"]) == ("92.52", 4)


def test_ranking_goes_by_percent(demo: Demo) -> None:
    # Bắc Giang: 11.98 + 15.00 + 13.75 + 14.50 + 19.79 + 10 + 10 = 95.02; bonus 2 + 1 + 1: 99.02,
    # of the 97 points that it is assigned (without II.1.3): 102.08 %.
    # Phú Thọ: 14.97 + 14.67 + 14.00 + 15.00 + 19.87 + 10 + 10 = 98.51; bonus 2 + 0.5 + 0.5:
    # 101.51 of 100. It has more points, Bắc Giang the higher percent.
    bgi, pto = demo.ranking("BGI"), demo.ranking("PTO")
    assert (bgi["rank"], bgi["computed"], bgi["percent"]) == (1, "99.02", "1.0208")
    assert (pto["rank"], pto["computed"], pto["percent"]) == (2, "101.51", "1.0151")


def test_the_files_are_where_it_says(demo: Demo) -> None:
    files = demo.said["files"]
    assert isinstance(files, list)
    names = [Path(f).relative_to(demo.out).as_posix() for f in files]
    assert all(Path(f).is_file() for f in files)
    by_folder = {n.rpartition("/")[0] for n in names}
    assert by_folder == {
        "",
        "1-bieu-mau",
        "2-dang-ky",
        "3-sau-thang",
        "4-ca-nam",
        "5-van-ban",
        "6-thong-bao",
        "phieu-nop/2-dang-ky",
        "phieu-nop/3-sau-thang",
        "phieu-nop/4-ca-nam",
    }
    assert sum(n.startswith("1-bieu-mau/") for n in names) == 7
    assert sum(n.startswith("phieu-nop/4-ca-nam/") for n in names) == 7  # one twice, one never
    assert {n for n in names if "/" not in n} == {
        "DOC-TRUOC.txt",
        "dot-thi-dua-mau.toml",
        "du-lieu-6-thang.csv",
        "du-lieu-nam.csv",
        "du-lieu-nam.json",
        "ngay-nhan.csv",
        "tong-hop-6-thang.xlsx",
        "tong-hop-dang-ky.xlsx",
        "tong-hop-nam.xlsx",
        "tong-hop-nam-da-tham-dinh.xlsx",
    }


def test_people_can_merge_it_again_by_hand(demo: Demo, tmp_path: Path) -> None:
    done = _run(
        *("merge", str(demo.out / "phieu-nop"), "--period", "nam", "--json"),
        *("--campaign", str(demo.out / "dot-thi-dua-mau.toml")),
        *("--received", str(demo.out / "ngay-nhan.csv")),
        *("--out", str(tmp_path / "tổng hợp.xlsx")),
    )
    assert done.returncode == 1  # a unit is missing, another is blocked
    again = {u["unit"]: u["computed"] for u in json.loads(done.stdout)["units"]}
    ranking = demo.said["ranking"]
    assert isinstance(ranking, list)
    assert again == {u["unit"]: u["computed"] for u in ranking}


def test_a_sealed_copy_that_was_edited_is_named_by_check_and_by_merge(
    demo: Demo, tmp_path: Path
) -> None:
    sealed = demo.out / "phieu-nop" / "4-ca-nam" / "cum-tdmnpb-2021-mau_TNG_nam_lan1.xlsx"
    fields = json.loads(_run("fields", str(sealed), "--json").stdout)
    at = next(f for f in fields if (f["criterion"], f["field"]) == ("II.2.1", "actual_fy"))
    book = openpyxl.load_workbook(sealed)
    was = book[at["sheet"]][at["cell"]].value
    book[at["sheet"]][at["cell"]] = was - 1
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "TNG.xlsx")
    checked = json.loads(_run("check", str(tmp_path / "in" / "TNG.xlsx"), "--json").stdout)
    assert "SEALED_COPY_EDITED" in [f["code"] for f in checked["findings"]]
    merged = _run(
        *("merge", str(tmp_path / "in"), "--period", "nam", "--json"),
        *("--campaign", str(demo.out / "dot-thi-dua-mau.toml")),
        *("--out", str(tmp_path / "tong-hop.xlsx")),
    )
    unit = next(u for u in json.loads(merged.stdout)["units"] if u["unit"] == "TNG")
    broken = [f for f in unit["findings"] if f["code"] == "SEAL_BROKEN"]
    assert (unit["status"], unit["rank"]) == ("blocked", None)
    assert [(f["sheet"], f["cell"]) for f in broken] == [(at["sheet"], at["cell"])]


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "của tôi.txt").write_text("x", encoding="utf-8")
    done = _run("demo", "--out", str(tmp_path), "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"]["code"] == "DEMO_FOLDER_NOT_OURS"
    assert [p.name for p in tmp_path.iterdir()] == ["của tôi.txt"]
