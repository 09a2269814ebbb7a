"""How large a received workbook may be, and how long and with how much memory one is read.

One place for all of it. ``docs/limits.md`` says what each refuses; a test compares the two. An IT
department changes them with a TOML file that the environment variable ``THIDUA_LIMITS`` names.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from thidua_addin.errors import NothingDone

_MEGABYTE: Final = 1024 * 1024

VARIABLE: Final = "THIDUA_LIMITS"
"""The environment variable that may name a file of limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes; ``rows`` and ``columns`` are the last ones in which a cell may stand.

    ``ratio`` is uncompressed to compressed size, looked at in parts and packages over
    ``ratio_from`` bytes (sheets of blank styled rows compress 40 to 1; a bomb 1,000 to 1).
    ``area`` is rows times columns of the rectangle from A1 to the last cell: the fast reader
    allocates all of it, so above it the sparse one is used. ``cells`` counts cells that hold
    something, ``text`` is the length of the longest text of a cell in characters (spreadsheet
    programs allow 32,767), ``texts`` that of all texts together.
    """

    packed: int = 50 * _MEGABYTE
    unpacked: int = 300 * _MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * _MEGABYTE
    parts: int = 5_000
    sheets: int = 300
    rows: int = 20_000
    columns: int = 500
    area: int = 2_000_000
    cells: int = 100_000
    text: int = 32_767
    texts: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may cost: ``seconds`` on the clock, ``memory`` in bytes.

    ``processes`` is how many files are read at once at most.
    """

    seconds: float = 30.0
    memory: int = 2_048 * _MEGABYTE
    processes: int = 4


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Both kinds of limits for received files."""

    form: Limits = Limits()
    bounds: Bounds = Bounds()


FORM_LIMITS: Final = Limits()

SUMMARY_LIMITS: Final = Limits(
    packed=500 * _MEGABYTE,
    unpacked=4_000 * _MEGABYTE,
    parts=50_000,
    sheets=5_000,
    rows=1_048_576,
    columns=16_384,
    cells=1_048_576 * 100,
    texts=4_000 * _MEGABYTE,
)
"""For summaries, which we wrote ourselves: long tables of thousands of units."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the file: the field that it sets, what a one of it is, and how far it may go."""

    field: str
    unit: int
    least: int
    most: int


SETTINGS: Final[Mapping[str, Setting]] = {
    "file_mb": Setting("packed", _MEGABYTE, 1, 2_000),
    "unpacked_mb": Setting("unpacked", _MEGABYTE, 1, 16_000),
    "ratio": Setting("ratio", 1, 10, 2_000),
    "ratio_from_mb": Setting("ratio_from", _MEGABYTE, 1, 1_000),
    "parts": Setting("parts", 1, 20, 100_000),
    "sheets": Setting("sheets", 1, 10, 10_000),
    "last_row": Setting("rows", 1, 1_000, 1_048_576),
    "last_column": Setting("columns", 1, 50, 16_384),
    "dense_cells": Setting("area", 1, 1_000, 20_000_000),
    "cells": Setting("cells", 1, 10_000, 20_000_000),
    "longest_text": Setting("text", 1, 32_767, 1_000_000),
    "all_text": Setting("texts", 1, 1_000_000, 1_000_000_000),
    "seconds": Setting("seconds", 1, 1, 3_600),
    "memory_mb": Setting("memory", _MEGABYTE, 256, 64_000),
    "processes": Setting("processes", 1, 1, 64),
}
"""Every key that the file may hold."""


def reading_limits() -> ReadingLimits:
    """The limits in force for received files.

    Raises NothingDone (LIMITS_INVALID) where ``THIDUA_LIMITS`` names a file that cannot be used:
    limits that somebody set and that do not hold would be worse than none.
    """
    named = os.environ.get(VARIABLE, "")
    return _loaded(Path(named)) if named else ReadingLimits()


@cache
def _loaded(file: Path) -> ReadingLimits:
    import tomllib

    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise _invalid(file, "không đọc được tệp") from fault
    except ValueError as fault:  # not UTF-8, not TOML
        raise _invalid(file, "không đúng cú pháp TOML (UTF-8)") from fault
    form: dict[str, int] = {}
    bounds: dict[str, int] = {}
    for key, value in table.items():
        setting = SETTINGS.get(key)
        if setting is None:
            raise _invalid(file, f"khóa lạ “{key}”")
        if type(value) is not int or not setting.least <= value <= setting.most:
            span = f"số nguyên từ {setting.least} đến {setting.most}"
            raise _invalid(file, f"“{key}” phải là {span}")
        of_bounds = setting.field in {f.name for f in dataclasses.fields(Bounds)}
        (bounds if of_bounds else form)[setting.field] = value * setting.unit
    return ReadingLimits(Limits(**form), Bounds(**bounds))


def _invalid(file: Path, reason: str) -> NothingDone:
    from thidua_addin.errors import nothing_done  # which reads all texts

    return nothing_done("LIMITS_INVALID", file=str(file), reason=reason)
