"""What a table of the criteria workbook is made of: columns, what their cells hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from thidua_addin.criteria_book.words import Words


class Form(Enum):
    """What a cell of a column holds."""

    TEXT = "text"
    CODE = "code"  # text without white space around it
    NUMBER = "number"
    FRACTION = "fraction"  # shown as a percent: 0.8 is 80%
    SHARE = "share"  # 75 in the file, 75% in the cell
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    PERIODS = "periods"  # "6 tháng và Năm"
    NAMES = "names"  # codes, one a line
    LINES = "lines"  # texts, one a line
    DAYS = "days"  # dates, one a line


class Source(Enum):
    """Where a drop-down of codes comes from."""

    CRITERIA = "criteria"
    UNITS = "units"
    GRADES = "grades"
    INPUTS = "inputs"
    METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable role, its heading, what its cells hold.

    ``words`` are all values of a CHOICE, and single words that a number or date may be instead.
    ``quiet`` columns stay blank where the value is the default. ``upright`` headings stand on
    end, to keep a column narrow.
    """

    role: str
    title: str
    form: Form
    width: float
    prompt: str
    words: Words = field(default_factory=dict)
    source: Source | None = None
    quiet: bool = False
    upright: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its stable name, the sheet it stands on, its title, its columns, spare rows."""

    name: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    spare: int

    def column(self, role: str) -> Column:
        """The column with this role; StopIteration never happens for roles of the table."""
        return next(c for c in self.columns if c.role == role)

    def position(self, role: str) -> int:
        """The number of the column on the sheet; 1 is the hidden column of keys."""
        return 2 + next(i for i, c in enumerate(self.columns) if c.role == role)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter column of the criteria: the key below ``rule`` for each kind that uses it.

    ``required`` are the kinds that cannot do without.
    """

    column: Column
    keys: Mapping[str, str]
    required: frozenset[str] = frozenset()


GUIDE, HEAD, CHECK = "Hướng dẫn", "Đợt thi đua", "Kiểm tra"
UNITS, CRITERIA, LEVELS, INPUTS = "Đơn vị", "Tiêu chí", "Bảng mức", "Số liệu"
SHARES, LAW, GRADES, DECISIONS = (
    "Tỷ lệ, cân đối",
    "Căn cứ",
    "Xếp loại, khen thưởng",
    "Điều kiện",
)
LISTS, CALC, META = "Danh mục", "Tính", "_meta"
