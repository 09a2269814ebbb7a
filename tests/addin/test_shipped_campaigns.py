"""A campaign that the package ships goes by its id wherever a command takes a campaign file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring.campaign_load import published_campaign
from thidua_addin.cli.main import main
from thidua_addin.errors import NothingDone
from thidua_addin.usecases.issue import chosen_campaign, read_campaign_file


def test_a_shipped_campaign_goes_by_its_id() -> None:
    assert chosen_campaign(Path("cum-mau")) == published_campaign("cum-mau")
    assert chosen_campaign(Path("cum-tdmnpb-2021")) == published_campaign()
    assert chosen_campaign(None) == published_campaign()


def test_another_name_is_a_file_that_is_not_there() -> None:
    with pytest.raises(NothingDone) as stopped:
        chosen_campaign(Path("cum-khac"))
    assert stopped.value.finding.code == "FILE_MISSING"


def test_a_file_of_that_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cum-mau").write_bytes(b"id = 1")
    monkeypatch.chdir(tmp_path)
    assert read_campaign_file(Path("cum-mau")) == b"id = 1"


def test_the_sample_can_be_checked_shown_and_issued_by_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", "check", "cum-mau", "--json"]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert [f["code"] for f in checked["findings"]] == ["CAMPAIGN_ILLUSTRATIVE"]
    assert main(["campaign", "show", "cum-mau"]) == 0
    assert "Sở Nội vụ tỉnh Mẫu A  (Cụm trưởng)" in capsys.readouterr().out
    out = str(tmp_path / "bieu")
    assert main(["issue", "--campaign", "cum-mau", "--unit", "MC", "--out", out]) == 0
    assert [p.name for p in (tmp_path / "bieu").iterdir()] == ["cum-mau_MC.xlsx"]
