"""The words beside a unit's rank: why it has one, why it has none."""

from __future__ import annotations

from typing import assert_never

from scoring.findings import Severity
from scoring.grades import effect_text
from scoring.merge import UnitResult, UnitStatus
from scoring.terms import NotApplicable
from thidua_addin.summary.layout import Canvas

STATUS_LABELS = {
    UnitStatus.OK: "Đủ điều kiện",
    UnitStatus.WARNINGS: "Có cảnh báo",
    UnitStatus.BLOCKED: "Còn lỗi",
    UnitStatus.MISSING: "Chưa nộp",
    UnitStatus.VETOED: "Vi phạm điều kiện",
}


def basis_of(canvas: Canvas) -> str:
    """What the units are ranked by, and why."""
    campaign, units = canvas.campaign, canvas.result.units
    if not campaign.ranks_by_percent:
        return "Xếp hạng theo tổng điểm"
    basis = "Xếp hạng theo tỷ lệ % điểm đạt được trên điểm tối đa được giao"
    if not any(c.not_applicable is NotApplicable.EXCLUDED for c in campaign.tree.leaves()):
        return f"{basis} (theo quy định của đợt thi đua)"
    most = {u.sheet.totals.assigned_max for u in units if u.sheet is not None}
    if len(most) > 1:
        return f"{basis}, vì có đơn vị được loại tiêu chí không áp dụng khỏi điểm tối đa"
    return f"{basis}, vì tiêu chí không áp dụng được loại khỏi điểm tối đa"


def order_note(canvas: Canvas) -> str:
    """A sentence where the order by percent is not the order by points; else nothing."""
    if not canvas.campaign.ranks_by_percent:
        return ""
    ranked = sorted(
        (unit.rank, unit.sheet.totals.total)
        for unit in canvas.result.units
        if unit.rank is not None and unit.sheet is not None
    )
    swapped = any(
        above[0] < below[0] and above[1] < below[1]
        for i, above in enumerate(ranked)
        for below in ranked[i + 1 :]
    )
    if not swapped:
        return ""
    return (
        "Có đơn vị tổng điểm thấp hơn nhưng xếp trên: điểm tối đa được giao khác nhau nên chỉ so "
        "sánh được tỷ lệ %."
    )


def note_of(canvas: Canvas, unit: UnitResult) -> str:
    """One or two sentences: the status with its reason, and whether the file was unsealed."""
    texts = [_status(canvas, unit)]
    if unit.received is not None and not unit.received.sealed:
        texts.append("Biểu chưa niêm phong.")
    if canvas.campaign.cluster.chair == unit.unit:
        texts.append(_chair(canvas))
    return " ".join(t for t in texts if t)


def _status(canvas: Canvas, unit: UnitResult) -> str:
    warnings = sum(f.severity is Severity.WARNING for f in unit.findings)
    errors = sum(f.severity is Severity.ERROR for f in unit.findings)
    match unit.status:
        case UnitStatus.OK:
            return "Đủ điều kiện xếp hạng."
        case UnitStatus.WARNINGS:
            return f"Có {warnings} cảnh báo, xem trang “Lỗi và cảnh báo”."
        case UnitStatus.BLOCKED:
            return f"Chưa xếp hạng: còn {errors} lỗi phải sửa, xem trang “Lỗi và cảnh báo”."
        case UnitStatus.MISSING:
            return "Chưa xếp hạng: chưa nhận được biểu của đơn vị."
        case UnitStatus.VETOED:
            return " ".join(
                _sentence(
                    f"{effect_text(canvas.campaign, v.decision)}: không đạt điều kiện "
                    f"“{v.title}” ({v.reason})"
                )
                for v in unit.vetoes
            )
    assert_never(unit.status)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _chair(canvas: Canvas) -> str:
    appraiser = canvas.campaign.units.get(canvas.campaign.cluster.appraiser_of_chair)
    who = appraiser.short_name if appraiser is not None else "chưa phân công"
    return f"Cụm trưởng (đơn vị thẩm định: {who})."
