"""What types cannot say of a campaign: sums, references, order of dates and grades, members.

All findings come in one run, each with its key path. A draft is a campaign of which parts could
not be read; the checks that need those parts are left out, the others still run.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scoring.award_checks import check_ballot, check_conditions
from scoring.campaign import Campaign, Cross, Unit
from scoring.campaign_draft import Draft, repeated
from scoring.criteria_checks import check_criterion, check_inputs
from scoring.dates import vn_date
from scoring.findings import Finding
from scoring.numbers import round_half_up, vn_number
from scoring.outcome_checks import check_decisions, check_grades
from scoring.rules.decisions import WhenRegistrationLate
from scoring.rules.lateness import Lateness
from scoring.terms import NotApplicable, Period
from scoring.text import vn_key
from scoring.tree_checks import check_tree, criterion_finding, node_of


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
    yield from check_grades(draft)
    yield from _awards(draft)
    yield from _cross(draft)
    yield from _tie_break(draft)
    yield from _initial_points(draft)
    known = draft.has("scale", "initial_points")
    yield from check_tree(draft.nodes, head.scale if known else None, head.initial_points)
    for criterion in draft.criteria:
        yield from check_criterion(criterion, head.places if draft.has("places") else None)
    for half in draft.mended:
        places = head.places if draft.has("places") else None
        yield from half.alone(check_criterion(half.part, places))
    halves = tuple(half.part for half in draft.mended)
    unread = draft.unread_criteria - {half.code for half in halves}
    yield from check_inputs((*draft.criteria, *halves), unread)
    yield from check_decisions(draft)


def _status(draft: Draft) -> Iterator[Finding]:
    if draft.has("status") and draft.head.illustrative:
        yield Finding("CAMPAIGN_ILLUSTRATIVE", path="status")
    excluded = [c.code for c in draft.criteria if c.not_applicable is NotApplicable.EXCLUDED]
    if excluded and draft.has("rank_by") and draft.head.rank_by == "points":
        params = {"criteria": ", ".join(excluded)}
        yield Finding("CAMPAIGN_PERCENT_FORCED", path="rank_by", params=params)


def _initial_points(draft: Draft) -> Iterator[Finding]:
    if not draft.has("initial_points", "places", "scale"):
        return
    given, head = draft.head.initial_points, draft.head
    if round_half_up(given, head.places) != given:
        params = {"value": vn_number(given), "places": str(head.places)}
        yield Finding("CAMPAIGN_INITIAL_PLACES", path="initial_points", params=params)


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
        measured = criterion.periods if rule.report is None else (rule.report,)
        missing = [p for p in measured if of(p) is None]
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
    yield from repeated("cluster.members", (u.code for u in draft.members))
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
            if draft.all_members_read or (draft.member_codes and code not in draft.member_codes):
                yield Finding("CAMPAIGN_UNIT_UNKNOWN", path=path, params=params)
        elif draft.has("year") and not _valid(units[code], draft.head.year):
            params["year"] = str(draft.head.year)
            yield Finding("CAMPAIGN_UNIT_NOT_VALID", path=path, params=params)
        elif key != "chair" and code == cluster.chair:
            yield Finding("CAMPAIGN_CHAIR_TWICE", path=path, params=params)


def _awards(draft: Draft) -> Iterator[Finding]:
    if draft.has("awards"):
        yield from repeated("awards", (a.code for a in draft.head.awards))
        for award in draft.head.awards:
            if isinstance(award.quota, int) and award.quota < 1:
                params = {"code": award.code, "value": str(award.quota)}
                path = f"awards[{award.code}].quota"
                yield Finding("CAMPAIGN_NOT_POSITIVE", path=path, params=params)
            yield from check_conditions(draft, award)
    if draft.has("ballot"):
        yield from check_ballot(draft.head.ballot)


def _cross(draft: Draft) -> Iterator[Finding]:
    cross = draft.head.cross
    if cross is None or not draft.has("cross"):
        return
    if cross.outlier_points is not None and cross.outlier_share is not None:
        yield Finding("CAMPAIGN_CROSS_OUTLIER_TWICE", path="cross.outlier_share")
    trims = cross.method == "trimmed"
    if not trims and cross.trim_from != Cross.model_fields["trim_from"].default:
        yield Finding("CAMPAIGN_CROSS_TRIM_UNUSED", path="cross.trim_from")
    if trims and draft.all_members_read and draft.has("year"):
        scorers = sum(_valid(unit, draft.head.year) for unit in draft.members) - 1
        if 0 <= scorers < cross.trim_from:
            params = {"from": str(cross.trim_from), "scorers": str(scorers)}
            yield Finding("CAMPAIGN_CROSS_TRIM_NEVER", path="cross.trim_from", params=params)


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
