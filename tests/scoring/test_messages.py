"""The catalogue of findings: texts, limits, the page that lists them, the code that uses them."""

from __future__ import annotations

import ast
import runpy
import string
import unicodedata
from pathlib import Path

import pytest

from scoring.findings import Finding, Severity, blocking, catalogue

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for package in ("scoring", "thidua_addin")
    for path in sorted((ROOT / package).rglob("*.py"))
]


RAISERS = {"Finding", "UnreadableWorkbook", "nothing_done"}
"""What is called with a code as its first argument."""


def words() -> set[str]:
    """Every string constant of the program."""
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_texts_fit_a_validation_box(code: str) -> None:
    text = catalogue()[code]
    assert 0 < len(text.title) <= 32
    for beat in (text.message, text.hint):
        assert 0 < len(beat) <= 255
        assert unicodedata.is_normalized("NFC", beat)
        assert "  " not in beat
        list(string.Formatter().parse(beat))
    assert not text.title.endswith(".")


def test_every_code_is_used() -> None:
    assert sorted(set(catalogue()) - words()) == []


def test_every_code_that_the_program_raises_has_its_text() -> None:
    """A code without a text would end a command with a traceback, not with a finding."""
    raised = {
        node.args[0].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in RAISERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(raised) > 50
    assert sorted(str(code) for code in raised - set(catalogue())) == []


def test_the_page_lists_every_code() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "gen_findings_doc.py"))
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert page == tool["page"](), "run python tools/gen_findings_doc.py"
    for code in catalogue():
        assert f"| `{code}` |" in page


def test_only_errors_block() -> None:
    error, warning = Finding("NOT_A_NUMBER"), Finding("DATE_AS_TEXT")
    assert (error.severity, warning.severity) == (Severity.ERROR, Severity.WARNING)
    assert blocking([warning, error])
    assert not blocking([warning])
