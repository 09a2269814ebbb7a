"""Text encoding: text typed in a code page of before Unicode shows as garbage elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped
from scoring.findings import Finding
from scoring.text import is_legacy_encoded


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield TEXT_LEGACY_FONT for text that looks like TCVN3 or VNI."""
    for entry in case.entries:
        if isinstance(entry.value, str) and is_legacy_encoded(entry.value):
            spec = case.spec_of.get(entry.address)
            title = spec.title if spec is not None else entry.address.field
            yield case.finding(
                "TEXT_LEGACY_FONT", entry.address, title=clipped(title), value=clipped(entry.value)
            )
