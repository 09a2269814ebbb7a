"""Merges to build summaries from: generated entries for every field that a campaign asks for."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal

from scoring.campaign import Campaign, Unit
from scoring.entries import Entry, EntryValue
from scoring.fields import FieldSpec, FormSheet, form_fields
from scoring.findings import Finding
from scoring.merge import MergeResult, Received, Refused, merge
from scoring.received import VIETNAM
from scoring.snapshot import Place
from scoring.submission import seal
from scoring.terms import FieldType, Period

AT = dt.datetime(2021, 12, 15, 9, 30, tzinfo=VIETNAM)
RESULTS = (
    "Đã ban hành kế hoạch và tổ chức thực hiện đầy đủ; 12/12 phòng, đơn vị hoàn thành nhiệm vụ.",
    "Triển khai nghiêm túc, đúng tiến độ; kiểm tra công vụ đột xuất 04 cuộc, chấn chỉnh kịp thời "
    "các đơn vị chậm trả lời văn bản; tỷ lệ hồ sơ đúng hạn đạt 99,2%.",
    "Hoàn thành 100% chương trình công tác năm, trong đó 03 nhiệm vụ vượt tiến độ.",
)


def entries(
    campaign: Campaign, period: Period, chance: random.Random, *, gaps: float = 0.0
) -> Iterator[Entry]:
    """A value for each field; ``gaps`` is the share left blank or marked as not applicable."""
    for spec in form_fields(campaign):
        item = spec.address.item
        if item is not None and item.isdecimal() and int(item) > 3:
            continue
        if spec.address.field in ("not_applicable", "na_reason"):
            if chance.random() < gaps:
                yield _entry(spec, "x" if spec.choices else "Không được giao")
            continue
        if spec.sheet is FormSheet.REPORT and chance.random() < 0.6:
            continue
        if spec.address.field in ("self", "explanation") and chance.random() < 0.85:
            continue
        if spec.sheet is FormSheet.SCORES and chance.random() < gaps:
            continue
        if item is not None and item.startswith("KL") and chance.random() < 0.9:
            yield _entry(spec, Decimal(0))  # a disciplined person would be a veto
            continue
        yield _entry(spec, _value(spec, chance))


def _entry(spec: FieldSpec, value: EntryValue) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(spec.address, raw, value)


def _value(spec: FieldSpec, chance: random.Random) -> EntryValue:
    if spec.choices:
        return chance.choice(spec.choices)
    match spec.type:
        case FieldType.DATE:
            return dt.date(2021, chance.randint(1, 12), chance.randint(1, 28))
        case FieldType.PERCENT:
            return Decimal(chance.randint(700, 1000)) / 1000
        case FieldType.COUNT:
            return Decimal(chance.randint(0, 5))
        case FieldType.POINTS:
            top = spec.maximum or Decimal(1)
            return Decimal(chance.randint(0, int(top * 4))) / 4
        case FieldType.NUMBER:
            return Decimal(chance.randint(300, 1000)) / 10
        case _:
            return chance.choice(RESULTS)


def received(
    campaign: Campaign,
    unit: str,
    period: Period,
    given: tuple[Entry, ...],
    *,
    version: int = 1,
    sealed: bool = True,
    findings: tuple[Finding, ...] = (),
) -> Received:
    """A submission as it came in on 10 December 2021."""
    file = f"{unit}_{period.value}_lan{version}.xlsx"
    submission = seal(
        campaign, unit, period, given, version if sealed else 0, AT if sealed else None
    )
    return Received(
        file,
        hashlib.sha256(file.encode()).hexdigest(),
        submission,
        findings,
        sealed,
        f"{100 + version}/SNV-TĐKT",
        dt.datetime(2021, 12, 10, 8, 15, tzinfo=VIETNAM),
    )


def generated(
    campaign: Campaign, seed: int, *, gaps: float = 0.0, missing: tuple[str, ...] = ()
) -> MergeResult:
    """A merge of generated entries of every unit at the year's end."""
    chance = random.Random(seed)
    came = [
        received(
            campaign, unit, Period.YEAR, tuple(entries(campaign, Period.YEAR, chance, gaps=gaps))
        )
        for unit in campaign.units
        if unit not in missing
    ]
    return merge(campaign, Period.YEAR, came)


def with_units(campaign: Campaign, number: int) -> Campaign:
    """The campaign for a cluster of ``number`` units, named by two or three letters."""
    letters = "ABCDEGHIKLMNOPQRSTUVXY"
    codes = [a + b + c for a in letters for b in letters for c in letters][:number]
    members = tuple(
        Unit(
            code=code,
            name=f"Đơn vị số {n}",
            short_name=f"Số {n}",
            province=f"Tỉnh {n}",
            governing_body=f"UBND tỉnh {n}",
            valid_from=2020,
        )
        for n, code in enumerate(codes, start=1)
    )
    cluster = campaign.cluster.model_copy(
        update={
            "members": members,
            "chair": codes[0],
            "deputy": codes[1],
            "appraiser_of_chair": codes[1],
        }
    )
    return campaign.model_copy(update={"cluster": cluster})


def realistic(campaign: Campaign) -> MergeResult:
    """Seven units as they come: a correction, an unsealed form, an error, a missing unit."""
    chance = random.Random(2021)
    units = list(campaign.units)
    came: list[Received] = []
    for number, unit in enumerate(units[:-1]):
        given = tuple(entries(campaign, Period.YEAR, chance, gaps=0.02))
        findings: tuple[Finding, ...] = ()
        if number == 2:
            at = Place("Tự chấm điểm", 14, 8)
            findings = (
                Finding(
                    "NOT_A_NUMBER",
                    at,
                    "II.1.2",
                    None,
                    "actual_fy",
                    {"title": "Kết quả (năm)", "value": "chín phẩy năm"},
                ),
            )
        if number == 3:
            came.append(received(campaign, unit, Period.YEAR, given[:-4], version=1))
        came.append(
            received(
                campaign,
                unit,
                Period.YEAR,
                given,
                version=2 if number == 3 else 1,
                sealed=number != 4,
                findings=findings,
            )
        )
    stranger = Finding("NOT_A_FORM", params={"file": "Danh bạ.xlsx"})
    return merge(
        campaign,
        Period.YEAR,
        came,
        refused=[Refused("Danh bạ.xlsx", (stranger,))],
        ignored=["~$PTO.xlsx", "Ảnh hội nghị.jpg"],
    )
