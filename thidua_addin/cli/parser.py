"""The command line's grammar, with its help in Vietnamese."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import NoReturn

from scoring.terms import Period
from thidua_addin.cli import (
    cross_command,
    diff_command,
    notice_command,
    pin_command,
    remind_command,
    report_command,
    rollup_command,
)
from thidua_addin.errors import wrong_usage

PERIODS = tuple(p.value for p in Period)


class Parser(argparse.ArgumentParser):
    """An argparse parser that speaks Vietnamese and raises ``WrongUsage`` instead of exiting."""

    def __init__(self, **options: object) -> None:
        options.setdefault("add_help", False)
        options.setdefault("allow_abbrev", False)
        options["formatter_class"] = _Help
        super().__init__(**options)  # type: ignore[arg-type]
        self.positionals = self.add_argument_group("Tham số")
        self.options = self.add_argument_group("Tùy chọn")
        self.options.add_argument(
            "-h", "--help", action="help", help="in phần trợ giúp này rồi thoát"
        )

    def error(self, message: str) -> NoReturn:
        raise wrong_usage("USAGE", problem=_in_vietnamese(message), command=self.prog)


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=96)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


_ENGLISH = (
    (r"the following arguments are required: (.*)", r"thiếu {0}"),
    (r"unrecognized arguments: (.*)", r"không hiểu tham số {0}"),
    (r"argument (\S+): expected one argument", r"{0} cần một giá trị đi kèm"),
    (r"argument (\S+): expected at least one argument", r"{0} cần ít nhất một giá trị"),
    (r"argument (\S+): not allowed with argument (\S+)", r"{0} không dùng chung với {1}"),
    (
        r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"{0}: không có lựa chọn “{1}”; các lựa chọn: {2}",
    ),
    (r"argument (\S+): ignored explicit argument (.*)", r"{0} không nhận giá trị {1}"),
    (r"argument (.+?): (.*)", r"{0}: {1}"),
)


def _in_vietnamese(message: str) -> str:
    for pattern, text in _ENGLISH:
        found = re.fullmatch(pattern, message)
        if found:
            return text.format(*found.groups())
    return message


def build_parser(program_version: str) -> Parser:
    """The whole grammar. Every command has ``--json`` and ``--at``."""
    parser = Parser(
        prog="thidua",
        description="Thi đua: biểu mẫu, chấm điểm và tổng hợp phong trào thi đua của cụm.",
    )
    parser.options.add_argument(
        "--version", action="version", version=f"thidua {program_version}", help="in phiên bản"
    )
    commands = parser.add_subparsers(
        dest="command", metavar="LỆNH", title="Các lệnh", required=True
    )
    for name, text, fill in (
        ("demo", "chạy thử cả năm của cụm 2021 trên số liệu mẫu", _demo),
        ("campaign", "kiểm tra, xem tệp đợt thi đua, sửa bằng Excel", _campaign),
        ("issue", "phát hành biểu mẫu cho các đơn vị", _issue),
        ("fields", "liệt kê mọi ô nhập và ô tính của một tệp", _fields),
        ("check", "kiểm tra biểu mẫu của một đơn vị", _check),
        ("score", "chấm điểm biểu mẫu của một đơn vị", _score),
        ("submit", "xuất phiếu nộp đã niêm phong, kèm mã kiểm tra", _submit),
        ("carry", "chuyển số liệu đã nhập sang biểu mẫu của lần ban hành mới", _carry),
        ("merge", "tổng hợp các phiếu nộp trong một thư mục", _merge),
        ("pin", "chọn lần gửi được tính của một đơn vị", pin_command.arguments),
        ("notice", "lập phiếu thông báo, đề nghị giải trình", notice_command.arguments),
        ("remind", "soạn công văn nhắc đơn vị chưa nộp, nộp muộn", remind_command.arguments),
        ("cross", "lập bảng chấm chéo cho đơn vị được phân công", cross_command.arguments),
        ("report", "soạn báo cáo, biên bản, tờ trình, thông báo", report_command.arguments),
        ("rollup", "gộp tệp tổng hợp của các cụm, theo tỷ lệ %", rollup_command.arguments),
        ("diff", "so hai tệp của cùng một đơn vị", diff_command.arguments),
        ("export", "xuất bảng số liệu từ tệp tổng hợp", _export),
        ("template", "dựng lại biểu mẫu chuẩn workbook_template.xlsm", _template),
        ("install", "cài nút bấm vào Excel của người dùng này", _nothing_more),
        ("uninstall", "gỡ những gì lệnh install đã đặt, trả lại như trước", _nothing_more),
        ("doctor", "khám máy: nút bấm có chạy được không, sửa thế nào", _doctor),
    ):
        shown = text.replace("%", "%%")  # argparse fills in percent signs of its own
        described = shown[0].upper() + shown[1:] + "."
        command = commands.add_parser(name, help=shown, description=described)
        fill(command)
        command.options.add_argument(
            "--json", action="store_true", help="in kết quả dạng JSON (UTF-8)"
        )
        command.options.add_argument(
            "--at", type=_moment, metavar="THỜI_ĐIỂM", help="thời điểm thay cho hiện tại (ISO 8601)"
        )
    return parser


def wants_json(arguments: list[str]) -> bool:
    """Whether the answer must be JSON, asked before the arguments are known to be right."""
    return "--json" in arguments


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(
            f"“{text}” không phải thời điểm dạng 2021-12-01T08:00"
        ) from wrong


def _demo(command: Parser) -> None:
    command.options.add_argument(
        "--out", type=Path, default=Path("out/demo"), metavar="THƯ_MỤC", help="nơi ghi kết quả"
    )


def _campaign(command: Parser) -> None:
    command.positionals.add_argument(
        "action",
        choices=("check", "show", "export", "import"),
        metavar="check|show|export|import",
        help="check: kiểm tra tệp; show: in bộ tiêu chí; export: xuất bộ tiêu chí ra Excel để "
        "sửa; import: đọc lại tệp Excel đã sửa, ghi thành tệp đợt thi đua",
    )
    command.positionals.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="TỆP",
        help="tệp đợt thi đua .toml, hoặc mã đợt có sẵn như cum-mau (mặc định: đợt thi đua 2021); "
        "với import: tệp bộ tiêu chí .xlsx",
    )
    command.options.add_argument(
        "--out",
        type=Path,
        metavar="ĐÍCH",
        help="export: tệp .xlsx mới, không ghi đè tệp đã có; import: tệp .toml, chỉ thay tệp đã "
        "có khi đó là tệp đợt thi đua cùng mã",
    )
    command.options.add_argument(
        "--previous",
        type=Path,
        metavar="TỆP.toml",
        help="import: so với tệp này để biết đã thay đổi gì (mặc định: so với bản đã xuất)",
    )


def _issue(command: Parser) -> None:
    _campaign_option(command)
    command.options.add_argument(
        "--unit", action="append", metavar="MÃ", help="mã đơn vị; lặp lại được (mặc định: tất cả)"
    )
    _out_option(command, "thư mục ghi biểu mẫu")
    command.options.add_argument(
        "--format",
        choices=("xlsx", "xlsm"),
        default="xlsx",
        help="xlsx không có macro (mặc định); xlsm có thẻ Thi đua và các nút",
    )


def _fields(command: Parser) -> None:
    command.positionals.add_argument(
        "file", type=Path, metavar="TỆP", help="biểu mẫu hoặc tệp tổng hợp"
    )


def _check(command: Parser) -> None:
    _form(command)
    command.options.add_argument(
        "--registered", type=Path, metavar="TỆP", help="phiếu đăng ký để đối chiếu chỉ tiêu"
    )


def _score(command: Parser) -> None:
    _form(command)


def _submit(command: Parser) -> None:
    _form(command)
    _out_option(command, "thư mục ghi phiếu nộp")


def _carry(command: Parser) -> None:
    command.positionals.add_argument(
        "old", type=Path, metavar="BIỂU_CŨ", help="biểu mẫu hoặc phiếu nộp đã có số liệu"
    )
    command.options.add_argument(
        "--into", type=Path, required=True, metavar="BIỂU_MỚI", help="biểu mẫu .xlsx được ghi vào"
    )


def _merge(command: Parser) -> None:
    command.positionals.add_argument(
        "folder", type=Path, metavar="THƯ_MỤC", help="thư mục chứa các phiếu nộp"
    )
    _campaign_option(command)
    command.options.add_argument(
        "--period", choices=PERIODS, required=True, help="kỳ tổng hợp: dang-ky, 6-thang, nam"
    )
    _out_option(command, "tệp tổng hợp .xlsx")
    command.options.add_argument(
        "--received",
        type=Path,
        metavar="TỆP.csv",
        help="ngày nhận: đơn vị hoặc tệp, thời điểm hoặc “không nộp”, kỳ",
    )


def _export(command: Parser) -> None:
    command.positionals.add_argument("file", type=Path, metavar="TỆP", help="tệp tổng hợp")
    _out_option(command, "tệp .csv, .json hoặc .parquet")


def _template(command: Parser) -> None:
    command.positionals.add_argument("action", choices=("build",), metavar="build",
                                     help="dựng biểu mẫu chuẩn từ mã nguồn")  # fmt: skip
    command.options.add_argument(
        "--check", action="store_true", help="chỉ so sánh tệp đang có với bản dựng mới"
    )
    command.options.add_argument(
        "--out", type=Path, default=Path("workbook_template.xlsm"), metavar="TỆP", help="nơi ghi"
    )


def _nothing_more(command: Parser) -> None:
    """A command without arguments of its own."""


def _doctor(command: Parser) -> None:
    command.positionals.add_argument(
        "folder", type=Path, nargs="?", default=Path(), metavar="THƯ_MỤC",
        help="thư mục để biểu mẫu (mặc định: thư mục hiện tại)",
    )  # fmt: skip


def _form(command: Parser) -> None:
    command.positionals.add_argument(
        "file", type=Path, metavar="BIỂU_MẪU", help="biểu mẫu của đơn vị"
    )
    _period_option(command)


def _period_option(command: Parser) -> None:
    command.options.add_argument(
        "--period",
        choices=PERIODS,
        help="kỳ: dang-ky, 6-thang, nam (mặc định: kỳ chọn trong biểu mẫu)",
    )


def _campaign_option(command: Parser) -> None:
    command.options.add_argument(
        "--campaign",
        type=Path,
        metavar="TỆP",
        help="tệp đợt thi đua, hoặc mã đợt có sẵn như cum-mau (mặc định: đợt thi đua 2021)",
    )


def _out_option(command: Parser, text: str) -> None:
    command.options.add_argument("--out", type=Path, required=True, metavar="ĐÍCH", help=text)
