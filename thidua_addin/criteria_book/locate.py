"""From a finding about the data of a campaign to the cell that it is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scoring.findings import Finding, catalogue
from thidua_addin.criteria_book.gathered import Gathered
from thidua_addin.criteria_book.read import Spot
from thidua_addin.criteria_book.words import KINDS, SECTIONS, TIE_BREAK

_MISSING = "CAMPAIGN_KEY_MISSING"
_UNREAD = ("CAMPAIGN_VALUE_", _MISSING)
_LAST = re.compile(r"(?:\.[^.\[\]]+|\[[^\[\]]*\]|^[^.\[\]]+)$")


@dataclass(frozen=True, slots=True)
class CellFinding(Finding):
    """A finding of the campaign's checks at a cell, said in the words of the workbook."""

    @property
    def message(self) -> str:
        """What is wrong, naming columns where the catalogue names keys."""
        own = workbook_texts().get(self.code, {}).get("message")
        return (own or catalogue()[self.code].message).format_map(self.params)

    @property
    def hint(self) -> str:
        """How to mend it in the workbook."""
        own = workbook_texts().get(self.code, {}).get("hint")
        return (own or catalogue()[self.code].hint).format_map(self.params)


@cache
def workbook_texts() -> Mapping[str, Mapping[str, str]]:
    """The texts in words of the workbook: ``message`` and ``hint`` by code, where they differ."""
    file = resources.files("thidua_addin.criteria_book").joinpath("wording.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def located(findings: Iterable[Finding], gathered: Gathered) -> Iterator[Finding]:
    """The findings of a campaign's checks, each at its cell.

    What only repeats that a cell could not be read is left out.
    """
    repeats: dict[tuple[str, str | None], int] = {}
    for finding in findings:
        turn = repeats.setdefault((finding.code, finding.path), 0)
        repeats[finding.code, finding.path] += 1
        for spot in _spots(finding, gathered, turn):
            if spot is None:
                yield finding
            elif not (spot.place in gathered.spoilt and finding.code.startswith(_UNREAD)):
                yield _at(finding, spot)


def _at(finding: Finding, spot: Spot) -> Finding:
    if finding.code == _MISSING:
        return Finding(
            "CRITERIA_CELL_MISSING",
            spot.place,
            finding.criterion,
            params={"title": spot.title},
            path=finding.path,
        )
    return CellFinding(
        finding.code,
        spot.place,
        finding.criterion,
        finding.item,
        finding.field,
        _params(finding, spot),
        finding.law,
        finding.path,
    )


def _params(finding: Finding, spot: Spot) -> dict[str, str]:
    """The finding's texts with the workbook's words for keys and values of the file."""
    params = {**finding.params, "title": spot.title}
    if "path" in params:
        params["path"] = f"ô “{spot.title}”"
    for name, words in (
        ("section", SECTIONS),
        ("parent_section", SECTIONS),
        ("kind", KINDS),
        ("by", TIE_BREAK),
    ):
        if name in params:
            params[name] = words.get(params[name], params[name])
    return params


def _spots(finding: Finding, gathered: Gathered, turn: int) -> list[Spot] | list[None]:
    """The cells of a finding: one, or for a code that stands twice every repetition."""
    path = finding.path
    if path is None:
        return [None]
    if finding.code == _MISSING:
        path = f"{path}.{finding.params['key']}" if path else finding.params["key"]
    found = _nearest(path, gathered)
    if finding.code in ("CAMPAIGN_CODE_REPEATED", "CAMPAIGN_INPUT_REPEATED"):
        return found[1:] or found or [None]
    if not found:
        return [None]
    return [found[min(turn, len(found) - 1)]]


def _nearest(path: str, gathered: Gathered) -> list[Spot]:
    """The cells of the path, or of the nearest path above it."""
    while path:
        if path in gathered.spots:
            return gathered.spots[path]
        shorter = _LAST.sub("", path)
        if shorter == path:
            return []
        path = shorter
    return []
