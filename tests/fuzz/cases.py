"""Numbered cases: what a number makes of the seeds, run through the commands and judged."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scoring.received import Received
from tests.fuzz.edits import Edited, edited
from tests.fuzz.invariants import (
    answer,
    entry_complaints,
    merge_complaints,
    plain,
    score_complaints,
)
from tests.fuzz.reach import Reached, Spot, reach
from tests.fuzz.seeds import AT, CAMPAIGN, Seeds
from thidua_addin.summary.embed import read_embedded, read_summary
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook

BATCH: Final = 8
"""Changed forms in one folder: each is read, whichever of them counts in the end."""

_OTHERS: Final = (
    ("check",),
    ("fields",),
    ("score", "--period", "6-thang"),
    ("carry",),
    ("submit",),
)


@dataclass(slots=True)
class Tally:
    """How many cases there were, what became of them, and what did not hold."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Case:
    """One changed form: its number, its file, what was done to it, what can be found in it."""

    number: int
    path: Path
    done: str
    found: dict[Spot, list[Reached]]


def form_batch(seeds: Seeds, first: int, folder: Path, tally: Tally) -> None:
    """The forms of the numbers from ``first`` on, merged from one folder, scored one by one."""
    if folder.exists():
        shutil.rmtree(folder)
    sent = folder / "sent"
    sent.mkdir(parents=True)
    cases = [_written(seeds, number, sent) for number in range(first, first + BATCH)]
    out = folder / "tong-hop.xlsx"
    complaints: list[str] = []
    merged = answer(
        ["merge", sent, "--campaign", CAMPAIGN, "--period", "nam", "--out", out, "--at", AT],
        complaints,
    )
    tally.complaints += [f"forms {first}–{first + BATCH - 1}: {c}" for c in complaints]
    if "units" not in merged:
        tally.counts["merge refused"] += 1
        return
    received = {r.file: r for r in read_embedded(read_workbook(out, SUMMARY_LIMITS))}
    found = list(merge_complaints(merged, received.values(), seeds.data))
    tally.complaints += [f"forms {first}–{first + BATCH - 1}: {c}" for c in found]
    for case in cases:
        found = list(_form_complaints(seeds, case, merged, received, tally))
        tally.complaints += [f"form {case.number} ({case.done}): {c}" for c in found]


def changed_form(seeds: Seeds, number: int) -> Edited:
    """The changed form of a number."""
    rng = random.Random(f"form {number}")
    return edited(rng.choice(seeds.forms), rng)


def _written(seeds: Seeds, number: int, folder: Path) -> _Case:
    made = changed_form(seeds, number)
    path = folder / f"phieu-{number}.xlsx"
    path.write_bytes(made.data)
    book = reach(made.data)
    return _Case(number, path, made.done, {} if book is None else book.spots())


def _form_complaints(
    seeds: Seeds, case: _Case, merged: Any, received: dict[str, Received], tally: Tally
) -> Iterable[str]:
    complaints: list[str] = []
    tally.counts["forms"] += 1
    name = case.path.name
    entries = {s: c for s, c in case.found.items() if s in seeds.spots}
    mine = received.get(name)
    if mine is not None:
        tally.counts["forms read"] += 1
        tally.counts["entries compared"] += len(entries)
        complaints += entry_complaints(mine, entries, seeds.spots)
    elif name in merged["ignored"]:
        tally.counts["forms ignored"] += 1
        if entries:
            complaints.append(f"ignored, with {len(entries)} entries")
    elif any(r["file"] == name and r["findings"] for r in merged["refused"]):
        tally.counts["forms refused"] += 1
    else:
        complaints.append("neither read nor refused nor ignored")
    scored = answer(["score", case.path, "--period", "nam"], complaints)
    if "lines" in scored and mine is not None:
        tally.counts["scores compared"] += 1
        complaints += score_complaints(scored, mine.submission.entries, seeds.data)
    other = random.Random(case.number).choice(_OTHERS)
    complaints += _other_command(other, case.path)
    tally.counts["commands"] += 2
    return complaints


def _other_command(command: tuple[str, ...], path: Path) -> list[str]:
    complaints: list[str] = []
    match command[0]:
        case "carry":
            into = path.with_name("into.xlsx")
            shutil.copy(path, into)
            answer(["carry", path, "--into", into, "--at", AT], complaints)
        case "submit":
            out = path.parent.parent / "sealed"
            answer(["submit", path, "--period", "nam", "--out", out, "--at", AT], complaints)
        case _:
            answer([command[0], path, *command[1:]], complaints)
    return complaints


# --- summaries -----------------------------------------------------------------------------------


def summary_case(seeds: Seeds, number: int, folder: Path, tally: Tally) -> None:
    """A changed summary, merged again with a folder in which nothing new lies."""
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "sent").mkdir(parents=True)
    rng = random.Random(f"summary {number}")
    made = edited(seeds.summary, rng)
    path = folder / "tong-hop.xlsx"
    path.write_bytes(made.data)
    tally.counts["summaries"] += 1
    complaints: list[str] = []
    command = rng.choice((["fields", path], ["export", path, "--out", folder / "x.csv"]))
    answer(command, complaints)
    merged = answer(
        ["merge", folder / "sent", "--campaign", CAMPAIGN, "--period", "nam", "--out", path,
         "--at", AT], complaints,
    )  # fmt: skip
    if "units" in merged:
        tally.counts["summaries read"] += 1
        complaints += _summary_complaints(seeds, made, path, merged, tally)
    elif path.read_bytes() != made.data:
        complaints.append("refused, but not left as it was")
    tally.complaints += [f"summary {number} ({made.done}): {c}" for c in complaints]


def _summary_complaints(
    seeds: Seeds, made: Edited, path: Path, merged: Any, tally: Tally
) -> Iterable[str]:
    new = path.read_bytes()
    old_book, new_book = reach(made.data), reach(new)
    assert new_book is not None
    content = read_summary(read_workbook(path, SUMMARY_LIMITS))
    yield from merge_complaints(merged, content.received, seeds.data)
    if old_book is None:
        return
    before, after = old_book.spots(), new_book.spots()
    kept = " ".join(
        str(c.value) for name, cells in new_book.sheets if "Ghi chú" in name for c in cells.values()
    )
    findings = [*merged["findings"], *(f for u in merged["units"] for f in u["findings"])]
    for spot, cells in before.items():
        if spot not in seeds.chair_spots:
            continue
        tally.counts["inputs compared"] += 1
        _, key = seeds.chair_spots[spot]
        for cell in cells:
            same = any(_alike(cell, other) for other in after.get(spot, ()))
            if same or (isinstance(cell.value, str) and plain(cell.value) in plain(kept)):
                continue
            if not any(_says(f, cell, key) for f in findings) and str(cell.value) not in kept:
                held = [c.value for c in after.get(spot, ())]
                yield f"{cell.sheet}!{cell.cell} {spot}: {cell.value!r} is {held!r} now"


def _alike(one: Reached, other: Reached) -> bool:
    if isinstance(one.value, str) and isinstance(other.value, str):
        return plain(one.value) == plain(other.value)
    return one.value == other.value and one.error == other.error


def _says(finding: dict[str, Any], cell: Reached, key: tuple[Any, ...]) -> bool:
    if (finding["sheet"], finding["cell"]) == (cell.sheet, cell.cell):
        return True
    return (finding["criterion"], finding["item"], finding["field"]) == key
