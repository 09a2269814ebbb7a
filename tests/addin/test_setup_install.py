"""Installing on pretend PCs: what stands where afterwards, and nothing of others is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scoring.findings import Severity
from tests.addin.office_pc import AT, OfficePC, codes, contents, done, office_pc, written
from thidua_addin import __version__
from thidua_addin.errors import NothingDone
from thidua_addin.quick_start import STARTER
from thidua_addin.setup import changes
from thidua_addin.setup.paths import profile_from, representable
from thidua_addin.setup.record import read_record
from thidua_addin.setup.report import Done
from thidua_addin.template import build
from thidua_addin.template.build import ADDIN_FILE, addin_version

NAMES = ("canbo", "Nguyễn Văn A", "P & T (1) = 100%", "ĐẶNG")


@pytest.fixture
def pc(tmp_path: Path) -> OfficePC:
    return office_pc(tmp_path)


@pytest.fixture
def older_addin(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The add-in of an earlier version."""
    monkeypatch.setattr(build, "__version__", "0.0.9")
    return build.build_addin()


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_where(tmp_path: Path, name: str) -> None:
    pc = office_pc(tmp_path, name)
    steps = pc.install()
    assert done(steps) == dict.fromkeys(
        ("addin", "settings", "quick_start", "compile"), Done.CHANGED
    )
    home = tmp_path / "Users" / name
    addin = home / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "thidua.xlam"
    assert addin.read_bytes() == ADDIN_FILE.read_bytes()
    python = tmp_path / "Python" / "python.exe"
    assert (home / ".xlwings" / "xlwings.conf").read_bytes().split(b"\r\n") == [
        b'"ADD_WORKBOOK_TO_PYTHONPATH","False"',
        f'"INTERPRETER_WIN","{python}"'.encode(),
        b"",
    ]
    lib = tmp_path / "Python" / "Lib"
    assert (lib / "site-packages" / "thidua_quick_start.pth").read_text("ascii") == STARTER + "\n"
    assert len(list((lib / "thidua_addin" / "__pycache__").iterdir())) == 1
    record = read_record(home / "AppData" / "Local" / "thidua" / "cai-dat.json")
    assert record is not None
    assert (record.version, record.installed_at) == (__version__, AT.isoformat())


def test_twice_is_the_same_as_once(pc: OfficePC, tmp_path: Path) -> None:
    pc.install()
    once = contents(tmp_path)
    assert set(done(pc.install()).values()) == {Done.SAME}
    assert contents(tmp_path) == once


def test_folders_that_look_like_a_server(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    share = f"/{tmp_path}/may-chu/hồ sơ"  # two slashes at the start, as \\server\share has
    pc = replace(pc, environment={**pc.environment, "APPDATA": share})
    pc.install()
    assert (tmp_path / "may-chu/hồ sơ/Microsoft/Excel/XLSTART/thidua.xlam").exists()


def test_missing_variables_are_worked_out_from_the_profile(pc: OfficePC) -> None:
    bare = profile_from({"USERPROFILE": pc.environment["USERPROFILE"]})
    assert bare == pc.profile


@pytest.mark.parametrize("environment", [{}, {"USERPROFILE": " "}, {"APPDATA": "/x"}])
def test_without_a_profile(environment: dict[str, str]) -> None:
    with pytest.raises(NothingDone) as stopped:
        profile_from(environment)
    assert stopped.value.finding.code == "SETUP_NO_PROFILE"


def test_the_settings_of_the_person_stay(pc: OfficePC) -> None:
    before = b'"LICENSE_KEY","abc"\n"INTERPRETER_WIN","C:\\anaconda\\python.exe"\n"X","1"'
    pc.has_settings(before)
    settings = next(step for step in pc.install() if step.name == "settings")
    assert pc.settings() == (
        b'"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n"LICENSE_KEY","abc"\n'
        + f'"INTERPRETER_WIN","{pc.runtime.interpreter}"\n'.encode()
        + b'"X","1"'
    )
    (copy,) = pc.profile.backups.iterdir()
    assert (copy.name, copy.read_bytes()) == ("xlwings.conf.20210220-080005", before)
    assert str(copy) in settings.text


def test_a_foreign_add_in_gets_a_copy_outside_xlstart(pc: OfficePC) -> None:
    foreign = b"somebody else's"
    written(pc.profile.addin, foreign)
    addin = next(step for step in pc.install() if step.name == "addin")
    assert pc.profile.addin.read_bytes() == ADDIN_FILE.read_bytes()
    assert [p.name for p in pc.profile.xlstart.iterdir()] == ["thidua.xlam"]
    (copy,) = pc.profile.backups.iterdir()
    assert copy.read_bytes() == foreign
    assert str(copy) in addin.text
    pc.install()
    assert list(pc.profile.backups.iterdir()) == [copy]


def test_an_older_add_in_of_ours_is_replaced(pc: OfficePC, older_addin: bytes) -> None:
    written(pc.profile.addin, older_addin)
    assert addin_version(pc.profile.addin) == "0.0.9"
    pc.install()
    assert pc.profile.addin.read_bytes() == ADDIN_FILE.read_bytes()
    assert not pc.profile.backups.exists()


def test_another_python_takes_over(pc: OfficePC, tmp_path: Path) -> None:
    pc.install()
    newer = written(tmp_path / "Python 3.13" / "python.exe", b"MZ")
    pc = replace(pc, runtime=replace(pc.runtime, interpreter=newer))
    assert done(pc.install())["settings"] is Done.CHANGED
    assert f'"INTERPRETER_WIN","{newer}"'.encode() in pc.settings()
    assert not pc.profile.backups.exists()  # only our own line was changed


def test_an_unfinished_file_is_cleared_from_xlstart(pc: OfficePC) -> None:
    # Excel would open it as a second add-in.
    written(pc.profile.xlstart / ".~thidua-0123456789ab.xlam", b"PK")
    written(pc.profile.xlstart / "của tôi.xlam", b"PK")
    pc.install()
    names = sorted(p.name for p in pc.profile.xlstart.iterdir())
    assert names == ["của tôi.xlam", "thidua.xlam"]


@pytest.mark.parametrize(
    "interpreter",
    [
        "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_qbz\\python.exe",
        "C:\\Users\\a\\AppData\\Local\\Microsoft\\WindowsApps\\python.exe",
    ],
)
def test_python_of_the_store(pc: OfficePC, tmp_path: Path, interpreter: str) -> None:
    before = contents(tmp_path)
    pc = replace(pc, runtime=replace(pc.runtime, interpreter=Path(interpreter)))
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_STORE_PYTHON"
    assert contents(tmp_path) == before


def test_a_virtual_environment_of_the_store(pc: OfficePC) -> None:
    base = Path("C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_qbz")
    assert replace(pc.runtime, base=base).from_store
    assert not pc.runtime.from_store


@pytest.mark.parametrize(
    ("text", "codec", "holds"),
    [
        ("C:\\Python", "cp1252", True),
        ("C:\\Đặng", "cp1252", False),
        ("C:\\Nguyễn", "cp1258", False),
        ("C:\\Âu", "cp1258", True),
        ("C:\\Nguyễn", "utf-8", True),
    ],
)
def test_letters_of_a_code_page(text: str, codec: str, holds: bool) -> None:
    assert representable(text, codec) is holds


def test_a_python_that_excel_could_not_find(tmp_path: Path) -> None:
    pc = office_pc(tmp_path / "Nguyễn")
    pc = replace(pc, runtime=replace(pc.runtime, codec="cp1252"))
    before = contents(tmp_path)
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_INTERPRETER_LETTERS"
    assert contents(tmp_path) == before


def test_a_profile_that_excel_could_not_find(tmp_path: Path) -> None:
    pc = office_pc(tmp_path, "Nguyễn Văn A")
    pc = replace(pc, runtime=replace(pc.runtime, codec="cp1252"))
    (warning,) = [step.finding for step in pc.install() if step.finding]
    assert (warning.code, warning.severity) == ("SETUP_PROFILE_LETTERS", Severity.ERROR)


def test_a_program_without_its_add_in(pc: OfficePC, tmp_path: Path) -> None:
    before = contents(tmp_path)
    pc = replace(pc, runtime=replace(pc.runtime, addin=tmp_path / "no.xlam"))
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_ADDIN_MISSING"
    assert contents(tmp_path) == before


def test_excel_holds_the_add_in(
    pc: OfficePC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc.has_settings(b'"X","1"\r\n')
    written(pc.profile.addin, b"open in Excel")
    before = contents(tmp_path)
    replace_file = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name == "thidua.xlam":
            fault = PermissionError(13, "sharing violation", str(target))
            fault.winerror = 32  # type: ignore[attr-defined, unused-ignore]
            raise fault
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_FILE_LOCKED"
    assert contents(tmp_path) == before


@pytest.mark.parametrize("variable", ["USERPROFILE", "APPDATA", "LOCALAPPDATA"])
def test_a_folder_that_takes_nothing(tmp_path: Path, variable: str) -> None:
    pc = office_pc(tmp_path)
    blocked = written(tmp_path / "chỉ đọc", b"a file where a folder should be")
    pc = replace(pc, environment={**pc.environment, variable: str(blocked)})
    before = contents(tmp_path)
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_FILE_UNWRITABLE"
    assert contents(tmp_path) == before


def test_the_configuration_takes_nothing(
    pc: OfficePC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The add-in stands already when the last of the three files fails: it is taken back."""
    pc.has_settings(b'"X","1"\r\n')
    before = contents(tmp_path)
    write = changes.write_atomically

    def closed(target: Path, make: object) -> None:
        if target.name == "xlwings.conf":
            raise changes.TargetError(target)
        write(target, make)  # type: ignore[arg-type]

    monkeypatch.setattr(changes.TargetError, "code", "TARGET_UNWRITABLE", raising=False)
    monkeypatch.setattr(changes, "write_atomically", closed)
    with pytest.raises(NothingDone) as stopped:
        pc.install()
    assert stopped.value.finding.code == "SETUP_FILE_UNWRITABLE"
    assert contents(tmp_path) == before


def test_a_python_for_all_users(pc: OfficePC, tmp_path: Path) -> None:
    """Its folders cannot be written: the buttons work all the same, only slower."""
    file = written(tmp_path / "Program Files", b"")
    written(pc.runtime.packages[0] / "__pycache__", b"a file where a folder should be")
    closed = replace(pc.runtime, site_folders=(file,))
    steps = replace(pc, runtime=closed).install()
    assert done(steps)["addin"] is Done.CHANGED
    warned = tuple(step.finding for step in steps)
    assert codes(warned) == ["SETUP_NO_QUICK_START", "SETUP_NOT_COMPILED"]


def test_the_next_folder_takes_the_line(pc: OfficePC, tmp_path: Path) -> None:
    file, own = written(tmp_path / "Program Files", b""), tmp_path / "own" / "site-packages"
    steps = replace(pc, runtime=replace(pc.runtime, site_folders=(file, own))).install()
    assert done(steps)["quick_start"] is Done.CHANGED
    assert (own / "thidua_quick_start.pth").exists()


def test_a_damaged_record(pc: OfficePC) -> None:
    written(pc.profile.record, b'{"version": 1}')
    steps = pc.install()
    assert codes(tuple(step.finding for step in steps)) == ["SETUP_RECORD_DAMAGED"]
    assert read_record(pc.profile.record) is not None
