"""Entries for any campaign, on purpose at the places where a mistake would show.

Exact half ties, edges of bands and just beside them, ranks, ranges, half-years, co-leaders, units
without a target, blanks, slips. What is typed goes through the parser, as when a form is read.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.campaign import Campaign
from scoring.criteria import RESULT_PERIODS, Criterion
from scoring.entries import Entries, Entry
from scoring.fields import Address, FieldSpec, item_codes, leaf_fields
from scoring.parse import parse_cell
from scoring.rules.bands import Bands
from scoring.rules.base import InputField, Leaf
from scoring.rules.direct import Direct
from scoring.rules.excess_bonus import ExcessBonus
from scoring.rules.lateness import Lateness
from scoring.rules.per_event import PerEventMinus, PerEventPlus
from scoring.rules.proportional import Proportional
from scoring.rules.range_minus import RangeMinus
from scoring.rules.rank_based import RankBased
from scoring.rules.relative_to_leader import RelativeToLeader
from scoring.snapshot import Cell, CellValue, Place
from scoring.terms import BY_PERIOD, FieldType, Period, field_name

TINY = Decimal("0.0001")
DIGITS = 12
"""Significant digits of a generated number: a cell holds 15."""
NUMERIC = (FieldType.NUMBER, FieldType.PERCENT, FieldType.COUNT, FieldType.POINTS)
LEADERS = tuple(map(Decimal, ("1", "1", "1.2", "1.25", "1.5")))
TARGETS = {
    FieldType.NUMBER: tuple(map(Decimal, ("3", "7", "8", "12.5", "40", "80", "640"))),
    FieldType.PERCENT: tuple(map(Decimal, ("0.4", "0.5", "0.75", "0.8", "0.9", "1", "1.2"))),
    FieldType.COUNT: tuple(map(Decimal, ("1", "3", "8", "12", "40", "80"))),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a unit fills its form: shares of blanks, slips, marks; how many item rows it uses."""

    blank: float
    slip: float
    absent: float
    rows: int


def manner(rng: random.Random, *, slips: bool) -> Manner:
    """A careful unit, or one less so."""
    return Manner(
        blank=rng.choice((0.0, 0.0, 0.02, 0.2)),
        slip=rng.choice((0.0, 0.03, 0.1)) if slips else 0.0,
        absent=rng.choice((0.0, 0.2, 0.2, 0.6)),
        rows=rng.randint(0, 4),
    )


def unit_entries(campaign: Campaign, seed: int | str, *, slips: bool = False) -> Entries:
    """What a unit may have entered for its criteria, for all periods."""
    rng = random.Random(f"entries {seed}")
    how = manner(rng, slips=slips)
    typed: list[Entry] = []
    for criterion in campaign.tree.leaves():
        wanted = _wanted(campaign, criterion, rng)
        for spec in leaf_fields(campaign, criterion):
            raw = _typed(spec, wanted, how, rng)
            parsed = parse_cell(spec, Cell(raw), Place("x", 1, 1))
            if parsed is not None:
                typed.append(Entry(spec.address, raw, parsed.entry.value))
    return Entries(typed)


def _typed(
    spec: FieldSpec, wanted: dict[Address, CellValue], how: Manner, rng: random.Random
) -> CellValue:
    address = spec.address
    if address.field == "not_applicable":
        return "x" if rng.random() < how.absent else None
    row = address.item is not None and address.item.isdecimal()
    if row and int(address.item or 0) > how.rows:
        return None
    if rng.random() < how.blank:
        return None
    if rng.random() < how.slip:
        return slip(spec, rng)
    if address in wanted:
        return wanted[address]
    match address.field:
        case "self":
            return _plain(spec, rng) if rng.random() < 0.2 else None
        case "weight":
            return float(rng.choice(("0.5", "1", "1", "2", "3", "7", "12.5")))
        case "item_title" | "item_unit":
            return "Nội dung"
    return None  # texts, documents: nothing that gives points


def slip(spec: FieldSpec, rng: random.Random) -> CellValue:
    """What cannot be used, or only by Python."""
    if spec.type in NUMERIC:
        top = 3 if spec.maximum is None else spec.maximum + 1
        return rng.choice(("9,5", "85%", "chưa có", -1.0, 1.5, float(top), 0.0, True))
    if spec.type is FieldType.DATE:
        return rng.choice(("15/06/2021", "hôm qua", 44362.0, True))
    if spec.choices:
        return rng.choice((spec.choices[0].upper(), "khác", 1.0))
    return "Nội dung"


def _plain(spec: FieldSpec, rng: random.Random) -> CellValue:
    top = spec.maximum or Decimal(10)
    return float(rng.choice((Decimal(0), top, top / 2, Decimal("0.5"), Decimal("1.005"))))


def _wanted(
    campaign: Campaign, criterion: Criterion, rng: random.Random
) -> dict[Address, CellValue]:
    """Values that suit the rule of a criterion, by address."""
    found: dict[Address, CellValue] = {}
    leaf = campaign.leaf(criterion, Period.YEAR)
    fields = {f.base: f for f in criterion.leaf_rule.fields(leaf)}
    for item in item_codes(criterion) or (None,):
        _fill(found, criterion, leaf, fields, item, rng)
    for period in RESULT_PERIODS:
        found |= _named_counts(campaign, criterion, period, rng)
    rule = criterion.rule
    if isinstance(rule, RangeMinus) and rule.counts:
        for period in RESULT_PERIODS:
            name = field_name("points", period)
            found[Address(criterion.code, None, name)] = _counted_off(
                criterion, rule, period, found, rng
            )
    return found


def _fill(
    found: dict[Address, CellValue],
    criterion: Criterion,
    leaf: Leaf,
    fields: dict[str, InputField],
    item: str | None,
    rng: random.Random,
) -> None:
    target = _target(criterion, fields.get("target"), rng)
    if "target" in fields and target is not None:
        found[Address(criterion.code, item, "target")] = float(target)
    for base, field in fields.items():
        if base not in BY_PERIOD:
            continue
        for period in RESULT_PERIODS:
            at = Address(criterion.code, item, field_name(base, period))
            found[at] = _result(criterion, leaf, field, target, rng)
    counts = [found.get(Address(criterion.code, item, f)) for f in ("count_h1", "count")]
    if "count" in fields and rng.random() < 0.9:  # the year includes the first half
        low, high = sorted(float(str(c)) for c in counts)
        found[Address(criterion.code, item, "count_h1")] = low
        found[Address(criterion.code, item, "count")] = high


def _target(criterion: Criterion, field: InputField | None, rng: random.Random) -> Decimal | None:
    """The campaign's target or one to pledge; None for a unit without one."""
    rule = criterion.rule
    fixed = getattr(rule, "target", None)
    if isinstance(fixed, Decimal):
        return fixed
    if field is None or (not field.required and rng.random() < 0.3):
        return None
    points = criterion.max_points
    fitting = [points * n for n in (1, 2, 4, 8) if points * n == (points * n).to_integral_value()]
    pool: list[Decimal] = [
        *TARGETS[field.type],
        *(fitting if field.type is not FieldType.PERCENT else ()),
    ]
    return rng.choice(pool)


def _result(
    criterion: Criterion,
    leaf: Leaf,
    field: InputField,
    target: Decimal | None,
    rng: random.Random,
) -> CellValue:
    if field.choices:
        return rng.choice(field.choices)
    if field.type is FieldType.DATE:
        return _day(criterion, rng)
    ties = [n for n in _ties(criterion, leaf, target, rng) if _fits(n, field)]
    if ties and rng.random() < 0.4:
        return float(rng.choice(ties))
    edges = [n for n in _edges(criterion, leaf, field, target) if _fits(n, field)]
    if edges and rng.random() < 0.6:
        return float(rng.choice(edges))
    common = [n for n in _common(field, target, rng) if _fits(n, field)]
    return float(rng.choice(common or [Decimal(0)]))


def _fits(number: Decimal, field: InputField) -> bool:
    if len(number.normalize().as_tuple().digits) > DIGITS or number < 0:
        return False
    if field.maximum is not None and number > field.maximum:
        return False
    return field.type is not FieldType.COUNT or number == number.to_integral_value()


def _common(field: InputField, target: Decimal | None, rng: random.Random) -> Iterator[Decimal]:
    if field.type is FieldType.PERCENT:
        yield from (Decimal(rng.randrange(0, 12001)) / 10000, Decimal(0), Decimal(1), Decimal(2))
        return
    yield from map(Decimal, (0, 1, 2, 3, 5, 8, 16))
    if target is not None:
        yield (target * rng.randrange(0, 1500) / 1000).quantize(Decimal("0.01"))
        yield (target * rng.randrange(500, 1500) / 1000).quantize(Decimal(1))
    if field.type is FieldType.POINTS:
        top = field.maximum or Decimal(10)
        yield from (top * rng.randrange(0, 1001) / 1000, top, top / 2)
    elif field.type is FieldType.NUMBER:
        yield Decimal(rng.randrange(0, 20000)) / 100


def _ties(
    criterion: Criterion, leaf: Leaf, target: Decimal | None, rng: random.Random
) -> Iterator[Decimal]:
    """Results whose exact points lie halfway between two roundings."""
    scale = 10**leaf.places
    top = Fraction(leaf.max_points)
    most = int(top * scale)
    for _ in range(6):
        tie = Fraction(2 * rng.randrange(max(1, most)) + 1, 2 * scale)
        if tie > top:
            continue
        value = _for_points(criterion, top, Fraction(target or 0), tie)
        found = None if value is None else decimal_of(value)
        if found is not None:
            yield found


def _for_points(
    criterion: Criterion, top: Fraction, target: Fraction, points: Fraction
) -> Fraction | None:
    """The result that gives these exact points, None where a rule has no such straight line."""
    match criterion.rule:
        case Proportional(better="higher"):
            return points * target / top
        case Proportional():
            return top * target / points
        case RelativeToLeader(base_share=share) if target and 0 < points < top * Fraction(share):
            return points * target / (top * Fraction(share))
        case ExcessBonus(mode="linear", step=step, points_each=each):
            way = -1 if criterion.section.value == "penalty" else 1
            return target + way * points * target * Fraction(step) / Fraction(each)
        case Direct():
            return points
        case RangeMinus(start=start):
            if criterion.section.value == "penalty":
                return points
            return (top if start is None else Fraction(start)) - points
    return None


def decimal_of(value: Fraction) -> Decimal | None:
    """The number where at most nine decimals write it."""
    scaled = value * 10**9
    if scaled.denominator != 1:
        return None
    return Decimal(scaled.numerator).scaleb(-9).normalize()


def _edges(
    criterion: Criterion, leaf: Leaf, field: InputField, target: Decimal | None
) -> Iterator[Decimal]:
    """Where the rule changes its mind, and just beside."""
    one = Decimal(1)
    match criterion.rule:
        case Bands(of="actual", bands=bands):
            yield from _beside([b.from_ for b in bands if b.from_ is not None], field)
        case Bands(bands=bands) if target is not None:
            edges = [b.from_ * target for b in bands if b.from_ is not None]
            yield from _beside(edges, field)
        case Proportional() if target is not None:
            yield from _beside([target], field)
        case ExcessBonus(step=step) if target is not None:
            way = -1 if criterion.section.value == "penalty" else 1
            yield from _beside([target * (1 + way * step * n) for n in (0, 1, 2, 3)], field)
        case RelativeToLeader() if target is not None:
            yield from (target * lead for lead in LEADERS)
        case RelativeToLeader():
            yield from (Decimal(0), one, Decimal("1.5"))
        case RankBased(source="cluster"):
            yield from (Decimal(0), one, one, Decimal("1.5"), Decimal(2))
        case RankBased(ranks=ranks):
            yield from (Decimal(r.from_ + n) for r in ranks for n in (-1, 0, 1))
        case RangeMinus(severities=severities):
            for s in severities:
                yield from (s.from_, s.to, (s.from_ + s.to) / 2, s.from_ - TINY, s.to + TINY)
        case PerEventPlus() | PerEventMinus() as rule:
            limits = (rule.cap, rule.half_cap, leaf.max_points)
            reached = [int(n / rule.points_each) for n in limits if n is not None]
            yield from (Decimal(n + more) for n in reached for more in (0, 1))


def _beside(edges: Sequence[Decimal], field: InputField) -> Iterator[Decimal]:
    tiny = Decimal(1) if field.type is FieldType.COUNT else TINY
    for edge in edges:
        yield from (edge, edge, edge - tiny, edge + tiny)


def _day(criterion: Criterion, rng: random.Random) -> dt.date:
    rule = criterion.rule
    assert isinstance(rule, Lateness)
    assert rule.base is not None
    late = [0, 1, 2, rule.grace_days, rule.grace_days + 1, 40, -1, -30]
    late += [rule.grace_days + s.from_ + n for s in rule.steps for n in (-1, 0, 1)]
    late += [rng.randrange(30)]
    return rule.base + dt.timedelta(days=rng.choice(late))


def _named_counts(
    campaign: Campaign, criterion: Criterion, period: Period, rng: random.Random
) -> dict[Address, CellValue]:
    """The named counts: a total, and a part of it that lies at the edge of a band."""
    field = field_name("count", period)
    found: dict[str, int] = {i.code: rng.choice((0, 0, 1, 2, 3)) for i in criterion.inputs}
    rule = criterion.rule
    if isinstance(rule, Bands) and "TS" in found:
        total = rng.choice((0, 7, 20, 40, 80, 200, 1000))
        edges = [b.from_ for b in rule.bands if b.from_ is not None] or [Decimal(1)]
        reached = int(rng.choice(edges) * total) + rng.choice((0, 0, -1, 1))
        found |= {"TS": total, "A": max(0, reached - found.get("B", 0))}
        if rng.random() < 0.7:
            found["C"] = max(0, total - found["A"] - found["B"])
    return {Address(criterion.code, code, field): float(n) for code, n in found.items()}


def _counted_off(
    criterion: Criterion,
    rule: RangeMinus,
    period: Period,
    found: dict[Address, CellValue],
    rng: random.Random,
) -> float:
    """Points off that the counted faults allow, at an edge of that range or beside it."""
    field = field_name("count", period)
    counts = [Decimal(str(found[Address(criterion.code, c, field)])) for c in rule.counts]
    pairs = list(zip(counts, rule.severities, strict=True))
    low = sum((n * s.from_ for n, s in pairs), Decimal(0))
    high = sum((n * s.to for n, s in pairs), Decimal(0))
    off = rng.choice((low, high, (low + high) / 2, (low + high) / 2, low - TINY, high + TINY))
    return float(max(Decimal(0), off))


def arrival(campaign: Campaign, period: Period, rng: random.Random) -> dt.datetime | None:
    """The moment at which a submission came: around its deadline, or not known."""
    due = campaign.deadlines.of(period) or dt.date(campaign.year, 6, 15)
    days = rng.choice((-20, -1, 0, 0, 1, 2, 3, 5, 8, 12, 40))
    if rng.random() < 0.1:
        return None
    return dt.datetime.combine(due + dt.timedelta(days=days), dt.time(rng.randrange(24), 30))
