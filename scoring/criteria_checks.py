"""Whether each criterion makes sense by itself: its rule, inputs, item rows, periods, points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scoring.criteria import RESULT_PERIODS, Criterion
from scoring.findings import Finding
from scoring.numbers import round_half_up, vn_number
from scoring.rules.award_bonus import AwardBonus
from scoring.rules.bands import Bands
from scoring.rules.base import Leaf
from scoring.rules.direct import Direct
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.level_map import LevelMap
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.proportional import Proportional
from scoring.rules.range_minus import RangeMinus
from scoring.rules.yes_no import YesNo
from scoring.terms import NotApplicable, ScoredBy, Section
from scoring.tree_checks import criterion_finding

_DEDUCTIONS = (PerEventMinus, RangeMinus, ExcessBonus, Direct, LevelMap, YesNo, Bands)
"""Rules whose points can stand for a deduction: more of the bad thing, more points off."""


def check_criterion(criterion: Criterion, places: int | None) -> Iterator[Finding]:
    """What is wrong with one criterion, without looking at others.

    ``places`` is the campaign's number of decimal places, None where it could not be read.
    """
    if places is not None and round_half_up(criterion.max_points, places) != criterion.max_points:
        yield criterion_finding(
            "CAMPAIGN_PLACES",
            criterion.code,
            "max_points",
            value=vn_number(criterion.max_points),
            places=str(places),
        )
    yield from _periods(criterion)
    yield from _names(criterion)
    if criterion.is_leaf:
        yield from _rule(criterion)
        yield from _items(criterion)
    else:
        yield from _leaf_keys(criterion)


def check_inputs(criteria: tuple[Criterion, ...], unread: frozenset[str]) -> Iterator[Finding]:
    """Whether every named input that a rule or a balance uses exists, in any criterion.

    ``unread`` are criteria that could not be read; what refers to them is let pass.
    """
    existing = {(c.code, i.code) for c in criteria for i in c.inputs}
    for criterion in criteria:
        for path, name in _used_inputs(criterion):
            owner, _, item = name.rpartition(":")
            owner = owner or criterion.code
            if owner not in unread and (owner, item) not in existing:
                yield criterion_finding("CAMPAIGN_INPUT_UNKNOWN", criterion.code, path, input=name)


def _rule(criterion: Criterion) -> Iterator[Finding]:
    rule = criterion.leaf_rule
    leaf = Leaf(code=criterion.code, max_points=criterion.max_points, section=criterion.section)
    for fault in rule.faults(leaf):
        path = f"rule.{fault.path}" if fault.path else "rule"
        yield criterion_finding(fault.code, criterion.code, path, **fault.params)
    if criterion.section is Section.PENALTY and not isinstance(rule, _DEDUCTIONS):
        kind = str(rule.model_dump()["kind"])
        yield criterion_finding("CAMPAIGN_PENALTY_RULE", criterion.code, "rule.kind", kind=kind)
    by_halves = isinstance(rule, PerEventPlus | PerEventMinus) and rule.half_cap is not None
    if by_halves and set(criterion.periods) != set(RESULT_PERIODS):
        yield criterion_finding("CAMPAIGN_HALF_CAP", criterion.code, "rule.half_cap")


def _periods(criterion: Criterion) -> Iterator[Finding]:
    given = criterion.periods
    if not given or len(set(given)) < len(given) or not set(given) <= set(RESULT_PERIODS):
        yield criterion_finding("CAMPAIGN_PERIODS", criterion.code, "periods")


def _names(criterion: Criterion) -> Iterator[Finding]:
    for code, times in Counter(i.code for i in criterion.inputs).items():
        if times > 1:
            yield criterion_finding(
                "CAMPAIGN_INPUT_REPEATED", criterion.code, f"inputs[{code}].code", input=code
            )
        elif code.isdecimal():
            yield criterion_finding(
                "CAMPAIGN_INPUT_NUMBER", criterion.code, f"inputs[{code}].code", input=code
            )
    for i, balance in enumerate(criterion.balances):
        if balance.total in balance.parts or len(set(balance.parts)) < len(balance.parts):
            yield criterion_finding(
                "CAMPAIGN_BALANCE", criterion.code, f"balances[{i}]", total=balance.total
            )


def _items(criterion: Criterion) -> Iterator[Finding]:
    if criterion.items is None:
        return
    rule = criterion.rule
    if not (isinstance(rule, Proportional | ExcessBonus) and rule.target == "registered"):
        yield criterion_finding("CAMPAIGN_ITEMS_RULE", criterion.code, "items")


def _leaf_keys(criterion: Criterion) -> Iterator[Finding]:
    given = {
        "items": criterion.items is not None,
        "inputs": bool(criterion.inputs),
        "balances": bool(criterion.balances),
        "not_applicable": criterion.not_applicable is not NotApplicable.FORBIDDEN,
        "scored_by": criterion.scored_by is not ScoredBy.UNIT,
    }
    for key, used in given.items():
        if used:
            yield criterion_finding("CAMPAIGN_KEY_OF_LEAF", criterion.code, key, key=key)


def _used_inputs(criterion: Criterion) -> Iterator[tuple[str, str]]:
    """Key path and name of every input that the criterion refers to."""
    for b, balance in enumerate(criterion.balances):
        yield f"balances[{b}].total", balance.total
        for p, part in enumerate(balance.parts):
            yield f"balances[{b}].parts[{p}]", part
    match criterion.rule:
        case Bands(share=share) if share is not None:
            for key in ("numerator", "denominator", "also"):
                for i, name in enumerate(getattr(share, key)):
                    yield f"rule.share.{key}[{i}]", name
        case AwardBonus(counts=counts) | RangeMinus(counts=counts):
            for i, name in enumerate(counts):
                yield f"rule.counts[{i}]", name
