"""``template build``: rebuild the committed template and add-in, or compare them."""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

from scoring.campaign_load import published_campaign
from thidua_addin.cli.output import print_json, print_text
from thidua_addin.errors import nothing_done
from thidua_addin.template.build import (
    ADDIN_FILE,
    build_addin,
    build_template,
    differing_parts,
)
from thidua_addin.usecases.writing import write_bytes

_TEMPLATE_FILE = Path("workbook_template.xlsm")


def run(options: argparse.Namespace) -> int:
    """Build, or with ``--check`` compare; returns the exit status.

    The add-in belongs into the package; with another ``--out`` it is written beside that file.
    """
    fresh = {options.out: build_template(published_campaign()), _addin(options): build_addin()}
    if not options.check:
        for file, content in fresh.items():
            write_bytes(file, content)
        _say(options, dict.fromkeys(fresh, ()), "Đã dựng")
        return 0
    different = {file: _different(file, content) for file, content in fresh.items()}
    _say(options, different, "")
    return 1 if any(different.values()) else 0


def _addin(options: argparse.Namespace) -> Path:
    if options.out == _TEMPLATE_FILE:
        return ADDIN_FILE
    beside: Path = options.out.with_name(ADDIN_FILE.name)
    return ADDIN_FILE if options.check and not beside.exists() else beside


def _different(file: Path, fresh: bytes) -> tuple[str, ...]:
    try:
        return differing_parts(file.read_bytes(), fresh)
    except FileNotFoundError as missing:
        raise nothing_done("FILE_MISSING", file=file.name) from missing
    except (OSError, zipfile.BadZipFile) as damaged:
        raise nothing_done("FILE_DAMAGED", file=file.name) from damaged


def _say(options: argparse.Namespace, different: dict[Path, tuple[str, ...]], done: str) -> None:
    if options.json:
        template, addin = different
        print_json(
            {
                "file": str(template),
                "addin": str(addin),
                "ok": not any(different.values()),
                "different": list(different[template]),
                "addin_different": list(different[addin]),
            }
        )
        return
    for file, parts in different.items():
        if done:
            print_text(f"{done} {file}")
        else:
            text = "khác ở: " + ", ".join(parts) if parts else "giống bản dựng mới"
            print_text(f"{file}: {text}")
