"""The round trip: merge, appraise in the summary, notice, answer, merge again; nothing is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.campaign_load import published_campaign
from scoring.terms import Period
from tests.addin.conftest import ISSUED, entries_of
from thidua_addin.cli import main
from thidua_addin.form.build import build_form

LINE = ("HBI", "II.1.1", None)


class Desk:
    """A folder with the form of one unit, the chair's summary, and the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.summary, self._capsys = folder / "nop", folder / "tong-hop.xlsx", capsys
        self.out = folder / "phieu"
        self.folder.mkdir()
        campaign = published_campaign()
        content = build_form(
            campaign,
            campaign.units["HBI"],
            issued_at=ISSUED,
            entries=entries_of({"II.1.1||choice": "Có"}),
            period=Period.YEAR,
        )
        (self.folder / "HBI.xlsx").write_bytes(content)

    def run(self, *arguments: object) -> Any:
        assert main([*map(str, arguments), "--json"]) in (0, 1)
        return json.loads(self._capsys.readouterr().out)

    def merge(self, at: str) -> list[str]:
        """The codes of the findings about replies."""
        data = self.run(
            *("merge", self.folder, "--period", "nam"), *("--out", self.summary, "--at", at)
        )
        assert data["ignored"] == []
        assert data["refused"] == []
        found: list[str] = [f["code"] for f in data["findings"]]
        return [code for code in found if code.startswith(("REPLY", "NOTICE"))]

    def notice(self, at: str) -> Path:
        data = self.run(
            *("notice", self.summary, "--out", self.out), *("--unit", "HBI"), "--at", at
        )
        return Path(data["notices"][0]["path"])

    def cell(self, file: Path, field: str) -> tuple[str, str]:
        for cell in self.run("fields", file):
            if (cell["unit"], cell["criterion"], cell["item"], cell["field"]) == (*LINE, field):
                return cell["sheet"], cell["cell"]
        raise KeyError(field)

    def put(self, file: Path, field: str, value: object) -> None:
        sheet, cell = self.cell(file, field)
        book = openpyxl.load_workbook(file)
        book[sheet][cell] = value
        book.save(file)

    def held(self, field: str) -> object:
        sheet, cell = self.cell(self.summary, field)
        return openpyxl.load_workbook(self.summary)[sheet][cell].value

    def kept(self) -> str:
        sheet = openpyxl.load_workbook(self.summary)["Ghi chú giữ lại"]
        return " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)

    def answer(self, notice: Path, text: str, name: str) -> None:
        file = self.folder / name
        shutil.copy(notice, file)
        self.put(file, "explanation", text)


def test_answers_come_home_and_nothing_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys)
    desk.merge("2021-12-18T08:00")
    desk.put(desk.summary, "appraised", 1)
    desk.put(desk.summary, "reason", "Thiếu báo cáo quý IV")
    first = desk.notice("2021-12-20T08:00")
    desk.answer(first, "Đã bổ sung", "tra-loi.xlsx")
    assert desk.merge("2021-12-22T08:00") == []
    assert desk.held("explanation") == "Đã bổ sung"
    assert desk.held("reason") == "Thiếu báo cáo quý IV"
    second = desk.notice("2021-12-23T08:00")
    assert second.name.endswith("_lan2.xlsx")
    desk.answer(second, "Bổ sung lần hai", "a.xlsx")
    assert desk.merge("2021-12-24T08:00") == ["REPLY_SUPERSEDED"]
    assert desk.held("explanation") == "Bổ sung lần hai"
    assert "Đã bổ sung" in desk.kept()
    desk.put(desk.summary, "explanation", "Cụm ghi theo điện thoại")
    # Typed after the reply, knowing it: no conflict to tell; what was replaced is kept.
    assert "REPLY_CONFLICT" not in desk.merge("2021-12-25T08:00")
    assert desk.held("explanation") == "Cụm ghi theo điện thoại"
    assert "Bổ sung lần hai" in desk.kept()
    # The files are gone, the cell is blank: the embedded reply is still there.
    for name in ("tra-loi.xlsx", "a.xlsx"):
        (desk.folder / name).unlink()
    desk.put(desk.summary, "explanation", None)
    desk.merge("2021-12-26T08:00")
    assert desk.held("explanation") == "Bổ sung lần hai"
