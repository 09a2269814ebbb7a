"""The folder of the demonstration: nothing that somebody else made is ever touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from thidua_addin.demo.folder import MARKER, made, open_folder, record
from thidua_addin.errors import NothingDone


def _earlier(out: Path) -> Path:
    """A folder as an earlier demonstration left it: two of its files, recorded."""
    open_folder(out)
    (out / "1-bieu-mau").mkdir()
    (out / "1-bieu-mau" / "a.xlsx").write_bytes(b"form")
    (out / "tong-hop-nam.xlsx").write_bytes(b"summary")
    record(out)
    return out


def _refusal(out: Path) -> tuple[str, str]:
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    with pytest.raises(NothingDone) as stopped:
        open_folder(out)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert stopped.value.status == 3
    finding = stopped.value.finding
    assert finding.message
    return finding.code, finding.params["file"]


def test_a_new_or_empty_folder_is_taken(tmp_path: Path) -> None:
    open_folder(tmp_path / "mới" / "trong")
    (tmp_path / "trống").mkdir()
    open_folder(tmp_path / "trống")
    assert [p.name for p in (tmp_path / "trống").iterdir()] == [MARKER]


def test_an_earlier_demonstration_is_cleared(tmp_path: Path) -> None:
    out = _earlier(tmp_path)
    assert [p.name for p in made(out)] == ["a.xlsx", "tong-hop-nam.xlsx"]
    open_folder(out)
    assert [p.name for p in out.iterdir()] == [MARKER]


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Báo cáo.docx").write_bytes(b"x")
    assert _refusal(tmp_path) == ("DEMO_FOLDER_NOT_OURS", "Báo cáo.docx")


def test_a_damaged_marker_is_no_permission(tmp_path: Path) -> None:
    out = _earlier(tmp_path)
    (out / MARKER).write_text("{", encoding="utf-8")
    assert _refusal(out) == ("DEMO_FOLDER_NOT_OURS", "1-bieu-mau")


def test_a_changed_file_stays(tmp_path: Path) -> None:
    out = _earlier(tmp_path)
    (out / "1-bieu-mau" / "a.xlsx").write_bytes(b"filled by hand")
    assert _refusal(out) == ("DEMO_FILE_CHANGED", "1-bieu-mau/a.xlsx")


def test_a_new_file_in_the_way_stays(tmp_path: Path) -> None:
    out = _earlier(tmp_path)
    (out / "phieu-nop" / "2-dang-ky").mkdir(parents=True)
    (out / "phieu-nop" / "2-dang-ky" / "thêm.xlsx").write_bytes(b"another form")
    assert _refusal(out) == ("DEMO_FILE_CHANGED", "phieu-nop/2-dang-ky/thêm.xlsx")


def test_a_file_beside_is_left_alone(tmp_path: Path) -> None:
    out = _earlier(tmp_path)
    (out / "ghi chú.txt").write_text("của tôi", encoding="utf-8")
    (out / "1-bieu-mau" / "~$a.xlsx").write_bytes(b"lock")
    open_folder(out)
    assert (out / "ghi chú.txt").read_text(encoding="utf-8") == "của tôi"
    assert not (out / "1-bieu-mau" / "a.xlsx").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "tệp"
    file.write_bytes(b"x")
    with pytest.raises(NothingDone) as stopped:
        open_folder(file)
    assert stopped.value.finding.code == "DEMO_FOLDER_NOT_OURS"
