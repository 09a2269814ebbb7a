"""The two result sheets that the buttons fill: the findings, and the points with their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.findings import Finding, Severity
from scoring.score import ScoreLine, ScoreSheet
from scoring.snapshot import Place, SheetSnapshot, Snapshot, Visibility
from scoring.text import nfc, vn_key
from thidua_addin.form.marks import SEVERITY_LABELS
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.patch import Block, Link, Written
from thidua_addin.form.said import hint_of, message_of

LISTING: Final = FormSheetName.FINDINGS.value
SCORE_RESULTS: Final = FormSheetName.RESULTS.value

SUMMARY_AT: Final = (3, 2)
LISTING_HEADER_ROW: Final = 4
LISTING_COLUMN: Final = 2
LISTING_WIDTHS: Final = (4.5, 10.0, 23.0, 17.0, 8.0, 41.0, 39.0)
LISTING_HEADER: Final = ("STT", "Mức độ", "Mã lỗi", "Vị trí", "Tiêu chí", "Nội dung", "Cách sửa")

SCORES_WIDTHS: Final = (8.0, 34.0, 8.0, 9.0, 9.0, 13.0, 60.0)
SCORES_HEADER: Final = (
    "Tiêu chí",
    "Nội dung",
    "Điểm tối đa",
    "Điểm hệ thống",
    "Điểm tự chấm",
    "Trạng thái",
    "Giải thích",
)
SCORES_HEADER_ROW: Final = 4
SCORES_COLUMN: Final = 2
SCORES_TITLE: Final = "KẾT QUẢ CHẤM ĐIỂM"

TYPED_OVER: Final = frozenset({"CALCULATED_OVERWRITTEN", "LIVE_DIFFERS", "FORMULA_CLEARED"})
"""Findings that tell of live formulas typed over, deleted, or showing something else."""


def sheet_named(snapshot: Snapshot, name: str) -> SheetSnapshot | None:
    """The sheet of that name, however it is written."""
    return next((s for s in snapshot.sheets if vn_key(s.name) == vn_key(name)), None)


def is_ours_to_fill(
    snapshot: Snapshot, name: str, at: tuple[int, int], header: tuple[str, ...]
) -> bool:
    """Whether a sheet of that name may be written: it is not there, blank, or has our header."""
    sheet = sheet_named(snapshot, name)
    if sheet is None or not any(c.value is not None or c.error for c in sheet.cells.values()):
        return True
    row, column = at
    held = (sheet.cell(row, column + i).value for i in range(len(header)))
    return [vn_key(v) for v in held if isinstance(v, str)] == [vn_key(text) for text in header]


def may_list(snapshot: Snapshot) -> bool:
    """Whether the list of findings may be written."""
    return is_ours_to_fill(snapshot, LISTING, (LISTING_HEADER_ROW, LISTING_COLUMN), LISTING_HEADER)


def may_score(snapshot: Snapshot) -> bool:
    """Whether the points with their reasons may be written."""
    return is_ours_to_fill(
        snapshot, SCORE_RESULTS, (SCORES_HEADER_ROW, SCORES_COLUMN), SCORES_HEADER
    )


def in_order(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, warnings, information; among equals first what a person can be shown."""
    order = list(Severity)
    return tuple(
        sorted(findings, key=lambda f: (order.index(f.severity), not can_show(snapshot, f.at)))
    )


def can_show(snapshot: Snapshot, at: Place | None) -> bool:
    """Whether a place can be selected: there is one, and its sheet is not hidden."""
    if at is None:
        return False
    return any(s.name == at.sheet and s.visibility is Visibility.VISIBLE for s in snapshot.sheets)


def summary_of(findings: Iterable[Finding]) -> str:
    """``5 mục: 2 lỗi, 1 cảnh báo, 2 thông tin``."""
    counts = Counter(finding.severity for finding in findings)
    parts = (f"{counts[severity]} {label.lower()}" for severity, label in SEVERITY_LABELS.items())
    return f"{counts.total()} mục: {', '.join(parts)}"


def listing_blocks(snapshot: Snapshot, findings: tuple[Finding, ...], said: str) -> list[Block]:
    """The findings with links to their cells; ``said`` stands above. Older lines are emptied."""
    sheet = sheet_named(snapshot, LISTING)
    name = LISTING if sheet is None else sheet.name
    known = frozenset(s.name for s in snapshot.sheets)
    first = LISTING_HEADER_ROW + 1
    rows = [_listed(n, finding, known) for n, finding in enumerate(findings, start=1)]
    return [
        Block(name, *SUMMARY_AT, ((said,),)),
        Block(name, LISTING_HEADER_ROW, LISTING_COLUMN, (LISTING_HEADER,)),
        *_table(sheet, name, first, LISTING_COLUMN, rows, len(LISTING_HEADER)),
    ]


def _listed(number: int, finding: Finding, sheets: frozenset[str]) -> tuple[Written, ...]:
    at = finding.at
    place: Written = finding.path or "" if at is None else Link(at)
    if at is not None and at.sheet not in sheets:
        place = nfc(str(at))
    return (
        float(number),
        SEVERITY_LABELS[finding.severity],
        finding.code,
        place or None,
        finding.criterion,
        message_of(finding),
        hint_of(finding),
    )


def score_blocks(
    snapshot: Snapshot, campaign: Campaign, sheet: ScoreSheet, findings: Iterable[Finding]
) -> list[Block]:
    """The points of every criterion with their reason, the totals, formulas typed over."""
    before = sheet_named(snapshot, SCORE_RESULTS)
    name = SCORE_RESULTS if before is None else before.name
    unit = campaign.units[sheet.unit].name
    said = f"{unit}, kỳ {sheet.period.label}: {_total_text(sheet)}"
    rows = [*(_scored(campaign, line) for line in sheet.lines), (), *_totals(sheet)]
    rows += [(), *_typed_over(findings)]
    return [
        Block(name, SCORES_HEADER_ROW - 2, SCORES_COLUMN, ((SCORES_TITLE,), (said,))),
        Block(name, SCORES_HEADER_ROW, SCORES_COLUMN, (SCORES_HEADER,)),
        *_table(before, name, SCORES_HEADER_ROW + 1, SCORES_COLUMN, rows, len(SCORES_HEADER)),
    ]


def _scored(campaign: Campaign, line: ScoreLine) -> tuple[Written, ...]:
    title = campaign.tree[line.criterion].title
    return (
        line.criterion,
        title if line.item is None else f"Chỉ tiêu số {line.item}",
        _number(line.max_points),
        _number(line.computed),
        _number(line.self_score),
        line.state.label,
        line.sentence,
    )


def _totals(sheet: ScoreSheet) -> Iterator[tuple[Written, ...]]:
    ours, own = sheet.totals, sheet.self_totals
    for title, most, computed, claimed in (
        ("Điểm nội dung", ours.assigned_max, ours.core, own.core),
        ("Điểm thưởng", None, ours.bonus, own.bonus),
        ("Điểm trừ", None, ours.penalty, own.penalty),
        ("TỔNG ĐIỂM", None, ours.total, own.total),
    ):
        yield None, title, _number(most), _number(computed), _number(claimed)


def _typed_over(findings: Iterable[Finding]) -> Iterator[tuple[Written, ...]]:
    found = [f for f in findings if f.code in TYPED_OVER and f.at is not None]
    if not found:
        yield None, "Mọi công thức trên biểu mẫu còn nguyên và khớp với kết quả chấm."
        return
    count = len(cells_typed_over(found))
    yield None, f"CÔNG THỨC BỊ GHI ĐÈ, BỊ XÓA HOẶC HIỆN KẾT QUẢ KHÁC: {count} ô"
    for finding in found:
        assert finding.at is not None
        reason = f"{message_of(finding)} {hint_of(finding)}".strip()
        yield finding.criterion, Link(finding.at), None, None, None, finding.title, reason


def cells_typed_over(findings: Iterable[Finding]) -> frozenset[Place]:
    """The cells with live formulas typed over, deleted, or showing something else."""
    return frozenset(f.at for f in findings if f.code in TYPED_OVER and f.at is not None)


def _total_text(sheet: ScoreSheet) -> str:
    from scoring.numbers import vn_number, vn_percent

    totals = sheet.totals
    percent = "" if totals.percent is None else f" ({vn_percent(totals.percent)})"
    return f"tổng {vn_number(totals.total)} điểm{percent}"


def _number(value: Decimal | None) -> float | None:
    """Points as a cell holds them: exact to the places that are shown."""
    return None if value is None else float(value)


def _table(
    before: SheetSnapshot | None,
    name: str,
    first: int,
    column: int,
    rows: list[tuple[Written, ...]],
    width: int,
) -> Iterator[Block]:
    """The rows, and below them as many empty ones as an earlier and longer list had."""
    last = max((r for r, _ in before.cells), default=0) if before is not None else 0
    blank: tuple[Written, ...] = (None,) * width
    filled = [(*row, *blank[len(row) :]) for row in rows]
    filled += [blank] * (last - first + 1 - len(filled))
    if filled:
        yield Block(name, first, column, tuple(filled))
