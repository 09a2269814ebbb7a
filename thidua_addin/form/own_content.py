"""Which texts and numbers are the form's own, so that everything else was typed by people.

The builder notes down what it writes (``Written``); that is the form's own content. A form also
carries it on its very hidden sheet as a *digest*: fingerprints of the texts and the list of the
numbers, bound by a checksum to the campaign it was built from. It spares ``check`` the building
of a fresh form to compare with, two thirds of its time.

The digest is no proof: the sheet that holds it lies in the unit's hands, and whoever can write
there can add the fingerprint of a text of his own. So nothing that keeps or judges content
believes it:

* ``check``, ``score`` and ``fields`` only *say* what is there besides the entries (one piece of
  information, which blocks nothing). With a forged digest they stay silent about the forger's
  own text, in the forger's own hands; the text stays in the file.
* ``submit`` writes a new form and would lose what it takes for the form's own. It compares with
  what the builder has just written for the sealed copy, whatever the form says of itself: a
  text that the digest hides is kept all the same.
* ``merge`` reads with a fresh form of the chair's campaign (``extra.by_fresh_form``), so the chair
  is told of every text that the unit added. ``carry``, which keeps content too, does the same.

The other way round, a digest that lacks something only makes the form's own text count as added:
it is listed or kept once too often, never lost. A digest that is damaged, cut, or of another
campaign fails its checksum, and forms of before the digest have none: then a fresh form is built,
as before. Entries, points and seals never depend on any of this.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scoring.campaign import Campaign, Unit
from scoring.snapshot import CellValue
from scoring.text import nfc, vn_key

__all__ = [
    "OWN_KEYS",
    "OwnContent",
    "Position",
    "Written",
    "is_code_line",
    "masked",
    "own_of",
    "read_digest",
    "write_digest",
]

Position = tuple[str, int, int]
"""The key of a sheet's name, row, column."""

OWN_KEYS: Final = ("own_texts", "own_numbers", "own_check")
"""The rows of the table ``meta`` that make the digest."""

_SIZE: Final = 6
"""Bytes of a fingerprint: among 5,000 texts of a form, one typed text in 10^10 looks like one."""
_CHECK_LENGTH: Final = 16
_DATE: Final = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_CODE_LINE: Final = "mã kiểm tra:"


@dataclass(frozen=True, slots=True)
class Written:
    """What a builder wrote by itself into one form, by position; nothing that people entered."""

    cells: dict[Position, CellValue] = field(default_factory=dict)

    def add(self, at: Position, value: str | float) -> None:
        """Note a cell down; one that shows nothing does not count."""
        if not isinstance(value, str) or value.strip():
            self.cells[at] = value


@dataclass(frozen=True, slots=True)
class OwnContent:
    """The form's own content: fingerprints of its texts, its numbers, each value by its place.

    ``plain`` brings a text into the form of which the fingerprints are. ``placed`` is empty where
    the places are not known.
    """

    texts: frozenset[str]
    numbers: frozenset[float]
    placed: Mapping[Position, CellValue]
    plain: Callable[[str], str]

    def holds(self, at: Position, value: CellValue, keyed: bool) -> bool:
        """Whether a value is the form's own: at its place, or moved from there.

        A number proves little: one that moved must stand in a row of a table (``keyed``).
        """
        if value == self.placed.get(at):
            return True
        if isinstance(value, str):
            return _fingerprint(self.plain(value)) in self.texts or is_code_line(value)
        return keyed and value in self.numbers


def own_of(campaign: Campaign, written: Written) -> OwnContent:
    """What was written, comparable with the form of any unit of the campaign."""
    return _content(written, masked(campaign.units.values()))


def write_digest(campaign_hash: str, written: Written) -> tuple[str, ...]:
    """The digest of a form: its rows in the order of ``OWN_KEYS``."""
    own = _content(written, _plain)
    joined = b"".join(bytes.fromhex(text) for text in sorted(own.texts))
    texts = base64.b64encode(joined).decode("ascii")
    numbers = " ".join(map(repr, sorted(own.numbers)))
    return texts, numbers, _check(campaign_hash, texts, numbers)


def read_digest(campaign_hash: str, rows: tuple[str, ...]) -> OwnContent | None:
    """The content that a form's digest tells of; None where there is none that fits."""
    texts, numbers, check = rows
    if check != _check(campaign_hash, texts, numbers):
        return None
    try:
        joined = base64.b64decode(texts, validate=True)
        held = frozenset(map(float, numbers.split()))
    except ValueError:
        return None
    prints = (joined[at : at + _SIZE].hex() for at in range(0, len(joined), _SIZE))
    return OwnContent(frozenset(prints), held, {}, _plain)


def _content(written: Written, plain: Callable[[str], str]) -> OwnContent:
    values = written.cells.values()
    texts = {value for value in values if isinstance(value, str)}
    return OwnContent(
        frozenset(_fingerprint(plain(text)) for text in texts),
        frozenset(float(value) for value in values if isinstance(value, int | float)),
        written.cells,
        plain,
    )


def _fingerprint(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=_SIZE).hexdigest()


def _check(campaign_hash: str, texts: str, numbers: str) -> str:
    said = "\n".join((campaign_hash, texts, numbers)).encode(errors="replace")
    return hashlib.sha256(said).hexdigest()[:_CHECK_LENGTH]


def is_code_line(text: str) -> bool:
    """Whether it is the line with the check code, which differs from copy to copy."""
    return vn_key(text).startswith(_CODE_LINE)


def _plain(text: str) -> str:
    """A text of the same form, however another program saved it."""
    return " ".join(nfc(text).split())


def masked(units: Iterable[Unit]) -> Callable[[str], str]:
    """Makes texts of different units' forms comparable: no names of these units, no dates.

    The longest name goes first; dots stand for the unit of a template.
    """
    names = {
        vn_key(name)
        for unit in units
        for name in (unit.name, unit.governing_body, unit.short_name, unit.province)
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    found = re.compile("|".join(map(re.escape, (*longest_first, "…………"))))
    return lambda text: _DATE.sub("@", found.sub("@", vn_key(text)))
