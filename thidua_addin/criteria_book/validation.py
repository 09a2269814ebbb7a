"""Drop-downs and prompts: what may be typed in a cell, said before and after."""

from __future__ import annotations

import datetime as dt
from typing import Final

from thidua_addin.criteria_book.columns import LISTS, Column, Form, Source
from thidua_addin.criteria_book.layout import Layout, source_reference
from thidua_addin.criteria_book.words import KINDS, METHODS

_INLINE: Final = 255
_TITLE: Final = 32
_LARGEST: Final = 10**12

KIND_LIST: Final = f"'{LISTS}'!$A$2:$A${1 + len(KINDS)}"
_METHOD_COUNT: Final = sum(len(words) for _, words in METHODS.values())
METHOD_KINDS: Final = f"'{LISTS}'!$B$2:$B${1 + _METHOD_COUNT}"
METHOD_HEAD: Final = f"'{LISTS}'!$C$1"
USES_FROM: Final = 5
"""The column of the first parameter in the table of uses, on the same sheet."""


def data_validation(column: Column, layout: Layout, kind_cell: str = "") -> dict[str, object]:
    """The options of ``Worksheet.data_validation`` for the cells of a column.

    ``kind_cell`` is the cell with the kind of rule in the first row, its row relative.
    """
    options: dict[str, object] = {
        **_rule(column, layout, kind_cell),
        "ignore_blank": True,
        "input_title": column.title[:_TITLE],
        "input_message": column.prompt,
        "error_title": "Giá trị chưa hợp lệ",
    }
    if options["validate"] == "any":
        del options["error_title"]
    else:
        options["error_message"] = f"Ô này chưa nhận giá trị vừa gõ. {column.prompt}"[:255]
    return options


def _rule(column: Column, layout: Layout, kind_cell: str) -> dict[str, object]:
    if column.source is Source.METHODS:
        count = f"COUNTIF({METHOD_KINDS},{kind_cell})"
        start = f"MATCH({kind_cell},{METHOD_KINDS},0)"
        return {
            "validate": "list",
            "source": f"=OFFSET({METHOD_HEAD},{start},0,{count},1)",
            "error_type": "warning",
        }
    if column.source is not None:
        # Several codes, "chưa đặt" or a code of another criterion may be typed as well.
        source = f"={source_reference(layout, column.source)}"
        return {"validate": "list", "source": source, "error_type": "information"}
    match column.form:
        case Form.CHOICE:
            return {"validate": "list", "source": _choices(column)}
        case Form.PERIODS:
            return {"validate": "list", "source": ["6 tháng và Năm", "Năm", "6 tháng"]}
    return {"validate": "any"} if column.words else _typed(column.form)


def _typed(form: Form) -> dict[str, object]:
    match form:
        case Form.NUMBER | Form.FRACTION | Form.SHARE:
            bounds: dict[str, object] = {"minimum": -_LARGEST, "maximum": _LARGEST}
            return {"validate": "decimal", "criteria": "between", "error_type": "warning", **bounds}
        case Form.WHOLE:
            bounds = {"minimum": 0, "maximum": 9999}
            return {"validate": "integer", "criteria": "between", "error_type": "warning", **bounds}
        case Form.DATE:
            bounds = {"minimum": dt.date(1900, 1, 1), "maximum": dt.date(2100, 12, 31)}
            return {"validate": "date", "criteria": "between", "error_type": "warning", **bounds}
    return {"validate": "any"}


def _choices(column: Column) -> list[str] | str:
    labels = list(column.words.values())
    if len(",".join(labels)) <= _INLINE:
        return labels
    assert column.words is KINDS
    return f"={KIND_LIST}"
