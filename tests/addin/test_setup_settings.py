"""xlwings' configuration: our lines are changed and given back, every other byte stays."""

from __future__ import annotations

import pytest

from thidua_addin.setup.settings import INTERPRETER, find, with_setting, without_setting

THEIRS = b'"PYTHONPATH","D:\\code"\r\n"Interpreter_Win","C:\\old\\python.exe"\r\n"X","1"\r\n'


def test_a_new_line_goes_to_the_top() -> None:
    # A line that VBA's Input # cannot take apart would swallow what follows it.
    assert with_setting(b"# my notes\n", INTERPRETER, b"C:\\p.exe") == (
        b'"INTERPRETER_WIN","C:\\p.exe"\r\n# my notes\n'
    )


def test_a_present_line_is_changed_where_it_stands() -> None:
    changed = with_setting(THEIRS, INTERPRETER, b"C:\\p.exe")
    assert changed == (b'"PYTHONPATH","D:\\code"\r\n"INTERPRETER_WIN","C:\\p.exe"\r\n"X","1"\r\n')
    before = find(THEIRS, INTERPRETER)
    assert before is not None
    assert without_setting(changed, INTERPRETER, before.line) == THEIRS


@pytest.mark.parametrize(
    "content",
    [b"", b'"X","1"', b'"X","1"\n', b'"X","1"\r\n\r\n', b'\xef\xbb\xbf"X","1"\r\n', b"\xca\xd2"],
)
def test_adding_and_taking_away_leaves_every_byte(content: bytes) -> None:
    added = with_setting(content, INTERPRETER, b"C:\\p.exe")
    assert find(added, INTERPRETER) is not None
    assert without_setting(added, INTERPRETER, None) == content


@pytest.mark.parametrize(
    "line",
    [
        b'"INTERPRETER_WIN","C:\\a b\\python.exe"',
        b'"interpreter_win","C:\\a b\\python.exe"',
        b"INTERPRETER_WIN,C:\\a b\\python.exe",
        b' "INTERPRETER_WIN" , "C:\\a b\\python.exe" ',
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\n\r\n"])
def test_lines_as_vba_reads_them(line: bytes, end: bytes) -> None:
    found = find(b'"X","1"\r\n' + line + end, INTERPRETER)
    assert found is not None
    assert (found.line, found.value) == (line, b"C:\\a b\\python.exe")


def test_the_first_line_of_a_key_counts() -> None:
    twice = b'"INTERPRETER_WIN","one"\n"INTERPRETER_WIN","two"\n'
    found = find(twice, INTERPRETER)
    assert found is not None
    assert found.value == b"one"
    assert find(b'"MY_INTERPRETER_WIN","one"\n', INTERPRETER) is None
