"""Real processes: killed at many moments, on a full drive, in a folder that may only be read."""

from __future__ import annotations

import functools
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.click import filled_form
from tests.addin.report_cases import voted, year
from tests.e2e.test_report import summary_of
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals, mounts and limits of Linux"),
]
ROOT = Path(__file__).parents[2]
THIDUA = (sys.executable, "-m", "thidua_addin")
AT = ("--json", "--at", "2021-12-05T08:00")
KILLS = 10
"""For each of four commands."""

Files = dict[str, bytes]


def files(folder: Path) -> Files:
    """Every file below the folder but unfinished ones, by name."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith(TEMPORARY_PREFIX)
    }


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{TEMPORARY_PREFIX}*"))


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*THIDUA, *command, *AT],
        cwd=folder,
        capture_output=True,
        check=False,
        env=environment(),
    )


def whole(name: str, content: bytes, before: Files) -> bool:
    """Whether a file is one that stood there before, or a whole package."""
    if content in before.values():
        return True
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.testzip() is None and name.endswith((".xlsx", ".docx"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a form that can be sealed, a summary of it, and a summary with awards."""
    folder = tmp_path_factory.mktemp("desk")
    form = filled_form(folder)
    form.rename(folder / "bieu.xlsx")
    (folder / "phieu").mkdir()
    shutil.copy(folder / "bieu.xlsx", folder / "phieu" / "bieu.xlsx")
    summary_of(year(chair=voted()), folder / "nam.xlsx")
    return folder


MERGE = ("merge", "phieu", "--period", "nam", "--out", "ra/tong-hop.xlsx")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "merge": MERGE,
    "issue": ("issue", "--out", "ra"),
    "report": ("report", "nam.xlsx", "--out", "ra"),
    "submit": ("submit", "bieu.xlsx", "--period", "nam", "--out", "ra"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_any_moment(name: str, desk: Path, tmp_path: Path) -> None:
    """The old file or the new one, whole; run again, the same as if it had never been killed."""
    command = COMMANDS[name]
    start = tmp_path / "start"
    shutil.copytree(desk, start)
    if name == "merge":  # over a summary, which is kept
        assert run(start, *command).returncode == 1
    never = tmp_path / "never"
    shutil.copytree(start, never)
    begun = time.perf_counter()
    assert run(never, *command).returncode in (0, 1)
    lasts = time.perf_counter() - begun
    once = files(never)
    dice = random.Random(f"kill {name}")
    killed = 0
    for number in range(KILLS):
        folder = tmp_path / f"{number}"
        shutil.copytree(start, folder)
        # Half of them anywhere, half towards the end, where files are written.
        share = dice.uniform(0.0, 1.0) if number % 2 else dice.uniform(0.6, 1.05)
        process = subprocess.Popen(
            [*THIDUA, *command, *AT],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        time.sleep(lasts * share)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        before, left = files(start), files(folder)
        for file, content in left.items():
            assert whole(file, content, before), f"{file} after {share:.2f} of {name}"
            assert file in once
            assert content in (before.get(file), once[file])
        again_after_a_kill(name, folder, once)
    assert killed >= KILLS // 2


def again_after_a_kill(name: str, folder: Path, once: Files) -> None:
    """The command again: what it says and writes is what it would have been."""
    unfinished = [p for p in leftovers(folder) if p.suffix]
    before = files(folder)
    done = run(folder, *COMMANDS[name])
    answer = json.loads(done.stdout)
    assert not leftovers(folder) or not unfinished or done.returncode == 3
    after = files(folder)
    if name == "issue" and any(f.startswith("ra/") for f in before):
        # Forms may hold entries by now: they are never written over, and that is said.
        assert answer["error"]["code"] == "FORM_EXISTS"
        assert after == before
    elif name == "submit" and any(f.startswith("ra/") for f in before):
        assert answer["version"] == 2  # the first stands there whole
    elif name == "merge" and before["ra/tong-hop.xlsx"] == once["ra/tong-hop.xlsx"]:
        # It had been written already: merged once more, with the same result.
        assert [u["final"] or u["computed"] for u in answer["units"]].count(None) == 6
        assert once.items() - {("ra/tong-hop.xlsx", once["ra/tong-hop.xlsx"])} <= after.items()
    else:
        assert after == once


CHECK = r"""
import json, os, subprocess, sys
from pathlib import Path
thidua, desk = json.loads(sys.argv[1]), Path(sys.argv[2])
os.chdir(desk)
said = {}
def do(name, *command):
    done = subprocess.run([*thidua, *command, "--json", "--at", "2021-12-05T08:00"],
                          capture_output=True, text=True)
    answer = json.loads(done.stdout)
    left = sorted(str(p) for p in Path(".").rglob(".~thidua-*"))
    said[name] = [done.returncode, answer.get("error", {}).get("code"), left]
exec(sys.argv[3])
print(json.dumps(said))
"""


def inside(desk: Path, *, shell: str, work: str) -> dict[str, tuple[int, str | None, list[str]]]:
    """Run commands in a name space of its own, so that mounts end with it."""
    script = f'{shell}\nexec "$@"'
    check = [sys.executable, "-c", CHECK, json.dumps(THIDUA), str(desk), work]
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-ec", script, "sh", *check],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return {name: tuple(answer) for name, answer in json.loads(done.stdout).items()}


@functools.cache
def can_mount() -> bool:
    tried = ["unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return (
        shutil.which("unshare") is not None and subprocess.run(tried, check=False).returncode == 0
    )


FULL = """
do("merge", "merge", "phieu", "--period", "nam", "--out", "ra/tong-hop.xlsx")
before = Path("ra/tong-hop.xlsx").read_bytes()
room = os.statvfs("ra").f_bavail * os.statvfs("ra").f_frsize
Path("ra/day").write_bytes(b"x" * (room - LEFT))
do("merge again", "merge", "phieu", "--period", "nam", "--out", "ra/tong-hop.xlsx")
do("merge new", "merge", "phieu", "--period", "nam", "--out", "ra/khac.xlsx")
do("issue", "issue", "--unit", "BKA", "--out", "ra")
do("submit", "submit", "bieu.xlsx", "--period", "nam", "--out", "ra")
do("export", "export", "nam.xlsx", "--out", "ra/bang.csv")
do("notice", "notice", "nam.xlsx", "--out", "ra")
do("report", "report", "nam.xlsx", "--only", "bao-cao", "--out", "ra")
said["old whole"] = [0, before == Path("ra/tong-hop.xlsx").read_bytes(),
                     sorted(p.name for p in Path("ra").iterdir())]
"""


@pytest.mark.parametrize("left", [0, 4096])
def test_a_full_drive(desk: Path, tmp_path: Path, left: int) -> None:
    """Not a byte of room, or room for the first part of a file."""
    folder = tmp_path / "desk"
    shutil.copytree(desk, folder)
    (folder / "ra").mkdir()
    work = FULL.replace("LEFT", str(left))
    if can_mount():
        shell = f"mount -t tmpfs -o size=2m tmpfs '{folder}/ra'"
        said = inside(folder, shell=shell, work=work)
    else:  # where no drive can be mounted, a limit on the size of files says the same
        said = limited(folder, work)
    refused(said, small=left > 0 or not can_mount())


def refused(said: dict[str, tuple[int, str | None, list[str]]], *, small: bool) -> None:
    """What was told; ``small``: there was room for the table of the small campaign."""
    assert said.pop("merge") == (1, None, [])
    table = said.pop("export")
    assert table == ((0, None, []) if small else (3, "TARGET_NO_SPACE", []))
    stands = said.pop("old whole")
    assert stands == (0, True, [*(["bang.csv"] if small else []), "day", "tong-hop.xlsx"])
    assert said.pop("report") == (3, "REPORT_NOTHING_MADE", [])  # which quotes the reason
    assert said == {
        name: (3, "TARGET_NO_SPACE", [])
        for name in ("merge again", "merge new", "issue", "submit", "notice")
    }


def limited(desk: Path, work: str) -> dict[str, tuple[int, str | None, list[str]]]:
    """The same commands with files of 4,000 bytes at most, after the first merge."""
    room = 'room = os.statvfs("ra").f_bavail * os.statvfs("ra").f_frsize\n'
    fill = next(line for line in work.splitlines() if line.startswith('Path("ra/day")'))
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))"
    work = work.replace(room, "").replace(fill, f'Path("ra/day").touch()\n{limit}')
    check = [sys.executable, "-c", CHECK, json.dumps(THIDUA), str(desk), work]
    done = subprocess.run(check, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    return {name: tuple(answer) for name, answer in json.loads(done.stdout).items()}


def test_a_limit_on_the_size_of_files(desk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(desk, folder)
    (folder / "ra").mkdir()
    said = limited(folder, FULL)
    refused(said, small=True)


READ_ONLY = """
do("merge again", "merge", "phieu", "--period", "nam", "--out", "ra/tong-hop.xlsx")
do("merge new", "merge", "phieu", "--period", "nam", "--out", "ra/khac.xlsx")
do("new folder", "merge", "phieu", "--period", "nam", "--out", "ra/moi/khac.xlsx")
do("pin", "pin", "ra/tong-hop.xlsx", "PTO", "--version", "1")
do("issue", "issue", "--unit", "BKA", "--out", "ra")
do("submit", "submit", "bieu.xlsx", "--period", "nam", "--out", "ra")
do("export", "export", "nam.xlsx", "--out", "ra/bang.json")
do("campaign", "campaign", "export", "--out", "ra/tieu-chi.xlsx")
"""


def test_a_drive_that_may_only_be_read(desk: Path, tmp_path: Path) -> None:
    """A mount that is read-only stops root too, as a missing right stops everybody else."""
    folder = tmp_path / "desk"
    shutil.copytree(desk, folder)
    assert run(folder, *MERGE).returncode == 1
    before = files(folder)
    ra = folder / "ra"
    if can_mount():
        shell = f"mount --bind '{ra}' '{ra}'; mount -o remount,bind,ro '{ra}'"
        said = inside(folder, shell=shell, work=READ_ONLY)
    else:
        ra.chmod(0o555)  # which root heeds too, without its right to pass over others' rights
        unprivileged = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
        check = [*unprivileged, sys.executable, "-c", CHECK]
        check += [json.dumps(THIDUA), str(folder), READ_ONLY]
        done = subprocess.run(check, capture_output=True, text=True, check=True, env=environment())
        ra.chmod(0o755)
        said = {name: tuple(answer) for name, answer in json.loads(done.stdout).items()}
    assert {name: answer[:2] for name, answer in said.items()} == dict.fromkeys(
        said, (3, "TARGET_NO_RIGHT")
    )
    assert files(folder) == before
    assert not leftovers(folder)


def test_two_merges_at_once(desk: Path, tmp_path: Path) -> None:
    """One of them does the work, the others say so; nothing is mixed."""
    folder = tmp_path / "desk"
    shutil.copytree(desk, folder)
    started = [
        subprocess.Popen(
            [*THIDUA, *MERGE, *AT], cwd=folder, stdout=subprocess.PIPE, env=environment()
        )
        for _ in range(3)
    ]
    answers = [json.loads(process.communicate()[0]) for process in started]
    codes = [answer.get("error", {}).get("code") for answer in answers]
    done = codes.count(None)
    assert done >= 1
    assert set(codes) <= {None, "TARGET_IN_USE"}
    # Those that came after another had ended merged again, each keeping the one before.
    assert len(list((folder / "ra").iterdir())) == done
    assert not leftovers(folder)
