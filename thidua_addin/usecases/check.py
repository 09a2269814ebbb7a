"""Check and score one unit's form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scoring.checks import CheckCase, run_checks
from scoring.entries import Entries
from scoring.findings import Finding, blocking
from scoring.score import ScoreSheet, score
from scoring.terms import Period
from thidua_addin.usecases.opening import OpenForm, open_form, period_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A form with its score sheet and everything there is to say about it."""

    form: OpenForm
    period: Period
    sheet: ScoreSheet
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing blocks submission."""
        return not blocking(self.findings)


def check_form(path: Path, period: str | None = None, registered: Path | None = None) -> Checked:
    """Read, score and check a form. Raises Stop where nothing can be done."""
    form = open_form(path)
    pledged = open_form(registered).reading.entries if registered is not None else None
    return check_opened(form, period_of(form, period), pledged)


def check_opened(form: OpenForm, period: Period, registered: Entries | None) -> Checked:
    """Score and check a form that is already open."""
    reading = form.reading
    sheet = score(form.campaign, form.unit.code, reading.entries, period)
    case = CheckCase(
        form.campaign,
        form.unit.code,
        period,
        reading.entries,
        sheet,
        registered,
        reading.places,
    )
    return Checked(form, period, sheet, (*reading.findings, *run_checks(case)))
