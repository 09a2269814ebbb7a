"""One reader, fuzzed by what it runs through: ``python -m tests.fuzz.guided NAME SECONDS FOLDER``.

Needs atheris (Linux). New inputs gather in the folder; one that fails is written there as
``crash-…``. The exit status is libFuzzer's: not 0 where an input failed.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scoring", "thidua_addin"]):
    from tests.fuzz.readers import CORPUS, READERS


def main() -> None:
    """Fuzz for the given time, from the committed corpus on."""
    name, seconds, folder = sys.argv[1:]
    reader = READERS[name]
    found = Path(folder) / name
    found.mkdir(parents=True, exist_ok=True)

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.4:  # libFuzzer's own mutations know what was compared with what
            return bytes(atheris.Mutate(data, longest))
        return reader.mutate(data, rng)[:longest]

    options = [
        f"-max_total_time={seconds}",
        f"-max_len={reader.longest}",
        f"-artifact_prefix={found}/",
        "-timeout=30",
        "-rss_limit_mb=3072",
        "-verbosity=0",
        "-print_final_stats=1",
    ]
    arguments = [sys.argv[0], *options, str(found), str(CORPUS / name)]
    atheris.Setup(arguments, reader.run, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
