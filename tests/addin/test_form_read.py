"""Reading a form: whatever people did to rows, columns and sheets, nothing is misread."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.checks import CheckCase, run_checks
from scoring.entries import EntryValue
from scoring.fields import Address, form_fields
from scoring.score import score
from scoring.snapshot import Cell, Place, Snapshot
from scoring.terms import Period
from thidua_addin.form.build import KeptNote, SealMark, build_form
from thidua_addin.form.cleared import cleared_formulas
from thidua_addin.form.meta import NotAForm, meta_of, read_meta, workbook_kind
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.workbook.read import read_workbook

D = Decimal
SCORES, EVIDENCE, REPORT = "Tự chấm điểm", "Minh chứng", "Báo cáo"


def values(reading: FormReading) -> dict[Address, EntryValue | None]:
    return {e.address: e.value for e in reading.entries}


def read(form: Any) -> FormReading:
    return read_form(form.snapshot, form.campaign)


@pytest.fixture(scope="module")
def pristine(filled_snapshot: Snapshot, all_kinds: Campaign) -> FormReading:
    return read_form(filled_snapshot, all_kinds)


def test_every_entry_is_read_with_its_place(
    pristine: FormReading, filled: Mapping[str, object], forms: ModuleType
) -> None:
    expected = {e.address: e.value for e in forms.entries_of(filled)}
    assert values(pristine) == expected
    assert (pristine.unit, pristine.period) == ("BB", Period.YEAR)
    assert pristine.findings == ()
    assert pristine.kept_notes == ()
    for entry in pristine.entries:
        assert entry.at == pristine.places[entry.address]


def test_every_field_has_its_cell(pristine: FormReading, all_kinds: Campaign) -> None:
    inputs = [c for c in pristine.cells if c.input]
    assert {c.address for c in inputs} == {f.address for f in form_fields(all_kinds)}
    assert len({(c.sheet, c.row, c.column) for c in pristine.cells}) == len(pristine.cells)
    calculated = {c.address for c in pristine.cells if not c.input}
    for wanted in (
        Address("A.1.1", None, "computed"),
        Address("A.2", "1", "computed"),
        Address("A", None, "computed"),
        Address(None, None, "total"),
        Address("B.2", None, "target"),
    ):
        assert wanted in calculated


def test_the_forms_own_points_are_read(pristine: FormReading) -> None:
    # 25 × (3/4 × 900/1000 + 1/4 × 4/4) = 23,125 → 23,13
    assert pristine.live["A.2"].cell.value == 23.13
    assert pristine.live["C.3"].cell.value == "chấm ở Cụm"


def _insert_rows(form: Any) -> None:
    form.insert_row(SCORES, form.where("scores", "B.1|", "self")[1])
    form.insert_row(SCORES, 3)
    form.insert_row("Thông tin", 1)


def _insert_columns(form: Any) -> None:
    form.insert_column(SCORES, 1)
    form.insert_column(SCORES, 9)
    form.insert_column(EVIDENCE, 5)


def _swap_columns(form: Any) -> None:
    roles = form.table("evidence").roles
    first, second = roles["evidence"], roles["evidence_title"]
    swapped = {first: second, second: first}
    form.move(EVIDENCE, lambda r, c: (r, swapped.get(c, c)))


def _turn_rows_round(form: Any) -> None:
    rows = [row.row for row in form.table("scores").rows]
    turned = dict(zip(rows, reversed(rows), strict=True))
    form.move(SCORES, lambda r, c: (turned.get(r, r), c))


def _sort_past_marker_and_end(form: Any) -> None:
    table = form.table("evidence")
    last, first = table.rows[-1].row, table.rows[0].row
    places = {table.marker_row: last, last: table.marker_row, table.end_row: first}
    places[first] = table.end_row
    form.move(EVIDENCE, lambda r, c: (places.get(r, r), c))


def _decompose(form: Any) -> None:
    for sheet in list(form.sheets):
        form.rename_sheet(sheet, unicodedata.normalize("NFD", sheet))
    for cells in form.sheets.values():
        for at, cell in cells.items():
            if isinstance(cell.value, str) and at[1] == 1:
                cells[at] = Cell(unicodedata.normalize("NFD", f" {cell.value}\u200b "))


@pytest.mark.parametrize(
    "change",
    [_insert_rows, _insert_columns, _swap_columns, _turn_rows_round, _decompose],
    ids=lambda f: f.__name__.strip("_"),
)
def test_moved_rows_and_columns_change_nothing(
    form: Any, pristine: FormReading, change: Callable[[Any], None]
) -> None:
    change(form)
    reading = read(form)
    assert values(reading) == values(pristine)
    assert reading.findings == ()
    for entry in reading.entries:
        assert entry.at == reading.places[entry.address]


def test_sorting_the_hidden_rows_along_changes_nothing(form: Any, pristine: FormReading) -> None:
    _sort_past_marker_and_end(form)
    assert values(read(form)) == values(pristine)


def test_rows_sorted_without_their_hidden_keys_are_errors(form: Any) -> None:
    """The visible cells of B.1 and B.3 (both percentages) change places, the keys stay."""
    table = form.table("scores")
    first, second = (next(r.row for r in table.rows if r.key == k) for k in ("B.1|", "B.3|"))
    swapped = {first: second, second: first}
    form.move(SCORES, lambda r, c: (swapped.get(r, r) if c > table.key_column else r, c))
    found = [f for f in read(form).findings if f.code == "ROW_LABEL_DIFFERS"]
    assert [(f.criterion, f.severity.value) for f in found] == [("B.1", "error"), ("B.3", "error")]
    assert [str(f.at) for f in found] == [f"{SCORES}!B{first}", f"{SCORES}!B{second}"]


def test_a_reworded_or_retyped_code_is_no_other_row(form: Any, pristine: FormReading) -> None:
    sheet, row, _ = form.where("scores", "B.1|", "result_fy")
    form.write(sheet, row, 2, "B.1 (mới)")
    sheet, row, _ = form.where("scores", "A.2|2", "result_fy")
    form.write(sheet, row, 2, 2.0)
    reading = read(form)
    assert values(reading) == values(pristine)
    assert "ROW_LABEL_DIFFERS" not in [f.code for f in reading.findings]


def test_a_renamed_sheet_is_read_and_its_places_have_the_new_name(
    form: Any, pristine: FormReading
) -> None:
    form.rename_sheet(SCORES, "Điểm năm 2021")
    reading = read(form)
    assert values(reading) == values(pristine)
    assert [f.code for f in reading.findings] == ["SHEET_RENAMED"]  # it has two tables
    assert reading.places[Address("C.5", None, "count")].sheet == "Điểm năm 2021"


def test_edits_made_by_another_program(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    """openpyxl moves no formulas and drops every cached value: the entries are all there.

    It moves no merges either, so some lie over entries then, and that is said.
    """
    path = forms.built(tmp_path, all_kinds, "BB", filled)
    workbook = openpyxl.load_workbook(path)
    workbook[SCORES].insert_rows(15)
    workbook[SCORES].insert_cols(1)
    workbook[EVIDENCE].title = "MC"
    workbook.create_sheet("Ghi nhớ")["B2"] = "Gọi lại cho Cụm"
    workbook.save(path)
    reading = read_form(read_workbook(path), all_kinds)
    expected = {e.address: e.value for e in forms.entries_of(filled)}
    assert values(reading) == expected
    assert {f.code for f in reading.findings} == {
        "SHEET_RENAMED",
        "EXTRA_CONTENT",
        "VALUE_COVERED",
    }
    assert reading.kept_notes == (KeptNote("Ghi nhớ", "B2", "Gọi lại cho Cụm"),)


@pytest.mark.office
@pytest.mark.slow
def test_a_form_saved_by_libreoffice_reads_the_same(
    tmp_path: Path,
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
    pristine: FormReading,
) -> None:
    """Another writer: other sheet visibilities, formulas, formats; every cell recalculated."""
    path = forms.built(tmp_path, all_kinds, "BB", filled)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    reading = read_form(read_workbook(tmp_path / "out" / path.name), all_kinds)
    assert values(reading) == values(pristine)
    assert (reading.findings, reading.kept_notes) == ((), ())
    assert {c: v.cell.value for c, v in reading.live.items()} == {
        c: v.cell.value for c, v in pristine.live.items()
    }


def test_doubled_rows_that_differ_give_no_value(form: Any) -> None:
    form.copy_row("scores", "C.5|")
    sheet, row, column = form.where("scores", "C.5|", "result_fy")
    form.write(sheet, row + 1, column, 5.0)
    reading = read(form)
    entry = reading.entries.get("C.5", None, "count")
    assert entry is not None
    assert entry.value is None
    (finding,) = [f for f in reading.findings if f.code == "VALUE_CONFLICT"]
    assert finding.at == Place(SCORES, row, column)
    assert "ghi “4”" in finding.message
    assert "ghi “5”" in finding.message
    assert f"{SCORES}!G{row + 1}" in finding.message


def test_a_doubled_row_of_which_one_is_blank_is_a_conflict_too(form: Any) -> None:
    form.copy_row("scores", "C.5|")
    sheet, row, column = form.where("scores", "C.5|", "result_fy")
    del form.sheets[sheet][row + 1, column]
    (finding,) = [f for f in read(form).findings if f.code == "VALUE_CONFLICT"]
    assert "ghi “trống”" in finding.message


def test_everything_typed_elsewhere_is_kept(form: Any) -> None:
    form.write(EVIDENCE, 70, 5, "Ghi chú dưới bảng")
    form.write(SCORES, 2, 30, 12.5)
    form.sheets["Nháp"] = {(1, 1): Cell("a" * 80), (2, 1): Cell(dt.date(2021, 5, 6))}
    form.sheets["Nháp"][3, 1] = Cell(5.0)
    form.shown["Nháp"] = form.shown[SCORES]
    form.put("scores", "C.1|", "result_h1", Cell("HTT"))
    sheet, row, column = form.where("scores", "C.5|", "result_fy")
    form.insert_row(sheet, row)
    form.write(sheet, row, column, 7.0)
    reading = read(form)
    assert set(reading.kept_notes) == {
        KeptNote(SCORES, f"G{row}", "7"),
        KeptNote(SCORES, f"F{form.where('scores', 'C.1|', 'result_h1')[1]}", "HTT"),
        KeptNote(SCORES, "AD2", "12,5"),
        KeptNote(EVIDENCE, "E70", "Ghi chú dưới bảng"),
        KeptNote("Nháp", "A1", "a" * 80),
        KeptNote("Nháp", "A2", "06/05/2021"),
        KeptNote("Nháp", "A3", "5"),  # though a criterion is worth 5 points
    }
    (finding,) = [f for f in reading.findings if f.code == "EXTRA_CONTENT"]
    assert finding.message.startswith("Có 5 ô ghi thêm")


def test_a_changed_title_is_kept(form: Any) -> None:
    form.write(EVIDENCE, form.table("evidence").rows[0].row, 3, "Tiêu đề do đơn vị sửa")
    (note,) = read(form).kept_notes
    assert note.text == "Tiêu đề do đơn vị sửa"


def test_a_sealed_copy_says_so_and_keeps_its_notes(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    at = dt.datetime(2021, 12, 1, 9, 30)
    note = KeptNote("Nháp", "B7", "Gọi lại cho Cụm")
    content = build_form(
        all_kinds,
        all_kinds.units["BB"],
        issued_at=forms.ISSUED,
        entries=forms.entries_of(filled),
        period=Period.YEAR,
        seal=SealMark(Period.YEAR, 2, at, "K7QF-92MD-4XTA", '{"a":1}'),
        kept_notes=(note,),
    )
    path = tmp_path / "nop.xlsx"
    path.write_bytes(content)
    reading = read_form(read_workbook(path), all_kinds)
    assert reading.findings == ()
    assert reading.kept_notes == (note,)
    seal = reading.meta.seal
    assert seal is not None
    assert (seal.period, seal.version, seal.at) == (Period.YEAR, 2, at)
    assert (seal.code, seal.json) == ("K7QF-92MD-4XTA", '{"a":1}')


def test_a_template_is_nobodys_until_the_unit_is_chosen(
    tmp_path: Path, all_kinds: Campaign, forms: ModuleType
) -> None:
    snapshot = read_workbook(forms.built(tmp_path, all_kinds, None))
    reading = read_form(snapshot, all_kinds)
    assert reading.unit == ""
    assert [f.code for f in reading.findings] == ["UNIT_NOT_CHOSEN"]
    (cell,) = [c for c in reading.cells if c.address.field == "unit"]
    assert cell.input
    form = forms.Form(snapshot, all_kinds)
    for name, code in (
        ("Sở Nội vụ tỉnh Bình", "BB"),
        ("sở nội vụ  tỉnh bình", "BB"),
        ("aa", "AA"),
        ("Sở Nội vụ tỉnh Ánh", "AA"),  # a former name
    ):
        form.put("info", "||unit", "value", Cell(name))
        reading = read(form)
        assert (reading.unit, reading.findings) == (code, ())
    form.put("info", "||unit", "value", Cell("Sở Nội vụ tỉnh Cao"))
    reading = read(form)
    assert reading.unit == "Sở Nội vụ tỉnh Cao"
    (finding,) = reading.findings
    assert (finding.code, finding.at) == ("UNIT_UNKNOWN", reading.cells[0].place)


def test_a_unit_of_earlier_years_is_not_taken_for_its_heir(
    tmp_path: Path, all_kinds: Campaign, forms: ModuleType
) -> None:
    """BB was merged into AA after 2021: in 2022 neither its form nor its name is AA's."""
    later = all_kinds.model_copy(update={"year": 2022})
    for unit, name in (("BB", None), (None, "Sở Nội vụ tỉnh Bình")):
        snapshot = read_workbook(forms.built(tmp_path, all_kinds, unit))
        form = forms.Form(snapshot, all_kinds)
        if name is not None:
            form.put("info", "||unit", "value", Cell(name))
        reading = read_form(form.snapshot, later)
        assert reading.unit == "BB"
        (finding,) = [f for f in reading.findings if f.field == "unit"]
        assert finding.code == "UNIT_NOT_IN_YEAR"
        assert "(thành viên từ 2020 đến 2021)" in finding.message


def test_a_unit_name_typed_with_an_old_font(
    tmp_path: Path, all_kinds: Campaign, forms: ModuleType
) -> None:
    form = forms.Form(read_workbook(forms.built(tmp_path, all_kinds, None)), all_kinds)
    form.put("info", "||unit", "value", Cell("Së Néi vô tØnh B×nh"))
    assert read_form(form.snapshot, all_kinds).unit == "BB"


def test_a_blank_form_of_each_unit_has_nothing_to_say(
    tmp_path: Path, all_kinds: Campaign, forms: ModuleType
) -> None:
    for unit in all_kinds.units:
        reading = read_form(read_workbook(forms.built(tmp_path, all_kinds, unit)), all_kinds)
        assert (reading.unit, reading.findings, reading.kept_notes) == (unit, (), ())
        assert (len(reading.entries), reading.period) == (0, None)


def test_a_form_of_an_earlier_revision(form: Any) -> None:
    """C.5 was dropped, C.1 is asked at six months too: the rest is read as ever."""
    old = form.campaign
    criteria = tuple(
        c.model_copy(update={"periods": (Period.MIDYEAR, Period.YEAR)}) if c.code == "C.1" else c
        for c in old.criteria
        if c.code != "C.5"
    )
    new = old.model_copy(update={"criteria": criteria, "revision": 2})
    reading = read_form(form.snapshot, new)
    assert reading.entries.value("C.1", None, "choice") == "HTT"
    (finding,) = [f for f in reading.findings if f.code == "ROW_UNKNOWN"]
    assert finding.criterion == "C.5"
    assert "“4”" in finding.message
    assert "4" in {note.text for note in reading.kept_notes}


def test_other_words_of_an_earlier_revision_are_no_notes(form: Any) -> None:
    criteria = tuple(
        c.model_copy(update={"title": "Tên mới"}) if c.code == "C.1" else c
        for c in form.campaign.criteria
    )
    new = form.campaign.model_copy(update={"criteria": criteria, "revision": 2})
    reading = read_form(form.snapshot, new)
    assert (reading.findings, reading.kept_notes) == ((), ())


def test_what_a_form_says_of_itself(filled_snapshot: Snapshot, all_kinds: Campaign) -> None:
    assert workbook_kind(filled_snapshot) == "form"
    meta = meta_of(filled_snapshot)
    assert (meta.campaign_id, meta.campaign_revision, meta.unit) == ("all-kinds", 1, "BB")
    assert meta.issued_at == dt.datetime(2021, 2, 25, 8, 0)
    assert meta.seal is None
    empty = Snapshot("x.xlsx", "", ())
    assert workbook_kind(empty) is None
    assert read_meta(empty) is None
    with pytest.raises(NotAForm) as refused:
        read_form(empty, all_kinds)
    assert refused.value.finding.code == "NOT_A_FORM"


def test_long_values_are_joined(form: Any) -> None:
    """The campaign of 2021 is longer than one cell can be."""
    text = meta_of(form.snapshot).campaign_json
    sheet, row, column = form.where("meta", "||campaign_json", "value")
    halves = text[:100], text[100:]
    marker = form.table("meta").marker_row
    form.sheets[sheet][marker, column + 1] = Cell("value2")
    form.write(sheet, row, column, halves[0])
    form.write(sheet, row, column + 1, halves[1])
    assert meta_of(form.snapshot).campaign_json == text


WEIRD: tuple[Any, ...] = (
    *(None, "", -1.0, 1e300, float("nan"), float("inf"), True, "1.500", "9" * 50, "x" * 33_000),
    *("#thidua:scores", "#end", "||x", "|", "A.1.1|", "C.5|9", "A.2|1|x", "{title}", "{}", "%s"),
    *(dt.date(1900, 1, 1), dt.date(9999, 12, 31), dt.datetime(2021, 1, 1, 3)),
)


@pytest.mark.parametrize("seed", range(25))
def test_no_damage_stops_the_reader(form: Any, all_kinds: Campaign, seed: int) -> None:
    """Whatever was done to a form: it is read or refused, and every finding has its words."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        sheet = chance.choice([name for name, cells in form.sheets.items() if cells])
        row, column = chance.choice(list(form.sheets[sheet]))
        cell = Cell(chance.choice(WEIRD), formula=chance.random() < 0.2)
        chance.choice(
            (
                lambda s=sheet, r=row: form.delete_row(s, r),
                lambda s=sheet, c=column: form.delete_column(s, c),
                lambda s=sheet, r=row: form.insert_row(s, r),
                lambda s=sheet, c=column: form.insert_column(s, c),
                lambda s=sheet: form.copy_sheet(s, f"{s} (2)"),
                lambda s=sheet, r=row, c=column, x=cell: form.sheets[s].update({(r, c): x}),
            )
        )()
    try:
        reading = read(form)
    except NotAForm:
        return
    for period in Period:
        sheet_of_points = score(all_kinds, reading.unit, reading.entries, period)
        case = CheckCase(
            all_kinds,
            reading.unit,
            period,
            reading.entries,
            sheet_of_points,
            reading.entries,
            reading.places,
            reading.live,
            reading.findings,
        )
        for finding in (*reading.findings, *run_checks(case)):
            assert 0 < len(finding.message) <= 320
            assert finding.hint


def test_a_formula_that_was_deleted_is_found_and_no_blank_that_belongs_there(
    form: Any, all_kinds: Campaign
) -> None:
    assert list(cleared_formulas(form.snapshot, all_kinds)) == []
    sheet, row, column = form.where("scores", "A.1.1|", "computed")
    del form.sheets[sheet][row, column]
    (finding,) = cleared_formulas(form.snapshot, all_kinds)
    assert (finding.code, finding.criterion) == ("FORMULA_CLEARED", "A.1.1")
    assert finding.at == Place(sheet, row, column)
    assert "Điểm hệ thống" in finding.message
