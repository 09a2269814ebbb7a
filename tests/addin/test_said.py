"""How buttons say findings, and which sheets they may fill."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scoring.findings import Finding, Severity, catalogue
from scoring.snapshot import Cell, Place, SheetSnapshot, Snapshot, Visibility
from thidua_addin.form.host import HostRefused, is_busy
from thidua_addin.form.patch import Block
from thidua_addin.form.registered import registered_blocks
from thidua_addin.form.results import (
    LISTING,
    LISTING_COLUMN,
    LISTING_HEADER,
    LISTING_HEADER_ROW,
    in_order,
    may_list,
    may_score,
)
from thidua_addin.form.said import HINTS, MESSAGES, hint_of, message_of

MESSAGE_FILES = Path(__file__).parents[2] / "scoring" / "messages"
AREAS = ("buttons", "entries", "files", "form")
COMMANDS = re.compile(r"--[a-z]|thidua [a-z]|lệnh")


def codes_of_buttons() -> set[str]:
    codes = set(HINTS) | set(MESSAGES)
    for area in AREAS:
        codes |= set(tomllib.loads((MESSAGE_FILES / f"{area}.toml").read_text(encoding="utf-8")))
    return codes


@pytest.mark.parametrize("code", sorted(codes_of_buttons()))
def test_no_button_speaks_of_commands(code: str) -> None:
    text = catalogue()[code]
    names = set(re.findall(r"{(\w+)}", text.message + text.hint))
    finding = Finding(code, params=dict.fromkeys(names, "…"))
    assert not COMMANDS.search(f"{message_of(finding)} {hint_of(finding)}")


def sheet(name: str, rows: dict[int, tuple[str, ...]], *, visible: bool = True) -> SheetSnapshot:
    cells = {
        (row, LISTING_COLUMN + i): Cell(text)
        for row, texts in rows.items()
        for i, text in enumerate(texts)
    }
    return SheetSnapshot(name, Visibility.VISIBLE if visible else Visibility.HIDDEN, cells)


def test_a_sheet_may_be_filled_where_it_is_absent_blank_or_has_our_header() -> None:
    assert may_list(Snapshot("a.xlsx", "", ()))
    assert may_list(Snapshot("a.xlsx", "", (sheet(LISTING, {}),)))
    ours = {3: ("5 mục",), LISTING_HEADER_ROW: LISTING_HEADER}
    assert may_list(Snapshot("a.xlsx", "", (sheet(LISTING, ours),)))
    for theirs in ({4: ("riêng",)}, {4: LISTING_HEADER[:5]}, {5: LISTING_HEADER}):
        assert not may_list(Snapshot("a.xlsx", "", (sheet(LISTING, theirs),)))
    assert not may_score(Snapshot("a.xlsx", "", (sheet("Kết quả chấm điểm", ours),)))


def test_errors_then_warnings_then_information_and_first_what_can_be_shown() -> None:
    def a_code(severity: Severity) -> str:
        return next(c for c, text in catalogue().items() if text.severity is severity)

    shown, hidden = Place("Thấy", 2, 2), Place("Ẩn", 2, 2)
    snapshot = Snapshot("a.xlsx", "", (sheet("Thấy", {}), sheet("Ẩn", {}, visible=False)))
    info, warning, error = (
        Finding(a_code(s), shown) for s in (Severity.INFO, Severity.WARNING, Severity.ERROR)
    )
    away, nowhere = Finding(error.code, hidden), Finding(error.code)
    found = (info, nowhere, warning, away, error)
    assert in_order(snapshot, found) == (error, nowhere, away, warning, info)


def test_a_registration_is_noted_down_where_the_form_has_cells_for_it() -> None:
    cells = {
        (1, 1): Cell("#thidua:meta"),
        (1, 2): Cell("value"),
        (7, 1): Cell("||registered_unit"),
        (8, 1): Cell("||registered_code"),
        (9, 1): Cell("#end"),
    }
    meta = SheetSnapshot("_meta", Visibility.HIDDEN, cells)
    assert registered_blocks(Snapshot("a.xlsm", "", (meta,)), "TQU", "K7QF-92MD-4XTA") == (
        Block("_meta", 7, 2, (("TQU",),)),
        Block("_meta", 8, 2, (("K7QF-92MD-4XTA",),)),
    )
    assert registered_blocks(Snapshot("a.xlsx", "", ()), "TQU", "K7QF-92MD-4XTA") == ()


def test_how_excel_says_that_it_is_busy() -> None:
    assert is_busy(RuntimeError(-2147418111, "Call was rejected by callee."))
    wrapped = HostRefused("x")
    wrapped.__cause__ = RuntimeError(-2146777998)
    assert is_busy(wrapped)
    assert not is_busy(RuntimeError(-2147352567, "Exception occurred."))
    assert not is_busy(None)
