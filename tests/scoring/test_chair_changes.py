"""What changed between two merges, by hand on the small campaign of ``test_merge``.

A (50), B = 30, C = 10 and N (10) make 100: PTO 100, HBI 98, … YBA 88.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.chair.changes import LARGE_KINDS, Change, ChangeKind, changes
from scoring.chair.inputs import ChairInputs
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import Received, Refused, merge
from scoring.snapshot import CellValue
from scoring.submission import Submission
from scoring.terms import Period

D = Decimal
UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")
TOPS = ("50", "48", "46", "44", "42", "40", "38")
IN_TIME = dt.datetime(2021, 11, 20, 8)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    return Campaign.model_validate(tomllib.loads(text, parse_float=Decimal))


def raw(value: EntryValue) -> CellValue:
    return float(value) if isinstance(value, Decimal) else value


def sent(unit: str, points: str, version: int = 1, period: Period = Period.YEAR) -> Received:
    values: dict[tuple[str, str], EntryValue] = {}
    if period is Period.YEAR:
        values = {("A", "points"): D(points), ("B", "points"): D(30), ("C", "choice"): "Có"}
    entries = tuple(Entry(Address(c, None, f), raw(v), v) for (c, f), v in values.items())
    at = dt.datetime(2021, 11, 19, version)
    submission = Submission(unit, period, "nho-2021", 1, "0" * 64, version, at, entries)
    name = f"{unit}_{period.value}_lan{version}.xlsx"
    return Received(name, f"sha {name}", submission, (), True, "", IN_TIME)


def good(units: Sequence[str] = UNITS) -> list[Received]:
    return [sent(u, top) for u, top in zip(UNITS, TOPS, strict=True) if u in units]


def typed(
    unit: str, values: Mapping[tuple[str | None, str | None, str], EntryValue]
) -> ChairInputs:
    found = (Entry(Address(*at), raw(v), v) for at, v in values.items())
    return ChairInputs({unit: Entries(found)})


def told(found: Sequence[Change]) -> list[tuple[str, str, str, str, str]]:
    return [(c.unit, c.kind.value, c.what, c.before, c.after) for c in found]


def test_the_first_merge_has_nothing_to_compare_with(campaign: Campaign) -> None:
    assert changes(None, merge(campaign, Period.YEAR, good())) == ()


def test_the_same_merge_again_changes_nothing(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    after = merge(campaign, Period.YEAR, list(reversed(good())))
    assert changes(before, after) == ()


def test_a_corrected_submission_is_told_from_file_to_rank(campaign: Campaign) -> None:
    """BGI corrects A from 44 to 47: 47 + 30 + 10 + 10 = 97, above BKA's 96."""
    before = merge(campaign, Period.YEAR, good())
    after = merge(campaign, Period.YEAR, [*good(), sent("BGI", "47", 2)])
    code = after.unit("BGI").received
    assert code is not None
    new = f"được tính, mã kiểm tra {code.submission.check_code}"
    old_file, new_file = "BGI_nam_lan1.xlsx (lần 1)", "BGI_nam_lan2.xlsx (lần 2)"
    title = campaign.tree["A"].title
    assert told(changes(before, after)) == [
        ("BKA", "rank", "Hạng trong Cụm", "3", "4"),
        ("BGI", "file", f"Kỳ Năm: nhận {new_file}", "", new),
        ("BGI", "superseded", "Kỳ Năm: bản được tính", old_file, new_file),
        ("BGI", "entry", "Điểm chấm (năm)", "44", "47"),
        ("BGI", "points", f"Điểm hệ thống: {title}", "44,00", "47,00"),
        ("BGI", "total", "Tổng điểm hệ thống", "94,00", "97,00"),
        ("BGI", "total", "Tổng điểm tự chấm", "94,00", "97,00"),
        ("BGI", "percent", "Tỷ lệ % dùng để xếp", "94,00%", "97,00%"),
        ("BGI", "rank", "Hạng trong Cụm", "4", "3"),
    ]
    entry = next(c for c in changes(before, after) if c.kind is ChangeKind.ENTRY)
    assert (entry.criterion, entry.item, entry.field) == ("A", None, "points")


def test_a_unit_that_came_is_not_told_leaf_by_leaf(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good(UNITS[:-1]))
    after = merge(campaign, Period.YEAR, good())
    found = [c for c in changes(before, after) if c.unit == "YBA"]
    assert [c.kind.value for c in found] == [
        "file", "status", "total", "total", "percent", "rank"
    ]  # fmt: skip
    assert (found[1].before, found[1].after) == ("chưa nộp", "hợp lệ")
    assert (found[-1].before, found[-1].after) == ("chưa xếp hạng", "7")


def test_a_unit_that_is_gone_or_blocked_is_told(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    gone = changes(before, merge(campaign, Period.YEAR, good(UNITS[:-1])))
    assert ("YBA", "gone", "Kỳ Năm: không còn bản nào được tính", "YBA_nam_lan1.xlsx (lần 1)",
            "không có") in told(gone)  # fmt: skip
    assert ("YBA", "status", "Tình trạng của đơn vị", "hợp lệ", "chưa nộp") in told(gone)
    *others, last = good()
    wrong = replace(last, findings=(Finding("SEAL_DAMAGED", params={"code": "A", "now": "B"}),))
    blocked = changes(before, merge(campaign, Period.YEAR, [*others, wrong]))
    assert [(c.kind.value, c.after) for c in blocked] == [
        ("status", "bị chặn vì có lỗi"),
        ("rank", "chưa xếp hạng"),
    ]


def test_ranks_that_come_to_be_shared_are_told(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    after = merge(campaign, Period.YEAR, [*good(), sent("HBI", "50", 2)])
    ranks = [(c.unit, c.before, c.after) for c in changes(before, after) if c.what.startswith("Hạ")]
    assert ranks == [("PTO", "1", "1 (đồng hạng)"), ("HBI", "2", "1 (đồng hạng)")]


def test_a_late_copy_that_does_not_count_is_told(campaign: Campaign) -> None:
    newest = sent("PTO", "49", 3)
    before = merge(campaign, Period.YEAR, [*good(UNITS[1:]), newest])
    after = merge(campaign, Period.YEAR, [*good(), newest])
    assert told(changes(before, after)) == [
        ("PTO", "file", "Kỳ Năm: nhận PTO_nam_lan1.xlsx (lần 1)", "",
         "không được tính, đang tính PTO_nam_lan3.xlsx")
    ]  # fmt: skip


def test_another_period_is_said_and_only_files_are_listed(campaign: Campaign) -> None:
    registered = [sent("PTO", "0", period=Period.REGISTRATION)]
    before = merge(campaign, Period.REGISTRATION, registered)
    after = merge(campaign, Period.YEAR, [*registered, *good(["PTO"])])
    found = changes(before, after)
    assert [c.kind.value for c in found] == ["period", "file"]
    assert (found[0].before, found[0].after) == ("Đăng ký", "Năm")


def test_refused_files_are_told_once(campaign: Campaign) -> None:
    refused = Refused("Danh bạ.xlsx", (Finding("NOT_A_FORM", params={"file": "Danh bạ.xlsx"}),))
    before = merge(campaign, Period.YEAR, good())
    after = merge(campaign, Period.YEAR, good(), refused=[refused])
    assert [(c.kind.value, c.what) for c in changes(before, after)] == [
        ("refused", "Tệp Danh bạ.xlsx")
    ]
    assert changes(after, after) == ()


def test_an_appraised_criterion_is_told_with_its_final_points(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    chair = typed("HBI", {("A", None, "appraised"): D(45), ("A", None, "reason"): "Thiếu hồ sơ"})
    found = changes(before, merge(campaign, Period.YEAR, good(), chair=chair))
    title = campaign.tree["A"].title
    assert told(found) == [
        ("HBI", "points", f"Điểm cuối: {title}", "chưa có", "45,00"),
        ("HBI", "input", "Điểm thẩm định", "(trống)", "45"),
        ("HBI", "input", "Lý do", "(trống)", "Thiếu hồ sơ"),
    ]


def test_the_second_decision_stands_beside_the_first(campaign: Campaign) -> None:
    first = {("A", None, "appraised"): D(45)}
    before = merge(campaign, Period.YEAR, good(), chair=typed("HBI", first))
    second = typed("HBI", {("A", None, "appraised"): D(44), ("A", None, "second"): D(47)})
    found = changes(before, merge(campaign, Period.YEAR, good(), chair=second))
    points = [(c.field, c.before, c.after) for c in found if c.kind is ChangeKind.POINTS]
    assert points == [("appraised", "45,00", "44,00"), ("final", "45,00", "47,00")]


def test_what_is_accepted_as_a_whole_is_one_line(campaign: Campaign) -> None:
    """T, a penalty that nobody entered, needs points of the chair's own; the rest is accepted."""
    judged = Entry(Address("T", None, "appraised"), 0.0, D(0))
    mark = Entry(Address(None, None, "accept_rest"), "x", "x")
    one = ChairInputs({u: Entries([judged]) for u in UNITS})
    all_of_it = ChairInputs({u: Entries([judged, mark]) for u in UNITS})
    before = merge(campaign, Period.YEAR, good(), chair=one)
    found = changes(before, merge(campaign, Period.YEAR, good(), chair=all_of_it))
    assert (found[0].kind, found[0].before, found[0].after) == (
        ChangeKind.BASIS, "tạm tính", "chính thức"
    )  # fmt: skip
    of_one = [(c.kind.value, c.what) for c in found if c.unit == "PTO"]
    assert of_one == [
        ("total", "Tổng điểm thẩm định"),
        ("total", "Tổng điểm cuối"),
        ("input", "Thống nhất điểm hệ thống ở các dòng chưa ghi"),
    ]


def test_inputs_about_the_cluster_are_told_of_the_cluster(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    chair = typed("", {(None, None, "meeting_place"): "Việt Trì"})
    found = changes(before, merge(campaign, Period.YEAR, good(), chair=chair))
    assert told(found) == [("", "input", "Địa điểm họp", "(trống)", "Việt Trì")]


def test_a_new_revision_of_the_campaign_is_told(campaign: Campaign) -> None:
    later = campaign.model_copy(update={"revision": 2})
    found = changes(merge(campaign, Period.YEAR, good()), merge(later, Period.YEAR, good()))
    assert told(found) == [
        ("", "campaign", "Bộ tiêu chí dùng để chấm", "lần ban hành 1", "lần ban hành 2")
    ]


def test_the_order_of_files_changes_nothing(campaign: Campaign) -> None:
    before = merge(campaign, Period.YEAR, good())
    new = [sent("BGI", "47", 2), sent("YBA", "50", 2)]
    first = changes(before, merge(campaign, Period.YEAR, [*good(), *new]))
    assert first == changes(before, merge(campaign, Period.YEAR, [*reversed(new), *good()]))
    order = {unit: n for n, unit in enumerate(UNITS)}
    assert [order[c.unit] for c in first] == sorted(order[c.unit] for c in first)


def test_a_large_cluster_lists_no_single_values() -> None:
    left_out = {ChangeKind.ENTRY, ChangeKind.POINTS, ChangeKind.INPUT}
    assert set(ChangeKind) - LARGE_KINDS == left_out


def test_every_kind_has_its_word() -> None:
    assert all(kind.label for kind in ChangeKind)
    assert len({kind.label for kind in ChangeKind}) == len(ChangeKind)
