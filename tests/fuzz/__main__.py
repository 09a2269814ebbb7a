"""The long run: ``python -m tests.fuzz --minutes 10`` (``make fuzz MINUTES=10``).

Two fifths of the time for changed forms, one for changed summaries, two for the readers under
atheris; where that is not installed, for the same readers with random changes. Case numbers go on
from ``--start`` (by default drawn from the clock, and said), so that every case can be made again.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.cases import BATCH, Tally, form_batch, summary_case
from tests.fuzz.readers import READERS, corpus, mutated
from tests.fuzz.seeds import Seeds, made

ROOT = Path(__file__).parents[2]
OUT = ROOT / "out" / "fuzz"


def main() -> int:
    """Run for some minutes; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--start", type=int, default=int(time.time()) // 60 * 1_000)
    options = parser.parse_args()
    seconds, tally = options.minutes * 60, Tally()
    print(f"cases from number {options.start} on", flush=True)
    with tempfile.TemporaryDirectory(prefix="thidua-fuzz-") as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = str(folder / "log")
        seeds = made(folder)
        _until(seconds * 0.4, options.start, BATCH, lambda n: _forms(seeds, n, folder, tally))
        _until(seconds * 0.2, options.start, 1, lambda n: _summary(seeds, n, folder, tally))
    each = seconds * 0.4 / len(READERS)
    for target in READERS:
        if find_spec("atheris") is not None:
            _guided(target, each, tally)
        else:
            _unguided(target, each, options.start, tally)
    for what, count in sorted(tally.counts.items()):
        print(f"{count:>9,}  {what}")
    print(f"{len(tally.complaints):>9,}  complaints")
    return 1 if tally.complaints else 0


def _until(seconds: float, number: int, step: int, case: Callable[[int], None]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        case(number)
        number += step


def _forms(seeds: Seeds, number: int, folder: Path, tally: Tally) -> None:
    known = len(tally.complaints)
    form_batch(seeds, number, folder / "work", tally)
    _tell(tally, known)


def _summary(seeds: Seeds, number: int, folder: Path, tally: Tally) -> None:
    known = len(tally.complaints)
    summary_case(seeds, number, folder / "work", tally)
    _tell(tally, known)


def _tell(tally: Tally, known: int) -> None:
    for complaint in tally.complaints[known:]:
        print(complaint[:1_000], flush=True)


def _guided(name: str, seconds: float, tally: Tally) -> None:
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(max(1, int(seconds))), str(OUT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
    runs = re.search(r"number_of_executed_units: *([0-9]+)", said)
    tally.counts[f"inputs of {name}"] += int(runs[1]) if runs else 0
    if done.returncode:
        known = len(tally.complaints)
        tally.complaints.append(f"{name}: {said[-3_000:]}")
        print(tally.complaints[known], flush=True)


def _unguided(name: str, seconds: float, number: int, tally: Tally) -> None:
    seeds, end = corpus(name), time.monotonic() + seconds
    while time.monotonic() < end:
        known = len(tally.complaints)
        try:
            READERS[name].run(mutated(name, number, seeds))
        except Exception:  # noqa: BLE001 - any at all is what is looked for
            tally.complaints.append(f"{name} {number}: {traceback.format_exc()}")
        tally.counts[f"inputs of {name}"] += 1
        _tell(tally, known)
        number += 1


if __name__ == "__main__":
    sys.exit(main())
