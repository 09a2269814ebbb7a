"""How two values of the same part of a campaign file differ, in words with old and new values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

from scoring.campaign import TieBreak
from scoring.campaign_words import key_title, value_title
from scoring.criteria import LegalReference
from scoring.dates import vn_date
from scoring.numbers import vn_number
from scoring.rules.base import Parameters
from scoring.terms import FieldType

__all__ = ["Difference", "file_key", "key_differences", "model_differences"]

NOTHING: Final = "không đặt"
LONGEST_TEXT: Final = 60
_SHOWN_BEFORE: Final = 12  # characters of what two long texts have in common

_NAMED_BY: Final = {
    "inputs": "code",
    "levels": "label",
    "severities": "label",
    "statuses": "label",
    "grades": "code",
    "awards": "code",
    "members": "code",
    "decisions": "code",
    "balances": "total",
}
"""What tells the elements of a list apart; the elements of others count by their position."""
_NOUNS: Final = {"members": "đơn vị", "decisions": "điều kiện", "grades": "xếp loại"}
_CODES: Final = frozenset(
    {"code", "parent", "chair", "deputy", "appraiser_of_chair", "merged_into", "criterion"}
    | {"item", "grade", "total", "parts", "numerator", "denominator", "also", "counts"}
    | {"full_points"}
)
"""Keys whose texts are codes: shown without quotation marks."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the key concerned as ``table.key``, and what to say of it.

    ``order`` is set where the same elements stand in another order.
    """

    key: str
    text: str
    order: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two values, with the keys (``table.key``) whose numbers are fractions."""

    value: object
    fractions: frozenset[str] = frozenset()

    def at(self, value: object) -> _Side:
        return _Side(value, self.fractions)

    @property
    def elements(self) -> tuple[object, ...]:
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def models(self) -> tuple[Parameters, ...]:
        return tuple(e for e in self.elements if isinstance(e, Parameters))


def model_differences(old: Parameters, new: Parameters, table: str) -> Iterator[Difference]:
    """Every difference between two models of one type, in the order of their keys."""
    yield from _models(_Side(old), _Side(new), table)


def key_differences(table: str, name: str, old: object, new: object) -> Iterator[Difference]:
    """Every difference between two values of the field ``name`` of a table."""
    yield from _values(table, name, _Side(old), _Side(new))


def file_key(model: Parameters, name: str) -> str:
    """A field's key in the file: ``from`` for ``from_``."""
    return type(model).model_fields[name].alias or name


def _fractions(rule: object) -> frozenset[str]:
    """The keys of a rule (or ballot) whose numbers are shares: shown as percents."""
    kind = getattr(rule, "kind", "")
    found = {"excess_bonus.step", "relative_to_leader.base_share", "ballot.threshold"}
    found |= {"cross.outlier_share", "awards.quota_share"}
    percent = getattr(rule, "value", None) is FieldType.PERCENT
    if percent:
        found.add(f"{kind}.target")
    if percent or getattr(rule, "of", "actual") != "actual":
        found |= {"bands.from", "bands.to"}
    return frozenset(found)


def _models(old: _Side, new: _Side, table: str) -> Iterator[Difference]:
    before, after = old.value, new.value
    assert isinstance(before, Parameters)
    assert isinstance(after, Parameters)
    old, new = (_Side(s.value, s.fractions | _fractions(s.value)) for s in (old, new))
    for name in type(after).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        yield from _values(table, file_key(after, name), old.at(was), new.at(now))


def _values(table: str, key: str, old: _Side, new: _Side) -> Iterator[Difference]:
    before, after = old.value, new.value
    title, place = key_title(table, key), f"{table}.{key}"
    if before == after:
        return
    if isinstance(before, tuple) and isinstance(after, tuple) and key != "tie_break":
        yield from _lists(table, key, old.at(before), new.at(after))
    elif isinstance(after, Parameters) and isinstance(before, Parameters):
        if type(before) is type(after) and not isinstance(after, LegalReference):
            yield from _models(old, new, key)
        else:
            yield Difference(place, _arrow(title, table, key, old, new))
    elif before is None and isinstance(after, Parameters):
        yield Difference(place, f"thêm {title}")
    elif after is None and isinstance(before, Parameters):
        yield Difference(place, f"bỏ {title}")
    else:
        yield Difference(place, _arrow(title, table, key, old, new))


def _arrow(title: str, table: str, key: str, old: _Side, new: _Side) -> str:
    """``điểm chuẩn 10 → 12``, ``chiều tốt: càng cao càng tốt → càng thấp càng tốt``."""
    before, after = old.value, new.value
    if isinstance(before, str) and isinstance(after, str):
        old, new = (old.at(text) for text in _told_apart(before, after))
    numbers = all(isinstance(v, Decimal | int) and not isinstance(v, bool) for v in (before, after))
    texts = _text(table, key, old), _text(table, key, new)
    return f"{title}{'' if numbers else ':'} {texts[0]} → {texts[1]}"


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """Two texts, cut where they are long, so that what differs is seen."""
    if max(len(before), len(after)) <= LONGEST_TEXT:
        return before, after
    same = next(
        (i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    start = max(0, same - _SHOWN_BEFORE)
    return _window(before, start), _window(after, start)


def _window(text: str, start: int) -> str:
    end = start + LONGEST_TEXT
    if end + 2 >= len(text):  # what is cut already is not cut again
        end = len(text)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _text(table: str, key: str, side: _Side) -> str:
    """A value as people read it."""
    value = side.value
    match value:
        case None:
            return NOTHING
        case bool():
            return "có" if value else "không"
        case Enum():
            return value_title(table, key, str(value.value)) or str(value.value)
        case str():
            shown = _window(value, 0)
            return value_title(table, key, value) or (shown if key in _CODES else f"“{shown}”")
        case Decimal():
            return _number(table, key, value, side.fractions)
        case int():
            return str(value)
        case dt.date():
            return vn_date(value)
        case LegalReference():
            return value.text()
        case Parameters():
            return _element(key, side)
        case tuple():
            texts = [_text(table, key, side.at(element)) for element in value]
            return ", ".join(texts) or "không có"
    return str(value)


def _number(table: str, key: str, value: Decimal, fractions: frozenset[str]) -> str:
    if f"{table}.{key}" in fractions:
        return f"{vn_number(value * 100)}%"
    return f"{vn_number(value)}%" if key == "percent" else vn_number(value)


def _element(table: str, side: _Side) -> str:
    """An element of a list by its name, with its numbers: ``“Khá” (điểm 3)``."""
    model = side.value
    assert isinstance(model, Parameters)
    if isinstance(model, TieBreak):
        return model.criterion or value_title(table, "by", model.by) or model.by
    if table == "when":
        on = str(getattr(model, "on", ""))
        return value_title(table, "on", on) or on
    numbers = ", ".join(
        f"{key_title(table, key)} {_text(table, key, side.at(value))}"
        for name in type(model).model_fields
        for key, value in ((file_key(model, name), getattr(model, name)),)
        if isinstance(value, Decimal | int) and not isinstance(value, bool)
    )
    name = _name(table, model)
    if table in ("members", "decisions"):
        words = getattr(model, "name", None) or getattr(model, "title", "")
        return f"{name} ({_window(str(words), 0)})"
    return f"{name} ({numbers})" if numbers and name else name or f"({numbers})"


def _name(table: str, model: Parameters) -> str:
    key = _NAMED_BY.get(table)
    if key is None:
        return ""
    value = str(getattr(model, key))
    return f"“{value}”" if key == "label" else value


def _lists(table: str, key: str, old: _Side, new: _Side) -> Iterator[Difference]:
    before, after = old.elements, new.elements
    place, noun = f"{table}.{key}", _NOUNS.get(key, key_title(table, key))
    if _same_elements(before, after):
        yield Difference(place, f"thứ tự {noun}", order=True)
    elif not all(isinstance(e, Parameters) for e in before + after) or key == "law":
        yield Difference(place, _plain_lists(table, key, old, new))
    elif key in _NAMED_BY and all(_distinct(key, side.models) for side in (old, new)):
        yield from _named(place, key, noun, old, new)
    elif len(before) == len(after):
        for i, (was, now) in enumerate(zip(before, after, strict=True), start=1):
            for inner in _models(old.at(was), new.at(now), key):
                yield Difference(inner.key, f"{noun} thứ {i}: {inner.text}", inner.order)
    else:
        yield from _placed(place, key, noun, old, new)


def _same_elements(before: Sequence[object], after: Sequence[object]) -> bool:
    return len(before) == len(after) and all(before.count(e) == after.count(e) for e in after)


def _distinct(key: str, elements: Sequence[Parameters]) -> bool:
    return len({_name(key, e) for e in elements}) == len(elements)


def _plain_lists(table: str, key: str, old: _Side, new: _Side) -> str:
    """``kỳ chấm: bỏ 6 tháng; thêm năm``."""
    before, after = old.elements, new.elements
    gone = old.at(tuple(e for e in before if e not in after))
    come = new.at(tuple(e for e in after if e not in before))
    parts = [
        f"{verb} {_text(table, key, side)}"
        for verb, side in (("bỏ", gone), ("thêm", come))
        if side.value
    ]
    return f"{key_title(table, key)}: {'; '.join(parts) or 'số lần lặp lại'}"


def _named(place: str, key: str, noun: str, old: _Side, new: _Side) -> Iterator[Difference]:
    """Elements that have names: those that went, those that came, those that changed."""
    were = {_name(key, e): e for e in old.models}
    are = {_name(key, e): e for e in new.models}
    for name, was in were.items():
        if name not in are:
            yield Difference(place, f"bỏ {noun} {_element(key, old.at(was))}")
    for name, now in are.items():
        if name not in were:
            yield Difference(place, f"thêm {noun} {_element(key, new.at(now))}")
        elif were[name] != now:
            table = getattr(now, "kind", key)
            for inner in _changed(old.at(were[name]), new.at(now), table):
                yield Difference(inner.key, f"{noun} {name}: {inner.text}", inner.order)
    if [n for n in were if n in are] != [n for n in are if n in were]:
        yield Difference(place, f"thứ tự {noun}", order=True)


def _changed(old: _Side, new: _Side, table: str) -> Iterator[Difference]:
    if type(old.value) is type(new.value):
        yield from _models(old, new, table)
    else:  # another kind of decision
        kinds = (side.at(getattr(side.value, "kind", "")) for side in (old, new))
        yield Difference(f"{table}.kind", _arrow("loại", table, "kind", *kinds))


def _placed(place: str, key: str, noun: str, old: _Side, new: _Side) -> Iterator[Difference]:
    """Elements that count by their position, some more or fewer than before."""
    before, after = old.models, new.models
    for what, i, j, k, m in SequenceMatcher(None, before, after, False).get_opcodes():
        if what != "equal":
            for was in before[i:j]:
                yield Difference(place, f"bỏ {noun} {_element(key, old.at(was))}")
            for now in after[k:m]:
                yield Difference(place, f"thêm {noun} {_element(key, new.at(now))}")
