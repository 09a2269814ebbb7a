"""Merge: which submission counts, states, ranks; worked out by hand on seven units.

The good case: A = 50, 48, 46, 44, 42, 40, 38 in the order of units, B = 30, C = 10 and N = 10
(received in time), so the totals are 100, 98, 96, 94, 92, 90, 88. The cases of
``should_fail/merge`` change one thing each and expect exactly the findings they name.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign import Campaign
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import MergeResult, Numbers, UnitStatus, merge, registrations_of
from scoring.received import Received, Refused
from scoring.snapshot import CellValue
from scoring.submission import Submission
from scoring.terms import Period, State

D = Decimal
UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


IN_TIME = at("2021-11-20T08:00")
REGISTERED_IN_TIME = at("2021-03-20T08:00")
SEALED = at("2021-11-19T16:00")
CASES = Path(__file__).parents[1] / "should_fail" / "merge"


def campaign(**changes: object) -> Campaign:
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    return Campaign.model_validate({**tomllib.loads(text, parse_float=Decimal), **changes})


def sent(
    unit: str,
    points: str = "40",
    *,
    period: Period = Period.YEAR,
    version: int = 1,
    file: str | None = None,
    sealed: bool = True,
    sealed_at: dt.datetime | None = SEALED,
    received_at: dt.datetime | None = IN_TIME,
    findings: tuple[Finding, ...] = (),
    **more: EntryValue,
) -> Received:
    """A submission with A = ``points``, B = 30, C = Có; ``A__target=…`` sets another field."""
    values: dict[tuple[str | None, str], EntryValue] = {}
    if period is Period.YEAR:
        values = {("A", "points"): D(points), ("B", "points"): D(30), ("C", "choice"): "Có"}
    for name, value in more.items():
        criterion, _, field = name.rpartition("__")
        values[criterion or None, field] = value
    entries = tuple(Entry(Address(c, None, f), raw(v), v) for (c, f), v in values.items())
    moment = sealed_at if sealed else None
    submission = Submission(
        unit, period, "nho-2021", 1, "0" * 64, version if sealed else 0, moment, entries
    )
    name = file or f"{unit}_{period.value}_lan{version}.xlsx"
    return Received(name, f"sha {name}", submission, findings, sealed, "", received_at)


def raw(value: EntryValue) -> CellValue:
    return float(value) if isinstance(value, Decimal) else value


def good(without: Iterable[str] = ()) -> list[Received]:
    tops = zip(UNITS, ("50", "48", "46", "44", "42", "40", "38"), strict=True)
    return [sent(unit, points) for unit, points in tops if unit not in without]


def registered(units: Iterable[str]) -> list[Received]:
    return [sent(u, period=Period.REGISTRATION, received_at=REGISTERED_IN_TIME) for u in units]


def flat(result: MergeResult) -> list[tuple[str, str]]:
    """Every finding as (unit, refused file or "" for the cluster; code)."""
    found = [("", f.code) for f in result.findings]
    found += [(u.unit, f.code) for u in result.units for f in u.findings]
    return found + [(r.file, f.code) for r in result.refused for f in r.findings]


# ---- one defect per file


def from_case(data: Mapping[str, Any]) -> Received:
    values = dict(data)
    plain = {k: values.pop(k) for k in ("file", "version", "sealed") if k in values}
    unit, period = str(values.pop("unit")), Period(values.pop("period", "nam"))
    received_at = REGISTERED_IN_TIME if period is Period.REGISTRATION else IN_TIME
    unknown = values.pop("received_at", None) == "unknown"
    more: dict[str, Any] = {}
    for name, value in values.items():
        if name == "not_applicable":
            more[f"{value}__not_applicable"] = "x"
        elif name == "C":
            more["C__choice"] = str(value)
        elif name != "A":
            more[name] = str(value)
    return sent(
        unit,
        str(values.get("A", "40")),
        period=period,
        received_at=None if unknown else received_at,
        **plain,
        **more,
    )


@pytest.mark.parametrize("case", sorted(CASES.glob("*.toml")), ids=lambda p: p.stem)
def test_each_defect_gives_its_finding_and_no_other(case: Path) -> None:
    data = tomllib.loads(case.read_text("utf-8"), parse_float=Decimal)
    assert data["code"].lower() == case.stem
    result = merge(
        campaign(**data.get("campaign", {})),
        Period.YEAR,
        [
            *good(data.get("without", ())),
            *registered(data.get("registered", ())),
            *(from_case(r) for r in data.get("received", ())),
        ],
        registrations={r.submission.unit: r for r in registered(data.get("accepted", ()))},
        pinned=data.get("pinned", {}),
        unsent=frozenset((unit, Period(period)) for unit, period in data.get("unsent", ())),
    )
    assert flat(result) == [(e["where"], e["code"]) for e in data["expected"]]
    for finding in (f for u in result.units for f in (*u.findings, *result.findings)):
        assert len(finding.message) <= 255
        assert len(finding.hint) <= 255
        assert len(finding.title) <= 32


# ---- all is well


def test_seven_good_submissions() -> None:
    result = merge(campaign(), Period.YEAR, good())
    assert flat(result) == []
    assert [(u.unit, u.status, u.rank, u.tied) for u in result.units] == [
        (unit, "ok", place, False) for place, unit in enumerate(UNITS, start=1)
    ]
    assert [u.numbers.computed for u in result.units] == [D(n) for n in range(100, 87, -2)]
    hoa_binh = result.unit("HBI")
    assert hoa_binh.numbers == Numbers(D("98.00"), D("98.00"), None, None)
    assert hoa_binh.percent == D("0.9800")
    assert hoa_binh.name == "Sở Nội vụ tỉnh Hòa Bình"
    assert (result.missing, result.superseded, result.refused) == ((), (), ())
    assert (result.rank_basis, result.basis_label) == ("computed", "tạm tính")


def test_self_scores_are_kept_apart_from_computed_points() -> None:
    # Bắc Kạn says 40 for A where 46 is computed: 96 computed, 90 self-scored; rank on computed.
    received = [*good(without=["BKA"]), sent("BKA", "46", A__self=D(40))]
    unit = merge(campaign(), Period.YEAR, received).unit("BKA")
    assert unit.numbers == Numbers(D("96.00"), D("90.00"), None, None)
    assert unit.rank == 3


def test_late_points_move_the_ranking() -> None:
    # Phú Thọ came 5 days late: 100 − 2.5 = 97.5, behind Hòa Bình's 98.
    late = sent("PTO", "50", received_at=at("2021-12-05T09:00"))
    result = merge(campaign(), Period.YEAR, [*good(without=["PTO"]), late])
    assert result.unit("PTO").numbers.computed == D("97.50")
    assert (result.unit("PTO").rank, result.unit("HBI").rank) == (2, 1)


def test_a_tie_shares_the_rank_and_the_next_rank_is_left_out() -> None:
    # Bắc Kạn and Bắc Giang both 94: 1, 2, 3, 3, 5, 6, 7.
    result = merge(campaign(), Period.YEAR, [*good(without=["BKA"]), sent("BKA", "44")])
    assert [(u.rank, u.tied) for u in result.units] == [
        (1, False),
        (2, False),
        (3, True),
        (3, True),
        (5, False),
        (6, False),
        (7, False),
    ]


def test_percent_ranking_with_an_excluded_item() -> None:
    # B (30) does not apply to Yên Bái: 38 + 10 + 10 = 58 of 70 = 82.86 %: last but not by points.
    # Tuyên Quang with A = 30: 30 + 30 + 10 + 10 = 80 of 100 = 80.00 %.
    criteria = [c.model_dump(by_alias=True, exclude_unset=True) for c in campaign().criteria]
    criteria[1]["not_applicable"] = "excluded"
    yen_bai = sent("YBA", "38", B__not_applicable="x", B__na_reason="Không được giao")
    received = [*good(without=["TQU", "YBA"]), sent("TQU", "30"), yen_bai]
    result = merge(campaign(criteria=criteria), Period.YEAR, received)
    assert (result.unit("YBA").numbers.computed, result.unit("YBA").percent) == (
        D("58.00"),
        D("0.8286"),
    )
    assert (result.unit("YBA").rank, result.unit("TQU").rank) == (6, 7)


# ---- states of units


def test_a_missing_unit_is_not_a_unit_with_no_points() -> None:
    result = merge(campaign(), Period.YEAR, good(without=["PTO"]))
    unit = result.unit("PTO")
    assert (unit.status, unit.rank, unit.sheet) == (UnitStatus.MISSING, None, None)
    assert unit.numbers == Numbers(None, None, None, None)
    assert result.missing == ("PTO",)
    assert [u.rank for u in result.units] == [None, 1, 2, 3, 4, 5, 6]


def test_an_error_blocks_the_unit_but_shows_its_points() -> None:
    error = Finding("UNIT_NOT_CHOSEN", params={"file": "x"})
    received = [*good(without=["PTO"]), sent("PTO", "50", findings=(error,))]
    result = merge(campaign(), Period.YEAR, received)
    unit = result.unit("PTO")
    assert (unit.status, unit.rank, unit.numbers.computed) == ("blocked", None, D("100.00"))
    assert unit.findings == (error,)
    assert result.unit("HBI").rank == 1


def test_warnings_do_not_keep_a_unit_from_its_rank() -> None:
    unknown = [*good(without=["PTO"]), sent("PTO", "50", received_at=None)]
    unit = merge(campaign(), Period.YEAR, unknown).unit("PTO")
    # 50 + 30 + 10; the 10 points of N are not known, and not zero: they are open.
    assert (unit.status, unit.numbers.computed, unit.rank) == ("warnings", D("90.00"), 5)
    assert unit.sheet is not None
    assert unit.sheet.line("N").state is State.CLUSTER


VETO = {
    "kind": "veto",
    "code": "DK2",
    "title": "Nội bộ đoàn kết",
    "effect": "no_award",
    "when": {"on": "choice", "criterion": "C", "label": "Không"},
}


def test_a_veto_takes_the_rank_and_leaves_the_points() -> None:
    # Phú Thọ: 50 + 30 + 0 + 10 = 90
    received = [*good(without=["PTO"]), sent("PTO", "50", C__choice="Không")]
    result = merge(campaign(decisions=[VETO]), Period.YEAR, received)
    unit = result.unit("PTO")
    assert (unit.status, unit.rank, unit.numbers.computed) == ("vetoed", None, D("90.00"))
    assert [(v.code, v.reason) for v in unit.vetoes] == [("DK2", "C: chọn “Không”")]
    assert [u.rank for u in result.units] == [None, 1, 2, 3, 4, 5, 6]


def test_a_demotion_leaves_the_rank_and_is_said() -> None:
    demote = {**VETO, "kind": "demote", "code": "H1", "title": "Sai quy trình", "levels": 1}
    del demote["effect"]
    grades = [
        {"code": "T", "label": "Tốt", "at_least": D(80)},
        {"code": "K", "label": "Khá", "at_least": D(0)},
    ]
    received = [*good(without=["PTO"]), sent("PTO", "50", C__choice="Không")]
    result = merge(campaign(decisions=[demote], grades=grades), Period.YEAR, received)
    unit = result.unit("PTO")  # 90 points: good, one level down
    assert unit.rank is not None
    assert unit.grade is not None
    assert (unit.grade.grade.code, unit.vetoes) == ("K", ())
    (lowered,) = [f for f in unit.findings if f.code == "GRADE_LOWERED"]
    assert "hạ 1 bậc xếp loại" in lowered.message


def test_an_error_goes_before_a_veto() -> None:
    error = Finding("UNIT_NOT_CHOSEN", params={"file": "x"})
    broken = sent("PTO", "50", C__choice="Không", findings=(error,))
    result = merge(campaign(decisions=[VETO]), Period.YEAR, [broken])
    assert result.unit("PTO").status is UnitStatus.BLOCKED
    assert len(result.unit("PTO").vetoes) == 1


def test_late_and_missing_registrations_veto_by_the_first_receipt() -> None:
    condition = {**VETO, "code": "DK1", "title": "Đăng ký", "when": {"on": "registration"}}
    late = at("2021-04-02T08:00")
    received = [
        *good(),
        *registered(("PTO", "HBI", "BGI", "TNG", "YBA")),
        # A correction of 02/04 does not undo Hòa Bình's registration of 20/03.
        sent("HBI", period=Period.REGISTRATION, version=2, received_at=late, plan_number="2"),
        sent("TQU", period=Period.REGISTRATION, received_at=late),
    ]
    result = merge(campaign(decisions=[condition]), Period.YEAR, received)
    vetoed = {u.unit: u.vetoes[0].reason for u in result.units if u.vetoes}
    assert vetoed == {
        "BKA": "không có bản đăng ký (hạn 31/03/2021)",
        "TQU": "đăng ký nhận ngày 02/04/2021, sau hạn 31/03/2021",
    }


# ---- versions


def counted(result: MergeResult, unit: str = "PTO") -> str:
    received = result.unit(unit).received
    assert received is not None
    return received.file


@pytest.mark.parametrize(
    ("files", "counts", "codes"),
    [
        # the highest version
        (
            [sent("PTO", "50", file="1"), sent("PTO", "49", version=2, file="2")],
            "2",
            ["SUPERSEDED"],
        ),
        # sealed before unsealed, however new
        (
            [sent("PTO", "50", file="1"), sent("PTO", "49", sealed=False, file="2")],
            "1",
            ["SUPERSEDED"],
        ),
        # of the same version the one sealed last, and a warning
        (
            [
                sent("PTO", "50", file="b", sealed_at=at("2021-11-18T08:00")),
                sent("PTO", "49", file="a", sealed_at=at("2021-11-19T08:00")),
            ],
            "a",
            ["VERSION_CONFLICT"],
        ),
        # moments with and without a zone can be compared: 09:00 UTC is 16:00 in Vietnam
        (
            [
                sent("PTO", "50", file="b", sealed_at=at("2021-11-18T15:59")),
                sent("PTO", "49", file="a", sealed_at=at("2021-11-18T09:00+00:00")),
            ],
            "a",
            ["VERSION_CONFLICT"],
        ),
        # the same content twice: the one received first stands for both
        (
            [
                sent("PTO", "50", file="a", received_at=at("2021-12-02T08:00")),
                sent("PTO", "50", file="b", received_at=at("2021-11-29T08:00")),
            ],
            "b",
            ["DUPLICATE_FILE"],
        ),
        # the same file met twice (in the folder and in the earlier summary) is one file
        (
            [sent("PTO", "50", file="a"), sent("PTO", "50", file="a", received_at=None)],
            "a",
            [],
        ),
        # an unsealed copy of the sealed content
        (
            [sent("PTO", "50", file="a"), sent("PTO", "50", file="b", sealed=False)],
            "a",
            ["DUPLICATE_FILE"],
        ),
    ],
)
def test_which_version_counts(files: list[Received], counts: str, codes: list[str]) -> None:
    result = merge(campaign(), Period.YEAR, [*good(without=["PTO"]), *files])
    assert counted(result) == counts
    assert [f.code for f in result.unit("PTO").findings] == codes
    others = sorted({f.file for f in files} - {counts})
    assert list(result.superseded) == others
    assert result.unit("PTO").rank is not None


def test_two_versions_the_later_one_gives_the_points() -> None:
    # Lần 1: A = 50 → 100 points; lần 2: A = 47 → 97, behind Hòa Bình's 98.
    received = [*good(), sent("PTO", "47", version=2)]
    result = merge(campaign(), Period.YEAR, received)
    assert (result.unit("PTO").numbers.computed, result.unit("PTO").rank) == (D("97.00"), 2)
    (finding,) = result.unit("PTO").findings
    assert finding.message == (
        "Phú Thọ, kỳ Năm: không tính tệp PTO_nam_lan1.xlsx (lần 1, niêm phong 19/11/2021 16:00) "
        "vì đã có bản mới hơn; đang tính PTO_nam_lan2.xlsx (lần 2, niêm phong 19/11/2021 16:00)."
    )
    assert result.unit("PTO").status is UnitStatus.OK


def test_the_chair_pins_a_version() -> None:
    received = [*good(), sent("PTO", "47", version=2)]
    result = merge(campaign(), Period.YEAR, received, pinned={"PTO": 1})
    assert counted(result) == "PTO_nam_lan1.xlsx"
    (finding,) = result.unit("PTO").findings
    assert finding.params["reason"] == "Cụm trưởng đã chọn lần 1"


def test_submissions_of_other_periods_are_kept_aside() -> None:
    midyear = sent("HBI", period=Period.MIDYEAR)
    older = sent("PTO", period=Period.REGISTRATION, version=1)
    newer = sent("PTO", period=Period.REGISTRATION, version=2, plan_number="2")
    result = merge(campaign(), Period.YEAR, [*good(), midyear, older, newer])
    assert [r.file for r in result.accepted][:4] == [
        "PTO_dang-ky_lan2.xlsx",
        "PTO_nam_lan1.xlsx",
        "HBI_6-thang_lan1.xlsx",
        "HBI_nam_lan1.xlsx",
    ]
    assert result.superseded == ("PTO_dang-ky_lan1.xlsx",)
    assert flat(result) == [("", "SUPERSEDED")]
    assert result.unit("PTO").registration == newer
    assert len(result.received) == 10


def test_registration_is_merged_without_points_or_ranks() -> None:
    result = merge(campaign(), Period.REGISTRATION, [*registered(UNITS[1:]), *good()])
    assert result.missing == ("PTO",)
    for unit in result.units:
        assert (unit.rank, unit.sheet, unit.numbers) == (None, None, Numbers())
    assert result.unit("HBI").status is UnitStatus.OK


# ---- registered targets


def with_targets() -> Campaign:
    criteria = [c.model_dump(by_alias=True, exclude_unset=True) for c in campaign().criteria]
    criteria[0]["rule"] = {"kind": "proportional"}
    return campaign(criteria=criteria)


def test_targets_are_those_of_the_registration() -> None:
    registration = sent("PTO", period=Period.REGISTRATION, A__target=D(80))
    honest = sent("PTO", A__target=D(80), A__actual_fy=D(60))
    lowered = sent("PTO", A__target=D(60), A__actual_fy=D(60))
    result = merge(with_targets(), Period.YEAR, [registration, honest])
    # 50 × 60/80 = 37.5; 37.5 + 30 + 10 + 10 = 87.5
    assert result.unit("PTO").numbers.computed == D("87.50")
    assert result.unit("PTO").findings == ()
    result = merge(with_targets(), Period.YEAR, [registration, lowered])
    assert [f.code for f in result.unit("PTO").findings] == ["TARGET_CHANGED"]
    assert (result.unit("PTO").status, result.unit("PTO").rank) == ("blocked", None)


def test_the_accepted_registration_goes_before_a_new_one() -> None:
    accepted = sent("PTO", period=Period.REGISTRATION, A__target=D(80), file="dk1")
    new = sent("PTO", period=Period.REGISTRATION, version=2, A__target=D(60), file="dk2")
    lowered = sent("PTO", A__target=D(60), A__actual_fy=D(60))
    received = [new, lowered]
    result = merge(with_targets(), Period.YEAR, received, registrations={"PTO": accepted})
    assert [f.code for f in result.unit("PTO").findings] == [
        "REGISTRATION_FROZEN",
        "TARGET_CHANGED",
    ]
    assert result.unit("PTO").registration == accepted
    assert [r.file for r in result.received] == ["dk2", "PTO_nam_lan1.xlsx", "dk1"]
    table = with_targets()
    assert registrations_of(table, received, {"PTO": accepted}) == {"PTO": accepted}
    assert registrations_of(table, received) == {"PTO": new}


def test_what_the_files_own_check_said_is_not_said_twice() -> None:
    said = Finding(
        "TARGET_CHANGED",
        None,
        "A",
        None,
        "target",
        {"title": "", "criterion": "A", "of": "", "now": "60", "before": "80"},
    )
    registration = sent("PTO", period=Period.REGISTRATION, A__target=D(80))
    lowered = sent("PTO", A__target=D(60), A__actual_fy=D(60), findings=(said,))
    result = merge(with_targets(), Period.YEAR, [registration, lowered])
    assert result.unit("PTO").findings == (said,)


def test_a_registration_with_errors_fixes_nothing() -> None:
    error = Finding("UNIT_NOT_CHOSEN", params={"file": "x"})
    registration = sent("PTO", period=Period.REGISTRATION, A__target=D(80), findings=(error,))
    changed = sent("PTO", A__target=D(60), A__actual_fy=D(60))
    table = with_targets()
    result = merge(table, Period.YEAR, [registration, changed])
    assert [f.code for f in result.unit("PTO").findings] == ["REGISTRATION_NOT_USED"]
    assert (result.unit("PTO").status, result.unit("PTO").rank) == ("warnings", 1)
    assert result.unit("PTO").registration is None
    assert registration not in result.accepted
    assert registration in result.received
    assert registrations_of(table, [registration]) == {}


def broken_seal() -> Finding:
    params = {"what": "“Chỉ tiêu đăng ký” của A", "was": "80", "now": "5"}
    return Finding("SEAL_BROKEN", None, "A", None, "target", params)


def test_a_registration_changed_after_its_seal_blocks_the_results() -> None:
    broken = sent("PTO", period=Period.REGISTRATION, A__target=D(5), findings=(broken_seal(),))
    lowered = sent("PTO", A__target=D(5), A__actual_fy=D(5))
    result = merge(with_targets(), Period.YEAR, [broken, lowered])
    assert [f.code for f in result.unit("PTO").findings] == ["REGISTRATION_NOT_USED", "SEAL_BROKEN"]
    assert (result.unit("PTO").status, result.unit("PTO").rank) == ("blocked", None)


def test_a_broken_registration_never_takes_the_place_of_the_good_one() -> None:
    """Neither in one merge, nor where an earlier summary had accepted the broken one."""
    register = Period.REGISTRATION
    seal = (broken_seal(),)
    broken = sent("PTO", period=register, A__target=D(5), file="a", findings=seal)
    good_one = sent("PTO", period=register, A__target=D(80), file="b")
    lowered = sent("PTO", A__target=D(60), A__actual_fy=D(60))
    accepted: dict[str, Received]
    for accepted in ({}, {"PTO": broken}):
        received = [broken, good_one, lowered]
        result = merge(with_targets(), Period.YEAR, received, registrations=accepted)
        assert [f.code for f in result.unit("PTO").findings] == ["TARGET_CHANGED"]
        assert result.unit("PTO").registration == good_one
        found = registrations_of(with_targets(), received, accepted)
        assert found == {"PTO": good_one}


def test_what_reading_said_of_an_unknown_unit_is_not_said_twice() -> None:
    said = Finding("UNIT_UNKNOWN", params={"file": "x", "unit": "XXX"})
    other = Finding("UNIT_NOT_CHOSEN", params={"file": "x"})
    stranger = sent("XXX", findings=(said, other))
    (refused,) = merge(campaign(), Period.YEAR, [*good(), stranger]).refused
    assert [f.code for f in refused.findings] == ["UNIT_UNKNOWN", "UNIT_NOT_CHOSEN"]


def test_a_broken_seal_of_another_period_is_not_kept_quiet() -> None:
    midyear = sent("PTO", period=Period.MIDYEAR, findings=(broken_seal(),))
    result = merge(campaign(), Period.YEAR, [*good(without=["PTO"]), midyear])
    assert flat(result) == [("", "ASIDE_SEAL_BROKEN"), ("PTO", "UNIT_MISSING")]


# ---- order never matters

variants = st.builds(
    sent,
    unit=st.sampled_from(("PTO", "PTO", "PTO", "HBI", "VPH", "XXX")),
    points=st.sampled_from(("40", "45", "50")),
    period=st.sampled_from((Period.YEAR, Period.YEAR, Period.REGISTRATION)),
    version=st.integers(1, 2),
    sealed=st.booleans(),
    sealed_at=st.sampled_from((SEALED, SEALED + dt.timedelta(hours=1))),
    received_at=st.sampled_from((None, IN_TIME, at("2021-12-04T00:00+00:00"))),
)


@given(st.lists(st.tuples(variants, st.integers(0, 2)), max_size=9), st.randoms())
def test_the_order_of_files_never_matters(made: list[tuple[Received, int]], random: Random) -> None:
    received = [replace(r, file=f"{n}.xlsx", sha256=str(n)) for r, n in made]
    refused = [Refused("z", ()), Refused("y", ())]
    first = merge(TABLE, Period.YEAR, received, refused=refused, ignored=["b", "a"])
    random.shuffle(received)
    refused.reverse()
    assert merge(TABLE, Period.YEAR, received, refused=refused, ignored=["a", "b"]) == first
    ranks = sorted(u.rank for u in first.units if u.rank is not None)
    assert all(r == 1 + sum(other < r for other in ranks) for r in ranks)


TABLE = campaign(decisions=[VETO])
