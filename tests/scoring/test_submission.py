"""Sealed submissions: lossless text, the check code, what changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.canonical import campaign_from_json
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.snapshot import CellValue, Place
from scoring.submission import (
    Submission,
    check_code,
    differences,
    entries_from_json,
    entries_json,
    same_code,
    submission_from_json,
    submission_json,
)
from scoring.terms import Period
from scoring.text import nfc

D = Decimal
AT = dt.datetime.fromisoformat("2021-11-12T08:30")


def submission(*entries: Entry, unit: str = "PTO") -> Submission:
    return Submission(unit, Period.YEAR, "nho-2021", 1, "0" * 64, 2, AT, entries)


def entry(
    field: str, raw: CellValue, value: EntryValue | None, criterion: str | None = "A"
) -> Entry:
    return Entry(Address(criterion, None, field), raw, value)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        # A number as number, a date as date, plain text: the value says it all.
        (
            entry("points", 9.5, D("9.50")),
            '[{"criterion":"A","field":"points","value":{"number":"9.5"}}]',
        ),
        (
            entry("date", dt.date(2021, 6, 5), dt.date(2021, 6, 5)),
            '[{"criterion":"A","field":"date","value":{"date":"2021-06-05"}}]',
        ),
        (
            entry("signer", "Đỗ Thị Hoà", "Đỗ Thị Hoà", None),
            '[{"field":"signer","value":{"text":"Đỗ Thị Hoà"}}]',
        ),
        # Typed another way: what was typed stands beside it.
        (
            entry("points", "9,5", D("9.5")),
            '[{"criterion":"A","field":"points","raw":{"text":"9,5"},"value":{"number":"9.5"}}]',
        ),
        (
            entry("points", "chín", None),
            '[{"criterion":"A","field":"points","raw":{"text":"chín"}}]',
        ),
        # "é" typed as e + U+0301 is not NFC, so it is kept as escapes.
        (
            entry("signer", "e\u0301", "\u00e9", None),
            '[{"field":"signer","raw":{"escaped":"\\"e\\\\u0301\\""},"value":{"text":"\u00e9"}}]',
        ),
    ],
)
def test_entries_as_json(made: Entry, text: str) -> None:
    assert entries_json(submission(made)) == text
    assert entries_from_json(text) == (made,)


def test_entries_stand_in_address_order_without_places() -> None:
    later = Entry(Address("B", "2", "target"), 1.0, D(1), Place("Đăng ký", 9, 4))
    sooner = Entry(Address("A", None, "points"), 2.0, D(2), Place("Tự chấm điểm", 5, 4))
    about = Entry(Address(None, None, "signer"), "X", "X")
    made = submission(later, sooner, about)
    assert [e.address.criterion for e in made.entries] == [None, "A", "B"]
    assert all(e.at is None for e in made.entries)
    assert made == submission(about, sooner, later)


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(nfc)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
floats = st.floats(allow_nan=False, allow_infinity=False).map(lambda x: x + 0.0)
dates = st.dates(dt.date(1901, 1, 1), dt.date(2100, 12, 31))
raws: st.SearchStrategy[CellValue] = st.one_of(
    st.none(), st.booleans(), floats, texts, dates, st.datetimes()
)
values: st.SearchStrategy[EntryValue | None] = st.one_of(
    st.none(),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    texts.map(nfc),
    dates,
)


@st.composite
def made_entries(draw: st.DrawFn) -> Entry:
    address = Address(draw(st.none() | names), draw(st.none() | names), draw(names))
    value = draw(values)
    natural = st.just(float(value) if isinstance(value, Decimal) else value)
    return Entry(address, draw(raws | natural), value)


known = {"min_value": dt.datetime(1900, 1, 1), "max_value": dt.datetime(9998, 12, 31)}
moments = st.none() | st.datetimes(**known) | st.datetimes(**known, timezones=st.just(dt.UTC))


@given(st.lists(made_entries(), max_size=6), moments, st.sampled_from(Period))
def test_nothing_is_lost_on_the_way_through_json(
    entries: list[Entry], at: dt.datetime | None, period: Period
) -> None:
    made = Submission("PTO", period, "nho-2021", 3, "ab" * 32, 7, at, tuple(entries))
    text = submission_json(made)
    back = submission_from_json(text)
    assert back == made
    assert [type(e.raw) for e in back.entries] == [type(e.raw) for e in made.entries]
    assert submission_json(back) == text
    assert back.check_code == made.check_code
    assert differences(made.entries, back.entries) == ()


EMPTY = submission_json(submission())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Expecting value"),
        ("[]", "known format"),
        ("{}", "known format"),
        ('{"format":2}', "known format"),
        (EMPTY.replace('"nam"', '"quy"'), "quy"),
        (EMPTY.replace('"unit":"PTO"', '"unit":1'), "unit must be a text"),
        (EMPTY.replace('"version":2', '"version":"2"'), "version must be a whole number"),
        (EMPTY.replace('"entries":[]', '"entries":{}'), "must be a list"),
        (EMPTY.replace("[]", "[1]"), "must have a field"),
        (EMPTY.replace("[]", '[{"field":"x","item":1}]'), "must be texts"),
        (EMPTY.replace("[]", '[{"field":"x"}]'), "must have a value"),
        (EMPTY.replace("[]", '[{"field":"x","value":{}}]'), "not a typed value"),
        (EMPTY.replace("[]", '[{"field":"x","value":{"number":"chín"}}]'), "not a number"),
        (EMPTY.replace("[]", '[{"field":"x","value":{"truth":true}}]'), "not a value"),
        (EMPTY.replace("[]", '[{"field":"x","raw":{"escaped":"1"}}]'), "not what a cell"),
    ],
)
def test_damaged_text_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        submission_from_json(text)


POINTS = entry("points", 9.5, D("9.5"))


def test_the_check_code_is_short_and_unambiguous() -> None:
    code = submission(POINTS).check_code
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)


def test_the_check_code_is_worked_out_by_hand() -> None:
    # sha256 of {"campaign":"c","entries":[],"period":"nam","unit":"PTO"} begins 3668177080f3675;
    # its first 60 bits, five to a symbol of 0–9 A–Z without I, L, O, U:
    # 00110 11001 10100 00001 01110 11100 00100 00000 11110 01101 10011 10101
    #   6    25    20     1    14    28     4     0    30    13    19    21
    #   6     S     M     1     E     W     4     0     Y     D     K     N
    assert check_code("PTO", Period.YEAR, "c", ()) == "6SM1-EW40-YDKN"


def test_version_time_place_and_way_of_typing_leave_the_code_alone() -> None:
    made = submission(POINTS)
    assert replace(made, version=9, sealed_at=None).check_code == made.check_code
    assert submission(entry("points", "9,5", D("9.50"))).check_code == made.check_code
    assert submission(replace(POINTS, at=Place("X", 1, 1))).check_code == made.check_code


@pytest.mark.parametrize(
    "other",
    [
        submission(POINTS, unit="HBI"),
        replace(submission(POINTS), period=Period.MIDYEAR),
        replace(submission(POINTS), campaign_hash="1" * 64),
        submission(entry("points", 9.51, D("9.51"))),
        submission(entry("points_h1", 9.5, D("9.5"))),
        submission(),
        submission(entry("points", "x", None)),
        submission(entry("points", "9.5", "9.5")),
    ],
)
def test_any_other_content_has_another_code(other: Submission) -> None:
    assert other.check_code != submission(POINTS).check_code


def test_a_code_copied_from_paper() -> None:
    assert same_code("K7QF-92MD-4X0A", " k7qf 92md 4xoa ")
    assert same_code("K7QF-92MD-4X01", "K7QF–92MD–4XOI")
    assert not same_code("K7QF-92MD-4X0A", "K7QF-92MD-4X0B")


def test_differences_name_what_changed() -> None:
    gone, kept, new = (
        entry("self", 9.0, D(9)),
        entry("target", 1.0, D(1)),
        entry("count", 2.0, D(2)),
    )
    retyped = replace(kept, raw="1,0")
    changed = entry("points", 8.0, D(8))
    found = differences((POINTS, gone, kept), (changed, retyped, new))
    assert [(c.address.field, c.was, c.now) for c in found] == [
        ("count", None, new),
        ("points", POINTS, changed),
        ("self", gone, None),
    ]


@pytest.mark.parametrize("read", [campaign_from_json, entries_from_json, submission_from_json])
@pytest.mark.parametrize("text", ["[" * 20_000, "9" * 6_000, "{", "null"])
def test_json_that_somebody_damaged_is_a_value_error(
    read: Callable[[str], object], text: str
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text of the error is not shown to anybody
        read(text)
