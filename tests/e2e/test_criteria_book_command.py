"""``campaign export`` and ``campaign import``: exit statuses, JSON, what is never replaced."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scoring.campaign_load import load_campaign, published_campaign
from scoring.canonical import campaign_hash
from tests.addin.criteria_books import MADE, TESTS, campaign_of
from thidua_addin.cli import main
from thidua_addin.criteria_book.build import build_criteria_book

SMALLEST = TESTS / "campaigns" / "smallest.toml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "tieu-chi.xlsx"
    file.write_bytes(_built())
    return file


@cache
def _built() -> bytes:
    return build_criteria_book(campaign_of("smallest"), MADE)


def edit(file: Path, sheet: str, cell: str, value: object) -> None:
    """Change a cell as another program would."""
    workbook = load_workbook(file)
    workbook[sheet][cell] = value
    workbook.save(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = main([str(a) for a in arguments])
    return status, capsys.readouterr().out


def test_export_of_the_published_campaign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bo tieu chi.xlsx"
    status, said = run(capsys, "campaign", "export", "--out", out, "--json")
    assert status == 0
    assert json.loads(said)["campaign"]["hash"] == campaign_hash(published_campaign())
    back = tmp_path / "lai.toml"
    status, said = run(capsys, "campaign", "import", out, "--out", back, "--json")
    assert (status, json.loads(said)["changes"]) == (0, [])
    loaded = load_campaign(back.read_bytes()).campaign
    assert loaded == published_campaign()


def test_export_never_replaces(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    status, said = run(capsys, "campaign", "export", SMALLEST, "--out", book, "--json")
    assert status == 3
    assert json.loads(said)["error"]["code"] == "CRITERIA_BOOK_EXISTS"
    assert book.read_bytes() == before


def test_import_says_what_changed(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book, "Đợt thi đua", "C9", "Chủ đề mới")
    out = tmp_path / "moi.toml"
    status, said = run(capsys, "campaign", "import", book, "--out", out)
    assert status == 0
    assert "1 thay đổi so với lần ban hành 1" in said
    assert "Không thay đổi nào làm đổi điểm." in said
    assert "[CRITERIA_REVISION_NOT_RAISED]" in said
    status, said = run(
        capsys, "campaign", "import", book, "--out", out, "--previous", out, "--json"
    )
    answer = json.loads(said)
    assert (status, answer["changes"], answer["points_may_change"]) == (0, [], False)


def test_faults_write_nothing(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book, "Tiêu chí", "F5", "mười điểm")
    out = tmp_path / "moi.toml"
    status, said = run(capsys, "campaign", "import", book, "--out", out, "--json")
    answer = json.loads(said)
    assert (status, answer["ok"], answer["out"]) == (1, False, None)
    found = {(f["code"], f["sheet"], f["cell"]) for f in answer["findings"]}
    assert ("NOT_A_NUMBER", "Tiêu chí", "F5") in found
    assert not out.exists()
    status, said = run(capsys, "campaign", "import", book, "--out", out)
    assert status == 1
    assert "LỖI Tiêu chí!F5 [NOT_A_NUMBER]" in said


def test_import_replaces_only_a_campaign_of_the_same_id(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cu.toml"
    out.write_bytes(SMALLEST.read_bytes())
    assert run(capsys, "campaign", "import", book, "--out", out)[0] == 0
    assert load_campaign(out.read_bytes()).campaign == campaign_of("smallest")
    for other in (b"# ghi chep cua toi\n", (TESTS / "campaigns/all-kinds.toml").read_bytes()):
        out.write_bytes(other)
        status, said = run(capsys, "campaign", "import", book, "--out", out, "--json")
        assert status == 3
        assert json.loads(said)["error"]["code"] == "CRITERIA_TARGET_OTHER"
        assert out.read_bytes() == other
    assert run(capsys, "campaign", "import", book, "--out", tmp_path)[0] == 3


def test_other_workbooks_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "khac.xlsx"
    workbook = load_workbook(filename=_empty(other))
    workbook.save(other)
    status, said = run(capsys, "campaign", "import", other, "--out", tmp_path / "x.toml", "--json")
    assert status == 3
    assert json.loads(said)["error"]["code"] == "NOT_A_CRITERIA_BOOK"
    status, said = run(
        capsys, "campaign", "import", tmp_path / "khong.xlsx", "--out", tmp_path / "x.toml"
    )
    assert status == 3


def _empty(file: Path) -> Path:
    from openpyxl import Workbook

    Workbook().save(file)
    return file


def test_a_campaign_that_does_not_fit_cells_is_not_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = SMALLEST.read_text(encoding="utf-8")
    long = tmp_path / "dai.toml"
    long.write_text(source.replace("[[criterion]]", "[[criterion]]\nnote = \"" + "a" * 33_000
                                   + '"', 1), encoding="utf-8")  # fmt: skip
    status, said = run(capsys, "campaign", "export", long, "--out", tmp_path / "x.xlsx", "--json")
    assert status == 3
    error = json.loads(said)["error"]
    assert error["code"] == "CRITERIA_TEXT_TOO_LONG"
    assert "Ghi chú" in error["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("campaign", "export"),
        ("campaign", "import", "x.xlsx"),
        ("campaign", "import", "--out", "x.toml"),
        ("campaign", "check", "--out", "x"),
        ("campaign", "show", "--previous", "x"),
        ("campaign", "export", "--out", "x.xlsx", "--previous", "y.toml"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, *arguments, "--json")
    assert status == 2
    assert json.loads(said)["error"]["code"] == "USAGE"
