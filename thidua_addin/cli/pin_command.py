"""``pin``: which of a unit's submissions counts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua_addin.cli.parser import Parser


def arguments(command: Parser) -> None:
    """What the command is told."""
    command.positionals.add_argument("file", type=Path, metavar="TỔNG_HỢP", help="tệp tổng hợp")
    command.positionals.add_argument("unit", metavar="MÃ", help="mã đơn vị")
    command.options.add_argument(
        "--version",
        type=int,
        required=True,
        metavar="N",
        help="lần gửi được tính; bản khác của đơn vị vẫn được giữ",
    )


def run(options: argparse.Namespace) -> int:
    """Write the summary anew with the choice; 0, or 1 where something blocks."""
    from thidua_addin.cli.chair_commands import complete, merge_json
    from thidua_addin.cli.output import print_json, print_text
    from thidua_addin.usecases.pin import pin_version

    pinned = pin_version(options.file, options.unit, options.version, options.at)
    submission = pinned.received.submission
    if options.json:
        print_json(
            {
                "unit": pinned.unit,
                "version": submission.version,
                "file": pinned.received.file,
                "check_code": submission.check_code,
                **merge_json(pinned.merged),
            }
        )
    else:
        name = pinned.merged.result.unit(pinned.unit).name
        print_text(
            f"{name}: từ nay tính lần gửi {submission.version} ({pinned.received.file}, "
            f"mã kiểm tra {submission.check_code})."
        )
        print_text(f"Tệp tổng hợp đã ghi lại: {pinned.merged.summary}")
        if pinned.merged.previous is not None:
            print_text(f"Bản trước được giữ ở: {pinned.merged.previous}")
    return 0 if complete(pinned.merged.result) else 1
