"""Targets and progress, worked out by hand.

Six months: 8 of 18 is 44,44 %, twice 8 is 16 < 18. A percent stands as it is. Where lower is
better, 6 of at most 10 is within the limit, but twice 6 is 12 > 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.inputs import ChairInputs
from scoring.chair.progress import (
    TargetProgress,
    TargetSource,
    lower_is_better,
    progress,
    without_targets,
)
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, Received, merge
from scoring.submission import seal
from scoring.terms import Period

D = Decimal
At = tuple[str, str | None, str]
LEAF, ROW, LOW = ("II.1.2", None), ("II.5.2", "1"), ("A.1.1.2", None)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


@pytest.fixture(scope="module")
def sample() -> Campaign:
    return published_campaign("cum-mau")


def entry(at: At, value: EntryValue) -> Entry:
    return Entry(Address(*at), float(value) if isinstance(value, Decimal) else value, value)


def sent(
    campaign: Campaign, unit: str, period: Period, values: Mapping[At, EntryValue]
) -> Received:
    given = [entry(at, value) for at, value in values.items()]
    file = f"{unit}_{period.value}.xlsx"
    return Received(file, f"sha {file}", seal(campaign, unit, period, given, 1, None))


def merged(
    campaign: Campaign,
    period: Period,
    unit: str,
    pledged: Mapping[At, EntryValue],
    results: Mapping[At, EntryValue],
    typed: Mapping[At, EntryValue] | None = None,
) -> MergeResult:
    came = [sent(campaign, unit, Period.REGISTRATION, pledged)] if pledged else []
    if period is not Period.REGISTRATION:
        came.append(sent(campaign, unit, period, {**pledged, **results}))
    chair = ChairInputs({unit: Entries(entry(at, v) for at, v in (typed or {}).items())})
    return merge(campaign, period, came, chair=chair)


def one(result: MergeResult, unit: str) -> TargetProgress:
    (line,) = [line for line in progress(result) if line.unit == unit]
    return line


PLEDGED: dict[At, EntryValue] = {(*LEAF, "target"): D(18)}


@pytest.mark.parametrize(
    ("result", "ratio", "expected", "status"),
    [
        (D(8), Fraction(8, 18), D(16), "dự kiến chưa đạt"),
        (D(9), Fraction(1, 2), D(18), "dự kiến đạt"),
        (D(10), Fraction(10, 18), D(20), "dự kiến vượt"),
        (D(18), Fraction(1), D(36), "đạt"),  # a count only grows: already certain
        (D(20), Fraction(20, 18), D(40), "vượt"),
        (D(0), Fraction(0), D(0), "dự kiến chưa đạt"),  # zero is a result
        (None, None, None, "chưa có số liệu"),  # unknown is not zero
    ],
)
def test_six_months_of_a_count(
    campaign: Campaign,
    result: Decimal | None,
    ratio: Fraction | None,
    expected: Decimal | None,
    status: str,
) -> None:
    results: dict[At, EntryValue] = {} if result is None else {(*LEAF, "actual_h1"): result}
    line = one(merged(campaign, Period.MIDYEAR, "PTO", PLEDGED, results), "PTO")
    assert (line.target, line.ratio, line.expected) == (D(18), ratio, expected)
    assert line.status.label == status
    assert line.source is TargetSource.REGISTRATION


@pytest.mark.parametrize(
    ("result", "ratio", "status"),
    [
        (D(9), Fraction(1, 2), "chưa đạt"),
        (D(18), Fraction(1), "đạt"),
        (D("18.5"), Fraction(37, 36), "vượt"),
        (None, None, "chưa có số liệu"),
    ],
)
def test_the_year_of_a_count(
    campaign: Campaign, result: Decimal | None, ratio: Fraction | None, status: str
) -> None:
    results: dict[At, EntryValue] = {} if result is None else {(*LEAF, "actual_fy"): result}
    line = one(merged(campaign, Period.YEAR, "PTO", PLEDGED, results), "PTO")
    assert (line.ratio, line.status.label) == (ratio, status)


@pytest.mark.parametrize(
    ("result", "ratio", "expected", "status"),
    [
        (D(4), Fraction(1), D(8), "dự kiến vượt"),  # 8 late files where 10 are allowed
        (D(5), Fraction(1), D(10), "dự kiến đạt"),
        (D(6), Fraction(1), D(12), "dự kiến chưa đạt"),
        (D(12), Fraction(10, 12), D(24), "chưa đạt"),  # above the limit already
    ],
)
def test_six_months_where_lower_is_better(
    sample: Campaign, result: Decimal, ratio: Fraction, expected: Decimal, status: str
) -> None:
    pledged: dict[At, EntryValue] = {(*LOW, "target"): D(10)}
    line = one(merged(sample, Period.MIDYEAR, "MA", pledged, {(*LOW, "actual_h1"): result}), "MA")
    assert line.lower_is_better
    assert (line.ratio, line.expected, line.status.label) == (ratio, expected, status)


@pytest.mark.parametrize(
    ("result", "ratio", "status"),
    [
        (D(0), Fraction(1), "vượt"),
        (D(10), Fraction(1), "đạt"),
        (D(16), Fraction(10, 16), "chưa đạt"),
    ],
)
def test_the_year_where_lower_is_better(
    sample: Campaign, result: Decimal, ratio: Fraction, status: str
) -> None:
    pledged: dict[At, EntryValue] = {(*LOW, "target"): D(10)}
    line = one(merged(sample, Period.YEAR, "MA", pledged, {(*LOW, "actual_fy"): result}), "MA")
    assert (line.ratio, line.status.label) == (ratio, status)


@pytest.mark.parametrize(
    ("title", "measure", "expected"),
    [
        ("Lớp bồi dưỡng", "lớp", D(140)),
        ("Hồ sơ giải quyết đúng hạn", "%", D(70)),
        ("Tỷ lệ hồ sơ trực tuyến", "phần trăm", D(70)),
        ("Tỷ lệ hồ sơ trực tuyến", "", D(70)),
        ("Họp trực tuyến", "điểm cầu", D(140)),  # places to meet, not points of an index
    ],
)
def test_amounts_double_and_ratios_stand(
    campaign: Campaign, title: str, measure: str, expected: Decimal
) -> None:
    pledged: dict[At, EntryValue] = {
        (*ROW, "item_title"): title,
        (*ROW, "item_unit"): measure,
        (*ROW, "weight"): D(1),
        (*ROW, "target"): D(90),
    }
    result = merged(campaign, Period.MIDYEAR, "PTO", pledged, {(*ROW, "actual_h1"): D(70)})
    line = one(result, "PTO")
    assert (line.title, line.expected) == (title, expected)


def test_the_approved_target_is_in_force_with_its_document_only(campaign: Campaign) -> None:
    typed: dict[At, EntryValue] = {(*LEAF, "approved_target"): D(15)}
    results: dict[At, EntryValue] = {(*LEAF, "actual_fy"): D(16)}
    line = one(merged(campaign, Period.YEAR, "PTO", PLEDGED, results, typed), "PTO")
    assert (line.registered, line.target, line.status.label) == (D(18), D(18), "chưa đạt")
    typed[(*LEAF, "approval_document")] = "12/CTĐ"
    line = one(merged(campaign, Period.YEAR, "PTO", PLEDGED, results, typed), "PTO")
    assert (line.registered, line.target, line.status.label) == (D(18), D(15), "vượt")


def test_the_appraisers_result_goes_before_the_units(campaign: Campaign) -> None:
    typed: dict[At, EntryValue] = {(*LEAF, "appraised_actual"): D(17)}
    results: dict[At, EntryValue] = {(*LEAF, "actual_fy"): D(18)}
    line = one(merged(campaign, Period.YEAR, "PTO", PLEDGED, results, typed), "PTO")
    assert (line.year, line.corrected, line.status.label) == (D(17), True, "chưa đạt")


def test_at_year_end_the_accepted_six_months_result_is_shown(campaign: Campaign) -> None:
    half = sent(campaign, "PTO", Period.MIDYEAR, {**PLEDGED, (*LEAF, "actual_h1"): D(7)})
    whole = {**PLEDGED, (*LEAF, "actual_h1"): D(9), (*LEAF, "actual_fy"): D(18)}
    came = [half, sent(campaign, "PTO", Period.YEAR, whole)]
    assert one(merge(campaign, Period.YEAR, came), "PTO").midyear == D(7)
    assert one(merge(campaign, Period.YEAR, came[1:]), "PTO").midyear == D(9)


def test_without_a_registration_the_units_form_is_the_source(campaign: Campaign) -> None:
    came = [sent(campaign, "PTO", Period.YEAR, PLEDGED)]
    result = merge(campaign, Period.YEAR, came)
    lines = progress(result)
    assert [(x.unit, x.source) for x in lines] == [("PTO", TargetSource.SUBMISSION)]
    assert without_targets(result, lines) == ("HBI", "BKA", "BGI", "TNG", "TQU", "YBA")


def test_at_registration_there_are_targets_only(campaign: Campaign) -> None:
    line = one(merged(campaign, Period.REGISTRATION, "PTO", PLEDGED, {}), "PTO")
    assert (line.target, line.result, line.ratio) == (D(18), None, None)
    assert line.status.label == "đã đăng ký"


def test_what_does_not_apply_or_is_not_due_says_so(sample: Campaign) -> None:
    bands, leader = ("A.2.2", None), ("A.2.3", None)
    pledged: dict[At, EntryValue] = {(*bands, "target"): D(5), (*leader, "target"): D(9)}
    marked: dict[At, EntryValue] = {(*bands, "not_applicable"): "x"}
    lines = progress(merged(sample, Period.MIDYEAR, "MA", pledged, marked))
    assert [(x.criterion, x.status.label) for x in lines] == [
        ("A.2.2", "không áp dụng"),
        ("A.2.3", "chưa đến kỳ báo cáo"),
    ]


def test_a_row_the_chair_wrote_about_is_there_though_nothing_is_registered(
    campaign: Campaign,
) -> None:
    typed: dict[At, EntryValue] = {
        ("II.5.2", "4", "approved_target"): D(3),
        ("II.5.2", "4", "approval_document"): "12/CTĐ",
    }
    result = merged(campaign, Period.YEAR, "PTO", PLEDGED, {}, typed)
    row = next(x for x in progress(result) if x.item == "4")
    assert (row.source, row.target) == (TargetSource.NOWHERE, None)
    assert row.status.label == "chưa có chỉ tiêu"


def test_which_way_is_better(sample: Campaign) -> None:
    better = {c.code: lower_is_better(c, sample) for c in sample.tree.leaves()}
    assert better["A.1.1.2"]
    assert not better["A.2.2"]  # more of the target, more points
