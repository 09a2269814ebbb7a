"""``report``: the chair's documents from a summary."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.findings import blocking
from thidua_addin.cli.output import print_findings, print_json, print_text

if TYPE_CHECKING:
    from thidua_addin.cli.parser import Parser
    from thidua_addin.usecases.report import Reported


def arguments(command: Parser) -> None:
    """What the command takes."""
    command.positionals.add_argument(
        "file", type=Path, nargs="?", metavar="TỔNG_HỢP", help="tệp tổng hợp kỳ 6 tháng hoặc năm"
    )
    command.options.add_argument(
        "--out", type=Path, metavar="THƯ_MỤC", help="thư mục ghi các văn bản .docx"
    )
    command.options.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="TÊN",
        help="chỉ lập các văn bản này: bao-cao, bien-ban-hop, bien-ban-kiem-phieu, to-trinh, "
        "phu-luc, thong-bao, phieu-bau (mặc định: mọi văn bản của kỳ)",
    )
    command.options.add_argument(
        "--templates",
        type=Path,
        metavar="THƯ_MỤC",
        help="thư mục có mẫu văn bản đã sửa; mẫu nào không có ở đó thì dùng mẫu có sẵn",
    )
    command.options.add_argument(
        "--copy-templates",
        type=Path,
        metavar="THƯ_MỤC",
        help="chép các mẫu có sẵn vào thư mục này để sửa bằng Word (không cần tệp tổng hợp)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the documents, or copy the templates; returns the exit status."""
    from thidua_addin.errors import wrong_usage
    from thidua_addin.usecases.report import write_documents

    if options.copy_templates is not None:
        return _copy(options)
    if options.file is None or options.out is None:
        missing = "TỔNG_HỢP" if options.file is None else "--out"
        raise wrong_usage("USAGE", problem=f"thiếu {missing}", command="thidua report")
    reported = write_documents(
        options.file, options.out, options.at, options.only, options.templates
    )
    if options.json:
        print_json(report_json(reported))
    else:
        _print(reported)
    return 1 if blocking(reported.findings) else 0


def report_json(reported: Reported) -> dict[str, object]:
    """The command's answer for programs."""
    return {
        "file": str(reported.summary),
        "campaign": reported.campaign,
        "period": reported.period.value,
        "documents": [str(path) for path in reported.documents],
        "kept": [str(path) for path in reported.kept],
        "to_complete": [{"file": c.file, "text": c.text} for c in reported.to_complete],
        "findings": [f.as_json() for f in reported.findings],
    }


def _copy(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.report import copy_templates

    written, findings = copy_templates(options.copy_templates)
    if options.json:
        shown = [f.as_json() for f in findings]
        print_json({"templates": [str(path) for path in written], "findings": shown})
    else:
        print_findings(findings)
        print_text(f"Đã có {len(written)} mẫu văn bản trong {options.copy_templates}.")
        print_text("Sửa bằng Word (giữ nguyên các thẻ {{ … }}, {% … %}), rồi dùng --templates.")
    return 0


def _print(reported: Reported) -> None:
    print_findings(reported.findings)
    print_text(f"Đã lập {len(reported.documents)} văn bản kỳ {reported.period.label}:")
    for path in reported.documents:
        print_text(f"    {path}")
    for path in reported.kept:
        print_text(f"Bản trước được giữ ở: {path}")
    if not reported.to_complete:
        return
    print_text("Còn phải điền (tô vàng trong văn bản):")
    for file in dict.fromkeys(c.file for c in reported.to_complete):
        texts = [c.text for c in reported.to_complete if c.file == file]
        print_text(f"    {file}: {'; '.join(texts)}")
