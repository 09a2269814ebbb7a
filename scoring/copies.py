"""Submissions that say the same as another unit's: one of the two was copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import canonical_json
from scoring.entry_json import content_data
from scoring.fields import Address, form_fields
from scoring.findings import Finding
from scoring.received import Received
from scoring.terms import FieldType, Period

__all__ = ["copied"]

FEWEST: Final = 8
"""So many results, not counting zeros, must be equal: a few equal numbers prove nothing."""

_MEASURED: Final = frozenset({FieldType.NUMBER, FieldType.PERCENT, FieldType.COUNT})


def copied(
    campaign: Campaign, period: Period, counted: Iterable[Received]
) -> Mapping[str, tuple[Finding, ...]]:
    """COPIED_SUBMISSION, by unit, for each pair of units of which all results are equal.

    Results are the numbers of the period: what two units never have in common by chance. Which of
    the two copied nobody can tell from the files, so both are named.
    """
    results = [(each, _results(campaign, period, each)) for each in counted]
    found: dict[str, list[Finding]] = {}
    for (one, mine), (other, theirs) in combinations(results, 2):
        if mine == theirs and _telling(mine) >= FEWEST:
            for own, twin in ((one, other), (other, one)):
                finding = _finding(campaign, period, own, twin, len(mine))
                found.setdefault(own.submission.unit, []).append(finding)
    return {unit: tuple(findings) for unit, findings in found.items()}


def _results(campaign: Campaign, period: Period, received: Received) -> tuple[str, ...]:
    """The numbers of the period in address order, with their addresses."""
    measured = {
        spec.address
        for spec in form_fields(campaign)
        if spec.type in _MEASURED and spec.period is period and spec.address.criterion is not None
    }
    return tuple(_content(received, measured))


def _content(received: Received, measured: set[Address]) -> Iterator[str]:
    for entry in received.submission.entries:
        if entry.address in measured and entry.value is not None:
            yield canonical_json(content_data(entry))


def _telling(results: tuple[str, ...]) -> int:
    return sum('"number":"0"' not in text for text in results)


def _finding(
    campaign: Campaign, period: Period, own: Received, twin: Received, count: int
) -> Finding:
    params = {
        "unit": campaign.units[own.submission.unit].short_name,
        "other": campaign.units[twin.submission.unit].short_name,
        "period": period.label,
        "count": str(count),
        "file": own.file,
        "other_file": twin.file,
    }
    return Finding("COPIED_SUBMISSION", params=params)
