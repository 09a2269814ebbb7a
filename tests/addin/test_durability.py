"""Nothing is lost: by a killed process, a full drive, a missing right, another person."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.click import filled_form
from scoring.campaign_load import published_campaign
from scoring.terms import Period
from thidua_addin.cli import main
from thidua_addin.errors import NothingDone
from thidua_addin.usecases import merge as merging
from thidua_addin.usecases import pin, writing
from thidua_addin.usecases.one_at_a_time import lock_file, one_at_a_time
from thidua_addin.workbook import atomic
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX, remove_abandoned
from thidua_addin.workbook.machine import machine_name, runs

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2021, 12, 1, 8, 0)
POSIX = pytest.mark.skipif(os.name == "nt", reason="processes and rights of POSIX")

KILLED_EVERYWHERE = r'''
"""Fork, and in each child end the process before its n-th operation on files, n = 1, 2, …"""
import datetime as dt, json, os, signal, sys
from pathlib import Path
from thidua_addin.errors import Stop
from thidua_addin.usecases import writing
from thidua_addin.workbook import atomic

folder, way = Path(sys.argv[1]), sys.argv[2]
WATCHED = {"open", "os.rename", "os.link", "os.remove", "os.chmod"}
AT = dt.datetime(2021, 12, 1, 8)

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def half(path, content):
    path.write_bytes(content[: len(content) // 2])
    die()

def child(nth):
    left = nth
    def watch(event, arguments):
        nonlocal left
        if event in WATCHED and str(arguments[0]).startswith(str(folder)):
            left -= 1
            if left == 0:
                die()
    if nth == 0:
        writing._put = half
    else:
        sys.addaudithook(watch)
    target = folder / "t.xlsx"
    if way == "new":
        writing.write_new(target, b"new" * 999)
    else:
        writing.replace_bytes(target, b"new" * 999, AT)

for nth in range(100):
    for path in folder.iterdir():
        path.unlink()
    if way == "over":
        (folder / "t.xlsx").write_bytes(b"old" * 999)
    process = os.fork()
    if process == 0:
        child(nth)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    left = {p.name: p.read_bytes() for p in folder.iterdir()}
    # Run again, as the next command would: same result, nothing left over.
    atomic._swept.clear()
    again = os.fork()
    if again == 0:
        try:
            child(99)
        except Stop as stop:
            os._exit(7 if stop.finding.code == "FILE_APPEARED_MEANWHILE" else 8)
        os._exit(0)
    ended = os.waitpid(again, 0)[1]
    after = {p.name: p.read_bytes() for p in folder.iterdir()}
    short = lambda files: {n: (c[:3].decode(), len(c)) for n, c in files.items()}
    print(json.dumps([nth, status, short(left), os.waitstatus_to_exitcode(ended), short(after)]))
    if status == 0:
        break
'''

WHOLE = (["new", 2997], ["old", 2997])


def killed_everywhere(folder: Path, way: str) -> list[list[object]]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED_EVERYWHERE, str(folder), way],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@POSIX
def test_killed_before_each_operation_a_new_file_is_whole_or_not_there(tmp_path: Path) -> None:
    runs_ = killed_everywhere(tmp_path / "a", "new")
    assert len(runs_) > 4  # half written, opened, written, linked, removed
    for _, _, left, ended, after in runs_:
        assert isinstance(left, dict)
        assert isinstance(after, dict)
        assert left.get("t.xlsx") in (None, ["new", 2997])
        assert all(name == "t.xlsx" or name.startswith(TEMPORARY_PREFIX) for name in left)
        # The next run writes it, or finds it written; what was left over is gone.
        assert ended == (7 if "t.xlsx" in left else 0)
        assert after == {"t.xlsx": ["new", 2997]}


@POSIX
def test_killed_before_each_operation_the_old_file_or_the_new_one_is_whole(tmp_path: Path) -> None:
    runs_ = killed_everywhere(tmp_path / "a", "over")
    assert len(runs_) > 8
    kept = "t.truoc-20211201-080000.xlsx"
    for _, _, left, ended, after in runs_:
        assert isinstance(left, dict)
        assert isinstance(after, dict)
        assert left["t.xlsx"] in WHOLE
        assert left.get(kept) in (None, ["old", 2997])
        if left["t.xlsx"] == ["new", 2997]:
            assert left[kept] == ["old", 2997]
        assert ended == 0
        assert after["t.xlsx"] == ["new", 2997]
        assert after[kept] == ["old", 2997]
        # The copy that the killed run made already is not made twice.
        assert not any(name.startswith(TEMPORARY_PREFIX) for name in after)
        assert left["t.xlsx"] == ["new", 2997] or len(after) == 2


def test_only_what_is_ours_and_nobodys_work_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    assert not runs(dead.pid)
    assert runs(os.getpid())
    end = "0123456789ab.xlsx"
    names = {
        "killed": f"{TEMPORARY_PREFIX}{machine_name()}-{dead.pid}-{end}",
        "working": f"{TEMPORARY_PREFIX}{machine_name()}-{os.getpid()}-{end}",
        "elsewhere": f"{TEMPORARY_PREFIX}ffffffff-{dead.pid}-{end}",
        "old": f"{TEMPORARY_PREFIX}eeeeeeee-1-{end}",
        "theirs": f"{TEMPORARY_PREFIX}ghi-chu.xlsx",
        "form": "bieu.xlsx",
    }
    for name in names.values():
        (tmp_path / name).write_bytes(b"x")
    a_day = time.time() - atomic.ABANDONED_AFTER - 60
    for kind in ("old", "theirs", "form"):
        os.utime(tmp_path / names[kind], (a_day, a_day))
    remove_abandoned(tmp_path)
    left = {kind for kind, name in names.items() if (tmp_path / name).exists()}
    assert left == {"working", "elsewhere", "theirs", "form"}


def test_an_unfinished_file_is_never_a_submission(tmp_path: Path) -> None:
    form = filled_form(tmp_path)
    form.rename(tmp_path / f"{TEMPORARY_PREFIX}{machine_name()}-1-0123456789ab.xlsx")
    (tmp_path / lock_file(tmp_path / "t.xlsx").name).write_text("{}", "utf-8")
    out = tmp_path / "t.xlsx"
    merged = merging.merge_folder(tmp_path, published_campaign(), Period.YEAR, out, AT)
    assert merged.result.received == ()
    assert merged.result.ignored == ()


# --- another person, another run


def empty_folder(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "phieu"
    folder.mkdir()
    return folder, tmp_path / "tong-hop.xlsx"


def meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Somebody does this after the summary was read and before it is replaced."""
    write = merging.write_summary

    def interrupted(*given: object) -> object:
        work()
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(merging, "write_summary", interrupted)


def stopped_code(work: Callable[[], object]) -> str:
    with pytest.raises(NothingDone) as stopped:
        work()
    assert stopped.value.status == 3
    return stopped.value.finding.code


def test_a_summary_that_somebody_changed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = empty_folder(tmp_path)
    campaign = published_campaign()

    def merge() -> object:
        return merging.merge_folder(folder, campaign, Period.YEAR, out, AT)

    merge()
    before = out.read_bytes()
    stat = out.stat()

    def same_size_same_time() -> None:
        out.write_bytes(before[:-1] + b"!")
        os.utime(out, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    with monkeypatch.context() as patched:
        meanwhile(patched, same_size_same_time)
        assert stopped_code(merge) == "SUMMARY_CHANGED_MEANWHILE"
    assert out.read_bytes() == before[:-1] + b"!"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["phieu", "tong-hop.xlsx"]
    out.write_bytes(before)
    with monkeypatch.context() as patched:
        meanwhile(patched, out.unlink)
        assert stopped_code(merge) == "SUMMARY_CHANGED_MEANWHILE"
    assert [p.name for p in tmp_path.iterdir()] == ["phieu"]
    with monkeypatch.context() as patched:
        meanwhile(patched, lambda: out.write_bytes(b"khac"))
        assert stopped_code(merge) == "SUMMARY_CHANGED_MEANWHILE"
    assert out.read_bytes() == b"khac"


def test_changed_between_the_copy_and_the_replacement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look is right before the replacement, after the copy of the old one."""
    target = tmp_path / "t.xlsx"
    target.write_bytes(b"1")
    put = writing._put

    def put_and_change(path: Path, content: bytes) -> None:
        put(path, content)
        if content == b"2":
            target.write_bytes(b"3")

    monkeypatch.setattr(writing, "_put", put_and_change)
    assert stopped_code(lambda: writing.replace_bytes(target, b"2", AT)) == "FILE_CHANGED_MEANWHILE"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("t.xlsx", b"3")]


def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "t.xlsx"
    put = writing._put

    def somebody_faster(path: Path, content: bytes) -> None:
        put(path, content)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(writing, "_put", somebody_faster)
    assert stopped_code(lambda: writing.write_new(target, b"2")) == "FILE_APPEARED_MEANWHILE"

    def no_second_names(*_: object) -> None:
        raise PermissionError(1, "a USB stick")

    monkeypatch.setattr(os, "link", no_second_names)
    assert stopped_code(lambda: writing.write_new(target, b"2")) == "FILE_APPEARED_MEANWHILE"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("t.xlsx", b"theirs")]
    monkeypatch.setattr(writing, "_put", put)
    target.unlink()
    writing.write_new(target, b"2")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("t.xlsx", b"2")]


HOLDER = """
import sys
from pathlib import Path
from thidua_addin.usecases.one_at_a_time import one_at_a_time
with one_at_a_time(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(target: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_one_run_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = empty_folder(tmp_path)
    campaign = published_campaign()
    merging.merge_folder(folder, campaign, Period.YEAR, out, AT)
    before = out.read_bytes()
    with holder(out) as process:
        arguments = ["merge", str(folder), "--period", "nam", "--out", str(out), "--json"]
        assert main(arguments) == 3
        told = json.loads(capsys.readouterr().out)["error"]
        assert told["code"] == "TARGET_IN_USE"
        assert os.uname().nodename in told["message"]
        assert stopped_code(lambda: pin.pin_version(out, "PTO", 1, AT)) == "TARGET_IN_USE"
        # Another file in the same folder is nobody's business.
        with one_at_a_time(tmp_path / "khac.xlsx"):
            pass
        process.kill()  # not a word from it any more: its lock ends with it
    assert out.read_bytes() == before
    merging.merge_folder(folder, campaign, Period.YEAR, out, AT)
    assert not list(tmp_path.glob(f"{TEMPORARY_PREFIX}*"))


def test_a_lock_has_one_name_by_every_spelling(tmp_path: Path) -> None:
    composed, apart = tmp_path / "t\u1ed5ng.xlsx", tmp_path / "to\u0302\u0309ng.XLSX"
    assert lock_file(composed) == lock_file(apart)
    (tmp_path / "link.xlsx").symlink_to(composed)
    assert lock_file(tmp_path / "link.xlsx") == lock_file(composed)
    assert len(lock_file(tmp_path / ("a" * 250 + ".xlsx")).name) < 60


def test_a_drive_without_locks_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", none)
    with one_at_a_time(tmp_path / "t.xlsx"):
        pass
    assert list(tmp_path.iterdir()) == []


# --- where nothing can be written


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    status = main([*map(str, arguments), "--json", "--at", "2021-12-01T08:00"])
    answer = json.loads(capsys.readouterr().out)
    return status, answer.get("error", {}).get("code", "")


def test_targets_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = empty_folder(tmp_path)
    merge = ("merge", folder, "--period", "nam", "--out")
    long = tmp_path / ("tổng hợp " * 30 + ".xlsx")
    assert said(capsys, *merge, long) == (3, "TARGET_NAME_TOO_LONG")
    assert said(capsys, *merge, tmp_path / ("a" * 300) / "t.xlsx") == (3, "TARGET_NAME_TOO_LONG")
    # Just short enough for itself, too long with what is added to the name of the copy.
    close = tmp_path / ("a" * 245 + ".xlsx")
    assert said(capsys, *merge, close) == (1, "")
    before = close.read_bytes()
    assert said(capsys, *merge, close) == (3, "TARGET_NAME_TOO_LONG")
    assert close.read_bytes() == before
    (tmp_path / "tệp").write_bytes(b"x")
    assert said(capsys, *merge, tmp_path / "tệp" / "t.xlsx") == (3, "TARGET_UNWRITABLE")
    table = ("export", close, "--out")
    assert said(capsys, *table, folder / "t.csv")[0] == 0
    (tmp_path / "t.csv").mkdir()
    assert said(capsys, *table, tmp_path / "t.csv") == (3, "TARGET_IS_FOLDER")
    assert said(capsys, *table, tmp_path / "x" / "t.csv") == (3, "TARGET_UNWRITABLE")
    assert said(capsys, "issue", "--out", tmp_path / ("b" * 300)) == (3, "TARGET_NAME_TOO_LONG")
    assert not list(tmp_path.rglob(f"{TEMPORARY_PREFIX}*"))


def test_a_folder_that_goes_away_meanwhile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = empty_folder(tmp_path)
    drive = tmp_path / "usb"
    meanwhile(monkeypatch, lambda: drive.rename(tmp_path / "away"))
    asked = ("merge", folder, "--period", "nam", "--out", drive / "t.xlsx")
    assert said(capsys, *asked) == (3, "TARGET_UNWRITABLE")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (PermissionError(13, "Access is denied"), "TARGET_NO_RIGHT"),
        (OSError(30, "Read-only file system"), "TARGET_NO_RIGHT"),
        (OSError(28, "No space left on device"), "TARGET_NO_SPACE"),
        (OSError(122, "Disk quota exceeded"), "TARGET_NO_SPACE"),
        (OSError(5, "Input/output error"), "TARGET_UNWRITABLE"),
        (FileNotFoundError(2, "No such file or directory"), "TARGET_UNWRITABLE"),
    ],
)
@pytest.mark.parametrize("step", ["replace", "touch", "open"])
def test_the_systems_refusals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, code: str, step: str
) -> None:
    target = tmp_path / "t.xlsx"
    target.write_bytes(b"old")

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, refuse)
        assert stopped_code(lambda: writing.write_bytes(target, b"new")) == code
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("t.xlsx", b"old")]


def test_open_in_excel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows' own answer, by its number. A virus scanner lets go after a moment, Excel not."""
    folder, out = empty_folder(tmp_path)
    asked = ("merge", folder, "--period", "nam", "--out", out)
    assert said(capsys, *asked)[0] == 1
    before, replace = out.read_bytes(), Path.replace
    tries: list[Path] = []

    def held(self: Path, place: Path) -> Path:
        tries.append(self)
        if len(tries) == free_at:
            return replace(self, place)
        fault = PermissionError(13, "The process cannot access the file")
        fault.winerror = 32  # type: ignore[attr-defined, unused-ignore]
        raise fault

    monkeypatch.setattr(Path, "replace", held)
    free_at = 99
    assert said(capsys, *asked) == (3, "TARGET_LOCKED")
    assert out.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["phieu", "tong-hop.xlsx"]
    tries.clear()
    free_at = 2
    assert said(capsys, *asked)[0] == 1
    assert out.read_bytes() != before
