"""A unit's submission as those who score it see it: points, results and evidence in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.campaign import Campaign
from scoring.chair.cross import cross_leaves
from scoring.criteria import Criterion
from scoring.dates import vn_date
from scoring.entries import Entries, EntryValue
from scoring.fields import FieldSpec, item_codes, leaf_fields
from scoring.merge import MergeResult
from scoring.numbers import vn_number
from scoring.score import ScoreLine
from scoring.terms import BY_PERIOD, FieldType, Period, State
from thidua_addin.cross_book.layout import Subject, SubjectLine

__all__ = ["subject_of"]

LONGEST, LONGEST_EVIDENCE = 500, 160
"""Characters of one brief, and of the evidence in it; the whole stands in the submission."""

_CUT = " …"


def subject_of(result: MergeResult, code: str) -> Subject | None:
    """The unit as it is to be scored; None where nothing was received of it to score.

    What does not apply to the unit is not asked.
    """
    unit = result.unit(code)
    if unit.sheet is None or unit.received is None:
        return None
    entries = Entries(unit.received.submission.entries)
    by_code = {line.criterion: line for line in unit.sheet.lines if line.item is None}
    lines = []
    for criterion in cross_leaves(result.campaign, result.period):
        line = by_code.get(criterion.code)
        if line is not None and line.state is not State.NOT_APPLICABLE:
            brief = brief_text(result.campaign, result.period, criterion, entries, line)
            state = "" if line.computed is not None else line.state.label
            lines.append(SubjectLine(criterion, line.computed, state, brief))
    of = unit.received.submission
    return Subject(result.campaign.units[code], of.check_code, tuple(lines))


def brief_text(
    campaign: Campaign, period: Period, criterion: Criterion, entries: Entries, line: ScoreLine
) -> str:
    """What the unit reported on a criterion, its own points where it typed some, its evidence."""
    parts = list(_results(campaign, period, criterion, entries))
    if not parts:
        parts.append("(đơn vị chưa nhập kết quả)" if line.computed is None else line.sentence)
    if line.self_score is not None:
        said = entries.text(criterion.code, None, "explanation")
        own = f"Đơn vị tự chấm {vn_number(line.self_score)} điểm"
        parts.append(f"{own}: {said}" if said else own)
    evidence = _evidence(criterion, entries)
    if evidence:
        parts.append(_cut(f"Minh chứng: {evidence}", LONGEST_EVIDENCE))
    return _cut("\n".join(part for part in parts if part), LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - len(_CUT)].rstrip() + _CUT


def _results(
    campaign: Campaign, period: Period, criterion: Criterion, entries: Entries
) -> Iterator[str]:
    specs = [s for s in leaf_fields(campaign, criterion) if _is_result(s, period)]
    for item in item_codes(criterion):
        values = [f"{_title(s)} {v}" for s, v in _filled(specs, entries, item)]
        title = entries.text(criterion.code, item, "item_title")
        if values or title:
            measure = entries.text(criterion.code, item, "item_unit")
            named = f"{item}. {title}" + (f" ({measure})" if measure else "")
            yield f"{named}: {'; '.join(values) or 'chưa có kết quả'}"
    own = [f"{_title(s)}: {v}" for s, v in _filled(specs, entries, None)]
    if own:
        yield "; ".join(own)
    counts = [
        f"{named.title}: {value}"
        for named in criterion.inputs
        for _, value in _filled(specs, entries, named.code)
    ]
    if counts:
        yield "; ".join(counts)


def _is_result(spec: FieldSpec, period: Period) -> bool:
    field = spec.address.field
    if field == "target":
        return True
    return spec.period is period and any(field == names.get(period) for names in BY_PERIOD.values())


def _filled(
    specs: list[FieldSpec], entries: Entries, item: str | None
) -> Iterator[tuple[FieldSpec, str]]:
    for spec in specs:
        a = spec.address
        if a.item == item and (value := entries.value(a.criterion, item, a.field)) is not None:
            yield spec, _shown(spec, value)


def _title(spec: FieldSpec) -> str:
    """The field's title without its period."""
    label = "" if spec.period is None else f" ({spec.period.label.lower()})"
    return spec.title.removesuffix(label)


def _shown(spec: FieldSpec, value: EntryValue) -> str:
    if isinstance(value, Decimal):
        percent = spec.type is FieldType.PERCENT
        return f"{vn_number(value * 100)}%" if percent else vn_number(value)
    return value if isinstance(value, str) else vn_date(value)


def _evidence(criterion: Criterion, entries: Entries) -> str:
    fields = ("evidence", "evidence_date", "evidence_title", "evidence_file")
    values = (entries.value(criterion.code, None, field) for field in fields)
    texts = (vn_number(v) if isinstance(v, Decimal) else _date_or_text(v) for v in values if v)
    return ", ".join(texts)


def _date_or_text(value: EntryValue) -> str:
    if isinstance(value, str):
        return value
    return vn_number(value) if isinstance(value, Decimal) else vn_date(value)
