"""Campaigns with grades, small enough to add up by hand, and merges of them.

``SCHOOL`` is the table of a school: four grades and the rest, other thresholds without the
section S, "sai quy trình: hạ 1 bậc". ``COMMUNE`` is that of a commune: min(total, 100), ≥ 95 and
≥ 85. ``PARTS`` leaves a part out and brings the total to the scale.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.grades import Graded
from scoring.merge import MergeResult, merge
from scoring.terms import Period
from tests.addin import summary_cases as cases

Points = Mapping[str, str]
"""What a unit enters, by criterion: points, a count, a label, or ``x`` for not applicable."""

_HEAD = """
id = "xep-loai"
revision = 1
year = 2021
title = "Đợt thi đua có xếp loại"
theme = "Đoàn kết, sáng tạo"
status = "official"
place = "Phú Thọ"
scale = 100
places = 2
rank_by = "points"
tie_break = []
awards = []
ballot = { threshold = "not set", denominator = "not set" }
"""


def criterion(code: str, points: str, rule: str = 'kind = "direct"', more: str = "") -> str:
    """A criterion as the file writes it."""
    return (
        f'[[criterion]]\ncode = "{code}"\ntitle = "Tiêu chí {code}"\nmax_points = {points}\n'
        f"rule = {{ {rule} }}\n{more}\n"
    )


BONUS = 'section = "bonus"'
PENALTY = 'section = "penalty"'


def grade(code: str, label: str, at_least: str, without: str = "", clean: bool = False) -> str:
    """A grade as the file writes it."""
    text = f'[[grades]]\ncode = "{code}"\nlabel = "{label}"\nat_least = {at_least}\n'
    text += f"at_least_without = {without}\n" if without else ""
    return text + ("clean_required = true\n" if clean else "")


def decision(kind: str, code: str, title: str, when: str, more: str = "") -> str:
    """A decision as the file writes it."""
    head = f'[[decision]]\nkind = "{kind}"\ncode = "{code}"\ntitle = "{title}"\n'
    return head + f"when = {{ {when} }}\n{more}\n"


NO_DEADLINES = 'deadlines = { registration = "not set", midyear = "not set", year = "not set" }\n'


def campaign(text: str, head: str = "", deadlines: str = NO_DEADLINES) -> Campaign:
    """A campaign of these grades, criteria and decisions, without a fault; two members."""
    members = "".join(
        f'[[cluster.members]]\ncode = "{code}"\nname = "Đơn vị {code}"\nshort_name = "{code}"\n'
        f'province = "{code}"\ngoverning_body = "UBND {code}"\nvalid_from = 2020\n'
        for code in ("AA", "BB")
    )
    cluster = '[cluster]\nname = "Cụm"\nchair = "AA"\ndeputy = "BB"\nappraiser_of_chair = "BB"\n'
    loaded = load_campaign((_HEAD + head + deadlines + cluster + members + text).encode())
    assert loaded.campaign is not None, [str(f) for f in loaded.findings]
    return loaded.campaign


_TIMES = 'kind = "per_event_minus", event = "lần", points_each = 0.5'

SCHOOL: Final = campaign(
    grade("XS", "Xuất sắc", "100", "80", clean=True)
    + grade("T", "Tốt", "95", "75", clean=True)
    + grade("K", "Khá", "85", "65")
    + grade("D", "Đạt", "65", "50")
    + grade("CD", "Chưa đạt", "0", "0")
    + criterion("A", "80")
    + criterion("S", "20", more='not_applicable = "other_thresholds"')
    + criterion("DT", "10", more=BONUS)
    + criterion("TR", "5", _TIMES, PENALTY)
    + criterion("KL", "1", 'kind = "yes_no"', PENALTY)
    + decision("demote", "H1", "Sai quy trình", 'on = "count", criterion = "TR", relation = ">=", value = 1')  # noqa: E501
    + decision("demote", "H2", "Sai nhiều lần", 'on = "count", criterion = "TR", relation = ">=", value = 3', "levels = 2")  # noqa: E501
    + decision("conditional_grade", "C1", "Không vi phạm", 'on = "choice", criterion = "KL", label = "Có"')  # noqa: E501
    + decision("veto", "V1", "Điểm liệt", 'on = "points", criterion = "A", relation = "<", value = 60', 'effect = "cap_grade"\ngrade = "D"')  # noqa: E501
    + decision("veto", "V2", "Sai nghiêm trọng", 'on = "count", criterion = "TR", relation = ">=", value = 5', 'effect = "no_rank"')  # noqa: E501
)  # fmt: skip

COMMUNE: Final = campaign(
    grade("1", "Vững mạnh xuất sắc", "95")
    + grade("2", "Vững mạnh", "85")
    + grade("3", "Còn lại", "0")
    + criterion("A", "40")
    + criterion("B", "30")
    + criterion("C", "30")
    + criterion("DT", "15", more=BONUS)
)

PARTS: Final = campaign(
    grade("1", "Tốt", "80.59")
    + grade("2", "Khá", "70.5")
    + grade("3", "Còn lại", "0")
    + criterion("A", "60")
    + criterion("B", "25")
    + criterion("E", "15", more='not_applicable = "excluded"')
    + criterion("F", "10", more=BONUS)
)


def merged(table: Campaign, units: Sequence[Points]) -> MergeResult:
    """The merge of one submission for each of these, at the year's end."""
    large = cases.with_units(table, max(2, len(units)))
    came = [
        cases.received(large, unit, Period.YEAR, tuple(_entries(table, given)))
        for unit, given in zip(large.units, units, strict=False)
    ]
    # Who has no grade in the tests is out of the ranking, not late.
    return merge(large, Period.YEAR, [dataclasses.replace(r, received_at=None) for r in came])


def graded(table: Campaign, **given: str) -> Graded | None:
    """The grade of one unit that enters this."""
    return merged(table, [given]).units[0].grade


def _entries(table: Campaign, given: Points) -> list[Entry]:
    made: list[Entry] = []
    for code, text in given.items():
        if text == "x":
            made.append(_entry(code, "not_applicable", "x"))
            made.append(_entry(code, "na_reason", "Không được giao"))
            continue
        kind = table.tree[code].rule.kind
        field = {"yes_no": "choice", "per_event_minus": "count"}.get(kind, "points")
        made.append(_entry(code, field, text if field == "choice" else Decimal(text)))
    return made


def _entry(code: str, field: str, value: EntryValue) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(Address(code, None, field), raw, value)
