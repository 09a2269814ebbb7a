"""A click is a process of its own: what it imports, and what it never does."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.click import click_command, environment, filled_form
from thidua_addin import log, quick_start

NEVER = (
    "pandas", "numpy", "openpyxl", "xlsxwriter", "typer", "docx", "docxtpl", "python_calamine",
    "matplotlib", "polars", "PIL", "jinja2", "rich", "argparse", "xlwings.pro",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("click")
    book = filled_form(folder)
    return folder, book, {**os.environ, **environment(folder, book)}


def press(desk: tuple[Path, Path, dict[str, str]], button: str, after: str = "") -> str:
    """Press a button of the recorded form; what ``after`` prints."""
    _, book, env = desk
    command = list(click_command(button, book))
    command[command.index("-c") + 1] += f"\n{after}"
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_check_imports_no_more_than_it_needs(
    desk: tuple[Path, Path, dict[str, str]],
) -> None:
    folder = desk[0]
    modules = json.loads(
        press(
            desk,
            "check",
            "import json, sys; print(json.dumps([n for n, m in sys.modules.items() if m]))",
        )
    )
    assert {name for name in NEVER if name in modules} == set()
    assert {"xlwings", "thidua_addin.form.live", "scoring.score"} <= set(modules)
    assert (folder / "written").exists()
    assert not (folder / "thidua").exists(), "nothing went wrong"


@pytest.mark.parametrize("button", ["score", "explain", "clear_marks"])
def test_other_buttons_of_the_unit_read_no_closed_file(
    desk: tuple[Path, Path, dict[str, str]], button: str
) -> None:
    modules = press(desk, button, "import sys; print(*sorted(sys.modules))").split()
    assert not {"openpyxl", "xlsxwriter", "python_calamine"} & set(modules)


def test_the_starter_acts_on_clicks_only() -> None:
    probe = (
        f"exec({quick_start.STARTER!r})\nimport sys; print(sys.modules.get('pandas', 'untouched'))"
        "  # thidua_addin.buttons"
    )
    root = str(Path(__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": root}
    for arguments, seen in (((), "untouched"), (("--from_xl=1",), "None")):
        command = [sys.executable, "-c", probe, *arguments]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == seen


def test_no_other_excel_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings ends Excel processes that it does not see when Python ends."""
    pytest.importorskip("xlwings")
    from thidua_addin.form import live

    module = ModuleType("xlwings._xlwindows")
    gone: list[object] = []
    module.cleanup = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", module)
    monkeypatch.setattr(atexit, "unregister", gone.append)
    live._leave_other_programs_alone()
    assert gone == [module.cleanup]


def entry(command: str) -> log.LogEntry:
    return log.LogEntry(command, dt.datetime(2021, 12, 1, 8, 0))


def test_the_log_is_kept_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    file = log.write_log(entry("một"))
    assert file == tmp_path / "thidua" / "log" / "thidua.log"
    log.write_log(entry("hai"))
    kept = file.read_text("utf-8")
    assert [line.split(" | ")[3] for line in kept.splitlines()] == ["một", "hai"]
    monkeypatch.setattr(log, "LARGEST", 5)
    log.write_log(entry("ba"))
    assert [line.split(" | ")[3] for line in file.read_text("utf-8").splitlines()] == ["ba"]
    assert file.with_suffix(".1.log").read_text("utf-8") == kept


def test_a_log_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thidua").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert log.write_log(entry("một")) is None
