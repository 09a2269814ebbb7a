"""What types cannot say of a campaign: sums, references, order of dates and grades, members.

All findings come in one run, each with its key path. A draft is a campaign of which parts could
not be read; the checks that need those parts are left out, the others still run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from scoring.campaign import Campaign, Grade, Unit
from scoring.criteria import Criterion
from scoring.criteria_checks import check_criterion, check_inputs
from scoring.dates import vn_date
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.rules.base import InputField, Leaf
from scoring.rules.decisions import Veto, WhenChosen, WhenCounted, WhenRegistrationLate
from scoring.rules.lateness import Lateness
from scoring.terms import NotApplicable, Period
from scoring.text import vn_key
from scoring.tree_checks import Node, check_tree, criterion_finding, node_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign as far as it could be read.

    ``head`` gives everything but criteria, decisions and members; its keys in ``unread`` hold
    stand-ins. ``nodes`` has every criterion of the file, ``criteria`` those that could be read.
    """

    head: Campaign
    unread: frozenset[str]
    criteria: tuple[Criterion, ...]
    nodes: tuple[Node, ...]
    decisions: tuple[Veto, ...]
    members: tuple[Unit, ...]
    all_members_read: bool

    def has(self, *keys: str) -> bool:
        """Whether these keys of the head could be read."""
        return self.unread.isdisjoint(keys)

    @property
    def unread_criteria(self) -> frozenset[str]:
        """Codes of criteria that are in the file but could not be read."""
        read = {c.code for c in self.criteria}
        return frozenset(n.code for n in self.nodes if n.code is not None and n.code not in read)

    @property
    def all_codes_known(self) -> bool:
        """Whether every criterion's code could be read."""
        return all(n.code is not None for n in self.nodes)


def draft_of(campaign: Campaign) -> Draft:
    """The draft of a campaign that was read as a whole."""
    return Draft(
        head=campaign,
        unread=frozenset(),
        criteria=campaign.criteria,
        nodes=tuple(node_of(c) for c in campaign.criteria),
        decisions=campaign.decisions,
        members=campaign.cluster.members,
        all_members_read=True,
    )


def check_campaign(campaign: Campaign) -> tuple[Finding, ...]:
    """All findings of a campaign; it may be used when none of them is an error."""
    return tuple(check_draft(draft_of(campaign)))


def check_draft(draft: Draft) -> Iterator[Finding]:
    """All findings of what could be read."""
    head = draft.head
    yield from _status(draft)
    yield from _deadlines(draft)
    yield from _members(draft)
    if draft.has("cluster"):
        yield from _offices(draft)
    yield from _grades(draft)
    yield from _awards(draft)
    yield from _tie_break(draft)
    yield from check_tree(draft.nodes, head.scale if draft.has("scale") else None)
    for criterion in draft.criteria:
        yield from check_criterion(criterion, head.places if draft.has("places") else None)
    yield from check_inputs(draft.criteria, draft.unread_criteria)
    yield from _decisions(draft)


def _status(draft: Draft) -> Iterator[Finding]:
    if draft.has("status") and draft.head.illustrative:
        yield Finding("CAMPAIGN_ILLUSTRATIVE", path="status")
    excluded = [c.code for c in draft.criteria if c.not_applicable is NotApplicable.EXCLUDED]
    if excluded and draft.has("rank_by") and draft.head.rank_by == "points":
        params = {"criteria": ", ".join(excluded)}
        yield Finding("CAMPAIGN_PERCENT_FORCED", path="rank_by", params=params)


def _deadlines(draft: Draft) -> Iterator[Finding]:
    if not draft.has("deadlines"):
        return
    year, of = draft.head.year, draft.head.deadlines.of
    days = [(p, day) for p in Period if (day := of(p)) is not None]
    for (first, earlier), (second, later) in pairwise(days):
        if later < earlier:
            yield Finding(
                "CAMPAIGN_DEADLINE_ORDER",
                path=f"deadlines.{second.name.lower()}",
                params={
                    "first": first.label.lower(),
                    "earlier": vn_date(earlier),
                    "second": second.label.lower(),
                    "later": vn_date(later),
                },
            )
    for period, day in days:
        if draft.has("year") and not year <= day.year <= year + 1:
            params = {"day": vn_date(day), "year": str(year), "next": str(year + 1)}
            path = f"deadlines.{period.name.lower()}"
            yield Finding("CAMPAIGN_DEADLINE_YEAR", path=path, params=params)
    yield from _deadlines_not_set(draft)


def _deadlines_not_set(draft: Draft) -> Iterator[Finding]:
    of = draft.head.deadlines.of
    for criterion in draft.criteria:
        rule = criterion.rule
        if not (isinstance(rule, Lateness) and rule.source == "received" and rule.base is None):
            continue
        missing = [p for p in criterion.periods if of(p) is None]
        if missing:
            yield criterion_finding(
                "CAMPAIGN_DEADLINE_NOT_SET",
                criterion.code,
                "rule",
                periods=", ".join(p.label.lower() for p in missing),
            )
    for decision in draft.decisions:
        if isinstance(decision.when, WhenRegistrationLate) and of(Period.REGISTRATION) is None:
            yield Finding(
                "CAMPAIGN_DEADLINE_NOT_SET",
                path=f"decision[{decision.code}].when",
                params={"code": decision.code, "periods": Period.REGISTRATION.label.lower()},
            )


def _members(draft: Draft) -> Iterator[Finding]:
    yield from _repeated("cluster.members", (u.code for u in draft.members))
    codes = {u.code for u in draft.members}
    for unit in draft.members:
        at = f"cluster.members[{unit.code}]"
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            params = {"unit": unit.code, "from": str(unit.valid_from), "to": str(unit.valid_to)}
            yield Finding("CAMPAIGN_UNIT_YEARS", path=f"{at}.valid_to", params=params)
        into = unit.merged_into
        if into is not None and (into == unit.code or into not in codes) and draft.all_members_read:
            yield Finding("CAMPAIGN_UNIT_UNKNOWN", path=f"{at}.merged_into", params={"unit": into})
    if not draft.has("year"):
        return
    valid = [u for u in draft.members if _valid(u, draft.head.year)]
    if not valid and draft.all_members_read:
        params = {"year": str(draft.head.year)}
        yield Finding("CAMPAIGN_NO_MEMBERS", path="cluster.members", params=params)
    yield from _shared_names(valid)


def _valid(unit: Unit, year: int) -> bool:
    return unit.valid_from <= year and (unit.valid_to is None or year <= unit.valid_to)


def _shared_names(units: list[Unit]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for unit in units:
        for name in (unit.name, unit.short_name, *unit.former_names):
            owner = owners.setdefault(vn_key(name), unit.code)
            if owner != unit.code:
                params = {"name": name, "first": owner, "second": unit.code}
                at = f"cluster.members[{unit.code}].name"
                yield Finding("CAMPAIGN_UNIT_NAME_SHARED", path=at, params=params)


def _offices(draft: Draft) -> Iterator[Finding]:
    """Chair, deputy and the appraiser of the chair: members of the year, and not the chair."""
    cluster = draft.head.cluster
    units = {u.code: u for u in draft.members}
    offices = {
        "chair": cluster.chair,
        "deputy": cluster.deputy,
        "appraiser_of_chair": cluster.appraiser_of_chair,
    }
    for key, code in offices.items():
        path, params = f"cluster.{key}", {"unit": code}
        if code == "not set" and key != "chair":
            continue
        if code not in units:
            if draft.all_members_read:
                yield Finding("CAMPAIGN_UNIT_UNKNOWN", path=path, params=params)
        elif draft.has("year") and not _valid(units[code], draft.head.year):
            params["year"] = str(draft.head.year)
            yield Finding("CAMPAIGN_UNIT_NOT_VALID", path=path, params=params)
        elif key != "chair" and code == cluster.chair:
            yield Finding("CAMPAIGN_CHAIR_TWICE", path=path, params=params)


def _grades(draft: Draft) -> Iterator[Finding]:
    if not draft.has("grades"):
        return
    other = [c.code for c in draft.criteria if c.not_applicable is NotApplicable.OTHER_THRESHOLDS]
    grades = draft.head.grades if isinstance(draft.head.grades, tuple) else ()
    if other and (not grades or any(g.at_least_without is None for g in grades)):
        params = {"criteria": ", ".join(other)}
        yield Finding("CAMPAIGN_GRADES_WITHOUT", path="grades", params=params)
    yield from _repeated("grades", (g.code for g in grades))
    for better, worse in pairwise(grades):
        yield from _grade_order(better, worse)
    for key in ("at_least", "at_least_without") if grades else ():
        bottom: Decimal | None = getattr(grades[-1], key)
        if bottom is not None and bottom != 0:
            params = {"grade": grades[-1].label, "value": vn_number(bottom), "key": key}
            path = f"grades[{grades[-1].code}].{key}"
            yield Finding("CAMPAIGN_GRADES_BOTTOM", path=path, params=params)
    if grades and draft.has("scale") and grades[0].at_least > draft.head.scale:
        params = {
            "code": grades[0].code,
            "value": vn_number(grades[0].at_least),
            "max": str(draft.head.scale),
        }
        path = f"grades[{grades[0].code}].at_least"
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


def _awards(draft: Draft) -> Iterator[Finding]:
    if draft.has("awards"):
        yield from _repeated("awards", (a.code for a in draft.head.awards))
        for award in draft.head.awards:
            if isinstance(award.quota, int) and award.quota < 1:
                params = {"code": award.code, "value": str(award.quota)}
                path = f"awards[{award.code}].quota"
                yield Finding("CAMPAIGN_NOT_POSITIVE", path=path, params=params)
    if not draft.has("ballot"):
        return
    ballot = draft.head.ballot
    if isinstance(ballot.threshold, Decimal):
        if not 0 < ballot.threshold <= 1:
            params = {"value": vn_number(ballot.threshold)}
            yield Finding("CAMPAIGN_BALLOT_THRESHOLD", path="ballot.threshold", params=params)
        if ballot.denominator == "not set":
            yield Finding("CAMPAIGN_BALLOT_DENOMINATOR", path="ballot.denominator")


def _tie_break(draft: Draft) -> Iterator[Finding]:
    if not draft.has("tie_break"):
        return
    codes = {n.code for n in draft.nodes}
    for i, key in enumerate(draft.head.tie_break):
        path = f"tie_break[{i}].criterion"
        if (key.by == "criterion") != (key.criterion is not None):
            yield Finding("CAMPAIGN_TIE_BREAK_SHAPE", path=path, params={"by": key.by})
        elif key.criterion is not None and key.criterion not in codes and draft.all_codes_known:
            params = {"criterion": key.criterion}
            yield Finding("CAMPAIGN_TIE_BREAK_UNKNOWN", path=path, params=params)


def _decisions(draft: Draft) -> Iterator[Finding]:
    yield from _repeated("decision", (d.code for d in draft.decisions))
    criteria = {c.code: c for c in draft.criteria}
    for decision in draft.decisions:
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
            case WhenChosen():
                yield from _chosen(when, criterion, path, params)
            case WhenCounted():
                yield from _counted(when, criterion, path, params)
            case _:
                assert_never(when)


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


def _repeated(path: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, times in Counter(codes).items():
        if times > 1:
            params = {"code": code, "times": str(times)}
            yield Finding("CAMPAIGN_CODE_REPEATED", path=f"{path}[{code}].code", params=params)
