"""What ``doctor`` looks at: the person's folders, the add-in, xlwings' configuration.

Each check is a function; ``doctor`` runs them all, whatever the others find.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Final

from scoring.findings import Finding
from thidua_addin import __version__
from thidua_addin.log import log_folder
from thidua_addin.setup.install import LINE, compiled_files
from thidua_addin.setup.paths import LINE_NAME, Profile, Runtime, on_network, representable
from thidua_addin.setup.settings import INTERPRETER, WORKBOOK_FOLDER, find
from thidua_addin.setup.windows import Registry, broken_policies, came_from_elsewhere, excel_name
from thidua_addin.workbook.atomic import TEMPORARY_PREFIX

LIBRARIES: Final = ("xlwings", "openpyxl", "pandas", "pydantic", "python-calamine", "XlsxWriter")
DISTURBING: Final = ("CONDA PATH", "CONDA ENV", "PYTHONPATH")
"""Settings of xlwings that RunPython follows."""
LONGEST_FOLDER: Final = 150
"""Letters; Excel opens paths up to 218, our file names have up to about 60."""
_MARKED_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined."""

    profile: Profile
    runtime: Runtime
    folder: Path
    """The folder in which the person works."""
    environment: Mapping[str, str]
    registry: Registry
    on_windows: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer: what was looked at, what is there, and what is wrong with it."""

    name: str
    title: str
    detail: str
    finding: Finding | None = None


def python(patient: Patient) -> Check:
    """Version, bits, path."""
    runtime = patient.runtime
    detail = f"{runtime.version}, {runtime.bits} bit, {runtime.interpreter}"
    finding = None
    if runtime.from_store:
        finding = Finding("SETUP_STORE_PYTHON", params={"file": str(runtime.interpreter)})
    elif runtime.bits != 64:
        finding = Finding("DOCTOR_PYTHON_BITS", params={"bits": str(runtime.bits)})
    return Check("python", "Python", detail, finding)


def libraries(patient: Patient) -> Check:
    """The versions of the libraries that the program needs."""
    found = {name: _version(name) for name in LIBRARIES}
    missing = [name for name, version in found.items() if version is None]
    detail = ", ".join(f"{name} {version or '(thiếu)'}" for name, version in found.items())
    finding = Finding("DOCTOR_LIBRARY_MISSING", params={"names": ", ".join(missing)})
    return Check("libraries", "Thư viện", detail, finding if missing else None)


def _version(name: str) -> str | None:
    try:
        return version_of(name)
    except PackageNotFoundError:
        return None


def profile(patient: Patient) -> Check:
    """Whether VBA can read the name of the person's folder."""
    home = patient.profile.home
    bad = Finding("SETUP_PROFILE_LETTERS", params={"folder": str(home)})
    fits = representable(str(home), patient.runtime.codec)
    return Check("profile", "Thư mục người dùng", str(home), None if fits else bad)


def interpreter(patient: Patient) -> Check:
    """Whether a click starts this Python."""
    file, codec = patient.profile.settings, patient.runtime.codec
    present = find(_content(file), INTERPRETER)
    title = "Python mà nút bấm gọi"
    if present is None:
        params = {"file": str(file), "key": INTERPRETER}
        return Check("interpreter", title, "", Finding("DOCTOR_SETTINGS_MISSING", params=params))
    found = present.value.decode(codec, "replace")
    expanded = Path(os.path.expandvars(found))
    finding = None
    if not expanded.is_absolute() or not expanded.is_file():
        finding = Finding("DOCTOR_INTERPRETER_GONE", params={"found": found})
    elif not _same(expanded, patient.runtime.interpreter):
        params = {"found": found, "wanted": str(patient.runtime.interpreter)}
        finding = Finding("DOCTOR_INTERPRETER_OTHER", params=params)
    return Check("interpreter", title, found, finding)


def _same(one: Path, other: Path) -> bool:
    """The same path; links of a virtual environment are not followed, short names are."""
    if os.path.normcase(one) == os.path.normcase(other):
        return True
    return os.name == "nt" and one.exists() and other.exists() and one.samefile(other)


def workbook_folder(patient: Patient) -> Check:
    """Whether Python looks for modules beside the workbook."""
    present = find(_content(patient.profile.settings), WORKBOOK_FOLDER)
    value = present.value.decode("latin-1") if present else ""
    bad = Finding("DOCTOR_WORKBOOK_FOLDER", params={"key": WORKBOOK_FOLDER})
    off = value.strip().lower() == "false"
    return Check("workbook_folder", WORKBOOK_FOLDER, value, None if off else bad)


def other_settings(patient: Patient) -> Check:
    """Settings of the person's own that change what a click does."""
    content = _content(patient.profile.settings)
    found = [key for key in DISTURBING if (s := find(content, key)) is not None and s.value.strip()]
    names = ", ".join(found)
    bad = Finding("DOCTOR_OTHER_SETTINGS", params={"names": names})
    return Check("other_settings", "Mục khác của xlwings", names, bad if found else None)


def addin(patient: Patient) -> Check:
    """Whether the add-in is in place, and is the one of this version."""
    from thidua_addin.template.build import addin_version

    file, title = patient.profile.addin, "Phần bổ trợ"
    present, wanted = _content(file), _content(patient.runtime.addin)
    if not present:
        finding = Finding("DOCTOR_ADDIN_MISSING", params={"file": str(file)})
        return Check("addin", title, "", finding)
    found = addin_version(file)
    finding_or_none: Finding | None = None
    if found is None:
        finding_or_none = Finding("DOCTOR_ADDIN_FOREIGN", params={"file": str(file)})
    elif found != __version__:
        params = {"found": found, "wanted": __version__}
        finding_or_none = Finding("DOCTOR_ADDIN_VERSION", params=params)
    elif present != wanted:
        finding_or_none = Finding("DOCTOR_ADDIN_CHANGED", params={"file": str(file)})
    elif came_from_elsewhere(file):
        finding_or_none = Finding("DOCTOR_ADDIN_MARKED", params={"file": str(file)})
    detail = f"{found}, {file}" if found else str(file)
    return Check("addin", title, detail, finding_or_none)


def xlstart(patient: Patient) -> Check:
    """Whether the add-in's folder can be written, and is trusted."""
    folder, title = patient.profile.xlstart, "Thư mục XLSTART"
    if not _writable(folder):
        return Check("xlstart", title, str(folder), _closed(folder, "nơi đặt phần bổ trợ"))
    finding = Finding("DOCTOR_XLSTART_NETWORK", params={"folder": str(folder)})
    return Check("xlstart", title, str(folder), finding if on_network(folder) else None)


def log(patient: Patient) -> Check:
    """Whether the log can be written."""
    folder = log_folder()
    bad = None if _writable(folder) else _closed(folder, "nhật ký của nút bấm")
    return Check("log", "Thư mục nhật ký", str(folder), bad)


def temporary(patient: Patient) -> Check:
    """Whether RunPython can write what goes wrong: without its file nothing starts."""
    named = patient.environment.get("TEMP") or patient.environment.get("TMP")
    folder = Path(named or tempfile.gettempdir())
    bad = None if folder.is_dir() and _writable(folder) else _closed(folder, "thư mục tạm TEMP")
    return Check("temporary", "Thư mục tạm", str(folder), bad)


def work_folder(patient: Patient) -> Check:
    """Whether forms can be kept in the folder in which the person works."""
    folder = patient.folder
    finding = None
    if not _writable(folder):
        finding = Finding("DOCTOR_WORK_FOLDER_CLOSED", params={"folder": str(folder)})
    elif _in_onedrive(folder, patient.environment):
        finding = Finding("DOCTOR_ONEDRIVE", params={"folder": str(folder)})
    elif len(str(folder)) > LONGEST_FOLDER:
        params = {"length": str(len(str(folder))), "limit": str(LONGEST_FOLDER)}
        finding = Finding("DOCTOR_LONG_PATH", params=params)
    return Check("work_folder", "Thư mục làm việc", str(folder), finding)


def _in_onedrive(folder: Path, environment: Mapping[str, str]) -> bool:
    roots = (environment.get(name) for name in ("OneDrive", "OneDriveCommercial",
                                                "OneDriveConsumer"))  # fmt: skip
    return any(part.casefold() == "onedrive" or part.casefold().startswith("onedrive - ")
               for part in folder.parts) or any(
        root and folder.is_relative_to(root) for root in roots
    )  # fmt: skip


def marked(patient: Patient) -> Check:
    """Workbooks with macros, in the folder of work, that Excel will not run."""
    books = sorted(patient.folder.glob("*.xlsm"))
    names = [book.name for book in books if came_from_elsewhere(book)]
    shown = ", ".join(names[:_MARKED_SHOWN]) + (", …" if len(names) > _MARKED_SHOWN else "")
    bad = Finding("DOCTOR_WORKBOOK_MARKED", params={"names": shown})
    detail = f"{len(books)} tệp .xlsm trong thư mục làm việc"
    return Check("marked", "Dấu “tải từ Internet”", detail, bad if names else None)


def quick_start(patient: Patient) -> Check:
    """Whether a click leaves out what it never uses."""
    files = [folder / LINE_NAME for folder in patient.runtime.site_folders]
    there = next((file for file in files if _content(file) == LINE), None)
    bad = Finding("DOCTOR_NO_QUICK_START", params={"file": LINE_NAME})
    return Check("quick_start", "Bấm nút nhanh", str(there or ""), None if there else bad)


def compiled(patient: Patient) -> Check:
    """Whether the modules of a click are compiled."""
    files = [file for package in patient.runtime.packages for file in compiled_files(package)]
    missing = sum(not file.exists() for file in files)
    bad = Finding("DOCTOR_NOT_COMPILED", params={"count": str(missing)})
    return Check("compiled", "Biên dịch sẵn", f"{len(files)} mô-đun", bad if missing else None)


def policies(patient: Patient) -> Check:
    """Policies of the PC that keep the buttons from working."""
    found = broken_policies(patient.registry)
    bad = Finding("DOCTOR_POLICY", params={"policy": "; ".join(found)})
    return Check("policies", "Chính sách của máy", "", bad if found else None)


def excel(patient: Patient) -> Check:
    """The installed Excel; on other systems than Windows there is none to look for."""
    name = excel_name(patient.registry)
    bad = Finding("DOCTOR_NO_EXCEL") if name is None and patient.on_windows else None
    return Check("excel", "Excel", name or "chỉ tìm được trên Windows", bad)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _closed(folder: Path, purpose: str) -> Finding:
    return Finding("DOCTOR_FOLDER_CLOSED", params={"folder": str(folder), "purpose": purpose})


def _writable(folder: Path) -> bool:
    """Whether a file can be made there; for a folder yet to come, in the nearest that is there.

    A file is really made and removed: the permissions that Windows shows do not tell.
    """
    place = next((f for f in (folder, *folder.parents) if f.exists()), folder)
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=TEMPORARY_PREFIX, suffix=".tmp"):
            return True
    except OSError:
        return False
