"""Where things lie on a Windows PC, told by the environment, and which Python this is.

Nothing here looks at a fixed place: a test gives another environment and has another PC.
"""

from __future__ import annotations

import os
import site
import struct
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from thidua_addin.errors import nothing_done

ADDIN_NAME: Final = "thidua.xlam"
LINE_NAME: Final = "thidua_quick_start.pth"


@dataclass(frozen=True, slots=True)
class Profile:
    """The folders of a person's Windows profile."""

    home: Path
    roaming: Path
    local: Path

    @property
    def settings(self) -> Path:
        """The file in which RunPython looks for the interpreter."""
        return self.home / ".xlwings" / "xlwings.conf"

    @property
    def xlstart(self) -> Path:
        """The folder whose files Excel opens when it starts, and trusts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin(self) -> Path:
        """The add-in's place."""
        return self.xlstart / ADDIN_NAME

    @property
    def ours(self) -> Path:
        """The folder of our own notes."""
        return self.local / "thidua"

    @property
    def record(self) -> Path:
        """What ``install`` did."""
        return self.ours / "cai-dat.json"

    @property
    def backups(self) -> Path:
        """Copies of what was changed; never in XLSTART, where Excel would open them."""
        return self.ours / "sao-luu"


def profile_from(environment: Mapping[str, str]) -> Profile:
    """The profile that the variables of Windows name.

    Raises NothingDone without ``USERPROFILE``: the add-in looks for its settings there only.
    """
    home = environment.get("USERPROFILE", "").strip()
    if not home:
        raise nothing_done("SETUP_NO_PROFILE", variable="USERPROFILE")
    roaming, local = environment.get("APPDATA"), environment.get("LOCALAPPDATA")
    return Profile(
        Path(home),
        Path(roaming) if roaming else Path(home) / "AppData" / "Roaming",
        Path(local) if local else Path(home) / "AppData" / "Local",
    )


@dataclass(frozen=True, slots=True)
class Runtime:
    """The Python that runs now, and what of the program lies where."""

    interpreter: Path
    """``python.exe``, never ``pythonw.exe``: RunPython's ``cmd.exe`` would not wait for that."""
    base: Path
    """Where that Python was installed; another folder than the interpreter's in a venv."""
    version: str
    bits: int
    site_folders: tuple[Path, ...]
    """Folders in which Python looks for ``.pth`` files when it starts, the preferred first."""
    packages: tuple[Path, ...]
    """Folders of the packages that a click imports."""
    addin: Path
    """The add-in inside the package."""
    codec: str
    """The code page in which VBA reads files and names of files."""

    @property
    def from_store(self) -> bool:
        """Whether Windows shows this Python a private copy of the profile."""
        parts = {p.casefold() for f in (self.interpreter, self.base) for p in _parts(f)}
        return any(p == "windowsapps" or p.startswith("pythonsoftwarefoundation.") for p in parts)


def _parts(path: Path) -> list[str]:
    return str(path).replace("\\", "/").split("/")


def this_runtime() -> Runtime:
    """What runs now."""
    from thidua_addin.template.build import ADDIN_FILE

    return Runtime(
        interpreter=_console(Path(os.path.abspath(sys.executable))),
        base=Path(sys.base_prefix),
        version=".".join(str(part) for part in sys.version_info[:3]),
        bits=8 * struct.calcsize("P"),
        site_folders=_site_folders(),
        packages=_packages("scoring", "thidua_addin", "xlwings"),
        addin=ADDIN_FILE,
        codec="mbcs" if os.name == "nt" else "utf-8",
    )


def _console(interpreter: Path) -> Path:
    other = interpreter.with_name("python.exe")
    return other if interpreter.name.lower() == "pythonw.exe" and other.exists() else interpreter


def _site_folders() -> tuple[Path, ...]:
    folders = [sysconfig.get_path("purelib")]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return tuple(Path(folder) for folder in folders)


def _packages(*names: str) -> tuple[Path, ...]:
    found = (find_spec(name) for name in names)
    return tuple(Path(f.origin).parent for f in found if f is not None and f.origin is not None)


def readable_for_vba(path: Path, codec: str) -> str | None:
    """The path as VBA can read it from a file; None where it cannot.

    VBA reads files, and asks whether a file exists, in the code page of Windows, which lacks most
    Vietnamese letters. Windows may have a short name (``NGUYN~1``) for the same file.
    """
    for text in (str(path), _short(path)):
        if text is not None and representable(text, codec):
            return text
    return None


def representable(text: str, codec: str) -> bool:
    """Whether the code page holds every letter of the text."""
    try:
        return text.encode(codec).decode(codec) == text
    except UnicodeError:
        return False


def _short(path: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    name = ctypes.create_unicode_buffer(32768)
    got = ctypes.windll.kernel32.GetShortPathNameW(str(path), name, len(name))
    return name.value if 0 < got < len(name) else None


def on_network(path: Path) -> bool:
    r"""Whether the path stands on another computer: ``\\server\share`` or a mapped drive."""
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform != "win32":
        return False
    import ctypes

    remote = 4
    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == remote)
