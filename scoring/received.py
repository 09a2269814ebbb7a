"""What the chair received: a readable submission with its file, or a file that was refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from scoring.findings import Finding
from scoring.submission import Submission

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
"""Vietnam's clock; moments without a zone are taken for it."""


SEAL_CODES: Final = frozenset({"SEAL_BROKEN", "SEAL_DAMAGED"})
"""What is said of a sealed copy whose content or seal was changed afterwards."""


@dataclass(frozen=True, slots=True)
class Received:
    """A submission as it came in.

    ``file`` is its name relative to the folder, ``sha256`` that of its bytes. ``findings`` are
    those of reading and checking it; ``sealed`` tells whether it came with a seal.
    ``received_at`` is None while nobody has said when it came: file dates are not evidence.
    """

    file: str
    sha256: str
    submission: Submission
    findings: tuple[Finding, ...] = ()
    sealed: bool = True
    letter_number: str = ""
    received_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of the arrival of a unit's submission.

    ``at`` is None while nobody has said when it came; ``unsent``: the chair has said that it
    never came.
    """

    at: dt.datetime | None = None
    unsent: bool = False


UNKNOWN_RECEIPT: Final = Receipt()


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot count, and why."""

    file: str
    findings: tuple[Finding, ...]


def moment(at: dt.datetime) -> dt.datetime:
    """The moment with its zone, so that any two can be compared."""
    return at if at.tzinfo is not None else at.replace(tzinfo=VIETNAM)


def moment_words(at: dt.datetime) -> str:
    """A moment as people write it, by the clock of Vietnam: ``08:00 ngày 16/12/2021``."""
    return f"{moment(at).astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def day_of(at: dt.datetime) -> dt.date:
    """The calendar day of a moment in Vietnam."""
    return moment(at).astimezone(VIETNAM).date()
