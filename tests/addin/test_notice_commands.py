"""``notice`` and ``remind`` as an outside program runs them: files, versions, JSON, refusals."""

from __future__ import annotations

import datetime as dt
import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.findings import Finding
from scoring.merge import MergeResult, merge
from scoring.received import VIETNAM
from scoring.snapshot import Place
from scoring.terms import Period
from tests.addin import summary_cases as cases
from tests.addin.test_notice import EVIDENCE
from thidua_addin.cli import notice_command, remind_command
from thidua_addin.cli.parser import Parser
from thidua_addin.errors import NothingDone, WrongUsage
from thidua_addin.report.reminder import Standing, standing_of
from thidua_addin.summary.build import build_summary
from thidua_addin.usecases.notice import make_notices
from thidua_addin.usecases.remind import remind_units

AT = dt.datetime(2021, 12, 20, 8)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """The published campaign with a deadline for the year: 30 November."""
    found = published_campaign()
    deadlines = found.deadlines.model_copy(update={"year": dt.date(2021, 11, 30)})
    return found.model_copy(update={"deadlines": deadlines})


def sent(campaign: Campaign, unit: str, day: dt.date | None, **more: Any) -> Any:
    """A submission without any entry that came on a day."""
    received = cases.received(campaign, unit, Period.YEAR, (), **more)
    at = None if day is None else dt.datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)
    return replace(received, received_at=at)


@pytest.fixture(scope="module")
def result(campaign: Campaign) -> MergeResult:
    """Hòa Bình 3 days late, Bắc Kạn unknown, Bắc Giang in time, then corrected; others missing."""
    came = [
        sent(campaign, "HBI", dt.date(2021, 12, 3), findings=(EVIDENCE,)),
        sent(campaign, "BKA", None),
        sent(campaign, "BGI", dt.date(2021, 11, 30)),
        sent(campaign, "BGI", dt.date(2021, 12, 9), version=2),
    ]
    return merge(campaign, Period.YEAR, came)


@pytest.fixture(scope="module")
def summary(result: MergeResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("summary") / "tong-hop.xlsx"
    path.write_bytes(build_summary(result, at=cases.AT))
    return path


def run(command: ModuleType, *arguments: str) -> int:
    parser = Parser(prog="thidua")
    command.arguments(parser)
    parser.options.add_argument("--json", action="store_true")
    options = parser.parse_args(list(arguments), Namespace(at=AT))
    status: int = command.run(options)
    return status


def json_of(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


# ---- notice


def test_a_notice_for_each_unit_that_sent_something(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(notice_command, str(summary), "--out", str(tmp_path), "--json") == 0
    data = json_of(capsys)
    assert (data["file"], data["period"]) == (str(summary), "nam")
    assert [n["unit"] for n in data["notices"]] == ["HBI", "BKA", "BGI"]
    first = data["notices"][0]
    assert first["to_answer"] == 1  # the missing evidence of II.1.2
    assert Path(first["path"]).name == "cum-tdmnpb-2021_HBI_nam_giai-trinh_lan1.xlsx"
    assert Path(first["path"]).exists()
    assert [f["code"] for f in data["findings"]] == ["NOTICE_NOTHING_RECEIVED"] * 4


def test_a_second_run_writes_the_next_version_and_replaces_nothing(
    summary: Path, tmp_path: Path
) -> None:
    first = make_notices(summary, ["HBI"], tmp_path, AT)
    held = first.notices[0].path.read_bytes()
    (tmp_path / "cum-tdmnpb-2021_HBI_nam_giai-trinh_lan7.xlsx").write_text("của đơn vị")
    second = make_notices(summary, ["HBI", "HBI"], tmp_path, AT)
    assert [n.version for n in (*first.notices, *second.notices)] == [1, 8]
    assert first.notices[0].path.read_bytes() == held


def test_unknown_units_and_other_files_are_refused(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongUsage):
        make_notices(summary, ["XXX"], tmp_path, AT)
    notice = make_notices(summary, ["HBI"], tmp_path, AT).notices[0].path
    for command in (make_notices, lambda f, _u, o, at: remind_units(f, o, at)):
        with pytest.raises(NothingDone) as refused:
            command(notice, None, tmp_path, AT)
        assert refused.value.finding.code == "NOT_A_SUMMARY"
    with pytest.raises(NothingDone):
        make_notices(tmp_path / "khong-co.xlsx", None, tmp_path, AT)


def test_in_words_it_says_how_many_lines_wait(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(notice_command, str(summary), "--out", str(tmp_path), "--unit", "HBI") == 0
    out = capsys.readouterr().out
    assert "1 dòng cần trả lời" in out
    assert "Đã ghi 1 phiếu kỳ Năm" in out


# ---- remind


def test_how_units_stand(result: MergeResult) -> None:
    found = {u.unit: standing_of(result, u) for u in result.units}
    assert {code: r.standing for code, r in found.items()} == {
        "PTO": Standing.MISSING,
        "HBI": Standing.LATE,
        "BKA": Standing.UNKNOWN,
        "BGI": Standing.IN_TIME,  # its first copy came on the last day
        "TNG": Standing.MISSING,
        "TQU": Standing.MISSING,
        "YBA": Standing.MISSING,
    }
    assert found["HBI"].days_late == 3


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*cells, *(p.text for p in document.paragraphs)])


def test_letters_for_missing_and_late_units(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(remind_command, str(summary), "--out", str(tmp_path), "--json") == 0
    data = json_of(capsys)
    names = [Path(p).name for p in data["letters"]]
    assert names == [f"cong-van-nhac_{u}_nam.docx" for u in ("HBI", "TNG", "TQU", "YBA")]
    told = [(f["code"], f["message"].split()[0]) for f in data["findings"]]
    assert told == [("REMIND_OWN_UNIT", "Phú"), ("REMIND_RECEIPT_UNKNOWN", "Bắc")]
    late = text_of(tmp_path / names[0])
    assert "Kính gửi: Sở Nội vụ tỉnh Hòa Bình" in late
    assert "ngày 03 tháng 12 năm 2021, muộn 03 (ba) ngày" in late
    assert "ngày 30 tháng 11 năm 2021" in late
    missing = text_of(tmp_path / names[1])
    assert "Đến hết ngày 20 tháng 12 năm 2021" in missing
    assert "chưa nhận được phiếu nộp kết quả thi đua năm 2021" in missing
    assert "MINH HỌA" in missing
    assert {"file": names[1], "text": "[…hạn nộp mới…]"} in data["to_complete"]
    for path in tmp_path.glob("*.docx"):
        text = text_of(path)
        assert "{{" not in text
        assert "{%" not in text


def test_letters_open_without_repair(summary: Path, tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    for letter in remind_units(summary, tmp_path, AT).letters:
        assert [str(e) for e in OpenXmlValidator().validate(letter.path).errors] == []


def test_again_keeps_an_edited_letter_and_no_foreign_file_is_replaced(
    summary: Path, tmp_path: Path
) -> None:
    first = remind_units(summary, tmp_path, AT)
    assert remind_units(summary, tmp_path, AT).kept == ()
    edited = first.letters[0].path
    document = docx.Document(str(edited))
    document.add_paragraph("Ghi thêm")
    document.save(str(edited))
    (kept,) = remind_units(summary, tmp_path, AT).kept
    assert "Ghi thêm" in text_of(kept)
    edited.write_bytes(b"thu rieng")
    with pytest.raises(NothingDone) as refused:
        remind_units(summary, tmp_path, AT)
    assert refused.value.finding.code == "REPORT_FOREIGN_FILE"
    assert edited.read_bytes() == b"thu rieng"


def test_nobody_to_remind_says_so(
    campaign: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = [sent(campaign, unit, dt.date(2021, 11, 1)) for unit in campaign.units]
    summary = tmp_path / "tong-hop.xlsx"
    summary.write_bytes(build_summary(merge(campaign, Period.YEAR, came), at=cases.AT))
    assert run(remind_command, str(summary), "--out", str(tmp_path / "cv"), "--json") == 0
    data = json_of(capsys)
    assert (data["letters"], [f["code"] for f in data["findings"]]) == ([], ["REMIND_NOTHING"])
    assert not (tmp_path / "cv").exists()


def test_without_a_deadline_nobody_is_late(tmp_path: Path) -> None:
    open_end = published_campaign()
    deadlines = open_end.deadlines.model_copy(update={"registration": "not set"})
    open_end = open_end.model_copy(update={"deadlines": deadlines})
    received = cases.received(open_end, "HBI", Period.REGISTRATION, ())
    summary = tmp_path / "dang-ky.xlsx"
    summary.write_bytes(
        build_summary(merge(open_end, Period.REGISTRATION, [received]), at=cases.AT)
    )
    reminded = remind_units(summary, tmp_path, AT)
    assert [x.unit for x in reminded.letters] == ["BKA", "BGI", "TNG", "TQU", "YBA"]
    assert [f.code for f in reminded.findings] == ["REMIND_NO_DEADLINE", "REMIND_OWN_UNIT"]
    text = text_of(reminded.letters[0].path)
    assert "chưa nhận được phiếu đăng ký thi đua năm 2021 của Sở Nội vụ tỉnh Bắc Kạn." in text


def test_hostile_names_stay_text(campaign: Campaign, tmp_path: Path) -> None:
    evil = 'Sở <w:b>&"{{ year }} {% raw'
    members = tuple(
        m.model_copy(update={"name": evil}) if m.code == "TNG" else m
        for m in campaign.cluster.members
    )
    cluster = campaign.cluster.model_copy(update={"members": members})
    renamed = campaign.model_copy(update={"cluster": cluster})
    summary = tmp_path / "tong-hop.xlsx"
    summary.write_bytes(build_summary(merge(renamed, Period.YEAR, []), at=cases.AT))
    letters = {x.unit: x.path for x in remind_units(summary, tmp_path, AT).letters}
    assert f"Kính gửi: {evil}" in text_of(letters["TNG"])


def test_a_finding_of_another_unit_is_on_no_notice(campaign: Campaign, tmp_path: Path) -> None:
    other = Finding("NOT_A_NUMBER", Place("Tự chấm điểm", 9, 8), "II.1.2", None, "actual_fy",
                    {"title": "Kết quả", "value": "bí mật của Bắc Kạn"})  # fmt: skip
    came = [sent(campaign, "HBI", None), sent(campaign, "BKA", None, findings=(other,))]
    summary = tmp_path / "tong-hop.xlsx"
    summary.write_bytes(build_summary(merge(campaign, Period.YEAR, came), at=cases.AT))
    import zipfile

    for notice in make_notices(summary, None, tmp_path, AT).notices:
        parts = zipfile.ZipFile(notice.path)
        texts = b"".join(parts.read(n) for n in parts.namelist()).decode("utf-8", "replace")
        assert ("bí mật của Bắc Kạn" in texts) is (notice.unit == "BKA")
