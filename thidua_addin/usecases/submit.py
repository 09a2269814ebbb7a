"""Seal a form: the macro-free copy that the unit signs and sends."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.findings import Severity
from scoring.submission import entries_json, seal
from scoring.terms import Period
from thidua_addin.form.build import SealMark, build_form
from thidua_addin.usecases.check import Checked, check_form
from thidua_addin.usecases.writing import make_folder, write_new


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of it; without a path, blocking findings stood in the way."""

    checked: Checked
    path: Path | None = None
    version: int | None = None
    check_code: str | None = None


def submit_form(path: Path, period: str | None, out: Path, at: dt.datetime) -> Submitted:
    """Check the form and write its sealed copy into ``out``. The form itself is not touched."""
    return submit_checked(check_form(path, period), out, at)


def submit_checked(checked: Checked, out: Path, at: dt.datetime) -> Submitted:
    """Write the sealed copy of a form that was checked, unless a finding blocks."""
    if not checked.ok:
        return Submitted(checked)
    make_folder(out)
    form = checked.form
    version = next_version(out, form.campaign.id, form.unit.code, checked.period)
    earlier = form.reading.meta.seal
    if earlier is not None and earlier.period is checked.period:
        version = max(version, earlier.version + 1)  # sealed before, perhaps into another folder
    entries = _of_period(form.reading.entries, checked.period)
    submission = seal(form.campaign, form.unit.code, checked.period, entries, version, at)
    mark = SealMark(checked.period, version, at, submission.check_code, entries_json(submission))
    content = build_form(
        form.campaign,
        form.unit,
        issued_at=form.reading.meta.issued_at,
        entries=entries,
        period=checked.period,
        seal=mark,
        findings=tuple(f for f in checked.findings if f.severity is not Severity.ERROR),
        keeping=form.reading.keeping,
        registered=form.reading.meta.registered,
    )
    target = out / sealed_name(form.campaign.id, form.unit.code, checked.period, version)
    write_new(target, content)
    return Submitted(checked, target, version, submission.check_code)


def _of_period(entries: Entries, period: Period) -> Entries:
    """The entries as the copy shows them: its period is the sealed one, whatever was chosen."""
    if entries.text(None, None, "period") == period.label:
        return entries
    chosen = Entry(Address(None, None, "period"), period.label, period.label)
    return Entries((*entries, chosen))


def sealed_name(campaign: str, unit: str, period: Period, version: int) -> str:
    """The conventional file name; readers go by content, people by name."""
    return f"{campaign}_{unit}_{period.value}_lan{version}.xlsx"


def next_version(folder: Path, campaign: str, unit: str, period: Period) -> int:
    """One more than the highest version in the folder, so that no sealed copy is overwritten."""
    pattern = re.compile(
        re.escape(f"{campaign}_{unit}_{period.value}_lan") + r"(\d+)\.xlsx", re.IGNORECASE
    )
    found = (pattern.fullmatch(p.name) for p in folder.iterdir())
    return 1 + max((int(m[1]) for m in found if m), default=0)
