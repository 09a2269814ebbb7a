"""When submissions arrived, as the chair writes it into ``Sổ nhận``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.dates import parse_moment
from scoring.fields import Address
from scoring.findings import Finding
from scoring.parse import shown
from scoring.snapshot import Cell, Snapshot
from thidua_addin.summary.read_back import InputCell
from thidua_addin.workbook.tables import find_tables

__all__ = ["Moments", "moment_cells", "read_moments"]


@dataclass(frozen=True, slots=True)
class Moments:
    """The moment of each file's row, by unit and the first digits of the file's sum.

    None where the cell is blank: nobody knows. A cell that says something else changes nothing,
    and ``findings`` name it.
    """

    at: Mapping[tuple[str, str], dt.datetime | None]
    findings: tuple[Finding, ...] = ()


def read_moments(snapshot: Snapshot) -> Moments:
    """Every moment that stands in the table of received files."""
    at: dict[tuple[str, str], dt.datetime | None] = {}
    findings: list[Finding] = []
    for found in moment_cells(snapshot):
        known, moment = _moment(found.cell)
        if known:
            at[found.unit, found.address.item or ""] = moment
        else:
            params = {"value": shown(found.cell.error or found.cell.value), "unit": found.unit}
            findings.append(
                Finding("RECEIVED_AT_UNREADABLE", found.at, field="received_at", params=params)
            )
    return Moments(at, tuple(findings))


def moment_cells(snapshot: Snapshot) -> Iterator[InputCell]:
    """The cells in which the chair writes when a file came."""
    for table in find_tables(snapshot):
        if table.name == "received" and "received_at" in table.roles:
            for row in table.rows:
                file, _, unit = row.key.partition("@")
                address = Address(None, file.strip("|") or None, "received_at")
                cell = table.cell(row.row, "received_at")
                if unit:
                    yield InputCell(table.place(row.row, "received_at"), unit, address, cell)


def _moment(cell: Cell) -> tuple[bool, dt.datetime | None]:
    """Whether the cell can be understood, and the moment in it."""
    match cell.value:
        case None if cell.error is None:
            return True, None
        case dt.datetime() as moment:
            return True, moment.replace(tzinfo=None)
        case dt.date() as day:
            return True, dt.datetime.combine(day, dt.time())
        case str() as text if not text.strip():
            return True, None
        case str() as text:
            found = parse_moment(text)
            return found is not None, found
    return False, None
