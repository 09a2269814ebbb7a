"""Reading files in processes that can be stopped: none can hang, kill or drain the one that asks.

Each file has ``Bounds``: seconds on the clock, and memory where the system can bound it. A process
that dies or is stopped is replaced; its file becomes a finding, the others are read. The answers
come in the order of the questions, whatever the number of processes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
from typing import Final, TypeAlias, TypeVar, cast

from scoring.snapshot import Snapshot
from thidua_addin.workbook.crossing import packed, unpacked
from thidua_addin.workbook.limits import Bounds, Limits, ReadingLimits, reading_limits
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook
from thidua_addin.workbook.reading_process import NO_MEMORY, Answer, Question, Work
from thidua_addin.workbook.unreadable import refused

__all__ = ["Outcome", "read_all", "read_guarded", "worked_all"]

Outcome: TypeAlias = Snapshot | UnreadableWorkbook
Made = TypeVar("Made")

_FILES_PER_PROCESS: Final = 6
"""Starting a process costs what reading about so many forms does."""

_AHEAD: Final = 4
"""Files read ahead for each process, so that memory stays bounded in a folder of thousands."""

_START: Final = 60.0
"""Seconds that a process may take to start (virus scanners look at it first)."""

_CRASHED: Final = "FILE_CRASHED_READER"

_COMPLAINTS: Final = 100_000
"""Bytes of its standard error that are looked at."""

_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows

_STARTER: Final = (
    "import sys; sys.path[:] = {path!r}; "
    "from thidua_addin.workbook.limits import Bounds; "
    "from thidua_addin.workbook.reading_process import serve; "
    "serve(Bounds({seconds!r}, {memory!r}))"
)


def read_guarded(path: Path, limits: ReadingLimits | None = None) -> Snapshot:
    """One file, read in a process of its own. Raises UnreadableWorkbook."""
    (outcome,) = read_all([path], limits)
    if isinstance(outcome, UnreadableWorkbook):
        raise outcome
    return outcome


def read_all(paths: Sequence[Path], limits: ReadingLimits | None = None) -> Iterator[Outcome]:
    """The files' snapshots, or why they are refused, in the order of ``paths``.

    Without ``limits`` those in force hold. Files are read ahead of what is asked for; closing the
    iterator stops that. Raises NothingDone for a bad file of limits.
    """
    limits = limits or reading_limits()
    for outcome in worked_all([(path, packed) for path in paths], limits):
        yield outcome if isinstance(outcome, UnreadableWorkbook) else unpacked(outcome)


def worked_all(
    files: Sequence[tuple[Path, Callable[[Snapshot], Made]]],
    limits: ReadingLimits,
    processes: int | None = None,
) -> Iterator[Made | UnreadableWorkbook]:
    """What each file's work makes of its snapshot in the process that reads it, in their order.

    The work must be picklable, and what it makes too. ``processes`` is how many of them work at
    once; without it as many as are worth their start.
    """
    count = processes or _process_count(len(files), limits.bounds)
    return _Readers(limits, min(count, len(files) or 1)).read(files)


def _process_count(files: int, bounds: Bounds) -> int:
    wanted = 1 + files // _FILES_PER_PROCESS
    return max(1, min(wanted, bounds.processes, os.cpu_count() or 1))


class _Readers:
    """Some reading processes, each with a thread that waits for its answers."""

    def __init__(self, limits: ReadingLimits, count: int) -> None:
        self._limits = limits
        self._readers = [_Reader(limits.bounds) for _ in range(count)]
        self._idle: LifoQueue[_Reader] = LifoQueue()
        for reader in self._readers:
            self._idle.put(reader)

    def read(
        self, files: Iterable[tuple[Path, Callable[[Snapshot], Made]]]
    ) -> Iterator[Made | UnreadableWorkbook]:
        count = len(self._readers)
        threads = ThreadPoolExecutor(count, "thidua-reader")
        waiting: deque[Future[Made | UnreadableWorkbook]] = deque()
        try:
            for path, work in files:
                waiting.append(threads.submit(self._one, path, work))
                if len(waiting) > count * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            for reader in self._readers:
                reader.close()
            threads.shutdown()
            for reader in self._readers:
                reader.release()

    def _one(self, path: Path, work: Callable[[Snapshot], Made]) -> Made | UnreadableWorkbook:
        reader = self._idle.get()
        try:
            return cast("Made | UnreadableWorkbook", reader.read(path, self._limits.form, work))
        finally:
            self._idle.put(reader)


class _Reader:
    """One reading process after another: the next one starts when a file needs it."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._process: _Process | None = None
        self._closed = False

    def read(self, path: Path, limits: Limits, work: Work) -> Answer:
        """What the work made of a file, or its refusal.

        A crash is tried once more: it may not be the file's.
        """
        code = _CRASHED
        for _ in range(2):
            process = self._running()
            if process is None:
                return _work_here(path, limits, work)
            try:
                answer = process.ask((str(path), limits, work), self._bounds.seconds)
            except _Died as died:
                self._drop()
                code = died.code
                if code == _CRASHED and not self._closed:
                    continue
                break
            if not isinstance(answer, UnreadableWorkbook) or answer.code != NO_MEMORY:
                return answer
            self._drop()
            code = NO_MEMORY
            break
        return self._refused(code, path.name)

    def close(self) -> None:
        """Stop the process, whatever it does; a file that is being read counts as crashed."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    def release(self) -> None:
        """Let go of the process; after ``close``, when no thread reads any more."""
        self._drop()

    def _running(self) -> _Process | None:
        """The process, None where this system lets us start none."""
        if self._process is None:
            with suppress(OSError, _Died):
                self._process = _Process(self._bounds)
        if self._closed and self._process is not None:
            self._process.kill()
        return self._process

    def _drop(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _refused(self, code: str, file: str) -> UnreadableWorkbook:
        seconds = f"{self._bounds.seconds:g}".replace(".", ",")
        memory = str(self._bounds.memory // (1024 * 1024))
        return refused(code, file, seconds=seconds, limit=memory)


def _work_here(path: Path, limits: Limits, work: Work) -> Answer:
    """Without a process the limits of the gate still hold; only the bounds do not."""
    try:
        return work(read_workbook(path, limits))
    except UnreadableWorkbook as unreadable:
        return unreadable


class _Died(Exception):
    """The process has ended; ``code`` is the finding for the file that it had."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Process:
    """One running process. Raises OSError, _Died where it does not start."""

    def __init__(self, bounds: Bounds) -> None:
        starter = _STARTER.format(path=sys.path, seconds=bounds.seconds, memory=bounds.memory)
        self._slow = False
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", starter],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                creationflags=_NO_WINDOW,
            )
        except OSError:
            self._complaints.close()
            raise
        try:
            self._answer(_START)
        except _Died:
            self.end()
            raise

    def ask(self, question: Question, seconds: float) -> Answer:
        """The answer to a question. Raises _Died where none comes in that time."""
        assert self._process.stdin is not None
        try:
            pickle.dump(question, self._process.stdin)
            self._process.stdin.flush()
        except OSError as fault:
            raise _Died(_CRASHED) from fault
        return self._answer(seconds)

    def _answer(self, seconds: float) -> object:
        assert self._process.stdout is not None
        timer = threading.Timer(seconds, self._too_slow)
        timer.daemon = True
        timer.start()
        try:
            return pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as fault:
            raise _Died(self._cause()) from fault
        finally:
            timer.cancel()

    def _too_slow(self) -> None:
        self._slow = True
        self.kill()

    def _cause(self) -> str:
        if self._slow:
            return "FILE_TOO_SLOW"
        self._process.wait()
        self._complaints.seek(0)
        said = self._complaints.read(_COMPLAINTS)
        if b"memory allocation of" in said or b"MemoryError" in said:
            return NO_MEMORY
        return _CRASHED

    def kill(self) -> None:
        """Stop it, from any thread."""
        self._process.kill()

    def end(self) -> None:
        """Stop it and let go of its pipes; only the thread that asks it may."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._complaints):
            if pipe is not None:
                with suppress(OSError):  # what could not be sent to a dead process
                    pipe.close()
        self._process.wait()
