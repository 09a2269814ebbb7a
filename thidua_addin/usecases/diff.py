"""What changed between two files of one unit: entries, points, check codes, versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from scoring.campaign_diff import changes_in_words
from scoring.entries import Entry
from scoring.fields import Address, FieldSpec
from scoring.findings import Finding, blocking
from scoring.score import ScoreLine, ScoreSheet, score
from scoring.snapshot import Place
from scoring.submission import check_code, differences
from scoring.terms import FieldType, Period
from thidua_addin.errors import nothing_done
from thidua_addin.form.model import FormCell
from thidua_addin.usecases.opening import OpenForm, open_form


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file is: its period (sealed, else chosen), seal and campaign revision.

    ``code`` is the check code of what the file says now, None without a period; ``sealed_code``
    the one it was sealed with. ``version`` is None for a form that is not sealed.
    """

    path: Path
    period: Period | None
    version: int | None
    sealed_at: dt.datetime | None
    code: str | None
    sealed_code: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry that says something else, with its cells in both files (None: no such cell).

    ``title`` and ``type`` are those of its field.
    """

    address: Address
    title: str
    type: FieldType
    was: Entry | None
    now: Entry | None
    at_a: Place | None
    at_b: Place | None


@dataclass(frozen=True, slots=True)
class ChangedPoints:
    """A leaf or item row with other computed points or another state, and why in Vietnamese."""

    criterion: str
    item: str | None
    was: ScoreLine | None
    now: ScoreLine | None
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two files of one unit. ``sheet_a`` and ``sheet_b`` are scored at ``period``.

    Without a period, or at registration, nothing is scored.
    """

    a: FileFacts
    b: FileFacts
    unit: str
    unit_name: str
    places: int
    period: Period | None
    entries: tuple[ChangedEntry, ...]
    points: tuple[ChangedPoints, ...]
    sheet_a: ScoreSheet | None
    sheet_b: ScoreSheet | None
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def equal(self) -> bool:
        """Whether both say the same and come to the same points."""
        return not self.entries and not self.points


def compare_files(first: Path, second: Path) -> Compared:
    """Compare two forms or sealed copies. Raises NothingDone where they cannot be compared.

    Each is scored with the campaign that it carries, both at the period of the second file (the
    sealed one, else the chosen one, else that of the first).
    """
    a, b = open_form(first), open_form(second)
    _refuse_strangers(a, b)
    facts_a, facts_b = _facts(a), _facts(b)
    period = facts_b.period or facts_a.period
    scored = period if period is not Period.REGISTRATION else None
    sheets = tuple(
        None if scored is None else score(x.campaign, x.unit.code, x.reading.entries, scored)
        for x in (a, b)
    )
    entries = tuple(_entries(a, b))
    return Compared(
        facts_a,
        facts_b,
        b.unit.code,
        b.unit.name,
        b.campaign.places,
        period,
        entries,
        tuple(_points(sheets[0], sheets[1], entries)),
        sheets[0],
        sheets[1],
        changes_in_words(a.campaign, b.campaign),
        tuple(_findings(a, b, facts_a, facts_b)),
    )


def _refuse_strangers(a: OpenForm, b: OpenForm) -> None:
    names = {"a": a.path.name, "b": b.path.name}
    if a.unit.code != b.unit.code:
        raise nothing_done("DIFF_OTHER_UNIT", **names, unit_a=a.unit.name, unit_b=b.unit.name)
    if a.campaign.id != b.campaign.id:
        ids = {"campaign_a": a.campaign.id, "campaign_b": b.campaign.id}
        raise nothing_done("DIFF_OTHER_CAMPAIGN", **names, **ids)


def _facts(form: OpenForm) -> FileFacts:
    meta, reading = form.reading.meta, form.reading
    seal = meta.seal
    period = seal.period if seal is not None else reading.period
    code = None
    if period is not None:
        code = check_code(form.unit.code, period, meta.campaign_hash, reading.entries)
    return FileFacts(
        form.path,
        period,
        None if seal is None else seal.version,
        None if seal is None else seal.at,
        code,
        None if seal is None else seal.code,
        meta.campaign_revision,
    )


def _entries(a: OpenForm, b: OpenForm) -> Iterator[ChangedEntry]:
    specs = _specs((*b.reading.cells, *a.reading.cells))
    for change in differences(a.reading.entries, b.reading.entries):
        address = change.address
        spec = specs.get(address)
        yield ChangedEntry(
            address,
            address.field if spec is None else spec.title,
            FieldType.TEXT if spec is None else spec.type,
            change.was,
            change.now,
            a.reading.places.get(address),
            b.reading.places.get(address),
        )


def _specs(cells: tuple[FormCell, ...]) -> dict[Address, FieldSpec]:
    return {c.address: c.spec for c in reversed(cells) if c.spec is not None}


def _points(
    a: ScoreSheet | None, b: ScoreSheet | None, entries: tuple[ChangedEntry, ...]
) -> Iterator[ChangedPoints]:
    if a is None or b is None:
        return
    before = {(x.criterion, x.item): x for x in a.lines}
    after = {(x.criterion, x.item): x for x in b.lines}
    for key in {**after, **before}:
        was, now = before.get(key), after.get(key)
        if _worth(was) != _worth(now):
            yield ChangedPoints(*key, was, now, _why(key, entries))


def _worth(line: ScoreLine | None) -> tuple[Decimal | None, str] | None:
    return None if line is None else (line.computed, line.state.value)


def _why(key: tuple[str, str | None], entries: tuple[ChangedEntry, ...]) -> str:
    """The changed entries that the points come from; of an item row also those of its leaf."""
    criterion, _ = key
    titles = (
        c.title if c.address.item is None else f"{c.title} [{c.address.item}]"
        for c in entries
        if c.address.criterion == criterion
    )
    named = list(dict.fromkeys(titles))
    if not named:
        return "không do số liệu: hai tệp dùng hai lần ban hành bảng tiêu chí khác nhau"
    return "do thay đổi: " + "; ".join(named)


def _findings(a: OpenForm, b: OpenForm, of_a: FileFacts, of_b: FileFacts) -> Iterator[Finding]:
    names = {"a": a.path.name, "b": b.path.name}
    if a.reading.meta.campaign_hash != b.reading.meta.campaign_hash:
        revisions = {"revision_a": str(of_a.revision), "revision_b": str(of_b.revision)}
        yield Finding("DIFF_OTHER_REVISION", params={**names, **revisions})
    if of_a.period is not None and of_b.period is not None and of_a.period is not of_b.period:
        periods = {"period_a": of_a.period.label, "period_b": of_b.period.label}
        yield Finding("DIFF_OTHER_PERIOD", params={**names, **periods})
    for form, facts in ((a, of_a), (b, of_b)):
        if facts.sealed_code is not None and facts.sealed_code != facts.code:
            params = {"file": form.path.name, "code": facts.sealed_code, "now": facts.code or "–"}
            yield Finding("DIFF_SEAL_BROKEN", params=params)
        faults = [f for f in form.reading.findings if blocking([f])]
        if faults:
            about = {"file": form.path.name, "count": str(len(faults)), "first": faults[0].title}
            yield Finding("DIFF_FILE_FAULTY", faults[0].at, params=about)
