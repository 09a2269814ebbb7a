"""A campaign with awards, small enough to rank by hand, and merges of it with the chair's inputs.

A is up to 60 points, so that the points of A rank the units; G is a group like II.7 (G.1 yes or
no, G.2 a level, may not apply); P holds pledged targets, L one where lower is better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.chair.inputs import ChairInputs, UnitEntry, inputs_of
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.findings import blocking
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases

Typed = Mapping[tuple[str, str | None, str], EntryValue | int]
"""What the chair typed: unit ("" for the cluster), award, field."""

ALL_WELL: Final[Mapping[str, str]] = {
    "A": "60",
    "G.1": "Đạt",
    "G.2": "Tốt",
    "P.1": "100/110",
    "L": "10/9",
}
"""Every point, every target exceeded; ``target/actual`` where there is a target."""

_HEAD: Final = """
id = "khen-thuong"
revision = 1
year = 2021
title = "Đợt thi đua có khen thưởng"
theme = "Đoàn kết, sáng tạo"
status = "official"
place = "Phú Thọ"
scale = 100
places = 2
rank_by = "points"
tie_break = []
grades = "not set"
deadlines = { registration = "not set", midyear = "not set", year = "not set" }
"""
_CRITERIA: Final = """
[[criterion]]
code = "A"
title = "Nhiệm vụ chuyên môn"
max_points = 60
rule = { kind = "direct" }

[[criterion]]
code = "G"
title = "Đảng bộ, cơ quan văn hóa"
max_points = 20
rule = { kind = "sub_sum" }

[[criterion]]
code = "G.1"
parent = "G"
title = "Cơ quan đạt danh hiệu văn hóa"
max_points = 10
rule = { kind = "yes_no", yes = "Đạt", no = "Không đạt" }

[[criterion]]
code = "G.2"
parent = "G"
title = "Xếp loại tổ chức Đoàn"
max_points = 10
not_applicable = "full_points"
[criterion.rule]
kind = "level_map"
levels = [{ label = "Tốt", points = 10 }, { label = "Khá", points = 5 }]

[[criterion]]
code = "P"
title = "Chỉ tiêu giao ước"
max_points = 10
rule = { kind = "proportional", target = "registered" }
items = { rows = 3 }

[[criterion]]
code = "L"
title = "Hồ sơ quá hạn không vượt mức đăng ký"
max_points = 10
rule = { kind = "proportional", value = "count", target = "registered", better = "lower" }

[[decision]]
kind = "veto"
code = "V1"
title = "Cơ quan văn hóa"
when = { on = "choice", criterion = "G.1", label = "Không đạt" }
effect = "no_award"
"""

CODES: Final = tuple(f"A{letter}" for letter in "ABCDEGHIKLMNOP")
NO_BALLOT: Final = 'ballot = { threshold = "not set", denominator = "not set" }\n'
MEMBERS_80: Final = 'ballot = { threshold = 0.8, denominator = "members" }\n'


def award(more: str = "quota = 1", code: str = "CO", title: str = "Cờ thi đua") -> str:
    """An award as the file writes it."""
    return f'[[awards]]\ncode = "{code}"\ntitle = "{title}"\n{more}\n'


def campaign(awards: str = "", ballot: str = NO_BALLOT, units: int = 7) -> Campaign:
    """A campaign of these awards; its units are AA, AB, AC …, the chair is AA."""
    none = "" if awards else "awards = []\n"
    members = "".join(
        f'[[cluster.members]]\ncode = "{code}"\nname = "Sở Nội vụ {code}"\n'
        f'short_name = "{code}"\nprovince = "{code}"\ngoverning_body = "UBND {code}"\n'
        "valid_from = 2020\n"
        for code in CODES[:units]
    )
    cluster = '[cluster]\nname = "Cụm"\nchair = "AA"\ndeputy = "AB"\nappraiser_of_chair = "AB"\n'
    text = _HEAD + ballot + none + cluster + members + awards + _CRITERIA
    loaded = load_campaign(text.encode())
    assert not blocking(loaded.findings), [(f.path, f.message) for f in loaded.findings]
    assert loaded.campaign is not None
    return loaded.campaign


def typed(values: Typed) -> ChairInputs:
    """These values as the chair typed them."""
    entries = []
    for (unit, award, field), value in values.items():
        number = Decimal(value) if isinstance(value, int) else value
        raw = float(number) if isinstance(number, Decimal) else number
        entries.append(UnitEntry(unit, Entry(Address(None, award, field), raw, number)))
    return inputs_of(entries)


def merged(
    table: Campaign, given: Mapping[str, Mapping[str, str] | None], chair: Typed | None = None
) -> MergeResult:
    """A merge at the year's end: each unit with what differs from ``ALL_WELL``.

    Units that are not named have every point; None for a unit that sent nothing. A value ``x``
    marks a criterion as not applicable, an empty one leaves it out.
    """
    came = []
    for unit in table.units:
        own = given.get(unit, {})
        if own is not None:
            entries = tuple(_entries({**ALL_WELL, **own}))
            came.append(cases.received(table, unit, Period.YEAR, entries))
    result = merge(table, Period.YEAR, came)
    return replace(result, chair=typed(chair or {}))


def by_points(*points: str) -> dict[str, dict[str, str]]:
    """The units in order with these points of A."""
    return {code: {"A": p} for code, p in zip(CODES, points, strict=False)}


def _entries(values: Mapping[str, str]) -> list[Entry]:
    found: list[Entry] = []
    for name, value in values.items():
        if not value:
            continue
        criterion, item = (name[0], name[2:]) if name.startswith("P.") else (name, None)
        if value == "x":
            found += [_entry(criterion, item, "not_applicable", "x")]
            found += [_entry(criterion, item, "na_reason", "không có")]
        elif "/" in value:
            target, actual = value.split("/")
            pairs = [("target", target), ("actual_fy", actual)]
            if item is not None:
                found += [_entry(criterion, item, "item_title", f"Chỉ tiêu {item}")]
                pairs.append(("weight", "1"))
            found += [_entry(criterion, item, f, Decimal(n)) for f, n in pairs if n]
        elif criterion == "A":
            found.append(_entry(criterion, item, "points", Decimal(value)))
        else:
            found.append(_entry(criterion, item, "choice", value))
    return found


def _entry(criterion: str, item: str | None, field: str, value: EntryValue) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(Address(criterion, item, field), raw, value)
