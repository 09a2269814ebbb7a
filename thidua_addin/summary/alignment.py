"""Which row and column of a sheet is which one of those that the program wrote.

People insert, delete, move and sort. Columns are told by the texts that stand in one column only
(headings, the hidden names of columns), rows by all the texts and numbers in them, the hidden key
being one; what has no content of its own follows its neighbours.

The work grows with the number of cells: a row is compared with few others, chosen by its rarest
contents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from thidua_addin.summary.own_record import INPUT, UNKNOWN, SheetRecord

__all__ = ["KEYS", "Alignment", "align"]

Codes: TypeAlias = Mapping[int, Mapping[int, int]]
"""What each cell holds, as a code of the sheet's record, by row and column from 1."""

KEYS: Final = 1
"""The recorded column of the keys."""

_HEAD: Final = 200
"""Of a very long sheet, titles and headings are looked for in so many rows."""

_COMMON: Final = 24
"""A content that stands in more rows than this tells no row."""
_RAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """The recorded row of each row, the recorded column of each column; new ones are left out.

    ``copies`` are rows that repeat a recorded row which another row is.
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    copies: frozenset[int]


def align(record: SheetRecord, cells: Codes) -> Alignment:
    """Match the cells of a sheet with its record.

    Of a very long sheet, of which only the first rows were noted, only the first are matched.
    """
    here = cells
    if record.columns:
        here = {row: line for row, line in cells.items() if row <= _HEAD}
    columns = _columns(record, cells, here)
    rows = _Rows(record.cells, here, columns)
    rows.match_rest()
    return Alignment(rows.found, columns, frozenset(rows.copies))


def _columns(record: SheetRecord, cells: Codes, head: Codes) -> dict[int, int]:
    """The recorded column of each column.

    First by the texts at home in one column, then by what stands in the rows that these columns
    tell, last by the neighbour on the left.
    """
    home = _home(record)
    found: dict[int, int] = {}
    _pair(_elected(_votes(home, cells), Counter(home.values())), found)
    told = set(found.values())
    own = {r: {c: v for c, v in line.items() if c in told} for r, line in record.cells.items()}
    rows = _Rows(own, head, found)
    if record.columns:
        here = _contents((c, code) for row in cells.values() for c, code in row.items())
        _pair(_alike(here, _contents(_codes(record)), found), found)
    else:
        _pair(_agreeing(record.cells, cells, rows.found, found), found)
    taken = set(found.values())
    offset = 0
    for column in sorted({column for row in cells.values() for column in row}):
        if column in found:
            offset = found[column] - column
        elif column + offset > 0 and column + offset not in taken:
            found[column] = column + offset
            taken.add(column + offset)
    return found


def _agreeing(
    own: Codes, cells: Codes, rows: Mapping[int, int], found: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Free columns that hold the same in the same rows, those that agree most often first."""
    taken = set(found.values())
    votes: Counter[tuple[int, int]] = Counter()
    for row, own_row in rows.items():
        free = [(c, code) for c, code in own[own_row].items() if c not in taken]
        for column, code in cells[row].items():
            if column not in found:
                votes.update((column, each) for each, same in free if same == code)
    return sorted(votes, key=lambda pair: (-votes[pair], abs(pair[0] - pair[1]), pair))


def _pair(pairs: Iterable[tuple[int, int]], found: dict[int, int]) -> None:
    """Take each pair whose columns are both free."""
    taken = set(found.values())
    for column, own in pairs:
        if column not in found and own not in taken:
            found[column] = own
            taken.add(own)


def _contents(codes: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    """The different contents of each column."""
    found: dict[int, set[int]] = {}
    for column, code in codes:
        if code != UNKNOWN:
            found.setdefault(column, set()).add(code)
    return found


def _alike(
    here: Mapping[int, set[int]], own: Mapping[int, set[int]], found: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Free columns that share contents, those that share most first."""
    taken = set(found.values())
    ranked = []
    for column in here.keys() - found.keys():
        for each in own.keys() - taken:
            shared = len(here[column] & own[each])
            if shared:
                stays = column == each and 2 * shared >= len(own[each])
                ranked.append((not stays, -shared, abs(column - each), column, each))
    return [(column, each) for *_, column, each in sorted(ranked)]


def _votes(home: Mapping[int, int], cells: Codes) -> Mapping[tuple[int, int], int]:
    """How many different texts of a recorded column stand in a column: by both of them."""
    seen = {
        (column, code)
        for row in cells.values()
        for column, code in row.items()
        if home.get(code, 0)
    }
    return Counter((column, home[code]) for column, code in seen)


def _elected(
    votes: Mapping[tuple[int, int], int], texts: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """The pairs from the surest to the least sure; a column that keeps half of its texts stays."""

    def order(vote: tuple[tuple[int, int], int]) -> tuple[bool, int, int, int]:
        (column, own), count = vote
        stays = column == own and 2 * count >= texts[own]
        return not stays, -count, abs(column - own), column

    return (pair for pair, _ in sorted(votes.items(), key=order))


def _home(record: SheetRecord) -> dict[int, int]:
    """The column of each text that stands in one column only, 0 for the other texts."""
    home: dict[int, int] = {}
    for column, code in _codes(record):
        if record.is_text(code) and home.setdefault(code, column) != column:
            home[code] = 0
    return home


def _codes(record: SheetRecord) -> Iterator[tuple[int, int]]:
    for row in record.cells.values():
        yield from row.items()
    for column, codes in record.columns.items():
        for code in codes:
            yield column, code


class _Rows:
    """The rows of one sheet while they are being matched."""

    def __init__(self, own: Codes, cells: Codes, columns: Mapping[int, int]) -> None:
        self.found: dict[int, int] = {}
        self.copies: set[int] = set()
        self._own = own
        self._cells = {
            row: {columns[c]: code for c, code in line.items() if c in columns}
            for row, line in cells.items()
        }
        self._taken: set[int] = set()
        self._index: dict[tuple[int, int], list[int]] = {}
        self._left = self._whole(sorted(cells))

    def match_rest(self) -> None:
        """Match also the rows that were changed."""
        if self._left:
            self._partly(self._left)

    def _whole(self, rows: Sequence[int]) -> list[int]:
        """Match the rows that hold everything they held; give the others."""
        left, offset = [], 0
        for row in rows:
            own = row + offset
            if not self._fits(row, own):
                own = next((o for o in self._candidates(row) if self._fits(row, o)), 0)
            if own:
                self._take(row, own)
                offset = own - row
            else:
                left.append(row)
        return left

    def _fits(self, row: int, own: int) -> bool:
        """Whether a row still holds every text and number of a recorded row that is free."""
        line = self._own.get(own)
        if line is None or own in self._taken:
            return False
        here = self._cells[row]
        if here.get(KEYS, 0) > INPUT and KEYS not in line:
            return False  # a row that tells whose it is fits none that does not
        told = False
        for column, code in line.items():
            if code > INPUT:
                if here.get(column) != code:
                    return False
                told = True
        return told

    def _candidates(self, row: int) -> list[int]:
        """Recorded rows that share one of the rarest contents of a row, the most likely first."""
        if not self._index:
            self._make_index()
        shared = [
            rows
            for column, code in self._cells[row].items()
            if code > INPUT and (rows := self._index.get((column, code)))
        ]
        rare = sorted((rows for rows in shared if len(rows) <= _COMMON), key=len)[:_RAREST]
        return list(dict.fromkeys(own for rows in rare for own in rows))

    def _make_index(self) -> None:
        for own, line in self._own.items():
            for column, code in line.items():
                if code > INPUT:
                    rows = self._index.setdefault((column, code), [])
                    if len(rows) <= _COMMON:
                        rows.append(own)

    def _partly(self, left: Sequence[int]) -> None:
        """Match the rest by what they share with a recorded row, else by their neighbours."""
        lone = [
            own
            for own, line in self._own.items()
            if own not in self._taken and all(code <= INPUT for code in line.values())
        ][:_COMMON]
        ranked = []
        for row, offsets in zip(left, self._offsets(left), strict=True):
            near = {row + offset for offset in offsets} & self._own.keys()
            plain = all(code <= INPUT for code in self._cells[row].values())
            for own in near.union(self._candidates(row), lone if plain else ()):
                score = self._shared(row, own)
                if score or own in near:
                    distance = min(abs(own - row - offset) for offset in offsets)
                    ranked.append((-score, distance, row, own))
        for score, _, row, own in sorted(ranked):
            if row in self.found:
                continue
            if own not in self._taken:
                self._take(row, own)
            elif -score > len(self._own[own]):
                self.found[row] = own
                self.copies.add(row)

    def _shared(self, row: int, own: int) -> int:
        """Equal contents count twice; the key, which a sorted filter leaves behind, once."""
        here = self._cells[row]
        return sum(
            1 if column == KEYS else 2
            for column, code in self._own[own].items()
            if code != UNKNOWN and here.get(column) == code
        )

    def _offsets(self, left: Sequence[int]) -> Iterator[tuple[int, int]]:
        """How far the nearest matched rows above and below each row have moved."""
        matched = sorted(self.found)
        at = 0
        for row in left:
            while at < len(matched) and matched[at] < row:
                at += 1
            above = self.found[matched[at - 1]] - matched[at - 1] if at else 0
            below = self.found[matched[at]] - matched[at] if at < len(matched) else above
            yield above, below

    def _take(self, row: int, own: int) -> None:
        self.found[row] = own
        self._taken.add(own)
