"""What stops a whole command.

Stop
├── WrongUsage     the command cannot be understood (exit status 2)
└── NothingDone    nothing could be done: not a form, damaged, cannot write (exit status 3)
"""

from __future__ import annotations

from scoring.findings import Finding


class Stop(Exception):
    """Carries the finding that tells the user why nothing more happens, and the exit status."""

    status = 3

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class WrongUsage(Stop):
    """The command line asks for something that makes no sense."""

    status = 2


class NothingDone(Stop):
    """The input cannot be used at all, or the output cannot be written."""

    status = 3


def wrong_usage(code: str, **params: str) -> WrongUsage:
    """A usage error with the texts of ``code``."""
    return WrongUsage(Finding(code, params=params))


def nothing_done(code: str, **params: str) -> NothingDone:
    """A stop with the texts of ``code``."""
    return NothingDone(Finding(code, params=params))
