"""Where printed pages end: A4 between the margins of an official paper, one page wide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thidua_addin.form.heights import column_points

_POINTS_PER_MM: Final = 72 / 25.4
_SHORT: Final = (210 - 30 - 15, 210 - 20 - 20)
_LONG: Final = (297 - 30 - 15, 297 - 20 - 20)
"""Millimetres between the margins: across, and from top to bottom."""
_SAFE: Final = 0.97
"""Programs and printers differ a little in how much they get on a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row to print: its number and its height in points, 0 where hidden."""

    number: int
    height: float


@dataclass(frozen=True, slots=True)
class Breaking:
    """What decides on page breaks, by row numbers.

    A row in ``together`` does not part from the one below, a row in ``rather`` only where all
    that hangs together is higher than a page; one in ``starts`` begins a page. ``repeated`` is
    the height in points of what every page after the first begins with.
    """

    together: Collection[int] = ()
    rather: Collection[int] = ()
    starts: Collection[int] = ()
    repeated: float = 0.0


def print_scale(widths: Iterable[float], *, landscape: bool) -> int:
    """The percentage at which columns of so many characters fit one page across."""
    room = (_LONG[0] if landscape else _SHORT[0]) * _POINTS_PER_MM
    return min(100, int(100 * room / sum(map(column_points, widths))))


def page_room(scale: int, *, landscape: bool) -> float:
    """The height in points of the rows on one page at this percentage."""
    height = (_SHORT[1] if landscape else _LONG[1]) * _POINTS_PER_MM
    return _SAFE * height * 100 / scale


def page_breaks(rows: Sequence[Row], room: float, breaking: Breaking) -> list[int]:
    """The rows after which a page ends, so that nothing parts that belongs together.

    What belongs together but is higher than a page flows on to the next one by itself. ``rows``
    follow one another without a gap.
    """
    ends: list[int] = []
    used, begun = 0.0, False
    for first, height in _fitting(rows, room - breaking.repeated, breaking):
        if begun and (first in breaking.starts or used + height > room):
            ends.append(first - 1)
            used = breaking.repeated
        used, begun = used + height, begun or height > 0
        while used > room and room > breaking.repeated:
            used -= room - breaking.repeated
    return ends


def _fitting(rows: Sequence[Row], room: float, breaking: Breaking) -> Iterator[tuple[int, float]]:
    at = 0
    for first, last, height in _blocks(rows, {*breaking.together, *breaking.rather}):
        count = last - first + 1
        if height <= room:
            yield first, height
        else:
            for part, _, part_height in _blocks(rows[at : at + count], breaking.together):
                yield part, part_height
        at += count


def _blocks(rows: Sequence[Row], together: Collection[int]) -> Iterator[tuple[int, int, float]]:
    """The first row, last row and height of each run of rows that do not part."""
    first: int | None = None
    height = 0.0
    for row in rows:
        if first is None:
            first = row.number
        height += row.height
        if row.number not in together:
            yield first, row.number, height
            first, height = None, 0.0
    if first is not None:
        yield first, rows[-1].number, height
