"""The reading of command lines, by the examples of the C runtime's own documentation."""

from __future__ import annotations

import pytest

from tests.vba.desk import PYTHON, command_of
from tests.vba.sources import ADDIN
from tests.vba.windows import python_arguments, split_arguments


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ('"abc" d e', ["abc", "d", "e"]),
        (r"a\\b d\"e f\"g h", [r"a\\b", 'd"e', 'f"g', "h"]),
        (r"a\\\"b c d", ['a\\"b', "c", "d"]),
        (r'a\\\\"b c" d e', [r"a\\b c", "d", "e"]),
        ('a "" b', ["a", "", "b"]),
    ],
)
def test_split_arguments(line: str, arguments: list[str]) -> None:
    assert split_arguments(line) == arguments


def test_what_python_gets_from_a_press() -> None:
    command = command_of(ADDIN, "ThiduaChamDiem", "D:\\a & b\\Biểu = mẫu.xlsx")
    assert python_arguments(command) == [
        PYTHON,
        "-B",
        "-c",
        'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;;"); '
        "import thidua_addin.buttons; thidua_addin.buttons.score()",
        "--wb=Biểu = mẫu.xlsx",
        "--from_xl=1",
        "--app=C:\\Program Files\\Microsoft Office\\root\\Office16\\Microsoft Excel",
        "--hwnd=132456",
    ]
