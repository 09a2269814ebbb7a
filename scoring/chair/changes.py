"""What changed from one merge to the next: files, entries, points, ranks, what the chair typed.

Pure and in a fixed order: the cluster first, then the units in the campaign's order, and for
each unit files, status, entries, points, totals, decisions, inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.appraisal import AppraisedLine
from scoring.chair.change_words import (
    BLANK,
    NO_NUMBER,
    STATUS_WORDS,
    about_item,
    entry_text,
    file_text,
    grade_text,
    line_text,
    percent_text,
    rank_text,
    said,
    title_of,
)
from scoring.chair.fields import chair_field
from scoring.chair.inputs import CLUSTER
from scoring.checks.case import item_text
from scoring.entry_json import address_key
from scoring.fields import Address, FieldSpec, form_fields
from scoring.merge_result import MergeResult, UnitResult
from scoring.numbers import vn_number
from scoring.received import Received
from scoring.score import ScoreLine
from scoring.submission import EntryChange, differences
from scoring.terms import Period

__all__ = ["BLANK", "LARGE_KINDS", "NO_NUMBER", "Change", "ChangeKind", "changes"]


class ChangeKind(StrEnum):
    """What kind of thing changed, in the order in which a unit's changes are listed."""

    PERIOD = "period"
    CAMPAIGN = "campaign"
    BASIS = "basis"
    REFUSED = "refused"
    FILE = "file"
    SUPERSEDED = "superseded"
    GONE = "gone"
    STATUS = "status"
    ENTRY = "entry"
    POINTS = "points"
    TOTAL = "total"
    PERCENT = "percent"
    RANK = "rank"
    GRADE = "grade"
    DECISION = "decision"
    INPUT = "input"

    @property
    def label(self) -> str:
        """The kind as officials read it."""
        return _LABELS[self]


_LABELS: Final = {
    ChangeKind.PERIOD: "Kỳ tổng hợp",
    ChangeKind.CAMPAIGN: "Bộ tiêu chí",
    ChangeKind.BASIS: "Căn cứ xếp hạng",
    ChangeKind.REFUSED: "Tệp không nhận",
    ChangeKind.FILE: "Tệp mới",
    ChangeKind.SUPERSEDED: "Thay bản được tính",
    ChangeKind.GONE: "Không còn bản nào",
    ChangeKind.STATUS: "Tình trạng đơn vị",
    ChangeKind.ENTRY: "Số liệu đơn vị",
    ChangeKind.POINTS: "Điểm tiêu chí",
    ChangeKind.TOTAL: "Tổng điểm",
    ChangeKind.PERCENT: "Tỷ lệ %",
    ChangeKind.RANK: "Hạng",
    ChangeKind.GRADE: "Xếp loại",
    ChangeKind.DECISION: "Điều kiện, hạ bậc",
    ChangeKind.INPUT: "Cụm trưởng ghi",
}

LARGE_KINDS: Final = frozenset(ChangeKind) - {
    ChangeKind.ENTRY,
    ChangeKind.POINTS,
    ChangeKind.INPUT,
}
"""What is listed of a cluster that is too large for single entries and points."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words; ``unit`` is ``""`` where it concerns the cluster.

    ``criterion``, ``item`` and ``field`` are the address of an entry, of points or of an input.
    ``before`` and ``after`` are never empty for values: they say that there is none.
    """

    kind: ChangeKind
    unit: str
    what: str
    before: str = ""
    after: str = ""
    criterion: str | None = None
    item: str | None = None
    field: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """The change's shape in the command line's JSON; ``unit`` is null for the cluster."""
        return {
            "kind": self.kind.value,
            "unit": self.unit or None,
            "criterion": self.criterion,
            "item": self.item,
            "field": self.field,
            "what": self.what,
            "before": self.before,
            "after": self.after,
        }


def changes(before: MergeResult | None, after: MergeResult) -> tuple[Change, ...]:
    """What ``after`` has otherwise than ``before``; nothing where there was no merge before.

    Where the periods differ, only that and the files are listed: points of two periods are not
    comparable. The points of a unit whose first submission came, or whose last is gone, are not
    listed one by one.
    """
    if before is None:
        return ()
    return tuple(_changes(before, after))


def _changes(before: MergeResult, after: MergeResult) -> Iterator[Change]:
    same_period = before.period is after.period
    if not same_period:
        what = "Chuyển kỳ tổng hợp; chỉ nêu các tệp, không so điểm của hai kỳ"
        yield Change(ChangeKind.PERIOD, CLUSTER, what, before.period.label, after.period.label)
    yield from _of_cluster(before, after, same_period)
    had = {u.unit: u for u in before.units}
    for unit in after.units:
        yield from _files(before, after, unit.unit)
        old = had.get(unit.unit)
        if same_period and old is None:
            status = STATUS_WORDS[unit.status]
            yield _status_change(unit.unit, "không có trong Cụm", status)
        elif same_period and old is not None:
            yield from _Pair(before, after, old, unit).changes()
        if same_period:
            yield from _inputs(before, after, unit.unit)
    now = {u.unit for u in after.units}
    for gone in (u for u in before.units if same_period and u.unit not in now):
        yield _status_change(gone.unit, STATUS_WORDS[gone.status], "không còn trong Cụm")


def _status_change(unit: str, was: str, now: str) -> Change:
    return Change(ChangeKind.STATUS, unit, "Tình trạng của đơn vị", was, now)


def _of_cluster(before: MergeResult, after: MergeResult, same_period: bool) -> Iterator[Change]:
    if before.campaign != after.campaign:
        was, now = (f"lần ban hành {r.campaign.revision}" for r in (before, after))
        now += " (nội dung khác)" if was == now else ""
        yield Change(ChangeKind.CAMPAIGN, CLUSTER, "Bộ tiêu chí dùng để chấm", was, now)
    if same_period and before.rank_basis != after.rank_basis:
        what = "Điểm dùng để xếp hạng"
        yield Change(ChangeKind.BASIS, CLUSTER, what, before.basis_label, after.basis_label)
    known = {(r.file, tuple(f.code for f in r.findings)) for r in before.refused}
    for refused in after.refused:
        if (refused.file, tuple(f.code for f in refused.findings)) not in known:
            titles = "; ".join(dict.fromkeys(f.title for f in refused.findings)) or "không nhận"
            yield Change(ChangeKind.REFUSED, CLUSTER, f"Tệp {refused.file}", "", titles)
    if same_period:
        yield from _inputs(before, after, CLUSTER)


def _files(before: MergeResult, after: MergeResult, unit: str) -> Iterator[Change]:
    for period in Period:
        had, now = (_came(r, unit, period) for r in (before, after))
        was, counted = (_counted(r, unit, period) for r in (before, after))
        known = {r.sha256 for r in had}
        at = f"Kỳ {period.label}"
        for received in now:
            if received.sha256 not in known:
                use = "không được tính"
                if counted is not None and received.sha256 == counted.sha256:
                    use = f"được tính, mã kiểm tra {received.submission.check_code}"
                elif counted is not None:
                    use = f"không được tính, đang tính {counted.file}"
                yield Change(ChangeKind.FILE, unit, f"{at}: nhận {file_text(received)}", "", use)
        if was is not None and counted is None:
            what = f"{at}: không còn bản nào được tính"
            yield Change(ChangeKind.GONE, unit, what, file_text(was), "không có")
        elif was is not None and counted is not None and was.sha256 != counted.sha256:
            what = f"{at}: bản được tính"
            yield Change(ChangeKind.SUPERSEDED, unit, what, file_text(was), file_text(counted))


def _came(result: MergeResult, unit: str, period: Period) -> list[Received]:
    found = {
        r.sha256: r
        for r in (*result.received, *result.accepted)
        if r.submission.unit == unit and r.submission.period is period
    }
    return sorted(found.values(), key=lambda r: (r.submission.version, r.file, r.sha256))


def _counted(result: MergeResult, unit: str, period: Period) -> Received | None:
    of_unit = (r for r in result.accepted if r.submission.unit == unit)
    return next((r for r in of_unit if r.submission.period is period), None)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A unit in two merges of one period."""

    before: MergeResult
    after: MergeResult
    was: UnitResult
    now: UnitResult

    def changes(self) -> Iterator[Change]:
        if self.was.status is not self.now.status:
            was, now = STATUS_WORDS[self.was.status], STATUS_WORDS[self.now.status]
            yield _status_change(self.now.unit, was, now)
        yield from self._entries()
        if self.was.sheet is not None and self.now.sheet is not None:
            yield from self._points()
        yield from self._totals()
        yield from self._decisions()

    def _entries(self) -> Iterator[Change]:
        specs = _specs(self.before.campaign) | _specs(self.after.campaign)
        order = {address: n for n, address in enumerate(specs)}
        for period in Period:
            was = _counted(self.before, self.now.unit, period)
            now = _counted(self.after, self.now.unit, period)
            if was is None or now is None or was == now:
                continue
            found = differences(was.submission.entries, now.submission.entries)
            places = len(order)
            for change in sorted(
                found, key=lambda c: (order.get(c.address, places), address_key(c.address))
            ):
                yield self._entry(change, specs.get(change.address), period)

    def _entry(self, change: EntryChange, spec: FieldSpec | None, period: Period) -> Change:
        a = change.address
        what = (spec.title if spec is not None else a.field) + item_text(a.item)
        if period is not self.after.period:
            what += f" (biểu kỳ {period.label.lower()})"
        return Change(
            ChangeKind.ENTRY,
            self.now.unit,
            what,
            entry_text(change.was, spec),
            entry_text(change.now, spec),
            a.criterion,
            a.item,
            a.field,
        )

    def _points(self) -> Iterator[Change]:
        was, now = (_leaf_lines(u) for u in (self.was, self.now))
        appraised_was, appraised_now = (_appraised(u) for u in (self.was, self.now))
        for code in dict.fromkeys((*now, *was)):
            yield from self._computed(code, was.get(code), now.get(code))
            old, new = appraised_was.get(code), appraised_now.get(code)
            if old is not None and new is not None and not _by_acceptance(old, new):
                yield from self._judged(code, old, new)

    def _computed(
        self, code: str, was: ScoreLine | None, now: ScoreLine | None
    ) -> Iterator[Change]:
        before, after = (line_text(x, self.after.campaign.places) for x in (was, now))
        if before != after:
            yield self._of_leaf(code, "computed", "Điểm hệ thống", before, after)

    def _judged(self, code: str, was: AppraisedLine, now: AppraisedLine) -> Iterator[Change]:
        """Points after the first appraisal only where they are not the final ones as well."""
        if was.cross != now.cross:
            cross = (self._number(was.cross), self._number(now.cross))
            yield self._of_leaf(code, "cross", "Điểm chấm chéo", *cross)
        if was.first != now.first and (was.first != was.final or now.first != now.final):
            first = (self._number(was.first), self._number(now.first))
            yield self._of_leaf(code, "appraised", "Điểm thẩm định", *first)
        if was.final != now.final:
            final = (self._number(was.final), self._number(now.final))
            yield self._of_leaf(code, "final", "Điểm cuối", *final)

    def _of_leaf(self, code: str, field: str, label: str, before: str, after: str) -> Change:
        what = f"{label}: {title_of(self.after.campaign, self.before.campaign, code)}"
        return Change(ChangeKind.POINTS, self.now.unit, what, before, after, code, None, field)

    def _totals(self) -> Iterator[Change]:
        was, now = self.was.numbers, self.now.numbers
        for label, field, old, new in (
            ("Tổng điểm hệ thống", "total", was.computed, now.computed),
            ("Tổng điểm tự chấm", "self", was.self_total, now.self_total),
            ("Tổng điểm thẩm định", "appraised", was.appraised, now.appraised),
            ("Tổng điểm cuối", "final", was.final, now.final),
        ):
            if old != new:
                texts = (self._number(old), self._number(new))
                yield self._of_unit(ChangeKind.TOTAL, label, *texts, field)
        if self.was.percent != self.now.percent:
            shares = (percent_text(self.was.percent), percent_text(self.now.percent))
            yield self._of_unit(ChangeKind.PERCENT, "Tỷ lệ % dùng để xếp", *shares, "percent")
        if (self.was.rank, self.was.tied) != (self.now.rank, self.now.tied):
            places = (rank_text(self.was), rank_text(self.now))
            yield self._of_unit(ChangeKind.RANK, "Hạng trong Cụm", *places, "rank")
        grades = (grade_text(self.was), grade_text(self.now))
        if grades[0] != grades[1]:
            yield self._of_unit(ChangeKind.GRADE, "Xếp loại", *grades, "grade")

    def _decisions(self) -> Iterator[Change]:
        was = {hit.code: hit for hit in self.was.decisions}
        now = {hit.code: hit for hit in self.now.decisions}
        for code in dict.fromkeys((*now, *was)):
            old, new = was.get(code), now.get(code)
            before = old.reason if old is not None else "không vi phạm"
            after = new.reason if new is not None else "không vi phạm"
            hit = new or old
            if before != after and hit is not None:
                yield self._of_unit(ChangeKind.DECISION, hit.title, before, after)

    def _of_unit(
        self, kind: ChangeKind, what: str, before: str, after: str, field: str | None = None
    ) -> Change:
        return Change(kind, self.now.unit, what, before, after, field=field)

    def _number(self, value: Decimal | None) -> str:
        return NO_NUMBER if value is None else vn_number(value, self.after.campaign.places)


def _inputs(before: MergeResult, after: MergeResult, unit: str) -> Iterator[Change]:
    """What the chair typed about a unit, or about the cluster, since the last merge."""
    was, now = before.chair.of(unit), after.chair.of(unit)
    order = {c.code: n for n, c in enumerate(after.campaign.tree.leaves())}
    addresses = sorted(
        {e.address for e in (*was, *now)},
        key=lambda a: (order.get(a.criterion or "", -1), address_key(a)),
    )
    for a in addresses:
        old, new = (of.get(a.criterion, a.item, a.field) for of in (was, now))
        if said(old) == said(new):
            continue
        spec = chair_field(after.campaign, after.period, a)
        what = spec.title if spec is not None else a.field
        texts = (entry_text(old, spec), entry_text(new, spec))
        what += about_item(before, after, a)
        yield Change(ChangeKind.INPUT, unit, what, *texts, a.criterion, a.item, a.field)


def _specs(campaign: Campaign) -> dict[Address, FieldSpec]:
    return {spec.address: spec for spec in form_fields(campaign)}


def _leaf_lines(unit: UnitResult) -> dict[str, ScoreLine]:
    lines = () if unit.sheet is None else unit.sheet.lines
    return {line.criterion: line for line in lines if line.item is None}


def _appraised(unit: UnitResult) -> dict[str, AppraisedLine]:
    lines = () if unit.appraisal is None else unit.appraisal.lines
    return {line.criterion: line for line in lines if line.item is None}


def _by_acceptance(was: AppraisedLine, now: AppraisedLine) -> bool:
    """Whether only the chair's "the rest is accepted" gave or took the final points.

    One line says that of the unit; it need not be said of each criterion.
    """
    silent = all(
        x.appraised is None and x.second is None and not x.corrected and x.cross is None
        for x in (was, now)
    )
    return silent and was.accepted is not now.accepted
