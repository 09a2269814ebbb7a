"""What the command line prints: JSON for programs, plain Vietnamese for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable

from scoring.findings import Finding, Severity

SEVERITY_TEXT = {
    Severity.ERROR: "LỖI",
    Severity.WARNING: "CẢNH BÁO",
    Severity.INFO: "THÔNG TIN",
}


def print_json(value: object) -> None:
    """One JSON document on standard output, UTF-8, Vietnamese letters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def print_text(text: str = "") -> None:
    """One line for people, without the control characters that a file's text may smuggle in."""
    sys.stdout.write(plain(text) + "\n")


def print_findings(findings: Iterable[Finding]) -> None:
    """One line a finding: severity, place, message; its hint on the next."""
    for finding in findings:
        place = f" {finding.at}" if finding.at else f" {finding.path}" if finding.path else ""
        print_text(f"{SEVERITY_TEXT[finding.severity]}{place} [{finding.code}] {finding.message}")
        if finding.hint:
            print_text(f"    Cách sửa: {finding.hint}")


def plain(text: str) -> str:
    """The text with every control or direction character shown as a visible mark."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
