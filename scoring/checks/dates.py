"""Dates: far from the campaign's year they are probably slips of the keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scoring.checks.case import CheckCase, clipped
from scoring.dates import vn_date
from scoring.findings import Finding


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield DATE_FAR for a date more than a year away from the campaign's year."""
    for spec in case.specs:
        a = spec.address
        value = case.entries.value(a.criterion, a.item, a.field)
        if isinstance(value, dt.date) and abs(value.year - case.campaign.year) > 1:
            yield case.finding(
                "DATE_FAR",
                a,
                title=clipped(spec.title),
                date=vn_date(value),
                year=str(case.campaign.year),
            )
