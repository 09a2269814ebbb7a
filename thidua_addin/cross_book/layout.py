"""Where things stand in a workbook of cross-scoring: sheets, tables, columns.

Tables follow the workbook protocol: a hidden marker row ``#thidua:<table>``, hidden keys in the
first column, ``#end``. Keys of the scores are ``II.1.1|@HBI``: criterion and the unit that is
scored. Rows and columns count from 0, as XlsxWriter counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign, Unit
from scoring.canonical import canonical_json, sha256_hex
from scoring.criteria import Criterion
from scoring.terms import Period

__all__ = ["CrossBook", "Subject", "SubjectLine", "subjects_digest", "subjects_json"]

KIND: Final = "cross"
FORMAT: Final = 1
INFO_SHEET, SCORES_SHEET, META_SHEET = "Thông tin", "Chấm chéo", "_meta"
INFO_TABLE, PROGRESS_TABLE, SCORES_TABLE = "cross_info", "cross_progress", "cross"

SIZE: Final = 11
"""Points of all text; print never comes out below 8."""

KEY_COLUMN: Final = 0
UNIT, CODE, TITLE, RESULT, MAXIMUM, COMPUTED, CROSS, REASON = range(1, 9)
MARKER_ROW, HEADER_ROW, FIRST_ROW = 3, 4, 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the scores: number, heading, width in characters, role."""

    number: int
    heading: str
    width: float
    role: str


COLUMNS: Final = (
    Column(UNIT, "Đơn vị được chấm", 12, "unit_name"),
    Column(CODE, "Mã", 9, "code"),
    Column(TITLE, "Nội dung tiêu chí", 34, ""),
    Column(RESULT, "Kết quả, minh chứng của đơn vị", 46, ""),
    Column(MAXIMUM, "Điểm chuẩn", 8, "max"),
    Column(COMPUTED, "Điểm hệ thống", 9, "computed"),
    Column(CROSS, "Điểm chấm chéo", 9, "cross"),
    Column(REASON, "Lý do, nhận xét", 30, "reason"),
)


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A criterion of a unit as its scorer sees it.

    ``computed`` is None where ``state`` stands instead ("chưa có"); ``brief`` is what the unit
    reported and its evidence, as text.
    """

    criterion: Criterion
    computed: Decimal | None
    state: str
    brief: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A unit that is to be scored, by the submission with this check code."""

    unit: Unit
    code: str
    lines: tuple[SubjectLine, ...]


@dataclass(frozen=True, slots=True)
class CrossBook:
    """What a workbook is built from."""

    campaign: Campaign
    period: Period
    scorer: Unit
    subjects: tuple[Subject, ...]


def subjects_json(subjects: Sequence[Subject]) -> str:
    """What the very hidden sheet says of the units to be scored, as canonical JSON."""
    return canonical_json(
        [
            {
                "unit": subject.unit.code,
                "code": subject.code,
                "lines": [line.criterion.code for line in subject.lines],
            }
            for subject in subjects
        ]
    )


def subjects_digest(held: Mapping[str, str]) -> str:
    """The digest that binds campaign, period, scorer, moment and the submissions shown.

    ``held`` are rows of the very hidden sheet by name. Anybody can compute it: it shows damage,
    it proves nothing about who filled the workbook.
    """
    names = ("campaign_hash", "period", "scorer", "issued_at", "subjects")
    return sha256_hex(canonical_json({name: held.get(name, "") for name in names}))
