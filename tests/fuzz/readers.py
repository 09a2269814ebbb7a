"""The readers of what comes from outside, each as a function of bytes that must not be surprised.

A target gives nothing back. It raises what a reader may not raise, and AssertionError where the
reader took something that is not what it says.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_diff import CarriedCampaign, compare_campaign
from scoring.campaign_load import load_campaign
from scoring.canonical import campaign_from_json, campaign_hash, campaign_json
from scoring.chair.cross_json import cross_from_json, cross_json
from scoring.chair.inputs import book_from_json, book_json
from scoring.chair.replies import replies_from_json, replies_json
from scoring.fields import FieldSpec, form_fields
from scoring.findings import Finding
from scoring.fitting import fitting
from scoring.merge import merge
from scoring.parse import parse_cell
from scoring.score import score
from scoring.snapshot import Cell, Place
from scoring.submission import entries_from_json, submission_from_json, submission_json
from scoring.terms import Period
from tests.fuzz.edits import edited
from tests.fuzz.package import Base
from tests.fuzz.seeds import CAMPAIGN
from tests.fuzz.text_edits import bytes_edited, json_edited, lines_edited
from thidua_addin.errors import NothingDone
from thidua_addin.summary.embed import received_from_text, received_text
from thidua_addin.usecases.receipts import read_receipts
from thidua_addin.workbook.read import (
    DoubtfulWorkbook,
    UnreadableWorkbook,
    read_careful,
    read_fast,
    read_workbook,
)

Target = Callable[[bytes], None]
Mutate = Callable[[bytes, random.Random], bytes]

CORPUS: Final = Path(__file__).parent / "corpus"


@cache
def _campaign() -> Campaign:
    campaign = load_campaign(CAMPAIGN.read_bytes()).campaign
    assert campaign is not None
    return campaign


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="thidua-fuzz-"))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _said(findings: tuple[Finding, ...]) -> None:
    """Every finding can be said, whatever a text from outside put into it."""
    for finding in findings:
        assert finding.as_json()["message"]
        assert len(finding.title) <= 32


def _told(findings: tuple[Finding, ...]) -> None:
    """Every finding of ours can be said, and is short enough for its box."""
    _said(findings)
    for finding in findings:
        shown = finding.as_json()
        assert len(str(shown["message"])) <= 255, shown
        assert len(str(shown["hint"])) <= 255, shown


# --- what a workbook carries, as JSON ------------------------------------------------------------


def submission(data: bytes) -> None:
    """A sealed submission: read, written, read again, scored."""
    try:
        read = submission_from_json(_text(data))
    except ValueError:
        return
    again = submission_from_json(submission_json(read))
    assert submission_json(again) == submission_json(read)
    assert again.check_code == read.check_code
    unit = read.unit if read.unit in _campaign().units else "AA"
    score(_campaign(), unit, fitting(_campaign(), read.entries), Period.YEAR)


def entries(data: bytes) -> None:
    """The sealed entries that a form carries."""
    try:
        read = entries_from_json(_text(data))
    except ValueError:
        return
    for entry in read:
        assert (
            entry.value is None or not isinstance(entry.value, Decimal) or entry.value.is_finite()
        )
    score(_campaign(), "BB", fitting(_campaign(), read), Period.YEAR)


def received(data: bytes) -> None:
    """A submission that a summary carries: read, written, read again, merged."""
    try:
        read, accepted = received_from_text(_text(data))
    except ValueError:
        return
    text = received_text(read, accepted=accepted)
    again, still = received_from_text(text)
    assert received_text(again, accepted=still) == text
    merged = merge(_campaign(), Period.YEAR, [read])
    _said((*read.findings, *merged.findings, *(f for u in merged.units for f in u.findings)))


def book(data: bytes) -> None:
    """What the chair typed, as a summary carries it."""
    try:
        read = book_from_json(_text(data))
    except ValueError:
        return
    assert book_json(book_from_json(book_json(read))) == book_json(read)
    merged = merge(_campaign(), Period.YEAR, [], chair=read.at(Period.YEAR))
    _said((*merged.findings, *(f for u in merged.units for f in u.findings)))


def cross(data: bytes) -> None:
    """A workbook of cross-scoring, as a summary carries it."""
    try:
        read = cross_from_json(_text(data))
    except ValueError:
        return
    assert cross_json(cross_from_json(cross_json(read))) == cross_json(read)
    merged = merge(_campaign(), Period.YEAR, [], cross=[read])
    _said((*read.findings, *merged.findings))


def replies(data: bytes) -> None:
    """The units' explanations, as a summary carries them."""
    try:
        read = replies_from_json(_text(data))
    except ValueError:
        return
    assert replies_json(replies_from_json(replies_json(read))) == replies_json(read)


def carried_campaign(data: bytes) -> None:
    """The campaign that a form or a summary carries."""
    try:
        read = campaign_from_json(_text(data))
    except ValueError:
        return
    text, known = campaign_json(read), campaign_hash(read)
    assert campaign_hash(campaign_from_json(text)) == known
    carried = CarriedCampaign(_campaign().id, read.revision, known, text)
    _told(compare_campaign(_campaign(), carried))


# --- files of the chair --------------------------------------------------------------------------


def campaign_file(data: bytes) -> None:
    """A campaign file: a campaign, or findings that say why not."""
    loaded = load_campaign(data)
    assert loaded.campaign is not None or loaded.findings
    _said(loaded.findings)
    if loaded.campaign is not None:
        again = campaign_from_json(campaign_json(loaded.campaign))
        assert campaign_hash(again) == campaign_hash(loaded.campaign)


def receipts(data: bytes) -> None:
    """A list of receipts."""
    path = _folder() / "ngay-nhan.csv"
    path.write_bytes(data)
    try:
        read = read_receipts(path, Period.YEAR)
    except NothingDone as refused:
        _told((refused.finding,))
        return
    units = _campaign().units
    read.unsent(units)
    _told((*read.findings, *read.strange(units, ["phieu.xlsx"], [])))
    for unit in units:
        moment = read.of("phieu.xlsx", unit, Period.YEAR)
        assert moment is None or moment.tzinfo is None


# --- cells and workbooks -------------------------------------------------------------------------


@cache
def _specs() -> tuple[FieldSpec, ...]:
    """One field of each kind, with its bounds and choices."""
    found = {(s.type, s.minimum, s.maximum, s.step, s.choices): s for s in form_fields(_campaign())}
    return tuple(found.values())


def cell_text(data: bytes) -> None:
    """A text in a cell of every kind."""
    text = data.decode("utf-8", "replace")
    for spec in _specs():
        parsed = parse_cell(spec, Cell(text), Place("Tự chấm điểm", 9, 9))
        if parsed is None:
            continue
        _told(parsed.findings)
        value = parsed.entry.value
        assert value is not None or parsed.findings
        if isinstance(value, Decimal):
            assert value.is_finite()
            assert parsed.findings, "a number that was typed as text is said"
            again = parse_cell(spec, Cell(float(value)), Place("Tự chấm điểm", 9, 9))
            assert again is not None
            assert again.entry.value is not None, (text, value)
        elif spec.choices:
            assert value is None or value in spec.choices
        elif isinstance(value, dt.date):
            assert 1900 <= value.year <= 2100


def workbook(data: bytes) -> None:
    """Any file: cells, or the reason why not; both readers see the same."""
    path = _folder() / "phieu.xlsx"
    path.write_bytes(data)
    try:
        read = read_workbook(path)
    except UnreadableWorkbook as refused:
        _told((Finding(refused.code, params=refused.params),))
        return
    try:
        fast = read_fast(path)
    except (DoubtfulWorkbook, UnreadableWorkbook):
        return
    assert fast == read
    try:
        careful = read_careful(path)
    except UnreadableWorkbook:
        return  # stricter about what stands around the cells
    for one, other in zip(fast.sheets, careful.sheets, strict=True):
        mine, theirs = dict(one.cells), dict(other.cells)
        other_at = sorted(at for at in {*mine, *theirs} if mine.get(at) != theirs.get(at))
        assert not other_at, (one.name, [(at, mine.get(at), theirs.get(at)) for at in other_at[:5]])


@dataclass(frozen=True, slots=True)
class Reader:
    """A target, how to change what it reads, and a number of bytes that is enough."""

    run: Target
    mutate: Mutate
    longest: int = 20_000


READERS: Final[Mapping[str, Reader]] = {
    "submission": Reader(submission, json_edited),
    "entries": Reader(entries, json_edited),
    "received": Reader(received, json_edited),
    "book": Reader(book, json_edited),
    "cross": Reader(cross, json_edited),
    "replies": Reader(replies, json_edited),
    "carried_campaign": Reader(carried_campaign, json_edited, 60_000),
    "campaign_file": Reader(campaign_file, lines_edited, 30_000),
    "receipts": Reader(receipts, lines_edited, 5_000),
    "cell_text": Reader(cell_text, bytes_edited, 200),
    "workbook": Reader(workbook, lambda data, rng: bytes_edited(data, rng), 60_000),
}


def corpus(name: str) -> list[bytes]:
    """The committed inputs of a target, those that once failed among them."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def mutated(name: str, number: int, seeds: list[bytes], base: Base | None = None) -> bytes:
    """The input of a number: one of the corpus, changed once or several times."""
    rng = random.Random(f"{name} {number}")
    if base is not None and rng.random() < 0.7:
        return edited(base, rng).data
    data = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 2, 5))):
        data = READERS[name].mutate(data, rng)
    return data[: READERS[name].longest]


__all__ = ["CORPUS", "READERS", "Reader", "corpus", "mutated"]
