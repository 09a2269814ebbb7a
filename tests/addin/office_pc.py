"""A pretend office PC: a Windows profile in a folder, a Python with two small packages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from scoring.findings import Finding
from thidua_addin.setup.install import install
from thidua_addin.setup.paths import Profile, Runtime, profile_from
from thidua_addin.setup.report import Done, Step
from thidua_addin.setup.uninstall import uninstall
from thidua_addin.template.build import ADDIN_FILE

AT = dt.datetime(2021, 2, 20, 8, 0, 5)


@dataclass(frozen=True)
class OfficePC:
    environment: dict[str, str]
    runtime: Runtime

    @property
    def profile(self) -> Profile:
        return profile_from(self.environment)

    def install(self) -> tuple[Step, ...]:
        return install(self.profile, self.runtime, AT)

    def uninstall(self) -> tuple[Step, ...]:
        return uninstall(self.profile, self.runtime)

    def settings(self) -> bytes:
        return self.profile.settings.read_bytes()

    def has_settings(self, content: bytes) -> Path:
        return written(self.profile.settings, content)


def office_pc(root: Path, name: str = "canbo") -> OfficePC:
    """A PC whose person has never installed anything."""
    home = root / "Users" / name
    environment = {
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(home / "AppData" / "Local"),
    }
    for folder in environment.values():
        Path(folder).mkdir(parents=True)
    python = written(root / "Python" / "python.exe", b"MZ")
    module = written(root / "Python" / "Lib" / "thidua_addin" / "buttons.py", b"X = 1\n")
    runtime = Runtime(
        interpreter=python,
        base=python.parent,
        version="3.11.9",
        bits=64,
        site_folders=(root / "Python" / "Lib" / "site-packages",),
        packages=(module.parent,),
        addin=ADDIN_FILE,
        codec="utf-8",
    )
    runtime.site_folders[0].mkdir()
    return OfficePC(environment, runtime)


def written(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def contents(root: Path) -> dict[str, bytes | None]:
    """Every file and every folder below a folder."""
    return {
        str(p.relative_to(root)): None if p.is_dir() else p.read_bytes()
        for p in sorted(root.rglob("*"))
    }


def done(steps: tuple[Step, ...]) -> dict[str, Done]:
    return {step.name: step.done for step in steps}


def codes(findings: tuple[Finding | None, ...]) -> list[str]:
    return [finding.code for finding in findings if finding is not None]
