"""``remind``: letters to units that have not sent anything, or sent it late."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua_addin.cli.parser import Parser
    from thidua_addin.usecases.remind import Letter, Reminded


def arguments(command: Parser) -> None:
    """The summary and the folder."""
    command.positionals.add_argument(
        "file", type=Path, metavar="TỆP_TỔNG_HỢP", help="tệp tổng hợp của Cụm"
    )
    command.options.add_argument(
        "--out", type=Path, required=True, metavar="THƯ_MỤC", help="thư mục ghi các công văn"
    )


def run(options: argparse.Namespace) -> int:
    """Write the letters; 0 also where nobody needs one."""
    from thidua_addin.cli.output import print_json
    from thidua_addin.usecases.remind import remind_units

    reminded = remind_units(options.file, options.out, options.at)
    if options.json:
        print_json(_json(reminded))
    else:
        _print(reminded)
    return 0


def _json(reminded: Reminded) -> dict[str, object]:
    return {
        "file": str(reminded.summary),
        "period": reminded.period.value,
        "letters": [str(letter.path) for letter in reminded.letters],
        "to_complete": [
            {"file": letter.path.name, "text": text}
            for letter in reminded.letters
            for text in letter.to_complete
        ],
        "units": [
            {
                "unit": letter.unit,
                "standing": letter.standing.value,
                "days_late": letter.days_late,
                "path": str(letter.path),
            }
            for letter in reminded.letters
        ],
        "kept": [str(path) for path in reminded.kept],
        "findings": [f.as_json() for f in reminded.findings],
    }


def _print(reminded: Reminded) -> None:
    from thidua_addin.cli.output import print_findings, print_text

    print_findings(reminded.findings)
    width = max((len(letter.name) for letter in reminded.letters), default=0)
    for letter in reminded.letters:
        print_text(f"{letter.name:<{width}}  {_standing(letter):<18}  {letter.path}")
    for path in reminded.kept:
        print_text(f"Bản trước được giữ ở: {path}")
    wanting = list(dict.fromkeys(t for letter in reminded.letters for t in letter.to_complete))
    if wanting:
        print_text("Cần điền trong mỗi công văn trước khi ký:")
        for text in wanting:
            print_text(f"    • {text}")


def _standing(letter: Letter) -> str:
    return f"nộp muộn {letter.days_late} ngày" if letter.days_late else "chưa nộp"
