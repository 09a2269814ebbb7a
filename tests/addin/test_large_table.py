"""Tables of some hundred criteria on four levels: their points and their print."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.criteria import Criterion
from scoring.merge import merge
from scoring.rules.award_bonus import AwardBonus
from scoring.rules.bands import Bands
from scoring.rules.direct import Direct
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.lateness import Lateness
from scoring.rules.level_map import LevelMap
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.proportional import Proportional
from scoring.rules.yes_no import YesNo
from scoring.snapshot import column_letters
from scoring.terms import Period, Section
from tests.addin import summary_cases
from tests.large_campaign import large_campaign
from tests.large_entries import full_entries
from thidua_addin.form.build import build_form
from thidua_addin.form.columns import Score
from thidua_addin.form.layout import RowKind, form_layout
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.pages import print_scale
from thidua_addin.summary.build import build_summary
from thidua_addin.summary.layout import MatrixPlan, SheetName, plan_matrix
from thidua_addin.summary.printing import unparted
from thidua_addin.usecases.check import Checked, check_form

ISSUED = dt.datetime(2021, 2, 25, 8, 0)
PRINTED = (
    FormSheetName.GUIDE,
    FormSheetName.INFO,
    FormSheetName.REGISTER,
    FormSheetName.SCORES,
    FormSheetName.EVIDENCE,
    FormSheetName.REPORT,
    FormSheetName.FINDINGS,
    FormSheetName.RESULTS,
    FormSheetName.CRITERIA,
)
SUMIF = re.compile(r"SUMIF\(\$([A-Z]+)\$?(\d+):\$[A-Z]+\$?(\d+),")


def campaign_of(criteria: int, levels: int = 4) -> Campaign:
    loaded = load_campaign(large_campaign(criteria, levels).encode())
    assert loaded.campaign is not None, loaded.findings
    return loaded.campaign


@pytest.fixture(scope="module")
def large() -> Campaign:
    return campaign_of(300)


@pytest.fixture(scope="module")
def file(large: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "bieu.xlsx"
    content = build_form(
        large,
        large.units["AA"],
        issued_at=ISSUED,
        entries=full_entries(large),
        period=Period.YEAR,
    )
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def book(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file)


@pytest.fixture(scope="module")
def checked(file: Path) -> Checked:
    return check_form(file)


@pytest.fixture(scope="module")
def matrix(large: Campaign) -> tuple[MatrixPlan, Worksheet]:
    result = merge(large, Period.YEAR, ())
    content = build_summary(result, at=summary_cases.AT)
    return plan_matrix(result), openpyxl.load_workbook(BytesIO(content))[SheetName.MATRIX]


@pytest.mark.parametrize(("criteria", "levels"), [(30, 4), (30, 2), (100, 3), (600, 4), (300, 6)])
def test_the_generator_makes_campaigns_that_load(criteria: int, levels: int) -> None:
    campaign = campaign_of(criteria, levels)
    leaves = campaign.tree.leaves()
    assert len(leaves) == criteria
    assert sum(leaf.max_points for leaf in campaign.core_leaves()) == 1000
    assert max(depth for depth, _ in campaign.tree.walk()) == levels - 1


def test_the_large_campaign_has_long_titles_and_half_points(large: Campaign) -> None:
    assert max(len(c.title) for c in large.criteria) > 240
    assert min(c.max_points for c in large.tree.leaves()) == Decimal("0.5")
    assert len({type(c.rule) for c in large.tree.leaves()}) == 10


# --- points ------------------------------------------------------------------------------------


def points_of(criterion: Criterion) -> Decimal | None:
    """The points for ``full_values``, by the rule's words; None where only the chair can tell."""
    top = criterion.max_points
    match criterion.rule:
        case YesNo() | LevelMap():
            return top  # the first of the labels
        case Direct():
            return top * 2 // 1 / 4  # half of the maximum, in quarters of a point
        case Proportional(better=better, value=value):
            if better == "lower":
                return top  # 50 against a target of 100
            return top * Decimal("0.9" if value == "percent" else "0.95")
        case Bands(of="share"):
            return top  # 8 of 10 people are 80 %
        case Bands():
            return top * Decimal("0.6")  # 90 % lies between 80 % and 95 %
        case PerEventPlus():
            return top / 2  # two events of a quarter each
        case PerEventMinus():
            off = top * 2 / 5
            return off if criterion.section is Section.PENALTY else top - off
        case Lateness(source="entered"):
            return max(top - Decimal("0.3"), Decimal(0))  # 15/06 + 2 days free; 20/06: 3 days
        case Lateness():
            return None
        case ExcessBonus() | AwardBonus():
            return Decimal(0)  # 95 is not more than 100; the first label says "not awarded"
    raise AssertionError(criterion.rule)


def half_up(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_filled_form_has_nothing_wrong_and_the_right_points(
    large: Campaign, checked: Checked
) -> None:
    assert checked.findings == ()
    total = {section: Decimal(0) for section in Section}
    for criterion in large.tree.leaves():
        expected = points_of(criterion)
        line = checked.sheet.line(criterion.code)
        assert line.computed == (None if expected is None else half_up(expected)), criterion.code
        total[criterion.section] += half_up(expected or Decimal(0))
    totals = checked.sheet.totals
    assert totals.core == total[Section.CORE]
    # 15 bonus criteria: the cap is half a point for each
    assert totals.bonus == min(total[Section.BONUS], Decimal("7.5"))
    assert totals.penalty == min(total[Section.PENALTY], Decimal("7.5"))


def test_each_subtotal_sums_its_own_children_and_nothing_else(
    large: Campaign, book: openpyxl.Workbook
) -> None:
    sheet, table = book[FormSheetName.SCORES], form_layout(large).scores
    groups = 0
    for row in table.rows:
        if row.kind is not RowKind.GROUP:
            continue
        groups += 1
        assert row.criterion is not None
        children = {table.row_of(c.code, None) for c in large.tree.children(row.criterion)}
        for column in (Score.COMPUTED, Score.CLAIMED):
            formula = str(sheet.cell(row.row, column).value)
            first, last = summed_rows(formula, Score.PARENT)
            parents = {
                r
                for r in range(first, last + 1)
                if sheet.cell(r, Score.PARENT).value == f"{row.criterion}|"
            }
            assert parents == children, row.key
            assert f"${column_letters(column)}{first}:${column_letters(column)}{last}" in formula
    assert groups == len(large.criteria) - 300


def summed_rows(formula: str, column: int) -> tuple[int, int]:
    found = SUMIF.search(formula)
    assert found is not None, formula
    assert found[1] == column_letters(column)
    return int(found[2]), int(found[3])


def test_each_subtotal_of_the_summary_too(
    large: Campaign, matrix: tuple[MatrixPlan, Worksheet]
) -> None:
    plan, sheet = matrix
    content = build_summary(summary_cases.realistic(large), at=summary_cases.AT)
    sheet = openpyxl.load_workbook(BytesIO(content))[SheetName.MATRIX]
    for row in plan.rows:
        if row.criterion.is_leaf:
            continue
        formula = str(sheet.cell(row.row + 1, plan.FIRST_UNIT + 1).value)
        first, last = summed_rows(formula, plan.PARENT + 1)
        below = {
            r
            for r in range(first, last + 1)
            if sheet.cell(r, plan.PARENT + 1).value == f"#{row.criterion.code}"
        }
        children = large.tree.children(row.criterion.code)
        assert below == {plan.row_of(c.code) + 1 for c in children}


# --- on paper ----------------------------------------------------------------------------------


def test_every_sheet_is_one_page_wide_in_letters_of_8_points_or_more(
    book: openpyxl.Workbook,
) -> None:
    for name in PRINTED:
        sheet = book[name]
        properties = sheet.sheet_properties.pageSetUpPr
        assert properties is not None
        assert properties.fitToPage, name
        assert sheet.page_setup.fitToWidth in (None, 1), name
        landscape = sheet.page_setup.orientation == "landscape"
        scale = print_scale(printed_widths(sheet), landscape=landscape)
        sizes = {
            cell.font.sz
            for row in sheet.iter_rows(min_col=2)
            for cell in row
            if isinstance(cell.value, str) and not cell.value.startswith("=")
        }
        assert min(sizes) * scale >= 800, name


def printed_widths(sheet: Worksheet) -> list[float]:
    """The widths of the printed columns in digits of 8 pixels; the file adds 5 pixels to each."""
    area = str(sheet.print_area).rpartition("!")[2] or sheet.dimensions
    left, _, right, _ = openpyxl.utils.range_boundaries(area)
    widths = []
    for column in range(left, right + 1):
        dimension = next(d for d in sheet.column_dimensions.values() if d.min <= column <= d.max)
        widths.append(dimension.width - 5 / 8)
    return widths


def test_the_headings_stand_on_every_page(large: Campaign, book: openpyxl.Workbook) -> None:
    layout = form_layout(large)
    header = layout.scores.marker_row + 1
    assert book[FormSheetName.SCORES].print_title_rows == f"${header}:${header + 1}"
    for name, table in (
        (FormSheetName.REGISTER, layout.register),
        (FormSheetName.EVIDENCE, layout.evidence),
    ):
        assert book[name].print_title_rows == f"${table.marker_row + 1}:${table.marker_row + 1}"
    assert book[FormSheetName.CRITERIA].print_title_rows == "$4:$4"


def test_each_level_looks_different(large: Campaign, book: openpyxl.Workbook) -> None:
    sheet, table = book[FormSheetName.SCORES], form_layout(large).scores
    looks: dict[int, set[object]] = {}
    for row in table.rows:
        if row.kind is RowKind.GROUP:
            cell = sheet.cell(row.row, Score.TITLE)
            look = (cell.fill.fgColor.rgb, cell.font.b, cell.font.i, cell.alignment.indent)
            looks.setdefault(row.depth, set()).add(look)
    # green, then blue, then nearly white in italics; each level further to the right
    assert looks == {
        0: {("FFE3EAD9", True, False, 1.0)},
        1: {("FFF0F3F7", True, False, 2.0)},
        2: {("FFF7F9FC", True, True, 3.0)},
    }
    leaf = next(row for row in table.rows if row.kind is RowKind.LEAF and row.depth == 3)
    assert not sheet.cell(leaf.row, Score.TITLE).font.b


def test_the_levels_of_the_summary_look_different(matrix: tuple[MatrixPlan, Worksheet]) -> None:
    plan, sheet = matrix
    indents: dict[int, set[float]] = {}
    for row in plan.rows:
        cell = sheet.cell(row.row + 1, plan.TITLE + 1)
        indents.setdefault(row.depth, set()).add(cell.alignment.indent)
        assert cell.font.b is not row.criterion.is_leaf
    assert indents == {0: {1.0}, 1: {2.0}, 2: {3.0}, 3: {4.0}}


def test_a_code_stands_on_one_line_on_every_sheet(large: Campaign, book: openpyxl.Workbook) -> None:
    # VI.4.3.10 bold: V 722, I 333, three dots 250, four digits 500: 3.805 × 11 × 1.07 points wide;
    # a digit of the normal font is 6 points, the cell keeps 5 pixels and an indent for itself
    longest = max((c.code for c in large.criteria), key=len)
    assert len(longest) == 9
    for name in (FormSheetName.SCORES, FormSheetName.EVIDENCE, FormSheetName.CRITERIA):
        width = printed_widths(book[name])[0]
        assert (width - 1) * 6 > 3.805 * 11 * 1.07, name


def test_columns_that_stay_empty_leave_their_room_to_the_titles(book: openpyxl.Workbook) -> None:
    sheet = book[FormSheetName.CRITERIA]
    widths = printed_widths(sheet)
    headings = [sheet.cell(4, c).value for c in range(2, 2 + len(widths))]
    assert {"Căn cứ", "Ghi chú"}.isdisjoint(headings)
    assert dict(zip(headings, widths, strict=True))["Nội dung tiêu chí"] > 45


def test_no_group_heading_is_the_last_line_of_a_page(
    large: Campaign, book: openpyxl.Workbook, matrix: tuple[MatrixPlan, Worksheet]
) -> None:
    headings = {r.row for r in form_layout(large).scores.rows if r.kind is RowKind.GROUP}
    breaks = {b.id for b in book[FormSheetName.SCORES].row_breaks.brk}
    assert len(breaks) > 20
    assert not breaks & headings
    plan, sheet = matrix
    last_lines = {b.id for b in sheet.row_breaks.brk}
    assert len(last_lines) > 20
    assert not last_lines & {r.row + 1 for r in plan.rows if not r.criterion.is_leaf}


def test_a_group_is_whole_where_it_fits_and_falls_apart_where_it_does_not() -> None:
    # row 1 heads 2 to 4; 2 heads 3 and 4; each 10 high
    spans = [(1, 4), (2, 4), (3, 3), (4, 4)]
    heights = dict.fromkeys(range(1, 5), 10.0)
    assert list(unparted(spans, heights, 40)) == [(1, 40)]
    assert list(unparted(spans, heights, 35)) == [(1, 30), (4, 10)]
    # of 48 a third is 16: the subtree of 4 stays whole, the one of 2 hangs on its own heading
    spans = [(1, 5), (2, 3), (3, 3), (4, 5), (5, 5)]
    heights = {1: 40.0, 2: 5.0, 3: 5.0, 4: 5.0, 5: 5.0}
    assert list(unparted(spans, heights, 48)) == [(1, 50), (4, 10)]
