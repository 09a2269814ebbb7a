"""Two revisions of a campaign, and a form built from one of them."""

from __future__ import annotations

import copy
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.campaign import Campaign
from scoring.campaign_diff import (
    CarriedCampaign,
    Change,
    changes_in_words,
    compare_campaign,
    diff,
)
from scoring.campaign_load import published_campaign
from scoring.canonical import campaign_hash, campaign_json

OWN = published_campaign("cum-tdmnpb-2021")


def revised(**changes: Any) -> Campaign:
    """The campaign with other top-level values."""
    return OWN.model_copy(update=changes)


def with_criterion(code: str, revision: int = 2, **changes: Any) -> Campaign:
    """The next revision, with one criterion changed."""
    criteria = tuple(c.model_copy(update=changes) if c.code == code else c for c in OWN.criteria)
    return revised(criteria=criteria, revision=revision)


def carried(campaign: Campaign) -> CarriedCampaign:
    return CarriedCampaign(
        campaign.id, campaign.revision, campaign_hash(campaign), campaign_json(campaign)
    )


def codes(own: Campaign, form: CarriedCampaign, known: list[str] | None = None) -> list[str]:
    return [f.code for f in compare_campaign(own, form, known)]


def wording(code: str | None, what: str) -> Change:
    return Change(code, what, scoring=False, points=False)


def outcome(code: str | None, what: str) -> Change:
    """Rank, grade, award or required entries, but no points."""
    return Change(code, what, scoring=True, points=False)


def points(code: str | None, what: str) -> Change:
    return Change(code, what, scoring=True, points=True)


SOURCE = Path(__file__).with_name("diff_campaign.toml").read_text(encoding="utf-8")


def edited(*replacements: tuple[str, str]) -> Campaign:
    text = SOURCE
    for old, new in replacements:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    data = tomllib.loads(text, parse_float=Decimal)
    data["criteria"], data["decisions"] = data.pop("criterion"), data.pop("decision")
    return Campaign.model_validate(data)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            'theme = "Đoàn kết"',
            'theme = "Đổi mới"',
            wording(None, "chủ đề: “Đoàn kết” → “Đổi mới”"),
        ),
        (
            '"Luật Thi đua"',
            '"Luật 06/2022"',
            wording(None, "căn cứ pháp lý: bỏ Luật Thi đua; thêm Luật 06/2022"),
        ),
        ("places = 2", "places = 1", points(None, "số chữ số thập phân 2 → 1")),
        (
            "scale = 100\n",
            "scale = 100\ninitial_points = 80\n",
            points(None, "điểm khởi điểm 0 → 80"),
        ),
        (
            'rank_by = "points"',
            'rank_by = "percent"',
            outcome(None, "cách xếp hạng: theo điểm → theo tỷ lệ %"),
        ),
        (', { by = "bonus" }]', "]", outcome(None, "cách phân định đồng điểm: A, điểm thưởng → A")),
        (
            'midyear = "not set"',
            "midyear = 2021-06-15",
            points(None, "hạn nộp 6 tháng: chưa đặt → 15/06/2021"),
        ),
        ("threshold = 0.8", "threshold = 0.75", outcome(None, "tỷ lệ phiếu cần đạt 80% → 75%")),
        ("at_least = 80", "at_least = 79.5", outcome(None, "xếp loại TOT: từ mức điểm 80 → 79,5")),
        (
            'label = "Tốt", at',
            'label = "Giỏi", at',
            wording(None, "xếp loại TOT: tên xếp loại: “Tốt” → “Giỏi”"),
        ),
        (
            "quota = 2",
            'quota = "not set"',
            outcome(None, "hình thức khen thưởng BK: số lượng: 2 → chưa đặt"),
        ),
        ("value = 1 }", "value = 2 }", outcome(None, "điều kiện V1: giá trị so sánh 1 → 2")),
        ("levels = 1", "levels = 2", outcome(None, "điều kiện H1: số bậc hạ 1 → 2")),
        (
            'effect = "no_rank"',
            'effect = "no_award"',
            outcome(None, "điều kiện V1: hệ quả: không xếp hạng → không xét thi đua, khen thưởng"),
        ),
        (
            'title = "Kỷ luật"',
            'title = "Có kỷ luật"',
            wording(None, "điều kiện V1: tên: “Kỷ luật” → “Có kỷ luật”"),
        ),
        (
            '{ on = "registration" }',
            '{ on = "points", criterion = "A", relation = "<", value = 5 }',
            outcome(
                None,
                "điều kiện H1: căn cứ xét: đăng ký chậm hoặc không đăng ký → điểm của tiêu chí",
            ),
        ),
        ('chair = "AA"', 'chair = "BB"', wording(None, "Cụm trưởng: AA → BB")),
        ("points_each = 0.25", "points_each = 0.5", points("A", "mức trừ mỗi lần 0,25 → 0,5")),
        (
            "points_each = 0.25",
            'points_each = 0.25, event = "vụ"',
            wording("A", "tên gọi mỗi lần: “lần” → “vụ”"),
        ),
        ("points_each = 0.25", "points_each = 0.25, cap = 4", points("A", "tối đa: không đặt → 4")),
        ("from = 0.75,", "from = 0.7,", points("B", "khoảng điểm thứ 2: từ 75% → 70%")),
        (
            "percent = 60",
            "percent = 50",
            points("B", "khoảng điểm thứ 2: phần điểm chuẩn được hưởng 60% → 50%"),
        ),
        (
            "{ from = 0.8, percent = 100 }, { from = 0.75, to = 0.8, percent = 60 }",
            "{ from = 0.75, to = 0.8, percent = 60 }, { from = 0.8, percent = 100 }",
            wording("B", "thứ tự khoảng điểm"),
        ),
        (
            'evidence = "required"',
            'evidence = "none"',
            outcome("B", "yêu cầu minh chứng: bắt buộc → không cần"),
        ),
        (
            'title = "Cấp A"',
            'title = "Hạng A"',
            wording("C", "số liệu thành phần CT.A: tên: “Cấp A” → “Hạng A”"),
        ),
        (
            '{ label = "Cấp A", points = 10 }, { label = "Cấp B", points = 5 }',
            '{ label = "Cấp B", points = 5 }, { label = "Cấp A", points = 10 }',
            points("C", "thứ tự mức"),
        ),
        (
            '{ label = "Tốt", points = 5 }, { label = "Khá", points = 3 }',
            '{ label = "Khá", points = 3 }, { label = "Tốt", points = 5 }',
            wording("D", "thứ tự mức"),
        ),
        ("points = 3 }", "points = 3.5 }", points("D", "mức “Khá”: điểm 3 → 3,5")),
        (', { label = "Kém", points = 0 }', "", points("D", "bỏ mức “Kém” (điểm 0)")),
        ('["6-thang", "nam"]', '["nam"]', points("E", "kỳ chấm: bỏ 6 tháng")),
        ("target = 40", 'target = "registered"', points("E", "chỉ tiêu: 40 → đơn vị đăng ký")),
        (
            'kind = "proportional", target = 40',
            'kind = "yes_no"',
            points("E", "loại quy tắc: Theo tỷ lệ hoàn thành → Có/không"),
        ),
        (
            "per_day = 0.5",
            "per_day = 0.5, holidays = [2021-04-30]",
            points("F", "ngày nghỉ: thêm 30/04/2021"),
        ),
        ("step = 0.05", "step = 0.01", points("G", "mỗi bước vượt 5% → 1%")),
    ],
)
def test_each_change_is_said_and_weighed(old: str, new: str, change: Change) -> None:
    assert diff(edited(), edited((old, new))) == (change,)


def test_long_texts_are_cut_where_they_differ() -> None:
    first = "Đoàn kết, kỷ cương; hành động, sáng tạo, hiệu quả; thi đua hoàn thành nhiệm vụ"
    old, new = (
        edited(("Đoàn kết", first)),
        edited(("Đoàn kết", first.replace("hiệu quả", "đổi mới"))),
    )
    (change,) = diff(old, new)
    assert change.what == (
        "chủ đề: “…, sáng tạo, hiệu quả; thi đua hoàn thành nhiệm vụ” → "
        "“…, sáng tạo, đổi mới; thi đua hoàn thành nhiệm vụ”"
    )


def test_units_and_points_that_depend_on_one_another() -> None:
    leader = (
        '{ kind = "proportional", target = 40 }',
        '{ kind = "rank_based", ranks = [{ from = 1, points = 10 }] }',
    )
    joined, said = ("valid_from = 2022", "valid_from = 2021"), "đơn vị CC: từ năm 2022 → 2021"
    assert diff(edited(), edited(joined)) == (
        outcome(None, "thêm đơn vị CC (Sở C)"),
        wording(None, said),
    )
    assert diff(edited(leader), edited(leader, joined)) == (
        points(None, "thêm đơn vị CC (Sở C)"),
        wording(None, said),
    )
    assert diff(edited(), edited(("year = 2021\n", "year = 2022\n"))) == (
        points(None, "năm 2021 → 2022"),
        outcome(None, "thêm đơn vị CC (Sở C)"),
    )


def test_deadlines_matter_to_points_where_days_are_counted() -> None:
    no_days = ('{ kind = "lateness", per_day = 0.5 }', '{ kind = "direct" }')
    assert diff(edited(no_days), edited(no_days, ('"not set", year', "2021-06-15, year"))) == (
        outcome(None, "hạn nộp 6 tháng: chưa đặt → 15/06/2021"),
    )


def test_bands_come_and_go() -> None:
    more = edited(
        (
            "{ from = 0.75, to = 0.8, percent = 60 }",
            "{ from = 0.78, to = 0.8, percent = 60 }, { from = 0.75, to = 0.78, percent = 30 }",
        ),
    )
    assert diff(edited(), more) == (
        points("B", "bỏ khoảng điểm (từ 75%, đến dưới 80%, phần điểm chuẩn được hưởng 60%)"),
        points("B", "thêm khoảng điểm (từ 78%, đến dưới 80%, phần điểm chuẩn được hưởng 60%)"),
        points("B", "thêm khoảng điểm (từ 75%, đến dưới 78%, phần điểm chuẩn được hưởng 30%)"),
    )


def test_decisions_come_and_go() -> None:
    (demote,) = (line + "\n" for line in SOURCE.splitlines() if 'kind = "demote"' in line)
    assert diff(edited(), edited((demote, ""))) == (
        outcome(None, "bỏ điều kiện H1 (Sai quy trình)"),
    )
    assert diff(edited((demote, "")), edited()) == (
        outcome(None, "thêm điều kiện H1 (Sai quy trình)"),
    )


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all single values in a campaign's data."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for key, inner in pairs for leaf in leaves_of(inner, (*path, key))]
    return [path]


WHOLE = published_campaign("cum-mau")
DATA = json.loads(campaign_json(WHOLE))
LEAVES = [leaf for leaf in leaves_of(DATA) if leaf not in (("id",), ("revision",))]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.sampled_from(LEAVES),
    st.sampled_from(["1", "0.5", 7, True, "2021-05-01", "Khác", "not set", "registered", None]),
)
def test_every_change_is_noticed(leaf: tuple[Any, ...], value: object) -> None:
    """Whatever single value changes, of whatever kind of rule, something is said of it."""
    data = copy.deepcopy(DATA)
    inner = data
    for key in leaf[:-1]:
        inner = inner[key]
    inner[leaf[-1]] = value
    try:
        changed = Campaign.model_validate(data)
    except ValidationError:
        assume(False)
    changes = diff(WHOLE, changed)
    assert (changes == ()) is (campaign_hash(changed) == campaign_hash(WHOLE))
    for change in changes:
        assert change.scoring or not change.points
        assert is_normalized("NFC", change.text)


def test_criteria_come_and_go() -> None:
    fewer = revised(criteria=tuple(c for c in OWN.criteria if c.code != "II.1.5"))
    assert diff(OWN, fewer) == (points("II.1.5", "đã bỏ"),)
    assert diff(fewer, OWN) == (points("II.1.5", "mới thêm"),)


def test_another_order_of_criteria_is_wording() -> None:
    turned = revised(criteria=OWN.criteria[::-1])
    assert diff(OWN, turned) == (wording(None, "thứ tự tiêu chí"),)
    codes_only = codes(turned.model_copy(update={"revision": 2}), carried(OWN))
    assert codes_only == ["CAMPAIGN_REWORDED"]


def test_changes_in_words() -> None:
    assert diff(OWN, OWN) == ()
    dearer = with_criterion("II.2.2", max_points=Decimal("3.5"), title="Người bị kỷ luật")
    assert changes_in_words(OWN, dearer) == (
        "II.2.2: tên: “Người bị xử lý kỷ luật” → “Người bị kỷ luật”",
        "II.2.2: điểm chuẩn 3 → 3,5",
    )


def test_the_same_campaign_needs_no_word() -> None:
    assert codes(OWN, carried(OWN)) == []


def test_an_earlier_revision() -> None:
    reworded = with_criterion("II.1.1", title="Tên mới")
    assert codes(reworded, carried(OWN)) == ["CAMPAIGN_REWORDED"]
    dearer = with_criterion("II.1.1", max_points=Decimal(4))
    (finding,) = compare_campaign(dearer, carried(OWN))
    assert finding.code == "CAMPAIGN_OLD_REVISION"
    assert "II.1.1: điểm chuẩn 3 → 4" in finding.message
    # The chair who keeps the hashes of what was published accepts those only.
    assert codes(dearer, carried(OWN), [campaign_hash(OWN)]) == ["CAMPAIGN_OLD_REVISION"]
    assert codes(dearer, carried(OWN), []) == ["CAMPAIGN_UNKNOWN"]


def test_another_campaign_or_a_later_revision_is_unknown() -> None:
    assert codes(OWN, carried(revised(id="cum-khac-2021"))) == ["CAMPAIGN_UNKNOWN"]
    assert codes(OWN, carried(with_criterion("II.1.1", title="Mới"))) == ["CAMPAIGN_UNKNOWN"]


def test_an_altered_campaign_is_refused_and_said_where() -> None:
    dearer = with_criterion("II.1.1", revision=1, max_points=Decimal(9))
    # Altered with a fresh hash, and altered under the old one.
    for claimed in (campaign_hash(dearer), campaign_hash(OWN)):
        form = CarriedCampaign(OWN.id, 1, claimed, campaign_json(dearer))
        (finding,) = compare_campaign(OWN, form)
        assert finding.code == "CAMPAIGN_ALTERED"
        assert "II.1.1: điểm chuẩn 9 → 3" in finding.message
    broken = CarriedCampaign(OWN.id, 1, campaign_hash(OWN), campaign_json(OWN)[:-9])
    assert codes(OWN, broken) == ["CAMPAIGN_ALTERED"]


@pytest.mark.parametrize("count", [1, 30])
def test_messages_stay_short(count: int) -> None:
    changed = {c.code for c in OWN.criteria if c.is_leaf}
    criteria = tuple(
        c.model_copy(update={"max_points": c.max_points + 1})
        if c.code in sorted(changed)[:count]
        else c
        for c in OWN.criteria
    )
    (finding,) = compare_campaign(revised(criteria=criteria, revision=2), carried(OWN))
    assert len(finding.message) <= 255
    assert ("chỗ khác" in finding.message) is (count > 1)


def test_one_long_change_does_not_fill_the_message() -> None:
    long = tuple(
        c.model_copy(update={"note": "Ghi chú dài. " * 40, "title": "Tên rất dài. " * 40})
        for c in OWN.criteria
    )
    form = carried(revised(criteria=long, id="dot-khac"))
    (finding,) = compare_campaign(OWN, form)
    assert finding.code == "CAMPAIGN_UNKNOWN"
    assert len(finding.message) <= 255
