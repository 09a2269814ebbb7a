"""From a workbook to the rows of the tables, with the place of every cell.

Exception
└── NotACriteriaBook    the workbook is no criteria workbook, or one that this version cannot read
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring.campaign import Campaign
from scoring.canonical import campaign_from_json, sha256_hex
from scoring.findings import Finding
from scoring.snapshot import Cell, Place, Snapshot
from thidua_addin.criteria_book.cells import Read, is_blank, read_cell
from thidua_addin.criteria_book.columns import Column, Source, TableSpec
from thidua_addin.criteria_book.sheets.meta import FORMAT
from thidua_addin.criteria_book.tables import ALL_TABLES, HEAD_ROWS, HEAD_TABLE_NAME
from thidua_addin.form.meta import meta_values
from thidua_addin.workbook.tables import Table, find_tables


class NotACriteriaBook(Exception):
    """Carries the finding that says why the workbook cannot be read as a criteria workbook."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell and the title of its column."""

    place: Place
    title: str


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row of a table: what each cell says, and where it stands, by role."""

    cells: dict[str, Cell]
    reads: dict[str, Read]
    spots: dict[str, Spot]

    def value(self, role: str) -> object:
        """The value under a role, None where the cell is blank."""
        return self.reads[role].value if role in self.reads else None

    def text(self, role: str) -> str | None:
        """The text under a role; None where it is blank or could not be read."""
        read = self.reads.get(role)
        if read is None or read.spoilt or not isinstance(read.value, str):
            return None
        return read.value


@dataclass(slots=True)
class BookReading:
    """The rows of every table by its name, and what there is to say so far.

    ``head`` is the one record of the campaign's sheet; ``exported`` the campaign that the
    workbook was made from, None where it does not say.
    """

    head: BookRow
    tables: dict[str, list[BookRow]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    exported: Campaign | None = None


def read_book(snapshot: Snapshot) -> BookReading:
    """The rows of a criteria workbook. Raises NotACriteriaBook."""
    meta = meta_values(snapshot)
    found: dict[str, list[Table]] = {}
    for table in find_tables(snapshot):
        found.setdefault(table.name, []).append(table)
    if meta.get("kind", "criteria") != "criteria" or not {"criteria", HEAD_TABLE_NAME} <= set(
        found
    ):
        raise NotACriteriaBook(Finding("NOT_A_CRITERIA_BOOK", params={"file": snapshot.file}))
    if meta.get("format", str(FORMAT)) != str(FORMAT):
        params = {"file": snapshot.file, "format": meta["format"], "known": str(FORMAT)}
        raise NotACriteriaBook(Finding("CRITERIA_NEWER_FORMAT", params=params))
    findings: list[Finding] = []
    reading = BookReading(_head(found[HEAD_TABLE_NAME][0], findings), findings=findings)
    for spec in ALL_TABLES:
        copies = found.get(spec.name, [])
        if len(copies) != 1:
            what = "không còn trong tệp" if not copies else f"có {len(copies)} bản trong tệp"
            place = Place(copies[1].sheet, copies[1].marker_row + 1, 2) if copies else None
            findings.append(_changed(spec, what, place))
        reading.tables[spec.name] = list(_rows(spec, copies[0], findings)) if copies else []
    reading.exported = _exported(meta.get("campaign_json"), meta.get("campaign_hash"))
    if reading.exported is None:
        findings.append(Finding("CRITERIA_ORIGIN_UNKNOWN"))
    return reading


def _exported(json: str | None, sha256: str | None) -> Campaign | None:
    if json is None or sha256_hex(json) != sha256:
        return None
    try:
        return campaign_from_json(json)
    except ValueError:
        return None


def _changed(spec: TableSpec, what: str, place: Place | None) -> Finding:
    params = {"table": spec.title, "sheet": spec.sheet, "what": what}
    return Finding("CRITERIA_TABLE_CHANGED", place, params=params)


def _head(table: Table, findings: list[Finding]) -> BookRow:
    row = BookRow({}, {}, {})
    value_column = table.roles.get("value", table.key_column + 2)
    rows = {r.key.lstrip("|"): r.row for r in table.rows}
    for column in HEAD_ROWS:
        number = rows.get(column.role, table.marker_row)
        place = Place(table.sheet, number, value_column)
        row.spots[column.role] = Spot(place, column.title)
        if column.role in rows:
            _read_into(row, column, table.source.cell(number, value_column), findings)
    return row


def _rows(spec: TableSpec, table: Table, findings: list[Finding]) -> Iterator[BookRow]:
    for column in spec.columns:
        copies = table.columns(column.role)
        if len(copies) != 1:
            what = f"{'thiếu' if not copies else 'có hai'} cột “{column.title}”"
            findings.append(_changed(spec, what, Place(table.sheet, table.marker_row + 1, 2)))
    used = {c for column in spec.columns for c in table.columns(column.role)}
    numbers = _row_numbers(table, used)
    for number in numbers:
        row = BookRow({}, {}, {})
        for column in spec.columns:
            if column.role in table.roles:
                row.spots[column.role] = Spot(table.place(number, column.role), column.title)
                _read_into(row, column, table.cell(number, column.role), findings)
        yield row
    findings += _outside(spec, table, used, numbers)


def _row_numbers(table: Table, used: set[int]) -> list[int]:
    """The rows below the headings in which anything stands in a column of the table."""
    others = (
        r
        for (r, c), cell in table.source.cells.items()
        if c == table.key_column and isinstance(cell.value, str) and r > table.marker_row
        and cell.value.startswith("#thidua:")
    )  # fmt: skip
    following = min(others, default=None)
    if following is None:
        last = max((r for r, _ in table.source.cells), default=0)
    else:  # the next table's title and hint stand above its marker
        last = following - 3 if table.end_row is None else table.end_row
    held = {
        r
        for (r, c), cell in table.source.cells.items()
        if c in used
        and table.marker_row + 1 < r <= last
        and not (is_blank(cell) and not cell.formula)
    }
    return sorted(held)


def _outside(spec: TableSpec, table: Table, used: set[int], rows: list[int]) -> Iterator[Finding]:
    """Something in a column of the table's rows that is no column of ours: it is not read."""
    known = used | {table.key_column}
    said: set[int] = set()
    for row, column in sorted(table.source.cells):
        cell = table.source.cells[row, column]
        if row in rows and column not in known and column not in said and not is_blank(cell):
            said.add(column)
            params = {"table": spec.title}
            yield Finding("CRITERIA_CELL_OUTSIDE", Place(table.sheet, row, column), params=params)


def _read_into(row: BookRow, column: Column, cell: Cell, findings: list[Finding]) -> None:
    row.cells[column.role] = cell
    if column.source is Source.METHODS:
        return  # the words depend on the kind of rule
    read = read_cell(column, cell, row.spots[column.role].place)
    row.reads[column.role] = read
    findings += read.findings
