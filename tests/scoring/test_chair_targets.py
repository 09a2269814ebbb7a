"""Approved targets: what is in force, what the form is compared with, what is said of the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.inputs import ChairInputs
from scoring.chair.targets import (
    approval_findings,
    approved,
    in_force,
    registered_in_force,
    unsettled,
)
from scoring.checks import CheckCase
from scoring.checks import registered as registered_targets
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.findings import Finding
from scoring.score import score
from scoring.terms import Period

LEAF = ("II.1.2", None)  # a count that the unit pledges
ROW = ("II.5.2", "3")  # the third pledged target


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


def entries(*values: tuple[str, str | None, str, EntryValue]) -> Entries:
    return Entries(
        Entry(Address(c, i, f), float(v) if isinstance(v, Decimal) else v, v)
        for c, i, f, v in values
    )


def agreed(*rows: tuple[str, str | None, str, str]) -> ChairInputs:
    """Approved target and document, by criterion and item; ``""`` where nothing was typed."""
    typed: list[tuple[str, str | None, str, EntryValue]] = []
    for criterion, item, target, document in rows:
        if target:
            typed.append((criterion, item, "approved_target", Decimal(target)))
        if document:
            typed.append((criterion, item, "approval_document", document))
    return ChairInputs({"PTO": entries(*typed)})


def target(of: Entries, at: tuple[str, str | None]) -> EntryValue | None:
    return of.value(*at, "target")


REGISTERED = entries(
    (*LEAF, "target", Decimal(18)),
    (*ROW, "item_title", "Hồ sơ được chỉnh lý"),
    (*ROW, "item_unit", "mét giá"),
    (*ROW, "weight", Decimal(1)),
    (*ROW, "target", Decimal(220)),
)
BOTH = agreed((*LEAF, "15", "12/CTĐ"), (*ROW, "200", "12/CTĐ"))


def test_only_with_a_document_is_a_target_approved(campaign: Campaign) -> None:
    chair = agreed((*LEAF, "15", ""), (*ROW, "200", "12/CTĐ"))
    found = approved(campaign, chair, "PTO")
    assert {a: e.value for a, e in found.items()} == {Address(*ROW, "target"): Decimal(200)}
    assert approved(campaign, chair, "HBI") == {}


def test_what_is_missing_of_an_approval_is_said(campaign: Campaign) -> None:
    chair = agreed(
        (*LEAF, "15", ""), ("II.2.1", None, "", "13/CTĐ"), ("II.5.2", "4", "9", "13/CTĐ")
    )
    found = approval_findings(campaign, chair, "PTO", REGISTERED)
    assert [(f.code, f.criterion, f.item) for f in found] == [
        ("TARGET_APPROVAL_NO_DOCUMENT", "II.1.2", None),
        ("TARGET_APPROVAL_NOT_PLEDGED", "II.5.2", "4"),
        ("TARGET_APPROVAL_NO_VALUE", "II.2.1", None),
    ]
    assert "Phú Thọ: chỉ tiêu được duyệt 15 của II.1.2" in found[0].message


def test_a_form_that_holds_the_registered_target_gets_the_approved_one(campaign: Campaign) -> None:
    found = in_force(REGISTERED, REGISTERED, approved(campaign, BOTH, "PTO"))
    assert (target(found, LEAF), target(found, ROW)) == (Decimal(15), Decimal(200))
    assert found.text(*ROW, "item_title") == "Hồ sơ được chỉnh lý"


def test_nothing_approved_changes_nothing() -> None:
    assert in_force(REGISTERED, REGISTERED, {}) is REGISTERED
    assert registered_in_force(REGISTERED, {}) is REGISTERED


def changes(campaign: Campaign, form: Entries, chair: ChairInputs) -> list[tuple[str, str | None]]:
    """What the check of registered targets finds, once the approvals are in force."""
    found = approved(campaign, chair, "PTO")
    now = in_force(form, REGISTERED, found)
    sheet = score(campaign, "PTO", now, Period.YEAR)
    before = registered_in_force(REGISTERED, found)
    case = CheckCase(campaign, "PTO", Period.YEAR, now, sheet, before)
    return [(f.code, f.criterion) for f in registered_targets.check(case)]


def with_target(of: Entries, at: tuple[str, str | None], value: str) -> Entries:
    changed = Entry(Address(*at, "target"), float(value), Decimal(value))
    return Entries([*of, changed])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("18", []),  # the form still holds the registered target
        ("15", []),  # the unit already wrote the approved one
        ("14", [("TARGET_CHANGED", "II.1.2")]),  # neither: named, and scored as it stands
    ],
)
def test_the_form_is_compared_with_what_is_in_force(
    campaign: Campaign, form: str, expected: list[tuple[str, str | None]]
) -> None:
    held = with_target(REGISTERED, LEAF, form)
    assert changes(campaign, held, agreed((*LEAF, "15", "12/CTĐ"))) == expected
    now = in_force(held, REGISTERED, approved(campaign, agreed((*LEAF, "15", "12/CTĐ")), "PTO"))
    assert target(now, LEAF) == Decimal(14 if form == "14" else 15)


def test_without_a_document_the_registered_target_stays(campaign: Campaign) -> None:
    held = with_target(REGISTERED, LEAF, "15")
    assert changes(campaign, held, agreed((*LEAF, "15", ""))) == [("TARGET_CHANGED", "II.1.2")]


def test_a_removed_target_is_not_put_back(campaign: Campaign) -> None:
    form = Entries(e for e in REGISTERED if e.address != Address(*LEAF, "target"))
    chair = agreed((*LEAF, "15", "12/CTĐ"))
    assert target(in_force(form, REGISTERED, approved(campaign, chair, "PTO")), LEAF) is None
    assert changes(campaign, form, chair) == [("TARGET_REMOVED", "II.1.2")]


def test_an_unusable_target_of_the_form_is_left_to_its_own_finding(campaign: Campaign) -> None:
    wrong = Entries([*REGISTERED, Entry(Address(*LEAF, "target"), "mười tám", None)])
    found = in_force(wrong, REGISTERED, approved(campaign, BOTH, "PTO"))
    assert target(found, LEAF) is None
    assert target(found, ROW) == Decimal(200)


def test_a_row_that_the_unit_does_not_use_gets_no_target(campaign: Campaign) -> None:
    chair = agreed(("II.5.2", "4", "9", "12/CTĐ"))
    found = in_force(REGISTERED, REGISTERED, approved(campaign, chair, "PTO"))
    assert found.get("II.5.2", "4", "target") is None


def test_without_a_registration_the_approved_target_counts(campaign: Campaign) -> None:
    found = in_force(REGISTERED, None, approved(campaign, BOTH, "PTO"))
    assert (target(found, LEAF), target(found, ROW)) == (Decimal(15), Decimal(200))


def test_points_go_by_the_approved_target(campaign: Campaign) -> None:
    """II.1.2 has 3 points: 9 of 18 gives 1,5; of the approved 15 it gives 3 × 9 / 15 = 1,8."""
    form = entries((*LEAF, "target", Decimal(18)), (*LEAF, "actual_fy", Decimal(9)))
    top = campaign.tree["II.1.2"].max_points
    before = score(campaign, "PTO", form, Period.YEAR).line("II.1.2").computed
    found = in_force(form, form, approved(campaign, BOTH, "PTO"))
    after = score(campaign, "PTO", found, Period.YEAR).line("II.1.2").computed
    assert (before, after) == (top * 9 / 18, top * 9 / 15)


def test_a_finding_from_before_the_approval_is_dropped(campaign: Campaign) -> None:
    changed = Finding("TARGET_CHANGED", None, *LEAF, "target")
    title = Finding("TARGET_CHANGED", None, *ROW, "item_title")
    other = Finding("TARGET_CHANGED", None, *ROW, "target")
    form = with_target(REGISTERED, LEAF, "15")
    left = unsettled((changed, title, other), form, approved(campaign, BOTH, "PTO"))
    assert left == (title, other)
