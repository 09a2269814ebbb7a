"""Uninstalling: what was put goes, what stood there before comes back, the rest stays."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from tests.addin.office_pc import OfficePC, codes, contents, done, office_pc, written
from thidua_addin.errors import NothingDone
from thidua_addin.setup.report import Done

SETTINGS = b'"LICENSE_KEY","abc"\n"interpreter_win","C:\\anaconda\\python.exe"\r\n'


@pytest.fixture
def pc(tmp_path: Path) -> OfficePC:
    return office_pc(tmp_path)


def test_nothing_is_left(pc: OfficePC, tmp_path: Path) -> None:
    before = contents(tmp_path)
    pc.install()
    pc.install()
    assert set(done(pc.uninstall()).values()) == {Done.CHANGED}
    assert contents(tmp_path) == before


def test_everything_comes_back(pc: OfficePC, tmp_path: Path) -> None:
    pc.has_settings(SETTINGS)
    written(pc.profile.addin, b"foreign")
    written(pc.runtime.site_folders[0] / "thidua_quick_start.pth", b"# foreign\n")
    before = contents(tmp_path)
    pc.install()
    assert contents(tmp_path) != before
    pc.uninstall()
    assert contents(tmp_path) == before


def test_settings_that_the_person_added_since_stay(pc: OfficePC) -> None:
    pc.has_settings(SETTINGS)
    pc.install()
    pc.has_settings(pc.settings() + b'"SHOW CONSOLE","True"\r\n')
    pc.uninstall()
    assert pc.settings() == SETTINGS + b'"SHOW CONSOLE","True"\r\n'
    (copy,) = pc.profile.backups.iterdir()
    assert copy.read_bytes() == SETTINGS


def test_an_interpreter_that_the_person_chose_since_stays(pc: OfficePC) -> None:
    pc.install()
    theirs = pc.settings().replace(str(pc.runtime.interpreter).encode(), b"D:\\py\\python.exe")
    pc.has_settings(theirs)
    steps = pc.uninstall()
    assert pc.settings() == b'"INTERPRETER_WIN","D:\\py\\python.exe"\r\n'
    assert done(steps)["settings"] is Done.KEPT


def test_the_latest_choice_of_the_person_comes_back(pc: OfficePC) -> None:
    """Installed, changed by the person, installed again: the person's line is the one before."""
    pc.install()
    theirs = pc.settings().replace(str(pc.runtime.interpreter).encode(), b"D:\\py\\python.exe")
    pc.has_settings(theirs)
    pc.install()
    pc.uninstall()
    assert pc.settings() == b'"INTERPRETER_WIN","D:\\py\\python.exe"\r\n'


def test_a_configuration_that_is_gone(pc: OfficePC) -> None:
    pc.install()
    pc.profile.settings.unlink()
    assert done(pc.uninstall())["settings"] is Done.SAME
    assert not pc.profile.settings.exists()


def test_an_empty_configuration_stays_empty(pc: OfficePC) -> None:
    pc.has_settings(b"")
    pc.install()
    pc.uninstall()
    assert pc.settings() == b""


@pytest.mark.parametrize("older", [False, True])
def test_a_foreign_add_in_put_there_since_stays(pc: OfficePC, *, older: bool) -> None:
    pc.install()
    foreign = bytes.fromhex("d0cf11e0a1b11ae1") + b"somebody else's" if older else a_package()
    pc.profile.addin.write_bytes(foreign)
    assert done(pc.uninstall())["addin"] is Done.KEPT
    assert pc.profile.addin.read_bytes() == foreign


def a_package() -> bytes:
    """A workbook that is whole, but not ours."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Của người khác")
    return stream.getvalue()


DAMAGE = {
    "empty": lambda whole: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "overwritten": lambda whole: whole.replace(b"PK", b"QK"),
    "inside": lambda whole: whole[:3000] + bytes(200) + whole[3200:],
}


@pytest.mark.parametrize("how", DAMAGE)
def test_our_own_add_in_goes_however_damaged(pc: OfficePC, tmp_path: Path, how: str) -> None:
    before = contents(tmp_path)
    pc.install()
    pc.profile.addin.write_bytes(DAMAGE[how](pc.profile.addin.read_bytes()))
    assert done(pc.uninstall())["addin"] is Done.CHANGED
    assert contents(tmp_path) == before


@pytest.mark.parametrize("how", DAMAGE)
def test_what_is_left_of_our_own_is_no_file_from_before(
    pc: OfficePC, tmp_path: Path, how: str
) -> None:
    before = contents(tmp_path)
    pc.install()
    whole = pc.profile.addin.read_bytes()
    pc.profile.addin.write_bytes(DAMAGE[how](whole))
    pc.install()
    assert pc.profile.addin.read_bytes() == whole
    assert not pc.profile.backups.exists()
    pc.uninstall()
    assert contents(tmp_path) == before


def test_another_python_uninstalls(pc: OfficePC, tmp_path: Path) -> None:
    """The record says where things lie, whichever Python runs."""
    pc.install()
    other = replace(pc.runtime, site_folders=(tmp_path / "other",))
    replace(pc, runtime=other).uninstall()
    assert list(pc.runtime.site_folders[0].iterdir()) == []


def test_twice(pc: OfficePC, tmp_path: Path) -> None:
    pc.install()
    pc.uninstall()
    once = contents(tmp_path)
    assert done(pc.uninstall()) == {"record": Done.SAME}
    assert contents(tmp_path) == once


@pytest.mark.parametrize("record", [None, b"{", b"[]", b'{"version": "0.1.0"}'])
def test_without_its_record(pc: OfficePC, record: bytes | None) -> None:
    """What is known to be ours by its content goes; the configuration stays as it is."""
    pc.install()
    settings = pc.settings()
    if record is None:
        pc.profile.record.unlink()
    else:
        pc.profile.record.write_bytes(record)
    steps = pc.uninstall()
    expected = [] if record is None else ["SETUP_RECORD_DAMAGED"]
    assert codes(tuple(step.finding for step in steps)) == expected
    assert not pc.profile.addin.exists()
    assert list(pc.runtime.site_folders[0].iterdir()) == []
    assert pc.settings() == settings


def test_without_its_record_foreign_files_stay(pc: OfficePC, tmp_path: Path) -> None:
    written(pc.profile.addin, b"foreign")
    written(pc.runtime.site_folders[0] / "thidua_quick_start.pth", b"# foreign\n")
    before = contents(tmp_path)
    pc.uninstall()
    assert contents(tmp_path) == before


def test_excel_holds_the_add_in(pc: OfficePC, monkeypatch: pytest.MonkeyPatch) -> None:
    pc.install()
    with monkeypatch.context() as excel_is_open:
        excel_is_open.setattr(Path, "unlink", refuse)
        with pytest.raises(NothingDone) as stopped:
            pc.uninstall()
    assert stopped.value.finding.code == "SETUP_FILE_LOCKED"
    assert pc.profile.record.exists()
    pc.uninstall()
    assert not pc.profile.addin.exists()


def refuse(self: Path, missing_ok: bool = False) -> None:
    raise PermissionError(13, "sharing violation", str(self))
