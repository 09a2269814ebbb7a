"""How two revisions of a campaign differ, and what that means for a form built from one of them.

Wording is what people read; everything else can change points, what must be entered, or the
outcome, and counts as scoring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from scoring.campaign import Campaign
from scoring.canonical import campaign_from_json, campaign_hash, sha256_hex
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.numbers import vn_number

__all__ = ["CarriedCampaign", "Change", "compare_campaign", "diff"]

LONGEST_LIST = 110
"""Characters of a list of changes inside a message."""

_CAMPAIGN_TITLES = {
    "year": "năm",
    "title": "tên đợt thi đua",
    "theme": "chủ đề",
    "status": "tình trạng ban hành",
    "status_note": "ghi chú ban hành",
    "place": "nơi ban hành",
    "law": "căn cứ pháp lý",
    "cluster": "thông tin Cụm",
    "deadlines": "hạn nộp",
    "scale": "thang điểm",
    "places": "số chữ số thập phân",
    "rank_by": "cách xếp hạng",
    "tie_break": "cách phân định đồng điểm",
    "grades": "ngưỡng xếp loại",
    "awards": "hình thức khen thưởng",
    "ballot": "quy định bỏ phiếu",
    "decisions": "điều kiện bắt buộc",
}
_CAMPAIGN_WORDING = frozenset({"title", "theme", "status", "status_note", "place", "law"})

_CRITERION_TITLES = {
    "title": "tên",
    "parent": "nhóm cha",
    "section": "phần điểm",
    "max_points": "điểm chuẩn",
    "unit": "đơn vị tính",
    "rule": "quy tắc chấm",
    "periods": "kỳ chấm",
    "evidence": "yêu cầu minh chứng",
    "evidence_hint": "gợi ý minh chứng",
    "scored_by": "bên chấm",
    "not_applicable": "cách xử lý không áp dụng",
    "items": "dòng chỉ tiêu giao ước",
    "inputs": "số liệu thành phần",
    "balances": "quan hệ cộng khớp",
    "note": "ghi chú",
    "law": "căn cứ pháp lý",
}
_CRITERION_WORDING = frozenset({"title", "unit", "evidence_hint", "note", "law"})
_RULE_WORDING = frozenset({"also_title", "event"})
_WORDED_PARTS = frozenset({"title", "unit"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the criterion's code (None for the campaign itself), what, and its weight.

    ``scoring`` tells whether it can change points, entries or the outcome.
    """

    code: str | None
    what: str
    scoring: bool


@dataclass(frozen=True, slots=True)
class CarriedCampaign:
    """The campaign as a form carries it: identity, claimed sha256, canonical text."""

    id: str
    revision: int
    hash: str
    json: str


def diff(old: Campaign, new: Campaign) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``, the campaign's own first, then by criterion."""
    return (*_campaign_changes(old, new), *_criteria_changes(old, new))


def compare_campaign(
    own: Campaign, carried: CarriedCampaign, known_hashes: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What a form's campaign means to the holder of ``own``; nothing where they are the same.

    ``known_hashes`` are the hashes of earlier revisions that the holder published; where it is
    None, an intact earlier revision is believed.
    """
    own_hash = campaign_hash(own)
    intact = sha256_hex(carried.json) == carried.hash
    if intact and carried.hash == own_hash:
        return ()
    try:
        theirs = campaign_from_json(carried.json)
    except ValueError:
        return (_finding("CAMPAIGN_ALTERED", own, carried, ()),)
    changes = diff(theirs, own)
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
    texts = [f"{c.code}: {c.what}" if c.code else c.what for c in changes]
    shown = ""
    for count, text in enumerate(texts):
        longer = f"{shown}; {text}" if shown else text
        if shown and len(longer) > LONGEST_LIST:
            return f"{shown}; và {len(texts) - count} chỗ khác"
        shown = longer
    return shown


def _campaign_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    for name, title in _CAMPAIGN_TITLES.items():
        before, after = getattr(old, name), getattr(new, name)
        if name == "cluster" and before != after:
            same_members = list(old.units) == list(new.units)
            yield Change(None, title, scoring=not same_members)
        elif before != after:
            yield Change(None, _said(title, before, after), name not in _CAMPAIGN_WORDING)


def _criteria_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    for criterion in old.criteria:
        if criterion.code not in new.tree:
            yield Change(criterion.code, "đã bỏ", scoring=True)
    for criterion in new.criteria:
        if criterion.code not in old.tree:
            yield Change(criterion.code, "mới thêm", scoring=True)
        else:
            yield from _one_criterion(old.tree[criterion.code], criterion)


def _one_criterion(old: Criterion, new: Criterion) -> Iterator[Change]:
    for name, title in _CRITERION_TITLES.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            scoring = name not in _CRITERION_WORDING and _beyond_wording(name, old, new)
            yield Change(new.code, _said(title, before, after), scoring)


def _beyond_wording(name: str, old: Criterion, new: Criterion) -> bool:
    """Whether a rule or named inputs differ in more than the words that explain them."""
    if name not in ("rule", "inputs"):
        return True
    skipped = _RULE_WORDING if name == "rule" else _WORDED_PARTS
    before, after = (c.model_dump(include={name}) for c in (old, new))
    return _without(before, skipped) != _without(after, skipped)


def _without(value: object, skipped: Collection[str]) -> object:
    if isinstance(value, dict):
        return {k: _without(v, skipped) for k, v in value.items() if k not in skipped}
    if isinstance(value, list | tuple):
        return [_without(v, skipped) for v in value]
    return value


def _said(title: str, before: object, after: object) -> str:
    """Numbers and codes are shown (``điểm chuẩn 10 → 12``); longer things only named."""
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        return f"{title} {vn_number(before)} → {vn_number(after)}"
    if isinstance(before, int) and isinstance(after, int) and not isinstance(before, Enum):
        return f"{title} {before} → {after}"
    return title
