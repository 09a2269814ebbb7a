"""The chair's list of receipts, as people write such lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scoring.campaign_load import published_campaign
from scoring.terms import Period
from thidua_addin.errors import NothingDone
from thidua_addin.usecases.receipts import Receipts, read_receipts


def receipts(tmp_path: Path, text: str, encoding: str = "utf-8") -> Receipts:
    file = tmp_path / "ngay-nhan.csv"
    file.write_bytes(text.encode(encoding))
    return read_receipts(file, Period.YEAR)


def strange(found: Receipts, *files: str) -> list[str]:
    """The numbers of the lines that are of no use; BKA and HBI sent something for the year."""
    units = ["BKA", "HBI"]
    told = [(unit, Period.YEAR) for unit in units]
    return [f.params["line"] for f in found.strange(units, files, told)]


@pytest.mark.parametrize(
    "text",
    [
        "BKA,2021-12-01 08:30",
        "đơn vị,thời điểm\nBKA,2021-12-01T08:30\n",
        "BKA;01/12/2021 08:30",
        "BKA\t1/12/2021 08:30:00",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_unit_and_a_moment(tmp_path: Path, text: str, encoding: str) -> None:
    found = receipts(tmp_path, text, encoding)
    assert found.of_unit("BKA", Period.YEAR) == dt.datetime(2021, 12, 1, 8, 30)
    assert found.findings == ()


def test_a_file_is_known_by_its_name_in_any_folder(tmp_path: Path) -> None:
    found = receipts(tmp_path, "Phiếu Bắc Kạn.xlsx,01/12/2021")
    assert found.of_file("nhan/Phiếu Bắc Kạn.xlsx") == dt.datetime(2021, 12, 1)
    assert found.of_unit("BKA", Period.YEAR) is None


def test_a_line_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-12-01\nHBI,hôm qua 1\nTNG,02/12/21\nYBA,2021-12-03\n")
    assert [f.params["line"] for f in found.findings] == ["2", "3"]
    assert {f.code for f in found.findings} == {"RECEIVED_LIST_LINE"}
    assert found.of_unit("HBI", Period.YEAR) is None
    assert found.of_unit("YBA", Period.YEAR) == dt.datetime(2021, 12, 3)


def test_a_line_of_nobody_is_named(tmp_path: Path) -> None:
    found = receipts(
        tmp_path, "đơn vị,nhận\nBKX,2021-12-01\nHBI,2021-12-01\nphieu.xlsx,2021-12-01\n"
    )
    (nobody,) = found.strange(["BKA", "HBI"], ["nhan/Phieu.xlsx"], [("HBI", Period.YEAR)])
    assert (nobody.code, nobody.params["line"]) == ("RECEIVED_LIST_LINE", "2")
    assert "“BKX”" in nobody.message


@pytest.mark.parametrize("line", ["BKA,hôm qua", "BKA"])
def test_a_first_line_that_names_a_unit_is_no_heading(tmp_path: Path, line: str) -> None:
    found = receipts(tmp_path, f"{line}\nHBI,2021-12-01\n")
    assert strange(found) == ["1"]
    assert found.findings == ()


def test_two_moments_of_one_unit_are_named_and_the_later_line_counts(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-12-01\nBKA,2021-12-01\nBKA,2021-12-09\n")
    assert [f.params["line"] for f in found.findings] == ["3"]
    assert "“BKA” đã có ở dòng 2" in found.findings[0].message
    assert found.of_unit("BKA", Period.YEAR) == dt.datetime(2021, 12, 9)


def test_a_list_that_is_no_text_stops_the_merge(tmp_path: Path) -> None:
    with pytest.raises(NothingDone) as stopped:
        receipts(tmp_path, "Bắc Kạn,2021-12-01", "utf-16")
    assert stopped.value.finding.code == "RECEIVED_LIST_UNREADABLE"


@pytest.mark.parametrize(
    ("third", "period"),
    [
        ("", Period.YEAR),
        (",", Period.YEAR),
        (",nam", Period.YEAR),
        (",6-thang", Period.MIDYEAR),
        (", 6 THÁNG ", Period.MIDYEAR),
        (",dang-ky", Period.REGISTRATION),
        (",Đăng ký", Period.REGISTRATION),
    ],
)
def test_a_third_column_says_of_which_submission(
    tmp_path: Path, third: str, period: Period
) -> None:
    found = receipts(tmp_path, f"BKA,2021-06-20 08:30{third}\n")
    assert found.findings == ()
    moments = {p: found.of_unit("BKA", p) for p in Period}
    assert moments == {p: dt.datetime(2021, 6, 20, 8, 30) if p is period else None for p in Period}


def test_one_unit_may_have_a_line_for_each_period(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-03-30,dang-ky\nBKA,2021-06-20,6-thang\nBKA,2021-12-01\n")
    assert found.findings == ()
    days = [found.of_unit("BKA", p) for p in Period]
    assert days == [dt.datetime(2021, 3, 30), dt.datetime(2021, 6, 20), dt.datetime(2021, 12, 1)]


def test_a_period_that_nobody_knows_is_named(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-06-20,quý 3\nHBI,2021-12-01\n")
    (finding,) = found.findings
    assert (finding.params["line"], finding.params["problem"]) == ("1", "không hiểu kỳ “quý 3”")
    assert found.of_unit("BKA", Period.YEAR) is None


@pytest.mark.parametrize(
    "word", ["không nộp", "KHÔNG  NỘP", " Không nộp ", "kh\u00f4ng no\u0323\u0302p"]
)
def test_the_word_that_nothing_came(tmp_path: Path, word: str) -> None:
    found = receipts(tmp_path, f"BKA,{word},6-thang\nHBI,{word}\n")
    assert found.findings == ()
    assert found.unsent(["BKA", "HBI"]) == {("BKA", Period.MIDYEAR), ("HBI", Period.YEAR)}
    assert found.of_unit("BKA", Period.MIDYEAR) is None
    assert strange(found) == []


def test_the_word_on_the_first_line_is_no_heading(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKX,không nộp\n")
    assert strange(found) == ["1"]


def test_the_later_of_two_lines_counts_also_for_the_word(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,không nộp\nBKA,2021-12-09,nam\nHBI,2021-12-01\nHBI,không nộp\n")
    assert [f.params["line"] for f in found.findings] == ["2", "4"]
    assert found.of_unit("BKA", Period.YEAR) == dt.datetime(2021, 12, 9)
    assert found.unsent(["BKA", "HBI"]) == {("HBI", Period.YEAR)}


def test_a_file_cannot_be_said_not_to_have_come(tmp_path: Path) -> None:
    found = receipts(tmp_path, "phieu.xlsx,không nộp\n")
    (finding,) = found.strange(["BKA"], ["nhan/phieu.xlsx"], [])
    assert finding.params["problem"] == "chữ “không nộp” phải ghi sau mã đơn vị, không phải tên tệp"


def test_a_moment_of_a_submission_that_nobody_has_is_named(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-12-01\nBKA,2021-06-20,6-thang\n")
    (finding,) = found.strange(["BKA"], [], [("BKA", Period.YEAR)])
    assert finding.params["problem"] == "chưa có phiếu kỳ 6 tháng của “BKA”"


def test_a_file_is_known_by_its_name_whatever_the_period_says(tmp_path: Path) -> None:
    found = receipts(tmp_path, "phieu.xlsx,2021-06-20,6-thang\n")
    assert found.of("nhan/phieu.xlsx", "BKA", Period.YEAR) == dt.datetime(2021, 6, 20)


def of_cluster(tmp_path: Path, text: str, year: int = 2021) -> Receipts:
    """With the campaign at hand a line may say a unit's name for its code."""
    file = tmp_path / "ngay-nhan.csv"
    file.write_text(text, encoding="utf-8")
    campaign = published_campaign("cum-tdmnpb-2021").model_copy(update={"year": year})
    return read_receipts(file, Period.YEAR, campaign)


@pytest.mark.parametrize(
    "name", ["BKA", "Bắc Kạn", "Sở Nội vụ tỉnh Bắc Kạn", "BẮC CẠN", "Së Néi vô tØnh B¾c K¹n"]
)
def test_a_unit_may_be_named(tmp_path: Path, name: str) -> None:
    found = of_cluster(tmp_path, f"{name},2021-12-01\n")
    assert found.of_unit("BKA", Period.YEAR) == dt.datetime(2021, 12, 1)
    assert strange(found) == []


def test_a_name_that_is_only_alike_is_asked_about(tmp_path: Path) -> None:
    found = of_cluster(tmp_path, "Bac Kan,2021-12-01\n")
    assert found.of_unit("BKA", Period.YEAR) is None
    (finding,) = found.strange(["BKA"], [], [("BKA", Period.YEAR)])
    assert finding.params["problem"] == (
        "không có đơn vị hay tệp “Bac Kan” (có phải là “Bắc Kạn” (BKA)?)"
    )


def test_a_unit_of_other_years_is_said_to_be_that(tmp_path: Path) -> None:
    found = of_cluster(tmp_path, "Hòa Bình,2026-12-01\n", 2026)
    assert found.of_unit("PTO", Period.YEAR) is None
    (finding,) = found.strange(["PTO"], [], [("PTO", Period.YEAR)])
    assert "không là thành viên năm thi đua (từ 2021 đến 2025)" in finding.params["problem"]
