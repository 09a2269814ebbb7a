"""A table of 300 criteria: check and issue of one form. ``python -m benchmarks.large_table``.

The peers: bare Python, and openpyxl that only loads the same file. A second pair tells how the
time grows: check of 600 criteria against 300.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import Timed, in_turn, python, report
from scoring.campaign_load import load_campaign
from scoring.terms import Period
from tests.large_campaign import large_campaign
from tests.large_entries import full_entries
from thidua_addin.form.build import build_form

AT = dt.datetime(2021, 2, 20, 8)
ISSUE = """
import sys, tempfile
from thidua_addin.cli.main import main
out = tempfile.mkdtemp(dir=sys.argv[2])  # nothing is issued over an earlier form
sys.exit(main(["issue", "--campaign", sys.argv[1], "--unit", "AA", "--out", out]))
"""
LOAD = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1])"


def main() -> None:
    """Check against bare Python, openpyxl and half the criteria; issue against openpyxl."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        form, twice = (_form(work, criteria) for criteria in (300, 600))
        print(f"# a form of 300 criteria, filled in: {form.stat().st_size / 1000:.0f} kB")
        check = ("thidua check", _check(form))
        load = ("openpyxl load", python("-c", LOAD, str(form)))
        print(_times(*in_turn(check, ("python -c pass", python("-c", "pass")))))
        print(report(*in_turn(check, load)))
        issue = python("-c", ISSUE, str(work / "300.toml"), str(work))
        print(report(*in_turn(("thidua issue, one form", issue), load)))
        print(_times(*in_turn(("check of 600 criteria", _check(twice)), check)))


def _form(work: Path, criteria: int) -> Path:
    text = large_campaign(criteria)
    (work / f"{criteria}.toml").write_text(text, encoding="utf-8")
    campaign = load_campaign(text.encode()).campaign
    assert campaign is not None
    content = build_form(
        campaign,
        campaign.units["AA"],
        issued_at=AT,
        entries=full_entries(campaign),
        period=Period.YEAR,
    )
    path = work / f"{criteria}.xlsx"
    path.write_bytes(content)
    return path


def _check(form: Path) -> tuple[str, ...]:
    return python("-m", "thidua_addin", "check", str(form))


def _times(ours: Timed, peer: Timed) -> str:
    return report(ours, peer) + f" (takes {ours.median / peer.median:.1f} times as long)"


if __name__ == "__main__":
    print(f"# Python {sys.version.split()[0]}")
    main()
