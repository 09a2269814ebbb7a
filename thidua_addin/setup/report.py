"""What ``install`` and ``uninstall`` did, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scoring.findings import Finding


class Done(StrEnum):
    """How a step ended."""

    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name for programs, what was done for people, what a warning is about."""

    name: str
    done: Done
    text: str
    finding: Finding | None = None


def warned(name: str, code: str, **params: str) -> Step:
    """A step that could not be done, without which the program works all the same."""
    finding = Finding(code, params=params)
    return Step(name, Done.WARNING, finding.message, finding)
