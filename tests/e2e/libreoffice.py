"""LibreOffice as a real spreadsheet engine for tests: recalculates and converts workbooks.

LibreOffice keeps the cached values of files that it did not write, unless its profile says
otherwise; so every session gets a fresh profile with ``OOXMLRecalcMode`` 0 (always recalculate).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def soffice() -> str | None:
    """The program, None where LibreOffice is not installed."""
    return shutil.which("soffice")


@cache
def _profile() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="thidua-lo-"))
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    return folder


def convert(files: Iterable[Path], to: str, out: Path) -> None:
    """Convert all files in one run (``to`` is ``xlsx``, ``pdf``…); raises where one is missing.

    Formulas are recalculated while loading.
    """
    program = soffice()
    assert program is not None, "LibreOffice is not installed"
    wanted = list(files)
    out.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{_profile()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            *map(str, wanted),
        ],
        capture_output=True,
        text=True,
        timeout=60 + 30 * len(wanted),
        check=False,
    )
    suffix = to.partition(":")[0]
    lost = [f.name for f in wanted if not (out / f.with_suffix(f".{suffix}").name).exists()]
    if lost:
        raise RuntimeError(f"not converted: {lost}\n{done.stdout}\n{done.stderr}")


def recalculated(files: Iterable[Path], out: Path) -> list[Path]:
    """The files as LibreOffice saves them after a full recalculation, in the same order."""
    wanted = list(files)
    convert(wanted, "xlsx", out)
    return [out / f.name for f in wanted]
