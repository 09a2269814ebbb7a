"""The self-scoring table: inputs, live points, subtotals, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion, NamedInput
from scoring.excel_formula import quoted
from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from scoring.terms import Evidence, FieldType, NotApplicable, Period, Section, State
from thidua_addin.form import paper
from thidua_addin.form.canvas import (
    CALCULATED_FILL,
    INDENT,
    LOCKED_FILL,
    TABLE_SIZE,
    Canvas,
    Sheet,
    group_look,
    kept_value,
    marks_column,
)
from thidua_addin.form.columns import Score
from thidua_addin.form.formulas import ScoreFormulas, elsewhere
from thidua_addin.form.inputs import put_input
from thidua_addin.form.layout import PERIOD_INDEX_ROW, PlannedRow, RowKind, input_role
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.sheets.score_hints import add_hints
from thidua_addin.form.sheets.score_rows import (
    CalculatedCell,
    group_cells,
    item_cells,
    leaf_cells,
    named_cells,
)
from thidua_addin.form.sheets.score_totals import write_totals
from thidua_addin.form.structure import NO_EVIDENCE
from thidua_addin.workbook.styles import HEADER_FILL, PERCENT_FORMAT, points_format

WIDTHS: Final = (
    (Score.CODE, 6.5),
    (Score.TITLE, 29),
    (Score.UNIT, 7.5),
    (Score.TARGET, 7.5),
    (Score.RESULT_H1, 10),
    (Score.RESULT_FY, 10),
    (Score.RATIO, 7.5),
    (Score.MAX, 6.5),
    (Score.COMPUTED, 8),
    (Score.SELF, 7),
    (Score.DIFFERENCE, 6.5),
    (Score.EXPLANATION, 20.5),
    (Score.EVIDENCE, 6.5),
    (Score.NOT_APPLICABLE, 7),
    (Score.NA_REASON, 13),
    (Score.MARK, 3),
)
_NOTHING: Final = "–"
_HEADERS: Final = (
    (Score.CODE, "Mã", "A"),
    (Score.TITLE, "Nội dung tiêu chí", "B"),
    (Score.UNIT, "Đơn vị tính", "C"),
    (Score.TARGET, "Chỉ tiêu đăng ký", "1"),
    (Score.RESULT_H1, "Kết quả 6 tháng", "2"),
    (Score.RESULT_FY, "Kết quả năm", "3"),
    (Score.RATIO, "Tỷ lệ %", "4"),
    (Score.MAX, "Điểm chuẩn", "5"),
    (Score.COMPUTED, "Điểm hệ thống", "6"),
    (Score.SELF, "Điểm tự chấm", "7"),
    (Score.DIFFERENCE, "Chênh lệch", "8=7-6"),
    (Score.EXPLANATION, "Giải trình", "9"),
    (Score.EVIDENCE, "Minh chứng", "10"),
    (Score.NOT_APPLICABLE, "Không áp dụng", "11"),
    (Score.NA_REASON, "Lý do", "12"),
    (Score.MARK, "!", ""),
)
_RESULTS: Final = ((Period.MIDYEAR, Score.RESULT_H1), (Period.YEAR, Score.RESULT_FY))


def write_scores(canvas: Canvas) -> None:
    """Write the sheet with its two tables, ``scores`` and ``totals``."""
    sheet = canvas.add(FormSheetName.SCORES, TABLE_SIZE)
    table = canvas.layout.scores
    sheet.widths(WIDTHS, code=Score.CODE, gives=Score.TITLE)
    sheet.raw.set_column(Score.IN_USE - 1, Score.CLAIMED - 1, 10, None, {"hidden": True})
    paper.banner(sheet, Score.CODE, Score.NA_REASON)
    year = canvas.campaign.year
    paper.letterhead(
        sheet,
        (Score.CODE, Score.UNIT),
        (Score.SELF, Score.NA_REASON),
        f"BẢNG TỰ CHẤM ĐIỂM THI ĐUA NĂM {year}",
    )
    _write_period_index(sheet)
    sheet.open_table(table)
    _write_header(sheet)
    _RowWriter(sheet).write_all()
    marks_column(sheet, table, table.rows)
    write_totals(sheet)
    last = paper.signatures(
        sheet,
        canvas.layout.totals.end_row + 1,
        (Score.CODE, Score.TITLE),
        (Score.SELF, Score.NA_REASON),
    )
    add_hints(sheet)
    header = table.marker_row + 1
    sheet.raw.freeze_panes(header + 1, Score.TITLE)
    sheet.raw.set_zoom(85)
    ending = range(canvas.layout.totals.first_row, last)
    sheet.finish(
        landscape=True,
        last=(last, Score.NA_REASON),
        header=(header, header + 1),
        together={*_with_the_next(canvas), *ending},
        rather=range(_last_groups(canvas), canvas.layout.totals.first_row),
    )
    sheet.protect()


def _with_the_next(canvas: Canvas) -> Iterator[int]:
    """Rows that do not stand last on a page: headings of groups, of pledged targets, of inputs."""
    rows = canvas.layout.scores.rows
    for row, below in pairwise(rows):
        if row.kind is RowKind.GROUP or (row.item is None and below.item is not None):
            yield row.row


def _last_groups(canvas: Canvas) -> int:
    """The first row of what goes with the totals: points beyond the scale, else the last rows."""
    table, tree = canvas.layout.scores, canvas.campaign.tree
    beyond = (
        row.row
        for row in table.rows
        if row.criterion is not None and tree[row.criterion].section is not Section.CORE
    )
    return next(beyond, table.last_row - 1)


def _write_period_index(sheet: Sheet) -> None:
    canvas = sheet.canvas
    chosen = elsewhere(canvas.layout.info, "value", quoted("||period"))
    labels = ",".join(quoted(p.label) for p in Period)
    formula = f"IFERROR(MATCH(TRIM({chosen}),{{{labels}}},0),0)"
    value = float(canvas.live.period_index)
    sheet.formula(PERIOD_INDEX_ROW, Score.IN_USE, formula, value, sheet.plain())
    sheet.hide(PERIOD_INDEX_ROW)


def _write_header(sheet: Sheet) -> None:
    row = sheet.canvas.layout.scores.marker_row + 1
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    small = sheet.style(italic=True, align="center", bg_color=HEADER_FILL)
    for column, title, number in _HEADERS:
        sheet.text(row, column, title, head)
        sheet.text(row + 1, column, number, small)
    sheet.fit(row, [(title, sheet.columns[column]) for column, title, _ in _HEADERS], bold=True)
    sheet.height(row + 1, 15)


class _RowWriter:
    """Writes the rows of the table, each cell as an input, a formula, or greyed."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.canvas = sheet.canvas
        self.campaign: Campaign = sheet.canvas.campaign
        self.formulas = ScoreFormulas(self.campaign, sheet.canvas.layout)
        self.table = sheet.canvas.layout.scores
        self.specs = {s.address: s for s in form_fields(self.campaign)}
        self.by_cell = {
            (s.address.criterion, s.address.item, input_role(s)): s
            for s in self.specs.values()
            if s.sheet is FormSheet.SCORES
        }

    def write_all(self) -> None:
        for row in self.table.rows:
            assert row.criterion is not None
            criterion = self.campaign.tree[row.criterion]
            match row.kind:
                case RowKind.GROUP:
                    self._group(row, criterion)
                case RowKind.LEAF:
                    self._leaf(row, criterion)
                case RowKind.ITEM:
                    self._item(row, criterion)
                case RowKind.NAMED:
                    self._named(row, criterion)
                case RowKind.SINGLE:
                    raise AssertionError(row)

    def _group(self, row: PlannedRow, criterion: Criterion) -> None:
        style = group_look(row.depth)
        plain = self.sheet.style(**style)
        self.sheet.text(row.row, Score.CODE, criterion.code, plain)
        indent = 1 + row.depth
        inset = self.sheet.style(**style, indent=indent)
        self.sheet.merged(row.row, Score.TITLE, Score.RATIO, criterion.title, inset)
        self._maximum(row, criterion, style)
        for column in range(Score.COMPUTED, Score.MARK):
            self.sheet.blank(row.row, column, plain)
        self._calculated(group_cells(self.canvas, row, criterion), style)
        wide = self.sheet.span(Score.TITLE, Score.RATIO) - 1 - INDENT * indent
        self.sheet.fit(row.row, [(criterion.title, wide)], bold=True, least=18)

    def _leaf(self, row: PlannedRow, criterion: Criterion) -> None:
        sheet = self.sheet
        sheet.text(row.row, Score.CODE, criterion.code, sheet.style())
        sheet.text(row.row, Score.TITLE, criterion.title, sheet.style())
        sheet.text(row.row, Score.UNIT, criterion.unit, sheet.style(align="center"))
        self._empty(row, Score.TARGET, Score.MARK)
        self._maximum(row, criterion, {})
        self._target(row, criterion)
        self._results(row, criterion, None)
        self._calculated(leaf_cells(self.canvas, self.formulas, row, criterion), {})
        for role, column in (
            ("self", Score.SELF),
            ("explanation", Score.EXPLANATION),
            ("not_applicable", Score.NOT_APPLICABLE),
            ("na_reason", Score.NA_REASON),
        ):
            spec = self.by_cell.get((criterion.code, None, role))
            if spec is not None:
                put_input(self.sheet, spec, row.row, column)
            else:
                self._greyed(row, column)
        if criterion.evidence is Evidence.NONE:
            self.sheet.text(row.row, Score.EVIDENCE, NO_EVIDENCE, sheet.style(align="center"))
        self._fit(row, criterion.title, criterion.unit)

    def _item(self, row: PlannedRow, criterion: Criterion) -> None:
        assert row.item is not None
        italic = {"italic": True}
        code = self.sheet.style(align="center", **italic)
        self.sheet.text(row.row, Score.CODE, row.item, code)
        self._empty(row, Score.TITLE, Score.MARK)
        self._target(row, criterion)
        self._results(row, criterion, row.item)
        self._calculated(item_cells(self.canvas, self.formulas, row, criterion), italic)
        title, unit = (
            raw if isinstance(raw, str) else ""
            for raw in (
                self.canvas.live.raw(criterion.code, row.item, field)
                for field in ("item_title", "item_unit")
            )
        )
        self._fit(row, title, unit)

    def _named(self, row: PlannedRow, criterion: Criterion) -> None:
        named = _named_input(criterion, row.item)
        italic = {"italic": True}
        self.sheet.text(row.row, Score.CODE, _NOTHING, self.sheet.style(align="center", **italic))
        self.sheet.text(row.row, Score.TITLE, named.title, self.sheet.style(indent=1, **italic))
        unit = self.sheet.style(align="center", **italic)
        self.sheet.text(row.row, Score.UNIT, named.unit, unit)
        self._empty(row, Score.TARGET, Score.MARK)
        self._results(row, criterion, row.item)
        self._calculated(named_cells(self.canvas, self.formulas, row, criterion), italic)
        self._fit(row, named.title)

    def _maximum(self, row: PlannedRow, criterion: Criterion, style: Mapping[str, object]) -> None:
        shown = points_format(self.campaign.places)
        number = self.sheet.style(align="center", num_format=shown, **style)
        self.sheet.number(row.row, Score.MAX, criterion.max_points, number)

    def _empty(self, row: PlannedRow, first: int, end: int) -> None:
        plain = self.sheet.style()
        for column in range(first, end):
            self.sheet.blank(row.row, column, plain)

    def _greyed(self, row: PlannedRow, column: int) -> None:
        self.sheet.blank(row.row, column, self.sheet.style(bg_color=LOCKED_FILL))

    def _target(self, row: PlannedRow, criterion: Criterion) -> None:
        spec = self.specs.get(Address(criterion.code, row.item, "target"))
        if spec is None:
            return
        style = self.sheet.style(
            align="center", bg_color=CALCULATED_FILL, num_format=_number_format(spec)
        )
        value = kept_value(self.canvas.live.raw(criterion.code, row.item, "target"))
        self.sheet.formula(row.row, Score.TARGET, self.formulas.target(row), value, style)

    def _results(self, row: PlannedRow, criterion: Criterion, item: str | None) -> None:
        """The two result cells: inputs where a value is expected, greyed where it is not."""
        for period, column in _RESULTS:
            spec = self.by_cell.get((criterion.code, item, _result_role(period)))
            if spec is not None:
                put_input(self.sheet, spec, row.row, column)
            else:
                self._greyed(row, column)

    def _calculated(self, cells: Iterator[CalculatedCell], style: Mapping[str, object]) -> None:
        fill = {} if "bg_color" in style else {"bg_color": CALCULATED_FILL}
        places = points_format(self.campaign.places)
        for cell in cells:
            shown = {
                Score.RATIO: PERCENT_FORMAT,
                Score.DIFFERENCE: f"+{places};-{places};{places}",
                Score.TITLE: "General",
                Score.UNIT: "General",
            }.get(cell.column, places)
            align = "left" if cell.column is Score.TITLE else "center"
            look: dict[str, object] = {**style, **fill, "align": align, "num_format": shown}
            if cell.column is Score.TITLE:
                look["indent"] = 1
            written = self.sheet.style(**look)
            if cell.formula is None:
                self.sheet.text(cell.row, cell.column, str(cell.value), written)
                continue
            self.sheet.formula(cell.row, cell.column, cell.formula, cell.value, written)

    def _fit(self, row: PlannedRow, title: str, unit: str = "") -> None:
        """As high as the longest text; rows with inputs grow with what is typed."""
        wide = self.sheet.columns
        texts = [(title, wide[Score.TITLE] - 1), (unit, wide[Score.UNIT])]
        for role, column in (("explanation", Score.EXPLANATION), ("na_reason", Score.NA_REASON)):
            typed = self.canvas.live.raw(row.criterion, row.item, role)
            if isinstance(typed, str):
                texts.append((typed, wide[column] - 1))
        texts.extend((state, wide[Score.COMPUTED]) for state in self._long_states(row))
        for period, column in _RESULTS:
            spec = self.by_cell.get((row.criterion, row.item, _result_role(period)))
            if spec is not None and spec.type in (FieldType.CHOICE, FieldType.YES_NO):
                texts.extend((choice, wide[column]) for choice in spec.choices)
        self.sheet.fit(row.row, texts, least=18, growing=True)

    def _long_states(self, row: PlannedRow) -> Iterator[str]:
        """What may stand in place of points and takes two lines."""
        assert row.criterion is not None
        criterion = self.campaign.tree[row.criterion]
        if row.item is None and not criterion.local:
            yield State.CLUSTER.label
        if row.item is None and criterion.not_applicable is not NotApplicable.FORBIDDEN:
            yield State.NOT_APPLICABLE.label


def _result_role(period: Period) -> str:
    return "result_h1" if period is Period.MIDYEAR else "result_fy"


def _number_format(spec: FieldSpec) -> str:
    return {FieldType.PERCENT: PERCENT_FORMAT, FieldType.COUNT: "#,##0"}.get(spec.type, "General")


def _named_input(criterion: Criterion, code: str | None) -> NamedInput:
    return next(named for named in criterion.inputs if named.code == code)
