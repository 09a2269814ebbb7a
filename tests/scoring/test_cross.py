"""Cross-scoring: merged points worked out by hand, who counts, what is said of the rest."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from scoring.campaign import Campaign, Cross
from scoring.campaign_diff import changes_in_words
from scoring.campaign_load import published_campaign
from scoring.canonical import campaign_hash, campaign_json
from scoring.chair.cross import (
    NO_CROSS,
    CrossMerge,
    CrossReading,
    CrossScore,
    assignment,
    cross_field,
    cross_leaves,
    cross_points,
    is_marked,
    merge_cross,
)
from scoring.chair.cross_json import cross_from_json, cross_json
from scoring.chair.inputs import NO_INPUTS, ChairInputs
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.findings import Finding, Severity
from scoring.snapshot import Place
from scoring.terms import Period, ScoredBy

D = Decimal
AT = dt.datetime(2021, 12, 6, 8, 0)
UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")
LINE = "II.1.1"
"""3 points at most."""


def campaign_with(method: str = "mean", places: int = 2, **more: object) -> Campaign:
    cross = Cross.model_validate({"method": method, **more})
    return published_campaign().model_copy(update={"cross": cross, "places": places})


def given(*points: str, subject: str = "PTO", criterion: str = LINE) -> list[CrossScore]:
    """These points from HBI, BKA, BGI… for one line."""
    scorers = [u for u in UNITS if u != subject]
    return [
        CrossScore(scorer, subject, criterion, D(p))
        for scorer, p in zip(scorers, points, strict=False)
    ]


def merged(campaign: Campaign, *points: str) -> str:
    return str(cross_points(campaign, given(*points))["PTO", LINE].value)


@pytest.mark.parametrize(
    ("method", "points", "value"),
    [
        # (2 + 2,5 + 3) : 3 = 2,5; (1 + 2 + 2) : 3 = 1,666…; 2,35 : 2 = 1,175 is a half: up
        ("mean", ("2", "2.5", "3"), "2.50"),
        ("mean", ("1", "2", "2"), "1.67"),
        ("mean", ("1.17", "1.18"), "1.18"),
        # In binary 1,005 lies below the half; exactly it is the half.
        ("mean", ("1", "1.01"), "1.01"),
        ("mean", ("2.5",), "2.50"),
        # The middle one; of four the mean of the middle two: (2 + 2,25) : 2 = 2,125 -> 2,13
        ("median", ("3", "1", "2"), "2.00"),
        ("median", ("3", "1", "2", "2.25"), "2.13"),
        ("median", ("2", "2", "3", "3"), "2.50"),
        ("median", ("0", "3", "3", "3", "0", "3"), "3.00"),
        # Five: without 0 and 3 -> (2 + 2 + 2,5) : 3 = 2,1666…; of a tie only one is dropped:
        # 3, 3, 2, 2, 0 -> (3 + 2 + 2) : 3 = 2,333…; all the same stays the same
        ("trimmed", ("0", "2", "2", "2.5", "3"), "2.17"),
        ("trimmed", ("3", "3", "2", "2", "0"), "2.33"),
        ("trimmed", ("2", "2", "2", "2", "2"), "2.00"),
        # Four are too few to drop any: (0 + 2 + 2,5 + 3) : 4 = 1,875 -> 1,88
        ("trimmed", ("0", "2", "2.5", "3"), "1.88"),
    ],
)
def test_scores_become_one(method: str, points: tuple[str, ...], value: str) -> None:
    assert merged(campaign_with(method), *points) == value


def test_the_number_from_which_scores_are_dropped_is_the_campaigns() -> None:
    """Three with trim_from 3: only the middle one is left."""
    assert merged(campaign_with("trimmed", trim_from=3), "0", "2.5", "3") == "2.50"


def test_rounding_is_half_up_once_to_the_places_of_the_campaign() -> None:
    """(2 + 3) : 2 = 2,5 -> 3; 2,45 -> 2,5 with one place, and not 2 by way of 2,5."""
    assert merged(campaign_with(places=0), "2", "3") == "3"
    assert merged(campaign_with(places=0), "2.4", "2.5") == "2"
    assert merged(campaign_with(places=1), "2.4", "2.5") == "2.5"


def test_the_spread_is_the_highest_minus_the_lowest() -> None:
    result = cross_points(campaign_with(), given("2", "0.75", "3"))["PTO", LINE]
    assert (result.spread, result.count, result.outliers) == (D("2.25"), 3, ())


@pytest.mark.parametrize(
    ("limit", "points", "far"),
    [
        # HBI 0: the others' median is 2,5, further than 2; of BKA 2,5 the others' is 1,25
        ({"outlier_points": "2"}, ("0", "2.5", "2.5"), ["HBI"]),
        # Just 2 away is not further than 2.
        ({"outlier_points": "2"}, ("0.5", "2.5", "2.5"), []),
        # 20 % of 3 points are 0,6: 2,4 is 0,6 away, 2,39 is further
        ({"outlier_share": "0.2"}, ("2.4", "3", "3"), []),
        ({"outlier_share": "0.2"}, ("2.39", "3", "3"), ["HBI"]),
        # Of two that differ nobody can say which one is off.
        ({"outlier_points": "1"}, ("0", "3"), ["HBI", "BKA"]),
        ({"outlier_points": "1"}, ("0",), []),
        ({}, ("0", "3", "3"), []),
    ],
)
def test_scores_far_from_the_others_are_named(
    limit: dict[str, str], points: tuple[str, ...], far: list[str]
) -> None:
    result = cross_points(campaign_with(**limit), given(*points))["PTO", LINE]
    assert [s.scorer for s in result.outliers] == far


def test_an_outlier_still_counts() -> None:
    """(0 + 3 + 3) : 3 = 2"""
    assert merged(campaign_with(outlier_points="1"), "0", "3", "3") == "2.00"


def test_lines_are_kept_apart_and_a_scorer_counts_once() -> None:
    scores = [*given("1", "2"), *given("3", subject="BKA"), *given("2", criterion="II.1.2")]
    scores.append(CrossScore("HBI", "PTO", LINE, D(3)))  # instead of 1
    results = cross_points(campaign_with(), scores)
    values = {line: str(result.value) for line, result in results.items()}
    assert values == {
        ("PTO", LINE): "2.50",
        ("BKA", LINE): "3.00",
        ("PTO", "II.1.2"): "2.00",
    }


def test_a_campaign_without_cross_scoring_merges_nothing() -> None:
    assert cross_points(published_campaign(), given("1", "2")) == {}


# --- who scores whom ---


def marks(**by_scorer: str) -> ChairInputs:
    """``marks(PTO="HBI BKA")``: what the chair marked."""
    return ChairInputs(
        {
            scorer: Entries(
                Entry(Address(None, subject, "assigned"), "x", "x") for subject in subjects.split()
            )
            for scorer, subjects in by_scorer.items()
        }
    )


def test_the_marks_say_who_scores_whom() -> None:
    chair = marks(PTO="HBI BKA", YBA="PTO")
    assert assignment(campaign_with(), chair) == {"PTO": ("HBI", "BKA"), "YBA": ("PTO",)}
    assert is_marked(campaign_with(), chair)


def test_without_marks_nobody_or_everybody_scores_all_others() -> None:
    assert assignment(campaign_with(), NO_INPUTS) == {}
    everybody = assignment(campaign_with(assignment="all"), NO_INPUTS)
    assert everybody["BKA"] == ("PTO", "HBI", "BGI", "TNG", "TQU", "YBA")
    assert list(everybody) == list(UNITS)
    assert not is_marked(campaign_with(assignment="all"), NO_INPUTS)


def test_marks_come_before_everybody() -> None:
    campaign = campaign_with(assignment="all")
    assert assignment(campaign, marks(PTO="HBI")) == {"PTO": ("HBI",)}


def test_a_mark_for_oneself_is_refused() -> None:
    found = merge_cross(campaign_with(), Period.YEAR, [], {}, marks(PTO="PTO HBI"))
    assert [(f.code, f.item) for f in found.findings] == [("CROSS_SELF_ASSIGNED", "PTO")]
    assert assignment(campaign_with(), marks(PTO="PTO HBI")) == {"PTO": ("HBI",)}


# --- what came back ---

CODES = {unit: f"CODE-{unit}" for unit in UNITS}


def reading(scorer: str, scores: list[CrossScore], **more: object) -> CrossReading:
    subjects = {s.subject for s in scores}
    whole = CrossReading(
        scorer,
        Period.YEAR,
        tuple(scores),
        (),
        AT,
        f"{scorer}.xlsx",
        "0" * 64,
        shown={u: CODES[u] for u in UNITS if u in subjects},
    )
    return dataclasses.replace(whole, **more)  # type: ignore[arg-type]


def score(scorer: str, subject: str, points: str, criterion: str = LINE) -> CrossScore:
    at = Place("Chấm chéo", 7, 8)
    return CrossScore(scorer, subject, criterion, D(points), "", at)


def crossed(
    *readings: CrossReading,
    campaign: Campaign | None = None,
    chair: ChairInputs = NO_INPUTS,
    codes: dict[str, str] = CODES,
) -> CrossMerge:
    return merge_cross(campaign or campaign_with(), Period.YEAR, readings, codes, chair)


def codes_of(merge: CrossMerge) -> list[str]:
    return [f.code for f in merge.findings]


def test_what_came_back_is_merged() -> None:
    result = crossed(
        reading("HBI", [score("HBI", "PTO", "2")]), reading("BKA", [score("BKA", "PTO", "3")])
    )
    found = result.of("PTO", LINE)
    assert found is not None
    assert (found.value, found.count) == (D("2.50"), 2)
    assert list(result.scores_of("PTO", LINE)) == ["HBI", "BKA"]
    assert codes_of(result) == []
    assert result.of("PTO", "II.1.2") is None


def test_the_order_of_files_says_nothing() -> None:
    readings = [
        reading("BKA", [score("BKA", "PTO", "3")]),
        reading("HBI", [score("HBI", "PTO", "2")]),
        reading("HBI", [score("HBI", "PTO", "1")], version=2, file="HBI-2.xlsx"),
    ]
    assert crossed(*readings) == crossed(*reversed(readings))


def test_other_periods_are_kept_aside() -> None:
    assert crossed(reading("HBI", [score("HBI", "PTO", "2")], period=Period.MIDYEAR)) == (
        CrossMerge()
    )


@pytest.mark.parametrize(
    "newer",
    [
        {"version": 2},
        {"issued_at": AT + dt.timedelta(hours=1)},
        {"appraised_on": dt.date(2021, 12, 9)},
    ],
)
def test_the_newer_workbook_of_a_scorer_counts_visibly(newer: dict[str, object]) -> None:
    old = reading("HBI", [score("HBI", "PTO", "1")], appraised_on=dt.date(2021, 12, 8))
    new = dataclasses.replace(
        old,
        scores=(score("HBI", "PTO", "3"),),
        file="moi.xlsx",
        **newer,  # type: ignore[arg-type]
    )
    result = crossed(new, old)
    assert [s.points for s in result.scores] == [3]
    assert result.superseded == ("HBI.xlsx",)
    (finding,) = result.findings
    assert finding.code == "CROSS_SUPERSEDED"
    assert (finding.params["file"], finding.params["by"]) == ("HBI.xlsx", "moi.xlsx")


def test_of_equally_new_ones_what_contradicts_does_not_count() -> None:
    first = reading("HBI", [score("HBI", "PTO", "1"), score("HBI", "BKA", "2")])
    second = dataclasses.replace(
        first, scores=(score("HBI", "PTO", "3"), score("HBI", "BKA", "2")), file="khac.xlsx"
    )
    result = crossed(first, second)
    assert [(s.subject, s.points) for s in result.scores] == [("BKA", D(2))]
    (finding,) = result.findings
    assert (finding.code, finding.params["count"]) == ("CROSS_COPIES_DIFFER", "1")
    assert crossed(first, dataclasses.replace(first, file="khac.xlsx")).findings == ()


def test_equally_new_ones_complete_each_other() -> None:
    half = reading("HBI", [score("HBI", "PTO", "1")], file="a.xlsx")
    both = (score("HBI", "PTO", "1"), score("HBI", "PTO", "2", "II.1.2"))
    whole = dataclasses.replace(half, scores=both, file="b.xlsx")
    result = crossed(half, whole)
    assert result.scores == both
    (finding,) = result.findings
    assert (finding.code, finding.params["file"]) == ("CROSS_SUPERSEDED", "a.xlsx")


def test_a_blank_copy_takes_nothing_away() -> None:
    """The chair may keep the issued workbooks in the same folder."""
    filled = reading("HBI", [score("HBI", "PTO", "2")])
    unscored = Finding("CROSS_UNSCORED", Place("Chấm chéo", 7, 8), params={})
    blank = dataclasses.replace(
        filled, scores=(), findings=(unscored,), file="a.xlsx", issued_at=AT + dt.timedelta(days=1)
    )
    result = crossed(blank, filled)
    assert [s.points for s in result.scores] == [2]
    assert (result.findings, result.superseded) == ((), ())
    assert crossed(blank) == CrossMerge()
    broken = dataclasses.replace(blank, findings=(Finding("CROSS_TABLE_MISSING"),))
    assert [r.file for r in crossed(broken).readings] == ["a.xlsx"]


def test_only_what_is_assigned_counts() -> None:
    came = reading("HBI", [score("HBI", "PTO", "2"), score("HBI", "BKA", "3")])
    result = crossed(came, chair=marks(HBI="BKA"))
    assert [s.subject for s in result.scores] == ["BKA"]
    (finding,) = result.findings
    assert (finding.code, str(finding.at)) == ("CROSS_NOT_ASSIGNED", "Chấm chéo!H7")


def test_without_an_assignment_what_was_issued_counts() -> None:
    came = reading("HBI", [score("HBI", "PTO", "2"), score("HBI", "BKA", "3")])
    issued_for_one = dataclasses.replace(came, shown={"BKA": CODES["BKA"]})
    result = crossed(issued_for_one)
    assert [s.subject for s in result.scores] == ["BKA"]
    assert codes_of(result) == ["CROSS_NOT_ASSIGNED"]


def test_nobody_scores_itself() -> None:
    result = crossed(reading("HBI", [score("HBI", "HBI", "3")]))
    assert (result.scores, codes_of(result)) == ((), ["CROSS_SELF"])


def test_a_submission_that_changed_since_is_named_and_the_score_counts() -> None:
    came = reading("HBI", [score("HBI", "PTO", "2"), score("HBI", "PTO", "1", "II.1.2")])
    result = crossed(came, codes={**CODES, "PTO": "KHAC"})
    assert len(result.scores) == 2
    (finding,) = result.findings
    assert finding.code == "CROSS_SUBJECT_CHANGED"
    assert finding.severity is Severity.WARNING
    assert (finding.params["seen"], finding.params["now"]) == ("CODE-PTO", "KHAC")
    assert codes_of(crossed(came, codes={})) == ["CROSS_SUBJECT_CHANGED"]


def test_a_line_that_the_campaign_no_longer_has_does_not_count() -> None:
    came = reading("HBI", [score("HBI", "PTO", "3.01"), score("HBI", "PTO", "1", "IX.9")])
    result = crossed(came)
    assert (result.scores, codes_of(result)) == ((), ["CROSS_LINE_GONE"] * 2)


def test_a_campaign_without_cross_scoring_says_so() -> None:
    came = reading("HBI", [score("HBI", "PTO", "2")])
    result = merge_cross(published_campaign(), Period.YEAR, [came], CODES, NO_INPUTS)
    assert (result.results, codes_of(result)) == ({}, ["CROSS_NOT_USED"])
    assert merge_cross(published_campaign(), Period.YEAR, [], CODES, NO_INPUTS) == NO_CROSS


def test_scores_far_off_are_told_once_for_each_unit() -> None:
    """Of 3 points, more than 1 from the others' median is far: HBI's 0 for PTO, twice; TNG none."""
    campaign = campaign_with(outlier_points="1")
    came = [
        reading(
            scorer,
            [
                score(scorer, "PTO", points),
                score(scorer, "PTO", points, "II.1.2"),
                score(scorer, "TNG", "2"),
            ],
        )
        for scorer, points in (("HBI", "0"), ("BKA", "1.5"), ("BGI", "1.5"))
    ]
    result = merge_cross(campaign, Period.YEAR, came, CODES, NO_INPUTS)
    (finding,) = [f for f in result.findings if f.code == "CROSS_OUTLIER"]
    assert finding.severity is Severity.WARNING
    assert finding.params == {
        "subject": "Phú Thọ",
        "count": "2",
        "rows": "II.1.1 – Hòa Bình 0; II.1.2 – Hòa Bình 0",
    }
    assert result.results["PTO", LINE].count == 3


def test_who_has_not_sent_is_named_once_somebody_has() -> None:
    chair = marks(HBI="PTO", BKA="PTO", YBA="PTO")
    assert codes_of(crossed(chair=chair)) == []
    result = crossed(reading("BKA", [score("BKA", "PTO", "2")]), chair=chair)
    (finding,) = result.findings
    assert finding.code == "CROSS_NOT_RETURNED"
    assert finding.params["units"] == "Hòa Bình, Yên Bái"


# --- the workbook's fields, and what the summary carries ---


def test_every_leaf_of_the_period_is_scored() -> None:
    campaign = campaign_with()
    leaves = cross_leaves(campaign, Period.YEAR)
    assert leaves == tuple(c for c in campaign.tree.leaves() if Period.YEAR in c.periods)
    assert all(Period.MIDYEAR in c.periods for c in cross_leaves(campaign, Period.MIDYEAR))
    by_cluster = campaign.criteria[1].model_copy(update={"scored_by": ScoredBy.CLUSTER})
    others = (*campaign.criteria[:1], by_cluster, *campaign.criteria[2:])
    changed = campaign.model_copy(update={"criteria": others})
    assert by_cluster.code not in {c.code for c in cross_leaves(changed, Period.YEAR)}


def test_points_go_from_nothing_to_the_maximum() -> None:
    spec = cross_field(campaign_with().tree[LINE], "cross")
    assert (spec.type.value, spec.minimum, spec.maximum) == ("points", D(0), D(3))
    with pytest.raises(KeyError):
        cross_field(campaign_with().tree[LINE], "points")


def test_a_reading_comes_back_from_its_json() -> None:
    finding = Finding(
        "NOT_A_NUMBER", Place("Chấm chéo", 9, 8), LINE, None, "cross", {"title": "a", "value": "b"}
    )
    whole = reading(
        "HBI",
        [dataclasses.replace(score("HBI", "PTO", "2.5"), reason="=1+1 “Đ” \u202e")],
        findings=(finding,),
        version=3,
        appraiser="Nguyễn Văn A",
        appraised_on=dt.date(2021, 12, 8),
    )
    text = cross_json(whole)
    assert cross_from_json(text) == whole
    assert cross_json(cross_from_json(text)) == text


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format":1}', '{"format":1,"scorer":"HBI","version":1,"shown":3}']
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cross_from_json(text)


# --- the campaign ---


def test_the_key_is_left_out_where_it_is_not_used() -> None:
    campaign = published_campaign()
    assert campaign.cross is None
    assert '"cross"' not in campaign_json(campaign)
    assert campaign_hash(campaign_with()) != campaign_hash(campaign)


def test_a_spelt_out_default_is_the_same_campaign() -> None:
    spelt = campaign_with(trim_from=5, assignment="marked")
    assert campaign_hash(spelt) == campaign_hash(campaign_with())


def test_changes_are_told_in_words() -> None:
    before, after = campaign_with(), campaign_with("median", outlier_share="0.2")
    assert changes_in_words(before, after) == (
        "cách gộp điểm chấm chéo: trung bình cộng → trung vị",
        "lệch xa khi quá (phần điểm chuẩn): không đặt → 20%",
    )
    assert changes_in_words(published_campaign(), before) == ("thêm quy định chấm chéo",)
