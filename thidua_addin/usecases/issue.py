"""Issue the forms of a campaign, one for each member unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring.campaign import Campaign, Unit
from scoring.campaign_load import (
    load_campaign,
    published_campaign,
    published_ids,
    published_source,
)
from scoring.findings import Finding, Severity
from thidua_addin.errors import NothingDone, nothing_done, wrong_usage
from thidua_addin.form.build import build_form
from thidua_addin.template.package import with_macros
from thidua_addin.template.ribbon import RibbonHost
from thidua_addin.usecases.writing import make_folder, stands, write_new


@dataclass(frozen=True, slots=True)
class Issued:
    """A form that was written for a unit."""

    unit: Unit
    path: Path


def chosen_campaign(file: Path | None) -> Campaign:
    """The campaign of a file or of a shipped id; None is the shipped one of 2021.

    Raises NothingDone on any fault.
    """
    if file is None:
        return published_campaign()
    loaded = load_campaign(read_campaign_file(file))
    if loaded.campaign is not None:
        return loaded.campaign
    errors = [f for f in loaded.findings if f.severity is Severity.ERROR]
    raise NothingDone(
        Finding(
            "CAMPAIGN_UNUSABLE",
            path=errors[0].path,
            params={"file": file.name, "count": str(len(errors)), "first": errors[0].message},
        )
    )


def read_campaign_file(file: Path) -> bytes:
    """The bytes of a campaign file, or of the shipped campaign that is called so.

    A file of that name comes first. Raises NothingDone where it cannot be read.
    """
    if str(file) in published_ids() and not file.exists():
        return published_source(str(file))
    try:
        return file.read_bytes()
    except FileNotFoundError as missing:
        raise nothing_done("FILE_MISSING", file=file.name) from missing
    except IsADirectoryError as folder:
        raise nothing_done("CAMPAIGN_IS_FOLDER", file=file.name) from folder
    except OSError as failed:
        raise nothing_done("FILE_LOCKED", file=file.name) from failed


def issue_forms(
    campaign: Campaign,
    codes: list[str] | None,
    out: Path,
    at: dt.datetime,
    suffix: Literal["xlsx", "xlsm"] = "xlsx",
) -> tuple[Issued, ...]:
    """Write the forms, with the ribbon tab and its macros where the suffix is ``xlsm``.

    A form that is already there may hold entries: it is never replaced.
    """
    units = _chosen_units(campaign, codes)
    targets = [Issued(unit, out / f"{campaign.id}_{unit.code}.{suffix}") for unit in units]
    for target in targets:
        if stands(target.path):
            raise nothing_done("FORM_EXISTS", file=str(target.path))
    make_folder(out)
    for target in targets:
        form = build_form(campaign, target.unit, issued_at=at)
        with_buttons = suffix == "xlsm"
        write_new(target.path, with_macros(form, RibbonHost.TEMPLATE) if with_buttons else form)
    return tuple(targets)


def _chosen_units(campaign: Campaign, codes: list[str] | None) -> tuple[Unit, ...]:
    if not codes:
        return tuple(campaign.units.values())
    unknown = [code for code in codes if code not in campaign.units]
    if unknown:
        known = ", ".join(campaign.units)
        raise wrong_usage("UNIT_NOT_IN_CAMPAIGN", unit=", ".join(unknown), known=known)
    return tuple(campaign.units[code] for code in dict.fromkeys(codes))
