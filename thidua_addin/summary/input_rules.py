"""Data validation of the chair's cells: one rule for all cells of a column that follow it.

A rule of their own for 28,000 cells would be most of the file and of the time it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.fields import FieldSpec
from thidua_addin.form.validation import ValidationContext, data_validation

__all__ = ["InputLook", "InputRules", "rule_of"]

_OWN: Final = "§"
"""Stands for the cell itself until it is known which cell is the first of its rule."""

_RANGES: Final = 100
"""So many ranges have one rule at most, which keeps the list of them short for every program."""

_Options: TypeAlias = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class InputLook:
    """How the cells of one field look, and what may be typed into them."""

    look: Mapping[str, object]
    style: Format
    rule: _Options


@dataclass(slots=True)
class InputRules:
    """What may be typed where, gathered while the sheets are written."""

    _cells: dict[tuple[str, int, _Options], list[int]] = field(default_factory=dict)
    _sheets: dict[str, Worksheet] = field(default_factory=dict)

    def add(self, sheet: Worksheet, place: tuple[int, int], rule: _Options) -> None:
        """A cell (row and column from 0) follows a rule of ``rule_of``."""
        name, (row, column) = sheet.get_name(), place
        self._sheets[name] = sheet
        self._cells.setdefault((name, column, rule), []).append(row)

    def write(self) -> None:
        """Write the rules into their sheets, after all cells."""
        for (name, column, rule), rows in self._cells.items():
            for ranges in _parts(sorted(rows)):
                first = ranges[0][0]
                options = _placed(rule, xl_rowcol_to_cell(first, column))
                if ranges != [(first, first)]:
                    options["multi_range"] = " ".join(_name(*pair, column) for pair in ranges)
                self._sheets[name].data_validation(first, column, first, column, options)


def rule_of(spec: FieldSpec, year: int) -> _Options:
    """The rule of a field, whatever cell it is for."""
    options = data_validation(spec, ValidationContext(_OWN, year))
    return tuple((key, tuple(v) if isinstance(v, list) else v) for key, v in options.items())


def _placed(rule: _Options, cell: str) -> dict[str, object]:
    """The options with the rule's first cell: spreadsheets move it along for the others."""
    return {key: _value(value, cell) for key, value in rule}


def _value(value: object, cell: str) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.replace(_OWN, cell) if isinstance(value, str) else value


def _parts(rows: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Ascending rows as ranges (first, last), a bounded number of them at a time."""
    starts = [rows[0], *(b for a, b in pairwise(rows) if b > a + 1)]
    ends = [*(a for a, b in pairwise(rows) if b > a + 1), rows[-1]]
    ranges = list(zip(starts, ends, strict=True))
    for at in range(0, len(ranges), _RANGES):
        yield ranges[at : at + _RANGES]


def _name(first: int, last: int, column: int) -> str:
    start: str = xl_rowcol_to_cell(first, column)
    return start if first == last else f"{start}:{xl_rowcol_to_cell(last, column)}"
