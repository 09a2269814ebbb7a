"""The VBA texts: ours are small and clean, xlwings' is its own but for what is listed."""

from __future__ import annotations

import difflib
import re
import unicodedata

import pytest
from pyvbaanalysis import DiagnosticSeverity, analyze_workbook

from tests.vba.sources import ADDIN, ROOT, TEMPLATE
from thidua_addin.template import vba_sources
from thidua_addin.template.vba_sources import CHANGES, CUTS, shared_modules, xlwings_folder

OURS = ROOT / "thidua_addin" / "template" / "vba"
SOURCES = {module.name: module.source for module in shared_modules()}


def test_the_sources_are_ascii() -> None:
    assert all(file.read_bytes().isascii() for file in OURS.iterdir())
    assert all(source.isascii() for source in SOURCES.values())


def test_our_module_holds_no_logic_of_the_domain() -> None:
    code = [
        line
        for line in SOURCES["ThiduaRibbon"].splitlines()
        if line.strip() and not line.lstrip().startswith("'")
    ]
    assert len(code) < 100
    assert max(map(len, code)) < 1023  # VBA's longest line
    assert not re.search(r"Declare |Range\(|Cells\(|Worksheets", SOURCES["ThiduaRibbon"])


def test_no_quotes_inside_a_python_command() -> None:
    (command,) = re.findall(r"RunPython (.*)\r", SOURCES["ThiduaRibbon"])
    assert command == '"import thidua_addin.buttons; thidua_addin.buttons." & Button & "()"'
    assert '""' not in command.replace('"()"', "")


def test_messages_are_composed_vietnamese() -> None:
    texts = re.findall(r'Const \w+ As String = "(.*)"', SOURCES["ThiduaRibbon"])
    shown = [re.sub(r"\\u(\w{4})", lambda m: chr(int(m[1], 16)), text) for text in texts]
    assert all(unicodedata.is_normalized("NFC", text) and "\\" not in text for text in shown)
    assert "Thi đua" in shown


def test_xlwings_module_is_its_own_but_for_these_lines() -> None:
    own = (xlwings_folder() / "xlwings_custom_addin.bas").read_text(encoding="ascii").splitlines()
    difference = difflib.unified_diff(own, SOURCES["xlwings"].splitlines(), n=0, lineterm="")
    added = [line[1:].strip() for line in difference if re.match(r"\+(?!\+\+)", line)]
    assert added == [
        "'Changed for thidua: settings come from the user's own file only (docs/adr/0009)",
        'Public Const PROJECT_NAME As String = "xlwings"',
        "uses_embedded_code = False",
        'AddExcelDir = "false"',
        'ActiveFullName = ""',
        'ThisFullName = ""',
        'If source = "sheet" Then',
        'If source = "directory" Then',
    ]
    assert all(change.why for change in (*CHANGES, *CUTS))


def test_nothing_of_a_dll_or_of_changing_macros_is_left() -> None:
    for word in ("Declare ", "LoadLibrary", ".dll", "VBProject", "XLPy"):
        lines = [ln for ln in SOURCES["xlwings"].splitlines() if not ln.lstrip().startswith("'")]
        assert not [ln for ln in lines if word in ln], word


def test_a_new_release_of_xlwings_cannot_slip_past(monkeypatch: pytest.MonkeyPatch) -> None:
    read = vba_sources._read
    monkeypatch.setattr(vba_sources, "_read", lambda path: read(path).replace('"sheet"', '"Sheet"'))
    with pytest.raises(ValueError, match="xlwings' module has changed"):
        shared_modules()


@pytest.mark.parametrize("file", [TEMPLATE, ADDIN], ids=["template", "add-in"])
def test_static_analysis_finds_no_error(file: object) -> None:
    found = analyze_workbook(file)
    assert {m for m, ds in found.items() if ds} <= {"xlwings"}
    assert not [
        d.message for ds in found.values() for d in ds if d.severity is DiagnosticSeverity.ERROR
    ]
