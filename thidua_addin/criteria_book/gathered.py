"""What is gathered from a criteria workbook: data, the cells it came from, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import Place
from thidua_addin.criteria_book.cells import is_blank
from thidua_addin.criteria_book.read import BookRow, Spot

Data = dict[str, object]


@dataclass(slots=True)
class Gathered:
    """The data of a campaign file, and for each key path the cells that it came from.

    ``spoilt`` are cells whose content could not be read and has its finding already.
    """

    data: Data = field(default_factory=dict)
    spots: dict[str, list[Spot]] = field(default_factory=dict)
    spoilt: set[Place] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def mark(self, path: str, spot: Spot | None) -> None:
        """Remember where a key path comes from."""
        if spot is not None:
            self.spots.setdefault(path, []).append(spot)

    def say(self, code: str, spot: Spot, **params: str) -> None:
        """A finding about a cell."""
        self.findings.append(Finding(code, spot.place, params={"title": spot.title, **params}))

    def put(self, table: Data, key: str, row: BookRow, role: str, path: str) -> None:
        """Take a cell over as ``key`` of a table whose path is known; blank ones only by place."""
        self.mark(f"{path}.{key}" if path else key, row.spots.get(role))
        value = row.value(role)
        if value is None:
            return
        if row.reads[role].spoilt:
            self.spoilt.add(row.spots[role].place)
        table[key] = list(value) if isinstance(value, tuple) else value

    def unused(self, row: BookRow, roles: Iterable[str], what: str) -> None:
        """Cells that hold something although the row does not use them."""
        for role in roles:
            if role in row.cells and not is_blank(row.cells[role]):
                value = shown(row.cells[role].value)
                self.say("CRITERIA_CELL_UNUSED", row.spots[role], value=value, what=what)


def element_path(path: str, code: object, index: int) -> str:
    """How an element of a list is named: by its code, else by its number from 0."""
    return f"{path}[{code}]" if isinstance(code, str) and code else f"{path}[{index}]"


@dataclass(frozen=True, slots=True)
class Taken:
    """A criterion that was taken over: its table, its path, its kind (None where unknown)."""

    table: Data
    path: str
    kind: str | None

    @property
    def rule(self) -> Data:
        """The table of its rule."""
        rule = self.table["rule"]
        assert isinstance(rule, dict)
        return rule

    def grow(self, key: str) -> list[object]:
        """The list under a key of the criterion."""
        grown = self.table.setdefault(key, [])
        assert isinstance(grown, list)
        return grown


Criteria = Mapping[str, Taken]
"""The criteria by code; of a code that stands twice, the first."""
