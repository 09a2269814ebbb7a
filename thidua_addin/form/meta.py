"""What a workbook says of itself on its very hidden sheet: kind, campaign, unit, seal.

Exception
└── NotAForm    the workbook is no form of ours, or what it says of itself is damaged
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.canonical import moment_from_iso
from scoring.findings import Finding
from scoring.snapshot import CellValue, Snapshot
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.form.own_content import OWN_KEYS
from thidua_addin.form.registered import REGISTERED_CODE, REGISTERED_UNIT
from thidua_addin.workbook.tables import Table, TableRow, find_tables

__all__ = ["FormMeta", "NotAForm", "Seal", "meta_of", "meta_values", "read_meta", "workbook_kind"]

META_TABLE = "meta"
FORMAT = 1
"""The layout of forms that this version writes and reads.

It stays 1 with rows that older versions need not know, such as the digest of ``own_content``.
"""

KINDS = ("form", "summary", "criteria", "notice", "cross")

_VALUE_ROLE = re.compile(r"value([0-9]*)")


class NotAForm(Exception):
    """Carries the finding that says why the workbook cannot be read as a form."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a submitted copy: period, version, moment, check code, the sealed entries."""

    period: Period
    version: int
    at: dt.datetime
    code: str
    json: str


@dataclass(frozen=True, slots=True)
class FormMeta:
    """What a form says of itself. ``unit`` is ``""`` in a template for any unit.

    ``own`` are the rows of the digest of its own content (``own_content``), empty texts in forms
    of before there was one.
    """

    format: int
    program: str
    campaign_id: str
    campaign_revision: int
    campaign_hash: str
    campaign_json: str
    unit: str
    issued_at: dt.datetime
    seal: Seal | None
    own: tuple[str, ...]
    registered: tuple[str, str] = ("", "")
    """Unit and check code of the registration that was sealed from a form for any unit."""


def workbook_kind(snapshot: Snapshot) -> str | None:
    """``form``, ``summary``, ``criteria`` or ``notice``; None where it is no workbook of ours."""
    return _kind(meta_values(snapshot))


def _kind(held: Mapping[str, str]) -> str | None:
    kind = held.get("kind", "")
    return kind if kind in KINDS else None


def meta_values(snapshot: Snapshot) -> Mapping[str, str]:
    """The meta rows by name; a long value is joined from the columns it continues in."""
    for table in find_tables(snapshot):
        if table.name == META_TABLE:
            return {row.key.lstrip("|"): _joined(table, row) for row in table.rows}
    return {}


def read_meta(snapshot: Snapshot) -> FormMeta | None:
    """What the form says of itself; None where something that every form has is missing."""
    return _meta(meta_values(snapshot))


def _meta(held: Mapping[str, str]) -> FormMeta | None:
    values = {name: value for name, value in held.items() if value}
    try:
        return FormMeta(
            format=int(values["format"]),
            program=values.get("program", ""),
            campaign_id=values["campaign_id"],
            campaign_revision=int(values["campaign_revision"]),
            campaign_hash=values["campaign_hash"],
            campaign_json=values["campaign_json"],
            unit=nfc(values.get("unit", "")).strip(),
            issued_at=moment_from_iso(values["issued_at"]),
            seal=_seal(values),
            own=tuple(values.get(key, "") for key in OWN_KEYS),
            registered=(
                nfc(values.get(REGISTERED_UNIT, "")).strip(),
                values.get(REGISTERED_CODE, "").strip(),
            ),
        )
    except (KeyError, ValueError):
        return None


def meta_of(snapshot: Snapshot) -> FormMeta:
    """What the form says of itself.

    Raises NotAForm (NOT_A_FORM, META_DAMAGED, FORM_NEWER_FORMAT).
    """
    held = meta_values(snapshot)
    if _kind(held) != "form":
        raise NotAForm(Finding("NOT_A_FORM", params={"file": snapshot.file}))
    meta = _meta(held)
    if meta is None:
        raise NotAForm(Finding("META_DAMAGED", params={"file": snapshot.file}))
    if meta.format != FORMAT:
        params = {"file": snapshot.file, "format": str(meta.format), "known": str(FORMAT)}
        raise NotAForm(Finding("FORM_NEWER_FORMAT", params=params))
    return meta


def _seal(values: Mapping[str, str]) -> Seal | None:
    """The seal, None where there is none. Raises where only a part of one is left."""
    if not any(name.startswith("seal_") for name in values):
        return None
    version = int(values["seal_version"])
    if version < 1:
        raise ValueError("a sealed copy counts from 1")
    return Seal(
        Period(values["seal_period"]),
        version,
        moment_from_iso(values["seal_at"]),
        values["seal_code"],
        values["seal_json"],
    )


def _joined(table: Table, row: TableRow) -> str:
    numbered = sorted(
        (int(match[1] or "1"), role)
        for role in table.roles
        if (match := _VALUE_ROLE.fullmatch(role)) is not None
    )
    return "".join(_text(table.cell(row.row, role).value) for _, role in numbered)


def _text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
