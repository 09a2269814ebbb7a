"""What must hold of every case: an answer, nothing lost or altered unsaid, no unsupported point.

Each function gives complaints in words; none means that all held.
"""

from __future__ import annotations

import datetime as dt
import json
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scoring.entries import Entry
from scoring.findings import Finding
from scoring.received import Received, day_of
from tests import oracle
from tests.fuzz.reach import Reached, Spot
from tests.fuzz.seeds import Key, run

SLOWEST: Final = 45.0
"""Seconds that a command may take on one bad file: reading is stopped after 30."""

UNUSABLE: Final = "(không dùng được)"
_EPOCHS: Final = (dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1))
_SAY_NOTHING: Final = frozenset({"SEAL_BROKEN", "SEALED_COPY_EDITED"})
"""They follow from any change, a wrong reading of ours among them, so they excuse nothing."""


# --- 1: an answer in bounded time ----------------------------------------------------------------


def answer(arguments: Sequence[str | Path], complaints: list[str]) -> Any:
    """What a command answers; what is wrong with the answer itself goes to the complaints."""
    begun = time.perf_counter()
    try:
        status, said = run(arguments)
    except json.JSONDecodeError as fault:
        complaints.append(f"{arguments[0]}: no JSON: {fault}")
        return {}
    took = time.perf_counter() - begun
    if took > SLOWEST:
        complaints.append(f"{arguments[0]}: {took:.0f} s")
    if status not in (0, 1, 2, 3):
        complaints.append(f"{arguments[0]}: status {status}")
    error = said.get("error") if isinstance(said, dict) else None
    if error is not None and (error["code"] == "UNEXPECTED" or status not in (2, 3)):
        complaints.append(f"{arguments[0]}: {status} {error['code']} {error['message']}")
    if error is None and status in (2, 3):
        complaints.append(f"{arguments[0]}: status {status} without a finding")
    return said


# --- 2: nothing lost, nothing altered ------------------------------------------------------------


def entry_complaints(
    received: Received, found: Mapping[Spot, list[Reached]], spots: Mapping[Spot, Key]
) -> Iterator[str]:
    """Where what was read is not what an independent parser finds, and nothing says so."""
    entries = {(e.address.criterion, e.address.item, e.address.field): e
               for e in received.submission.entries}  # fmt: skip
    for spot, cells in found.items():
        key = spots.get(spot)
        if key is None:
            continue
        entry = entries.get(key)
        for cell in cells:
            if entry is not None and _same(entry, cell):
                continue
            if entry is None and _blank(cell):
                continue
            if not any(_names(f, cell, key, spot) for f in received.findings):
                held = None if entry is None else entry.raw
                place = f"{cell.sheet}!{cell.cell}"
                yield f"{place} {spot}: {cell.value!r} ({cell.formula=}) was read as {held!r}"
    for key, entry in entries.items():
        if not _means_what_it_says(entry) and not any(_about(f, key) for f in received.findings):
            yield f"{key}: {entry.raw!r} became {entry.value!r}"


def _same(entry: Entry, cell: Reached) -> bool:
    raw, value = entry.raw, cell.value
    if cell.error:
        return isinstance(raw, str) and entry.value is None
    if isinstance(value, str):
        return isinstance(raw, str) and plain(raw) == plain(value)
    if isinstance(value, bool) or isinstance(raw, bool):
        return raw is value
    if isinstance(value, float):
        return isinstance(raw, float) and raw == value
    if isinstance(value, dt.datetime) and isinstance(raw, dt.date):
        moment = raw if isinstance(raw, dt.datetime) else dt.datetime.combine(raw, dt.time())
        return abs(moment - value) < dt.timedelta(seconds=1)
    # A time of day or a duration is a text to us; what it says is another test's business.
    return isinstance(value, dt.time | dt.timedelta) and isinstance(raw, str) and not entry.value


def plain(text: str) -> str:
    """A text without the ways in which one can be stored."""
    visible = "".join(c for c in text if c in "\t\n" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", visible.replace("\r\n", "\n")).strip()


def _blank(cell: Reached) -> bool:
    """A text of spaces and of characters that nobody sees is no entry."""
    if not isinstance(cell.value, str) or cell.error or cell.formula:
        return False
    return all(unicodedata.category(c)[0] in "ZC" for c in cell.value)


def _names(finding: Finding, cell: Reached, key: Key, spot: Spot) -> bool:
    """Whether a finding names the cell, its address, or the row, column or table it stands in."""
    if finding.code in _SAY_NOTHING:
        return False
    if _about(finding, key):
        return True
    at = finding.at
    if at is not None and at.sheet == cell.sheet:
        if at.cell == cell.cell:
            return True
        if finding.code.startswith(("ROW_", "ITEM_ROW_", "KEY_")) and at.row == cell.row:
            return True
        if finding.code.startswith("COLUMN_") and finding.field == spot[2]:
            return True
    return finding.code.startswith("TABLE_") and (at is None or at.sheet == cell.sheet)


def _about(finding: Finding, key: Key) -> bool:
    return (
        finding.code not in _SAY_NOTHING and (finding.criterion, finding.item, finding.field) == key
    )


def _means_what_it_says(entry: Entry) -> bool:
    """Whether a value follows from the raw one by nobody's judgement."""
    raw, value = entry.raw, entry.value
    if isinstance(raw, bool):
        return value == str(raw).upper()
    if isinstance(raw, float):
        number = Decimal(repr(raw))
        if isinstance(value, str):  # in a cell for text
            return Decimal(value.replace(",", ".")) == number
        return value == number
    if isinstance(raw, dt.date):
        return value == (raw.date() if isinstance(raw, dt.datetime) else raw)
    if isinstance(raw, str) and isinstance(value, str):
        return plain(raw) == plain(value)
    return False


# --- 3: no point that the entries do not support -------------------------------------------------


def supported(entries: Iterable[Entry]) -> dict[oracle.Address, oracle.Value]:
    """The entries as the oracle takes them; what could not be used is no number and no choice."""
    return {
        (e.address.criterion, e.address.item, e.address.field): (
            UNUSABLE if e.value is None else e.value
        )
        for e in entries
        if e.address.criterion is not None
    }


def score_complaints(
    scored: Mapping[str, Any], entries: Iterable[Entry], data: oracle.Campaign
) -> Iterator[str]:
    """Where the answer of ``score`` is not what the oracle makes of the same entries."""
    theirs = oracle.score_unit(data, supported(entries), scored["period"])
    for line in scored["lines"]:
        try:
            other = theirs.line(line["criterion"], line["item"])
        except KeyError:
            yield f"{line['criterion']} {line['item']}: a line that nothing asks for"
            continue
        ours = (line["state"], _decimal(line["computed"]))
        if ours != (other.state, other.points):
            yield f"{line['criterion']} {line['item']}: {ours} against {other}"
    for name, number in (("total", theirs.total), ("percent", theirs.percent)):
        if _decimal(scored[name]) != number:
            yield f"{name}: {scored[name]} against {number}"


def merge_complaints(
    merged: Mapping[str, Any], came: Iterable[Received], data: oracle.Campaign
) -> Iterator[str]:
    """Where the points of a merge are not what the oracle makes of the entries that count."""
    period = merged["period"]
    blocked = {u["unit"] for u in merged["units"] if u["status"] == "blocked"}
    periods = ("dang-ky", "6-thang", "nam")
    receipts: dict[tuple[str, str], dt.date | str | None]
    receipts = {(u["unit"], p): None for u in merged["units"] for p in periods}
    files = {(u["unit"], u["file"]) for u in merged["units"]}
    given = {}
    for one in came:
        of = one.submission
        if (of.unit, one.file) in files:
            at = one.received_at
            given[of.unit] = supported(of.entries)
            receipts[of.unit, of.period.value] = None if at is None else day_of(at)
    theirs = oracle.score_cluster(data, given, period, receipts, blocked)
    for unit in merged["units"]:
        computed, score = _decimal(unit["computed"]), theirs.get(unit["unit"])
        if computed is None:
            continue
        if score is None or computed != score.total:
            other = None if score is None else score.total
            yield f"{unit['unit']}: computed {computed} against {other}"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
