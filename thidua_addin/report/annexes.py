"""The full tables: units compared, criterion × unit by each kind of points, units' submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from scoring.criteria import Criterion
from scoring.merge_result import MergeResult, UnitResult
from scoring.terms import Section
from thidua_addin.report.facts import AnnexFact, UnitFact, Xml
from thidua_addin.report.points import NONE, claimed_points, content_points, points_text
from thidua_addin.report.tables import LANDSCAPE_WIDTH, PORTRAIT_WIDTH, Column, in_parts
from thidua_addin.report.text import plain
from thidua_addin.report.words import roman

__all__ = ["annex_facts", "groups_table"]

PointsOf: TypeAlias = Callable[[UnitResult, Criterion], Decimal | None]
Cells: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], bool]

_CODE: Final = Column("Mã", 1050, centred=False)
_TITLE: Final = Column("Nội dung, tiêu chí", 4300, centred=False)
_MOST: Final = Column("Điểm tối đa", 880)
_NUMBER: Final = Column("TT", 600)
_UNIT: Final = Column("Đơn vị", 2500, centred=False)


def groups_table(result: MergeResult, units: tuple[UnitFact, ...]) -> Xml:
    """The ranked points of each content by unit, one line a unit."""
    roots = result.campaign.tree.roots()
    titles = [*(root.code for root in roots), "Tổng"]
    rows: list[Cells] = []
    for fact in units:
        unit = result.unit(fact.code)
        sheet = unit.ranked_sheet
        points = (content_points(result.campaign, sheet, root) for root in roots)
        shown = (*(points_text(result.campaign, p) for p in points), fact.ranked_points)
        rows.append(((fact.short_name,), shown, False))
    top = (points_text(result.campaign, root.max_points) for root in roots)
    rows.append((("Điểm tối đa",), (*top, NONE), True))
    first = Column("Đơn vị", 1500, centred=False)
    return in_parts([first], titles, rows, PORTRAIT_WIDTH)


def annex_facts(
    result: MergeResult, ranking: tuple[UnitFact, ...], note: str
) -> tuple[AnnexFact, ...]:
    """The annexes, numbered; points of a kind that no unit has yet make none."""

    def computed(unit: UnitResult, criterion: Criterion) -> Decimal | None:
        return content_points(result.campaign, unit.sheet, criterion)

    def claimed(unit: UnitResult, criterion: Criterion) -> Decimal | None:
        return claimed_points(result.campaign, unit.sheet, criterion)

    found: list[tuple[str, str, Xml]] = [
        ("Tổng hợp kết quả của các đơn vị", note, _compared(result, ranking)),
        ("Điểm hệ thống theo tiêu chí", "điểm tính từ số liệu của đơn vị", _of(result, computed)),
        ("Điểm tự chấm theo tiêu chí", "điểm đơn vị tự chấm", _of(result, claimed)),
    ]
    finals = _finals(result)
    if any(points is not None for points in finals.values()):

        def final(unit: UnitResult, criterion: Criterion) -> Decimal | None:
            return finals.get((unit.unit, criterion.code))

        table = _of(result, final)
        found.append(("Điểm cuối theo tiêu chí", "điểm sau thẩm định của Cụm", table))
    found.append(
        ("Phiếu nộp được dùng", "tệp, mã kiểm tra, thời điểm nhận", _sent(result, ranking))
    )
    return tuple(
        AnnexFact(roman(n), title.upper(), below, table)
        for n, (title, below, table) in enumerate(found, start=1)
    )


def _compared(result: MergeResult, ranking: tuple[UnitFact, ...]) -> Xml:
    titles = [
        "Điểm hệ thống", "Điểm tự chấm", "Điểm thẩm định", "Điểm cuối", "Điểm tối đa được giao",
        "Tỷ lệ %", "Hạng", "Xếp loại",
    ]  # fmt: skip
    rows: list[Cells] = [
        (
            (unit.number, unit.name),
            (
                unit.computed, unit.self_score, unit.appraised, unit.final, unit.possible,
                unit.percent, unit.rank, unit.grade,
            ),
            False,
        )
        for unit in ranking
    ]  # fmt: skip
    return in_parts([_NUMBER, _UNIT], titles, rows, LANDSCAPE_WIDTH)


def _of(result: MergeResult, points_of: PointsOf) -> Xml:
    """Criteria down, units across; the totals of the sections at the end."""
    campaign = result.campaign
    titles = [plain(campaign.units[u.unit].short_name) for u in result.units]
    rows: list[Cells] = []
    for _, criterion in campaign.tree.walk():
        points = (_shown(result, unit, criterion, points_of) for unit in result.units)
        first = (
            criterion.code,
            plain(criterion.title) + _SECTIONS[criterion.section] * (criterion.parent is None),
            points_text(campaign, criterion.max_points),
        )
        rows.append((first, tuple(points), not criterion.is_leaf))
    return in_parts([_CODE, _TITLE, _MOST], titles, rows, LANDSCAPE_WIDTH)


_SECTIONS: Final[Mapping[Section, str]] = {
    Section.CORE: "",
    Section.BONUS: " (điểm thưởng)",
    Section.PENALTY: " (điểm trừ)",
}


def _shown(result: MergeResult, unit: UnitResult, criterion: Criterion, points_of: PointsOf) -> str:
    return points_text(result.campaign, points_of(unit, criterion))


def _finals(result: MergeResult) -> Mapping[tuple[str, str], Decimal | None]:
    """The final points by unit and criterion; those of groups only where all of them are there."""
    return dict(_final_points(result))


def _final_points(result: MergeResult) -> Iterator[tuple[tuple[str, str], Decimal | None]]:
    for unit in result.units:
        if unit.appraisal is None:
            continue
        for line in unit.appraisal.lines:
            if line.item is None:
                yield (unit.unit, line.criterion), line.final
        for _, criterion in result.campaign.tree.walk():
            if not criterion.is_leaf:
                points = content_points(result.campaign, unit.appraisal.final, criterion)
                yield (unit.unit, criterion.code), points


def _sent(result: MergeResult, ranking: tuple[UnitFact, ...]) -> Xml:
    columns = [
        _NUMBER, _UNIT, Column("Tệp", 3700, centred=False), Column("Lần nộp", 900),
        Column("Mã kiểm tra", 1900), Column("Thời điểm nhận", 1900),
        Column("Ghi chú", LANDSCAPE_WIDTH - 11500, centred=False),
    ]  # fmt: skip
    rows: list[Cells] = []
    for unit in ranking:
        received = result.unit(unit.code).received
        file = NONE if received is None else plain(received.file)
        when = NONE if received is None else unit.received_at
        cells = (unit.number, unit.name, file, unit.version, unit.check_code, when, unit.reason)
        rows.append((cells, (), False))
    return in_parts(columns, [], rows, LANDSCAPE_WIDTH)
