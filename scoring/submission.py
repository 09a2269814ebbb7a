"""A submission: what a unit hands in for one period, sealed by a short check code.

The check code (mã kiểm tra) stands on the signed paper. It proves that the paper and the file
say the same; it does not prove who made the file, because anybody can compute it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import campaign_hash as hash_of
from scoring.canonical import canonical_json, json_value, moment_from_iso, sha256_hex
from scoring.entries import Entry
from scoring.entry_json import (
    address_key,
    canonical_entries,
    content_data,
    entries_from_data,
    entry_data,
)
from scoring.fields import Address
from scoring.terms import Period

__all__ = [
    "UNSEALED_VERSION",
    "EntryChange",
    "Submission",
    "check_code",
    "differences",
    "entries_from_json",
    "entries_json",
    "same_code",
    "seal",
    "submission_from_json",
    "submission_json",
]

FORMAT: Final = 1
UNSEALED_VERSION: Final = 0

# 32 symbols that cannot be taken for one another on paper: no I, L, O, U.
_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH: Final = 12
_BITS: Final = 5
_MISREAD: Final = str.maketrans("OIL", "011", " -–—\t\u00a0")


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit's entries for one period, with the campaign revision its form was built from.

    ``version`` counts the unit's sealed copies of the period from 1; an unsealed form (sealed
    by merge on receipt) has ``UNSEALED_VERSION`` and no ``sealed_at``. The entries carry no
    places and stand in address order.
    """

    unit: str
    period: Period
    campaign_id: str
    campaign_revision: int
    campaign_hash: str
    version: int
    sealed_at: dt.datetime | None
    entries: tuple[Entry, ...]
    _code: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", canonical_entries(self.entries))

    @property
    def check_code(self) -> str:
        """The check code of the content; see :func:`check_code`. Worked out once."""
        if not self._code:
            self._code.append(check_code(self.unit, self.period, self.campaign_hash, self.entries))
        return self._code[0]


def seal(
    campaign: Campaign,
    unit: str,
    period: Period,
    entries: Iterable[Entry],
    version: int,
    at: dt.datetime | None,
) -> Submission:
    """The submission of these entries, sealed at a moment (None: not sealed yet)."""
    return Submission(
        unit,
        period,
        campaign.id,
        campaign.revision,
        hash_of(campaign),
        version,
        at,
        tuple(entries),
    )


def check_code(unit: str, period: Period, campaign_hash: str, entries: Iterable[Entry]) -> str:
    """The check code, such as ``K7QF-92MD-4XTA``: 60 bits of a sha256 in 12 symbols.

    It covers the unit, the period, the campaign and the meaning of every entry; not the version,
    not the time, not the file: the same content has the same code wherever it is computed, and
    ``"9,5"`` typed as text has that of 9.5. Equal codes on the signed paper and for the file
    prove that both say the same. They do not prove who made the file or when.
    """
    content = {
        "unit": unit,
        "period": period,
        "campaign": campaign_hash,
        "entries": [content_data(e) for e in canonical_entries(entries)],
    }
    digest = int(sha256_hex(canonical_json(content)), 16)
    bits = digest >> (256 - _BITS * _CODE_LENGTH)
    shifts = range(_BITS * (_CODE_LENGTH - 1), -1, -_BITS)
    symbols = "".join(_SYMBOLS[(bits >> shift) & 31] for shift in shifts)
    return "-".join(symbols[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def same_code(computed: str, typed: str) -> bool:
    """Whether a code that somebody typed from paper is the computed one.

    Small letters, missing or other dashes, and O, I, L read for 0, 1, 1 make no difference.
    """
    return typed.strip().upper().translate(_MISREAD) == computed.replace("-", "")


def entries_json(submission: Submission) -> str:
    """The canonical JSON of the entries, as they were typed and as they were understood."""
    return canonical_json([entry_data(e) for e in submission.entries])


def entries_from_json(text: str) -> tuple[Entry, ...]:
    """The entries of :func:`entries_json`. Raises ValueError where the text is not that."""
    return entries_from_data(json_value(text))


def submission_json(submission: Submission) -> str:
    """The canonical JSON of the whole submission; :func:`submission_from_json` reads it back."""
    return canonical_json(
        {
            "format": FORMAT,
            "unit": submission.unit,
            "period": submission.period,
            "campaign_id": submission.campaign_id,
            "campaign_revision": submission.campaign_revision,
            "campaign_hash": submission.campaign_hash,
            "version": submission.version,
            "sealed_at": submission.sealed_at,
            "entries": [entry_data(e) for e in submission.entries],
        }
    )


def submission_from_json(text: str) -> Submission:
    """The submission of :func:`submission_json`. Raises ValueError where the text is not that."""
    data = json_value(text)
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise ValueError("not a submission of a known format")
    sealed_at = None
    if data.get("sealed_at") is not None:
        sealed_at = moment_from_iso(_text(data, "sealed_at"))
    return Submission(
        _text(data, "unit"),
        Period(_text(data, "period")),
        _text(data, "campaign_id"),
        _whole(data, "campaign_revision"),
        _text(data, "campaign_hash"),
        _whole(data, "version"),
        sealed_at,
        entries_from_data(data.get("entries")),
    )


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that says something else than before; None where there is no entry."""

    address: Address
    was: Entry | None
    now: Entry | None


def differences(sealed: Iterable[Entry], current: Iterable[Entry]) -> tuple[EntryChange, ...]:
    """What changed in meaning from the sealed entries to the current ones, in address order.

    The same number typed another way is no change, just as it leaves the check code as it is.
    """
    before = {e.address: e for e in sealed}
    after = {e.address: e for e in current}
    return tuple(
        EntryChange(address, before.get(address), after.get(address))
        for address in sorted({*before, *after}, key=address_key)
        if not _same(before.get(address), after.get(address))
    )


def _same(was: Entry | None, now: Entry | None) -> bool:
    if was is None or now is None:
        return was is now
    known = was.value is not None and type(was.value) is type(now.value)
    if known and was.value == now.value:
        return True
    return canonical_json(content_data(was)) == canonical_json(content_data(now))


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text")
    return value


def _whole(data: Mapping[str, object], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{key} must be a whole number")
    return value
