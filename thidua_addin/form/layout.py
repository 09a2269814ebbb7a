"""Where everything stands in a form: one source for the builder and for the list of its cells.

Rows and columns count from 1, as in cell addresses. Every table has the hidden column A for its
keys and a hidden marker row for the roles of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.fields import (
    NARRATIVES,
    Address,
    FieldSpec,
    FormSheet,
    contents,
    form_fields,
    item_codes,
    leaf_fields,
)
from scoring.snapshot import column_letters
from scoring.terms import BY_PERIOD, Evidence, Period, Section, field_name
from thidua_addin.form.columns import (
    CALCULATED_ROLES,
    SCORE_ROLES,
    TOTAL_FIELDS,
    Info,
    Proof,
    Register,
    Report,
    Score,
)
from thidua_addin.form.model import FormCell, FormSheetName

KEY_COLUMN: Final = 1
BANNER_ROW: Final = 1
TITLE_ROW: Final = 5
PERIOD_ROW: Final = 6
PERIOD_INDEX_ROW: Final = 7
REPORT_HEADER_ROW: Final = 7


class RowKind(Enum):
    """What a row of a table is about."""

    SINGLE = "single"  # one value of its own
    GROUP = "group"
    LEAF = "leaf"
    ITEM = "item"  # a pledged target
    NAMED = "named"  # a named input


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One keyed row. ``last_row`` is the last row of what stands under a criterion.

    In a report it is the hidden row below that takes what is too long for one row.
    """

    row: int
    kind: RowKind
    criterion: str | None
    item: str | None = None
    field: str | None = None
    depth: int = 0
    last_row: int = 0

    @property
    def key(self) -> str:
        """The hidden key: ``II.5.2|3``, or ``||preparer`` for a single value."""
        if self.field is not None:
            return f"||{self.field}"
        return f"{self.criterion}|{self.item or ''}"


@dataclass(frozen=True)
class TablePlan:
    """One table: its sheet, marker row, columns by role, rows, and the row of ``#end``."""

    name: str
    sheet: FormSheetName
    marker_row: int
    roles: tuple[tuple[str, int], ...]
    rows: tuple[PlannedRow, ...]

    @property
    def first_row(self) -> int:
        """The first keyed row, or where it would stand."""
        return self.rows[0].row if self.rows else self.marker_row + 2

    @property
    def last_row(self) -> int:
        """The last keyed row; above the first one where there is none."""
        return self.rows[-1].row if self.rows else self.marker_row + 1

    @property
    def end_row(self) -> int:
        """The hidden row that closes the table."""
        return 1 + (self.rows[-1].last_row if self.rows else self.last_row)

    def column(self, role: str) -> int:
        """The column of a role; KeyError where there is none."""
        return self._columns[role]

    def row_of(self, criterion: str | None, item: str | None, field: str | None = None) -> int:
        """The row of a criterion, an item row, a named input or a single value; KeyError."""
        return self._row_numbers[criterion, item, field]

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return dict(self.roles)

    @cached_property
    def _row_numbers(self) -> Mapping[tuple[str | None, str | None, str | None], int]:
        return {(r.criterion, r.item, r.field): r.row for r in self.rows}

    def down(self, column: int) -> str:
        """A column over all rows of the table, the closing row included: ``$J$11:$J$90``.

        Rows inserted anywhere in the table fall inside.
        """
        letters = column_letters(column)
        return f"${letters}${self.first_row}:${letters}${self.end_row}"


@dataclass(frozen=True, slots=True)
class FormLayout:
    """All tables of a campaign's form."""

    info: TablePlan
    register: TablePlan
    scores: TablePlan
    totals: TablePlan
    evidence: TablePlan
    report_h1: TablePlan
    report_fy: TablePlan

    @property
    def tables(self) -> tuple[TablePlan, ...]:
        """The tables in the order of the sheets."""
        return (
            self.info,
            self.register,
            self.scores,
            self.totals,
            self.evidence,
            self.report_h1,
            self.report_fy,
        )

    def report(self, period: Period) -> TablePlan:
        """The report table of a period."""
        return self.report_h1 if period is Period.MIDYEAR else self.report_fy


SCORES_FIRST_ROW: Final = 11
REGISTER_FIRST_ROW: Final = 9


@lru_cache(maxsize=8)
def form_layout(campaign: Campaign) -> FormLayout:
    """Where everything stands in the form of a campaign."""
    specs = form_fields(campaign)
    scores = TablePlan(
        "scores",
        FormSheetName.SCORES,
        SCORES_FIRST_ROW - 3,
        tuple((role, int(column)) for role, column in SCORE_ROLES),
        tuple(_score_rows(campaign)),
    )
    midyear = _report(campaign, Period.MIDYEAR, REPORT_HEADER_ROW + 1)
    return FormLayout(
        info=_info(specs),
        register=_register(campaign, specs),
        scores=scores,
        totals=_totals(scores.end_row + 1),
        evidence=_evidence(campaign),
        report_h1=midyear,
        report_fy=_report(campaign, Period.YEAR, midyear.end_row + 1),
    )


def form_cells(campaign: Campaign) -> tuple[FormCell, ...]:
    """Every addressed cell of a fresh form: inputs in the order of the sheets, then calculated."""
    layout = form_layout(campaign)
    inputs = tuple(_input_cell(layout, spec) for spec in form_fields(campaign))
    return (*inputs, *_calculated_cells(campaign, layout))


def input_role(spec: FieldSpec) -> str:
    """The role of the column that holds a field."""
    if spec.sheet is FormSheet.SCORES and _is_result(spec.address.field):
        return "result_h1" if spec.period is Period.MIDYEAR else "result_fy"
    return "value" if spec.address.criterion is None else spec.address.field


def _is_result(field: str) -> bool:
    return any(field in names.values() for names in BY_PERIOD.values())


def _input_cell(layout: FormLayout, spec: FieldSpec) -> FormCell:
    table = {
        FormSheet.INFO: layout.info,
        FormSheet.REGISTER: layout.register,
        FormSheet.SCORES: layout.scores,
        FormSheet.EVIDENCE: layout.evidence,
        FormSheet.REPORT: layout.report(spec.period or Period.YEAR),
    }[spec.sheet]
    a = spec.address
    single = a.field if a.criterion is None else None
    row = table.row_of(a.criterion, a.item, single)
    column = table.column(input_role(spec))
    return FormCell(table.sheet, row, column, a, True, spec)


def _calculated_cells(campaign: Campaign, layout: FormLayout) -> Iterator[FormCell]:
    targets = {
        (s.address.criterion, s.address.item)
        for s in form_fields(campaign)
        if s.address.field == "target"
    }
    scores = layout.scores
    for planned in scores.rows:
        roles: tuple[str, ...] = ()
        if planned.kind is RowKind.LEAF:
            roles = CALCULATED_ROLES
        elif planned.kind is RowKind.ITEM:
            roles = ("ratio", "computed")
        elif planned.kind is RowKind.GROUP:
            roles = ("computed", "self", "difference")
        if (planned.criterion, planned.item) in targets:
            roles = ("target", *roles)
        for role in roles:
            address = Address(planned.criterion, planned.item, role)
            yield FormCell(scores.sheet, planned.row, scores.column(role), address, False, None)
    totals = layout.totals
    for planned in totals.rows:
        assert planned.field is not None
        for role, field in (("value", planned.field), ("self", f"self_{planned.field}")):
            address = Address(None, None, field)
            yield FormCell(totals.sheet, planned.row, totals.column(role), address, False, None)


def _score_rows(campaign: Campaign) -> Iterator[PlannedRow]:
    row = SCORES_FIRST_ROW
    walked = list(campaign.tree.walk())
    sizes = [1 + len(item_codes(c)) + len(c.inputs) for _, c in walked]
    for index, (depth, criterion) in enumerate(walked):
        below = index + 1
        while below < len(walked) and walked[below][0] > depth:
            below += 1
        last = row + sum(sizes[index:below]) - 1
        kind = RowKind.LEAF if criterion.is_leaf else RowKind.GROUP
        yield PlannedRow(row, kind, criterion.code, depth=depth, last_row=last)
        row += 1
        for kind, codes in (
            (RowKind.ITEM, item_codes(criterion)),
            (RowKind.NAMED, tuple(named.code for named in criterion.inputs)),
        ):
            for code in codes:
                yield PlannedRow(row, kind, criterion.code, code, depth=depth + 1, last_row=row)
                row += 1


def _singles(fields: tuple[str, ...], first: int) -> tuple[PlannedRow, ...]:
    return tuple(
        PlannedRow(first + i, RowKind.SINGLE, None, field=field, last_row=first + i)
        for i, field in enumerate(fields)
    )


def _totals(marker_row: int) -> TablePlan:
    roles = (
        ("value", int(Score.COMPUTED)),
        ("self", int(Score.SELF)),
        ("difference", int(Score.DIFFERENCE)),
        ("assigned", int(Score.ASSIGNED)),
        ("rescaled", int(Score.RESCALED)),
    )
    return TablePlan(
        "totals", FormSheetName.SCORES, marker_row, roles, _singles(TOTAL_FIELDS, marker_row + 1)
    )


def _info(specs: tuple[FieldSpec, ...]) -> TablePlan:
    fields = tuple(s.address.field for s in specs if s.sheet is FormSheet.INFO)
    roles = (("value", int(Info.VALUE)), ("mark", int(Info.MARK)))
    return TablePlan("info", FormSheetName.INFO, 5, roles, _singles(("unit", *fields), 6))


def _register(campaign: Campaign, specs: tuple[FieldSpec, ...]) -> TablePlan:
    rows: list[PlannedRow] = []
    row = REGISTER_FIRST_ROW
    for criterion in campaign.tree.leaves():
        asked = {
            f.address.item
            for f in leaf_fields(campaign, criterion)
            if f.sheet is FormSheet.REGISTER
        }
        if not asked:
            continue
        rows.append(PlannedRow(row, RowKind.LEAF, criterion.code, last_row=row))
        row += 1
        for item in item_codes(criterion):
            rows.append(PlannedRow(row, RowKind.ITEM, criterion.code, item, last_row=row))
            row += 1
    about = tuple(
        s.address.field
        for s in specs
        if s.sheet is FormSheet.REGISTER and s.address.criterion is None
    )
    roles = (
        ("item_title", int(Register.TITLE)),
        ("value", int(Register.VALUE)),
        ("item_unit", int(Register.UNIT)),
        ("target", int(Register.TARGET)),
        ("weight", int(Register.WEIGHT)),
        ("deadline", int(Register.DEADLINE)),
        ("mark", int(Register.MARK)),
    )
    return TablePlan(
        "register",
        FormSheetName.REGISTER,
        REGISTER_FIRST_ROW - 2,
        roles,
        (*rows, *_singles(about, row)),
    )


def _evidence(campaign: Campaign) -> TablePlan:
    asking = [c for c in campaign.tree.leaves() if c.evidence is not Evidence.NONE]
    first = 9
    rows = tuple(
        PlannedRow(first + i, RowKind.LEAF, c.code, last_row=first + i)
        for i, c in enumerate(asking)
    )
    roles = (
        ("evidence", int(Proof.NUMBER)),
        ("evidence_date", int(Proof.DATE)),
        ("evidence_title", int(Proof.NAME)),
        ("evidence_file", int(Proof.FILE)),
        ("mark", int(Proof.MARK)),
    )
    return TablePlan("evidence", FormSheetName.EVIDENCE, first - 2, roles, rows)


def _report(campaign: Campaign, period: Period, heading_row: int) -> TablePlan:
    """``heading_row`` carries the name of the period; the marker and the rows follow."""
    name = "report_h1" if period is Period.MIDYEAR else "report_fy"
    columns = (Report.NARRATIVE, Report.DIFFICULTIES, Report.PROPOSALS)
    roles = [
        (field_name(base, period), int(column))
        for base, column in zip(NARRATIVES, columns, strict=True)
    ]
    first = heading_row + 2
    rows = tuple(
        PlannedRow(first + 2 * i, RowKind.GROUP, root.code, last_row=first + 2 * i + 1)
        for i, root in enumerate(contents(campaign))
    )
    return TablePlan(
        name,
        FormSheetName.REPORT,
        heading_row + 1,
        (*roles, ("mark", int(Report.MARK))),
        rows,
    )


def section_key(section: Section) -> str:
    """What the parent column holds for a content group or section."""
    return f"#{section.value}"


def parent_key(criterion: Criterion) -> str:
    """What the parent column holds for a criterion: its parent's key, never number-like."""
    if criterion.parent is None:
        return section_key(criterion.section)
    return f"{criterion.parent}|"
