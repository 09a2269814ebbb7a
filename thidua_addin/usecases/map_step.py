"""The first half of the merge, file by file: what each received file is, read and checked.

A file's outcome depends on the file, the campaign and the period alone, so it can be made in any
process and in any order (``ADR 0016``). What depends on other files, such as the targets that a
unit registered, is checked when all outcomes are there.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

from scoring.campaign import Campaign
from scoring.campaign_diff import CarriedCampaign, compare_campaign
from scoring.chair.cross import CrossReading
from scoring.fields import Address, form_fields
from scoring.findings import Finding
from scoring.parse import shown
from scoring.received import Received, Refused
from scoring.snapshot import Place, Snapshot
from scoring.submission import (
    UNSEALED_VERSION,
    EntryChange,
    Submission,
    check_code,
    differences,
    entries_from_json,
)
from scoring.terms import Period
from thidua_addin.cross_book.read import NotACrossBook, read_cross
from thidua_addin.form.frames import Frames
from thidua_addin.form.meta import FormMeta, NotAForm, Seal, meta_of, workbook_kind
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.notice.read import NotANotice, NoticeReading, read_notice
from thidua_addin.usecases.check import check_reading
from thidua_addin.usecases.opening import carried_by

__all__ = ["MapStep", "Mapped", "NamedStep", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A form of a member unit as it was read and checked, before the choice among versions.

    ``targets`` tells where each pledged target stands, for what is found when the registration is
    known; ``received`` has no moment yet.
    """

    received: Received
    targets: Mapping[Address, Place]


Mapped: TypeAlias = Reading | Refused | CrossReading | NoticeReading | None
"""What a file is; None for a workbook of no concern."""


@dataclass(frozen=True)
class MapStep:
    """Makes the outcome of one file's snapshot. Cheap to pickle again and again.

    ``packed`` is the pickled campaign: a process that gets the step with each file unpacks it once.
    """

    packed: bytes
    digest: str
    period: Period

    @classmethod
    def of(cls, campaign: Campaign, period: Period) -> MapStep:
        """The step for a merge."""
        packed = pickle.dumps(campaign, pickle.HIGHEST_PROTOCOL)
        return cls(packed, hashlib.sha256(packed).hexdigest(), period)

    def outcome(self, name: str, snapshot: Snapshot) -> Mapped:
        """What the file with that name is."""
        return _mapper(self.digest, _Packed(self.packed)).outcome(name, snapshot, self.period)


@dataclass(frozen=True, slots=True)
class NamedStep:
    """The step for one file, as the reading processes take it."""

    step: MapStep
    name: str

    def __call__(self, snapshot: Snapshot) -> Mapped:
        return self.step.outcome(self.name, snapshot)


@dataclass(frozen=True, slots=True)
class _Packed:
    """Bytes that make no difference to a cache: the digest beside them does."""

    content: bytes = field(compare=False)


@lru_cache(maxsize=2)
def _mapper(digest: str, packed: _Packed) -> _Mapper:
    return _Mapper(pickle.loads(packed.content))


class _Mapper:
    """What one process knows of the campaign and of the forms that it met."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._frames = Frames()

    @cached_property
    def _targets(self) -> frozenset[Address]:
        specs = form_fields(self._campaign)
        return frozenset(s.address for s in specs if s.period is Period.REGISTRATION)

    def outcome(self, name: str, snapshot: Snapshot, period: Period) -> Mapped:
        campaign, kind = self._campaign, workbook_kind(snapshot)
        if kind in ("summary", "criteria"):
            return None
        try:
            if kind == "cross":
                return replace(read_cross(snapshot, campaign), file=name)
            if kind == "notice":
                return read_notice(snapshot, campaign, name)
            meta = meta_of(snapshot)
            reading = read_form(snapshot, campaign, frames=self._frames)
        except (NotAForm, NotACrossBook, NotANotice) as refusal:
            return Refused(name, (refusal.finding,))
        if not reading.unit:
            return Refused(name, (Finding("UNIT_NOT_CHOSEN", params={"file": name}),))
        compared = _compared(campaign, carried_by(meta))
        if any(f.code == "CAMPAIGN_UNKNOWN" for f in compared):
            return Refused(name, compared)
        received = _received(name, snapshot.sha256, meta, reading, period)
        of = received.submission
        _, checks = check_reading(reading, campaign, of.unit, of.period, None)
        found = (*compared, *received.findings, *checks)
        places = {a: at for a, at in reading.places.items() if a in self._targets}
        return Reading(replace(received, findings=found), places)


@lru_cache(maxsize=16)
def _compared(campaign: Campaign, carried: CarriedCampaign) -> tuple[Finding, ...]:
    return compare_campaign(campaign, carried)


def _received(
    name: str, sha256: str, meta: FormMeta, reading: FormReading, period: Period
) -> Received:
    seal = meta.seal
    submission = Submission(
        unit=reading.unit,
        period=seal.period if seal else reading.period or period,
        campaign_id=meta.campaign_id,
        campaign_revision=meta.campaign_revision,
        campaign_hash=meta.campaign_hash,
        version=seal.version if seal else UNSEALED_VERSION,
        sealed_at=seal.at if seal else None,
        entries=tuple(reading.entries),
    )
    return Received(
        file=name,
        sha256=sha256,
        submission=submission,
        findings=(*reading.findings, *_seal_findings(seal, submission, reading)),
        sealed=seal is not None,
        letter_number=reading.entries.text(None, None, "letter_number"),
    )


def _seal_findings(
    seal: Seal | None, submission: Submission, reading: FormReading
) -> Iterator[Finding]:
    """What was changed since the seal; the sealed entries are believed if their code is the seal's.

    What they say is told in any case, and where they do not fit the code, that they do not.
    """
    if seal is None:
        return
    damaged = Finding("SEAL_DAMAGED", params={"code": seal.code, "now": submission.check_code})
    try:
        sealed = entries_from_json(seal.json)
    except ValueError:
        yield damaged
        return
    for change in differences(sealed, submission.entries):
        yield _changed(change, reading)
    code = check_code(submission.unit, submission.period, submission.campaign_hash, sealed)
    if code != seal.code:
        yield replace(damaged, params={"code": seal.code, "now": code})


def _changed(change: EntryChange, reading: FormReading) -> Finding:
    address = change.address
    return Finding(
        "SEAL_BROKEN",
        reading.places.get(address),
        address.criterion,
        address.item,
        address.field,
        {
            "what": _what(change.address, reading),
            "was": shown(change.was.raw) if change.was else "(trống)",
            "now": shown(change.now.raw) if change.now else "(trống)",
        },
    )


def _what(address: Address, reading: FormReading) -> str:
    """An entry in words: ``“Kết quả thực hiện (năm)” của II.2.3``."""
    specs = (c.spec for c in reading.cells if c.input and c.address == address)
    title = next((s.title for s in specs if s is not None), address.field)
    of = address.criterion if address.item is None else f"{address.criterion}, {address.item}"
    return f"“{title}”" if address.criterion is None else f"“{title}” của {of}"
