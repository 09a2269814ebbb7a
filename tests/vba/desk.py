"""A pretend office desk: Windows, Excel and a person who presses ribbon buttons.

The VBA comes out of the built file, by way of a reader that did not write it, and runs in that
reader's interpreter, which knows the language but no Excel, no files and no other programs. This
module gives it the little that xlwings' RunPython looks at, and stops where a process would start.
``command_of`` is what another test can take to run the very command.
"""

# ruff: noqa: N802, N803 - members are named as Office names them

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyopenvba import ExcelFile
from pyopenvba.interpreter import (
    NOTHING,
    HostBridge,
    Interpreter,
    VBAInt,
    VBAObject,
    member,
    method,
    to_text,
)
from pyopenvba.interpreter import _ast as ast
from pyopenvba.interpreter import _runtime as runtime
from pyopenvba.interpreter._values import error
from pyopenvba.vba import VBAModuleKind

PROFILE = "C:\\Users\\Nguyễn Văn A"
PYTHON = f"{PROFILE}\\thi đua\\python.exe"
SETTINGS = f"{PROFILE}\\.xlwings\\xlwings.conf"
INSTALLED = {SETTINGS: f'"INTERPRETER_WIN","{PYTHON}"\r\n', PYTHON: ""}
"""Files of a desk on which the program is installed."""


class Sheet(VBAObject):
    vba_type_name = "Worksheet"

    def __init__(self, name: str) -> None:
        self.name = name

    @member
    def Name(self) -> object:
        return self.name


class Sheets(VBAObject):
    vba_type_name = "Sheets"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.sheets = [Sheet(name) for name in names]

    @member(default=True)
    def Item(self, Index: object) -> object:
        for sheet in self.sheets:
            if sheet.name.lower() == to_text(Index).lower():
                return sheet
        raise error(9)

    def vba_iterate(self) -> Iterator[object]:
        yield from self.sheets


class Book(VBAObject):
    """A workbook: its full name and the names of its sheets."""

    vba_type_name = "Workbook"

    def __init__(self, full_name: str, sheets: tuple[str, ...] = ("Thông tin",)) -> None:
        self.full_name = full_name
        self.sheets = Sheets(sheets)

    @member
    def FullName(self) -> object:
        return self.full_name

    @member
    def Name(self) -> object:
        return self.full_name.rpartition("\\")[2]

    @member
    def Path(self) -> object:
        return self.full_name.rpartition("\\")[0]

    @member
    def Worksheets(self) -> object:
        return self.sheets

    @member(name="Sheets")
    def Sheets_(self) -> object:
        return self.sheets


class Books(VBAObject):
    """The open workbooks: an add-in is found by its name only."""

    vba_type_name = "Workbooks"

    def __init__(self, books: tuple[Book, ...]) -> None:
        self.books = books

    @member(default=True)
    def Item(self, Index: object) -> object:
        for book in self.books:
            if to_text(book.Name()).lower() == to_text(Index).lower():
                return book
        raise error(9)


class Shell(VBAObject):
    """WScript.Shell: remembers what it was to run and to show."""

    vba_type_name = "WshShell"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @method
    def Run(self, Command: object, WindowStyle: object, WaitOnReturn: object) -> object:
        self.desk.commands.append(to_text(Command))
        self.desk.windows.append((int(str(WindowStyle)), bool(WaitOnReturn)))
        return VBAInt(0, "Long")

    @method
    def Popup(self, Text: object, Wait: object, Title: object, Type: object) -> object:
        if not self.desk.popups_work:
            raise error(429)
        self.desk.popups.append((to_text(Title), to_text(Text)))
        return VBAInt(1, "Long")

    @method
    def ExpandEnvironmentStrings(self, Text: object) -> object:
        text = to_text(Text)
        # A string compared with True reads "True" and "False" as what they say.
        return {"True": True, "False": False}.get(text, text)


class Control(VBAObject):
    """IRibbonControl."""

    vba_type_name = "IRibbonControl"

    def __init__(self, identifier: str, tag: str = "") -> None:
        self.identifier, self.tag = identifier, tag

    @member
    def Id(self) -> object:
        return self.identifier

    @member
    def Tag(self) -> object:
        return self.tag


class Application(VBAObject):
    vba_type_name = "Application"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @member
    def Name(self) -> object:
        return "Microsoft Excel"

    @member
    def Path(self) -> object:
        return "C:\\Program Files\\Microsoft Office\\root\\Office16"

    @member
    def Hwnd(self) -> object:
        return VBAInt(132456, "Long")

    @member
    def Workbooks(self) -> object:
        return Books(self.desk.books)


class _Excel(HostBridge):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shell = Shell(desk)

    def global_object(self, name: str) -> object:
        known: dict[str, Callable[[], object]] = {
            "application": lambda: Application(self.desk),
            "activeworkbook": lambda: self.desk.active or NOTHING,
            "thisworkbook": lambda: self.desk.this,
        }
        return known[name]() if name in known else runtime.UNRESOLVED

    def create(self, type_name_: str) -> object:
        assert type_name_ == "WScript.Shell", type_name_
        return self.shell


@dataclass
class Desk:
    """``this`` is the workbook that holds the VBA, ``active`` the one in front.

    ``files`` are the files of the pretend disk by full path (case does not count), with their
    text; ``also_open`` are further open workbooks and add-ins.
    """

    vba_in: Path
    this: Book
    active: Book | None
    files: dict[str, str] = field(default_factory=lambda: dict(INSTALLED))
    also_open: tuple[Book, ...] = ()
    popups_work: bool = True
    commands: list[str] = field(default_factory=list)
    dialogs: list[tuple[str, str, str, int]] = field(default_factory=list)
    windows: list[tuple[int, bool]] = field(default_factory=list)
    popups: list[tuple[str, str]] = field(default_factory=list)

    @property
    def books(self) -> tuple[Book, ...]:
        return (self.this, *([self.active] if self.active else []), *self.also_open)

    def press(self, callback: str) -> None:
        """Press the button with this onAction."""
        self._interpreter().run(callback, [Control("button")])

    def visible(self, tag: str) -> object:
        """What getVisible answers for the tab with this tag."""
        answer = runtime.Slot()
        self._interpreter().run("ThiduaGetVisible", [Control("ThiduaTab", tag), answer])
        return answer.get()

    def _interpreter(self) -> Interpreter:
        made = _FileReader(_Excel(self), self)
        with ExcelFile(self.vba_in) as package:
            for module in package.vba_project().modules:
                kind = "standard" if module.kind is VBAModuleKind.standard else "class"
                made.add_module(_without_comments(module.source), name=module.name, kind=kind)
        self.dialogs = made.dialogs
        return made


def command_of(vba_in: Path, callback: str, workbook: str, python: str = PYTHON) -> str:
    """The command line that a press starts: ``workbook`` is the full name of the active one.

    ``vba_in`` is the template or the add-in; ``python`` the interpreter in the user's settings.
    """
    files = {SETTINGS: f'"INTERPRETER_WIN","{python}"\r\n', python: ""}
    active = Book(workbook)
    this = active if vba_in.suffix == ".xlsm" else Book(f"{PROFILE}\\XLSTART\\thidua.xlam")
    desk = Desk(vba_in, this, active, files)
    desk.press(callback)
    (command,) = desk.commands
    return command


class _FileReader(Interpreter):
    """The interpreter with a disk to read from: Open For Input, Input #, EOF, Close, GetAttr."""

    def __init__(self, host: HostBridge, desk: Desk) -> None:
        super().__init__(host)
        self.files = {path.lower(): text for path, text in desk.files.items()}
        self.opened: dict[int, list[str]] = {}
        self._intrinsics = {
            **self._intrinsics,
            "environ": lambda _i, args, _n: {"userprofile": PROFILE, "temp": f"{PROFILE}\\Temp"}[
                to_text(args[0]).lower()
            ],
            "freefile": lambda _i, _a, _n: VBAInt(len(self.opened) + 1, "Integer"),
            "eof": lambda _i, args, _n: not self.opened[int(str(args[0]))],
            "getattr": self._attributes,
        }

    def _attributes(self, _i: Interpreter, args: list[object], _n: dict[str, object]) -> object:
        if to_text(args[0]).lower() not in self.files:
            raise error(53)
        return VBAInt(32, "Integer")

    def _execute(self, statement: Any, frame: Any) -> None:
        if isinstance(statement, ast.Unsupported):
            self._file_statement(statement.text.replace(",", " ").replace("#", " ").split(), frame)
        else:
            super()._execute(statement, frame)

    def _file_statement(self, words: list[str], frame: Any) -> None:
        match [word.lower() for word in words]:
            case ["open", _, "for", "input", "as", _]:
                text = self.files[to_text(self.lookup(words[1], frame)).lower()]
                number = int(str(self.lookup(words[5], frame)))
                self.opened[number] = [v for line in text.splitlines() for v in _values(line)]
            case ["input", _, *names]:
                waiting = self.opened[int(str(self.lookup(words[1], frame)))]
                for name in names:
                    if not waiting:
                        raise error(62)
                    self.lookup(name, frame, want_slot=True).set(waiting.pop(0))
            case ["close", _]:
                del self.opened[int(str(self.lookup(words[1], frame)))]
            case ["kill", _]:
                raise error(53)
            case _:
                raise AssertionError(f"a statement that no button should reach: {words}")


def _values(line: str) -> list[str]:
    return [value.strip('"') for value in line.split('","')]


def _without_comments(source: str) -> str:
    """Comments after a # directive away: the interpreter's reader of directives has none."""
    lines = source.splitlines(keepends=True)
    return "".join(
        line.partition("'")[0].rstrip() + "\r\n" if line.lstrip().startswith("#") else line
        for line in lines
    )


__all__ = ["INSTALLED", "PROFILE", "PYTHON", "SETTINGS", "Book", "Desk", "command_of"]
