"""Two files of one unit: which entries and points changed, where, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from scoring.campaign import Campaign
from scoring.fields import Address
from scoring.terms import Period
from tests.addin.conftest import ISSUED, entries_of
from thidua_addin.cli import diff_command
from thidua_addin.errors import NothingDone
from thidua_addin.form.build import build_form
from thidua_addin.usecases.diff import Compared, compare_files
from thidua_addin.usecases.submit import submit_form

AT = dt.datetime(2021, 11, 25, 8)
PERCENT = "A.1.5||actual_fy"


def form(
    folder: Path,
    campaign: Campaign,
    values: Mapping[str, object],
    *,
    unit: str = "BB",
    period: Period | None = Period.YEAR,
    name: str = "a.xlsx",
) -> Path:
    content = build_form(
        campaign,
        campaign.units[unit],
        issued_at=ISSUED,
        entries=entries_of(values),
        period=period,
    )
    path = folder / name
    path.write_bytes(content)
    return path


def answer(compared: Compared, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    options = SimpleNamespace(a=compared.a.path, b=compared.b.path, json=True)
    assert diff_command.run(options) == 0  # type: ignore[arg-type]
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def points_of(campaign: Campaign) -> str:
    """A leaf of the campaign that a judge gives points to directly."""
    for criterion in campaign.tree.leaves():
        plain = criterion.items is None and not criterion.inputs
        if plain and criterion.local and criterion.leaf_rule.kind == "direct":
            return criterion.code
    raise AssertionError("no direct criterion")


def test_what_changed_with_cells_and_points(
    all_kinds: Campaign,
    filled: Mapping[str, object],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = points_of(all_kinds)
    key = f"{code}||points"
    before = {**filled, key: Decimal(1)}
    after = {**filled, key: Decimal("1.5"), f"{code}||explanation": "Bổ sung"}
    a = form(tmp_path, all_kinds, before)
    b = form(tmp_path, all_kinds, after, name="b.xlsx")
    compared = compare_files(a, b)
    assert not compared.equal
    assert [c.address for c in compared.entries] == [
        Address(code, None, "explanation"),
        Address(code, None, "points"),
    ]
    (points,) = compared.points
    assert (points.criterion, points.item) == (code, None)
    data = answer(compared, capsys)
    assert (data["unit"], data["period"], data["equal"]) == ("BB", "nam", False)
    entries = data["entries"]
    assert isinstance(entries, list)
    changed = entries[1]
    assert (changed["was"], changed["now"]) == ("1", "1.5")
    assert changed["a"] == changed["b"]
    assert changed["a"].startswith("Tự chấm điểm!")
    assert entries[0]["was"] is None
    total = data["total"]
    assert isinstance(total, dict)
    assert Decimal(total["now"]) - Decimal(total["was"]) == Decimal("0.5")
    told = data["points"]
    assert isinstance(told, list)
    assert Decimal(told[0]["now"]) - Decimal(told[0]["was"]) == Decimal("0.5")
    assert "do thay đổi:" in told[0]["why"]


def test_equal_files_say_so(
    all_kinds: Campaign,
    filled: Mapping[str, object],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    a = form(tmp_path, all_kinds, filled)
    b = form(tmp_path, all_kinds, filled, name="b.xlsx")
    compared = compare_files(a, b)
    assert compared.equal
    assert compared.a.code == compared.b.code
    options = SimpleNamespace(a=a, b=b, json=False)
    assert diff_command.run(options) == 0  # type: ignore[arg-type]
    assert "Hai tệp giống nhau" in capsys.readouterr().out


def test_another_spelling_of_a_number_is_no_change(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    a = form(tmp_path, all_kinds, filled)
    reordered = dict(reversed(filled.items()))
    b = form(tmp_path, all_kinds, reordered, name="b.xlsx")
    assert compare_files(a, b).equal


def test_a_sealed_copy_against_the_form_that_went_on(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    a = form(tmp_path, all_kinds, filled)
    submitted = submit_form(a, "nam", tmp_path / "nop", AT)
    assert submitted.path is not None
    code = points_of(all_kinds)
    b = form(tmp_path, all_kinds, {**filled, f"{code}||points": Decimal("0.5")}, name="b.xlsx")
    compared = compare_files(submitted.path, b)
    assert (compared.a.version, compared.b.version) == (1, None)
    assert compared.a.code == compared.a.sealed_code == submitted.check_code
    assert compared.a.code != compared.b.code
    assert not compared.equal


def test_another_revision_of_the_campaign_is_told(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    newer = all_kinds.model_copy(update={"revision": all_kinds.revision + 1, "theme": "Đổi mới"})
    a = form(tmp_path, all_kinds, filled)
    b = form(tmp_path, newer, filled, name="b.xlsx")
    compared = compare_files(a, b)
    assert [f.code for f in compared.findings] == ["DIFF_OTHER_REVISION"]
    assert compared.changes
    assert compared.equal
    assert compared.b.revision == compared.a.revision + 1


def test_other_periods_are_scored_at_that_of_the_second(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    a = form(tmp_path, all_kinds, filled, period=Period.MIDYEAR)
    b = form(tmp_path, all_kinds, filled, name="b.xlsx")
    compared = compare_files(a, b)
    assert compared.period is Period.YEAR
    assert "DIFF_OTHER_PERIOD" in [f.code for f in compared.findings]
    assert [c.address.field for c in compared.entries] == ["period"]
    assert compared.points == ()


def test_registrations_have_no_points(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    a = form(tmp_path, all_kinds, filled, period=Period.REGISTRATION)
    b = form(tmp_path, all_kinds, {}, period=Period.REGISTRATION, name="b.xlsx")
    compared = compare_files(a, b)
    assert compared.entries
    assert (compared.points, compared.sheet_a, compared.sheet_b) == ((), None, None)


def test_a_sealed_copy_that_was_edited_is_told(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    import openpyxl

    submitted = submit_form(form(tmp_path, all_kinds, filled), "nam", tmp_path / "nop", AT)
    assert submitted.path is not None
    code = points_of(all_kinds)
    compared = compare_files(submitted.path, submitted.path)
    assert compared.findings == ()
    place = next(
        c.place
        for c in submitted.checked.form.reading.cells
        if c.address == Address(code, None, "points")
    )
    book = openpyxl.load_workbook(submitted.path)
    book[place.sheet][place.cell] = 0.25
    book["Thông tin"]["A1"] = book["Thông tin"]["A1"].value
    edited = tmp_path / "sua.xlsx"
    book.save(edited)
    compared = compare_files(submitted.path, edited)
    assert [f.code for f in compared.findings] == ["DIFF_SEAL_BROKEN"]
    (changed,) = compared.entries
    assert (changed.at_a, changed.at_b) == (place, place)


def test_a_file_with_unreadable_cells_is_told(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    code = points_of(all_kinds)
    a = form(tmp_path, all_kinds, filled)
    b = form(tmp_path, all_kinds, {**filled, f"{code}||points": "chín"}, name="b.xlsx")
    compared = compare_files(a, b)
    assert [f.code for f in compared.findings] == ["DIFF_FILE_FAULTY"]
    assert compared.findings[0].at is not None


def test_other_units_and_campaigns_cannot_be_compared(
    all_kinds: Campaign, filled: Mapping[str, object], tmp_path: Path
) -> None:
    a = form(tmp_path, all_kinds, filled)
    other = next(code for code in all_kinds.units if code != "BB")
    b = form(tmp_path, all_kinds, filled, unit=other, name="b.xlsx")
    with pytest.raises(NothingDone) as refused:
        compare_files(a, b)
    assert refused.value.finding.code == "DIFF_OTHER_UNIT"
    renamed = all_kinds.model_copy(update={"id": "dot-khac"})
    c = form(tmp_path, renamed, filled, name="c.xlsx")
    with pytest.raises(NothingDone) as refused:
        compare_files(a, c)
    assert refused.value.finding.code == "DIFF_OTHER_CAMPAIGN"
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(NothingDone):
        compare_files(a, tmp_path / "x.xlsx")
