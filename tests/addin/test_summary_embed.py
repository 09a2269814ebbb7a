"""What a summary carries comes back without loss, whatever was typed, by both readers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scoring.campaign_load import published_campaign
from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.merge import merge
from scoring.snapshot import Place, Snapshot
from scoring.terms import Period
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.embed import (
    NotASummary,
    read_embedded,
    read_summary,
    received_from_text,
    received_text,
)
from thidua_addin.workbook.read import read_careful, read_workbook

STRANGE = (
    "Hoà Bình",
    "Hòa Bình",
    "_x0041_ _x",
    "a\x01b\x1f\x7f\x85c",
    "😀 và \ufffe\uffff",
    "  hai đầu có khoảng trắng  ",
    "dòng 1\r\ndòng 2\ttab",
    "=1+1",
    "\\u0041 \\ \" '",
    "x " * 40_000,
)


def _strange() -> tuple[Entry, ...]:
    roots = published_campaign().tree.roots()
    fields = ("narrative", "difficulties", "proposals")
    places = [Address(root.code, None, f) for root in roots for f in fields]
    typed = [Entry(a, t, t.strip()) for a, t in zip(places, STRANGE, strict=False)]
    return (
        *typed,
        Entry(Address("II.1.2", None, "actual_fy"), "9,5", Decimal("9.5")),
        Entry(Address("II.1.3", None, "actual_fy"), 0.1, Decimal("0.1")),
        Entry(Address("II.1.4", None, "actual_fy"), "#DIV/0!", None),
        Entry(Address("II.1.5", None, "actual_fy"), True, None),
        Entry(
            Address("II.2.1", None, "evidence_date"),
            dt.datetime(2021, 5, 6, 7, 8),
            dt.date(2021, 5, 6),
        ),
    )


@pytest.mark.parametrize("read", [read_workbook, read_careful])
def test_submissions_come_back_as_they_went_in(
    read: Callable[[Path], Snapshot], tmp_path: Path
) -> None:
    campaign = published_campaign()
    place = Place("Tự chấm 😀", 3, 4)
    finding = Finding(
        "NOT_A_NUMBER",
        place,
        "II.1.4",
        None,
        "actual_fy",
        {"title": "Kết quả", "value": "_x0041_\x02"},
        "Luật",
        "a.b",
    )
    first = cases.received(campaign, "PTO", Period.YEAR, _strange(), findings=(finding,))
    first = dataclasses.replace(first, file="thư mục/Hoà.xlsx", received_at=None)
    second = cases.received(campaign, "PTO", Period.YEAR, _strange()[:3], version=2)
    chance = random.Random(3)
    pledged = tuple(cases.entries(campaign, Period.REGISTRATION, chance))
    registration = cases.received(campaign, "PTO", Period.REGISTRATION, pledged)
    result = merge(campaign, Period.YEAR, [first, second, registration])
    path = tmp_path / "s.xlsx"
    path.write_bytes(build_summary(result, at=cases.AT))
    content = read_summary(read(path))
    assert set(map(repr, content.received)) == {repr(first), repr(second), repr(registration)}
    assert content.accepted == result.accepted
    assert content.registrations == {"PTO": registration}
    assert (content.campaign, content.period, content.merged_at) == (
        campaign,
        Period.YEAR,
        cases.AT,
    )
    assert read_embedded(read(path)) == content.received


def test_text_and_back_is_the_same_and_safe_to_cut() -> None:
    one = cases.received(published_campaign(), "PTO", Period.YEAR, _strange())
    text = received_text(one, accepted=True)
    assert received_from_text(text) == (one, True)
    assert len(text.encode("utf-16-le")) == 2 * len(text)  # no character counts as two
    assert "_x" not in text


def test_a_form_or_a_damaged_summary_is_refused(tmp_path: Path) -> None:
    campaign = published_campaign()
    path = tmp_path / "s.xlsx"
    path.write_bytes(build_summary(merge(campaign, Period.YEAR, []), at=cases.AT))
    book = openpyxl.load_workbook(path)
    meta = book["_meta"]
    row = next(r for r in meta.iter_rows() if r[0].value == "||campaign_json")
    row[1].value = str(row[1].value).replace('"II.1"', '"II.9"')
    book.save(path)
    with pytest.raises(NotASummary):
        read_summary(read_careful(path))
    empty = openpyxl.Workbook()
    empty.save(path)
    with pytest.raises(NotASummary) as fault:
        read_summary(read_careful(path))
    assert fault.value.reason == "kind"
