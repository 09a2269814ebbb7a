"""When the chair received what: the list given by ``--received``.

A line is a unit's code (or a file's name), then the moment: ``BKA,2021-12-01 08:00``. Comma,
semicolon or tab separate; a heading line is passed over. File dates are not evidence. A line by
unit speaks of the period that is being merged; a line by file name of that file, whatever its
period.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scoring.dates import parse_date
from scoring.findings import Finding
from scoring.text import vn_key
from thidua_addin.errors import nothing_done


@dataclass(frozen=True, slots=True)
class Receipts:
    """Moments of receipt by comparison key of unit code or file name.

    ``lines`` are the list's lines by the same key, among them a first line that gives no moment:
    a heading, unless it names a unit or a file.
    """

    moments: Mapping[str, dt.datetime]
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)

    def of_file(self, file: str) -> dt.datetime | None:
        """When this file arrived, None where the list does not name it."""
        return self.moments.get(vn_key(Path(file).name))

    def of_unit(self, unit: str) -> dt.datetime | None:
        """When the unit's submission of the merged period arrived, None where unknown."""
        return self.moments.get(vn_key(unit))

    def strange(self, known: Iterable[str]) -> tuple[Finding, ...]:
        """The lines that speak of none of these units and files, or say nothing of one."""
        keys = {vn_key(Path(name).name) for name in known}
        return tuple(
            line.finding
            for key, line in self.lines.items()
            if (key in keys) is not (key in self.moments)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what there is to say of it, if it turns out to be of no use."""

    number: int
    finding: Finding


NO_RECEIPTS = Receipts({})


def read_receipts(file: Path) -> Receipts:
    """The list in a CSV file. Raises NothingDone where the file cannot be read at all."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as missing:
        raise nothing_done("FILE_MISSING", file=file.name) from missing
    except (OSError, UnicodeDecodeError) as failed:
        problem = (
            "không phải văn bản UTF-8" if isinstance(failed, UnicodeDecodeError) else "bị khóa"
        )
        raise nothing_done("RECEIVED_LIST_UNREADABLE", file=file.name, problem=problem) from failed
    moments: dict[str, dt.datetime] = {}
    findings: list[Finding] = []
    lines: dict[str, Line] = {}
    for line, cells in _lines(text):
        name, key = cells[0][:40], vn_key(cells[0])
        moment = _moment(cells[1]) if len(cells) > 1 else None
        unread = "thiếu thời điểm" if len(cells) < 2 else f"không hiểu “{cells[1][:40]}”"
        if moment is not None:
            if moments.get(key, moment) != moment:
                problem = f"“{name}” đã có ở dòng {lines[key].number}; đang dùng dòng sau"
                findings.append(_useless(file, line, problem))
            moments[key] = moment
            problem = f"không có đơn vị hay tệp “{name}”"
            lines[key] = Line(line, _useless(file, line, problem))
        elif line > 1 or any(c.isdigit() for c in "".join(cells[1:])):
            findings.append(_useless(file, line, unread))
        else:
            lines[key] = Line(line, _useless(file, line, unread))
    return Receipts(moments, tuple(findings), lines)


def _useless(file: Path, line: int, problem: str) -> Finding:
    params = {"line": str(line), "file": file.name, "problem": problem}
    return Finding("RECEIVED_LIST_LINE", params=params)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    separator = next((s for s in ("\t", ";") if s in first), ",")
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
        stripped = [c.strip() for c in cells]
        if any(stripped):
            yield number, stripped


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        pass
    day_text, _, time_text = text.partition(" ")
    day = parse_date(day_text).value
    if day is None:
        return None
    try:
        time = dt.time.fromisoformat(time_text.strip()) if time_text.strip() else dt.time()
    except ValueError:
        return None
    return dt.datetime.combine(day, time)
