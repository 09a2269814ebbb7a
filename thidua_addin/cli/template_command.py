"""``template build``: rebuild the committed template, or compare it with its sources."""

from __future__ import annotations

import argparse
import zipfile

from scoring.campaign_load import published_campaign
from thidua_addin.cli.output import print_json, print_text
from thidua_addin.errors import nothing_done
from thidua_addin.template.build import build_template, differing_parts
from thidua_addin.usecases.writing import write_bytes


def run(options: argparse.Namespace) -> int:
    """Build, or with ``--check`` compare; returns the exit status."""
    fresh = build_template(published_campaign())
    if not options.check:
        write_bytes(options.out, fresh)
        _say(options, (), f"Đã dựng {options.out}")
        return 0
    try:
        different = differing_parts(options.out.read_bytes(), fresh)
    except FileNotFoundError as missing:
        raise nothing_done("FILE_MISSING", file=options.out.name) from missing
    except (OSError, zipfile.BadZipFile) as damaged:
        raise nothing_done("FILE_DAMAGED", file=options.out.name) from damaged
    text = "khác ở: " + ", ".join(different) if different else "giống bản dựng mới"
    _say(options, different, f"{options.out}: {text}")
    return 1 if different else 0


def _say(options: argparse.Namespace, different: tuple[str, ...], text: str) -> None:
    if options.json:
        print_json({"file": str(options.out), "ok": not different, "different": list(different)})
    else:
        print_text(text)
