"""A file is written whole or not at all, and a fault says which file and why."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from thidua_addin.workbook import atomic
from thidua_addin.workbook.atomic import (
    TEMPORARY_PREFIX,
    TargetLocked,
    TargetUnwritable,
    write_atomically,
)


def put_new(path: Path) -> None:
    path.write_text("mới", "utf-8")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Tổng hợp.xlsx"


def only_file_is(target: Path, text: str) -> bool:
    """The target holds the text, and nothing else lies beside it."""
    return list(target.parent.iterdir()) == [target] and target.read_text("utf-8") == text


def test_a_new_file(target: Path) -> None:
    write_atomically(target, put_new)
    assert only_file_is(target, "mới")


def test_an_existing_file_is_replaced(target: Path) -> None:
    target.write_text("cũ", "utf-8")
    write_atomically(target, put_new)
    assert only_file_is(target, "mới")


def test_the_unfinished_file_lies_beside_under_a_telling_name(target: Path) -> None:
    seen: list[Path] = []
    write_atomically(target, seen.append)
    assert seen[0].parent == target.parent
    assert seen[0].name.startswith(TEMPORARY_PREFIX)
    assert seen[0].suffix == ".xlsx"


def test_the_old_file_stands_until_the_new_one_is_whole(target: Path) -> None:
    target.write_text("cũ", "utf-8")
    seen: list[str] = []

    def write(path: Path) -> None:
        path.write_text("mới", "utf-8")
        seen.append(target.read_text("utf-8"))

    write_atomically(target, write)
    assert seen == ["cũ"]


def test_a_fault_of_the_writer_leaves_everything_as_it_was(target: Path) -> None:
    target.write_text("cũ", "utf-8")

    def write(path: Path) -> None:
        path.write_text("một nửa", "utf-8")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_atomically(target, write)
    assert only_file_is(target, "cũ")


def test_a_full_disk(target: Path) -> None:
    def write(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(TargetUnwritable) as caught:
        write_atomically(target, write)
    assert caught.value.path == target
    assert (caught.value.code, caught.value.params) == ("TARGET_NO_SPACE", {"file": str(target)})
    assert list(target.parent.iterdir()) == []


def test_a_full_disk_in_the_words_of_xlsxwriter(target: Path) -> None:
    def write(path: Path) -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as fault:
            raise FileCreateError(fault) from fault

    with pytest.raises(TargetUnwritable):
        write_atomically(target, write)


def test_a_file_that_excel_holds_open(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("cũ", "utf-8")

    def sharing_violation(self: Path, place: Path) -> Path:
        fault = PermissionError(errno.EACCES, "sharing violation", str(place))
        fault.winerror = 32  # type: ignore[attr-defined, unused-ignore]
        raise fault

    monkeypatch.setattr(atomic, "_PAUSES", ())
    monkeypatch.setattr(Path, "replace", sharing_violation)
    with pytest.raises(TargetLocked) as caught:
        write_atomically(target, put_new)
    assert (caught.value.code, caught.value.path) == ("TARGET_LOCKED", target)
    assert only_file_is(target, "cũ")


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(TargetUnwritable):
        write_atomically(tmp_path / "không có" / "a.xlsx", never)


def test_a_folder_in_the_place_of_the_file(target: Path) -> None:
    target.mkdir()
    with pytest.raises(TargetUnwritable):
        write_atomically(target, never)


def test_a_write_protected_file_is_not_replaced(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_text("cũ", "utf-8")
    monkeypatch.setattr(os, "access", lambda place, how: False)
    with pytest.raises(TargetUnwritable):
        write_atomically(target, never)
    assert only_file_is(target, "cũ")


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_are_kept(target: Path) -> None:
    target.write_text("cũ", "utf-8")
    target.chmod(0o640)
    write_atomically(target, put_new)
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_is_followed(tmp_path: Path, target: Path) -> None:
    kept = tmp_path / "kho"
    kept.mkdir()
    (kept / "thật.xlsx").write_text("cũ", "utf-8")
    target.symlink_to(kept / "thật.xlsx")
    write_atomically(target, put_new)
    assert target.is_symlink()
    assert (kept / "thật.xlsx").read_text("utf-8") == "mới"


def test_a_workbook(target: Path) -> None:
    def write(path: Path) -> None:
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("Tổng hợp")

    write_atomically(target, write)
    assert target.read_bytes()[:4] == b"PK\x03\x04"


def never(path: Path) -> None:
    raise AssertionError("nothing may be written")
