"""The chair's appraisal: every number worked out by hand.

The cluster has three units and four criteria: D (60 points, given directly), L (20 points, relative
to the leader, target 100), Y (20 points, yes or no), B (bonus, at most 5, 1 a prize).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.chair.inputs import (
    CLUSTER,
    ChairBook,
    ChairInputs,
    UnitEntry,
    book_from_json,
    book_json,
    inputs_of,
)
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, Received, merge
from scoring.submission import Submission
from scoring.terms import Period

D = Decimal
HEAD = tomllib.loads(
    Path(__file__).with_name("merge_campaign.toml").read_text("utf-8"), parse_float=Decimal
)
CRITERIA = """
[[criteria]]
code = "D"
title = "Nhiệm vụ chuyên môn"
max_points = 60
rule = { kind = "direct" }

[[criteria]]
code = "L"
title = "So với đơn vị dẫn đầu"
max_points = 20
rule = { kind = "relative_to_leader", value = "number", target = "registered" }

[[criteria]]
code = "Y"
title = "Nội bộ đoàn kết"
max_points = 20
rule = { kind = "yes_no" }
not_applicable = "excluded"

[[criteria]]
code = "B"
title = "Giải thưởng"
section = "bonus"
max_points = 5
rule = { kind = "per_event_plus", points_each = 1 }
"""
UNITS = ("PTO", "HBI", "BKA")


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    members = [m for m in HEAD["cluster"]["members"] if m["code"] in UNITS]
    cluster = {**HEAD["cluster"], "members": members}
    criteria = tomllib.loads(CRITERIA, parse_float=Decimal)["criteria"]
    return Campaign.model_validate({**HEAD, "cluster": cluster, "criteria": criteria})


def entry(
    criterion: str | None, field: str, value: EntryValue | None, item: str | None = None
) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(Address(criterion, item, field), raw if value is not None else "abc", value)


def sent(unit: str, points: str, actual: str, prizes: str = "0", *more: Entry) -> Received:
    entries = (
        entry("D", "points", D(points)),
        entry("L", "target", D(100)),
        entry("L", "actual_fy", D(actual)),
        entry("Y", "choice", "Có"),
        entry("B", "count", D(prizes)),
    )
    own = {e.address: e for e in (*entries, *more)}
    at = dt.datetime(2021, 11, 20, 8)
    submission = Submission(unit, Period.YEAR, "nho", 1, "0" * 64, 1, at, tuple(own.values()))
    return Received(f"{unit}.xlsx", f"sha {unit}", submission)


def typed(**by_unit: tuple[Entry, ...]) -> ChairInputs:
    return inputs_of(UnitEntry(unit, e) for unit, entries in by_unit.items() for e in entries)


ACCEPTED = (entry(None, "accept_rest", "x"), entry(None, "accepted_by", "Lê Văn A"))


def three(campaign: Campaign, chair: ChairInputs) -> MergeResult:
    """PTO 50 + 20 + 20; HBI 48 + 15 + 20; BKA 40 + 10 + 20 + 2.

    L: results 150, 125, 100 of 100: the leader 20, HBI 10 + 10 × 0,25/0,5 = 15, BKA (at it) 10.
    """
    came = [sent("PTO", "50", "150"), sent("HBI", "48", "125"), sent("BKA", "40", "100", "2")]
    return merge(campaign, Period.YEAR, came, chair=chair)


def totals(result: MergeResult) -> list[tuple[str | None, str | None, str | None]]:
    shown = []
    for unit in result.units:
        n = unit.numbers
        shown.append(
            tuple(None if v is None else str(v) for v in (n.computed, n.appraised, n.final))
        )
    return shown  # type: ignore[return-value]


def codes(result: MergeResult) -> list[str]:
    return [f.code for f in result.findings if f.code not in ("REGISTRATION_NO_DEADLINE",)]


def test_without_a_word_of_the_chair_nothing_is_final(campaign: Campaign) -> None:
    result = three(campaign, ChairInputs())
    assert totals(result) == [("90.00", None, None), ("83.00", None, None), ("72.00", None, None)]
    assert result.rank_basis == "computed"
    assert [u.rank for u in result.units] == [1, 2, 3]
    assert result.unit("PTO").appraisal is not None
    assert result.unit("PTO").appraisal.open == ("D", "L", "Y", "B")
    assert codes(result) == []


def test_accepting_the_computed_points_of_all_makes_the_ranking_official(
    campaign: Campaign,
) -> None:
    result = three(campaign, typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=ACCEPTED))
    assert result.rank_basis == "final"
    assert totals(result) == [
        ("90.00", "90.00", "90.00"),
        ("83.00", "83.00", "83.00"),
        ("72.00", "72.00", "72.00"),
    ]
    assert codes(result) == ["CHAIR_APPRAISER_NOT_SET"]  # the campaign names nobody for PTO


def test_one_open_line_of_one_ranked_unit_keeps_it_provisional(campaign: Campaign) -> None:
    rest = tuple(entry(c, "appraised", D(1)) for c in ("D", "L", "Y"))
    result = three(campaign, typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=rest))
    assert result.rank_basis == "computed"
    assert result.unit("BKA").appraisal is not None
    assert result.unit("BKA").appraisal.open == ("B",)
    assert totals(result)[2] == ("72.00", None, None)
    assert totals(result)[0] == ("90.00", "90.00", "90.00")


def test_appraised_points_then_a_second_decision(campaign: Campaign) -> None:
    """HBI: D 48 → 30 (65 in all), then after its explanation 45 (80); it stays second."""
    hbi = (
        *ACCEPTED,
        entry("D", "appraised", D(30)),
        entry("D", "reason", "Thiếu minh chứng"),
        entry("D", "appraiser", "Lê Văn A"),
        entry("D", "second", D(45)),
        entry("D", "second_reason", "Đã bổ sung"),
    )
    result = three(campaign, typed(PTO=ACCEPTED, HBI=hbi, BKA=ACCEPTED))
    assert totals(result)[1] == ("83.00", "65.00", "80.00")
    assert [u.rank for u in result.units] == [1, 2, 3]
    assert codes(result) == ["CHAIR_APPRAISER_NOT_SET"]


def test_final_points_decide_the_rank(campaign: Campaign) -> None:
    """PTO falls to 60: 10 for D, behind HBI (83) and BKA (72)."""
    pto = (*ACCEPTED, entry("D", "appraised", D(20)), entry("D", "reason", "Sai số liệu"))
    result = three(campaign, typed(PTO=pto, HBI=ACCEPTED, BKA=ACCEPTED))
    assert totals(result)[0] == ("90.00", "60.00", "60.00")
    assert [u.rank for u in result.units] == [3, 1, 2]
    assert result.unit("PTO").percent == D("0.6000")


def test_a_corrected_leader_moves_everybodys_points(campaign: Campaign) -> None:
    """PTO's result is corrected to 110: HBI (125) leads now.

    HBI 20; PTO 10 + 10 × 0,1/0,25 = 14; BKA stays at 10. The computed points stay what they were.
    """
    pto = (entry("L", "appraised_actual", D(110)), entry("L", "reason", "Theo quyết định"))
    result = three(campaign, typed(PTO=pto))
    lines = {
        (u.unit, x.criterion): x
        for u in result.units
        if u.appraisal is not None
        for x in u.appraisal.lines
    }
    shown = [
        (lines[unit, "L"].computed, lines[unit, "L"].recomputed, lines[unit, "L"].final)
        for unit in UNITS
    ]
    assert shown == [
        (D("20.00"), D("14.00"), D("14.00")),
        (D("15.00"), D("20.00"), D("20.00")),
        (D("10.00"), D("10.00"), None),  # nothing of its own is corrected, nothing moved
    ]
    assert result.rank_basis == "computed"
    assert [u.rank for u in result.units] == [1, 2, 3]
    after = three(campaign, typed(PTO=(*pto, *ACCEPTED), HBI=ACCEPTED, BKA=ACCEPTED))
    assert totals(after) == [
        ("90.00", "84.00", "84.00"),
        ("83.00", "88.00", "88.00"),
        ("72.00", "72.00", "72.00"),
    ]
    assert [u.rank for u in after.units] == [2, 1, 3]


def test_a_corrected_answer_and_count(campaign: Campaign) -> None:
    """BKA: Y no (20 → 0), prizes 2 → 4 (bonus 4): 40 + 10 + 0 + 4."""
    bka = (
        *ACCEPTED,
        entry("Y", "appraised_actual", "Không"),
        entry("Y", "reason", "Có đơn thư"),
        entry("B", "appraised_actual", D(4)),
        entry("B", "reason", "Bổ sung hai giải"),
    )
    result = three(campaign, typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=bka))
    assert totals(result)[2] == ("72.00", "54.00", "54.00")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((entry("D", "appraised", D(30)),), ["APPRAISAL_NO_REASON", "APPRAISAL_NO_APPRAISER"]),
        ((entry("D", "appraised", D(48)),), ["APPRAISAL_NO_APPRAISER"]),  # as computed: no reason
        (
            (entry("L", "appraised_actual", D(125)), entry("L", "appraiser", "A")),
            ["APPRAISAL_NO_REASON"],
        ),
        (
            (
                entry("D", "appraised", D(30)),
                entry("D", "reason", "r"),
                entry("D", "appraiser", "A"),
                entry("D", "second", D(31)),
            ),
            ["APPRAISAL_NO_REASON"],
        ),
        ((entry(None, "accept_rest", "x"),), ["ACCEPTED_NO_NAME"]),
    ],
)
def test_what_is_missing_beside_the_points(
    campaign: Campaign, more: tuple[Entry, ...], expected: list[str]
) -> None:
    result = three(campaign, typed(HBI=more))
    assert codes(result) == expected


def test_points_that_cannot_be_used_leave_the_line_open(campaign: Campaign) -> None:
    """Not the computed points in their place: somebody meant to change them."""
    hbi = (*ACCEPTED, entry("D", "appraised", None))
    result = three(campaign, typed(PTO=ACCEPTED, HBI=hbi, BKA=ACCEPTED))
    assert result.rank_basis == "computed"
    assert result.unit("HBI").appraisal is not None
    assert result.unit("HBI").appraisal.open == ("D",)
    assert totals(result)[1] == ("83.00", None, None)


def test_accepting_does_not_make_up_points_that_nobody_has(campaign: Campaign) -> None:
    """BKA left D blank: unknown is not zero, so the chair has to say what it is."""
    blank = sent("BKA", "40", "100")
    without = tuple(e for e in blank.submission.entries if e.address.criterion != "D")
    submission = Submission("BKA", Period.YEAR, "nho", 1, "0" * 64, 1, None, without)
    came = [
        sent("PTO", "50", "150"),
        sent("HBI", "48", "125"),
        Received("BKA.xlsx", "sha", submission),
    ]
    chair = typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=ACCEPTED)
    result = merge(campaign, Period.YEAR, came, chair=chair)
    assert result.rank_basis == "computed"
    assert "ACCEPTED_WITHOUT_POINTS" in codes(result)
    zero = (*ACCEPTED, entry("D", "appraised", D(0)), entry("D", "reason", "Không có kết quả"))
    after = merge(campaign, Period.YEAR, came, chair=typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=zero))
    assert after.rank_basis == "final"
    assert after.unit("BKA").numbers.final == D("30.00")  # 0 + 10 + 20


def test_not_applicable_stays_out_unless_the_chair_gives_points(campaign: Campaign) -> None:
    """HBI says that Y does not apply: 63 of 80 = 78,75 %; the chair gives 5 of 20: 68 of 100."""
    mark = (entry("Y", "not_applicable", "x"), entry("Y", "na_reason", "Không được giao"))
    came = [
        sent("PTO", "50", "150"),
        sent("HBI", "48", "125", "0", *mark),
        sent("BKA", "40", "100"),
    ]
    accepted = typed(PTO=ACCEPTED, HBI=ACCEPTED, BKA=ACCEPTED)
    result = merge(campaign, Period.YEAR, came, chair=accepted)
    assert result.rank_basis == "final"
    assert result.unit("HBI").percent == D("0.7875")
    given = (*ACCEPTED, entry("Y", "appraised", D(5)), entry("Y", "reason", "Có được giao"))
    after = merge(campaign, Period.YEAR, came, chair=typed(PTO=ACCEPTED, HBI=given, BKA=ACCEPTED))
    assert after.unit("HBI").percent == D("0.6800")


def test_the_book_goes_through_json_unchanged() -> None:
    chair = typed(
        PTO=(entry("D", "appraised", D("30.5")), entry("D", "reason", "Số “9,5”\nhai dòng")),
        BKA=(entry("D", "appraised", None), entry("D", "appraised_on", dt.date(2021, 12, 1))),
    )
    cluster = inputs_of([*chair, UnitEntry(CLUSTER, entry(None, "present", D(7)))])
    year = UnitEntry("PTO", entry("L", "approved_target", D(90)))
    book = ChairBook().renewed(Period.YEAR, inputs_of([*cluster, year]))
    again = book_from_json(book_json(book))
    assert book_json(again) == book_json(book)
    assert again.at(Period.YEAR).of("BKA").get("D", None, "appraised").raw == "abc"
    assert again.at(Period.YEAR).cluster.decimal(None, None, "present") == D(7)
    # What counts all year is there at six months too, the rest is not.
    assert again.at(Period.MIDYEAR).of("PTO").decimal("L", None, "approved_target") == D(90)
    assert again.at(Period.MIDYEAR).of("PTO").get("D", None, "appraised") is None
