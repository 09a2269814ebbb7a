"""Evidence: points that are claimed need a document, or a written explanation."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase
from scoring.criteria import Criterion
from scoring.fields import Address
from scoring.findings import Finding
from scoring.terms import Evidence, Period

_PARTS = {
    "evidence": "số, ký hiệu",
    "evidence_date": "ngày ban hành",
    "evidence_title": "tên, trích yếu",
}


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield EVIDENCE_MISSING and EVIDENCE_INCOMPLETE."""
    if case.period is Period.REGISTRATION:
        return
    for criterion in case.due():
        if criterion.evidence is Evidence.NONE:
            continue
        at = Address(criterion.code, None, "evidence")
        missing = [
            title
            for field, title in _PARTS.items()
            if case.entries.get(criterion.code, None, field) is None
        ]
        explained = case.entries.get(criterion.code, None, "explanation") is not None
        has_number = case.entries.get(*_parts_of(at)) is not None
        if _must_prove(case, criterion) and not has_number and not explained:
            yield case.finding("EVIDENCE_MISSING", at, criterion=criterion.code)
        elif 0 < len(missing) < len(_PARTS):
            yield case.finding(
                "EVIDENCE_INCOMPLETE", at, criterion=criterion.code, missing="; ".join(missing)
            )


def _parts_of(at: Address) -> tuple[str | None, str | None, str]:
    return at.criterion, at.item, at.field


def _must_prove(case: CheckCase, criterion: Criterion) -> bool:
    """Whether the campaign demands proof and the unit reports something that earns points."""
    if criterion.evidence is not Evidence.REQUIRED:
        return False
    reported = any(case.entries.get(*_parts_of(s.address)) for s in case.results(criterion))
    return reported and case.sheet.line(criterion.code).claimed != 0
