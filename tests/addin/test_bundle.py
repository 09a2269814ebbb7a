"""The bundle for PCs without Internet: its parts, and its installer tried on wheels made here."""

from __future__ import annotations

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tools" / "bundle_files"
ON_PATH = str(ROOT / "tools")


@pytest.fixture
def starter() -> dict[str, Any]:
    return runpy.run_path(str(FILES / "cai_dat.py"))


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(ON_PATH)
    return runpy.run_path(str(ROOT / "tools" / "bundle.py"))


@pytest.mark.parametrize(
    ("wheel", "minor", "rank"),
    [
        ("numpy-2.4.6-cp311-cp311-win_amd64.whl", 11, 3),
        ("numpy-2.4.6-cp311-cp311-win_amd64.whl", 12, 0),
        ("hypothesis-6-cp311-abi3-win_amd64.whl", 13, 2),
        ("hypothesis-6-cp313-abi3-win_amd64.whl", 11, 0),
        ("openpyxl-3.1.5-py2.py3-none-any.whl", 14, 1),
        ("ruff-0.17.6-py3-none-win_amd64.whl", 11, 1),
        ("ruff-0.17.6-py3-none-win32.whl", 11, 0),
        ("lxml-6-cp311-cp311-manylinux_2_28_x86_64.whl", 11, 0),
    ],
)
def test_which_wheels_fit(starter: dict[str, Any], wheel: str, minor: int, rank: int) -> None:
    assert starter["rank"](wheel, minor, "win_amd64") == rank


def test_the_best_wheel_of_each_project(starter: dict[str, Any]) -> None:
    wheels = ["a-1-py3-none-any.whl", "a-1-cp311-cp311-win_amd64.whl", "b-1-py3-none-any.whl"]
    assert starter["chosen"](wheels, 11, "win_amd64") == [wheels[1], wheels[2]]
    assert starter["chosen"](wheels, 12, "win_amd64") == [wheels[0], wheels[2]]
    with pytest.raises(Exception, match="cho Python"):
        starter["chosen"](wheels[1:], 12, "win_amd64")


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_the_lock_has_a_wheel_of_every_package_for_windows(
    starter: dict[str, Any], maker: dict[str, Any], minor: int
) -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    packages = {p["name"]: p for p in lock["package"]}
    names = maker["needed"](packages)
    assert {"xlwings", "pywin32", "numpy", "tzdata", "pydantic-core"} <= names
    assert not {"pytest", "ruff", "pyarrow", "oletools"} & names
    wheels = [wheel for name in names for wheel in maker["windows_wheels"](packages[name])]
    assert len(starter["chosen"](wheels, minor, "win_amd64")) == len(names)


def test_the_starter_is_plain_and_quotes_its_folder() -> None:
    text = (FILES / "cai-dat.cmd").read_bytes().decode("ascii")
    for line in text.splitlines():
        if "%HERE%" in line:
            assert line.replace('"%HERE%', "").count("%HERE%") == 0


def test_the_same_files_give_the_same_archive(maker: dict[str, Any], tmp_path: Path) -> None:
    own = tmp_path / "thidua-9-py3-none-any.whl"
    own.write_bytes(b"own")
    other = tmp_path / "x-1-py3-none-any.whl"
    other.write_bytes(b"x")
    files = maker["contents"](own, {other.name: other}, set())
    assert files["cai-dat.cmd"].count(b"\r\n") == files["cai-dat.cmd"].count(b"\n") > 10
    assert {"python/DAT-PYTHON-VAO-DAY.txt", "it-department.vi.md", "workbook_template.xlsm",
            f"wheels/{own.name}", f"wheels-phat-trien/{other.name}"} <= files.keys()  # fmt: skip
    listed = dict(
        reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines()
    )
    assert listed == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "SHA256SUMS"
    }
    archives = [tmp_path / "1.zip", tmp_path / "2.zip"]
    for archive in archives:
        maker["write"](archive, files)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    assert "https://" not in (ROOT / "tools" / "bundle.py").read_text("utf-8")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A bundle whose program only says with what it was called."""
    folder = tmp_path / "gói cài đặt (1)"
    (folder / "wheels").mkdir(parents=True)
    shutil.copy(FILES / "cai_dat.py", folder)
    wheel = folder / "wheels" / "thidua-9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("thidua_addin/__init__.py", "")
        archive.writestr(
            "thidua_addin/__main__.py", "import extra, sys; print('RUN', sys.argv[1:])"
        )
        archive.writestr("thidua-9.data/purelib/extra.py", "")
        archive.writestr("thidua-9.data/scripts/tool.py", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  wheels/{wheel.name}\n", "utf-8")
    return folder


def run(folder: Path, target: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, folder / "cai_dat.py", target],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    return done.returncode, done.stdout


def test_installing_from_the_bundle(unpacked: Path, tmp_path: Path) -> None:
    target = tmp_path / "thi đua"
    for _ in range(2):
        status, said = run(unpacked, target)
        assert (status, "RUN ['install']" in said) == (0, True)
        assert (target / "thidua.cmd").read_bytes().startswith(b'@"%~dp0venv')
        assert list(target.rglob("extra.py"))
        assert list(target.rglob("extra.*.pyc"))
        assert not list(target.rglob("tool.py"))


def test_a_changed_wheel_is_refused(unpacked: Path, tmp_path: Path) -> None:
    (wheel,) = (unpacked / "wheels").iterdir()
    wheel.write_bytes(wheel.read_bytes() + b" ")
    status, said = run(unpacked, tmp_path / "x")
    assert (status, "khác với bản gốc" in said, (tmp_path / "x").exists()) == (3, True, False)


def test_a_folder_of_others_is_refused(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "của tôi.txt").write_text("", "utf-8")
    status, said = run(unpacked, tmp_path / "x")
    assert (status, "đã có tệp khác" in said) == (3, True)
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["của tôi.txt"]


def test_an_embeddable_python_is_opened(starter: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "python311._pth"
    path.write_text("python311.zip\n.\n\n# Uncomment to run site.main()\n#import site\n", "utf-8")
    starter["open_packages"](tmp_path)
    assert path.read_text("utf-8").splitlines() == [
        "python311.zip", ".", "Lib\\site-packages", "import site",
    ]  # fmt: skip
