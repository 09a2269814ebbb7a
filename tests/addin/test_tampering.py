"""A unit that tries to gain points: nothing is won, and every change is said.

Each case rewrites a filled form or a sealed copy. What it may be worth is worked out apart: the
input cells as a plain openpyxl read gives them, scored by the oracle, which imports nothing of
the product. A file either blocks its unit, or no line of it has more points than that.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from scoring.campaign import Campaign
from scoring.canonical import sha256_hex
from scoring.findings import Finding, blocking
from scoring.merge import MergeResult, UnitStatus, merge
from scoring.received import Received, Refused
from scoring.score import ScoreSheet
from scoring.submission import check_code
from scoring.terms import Period
from tests import oracle
from tests.addin import other_writers as other
from thidua_addin.form.read import read_form
from thidua_addin.usecases.check import check_reading
from thidua_addin.usecases.collect import collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

D = Decimal
TESTS: Final = Path(__file__).parents[1]
SEALED_AT: Final = dt.datetime(2021, 12, 5, 9, 0)
SCORES, META = "Tự chấm điểm", "_meta"
Change = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Files:
    """A filled form of unit BB, its sealed copy, the campaign as plain data."""

    form: Path
    sealed: Path
    table: Mapping[str, Any]


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory,
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
) -> Files:
    folder = tmp_path_factory.mktemp("goc")
    form = forms.built(folder, all_kinds, "BB", filled)
    sealed = submit_form(form, "nam", folder / "nop", SEALED_AT).path
    assert sealed is not None
    text = (TESTS / "campaigns" / "all-kinds.toml").read_text(encoding="utf-8")
    return Files(form, sealed, tomllib.loads(text, parse_float=Decimal))


# --- what the input cells are worth, worked out apart --------------------------------------------

_FIELD_OF_KIND: Final = {
    "direct": "points",
    "range_minus": "points",
    "per_event_plus": "count",
    "per_event_minus": "count",
    "yes_no": "choice",
    "level_map": "choice",
    "award_bonus": "choice",
    "lateness": "date",
}
_REGISTER: Final = ("target", "weight", "deadline", "item_title", "item_unit")


def entries_by_openpyxl(path: Path, campaign: Mapping[str, Any]) -> oracle.Entries:
    """The entries for the year; a text is one only where a text is asked."""
    kinds = {c["code"]: c["rule"]["kind"] for c in campaign["criterion"]}
    found: dict[oracle.Address, oracle.Value] = {}
    for table, key, role, value in other.plain_inputs(path):
        criterion, _, item = key.partition("|")
        if criterion not in kinds or value is None:
            continue
        name = role if table == "register" and role in _REGISTER else None
        if table == "scores" and role == "result_fy":
            named = item and not item.isdecimal()
            name = "count" if named else _FIELD_OF_KIND.get(kinds[criterion], "actual_fy")
        elif table == "scores" and role == "not_applicable":
            name = role
        if name is not None and (typed := _value(name, value)) is not None:
            found[criterion, item or None, name] = typed
    return found


def _value(name: str, value: object) -> oracle.Value | None:
    if name in ("choice", "not_applicable", "item_title", "item_unit"):
        return value if isinstance(value, str) else None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return D(repr(value))
    return None


def assert_nothing_won(
    path: Path, sheet: ScoreSheet, findings: tuple[Finding, ...], files: Files
) -> None:
    """Blocked, or every line at most what the cells are worth (a penalty at least)."""
    if blocking(findings):
        return
    worth = oracle.score_unit(files.table, entries_by_openpyxl(path, files.table), "nam")
    lines = {(line.criterion, line.item): line.points for line in worth.lines}
    for line in sheet.lines:
        if line.computed is None:
            continue
        points = lines[line.criterion, line.item]
        assert points is not None, (line.criterion, line.item)
        if line.criterion.startswith("TR"):
            assert line.computed >= points, line
        else:
            assert line.computed <= points, line
    assert sheet.totals.total <= worth.total


# --- the chair's side ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """What the chair sees of one file: refused, or scored with its findings."""

    findings: tuple[Finding, ...]
    received: Received | None
    sheet: ScoreSheet | None

    def of(self, code: str) -> Finding:
        """The first finding with this code."""
        return next(f for f in self.findings if f.code == code)

    @property
    def codes(self) -> set[str]:
        return {f.code for f in self.findings}


def seen(path: Path, campaign: Campaign, files: Files) -> Seen:
    """The file as the merge reads it. Nothing is won by it."""
    collected = collect(path.parent, campaign, Period.YEAR, NO_RECEIPTS)
    if collected.refused:
        (refused,) = collected.refused
        return Seen(refused.findings, None, None)
    (reading,) = collected.readings
    received = reading.received
    if received.submission.unit not in campaign.units:
        return Seen(received.findings, received, None)
    form = read_form(read_workbook(path), campaign)
    sheet, _ = check_reading(form, campaign, received.submission.unit, Period.YEAR, None)
    assert_nothing_won(path, sheet, received.findings, files)
    return Seen(received.findings, received, sheet)


def merged(folder: Path, campaign: Campaign) -> MergeResult:
    collected = collect(folder, campaign, Period.YEAR, NO_RECEIPTS)
    received = [reading.received for reading in collected.readings]
    return merge(campaign, Period.YEAR, received, refused=collected.refused)


def changed(path: Path, out: Path, change: Change) -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    return other.resaved(path, out, change)


# --- edits ---------------------------------------------------------------------------------------


def cell(book: Any, table: str, key: str, role: str) -> Any:
    """The cell of a row and a column by their hidden codes."""
    for sheet in book.worksheets:
        marker = 0
        for row in sheet.iter_rows():
            first = row[0].value
            if first == f"#thidua:{table}":
                marker = row[0].row
                roles = {c.value: c.column for c in row[1:] if c.value}
            elif marker and first == key:
                return sheet.cell(row[0].row, roles[role])
            elif first == "#end":
                marker = 0
    raise KeyError((table, key, role))


def key_cell(book: Any, table: str, key: str) -> Any:
    found = cell(book, table, key, {"scores": "mark", "meta": "value"}.get(table, "mark"))
    return found.parent.cell(found.row, 1)


def put(table: str, key: str, role: str, value: object) -> Change:
    def change(book: Any) -> None:
        cell(book, table, key, role).value = value

    return change


def result(key: str, value: object) -> Change:
    return put("scores", key, "result_fy", value)


def meta(key: str, value: object) -> Change:
    return put("meta", f"||{key}", "value", value)


def together(*changes: Change) -> Change:
    def change(book: Any) -> None:
        for each in changes:
            each(book)

    return change


def swap_keys(table: str, one: str, other_key: str) -> Change:
    def change(book: Any) -> None:
        first, second = key_cell(book, table, one), key_cell(book, table, other_key)
        first.value, second.value = other_key, one

    return change


def rekey(table: str, key: str, to: str) -> Change:
    def change(book: Any) -> None:
        key_cell(book, table, key).value = to

    return change


def swap_roles(one: str, other_role: str) -> Change:
    def change(book: Any) -> None:
        row = _marker_row(book)
        cells = {c.value: c for c in row}
        cells[one].value, cells[other_role].value = other_role, one

    return change


def _marker_row(book: Any) -> Any:
    return next(r for r in book[SCORES].iter_rows() if r[0].value == "#thidua:scores")


def beside(key: str, column: int, value: object) -> Change:
    """A cell of a row that has no role: title in column 3, maximum in column 9."""

    def change(book: Any) -> None:
        found = key_cell(book, "scores", key)
        found.parent.cell(found.row, column).value = value

    return change


def appended_row(key: str, value: object) -> Change:
    """A further row with a hidden code, below the last one of the table."""

    def change(book: Any) -> None:
        sheet = book[SCORES]
        column = cell(book, "scores", "B.3|", "result_fy").column
        end = next(r[0].row for r in sheet.iter_rows(min_row=10) if r[0].value == "#end")
        sheet.insert_rows(end)
        sheet.cell(end, 1).value = key
        sheet.cell(end, column).value = value

    return change


def everywhere(role: str, value: object) -> Change:
    def change(book: Any) -> None:
        row = _marker_row(book)
        column = next(c.column for c in row if c.value == role)
        for line in book[SCORES].iter_rows(min_row=row[0].row + 1):
            if line[0].value == "#end":
                return
            if isinstance(line[0].value, str) and "|" in line[0].value:
                line[column - 1].value = value

    return change


def altered_campaign(change: Callable[[dict[str, Any]], None], *, fix_hash: bool) -> Change:
    """The campaign that the form carries, with its fingerprint made to fit or not."""

    def edit(book: Any) -> None:
        value = cell(book, "meta", "||campaign_json", "value")
        row = [c for c in value.parent[value.row][1:] if c.value]
        data = json.loads("".join(c.value for c in row))
        change(data)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        size = -(-len(text) // len(row))
        assert size < 32_767
        for number, each in enumerate(row):
            each.value = text[number * size : (number + 1) * size]
        if fix_hash:
            cell(book, "meta", "||campaign_hash", "value").value = sha256_hex(text)

    return edit


def _worth_more(data: dict[str, Any]) -> None:
    for criterion in data["criteria"]:
        if criterion["code"] == "B.3":
            criterion["rule"]["bands"][0]["from"] = "0.5"


@dataclass(frozen=True, slots=True)
class Tampering:
    """An edit of the unsealed form, the codes that it must give, and words of one of them."""

    change: Change
    codes: frozenset[str]
    says: tuple[str, ...] = ()


def case(change: Change, *codes: str, says: tuple[str, ...] = ()) -> Tampering:
    return Tampering(change, frozenset(codes), says)


EDITS: Final = {
    "title": case(
        beside("B.3|", 3, "Đạt từ 50% là đủ điểm"),
        "ROW_TITLE_CHANGED",
        says=("Chia khoảng theo kết quả", "Đạt từ 50% là đủ điểm"),
    ),
    "title of another row": case(
        beside("C.4|SK.CS", 3, "Sáng kiến cấp tỉnh"),
        "ROW_TITLE_OTHER",
        says=("Sáng kiến cấp cơ sở", "Sáng kiến cấp tỉnh"),
    ),
    "maximum": case(beside("B.3|", 9, 80), "ROW_MAXIMUM_CHANGED", says=("8 điểm chuẩn", "“80”")),
    "maximum as text": case(beside("B.3|", 9, "80"), "ROW_MAXIMUM_CHANGED", says=("“80”",)),
    "campaign": case(
        altered_campaign(_worth_more, fix_hash=False), "CAMPAIGN_ALTERED", says=("B.3",)
    ),
    "campaign and its hash": case(
        altered_campaign(_worth_more, fix_hash=True), "CAMPAIGN_ALTERED", says=("B.3",)
    ),
    "campaign said to be an earlier one": case(
        together(altered_campaign(_worth_more, fix_hash=True), meta("campaign_revision", "0")),
        "CAMPAIGN_ALTERED",
        says=("B.3",),
    ),
    "hash alone": case(meta("campaign_hash", "0" * 64), "CAMPAIGN_ALTERED"),
    "another campaign": case(meta("campaign_id", "cum-khac-2021"), "CAMPAIGN_UNKNOWN"),
    "a later revision": case(meta("campaign_revision", "9"), "CAMPAIGN_UNKNOWN"),
    "unit in the hidden sheet": case(
        meta("unit", "AA"), "UNIT_CELL_OTHER", says=("Sở Nội vụ tỉnh Anh", "Sở Nội vụ tỉnh Bình")
    ),
    "unit in the visible cell": case(
        put("info", "||unit", "value", "Sở Nội vụ tỉnh Anh"),
        "UNIT_CELL_OTHER",
        says=("Sở Nội vụ tỉnh Bình", "Sở Nội vụ tỉnh Anh"),
    ),
    "unit nobody knows": case(meta("unit", "ZZ"), "UNIT_UNKNOWN", says=("ZZ",)),
    "codes of two rows": case(
        swap_keys("scores", "B.1|", "B.3|"), "ROW_LABEL_DIFFERS", says=("B.3", "B.1")
    ),
    "codes of two named inputs": case(
        swap_keys("scores", "C.4|SK.TINH", "C.4|SK.CS"),
        "ROW_TITLE_OTHER",
        says=("Sáng kiến cấp tỉnh", "Sáng kiến cấp cơ sở"),
    ),
    "codes of two targets": case(swap_keys("register", "A.2|1", "A.2|2"), "ROW_LABEL_DIFFERS"),
    "code of one row twice": case(rekey("scores", "B.1|", "B.3|"), "ROW_MISSING", "VALUE_CONFLICT"),
    "code nobody knows": case(rekey("scores", "TR.1|", "TR.9|"), "ROW_MISSING", "ROW_UNKNOWN"),
    "roles of the two periods": case(
        swap_roles("result_h1", "result_fy"),
        "COLUMN_LABEL_DIFFERS",
        says=("Kết quả 6 tháng", "Kết quả năm"),
    ),
    "roles of result and own points": case(swap_roles("result_fy", "self"), "COLUMN_LABEL_DIFFERS"),
    "a row twice": case(
        appended_row("B.3|", 1), "ROW_DUPLICATE", "VALUE_CONFLICT", says=("“", "ghi “1”")
    ),
    "a target too many": case(appended_row("A.2|9", 1000), "ROW_UNKNOWN", says=("1.000",)),
    "formula over an entry": case(result("B.3|", "=0.5+0.49"), "FORMULA_NO_VALUE"),
    "link over an entry": case(result("B.3|", "='[1]Sheet1'!A1"), "FORMULA_NO_VALUE"),
    "a letter for a digit": case(result("B.4|", "1O"), "DIGIT_LOOKALIKE", says=("1O",)),
    "digits of another script": case(result("B.4|", "\u0661\u0660"), "DIGIT_LOOKALIKE"),
    "calculated points": case(
        put("scores", "B.3|", "computed", 999), "CALCULATED_OVERWRITTEN", says=("999",)
    ),
    "calculated total": case(
        put("totals", "||total", "value", 999), "CALCULATED_OVERWRITTEN", says=("999",)
    ),
    "not applicable everywhere": case(
        everywhere("not_applicable", "x"), "INPUT_NOT_EXPECTED", "NA_REASON_MISSING"
    ),
    "own points above the maximum": case(
        put("scores", "A.1.1|", "self", 500), "ABOVE_MAXIMUM", says=("500", "5")
    ),
    "own points": case(put("scores", "B.5|", "self", 1), "SELF_DIFFERS", says=("1 điểm",)),
    "points above the maximum": case(result("A.1.1|", 50), "ABOVE_MAXIMUM", says=("50", "5")),
    "negative count": case(result("TR.1|", -4), "BELOW_MINIMUM", says=("-4",)),
    "half a count": case(result("C.5|", 3.5), "NOT_WHOLE", says=("3,5",)),
    "negative target": case(put("register", "B.2|", "target", -4), "NOT_ABOVE"),
    "target of nothing": case(put("register", "B.4|", "target", 0), "NOT_ABOVE"),
    "percent of hundreds": case(result("B.3|", 960), "PERCENT_TOO_LARGE"),
    "parts above the total": case(result("B.5|CC.HTT", 300), "SUM_MISMATCH", says=("50", "320")),
    "a day of another year": case(
        result("C.2|", dt.datetime(1999, 6, 14)), "DATE_FAR", says=("14/06/1999",)
    ),
    "evidence without a title": case(
        put("evidence", "A.1.1|", "evidence_title", None), "EVIDENCE_INCOMPLETE"
    ),
    "evidence gone": case(put("evidence", "A.1.1|", "evidence", None), "EVIDENCE_MISSING"),
    "all evidence gone": case(
        together(
            *(
                put("evidence", "A.1.1|", role, None)
                for role in ("evidence", "evidence_date", "evidence_title")
            )
        ),
        "EVIDENCE_MISSING",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_form_wins_nothing_and_says_what_was_changed(
    name: str, files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    edit = EDITS[name]
    found = seen(changed(files.form, tmp_path / "bieu.xlsx", edit.change), all_kinds, files)
    assert edit.codes <= found.codes
    told = " ".join(f.message for f in found.findings if f.code in edit.codes)
    for words in edit.says:
        assert words in told
    assert all(f.message and f.hint for f in found.findings)


def test_the_form_before_is_clean_and_worth_what_the_oracle_says(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    found = seen(changed(files.form, tmp_path / "bieu.xlsx", lambda book: None), all_kinds, files)
    assert found.findings == ()
    assert found.sheet is not None
    worth = oracle.score_unit(files.table, entries_by_openpyxl(files.form, files.table), "nam")
    assert (found.sheet.totals.total, found.sheet.totals.bonus) == (worth.total, worth.bonus)


@pytest.mark.parametrize("value", [1e9, 1e300])
@pytest.mark.parametrize("key", ["B.2|", "B.4|", "C.5|", "DT.2|", "DT.3|", "A.2|1"])
def test_huge_results_stay_below_the_maximum(
    key: str, value: float, files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    path = changed(files.form, tmp_path / "bieu.xlsx", result(key, value))
    found = seen(path, all_kinds, files)
    assert found.sheet is not None
    assert found.codes & {"NUMBER_HUGE", "RESULT_FAR_ABOVE"} == {"NUMBER_HUGE"}
    for line in found.sheet.lines:
        assert line.computed is None or line.computed <= line.max_points


def test_a_result_of_many_times_the_target_is_asked_about(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    path = changed(files.form, tmp_path / "bieu.xlsx", result("B.4|", 101))
    message = seen(path, all_kinds, files).of("RESULT_FAR_ABOVE").message
    assert "101" in message
    assert "10 lần chỉ tiêu 10" in message


# --- after the seal ------------------------------------------------------------------------------


def one_digit(book: Any) -> None:
    cell(book, "scores", "A.2|1", "result_fy").value = 901


def in_a_hidden_row(book: Any) -> None:
    found = cell(book, "scores", "C.5|", "result_fy")
    found.value = 5
    found.parent.row_dimensions[found.row].hidden = True
    found.parent.sheet_state = "veryHidden"


SEAL_KEYS = ("seal_period", "seal_version", "seal_at", "seal_code", "seal_json")

SEALED: Final = {
    "one digit": case(one_digit, "SEAL_BROKEN", says=("“900”", "“901”", "A.2")),
    "hidden row": case(in_a_hidden_row, "SEAL_BROKEN", says=("“4”", "“5”", "C.5")),
    "evidence": case(
        put("evidence", "A.1.1|", "evidence", "16/BC-SNV"),
        "SEAL_BROKEN",
        says=("15/BC-SNV", "16/BC-SNV"),
    ),
    "an entry more": case(
        put("scores", "B.3|", "explanation", "thêm"), "SEAL_BROKEN", says=("trống", "thêm")
    ),
    "an entry less": case(result("C.5|", None), "SEAL_BROKEN", says=("“4”", "trống")),
    "target": case(
        put("register", "B.2|", "target", 40), "SEAL_BROKEN", says=("B.2", "“4”", "“40”")
    ),
    "period": case(meta("seal_period", "6-thang"), "SEAL_DAMAGED"),
    "unit, everywhere": case(
        together(meta("unit", "AA"), put("info", "||unit", "value", "Sở Nội vụ tỉnh Anh")),
        "SEAL_DAMAGED",
    ),
    "code": case(meta("seal_code", "AAAA-BBBB-CCCC"), "SEAL_DAMAGED", says=("AAAA-BBBB-CCCC",)),
    "sealed entries": case(meta("seal_json", "[]"), "SEAL_DAMAGED"),
    "sealed entries, no JSON": case(meta("seal_json", "x"), "SEAL_DAMAGED"),
    "code gone": case(meta("seal_code", None), "META_DAMAGED"),
    "sealed entries gone": case(meta("seal_json", None), "META_DAMAGED"),
    "version of nonsense": case(meta("seal_version", "0"), "META_DAMAGED"),
    "fingerprint of the campaign": case(
        meta("campaign_hash", "f" * 64), "CAMPAIGN_ALTERED", "SEAL_DAMAGED"
    ),
}


@pytest.mark.parametrize("name", SEALED)
def test_a_sealed_copy_that_was_changed_says_what_was_and_what_is(
    name: str, files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    edit = SEALED[name]
    found = seen(changed(files.sealed, tmp_path / "bieu.xlsx", edit.change), all_kinds, files)
    assert edit.codes <= found.codes
    assert blocking(found.findings)
    told = " ".join(f.message for f in found.findings if f.code in edit.codes)
    for words in edit.says:
        assert words in told


def test_the_sealed_entries_rewritten_with_the_cell_are_not_believed(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    """The list under the seal says the new value as well; only the code does not fit it."""

    def both(book: Any) -> None:
        one_digit(book)
        listed = cell(book, "meta", "||seal_json", "value")
        row = [c for c in listed.parent[listed.row][1:] if c.value]
        text = "".join(c.value for c in row)
        assert text.count('"900"') == 1
        row[0].value = text.replace('"900"', '"901"')[:32_000]

    found = seen(changed(files.sealed, tmp_path / "bieu.xlsx", both), all_kinds, files)
    assert {"SEAL_DAMAGED"} == {f.code for f in found.findings if f.code.startswith("SEAL")}


def test_a_seal_taken_off_is_a_form_without_one(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    off = together(one_digit, *(meta(key, None) for key in SEAL_KEYS))
    changed(files.sealed, tmp_path / "bieu.xlsx", off)
    unit = merged(tmp_path, all_kinds).unit("BB")
    (finding,) = [f for f in unit.findings if f.code == "UNSEALED"]
    assert unit.received is not None
    assert unit.received.submission.check_code in finding.message


def test_a_seal_made_again_has_another_code(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    """Anybody can compute a seal: what proves the change is the code on the signed paper."""
    before = read_form(read_workbook(files.sealed), all_kinds).meta.seal
    assert before is not None
    edited = changed(files.form, tmp_path / "x" / "bieu.xlsx", one_digit)
    again = submit_form(edited, "nam", tmp_path / "nop", SEALED_AT)
    assert again.check_code is not None
    assert again.check_code != before.code
    reading = read_form(read_workbook(again.path or edited), all_kinds)
    code = check_code("BB", Period.YEAR, reading.meta.campaign_hash, reading.entries)
    assert code == again.check_code


# --- against what was registered, against the other units ----------------------------------------


def test_targets_lowered_after_the_registration_are_told_and_do_not_count(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    form = files.form
    first = submit_form(form, "dang-ky", tmp_path, SEALED_AT)  # chosen in the form: the year
    assert first.path is not None, first.checked.findings
    changed(form, tmp_path / "bieu.xlsx", put("register", "A.2|1", "target", 500))
    result = merged(tmp_path, all_kinds)
    unit = result.unit("BB")
    (finding,) = [f for f in unit.findings if f.code == "TARGET_CHANGED"]
    assert "“500”" in finding.message
    assert "1.000" in finding.message
    assert unit.status is UnitStatus.BLOCKED


def as_other_unit(book: Any) -> None:
    """What a copying unit does: its own name in both places, no seal."""
    meta("unit", "AA")(book)
    put("info", "||unit", "value", "Sở Nội vụ tỉnh Anh")(book)
    put("info", "||preparer", "value", "Người khác")(book)
    put("info", "||period", "value", "Năm")(book)


def test_a_copy_of_another_units_results_names_both(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    """COPIED_SUBMISSION on both sides: nobody can tell from the files who copied."""
    changed(files.form, tmp_path / "binh.xlsx", lambda book: None)
    changed(files.form, tmp_path / "anh.xlsx", as_other_unit)
    result = merged(tmp_path, all_kinds)
    for own, twin, file in (("AA", "Bình", "binh.xlsx"), ("BB", "Anh", "anh.xlsx")):
        (finding,) = [f for f in result.unit(own).findings if f.code == "COPIED_SUBMISSION"]
        assert finding.severity.value == "warning"
        assert twin in finding.message
        assert file in finding.message


def test_one_other_result_is_no_copy(files: Files, all_kinds: Campaign, tmp_path: Path) -> None:
    changed(files.form, tmp_path / "binh.xlsx", lambda book: None)
    changed(files.form, tmp_path / "anh.xlsx", together(as_other_unit, result("C.5|", 3)))
    result_of = merged(tmp_path, all_kinds)
    codes = {f.code for unit in result_of.units for f in unit.findings}
    assert "COPIED_SUBMISSION" not in codes


def test_a_sealed_copy_of_another_unit_handed_in_again_is_that_units(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    """The file name says nothing: the copy counts for BB, once, and AA has sent nothing."""
    for name in ("AA_nam_lan1.xlsx", "BB_nam_lan1.xlsx"):
        (tmp_path / name).write_bytes(files.sealed.read_bytes())
    result_of = merged(tmp_path, all_kinds)
    assert result_of.missing == ("AA",)
    assert [f.code for f in result_of.unit("BB").findings if "DUPLICATE" in f.code] == [
        "DUPLICATE_FILE"
    ]


def test_a_form_of_another_year_is_refused(
    files: Files, all_kinds: Campaign, tmp_path: Path
) -> None:
    def next_year(data: dict[str, Any]) -> None:
        data["year"] = 2022
        data["id"] = "all-kinds-2022"

    change = together(
        altered_campaign(next_year, fix_hash=True), meta("campaign_id", "all-kinds-2022")
    )
    changed(files.form, tmp_path / "bieu.xlsx", change)
    (refused,) = merged(tmp_path, all_kinds).refused
    assert isinstance(refused, Refused)
    (finding,) = refused.findings
    assert finding.code == "CAMPAIGN_UNKNOWN"
    assert "all-kinds-2022" in finding.message
