"""Two revisions of a campaign, and a form built from one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.campaign import Campaign
from scoring.campaign_diff import CarriedCampaign, Change, compare_campaign, diff
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


def test_wording_and_scoring_are_told_apart() -> None:
    assert diff(OWN, OWN) == ()
    assert diff(OWN, revised(theme="Chủ đề khác")) == (Change(None, "chủ đề", scoring=False),)
    assert diff(OWN, revised(places=1)) == (
        Change(None, "số chữ số thập phân 2 → 1", scoring=True),
    )
    points = with_criterion("II.1.1", max_points=Decimal("3.5"))
    assert diff(OWN, points) == (Change("II.1.1", "điểm chuẩn 3 → 3,5", scoring=True),)
    words = with_criterion("II.1.1", title="Tên khác", note="Ghi chú")
    assert diff(OWN, words) == (
        Change("II.1.1", "tên", scoring=False),
        Change("II.1.1", "ghi chú", scoring=False),
    )


def test_words_inside_a_rule_are_wording() -> None:
    rule = OWN.tree["II.2.2"].rule
    other_word = with_criterion("II.2.2", rule=rule.model_copy(update={"event": "cán bộ"}))
    assert diff(OWN, other_word) == (Change("II.2.2", "quy tắc chấm", scoring=False),)
    dearer = with_criterion("II.2.2", rule=rule.model_copy(update={"points_each": Decimal(2)}))
    assert diff(OWN, dearer) == (Change("II.2.2", "quy tắc chấm", scoring=True),)


def test_criteria_come_and_go() -> None:
    fewer = revised(criteria=tuple(c for c in OWN.criteria if c.code != "II.1.5"))
    assert diff(OWN, fewer) == (Change("II.1.5", "đã bỏ", scoring=True),)
    assert diff(fewer, OWN) == (Change("II.1.5", "mới thêm", scoring=True),)


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
