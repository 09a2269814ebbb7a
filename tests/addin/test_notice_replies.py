"""A unit's replies and the chair's own texts: what fills a cell, what stays, what is kept."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.chair.inputs import EMPTY_BOOK, ChairInputs, UnitEntry, inputs_of
from scoring.chair.replies import (
    Reply,
    answered,
    answered_year,
    replies_from_json,
    replies_json,
)
from scoring.entries import Entry
from scoring.fields import Address
from scoring.snapshot import Place
from scoring.terms import Period

CELL = Address("II.1.1", None, "explanation")
FIRST = Reply(
    "HBI",
    Period.YEAR,
    "II.1.1",
    None,
    "Đã gửi Báo cáo 45/BC-SNV",
    "",
    dt.datetime(2021, 12, 20, 8),
    1,
    "HBI-lan1.xlsx",
    "Trần An, Phó Giám đốc",
    dt.date(2021, 12, 22),
    Place("Phiếu giải trình", 16, 14),
)
SECOND = replace(
    FIRST,
    text="Rút lại, theo Báo cáo 50/BC-SNV",
    before=FIRST.text,
    issued_at=dt.datetime(2021, 12, 27, 8),
    version=2,
    file="HBI-lan2.xlsx",
)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return published_campaign()


def holding(text: str | None) -> ChairInputs:
    if text is None:
        return inputs_of(())
    other = UnitEntry("PTO", Entry(CELL, "của Phú Thọ", "của Phú Thọ"))
    return inputs_of((UnitEntry("HBI", Entry(CELL, text, text)), other))


def said(chair: ChairInputs) -> list[UnitEntry]:
    """Every entry: the mappings themselves cannot be compared."""
    return list(chair)


def text_in(chair: ChairInputs, unit: str = "HBI") -> str:
    return chair.of(unit).text("II.1.1", None, "explanation")


def test_a_reply_fills_a_blank_cell(campaign: Campaign) -> None:
    found = answered(campaign, Period.YEAR, holding(None), [FIRST])
    assert text_in(found.chair) == "Đã gửi Báo cáo 45/BC-SNV"
    assert (found.findings, found.notes) == ((), ())
    assert found.replies == (FIRST,)


def test_merging_again_changes_nothing(campaign: Campaign) -> None:
    once = answered(campaign, Period.YEAR, holding(None), [FIRST])
    earlier = replies_from_json(replies_json(once.replies))
    again = answered(campaign, Period.YEAR, once.chair, [FIRST], earlier)
    assert said(again.chair) == said(once.chair)
    assert (again.replies, again.findings) == (once.replies, ())
    without_file = answered(campaign, Period.YEAR, once.chair, [], earlier)
    assert said(without_file.chair) == said(once.chair)
    assert replies_json(without_file.replies) == replies_json(once.replies)


def test_the_newer_notice_wins_in_any_order_and_says_so(campaign: Campaign) -> None:
    for order in itertools.permutations((FIRST, SECOND)):
        for held in (None, FIRST.text):
            found = answered(campaign, Period.YEAR, holding(held), order)
            assert text_in(found.chair) == SECOND.text
            assert [f.code for f in found.findings] == ["REPLY_SUPERSEDED"]
            assert "Báo cáo 45" in found.findings[0].message
            assert "Báo cáo 50" in found.findings[0].message
            assert "phiếu lập lúc 08:00 ngày 27/12/2021" in found.findings[0].message
            assert [n.reply.text for n in found.notes] == [FIRST.text]


def test_an_earlier_reply_in_the_cell_is_replaced_even_when_its_file_is_gone(
    campaign: Campaign,
) -> None:
    earlier = replies_from_json(replies_json([FIRST]))
    found = answered(campaign, Period.YEAR, holding(FIRST.text), [SECOND], earlier)
    assert text_in(found.chair) == SECOND.text
    assert len(found.replies) == 2


def test_the_same_notice_twice_with_two_texts_is_a_warning(campaign: Campaign) -> None:
    later = replace(FIRST, text="Bản sửa", file="HBI-sua.xlsx", on=dt.date(2021, 12, 24))
    found = answered(campaign, Period.YEAR, holding(None), [later, FIRST])
    assert text_in(found.chair) == "Bản sửa"
    assert [f.code for f in found.findings] == ["REPLY_TWICE"]
    assert "(lập lúc 08:00 ngày 20/12/2021)" in found.findings[0].message


def test_what_the_chair_wrote_stays_and_the_reply_is_kept(campaign: Campaign) -> None:
    chair = holding("Đơn vị trả lời qua điện thoại")
    found = answered(campaign, Period.YEAR, chair, [FIRST])
    assert said(found.chair) == said(chair)
    (finding,) = found.findings
    assert finding.code == "REPLY_CONFLICT"
    assert finding.at == Place("Phiếu giải trình", 16, 14)
    assert "Đã gửi Báo cáo 45" in finding.message
    assert "qua điện thoại" in finding.message
    assert [n.reply for n in found.notes] == [FIRST]


def test_a_conflict_is_told_once_and_the_reply_stays_kept(campaign: Campaign) -> None:
    """In the merge in which the reply is new, whatever its file is called later."""
    chair = holding("Đơn vị trả lời qua điện thoại")
    once = answered(campaign, Period.YEAR, chair, [FIRST])
    assert [f.code for f in once.findings] == ["REPLY_CONFLICT"]
    earlier = replies_from_json(replies_json(once.replies))
    for came in ([FIRST], [replace(FIRST, file="doi-ten.xlsx")], []):
        for text in ("Đơn vị trả lời qua điện thoại", "Cụm viết lại"):
            again = answered(campaign, Period.YEAR, holding(text), came, earlier)
            assert again.findings == ()
            assert text_in(again.chair) == text
            assert {n.reply.text for n in again.notes} == {FIRST.text}
    book = EMPTY_BOOK.renewed(Period.YEAR, chair)
    assert [f.code for f in answered_year(campaign, book, [FIRST]).findings] == ["REPLY_CONFLICT"]
    assert answered_year(campaign, book, [FIRST], earlier).findings == ()
    # A newer reply is new again; a cleared cell takes the reply.
    newer = answered(campaign, Period.YEAR, chair, [FIRST, SECOND], earlier)
    assert [f.code for f in newer.findings] == ["REPLY_SUPERSEDED", "REPLY_CONFLICT"]
    cleared = answered(campaign, Period.YEAR, holding(None), [FIRST], earlier)
    assert (text_in(cleared.chair), cleared.findings) == (FIRST.text, ())


def test_an_untouched_text_of_the_notice_is_no_conflict(campaign: Campaign) -> None:
    confirmed = replace(FIRST, text="Ghi lúc gửi phiếu", before="Ghi lúc gửi phiếu")
    found = answered(campaign, Period.YEAR, holding("Cụm đã sửa"), [confirmed])
    assert (text_in(found.chair), found.findings, found.notes) == ("Cụm đã sửa", (), ())
    filled = answered(campaign, Period.YEAR, holding(None), [confirmed])
    assert text_in(filled.chair) == "Ghi lúc gửi phiếu"


def test_line_breaks_and_white_space_make_no_difference(campaign: Campaign) -> None:
    reply = replace(FIRST, text="Dòng 1\r\nDòng 2 ")
    found = answered(campaign, Period.YEAR, holding("Dòng 1\nDòng 2"), [reply])
    assert (text_in(found.chair), found.findings) == ("Dòng 1\nDòng 2", ())


def test_a_line_that_is_gone_keeps_its_reply(campaign: Campaign) -> None:
    lost = replace(FIRST, criterion="II.99")
    found = answered(campaign, Period.YEAR, holding(None), [lost])
    assert [f.code for f in found.findings] == ["REPLY_NO_PLACE"]
    assert [n.reply for n in found.notes] == [lost]
    assert not found.chair.of("HBI")


def test_other_units_and_periods_are_left_alone(campaign: Campaign) -> None:
    midyear = replace(FIRST, period=Period.MIDYEAR)
    chair = holding("x")
    found = answered(campaign, Period.YEAR, chair, [midyear])
    assert said(found.chair) == said(chair)
    assert found.replies == (midyear,)
    year = answered_year(campaign, EMPTY_BOOK, [midyear, SECOND])
    assert text_in(year.book.at(Period.MIDYEAR)) == FIRST.text
    assert text_in(year.book.at(Period.YEAR)) == SECOND.text


def test_replies_survive_as_json() -> None:
    hostile = replace(FIRST, text='=1+1 <b>&"\u202e', by="", on=None)
    assert replies_from_json(replies_json([hostile])) == (replace(hostile, at=None),)
    for broken in ("{}", "[1]", '[{"unit": "HBI"}]', '[{"version": true}]'):
        with pytest.raises(ValueError, match=r"repl|version"):
            replies_from_json(broken)
