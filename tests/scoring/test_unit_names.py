"""Which unit a written name means: never one that is only like it, never one of another year."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign import Campaign, Unit
from scoring.campaign_load import published_campaign
from scoring.unit_names import (
    Found,
    NotInYear,
    Suggested,
    Unknown,
    find_unit,
    stranger_finding,
    suggestion,
    valid_years,
)

CAMPAIGN = published_campaign("cum-tdmnpb-2021")


def of_year(year: int) -> Campaign:
    return CAMPAIGN.model_copy(update={"year": year})


def found(text: str, campaign: Campaign = CAMPAIGN) -> str | None:
    answer = find_unit(campaign, text)
    return answer.unit.code if isinstance(answer, Found) else None


def suggested(text: str, campaign: Campaign = CAMPAIGN) -> list[str]:
    answer = find_unit(campaign, text)
    assert isinstance(answer, Suggested)
    return [unit.code for unit in answer.candidates]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BGI", "BGI"),
        (" bgi ", "BGI"),
        ("\u0412GI", "BGI"),  # a Cyrillic letter
        ("Sở Nội vụ tỉnh Bắc Giang", "BGI"),
        ("SỞ NỘI VỤ  TỈNH\u00a0BẮC GIANG", "BGI"),
        ("Bắc Giang", "BGI"),
        ("B\u200bắc Giang", "BGI"),
        (unicodedata.normalize("NFD", "Bắc Giang"), "BGI"),
        ("Hoà Bình", "HBI"),
        ("Hòa Bình", "HBI"),
        ("Bắc Cạn", "BKA"),  # a former name
        ("Së Néi vô tØnh B¾c K¹n", "BKA"),  # .VnTime
        ("Sôû Noäi vuï tænh Baéc Kaïn", "BKA"),  # VNI
    ],
)
def test_a_unit_is_found_by_code_name_and_former_name(text: str, code: str) -> None:
    assert found(text) == code


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Bac Giang", ["BGI"]),
        ("Sở Nội vụ tỉnh Phú Tho", ["PTO"]),
        ("Tỉnh Thái Nguyên", ["TNG"]),
        ("Yên Bai", ["YBA"]),
        ("PT0", ["PTO"]),
        ("Sở Nội vụ Tuyên Quang", ["TQU"]),
        ("Bắc", ["BKA", "BGI"]),
    ],
)
def test_a_likeness_is_suggested_and_never_taken(text: str, candidates: list[str]) -> None:
    assert suggested(text)[: len(candidates)] == candidates


@pytest.mark.parametrize(
    "text", ["", "  ", "Cà Mau", "Sở Nội vụ", "Sở Nội vụ tỉnh", "\u200b", "12"]
)
def test_what_is_like_nobody_is_unknown(text: str) -> None:
    assert find_unit(CAMPAIGN, text) == Unknown()


def test_a_unit_that_was_merged_is_not_mapped_to_its_heir() -> None:
    later = of_year(2026)
    for text in ("HBI", "Hoà Bình", "Sở Nội vụ tỉnh Hòa Bình"):
        answer = find_unit(later, text)
        assert isinstance(answer, NotInYear)
        assert answer.unit.code == "HBI"
        assert valid_years(answer.unit) == "từ 2021 đến 2025"
    assert found("Phú Thọ", later) == "PTO"


def test_the_name_of_a_gone_unit_goes_before_an_heirs_former_name() -> None:
    """The heir calls the merged unit's name its former one: the papers may be of either."""
    heir = CAMPAIGN.units["PTO"]
    named = heir.model_copy(update={"former_names": ("Sở Nội vụ tỉnh Hòa Bình", "Vĩnh Phúc")})
    members = tuple(named if u.code == "PTO" else u for u in CAMPAIGN.cluster.members)
    cluster = CAMPAIGN.cluster.model_copy(update={"members": members})
    later = CAMPAIGN.model_copy(update={"cluster": cluster, "year": 2026})
    assert isinstance(find_unit(later, "Sở Nội vụ tỉnh Hòa Bình"), NotInYear)
    assert found("Vĩnh Phúc", later) == "PTO"


def test_a_name_that_two_units_have_is_asked_about() -> None:
    def also_north(unit: Unit) -> Unit:
        if unit.code not in ("BKA", "BGI"):
            return unit
        return unit.model_copy(update={"former_names": ("Miền Bắc",)})

    members = tuple(also_north(u) for u in CAMPAIGN.cluster.members)
    cluster = CAMPAIGN.cluster.model_copy(update={"members": members})
    assert suggested("miền bắc", CAMPAIGN.model_copy(update={"cluster": cluster})) == ["BKA", "BGI"]


def test_the_finding_names_the_closest_units() -> None:
    finding = stranger_finding(CAMPAIGN, "Bac Giang", "phieu.xlsx")
    assert finding is not None
    assert finding.code == "UNIT_UNKNOWN"
    assert finding.message == (
        "Tệp phieu.xlsx ghi đơn vị là “Bac Giang”, không có trong danh sách đơn vị của đợt thi đua;"
        " có phải là “Bắc Giang” (BGI)?"
    )
    nobody = stranger_finding(CAMPAIGN, "Cà Mau", "phieu.xlsx")
    assert nobody is not None
    assert nobody.message.endswith("không có trong danh sách đơn vị của đợt thi đua.")
    assert stranger_finding(CAMPAIGN, "Bắc Giang", "phieu.xlsx") is None


def test_the_finding_says_the_years_of_a_unit_that_is_gone() -> None:
    finding = stranger_finding(of_year(2026), "Hoà Bình", "hb.xlsx")
    assert finding is not None
    assert finding.code == "UNIT_NOT_IN_YEAR"
    assert "năm 2026 (thành viên từ 2021 đến 2025)" in finding.message


def test_suggestion_reads_as_a_question() -> None:
    units = CAMPAIGN.units
    both = Suggested((units["BKA"], units["BGI"]))
    assert suggestion(both) == " có phải là “Bắc Kạn” (BKA) hay “Bắc Giang” (BGI)?"
    assert suggestion(Unknown()) == ""


NAMES = sorted({name for u in CAMPAIGN.units.values() for name in (u.code, u.name, u.short_name)})


@given(st.sampled_from(NAMES), st.integers(0, 40), st.sampled_from("xz7"))
def test_a_letter_too_many_is_never_a_unit(name: str, at: int, letter: str) -> None:
    assert not isinstance(find_unit(CAMPAIGN, name[:at] + letter + name[at:]), Found)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    finding = stranger_finding(CAMPAIGN, text, "x.xlsx")
    assert finding is None or (finding.message and finding.hint)
