"""The roll-up, by hand on the small campaign: A + 30 + 10 + 10 points of 100.

The first cluster has PTO 100, HBI 98, …, YBA 88 (as in ``test_merge``); the second one, with the
same unit codes, PTO 99 and HBI 98, the others did not send anything.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.chair.inputs import ChairInputs
from scoring.entries import Entries, Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, Received, Refused, merge
from scoring.rollup import ClusterSummary, RollUp, roll_up
from scoring.submission import Submission
from scoring.terms import Period

D = Decimal
UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")
TOPS = ("50", "48", "46", "44", "42", "40", "38")
AT = dt.datetime(2021, 12, 15, 9)


def campaign(**changes: object) -> Campaign:
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    return Campaign.model_validate({**tomllib.loads(text, parse_float=Decimal), **changes})


def other(of: Campaign, code: str, name: str, **changes: object) -> Campaign:
    cluster = of.cluster.model_copy(update={"name": name})
    return of.model_copy(update={"id": code, "cluster": cluster, **changes})


def sent(unit: str, points: str, period: Period = Period.YEAR) -> Received:
    values: dict[tuple[str, str], EntryValue] = {}
    if period is Period.YEAR:
        values = {("A", "points"): D(points), ("B", "points"): D(30), ("C", "choice"): "Có"}
    entries = tuple(
        Entry(Address(c, None, f), float(v) if isinstance(v, Decimal) else v, v)
        for (c, f), v in values.items()
    )
    submission = Submission(unit, period, "nho-2021", 1, "0" * 64, 1, None, entries)
    name = f"{unit}_{period.value}.xlsx"
    return Received(name, f"sha {name}", submission, (), True, "", dt.datetime(2021, 11, 20, 8))


def merged(
    of: Campaign, tops: Sequence[str], period: Period = Period.YEAR, *, final: bool = False
) -> MergeResult:
    """The units' points of A, in the order of units; ``final``: the chair accepted them all."""
    came = [sent(unit, top, period) for unit, top in zip(UNITS, tops, strict=False)]
    accepted = Entries(
        [
            Entry(Address(None, None, "accept_rest"), "x", "x"),
            Entry(Address("T", None, "appraised"), 0.0, D(0)),
        ]
    )
    chair = ChairInputs(dict.fromkeys(UNITS, accepted) if final else {})
    return merge(of, period, came, chair=chair)


def summary(result: MergeResult, file: str = "a.xlsx", at: dt.datetime = AT) -> ClusterSummary:
    return ClusterSummary(file, at, result)


@pytest.fixture(scope="module")
def first() -> Campaign:
    return campaign()


@pytest.fixture(scope="module")
def second(first: Campaign) -> Campaign:
    return other(first, "khac-2021", "Cụm thi đua khác", scale=1000)


def codes(rolled: RollUp) -> list[str]:
    return [f.code for f in rolled.findings]


def refused(rolled: RollUp) -> list[tuple[str, str]]:
    return [(r.file, f.code) for r in rolled.refused for f in r.findings]


def test_units_of_all_clusters_are_ranked_on_percent(first: Campaign, second: Campaign) -> None:
    rolled = roll_up(
        [summary(merged(first, TOPS)), summary(merged(second, ("49", "48")), "b.xlsx")]
    )
    ranked = [(p.unit.campaign, p.unit.unit, p.rank, p.tied) for p in rolled.overall if p.rank]
    assert ranked == [
        ("nho-2021", "PTO", 1, False),
        ("khac-2021", "PTO", 2, False),
        ("nho-2021", "HBI", 3, True),  # 98 % in both clusters
        ("khac-2021", "HBI", 3, True),
        ("nho-2021", "BKA", 5, False),
        ("nho-2021", "BGI", 6, False),
        ("nho-2021", "TNG", 7, False),
        ("nho-2021", "TQU", 8, False),
        ("nho-2021", "YBA", 9, False),
    ]
    assert [p.unit.percent for p in rolled.overall[:3]] == [D("1.0000"), D("0.9900"), D("0.9800")]
    last = [(p.unit.unit, p.unit.percent, p.unit.note) for p in rolled.overall[9:]]
    assert last == [(unit, None, "chưa xếp hạng: chưa nộp") for unit in UNITS[2:]]


def test_each_cluster_has_its_own_table_by_its_own_ranks(first: Campaign) -> None:
    rolled = roll_up([summary(merged(first, ("40", "50", "50")))])
    (cluster,) = rolled.clusters
    assert [(u.unit, u.total, u.rank, u.tied) for u in cluster.units[:4]] == [
        ("HBI", D("100.00"), 1, True),
        ("BKA", D("100.00"), 1, True),
        ("PTO", D("90.00"), 3, False),
        ("BGI", None, None, False),
    ]
    assert [u.unit for u in cluster.leaders] == ["HBI", "BKA"]


def test_what_is_said_of_two_clusters(first: Campaign, second: Campaign) -> None:
    rolled = roll_up(
        [summary(merged(first, TOPS)), summary(merged(second, TOPS, final=True), "b.xlsx")]
    )
    assert codes(rolled) == [
        "ROLLUP_MIXED_BASIS",
        "ROLLUP_ILLUSTRATIVE",
        "ROLLUP_ILLUSTRATIVE",
        "ROLLUP_SCALES",
        "ROLLUP_UNIT_TWICE",
    ]
    assert [(c.basis, c.basis_label) for c in rolled.clusters] == [
        ("computed", "tạm tính"),
        ("final", "chính thức"),
    ]
    assert rolled.basis == "chính thức và tạm tính"
    assert "Cụm thi đua nhỏ" in rolled.findings[0].message
    assert "7 mã đơn vị" in rolled.findings[-1].message


def test_official_final_clusters_of_their_own_units_need_no_word(first: Campaign) -> None:
    official = first.model_copy(update={"status": "official"})
    rolled = roll_up([summary(merged(official, TOPS, final=True))])
    assert codes(rolled) == []
    assert not rolled.illustrative
    provisional = roll_up([summary(merged(official, TOPS))])
    assert codes(provisional) == ["ROLLUP_PROVISIONAL"]


def test_a_missing_unit_is_said_and_not_ranked(first: Campaign) -> None:
    official = first.model_copy(update={"status": "official"})
    rolled = roll_up([summary(merged(official, TOPS[:6], final=True))])
    assert codes(rolled) == ["ROLLUP_UNRANKED"]
    assert "Sở Nội vụ tỉnh Yên Bái (chưa nộp)" in rolled.findings[0].message


def test_bonus_may_take_a_unit_beyond_the_whole() -> None:
    """T becomes a bonus of one point an event: 2 events, 102 of 100 points."""
    text = Path(__file__).with_name("merge_campaign.toml").read_text("utf-8")
    criteria = tomllib.loads(text, parse_float=Decimal)["criteria"]
    bonus = {"section": "bonus", "rule": {"kind": "per_event_plus", "points_each": 1}}
    changed = [{**c, **bonus} if c["code"] == "T" else c for c in criteria]
    with_bonus = campaign(criteria=changed, status="official")
    one = sent("PTO", "50")
    entries = (*one.submission.entries, Entry(Address("T", None, "count"), 2.0, D(2)))
    submission = Submission("PTO", Period.YEAR, "nho-2021", 1, "0" * 64, 1, None, entries)
    result = merge(
        with_bonus,
        Period.YEAR,
        [Received(one.file, one.sha256, submission, (), True, "", one.received_at)],
    )
    rolled = roll_up([summary(result)])
    assert rolled.overall[0].unit.percent == D("1.0200")
    assert "ROLLUP_ABOVE_FULL" in codes(rolled)
    said = next(f for f in rolled.findings if f.code == "ROLLUP_ABOVE_FULL")
    assert "Sở Nội vụ tỉnh Phú Thọ 102,00%" in said.message


def test_another_year_or_period_is_refused_and_the_rest_joined(
    first: Campaign, second: Campaign
) -> None:
    older = other(first, "cu-2020", "Cụm cũ", year=2020)
    half = other(first, "nua-2021", "Cụm nửa năm")
    pledged = other(first, "dk-2021", "Cụm đăng ký")
    rolled = roll_up(
        [
            summary(merged(older, TOPS), "cu.xlsx"),
            summary(merged(first, TOPS), "a.xlsx"),
            summary(merged(half, TOPS, Period.MIDYEAR), "nua.xlsx"),
            summary(merged(second, TOPS), "b.xlsx"),
            summary(merged(pledged, TOPS, Period.REGISTRATION), "dk.xlsx"),
        ]
    )
    assert [c.file for c in rolled.clusters] == ["a.xlsx", "b.xlsx"]
    assert refused(rolled) == [
        ("dk.xlsx", "ROLLUP_NO_POINTS"),
        ("cu.xlsx", "ROLLUP_OTHER_PERIOD"),
        ("nua.xlsx", "ROLLUP_OTHER_PERIOD"),
    ]
    assert (rolled.year, rolled.period) == (2021, Period.YEAR)
    said = rolled.refused[2].findings[0].message
    assert "kỳ 6 tháng năm 2021" in said
    assert "kỳ cả năm 2021" in said


def test_one_cluster_counts_once_with_its_last_merge(first: Campaign) -> None:
    later = AT + dt.timedelta(days=1)
    files = [
        summary(merged(first, TOPS), "cu.xlsx"),
        summary(merged(first, ("30",)), "moi.xlsx", later),
    ]
    for given in (files, files[::-1]):
        rolled = roll_up(given)
        assert [c.file for c in rolled.clusters] == ["moi.xlsx"]
        assert refused(rolled) == [("cu.xlsx", "ROLLUP_SAME_CLUSTER")]
    same = roll_up([files[0], summary(merged(first, TOPS), "lai.xlsx")])
    assert refused(same) == [("lai.xlsx", "ROLLUP_SAME_CLUSTER")]


def test_two_campaigns_of_one_cluster_name_are_said(first: Campaign) -> None:
    twin = other(first, "khac-2021", "CỤM THI ĐUA NHỎ")
    rolled = roll_up([summary(merged(first, TOPS)), summary(merged(twin, TOPS), "b.xlsx")])
    assert len(rolled.clusters) == 2
    assert "ROLLUP_SAME_NAME" in codes(rolled)


def test_files_that_could_not_be_read_stay_refused(first: Campaign) -> None:
    rolled = roll_up([], [Refused("x.xlsx", ())])
    assert (rolled.year, rolled.period, rolled.clusters) == (None, None, ())
    assert [r.file for r in rolled.refused] == ["x.xlsx"]
