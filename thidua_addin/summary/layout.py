"""Where things stand in the chair's summary workbook.

Tables follow the workbook protocol (a hidden marker row ``#thidua:<table>`` with column roles, a
hidden key column, ``#end``). A summary speaks of many units, so a key or a role may end with
``@`` and a unit's code: key ``II.1.1|`` with role ``computed@PTO``, key ``||@PTO`` with role
``rank``. Rows and columns count from 0 here, as XlsxWriter counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.fields import Address
from scoring.merge import MergeResult
from scoring.score import ScoreLine, ScoreSheet
from scoring.snapshot import Place
from scoring.terms import NotApplicable, Period, Section, State
from thidua_addin.summary.extras import NO_EXTRAS, SummaryExtras
from thidua_addin.summary.input_rules import InputLook, InputRules
from thidua_addin.workbook.recording import RecordingWorksheet, SummingWorksheet
from thidua_addin.workbook.styles import Styles

if TYPE_CHECKING:
    from thidua_addin.summary.appraisal_plan import AppraisalPlan

LIVE_UNITS: Final = 200
"""Above this many units the summary holds values and long tables instead of live formulas."""

NOTHING: Final = "–"
"""What stands in place of a number that does not exist."""

KEY_COLUMN: Final = 0
END: Final = "#end"
MARKER: Final = "#thidua:"


class SheetName(StrEnum):
    """The sheets of the summary, in their order."""

    OVERVIEW = "Tổng hợp"
    GRADES = "Xếp loại"
    APPRAISAL = "Thẩm định"
    APPRAISAL_UNITS = "Tiến độ thẩm định"
    TARGETS = "Chỉ tiêu"
    ASSIGNMENT = "Phân công chấm chéo"
    CROSS = "Chấm chéo"
    BALLOT = "Bình xét"
    VOTING_PAPER = "Phiếu bầu"
    AWARDS = "Đề nghị khen thưởng"
    MATRIX = "Ma trận điểm"
    APPRAISED_MATRIX = "Ma trận thẩm định"
    FINAL_MATRIX = "Ma trận điểm cuối"
    DIFFERENCES = "Chênh lệch"
    REPORTS = "Báo cáo các đơn vị"
    RECEIVED = "Sổ nhận"
    PROBLEMS = "Lỗi và cảnh báo"
    CHANGES = "Thay đổi"
    KEPT = "Ghi chú giữ lại"
    CHARTS = "Biểu đồ"
    META = "_meta"
    SUBMISSIONS = "_bai_nop"
    RECORD = "_goc"


PERIOD_TITLES: Final = {
    Period.REGISTRATION: "KỲ ĐĂNG KÝ",
    Period.MIDYEAR: "KỲ 6 THÁNG",
    Period.YEAR: "KỲ CẢ NĂM",
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One criterion in the matrix; ``last`` is the last row of its subtree."""

    criterion: Criterion
    depth: int
    row: int
    last: int


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    """Where the matrix has its criteria, units and totals."""

    rows: tuple[MatrixRow, ...]
    columns: Mapping[str, int]
    totals: Mapping[str, int]

    MARKER_ROW = 4
    HEADER_ROW = 5
    FIRST_ROW = 6
    PARENT = 1
    ROOT = 2
    ASSIGNABLE = 3
    RESCALABLE = 4
    CODE = 5
    TITLE = 6
    MAXIMUM = 7
    FIRST_UNIT = 8

    @property
    def last_row(self) -> int:
        """The last criterion's row."""
        return self.rows[-1].row

    def row_of(self, criterion: str) -> int:
        """The row of a criterion; KeyError where there is none."""
        for row in self.rows:
            if row.criterion.code == criterion:
                return row.row
        raise KeyError(criterion)

    def across(self, row: int, sheet: SheetName = SheetName.MATRIX) -> str:
        """All units' cells of one row of a matrix, as another sheet refers to them."""
        first, last = self.FIRST_UNIT, self.FIRST_UNIT + len(self.columns) - 1
        return f"{quoted(sheet)}!{span(row, first, row, last)}"

    def of_unit(self, row: int, key: str, sheet: SheetName = SheetName.MATRIX) -> str:
        """A formula for one row's value of the unit whose key stands in cell ``key``."""
        field = MATRIX_FIELDS[sheet]
        match = f'MATCH("{field}"&MID({key},3,20),{self.across(self.MARKER_ROW, sheet)},0)'
        return f"INDEX({self.across(row, sheet)},{match})"


MATRIX_FIELDS: Final = {
    SheetName.MATRIX: "computed",
    SheetName.APPRAISED_MATRIX: "appraised",
    SheetName.FINAL_MATRIX: "final",
}
"""The field whose points each matrix holds."""

MATRIX_TOTALS: Final = (
    "core_raw",
    "assigned",
    "rescaled",
    "core",
    "bonus",
    "penalty",
    "total",
    "possible",
    "percent",
    "rank",
)


def plan_matrix(result: MergeResult) -> MatrixPlan:
    """Criteria down, units across."""
    walked = list(result.campaign.tree.walk())
    rows: list[MatrixRow] = []
    for index, (depth, criterion) in enumerate(walked):
        below = index + 1
        while below < len(walked) and walked[below][0] > depth:
            below += 1
        first = MatrixPlan.FIRST_ROW
        rows.append(MatrixRow(criterion, depth, first + index, first + below - 1))
    after = rows[-1].row + 1
    units = {u.unit: MatrixPlan.FIRST_UNIT + i for i, u in enumerate(result.units)}
    return MatrixPlan(tuple(rows), units, {f: after + i for i, f in enumerate(MATRIX_TOTALS)})


@dataclass(frozen=True, slots=True)
class OverviewPlan:
    """Where the overview has its units, its ranking and its hidden helper columns."""

    units: int
    keys: int
    awards: int

    BASIS_ROW = 5
    STATE_ROW = 6
    BANNER_ROW = 7
    MARKER_ROW = 9
    HEADER_ROW = 10
    NUMBER_ROW = 11
    FIRST_ROW = 12
    RANK, UNIT, COMPUTED, SELF, APPRAISED, FINAL = range(1, 7)
    POSSIBLE, PERCENT, BONUS, PENALTY, STATUS = range(7, 12)
    ELIGIBLE, TOTAL, BASIS, NOTE, ORDER, FIRST_KEY = range(12, 18)

    @property
    def last_row(self) -> int:
        """The last unit's row."""
        return self.FIRST_ROW + self.units - 1

    @property
    def notes_row(self) -> int:
        """The first line below the table: ties at an award's boundary, then remarks."""
        return self.last_row + 2

    @property
    def board_row(self) -> int:
        """The title of the ranking block."""
        return self.notes_row + self.awards + 2

    @property
    def board_first(self) -> int:
        """The first place of the ranking block, below its title, remark and header."""
        return self.board_row + 3

    @property
    def board_last(self) -> int:
        """The last place of the ranking block."""
        return self.board_first + self.units - 1

    @property
    def official(self) -> str:
        """The hidden cell that is 1 while the ranking is on final points, else 0."""
        return fixed(self.BASIS_ROW, self.ELIGIBLE)

    def down(self, column: int) -> str:
        """All units' cells of one column, fixed, for formulas on the same sheet."""
        return span(self.FIRST_ROW, column, self.last_row, column)


def plan_overview(result: MergeResult) -> OverviewPlan:
    """One row a unit, then the ranking."""
    campaign = result.campaign
    return OverviewPlan(
        len(result.units),
        len(campaign.tie_break),
        sum(campaign.places_of(a) is not None for a in campaign.awards),
    )


@dataclass(frozen=True, slots=True)
class Canvas:
    """What every sheet of one summary is written with.

    ``placed`` tells where each input of the chair got its cell, as the sheets are written;
    ``inputs`` how the cells of each field look, ``rules`` what may be typed into which cell.
    """

    workbook: Workbook
    styles: Styles
    result: MergeResult
    at: dt.datetime
    matrix: MatrixPlan
    overview: OverviewPlan
    appraisal: AppraisalPlan
    extras: SummaryExtras = NO_EXTRAS
    placed: dict[tuple[str, Address], Place] = field(default_factory=dict)
    inputs: dict[Address, InputLook] = field(default_factory=dict)
    rules: InputRules = field(default_factory=InputRules)
    entered: dict[str, Entries] = field(default_factory=dict)

    def entries(self, unit: str) -> Entries:
        """What the unit entered in the submission that counts."""
        if unit not in self.entered:
            received = self.result.unit(unit).received
            held = () if received is None else received.submission.entries
            self.entered[unit] = Entries(held)
        return self.entered[unit]

    @property
    def live(self) -> bool:
        """Whether totals are formulas."""
        return len(self.result.units) <= LIVE_UNITS

    @property
    def campaign(self) -> Campaign:
        """The chair's campaign."""
        return self.result.campaign

    def add(self, name: SheetName) -> Worksheet:
        """A new sheet with this name, which notes what is written into it (``_goc``)."""
        if name in (SheetName.META, SheetName.SUBMISSIONS, SheetName.RECORD):
            return self.workbook.add_worksheet(name.value)
        kind = RecordingWorksheet if self.live else SummingWorksheet
        return self.workbook.add_worksheet(name.value, kind)

    def hidden(self) -> frozenset[tuple[str, Address]]:
        """The chair's inputs that no sheet written so far has a cell for."""
        typed = {(each.unit, each.entry.address) for each in self.result.chair}
        return frozenset(typed - self.placed.keys())

    @property
    def foot(self) -> str:
        """What stands at the foot of each printed page."""
        foot = f"Thi đua {self.campaign.year} – kỳ {self.result.period.label}"
        return f"{foot} (minh họa)" if self.campaign.illustrative else foot

    def number(self, num_format: str, **look: object) -> Format:
        """A cell of a table for a number, kept off the border.

        By its format, because LibreOffice forgets the indent of a number beside another.
        """
        padded = ";".join(f"{section}_)" for section in num_format.split(";"))
        return self.styles.cell(align="right", num_format=padded, **look)

    def short_name(self, unit: str) -> str:
        """The unit's short name in the campaign's year."""
        return self.campaign.units[unit].short_name

    def put(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        formula: str,
        value: Decimal | int | str | None,
        style: Format,
    ) -> None:
        """A calculated cell: live with a true cached value, or the value alone."""
        row, column = place
        shown = NOTHING if value is None else value
        cached = shown if isinstance(shown, str) else float(shown)
        if self.live:
            sheet.write_formula(row, column, f"={formula}", style, cached)
        elif isinstance(cached, str):
            sheet.write_string(row, column, cached, style)
        else:
            sheet.write_number(row, column, cached, style)


def put_number(
    sheet: Worksheet, row: int, column: int, value: Decimal | int | None, style: Format
) -> None:
    """A number, or the dash where there is none."""
    if value is None:
        sheet.write_string(row, column, NOTHING, style)
    else:
        sheet.write_number(row, column, float(value), style)


def put_marker(sheet: Worksheet, row: int, table: str, roles: Mapping[int, str]) -> None:
    """The hidden row that starts a table and names its columns."""
    sheet.write_string(row, KEY_COLUMN, f"{MARKER}{table}")
    for column, role in roles.items():
        sheet.write_string(row, column, role)
    sheet.set_row(row, None, None, {"hidden": True})


def put_end(sheet: Worksheet, row: int) -> None:
    """The hidden row that ends a table."""
    sheet.write_string(row, KEY_COLUMN, END)
    sheet.set_row(row, None, None, {"hidden": True})


def put_key(
    sheet: Worksheet, row: int, criterion: str = "", field: str = "", unit: str = ""
) -> None:
    """The hidden key: ``criterion|`` or ``||field``, and ``@unit`` where the row is one unit's."""
    key = f"{criterion}|" if criterion else f"||{field}"
    sheet.write_string(row, KEY_COLUMN, key + (f"@{unit}" if unit else ""))


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def span(row: int, column: int, last_row: int, last_column: int) -> str:
    """A range with fixed rows and columns: ``$A$1:$C$9``."""
    return f"{fixed(row, column)}:{fixed(last_row, last_column)}"


def fixed(row: int, column: int) -> str:
    """One fixed cell: ``$A$1``."""
    letters: str = xl_col_to_name(column)
    return f"${letters}${row + 1}"


def literal(text: str) -> str:
    """Text inside a formula (at most 255 characters, ours, never a unit's)."""
    return '"' + text.replace('"', '""') + '"'


def leaf_lines(sheet: ScoreSheet | None) -> Mapping[str, ScoreLine]:
    """The lines of leaves by criterion; empty where nothing was received."""
    if sheet is None:
        return {}
    return {line.criterion: line for line in sheet.lines if line.item is None}


def assignable(criterion: Criterion, period: Period) -> Decimal:
    """What a leaf adds to the maximum of a unit to which it applies at the period."""
    counts = criterion.is_leaf and criterion.section is Section.CORE and period in criterion.periods
    return criterion.max_points if counts else Decimal(0)


def rescalable(criterion: Criterion, period: Period) -> Decimal:
    """What the rest is rescaled by where the leaf does not apply."""
    if criterion.not_applicable is not NotApplicable.RESCALED:
        return Decimal(0)
    return assignable(criterion, period)


def left_out(line: ScoreLine | None) -> bool:
    """Whether a leaf shows "không áp dụng" instead of points."""
    return line is not None and line.state is State.NOT_APPLICABLE and line.computed is None
