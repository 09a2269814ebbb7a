"""Which of a unit's submissions for one period counts. Every other one is named, with the reason.

In this order: the version that the chair pinned, sealed before unsealed, the highest version,
the latest seal. The order in which files are found never matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.received import SEAL_CODES, VIETNAM, Received, moment
from scoring.terms import Period

Stamp: TypeAlias = tuple[bool, dt.datetime]
"""A moment to compare by; the unknown one is before all others."""

_UNKNOWN: Final[Stamp] = (False, dt.datetime(1900, 1, 1, tzinfo=VIETNAM))


@dataclass(frozen=True, slots=True)
class Resolved:
    """The submission that counts, the files that do not, and what there is to say about it."""

    counted: Received
    superseded: tuple[Received, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A received file with the code of its content, computed once (not for an only file)."""

    received: Received
    code: str


def resolve(campaign: Campaign, files: Sequence[Received], pinned: int | None = None) -> Resolved:
    """Choose among the files of one unit and one period (at least one).

    The same file given twice is one file. Of files with the same content the one received first
    stands for all of them.
    """
    copies = _distinct(files) if len(files) > 1 else [_Copy(files[0], "")]
    best = max(copies, key=lambda c: _preference(c, pinned))
    twins = [c for c in copies if _identity(c) == _identity(best)]
    counted = min(twins, key=_arrival)
    rest = [c for c in copies if c is not counted]
    findings = [_left_out(campaign, counted, c, pinned) for c in rest]
    if pinned is not None and counted.received.submission.version != pinned:
        findings.insert(0, _pin_not_found(campaign, counted.received, pinned))
    return Resolved(counted.received, tuple(c.received for c in rest), tuple(findings))


class Groups:
    """The members' submissions by unit and period, each group resolved."""

    def __init__(
        self,
        campaign: Campaign,
        members: Sequence[Received],
        period: Period,
        pinned: Mapping[str, int],
    ) -> None:
        self._campaign = campaign
        self._period = period
        self.files: dict[tuple[str, Period], list[Received]] = {}
        for received in members:
            key = (received.submission.unit, received.submission.period)
            self.files.setdefault(key, []).append(received)
        self._resolved: dict[tuple[str, Period], Resolved] = {
            (unit, kind): resolve(
                campaign, self.files[unit, kind], pinned.get(unit) if kind is period else None
            )
            for unit in campaign.units
            for kind in Period
            if (unit, kind) in self.files
        }

    def get(self, unit: str, period: Period) -> Resolved | None:
        """What came of one group, None where nothing came."""
        return self._resolved.get((unit, period))

    def received(self) -> tuple[Received, ...]:
        """Every file by unit and period, the one that counts first, then the others by name."""
        return tuple(
            received
            for resolved in self._resolved.values()
            for received in (resolved.counted, *resolved.superseded)
        )

    def superseded(self) -> tuple[str, ...]:
        """The names of the files that do not count, sorted."""
        return tuple(sorted({s.file for r in self._resolved.values() for s in r.superseded}))

    def findings_aside(self) -> tuple[Finding, ...]:
        """What there is to say about the versions of the other periods, and their broken seals."""
        return tuple(
            finding
            for (_, period), resolved in self._resolved.items()
            if period is not self._period
            for finding in (*self._broken_aside(period, resolved.counted), *resolved.findings)
        )

    def _broken_aside(self, period: Period, counted: Received) -> tuple[Finding, ...]:
        """A broken seal may have hidden the period itself; registrations speak at their unit."""
        broken = any(f.code in SEAL_CODES for f in counted.findings)
        if not broken or period is Period.REGISTRATION:
            return ()
        return (Finding("ASIDE_SEAL_BROKEN", params=about(self._campaign, counted)),)


def label(received: Received) -> str:
    """The version in words: ``lần 2, niêm phong 12/11/2021 08:30``."""
    submission = received.submission
    if not received.sealed:
        return "chưa niêm phong"
    if submission.sealed_at is None:
        return f"lần {submission.version}"
    at = moment(submission.sealed_at).astimezone(VIETNAM)
    return f"lần {submission.version}, niêm phong {at:%d/%m/%Y %H:%M}"


def about(campaign: Campaign, received: Received) -> dict[str, str]:
    """The parts of a message that name a submission: unit, period, file."""
    submission = received.submission
    return {
        "unit": campaign.units[submission.unit].short_name,
        "period": submission.period.label,
        "file": received.file,
    }


def _distinct(files: Sequence[Received]) -> list[_Copy]:
    """One copy for each file, sorted by name; of the same file twice, the one with a receipt."""
    copies: dict[_Key, _Copy] = {}
    for received in sorted(files, key=_arrival_of):
        copy = _Copy(received, received.submission.check_code)
        copies.setdefault(_key(copy), copy)
    return [copies[key] for key in sorted(copies)]


_Key: TypeAlias = tuple[str, str, bool, int, Stamp, str]


def _key(copy: _Copy) -> _Key:
    received = copy.received
    submission = received.submission
    return (
        received.file,
        received.sha256,
        received.sealed,
        submission.version,
        _stamp(submission.sealed_at),
        copy.code,
    )


def _preference(copy: _Copy, pinned: int | None) -> tuple[bool, bool, int, Stamp, Stamp, str]:
    submission = copy.received.submission
    return (
        submission.version == pinned,
        copy.received.sealed,
        submission.version,
        _stamp(submission.sealed_at),
        _stamp(copy.received.received_at),
        copy.received.file,
    )


def _identity(copy: _Copy) -> tuple[bool, int, str]:
    return (copy.received.sealed, copy.received.submission.version, copy.code)


def _arrival(copy: _Copy) -> tuple[bool, Stamp, str, str, bool, str]:
    return _arrival_of(copy.received)


def _arrival_of(received: Received) -> tuple[bool, Stamp, str, str, bool, str]:
    """Known receipts before unknown ones, then the earliest; the rest only settles the order."""
    at = received.received_at
    return (
        at is None,
        _stamp(at),
        received.file,
        received.sha256,
        not received.sealed,
        received.letter_number,
    )


def _stamp(at: dt.datetime | None) -> Stamp:
    return _UNKNOWN if at is None else (True, moment(at))


def _left_out(campaign: Campaign, counted: _Copy, other: _Copy, pinned: int | None) -> Finding:
    params = {
        **about(campaign, other.received),
        "label": label(other.received),
        "counted": counted.received.file,
        "counted_label": label(counted.received),
    }
    if other.code == counted.code:
        return Finding("DUPLICATE_FILE", params=params)
    if _rank_of(other) == _rank_of(counted):
        return Finding("VERSION_CONFLICT", params=params)
    if counted.received.submission.version == pinned:
        params["reason"] = f"Cụm trưởng đã chọn lần {pinned}"
    elif counted.received.sealed and not other.received.sealed:
        params["reason"] = "đã có bản niêm phong"
    else:
        params["reason"] = "đã có bản mới hơn"
    return Finding("SUPERSEDED", params=params)


def _rank_of(copy: _Copy) -> tuple[bool, int]:
    return (copy.received.sealed, copy.received.submission.version)


def _pin_not_found(campaign: Campaign, counted: Received, pinned: int) -> Finding:
    params = {**about(campaign, counted), "version": str(pinned), "label": label(counted)}
    return Finding("PIN_NOT_FOUND", params=params)
