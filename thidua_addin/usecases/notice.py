"""Notices of appraisal and requests for supplement: one workbook for each unit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.merge import MergeResult
from scoring.terms import Period
from thidua_addin.errors import wrong_usage
from thidua_addin.notice.build import build_notice
from thidua_addin.notice.layout import notice_name
from thidua_addin.usecases.summaries import open_summary
from thidua_addin.usecases.writing import make_folder, write_new

__all__ = ["Noticed", "UnitNotice", "make_notices"]


@dataclass(frozen=True, slots=True)
class UnitNotice:
    """A notice that was written: how many lines it has, how many the unit is to answer.

    ``remarks`` are errors and warnings about the unit's file that concern no single line.
    """

    unit: str
    name: str
    path: Path
    version: int
    lines: int
    to_answer: int
    remarks: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """What came of it; ``findings`` name the units for which there is nothing to tell."""

    summary: Path
    period: Period
    notices: tuple[UnitNotice, ...]
    findings: tuple[Finding, ...]


def make_notices(summary: Path, units: Sequence[str] | None, out: Path, at: dt.datetime) -> Noticed:
    """Write a notice for each unit (``units``: only for these) into ``out``.

    Each gets the next version of its unit and period in that folder: nothing is overwritten.
    Raises Stop where the file is no summary, a unit is unknown or the folder cannot be written.
    """
    opened = open_summary(summary)
    result = opened.result
    codes = _chosen(result.campaign, units)
    make_folder(out)
    notices: list[UnitNotice] = []
    findings: list[Finding] = []
    for code in codes:
        unit = result.campaign.units[code]
        if result.unit(code).received is None:
            params = {"unit": unit.short_name, "period": result.period.label}
            findings.append(Finding("NOTICE_NOTHING_RECEIVED", params=params))
            continue
        version = _next_version(out, result, code)
        notice = build_notice(result, code, at=at, merged_at=opened.merged_at, version=version)
        path = out / notice_name(result.campaign.id, code, result.period, version)
        write_new(path, notice.content)
        counts = (notice.lines, notice.to_answer, notice.remarks)
        notices.append(UnitNotice(code, unit.name, path, version, *counts))
    return Noticed(summary, result.period, tuple(notices), tuple(findings))


def _chosen(campaign: Campaign, codes: Sequence[str] | None) -> tuple[str, ...]:
    if not codes:
        return tuple(campaign.units)
    unknown = [code for code in codes if code not in campaign.units]
    if unknown:
        known = ", ".join(campaign.units)
        raise wrong_usage("UNIT_NOT_IN_CAMPAIGN", unit=", ".join(unknown), known=known)
    return tuple(dict.fromkeys(codes))


def _next_version(folder: Path, result: MergeResult, unit: str) -> int:
    """One more than the highest version in the folder."""
    name = notice_name(result.campaign.id, unit, result.period, 0)
    pattern = re.compile(re.escape(name).replace("lan0", r"lan(\d+)"), re.IGNORECASE)
    found = (pattern.fullmatch(path.name) for path in folder.iterdir())
    return 1 + max((int(match[1]) for match in found if match), default=0)
