"""Whether the grades and the decisions of a campaign make sense, by themselves and together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from scoring.campaign import Grade
from scoring.campaign_draft import Draft, repeated
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.rules.base import InputField, Leaf
from scoring.rules.decisions import (
    ConditionalGrade,
    Decision,
    Demote,
    Effect,
    Veto,
    WhenChosen,
    WhenCounted,
    WhenPoints,
    WhenRegistrationLate,
)
from scoring.terms import NotApplicable


def check_grades(draft: Draft) -> Iterator[Finding]:
    """What is wrong with the thresholds of the grades."""
    if not draft.has("grades"):
        return
    other = [c.code for c in draft.criteria if c.not_applicable is NotApplicable.OTHER_THRESHOLDS]
    grades = draft.head.grades if isinstance(draft.head.grades, tuple) else ()
    if other and (not grades or any(g.at_least_without is None for g in grades)):
        lacking = [g.label for g in grades if g.at_least_without is None]
        params = {"criteria": ", ".join(other), "grades": ", ".join(lacking) or "chưa đặt loại nào"}
        yield Finding("CAMPAIGN_GRADES_WITHOUT", path="grades", params=params)
    yield from repeated("grades", (g.code for g in grades))
    for better, worse in pairwise(grades):
        yield from _grade_order(better, worse)
    for key in ("at_least", "at_least_without") if grades else ():
        bottom: Decimal | None = getattr(grades[-1], key)
        if bottom is not None and bottom != 0:
            params = {"grade": grades[-1].label, "value": vn_number(bottom), "key": key}
            path = f"grades[{grades[-1].code}].{key}"
            yield Finding("CAMPAIGN_GRADES_BOTTOM", path=path, params=params)
    for grade in grades if draft.has("scale") else ():
        if grade.at_least > draft.head.scale:
            value, top = vn_number(grade.at_least), str(draft.head.scale)
            params = {"code": grade.code, "value": value, "max": top}
            path = f"grades[{grade.code}].at_least"
            yield Finding("CAMPAIGN_POINTS_OUT_OF_RANGE", path=path, params=params)


def _grade_order(better: Grade, worse: Grade) -> Iterator[Finding]:
    for key in ("at_least", "at_least_without"):
        high: Decimal | None = getattr(better, key)
        low: Decimal | None = getattr(worse, key)
        if high is not None and low is not None and not low < high:
            params = {
                "better": better.label,
                "high": vn_number(high),
                "worse": worse.label,
                "low": vn_number(low),
            }
            path = f"grades[{worse.code}].{key}"
            yield Finding("CAMPAIGN_GRADES_ORDER", path=path, params=params)


def check_decisions(draft: Draft) -> Iterator[Finding]:
    """What is wrong with the conditions of the decisions and with what they do."""
    yield from repeated("decision", (d.code for d in draft.decisions))
    criteria = {c.code: c for c in draft.criteria}
    yield from _on_grades(draft)
    for decision in (*draft.decisions, *(half.part for half in draft.mended_decisions)):
        when, path = decision.when, f"decision[{decision.code}].when"
        if isinstance(when, WhenRegistrationLate) or when.criterion in draft.unread_criteria:
            continue
        criterion = criteria.get(when.criterion)
        params = {"code": decision.code, "criterion": when.criterion}
        if criterion is None:
            if draft.all_codes_known:
                yield Finding("CAMPAIGN_DECISION_UNKNOWN", path=f"{path}.criterion", params=params)
            continue
        match when:
            case WhenPoints():
                continue  # every criterion has points
            case WhenChosen():
                yield from _chosen(when, criterion, path, params)
            case WhenCounted():
                yield from _counted(when, criterion, path, params)
            case _:
                assert_never(when)


def _on_grades(draft: Draft) -> Iterator[Finding]:
    """Decisions about grades, and grades that ask for a clean record, need each other."""
    if not draft.has("grades"):
        return
    grades = draft.head.grades if isinstance(draft.head.grades, tuple) else ()
    codes = {g.code for g in grades}
    for decision in draft.decisions:
        yield from _one_on_grades(decision, codes)
    clean = [g.code for g in grades if g.clean_required]
    judged = [d.code for d in draft.decisions if isinstance(d, ConditionalGrade)]
    if grades and grades[-1].clean_required:
        path = f"grades[{grades[-1].code}].clean_required"
        yield Finding("CAMPAIGN_GRADE_BOTTOM_CLEAN", path=path, params={"grade": grades[-1].label})
    if clean and not judged and draft.all_decisions_read:
        path = f"grades[{clean[0]}].clean_required"
        yield Finding("CAMPAIGN_CLEAN_WITHOUT_DECISION", path=path, params={"grade": clean[0]})
    if judged and not clean and grades:
        path = f"decision[{judged[0]}].kind"
        yield Finding("CAMPAIGN_DECISION_WITHOUT_CLEAN", path=path, params={"code": judged[0]})


def _one_on_grades(decision: Decision, codes: set[str]) -> Iterator[Finding]:
    at, params = f"decision[{decision.code}]", {"code": decision.code}
    match decision:
        case Veto(effect=Effect.CAP_GRADE, grade=None):
            yield Finding("CAMPAIGN_DECISION_GRADE", path=f"{at}.grade", params=params)
        case Veto(effect=Effect.CAP_GRADE, grade=str() as grade) if grade not in codes:
            known = {**params, "grade": grade, "known": ", ".join(sorted(codes)) or "chưa đặt"}
            yield Finding("CAMPAIGN_DECISION_GRADE_UNKNOWN", path=f"{at}.grade", params=known)
        case Veto(grade=str()) if decision.unranked:
            yield Finding("CAMPAIGN_DECISION_GRADE", path=f"{at}.grade", params=params)
        case Demote() | ConditionalGrade() if not codes:
            yield Finding("CAMPAIGN_DECISION_NO_GRADES", path=f"{at}.kind", params=params)


def _chosen(
    when: WhenChosen, criterion: Criterion, path: str, params: dict[str, str]
) -> Iterator[Finding]:
    labels = _labels(criterion)
    if not labels:
        yield Finding("CAMPAIGN_DECISION_KIND", path=f"{path}.criterion", params=params)
    elif when.label not in labels:
        params = {**params, "label": when.label, "allowed": ", ".join(labels)}
        yield Finding("CAMPAIGN_DECISION_LABEL", path=f"{path}.label", params=params)


def _counted(
    when: WhenCounted, criterion: Criterion, path: str, params: dict[str, str]
) -> Iterator[Finding]:
    if when.item is not None:
        if when.item not in {i.code for i in criterion.inputs}:
            params = {**params, "code": criterion.code, "input": when.item}
            yield Finding("CAMPAIGN_INPUT_UNKNOWN", path=f"{path}.item", params=params)
    elif not any(f.base == "count" for f in _fields(criterion)):
        yield Finding("CAMPAIGN_DECISION_KIND", path=f"{path}.criterion", params=params)


def _fields(criterion: Criterion) -> tuple[InputField, ...]:
    if not criterion.is_leaf:
        return ()
    leaf = Leaf(code=criterion.code, max_points=criterion.max_points, section=criterion.section)
    return criterion.leaf_rule.fields(leaf)


def _labels(criterion: Criterion) -> tuple[str, ...]:
    return next((f.choices for f in _fields(criterion) if f.base == "choice"), ())
