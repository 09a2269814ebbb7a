"""A click on Kiểm tra: the whole process against a bare ``import xlwings``.

The process is started by the command line that RunPython would start, in an environment with
pandas installed; the spreadsheet program is a stand-in that answers at once with recorded cells.
"""

from __future__ import annotations

import compileall
import datetime as dt
import os
import pickle
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import Timed, in_turn, python, report
from scoring.campaign_load import published_campaign
from scoring.snapshot import Cell, CellValue, SheetSnapshot, Snapshot
from scoring.terms import Period
from thidua_addin.demo.sample import entries_of, load_samples
from thidua_addin.form.build import build_form
from thidua_addin.quick_start import STARTER
from thidua_addin.workbook.read import read_workbook

ROOT = Path(__file__).parents[1]
STAND_IN = ROOT / "benchmarks" / "stand_in"
AT = dt.datetime(2021, 2, 20, 8)
RUNS = 11


def recorded(snapshot: Snapshot) -> dict[str, tuple[list[list[object]], list[list[object]]]]:
    """Values and formulas of each sheet from A1 to its last cell, as a host would give them."""
    return {sheet.name: _grids(sheet) for sheet in snapshot.sheets}


def _grids(sheet: SheetSnapshot) -> tuple[list[list[object]], list[list[object]]]:
    rows = range(1, 1 + max((r for r, _ in sheet.cells), default=1))
    columns = range(1, 1 + max((c for _, c in sheet.cells), default=1))
    values = [[_given(sheet.cell(r, c)) for c in columns] for r in rows]
    formulas = [
        ["=1" if sheet.cell(r, c).formula else _typed(sheet.cell(r, c).value) for c in columns]
        for r in rows
    ]
    return values, formulas


def _given(cell: Cell) -> object:
    value = cell.value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return cell.error if value is None else value


def _typed(value: CellValue) -> str:
    return "" if value is None else str(value)


def filled_form(folder: Path) -> Path:
    """The 2021 form of a unit with its sample entries for the year."""
    campaign = published_campaign()
    sample = load_samples(campaign)[0]
    content = build_form(
        campaign,
        campaign.units[sample.unit],
        issued_at=AT,
        entries=entries_of(campaign, sample, sample.sendings[-1]),
        period=Period.YEAR,
    )
    path = folder / f"{campaign.id}_{sample.unit}.xlsx"
    path.write_bytes(content)
    return path


def click_command(button: str, book: Path) -> tuple[str, ...]:
    """What RunPython starts, with the settings of the installed add-in."""
    code = (
        f'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;;"); '
        f"import thidua_addin.buttons; thidua_addin.buttons.{button}()"
    )
    options = (f"--wb={book.name}", "--from_xl=1", "--app=Microsoft Excel", "--hwnd=1")
    return python("-B", "-c", code, *options)


def environment(folder: Path, book: Path) -> dict[str, str]:
    """The environment in which the stand-in is the host."""
    record = folder / "recorded.pickle"
    record.write_bytes(pickle.dumps(recorded(read_workbook(book))))
    return {
        "PYTHONPATH": os.pathsep.join((str(STAND_IN), str(ROOT))),
        "THIDUA_RECORDED": str(record),
        "THIDUA_STAND_IN": str(book),
        "THIDUA_STARTER": STARTER,
        "THIDUA_WRITTEN": str(folder / "written"),
        "XDG_STATE_HOME": str(folder),
    }


def measure(runs: int = RUNS) -> tuple[Timed, Timed]:
    """The click and its yardstick, ``runs`` times in turn; modules compiled, as installation does.

    Raises RuntimeError where the button did not do its work.
    """
    for package in ("scoring", "thidua_addin"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        book = filled_form(work)
        added = environment(work, book)
        click = click_command("check", book)
        bare = python("-B", "-c", "import xlwings")
        timed = in_turn(("click on Kiểm tra", click), ("import xlwings", bare), runs, (0,), added)
        log = work / "thidua" / "log" / "thidua.log"
        if log.exists() or not (work / "written").exists():
            told = log.read_text("utf-8")[-2000:] if log.exists() else "nothing was written"
            raise RuntimeError(told)
    return timed


def main() -> None:
    """Print both medians and the ratio; exit status 1 where the click is the slower one."""
    ours, bare = measure()
    print(report(ours, bare))
    sys.exit(0 if ours.median < bare.median else 1)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
