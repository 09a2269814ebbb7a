"""The words beside a unit's rank: why it has one, why it has none."""

from __future__ import annotations

from typing import assert_never

from scoring.findings import Severity
from scoring.merge import UnitResult, UnitStatus
from thidua_addin.summary.layout import Canvas

STATUS_LABELS = {
    UnitStatus.OK: "Đủ điều kiện",
    UnitStatus.WARNINGS: "Có cảnh báo",
    UnitStatus.BLOCKED: "Còn lỗi",
    UnitStatus.MISSING: "Chưa nộp",
    UnitStatus.VETOED: "Vi phạm điều kiện",
}


def note_of(canvas: Canvas, unit: UnitResult) -> str:
    """One or two sentences: the status with its reason, and whether the file was unsealed."""
    texts = [_status(unit)]
    if unit.received is not None and not unit.received.sealed:
        texts.append("Biểu chưa niêm phong.")
    if canvas.campaign.cluster.chair == unit.unit:
        texts.append(_chair(canvas))
    return " ".join(t for t in texts if t)


def _status(unit: UnitResult) -> str:
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
                _sentence(f"{v.effect.label}: không đạt điều kiện “{v.title}” ({v.reason})")
                for v in unit.vetoes
            )
    assert_never(unit.status)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _chair(canvas: Canvas) -> str:
    appraiser = canvas.campaign.units.get(canvas.campaign.cluster.appraiser_of_chair)
    who = appraiser.short_name if appraiser is not None else "chưa phân công"
    return f"Cụm trưởng (đơn vị thẩm định: {who})."
