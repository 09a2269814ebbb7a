"""How large a received workbook may be before it is refused unread."""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes; ``rows`` and ``columns`` are the last ones in which a cell may stand.

    ``ratio`` is uncompressed to compressed size, looked at in parts over ``ratio_from`` bytes
    (sheets of blank styled rows compress 40 to 1; a bomb 1,000 to 1). ``area`` is rows times
    columns of the rectangle from A1 to the last cell: the fast reader allocates all of it, so
    above it the sparse one is used.
    """

    packed: int = 50 * _MEGABYTE
    unpacked: int = 300 * _MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * _MEGABYTE
    rows: int = 20_000
    columns: int = 500
    area: int = 2_000_000


FORM_LIMITS = Limits()

SUMMARY_LIMITS = Limits(
    packed=500 * _MEGABYTE, unpacked=4_000 * _MEGABYTE, rows=1_048_576, columns=16_384
)
"""For summaries, which we wrote ourselves: long tables of thousands of units."""
