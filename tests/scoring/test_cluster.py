"""The cluster pass (lateness by receipt) and mandatory conditions, worked out by hand."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.cluster import CLUSTER_KINDS, ClusterPass, cluster_pass
from scoring.cluster_kinds.base import ClusterData
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.received import Receipt
from scoring.rules.decisions import Effect
from scoring.score import score
from scoring.terms import Period, State
from scoring.vetoes import (
    RegistrationState,
    RegistrationStatus,
    decisions_hit,
    registration_state,
)

D = Decimal


def campaign(**changes: object) -> Campaign:
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    return Campaign.model_validate({**tomllib.loads(text, parse_float=Decimal), **changes})


def filled(**values: EntryValue) -> Entries:
    """``A__points=…`` is criterion A, field points."""
    made = []
    for name, value in values.items():
        criterion, field = name.split("__")
        made.append(Entry(Address(criterion, None, field), None, value))
    return Entries(made)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def passed(table: Campaign, **received: dt.datetime | None) -> ClusterPass:
    entries = filled(A__points=D(40), B__points=D(30), C__choice="Có")
    sheets = {unit: score(table, unit, entries, Period.YEAR) for unit in received}
    receipts = {(unit, Period.YEAR): Receipt(moment) for unit, moment in received.items()}
    return cluster_pass(ClusterData(table, Period.YEAR, sheets, {}, receipts))


# Deadline 30/11/2021, 10 points, 0.5 off for each day late.
@pytest.mark.parametrize(
    ("received", "points"),
    [
        ("2021-11-12T08:00", "10.00"),
        ("2021-11-30T23:59", "10.00"),  # the last day, late at night
        ("2021-12-01T00:01", "9.50"),  # 1 day
        ("2021-12-03T10:00", "8.50"),  # 3 days: 10 − 3 × 0.5
        ("2021-12-20T10:00", "0.00"),  # 20 days: 10 − 20 × 0.5
        ("2021-12-31T10:00", "0.00"),  # 31 days: 10 − 15.5 is below the floor of 0
        ("2021-11-30T16:59+00:00", "10.00"),  # 23:59 in Vietnam
        ("2021-11-30T17:00+00:00", "9.50"),  # midnight in Vietnam: 01/12
    ],
)
def test_days_late_cost_points(received: str, points: str) -> None:
    result = passed(campaign(), PTO=at(received))
    line = result.sheets["PTO"].line("N")
    assert (line.state, line.computed) == (State.OK, D(points))
    assert result.sheets["PTO"].totals.total == D("80.00") + D(points)
    assert (result.findings, result.unit_findings["PTO"]) == ((), ())


def test_the_line_says_why() -> None:
    sheet = passed(campaign(), PTO=at("2021-12-03T10:00")).sheets["PTO"]
    assert sheet.line("N").sentence == (
        "Ngày 03/12/2021, hạn 30/11/2021: muộn 3 ngày × 0,5 điểm/ngày → 8,50 điểm"
    )


def test_grace_days_come_off_the_days_late() -> None:
    # 3 days late, 2 of grace: 1 day × 0.5 off
    table = campaign(criteria=lateness(grace_days=2))
    assert passed(table, PTO=at("2021-12-03T10:00")).sheets["PTO"].line("N").computed == D("9.50")


def lateness(**more: object) -> list[dict[str, object]]:
    criteria = [c.model_dump(by_alias=True, exclude_unset=True) for c in campaign().criteria]
    for c in criteria:
        if c["code"] == "N":
            c["rule"] = {**c["rule"], **more}
    return criteria


def test_without_a_deadline_nobody_is_late_and_it_is_said_once() -> None:
    none = {"registration": "not set", "midyear": "not set", "year": "not set"}
    result = passed(campaign(deadlines=none), PTO=at("2021-12-03T10:00"), HBI=None)
    for sheet in result.sheets.values():
        line = sheet.line("N")
        assert (line.state, line.computed) == (State.CLUSTER, None)
        assert line.sentence.startswith("Chưa đặt hạn nộp")
        assert sheet.totals.total == D("80.00")
    assert [f.code for f in result.findings] == ["LATENESS_NO_DEADLINE"]
    assert result.unit_findings == {"PTO": (), "HBI": ()}


def test_an_unknown_receipt_gives_no_points_and_a_warning_for_that_unit_only() -> None:
    result = passed(campaign(), PTO=None, HBI=at("2021-11-12T08:00"))
    line = result.sheets["PTO"].line("N")
    assert (line.state, line.computed) == (State.CLUSTER, None)
    assert line.sentence.startswith("Chưa biết ngày nhận")
    assert result.findings == ()
    assert [f.code for f in result.unit_findings["PTO"]] == ["RECEIPT_UNKNOWN"]
    assert result.unit_findings["HBI"] == ()
    assert result.sheets["HBI"].line("N").computed == D("10.00")


def test_lines_that_are_not_due_or_not_applicable_stay_as_they_are() -> None:
    criteria = lateness()
    for c in criteria:
        if c["code"] == "N":
            c["not_applicable"] = "excluded"
    table = campaign(criteria=criteria)
    entries = filled(N__not_applicable="x", N__na_reason="Gửi thay")
    sheets = {"PTO": score(table, "PTO", entries, Period.YEAR)}
    assert cluster_pass(ClusterData(table, Period.YEAR, sheets)).sheets == sheets


def test_points_that_the_chair_gives_by_hand_go_on_waiting() -> None:
    criteria = lateness()
    criteria[0]["scored_by"] = "chair"
    result = passed(campaign(criteria=criteria), PTO=at("2021-11-12T08:00"))
    assert result.sheets["PTO"].line("A").state is State.CLUSTER


def test_what_the_chair_scores_by_hand_is_not_computed_from_the_receipts() -> None:
    """Found by the oracle: the day of receipt filled a line that the chair scores by hand."""
    criteria = lateness()
    for c in criteria:
        if c["code"] == "N":
            c["scored_by"] = "chair"
    line = passed(campaign(criteria=criteria), PTO=at("2021-11-12T08:00")).sheets["PTO"].line("N")
    assert (line.state, line.computed) == (State.CLUSTER, None)


def test_every_cluster_kind_has_its_file() -> None:
    names = {kind.__name__ for kind in CLUSTER_KINDS}
    assert names == {"Lateness", "RelativeToLeader", "RankBased"}


# ---- mandatory conditions

ON_TIME = RegistrationState(RegistrationStatus.ON_TIME)


def condition(effect: str = "no_award", **when: object) -> dict[str, object]:
    return {"kind": "veto", "code": "DK", "title": "Điều kiện", "when": when, "effect": effect}


def reasons(
    table: Campaign,
    entries: Entries,
    registration: RegistrationState = ON_TIME,
    period: Period = Period.YEAR,
) -> list[str]:
    return [hit.reason for hit in decisions_hit(table, period, entries, registration)]


def test_a_chosen_label_vetoes() -> None:
    table = campaign(decisions=[condition("no_rank", on="choice", criterion="C", label="Không")])
    (hit,) = decisions_hit(table, Period.YEAR, filled(C__choice="Không"), ON_TIME)
    assert (hit.code, hit.decision.effect, hit.reason) == ("DK", Effect.NO_RANK, "C: chọn “Không”")
    assert reasons(table, filled(C__choice="Có")) == []
    assert reasons(table, filled()) == []


def test_a_count_vetoes_by_the_field_of_its_period() -> None:
    table = campaign(
        decisions=[condition(on="count", criterion="T", relation=">", value=D(2))],
    )
    entries = filled(T__count_h1=D(2), T__count=D(3))
    assert reasons(table, entries) == ["T: nhập 3 (khi > 2)"]
    assert reasons(table, entries, period=Period.MIDYEAR) == []
    assert reasons(table, entries, period=Period.REGISTRATION) == []
    assert reasons(table, filled()) == []


REGISTERED = [condition(on="registration")]


# Deadline of registration 31/03/2021.
@pytest.mark.parametrize(
    ("receipts", "status", "reason"),
    [
        ([at("2021-03-31T23:00")], "on_time", []),
        ([at("2021-04-01T07:00")], "late", ["đăng ký nhận ngày 01/04/2021, sau hạn 31/03/2021"]),
        ([], "missing", ["không có bản đăng ký (hạn 31/03/2021)"]),
        ([None], "receipt_unknown", []),
        # A correction after the deadline does not undo a registration in time.
        ([at("2021-04-20T07:00"), at("2021-03-20T07:00")], "on_time", []),
        # One version came late, nobody knows when the other came: nothing is proved.
        ([at("2021-04-20T07:00"), None], "receipt_unknown", []),
    ],
)
def test_the_registration_against_its_deadline(
    receipts: list[dt.datetime | None], status: str, reason: list[str]
) -> None:
    table = campaign(decisions=REGISTERED)
    state = registration_state(table, receipts)
    assert state.status == status
    assert reasons(table, filled(), state) == reason


@pytest.mark.parametrize("receipts", [[], [None], [at("2021-12-31T07:00")]])
def test_without_a_deadline_no_registration_is_late_or_missing(
    receipts: list[dt.datetime | None],
) -> None:
    none = {"registration": "not set", "midyear": "not set", "year": "not set"}
    table = campaign(decisions=REGISTERED, deadlines=none)
    state = registration_state(table, receipts)
    assert state.status is RegistrationStatus.NO_DEADLINE
    assert reasons(table, filled(), state) == []
