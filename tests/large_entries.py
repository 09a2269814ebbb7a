"""What a unit enters into a form of any campaign so that nothing is missing and nothing wrong."""

from __future__ import annotations

import datetime as dt

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address, FieldSpec, form_fields, leaf_fields
from scoring.parse import parse_cell
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType, Period


def full_values(campaign: Campaign) -> dict[Address, CellValue]:
    """Everything that a unit must enter at year end, and nothing for a check to stop at.

    Every date is 20/06, every percent 90 %, every result 95 of a target of 100 (of a penalty or
    where fewer is better 50), of ten people eight are good; two events, two pledged targets with
    weights 1; the first choice of each list; of points half of the maximum, in quarters.
    """
    values: dict[Address, CellValue] = {}
    for spec in form_fields(campaign):
        raw = _full_value(campaign, spec)
        if raw is not None:
            values[spec.address] = raw
    return values


def full_entries(campaign: Campaign) -> Entries:
    """``full_values`` as the entries of a form that was read."""
    found = []
    specs = {spec.address: spec for spec in form_fields(campaign)}
    for address, raw in full_values(campaign).items():
        parsed = parse_cell(specs[address], Cell(raw), Place("x", 1, 1))
        assert parsed is not None
        found.append(Entry(address, raw, parsed.entry.value))
    return Entries(found)


def _full_value(campaign: Campaign, spec: FieldSpec) -> CellValue:
    field, item = spec.address.field, spec.address.item
    if field in ("self", "explanation", "not_applicable", "na_reason") or (
        item is not None and item.isdecimal() and int(item) > 2
    ):
        return None
    if field == "period":
        return Period.YEAR.label
    match spec.type:
        case FieldType.CHOICE | FieldType.YES_NO:
            return spec.choices[0]
        case FieldType.DATE:
            return dt.date(campaign.year, 6, 20)
        case FieldType.TEXT:
            return f"Nội dung đã thực hiện trong năm {item or ''}".strip()
        case FieldType.REFERENCE:
            return "12/BC-SNV"
        case FieldType.PERCENT:
            return 0.9
        case FieldType.POINTS:
            assert spec.maximum is not None
            return float(spec.maximum * 2 // 1 / 4)
    if field == "weight":
        return 1.0
    if field == "target":
        return 100.0
    if spec.type is FieldType.COUNT and spec.address.item is None:
        return 50.0 if "target" in _fields_of(campaign, spec.address.criterion) else 2.0
    return {"TS": 10.0, "DAT": 8.0}.get(item or "", 95.0)


def _fields_of(campaign: Campaign, code: str | None) -> frozenset[str]:
    assert code is not None
    return frozenset(s.address.field for s in leaf_fields(campaign, campaign.tree[code]))
