"""The three commands from their command lines, and the click that they make quick."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest

from tests.addin.office_pc import OfficePC, contents, office_pc, written
from thidua_addin import __version__
from thidua_addin.cli import main, setup_commands

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficePC:
    made = office_pc(tmp_path, "Nguyễn Văn A")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(setup_commands, "this_runtime", lambda: made.runtime)
    monkeypatch.chdir(tmp_path)
    return made


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_json(pc: OfficePC, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(tmp_path)
    status, installed = answer(capsys, "install", "--at", "2021-02-20T08:00")
    assert (status, installed["ok"], installed["version"]) == (0, True, __version__)
    steps = installed["steps"]
    assert isinstance(steps, list)
    assert [(s["step"], s["done"], s["finding"]) for s in steps] == [
        ("addin", "changed", None),
        ("settings", "changed", None),
        ("quick_start", "changed", None),
        ("compile", "changed", None),
    ]
    status, examined = answer(capsys, "doctor")
    assert (status, examined["ok"]) == (0, True)
    checks = examined["checks"]
    assert isinstance(checks, list)
    assert {c["state"] for c in checks} == {"ok"}
    assert checks[0] == {
        "check": "program",
        "title": "Chương trình",
        "state": "ok",
        "detail": f"thidua {__version__}",
        "finding": None,
    }
    status, removed = answer(capsys, "uninstall")
    assert (status, removed["ok"]) == (0, True)
    left = contents(tmp_path).keys() - before.keys()
    assert {Path(p).name for p in left} == {"thidua", "log", "thidua.log"}  # the help desk's log
    assert contents(tmp_path).items() >= before.items()


def test_doctor_says_what_is_wrong(pc: OfficePC, capsys: pytest.CaptureFixture[str]) -> None:
    status, examined = answer(capsys, "doctor")
    assert (status, examined["ok"]) == (1, False)
    checks = examined["checks"]
    assert isinstance(checks, list)
    (addin,) = [c for c in checks if c["check"] == "addin"]
    assert (addin["state"], addin["finding"]["code"]) == ("error", "DOCTOR_ADDIN_MISSING")
    assert addin["finding"]["hint"]
    main(["doctor"])
    shown = capsys.readouterr().out
    assert "✗ Phần bổ trợ: Không có " in shown
    assert "    Cách sửa: Chạy thidua install" in shown
    assert shown.rstrip().endswith("2 lỗi, 3 cảnh báo.")


def test_people_read_what_was_done(pc: OfficePC, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines[:4]] == ["✓"] * 4
    assert str(pc.profile.addin) in lines[0]
    assert main(["install"]) == 0
    assert [line[0] for line in capsys.readouterr().out.splitlines()[:4]] == ["="] * 4
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("Mọi thứ đều ổn.")


def test_failures_are_findings(
    pc: OfficePC, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("USERPROFILE")
    for command in ("install", "uninstall"):
        status, told = answer(capsys, command)
        error = told["error"]
        assert isinstance(error, dict)
        assert (status, error["code"]) == (3, "SETUP_NO_PROFILE")
    status, told = answer(capsys, "doctor")
    assert (status, told["ok"]) == (1, False)


CLICK = (
    'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;;"); '
    "{imports}; import sys; print(sorted({{'pandas', 'numpy', 'PIL'}} & "
    "{{n for n, m in sys.modules.items() if m is not None}}))"
)


def test_a_click_is_quick_and_other_programs_are_not_touched(tmp_path: Path) -> None:
    """In a real environment, by the command line that RunPython starts."""
    home = tmp_path / "môi trường"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (folder,) = home.rglob("site-packages")
    theirs = Path(pytest.__file__).parents[1]
    written(folder / "dev.pth", f"{theirs}\n{ROOT}\n".encode())
    pc = office_pc(tmp_path / "máy")
    environment = {**os.environ, **pc.environment, "PYTHONPATH": "", "PYTHONUTF8": "1"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [python, *arguments], env=environment, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    run("-m", "thidua_addin", "install")
    ours = CLICK.format(imports="import thidua_addin.buttons")
    others = CLICK.format(imports="import xlwings.main")
    options = ("--wb=a.xlsx", "--from_xl=1", "--app=Excel", "--hwnd=1")
    assert run("-B", "-c", ours, *options) == "[]"
    assert "pandas" in run("-B", "-c", others, *options)
    assert "pandas" in run("-c", ours)
    assert pc.settings().split(b"\r\n")[1] == f'"INTERPRETER_WIN","{python}"'.encode()
    run("-m", "thidua_addin", "uninstall")
    assert [p.name for p in folder.iterdir()] == ["dev.pth"]
    assert "pandas" in run("-B", "-c", ours, *options)
