"""What units answered on notices of appraisal (giải trình), and how it enters the chair's cells.

A reply fills a blank cell, or takes the place of an earlier reply of the unit. Where somebody of
the chair wrote another text, that text stays; the reply is told and kept beside it. Nothing that a
unit wrote is ever dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.campaign import Campaign
from scoring.canonical import canonical_json, json_value, moment_from_iso
from scoring.chair.fields import chair_field
from scoring.chair.inputs import ChairBook, ChairInputs, UnitEntry, inputs_of
from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.parse import shown
from scoring.received import moment, moment_words
from scoring.snapshot import Place
from scoring.terms import Period
from scoring.text import nfc

__all__ = [
    "Answered",
    "KeptReply",
    "Reply",
    "answered",
    "answered_year",
    "replies_from_json",
    "replies_json",
]

EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class Reply:
    """One explanation that a unit wrote on a notice.

    ``before`` is what stood in the cell when the notice was written (``""`` for nothing): a reply
    with the same text only confirms it. ``issued_at`` and ``version`` are the notice's, ``file``
    the name of the file that came back; ``by`` and ``on`` who answered and when, as they say.
    """

    unit: str
    period: Period
    criterion: str
    item: str | None
    text: str
    before: str
    issued_at: dt.datetime
    version: int
    file: str
    by: str = ""
    on: dt.date | None = None
    at: Place | None = None

    @property
    def address(self) -> Address:
        """The chair's cell that it belongs to."""
        return Address(self.criterion, self.item, EXPLANATION)

    @property
    def confirms(self) -> bool:
        """Whether the unit left the text that the notice came with as it was."""
        return plain(self.text) == plain(self.before)

    @property
    def _order(self) -> tuple[dt.datetime, int, dt.date, str, str]:
        issued, said_on = moment(self.issued_at), self.on or dt.date.min
        return (issued, self.version, said_on, self.file, self.text)


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply whose text stands in no cell, with the reason in Vietnamese."""

    reply: Reply
    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The chair's inputs with the replies in their cells.

    ``replies`` is every reply known by now, each once: to be embedded, so that the next merge can
    tell an earlier reply from what the chair wrote. ``notes`` are those that stand in no cell.
    """

    chair: ChairInputs
    replies: tuple[Reply, ...]
    notes: tuple[KeptReply, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AnsweredYear:
    """The same for all periods: ``book`` is the chair's book with the replies in it."""

    book: ChairBook
    replies: tuple[Reply, ...]
    notes: tuple[KeptReply, ...]
    findings: tuple[Finding, ...]


def answered(
    campaign: Campaign,
    period: Period,
    chair: ChairInputs,
    replies: Iterable[Reply],
    earlier: Iterable[Reply] = (),
) -> Answered:
    """Put the replies of one period into the chair's inputs of that period.

    ``earlier`` are those of merges before (:func:`replies_json`): of these, what the chair wrote
    instead was written knowing them, and is told no more. Replies of other periods are known, but
    change nothing here. The order in which files were found makes no difference.
    """
    before = _each_once(earlier)
    known = _each_once((*before, *replies))
    told = frozenset(map(_content, before))
    by_cell: dict[tuple[str, Address], list[Reply]] = {}
    for reply in known:
        if reply.period is period:
            by_cell.setdefault((reply.unit, reply.address), []).append(reply)
    filled: list[UnitEntry] = []
    notes: list[KeptReply] = []
    findings: list[Finding] = []
    for (unit, address), found in by_cell.items():
        entry = chair.of(unit).get(*_parts(address))
        cell = _Cell(campaign, period, entry, tuple(found), told)
        if cell.text is not None:
            filled.append(UnitEntry(unit, Entry(address, cell.text, cell.text)))
        notes += cell.notes
        findings += cell.findings
    return Answered(inputs_of((*chair, *filled)), known, tuple(notes), tuple(findings))


def answered_year(
    campaign: Campaign,
    book: ChairBook,
    replies: Iterable[Reply],
    earlier: Iterable[Reply] = (),
) -> AnsweredYear:
    """Put the replies of every period into the chair's book."""
    before = _each_once(earlier)
    known = _each_once((*before, *replies))
    notes: list[KeptReply] = []
    findings: list[Finding] = []
    for period in Period:
        if any(reply.period is period for reply in known):
            one = answered(campaign, period, book.at(period), known, before)
            book = book.renewed(period, one.chair)
            notes += one.notes
            findings += one.findings
    return AnsweredYear(book, known, tuple(notes), tuple(findings))


def plain(text: str) -> str:
    """A text as cells compare: NFC, one kind of line break, no white space around."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True, slots=True)
class _Cell:
    """One of the chair's cells with every reply for it, the oldest first.

    ``told`` are the replies of merges before, as :func:`_content` makes them.
    """

    campaign: Campaign
    period: Period
    entry: Entry | None
    replies: tuple[Reply, ...]
    told: frozenset[Reply]

    @property
    def newest(self) -> Reply:
        return next((r for r in reversed(self.replies) if not r.confirms), self.replies[-1])

    @property
    def held(self) -> str:
        """What stands in the cell."""
        raw = None if self.entry is None else self.entry.raw
        return plain(raw) if isinstance(raw, str) else shown(raw)

    @property
    def has_place(self) -> bool:
        newest = self.newest
        known = newest.unit in self.campaign.units
        return known and chair_field(self.campaign, self.period, newest.address) is not None

    @property
    def of_chair(self) -> bool:
        """Whether the cell holds a text that no reply brought."""
        brought = {plain(r.text) for r in self.replies if not r.confirms}
        return bool(self.held) and self.held not in brought

    @property
    def text(self) -> str | None:
        """What the cell gets now, None where it stays as it is."""
        new = plain(self.newest.text)
        if not self.has_place or self.of_chair or new == self.held:
            return None
        return new

    @property
    def notes(self) -> Iterator[KeptReply]:
        yield from (KeptReply(r, _OLDER) for r in self._older)
        if not self.has_place:
            yield KeptReply(self.newest, _NO_PLACE)
        elif self._conflict:
            yield KeptReply(self.newest, _OTHER_TEXT)

    @property
    def findings(self) -> Iterator[Finding]:
        newest = self.newest
        if not self.has_place:
            yield self._told("REPLY_NO_PLACE", newest)
            return
        for older in self._older:
            twice = (moment(older.issued_at), older.version) == (
                moment(newest.issued_at),
                newest.version,
            )
            code = "REPLY_TWICE" if twice else "REPLY_SUPERSEDED"
            newer = {"newer": newest.file, "issued": moment_words(newest.issued_at)}
            yield self._told(code, older, now=shown(plain(newest.text)), **newer)
        if self._conflict and _content(newest) not in self.told:
            yield self._told("REPLY_CONFLICT", newest, now=shown(self.held))

    @property
    def _conflict(self) -> bool:
        same = plain(self.newest.text) == self.held
        return self.of_chair and not self.newest.confirms and not same

    @property
    def _older(self) -> tuple[Reply, ...]:
        """Replies that said something else before; of the same text the last one."""
        now = plain(self.newest.text)
        said = {plain(r.text): r for r in self.replies if not r.confirms and r != self.newest}
        return tuple(r for text, r in said.items() if text != now)

    def _told(self, code: str, reply: Reply, **params: str) -> Finding:
        unit = self.campaign.units.get(reply.unit)
        about = {
            "unit": reply.unit if unit is None else unit.short_name,
            "criterion": _line(reply),
            "file": reply.file,
            "text": shown(plain(reply.text)),
        }
        a = reply.address
        return Finding(code, reply.at, a.criterion, a.item, a.field, {**about, **params})


_OLDER = "Đơn vị đã gửi giải trình mới hơn cho dòng này"
_OTHER_TEXT = "Ô giải trình của Cụm đã ghi nội dung khác; nội dung của Cụm được giữ nguyên"
_NO_PLACE = "Bảng tiêu chí của Cụm không còn dòng này"


def _line(reply: Reply) -> str:
    return reply.criterion if reply.item is None else f"{reply.criterion} [{reply.item}]"


def _parts(address: Address) -> tuple[str | None, str | None, str]:
    return address.criterion, address.item, address.field


def _content(reply: Reply) -> Reply:
    """The reply whatever its file is called now."""
    return replace(reply, text=plain(reply.text), before=plain(reply.before), file="", at=None)


def _each_once(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """Each reply once, the oldest first; of two copies the one that knows its place."""
    found: dict[Reply, Reply] = {}
    for reply in replies:
        same = replace(reply, text=plain(reply.text), before=plain(reply.before), at=None)
        if same.text and (reply.at is not None or same not in found):
            found[same] = replace(same, at=reply.at)
    ordered = sorted(
        found.values(), key=lambda r: (r.unit, r.period.value, r.criterion, r.item or "", r._order)
    )
    return tuple(ordered)


def replies_json(replies: Sequence[Reply]) -> str:
    """The canonical JSON of replies, without their places; :func:`replies_from_json` reads it."""
    return canonical_json([_data(r) for r in _each_once(replies)])


def replies_from_json(text: str) -> tuple[Reply, ...]:
    """The replies of :func:`replies_json`. Raises ValueError where the text is not that."""
    data = json_value(text)
    if not isinstance(data, list):
        raise ValueError("the replies must be a list")
    return tuple(_reply(element) for element in data)


def _data(reply: Reply) -> dict[str, object]:
    return {
        "unit": reply.unit,
        "period": reply.period,
        "criterion": reply.criterion,
        "item": reply.item,
        "text": reply.text,
        "before": reply.before,
        "issued_at": reply.issued_at,
        "version": reply.version,
        "file": reply.file,
        "by": reply.by,
        "on": reply.on,
    }


def _reply(data: object) -> Reply:
    if not isinstance(data, Mapping):
        raise ValueError("a reply must be a mapping")
    version, item, on = data.get("version"), data.get("item"), data.get("on")
    if not isinstance(version, int) or isinstance(version, bool):
        raise ValueError("the version of a notice must be a whole number")
    return Reply(
        _text(data, "unit"),
        Period(_text(data, "period")),
        _text(data, "criterion"),
        None if item is None else _text(data, "item"),
        _text(data, "text"),
        _text(data, "before"),
        moment_from_iso(_text(data, "issued_at")),
        version,
        _text(data, "file"),
        _text(data, "by"),
        None if on is None else dt.date.fromisoformat(_text(data, "on")),
    )


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} of a reply must be a text")
    return value
