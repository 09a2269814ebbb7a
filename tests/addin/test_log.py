"""What a help desk is sent: enough to find the fault, nothing of anybody's content."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.click import filled_form
from scoring.findings import Finding
from thidua_addin import log
from thidua_addin.cli import main
from thidua_addin.errors import NothingDone
from thidua_addin.log import LogEntry

AT = dt.datetime(2021, 12, 1, 8, 0)
SECRETS = (
    "Nguyễn Thị Ánh Tuyết", "0912 345 678", "=HYPERLINK(\"http://x\")", "Sở Nội vụ Bắc Kạn",
    "/home/nguyenvana/Máy tính/phiếu.xlsx", "C:\\Users\\tuyet.nta\\Desktop", "1234,56",
    "\x1b[2Jxin chào",
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Users" / "tuyet.nta"))
    return log.log_folder() / log.FILE


def fails_with(secret: str) -> BaseException:
    """Exceptions as they come: a cell's content in the message, one caused by another."""
    try:
        try:
            try:
                {}[secret]
            except KeyError:
                Decimal(secret)
        except (ArithmeticError, ValueError) as first:
            raise OSError(13, secret, secret) from first
    except OSError as second:
        try:
            raise NothingDone(Finding("FILE_LOCKED", params={"file": secret})) from second
        except NothingDone as third:
            return third


@pytest.mark.parametrize("secret", SECRETS)
def test_no_message_of_an_exception_gets_in(file: Path, secret: str) -> None:
    log.write_log(LogEntry("button check", AT, fault=fails_with(secret)))
    text = file.read_text("utf-8")
    assert secret not in text
    assert not set(secret.split()) & set(text.split())
    assert str(Path.home()) not in text
    assert "tuyet" not in text
    assert all(line.isprintable() for line in text.splitlines())
    # What helps: the chain of types, the system's number, our code, the place.
    for part in ("NothingDone FILE_LOCKED", "PermissionError errno 13", "decimal.InvalidOperation"):
        assert part in text
    assert "test_log.py:" in text
    assert " fails_with" in text


def test_each_run_of_a_command_leaves_a_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = filled_form(tmp_path)
    private = form.rename(tmp_path / "Nguyễn Văn An riêng.xlsx")
    main(["check", str(private), "--period", "nam", "--json"])
    codes = [f["code"] for f in json.loads(capsys.readouterr().out)["findings"]]
    main(["check", str(private), "--period", "nam"])
    main(["check", str(tmp_path / "Không có.xlsx")])
    main(["không có lệnh này"])
    capsys.readouterr()
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == 4
    assert [line.split(" | ")[3:5] for line in lines] == [
        ["check", "exit 0"], ["check", "exit 0"], ["check", "exit 3"], ["?", "exit 2"],
    ]  # fmt: skip
    told = {f"{code} x{codes.count(code)}" for code in codes}
    assert set(lines[0].split(" | ")[6:]) == set(lines[1].split(" | ")[6:]) == told
    assert lines[2].endswith("FILE_MISSING x1")
    for word in ("Nguyễn", "An", "Không", "không", str(tmp_path), os.sep + "home"):
        assert word not in "\n".join(lines)


def test_what_nobody_foresaw_is_told_in_vietnamese_and_logged(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> int:
        raise RuntimeError("ô F12: Nguyễn Văn An")

    monkeypatch.setattr(sys.modules["thidua_addin.cli.main"], "_run", breaks)
    assert main(["campaign", "show", "cum-mau", "--json"]) == 3
    said = json.loads(capsys.readouterr().out)["error"]
    assert (said["code"], said["severity"]) == ("UNEXPECTED", "error")
    assert str(file) in said["hint"]
    assert "Nguyễn" not in json.dumps(said, ensure_ascii=False)
    text = file.read_text("utf-8")
    assert "RuntimeError" in text
    assert "thidua_addin/cli/main.py:" in text
    assert "Nguyễn" not in text
