"""Standard competition ranking with a chain of tie-breaks; equal units share a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tests.oracle.model import Campaign, Table, UnitScore, nodes


def ranks(campaign: Campaign, scores: Mapping[str, UnitScore]) -> dict[str, int]:
    """Ranks 1, 1, 3 of the units given; a unit without a percentage has no rank in a
    campaign that ranks by percentage.
    """
    value = {unit: _quantity(campaign, score) for unit, score in scores.items()}
    known = {unit: quantity for unit, quantity in value.items() if quantity is not None}
    order: list[list[str]] = []
    for quantity in sorted(set(known.values()), reverse=True):
        tied = [unit for unit in known if known[unit] == quantity]
        order += _broken(campaign, scores, tied, campaign.get("tie_break", []))
    result: dict[str, int] = {}
    for group in order:
        place = len(result) + 1
        result.update(dict.fromkeys(group, place))
    return result


def _quantity(campaign: Campaign, score: UnitScore) -> Decimal | None:
    by_percent = campaign["rank_by"] == "percent" or any(
        node.absent_policy == "excluded" for node in nodes(campaign).values()
    )
    return score.percent if by_percent else score.total


def _broken(
    campaign: Campaign, scores: Mapping[str, UnitScore], tied: list[str], chain: Sequence[Table]
) -> list[list[str]]:
    """The tied units in groups, best first, after the rest of the chain."""
    if len(tied) == 1 or not chain:
        return [tied]
    keys = {unit: _key(campaign, scores[unit], chain[0]) for unit in tied}
    known = [key for key in keys.values() if key is not None]
    if len(known) < len(tied):
        return _broken(campaign, scores, tied, chain[1:])
    groups: list[list[str]] = []
    for key in sorted(set(known), reverse=True):
        equal = [unit for unit in tied if keys[unit] == key]
        groups += _broken(campaign, scores, equal, chain[1:])
    return groups


def _key(campaign: Campaign, score: UnitScore, step: Table) -> Decimal | None:
    """A number of which more is better; None while it is not known."""
    if step["by"] == "bonus":
        return score.bonus
    if step["by"] == "penalty":
        return -score.penalty
    code = step["criterion"]
    points = score.groups[code] if code in score.groups else score.line(code).points
    if points is None:
        return None
    return -points if nodes(campaign)[code].is_penalty else points
