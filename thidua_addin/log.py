"""The log for whoever helps: which command ran, how it ended, where it failed.

A file in the user's own folder, which is sent to a help desk by people who cannot judge what is
in it. So it holds the program's own words only: version, command, moment, exit status, codes of
findings with their number, types of exceptions and the places in the code. No message of an
exception (it may quote a cell), no argument, no path, no name of a person, unit or file.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

from thidua_addin import __version__
from thidua_addin.errors import Stop

FILE: Final = "thidua.log"
LARGEST: Final = 1_000_000
"""Bytes; a larger file is put aside (one such) before the next entry."""
MOST_FRAMES: Final = 40


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One run: ``command`` as the program calls it, ``seconds`` it took, how it ended.

    ``codes`` counts the findings that were told; ``status`` is None for a button.
    """

    command: str
    at: dt.datetime
    seconds: float | None = None
    status: int | None = None
    codes: Mapping[str, int] = field(default_factory=dict)
    fault: BaseException | None = None

    def text(self) -> str:
        """One line, and one more for each exception and each place in the code."""
        python = ".".join(map(str, sys.version_info[:3]))
        said = [f"thidua {__version__}", f"python {python}", sys.platform, self.command]
        said += [] if self.status is None else [f"exit {self.status}"]
        said += [] if self.seconds is None else [f"{self.seconds:.1f} s"]
        said += [f"{code} x{number}" for code, number in sorted(self.codes.items())]
        lines = [f"{self.at.isoformat(timespec='seconds')} {' | '.join(said)}"]
        return "\n".join((*lines, *_fault_lines(self.fault)))


def log_folder() -> Path:
    """The folder of the log; it need not exist yet."""
    local = os.environ.get("LOCALAPPDATA")
    if local:
        return Path(local) / "thidua" / "log"
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "thidua" / "log"


def write_log(entry: LogEntry) -> Path | None:
    """Add an entry; gives the file, None where it cannot be written. Never raises OSError."""
    try:
        file = log_folder() / FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_size > LARGEST:
                file.replace(file.with_suffix(".1.log"))
        with file.open("a", encoding="utf-8", errors="replace") as stream:
            stream.write(entry.text() + "\n")
    except (OSError, RuntimeError):  # RuntimeError: the system knows no home folder
        return None
    return file


def _fault_lines(fault: BaseException | None) -> Iterator[str]:
    """Types and places, from the exception that was raised to the ones that led to it."""
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield f"  {_kind(fault)}"
        frames = list(_frames(fault.__traceback__))
        yield from (f"    {frame}" for frame in frames[-MOST_FRAMES:])
        hidden = fault.__suppress_context__
        fault = fault.__cause__ or (None if hidden else fault.__context__)


def _kind(fault: BaseException) -> str:
    """The type, with what the system or the catalogue calls the fault: never its message."""
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    if isinstance(fault, Stop):
        return f"{kind} {fault.finding.code}"
    if isinstance(fault, OSError):
        windows = getattr(fault, "winerror", None)
        return f"{kind} errno {fault.errno}" + ("" if windows is None else f" winerror {windows}")
    return kind


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{_module_file(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def _module_file(name: str) -> str:
    """A source file as it is called inside its library; folders above that name people."""
    roots = sorted((root for root in sys.path if root), key=len, reverse=True)
    for root in roots:
        inside = name.removeprefix(root.rstrip("/\\"))
        if inside != name and inside[:1] in ("/", "\\"):
            return inside.lstrip("/\\").replace("\\", "/")
    return name.replace("\\", "/").rpartition("/")[2]
