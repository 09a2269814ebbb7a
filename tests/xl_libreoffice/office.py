"""A LibreOffice that runs in the background, and the documents that are open in it."""

from __future__ import annotations

import builtins
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

PIPE = "THIDUA_TEST_OFFICE"
"""Environment: the pipe on which the office listens. Only tests know it."""

_UNO_FOLDER = "/usr/lib/python3/dist-packages"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def load_uno() -> ModuleType:
    """The uno module of the system, without its folder and its import hook left behind."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    hooked = builtins.__import__
    sys.path.append(_UNO_FOLDER)
    try:
        import uno
    finally:
        builtins.__import__ = hooked
        sys.path.remove(_UNO_FOLDER)
    return uno


def struct(name: str, **values: object) -> Any:
    """A UNO struct with these members."""
    made = load_uno().createUnoStruct(name)
    for key, value in values.items():
        setattr(made, key, value)
    return made


def desktop(pipe: str) -> Any:
    """The desktop of the office behind a pipe."""
    uno = load_uno()
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def documents(desk: Any) -> Iterator[Any]:
    """Every open spreadsheet."""
    components = desk.Components.createEnumeration()
    while components.hasMoreElements():
        document = components.nextElement()
        if document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            yield document


def url(path: Path) -> str:
    """The URL of a file."""
    return str(load_uno().systemPathToFileUrl(str(path.resolve())))


def path_of(document: Any) -> Path | None:
    """The file of a document; None for one that was never saved."""
    return Path(load_uno().fileUrlToSystemPath(document.URL)) if document.URL else None


def open_document(desk: Any, path: Path) -> Any:
    """Open a file; its macros do not run."""
    value = struct("com.sun.star.beans.PropertyValue", Name="MacroExecutionMode", Value=0)
    document = desk.loadComponentFromURL(url(path), "_blank", 0, (value,))
    assert document is not None, f"LibreOffice does not open {path}"
    return document


def save_as(document: Any, path: Path) -> None:
    """Write the document as .xlsx, as it is now."""
    value = struct(
        "com.sun.star.beans.PropertyValue", Name="FilterName", Value="Calc MS Excel 2007 XML"
    )
    document.storeToURL(url(path), (value,))


@contextlib.contextmanager
def running() -> Iterator[str]:
    """An office with a profile of its own; gives its pipe."""
    program = shutil.which("soffice")
    assert program is not None, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory(prefix="thidua-lo-", ignore_cleanup_errors=True) as folder:
        user = Path(folder) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        pipe = f"thidua{os.getpid()}{time.monotonic_ns()}"
        process = subprocess.Popen(
            [
                program,
                f"-env:UserInstallation=file://{folder}",
                "--headless",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={pipe};urp",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(pipe)
            yield pipe
        finally:
            with contextlib.suppress(Exception):
                desktop(pipe).terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(pipe: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            desktop(pipe)
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
