"""A campaign as rows of the tables: one mapping from roles to values for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import TypeAlias, TypeGuard

from scoring.campaign import Campaign
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.tables import HEAD_ROWS, HEAD_TABLE_NAME
from thidua_addin.criteria_book.words import TABLES

Value: TypeAlias = "str | bool | int | Decimal | dt.date | tuple[str | dt.date, ...] | None"
Record: TypeAlias = Mapping[str, Value]
"""One row: what stands under each role; None (or no key) is a blank cell."""

_Data: TypeAlias = Mapping[str, object]


def records_of(campaign: Campaign) -> dict[str, tuple[Record, ...]]:
    """The rows of every table by the table's name; the head is a table of one row."""
    data = campaign.model_dump(by_alias=True)
    criteria = _list(data["criteria"])
    return {
        HEAD_TABLE_NAME: (_head(data),),
        "units": tuple(_plain(u) for u in _list(_table(data["cluster"])["members"])),
        "criteria": tuple(
            _criterion(c, model.model_dump(by_alias=True, exclude_defaults=True))
            for c, model in zip(criteria, campaign.criteria, strict=True)
        ),
        "levels": tuple(row for c in criteria for row in _levels(c)),
        "inputs": tuple(
            {"criterion": _value(c["code"]), **_plain(i)}
            for c in criteria
            for i in _list(c["inputs"])
        ),
        "uses": tuple(row for c in criteria for row in _uses(c)),
        "balances": tuple(
            {"criterion": _value(c["code"]), **_plain(b)}
            for c in criteria
            for b in _list(c["balances"])
        ),
        "law": tuple(_law(data)),
        "grades": tuple(_grade(g) for g in _list(data["grades"])),
        "awards": tuple(_award(a) for a in _list(data["awards"])),
        "tie_break": tuple(_plain(t) for t in _list(data["tie_break"])),
        "decisions": tuple(_decision(d) for d in _list(data["decisions"])),
    }


def _head(data: _Data) -> Record:
    return {column.role: _head_value(data, column.role) for column in HEAD_ROWS}


def _head_value(data: _Data, role: str) -> Value:
    if role == "grades":
        return "not set" if data["grades"] == "not set" else "listed"
    first, _, second = role.partition(".")
    if not second:
        return _value(data[first])
    inner = data[first]
    return None if inner is None else _value(_table(inner)[second])


def _criterion(data: _Data, given: _Data) -> Record:
    """``given`` is the criterion without what is as by default."""
    rule = _table(data["rule"])
    kind = str(rule["kind"])
    own = ("code", "title", "parent", "section", "max_points", "periods", "evidence",
           "evidence_hint", "scored_by", "not_applicable", "note")  # fmt: skip
    record = {key: _value(data[key]) for key in own}
    items = data["items"]
    record |= {
        "unit": _value(data["unit"]) or None,
        "kind": kind,
        "items": _value(_table(items)["rows"]) if items is not None else None,
    }
    given_rule = _table(given["rule"])
    for parameter in PARAMETERS:
        if kind in parameter.keys:
            source = given_rule if parameter.column.quiet else rule
            record[parameter.column.role] = _inside(source, parameter.keys[kind])
    return record


def _inside(rule: _Data, key: str) -> Value:
    first, _, second = key.partition(".")
    value = rule.get(first)
    if second:
        value = _table(value).get(second) if value is not None else None
    return None if value == () else _value(value)


def _levels(criterion: _Data) -> Iterator[Record]:
    rule = _table(criterion["rule"])
    counts = _list(rule.get("counts"))
    for key in (str(k) for k in TABLES):
        for i, row in enumerate(_list(rule.get(key))):
            yield {
                "criterion": _value(criterion["code"]),
                "table": key,
                "percent_edges": key == "bands" and _in_fractions(rule),
                **_plain(row),
                "count": _value(counts[i]) if i < len(counts) else None,
            }


def _in_fractions(rule: _Data) -> bool:
    """Whether the bands of a rule compare fractions."""
    return rule.get("of") != "actual" or rule.get("value") == "percent"


def _uses(criterion: _Data) -> Iterator[Record]:
    share = _table(criterion["rule"]).get("share")
    if share is None:
        return
    for role in ("numerator", "also", "denominator"):
        for name in _list(_table(share)[role]):
            yield {"criterion": _value(criterion["code"]), "role": role, "input": _value(name)}


def _law(data: _Data) -> Iterator[Record]:
    for law in _list(data["law"]):
        yield {"of": "", "owner": None, **_plain(law)}
    for criterion in _list(data["criteria"]):
        for law in _list(criterion["law"]):
            yield {"of": "criterion", "owner": _value(criterion["code"]), **_plain(law)}
    for award in _list(data["awards"]):
        if award["law"] is not None:
            yield {"of": "award", "owner": _value(award["code"]), **_plain(award["law"])}


def _grade(data: object) -> Record:
    record = _plain(data)
    return {**record, "clean_required": record["clean_required"] or None}


def _award(data: object) -> Record:
    record = {key: value for key, value in _plain(data).items() if key != "law"}
    unasked = {"leader_only": record["leader_only"] or None}
    return {**record, **unasked, "full_points": record["full_points"] or None}


def _decision(data: object) -> Record:
    table = _table(data)
    own = {key: value for key, value in table.items() if key != "when"}
    return {**_plain(own), **_plain(table["when"])}


def _plain(data: object) -> dict[str, Value]:
    return {key: _value(value) for key, value in _table(data).items() if not _is_table(value)}


def _value(value: object) -> Value:
    match value:
        case Enum():
            return _value(value.value)
        case None | bool() | int() | str() | Decimal() | dt.date():
            return value
        case list() | tuple():
            return tuple(v.value if isinstance(v, Enum) else v for v in value)
    raise TypeError(f"no cell can hold {type(value).__name__}")


def _is_table(value: object) -> TypeGuard[_Data]:
    return isinstance(value, Mapping)


def _table(value: object) -> _Data:
    assert _is_table(value)
    return value


def _list(value: object) -> Sequence[_Data]:
    return value if isinstance(value, list | tuple) else ()
