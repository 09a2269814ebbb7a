"""Numbers and dates that a TOML file puts in quotation marks: text, not what is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from scoring.campaign import TWO_THIRDS
from scoring.campaign_structure import key_path, shown
from scoring.findings import Finding

Loc: TypeAlias = tuple[int | str, ...]

NUMBERS: Final = frozenset(
    {
        "at_least",
        "at_least_without",
        "base_share",
        "cap",
        "floor",
        "from",
        "grace_days",
        "half_cap",
        "initial_points",
        "levels",
        "max_points",
        "off",
        "outlier_points",
        "outlier_share",
        "per_day",
        "percent",
        "places",
        "points",
        "points_each",
        "quota",
        "quota_share",
        "revision",
        "rows",
        "scale",
        "start",
        "step",
        "target",
        "threshold",
        "to",
        "trim_from",
        "valid_from",
        "valid_to",
        "year",
    }
)
DATES: Final = frozenset({"base", "date", "deadlines", "holidays"})
WORDS: Final = frozenset({"not set", "registered", "all", TWO_THIRDS})
"""What may stand in words in place of a number or a date."""


def quoted_values(data: Mapping[str, object]) -> Iterator[Finding]:
    """A finding for each number or date in quotation marks; words that are no number are let be."""
    for loc, text in _texts(data, ()):
        if text in WORDS or not any(char.isdigit() for char in text):
            continue
        code = _code(loc)
        if code is not None:
            path = key_path(loc, data)
            yield Finding(code, path=path, params={"path": path, "value": shown(text)})


def _code(loc: Loc) -> str | None:
    if DATES.intersection(loc):
        return "CAMPAIGN_VALUE_DATE"
    key = loc[-1]
    if key in NUMBERS or (key == "value" and "when" in loc):
        return "CAMPAIGN_VALUE_NUMBER"
    return None


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    match value:
        case str():
            yield loc, value
        case Mapping():
            for key, inner in value.items():
                yield from _texts(inner, (*loc, str(key)))
        case list():
            for i, inner in enumerate(value):
                yield from _texts(inner, (*loc, i))
