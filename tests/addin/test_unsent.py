"""The chair's word of what came when, and of what never came, through merge after merge.

Deadlines: registration 31/03/2021, first half 15/06/2021 (a Tuesday), year 10/12/2021. L6 (5
points) looks at the report of the first half in working days: 1 off from 1 day late, 3 off from
4. LD (5 points) looks at the registration: 0.5 off a day.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.merge import MergeResult
from scoring.terms import Period, State
from tests.grade_cases import campaign, criterion
from thidua_addin.form.build import build_form
from thidua_addin.summary.again import merged_again
from thidua_addin.summary.embed import read_summary
from thidua_addin.usecases.merge import Merged, merge_folder
from thidua_addin.workbook.read import read_workbook

D = Decimal
AT = dt.datetime(2021, 12, 15, 9, 0)
YEAR_ONLY = 'periods = ["nam"]'
_STEPS = "[{ from = 1, off = 1 }, { from = 4, off = 3 }]"
CAMPAIGN = campaign(
    criterion("A", "90")
    + criterion(
        "L6",
        "5",
        f'kind = "lateness", report = "6-thang", days = "working", floor = 1, steps = {_STEPS}',
        YEAR_ONLY,
    )
    + criterion("LD", "5", 'kind = "lateness", report = "dang-ky", per_day = 0.5', YEAR_ONLY),
    head='grades = "not set"\n',
    deadlines="deadlines = { registration = 2021-03-31, midyear = 2021-06-15, "
    "year = 2021-12-10 }\n",
)


class Chair:
    """A folder of forms and the summary that is made of it, again and again."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "phieu-nop"
        self.inbox.mkdir()
        self.summary = folder / "tong-hop.xlsx"
        self._list = folder / "ngay-nhan.csv"

    def comes(self, unit: str, period: Period) -> None:
        """A form of this unit and period arrives."""
        field = "points_h1" if period is Period.MIDYEAR else "points"
        given = [Entry(Address("A", None, field), 80.0, D(80))]
        content = build_form(
            CAMPAIGN,
            CAMPAIGN.units[unit],
            issued_at=AT,
            entries=Entries([] if period is Period.REGISTRATION else given),
            period=period,
        )
        (self.inbox / f"{unit}_{period.value}.xlsx").write_bytes(content)

    def merges(self, text: str | None = None) -> Merged:
        """Merge the year, with this list."""
        if text is not None:
            self._list.write_text(text, encoding="utf-8")
        given = None if text is None else self._list
        return merge_folder(self.inbox, CAMPAIGN, Period.YEAR, self.summary, AT, given)


@pytest.fixture
def chair(tmp_path: Path) -> Chair:
    made = Chair(tmp_path)
    for unit in ("AA", "BB"):
        made.comes(unit, Period.YEAR)
    made.comes("BB", Period.MIDYEAR)
    made.comes("BB", Period.REGISTRATION)
    return made


LIST = """đơn vị,thời điểm,kỳ
AA,2021-12-08
BB,2021-12-09
BB,21/06/2021 08:00,6-thang
BB,02/04/2021,dang-ky
AA,Không nộp,6-thang
AA,không nộp,dang-ky
"""


def points(result: MergeResult, unit: str, code: str) -> Decimal | None:
    sheet = result.unit(unit).sheet
    assert sheet is not None
    return sheet.line(code).computed


def codes(merged: Merged) -> list[str]:
    units = (f.code for u in merged.result.units for f in u.findings)
    said = [*(f.code for f in (*merged.result.findings, *merged.findings)), *units]
    wanted = ("RECEIPT", "RECEIVED", "UNSENT")
    return [code for code in said if code.startswith(wanted)]


def test_lines_of_other_periods_and_the_word_count(chair: Chair) -> None:
    """BB: 16, 17, 18 and 21 June are 4 working days late: 5 − 3; 2 days × 0.5: 5 − 1.

    AA sent neither: the whole item is lost, whatever the floor.
    """
    merged = chair.merges(LIST)
    assert codes(merged) == []
    assert [points(merged.result, "BB", code) for code in ("L6", "LD")] == [D("2.00"), D("4.00")]
    assert [points(merged.result, "AA", code) for code in ("L6", "LD")] == [D("0.00"), D("0.00")]
    assert merged.result.unsent == {("AA", Period.MIDYEAR), ("AA", Period.REGISTRATION)}


def test_sunday_after_three_working_days(chair: Chair) -> None:
    """20/06/2021 is a Sunday: 3 working days late, 5 − 1."""
    merged = chair.merges(LIST.replace("21/06", "20/06"))
    assert points(merged.result, "BB", "L6") == D("4.00")


def test_the_word_and_the_moments_hold_without_the_list(chair: Chair) -> None:
    first = chair.merges(LIST)
    again = chair.merges()
    assert again.result == first.result
    assert codes(again) == []
    assert merged_again(read_workbook(chair.summary)).unsent == first.result.unsent


def test_only_what_is_new_need_lie_in_the_folder(chair: Chair) -> None:
    first = chair.merges(LIST)
    for file in chair.inbox.iterdir():
        file.unlink()
    assert chair.merges().result == first.result


def test_a_moment_may_be_told_after_the_file_is_gone(chair: Chair) -> None:
    without = LIST.replace("BB,21/06/2021 08:00,6-thang\n", "")
    assert codes(chair.merges(without)) == ["RECEIPT_UNKNOWN"]
    (chair.inbox / "BB_6-thang.xlsx").unlink()
    again = chair.merges("BB,2021-06-21,6-thang\n")
    assert codes(again) == []
    assert points(again.result, "BB", "L6") == D("2.00")


def test_a_moment_takes_the_word_back(chair: Chair) -> None:
    """Nothing is there to be measured yet, which is said of the line and of the unit."""
    chair.merges(LIST)
    merged = chair.merges("AA,2021-06-14,6-thang\n")
    assert codes(merged) == ["RECEIVED_LIST_LINE", "RECEIPT_UNKNOWN"]
    assert merged.result.unsent == {("AA", Period.REGISTRATION)}
    sheet = merged.result.unit("AA").sheet
    assert sheet is not None
    assert sheet.line("L6").state is State.CLUSTER


def test_the_file_takes_the_word_back(chair: Chair) -> None:
    """15/06/2021 is in time: all 5 points."""
    chair.merges(LIST)
    chair.comes("AA", Period.MIDYEAR)
    merged = chair.merges("AA,2021-06-15,6-thang\n")
    assert codes(merged) == []
    assert points(merged.result, "AA", "L6") == D("5.00")
    assert merged.result.unsent == {("AA", Period.REGISTRATION)}
    assert chair.merges().result == merged.result


def test_the_word_of_a_file_that_is_there_is_a_finding(chair: Chair) -> None:
    merged = chair.merges(LIST + "BB,không nộp,nam\n")
    assert codes(merged) == ["UNSENT_BUT_CAME", "RECEIVED_LIST_LINE"]
    assert "BB" not in {unit for unit, _ in merged.result.unsent}
    assert merged.result.unit("BB").sheet is not None


def test_the_receipt_book_shows_the_word(chair: Chair) -> None:
    chair.merges(LIST)
    rows = openpyxl.load_workbook(chair.summary)["Sổ nhận"].iter_rows(values_only=True)
    told = [row[1:11] for row in rows if row[5] == "không nộp"]
    word = "Không nộp, theo xác nhận của Cụm trưởng"
    assert [(row[0], row[1], row[2], row[9]) for row in told] == [
        ("(không có tệp)", "AA", "Đăng ký", word),
        ("(không có tệp)", "AA", "6 tháng", word),
    ]


def test_a_summary_of_before_the_word_still_reads(chair: Chair) -> None:
    chair.merges(LIST)
    book = openpyxl.load_workbook(chair.summary)
    meta = book["_meta"]
    row = next(r[0].row for r in meta.iter_rows() if r[0].value == "||unsent")
    meta.delete_rows(row)
    book.save(chair.summary)
    content = read_summary(read_workbook(chair.summary))
    assert content.unsent == frozenset()
    assert codes(chair.merges()) == ["RECEIPT_UNKNOWN"] * 2
