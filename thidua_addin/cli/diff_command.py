"""``diff``: what changed between two files of one unit."""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.entries import Entry
    from scoring.score import ScoreLine, ScoreSheet
    from thidua_addin.cli.parser import Parser
    from thidua_addin.usecases.diff import ChangedEntry, ChangedPoints, Compared, FileFacts


def arguments(command: Parser) -> None:
    """The two files."""
    command.positionals.add_argument(
        "a", type=Path, metavar="TỆP_TRƯỚC", help="biểu mẫu hoặc phiếu nộp của đơn vị"
    )
    command.positionals.add_argument(
        "b", type=Path, metavar="TỆP_SAU", help="tệp khác của cùng đơn vị, bất kỳ kỳ và lần gửi nào"
    )


def run(options: argparse.Namespace) -> int:
    """Compare; 0 whether the files are equal or not."""
    from thidua_addin.cli.output import print_json
    from thidua_addin.usecases.diff import compare_files

    compared = compare_files(options.a, options.b)
    if options.json:
        print_json(_json(compared))
    else:
        _print(compared)
    return 0


def _json(compared: Compared) -> dict[str, object]:
    return {
        "a": str(compared.a.path),
        "b": str(compared.b.path),
        "unit": compared.unit,
        "period": compared.period.value if compared.period else None,
        "equal": compared.equal,
        "files": [_file_json(compared.a), _file_json(compared.b)],
        "entries": [_entry_json(e) for e in compared.entries],
        "points": [_points_json(p) for p in compared.points],
        "total": {"was": _total(compared.sheet_a), "now": _total(compared.sheet_b)},
        "campaign_changes": list(compared.changes),
        "findings": [f.as_json() for f in compared.findings],
    }


def _file_json(facts: FileFacts) -> dict[str, object]:
    return {
        "file": str(facts.path),
        "period": facts.period.value if facts.period else None,
        "version": facts.version,
        "sealed_at": facts.sealed_at.isoformat() if facts.sealed_at else None,
        "check_code": facts.code,
        "sealed_code": facts.sealed_code,
        "revision": facts.revision,
    }


def _entry_json(changed: ChangedEntry) -> dict[str, object]:
    return {
        "criterion": changed.address.criterion,
        "item": changed.address.item,
        "field": changed.address.field,
        "title": changed.title,
        "was": _exact(changed.was),
        "now": _exact(changed.now),
        "a": str(changed.at_a) if changed.at_a else None,
        "b": str(changed.at_b) if changed.at_b else None,
    }


def _exact(entry: Entry | None) -> str | None:
    """The value in full for programs: decimals as text, dates as ISO text."""
    from scoring.canonical import decimal_text
    from scoring.parse import shown

    if entry is None:
        return None
    if entry.value is None:
        return shown(entry.raw)
    if isinstance(entry.value, Decimal):
        return decimal_text(entry.value)
    return entry.value if isinstance(entry.value, str) else entry.value.isoformat()


def _points_json(changed: ChangedPoints) -> dict[str, object]:
    return {
        "criterion": changed.criterion,
        "item": changed.item,
        "was": _computed(changed.was),
        "now": _computed(changed.now),
        "state_was": changed.was.state.value if changed.was else None,
        "state_now": changed.now.state.value if changed.now else None,
        "why": changed.why,
        "explain_was": changed.was.sentence if changed.was else None,
        "explain_now": changed.now.sentence if changed.now else None,
    }


def _computed(line: ScoreLine | None) -> str | None:
    return None if line is None or line.computed is None else str(line.computed)


def _total(sheet: ScoreSheet | None) -> str | None:
    return None if sheet is None else str(sheet.totals.total)


def _print(compared: Compared) -> None:
    from scoring.numbers import vn_number
    from thidua_addin.cli.output import print_findings, print_text

    print_findings(compared.findings)
    print_text(f"{compared.unit_name}")
    for name, facts in (("Trước", compared.a), ("Sau", compared.b)):
        print_text(f"  {name + ':':<7}{_file_line(facts)}")
    print_text()
    if compared.equal:
        print_text("Hai tệp giống nhau: không có số liệu nào khác, điểm không đổi.")
        return
    if compared.entries:
        print_text(f"Số liệu thay đổi: {len(compared.entries)}")
        _print_table([_entry_row(e) for e in compared.entries])
    if compared.points and compared.period is not None:
        print_text(f"Điểm thay đổi (chấm cả hai tệp ở kỳ {compared.period.label}):")
        _print_table([_points_row(p, compared.places) for p in compared.points])
    for change in compared.changes:
        print_text(f"  Bảng tiêu chí: {change}")
    if compared.sheet_a is not None and compared.sheet_b is not None:
        was, now = compared.sheet_a.totals.total, compared.sheet_b.totals.total
        places = compared.places
        print_text(f"TỔNG ĐIỂM: {vn_number(was, places)} → {vn_number(now, places)}")


def _file_line(facts: FileFacts) -> str:
    period = facts.period.label if facts.period else "chưa chọn kỳ"
    sealed = "chưa niêm phong" if facts.version is None else f"niêm phong lần {facts.version}"
    code = facts.code or "–"
    return (
        f"{facts.path.name} – kỳ {period}, {sealed}, mã kiểm tra {code}, "
        f"bảng tiêu chí lần ban hành {facts.revision}"
    )


def _entry_row(changed: ChangedEntry) -> tuple[str, ...]:
    where = changed.at_b or changed.at_a
    code = _code(changed.address.criterion, changed.address.item)
    change = f"{_short(changed, changed.was)} → {_short(changed, changed.now)}"
    return code, changed.title, change, str(where) if where else ""


def _short(changed: ChangedEntry, entry: Entry | None) -> str:
    from scoring.numbers import vn_number
    from scoring.parse import shown
    from scoring.terms import FieldType

    if entry is None:
        return "(trống)"
    if isinstance(entry.value, Decimal):
        percent = changed.type is FieldType.PERCENT
        return f"{vn_number(entry.value * 100)}%" if percent else vn_number(entry.value)
    return shown(entry.raw)


def _points_row(changed: ChangedPoints, places: int) -> tuple[str, ...]:
    code = _code(changed.criterion, changed.item)
    was, now = (_shown_points(line, places) for line in (changed.was, changed.now))
    return code, f"{was} → {now}", changed.why


def _shown_points(line: ScoreLine | None, places: int) -> str:
    from scoring.numbers import vn_number

    if line is None:
        return "(không có)"
    return line.state.label if line.computed is None else vn_number(line.computed, places)


def _code(criterion: str | None, item: str | None) -> str:
    return (criterion or "–") if item is None else f"{criterion} [{item}]"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    """Rows in aligned columns; the last column may be as long as it is."""
    from thidua_addin.cli.output import print_text

    last = len(rows[0]) - 1
    widths = [min(60, max(len(row[n]) for row in rows)) for n in range(last)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        print_text("  " + "  ".join((*cells, row[last])).rstrip())
    print_text()
