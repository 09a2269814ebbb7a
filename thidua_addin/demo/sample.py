"""The sample entries: one readable file for each unit, and what is in a form at each period."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address, FieldSpec, FormSheet, form_fields
from scoring.findings import Finding
from scoring.parse import parse_cell
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import Period

EVIDENCE = ("evidence", "evidence_date", "evidence_title", "evidence_file")
YEAR_ONLY = ("self", "explanation")
"""Fields of no period that the sample units fill at the end of the year."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in a form."""

    address: Address
    value: CellValue


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence of a criterion: number, date, title; ``midyear`` is that of the 6 months."""

    criterion: str
    midyear: bool
    parts: tuple[CellValue, ...]

    @property
    def date(self) -> dt.date:
        """When the document was issued."""
        date = self.parts[1]
        assert isinstance(date, dt.date)
        return date


@dataclass(frozen=True, slots=True)
class Sending:
    """One submission: its letter, when it is sealed and received.

    ``typed`` are values typed otherwise than the unit's file says, put right by a later sending.
    ``unsealed_as`` is the name under which the form itself is sent, because sealing is refused.
    """

    period: Period
    letter_number: str
    letter_date: dt.date
    sealed_at: dt.datetime
    received_at: dt.datetime
    unsealed_as: str | None
    typed: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding that the sample provokes on purpose, with the story behind it."""

    period: Period
    code: str
    address: Address
    text: str

    def caused(self, period: Period, finding: Finding) -> bool:
        """Whether a finding of a period's check is this one."""
        of = Address(finding.criterion, finding.item, finding.field or "")
        return (self.period, self.code, self.address) == (period, finding.code, of)


@dataclass(frozen=True, slots=True)
class UnitSample:
    """The whole year of one unit. ``status`` is what each merge must say of it."""

    unit: str
    status: Mapping[Period, str]
    sendings: tuple[Sending, ...]
    mistakes: tuple[Mistake, ...]
    typed: tuple[Typed, ...]
    proofs: tuple[Proof, ...]

    def of(self, period: Period) -> tuple[Sending, ...]:
        """The unit's submissions for a period, in their order."""
        return tuple(s for s in self.sendings if s.period is period)


def load_samples(campaign: Campaign) -> tuple[UnitSample, ...]:
    """The sample of every unit, in the campaign's order.

    Raises KeyError for a unit without a file, ValueError for an unknown key or address.
    """
    folder = resources.files("thidua_addin.demo").joinpath("data")
    known = {spec.address for spec in form_fields(campaign)}
    samples: list[UnitSample] = []
    for unit in campaign.units:
        file = folder.joinpath(f"{unit.lower()}.toml")
        sample = _sample(tomllib.loads(file.read_text(encoding="utf-8")))
        addresses = {t.address for s in sample.sendings for t in s.typed}
        addresses |= {t.address for t in sample.typed}
        addresses |= {Address(p.criterion, None, EVIDENCE[0]) for p in sample.proofs}
        strangers = addresses - known
        if sample.unit != unit or strangers:
            raise ValueError(f"{unit}: {sorted(map(str, strangers))}")
        samples.append(sample)
    return tuple(samples)


def entries_of(campaign: Campaign, sample: UnitSample, sending: Sending) -> Entries:
    """What stands in the unit's form when it sends this submission.

    Only fields of periods up to the submission's, and only documents issued by then.
    """
    specs = {spec.address: spec for spec in form_fields(campaign)}
    values = {
        t.address: t.value for t in sample.typed if _entered(specs[t.address], sending.period)
    }
    values |= _proofs(sample, sending)
    values[Address(None, None, "period")] = sending.period.label
    values[Address(None, None, "letter_number")] = sending.letter_number
    values[Address(None, None, "letter_date")] = sending.letter_date
    values |= {t.address: t.value for t in sending.typed}
    return Entries(
        entry
        for address, value in values.items()
        if (entry := _entry(specs[address], value)) is not None
    )


def _entered(spec: FieldSpec, period: Period) -> bool:
    order = tuple(Period)
    if spec.address.field in YEAR_ONLY:
        return period is Period.YEAR
    return spec.period is None or order.index(spec.period) <= order.index(period)


def _proofs(sample: UnitSample, sending: Sending) -> dict[Address, CellValue]:
    """The latest document of each criterion that exists on the day of the submission."""
    values: dict[Address, CellValue] = {}
    for proof in sorted(sample.proofs, key=lambda p: p.date):
        year_only = not proof.midyear and any(
            p.criterion == proof.criterion and p.midyear for p in sample.proofs
        )
        too_early = year_only and sending.period is not Period.YEAR
        if too_early or proof.date > sending.sealed_at.date():
            continue
        for field, value in zip(EVIDENCE, proof.parts, strict=False):
            values[Address(proof.criterion, None, field)] = value
    return values


def _entry(spec: FieldSpec, value: CellValue) -> Entry | None:
    parsed = parse_cell(spec, Cell(value), Place(FormSheet.SCORES.value, 1, 1))
    return None if parsed is None else Entry(spec.address, value, parsed.entry.value)


# --- reading the files ---


def _sample(data: Mapping[str, object]) -> UnitSample:
    contents = {k: v for k, v in data.items() if k not in _HEAD}
    typed = [
        Typed(Address(None, None, field), _cell(value))
        for part in ("info", "register")
        for field, value in _table(data[part]).items()
    ]
    proofs: list[Proof] = []
    for code, content in contents.items():
        typed += _typed(code, None, _table(content))
        proofs += _proofs_in(code, _table(content))
    return UnitSample(
        _text(data["unit"]),
        {Period(p): _text(s) for p, s in _table(data["status"]).items()},
        tuple(_sending(_table(s)) for s in _list(data["sending"])),
        tuple(_mistake(_table(m)) for m in _list(data.get("mistake", []))),
        tuple(typed),
        tuple(proofs),
    )


_HEAD = ("unit", "status", "sending", "mistake", "info", "register")


def _typed(code: str, item: str | None, content: Mapping[str, object]) -> Iterator[Typed]:
    for key, value in content.items():
        if key in ("item", "input") and item is None:
            for name, row in _table(value).items():
                yield from _typed(code, name, _table(row))
        elif not isinstance(value, list):
            yield Typed(Address(code, item, key), _cell(value))


def _proofs_in(code: str, content: Mapping[str, object]) -> Iterator[Proof]:
    for key, value in content.items():
        if isinstance(value, list):
            if key not in ("evidence", "evidence_h1") or not 3 <= len(value) <= len(EVIDENCE):
                raise ValueError(f"{code}: {key}")
            yield Proof(code, key == "evidence_h1", tuple(_cell(v) for v in value))


def _sending(data: Mapping[str, object]) -> Sending:
    unsealed_as = data.get("unsealed_as")
    sealed_at, received_at = data["sealed_at"], data["received_at"]
    letter_date = data["letter_date"]
    assert isinstance(sealed_at, dt.datetime)
    assert isinstance(received_at, dt.datetime)
    assert isinstance(letter_date, dt.date)
    return Sending(
        Period(_text(data["period"])),
        _text(data["letter_number"]),
        letter_date,
        sealed_at,
        received_at,
        None if unsealed_as is None else _text(unsealed_as),
        tuple(Typed(_address(t), _cell(t["value"])) for t in map(_table, _typed_in(data))),
    )


def _typed_in(data: Mapping[str, object]) -> list[object]:
    return _list(data.get("typed", []))


def _mistake(data: Mapping[str, object]) -> Mistake:
    return Mistake(
        Period(_text(data["period"])), _text(data["code"]), _address(data), _text(data["text"])
    )


def _address(data: Mapping[str, object]) -> Address:
    item = data.get("item")
    return Address(
        _text(data["criterion"]), None if item is None else _text(item), _text(data["field"])
    )


def _cell(value: object) -> CellValue:
    """A TOML value as a spreadsheet cell holds it: every number is a float."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str | dt.date):
        return value
    raise ValueError(f"not a cell's value: {value!r}")


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"not a table: {value!r}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"not a list: {value!r}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}")
    return value
