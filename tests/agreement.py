"""``python -m tests.agreement [LEAVES]``: live form = Python = oracle, on so many leaves.

Builds the forms of generated campaigns, lets LibreOffice recalculate them, and compares every
leaf, item row, subtotal and total of the three. Ends with exit code 1 where any differ.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.agreement_live import Compared, FormCase, batches, compare, form_cases

FORMS_AT_ONCE = 8
SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; the last line on stdout is what it came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("leaves", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args(arguments)
    started = time.monotonic()
    cases = list(form_cases(wanted.leaves, wanted.seed))
    total = Compared()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted.processes, mp_context=context) as pool:
        for done in pool.map(_batch, batches(cases, FORMS_AT_ONCE)):
            total.add(done)
            for difference in (*done.live, *done.oracle)[:SHOWN]:
                print(difference, file=sys.stderr)
            differ = len(total.live) + len(total.oracle)
            spent = time.monotonic() - started
            print(
                f"{total.leaves} leaves, {total.forms}/{len(cases)} forms, {differ} differ, "
                f"{spent:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    for difference in (*total.live, *total.oracle)[:SHOWN]:
        print(difference)
    differ = len(total.live) + len(total.oracle)
    campaigns = len({case.campaign_seed for case in cases})
    print(
        f"{total.leaves} leaves ({total.scored} with points) in {total.forms} forms of "
        f"{campaigns} campaigns: {differ} differ (live/Python {len(total.live)}, Python/oracle "
        f"{len(total.oracle)}); half ties: {total.ties}; {time.monotonic() - started:.0f} s"
    )
    return 1 if differ else 0


def _batch(cases: list[FormCase]) -> Compared:
    with tempfile.TemporaryDirectory(prefix="agreement-") as folder:
        return compare(cases, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
