"""From a notice that came back to the unit's replies, wherever its rows and columns are now.

Exception
└── NotANotice    the workbook is no notice of this campaign, or what it says of itself is damaged
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import (
    campaign_hash,
    canonical_json,
    json_value,
    moment_from_iso,
    sha256_hex,
)
from scoring.chair.replies import KeptReply, Reply, plain
from scoring.entries import Entries, Entry
from scoring.findings import Finding
from scoring.parse import parse_cell, shown
from scoring.snapshot import Snapshot
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.form.meta import meta_values
from thidua_addin.notice.answers import Answer, gather
from thidua_addin.notice.layout import ABOUT_FIELDS, ABOUT_TABLE, FORMAT, about_spec
from thidua_addin.workbook.tables import find_tables

__all__ = ["NotANotice", "NoticeMeta", "NoticeReading", "notice_meta", "read_notice"]

_REPLIER: Final = ("replier", "replier_title")


class NotANotice(Exception):
    """Carries the finding that says why the workbook cannot be read as a notice."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class NoticeMeta:
    """What a notice says of itself.

    ``shown`` is what it showed, by row key: the label, the points by role as plain decimals, and
    under ``explanation`` the text that stood in the unit's cell.
    """

    campaign_id: str
    campaign_revision: int
    campaign_hash: str
    unit: str
    period: Period
    merged_at: dt.datetime
    issued_at: dt.datetime
    version: int
    shown: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """A notice as it came back.

    ``replies`` are the answers by line; ``notes`` texts that belong to no line or to two.
    ``by`` and ``on`` are who answered and when. ``findings`` carry their place in the file.
    """

    meta: NoticeMeta
    file: str
    by: str
    on: dt.date | None
    replies: tuple[Reply, ...]
    notes: tuple[KeptReply, ...]
    findings: tuple[Finding, ...]

    @property
    def unit(self) -> str:
        """The code of the unit that was asked."""
        return self.meta.unit

    @property
    def period(self) -> Period:
        """The period whose points the notice told."""
        return self.meta.period

    @property
    def version(self) -> int:
        """Counts the unit's notices of the period."""
        return self.meta.version


def read_notice(snapshot: Snapshot, campaign: Campaign, file: str | None = None) -> NoticeReading:
    """Read a notice that came back to the chair of ``campaign``.

    ``file`` is the name to tell people, by default the snapshot's. Raises NotANotice
    (NOTICE_DAMAGED, NOTICE_OTHER_CAMPAIGN, NOTICE_UNIT_UNKNOWN).
    """
    name = snapshot.file if file is None else file
    meta = notice_meta(snapshot, name)
    if meta.campaign_id != campaign.id:
        params = {"file": name, "other": shown(meta.campaign_id), "campaign": campaign.id}
        raise NotANotice(Finding("NOTICE_OTHER_CAMPAIGN", params=params))
    if meta.unit not in campaign.units:
        params = {"file": name, "unit": shown(meta.unit)}
        raise NotANotice(Finding("NOTICE_UNIT_UNKNOWN", params=params))
    about, faults = _about(snapshot, meta)
    by = ", ".join(text for f in _REPLIER if (text := about.text(None, None, f)))
    replied_on = about.value(None, None, "replied_on")
    on = replied_on if isinstance(replied_on, dt.date) else None
    sender = _Sender(meta, name, by, on)
    answers = gather(snapshot, meta.shown, meta.unit, campaign.units[meta.unit].short_name, name)
    return NoticeReading(
        meta,
        name,
        by,
        on,
        tuple(sender.reply(answer) for answer in answers.taken),
        tuple(KeptReply(sender.reply(answer), reason) for answer, reason in answers.left),
        (*_revision(meta, campaign, name), *faults, *answers.findings),
    )


def notice_meta(snapshot: Snapshot, file: str) -> NoticeMeta:
    """What a notice says of itself. Raises NotANotice (NOTICE_DAMAGED)."""
    values = meta_values(snapshot)
    problem = "thiếu thông tin nhận dạng"
    try:
        if values["kind"] != "notice" or int(values["format"]) != FORMAT:
            problem = "không phải phiếu giải trình, hoặc phiếu của phiên bản mới hơn"
            raise ValueError(problem)
        held = json_value(values["shown"])
        if sha256_hex(canonical_json(held)) != values["digest"]:
            problem = "nội dung đã gửi không khớp mã nhận dạng"
            raise ValueError(problem)
        meta = NoticeMeta(
            values["campaign_id"],
            int(values["campaign_revision"]),
            values["campaign_hash"],
            nfc(values["unit"]).strip(),
            Period(values["period"]),
            moment_from_iso(values["merged_at"]),
            moment_from_iso(values["issued_at"]),
            int(values["version"]),
            _shown(held),
        )
        if any(key.partition("@")[2] != meta.unit for key in meta.shown):
            problem = "tên đơn vị đã bị đổi"
            raise ValueError(problem)
    except (KeyError, ValueError, TypeError) as damaged:
        params = {"file": file, "problem": problem}
        raise NotANotice(Finding("NOTICE_DAMAGED", params=params)) from damaged
    return meta


def _shown(data: object) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(data, Mapping):
        raise ValueError("not what a notice shows")
    lines: dict[str, Mapping[str, str]] = {}
    for key, line in data.items():
        if not isinstance(line, Mapping):
            raise ValueError("not a line of a notice")
        lines[str(key)] = {str(role): str(value) for role, value in line.items()}
    return lines


def _revision(meta: NoticeMeta, campaign: Campaign, file: str) -> Iterator[Finding]:
    if meta.campaign_hash != campaign_hash(campaign):
        params = {
            "file": file,
            "revision": str(meta.campaign_revision),
            "current": str(campaign.revision),
        }
        yield Finding("NOTICE_OTHER_REVISION", params=params)


def _about(snapshot: Snapshot, meta: NoticeMeta) -> tuple[Entries, tuple[Finding, ...]]:
    """Who answered and when, with what is wrong about it."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for table in find_tables(snapshot):
        if table.name != ABOUT_TABLE or "value" not in table.roles:
            continue
        for row in table.rows:
            field = row.key.removeprefix("||").partition("@")[0]
            if field not in ABOUT_FIELDS:
                continue
            spec = about_spec(field, meta.period)
            parsed = parse_cell(spec, table.cell(row.row, "value"), table.place(row.row, "value"))
            if parsed is not None:
                entries.append(parsed.entry)
                findings += parsed.findings
    return Entries(entries), tuple(findings)


@dataclass(frozen=True, slots=True)
class _Sender:
    """What all replies of one notice share."""

    meta: NoticeMeta
    file: str
    by: str
    on: dt.date | None

    def reply(self, answer: Answer) -> Reply:
        criterion, item = split_key(answer.key)
        meta = self.meta
        return Reply(
            meta.unit,
            meta.period,
            criterion,
            item,
            answer.text,
            plain(meta.shown.get(answer.key, {}).get("explanation", "")),
            meta.issued_at,
            meta.version,
            self.file,
            self.by,
            self.on,
            answer.at,
        )


def split_key(key: str) -> tuple[str, str | None]:
    """Criterion and item of a row key; ``""`` where there is no criterion."""
    criterion, _, item = key.partition("@")[0].partition("|")
    return criterion, item or None
