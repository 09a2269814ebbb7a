"""The process that reads files for another one, which may stop it at any moment.

Questions come in on standard input, answers go out on standard output, both pickled; a file that
cannot be read is an answer. Anything else (a crash of a library, no memory) ends the process, and
the one that asked draws its conclusion. Nothing is shared but the two pipes.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from scoring.snapshot import Snapshot
from thidua_addin.workbook.limits import Bounds, Limits
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.unreadable import UnreadableWorkbook

Work: TypeAlias = Callable[[Snapshot], object]
"""What is made of a snapshot in the process that read it: both must be picklable."""

Question: TypeAlias = tuple[str, Limits, Work]
"""A path, the limits that hold for its file, what to do with its snapshot."""

Answer: TypeAlias = object
"""What the work made of the snapshot, or an UnreadableWorkbook."""

READY: Final = "ready"
NO_MEMORY: Final = "FILE_TOO_MUCH_MEMORY"

_GRACE: Final = 10.0
"""Seconds after which the process ends itself, if the one that asked did not end it in time."""


def serve(bounds: Bounds) -> None:
    """Answer until standard input ends."""
    questions, answers = _pipes()
    _bound_memory(bounds.memory)
    with questions, answers, open(os.devnull, "w", encoding="utf-8") as nowhere:
        _send(answers, READY)
        while True:
            try:
                path, limits, work = pickle.load(questions)
            except EOFError:
                return
            faulthandler.dump_traceback_later(bounds.seconds + _GRACE, exit=True, file=nowhere)
            answer = _answer(path, limits, work)
            faulthandler.cancel_dump_traceback_later()
            _send(answers, answer)
            del answer


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the two pipes, moved to where no library can print into them."""
    questions = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return questions, answers


def _bound_memory(memory: int) -> None:
    """Let the system refuse more memory than that, where it can (not on Windows)."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or memory < hard:
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _answer(path: str, limits: Limits, work: Work) -> Answer:
    try:
        return work(read_workbook(Path(path), limits))
    except UnreadableWorkbook as unreadable:
        return UnreadableWorkbook(unreadable.code, unreadable.params)  # without its causes
    except MemoryError:
        return UnreadableWorkbook(NO_MEMORY, {})


def _send(stream: BinaryIO, message: object) -> None:
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()
