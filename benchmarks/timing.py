"""Whole processes, timed in turn: A B A B …, so that a drifting machine hits both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of every run of one command."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def in_turn(
    first: tuple[str, Sequence[str]],
    second: tuple[str, Sequence[str]],
    runs: int = 5,
    statuses: Sequence[int] = (0, 1),
    added: Mapping[str, str] | None = None,
) -> tuple[Timed, Timed]:
    """Time two commands, one warm-up each, then ``runs`` pairs.

    The first command's environment has ``added`` besides.
    """
    _once(first[1], statuses, added)
    _once(second[1], statuses)
    pairs = [(_once(first[1], statuses, added), _once(second[1], statuses)) for _ in range(runs)]
    return (
        Timed(first[0], tuple(a for a, _ in pairs)),
        Timed(second[0], tuple(b for _, b in pairs)),
    )


def report(ours: Timed, peer: Timed) -> str:
    """One line with both medians, their spread and the ratio peer / ours."""
    return (
        f"{ours.name}: {_spread(ours)}; {peer.name}: {_spread(peer)}; "
        f"ratio {peer.median / ours.median:.2f}"
    )


def python(*arguments: str) -> tuple[str, ...]:
    """A command that runs this interpreter."""
    return (sys.executable, *arguments)


def _spread(timed: Timed) -> str:
    low, high = min(timed.seconds), max(timed.seconds)
    return f"{timed.median:.2f} s ({low:.2f}–{high:.2f})"


def _once(
    command: Sequence[str], statuses: Sequence[int], added: Mapping[str, str] | None = None
) -> float:
    environment = {**os.environ, **(added or {})}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    elapsed = time.perf_counter() - start
    if done.returncode not in statuses:
        raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')[-2000:]}")
    return elapsed
