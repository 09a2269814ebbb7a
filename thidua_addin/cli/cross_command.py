"""``cross``: a workbook for each unit to score the units assigned to it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua_addin.cli.parser import Parser


def arguments(command: Parser) -> None:
    """The summary, the folder, the units."""
    command.positionals.add_argument("file", type=Path, metavar="TỆP", help="tệp tổng hợp")
    command.options.add_argument(
        "--out", type=Path, required=True, metavar="ĐÍCH", help="thư mục ghi bảng chấm chéo"
    )
    command.options.add_argument(
        "--unit",
        action="append",
        metavar="MÃ",
        help="mã đơn vị chấm; lặp lại được (mặc định: mọi đơn vị được phân công)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the workbooks; 0, also where a unit without a submission is left out."""
    from thidua_addin.cli.output import print_findings, print_json, print_text
    from thidua_addin.usecases.cross import issue_cross

    issue = issue_cross(options.file, options.unit, options.out, options.at)
    if options.json:
        print_json(
            {
                "file": str(options.file),
                "period": issue.period.value,
                "books": [
                    {
                        "unit": book.scorer.code,
                        "path": str(book.path),
                        "subjects": list(book.subjects),
                    }
                    for book in issue.books
                ],
                "findings": [f.as_json() for f in issue.findings],
            }
        )
        return 0
    print_findings(issue.findings)
    for book in issue.books:
        print_text(f"{book.scorer.name} chấm {', '.join(book.subjects)}: {book.path}")
    print_text(
        f"Đã lập {len(issue.books)} bảng chấm chéo. Gửi cho các đơn vị; bảng gửi về thì để vào "
        "thư mục phiếu nộp rồi tổng hợp lại."
    )
    return 0
