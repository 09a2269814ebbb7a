"""The marks beside the entries: one narrow unlocked column, written by the add-in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from scoring.findings import Finding, Severity
from scoring.snapshot import Snapshot
from thidua_addin.form.patch import Block
from thidua_addin.workbook.tables import Table, find_tables

MARKS: Final = {Severity.ERROR: "X", Severity.WARNING: "!", Severity.INFO: "i"}
"""What stands in the mark column, by severity; conditional formats colour the row by it."""

SEVERITY_LABELS: Final = {
    Severity.ERROR: "Lỗi",
    Severity.WARNING: "Cảnh báo",
    Severity.INFO: "Thông tin",
}

ROLE: Final = "mark"
_ORDER: Final = tuple(MARKS)

_Rows = Mapping[tuple[str, int], Severity]


def has_marks(snapshot: Snapshot) -> bool:
    """Whether the workbook has a column of marks."""
    return any(ROLE in table.roles for table in find_tables(snapshot))


def mark_blocks(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Block, ...]:
    """What has to be written so that exactly the rows with findings are marked.

    A row has the mark of its worst finding. Cells that already hold the right mark are left.
    """
    worst = _worst(findings)
    return tuple(
        block
        for table in find_tables(snapshot)
        if ROLE in table.roles
        for block in _runs(table, worst)
    )


def _worst(findings: Iterable[Finding]) -> _Rows:
    worst: dict[tuple[str, int], Severity] = {}
    for finding in findings:
        if finding.at is not None:
            at = (finding.at.sheet, finding.at.row)
            known = worst.get(at, finding.severity)
            worst[at] = min(known, finding.severity, key=_ORDER.index)
    return worst


def _runs(table: Table, worst: _Rows) -> Iterator[Block]:
    """The changed marks of a table, adjacent ones together."""
    column = table.roles[ROLE]
    changed = {
        row.row: wanted
        for row in table.rows
        if (wanted := _mark(table, row.row, worst)) != table.source.cell(row.row, column).value
    }
    run: list[tuple[str | None]] = []
    for row in sorted(changed):
        run.append((changed[row],))
        if row + 1 not in changed:
            yield Block(table.sheet, row - len(run) + 1, column, tuple(run))
            run = []


def _mark(table: Table, row: int, worst: _Rows) -> str | None:
    severity = worst.get((table.sheet, row))
    return None if severity is None else MARKS[severity]
