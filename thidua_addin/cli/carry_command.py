"""``carry``: a unit's entries into a form of a new revision."""

from __future__ import annotations

import argparse

from scoring.findings import blocking
from thidua_addin.cli.output import print_findings, print_json, print_text
from thidua_addin.usecases.carry import Carried, carry_form


def run(options: argparse.Namespace) -> int:
    """Carry; 0 where everything found its cell, 1 where something is kept as a note instead."""
    carried = carry_form(options.old, options.into, options.at)
    if options.json:
        print_json(
            {
                "file": str(carried.path),
                "unit": carried.unit.code,
                "campaign": carried.campaign.id,
                "carried": carried.carried,
                "kept": carried.kept,
                "changes": list(carried.changes),
                "previous": str(carried.previous) if carried.previous else None,
                "findings": [f.as_json() for f in carried.findings],
            }
        )
    else:
        _print(carried)
    return 1 if blocking(carried.findings) else 0


def _print(carried: Carried) -> None:
    print_findings(carried.findings)
    if carried.changes:
        print_text("Biểu mới khác biểu cũ ở:")
        for change in carried.changes:
            print_text(f"    • {change}")
    print_text(
        f"{carried.unit.name}: đã chuyển {carried.carried} giá trị sang {carried.path}, "
        f"giữ lại {carried.kept} nội dung ở trang Ghi chú giữ lại."
    )
    if carried.previous is not None:
        print_text(f"Bản trước của biểu mới được giữ ở: {carried.previous}")
    print_text("Hãy kiểm tra biểu mới (thidua check) trước khi nộp.")
