"""Every input and calculated cell of a workbook of ours, so that any program can fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.fields import FieldSpec, Need
from scoring.snapshot import Place, Snapshot
from scoring.terms import FieldType
from thidua_addin.cross_book.cells import cross_cells
from thidua_addin.errors import nothing_done
from thidua_addin.form.extra import by_digest
from thidua_addin.form.meta import workbook_kind
from thidua_addin.form.model import FormCell
from thidua_addin.form.read import read_form
from thidua_addin.notice.cells import notice_cells
from thidua_addin.summary.cells import SummaryCell, summary_cells
from thidua_addin.summary.embed import NotASummary
from thidua_addin.usecases.opening import carried_campaign, form_meta, open_workbook


@dataclass(frozen=True, slots=True)
class FieldCell:
    """One cell in the shape of the ``fields`` command; ``input`` is False for a calculated one."""

    at: Place
    unit: str | None
    criterion: str | None
    item: str | None
    field: str
    input: bool
    type: str
    period: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.at.sheet

    @property
    def cell(self) -> str:
        """The address without the sheet."""
        return self.at.cell

    def as_json(self) -> dict[str, object]:
        """The shape that the contract fixes."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "unit": self.unit,
            "criterion": self.criterion,
            "item": self.item,
            "field": self.field,
            "input": self.input,
            "type": self.type,
            "period": self.period,
            "required": self.required,
            "choices": list(self.choices),
        }


def fields_of(path: Path) -> tuple[FieldCell, ...]:
    """The cells of a form or summary. Raises NothingDone for any other file."""
    snapshot = open_workbook(path)
    match workbook_kind(snapshot):
        case "form":
            return tuple(_form_cells(snapshot))
        case "summary":
            return tuple(_plain_cell(c) for c in _summary_cells(snapshot, path))
        case "cross":
            return tuple(_plain_cell(c) for c in cross_cells(snapshot))
        case "notice":
            return tuple(_plain_cell(c) for c in notice_cells(snapshot))
        case _:
            raise nothing_done("NOT_A_FORM", file=path.name)


def _summary_cells(snapshot: Snapshot, path: Path) -> tuple[SummaryCell, ...]:
    try:
        return summary_cells(snapshot)
    except NotASummary as foreign:
        raise nothing_done("NOT_A_SUMMARY", file=path.name) from foreign


def _plain_cell(c: SummaryCell) -> FieldCell:
    return FieldCell(
        c.at,
        c.unit,
        c.criterion,
        c.item,
        c.field,
        c.input,
        c.type.value,
        choices=c.choices,
    )


def _form_cells(snapshot: Snapshot) -> Iterator[FieldCell]:
    meta = form_meta(snapshot)
    campaign = carried_campaign(meta, snapshot.file)
    reading = read_form(snapshot, campaign, by_digest)
    unit_names = tuple(u.name for u in campaign.units.values())
    for cell in reading.cells:
        yield _form_cell(cell, reading.unit or None, unit_names)


def _form_cell(cell: FormCell, unit: str | None, unit_names: tuple[str, ...]) -> FieldCell:
    a, spec = cell.address, cell.spec
    if spec is None and cell.input:  # the unit of a template is chosen by its name
        kind = FieldType.CHOICE.value
        return FieldCell(cell.place, unit, None, None, a.field, True, kind, None, True, unit_names)
    if spec is None:
        kind = CALCULATED_TYPES[a.field].value
        return FieldCell(cell.place, unit, a.criterion, a.item, a.field, False, kind)
    return FieldCell(
        cell.place,
        unit,
        a.criterion,
        a.item,
        a.field,
        cell.input,
        spec.type.value,
        spec.period.value if spec.period else None,
        _required(spec),
        spec.choices,
    )


CALCULATED_TYPES = {
    "computed": FieldType.POINTS,
    "self": FieldType.POINTS,
    "difference": FieldType.POINTS,
    "ratio": FieldType.PERCENT,
    "evidence_state": FieldType.TEXT,
    "target": FieldType.NUMBER,
    "item_title": FieldType.TEXT,
    "item_unit": FieldType.TEXT,
    "core": FieldType.POINTS,
    "bonus": FieldType.POINTS,
    "penalty": FieldType.POINTS,
    "total": FieldType.POINTS,
    "assigned_max": FieldType.POINTS,
    "percent": FieldType.PERCENT,
    "self_core": FieldType.POINTS,
    "self_bonus": FieldType.POINTS,
    "self_penalty": FieldType.POINTS,
    "self_total": FieldType.POINTS,
    "self_assigned_max": FieldType.POINTS,
    "self_percent": FieldType.PERCENT,
}
"""The type of every calculated cell of a form."""


def _required(spec: FieldSpec) -> bool:
    """Whether the cell must be filled for its period; in item rows, once the row is used."""
    return spec.need is not Need.NEVER
