"""Campaigns drawn at random, each of them valid: trees, sections, treatments, grades, decisions.

Equal arguments give equal text.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from tests.generated_rules import KINDS, LOCAL_KINDS, PENALTY_KINDS, Draw, Place, Table, Toml, plain

D = Decimal
ROOTS = ("I", "II", "III", "IV", "V", "VI")
TREATMENTS = ("excluded", "full_points", "other_thresholds", "rescaled")
RELATIONS = ("<", "<=", "=", ">=", ">")
PERIODS = (["6-thang", "nam"], ["nam"], ["6-thang"])
CODES = ("AA", "BB", "CC", "DD", "EE", "GG", "HH")
CHOICE_KINDS = ("yes_no", "level_map", "award_bonus", "lateness")
LARGE = 60  # leaves; more of them do not fit into 100 points


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of the tree; ``top`` in points, ``cap`` only for a group beside the scale."""

    code: str
    parent: str | None
    section: str
    top: Decimal
    children: tuple[_Node, ...] = ()
    cap: bool = False

    def walk(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Making:
    """One campaign in the making."""

    rng: random.Random
    year: int
    places: int
    treatments: tuple[str, ...]
    local: bool
    criteria: list[Table] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)

    def maybe(self, chance: float = 0.5) -> bool:
        return self.rng.random() < chance


@lru_cache(maxsize=64)
def generated_campaign(seed: int, *, leaves: int = 25, local: bool = False) -> str:
    """The text of a valid campaign file with so many criteria that a rule scores.

    With ``local`` fewer of them wait for the chair: for comparing forms.
    """
    rng = random.Random(f"{seed} {leaves}")
    scale = 1000 if leaves > LARGE else rng.choice((100, 100, 1000))
    treatments = tuple(t for t in TREATMENTS if rng.random() < 0.5)
    made = _Making(rng, rng.randint(2019, 2026), seed % 5, treatments, local)
    penalties, bonuses = (max(1, leaves // 8) if made.maybe(0.85) else 0 for _ in range(2))
    penalties, bonuses = min(penalties, leaves - 2), min(bonuses, max(0, leaves - penalties - 2))
    initial, total = _start(made, scale, leaves)
    tops = iter(_tops(made, leaves - penalties - bonuses, total))
    roots = [
        _grown(made, ROOTS[i], None, "core", count, rng.randint(0, 3), tops)
        for i, count in enumerate(_parts(rng, leaves - penalties - bonuses, len(ROOTS)))
    ]
    for code, section, count in (("DT", "bonus", bonuses), ("TR", "penalty", penalties)):
        if count:
            points = iter([_beside_top(made) for _ in range(count)])
            roots.append(_grown(made, code, None, section, count, rng.randint(0, 2), points))
    for root in roots:
        for node in root.walk():
            made.criteria.append(_criterion(made, node))
    head = _head(made, seed, scale, initial)
    decisions = _decisions(made, head)
    tables = [*_tables("criterion", made.criteria), *_tables("decision", decisions)]
    return "\n".join([*_written(head), *tables, ""])


@lru_cache(maxsize=64)
def loaded_campaign(seed: int, *, leaves: int = 25, local: bool = False) -> Campaign:
    """The campaign of that text. Raises AssertionError where it is not valid."""
    loaded = load_campaign(generated_campaign(seed, leaves=leaves, local=local))
    assert loaded.campaign is not None, [(f.code, f.path, f.params) for f in loaded.findings]
    return loaded.campaign


def _start(made: _Making, scale: int, leaves: int) -> tuple[Decimal, Decimal]:
    """The initial points, and what the core roots are worth together."""
    if leaves > LARGE or made.maybe(0.7):
        return D(0), D(scale)
    initial = D(scale * made.rng.choice((10, 35, 50)) // 100)
    gap = made.rng.choice((0, 0, 10))
    return initial, D(scale) - initial - gap


def _tops(made: _Making, count: int, total: Decimal) -> list[Decimal]:
    """So many maxima such as 0.5, 2.5 and 12.99 that make the total."""
    quantum = D(1).scaleb(-made.places)
    if made.places:
        quantum = made.rng.choice((quantum, D("0.5")))
    whole = int(total / quantum)
    weights = [made.rng.choice((1, 2, 5, 9, 13)) for _ in range(count)]
    shares = [max(1, whole * weight // sum(weights)) for weight in weights]
    if made.places and made.maybe():  # small ones, too
        shares[0] = min(shares[0], max(1, int(D("0.5") / quantum)))
    while (left := whole - sum(shares)) < 0:
        widest = max(range(count), key=lambda i: shares[i])
        shares[widest] += max(1 - shares[widest], left)
    shares[-1] += left
    return [plain(quantum * share) for share in shares]


def _beside_top(made: _Making) -> Decimal:
    quantum = D(1).scaleb(-made.places)
    half = D("2.5") if made.places else D(2)
    return plain(made.rng.choice((D(1), half, D(5), D(3) + quantum, D(12) + 99 * quantum)))


def _parts(rng: random.Random, count: int, most: int) -> list[int]:
    """``count`` in up to so many parts, each at least 1."""
    cuts = sorted(rng.sample(range(1, count), rng.randint(0, min(most, count) - 1)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, count], strict=True)]


def _grown(
    made: _Making,
    code: str,
    parent: str | None,
    section: str,
    count: int,
    depth: int,
    tops: Iterator[Decimal],
) -> _Node:
    if count == 1 and (depth == 0 or made.maybe(0.7)):
        return _Node(code, parent, section, next(tops))
    sizes = [1] * count if depth <= 1 else _parts(made.rng, count, 6)
    below = tuple(
        _grown(made, f"{code}.{n}", code, section, size, max(0, depth - 1), tops)
        for n, size in enumerate(sizes, start=1)
    )
    total = sum((child.top for child in below), D(0))
    if section == "core" or made.maybe():
        return _Node(code, parent, section, total, below)
    cap = min(total, Draw(made.rng, Place(code, total, section, 0, made.year)).part())
    cap = max(D(1).scaleb(-made.places), cap.quantize(D(1).scaleb(-made.places)))
    return _Node(code, parent, section, plain(min(total, cap)), below, cap=True)


def _criterion(made: _Making, node: _Node) -> Table:
    table: Table = {"code": node.code, "title": f"Tiêu chí {node.code}"}
    if node.parent is not None:
        table["parent"] = node.parent
    if node.section != "core" or made.maybe(0.1):
        table["section"] = node.section
    table["max_points"] = node.top
    if node.children:
        rule: Table = {"kind": "sub_sum", **({"cap": node.top} if node.cap else {})}
        return {**table, "rule": rule}
    return {**table, **_leaf(made, node)}


def _leaf(made: _Making, node: _Node) -> Table:
    kinds = PENALTY_KINDS if node.section == "penalty" else LOCAL_KINDS if made.local else KINDS
    if not made.kinds:
        made.kinds = made.rng.sample(range(len(KINDS)), len(KINDS))
    kind = kinds[made.kinds.pop() % len(kinds)]
    at = Place(node.code, node.top, node.section, made.places, made.year, tuple(made.named))
    drawn = kind(Draw(made.rng, at))
    table: Table = {"rule": drawn.rule, **drawn.beside}
    if made.maybe():
        table["unit"] = made.rng.choice(("%", "việc", "người"))
    if made.maybe(0.4):
        table["evidence"] = made.rng.choice(("required", "optional", "none"))
    if not drawn.both_periods and made.maybe(0.3):
        table["periods"] = made.rng.choice(PERIODS)
    if made.maybe(0.02 if made.local else 0.06):
        table["scored_by"] = "chair"
    elif made.maybe(0.1):
        table["scored_by"] = "unit"
    if made.treatments and made.maybe(0.4):
        table["not_applicable"] = made.rng.choice(made.treatments)
    elif made.maybe(0.1):
        table["not_applicable"] = "forbidden"
    made.named += [f"{node.code}:{i['code']}" for i in _dicts(drawn.beside.get("inputs", []))]
    return table


def _head(made: _Making, seed: int, scale: int, initial: Decimal) -> Table:
    rng = made.rng
    head: Table = {
        "id": f"sinh-{seed}",
        "revision": 1,
        "year": made.year,
        "title": "Đợt thi đua sinh ngẫu nhiên",
        "theme": "Kiểm thử",
        "place": "Phú Thọ",
        "status": rng.choice(("illustrative", "official")),
        "scale": scale,
        "places": made.places,
        "rank_by": rng.choice(("points", "percent")),
        "tie_break": _tie_break(made),
        "grades": _grades(made, scale),
        "awards": [],
        "ballot": {"threshold": "not set", "denominator": "not set"},
        "deadlines": _deadlines(made),
        "cluster": _cluster(made),
    }
    if initial or made.maybe(0.2):
        head["initial_points"] = initial
    return head


def _tie_break(made: _Making) -> list[Toml]:
    keys: list[Toml] = [{"by": "bonus"}, {"by": "penalty"}]
    for _ in range(2):
        keys.append({"by": "criterion", "criterion": made.rng.choice(made.criteria)["code"]})
    return made.rng.sample(keys, made.rng.randint(0, len(keys)))


def _grades(made: _Making, scale: int) -> Toml:
    others = any(c.get("not_applicable") == "other_thresholds" for c in made.criteria)
    if not others and made.maybe(0.1):
        return "not set"
    count = made.rng.randint(2, 5)
    quantum = D(scale) / 100
    at = sorted(made.rng.sample(range(5, 100), count - 1), reverse=True)
    clean = made.maybe()
    grades: list[Toml] = []
    for i in range(count):
        least = quantum * at[i] if i < count - 1 else D(0)
        grade: Table = {"code": f"G{i}", "label": f"Mức {i}", "at_least": plain(least)}
        if others:
            grade["at_least_without"] = plain(least * D("0.75"))
        if clean and i < (count + 1) // 2 and i < count - 1:
            grade["clean_required"] = i == 0 or made.maybe()
        grades.append(grade)
    return grades


def _deadlines(made: _Making) -> Table:
    days = {
        "registration": dt.date(made.year, 3, 31),
        "midyear": dt.date(made.year, 6, 15),
        "year": dt.date(made.year + 1, 1, 10) if made.maybe(0.3) else dt.date(made.year, 12, 10),
    }
    return {name: day if made.maybe(0.75) else "not set" for name, day in days.items()}


def _cluster(made: _Making) -> Table:
    codes = CODES[: made.rng.randint(3, len(CODES))]
    members: list[Toml] = [
        {
            "code": code,
            "name": f"Sở Nội vụ {code}",
            "short_name": code,
            "province": code,
            "governing_body": f"UBND {code}",
            "valid_from": 2000,
        }
        for code in codes
    ]
    return {
        "name": "Cụm sinh ngẫu nhiên",
        "chair": codes[0],
        "deputy": codes[1],
        "appraiser_of_chair": "not set",
        "members": members,
    }


def _decisions(made: _Making, head: Table) -> list[Table]:
    grades = _dicts(head["grades"])
    clean = any(g.get("clean_required") for g in grades)
    kinds: list[Table] = [
        {"kind": "veto", "effect": "no_award"},
        {"kind": "veto", "effect": "no_rank", **({"law": "Luật"} if made.maybe() else {})},
    ]
    if grades:
        worse = made.rng.choice(grades[1:])["code"]
        kinds.append({"kind": "veto", "effect": "cap_grade", "grade": worse})
        kinds += [{"kind": "demote"}, {"kind": "demote", "levels": made.rng.randint(1, 2)}]
    chosen = made.rng.sample(kinds, made.rng.randint(0, len(kinds)))
    if clean:
        chosen += [{"kind": "conditional_grade"}] * made.rng.randint(1, 2)
    made.rng.shuffle(chosen)
    return [
        {**kind, "code": f"Q{n}", "title": f"Quyết định {n}", "when": _when(made)}
        for n, kind in enumerate(chosen, start=1)
    ]


def _when(made: _Making) -> Table:
    rng = made.rng
    on = rng.choice(("choice", "count", "points", "registration"))
    chosen = [c for c in made.criteria if _labels(c)]
    counted = [c for c in made.criteria if _counts(c)]
    if on == "choice" and chosen:
        criterion = rng.choice(chosen)
        label = rng.choice(_labels(criterion))
        return {"on": "choice", "criterion": criterion["code"], "label": label}
    if on == "count" and counted:
        criterion = rng.choice(counted)
        item = rng.choice(_counts(criterion))
        named: Table = {} if item is None else {"item": item}
        value = rng.randint(0, 5)
        when: Table = {"on": "count", "criterion": criterion["code"], **named}
        return {**when, "relation": rng.choice(RELATIONS), "value": value}
    if on == "points":
        criterion = rng.choice(made.criteria)
        top = criterion["max_points"]
        assert isinstance(top, Decimal)
        limit = plain(top * rng.choice((D(0), D("0.1"), D("0.5"), D(1))))
        when = {"on": "points", "criterion": criterion["code"]}
        return {**when, "relation": rng.choice(RELATIONS), "value": limit}
    return {"on": "registration"}


def _labels(criterion: Table) -> list[str]:
    """What an officer may choose at a criterion."""
    rule = criterion["rule"]
    assert isinstance(rule, dict)
    if criterion.get("scored_by") == "chair" or rule["kind"] not in CHOICE_KINDS:
        return []
    if rule["kind"] == "yes_no":
        return [str(rule.get("yes", "Có")), str(rule.get("no", "Không"))]
    if not rule.get("highest_only", True):
        return []
    lists = [*_dicts(rule.get("levels", [])), *_dicts(rule.get("statuses", []))]
    return [str(entry["label"]) for entry in lists]


def _counts(criterion: Table) -> list[str | None]:
    """The counts that are entered at a criterion, None for its own."""
    rule = criterion["rule"]
    assert isinstance(rule, dict)
    own = rule["kind"] in ("per_event_plus", "per_event_minus")
    own = own or (rule["kind"] == "rank_based" and rule.get("source") != "cluster")
    if criterion.get("scored_by") == "chair":
        own = False
    named = [str(i["code"]) for i in _dicts(criterion.get("inputs", []))]
    return [*([None] if own else []), *named]


def _dicts(value: Toml) -> list[Table]:
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def _written(head: Mapping[str, Toml]) -> Iterator[str]:
    yield from (f"{key} = {toml(value)}" for key, value in head.items())


def _tables(name: str, tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        yield f"\n[[{name}]]"
        yield from _written(table)


def toml(value: Toml) -> str:
    """A value as TOML writes it, tables inline."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return format(value, "f")
        case dt.date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml(v) for v in value) + "]"
    return str(value)
