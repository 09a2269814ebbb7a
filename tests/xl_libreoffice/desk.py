"""A person at an open workbook in LibreOffice: types, presses buttons, looks."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.dates import excel_serial
from scoring.fields import Address
from scoring.snapshot import Place
from tests.xl_libreoffice import office
from tests.xl_libreoffice.engine import BUSY, LACKS, MUTE, READ_ONLY, SAID
from thidua_addin.form.model import FormCell

HOOK = Path(__file__).parent / "hook"


def run_python(command: str, book: str) -> tuple[str, ...]:
    """The command line that RunPython starts for a command, with the add-in's settings."""
    code = f'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;;"); {command}'
    program = "/Program Files/Microsoft Office/Microsoft Excel"
    return (
        sys.executable, "-B", "-c", code,
        f"--wb={book}", "--from_xl=1", f"--app={program}", "--hwnd=1",
    )  # fmt: skip


@dataclass
class Press:
    """What a press showed: message boxes and status lines, in their order.

    ``freed`` tells whether the status bar was given back before.
    """

    boxes: list[str]
    status: list[str]
    freed: bool
    serious: list[str]


class Desk:
    """One open workbook."""

    def __init__(self, pipe: str, path: Path, state: Path) -> None:
        self.pipe = pipe
        self.desktop = office.desktop(pipe)
        self.path = path
        self.state = state
        self.document = office.open_document(self.desktop, path)

    def press(
        self, button: str, *, book: str | None = None, can_write: bool = True, **environment: str
    ) -> Press:
        """Press a button; it must end quietly with status 0.

        Without ``can_write`` no file can be written at all: for root no folder is read-only.
        """
        command = f"import thidua_addin.buttons; thidua_addin.buttons.{button}()"
        if not can_write:
            limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
            command = limit + command
        return self.run(command, book=book, **environment)

    def run(self, command: str, *, book: str | None = None, **environment: str) -> Press:
        """Run a command as RunPython does."""
        name = self.path.name if book is None else book
        return self.start(run_python(command, name), **environment)

    def start(self, command_line: Sequence[str], **environment: str) -> Press:
        """Start a process that finds this LibreOffice as its host; it must end quietly."""
        said = self.state / "said.jsonl"
        said.unlink(missing_ok=True)
        env = {k: v for k, v in os.environ.items() if k not in (BUSY, MUTE, LACKS, READ_ONLY)}
        env |= {
            office.PIPE: self.pipe,
            SAID: str(said),
            "PYTHONPATH": os.pathsep.join((str(HOOK), str(HOOK.parents[2]))),
            "XDG_STATE_HOME": str(self.state),
            **environment,
        }
        env.pop("LOCALAPPDATA", None)
        done = subprocess.run(
            command_line,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        lines = said.read_text(encoding="utf-8").splitlines() if said.exists() else []
        told = [json.loads(line) for line in lines]
        return Press(
            [t for k, t in told if k in ("alert", "critical")],
            [t for k, t in told if k == "status" and t is not False],
            told[:1] == [["status", False]],
            [t for k, t in told if k == "critical"],
        )

    @property
    def log(self) -> str:
        file = self.state / "thidua" / "log" / "thidua.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def sheet(self, name: str) -> Any:
        return self.document.Sheets.getByName(name)

    def cell(self, at: Place) -> Any:
        return self.sheet(at.sheet).getCellByPosition(at.column - 1, at.row - 1)

    def text(self, sheet: str, address: str) -> str:
        return str(self.sheet(sheet).getCellRangeByName(address).String)

    def type(self, at: Place, value: object) -> None:
        """Type a value into a cell; a date keeps the cell's own format."""
        cell = self.cell(at)
        match value:
            case None:
                cell.setString("")
            case bool():
                raise TypeError("nobody types that")
            case str():
                cell.setString(value)
            case int() | float() | Decimal():
                cell.setValue(float(value))
            case dt.date():
                cell.setValue(float(excel_serial(value)))
            case _:
                raise TypeError(value)

    def fill(self, cells: Iterable[FormCell], values: Iterable[tuple[Address, object]]) -> None:
        where = {cell.address: cell.place for cell in cells if cell.input}
        for address, value in values:
            self.type(where[address], value)

    def rows(self, sheet: str, first: int, column: int, width: int) -> list[list[str]]:
        """The texts of the rows from ``first`` on, up to the first blank one."""
        found: list[list[str]] = []
        cells = self.sheet(sheet)
        while True:
            row = first + len(found) - 1
            texts = [cells.getCellByPosition(column - 1 + c, row).String for c in range(width)]
            if not any(texts):
                return found
            found.append(texts)

    @property
    def selected(self) -> str:
        """``Sheet!A1`` of the selection, or its area."""
        cells = self.document.CurrentController.Selection
        return f"{cells.Spreadsheet.Name}!{_plain(cells.AbsoluteName)}"

    def select(self, sheet: str, address: str) -> None:
        controller = self.document.CurrentController
        controller.setActiveSheet(self.sheet(sheet))
        controller.select(self.sheet(sheet).getCellRangeByName(address))

    def save(self, folder: Path) -> Path:
        """Save a copy as .xlsx under the same stem."""
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.path.stem}.xlsx"
        office.save_as(self.document, path)
        return path

    def close(self) -> None:
        for document in list(office.documents(self.desktop)):
            document.close(True)


def _plain(name: str) -> str:
    return name.rpartition(".")[2].replace("$", "")
