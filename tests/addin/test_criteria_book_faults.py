"""Planted faults in a criteria workbook: each is named, at its cell, and all of them at once."""

from __future__ import annotations

import datetime as dt
import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.findings import catalogue
from scoring.snapshot import Cell, Place
from tests.addin.criteria_books import EditedBook, campaign_of, codes_at
from thidua_addin.criteria_book.locate import workbook_texts
from thidua_addin.criteria_book.read import NotACriteriaBook, read_book
from thidua_addin.workbook.tables import find_tables

Expected = tuple[str, str]
"""A code and the address that the finding must carry."""
Fault = Callable[[EditedBook], Expected]


def put(code: str, table: str, key: str, role: str, value: object, nth: int = 0) -> Fault:
    """Type a value; the finding stands at that very cell."""

    def plant(book: EditedBook) -> Expected:
        return code, book.put(table, key, role, value, nth)  # type: ignore[arg-type]

    return plant


def children_that_do_not_add_up(book: EditedBook) -> Expected:
    """B.1 has 6,98 instead of 7: the children of B make 34,98 of 35."""
    book.put("criteria", "B.1", "max_points", 6.98)
    return "CAMPAIGN_SUM", str(book.place("criteria", "B", "max_points"))


def total_that_is_not_the_scale(book: EditedBook) -> Expected:
    """C has 24,99 and so has no sum and no total that fits."""
    book.put("criteria", "C", "max_points", 24.99)
    return "CAMPAIGN_TOTAL", str(book.place("campaign", "scale", "value"))


def overlapping_bands(book: EditedBook) -> Expected:
    book.put("levels", "B.3", "to", 0.96, nth=1)
    return "CAMPAIGN_BAND_OVERLAP", str(book.place("levels", "B.3", "table"))


def gapped_bands(book: EditedBook) -> Expected:
    book.put("levels", "B.4", "to", 0.9, nth=1)
    return "CAMPAIGN_BAND_GAP", str(book.place("levels", "B.4", "table"))


def points_and_percent(book: EditedBook) -> Expected:
    book.put("levels", "B.5", "points", 8.0)
    return "CAMPAIGN_BAND_POINTS", str(book.place("levels", "B.5", "table"))


def repeated_code(book: EditedBook) -> Expected:
    row_of_second = book.put("criteria", "C.5", "code", "C.4")
    return "CAMPAIGN_CODE_REPEATED", row_of_second


def parents_in_a_circle(book: EditedBook) -> Expected:
    return "CAMPAIGN_PARENT_CIRCLE", book.put("criteria", "A", "parent", "A.1")


def row_without_code(book: EditedBook) -> Expected:
    return "CRITERIA_CELL_MISSING", book.put("criteria", "C.6", "code", None)


def level_of_another_table(book: EditedBook) -> Expected:
    return "CRITERIA_TABLE_UNUSED", book.put("levels", "C.1", "table", "Khoảng")


def law_of_an_unknown_award(book: EditedBook) -> Expected:
    places = book.add("law", of="Khen thưởng", owner="HC", document="Luật")
    return "CRITERIA_AWARD_UNKNOWN", places["owner"]


def award_with_two_laws(book: EditedBook) -> Expected:
    places = book.add("law", of="Khen thưởng", owner="CO", document="Nghị định")
    return "CRITERIA_AWARD_LAW_TWICE", places["owner"]


def share_of_a_rule_without_share(book: EditedBook) -> Expected:
    places = book.add("uses", criterion="C.1", role="Tử số", input="B.5:CC.TS")
    return "CRITERIA_TABLE_UNUSED", places["role"]


def grades_and_no_grades(book: EditedBook) -> Expected:
    book.put("campaign", "grades", "value", "chưa đặt")
    return "CRITERIA_CELL_UNUSED", str(book.place("grades", "HTXS", "code"))


FAULTS: dict[str, Fault] = {
    "children sum 34,98 of 35": children_that_do_not_add_up,
    "12,99-like weight": total_that_is_not_the_scale,
    "overlap": overlapping_bands,
    "gap": gapped_bands,
    "points and percent": points_and_percent,
    "repeated code": repeated_code,
    "circle": parents_in_a_circle,
    "no code": row_without_code,
    "wrong table": level_of_another_table,
    "unknown award": law_of_an_unknown_award,
    "two laws": award_with_two_laws,
    "share elsewhere": share_of_a_rule_without_share,
    "grades not set": grades_and_no_grades,
    "unknown parent": put("CAMPAIGN_PARENT_UNKNOWN", "criteria", "A.1.1", "parent", "A.9"),
    "unknown kind": put("CHOICE_UNKNOWN", "criteria", "A.1.3", "kind", "Chấm bừa"),
    "no kind": put("CRITERIA_CELL_MISSING", "criteria", "C.5", "kind", None),
    "no parameter": put("CRITERIA_CELL_MISSING", "criteria", "DT.2", "points_each", None),
    "unused parameter": put("CRITERIA_CELL_UNUSED", "criteria", "A.1.1", "cap", 3.0),
    "unused level cell": put("CRITERIA_CELL_UNUSED", "levels", "C.4", "percent", 0.5),
    "another kind's method": put("CHOICE_UNKNOWN", "criteria", "C.2", "method", "Xét kết quả"),
    "text for a number": put("NOT_A_NUMBER", "criteria", "C.1", "max_points", "năm điểm"),
    "two readings": put("NUMBER_AMBIGUOUS", "criteria", "C.3", "points_each", "1.500"),
    "percent without sign": put("PERCENT_UNCLEAR", "criteria", "DT.3", "excess_step", "3"),
    "error cell": put("CELL_ERROR", "criteria", "DT", "max_points", Cell(None, error="#REF!")),
    "formula without value": put(
        "FORMULA_NO_VALUE", "criteria", "TR", "title", Cell(None, formula=True, cached=False)
    ),
    "no title": put("CRITERIA_CELL_MISSING", "criteria", "B.2", "title", "  "),
    "code turned number": put("CRITERIA_NOT_TEXT", "inputs", "C.4", "code", 1.1),
    "wrong date": put("NOT_A_DATE", "criteria", "C.2", "base", "31/02/2021"),
    "month first": put("DATE_MONTH_FIRST", "campaign", "deadlines.year", "", "12/25/2021"),
    "unknown level owner": put("CRITERIA_CODE_UNKNOWN", "levels", "TR.2", "criterion", "TR.9"),
    "unknown input": put("CAMPAIGN_INPUT_UNKNOWN", "uses", "C.6", "input", "B.5:CC.X"),
    "unknown chair": put("CAMPAIGN_UNIT_UNKNOWN", "campaign", "cluster.chair", "", "ZZ"),
    "unknown tie break": put(
        "CAMPAIGN_TIE_BREAK_UNKNOWN", "tie_break", "Điểm một tiêu chí", "criterion", "A.7"
    ),
    "unknown label": put("CAMPAIGN_DECISION_LABEL", "decisions", "V3", "label", "Kém"),
    "unused condition": put("CRITERIA_CELL_UNUSED", "decisions", "V1", "label", "Kém"),
    "grades out of order": put("CAMPAIGN_GRADES_ORDER", "grades", "HTT", "at_least", 95.0),
    "scale": put("CAMPAIGN_VALUE_CHOICE", "campaign", "scale", "", 90.0),
    "fraction of a year": put("NOT_WHOLE", "campaign", "year", "", 2021.5),
    "threshold": put("CAMPAIGN_BALLOT_THRESHOLD", "campaign", "ballot.threshold", "", 80.0),
    "word of another list": put("CHOICE_UNKNOWN", "criteria", "B.1", "section", "Điểm khác"),
    "period": put("CHOICE_UNKNOWN", "criteria", "B.4", "periods", "Quý 1"),
    "no quota": put("CRITERIA_CELL_MISSING", "awards", "BK", "quota", None),
}
AT_ONCE = [
    "children sum 34,98 of 35", "overlap", "gap", "points and percent", "wrong table",
    "unknown award", "share elsewhere", "unknown parent", "unknown kind", "no kind",
    "no parameter", "unused parameter", "unused level cell", "two readings",
    "percent without sign", "formula without value", "wrong date", "month first",
    "unknown level owner", "unknown input", "unknown chair", "unknown tie break",
    "unused condition", "no quota", "repeated code at the end",
]  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_at_its_cell(name: str) -> None:
    book = EditedBook()
    expected = FAULTS[name](book)
    read = book.read()
    assert expected in codes_at(read), sorted(codes_at(read))
    assert read.campaign is None


def test_all_faults_come_in_one_run() -> None:
    """Children that cannot be read hide a sum, so B.1 is left whole here but for its points."""
    book = EditedBook()
    book_faults = {**FAULTS, "repeated code at the end": _repeated_bonus}
    expected = {book_faults[name](book) for name in AT_ONCE}
    assert len(expected) == len(AT_ONCE)
    # A parent whose name nobody has leaves its children loose; sums of others still show.
    found = codes_at(book.read())
    assert expected - found == set()


def _repeated_bonus(book: EditedBook) -> Expected:
    return "CAMPAIGN_CODE_REPEATED", book.put("criteria", "TR.1", "code", "DT.1")


def test_an_unreadable_cell_is_named_once() -> None:
    book = EditedBook()
    place = book.put("criteria", "C.1", "max_points", "năm điểm")
    at = [f.code for f in book.read().findings if str(f.at) == place]
    assert at == ["NOT_A_NUMBER"]


def test_a_number_typed_as_text_is_understood() -> None:
    book = EditedBook()
    book.put("criteria", "A.1.1", "step", "0,25")
    book.put("levels", "B.3", "from", "95%")
    book.put("campaign", "deadlines.year", "", "10/12/2021")
    read = book.read()
    assert read.campaign == campaign_of("all-kinds")
    assert read.changes == ()


def test_a_formula_with_a_value_is_a_warning() -> None:
    book = EditedBook()
    place = book.put("criteria", "A.1.1", "max_points", Cell(5.0, formula=True))
    read = book.read()
    assert read.campaign == campaign_of("all-kinds")
    assert [(f.code, str(f.at)) for f in read.findings] == [("FORMULA_IN_INPUT", place)]


def test_what_stands_outside_the_columns_is_said() -> None:
    book = EditedBook()
    at = book.place("levels", "B.3", "count")
    book.sheets[at.sheet][at.row, at.column + 3] = Cell("nhớ hỏi lại")
    (finding,) = book.read().findings
    assert finding.code == "CRITERIA_CELL_OUTSIDE"
    assert finding.at == Place(at.sheet, at.row, at.column + 3)


def test_a_column_that_is_gone_is_said() -> None:
    book = EditedBook()
    table = book.table("levels")
    del book.sheets["Bảng mức"][table.marker_row, table.roles["percent"]]
    assert ("CRITERIA_TABLE_CHANGED", "Bảng mức!B4") in codes_at(book.read())


def test_a_sheet_that_is_gone_or_copied_is_said() -> None:
    book = EditedBook()
    book.sheets["Số liệu (2)"] = dict(book.sheets["Số liệu"])
    book.shown["Số liệu (2)"] = book.shown["Số liệu"]
    del book.sheets["Căn cứ"]
    changed = [f for f in book.read().findings if f.code == "CRITERIA_TABLE_CHANGED"]
    assert {f.params["what"] for f in changed} == {"không còn trong tệp", "có 2 bản trong tệp"}


def test_a_change_without_a_new_revision_is_a_warning() -> None:
    book = EditedBook()
    book.put("criteria", "C.4", "max_points", 6.0)
    book.put("criteria", "C.5", "max_points", 3.0)
    read = book.read()
    warning = next(f for f in read.findings if f.code == "CRITERIA_REVISION_NOT_RAISED")
    assert str(warning.at) == "Đợt thi đua!C6"
    assert "làm đổi điểm" in warning.message
    assert [c.text for c in read.changes] == [
        "C.4: điểm chuẩn 5 → 6",
        "C.5: điểm chuẩn 4 → 3",
    ]
    book.put("campaign", "revision", "", 2.0)
    assert book.read().findings == ()


def test_a_change_of_words_changes_no_points() -> None:
    book = EditedBook()
    book.put("criteria", "C.4", "title", "Sáng kiến các cấp")
    read = book.read()
    assert [c.points for c in read.changes] == [False]
    warning = next(f for f in read.findings if f.code == "CRITERIA_REVISION_NOT_RAISED")
    assert "làm đổi điểm" not in warning.message


def test_a_book_whose_origin_is_damaged_says_so() -> None:
    book = EditedBook()
    meta = book.sheets["_meta"]
    row = next(r for (r, c), cell in meta.items() if c == 1 and cell.value == "||campaign_hash")
    meta[row, 2] = Cell("0" * 64)
    read = book.read()
    assert read.campaign == campaign_of("all-kinds")
    assert [f.code for f in read.findings] == ["CRITERIA_ORIGIN_UNKNOWN"]
    assert book.read(campaign_of("all-kinds")).findings == ()


def test_a_newer_layout_is_refused() -> None:
    book = EditedBook()
    meta = book.sheets["_meta"]
    row = next(r for (r, c), cell in meta.items() if c == 1 and cell.value == "||format")
    meta[row, 2] = Cell("2")
    with pytest.raises(NotACriteriaBook) as caught:
        read_book(book.snapshot)
    assert caught.value.finding.code == "CRITERIA_NEWER_FORMAT"


@pytest.mark.parametrize("code", sorted(workbook_texts()))
def test_workbook_texts_fit_and_belong_to_a_code(code: str) -> None:
    known = catalogue()[code]
    names = {"title", "path"}
    for beat, text in workbook_texts()[code].items():
        assert beat in ("message", "hint")
        assert 0 < len(text) <= 255
        for sign in ("khóa", "[[", " = ", "_each", "not set"):
            assert sign not in text
        used = set(_params(text))
        assert used <= names | set(_params(known.message)) | set(_params(known.hint))


def _params(text: str) -> list[str]:

    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def test_faults_speak_the_words_of_the_workbook() -> None:
    book = EditedBook()
    for name in ("overlap", "unknown parent", "children sum 34,98 of 35"):
        FAULTS[name](book)
    for finding in book.read().findings:
        for word in ("parent", "max_points", "bands", "khóa"):
            assert word not in finding.message + finding.hint


def test_no_campaign_text_is_left_in_words_of_the_file() -> None:
    """Whatever the checks of a campaign can say at a cell must not speak of keys."""
    never_here = {
        "CAMPAIGN_TOML", "CAMPAIGN_ENCODING", "CAMPAIGN_KEY_MISSING", "CAMPAIGN_KEY_MISSPELT",
        "CAMPAIGN_KEY_UNKNOWN", "CAMPAIGN_VALUE_TABLE",
    }  # fmt: skip
    source = (Path(__file__).parents[2] / "scoring/messages/campaign.toml").read_text("utf-8")
    for code, text in catalogue().items():
        if f"[{code}]" not in source or code in never_here:
            continue
        own = workbook_texts().get(code, {})
        for beat, usual in (("message", text.message), ("hint", text.hint)):
            said = own.get(beat, usual)
            for sign in ("khóa “", "khóa parent", "[[", "[deadlines]", "not set", ' = "', "_"):
                bare = said.replace("{parent_section}", "").replace("{max_points}", "")
                assert sign not in _without_params(bare), (code, beat, sign)


def _without_params(text: str) -> str:

    return "".join(literal for literal, *_ in string.Formatter().parse(text))


_TYPED: tuple[object, ...] = (
    None, 0.0, -1.0, 7.5, 1e15, 80.0, "abc", "1.500", "0,25", "120%", "chưa đặt", "đăng ký",
    "toàn bộ", "II.6", "A.1", "B.5:CC.TS", "Có", "Mức", "Khoảng", "Điểm trừ", "Chấm thẳng",
    "Theo khoảng", "Chậm hạn", "Cộng điểm thành phần", "31/02/2021", dt.date(2021, 5, 1), True,
    '"', "a|b", "x" * 300, "A\x01",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_typed_is_answered_at_a_cell(seed: int) -> None:
    """No slip stops the reading; what blocks is said at a cell of one of our sheets."""
    rng = random.Random(seed)
    book = EditedBook()
    tables = [t for t in find_tables(book.snapshot) if t.name != "meta"]
    for _ in range(rng.randint(1, 6)):
        table = rng.choice(tables)
        cells = book.sheets[table.sheet]
        last = max(r for r, _ in cells if r < (table.end_row or 0))
        row = rng.randint(table.marker_row + 2, last)
        cells[row, rng.choice(list(table.roles.values()))] = Cell(rng.choice(_TYPED))  # type: ignore[arg-type]
    read = book.read()
    sheets = {t.sheet for t in tables}
    for finding in read.findings:
        assert finding.message
        assert finding.hint
        if finding.severity == "error":
            assert finding.at is not None, (finding.code, finding.path)
            assert finding.at.sheet in sheets
    assert (read.campaign is None) == any(f.severity == "error" for f in read.findings)
