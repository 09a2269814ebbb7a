"""The submissions that a summary carries, very hidden, so that it is whole by itself.

Exception
└── NotASummary    the workbook is no summary of ours, or what it carries is damaged
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import (
    campaign_from_json,
    campaign_hash,
    canonical_json,
    json_value,
    moment_from_iso,
    sha256_hex,
)
from scoring.chair.cross import CrossReading
from scoring.chair.cross_json import cross_from_json, cross_json
from scoring.chair.inputs import EMPTY_BOOK, ChairBook, book_from_json, book_json
from scoring.chair.replies import Reply, replies_from_json, replies_json
from scoring.fields import Address
from scoring.findings import Finding, known_finding
from scoring.merge import MergeResult, Received
from scoring.snapshot import Snapshot, place_of
from scoring.submission import submission_from_json, submission_json
from scoring.terms import Period
from thidua_addin.form.meta import meta_values, workbook_kind
from thidua_addin.workbook.tables import Table, TableRow, find_tables

__all__ = [
    "NotASummary",
    "SummaryContent",
    "chair_text",
    "chunks",
    "cross_text",
    "embedded_texts",
    "hidden_text",
    "read_embedded",
    "read_summary",
    "received_from_text",
    "received_text",
    "replies_text",
    "texts_digest",
    "unsent_text",
]

CHUNK: Final = 32_000
SUBMISSIONS_TABLE: Final = "submissions"

# What a cell of a workbook cannot hold as it is: control and half characters, characters that
# count as two, and "_x", which looks like the workbook's own escape.
_UNSAFE: Final = re.compile("_x|[\x7f-\x9f\ud800-\udfff\ufffe\uffff\U00010000-\U0010ffff]")


class NotASummary(Exception):
    """``reason`` says in a word what is wrong: ``kind``, ``meta``, ``hash`` or ``submission``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SummaryContent:
    """What a summary carries, without one calculated cell.

    ``received`` is every submission that came with the merge; ``accepted`` are those of them
    that count, of all periods, and the registrations accepted before. ``unsent`` are those that
    never came, by the chair's word: unit and period. ``chair`` is what the chair had typed when
    the summary was written; ``hidden`` are those inputs for which it had no cell;
    ``cross`` and ``replies`` are what came back of cross-scoring and of notices.
    """

    campaign: Campaign
    period: Period
    merged_at: dt.datetime
    received: tuple[Received, ...]
    accepted: tuple[Received, ...]
    unsent: frozenset[tuple[str, Period]] = frozenset()
    chair: ChairBook = EMPTY_BOOK
    hidden: frozenset[tuple[str, Address]] = frozenset()
    cross: tuple[CrossReading, ...] = ()
    replies: tuple[Reply, ...] = ()

    @property
    def registrations(self) -> Mapping[str, Received]:
        """The accepted registrations, by unit: they fix the pledged targets."""
        return {
            r.submission.unit: r
            for r in self.accepted
            if r.submission.period is Period.REGISTRATION
        }


def embedded_texts(result: MergeResult) -> tuple[str, ...]:
    """One text for each submission of a merge, the earlier registrations among them."""
    accepted = {_identity(r): r for r in result.accepted}
    for unit in result.units:
        if unit.registration is not None:
            accepted.setdefault(_identity(unit.registration), unit.registration)
    rest = {_identity(r): r for r in result.received if _identity(r) not in accepted}
    return (
        *(received_text(r, accepted=True) for r in accepted.values()),
        *(received_text(r, accepted=False) for r in rest.values()),
    )


def _identity(received: Received) -> tuple[str, str, str, Period, int]:
    submission = received.submission
    return (
        received.file,
        received.sha256,
        submission.unit,
        submission.period,
        submission.version,
    )


def received_text(received: Received, *, accepted: bool) -> str:
    """A received submission as one line of JSON, safe to be cut and put into cells."""
    data = {
        "accepted": accepted,
        "file": received.file,
        "sha256": received.sha256,
        "sealed": received.sealed,
        "letter_number": received.letter_number,
        "received_at": received.received_at.isoformat() if received.received_at else None,
        "findings": [_finding_data(f) for f in received.findings],
        "submission": json.loads(submission_json(received.submission)),
    }
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _UNSAFE.sub(_escaped, text)


def received_from_text(text: str) -> tuple[Received, bool]:
    """What :func:`received_text` was given. Raises ValueError where the text is not that."""
    data = json_value(text)
    if not isinstance(data, Mapping):
        raise ValueError("not a received submission")
    try:
        at = data["received_at"]
        received = Received(
            str(data["file"]),
            str(data["sha256"]),
            submission_from_json(json.dumps(data["submission"])),
            tuple(_finding(f) for f in data["findings"]),
            bool(data["sealed"]),
            str(data["letter_number"]),
            moment_from_iso(str(at)) if at is not None else None,
        )
        return received, bool(data["accepted"])
    except (KeyError, TypeError) as fault:
        raise ValueError("not a received submission") from fault


def texts_digest(texts: Iterable[str]) -> str:
    """What tells that no submission is gone or altered, whatever the order of the rows."""
    return sha256_hex("\n".join(sorted(sha256_hex(text) for text in texts)))


def unsent_text(unsent: frozenset[tuple[str, Period]]) -> str:
    """The submissions that never came as one line: ``BKA:6-thang HBI:nam``."""
    return " ".join(sorted(f"{unit}:{period.value}" for unit, period in unsent))


def _unsent(text: str) -> frozenset[tuple[str, Period]]:
    """What :func:`unsent_text` was given; raises ValueError where the text is not that.

    Summaries of before there was such a word have none: nothing is unsent.
    """
    pairs = (part.partition(":") for part in text.split())
    return frozenset((unit, Period(period)) for unit, _, period in pairs)


def chair_text(book: ChairBook) -> str:
    """What the chair typed as one line of JSON, safe to be cut and put into cells."""
    return _UNSAFE.sub(_escaped, book_json(book))


def hidden_text(hidden: frozenset[tuple[str, Address]]) -> str:
    """The addresses of inputs without a cell as one line of JSON."""
    rows = sorted([unit, a.criterion or "", a.item or "", a.field] for unit, a in hidden)
    return _UNSAFE.sub(_escaped, canonical_json(rows))


def cross_text(readings: Iterable[CrossReading]) -> str:
    """The workbooks of cross-scoring as one line of JSON."""
    return _UNSAFE.sub(_escaped, canonical_json([cross_json(r) for r in readings]))


def replies_text(replies: Sequence[Reply]) -> str:
    """The units' explanations as one line of JSON."""
    return _UNSAFE.sub(_escaped, replies_json(replies))


def _listed(text: str) -> list[str]:
    texts = json_value(text)
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise ValueError("not a list of texts")
    return texts


def _addresses(text: str) -> frozenset[tuple[str, Address]]:
    rows = json_value(text)
    if not isinstance(rows, list):
        raise ValueError("not a list of addresses")
    found = [tuple(map(str, row)) for row in rows]
    return frozenset((u, Address(c or None, i or None, f)) for u, c, i, f in found)


def read_embedded(snapshot: Snapshot) -> tuple[Received, ...]:
    """Every submission that the summary carries. Raises NotASummary."""
    return read_summary(snapshot).received


def read_summary(snapshot: Snapshot) -> SummaryContent:
    """Everything that the summary carries. Raises NotASummary."""
    if workbook_kind(snapshot) != "summary":
        raise NotASummary("kind")
    values = meta_values(snapshot)
    try:
        campaign = campaign_from_json(values["campaign_json"])
        period, at = Period(values["period"]), moment_from_iso(values["merged_at"])
        known_hash = values["campaign_hash"]
        unsent = _unsent(values.get("unsent", ""))
        chair = book_from_json(values["chair"]) if "chair" in values else EMPTY_BOOK
        hidden = _addresses(values.get("hidden", "[]"))
        cross = tuple(cross_from_json(t) for t in _listed(values.get("cross", "[]")))
        replies = replies_from_json(values["replies"]) if "replies" in values else ()
    except (KeyError, ValueError) as fault:
        raise NotASummary("meta") from fault
    if campaign_hash(campaign) != known_hash:
        raise NotASummary("hash")
    texts = tuple(_texts(snapshot))
    # Summaries of before there was a digest have none.
    if values.get("submissions_digest", texts_digest(texts)) != texts_digest(texts):
        raise NotASummary("submission")
    try:
        carried = [received_from_text(text) for text in texts]
    except ValueError as fault:
        raise NotASummary("submission") from fault
    return SummaryContent(
        campaign,
        period,
        at,
        tuple(received for received, _ in carried),
        tuple(received for received, accepted in carried if accepted),
        unsent,
        chair,
        hidden,
        cross,
        replies,
    )


def chunks(text: str) -> tuple[str, ...]:
    """The text in parts that each fit one cell."""
    return tuple(text[i : i + CHUNK] for i in range(0, len(text), CHUNK)) or ("",)


def _escaped(match: re.Match[str]) -> str:
    text = match[0]
    return "\\u005fx" if text == "_x" else json.dumps(text)[1:-1].replace("\x7f", "\\u007f")


def _texts(snapshot: Snapshot) -> Iterator[str]:
    for table in find_tables(snapshot):
        if table.name == SUBMISSIONS_TABLE:
            for row in table.rows:
                yield _joined(table, row)
            return


def _joined(table: Table, row: TableRow) -> str:
    roles = ["value", *(f"value{n}" for n in range(2, len(table.roles) + 1))]
    values = (table.cell(row.row, role).value for role in roles if role in table.roles)
    return "".join(value for value in values if isinstance(value, str))


def _finding_data(finding: Finding) -> dict[str, object]:
    at = finding.at
    data: dict[str, object] = {
        "code": finding.code,
        "at": [at.sheet, at.row, at.column] if at is not None else None,
        "criterion": finding.criterion,
        "item": finding.item,
        "field": finding.field,
        "params": dict(finding.params),
        "law": finding.law,
        "path": finding.path,
    }
    return {key: value for key, value in data.items() if value is not None and value != {}}


def _finding(data: object) -> Finding:
    if not isinstance(data, Mapping):
        raise ValueError("a finding must be a mapping")
    at, params = data.get("at"), data.get("params", {})
    place = None
    if isinstance(at, list):
        sheet, row, column = at
        if not isinstance(row, int) or not isinstance(column, int):
            raise ValueError("the place of a finding must have a row and a column")
        place = place_of(str(sheet), row, column)
    if not isinstance(params, Mapping):
        raise ValueError("the params of a finding must be texts")
    found = Finding(
        str(data["code"]),
        place,
        _optional(data, "criterion"),
        _optional(data, "item"),
        _optional(data, "field"),
        {str(k): str(v) for k, v in params.items()},
        _optional(data, "law"),
        _optional(data, "path"),
    )
    return known_finding(found)


def _optional(data: Mapping[str, object], key: str) -> str | None:
    value = data.get(key)
    return None if value is None else str(value)
