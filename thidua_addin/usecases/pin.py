"""Choose which of a unit's submissions counts; the summary is written anew with the choice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from scoring.chair.fields import MARK
from scoring.chair.inputs import ChairBook, ChairInputs, UnitEntry, inputs_of
from scoring.entries import Entry
from scoring.fields import Address
from scoring.merge import Received
from scoring.terms import Period
from thidua_addin.errors import nothing_done, wrong_usage
from thidua_addin.summary.again import sha_item
from thidua_addin.usecases.merge import Merged, being_renewed, summary_before, write_renewed
from thidua_addin.usecases.renewal import Came, renewed
from thidua_addin.usecases.writing import stands


@dataclass(frozen=True, slots=True)
class Pinned:
    """The file that counts from now on, and the summary that says so."""

    unit: str
    received: Received
    merged: Merged


def pin_version(summary: Path, unit: str, version: int, at: dt.datetime) -> Pinned:
    """Let one sealed version of a unit count for the period that the summary shows.

    Raises WrongUsage for an unknown unit or version, NothingDone where there is no summary
    or where it cannot be written.
    """
    if not stands(summary):
        raise nothing_done("FILE_MISSING", file=summary.name)
    with being_renewed(summary):
        return _pinned(summary, unit, version, at)


def _pinned(summary: Path, unit: str, version: int, at: dt.datetime) -> Pinned:
    old = summary_before(summary)
    if old is None:
        raise nothing_done("FILE_MISSING", file=summary.name)
    content = old.again.content
    campaign, period = content.campaign, content.period
    code = unit.strip().upper()
    if code not in campaign.units:
        raise wrong_usage("UNIT_NOT_IN_CAMPAIGN", unit=unit, known=", ".join(campaign.units))
    came = [
        r
        for r in content.received
        if (r.submission.unit, r.submission.period) == (code, period) and r.sealed
    ]
    chosen = [r for r in came if r.submission.version == version]
    if not chosen:
        known = ", ".join(str(v) for v in sorted({r.submission.version for r in came})) or "–"
        name = campaign.units[code].short_name
        raise wrong_usage("PIN_VERSION_UNKNOWN", unit=name, version=str(version), known=known)
    book = _marked(old.again.book, period, code, came, chosen[0])
    everything = Came(content.received, unsent=content.unsent)
    new = renewed(campaign, period, everything, old, at, book)
    return Pinned(code, chosen[0], write_renewed(new, old, summary, at))


def _marked(
    book: ChairBook, period: Period, unit: str, came: list[Received], chosen: Received
) -> ChairBook:
    """The book with the mark at one of a unit's files of the period and at none of the others."""
    others = {Address(None, sha_item(r.sha256), "pinned") for r in came}
    kept = (
        each for each in book.at(period) if each.unit != unit or each.entry.address not in others
    )
    mark = Entry(Address(None, sha_item(chosen.sha256), "pinned"), MARK, MARK)
    inputs: ChairInputs = inputs_of([*kept, UnitEntry(unit, mark)])
    return book.renewed(period, inputs)
