"""Checks of values together, on the campaign of every rule kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign
from scoring.checks import CheckCase, LiveValue, run_checks
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.findings import Finding
from scoring.score import score
from scoring.snapshot import Cell, Place
from scoring.terms import Period

D = Decimal
REG, H1, FY = Period.REGISTRATION, Period.MIDYEAR, Period.YEAR
Values = Mapping[str, EntryValue]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    path = Path(__file__).parents[1] / "campaigns" / "all-kinds.toml"
    loaded = load_campaign(path.read_bytes())
    assert loaded.campaign is not None
    return loaded.campaign


def address(text: str) -> Address:
    criterion, item, field = text.split("|")
    return Address(criterion or None, item or None, field)


def entries(values: Values) -> Entries:
    return Entries(Entry(address(text), None, value) for text, value in values.items())


def check(
    campaign: Campaign,
    values: Values,
    period: Period = FY,
    *,
    registered: Values | None = None,
    live: Mapping[str, LiveValue] | None = None,
    places: Mapping[Address, Place] | None = None,
    read: tuple[Finding, ...] = (),
) -> tuple[Finding, ...]:
    entered = entries(values)
    sheet = score(campaign, "AA", entered, period)
    before = None if registered is None else entries(registered)
    case = CheckCase(campaign, "AA", period, entered, sheet, before, places or {}, live or {}, read)
    return run_checks(case)


def found(findings: tuple[Finding, ...], code: str) -> list[str]:
    return [
        f"{f.criterion or ''}|{f.item or ''}|{f.field or ''}" for f in findings if f.code == code
    ]


def test_registration_asks_for_targets_and_the_plan_only(campaign: Campaign) -> None:
    missing = found(check(campaign, {}, REG), "REQUIRED_MISSING")
    assert missing == [
        "||preparer",
        "||signer",
        "||signer_title",
        "||plan_number",
        "||plan_date",
        "||measures",
        "B.2||target",
        "B.4||target",
        "DT.2||target",
    ]
    assert found(check(campaign, {}, REG), "ITEM_NONE") == ["A.2|1|item_title"]


def test_midyear_asks_for_midyear_results_and_the_targets_they_need(campaign: Campaign) -> None:
    missing = found(check(campaign, {}, H1), "REQUIRED_MISSING")
    assert "B.1||actual_h1" in missing
    assert "B.2||target" in missing
    assert "A.1.2|KL.CC|count_h1" in missing
    # C.1 and the staff counts of B.5 are due at the year's end only, and the plan was registered.
    for absent in ("B.1||actual_fy", "C.1||choice", "B.5|CC.TS|count", "||plan_number"):
        assert absent not in missing
    # A bonus that may be left blank is never asked for.
    assert "DT.1||choice_h1" not in missing


def test_zero_is_a_value_and_an_unusable_entry_is_not_missing(campaign: Campaign) -> None:
    zero = check(campaign, {"TR.1||count": D(0)})
    assert "TR.1||count" not in found(zero, "REQUIRED_MISSING")
    entered = Entries([Entry(address("TR.1||count"), "hai", None)])
    sheet = score(campaign, "AA", entered, FY)
    said = run_checks(CheckCase(campaign, "AA", FY, entered, sheet))
    assert "TR.1||count" not in found(said, "REQUIRED_MISSING")


def test_not_applicable_needs_no_result(campaign: Campaign) -> None:
    values: Values = {"B.1||not_applicable": "x", "B.1||na_reason": "Không được giao"}
    findings = check(campaign, values)
    assert "B.1||actual_fy" not in found(findings, "REQUIRED_MISSING")
    assert found(findings, "NA_REASON_MISSING") == []


def test_a_report_may_say_why_a_content_does_not_apply() -> None:
    text = (Path(__file__).parents[1] / "campaigns" / "smallest.toml").read_text(encoding="utf-8")
    loaded = load_campaign(f'{text}not_applicable = "full_points"\n')
    assert loaded.campaign is not None
    values: Values = {
        "A||not_applicable": "x",
        "A||na_reason": "Không được giao",
        "A||narrative": "Đơn vị không được giao nội dung này",
    }
    assert found(check(loaded.campaign, values), "NA_WITH_VALUES") == []
    scored = {**values, "A||points": D(90)}
    assert found(check(loaded.campaign, scored), "NA_WITH_VALUES") == ["A||points"]


def test_a_used_item_row_must_be_whole_and_an_unused_one_need_not(campaign: Campaign) -> None:
    findings = check(campaign, {"A.2|3|item_title": "Rà soát"}, REG)
    missing = [at for at in found(findings, "REQUIRED_MISSING") if at.startswith("A.2")]
    assert missing == ["A.2|3|target", "A.2|3|item_unit", "A.2|3|weight"]
    at_year = check(campaign, {"A.2|3|item_title": "Rà soát"}, FY)
    assert "A.2|3|actual_fy" in found(at_year, "REQUIRED_MISSING")
    assert found(at_year, "ITEM_NONE") == []


def test_a_missing_value_has_the_cell_where_it_belongs(campaign: Campaign) -> None:
    place = Place("Tự chấm điểm", 20, 8)
    findings = check(campaign, {}, places={address("B.1||actual_fy"): place})
    (finding,) = [f for f in findings if f.criterion == "B.1" and f.code == "REQUIRED_MISSING"]
    assert finding.at == place
    assert finding.message == ("Chưa nhập “Kết quả thực hiện (năm)” của tiêu chí B.1 cho kỳ Năm.")


def test_evidence_or_explanation(campaign: Campaign) -> None:
    claimed: Values = {"A.1.1||points": D("4.5")}
    assert found(check(campaign, claimed), "EVIDENCE_MISSING") == ["A.1.1||evidence"]
    explained = {**claimed, "A.1.1||explanation": "Chưa có văn bản"}
    assert found(check(campaign, explained), "EVIDENCE_MISSING") == []
    # No points are claimed, or nothing was entered, or the campaign does not ask: no proof.
    assert found(check(campaign, {"A.1.1||points": D(0)}), "EVIDENCE_MISSING") == []
    assert found(check(campaign, {}), "EVIDENCE_MISSING") == []
    assert found(check(campaign, {"C.5||count": D(4)}), "EVIDENCE_MISSING") == []
    assert found(check(campaign, claimed, H1), "EVIDENCE_MISSING") == []
    # A self-score above a computed zero does claim points.
    claims = {"A.1.1||points": D(0), "A.1.1||self": D(1)}
    assert found(check(campaign, claims), "EVIDENCE_MISSING") == ["A.1.1||evidence"]


def test_incomplete_evidence_names_what_is_missing(campaign: Campaign) -> None:
    findings = check(campaign, {"A.1.1||evidence": "15/BC-SNV"})
    (finding,) = [f for f in findings if f.code == "EVIDENCE_INCOMPLETE"]
    assert finding.message == (
        "Minh chứng của tiêu chí A.1.1 còn thiếu: ngày ban hành; tên, trích yếu."
    )


def test_balances_name_both_numbers(campaign: Campaign) -> None:
    staff: Values = {
        "B.5|CC.TS|count": D(51),
        "B.5|CC.HTXS|count": D(10),
        "B.5|CC.HTT|count": D(30),
        "B.5|CC.HT|count": D(10),
    }
    (finding,) = [f for f in check(campaign, staff) if f.code == "SUM_MISMATCH"]
    assert (finding.criterion, finding.item, finding.field) == ("B.5", "CC.TS", "count")
    assert "ghi 51" in finding.message
    assert "cộng các dòng thành phần được 50, lệch 1" in finding.message
    right = {**staff, "B.5|CC.TS|count": D(50)}
    assert found(check(campaign, right), "SUM_MISMATCH") == []
    partly = {k: v for k, v in staff.items() if "HTXS" not in k}
    assert found(check(campaign, partly), "SUM_MISMATCH") == []


def test_a_self_score_that_differs_needs_an_explanation(campaign: Campaign) -> None:
    values: Values = {"C.5||count": D(4), "C.5||self": D(4)}  # 4 × 0,75 = 3, at most 3
    (finding,) = [f for f in check(campaign, values) if f.code == "SELF_DIFFERS"]
    assert (finding.criterion, finding.field) == ("C.5", "self")
    assert "tự chấm 4 điểm, hệ thống tính 3 điểm" in finding.message
    explained = {**values, "C.5||explanation": "Cụm đã thống nhất"}
    assert found(check(campaign, explained), "SELF_DIFFERS") == []
    assert found(check(campaign, explained), "SELF_DIFFERS_EXPLAINED") == ["C.5||self"]
    same = {**values, "C.5||self": D("3.00")}
    assert found(check(campaign, same), "SELF_DIFFERS") == []


def test_what_cannot_be_computed_is_said(campaign: Campaign) -> None:
    nobody: Values = {f"B.5|CC.{x}|count": D(0) for x in ("TS", "HTXS", "HTT", "HT")}
    shares = found(check(campaign, nobody), "NOT_COMPUTABLE")
    assert shares == ["B.5|CC.TS|count", "B.5|CC.TS|count"]  # for B.5 and for C.6


def test_counts_that_contradict_each_other_are_said() -> None:
    sample = published_campaign("cum-mau")
    # Two light faults of 0,25–0,5 and a grave one of 1–2: from 1,5 to 3 points off.
    faults: Values = {"TR.2|LOI.NHE|count": D(2), "TR.2|LOI.NANG|count": D(1)}
    for off, said in (("1.49", True), ("1.5", False), ("3", False), ("3.25", True)):
        findings = check(sample, {**faults, "TR.2||points": D(off)})
        assert found(findings, "NOT_COMPUTABLE") == (["TR.2||points"] if said else []), off
    (finding,) = [
        f
        for f in check(sample, {"C.2.3||count": D(3), "C.2.3||count_h1": D(4)})
        if f.code == "NOT_COMPUTABLE"
    ]
    assert (finding.criterion, finding.field) == ("C.2.3", "count")
    assert "số của cả năm nhỏ hơn số của 6 tháng đầu năm" in finding.message


PLEDGE: Values = {
    "A.2|1|item_title": "Số hóa hồ sơ",
    "A.2|1|item_unit": "hồ sơ",
    "A.2|1|weight": D(3),
    "A.2|1|target": D(1000),
    "B.2||target": D(4),
}


def test_registered_targets_stay(campaign: Campaign) -> None:
    now = {**PLEDGE, "A.2|1|target": D(900), "A.2|1|item_title": "Số hoá  hồ sơ"}
    findings = check(campaign, now, registered=PLEDGE)
    # The other spelling of the title is no change.
    assert found(findings, "TARGET_CHANGED") == ["A.2|1|target"]
    (finding,) = [f for f in findings if f.code == "TARGET_CHANGED"]
    assert "“900”" in finding.message
    assert "“1.000”" in finding.message
    without_item: Values = {"B.2||target": D(4)}
    assert found(check(campaign, without_item, registered=PLEDGE), "TARGET_REMOVED") == [
        "A.2|1|item_title"
    ]
    assert found(check(campaign, PLEDGE, registered=without_item), "TARGET_ADDED") == [
        "A.2|1|item_title"
    ]
    without_target = {k: v for k, v in PLEDGE.items() if k != "B.2||target"}
    assert found(check(campaign, without_target, registered=PLEDGE), "TARGET_REMOVED") == [
        "B.2||target"
    ]
    assert found(check(campaign, PLEDGE, registered=without_target), "TARGET_ADDED") == [
        "B.2||target"
    ]
    # A result is no target: entering one later changes nothing that was registered.
    later = {**PLEDGE, "A.2|1|actual_fy": D(900)}
    said = check(campaign, later, registered=PLEDGE)
    assert not {f.code for f in said} & {"TARGET_ADDED", "TARGET_CHANGED", "TARGET_REMOVED"}


AT = Place("Tự chấm điểm", 12, 10)


def live(value: float | str | None, **more: bool) -> dict[str, LiveValue]:
    return {"C.5": LiveValue(AT, Cell(value, formula=True, **more))}


@pytest.mark.parametrize(
    ("shown", "differs"),
    [
        (live(3.0), False),
        (live(2.0), True),
        (live("chưa có"), True),
        (live(None), False),
        (live(None, cached=False), False),
    ],
)
def test_the_forms_own_points_are_compared(
    campaign: Campaign, shown: dict[str, LiveValue], differs: bool
) -> None:
    values: Values = {"||period": "Năm", "C.5||count": D(4)}
    assert bool(found(check(campaign, values, live=shown), "LIVE_DIFFERS")) is differs


def test_live_points_of_another_period_or_of_doubtful_cells_are_not_compared(
    campaign: Campaign,
) -> None:
    count: Values = {"C.5||count": D(4)}
    assert found(check(campaign, count, live=live(2.0)), "LIVE_DIFFERS") == []
    midyear = {**count, "||period": "6 tháng"}
    assert found(check(campaign, midyear, live=live(2.0)), "LIVE_DIFFERS") == []
    year = {**count, "||period": "Năm"}
    as_text = Finding("NUMBER_AS_TEXT", None, "C.5", None, "count", {})
    uncalculated = live("chưa tính")
    assert found(check(campaign, year, live=uncalculated, read=(as_text,)), "LIVE_DIFFERS") == []
    (finding,) = [f for f in check(campaign, year, live=live(2.0)) if f.code == "LIVE_DIFFERS"]
    assert finding.at == AT
    assert "đang là 2, còn tính lại từ số liệu đã nhập được 3" in finding.message


def test_dates_near_the_year(campaign: Campaign) -> None:
    def far(day: dt.date) -> list[str]:
        return found(check(campaign, {"C.2||date": day}), "DATE_FAR")

    assert far(dt.date(2020, 1, 1)) == []
    assert far(dt.date(2022, 12, 31)) == []
    assert far(dt.date(2012, 6, 14)) == ["C.2||date"]
    assert far(dt.date(2023, 1, 1)) == ["C.2||date"]


def test_the_period_of_the_form(campaign: Campaign) -> None:
    assert found(check(campaign, {"||period": "Năm"}), "PERIOD_DIFFERS") == []
    assert found(check(campaign, {"||period": "6 tháng"}), "PERIOD_DIFFERS") == ["||period"]
    assert found(check(campaign, {}), "PERIOD_DIFFERS") == ["||period"]


def test_pledges_repeat(campaign: Campaign) -> None:
    twice = {**PLEDGE, "A.2|2|item_title": "SỐ HÓA HỒ SƠ"}
    assert found(check(campaign, twice), "ITEM_REPEATED") == ["A.2|2|item_title"]
