"""Carry a unit's entries from an older form into a form of a new revision of the campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign, Unit
from scoring.campaign_diff import changes_in_words
from scoring.findings import Finding
from scoring.text import nfc
from thidua_addin.errors import nothing_done, wrong_usage
from thidua_addin.form.build import build_form
from thidua_addin.form.carry import Carry, OldForm, carry_entries
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.usecases.opening import OpenForm, open_form
from thidua_addin.usecases.writing import renew_bytes, replace_bytes

_UNCLEAR: Final = frozenset(
    {"VALUE_CONFLICT", "ROW_LABEL_DIFFERS", "CELL_ERROR", "FORMULA_NO_VALUE"}
)
"""What can be said of a cell of the new form that would not survive the writing."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it.

    ``carried`` counts the entries of the older form that the new one holds now, ``kept`` the
    notes that came from it; ``changes`` says how the campaigns differ; ``previous`` is the copy
    of the new form as it was, where it held anything.
    """

    path: Path
    unit: Unit
    campaign: Campaign
    carried: int
    kept: int
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]
    previous: Path | None


def carry_form(old: Path, new: Path, at: dt.datetime) -> Carried:
    """Write ``new`` anew with the entries of ``old`` beside its own; ``old`` is not touched.

    Done twice, it changes nothing more. Raises Stop where the two do not go together.
    """
    if new.exists() and old.exists() and new.samefile(old):
        raise wrong_usage("CARRY_SAME_FILE", new=new.name)
    target, source = open_form(new), open_form(old)
    _refuse_strangers(source, target)
    # Content is kept here, so what a form says of its own texts is not believed.
    held = read_form(target.snapshot, target.campaign)
    _refuse_unclear(held, new.name)
    given = read_form(source.snapshot, source.campaign)
    older = OldForm(source.campaign, source.snapshot, given)
    carry = carry_entries(older, target.campaign, held.entries, held.kept_notes)
    return Carried(
        path=new,
        unit=target.unit,
        campaign=target.campaign,
        carried=carry.carried,
        kept=carry.kept,
        changes=changes_in_words(source.campaign, target.campaign),
        findings=carry.findings,
        previous=_write(target, held, carry, at),
    )


def _refuse_strangers(old: OpenForm, new: OpenForm) -> None:
    names = {"old": old.path.name, "new": new.path.name}
    if old.unit.code != new.unit.code:
        raise wrong_usage("CARRY_OTHER_UNIT", **names, other=old.unit.name, unit=new.unit.name)
    if old.campaign.id != new.campaign.id:
        raise nothing_done(
            "CARRY_OTHER_CAMPAIGN", **names, other=old.campaign.id, campaign=new.campaign.id
        )
    if new.campaign.revision < old.campaign.revision:
        raise nothing_done(
            "CARRY_BACKWARDS",
            **names,
            into=str(new.campaign.revision),
            revision=str(old.campaign.revision),
        )
    if new.reading.meta.seal is not None:
        raise nothing_done("CARRY_INTO_SEALED", new=new.path.name)
    if new.path.suffix.lower() != ".xlsx":
        raise nothing_done("CARRY_NEEDS_XLSX", new=new.path.name)


def _refuse_unclear(held: FormReading, file: str) -> None:
    """The new form is written anew: what it holds must have one clear value each."""
    for finding in held.findings:
        if finding.code in _UNCLEAR:
            place = str(finding.at) if finding.at is not None else file
            raise nothing_done(
                "CARRY_TARGET_UNCLEAR", new=file, place=nfc(place), problem=finding.title
            )


def _write(target: OpenForm, held: FormReading, carry: Carry, at: dt.datetime) -> Path | None:
    """Write the new form, unless it holds everything already; the copy of what it was."""
    if tuple(carry.entries) == tuple(held.entries) and carry.notes == held.kept_notes:
        return None
    content = build_form(
        target.campaign,
        target.unit,
        issued_at=held.meta.issued_at,
        entries=carry.entries,
        kept_notes=carry.notes,
    )
    if len(held.entries) or held.kept_notes:
        return replace_bytes(target.path, content, at, target.snapshot.sha256)
    renew_bytes(target.path, content, target.snapshot.sha256)
    return None
