"""What only Windows knows: the registry, and the mark of files that came from elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

Registry: TypeAlias = Callable[[str, str, str], str | int | None]
"""Hive, key, name of a value; gives the value, None where there is none."""

_OFFICE: Final = ("16.0", "15.0", "14.0")
_CHILD_PROCESSES: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""The rule “Block all Office applications from creating child processes” of Defender."""

_INTERNET: Final = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """A value of the registry that keeps the buttons from working, and what it means."""

    hive: str
    key: str
    name: str
    values: frozenset[str]
    words: str


def _office_policies() -> tuple[Policy, ...]:
    found = []
    for version in _OFFICE:
        for root in (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office"):
            security = rf"{root}\{version}\Excel\Security"
            found += [
                Policy("HKCU", rf"{security}\Trusted Locations", "AllLocationsDisabled",
                       frozenset("1"), "tắt mọi nơi tin cậy (Trusted Locations)"),
                Policy("HKCU", security, "DisableAllAddins", frozenset("1"),
                       "tắt mọi phần bổ trợ của Excel (DisableAllAddins)"),
                Policy("HKCU", security, "RequireAddinSig", frozenset("1"),
                       "chỉ cho phần bổ trợ có chữ ký số (RequireAddinSig)"),
            ]  # fmt: skip
    return tuple(found)


POLICIES: Final = (
    *_office_policies(),
    Policy("HKCU", r"Software\Policies\Microsoft\Windows\System", "DisableCMD", frozenset("1"),
           "cấm cmd.exe (DisableCMD)"),
    Policy("HKLM", r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard"
           r"\ASR\Rules", _CHILD_PROCESSES, frozenset("1"),
           f"cấm Office mở chương trình khác (quy tắc ASR {_CHILD_PROCESSES})"),
)  # fmt: skip


def broken_policies(registry: Registry) -> tuple[str, ...]:
    """In words, which policies of this PC keep the buttons from working."""
    found = (p.words for p in POLICIES if str(registry(p.hive, p.key, p.name)) in p.values)
    return tuple(dict.fromkeys(found))


def excel_name(registry: Registry) -> str | None:
    """The installed Excel, such as ``Excel.Application.16``."""
    name = registry("HKCR", r"Excel.Application\CurVer", "")
    return name if isinstance(name, str) else None


def read_registry(hive: str, key: str, name: str) -> str | int | None:
    """A value of this PC's registry; None where there is none, and on other systems."""
    if sys.platform != "win32":
        return None
    import winreg

    hives = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }
    try:
        with winreg.OpenKey(hives[hive], key) as opened:
            value, _ = winreg.QueryValueEx(opened, name)
    except OSError:
        return None
    return value if isinstance(value, (str, int)) else None


def came_from_elsewhere(file: Path) -> bool:
    """Whether Windows remembers that a file came by mail or from the Internet.

    That is in the stream ``Zone.Identifier`` of the file, where the disk's format has streams.
    """
    try:
        text = Path(f"{file}:Zone.Identifier").read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError):
        return False
    zone = re.search(r"^\s*ZoneId\s*=\s*(\d+)", text, re.M)
    return zone is not None and int(zone[1]) >= _INTERNET
