"""The vote in a real spreadsheet engine: what an outside program types moves the live cells."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from scoring.chair.ballot import count_vote
from scoring.merge import MergeResult
from tests import award_cases as cases
from tests.addin.summary_cases import AT
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.summary.build import build_summary
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.tables import Table, find_tables

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

RULES = {
    "members-80": 'ballot = { threshold = 0.8, denominator = "members" }\n',
    "present-two-thirds": 'ballot = { threshold = "2/3", denominator = "present" }\n',
    "valid-more-than-half":
        'ballot = { threshold = 0.5, denominator = "valid", strict = true }\n',
    "members-90": 'ballot = { threshold = 0.9, denominator = "members" }\n',
    "not-set": cases.NO_BALLOT,
    "no-denominator": 'ballot = { threshold = 0.8, denominator = "not set" }\n',
}  # fmt: skip
SHEETS = ("Bình xét", "Phiếu bầu", "Đề nghị khen thưởng")
RANKED = cases.by_points("60", "58", "56", "54", "52", "50", "48")
AWARDS = cases.award() + cases.award("quota = 2", "BK", "Bằng khen")

TYPED: cases.Typed = {
    ("", None, "members_voting"): 9,
    ("", None, "present"): 7,
    ("", "CO", "issued"): 7,
    ("", "CO", "returned"): 6,
    ("", "CO", "valid"): 6,
    ("", "CO", "invalid"): 0,
    ("", "BK", "issued"): 8,
    ("", "BK", "returned"): 6,
    **{(unit, "CO", "votes"): n for unit, n in zip(cases.CODES, (6, 5, 4, 3, 0, 7), strict=False)},
    ("AA", "BK", "votes"): 6,
    ("AB", "BK", "votes"): 8,
    ("AA", "CO", "decision"): "Đề nghị",
    ("AB", "CO", "decision"): "Đề nghị",
    ("AB", "CO", "decision_reason"): "Cụm thống nhất",
    ("AB", "CO", "decided_by"): "Nguyễn Văn A",
    ("AC", "CO", "decision"): "Không đề nghị",
}


def results() -> dict[str, MergeResult]:
    """Each rule with nothing typed, and with the same numbers typed before the merge."""
    found = {}
    for name, rule in RULES.items():
        table = cases.campaign(AWARDS, rule)
        found[name] = cases.merged(table, RANKED)
        found[f"{name}-typed"] = cases.merged(table, RANKED, TYPED)
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Each summary as written and recalculated; ``…-filled`` were typed into by openpyxl."""
    folder = tmp_path_factory.mktemp("ballot")
    written = {}
    for name, result in results().items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(build_summary(result, at=AT))
        written[name] = path
    for name in RULES:
        written[f"{name}-filled"] = _filled(written[name], folder / f"{name}-filled.xlsx")
    again = recalculated(written.values(), folder / "again")
    return dict(zip(written, zip(written.values(), again, strict=True), strict=True))


def _tables(path: Path) -> dict[str, Table]:
    return {table.name: table for table in find_tables(read_workbook(path))}


def _filled(source: Path, target: Path) -> Path:
    """The same values, typed into the cells that the tables name."""
    book, tables = openpyxl.load_workbook(source), _tables(source)
    for (unit, award, field), value in TYPED.items():
        name, key, role = "awards", f"|{award}@{unit}", field
        if award is None:
            name, key, role = "meeting", f"||{field}", "value"
        elif not unit:
            name, key = "ballot", f"|{award}"
        elif field == "votes":
            name = "votes"
        table = tables[name]
        (row,) = [r.row for r in table.rows if r.key == key]
        book[table.sheet].cell(row, table.roles[role]).value = value
    book.save(target)
    return target


@pytest.mark.parametrize("name", RULES)
def test_every_cached_value_is_what_the_engine_computes(
    name: str, files: dict[str, tuple[Path, Path]]
) -> None:
    for kind in ("", "-typed"):
        before, after = files[name + kind]
        formulas = openpyxl.load_workbook(before)
        old, new = (openpyxl.load_workbook(p, data_only=True) for p in (before, after))
        compared = 0
        for sheet in SHEETS:
            for row in formulas[sheet].iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        shown = (
                            old[sheet][cell.coordinate].value,
                            new[sheet][cell.coordinate].value,
                        )
                        assert (shown[0] or "") == (shown[1] or ""), (sheet, cell.coordinate, shown)
                        compared += 1
        assert compared > 60


@pytest.mark.parametrize("name", RULES)
def test_typed_numbers_give_what_python_counts(
    name: str, files: dict[str, tuple[Path, Path]]
) -> None:
    """Typed into the finished workbook, the live cells show what the next merge will."""
    table = cases.campaign(AWARDS, RULES[name])
    tables = _tables(files[f"{name}-filled"][1])
    for award in table.awards:
        vote = count_vote(table, award, cases.typed(TYPED))
        (row,) = [r.row for r in tables["ballot"].rows if r.key == f"|{award.code}"]
        shown = tables["ballot"].cell(row, "required").value
        if "not set" in (table.ballot.threshold, table.ballot.denominator):
            assert shown == "chưa đặt trong đợt thi đua"
        else:
            assert shown == ("–" if vote.required is None else vote.required)
        for line in tables["votes"].rows:
            code, _, unit = line.key.removeprefix("|").partition("@")
            if code == award.code:
                own = vote.unit(unit)
                expected = {True: "đạt", False: "chưa đạt", None: "chưa kết luận"}[own.reached]
                if own.votes is None:
                    expected = "chưa có"
                elif own.odd:
                    expected = "quá số phiếu"
                assert tables["votes"].cell(line.row, "vote_result").value == expected


def test_known_numbers_after_typing(files: dict[str, tuple[Path, Path]]) -> None:
    """80 % of 9 is 7.2: 8; two thirds of 7 is 4.67: 5; more than half of 6: 4; 90 % of 9: 9."""
    needed = {}
    for name in RULES:
        ballot = _tables(files[f"{name}-filled"][1])["ballot"]
        (row,) = [r.row for r in ballot.rows if r.key == "|CO"]
        needed[name] = ballot.cell(row, "required").value
    assert {k: v for k, v in needed.items() if isinstance(v, int | float)} == {
        "members-80": 8,
        "present-two-thirds": 5,
        "valid-more-than-half": 4,
        "members-90": 9,
    }


def test_live_checks_beside_the_decisions(files: dict[str, tuple[Path, Path]]) -> None:
    book = openpyxl.load_workbook(files["members-80-filled"][1], data_only=True)
    said = [str(c.value) for row in book["Đề nghị khen thưởng"].iter_rows() for c in row]
    assert "Đã quyết định đề nghị: 2/1 – QUÁ SỐ LƯỢNG" in said
    # Before the vote nothing is proposed: AA needs name and reason, AC its name only.
    assert said.count("Ghi người quyết định. Ghi lý do quyết định.") == 1
    assert said.count("Ghi người quyết định. ") == 1
    ballot = [str(c.value) for row in book["Bình xét"].iter_rows() for c in row]
    assert "khớp" in ballot
    assert "phát ra quá số có mặt" in ballot
