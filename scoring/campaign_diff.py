"""How two revisions of a campaign differ, and what that means for a form built from one of them.

Wording is what people read; everything else can change points, what must be entered, or the
outcome, and counts as scoring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scoring.campaign import Campaign
from scoring.campaign_words import DECISION_TITLES, kind_title
from scoring.canonical import campaign_from_json, campaign_hash, sha256_hex
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.parameter_changes import key_differences, model_differences

__all__ = ["CarriedCampaign", "Change", "changes_in_words", "compare_campaign", "diff"]

LONGEST_LIST = 110
"""Characters of a list of changes inside a message."""

_NOT_COMPARED = frozenset({"id", "revision", "criteria"})

_WORDING = frozenset(
    {f"campaign.{key}" for key in ("title", "theme", "status", "status_note", "place", "law")}
    | {f"criteria.{key}" for key in ("title", "unit", "evidence_hint", "note", "law")}
    | {f"{kind}.{key}" for kind in DECISION_TITLES for key in ("title", "law")}
    | {"awards.title", "awards.law", "grades.label", "inputs.title", "inputs.unit"}
    | {"share.also_title", "per_event_plus.event", "per_event_minus.event"}
)
"""Keys that people read and nothing is computed from."""
_ORDER_COUNTS = frozenset({"campaign.awards", "campaign.tie_break"})
"""Lists of which the order says something of the outcome."""
_OUTCOME = frozenset({"rank_by", "tie_break", "grades", "awards", "ballot", "cross", "decisions"})
"""Parts of the campaign that act on rank, grade and award only."""
_ENTRIES = frozenset({"evidence", "inputs", "balances"})
"""Parts of a criterion that say what must be entered; how it is scored stands in the rule."""
_COMPARES_UNITS = frozenset({"relative_to_leader", "rank_based"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the criterion's code (None for the campaign itself), what, and its weight.

    ``scoring`` tells whether it can change points, entries or the outcome; ``points`` whether it
    can change the points of any unit, and not only rank, grade, award or what must be entered.
    """

    code: str | None
    what: str
    scoring: bool
    points: bool

    @property
    def text(self) -> str:
        """The change in words, with the code in front: ``II.1: điểm chuẩn 10 → 12``."""
        return f"{self.code}: {self.what}" if self.code else self.what


@dataclass(frozen=True, slots=True)
class CarriedCampaign:
    """The campaign as a form carries it: identity, claimed sha256, canonical text."""

    id: str
    revision: int
    hash: str
    json: str


def diff(old: Campaign, new: Campaign) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``, the campaign's own first, then by criterion.

    Ids and revisions are not compared. The same criteria in another order differ in wording only.
    """
    return (*_campaign_changes(old, new), *_criteria_changes(old, new))


def changes_in_words(old: Campaign, new: Campaign) -> tuple[str, ...]:
    """Every difference as a line: ``II.1.1: điểm chuẩn 3 → 3,5``."""
    return tuple(change.text for change in diff(old, new))


def compare_campaign(
    own: Campaign, carried: CarriedCampaign, known_hashes: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What a form's campaign means to the holder of ``own``; nothing where they are the same.

    ``known_hashes`` are the hashes of earlier revisions that the holder published; where it is
    None, an intact earlier revision is believed.
    """
    own_hash = campaign_hash(own)
    intact = sha256_hex(carried.json) == carried.hash
    named = (carried.id, carried.revision) == (own.id, own.revision)
    if intact and named and carried.hash == own_hash:
        return ()
    try:
        theirs = campaign_from_json(carried.json)
    except ValueError:
        return (_finding("CAMPAIGN_ALTERED", own, carried, ()),)
    changes = diff(theirs, own)
    intact = intact and (theirs.id, theirs.revision) == (carried.id, carried.revision)
    earlier = carried.id == own.id and carried.revision < own.revision
    if carried.id != own.id or carried.revision > own.revision:
        return (_finding("CAMPAIGN_UNKNOWN", own, carried, changes),)
    if not intact or not earlier:
        return (_finding("CAMPAIGN_ALTERED", own, carried, changes),)
    if known_hashes is not None and carried.hash not in known_hashes:
        return (_finding("CAMPAIGN_UNKNOWN", own, carried, changes),)
    scoring = tuple(c for c in changes if c.scoring)
    numbers = {"carried": str(carried.revision), "own": str(own.revision)}
    if not scoring:
        return (Finding("CAMPAIGN_REWORDED", params=numbers),)
    params = {**numbers, "changes": _listed(scoring)}
    return (Finding("CAMPAIGN_OLD_REVISION", params=params),)


def _finding(
    code: str, own: Campaign, carried: CarriedCampaign, changes: tuple[Change, ...]
) -> Finding:
    differences = f"; khác ở: {_listed(changes)}" if changes else ""
    params = {
        "own": f"{own.id} lần {own.revision}",
        "carried": f"{carried.id[:60]} lần {carried.revision}",
        "differences": differences,
    }
    return Finding(code, params=params)


def _listed(changes: tuple[Change, ...]) -> str:
    shown = ""
    for count, change in enumerate(changes):
        longer = f"{shown}; {change.text}" if shown else change.text
        if shown and len(longer) > LONGEST_LIST:
            return f"{shown}; và {len(changes) - count} chỗ khác"
        shown = longer if len(longer) <= LONGEST_LIST else f"{longer[: LONGEST_LIST - 1]}…"
    return shown


def _campaign_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    for name in Campaign.model_fields:
        if name in _NOT_COMPARED:
            continue
        if name == "cluster":
            yield from _cluster_changes(old, new)
            continue
        for found in key_differences("campaign", name, getattr(old, name), getattr(new, name)):
            scoring = found.key not in _WORDING and (not found.order or found.key in _ORDER_COUNTS)
            points = scoring and name not in _OUTCOME
            if name == "deadlines":
                points = _has_kind(old, {"lateness"}) or _has_kind(new, {"lateness"})
            yield Change(None, found.text, scoring, points)


def _cluster_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Who takes part in the year can change the outcome; names and offices cannot."""
    points = _has_kind(old, _COMPARES_UNITS) or _has_kind(new, _COMPARES_UNITS)
    said = set()
    for verb, here, there in (("bỏ", old, new), ("thêm", new, old)):
        for unit in here.units.values():
            if unit.code not in there.units:
                text = f"{verb} đơn vị {unit.code} ({unit.name})"
                said.add(text)
                yield Change(None, text, scoring=True, points=points)
    for found in key_differences("campaign", "cluster", old.cluster, new.cluster):
        if found.text not in said:
            yield Change(None, found.text, scoring=False, points=False)


def _has_kind(campaign: Campaign, kinds: Collection[str]) -> bool:
    return any(c.rule.kind in kinds for c in campaign.criteria)


def _criteria_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    for criterion in old.criteria:
        if criterion.code not in new.tree:
            yield Change(criterion.code, "đã bỏ", scoring=True, points=True)
    for criterion in new.criteria:
        if criterion.code not in old.tree:
            yield Change(criterion.code, "mới thêm", scoring=True, points=True)
        else:
            yield from _one_criterion(old.tree[criterion.code], criterion)
    before = [c.code for c in old.criteria if c.code in new.tree]
    if before != [c.code for c in new.criteria if c.code in old.tree]:
        yield Change(None, "thứ tự tiêu chí", scoring=False, points=False)


def _one_criterion(old: Criterion, new: Criterion) -> Iterator[Change]:
    for name in Criterion.model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name == "rule":
            yield from _rule_changes(old, new)
        else:
            for found in key_differences("criteria", name, before, after):
                scoring = found.key not in _WORDING and not found.order
                yield Change(new.code, found.text, scoring, scoring and name not in _ENTRIES)


def _rule_changes(old: Criterion, new: Criterion) -> Iterator[Change]:
    before, after = old.rule, new.rule
    if before.kind != after.kind:
        kinds = f"{kind_title(before.kind)} → {kind_title(after.kind)}"
        yield Change(new.code, f"loại quy tắc: {kinds}", scoring=True, points=True)
        return
    # Counts belong to levels by their order.
    ordered = any(getattr(rule, "counts", ()) for rule in (before, after))
    for found in model_differences(before, after, after.kind):
        scoring = found.key not in _WORDING and (ordered or not found.order)
        yield Change(new.code, found.text, scoring, points=scoring)
