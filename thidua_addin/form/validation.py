"""Data validation from the field list: what may be typed, a prompt before, a message after.

The verdict on blank cells, numbers, dates and listed values is the parser's; text that only
Python can read (``9,5``) is refused here with a hint how to type it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.excel_formula import STEP_PLACES, literal
from scoring.fields import NOT_APPLICABLE_MARK, FieldSpec
from scoring.numbers import vn_number
from scoring.terms import FieldType

LONGEST_TEXT: Final = 32_000
LARGEST: Final = Decimal(10) ** 12
PRINTED: Final = {
    "narrative": 1500,
    "difficulties": 1500,
    "proposals": 1500,
    "measures": 1200,
    "explanation": 500,
    "na_reason": 300,
}
"""Characters of a long text, by field, that print shows whole; more is possible."""
_TITLE: Final = 32
_MESSAGE: Final = 255
_INLINE: Final = 255


@dataclass(frozen=True, slots=True)
class ValidationContext:
    """What a rule needs besides its field: the cell, the year, where long lists stand."""

    cell: str
    year: int
    lists: tuple[tuple[tuple[str, ...], str], ...] = ()

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The list itself, or a reference to where it stands."""
        for listed, reference in self.lists:
            if listed == choices:
                return f"={reference}"
        return list(choices)


def needs_list_sheet(choices: tuple[str, ...]) -> bool:
    """Whether a list does not fit, or cannot be written, inside a validation."""
    return len(",".join(choices)) > _INLINE or any("," in c or '"' in c for c in choices)


def data_validation(spec: FieldSpec, context: ValidationContext) -> dict[str, object]:
    """The options of ``Worksheet.data_validation`` for a field."""
    prompt = how_to_type(spec, context.year)
    return {
        "error_title": "Giá trị chưa hợp lệ",
        "error_message": _shortened(f"Ô này chưa nhận giá trị vừa gõ. {prompt}", _MESSAGE),
        **_rule(spec, context),
        "ignore_blank": True,
        "input_title": _shortened(spec.title, _TITLE),
        "input_message": _shortened(prompt, _MESSAGE),
    }


def printed_length(spec: FieldSpec) -> int | None:
    """How many characters of a long text print shows whole; None for other fields."""
    return PRINTED.get(spec.address.field.removesuffix("_h1"))


def how_to_type(spec: FieldSpec, year: int) -> str:
    """How a person fills the cell, on one or two lines."""
    match spec.type:
        case FieldType.PERCENT:
            most = f", không quá {vn_number(spec.maximum * 100)}%" if spec.maximum else ""
            return f"Gõ tỷ lệ kèm dấu %, ví dụ 82,5%{_above(spec)}{most}."
        case FieldType.COUNT:
            if spec.above is not None:
                return f"Gõ số nguyên{_above(spec)}, ví dụ 12."
            return "Gõ số nguyên từ 0 trở lên, ví dụ 12. Không có thì gõ 0."
        case FieldType.POINTS:
            return _how_to_type_points(spec)
        case FieldType.NUMBER:
            low = " từ 0 trở lên" if spec.minimum == 0 else _above(spec)
            return f"Gõ số{low}, ví dụ 9,5. Không gõ kèm chữ hay đơn vị tính."
        case FieldType.DATE:
            return (
                f"Gõ ngày/tháng/năm đủ 4 chữ số năm, ví dụ 15/06/{year}; "
                f"từ năm {year - 1} đến năm {year + 1}."
            )
        case FieldType.CHOICE | FieldType.YES_NO:
            if spec.address.field != "not_applicable" and spec.choices == (NOT_APPLICABLE_MARK,):
                return "Chọn “x” nếu đồng ý; không thì để trống."
            if spec.choices == (NOT_APPLICABLE_MARK,):
                return "Chọn “x” nếu đơn vị không được giao tiêu chí này, rồi ghi lý do ở cột bên."
            return "Bấm mũi tên bên phải ô rồi chọn một dòng trong danh sách."
        case FieldType.REFERENCE:
            return "Gõ số và ký hiệu văn bản, ví dụ 123/KH-SNV."
        case FieldType.TEXT:
            longest = printed_length(spec)
            most = "" if longest is None else f" Nên không quá {vn_number(longest)} ký tự để in đủ."
            return f"Gõ nội dung bằng tiếng Việt có dấu (bảng mã Unicode).{most}"


def _how_to_type_points(spec: FieldSpec) -> str:
    if spec.ranges:
        allowed = "; ".join(f"{vn_number(low)} đến {vn_number(high)}" for low, high in spec.ranges)
        return f"Gõ số điểm trừ là số dương: {allowed}. Không có lỗi thì gõ 0."
    most = f" đến {vn_number(spec.maximum)}" if spec.maximum is not None else " trở lên"
    step = "" if spec.step is None else f", từng bước {vn_number(spec.step)} điểm"
    return f"Gõ số điểm từ 0{most}{step}, ví dụ 8,5.{_meaning(spec)}"


def _meaning(spec: FieldSpec) -> str:
    if spec.address.field == "self":
        return " Để trống nếu đồng ý với điểm hệ thống; khác thì ghi giải trình."
    return ""


def _above(spec: FieldSpec) -> str:
    return "" if spec.above is None else f" lớn hơn {vn_number(spec.above)}"


def _rule(spec: FieldSpec, context: ValidationContext) -> dict[str, object]:
    match spec.type:
        case FieldType.CHOICE | FieldType.YES_NO:
            return {"validate": "list", "source": context.source(spec.choices)}
        case FieldType.DATE:
            first, last = dt.date(context.year - 1, 1, 1), dt.date(context.year + 1, 12, 31)
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": first,
                "maximum": last,
            }
        case FieldType.TEXT | FieldType.REFERENCE:
            longest = printed_length(spec)
            if longest is not None:
                return _advised(longest)
            return {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}
    plain = spec.above is None and spec.step is None and not spec.ranges
    if plain:
        return _between("integer" if spec.type is FieldType.COUNT else "decimal", spec)
    cell = context.cell
    tests = list(_tests(spec, cell))
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),AND({','.join(tests)}),FALSE)",
    }


def _tests(spec: FieldSpec, cell: str) -> Iterator[str]:
    if spec.minimum is not None:
        yield f"{cell}>={literal(spec.minimum)}"
    if spec.above is not None:
        yield f"{cell}>{literal(spec.above)}"
    if spec.maximum is not None:
        yield f"{cell}<={literal(spec.maximum)}"
    if spec.type is FieldType.COUNT:
        yield f"{cell}=INT({cell})"
    if spec.step is not None:
        steps = f"ROUND({cell}/{literal(spec.step)},{STEP_PLACES})"
        yield f"{steps}=INT({steps})"
    if spec.ranges:
        inside = (
            f"AND({cell}>={literal(low)},{cell}<={literal(high)})" for low, high in spec.ranges
        )
        yield f"OR({cell}=0,{','.join(inside)})"


def _advised(longest: int) -> dict[str, object]:
    """A length that is only asked about: a longer text stays possible."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": longest,
        "error_type": "warning",
        "error_title": "Nội dung dài",
        "error_message": (
            f"Nội dung dài hơn {vn_number(longest)} ký tự thì bản in có thể không đủ. "
            "Vẫn giữ nội dung này?"
        ),
    }


def _between(kind: str, spec: FieldSpec) -> dict[str, object]:
    low = -LARGEST if spec.minimum is None else spec.minimum
    high = LARGEST if spec.maximum is None else spec.maximum
    as_number = int if kind == "integer" else float
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": as_number(low),
        "maximum": as_number(high),
    }


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,(") + "…"
