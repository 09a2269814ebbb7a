"""Reading a campaign file: TOML in, a checked campaign or all its faults out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Final

from pydantic import TypeAdapter, ValidationError

from scoring.campaign import Campaign, Unit
from scoring.campaign_checks import check_draft
from scoring.campaign_draft import Draft
from scoring.campaign_mended import mended
from scoring.campaign_quotes import quoted_values
from scoring.campaign_structure import (
    FILE_NAMES,
    RULES,
    Loc,
    faulty_parts,
    in_nfc,
    structure_findings,
    value_findings,
)
from scoring.canonical import bounded_numbers
from scoring.criteria import Criterion
from scoring.findings import Finding, Severity, blocking
from scoring.rules.decisions import AnyDecision, Decision
from scoring.terms import Section
from scoring.tree_checks import Node, node_of

DEFAULT_CAMPAIGN: Final = "cum-tdmnpb-2021"

_DECISION: Final[TypeAdapter[Decision]] = TypeAdapter(AnyDecision)
_POSITION: Final = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")


_LARGEST_POWER: Final = 5_000
"""Of a number in a campaign file; sizes below are judged by the checks, with their own words."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A campaign file that was read: the campaign, or None where a finding is an error."""

    campaign: Campaign | None
    findings: tuple[Finding, ...]


def load_campaign(source: bytes | str) -> Loaded:
    """The campaign of a TOML text (bytes are UTF-8, a byte order mark is allowed).

    All findings come at once, each with its key path. Where the TOML itself is broken nothing
    more can be said than where.
    """
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            return Loaded(None, (Finding("CAMPAIGN_ENCODING", params={"line": str(line)}),))
    try:
        data = tomllib.loads(source, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # also numbers and nesting beyond all limits
        return Loaded(None, (_broken_toml(error, source),))
    loaded = load_data(data)
    said = {(f.code, f.path) for f in loaded.findings}
    quoted = [f for f in quoted_values(data) if (f.code, f.path) not in said]
    return Loaded(None, (*quoted, *loaded.findings)) if quoted else loaded


def load_data(data: Mapping[str, object]) -> Loaded:
    """The campaign of data in the shape of the file (``criterion`` and ``decision`` tables).

    Decimals are Decimal, int or text; dates are dates or ISO text.
    """
    findings: list[Finding] = []
    bounded = bounded_numbers(data, _LARGEST_POWER)
    assert isinstance(bounded, dict)
    named = _named_as_models(bounded, findings)
    clean = in_nfc(named)
    assert isinstance(clean, dict)
    faulty: set[Loc] = set()
    try:
        Campaign.model_validate(clean)
    except ValidationError as error:
        findings += structure_findings(error, clean)
        faulty = faulty_parts(error, clean)
    for loc, finding in value_findings(named, faulty):
        findings.append(finding)
        if finding.severity is Severity.ERROR:
            faulty.add(loc)
    findings += check_draft(_draft(clean, faulty))
    if blocking(findings):
        return Loaded(None, tuple(findings))
    return Loaded(Campaign.model_validate(clean), tuple(findings))


def published_ids() -> tuple[str, ...]:
    """The ids of the campaigns that the package ships."""
    files = resources.files("scoring").joinpath("data").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def published_source(id: str = DEFAULT_CAMPAIGN) -> bytes:
    """The file of a campaign that the package ships. Raises KeyError for any other id."""
    if id not in published_ids():
        raise KeyError(id)
    return resources.files("scoring").joinpath("data", f"{id}.toml").read_bytes()


@cache
def published_campaign(id: str = DEFAULT_CAMPAIGN) -> Campaign:
    """A campaign that the package ships. Raises KeyError for an id that is not one of them."""
    loaded = load_campaign(published_source(id))
    if loaded.campaign is None:
        raise ValueError(f"{id}: {[(f.code, f.path) for f in loaded.findings]}")
    return loaded.campaign


def _broken_toml(error: ValueError | RecursionError, source: str) -> Finding:
    """Python 3.14 has ``lineno`` and ``colno``; before, they stand in the text only."""
    found = _POSITION.search(str(error))
    lines = source.split("\n")
    line, column = (found[1], found[2]) if found else (str(len(lines)), str(len(lines[-1]) + 1))
    params = {"line": line, "column": column}
    return Finding("CAMPAIGN_TOML", params=params, path=f"{line}:{column}")


def _named_as_models(data: Mapping[str, object], findings: list[Finding]) -> dict[str, object]:
    """The data under the names of the models' fields."""
    fields = {name: field for field, name in FILE_NAMES.items()}
    named: dict[str, object] = {}
    for key, value in data.items():
        if key in FILE_NAMES:
            params = {"path": key, "key": key, "meant": FILE_NAMES[key]}
            findings.append(Finding("CAMPAIGN_KEY_MISSPELT", path=key, params=params))
            named.setdefault(key, value)
        else:
            named[fields.get(key, key)] = value
    return named


_STAND_IN_UNIT: Final[dict[str, object]] = {
    "code": "XX",
    "name": "-",
    "short_name": "-",
    "province": "-",
    "governing_body": "-",
    "valid_from": 2000,
}
_STAND_INS: Final[dict[str, object]] = {
    "id": "-",
    "revision": 1,
    "year": 2000,
    "title": "-",
    "theme": "-",
    "status": "official",
    "status_note": None,
    "place": "-",
    "law": [],
    "cluster": {
        "name": "-",
        "chair": "XX",
        "deputy": "not set",
        "appraiser_of_chair": "not set",
        "members": [_STAND_IN_UNIT],
    },
    "deadlines": {"registration": "not set", "midyear": "not set", "year": "not set"},
    "scale": 100,
    "initial_points": 0,
    "places": 2,
    "rank_by": "points",
    "tie_break": [],
    "grades": "not set",
    "awards": [],
    "ballot": {"threshold": "not set", "denominator": "not set"},
    "cross": None,
    "criteria": [{"code": "-", "title": "-", "max_points": 100, "rule": {"kind": "direct"}}],
    "decisions": [],
}


def _draft(data: Mapping[str, object], faulty: set[Loc]) -> Draft:
    """What of the data can be read; ``faulty`` are the paths that cannot."""
    criteria, nodes, halves = [], [], []
    for i, table in enumerate(_tables(data.get("criteria"))):
        wrong = {loc[2:] for loc in faulty if loc[:2] == ("criteria", i)}
        if wrong:
            nodes.append(_half_known(table, wrong))
            halves.append(mended(table, wrong, Criterion.model_validate))
        else:
            criterion = Criterion.model_validate(table)
            criteria.append(criterion)
            nodes.append(node_of(criterion))
    decisions = [
        _DECISION.validate_python(table)
        for i, table in enumerate(_tables(data.get("decisions")))
        if all(loc[:2] != ("decisions", i) for loc in faulty)
    ]
    half_decisions = [
        mended(table, wrong, _DECISION.validate_python)
        for i, table in enumerate(_tables(data.get("decisions")))
        if (wrong := {loc[2:] for loc in faulty if loc[:2] == ("decisions", i)})
    ]
    cluster = data.get("cluster")
    tables = _tables(cluster.get("members")) if isinstance(cluster, Mapping) else ()
    members = [
        Unit.model_validate(table)
        for i, table in enumerate(tables)
        if all(loc[:3] != ("cluster", "members", i) for loc in faulty)
    ]
    unread = _unread_keys(faulty)
    return Draft(
        head=_head(data, unread),
        unread=unread,
        criteria=tuple(criteria),
        nodes=tuple(nodes),
        decisions=tuple(decisions),
        members=tuple(members),
        all_members_read=bool(members) and len(members) == len(tables),
        all_decisions_read=all(loc[:1] != ("decisions",) for loc in faulty),
        mended=tuple(half for half in halves if half is not None),
        mended_decisions=tuple(half for half in half_decisions if half is not None),
        member_codes=frozenset(_codes(tables)),
    )


def _tables(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _codes(tables: tuple[object, ...]) -> Iterator[str]:
    for table in tables:
        code = table.get("code") if isinstance(table, Mapping) else None
        if isinstance(code, str):
            yield code


def _unread_keys(faulty: set[Loc]) -> frozenset[str]:
    return frozenset(
        str(loc[0])
        for loc in faulty
        if loc and loc[0] not in ("criteria", "decisions") and loc[:2] != ("cluster", "members")
    )


def _head(data: Mapping[str, object], unread: frozenset[str]) -> Campaign:
    """The campaign with stand-ins for what could not be read, and for its long lists."""
    head = {
        key: data[key] if key in data and key not in unread else stand_in
        for key, stand_in in _STAND_INS.items()
    }
    head["criteria"], head["decisions"] = _STAND_INS["criteria"], []
    cluster = head["cluster"]
    assert isinstance(cluster, Mapping)
    head["cluster"] = {**cluster, "members": [_STAND_IN_UNIT]}
    return Campaign.model_validate(head)


def _half_known(table: object, wrong: set[Loc]) -> Node:
    """What can be said of a criterion in which something is wrong (at these paths below it)."""
    if not isinstance(table, Mapping):
        return Node(None, None, False, None, None, None)
    spoilt = {loc[0] for loc in wrong}
    code, parent = table.get("code"), table.get("parent")
    strays = any(key not in Criterion.model_fields for key in table)
    rule = table.get("rule")
    return Node(
        code=code if isinstance(code, str) and "code" not in spoilt else None,
        parent=parent if isinstance(parent, str) else None,
        parent_known=isinstance(parent, str) or not ("parent" in table or strays),
        section=None if "section" in spoilt else Section(table.get("section", Section.CORE)),
        max_points=None if "max_points" in spoilt else _points(table.get("max_points")),
        leaf=_leaf(rule),
    )


def _leaf(rule: object) -> bool | None:
    """Whether it is a leaf rule; None for an unknown one, and for a sum that may have a cap."""
    if rule == {"kind": "sub_sum"}:
        return False
    kind = rule.get("kind") if isinstance(rule, Mapping) else None
    return True if isinstance(kind, str) and kind in RULES and kind != "sub_sum" else None


def _points(value: object) -> Decimal | None:
    if not isinstance(value, int | str | Decimal):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
