"""What stands in the column of explanations of a notice, brought to the line it was written for.

Rows may be moved, sorted, doubled or deleted. Where the code that a person sees in a row is not
that of the row's hidden key (sorting without the hidden column), the visible one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from scoring.fields import Address, FieldSpec, FormSheet
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.parse import parse_cell, shown
from scoring.snapshot import Cell, Place, Snapshot
from scoring.terms import FieldType
from scoring.text import nfc
from thidua_addin.notice.layout import COLUMNS, LINES_TABLE
from thidua_addin.workbook.styles import LONGEST_TEXT, clean
from thidua_addin.workbook.tables import Table, find_tables, plain_key

__all__ = ["Answer", "Answers", "gather"]

_ANSWER: Final = "explanation"
_COMPARED: Final = ("computed", "self", "appraised", "second")
_HEADINGS: Final = {c.role: c.heading for c in COLUMNS}
_LONGEST_LIST: Final = 100
_TOLERANCE: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Answer:
    """A text with the row key it belongs to (``""`` for none) and its cell."""

    key: str
    text: str
    at: Place


@dataclass(slots=True)
class Answers:
    """Everything gathered: answers taken, texts left aside with the reason, findings."""

    taken: list[Answer] = field(default_factory=list)
    left: list[tuple[Answer, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def gather(
    snapshot: Snapshot,
    lines: Mapping[str, Mapping[str, str]],
    unit: str,
    unit_name: str,
    file: str,
) -> Answers:
    """Every explanation of a notice that showed ``lines`` (by row key) to a unit."""
    about = {"file": file, "unit": unit_name}
    tables = [t for t in find_tables(snapshot) if t.name == LINES_TABLE and _ANSWER in t.roles]
    answers = Answers()
    if not tables:
        answers.findings.append(Finding("NOTICE_TABLE_MISSING", params=about))
        return answers
    rows = [row for table in tables for row in _rows(table)]
    reader = _Reader(lines, unit, about, answers)
    for row in rows:
        reader.read(row)
    reader.missing(tables[0], {row.key for row in rows})
    reader.cleared(rows)
    return answers


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table; ``key`` is ``""`` where it has none."""

    table: Table
    row: int
    key: str

    @property
    def label(self) -> str:
        """The code that a person sees, without white space."""
        value = self.table.cell(self.row, "code").value if "code" in self.table.roles else None
        return plain_key(value) if isinstance(value, str) else ""

    def cell(self, role: str) -> Cell:
        return self.table.cell(self.row, role)

    def place(self, role: str) -> Place:
        return self.table.place(self.row, role)


def _rows(table: Table) -> Iterator[_Row]:
    keyed = {row.row: row.key for row in table.rows}
    for number in sorted({*keyed, *table.unkeyed_rows()}):
        yield _Row(table, number, keyed.get(number, ""))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads row by row into ``answers``."""

    lines: Mapping[str, Mapping[str, str]]
    unit: str
    about: Mapping[str, str]
    answers: Answers

    def read(self, row: _Row) -> None:
        """One row: its text, where it belongs, and whether its points are still ours."""
        key = self._meant(row)
        if key == row.key:
            self._compare(row)
        text = self._text(row, key)
        if not text:
            return
        answer = Answer(key, text, row.place(_ANSWER))
        other = row.key.partition("@")[2]
        if key not in self.lines:
            strange = other not in ("", self.unit)
            self._leave(answer, row, "NOTICE_UNIT_DIFFERS" if strange else "NOTICE_ROW_UNKNOWN")
            return
        first = next((a for a in self.answers.taken if a.key == key), None)
        if first is None:
            self.answers.taken.append(answer)
        elif first.text != text:
            self._leave(answer, row, "NOTICE_ROW_TWICE", first=nfc(str(first.at)))

    def missing(self, table: Table, seen: set[str]) -> None:
        """Say which lines are gone."""
        gone = [line["label"] for key, line in self.lines.items() if key not in seen]
        if gone:
            listed = ", ".join(gone)
            if len(listed) > _LONGEST_LIST:
                listed = f"{listed[:_LONGEST_LIST].rpartition(', ')[0]}… ({len(gone)} dòng)"
            corner = Place(table.sheet, table.marker_row, table.key_column)
            self._tell("NOTICE_ROW_MISSING", corner, "", lines=listed)

    def cleared(self, rows: list[_Row]) -> None:
        """Say where a text that the notice came with was deleted."""
        answered = {a.key for a in self.answers.taken}
        for row in rows:
            before = self.lines.get(row.key, {}).get(_ANSWER, "")
            blank = row.cell(_ANSWER).value is None and not row.cell(_ANSWER).formula
            if before and blank and row.key not in answered and self._meant(row) == row.key:
                self._tell("NOTICE_TEXT_CLEARED", row.place(_ANSWER), row.key, text=shown(before))

    def _meant(self, row: _Row) -> str:
        """The key of the line that the writer saw."""
        labels = {plain_key(line["label"]): key for key, line in self.lines.items()}
        return labels.get(row.label, row.key)

    def _text(self, row: _Row, key: str) -> str:
        criterion, _, item = key.partition("@")[0].partition("|")
        address = Address(criterion or None, item or None, _ANSWER)
        spec = FieldSpec(address, FormSheet.SCORES, FieldType.TEXT, _HEADINGS[_ANSWER])
        place = row.place(_ANSWER)
        parsed = parse_cell(spec, row.cell(_ANSWER), place)
        if parsed is None:
            return ""
        self.answers.findings += parsed.findings
        value = parsed.entry.value
        if not isinstance(value, str):
            return ""
        text = clean(value).strip()
        if len(value.encode("utf-16-le", errors="surrogatepass")) // 2 > LONGEST_TEXT:
            self._tell("NOTICE_TEXT_CUT", place, key, length=vn_number(len(value)))
        if text and key != row.key:
            label = self.lines[key]["label"]
            self._tell("NOTICE_ROW_LABEL", place, row.key, label=label)
        return text

    def _compare(self, row: _Row) -> None:
        """Whether the points that the notice showed were changed."""
        line = self.lines.get(row.key)
        if line is None:
            return
        for role in _COMPARED:
            if role not in row.table.roles:
                continue
            value, was = row.cell(role).value, line.get(role)
            is_number = isinstance(value, float) and not isinstance(value, bool)
            now = Decimal(repr(value)) if is_number else None
            wanted = None if was is None else Decimal(was)
            if now is None and wanted is None:
                continue
            if now is None or wanted is None or abs(now - wanted) > _TOLERANCE:
                texts = {
                    "was": "–" if wanted is None else vn_number(wanted),
                    "now": "–" if value is None else shown(value),
                }
                title = _HEADINGS[role]
                self._tell("NOTICE_CELL_CHANGED", row.place(role), row.key, title=title, **texts)

    def _leave(self, answer: Answer, row: _Row, code: str, **params: str) -> None:
        other = shown(row.key.partition("@")[2])
        text = shown(answer.text)
        self._tell(code, answer.at, row.key, text=text, other=other, **params)
        self.answers.left.append((answer, _REASONS[code]))

    def _tell(self, code: str, at: Place, key: str, **params: str) -> None:
        criterion, _, item = key.partition("@")[0].partition("|")
        known = self.lines.get(key, {}).get("label")
        label = known or shown(criterion) or "(trống)"
        found = {**self.about, "criterion": label, **params}
        field_name = None if not criterion else _ANSWER
        place = (criterion or None, item or None, field_name)
        self.answers.findings.append(Finding(code, at, *place, found))


_REASONS: Final = {
    "NOTICE_UNIT_DIFFERS": "Ghi ở dòng của đơn vị khác trong phiếu giải trình",
    "NOTICE_ROW_UNKNOWN": "Ghi ở dòng không thuộc phiếu giải trình",
    "NOTICE_ROW_TWICE": "Phiếu giải trình có hai dòng của một tiêu chí ghi khác nhau",
}
