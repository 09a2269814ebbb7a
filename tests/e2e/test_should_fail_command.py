"""Commands that cannot do anything, one defect a file: exit status and the finding's code."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from scoring.findings import catalogue
from thidua_addin.cli import main
from thidua_addin.summary.frames import COLUMNS, ExportProblem, write_frame

TESTS = Path(__file__).parents[1]
CASES = sorted((TESTS / "should_fail" / "command").glob("*.toml"))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forms")
    assert main(["issue", "--unit", "BKA", "--out", str(out)]) == 0
    (issued,) = out.iterdir()
    return issued


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_command_stops_with_its_finding(
    case: Path, form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tomllib.loads(case.read_text(encoding="utf-8"))
    for name, content in data.get("files", {}).items():
        encoding = "utf-16" if content == "<utf-16>" else "utf-8"
        (tmp_path / name).write_bytes(content.encode(encoding))
    arguments = [a.format(work=tmp_path, form=form) for a in data["run"]]
    capsys.readouterr()
    status = main([*arguments, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (status, answer["error"]["code"]) == (data["status"], data["expect"])
    assert case.stem.upper() == data["expect"]


def test_parquet_without_its_library_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    frame = pd.DataFrame([("BKA", None, None, "computed", Decimal(1))], columns=list(COLUMNS))
    with pytest.raises(ExportProblem) as stopped:
        write_frame(frame, tmp_path / "bang.parquet")
    assert stopped.value.finding.code == "EXPORT_NO_PARQUET"


def test_every_code_is_met_by_a_test() -> None:
    """A code that no test names would be a promise that nobody has tried."""
    files = (p for p in TESTS.rglob("*") if p.suffix in (".py", ".toml"))
    named = set(re.findall(r"[A-Z][A-Z0-9_]{3,}", "\n".join(p.read_text("utf-8") for p in files)))
    assert sorted(set(catalogue()) - named) == []
