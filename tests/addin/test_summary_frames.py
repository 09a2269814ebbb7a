"""Tidy tables of a summary: exact, harmless in a spreadsheet, computed again from the entries."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from scoring.campaign_load import published_campaign
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.frames import (
    COLUMNS,
    ExportProblem,
    summary_frame,
    tidy_frame,
    write_frame,
)

D = Decimal


def frame(*values: object) -> pd.DataFrame:
    lines = [("PTO", "II.1", None, "narrative", value) for value in values]
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=object)


def test_a_summary_gives_the_table_of_its_merge(tmp_path: Path) -> None:
    result = cases.realistic(published_campaign())
    path = tmp_path / "s.xlsx"
    path.write_bytes(build_summary(result, at=cases.AT))
    again, direct = summary_frame(path), tidy_frame(result)
    assert again.equals(direct)
    assert tuple(again.columns) == COLUMNS


def test_entered_and_computed_values_are_exact() -> None:
    result = cases.realistic(published_campaign())
    table = tidy_frame(result)
    sheet = result.unit("PTO").sheet
    assert sheet is not None
    mine = table[(table.unit == "PTO") & (table.kind == "total")]
    assert list(mine.value) == [sheet.totals.total]
    line = sheet.line("II.1.5")
    one = table[(table.unit == "PTO") & (table.criterion == "II.1.5") & (table.kind == "computed")]
    assert list(one.value) == [line.computed]
    missing = table[table.unit == "YBA"]
    assert list(missing.kind) == ["status"]


def test_csv_opens_in_a_spreadsheet_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_frame(
        frame("=1+1", "+84", "-2", "@A1", "\tx", "bình thường", D("-1.50"), D("1E+2")), path
    )
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == list(COLUMNS)
    assert [r[4] for r in rows[1:]] == [
        "'=1+1", "'+84", "'-2", "'@A1", "'\tx", "bình thường", "-1.5", "100",
    ]  # fmt: skip


def test_json_has_decimals_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    write_frame(frame(D("0.1"), "Hòa"), path)
    records = json.loads(path.read_text(encoding="utf-8"))
    assert records[0] == {
        "unit": "PTO",
        "criterion": "II.1",
        "item": None,
        "kind": "narrative",
        "value": "0.1",
    }
    assert records[1]["value"] == "Hòa"


def test_parquet_keeps_decimals_exact(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_frame(frame(D("0.10"), D("12345.6789"), "chữ"), path)
    table = pq.read_table(path).to_pydict()
    assert table["value"] == ["0.1", "12345.6789", "chữ"]
    assert table["number"] == [D("0.1"), D("12345.6789"), None]
    assert table["item"] == [None, None, None]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as problem:
        write_frame(frame("x"), tmp_path / "t.xls")
    assert problem.value.finding.code == "EXPORT_FORMAT"
    assert ".xls" in problem.value.finding.message
