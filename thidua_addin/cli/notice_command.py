"""``notice``: what the cluster found, one workbook for each unit to answer in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua_addin.cli.parser import Parser
    from thidua_addin.usecases.notice import Noticed


def arguments(command: Parser) -> None:
    """The summary, the units, the folder."""
    command.positionals.add_argument(
        "file", type=Path, metavar="TỆP_TỔNG_HỢP", help="tệp tổng hợp của Cụm"
    )
    command.options.add_argument(
        "--out", type=Path, required=True, metavar="THƯ_MỤC", help="thư mục ghi các phiếu"
    )
    command.options.add_argument(
        "--unit", action="append", metavar="MÃ", help="mã đơn vị; lặp lại được (mặc định: tất cả)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the notices; 0 also where some unit has sent nothing yet."""
    from scoring.findings import blocking
    from thidua_addin.cli.output import print_json
    from thidua_addin.usecases.notice import make_notices

    noticed = make_notices(options.file, options.unit, options.out, options.at)
    if options.json:
        print_json(_json(noticed))
    else:
        _print(noticed)
    return 1 if blocking(noticed.findings) else 0


def _json(noticed: Noticed) -> dict[str, object]:
    return {
        "file": str(noticed.summary),
        "period": noticed.period.value,
        "notices": [
            {
                "unit": n.unit,
                "path": str(n.path),
                "version": n.version,
                "lines": n.lines,
                "to_answer": n.to_answer,
                "remarks": n.remarks,
            }
            for n in noticed.notices
        ],
        "findings": [f.as_json() for f in noticed.findings],
    }


def _print(noticed: Noticed) -> None:
    from thidua_addin.cli.output import print_findings, print_text

    print_findings(noticed.findings)
    width = max((len(n.name) for n in noticed.notices), default=0)
    for n in noticed.notices:
        told = f"{n.to_answer:>3} dòng cần trả lời trên {n.lines} dòng"
        if n.remarks:
            told += f", {n.remarks} nội dung chung"
        print_text(f"{n.name:<{width}}  {told}  {n.path}")
    if noticed.notices:
        print_text(
            f"Đã ghi {len(noticed.notices)} phiếu kỳ {noticed.period.label}. Gửi phiếu cho từng "
            "đơn vị; nhận lại thì đưa vào thư mục phiếu nộp rồi tổng hợp lại."
        )
