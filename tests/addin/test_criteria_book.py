"""TOML to workbook to campaign: nothing is lost, whatever texts and numbers it holds."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from scoring.campaign import Campaign
from scoring.campaign_load import load_data, published_campaign, published_ids
from scoring.campaign_structure import RULES
from scoring.canonical import campaign_hash
from scoring.criteria import Criterion
from scoring.findings import blocking
from scoring.snapshot import Cell, column_letters
from tests.addin.criteria_books import MADE, TESTS, EditedBook, campaign_of, snapshot_of
from tests.generated_campaigns import loaded_campaign
from thidua_addin.criteria_book.build import NotForCells, build_criteria_book
from thidua_addin.criteria_book.flatten import records_of
from thidua_addin.criteria_book.layout import layout_of
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.side_tables import DECISIONS_TABLE, LEVELS_TABLE
from thidua_addin.criteria_book.tables import (
    ALL_TABLES,
    CELLS_OF_TABLE,
    CRITERIA_COLUMNS,
    HEAD_ROWS,
    TABLES_OF_KIND,
)
from thidua_addin.criteria_book.texts import from_cell, from_lines, to_cell, to_lines
from thidua_addin.criteria_book.words import KINDS, METHODS
from thidua_addin.usecases.criteria_book import campaign_of_book
from thidua_addin.workbook.styles import clean


def round_trip(campaign: Campaign) -> Campaign:
    book = campaign_of_book(snapshot_of(campaign))
    assert [(f.code, str(f.at), f.message) for f in book.findings if blocking([f])] == []
    assert book.campaign is not None
    assert book.changes == ()
    return book.campaign


def assert_lossless(campaign: Campaign) -> None:
    again = round_trip(campaign)
    assert again == campaign
    assert campaign_hash(again) == campaign_hash(campaign)


def variant(name: str, change: dict[str, object]) -> Campaign:
    """A test campaign with other values; a path such as ``criterion.2.note`` names the place."""
    source = (TESTS / "campaigns" / f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source, parse_float=Decimal)
    for path, value in change.items():
        here: object = data
        *above, last = path.split(".")
        for part in above:
            if isinstance(here, list):
                here = here[int(part)]
            else:
                assert isinstance(here, dict)
                here = here[part]
        assert isinstance(here, dict)
        here[last] = copy.deepcopy(value)
    loaded = load_data(data)
    assert loaded.campaign is not None, [(f.code, f.path, f.message) for f in loaded.findings]
    return loaded.campaign


@pytest.mark.parametrize("id", published_ids())
def test_a_shipped_campaign_survives(id: str) -> None:
    assert_lossless(published_campaign(id))


@pytest.mark.parametrize("name", ["all-kinds", "smallest"])
def test_a_test_campaign_survives(name: str) -> None:
    assert_lossless(campaign_of(name))


@pytest.mark.parametrize("seed", range(8))
def test_a_generated_campaign_survives(seed: int) -> None:
    assert_lossless(loaded_campaign(1000 + seed))


ODD_TEXTS = (
    "=1+1", "'dấu nháy", " cách đầu", "cách cuối ", "hai\ndòng", "\n", " ", '"', '""',
    '"Dân vận khéo"', '" trong ngoặc "', "+84", "-", "0012", "1.500", "TRUE", "#N/A",
    "#thidua:criteria", "#end", "||kind", "a\tb", "<b>&amp;</b>", "_x000D_", "chưa đặt", "x" * 9000,
)  # fmt: skip


@pytest.mark.parametrize("part", [ODD_TEXTS[:9], ODD_TEXTS[9:17], ODD_TEXTS[17:]])
def test_odd_texts_survive(part: tuple[str, ...]) -> None:
    change: dict[str, object] = {"theme": part[0], "status_note": part[-1]}
    for i, text in enumerate(part):
        change |= {f"criterion.{i}.note": text, f"criterion.{i}.title": text}
        change |= {f"criterion.{i + 9}.evidence_hint": text, f"criterion.{i + 9}.unit": text}
    assert_lossless(variant("all-kinds", change))


def test_empty_and_listed_texts_survive() -> None:
    names = ["Sở A", ' "b" ', "hai\ndòng", '"Đã có ngoặc"', "ghi; chú, ấy", "c "]
    assert_lossless(
        variant(
            "all-kinds",
            {
                "cluster.members.0.former_names": names,
                "status_note": "",
                "criterion.5.evidence_hint": "",
                "criterion.3.inputs": [{"code": "KL.CC", "title": "x", "unit": ""}],
                "criterion.3.rule": {"kind": "per_event_minus", "event": "", "points_each": 1},
            },
        )
    )


@pytest.mark.parametrize(
    "law_date",
    [dt.date(1900, 1, 1), dt.date(1900, 2, 28), dt.date(1900, 3, 1), dt.date(2100, 12, 31)],
)
def test_dates_survive(law_date: dt.date) -> None:
    law = [{"document": "Luật", "date": law_date}]
    assert_lossless(variant("smallest", {"law": law, "criterion.0.law": law}))


@pytest.mark.parametrize(
    "number",
    ["0.000000000001", "999999999999", "0.1", "0.3333", "123456789012.123456789012", "1.005",
     "0.123456789012", "12345678901.2345", "33.333333333333"],
)  # fmt: skip
def test_decimals_survive_exactly(number: str) -> None:
    """A target may be any number; a spreadsheet keeps fifteen digits, the rest goes as text."""
    rule = {"kind": "proportional", "target": Decimal(number)}
    # criterion 5 is A.2, whose item rows need a registered target
    assert_lossless(variant("all-kinds", {"criterion.8.rule": rule}))


@pytest.mark.parametrize("edge", ["0.8", "0.123456789012", "1.234567890123", "0.005", "0.333"])
def test_fractions_survive_exactly(edge: str) -> None:
    bands = [
        {"from": Decimal(edge), "percent": Decimal(100)},
        {"to": Decimal(edge), "percent": Decimal("33.333333333333")},
    ]
    rule = {"kind": "bands", "value": "percent", "bands": bands}
    assert_lossless(variant("all-kinds", {"criterion.9.rule": rule, "ballot.threshold": "0.123"}))


def test_periods_keep_their_order() -> None:
    campaign = variant("all-kinds", {"criterion.2.periods": ["nam", "6-thang"]})
    assert_lossless(campaign)


def test_grades_not_set_and_an_empty_list_of_grades_differ() -> None:
    for grades in ("not set", []):
        campaign = variant("smallest", {"grades": grades})
        assert round_trip(campaign).grades == ("not set" if grades == "not set" else ())


texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), include_characters="\"= \n#'")
    | st.sampled_from(['"', " ", "\n", "="]),
    max_size=12,
).filter(lambda t: clean(t) == t)


@given(texts)
def test_any_text_survives_a_cell(text: str) -> None:
    typed = unicodedata.normalize("NFC", text)
    assert from_cell(to_cell(typed)) == typed


@given(st.lists(texts, max_size=4))
def test_any_texts_survive_one_cell(listed: list[str]) -> None:
    typed = tuple(unicodedata.normalize("NFC", t) for t in listed)
    assert from_lines(to_lines(typed)) == typed


@settings(max_examples=5, deadline=None)
@given(
    st.lists(texts.filter(bool), min_size=6, max_size=6),
    st.lists(st.decimals(1, 10**9, places=6), min_size=3, max_size=3),
)
def test_generated_texts_and_numbers_survive(words: list[str], numbers: list[Decimal]) -> None:
    title, note, theme, hint, unit, event = (unicodedata.normalize("NFC", t) for t in words)
    assert_lossless(
        variant(
            "smallest",
            {
                "theme": theme,
                "criterion.0.title": title,
                "criterion.0.note": note,
                "criterion.0.evidence_hint": hint,
                "criterion.0.unit": unit,
                "criterion.0.rule": {"kind": "proportional", "target": numbers[0]},
                "awards": [{"code": event, "title": title, "quota": int(numbers[1])}],
            },
        )
    )


def test_every_parameter_of_every_kind_has_its_column() -> None:
    """A parameter that a rule gains must be given a column, or a chair cannot see it."""
    assert set(KINDS) == set(RULES)
    for kind, model in RULES.items():
        columns = {p.keys[kind].partition(".")[0] for p in PARAMETERS if kind in p.keys}
        tables = set(TABLES_OF_KIND.get(kind, ()))
        if "count" in {cell for table in tables for cell in CELLS_OF_TABLE[table]}:
            tables |= {"counts"} & set(model.model_fields)
        assert columns | tables == set(model.model_fields) - {"kind"}, kind


def test_required_parameters_are_those_of_the_models() -> None:
    for kind, model in RULES.items():
        needed = {p.keys[kind] for p in PARAMETERS if kind in p.required}
        tables = {k for k in TABLES_OF_KIND.get(kind, ()) if model.model_fields[k].is_required()}
        required = {k for k, f in model.model_fields.items() if f.is_required()}
        assert needed | tables == required - {"kind"}, kind


def test_methods_offer_the_values_of_the_models() -> None:
    for kind, (key, words) in METHODS.items():
        allowed = RULES[kind].model_fields[key].annotation
        values = {True, False} if allowed is bool else set(getattr(allowed, "__args__", ()))
        assert set(words) == values, kind


def test_every_key_of_the_campaign_has_its_place() -> None:
    beside = {"law", "inputs", "balances", "rule"}
    own = {c.role for c in CRITERIA_COLUMNS} - {"kind"}
    assert own == set(Criterion.model_fields) - beside
    head = {c.role.partition(".")[0] for c in HEAD_ROWS}
    elsewhere = {"law", "tie_break", "awards", "criteria", "decisions"}
    assert head == set(Campaign.model_fields) - elsewhere


def test_prompts_and_titles_fit_excel() -> None:
    columns = [*HEAD_ROWS, *(c for t in ALL_TABLES for c in t.columns)]
    for column in columns:
        assert 0 < len(column.prompt) <= 255
        assert clean(column.title) == column.title
        assert len(set(column.words.values())) == len(column.words)
    assert {c.role for c in LEVELS_TABLE.columns} >= {
        cell for cells in CELLS_OF_TABLE.values() for cell in cells
    }
    assert "law" in {c.role for c in DECISIONS_TABLE.columns}


def test_what_no_cell_can_hold_is_named() -> None:
    campaign = variant("smallest", {"criterion.0.note": "dài" * 11_000})
    with pytest.raises(NotForCells) as caught:
        build_criteria_book(campaign, MADE)
    assert (str(caught.value.place), caught.value.title) == ("Tiêu chí!O5", "Ghi chú")


def test_equal_campaigns_give_equal_bytes() -> None:
    campaign = campaign_of("smallest")
    assert build_criteria_book(campaign, MADE) == build_criteria_book(campaign, MADE)


def test_moved_rows_move_criteria_and_nothing_else() -> None:
    edited = EditedBook()
    edited.swap_rows("criteria", "C.4", "C.5")
    book = edited.read()
    assert book.campaign is not None
    codes = [c.code for c in book.campaign.tree.children("C")]
    assert codes == ["C.1", "C.2", "C.3", "C.5", "C.4", "C.6"]
    assert [c.text for c in book.changes if c.points] == []


def test_a_row_is_added_in_a_spare_row() -> None:
    """C.5 gives one of its four points to the new C.7, so that C still makes 25."""
    edited = EditedBook()
    edited.put("criteria", "C.5", "max_points", 3.0)
    edited.add(
        "criteria", code="C.7", title="Việc mới", parent="C", max_points="1", kind="chấm thẳng"
    )
    book = edited.read()
    assert book.campaign is not None
    assert book.campaign.tree["C.7"].max_points == 1
    assert [c.text for c in book.changes if c.code in ("C.5", "C.7")] == [
        "C.5: điểm chuẩn 4 → 3",
        "C.7: mới thêm",
    ]
    assert {(f.code, str(f.at)) for f in book.findings if f.severity != "error"} == {
        ("CRITERIA_REVISION_NOT_RAISED", "Đợt thi đua!C6"),
        ("CHOICE_SPELLING", str(edited.place("criteria", "C.7", "kind"))),
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook of 2021 as another program opens it."""
    file = tmp_path_factory.mktemp("book") / "2021.xlsx"
    file.write_bytes(build_criteria_book(published_campaign(), MADE))
    return load_workbook(file)


def test_there_is_room_for_more_rows(opened: Workbook) -> None:
    """At least 60 further criteria, with drop-downs and prompts in every one of their cells."""
    layout = layout_of(records_of(published_campaign()))
    for table in layout.values():
        sheet = opened[table.spec.sheet]
        for column in table.spec.columns:
            at = f"{column_letters(table.spec.position(column.role))}{table.last_row}"
            covering = [v for v in sheet.data_validations.dataValidation if at in v.sqref]
            assert [v.prompt for v in covering] == [column.prompt], (table.spec.name, at)
            assert sheet[at].value is None
            assert not sheet[at].protection.locked
    criteria = layout["criteria"]
    assert criteria.last_row - criteria.header_row - len(criteria.records) >= 60


def test_only_sheets_without_entries_are_protected(opened: Workbook) -> None:
    protected = {s.title for s in opened if s.protection.sheet}
    assert protected == {
        "Hướng dẫn", "Đợt thi đua", "Kiểm tra", "Tính", "Danh mục", "_meta",
    }  # fmt: skip
    assert all(s.protection.password is None for s in opened)
    values = [opened["Đợt thi đua"].cell(row, 3) for row in range(5, 5 + len(HEAD_ROWS))]
    assert not any(cell.protection.locked for cell in values)


def test_pages_are_a4_landscape_and_one_page_wide(opened: Workbook) -> None:
    for sheet in opened:
        if sheet.sheet_state == "visible":
            assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth in (None, 1)
    assert opened["Tiêu chí"].print_title_rows == "$4:$4"
    assert opened["Tiêu chí"].print_title_cols == "$B:$C"


def test_rows_below_the_prepared_ones_are_read_too() -> None:
    edited = EditedBook()
    table = edited.table("inputs")
    assert table.end_row is not None
    row = {"criterion": "A.1.3", "code": "THEM", "title": "Số đếm thêm", "unit": "vụ"}
    for role, value in row.items():
        edited.sheets[table.sheet][table.end_row + 2, table.roles[role]] = Cell(value)
    campaign = edited.read().campaign
    assert campaign is not None
    assert [i.code for i in campaign.tree["A.1.3"].inputs] == ["THEM"]


def test_inserted_rows_and_moved_columns_change_nothing() -> None:
    """A column and a row are inserted in the sheet of levels: places move, contents stay."""
    edited = EditedBook()
    cells = edited.sheets["Bảng mức"]
    edited.sheets["Bảng mức"] = {
        (row + (row > 6), column + (column > 3)): cell for (row, column), cell in cells.items()
    }
    read = edited.read()
    assert read.campaign == campaign_of("all-kinds")
    assert read.findings == ()


def test_the_file_is_valid_office_open_xml(tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    file = tmp_path / "tieu-chi.xlsx"
    file.write_bytes(build_criteria_book(campaign_of("all-kinds"), MADE))
    result = OpenXmlValidator().validate(str(file))
    assert list(result.errors) == []
