"""The text of every VBA module: ours, and those of the installed xlwings.

xlwings' module for custom add-ins works on the active workbook, which may be anybody's. So what
it would take from that workbook or its folder is switched off here, and what no button of ours
uses (its DLL, its own macros) is cut. Every place must be found exactly once, so a new release of
xlwings cannot slip past. See docs/adr/0009.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from thidua_addin.template.vba_project import Module, ModuleKind

__all__ = [
    "CHANGES",
    "CUTS",
    "Change",
    "Cut",
    "document_module",
    "shared_modules",
    "xlwings_folder",
]

_OURS: Final = Path(__file__).with_name("vba")

WORKBOOK_CLASS: Final = "00020819-0000-0000-C000-000000000046"
SHEET_CLASS: Final = "00020820-0000-0000-C000-000000000046"
_PLAIN_CLASS: Final = "FCFB3D2A-A0FA-1068-A738-08002B3371B5"


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement in xlwings' module."""

    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines of xlwings' module that are left out: from one beginning up to another."""

    first: str
    until: str
    why: str


CHANGES: Final = (
    Change(
        "'Version: ",
        "'Changed for thidua: settings come from the user's own file only (docs/adr/0009)\n"
        "'Version: ",
        "the licence asks for no more than its notice, a reader does",
    ),
    Change(
        'PROJECT_NAME As String = "myaddin"',
        'PROJECT_NAME As String = "xlwings"',
        "the name of the user's file of settings, .xlwings\\xlwings.conf",
    ),
    Change(
        'If source = "" Or source = "sheet" Then',
        'If source = "sheet" Then',
        "a sheet xlwings.conf in a received workbook would choose the interpreter",
    ),
    Change(
        'If source = "" Or source = "directory" Then',
        'If source = "directory" Then',
        "so would a file xlwings.conf beside it, on a USB stick",
    ),
    Change(
        "                uses_embedded_code = True\n",
        "                uses_embedded_code = False\n",
        "a sheet named *.py would be run as a program",
    ),
    Change(
        '        AddExcelDir = GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")\n    End If',
        '        AddExcelDir = "false"\n    End If',
        "a scoring.py beside the workbook would be imported instead of ours",
    ),
    Change(
        "        ActiveFullName = ActiveWorkbook.FullName\n"
        "        ThisFullName = ThisWorkbook.FullName\n"
        "    #End If",
        '        ActiveFullName = ""\n        ThisFullName = ""\n    #End If',
        "not needed without the line above; a ; in a folder's name would add folders to the path",
    ),
    Change(
        "interpreter, PYTHONPATH)\n        End If\n",
        "interpreter, PYTHONPATH)\n",
        "the end of the choice that is cut below",
    ),
)

CUTS: Final = (
    Cut("#If VBA7 Then\n", "Public Const XLWINGS_VERSION", "the functions of the DLL"),
    Cut(
        '    OPTIMIZED_CONNECTION = GetConfig("USE UDF SERVER"',
        "    ' PythonCommand with embedded code\n",
        "the choice of the server in the DLL",
    ),
    Cut(
        "        If OPTIMIZED_CONNECTION = True Then\n",
        "            RunPython = ExecuteWindows(",
        "the call of the server in the DLL",
    ),
    Cut(
        "Public Function RunFrozenPython(",
        "Private Sub CleanUp()",
        "frozen programs, functions in cells",
    ),
    Cut(
        "Function XLPyCommand()",
        '\'Attribute VB_Name = "Config"\n',
        "the server in the DLL, macros that change VBA modules",
    ),
    Cut("Function SaveConfigToFile(", "Function GetConfigFromFile(", "writing of settings"),
)


def xlwings_folder() -> Path:
    """Where the installed xlwings lies, found without importing it."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("xlwings is not installed", name="xlwings")
    return Path(spec.origin).parent


def shared_modules() -> tuple[Module, ...]:
    """The modules that the template and the add-in have in common."""
    folder = xlwings_folder()
    return (
        _module("ThiduaRibbon", ModuleKind.STANDARD, _read(_OURS / "ThiduaRibbon.bas")),
        _module(
            "xlwings", ModuleKind.STANDARD, _changed(_read(folder / "xlwings_custom_addin.bas"))
        ),
        _module("Dictionary", ModuleKind.CLASS, _class(_read(folder / "addin" / "Dictionary.cls"))),
    )


def document_module(name: str, class_id: str) -> Module:
    """The empty module behind the workbook or a sheet."""
    header = _attributes(name, class_id, predeclared=True, exposed=True, customizable=True)
    return _module(name, ModuleKind.DOCUMENT, header)


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii")


def _changed(text: str) -> str:
    for change in CHANGES:
        _require_one(text, change.old)
        text = text.replace(change.old, change.new)
    for cut in CUTS:
        _require_one(text, cut.first)
        before, _, after = text.partition(cut.first)
        _require_one(after, cut.until)
        text = before + after[after.index(cut.until) :]
    return text


def _require_one(text: str, part: str) -> None:
    if text.count(part) != 1:
        raise ValueError(f"xlwings' module has changed: {part!r} stands {text.count(part)} times")


def _class(text: str) -> str:
    """A class as it is stored: without the header of an exported file, with its base."""
    _, found, body = text.partition('Attribute VB_Description = "')
    if not found:
        raise ValueError("the class Dictionary has changed")
    code = body.partition("\n")[2]
    header = _attributes(
        "Dictionary", _PLAIN_CLASS, predeclared=False, exposed=True, customizable=False
    )
    return header + code


def _attributes(
    name: str, class_id: str, *, predeclared: bool, exposed: bool, customizable: bool
) -> str:
    return (
        f'Attribute VB_Name = "{name}"\n'
        f'Attribute VB_Base = "0{{{class_id}}}"\n'
        "Attribute VB_GlobalNameSpace = False\n"
        "Attribute VB_Creatable = False\n"
        f"Attribute VB_PredeclaredId = {predeclared}\n"
        f"Attribute VB_Exposed = {exposed}\n"
        "Attribute VB_TemplateDerived = False\n"
        f"Attribute VB_Customizable = {customizable}\n"
    )


def _module(name: str, kind: ModuleKind, text: str) -> Module:
    return Module(name, kind, text.replace("\r\n", "\n").replace("\n", "\r\n"))
