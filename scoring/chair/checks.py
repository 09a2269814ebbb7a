"""What the appraisal still lacks: reasons, names, an appraiser for the chair's own unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from scoring.campaign import Campaign
from scoring.chair.appraisal import AppraisedLine
from scoring.chair.inputs import ChairInputs
from scoring.entries import Entries, Entry
from scoring.findings import Finding
from scoring.merge_result import UnitResult
from scoring.numbers import vn_number
from scoring.parse import shown

__all__ = ["appraisal_findings"]

_JUDGED = ("appraised_actual", "appraised", "second")


def appraisal_findings(
    campaign: Campaign, results: Iterable[UnitResult], chair: ChairInputs
) -> tuple[Finding, ...]:
    """Everything there is to say about the appraisal of these units, in their order."""
    return tuple(f for result in results for f in _of_unit(campaign, result, chair))


def _of_unit(campaign: Campaign, result: UnitResult, chair: ChairInputs) -> Iterator[Finding]:
    entries, appraisal = chair.of(result.unit), result.appraisal
    if appraisal is None or not _judged(entries):
        return
    name = campaign.units[result.unit].short_name
    if result.unit == campaign.cluster.chair and campaign.cluster.appraiser_of_chair == "not set":
        yield Finding("CHAIR_APPRAISER_NOT_SET", params={"unit": name})
    for line in appraisal.lines:
        yield from _without_reason(name, line, entries)
    yield from _without_appraiser(name, entries)
    if entries.value(None, None, "accept_rest") is not None:
        if not entries.text(None, None, "accepted_by"):
            at = entries.get(None, None, "accept_rest")
            yield Finding("ACCEPTED_NO_NAME", at.at if at else None, params={"unit": name})
        if appraisal.open:
            params = {
                "unit": name,
                "count": str(len(appraisal.open)),
                "criteria": ", ".join(appraisal.open),
            }
            yield Finding("ACCEPTED_WITHOUT_POINTS", params=params)


def _judged(entries: Entries) -> bool:
    fields = {*_JUDGED, "accept_rest"}
    return any(e.address.field in fields for e in entries)


def _without_reason(name: str, line: AppraisedLine, entries: Entries) -> Iterator[Finding]:
    def typed(field: str) -> Entry | None:
        return entries.get(line.criterion, line.item, field)

    reason = entries.text(line.criterion, line.item, "reason")
    corrected = typed("appraised_actual")
    if corrected is not None and corrected.value is not None and not reason:
        value = shown(corrected.raw)
        yield _no_reason(name, line, corrected, "kết quả thẩm định", value, "kết quả đơn vị báo")
    if _differs(line.appraised, line.recomputed) and not reason:
        entry, other = typed("appraised"), _points("điểm hệ thống", line.recomputed)
        value = vn_number(line.appraised or Decimal(0))
        yield _no_reason(name, line, entry, "điểm thẩm định", value, other)
    second = entries.text(line.criterion, line.item, "second_reason")
    if _differs(line.second, line.first) and not (second or (reason and line.first is None)):
        entry, other = typed("second"), _points("điểm thẩm định lần đầu", line.first)
        value = vn_number(line.second or Decimal(0))
        yield _no_reason(name, line, entry, "kết luận lần hai", value, other)


def _differs(points: Decimal | None, other: Decimal | None) -> bool:
    return points is not None and points != other


def _points(what: str, points: Decimal | None) -> str:
    return f"{what} (chưa có)" if points is None else f"{what} {vn_number(points)}"


def _no_reason(
    name: str, line: AppraisedLine, entry: Entry | None, what: str, value: str, other: str
) -> Finding:
    column = "Lý do kết luận lần hai" if what == "kết luận lần hai" else "Lý do"
    where = line.criterion if line.item is None else f"{line.criterion} ({line.item})"
    params = {
        "unit": name,
        "criterion": where,
        "what": what,
        "value": value,
        "other": other,
        "column": column,
    }
    at = None if entry is None else entry.at
    field = None if entry is None else entry.address.field
    return Finding("APPRAISAL_NO_REASON", at, line.criterion, line.item, field, params)


def _without_appraiser(name: str, entries: Entries) -> Iterator[Finding]:
    lacking = {
        e.address.criterion: e.at
        for e in entries
        if e.address.field in _JUDGED
        and e.value is not None
        and not entries.text(e.address.criterion, e.address.item, "appraiser")
    }
    if lacking:
        criteria = ", ".join(str(c) for c in lacking)
        params = {"unit": name, "count": str(len(lacking)), "criteria": criteria[:150]}
        yield Finding("APPRAISAL_NO_APPRAISER", next(iter(lacking.values())), params=params)
