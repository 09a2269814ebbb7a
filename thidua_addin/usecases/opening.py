"""Opening a unit's form: the file, the campaign it belongs to, its entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from scoring.campaign import Campaign, Unit
from scoring.campaign_diff import CarriedCampaign, compare_campaign
from scoring.campaign_load import published_campaign, published_ids
from scoring.canonical import campaign_from_json, sha256_hex
from scoring.findings import Finding
from scoring.snapshot import Snapshot
from scoring.terms import Period
from scoring.unit_names import stranger_finding
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.form.extra import by_digest
from thidua_addin.form.meta import FormMeta, NotAForm, meta_of
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.workbook.read import UnreadableWorkbook, read_workbook


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A unit's form as it was read, with the campaign that scores it."""

    path: Path
    snapshot: Snapshot
    campaign: Campaign
    unit: Unit
    reading: FormReading


def open_workbook(path: Path) -> Snapshot:
    """The snapshot of a file. Raises NothingDone where it cannot be read."""
    try:
        return read_workbook(path)
    except UnreadableWorkbook as unreadable:
        raise NothingDone(Finding(unreadable.code, params=unreadable.params)) from unreadable


def form_meta(snapshot: Snapshot) -> FormMeta:
    """What a form says of itself. Raises NothingDone where it is no form that can be read."""
    try:
        return meta_of(snapshot)
    except NotAForm as refusal:
        raise NothingDone(refusal.finding) from refusal


def open_form(path: Path) -> OpenForm:
    """The form with the campaign that it carries. Raises NothingDone where it is not a form.

    A unit works with the campaign its form was issued from; the chair's merge uses the chair's.
    """
    return opened_form(path, open_workbook(path))


def opened_form(path: Path, snapshot: Snapshot) -> OpenForm:
    """The form of a snapshot that stands at ``path``. Raises NothingDone as ``open_form``."""
    meta = form_meta(snapshot)
    campaign = carried_campaign(meta, path.name)
    reading = read_form(snapshot, campaign, by_digest)
    known = _compared_with_published(meta)
    if known:
        reading = replace(reading, findings=(*known, *reading.findings))
    unit = campaign.units.get(reading.unit or "")
    if unit is None:
        raise _no_unit(campaign, reading, path.name)
    return OpenForm(path, snapshot, campaign, unit, reading)


def carried_campaign(meta: FormMeta, file: str) -> Campaign:
    """The campaign inside a form, verified against the hash that the form names."""
    if sha256_hex(meta.campaign_json) != meta.campaign_hash:
        raise nothing_done("META_DAMAGED", file=file)
    try:
        return campaign_from_json(meta.campaign_json)
    except ValueError as broken:
        raise nothing_done("META_DAMAGED", file=file) from broken


def carried_by(meta: FormMeta) -> CarriedCampaign:
    """What a form says of the campaign that it was built from."""
    return CarriedCampaign(
        meta.campaign_id, meta.campaign_revision, meta.campaign_hash, meta.campaign_json
    )


def _compared_with_published(meta: FormMeta) -> tuple[Finding, ...]:
    """How the carried campaign differs from the shipped one of that name, if there is one.

    A later revision is the chair's: this program was shipped before it, and the chair's merge
    compares with the chair's own.
    """
    if meta.campaign_id not in published_ids():
        return ()
    shipped = published_campaign(meta.campaign_id)
    if meta.campaign_revision > shipped.revision:
        return ()
    return compare_campaign(shipped, carried_by(meta))


def period_of(form: OpenForm, asked: str | None) -> Period:
    """The period asked for, else the one chosen in the form, else a usage error."""
    if asked is not None:
        return Period(asked)
    if form.reading.period is not None:
        return form.reading.period
    raise wrong_usage("PERIOD_NOT_CHOSEN", file=form.path.name)


def _no_unit(campaign: Campaign, reading: FormReading, file: str) -> NothingDone:
    stranger = stranger_finding(campaign, reading.unit, file) if reading.unit else None
    return nothing_done("UNIT_NOT_CHOSEN", file=file) if stranger is None else NothingDone(stranger)
