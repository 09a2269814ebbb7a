"""Run every benchmark and print one line for each."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from benchmarks import click, large_table
from benchmarks.timing import in_turn, python, report
from scoring.campaign_load import published_campaign
from thidua_addin.usecases.issue import issue_forms

AT = dt.datetime(2021, 2, 20, 8)


def main() -> None:
    """Merge against a naive pandas script; check of one form against bare Python."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        forms = work / "forms"
        issued = issue_forms(published_campaign(), None, forms, AT)
        print(f"# Python {sys.version.split()[0]}, {len(issued)} forms of the 2021 campaign")
        merge = python(
            "-m", "thidua_addin", "merge", str(forms), "--period", "nam",
            "--out", str(work / "ours.xlsx"),
        )  # fmt: skip
        naive = python("-m", "benchmarks.naive_merge", str(forms), str(work / "naive.xlsx"))
        print(report(*in_turn(("thidua merge", merge), ("pandas script", naive))))
        check = python("-m", "thidua_addin", "check", str(issued[0].path), "--period", "nam")
        bare = python("-c", "pass")
        ours, peer = in_turn(("thidua check", check), ("python -c pass", bare))
        print(report(ours, peer) + f" (check takes {ours.median / peer.median:.0f} times as long)")
    print(report(*click.measure()))
    large_table.main()


main()
