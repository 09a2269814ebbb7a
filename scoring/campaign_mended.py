"""Parts of a campaign file read without their faulty keys, so that one fault hides no other.

A criterion in whose rule one key could not be read is validated again without it. Only what is
said of a single key by itself then counts: a default in place of the faulty key must not become
the ground of a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

from pydantic import ValidationError

from scoring.findings import Finding

Loc: TypeAlias = tuple[int | str, ...]
Part = TypeVar("Part", covariant=True)

DECISIVE: Final = frozenset({"kind", "section", "value", "of", "mode", "source", "on", "inputs"})
"""Keys by which others are read: without one of them nothing more can be said."""

ALONE: Final = frozenset(
    {
        "CAMPAIGN_BALANCE",
        "CAMPAIGN_BAND_EMPTY",
        "CAMPAIGN_BAND_GAP",
        "CAMPAIGN_BAND_OPEN_END",
        "CAMPAIGN_BAND_OVERLAP",
        "CAMPAIGN_BAND_POINTS",
        "CAMPAIGN_CAP_RANGE",
        "CAMPAIGN_INPUT_NUMBER",
        "CAMPAIGN_INPUT_REPEATED",
        "CAMPAIGN_LABEL_REPEATED",
        "CAMPAIGN_LATE_STEPS",
        "CAMPAIGN_LEVELS_BELOW_MAX",
        "CAMPAIGN_NOT_A_FRACTION",
        "CAMPAIGN_NOT_POSITIVE",
        "CAMPAIGN_PLACES",
        "CAMPAIGN_POINTS_OUT_OF_RANGE",
        "CAMPAIGN_RANK_EDGES",
        "CAMPAIGN_RANK_OPEN_END",
        "CAMPAIGN_RANK_RANGE",
        "CAMPAIGN_SEVERITY_RANGE",
        "CAMPAIGN_SHARE_RANGE",
        "CAMPAIGN_SHARE_REPEATED",
    }
)
"""Findings that look at one key (and the maximum), whatever the other keys say."""


@dataclass(frozen=True, slots=True)
class Mended(Generic[Part]):
    """A part that could be read without these keys, which keep their defaults."""

    part: Part
    removed: frozenset[str]

    def alone(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """The findings that do not rest on a default in place of a faulty key."""
        for finding in findings:
            last = (finding.path or "").rpartition(".")[2].partition("[")[0]
            if finding.code in ALONE and last not in self.removed:
                yield finding


def mended(
    table: object, wrong: set[Loc], read: Callable[[Mapping[str, object]], Part]
) -> Mended[Part] | None:
    """The part of a table without its ``wrong`` keys, None where they cannot be left out."""
    if not isinstance(table, Mapping) or any(isinstance(p, int) for loc in wrong for p in loc):
        return None
    removed = frozenset(str(loc[-1]) for loc in wrong if loc)
    if removed & DECISIVE or len(removed) < len(wrong):
        return None
    rest: Mapping[str, object] = table
    for loc in wrong:
        rest = _without(rest, loc)
    try:
        return Mended(read(rest), removed)
    except ValidationError:
        return None


def _without(table: Mapping[str, object], loc: Loc) -> Mapping[str, object]:
    """The table without one key, which may lie in tables inside it."""
    key, deeper = loc[0], loc[1:]
    if not deeper:
        return {name: value for name, value in table.items() if name != key}
    inner = table.get(str(key))
    if not isinstance(inner, Mapping):
        return table
    return {**table, str(key): _without(inner, deeper)}
