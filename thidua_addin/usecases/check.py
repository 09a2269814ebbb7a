"""Check and score one unit's form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scoring.campaign import Campaign
from scoring.checks import CheckCase, run_checks
from scoring.entries import Entries
from scoring.findings import Finding, blocking
from scoring.score import ScoreSheet, score
from scoring.submission import check_code
from scoring.terms import Period
from thidua_addin.errors import wrong_usage
from thidua_addin.form.read import FormReading
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
    pledged = _registration(registered, form) if registered is not None else None
    return check_opened(form, period_of(form, period), pledged)


def _registration(path: Path, form: OpenForm) -> Entries:
    """The entries of the registration. Raises WrongUsage for another unit's or an empty one."""
    registration = open_form(path)
    if registration.unit.code != form.unit.code:
        raise wrong_usage(
            "REGISTERED_OTHER_UNIT",
            file=path.name,
            other=registration.unit.name,
            unit=form.unit.name,
        )
    if not any(e.address.field == "target" for e in registration.reading.entries):
        raise wrong_usage("REGISTERED_EMPTY", file=path.name)
    return registration.reading.entries


def check_opened(form: OpenForm, period: Period, registered: Entries | None) -> Checked:
    """Score and check a form that is already open."""
    sheet, findings = check_reading(form.reading, form.campaign, form.unit.code, period, registered)
    edited = _edited_after_sealing(form.reading, form.unit.code)
    return Checked(form, period, sheet, (*form.reading.findings, *edited, *findings))


def _edited_after_sealing(reading: FormReading, unit: str) -> tuple[Finding, ...]:
    """A unit may go on from its own sealed copy; it must know that the old code is void then."""
    seal = reading.meta.seal
    if seal is None:
        return ()
    code = check_code(unit, seal.period, reading.meta.campaign_hash, reading.entries)
    if code == seal.code:
        return ()
    params = {"period": seal.period.label, "version": str(seal.version), "code": seal.code}
    return (Finding("SEALED_COPY_EDITED", params=params),)


def check_reading(
    reading: FormReading,
    campaign: Campaign,
    unit: str,
    period: Period,
    registered: Entries | None,
) -> tuple[ScoreSheet, tuple[Finding, ...]]:
    """The score sheet of what was read, and the findings of every check of it."""
    sheet = score(campaign, unit, reading.entries, period)
    case = CheckCase(
        campaign,
        unit,
        period,
        reading.entries,
        sheet,
        registered,
        reading.places,
        reading.live,
        reading.findings,
    )
    return sheet, run_checks(case)
