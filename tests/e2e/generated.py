"""Entries as units may type them: edges of bands, exact half ties, blanks, slips.

What is typed comes from the field list and the numbers of the campaign's own rules; the parser
turns it into entries, as when a form is read.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

from scoring.campaign import Campaign
from scoring.entries import Entries, Entry
from scoring.fields import FieldSpec, form_fields
from scoring.parse import parse_cell
from scoring.rules.bands import Bands
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.lateness import Lateness
from scoring.rules.proportional import Proportional
from scoring.rules.range_minus import RangeMinus
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import FieldType, Period

_NUMERIC = (FieldType.NUMBER, FieldType.PERCENT, FieldType.COUNT, FieldType.POINTS)


def typed_entries(campaign: Campaign, seed: int, *, slips: bool) -> Entries:
    """A unit's entries. With ``slips`` some cannot be used, or only Python can read them."""
    rng = random.Random(seed)
    fullness = rng.choice((0.5, 0.9, 1.0, 1.0))
    absent = rng.choice((0.0, 0.0, 0.15, 0.5))
    typed: list[Entry] = []
    for spec in form_fields(campaign):
        if spec.address.field == "period":
            continue
        if spec.address.field == "not_applicable":
            raw = _mark(rng, absent, slips)
        elif spec.address.item is not None and spec.address.item.isdecimal():
            used = int(spec.address.item) <= seed % 5
            raw = _value(campaign, spec, rng, slips) if used and rng.random() < fullness else None
        elif spec.address.field == "self":
            raw = _value(campaign, spec, rng, slips) if rng.random() < 0.3 else None
        else:
            raw = _value(campaign, spec, rng, slips) if rng.random() < fullness else None
        parsed = parse_cell(spec, Cell(raw), Place("x", 1, 1))
        if parsed is not None:
            typed.append(Entry(spec.address, raw, parsed.entry.value))
    return Entries(typed)


def chosen_period(seed: int) -> Period:
    """Most forms are of the year, some of the middle, few of the registration."""
    return random.Random(seed).choice(
        (Period.YEAR, Period.YEAR, Period.YEAR, Period.MIDYEAR, Period.MIDYEAR, Period.REGISTRATION)
    )


def _mark(rng: random.Random, absent: float, slips: bool) -> CellValue:
    if rng.random() < absent:
        return rng.choice(("x", "X", " x ")) if slips else "x"
    return "không" if slips and rng.random() < 0.05 else None


def _value(campaign: Campaign, spec: FieldSpec, rng: random.Random, slips: bool) -> CellValue:
    if slips and rng.random() < 0.08:
        return _slip(campaign, spec, rng)
    match spec.type:
        case FieldType.CHOICE | FieldType.YES_NO:
            return rng.choice(spec.choices)
        case FieldType.DATE:
            return _date(campaign, rng)
        case FieldType.TEXT | FieldType.REFERENCE:
            return rng.choice(("Nội dung", "12/KH-SNV", "=1+1", "@cụm", "Dòng một\nDòng hai"))
    good = [v for v in _numbers(campaign, spec, rng) if _within(spec, v)]
    return float(rng.choice(good))


def _slip(campaign: Campaign, spec: FieldSpec, rng: random.Random) -> CellValue:
    if spec.type in _NUMERIC:
        top = 3 if spec.maximum is None else spec.maximum + 1
        return rng.choice(("9,5", "85%", "chưa có", -1.0, 1.5, float(top), 0.0, True))
    if spec.type is FieldType.DATE:
        return rng.choice(("15/06/2021", "hôm qua", 44362.0, True))
    if spec.choices:
        return rng.choice((spec.choices[0].upper(), "khác", 1.0))
    return "Nội dung"


def _date(campaign: Campaign, rng: random.Random) -> dt.date:
    bases = [
        c.rule.base
        for c in campaign.tree.leaves()
        if isinstance(c.rule, Lateness) and c.rule.base is not None
    ]
    base = rng.choice(bases) if bases else dt.date(campaign.year, 6, 15)
    return base + dt.timedelta(days=rng.choice((-30, -1, 0, 1, 2, 3, 5, 40)))


def _within(spec: FieldSpec, value: Decimal) -> bool:
    if spec.minimum is not None and value < spec.minimum:
        return False
    if spec.above is not None and value <= spec.above:
        return False
    return spec.maximum is None or value <= spec.maximum


def _numbers(campaign: Campaign, spec: FieldSpec, rng: random.Random) -> list[Decimal]:
    """Candidates: edges of the rules, multiples that end in half ties, ordinary numbers."""
    if spec.type is FieldType.COUNT:
        return [Decimal(n) for n in (0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 40, 79, 80, 81, 100, 320)]
    edges = list(_edges(campaign))
    if spec.type is FieldType.POINTS:
        top = spec.maximum or Decimal(10)
        half_ties = [Decimal(rng.randrange(0, 2000)) / 1000 for _ in range(3)]
        ends = [end for ends in _ranges(campaign, spec) for end in ends]
        plain = [Decimal("1.005"), Decimal("2.675"), Decimal("0.5"), Decimal(1), Decimal(0)]
        return [*half_ties, *plain, top, *ends, *ends]
    tiny = Decimal("0.0001")
    near = [e + d for e in edges for d in (-tiny, Decimal(0), Decimal(0), tiny)]
    if spec.type is FieldType.PERCENT:
        return [*near, Decimal(rng.randrange(0, 20001)) / 10000, Decimal(0), Decimal(1), Decimal(2)]
    if spec.address.field == "target":
        return [Decimal(n) for n in (3, 7, 8, 16, 80, 160, 400, 640, 1600)]
    if spec.address.field == "weight":
        return [Decimal(n) for n in (1, 2, 3, 7, 8)] + [Decimal("0.5"), Decimal("12.5")]
    whole = [Decimal(n) for n in (0, 1, 3, 7, 8, 16, 79, 80, 81, 84, 88, 160, 401, 643, 1601)]
    return [*whole, *near, Decimal(rng.randrange(0, 200000)) / 100]


def _ranges(campaign: Campaign, spec: FieldSpec) -> Iterator[tuple[Decimal, Decimal]]:
    """The ends of the severities of a deduction."""
    rule = campaign.tree[spec.address.criterion or ""].rule
    if isinstance(rule, RangeMinus):
        for severity in rule.severities:
            yield severity.from_, severity.to


def _edges(campaign: Campaign) -> Iterator[Decimal]:
    """The numbers at which a rule changes its mind."""
    for criterion in campaign.tree.leaves():
        match criterion.rule:
            case Bands(bands=bands):
                for band in bands:
                    yield from (edge for edge in (band.from_, band.to) if edge is not None)
            case Proportional(target=Decimal() as target):
                yield target
            case ExcessBonus(step=step):
                yield from (1 + step, 1 + 2 * step)
            case _:
                continue


def as_seen(entry: Entry) -> Entry:
    """The entry as the formulas can use it: without a value where only Python can read it."""
    if entry.address.field == "not_applicable" or is_plain(entry):
        return entry
    if isinstance(entry.raw, float) and entry.value is not None:
        return entry  # a day number typed into a date cell is a date to both
    return Entry(entry.address, entry.raw, None)


def is_plain(entry: Entry) -> bool:
    """Whether a formula sees in a cell what Python reads there."""
    value, raw = entry.value, entry.raw
    if value is None:
        return not isinstance(raw, dt.date)
    if isinstance(value, Decimal):
        return isinstance(raw, float)
    if isinstance(value, dt.date):
        return isinstance(raw, dt.date)
    return raw == value
