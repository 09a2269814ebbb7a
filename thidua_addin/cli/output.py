"""What the command line prints: JSON for programs, plain Vietnamese for people."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from scoring.findings import Finding, Severity
from thidua_addin.harmless import json_text

SEVERITY_TEXT = {
    Severity.ERROR: "LỖI",
    Severity.WARNING: "CẢNH BÁO",
    Severity.INFO: "THÔNG TIN",
}


_told: Final[Counter[str]] = Counter()
"""How often the finding of a code was told since it was last asked."""


def told_codes() -> dict[str, int]:
    """How often each finding was told since the last call."""
    told = dict(_told)
    _told.clear()
    return told


def print_json(value: object) -> None:
    """One JSON document on standard output, UTF-8, Vietnamese letters as they are."""
    _told.update(_codes(value))
    sys.stdout.write(json_text(value) + "\n")


def print_text(text: str = "") -> None:
    """One line for people, without the control characters that a file's text may smuggle in."""
    sys.stdout.write(plain(text) + "\n")


def print_findings(findings: Iterable[Finding]) -> None:
    """One line a finding: severity, place, message; its hint on the next."""
    for finding in findings:
        _told[finding.code] += 1
        place = f" {finding.at}" if finding.at else f" {finding.path}" if finding.path else ""
        print_text(f"{SEVERITY_TEXT[finding.severity]}{place} [{finding.code}] {finding.message}")
        if finding.hint:
            print_text(f"    Cách sửa: {finding.hint}")


def _codes(value: object) -> Iterator[str]:
    """The code of every finding in what is printed as JSON."""
    if isinstance(value, dict):
        if "code" in value and "severity" in value:
            yield str(value["code"])
        else:
            for inner in value.values():
                yield from _codes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _codes(inner)


def plain(text: str) -> str:
    """The text with every control or direction character shown as a visible mark."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
