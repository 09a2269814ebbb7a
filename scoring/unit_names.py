"""Which unit a written name means: by code, by name, by former name; never by likeness.

A name that is only like a unit's is answered with candidates for the person to choose from. A
unit that is no member in the campaign's year (merged, renamed) is said to be that; nothing of it
is given to the unit that took it over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from scoring.campaign import Campaign, Unit
from scoring.findings import Finding
from scoring.legacy_text import legacy_readings
from scoring.snapshot import Place
from scoring.text import nfc, vn_key

__all__ = [
    "Found",
    "NotInYear",
    "Suggested",
    "UnitAnswer",
    "Unknown",
    "find_unit",
    "stranger_finding",
    "suggestion",
    "valid_years",
]

_LIKE: Final = 0.6  # of difflib's ratio; "Bac Giang" to "Bắc Giang" is 1 without marks
_CLOSE: Final = 0.15  # further behind the best is no candidate
_ALL_WORDS: Final = 0.9
_MOST_SUGGESTED: Final = 3
_LONGEST: Final = 200  # characters of a name that are compared
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Found:
    """The one member of the campaign's year that has this code or name."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class NotInYear:
    """A unit that the campaign knows, but that is no member in its year."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Suggested:
    """Nobody has this name (or several have it); these members are the closest, best first."""

    candidates: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has this name, nor one like it."""


UnitAnswer: TypeAlias = Found | NotInYear | Suggested | Unknown

_Names: TypeAlias = Callable[[Unit], Iterable[str]]


def find_unit(campaign: Campaign, text: str) -> UnitAnswer:
    """Which unit ``text`` means, compared by :func:`scoring.text.vn_key`.

    In this order: a code; a name or short name; a former name. At each step the members of the
    year go first, except that the own name of a unit that is gone goes before a former name.
    A name typed with a font of before Unicode is read as what it shows.
    """
    said = nfc(text).strip()
    if not said:
        return Unknown()
    exact = _exact(campaign, {vn_key(said)})
    if exact is not None:
        return exact
    read = {vn_key(reading.text) for reading in legacy_readings(said)}
    exact = _exact(campaign, read) if read else None
    return exact if exact is not None else _alike(campaign, said)


def stranger_finding(
    campaign: Campaign, text: str, file: str, at: Place | None = None
) -> Finding | None:
    """What to say of a file whose unit is none of the year's; None where it is one of them."""
    answer = find_unit(campaign, text)
    if isinstance(answer, Found):
        return None
    if isinstance(answer, NotInYear):
        params = {
            "file": file,
            "unit": answer.unit.short_name,
            "year": str(campaign.year),
            "years": f"thành viên {valid_years(answer.unit)}",
        }
        return Finding("UNIT_NOT_IN_YEAR", at, field="unit", params=params)
    params = {"file": file, "unit": _clipped(text), "suggestion": suggestion(answer, "; {}") or "."}
    return Finding("UNIT_UNKNOWN", at, field="unit", params=params)


def suggestion(answer: UnitAnswer, form: str = " {}") -> str:
    """``" có phải là “Bắc Giang” (BGI)?"``: the closest units, put into ``form``; else ``""``."""
    if not isinstance(answer, Suggested):
        return ""
    named = [f"“{_clipped(u.short_name)}” ({u.code})" for u in answer.candidates]
    return form.format(f"có phải là {' hay '.join(named)}?")


def valid_years(unit: Unit) -> str:
    """``"từ 2021"`` or ``"từ 2021 đến 2025"``."""
    years = f"từ {unit.valid_from}"
    return years if unit.valid_to is None else f"{years} đến {unit.valid_to}"


def _exact(campaign: Campaign, keys: set[str]) -> UnitAnswer | None:
    here = tuple(campaign.units.values())
    gone = tuple(u for u in campaign.cluster.members if campaign.units.get(u.code) is not u)
    steps: tuple[tuple[_Names, tuple[Unit, ...]], ...] = (
        (_codes, here),
        (_codes, gone),
        (_names, here),
        (_names, gone),
        (_former_names, here),
        (_former_names, gone),
    )
    for names, units in steps:
        having = [u for u in units if not keys.isdisjoint(map(_key, names(u)))]
        if len(having) > 1 and units is here:
            return Suggested(tuple(having[:_MOST_SUGGESTED]))
        if having:
            return Found(having[0]) if units is here else NotInYear(having[-1])
    return None


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    """The key of a name in the campaign: the same few hundred for every file of a merge."""
    return vn_key(name)


def _codes(unit: Unit) -> tuple[str, ...]:
    return (unit.code,)


def _names(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short_name)


def _former_names(unit: Unit) -> tuple[str, ...]:
    return unit.former_names


def _alike(campaign: Campaign, said: str) -> Suggested | Unknown:
    """The members of the year whose code or name is close, without the words that most share."""
    units = tuple(campaign.units.values())
    shared = _shared_words(units)
    wanted = _distinct(said[:_LONGEST], shared)
    scored: list[tuple[float, Unit]] = []
    for unit in units:
        names = (unit.code, *_names(unit), *unit.former_names)
        scored.append((max(_ratio(wanted, _distinct(n[:_LONGEST], shared)) for n in names), unit))
    best = max(ratio for ratio, _ in scored)
    if best < _LIKE:
        return Unknown()
    close = [(ratio, unit) for ratio, unit in scored if ratio >= max(_LIKE, best - _CLOSE)]
    close.sort(key=lambda c: -c[0])
    return Suggested(tuple(unit for _, unit in close[:_MOST_SUGGESTED]))


def _ratio(wanted: str, name: str) -> float:
    """How alike two plain texts are, from 0 to 1; all words wanted in the name are nearly all."""
    if not wanted or not name:
        return 0.0
    from difflib import SequenceMatcher  # only where a name was not found

    ratio = SequenceMatcher(None, wanted, name, False).ratio()
    return max(ratio, _ALL_WORDS) if set(wanted.split()) <= set(name.split()) else ratio


def _shared_words(units: tuple[Unit, ...]) -> frozenset[str]:
    """The words in the names of more than half of the units: "sở", "nội", "vụ", "tỉnh"."""
    counted: dict[str, int] = {}
    for unit in units:
        for word in set(_plain(unit.name).split()):
            counted[word] = counted.get(word, 0) + 1
    if len(units) < 2:
        return frozenset()
    return frozenset(word for word, count in counted.items() if 2 * count > len(units))


def _distinct(name: str, shared: frozenset[str]) -> str:
    return " ".join(word for word in _plain(name).split() if word not in shared)


def _plain(name: str) -> str:
    """Without any mark; for likeness only."""
    letters = unicodedata.normalize("NFD", _key(name).replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _clipped(text: str) -> str:
    plain = nfc(text)
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
