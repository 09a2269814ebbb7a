"""Replacing a file of ours: the old one stays beside it, whatever happens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thidua_addin.errors import NothingDone
from thidua_addin.usecases import writing
from thidua_addin.workbook.atomic import TargetLocked

AT = dt.datetime(2021, 12, 1, 8, 0, 5)


def test_each_old_content_keeps_a_file_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "bieu.xlsx"
    target.write_bytes(b"1")
    copies = [writing.replace_bytes(target, text, AT) for text in (b"2", b"3")]
    assert [c.name for c in copies] == [
        "bieu.truoc-20211201-080005.xlsx",
        "bieu.truoc-20211201-080005-2.xlsx",
    ]
    assert [c.read_bytes() for c in (*copies, target)] == [b"1", b"2", b"3"]


def test_where_the_target_cannot_be_written_all_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "bieu.xlsx"
    target.write_bytes(b"1")

    def locked(path: Path, write: object, sha256: str) -> None:
        raise TargetLocked(path)

    monkeypatch.setattr(writing, "renew_atomically", locked)
    with pytest.raises(NothingDone) as stopped:
        writing.replace_bytes(target, b"2", AT)
    assert stopped.value.finding.code == "TARGET_LOCKED"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("bieu.xlsx", b"1")]


def test_a_target_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(NothingDone) as stopped:
        writing.replace_bytes(tmp_path / "bieu.xlsx", b"1", AT)
    assert stopped.value.finding.code == "FILE_LOCKED"
    assert list(tmp_path.iterdir()) == []
