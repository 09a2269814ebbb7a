"""What the shape of a campaign file gets wrong: unknown keys, missing keys, values of a wrong type.

pydantic's errors are translated by their ``type`` and ``ctx``, never by their English text. Places
are key paths as the file's author sees them: ``criterion[II.6].rule.bands[2].from``, where a list
element is named by its code, or counted from 0 where it has none.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scoring import campaign as c
from scoring import criteria as t
from scoring.canonical import decimal_text
from scoring.dates import FIRST_YEAR, LAST_YEAR
from scoring.findings import Finding
from scoring.rules import decisions as d
from scoring.rules.bands import Band, Share
from scoring.rules.base import Parameters
from scoring.rules.lateness import LateStatus, LateStep
from scoring.rules.level_map import Level
from scoring.rules.range_minus import Severity
from scoring.rules.rank_based import RankRange
from scoring.rules.union import AnyAggregate, AnyLeafRule
from scoring.text import nfc

Loc: TypeAlias = tuple[int | str, ...]

FILE_NAMES: Final = {"criteria": "criterion", "decisions": "decision"}
"""Fields of the campaign whose tables go by another name in the file (``[[criterion]]``)."""

MODELS: Final[Mapping[str, type[Parameters]]] = {
    "": c.Campaign,
    "cluster": c.Cluster,
    "members": c.Unit,
    "deadlines": c.Deadlines,
    "grades": c.Grade,
    "awards": c.Award,
    "ballot": c.Ballot,
    "cross": c.Cross,
    "tie_break": c.TieBreak,
    "law": t.LegalReference,
    "criteria": t.Criterion,
    "inputs": t.NamedInput,
    "balances": t.Balance,
    "items": t.ItemRows,
    "bands": Band,
    "share": Share,
    "levels": Level,
    "severities": Severity,
    "ranks": RankRange,
    "steps": LateStep,
    "statuses": LateStatus,
}
"""The model that stands under each key; rules, decisions and conditions go by their kind."""

RULES: Final[Mapping[str, type[Parameters]]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model
    for model in (*get_args(AnyLeafRule), AnyAggregate)
}
_CONDITIONS: Final[Mapping[str, type[Parameters]]] = {
    get_args(model.model_fields["on"].annotation)[0]: model
    for model in get_args(get_args(d.Condition)[0])
}
_DECISIONS: Final[Mapping[str, type[Parameters]]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(d.Decision)
}
_TAGS: Final = {
    "rule": ("kind", RULES),
    "when": ("on", _CONDITIONS),
    "decisions": ("kind", _DECISIONS),
}

_BOOLEAN_KEYS: Final = frozenset(
    {"include_also", "highest_only", "best_only", "clean_required", "leader_only", "vote", "strict"}
)
_DATE_KEYS: Final = frozenset({"date", "base", "holidays", "deadlines"})
_LARGEST: Final = Decimal(10) ** 12
_MOST_DECIMALS: Final = 12
_LONGEST_SHOWN: Final = 40  # characters of a wrong value in a message
_QUOTED: Final = re.compile(r"'([^']*)'|([0-9]+)")

_CODES: Final = {
    "decimal_parsing": "CAMPAIGN_VALUE_NUMBER",
    "decimal_type": "CAMPAIGN_VALUE_NUMBER",
    "finite_number": "CAMPAIGN_VALUE_NUMBER",
    "int_type": "CAMPAIGN_VALUE_WHOLE",
    "int_parsing": "CAMPAIGN_VALUE_WHOLE",
    "int_from_float": "CAMPAIGN_VALUE_WHOLE",
    "string_type": "CAMPAIGN_VALUE_TEXT",
    "bool_type": "CAMPAIGN_VALUE_BOOLEAN",
    "bool_parsing": "CAMPAIGN_VALUE_BOOLEAN",
    "date_type": "CAMPAIGN_VALUE_DATE",
    "date_parsing": "CAMPAIGN_VALUE_DATE",
    "date_from_datetime_parsing": "CAMPAIGN_VALUE_DATE",
    "date_from_datetime_inexact": "CAMPAIGN_VALUE_DATE",
    "tuple_type": "CAMPAIGN_VALUE_LIST",
    "model_type": "CAMPAIGN_VALUE_TABLE",
    "model_attributes_type": "CAMPAIGN_VALUE_TABLE",
    "string_too_short": "CAMPAIGN_VALUE_EMPTY",
    "too_short": "CAMPAIGN_VALUE_EMPTY",
    "enum": "CAMPAIGN_VALUE_CHOICE",
    "literal_error": "CAMPAIGN_VALUE_CHOICE",
    "union_tag_invalid": "CAMPAIGN_VALUE_CHOICE",
    "string_pattern_mismatch": "CAMPAIGN_VALUE_PATTERN",
    "string_too_long": "CAMPAIGN_VALUE_LONG",
    "too_long": "CAMPAIGN_VALUE_LONG",
    "greater_than": "CAMPAIGN_VALUE_BOUND",
    "greater_than_equal": "CAMPAIGN_VALUE_BOUND",
    "less_than": "CAMPAIGN_VALUE_BOUND",
    "less_than_equal": "CAMPAIGN_VALUE_BOUND",
}
_BOUNDS: Final = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}


def structure_findings(error: ValidationError, data: Mapping[str, object]) -> Iterator[Finding]:
    """The findings of one failed validation of ``data`` (keys as the models name them)."""
    for fault in error.errors(include_url=False):
        if _echo(fault):
            continue
        yield _translated(fault, _real_path(fault, data), data)


def faulty_parts(error: ValidationError, data: Mapping[str, object]) -> set[Loc]:
    """The paths, in ``data``, of everything that failed."""
    return {_real_path(f, data) for f in error.errors(include_url=False) if not _echo(f)}


def value_findings(data: Mapping[str, object], known: set[Loc]) -> tuple[tuple[Loc, Finding], ...]:
    """What no type can say of single values, each with its path in ``data``.

    Numbers too large, control characters, text not in NFC, ``true`` for a number. ``known`` are
    paths that have their finding already.
    """
    found = []
    for loc, value in _scalars(data, ()):
        code = _value_code(loc, value)
        if code is not None and loc not in known:
            found.append((loc, _at(code, loc, data, {"value": shown(value)})))
    return tuple(found)


def in_nfc(value: object) -> object:
    """The data with every text in NFC."""
    match value:
        case str():
            return nfc(value)
        case dict():
            return {nfc(str(key)): in_nfc(element) for key, element in value.items()}
        case list() | tuple():
            return [in_nfc(element) for element in value]
    return value


def key_path(loc: Loc, data: object) -> str:
    """The place as the file's author sees it: ``criterion[II.6].rule.kind``."""
    text = ""
    for part in loc:
        data = _inside(data, part)
        if isinstance(part, int):
            code = data.get("code") if isinstance(data, Mapping) else None
            text += f"[{code}]" if isinstance(code, str) and code else f"[{part}]"
        else:
            name = part if text else FILE_NAMES.get(part, part)
            text += f".{name}" if text else name
    return text


def shown(value: object) -> str:
    """A wrong value as a message shows it, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 20:
        return decimal_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    text = f"{value:.3E}" if isinstance(value, Decimal) and value.is_finite() else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def allowed_keys(model: type[Parameters]) -> tuple[str, ...]:
    """The keys of a model as the file writes them."""
    names = (f.alias or name for name, f in model.model_fields.items())
    if model is c.Campaign:
        return tuple(FILE_NAMES.get(name, name) for name in names)
    return tuple(names)


def _echo(fault: ErrorDetails) -> bool:
    """Whether an error only repeats others.

    That is the ``"not set"`` branch of a value that may be either, and the emptiness of a list
    whose elements all failed.
    """
    if any(isinstance(part, str) and part.startswith("literal[") for part in fault["loc"]):
        return True
    return fault["type"] == "too_short" and bool(fault["input"])


def _real_path(fault: ErrorDetails, data: Mapping[str, object]) -> Loc:
    """The error's place without the names that pydantic adds for the branches of a union."""
    loc = fault["loc"]
    real: list[int | str] = []
    here: object = data
    parts = iter(range(len(loc)))
    for i in parts:
        part, last = loc[i], i == len(loc) - 1
        names_key = last and fault["type"] in ("missing", "extra_forbidden")
        if not names_key and not _holds(here, part):
            continue
        real.append(part)
        here = _inside(here, part)
        if not last and (part in ("rule", "when") or _is_decision(real)):
            next(parts)  # the kind of the rule or decision, or what the condition looks at
    return tuple(real)


def _is_decision(loc: list[int | str]) -> bool:
    return len(loc) == 2 and loc[0] == "decisions"


def _holds(data: object, part: int | str) -> bool:
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)


def _inside(data: object, part: int | str) -> object:
    if isinstance(data, Mapping):
        return data.get(part)
    if isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _translated(fault: ErrorDetails, loc: Loc, data: Mapping[str, object]) -> Finding:
    kind, ctx = fault["type"], fault.get("ctx", {})
    params = {"value": shown(fault["input"])}
    if kind == "extra_forbidden":
        return _unknown_key(loc, data)
    if kind == "missing":
        name = str(loc[-1])
        key = FILE_NAMES.get(name, name) if len(loc) == 1 else name
        return _at("CAMPAIGN_KEY_MISSING", loc[:-1], data, {"key": key})
    if kind == "union_tag_not_found":
        return _at("CAMPAIGN_KEY_MISSING", loc, data, {"key": ctx["discriminator"].strip("'")})
    if kind == "union_tag_invalid":
        tag = ctx["discriminator"].strip("'")
        given = shown(_inside(fault["input"], tag))
        params = {"value": given, "allowed": _listed(ctx["expected_tags"])}
        return _at(_CODES[kind], (*loc, tag), data, params)
    code = _CODES.get(kind)
    match code:
        case None:
            return _at("CAMPAIGN_VALUE_OTHER", loc, data, {**params, "type": kind})
        case "CAMPAIGN_VALUE_CHOICE":
            params["allowed"] = _listed(ctx["expected"])
        case "CAMPAIGN_VALUE_PATTERN":
            params["pattern"] = ctx["pattern"]
        case "CAMPAIGN_VALUE_LONG":
            params["limit"] = str(ctx["max_length"])
        case "CAMPAIGN_VALUE_BOUND":
            params["bound"] = next(f"{_BOUNDS[k]} {v}" for k, v in ctx.items() if k in _BOUNDS)
    return _at(code, loc, data, params)


def _unknown_key(loc: Loc, data: Mapping[str, object]) -> Finding:
    key = str(loc[-1])
    model = _model_at(loc[:-1], data)
    known = allowed_keys(model) if model else ()
    near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    if near:
        return _at("CAMPAIGN_KEY_MISSPELT", loc, data, {"key": shown(key), "meant": near[0]})
    return _at("CAMPAIGN_KEY_UNKNOWN", loc, data, {"key": shown(key), "known": ", ".join(known)})


def _model_at(loc: Loc, data: object) -> type[Parameters] | None:
    name = ""
    for part in loc:
        data = _inside(data, part)
        name = name if isinstance(part, int) else part
    if name in _TAGS and isinstance(data, Mapping):
        tag, models = _TAGS[name]
        return models.get(str(data.get(tag)))
    return MODELS.get(name)


def _listed(expected: str) -> str:
    """The allowed values out of pydantic's list of quoted texts and numbers."""
    return ", ".join(quoted or number for quoted, number in _QUOTED.findall(expected))


def _at(code: str, loc: Loc, data: Mapping[str, object], params: dict[str, str]) -> Finding:
    path = key_path(loc, data)
    criterion = None
    if len(loc) > 1 and loc[0] == "criteria":
        table = _inside(data["criteria"], loc[1])
        named = table.get("code") if isinstance(table, Mapping) else None
        criterion = named if isinstance(named, str) else None
    return Finding(code, criterion=criterion, path=path, params={"path": path or "tệp", **params})


def _scalars(value: object, loc: Loc) -> Iterator[tuple[Loc, object]]:
    if isinstance(value, Mapping):
        for key, element in value.items():
            yield from _scalars(element, (*loc, key))
    elif isinstance(value, list | tuple):
        for i, element in enumerate(value):
            yield from _scalars(element, (*loc, i))
    else:
        yield loc, value


def _value_code(loc: Loc, value: object) -> str | None:
    match value:
        case bool():
            return None if loc[-1] in _BOOLEAN_KEYS else "CAMPAIGN_VALUE_NUMBER"
        case Decimal() if not value.is_finite():
            return "CAMPAIGN_VALUE_NUMBER"
        case int() | Decimal() if _DATE_KEYS.intersection(loc):
            return "CAMPAIGN_VALUE_DATE"  # pydantic would take it for seconds since 1970
        case dt.date() if not FIRST_YEAR <= value.year <= LAST_YEAR:
            return "CAMPAIGN_DATE_RANGE"
        case int() | Decimal():
            return "CAMPAIGN_NUMBER_SIZE" if _too_large(Decimal(value)) else None
        case str() if any(_is_control(char) for char in value):
            return "CAMPAIGN_TEXT_CONTROL"
        case str() if value != nfc(value):
            return "CAMPAIGN_TEXT_NFC"
    return None


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in "\n\t"


def _too_large(number: Decimal) -> bool:
    if not number:
        return False
    exponent = number.as_tuple().exponent
    return abs(number) >= _LARGEST or (isinstance(exponent, int) and -exponent > _MOST_DECIMALS)
