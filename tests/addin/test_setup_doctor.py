"""What the doctor finds on pretend PCs: one thing wrong at a time, each with its mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.addin.office_pc import OfficePC, codes, contents, office_pc, written
from thidua_addin.setup import checks, doctor
from thidua_addin.setup.checks import Check
from thidua_addin.setup.doctor import examine, healthy
from thidua_addin.setup.windows import read_registry
from thidua_addin.template import build

OFFICE = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
TRUSTED = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
SYSTEM = r"Software\Policies\Microsoft\Windows\System"
ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficePC:
    """A PC on which the program is installed; the person works in a folder of documents."""
    made = office_pc(tmp_path, "Nguyễn Văn A")
    (tmp_path / "hồ sơ").mkdir()
    (tmp_path / "temp").mkdir()
    made.environment["TEMP"] = str(tmp_path / "temp")
    monkeypatch.setenv("LOCALAPPDATA", made.environment["LOCALAPPDATA"])
    made.install()
    return made


def examined(
    pc: OfficePC,
    folder: Path | None = None,
    registry: Mapping[tuple[str, str, str], str | int] = MappingProxyType({}),
) -> tuple[Check, ...]:
    work = folder or Path(pc.environment["TEMP"]).parent / "hồ sơ"
    return examine(pc.environment, pc.runtime, work, lambda *where: registry.get(where))


def found(checked: tuple[Check, ...]) -> list[str]:
    return codes(tuple(check.finding for check in checked))


def test_all_is_well(pc: OfficePC, tmp_path: Path) -> None:
    before = contents(tmp_path)
    checked = examined(pc)
    assert (found(checked), healthy(checked)) == ([], True)
    assert contents(tmp_path) == before


def test_every_check_has_a_name_of_its_own(pc: OfficePC) -> None:
    names = [check.name for check in examined(pc)]
    assert len(names) == len(set(names)) == 2 + len(doctor.CHECKS)


def test_nothing_is_installed(pc: OfficePC) -> None:
    pc.uninstall()
    checked = examined(pc)
    assert found(checked) == [
        "DOCTOR_SETTINGS_MISSING",
        "DOCTOR_WORKBOOK_FOLDER",
        "DOCTOR_ADDIN_MISSING",
        "DOCTOR_NO_QUICK_START",
        "DOCTOR_NOT_COMPILED",
    ]
    assert not healthy(checked)


def test_without_a_profile(pc: OfficePC) -> None:
    checked = examine({}, pc.runtime, Path(), read_registry)
    assert found(checked) == ["SETUP_NO_PROFILE"]
    assert not healthy(checked)


def setting(key: str, value: str) -> Callable[[OfficePC], None]:
    def change(pc: OfficePC) -> None:
        pc.has_settings(f'"{key}","{value}"\r\n'.encode() + pc.settings())

    return change


def other_interpreter(pc: OfficePC) -> None:
    other = written(Path(pc.environment["TEMP"]) / "python.exe", b"MZ")
    setting("INTERPRETER_WIN", str(other))(pc)


def python_is_gone(pc: OfficePC) -> None:
    pc.runtime.interpreter.unlink()


def older_addin(pc: OfficePC) -> None:
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(build, "__version__", "0.0.9")
        pc.profile.addin.write_bytes(build.build_addin())


def changed_addin(pc: OfficePC) -> None:
    # A zip archive may have anything before it.
    pc.profile.addin.write_bytes(b" " + pc.profile.addin.read_bytes())


def foreign_addin(pc: OfficePC) -> None:
    pc.profile.addin.write_bytes(b"foreign")


def marked_addin(pc: OfficePC) -> None:
    mark(pc.profile.addin)


def mark(file: Path, zone: int = 3) -> None:
    """What a browser leaves beside a file; on this system a file, on Windows a stream."""
    text = f"[ZoneTransfer]\r\nZoneId={zone}\r\nReferrerUrl=about:internet\r\n"
    written(Path(f"{file}:Zone.Identifier"), text.encode())


def marked_books(pc: OfficePC) -> None:
    work = Path(pc.environment["TEMP"]).parent / "hồ sơ"
    mark(written(work / "workbook_template.xlsm", b"PK"))
    mark(written(work / "của mình.xlsm", b"PK"), zone=0)


def foreign_line(pc: OfficePC) -> None:
    (pc.runtime.site_folders[0] / "thidua_quick_start.pth").write_bytes(b"import os\n")


def not_compiled(pc: OfficePC) -> None:
    written(pc.runtime.packages[0] / "new.py", b"")


def damaged_record(pc: OfficePC) -> None:
    pc.profile.record.write_bytes(b"{")


def no_temp(pc: OfficePC) -> None:
    Path(pc.environment["TEMP"]).rmdir()


def no_log(pc: OfficePC) -> None:
    written(pc.profile.ours / "log", b"a file where a folder should be")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (other_interpreter, "DOCTOR_INTERPRETER_OTHER"),
        (python_is_gone, "DOCTOR_INTERPRETER_GONE"),
        (setting("Interpreter_Win", "python"), "DOCTOR_INTERPRETER_GONE"),
        (setting("ADD_WORKBOOK_TO_PYTHONPATH", "True"), "DOCTOR_WORKBOOK_FOLDER"),
        (setting("CONDA ENV", "base"), "DOCTOR_OTHER_SETTINGS"),
        (setting("PYTHONPATH", "D:\\code"), "DOCTOR_OTHER_SETTINGS"),
        (older_addin, "DOCTOR_ADDIN_VERSION"),
        (changed_addin, "DOCTOR_ADDIN_CHANGED"),
        (foreign_addin, "DOCTOR_ADDIN_FOREIGN"),
        (marked_addin, "DOCTOR_ADDIN_MARKED"),
        (marked_books, "DOCTOR_WORKBOOK_MARKED"),
        (foreign_line, "DOCTOR_NO_QUICK_START"),
        (not_compiled, "DOCTOR_NOT_COMPILED"),
        (damaged_record, "SETUP_RECORD_DAMAGED"),
        (no_temp, "DOCTOR_FOLDER_CLOSED"),
        (no_log, "DOCTOR_FOLDER_CLOSED"),
    ],
)
def test_one_thing_is_wrong(pc: OfficePC, change: Callable[[OfficePC], None], code: str) -> None:
    change(pc)
    assert found(examined(pc)) == [code]


@pytest.mark.parametrize(("key", "value"), [("SHOW CONSOLE", "True"), ("CONDA ENV", "")])
def test_settings_that_do_no_harm(pc: OfficePC, key: str, value: str) -> None:
    setting(key, value)(pc)
    assert found(examined(pc)) == []


def test_the_marked_workbook_is_named(pc: OfficePC) -> None:
    marked_books(pc)
    (finding,) = [check.finding for check in examined(pc) if check.finding]
    assert dict(finding.params) == {"names": "workbook_template.xlsm"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("OneDrive - Sở Nội vụ/thi đua", "DOCTOR_ONEDRIVE"),
        ("onedrive", "DOCTOR_ONEDRIVE"),
        ("đồng bộ/thi đua", "DOCTOR_ONEDRIVE"),
        ("x" * 150, "DOCTOR_LONG_PATH"),
        ("tệp", "DOCTOR_WORK_FOLDER_CLOSED"),
    ],
)
def test_the_folder_of_work(pc: OfficePC, tmp_path: Path, name: str, code: str) -> None:
    pc.environment["OneDriveCommercial"] = str(tmp_path / "đồng bộ")
    folder = tmp_path / name
    if name == "tệp":
        written(folder, b"")
    else:
        folder.mkdir(parents=True)
    checked = examined(pc, folder)
    assert found(checked) == [code]
    assert healthy(checked)


def test_a_profile_on_a_server(pc: OfficePC, tmp_path: Path) -> None:
    pc.environment["APPDATA"] = "/" + pc.environment["APPDATA"]  # as \\server\share begins
    pc.install()
    assert found(examined(pc)) == ["DOCTOR_XLSTART_NETWORK"]


def test_xlstart_takes_nothing(pc: OfficePC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_writable", lambda folder: folder.name != "XLSTART")
    checked = examined(pc)
    assert found(checked) == ["DOCTOR_FOLDER_CLOSED"]
    assert not healthy(checked)


def test_letters_that_excel_cannot_read(pc: OfficePC) -> None:
    pc = replace(pc, runtime=replace(pc.runtime, codec="cp1252"))
    assert found(examined(pc)) == ["SETUP_PROFILE_LETTERS"]


def test_pythons_that_are_not_meant(pc: OfficePC) -> None:
    short = replace(pc, runtime=replace(pc.runtime, bits=32))
    assert found(examined(short)) == ["DOCTOR_PYTHON_BITS"]
    store = Path("C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_qbz")
    assert found(examined(replace(pc, runtime=replace(pc.runtime, base=store)))) == [
        "SETUP_STORE_PYTHON"
    ]


def test_a_missing_library(pc: OfficePC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LIBRARIES", ("pydantic", "thidua-khong-co"))
    (finding,) = [check.finding for check in examined(pc) if check.finding]
    assert (finding.code, finding.params["names"]) == ("DOCTOR_LIBRARY_MISSING", "thidua-khong-co")


@pytest.mark.parametrize(
    ("where", "value", "is_wrong"),
    [
        (("HKCU", OFFICE, "DisableAllAddins"), 1, True),
        (("HKCU", OFFICE, "RequireAddinSig"), 1, True),
        (("HKCU", OFFICE, "RequireAddinSig"), 0, False),
        (("HKCU", TRUSTED, "AllLocationsDisabled"), 1, True),
        (("HKCU", SYSTEM, "DisableCMD"), 1, True),
        (("HKCU", SYSTEM, "DisableCMD"), 2, False),
        (("HKLM", ASR, NO_CHILDREN), "1", True),
        (("HKLM", ASR, NO_CHILDREN), "2", False),
    ],
)
def test_policies(
    pc: OfficePC, where: tuple[str, str, str], value: str | int, is_wrong: bool
) -> None:
    checked = examined(pc, registry={where: value})
    assert found(checked) == (["DOCTOR_POLICY"] if is_wrong else [])


def test_no_excel_is_noticed_on_windows_only(pc: OfficePC) -> None:
    current = ("HKCR", r"Excel.Application\CurVer", "")
    patient = checks.Patient(
        pc.profile, pc.runtime, Path(), pc.environment, lambda *where: None, on_windows=True
    )
    finding = checks.excel(patient).finding
    assert finding is not None
    assert finding.code == "DOCTOR_NO_EXCEL"
    assert checks.excel(replace(patient, on_windows=False)).finding is None
    there = replace(patient, registry=lambda *where: {current: "Excel.Application.16"}.get(where))
    assert (checks.excel(there).detail, checks.excel(there).finding) == (
        "Excel.Application.16",
        None,
    )
