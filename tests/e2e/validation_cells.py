"""A form's data validations as cell formulas, so that an engine can say what they accept."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from scoring.campaign import Campaign
from scoring.fields import FieldSpec
from scoring.findings import blocking
from scoring.parse import parse_cell
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType
from thidua_addin.form.build import build_form, form_cells

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BOUNDS = ("whole", "decimal", "date")
_PLACE = "@"
"""Stands for the cell in a validation's formula."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``dataValidation`` of a form; the cell is ``@`` in its formulas.

    ``listed`` are the values of a list that stands on a sheet of its own.
    """

    type: str
    operator: str
    first: str
    second: str
    blank: bool
    listed: tuple[str, ...] = ()

    def formula(self, cell: str) -> str:
        """A formula, TRUE where the spreadsheet accepts what the cell holds."""
        test = self._test().replace(_PLACE, cell)
        return f'IF({cell}="",{str(self.blank).upper()},{test})'

    def _test(self) -> str:
        if self.type == "list":
            inline = self.first.startswith('"')
            choices = self.first.strip('"').split(",") if inline else self.listed
            quoted = ('"' + choice.replace('"', '""') + '"' for choice in choices)
            return "OR(" + ",".join(f"EXACT({_PLACE},{choice})" for choice in quoted) + ")"
        if self.type == "custom":
            return self.first
        assert self.operator == "between"
        if self.type == "textLength":
            return f"LEN({_PLACE})<={self.second}"
        assert self.type in _BOUNDS
        whole = f",{_PLACE}=INT({_PLACE})" if self.type == "whole" else ""
        bounds = f"AND({_PLACE}>={self.first},{_PLACE}<={self.second}{whole})"
        return f"IF(ISNUMBER({_PLACE}),{bounds},FALSE)"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value typed into a cell with a rule, and whether Python finds it usable."""

    rule: Rule
    value: CellValue
    python_accepts: bool

    @property
    def kind(self) -> str:
        return self.rule.type


def typed_values(campaign: Campaign) -> Iterator[list[Typed]]:
    """For every input field of the campaign's form, what may be typed into its cell."""
    content = build_form(campaign, None, issued_at=dt.datetime(2021, 3, 1, 8, 0))
    rules = _rules(content)
    for cell in form_cells(campaign):
        if cell.input and cell.spec is not None:
            rule = rules[cell.sheet, cell.place.cell]
            yield [
                Typed(rule, value, _python_accepts(cell.spec, value))
                for value in _candidates(campaign, cell.spec)
            ]


def write_verdicts(path: Path, typed: list[Typed]) -> None:
    """A workbook with one row for each value: what is typed, and the validation as a formula."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("x")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, t in enumerate(typed):
            if isinstance(t.value, dt.date):
                sheet.write_datetime(row, 0, t.value, day)
            elif isinstance(t.value, str):
                sheet.write_string(row, 0, t.value)
            elif isinstance(t.value, float):
                sheet.write_number(row, 0, t.value)
            sheet.write_formula(row, 1, "=" + t.rule.formula(f"$A{row + 1}"))


def accepted(path: Path) -> list[object]:
    """The formulas' verdicts, in their order, as the engine saved them."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("x")
    return [row[1] for row in rows.to_python(skip_empty_area=False)]


def _python_accepts(spec: FieldSpec, value: CellValue) -> bool:
    parsed = parse_cell(spec, Cell(value), Place("x", 1, 1))
    return parsed is None or not blocking(parsed.findings)


def _candidates(campaign: Campaign, spec: FieldSpec) -> Iterator[CellValue]:
    yield None
    if spec.type in (FieldType.TEXT, FieldType.REFERENCE):
        yield "12/KH-SNV"
        return
    if spec.choices:
        yield from spec.choices
        yield "không có trong danh sách"
        yield 1.0
        return
    yield "chưa có"
    if spec.type is FieldType.DATE:
        year = campaign.year
        yield from (dt.date(year, 6, 15), dt.date(year - 1, 1, 1), dt.date(year + 1, 12, 31))
        yield from (0.0, 0.5, -1.0)
        return
    edges = {Decimal(0), Decimal(1)}
    edges |= {e for e in (spec.minimum, spec.maximum, spec.above) if e is not None}
    edges |= {edge for pair in spec.ranges for edge in pair}
    edges |= {(low + high) / 2 for low, high in spec.ranges}
    if spec.step is not None:
        edges |= {spec.step * n for n in (1, 2, 3, 7)} | {spec.step / 2, spec.step * 7 / 3}
    for edge in sorted(edges):
        for off in ("-1", "-0.5", "-0.01", "-0.000001", "0", "0.000001", "0.01", "0.5", "1"):
            yield float(edge + Decimal(off))


def _rules(content: bytes) -> dict[tuple[str, str], Rule]:
    """The validation of every cell that has one, by sheet and cell."""
    found: dict[tuple[str, str], Rule] = {}
    with zipfile.ZipFile(BytesIO(content)) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        names = [s.attrib["name"] for s in book.iter(f"{_MAIN}sheet")]
        lists = openpyxl.load_workbook(BytesIO(content), read_only=True)
        for number, name in enumerate(names, start=1):
            sheet = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            for rule in sheet.iter(f"{_MAIN}dataValidation"):
                for cell in rule.attrib["sqref"].split():
                    assert ":" not in cell
                    found[name, cell] = _rule(rule, cell, lists)
    return found


def _own_cell(cell: str) -> re.Pattern[str]:
    """The cell itself in a formula, fixed or not."""
    letters = cell.rstrip("0123456789")
    return re.compile(rf"(?<![A-Z$])\$?{letters}\$?{cell[len(letters) :]}(?![0-9])")


def _rule(rule: ElementTree.Element, cell: str, book: openpyxl.Workbook) -> Rule:
    attributes: Mapping[str, str] = rule.attrib
    first = rule.findtext(f"{_MAIN}formula1") or ""
    second = rule.findtext(f"{_MAIN}formula2") or ""
    listed: tuple[str, ...] = ()
    operator = attributes.get("operator", "between")
    match attributes["type"]:
        case "custom":
            first = _own_cell(cell).sub(_PLACE, first)
        case "list" if not first.startswith('"'):
            # The list of units is IF(no unit registered, all units, that unit).
            chosen = re.fullmatch(r"IF\([^,]+,([^,]+),[^,]+\)", first)
            sheet, _, area = (chosen[1] if chosen else first).partition("!")
            cells = book[sheet.strip("'")][area.replace("$", "")]
            listed = tuple(str(row[0].value) for row in cells)
        case "textLength":
            assert operator == "lessThanOrEqual"
            operator, second = "between", first
    blank = attributes.get("allowBlank") == "1"
    return Rule(attributes["type"], operator, first, second, blank, listed)
