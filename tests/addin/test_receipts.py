"""The chair's list of receipts, as people write such lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thidua_addin.errors import NothingDone
from thidua_addin.usecases.receipts import Receipts, read_receipts


def receipts(tmp_path: Path, text: str, encoding: str = "utf-8") -> Receipts:
    file = tmp_path / "ngay-nhan.csv"
    file.write_bytes(text.encode(encoding))
    return read_receipts(file)


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
    assert found.of_unit("BKA") == dt.datetime(2021, 12, 1, 8, 30)
    assert found.findings == ()


def test_a_file_is_known_by_its_name_in_any_folder(tmp_path: Path) -> None:
    found = receipts(tmp_path, "Phiếu Bắc Kạn.xlsx,01/12/2021")
    assert found.of_file("nhan/Phiếu Bắc Kạn.xlsx") == dt.datetime(2021, 12, 1)
    assert found.of_unit("BKA") is None


def test_a_line_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-12-01\nHBI,hôm qua 1\nTNG,02/12/21\nYBA,2021-12-03\n")
    assert [f.params["line"] for f in found.findings] == ["2", "3"]
    assert {f.code for f in found.findings} == {"RECEIVED_LIST_LINE"}
    assert found.of_unit("HBI") is None
    assert found.of_unit("YBA") == dt.datetime(2021, 12, 3)


def test_a_line_of_nobody_is_named(tmp_path: Path) -> None:
    found = receipts(
        tmp_path, "đơn vị,nhận\nBKX,2021-12-01\nHBI,2021-12-01\nphieu.xlsx,2021-12-01\n"
    )
    known = ["BKA", "HBI", "nhan/Phieu.xlsx"]
    (strange,) = found.strange(known)
    assert (strange.code, strange.params["line"]) == ("RECEIVED_LIST_LINE", "2")
    assert "“BKX”" in strange.message


@pytest.mark.parametrize("line", ["BKA,hôm qua", "BKA"])
def test_a_first_line_that_names_a_unit_is_no_heading(tmp_path: Path, line: str) -> None:
    found = receipts(tmp_path, f"{line}\nHBI,2021-12-01\n")
    assert [f.params["line"] for f in found.strange(["BKA", "HBI"])] == ["1"]
    assert found.findings == ()


def test_two_moments_of_one_unit_are_named_and_the_later_line_counts(tmp_path: Path) -> None:
    found = receipts(tmp_path, "BKA,2021-12-01\nBKA,2021-12-01\nBKA,2021-12-09\n")
    assert [f.params["line"] for f in found.findings] == ["3"]
    assert "“BKA” đã có ở dòng 2" in found.findings[0].message
    assert found.of_unit("BKA") == dt.datetime(2021, 12, 9)


def test_a_list_that_is_no_text_stops_the_merge(tmp_path: Path) -> None:
    with pytest.raises(NothingDone) as stopped:
        receipts(tmp_path, "Bắc Kạn,2021-12-01", "utf-16")
    assert stopped.value.finding.code == "RECEIVED_LIST_UNREADABLE"
