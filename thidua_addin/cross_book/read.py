"""From a returned workbook of cross-scoring to its scores, with everything there is to say of it.

Rows are found by their hidden keys and columns by their roles: moved and sorted rows are read as
they are, lost and doubled ones are named.

Exception
└── NotACrossBook    the workbook is none of ours, damaged, or of another campaign
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_diff import CarriedCampaign, compare_campaign
from scoring.canonical import json_value, moment_from_iso
from scoring.chair.cross import ABOUT_FIELDS, CrossReading, CrossScore, cross_field
from scoring.entries import EntryValue
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.parse import parse_cell, shown
from scoring.snapshot import BLANK, Cell, Place, Snapshot
from scoring.terms import Period
from scoring.text import nfc, vn_key
from thidua_addin.cross_book.layout import (
    COLUMNS,
    FORMAT,
    INFO_TABLE,
    KIND,
    SCORES_TABLE,
    subjects_digest,
)
from thidua_addin.form.meta import meta_values
from thidua_addin.workbook.tables import Table, TableRow, find_tables

__all__ = ["NotACrossBook", "read_cross"]

_NEEDED: Final = {c.role: c.heading for c in COLUMNS if c.role in ("cross", "reason")}
_MOST_NAMED: Final = 100
"""Characters of a list of criteria inside a message."""
_MOST_SUBJECTS: Final = 3
_MOST_CRITERIA: Final = 3


class NotACrossBook(Exception):
    """Carries the finding that says why nothing of the workbook can count."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class _Issued:
    """What the very hidden sheet says: ``lines`` are the criteria asked, by unit to be scored."""

    scorer: str
    period: Period
    issued_at: dt.datetime
    shown: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]
    campaign_findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the scores: what it says, None where it is blank or cannot be used."""

    subject: str
    criterion: str
    points: Decimal | None
    reason: str
    computed: Decimal | None
    at: Place


def read_cross(snapshot: Snapshot, campaign: Campaign) -> CrossReading:
    """Read a returned workbook by the chair's campaign.

    Raises NotACrossBook (NOT_A_CROSS_BOOK, CROSS_META_DAMAGED, FORM_NEWER_FORMAT,
    CAMPAIGN_UNKNOWN, CROSS_SCORER_UNKNOWN).
    """
    issued = _issued(snapshot, campaign)
    about, findings = _about(snapshot)
    findings = [*issued.campaign_findings, *findings]
    tables = [t for t in find_tables(snapshot) if t.name == SCORES_TABLE]
    if not tables:
        findings.append(Finding("CROSS_TABLE_MISSING", params={"file": snapshot.file}))
    for table in tables:
        findings += _columns(table)
    rows: list[_Row] = []
    for table in tables:
        for row in table.rows:
            read, found = _row(campaign, issued, table, row)
            rows += [] if read is None else [read]
            findings += found
    kept, found = _once(rows)
    findings += found
    if tables:
        findings += _missing(campaign, issued, rows)
        findings += _said_too_little(campaign, issued, kept)
    scores = tuple(
        CrossScore(issued.scorer, r.subject, r.criterion, r.points, r.reason, r.at)
        for r in kept
        if r.points is not None
    )
    version, appraiser, day = (about.get(n) for n in ("version", "appraiser", "appraised_on"))
    return CrossReading(
        scorer=issued.scorer,
        period=issued.period,
        scores=scores,
        findings=tuple(findings),
        issued_at=issued.issued_at,
        file=snapshot.file,
        sha256=snapshot.sha256,
        version=int(version) if isinstance(version, Decimal) else 1,
        appraiser=appraiser if isinstance(appraiser, str) else "",
        appraised_on=day if isinstance(day, dt.date) else None,
        shown=issued.shown,
    )


def _issued(snapshot: Snapshot, campaign: Campaign) -> _Issued:
    held, file = meta_values(snapshot), {"file": snapshot.file}
    if held.get("kind") != KIND:
        raise NotACrossBook(Finding("NOT_A_CROSS_BOOK", params=file))
    if held.get("format") != str(FORMAT):
        params = {**file, "format": held.get("format", "?")[:20], "known": str(FORMAT)}
        raise NotACrossBook(Finding("FORM_NEWER_FORMAT", params=params))
    damaged = NotACrossBook(Finding("CROSS_META_DAMAGED", params=file))
    if held.get("subjects_digest") != subjects_digest(held):
        raise damaged
    try:
        shown_codes, lines = _subjects(held["subjects"])
        carried = CarriedCampaign(
            held["campaign_id"],
            int(held["campaign_revision"]),
            held["campaign_hash"],
            held["campaign_json"],
        )
        period, issued_at = Period(held["period"]), moment_from_iso(held["issued_at"])
    except (KeyError, ValueError) as fault:
        raise damaged from fault
    compared = compare_campaign(campaign, carried)
    for finding in compared:
        if finding.code in ("CAMPAIGN_UNKNOWN", "CAMPAIGN_ALTERED"):
            raise NotACrossBook(finding)
    scorer = held["scorer"]
    if scorer not in campaign.units:
        params = {**file, "unit": scorer[:40]}
        raise NotACrossBook(Finding("CROSS_SCORER_UNKNOWN", params=params))
    return _Issued(scorer, period, issued_at, shown_codes, lines, compared)


def _subjects(text: str) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Check codes and criteria by unit. Raises ValueError where the text says none."""
    data = json_value(text)
    codes: dict[str, str] = {}
    lines: dict[str, tuple[str, ...]] = {}
    for subject in data if isinstance(data, list) else [None]:
        match subject:
            case {"unit": str() as unit, "code": str() as code, "lines": list() as asked}:
                codes[unit] = code
                lines[unit] = tuple(str(criterion) for criterion in asked)
            case _:
                raise ValueError("not a list of units to be scored")
    return codes, lines


def _about(snapshot: Snapshot) -> tuple[dict[str, EntryValue], list[Finding]]:
    """What the scorer said of the workbook as a whole."""
    values: dict[str, EntryValue] = {}
    findings: list[Finding] = []
    for table in find_tables(snapshot):
        if table.name != INFO_TABLE or "value" not in table.roles:
            continue
        for row in table.rows:
            name = row.key.lstrip("|")
            if name not in ABOUT_FIELDS or name in values:
                continue
            place = table.place(row.row, "value")
            parsed = parse_cell(cross_field(None, name), table.cell(row.row, "value"), place)
            if parsed is not None:
                findings += parsed.findings
                if parsed.entry.value is not None:
                    values[name] = parsed.entry.value
    return values, findings


def _columns(table: Table) -> Iterator[Finding]:
    for role, title in _NEEDED.items():
        if role not in table.roles:
            place = Place(table.sheet, table.marker_row, table.key_column)
            params = {"sheet": nfc(table.sheet), "title": title}
            yield Finding("CROSS_COLUMN_MISSING", place, field=role, params=params)


def _row(
    campaign: Campaign, issued: _Issued, table: Table, row: TableRow
) -> tuple[_Row | None, list[Finding]]:
    """A row that the workbook was issued with; for others a finding where a score stands there."""
    key, _, subject = row.key.partition("@")
    code = key.rstrip("|")
    cell = _cell(table, row, "cross")
    asked = code in issued.lines.get(subject, ())
    if not asked or code not in campaign.tree or not campaign.tree[code].is_leaf:
        return None, [] if _is_blank(cell) else [_stranger(campaign, issued, table, row)]
    criterion = campaign.tree[code]
    at = Place(table.sheet, row.row, table.roles.get("cross", table.key_column))
    findings = []
    if not _is_blank(cell) and (label := _other_label(campaign, table, row, subject, code)):
        params = {"key": _key_text(campaign, subject, code), **label, "points": _held(cell)}
        findings.append(Finding("CROSS_LABEL_DIFFERS", at, code, None, "cross", params))
        cell = BLANK
    values: dict[str, EntryValue | None] = {}
    for name, holder in (("cross", cell), ("reason", _cell(table, row, "reason"))):
        if name not in table.roles:
            continue
        parsed = parse_cell(cross_field(criterion, name), holder, table.place(row.row, name))
        if parsed is not None:
            findings += parsed.findings
            values[name] = parsed.entry.value
    points, reason = values.get("cross"), values.get("reason")
    computed = _cell(table, row, "computed").value
    read = _Row(
        subject,
        code,
        points if isinstance(points, Decimal) else None,
        reason if isinstance(reason, str) else "",
        Decimal(repr(computed)) if isinstance(computed, float) else None,
        at,
    )
    if read.points is None and read.reason and not findings:
        params = {"criterion": code, "subject": _name(campaign, subject)}
        findings.append(Finding("CROSS_REASON_ONLY", at, code, None, "cross", params))
    return read, findings


def _cell(table: Table, row: TableRow, role: str) -> Cell:
    return table.cell(row.row, role) if role in table.roles else BLANK


def _is_blank(cell: Cell) -> bool:
    blank = cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
    return blank and cell.error is None and not cell.formula


def _held(cell: Cell) -> str:
    return cell.error or shown(cell.value) or "(trống)"


def _stranger(campaign: Campaign, issued: _Issued, table: Table, row: TableRow) -> Finding:
    """A score in a row that the workbook was not issued with."""
    key, _, subject = row.key.partition("@")
    code, points = key.rstrip("|"), _held(_cell(table, row, "cross"))
    at = Place(table.sheet, row.row, table.roles.get("cross", table.key_column))
    params = {
        "unit": _name(campaign, issued.scorer),
        "subject": _name(campaign, subject)[:40],
        "file": "này",
        "criterion": code[:40],
        "points": points,
        "key": row.key[:40],
    }
    if subject == issued.scorer:
        return Finding("CROSS_SELF", at, None, None, "cross", params)
    if subject not in issued.lines and subject in campaign.units:
        return Finding("CROSS_NOT_ASSIGNED", at, None, None, "cross", params)
    return Finding("CROSS_ROW_UNKNOWN", at, None, None, "cross", params)


def _other_label(
    campaign: Campaign, table: Table, row: TableRow, subject: str, code: str
) -> dict[str, str] | None:
    """What a row shows where that is another unit or criterion than its hidden key says."""
    name = _cell(table, row, "unit_name").value
    label = _cell(table, row, "code").value
    units = {vn_key(u.short_name): u.code for u in campaign.units.values()}
    codes = {vn_key(c.code): c.code for c in campaign.tree.leaves()}
    said_unit = units.get(vn_key(name), subject) if isinstance(name, str) else subject
    said_code = codes.get(vn_key(label), code) if isinstance(label, str) else code
    if (said_unit, said_code) == (subject, code):
        return None
    return {"unit": _name(campaign, said_unit), "code": said_code}


def _once(rows: list[_Row]) -> tuple[list[_Row], list[Finding]]:
    """Each line once; of doubled rows with different points none counts."""
    by_line: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        by_line.setdefault((row.subject, row.criterion), []).append(row)
    kept: list[_Row] = []
    findings: list[Finding] = []
    for (subject, criterion), copies in by_line.items():
        scored = [r for r in copies if r.points is not None]
        points = [r.points for r in scored if r.points is not None]
        if len(set(points)) > 1:
            first, second = (vn_number(p) for p in sorted(set(points))[:2])
            key = f"{criterion} ({subject})"
            params = {"key": key, "first": first, "second": second}
            place = scored[1].at
            findings.append(Finding("CROSS_ROW_TWICE", place, criterion, None, "cross", params))
        else:
            kept.append(scored[0] if scored else copies[0])
    return kept, findings


def _missing(campaign: Campaign, issued: _Issued, rows: list[_Row]) -> Iterator[Finding]:
    there = {(r.subject, r.criterion) for r in rows}
    for subject, asked in issued.lines.items():
        gone = [c for c in asked if (subject, c) not in there and c in campaign.tree]
        if gone:
            yield Finding("CROSS_ROW_MISSING", params=_counted(campaign, issued, subject, gone))


def _said_too_little(campaign: Campaign, issued: _Issued, rows: list[_Row]) -> Iterator[Finding]:
    """What is not scored yet, and what is scored differently without a reason: each told once."""
    for code, told in (
        ("CROSS_UNSCORED", [r for r in rows if r.points is None]),
        ("CROSS_NO_REASON", [r for r in rows if _unexplained(r)]),
    ):
        if told:
            lines = [(r.subject, r.criterion) for r in told]
            params = {
                "unit": _name(campaign, issued.scorer),
                "count": str(len(told)),
                "subjects": str(len({subject for subject, _ in lines})),
                "rows": _by_subject(campaign, lines),
            }
            yield Finding(code, told[0].at, None, None, "cross", params)


def _by_subject(campaign: Campaign, lines: list[tuple[str, str]]) -> str:
    """``Phú Thọ (II.1.1, II.1.2, …); Yên Bái (II.1.1); …``: the first units and criteria."""
    by_subject: dict[str, list[str]] = {}
    for subject, criterion in lines:
        by_subject.setdefault(subject, []).append(criterion)
    named = []
    for subject, criteria in list(by_subject.items())[:_MOST_SUBJECTS]:
        more = ", …" if len(criteria) > _MOST_CRITERIA else ""
        named.append(f"{_name(campaign, subject)} ({', '.join(criteria[:_MOST_CRITERIA])}{more})")
    return "; ".join(named) + ("; …" if len(by_subject) > _MOST_SUBJECTS else "")


def _unexplained(row: _Row) -> bool:
    known = row.points is not None and row.computed is not None
    return known and row.points != row.computed and not row.reason


def _counted(
    campaign: Campaign, issued: _Issued, subject: str, criteria: list[str]
) -> dict[str, str]:
    listed = ", ".join(criteria)
    if len(listed) > _MOST_NAMED:
        listed = listed[:_MOST_NAMED].rpartition(",")[0] + ", …"
    return {
        "unit": _name(campaign, issued.scorer),
        "subject": _name(campaign, subject),
        "count": str(len(criteria)),
        "rows": listed,
    }


def _name(campaign: Campaign, code: str) -> str:
    return campaign.units[code].short_name if code in campaign.units else code


def _key_text(campaign: Campaign, subject: str, code: str) -> str:
    return f"{code} của {_name(campaign, subject)}"
