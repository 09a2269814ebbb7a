"""When the chair received what: the list given by ``--received``.

A line is a unit's code or name (or a file's name), then the moment: ``BKA,2021-12-01 08:00``. A
third column says of which submission a unit's line speaks (``dang-ky``, ``6-thang``, ``nam``);
without it, of the one that is being merged. A line by file name speaks of that file, whatever its
period.
In place of the moment, ``không nộp`` after a unit's code says that the submission never came.

Comma, semicolon or tab separate; a heading line is passed over. File dates are not evidence.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from scoring.campaign import Campaign
from scoring.dates import parse_moment
from scoring.findings import Finding
from scoring.terms import Period
from scoring.text import vn_key
from scoring.unit_names import (
    Found,
    NotInYear,
    UnitAnswer,
    Unknown,
    find_unit,
    suggestion,
    valid_years,
)
from thidua_addin.errors import nothing_done

Spoken: TypeAlias = tuple[str, Period]
"""What a line speaks of: the comparison key of a unit's code or a file's name, and the period."""

_NEVER: Final = vn_key("không nộp")
_PERIODS: Final = {vn_key(text): p for p in Period for text in (p.value, p.label)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list; ``finding`` is what there is to say if it turns out to be of no use.

    ``at`` is the moment, None for the word that nothing came (``unsent``) and for a first line
    that says neither: a heading, unless it names a unit or a file.
    """

    number: int
    name: str
    at: dt.datetime | None
    unsent: bool
    finding: Finding

    @property
    def useful(self) -> bool:
        """Whether the line says something."""
        return self.unsent or self.at is not None


@dataclass(frozen=True, slots=True)
class Receipts:
    """The lines of a list by what they speak of; a later line replaces an earlier one.

    ``findings`` name the lines that nobody can use.
    """

    lines: Mapping[Spoken, Line] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    file: str = ""

    def of_file(self, file: str) -> dt.datetime | None:
        """When this file arrived, None where the list does not name it."""
        key = vn_key(Path(file).name)
        moments = (self.lines[key, period].at for period in Period if (key, period) in self.lines)
        return next((at for at in moments if at is not None), None)

    def of_unit(self, unit: str, period: Period) -> dt.datetime | None:
        """When the unit's submission of this period arrived, None where unknown."""
        line = self.lines.get((vn_key(unit), period))
        return line.at if line is not None else None

    def of(self, file: str, unit: str, period: Period) -> dt.datetime | None:
        """When a unit's file of a period arrived: by its name, else by its unit."""
        by_file = self.of_file(file)
        return by_file if by_file is not None else self.of_unit(unit, period)

    def unsent(self, units: Iterable[str]) -> frozenset[tuple[str, Period]]:
        """The submissions of these units that never came, by the chair's word."""
        lines = self.lines
        return frozenset(
            (unit, period)
            for unit in units
            for period in Period
            if (vn_key(unit), period) in lines and lines[vn_key(unit), period].unsent
        )

    def strange(
        self, units: Iterable[str], files: Iterable[str], told: Iterable[tuple[str, Period]]
    ) -> tuple[Finding, ...]:
        """The lines of no use: of none of these units and files, or saying nothing of one.

        Nor is a unit's moment of any use for a submission that nobody has: ``told`` are those
        that came, or of which it is said elsewhere that they did not.
        """
        by_unit, by_file = {vn_key(u) for u in units}, {vn_key(Path(f).name) for f in files}
        here = {(vn_key(unit), period) for unit, period in told}
        found = []
        for (key, period), line in self.lines.items():
            known = key in by_unit or key in by_file
            if known is not line.useful:
                found.append(line.finding)
            elif line.unsent and key not in by_unit:
                problem = "chữ “không nộp” phải ghi sau mã đơn vị, không phải tên tệp"
                found.append(_useless(self.file, line.number, problem))
            elif line.at is not None and key in by_unit and (key, period) not in here:
                problem = f"chưa có phiếu kỳ {period.label} của “{line.name}”"
                found.append(_useless(self.file, line.number, problem))
        return tuple(found)


NO_RECEIPTS: Final = Receipts()


def read_receipts(file: Path, period: Period, campaign: Campaign | None = None) -> Receipts:
    """The list in a CSV file; lines without a period speak of this one.

    With the campaign a line may say a unit's name, present or former, for its code.

    Raises NothingDone where the file cannot be read at all.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as missing:
        raise nothing_done("FILE_MISSING", file=file.name) from missing
    except (OSError, UnicodeDecodeError) as failed:
        problem = (
            "không phải văn bản UTF-8" if isinstance(failed, UnicodeDecodeError) else "bị khóa"
        )
        raise nothing_done("RECEIVED_LIST_UNREADABLE", file=file.name, problem=problem) from failed
    try:
        rows = tuple(_lines(text))
    except csv.Error as broken:  # a field without end, for one
        problem = "sai cấu trúc CSV"
        raise nothing_done("RECEIVED_LIST_UNREADABLE", file=file.name, problem=problem) from broken
    lines: dict[Spoken, Line] = {}
    findings: list[Finding] = []
    for number, cells in rows:
        answer = Unknown() if campaign is None else find_unit(campaign, cells[0])
        line = _line(file.name, number, cells, answer)
        of = _PERIODS.get(vn_key(cells[2])) if len(cells) > 2 and cells[2] else period
        if line.useful and of is None:
            findings.append(_useless(file.name, number, f"không hiểu kỳ “{cells[2][:40]}”"))
            continue
        if not line.useful and (number > 1 or any(c.isdigit() for c in "".join(cells[1:]))):
            findings.append(line.finding)
            continue
        said = answer.unit.code if isinstance(answer, Found) else cells[0]
        spoken = (vn_key(said), of or period)
        before = lines.get(spoken)
        if before is not None and (before.at, before.unsent) != (line.at, line.unsent):
            problem = f"“{line.name}” đã có ở dòng {before.number}; đang dùng dòng sau"
            findings.append(_useless(file.name, number, problem))
        lines[spoken] = line
    return Receipts(lines, tuple(findings), file.name)


def _line(file: str, number: int, cells: list[str], answer: UnitAnswer) -> Line:
    name, said = cells[0][:40], cells[1] if len(cells) > 1 else ""
    unsent = vn_key(said) == _NEVER
    at = None if unsent else parse_moment(said)
    if unsent or at is not None:
        problem = _nobody(name, answer)
    else:
        problem = f"không hiểu “{said[:40]}”" if len(cells) > 1 else "thiếu thời điểm"
    return Line(number, name, at, unsent, _useless(file, number, problem))


def _nobody(name: str, answer: UnitAnswer) -> str:
    """What to say where the name turns out to be no unit's and no file's."""
    if isinstance(answer, NotInYear):
        return f"“{name}” không là thành viên năm thi đua ({valid_years(answer.unit)})"
    return f"không có đơn vị hay tệp “{name}”{suggestion(answer, ' ({})')}"


def _useless(file: str, line: int, problem: str) -> Finding:
    params = {"line": str(line), "file": file, "problem": problem}
    return Finding("RECEIVED_LIST_LINE", params=params)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    separator = next((s for s in ("\t", ";") if s in first), ",")
    for number, cells in enumerate(
        csv.reader(io.StringIO(text, newline=None), delimiter=separator), start=1
    ):
        stripped = [c.strip() for c in cells]
        if any(stripped):
            yield number, stripped
