"""Cross-scoring in the campaign file and in the criteria workbook: the same, without loss."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.campaign import Campaign, Cross
from scoring.campaign_load import load_campaign
from scoring.canonical import campaign_hash
from tests.addin.criteria_books import EditedBook, campaign_of, snapshot_of
from thidua_addin.usecases.campaign_toml import campaign_toml
from thidua_addin.usecases.criteria_book import campaign_of_book

USED = (
    Cross(method="mean"),
    Cross(method="median", outlier_points=Decimal("1.5"), assignment="all"),
    Cross(method="trimmed", trim_from=4, outlier_share=Decimal("0.125")),
)


def campaign_with(cross: Cross | None) -> Campaign:
    return campaign_of("all-kinds").model_copy(update={"cross": cross})


@pytest.mark.parametrize("cross", [*USED, None])
def test_the_criteria_workbook_loses_nothing(cross: Cross | None) -> None:
    campaign = campaign_with(cross)
    back = campaign_of_book(snapshot_of(campaign)).campaign
    assert back is not None
    assert back.cross == cross
    assert campaign_hash(back) == campaign_hash(campaign)


@pytest.mark.parametrize("cross", [*USED, None])
def test_the_file_loses_nothing(cross: Cross | None) -> None:
    text = campaign_toml(campaign_with(cross))
    loaded = load_campaign(text)
    assert loaded.campaign is not None
    assert loaded.campaign.cross == cross
    assert ("[cross]" in text) is (cross is not None)


def test_a_chair_switches_it_on_in_the_workbook() -> None:
    edited = EditedBook()
    edited.put("campaign", "cross.method", "", "Trung vị")
    edited.put("campaign", "cross.outlier_share", "", 0.2)
    back = campaign_of_book(edited.snapshot).campaign
    assert back is not None
    assert back.cross == Cross(method="median", outlier_share=Decimal("0.2"))


@pytest.mark.parametrize(
    ("role", "value", "code"),
    [
        ("cross.trim_from", 4.0, "CAMPAIGN_CROSS_TRIM_UNUSED"),
        ("cross.outlier_share", 0.2, "CAMPAIGN_CROSS_OUTLIER_TWICE"),
        ("cross.method", "bình quân", "CHOICE_UNKNOWN"),
        ("cross.method", None, "CRITERIA_CELL_MISSING"),
    ],
)
def test_a_fault_is_named_at_its_cell(role: str, value: str | float | None, code: str) -> None:
    edited = EditedBook()
    edited.put("campaign", "cross.method", "", "Trung bình cộng")
    edited.put("campaign", "cross.outlier_points", "", 1.0)
    edited.put("campaign", role, "", value)
    book = campaign_of_book(edited.snapshot)
    assert book.campaign is None
    place = str(edited.place("campaign", role, ""))
    assert (code, place) in {(f.code, str(f.at)) for f in book.findings}


def test_numbers_in_quotation_marks_are_named() -> None:
    text = campaign_toml(campaign_with(USED[1])).replace("= 1.5", '= "1.5"')
    loaded = load_campaign(text)
    assert loaded.campaign is None
    found = [(f.code, f.path) for f in loaded.findings if f.path and "cross" in f.path]
    assert found == [("CAMPAIGN_VALUE_NUMBER", "cross.outlier_points")]
