"""How Windows reads a command line: enough to run what a button would start on another system."""

from __future__ import annotations

import re


def python_arguments(command: str) -> list[str]:
    """The arguments that the interpreter gets from the command line of a press.

    The change of folder in front and the redirection behind are cmd.exe's part; the rest is taken
    apart as the C runtime does it. The first item is the interpreter itself.
    """
    start = re.fullmatch(
        r'cmd\.exe /C (?:[A-Z]: & cd|pushd) "[^"]*" & (?P<process>.+?) +2> "[^"]*" *', command
    )
    assert start is not None, command
    return split_arguments(start["process"])


def split_arguments(line: str) -> list[str]:
    """Arguments by the rules of the Microsoft C runtime, for a line without doubled quotes."""
    arguments: list[str] = []
    word, quoted, begun, at = "", False, False, 0
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        at += slashes
        if at < len(line) and line[at] == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            begun, at = True, at + 1
            continue
        word += "\\" * slashes
        if at < len(line) and line[at] in " \t" and not quoted:
            if begun or word:
                arguments.append(word)
            word, begun = "", False
        elif at < len(line):
            word += line[at]
        at += 1
    return [*arguments, word] if begun or word else arguments
