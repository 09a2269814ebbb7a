"""Each unit's registration: the one that fixes its targets, and whether it came in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from scoring.campaign import Campaign
from scoring.dates import vn_date
from scoring.findings import Finding, blocking
from scoring.received import SEAL_CODES, Received, moment
from scoring.terms import Period
from scoring.versions import Groups, about, resolve
from scoring.vetoes import (
    RegistrationState,
    RegistrationStatus,
    asks_for_registration,
    registration_state,
)


class Registrations:
    """The registrations of a merge; those ``accepted`` earlier go before those found now."""

    def __init__(
        self, campaign: Campaign, groups: Groups, accepted: Mapping[str, Received]
    ) -> None:
        self._campaign = campaign
        self._groups = groups
        self._accepted = {u: r for u, r in accepted.items() if not blocking(r.findings)}

    def counted(self, unit: str) -> Received | None:
        """The accepted registration, else the one that counts among those found.

        One with blocking findings, such as a broken seal, fixes nothing.
        """
        if unit in self._accepted:
            return self._accepted[unit]
        found = self._groups.files.get((unit, Period.REGISTRATION), ())
        usable = [r for r in found if not blocking(r.findings)]
        return resolve(self._campaign, usable).counted if usable else None

    def unusable(self, unit: str) -> tuple[Finding, ...]:
        """What there is to say where a registration came but none that could fix the targets.

        A broken seal blocks the unit's results as well: the pledge itself is in doubt.
        """
        resolved = self._groups.get(unit, Period.REGISTRATION)
        if resolved is None or self.counted(unit) is not None:
            return ()
        broken = resolved.counted
        seal = (f for f in broken.findings if f.code in SEAL_CODES)
        return (Finding("REGISTRATION_NOT_USED", params=about(self._campaign, broken)), *seal)

    def state(self, unit: str) -> RegistrationState:
        """Whether the unit registered in time, by every version that came."""
        files = list(self._groups.files.get((unit, Period.REGISTRATION), ()))
        if unit in self._accepted:
            files.append(self._accepted[unit])
        return registration_state(self._campaign, _receipts(files))

    def first_receipt(self, unit: str) -> dt.datetime | None:
        """When the unit's first registration came, None where none came or nobody knows."""
        files = list(self._groups.files.get((unit, Period.REGISTRATION), ()))
        if unit in self._accepted:
            files.append(self._accepted[unit])
        return min((at for at in _receipts(files) if at is not None), key=moment, default=None)

    def later(self, unit: str) -> tuple[Finding, ...]:
        """What there is to say where a registration came that differs from the accepted one."""
        resolved = self._groups.get(unit, Period.REGISTRATION)
        if unit not in self._accepted or resolved is None:
            return ()
        old, new = self._accepted[unit], resolved.counted
        if old.submission.check_code == new.submission.check_code:
            return ()
        params = {**about(self._campaign, new), "accepted": old.file}
        return (Finding("REGISTRATION_FROZEN", params=params),)

    def findings(self) -> tuple[Finding, ...]:
        """Say once that a condition about registrations has no deadline to go by."""
        no_deadline = self._campaign.deadlines.of(Period.REGISTRATION) is None
        asked = asks_for_registration(self._campaign)
        return (Finding("REGISTRATION_NO_DEADLINE"),) if asked and no_deadline else ()


def _receipts(files: Sequence[Received]) -> list[dt.datetime | None]:
    """One receipt for each file; of the same file met twice, the earliest that is known."""
    known: dict[tuple[str, str], list[dt.datetime]] = {}
    for received in files:
        moments = known.setdefault((received.file, received.sha256), [])
        if received.received_at is not None:
            moments.append(received.received_at)
    return [min(moments, key=moment, default=None) for moments in known.values()]


def receipt_unknown(campaign: Campaign, name: str, state: RegistrationState) -> tuple[Finding, ...]:
    """Say that a condition about the registration cannot be judged, if the campaign has one."""
    unknown = state.status is RegistrationStatus.RECEIPT_UNKNOWN
    if not unknown or state.deadline is None or not asks_for_registration(campaign):
        return ()
    params = {"unit": name, "deadline": vn_date(state.deadline)}
    return (Finding("REGISTRATION_RECEIPT_UNKNOWN", params=params),)
