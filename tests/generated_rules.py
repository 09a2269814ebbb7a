"""Rules drawn at random, each of them valid, with every optional key now given and now left out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias, TypeVar

Toml: TypeAlias = "str | int | bool | Decimal | dt.date | Sequence[Toml] | dict[str, Toml]"
Table: TypeAlias = "dict[str, Toml]"
T = TypeVar("T")

D = Decimal
HALF = D("0.5")
LABELS = (
    "Xuất sắc",
    "Tốt",
    "Tốt, đúng hạn",  # a comma: the list cannot stand inside a validation
    "Khá",
    'Đạt "có điều kiện"',
    "Trung bình",
    "Chưa đạt",
)
NUMBERS = tuple(map(D, ("3", "7", "8", "12.5", "40", "80", "160", "640")))
FRACTIONS = tuple(map(D, ("0.35", "0.5", "0.75", "0.8", "0.9", "1", "1.2")))
COUNTS = tuple(map(D, ("3", "5", "8", "12", "40", "125")))


@dataclass(frozen=True, slots=True)
class Place:
    """The leaf that a rule is drawn for; ``top`` is its maximum in points.

    ``named`` are references to the named counts of other criteria.
    """

    code: str
    top: Decimal
    section: str
    places: int
    year: int
    named: tuple[str, ...] = ()

    @property
    def penalty(self) -> bool:
        return self.section == "penalty"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rule, and what the criterion has beside it."""

    rule: Table
    beside: Table = field(default_factory=dict)
    both_periods: bool = False


class Draw:
    """The dice."""

    def __init__(self, rng: random.Random, at: Place) -> None:
        self.rng = rng
        self.at = at

    def maybe(self, chance: float = 0.5) -> bool:
        return self.rng.random() < chance

    def one(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def part(self, top: Decimal | None = None) -> Decimal:
        """Points above 0 up to ``top`` (the leaf's maximum), often one that ends in a half tie."""
        most = self.at.top if top is None else top
        quantum = D(1).scaleb(-self.at.places)
        count = int(most / quantum)
        drawn = [most, most / 2, most / 4, quantum * self.rng.randint(1, max(1, count))]
        if count:
            drawn.append(quantum * (self.rng.randrange(count) + HALF))
            drawn.append(quantum * (self.rng.randrange(count) + HALF))
        return min(most, plain(self.one(drawn)))

    def less(self, top: Decimal | None = None) -> Decimal:
        """Points from 0 on."""
        return D(0) if self.maybe(0.25) else self.part(top)

    def labels(self, count: int) -> list[str]:
        return [LABELS[i] for i in sorted(self.rng.sample(range(len(LABELS)), count))]

    def value(self) -> str:
        return self.one(("number", "percent", "count"))

    def goal(self, value: str) -> Decimal:
        return self.one({"number": NUMBERS, "percent": FRACTIONS, "count": COUNTS}[value])

    def some(self, **keys: Toml) -> Table:
        """Each key with even chances."""
        return {key: value for key, value in keys.items() if self.maybe()}


def plain(value: Decimal) -> Decimal:
    """The number without trailing zeros and without exponent."""
    return D(format(value.normalize(), "f"))


def direct(draw: Draw) -> Drawn:
    fine = D(5).scaleb(-draw.at.places - 1)
    steps = [s for s in (D("0.1"), D("0.25"), HALF, D(1), fine) if s <= draw.at.top]
    return Drawn({"kind": "direct", **draw.some(step=draw.one(steps or [draw.at.top]))})


def yes_no(draw: Draw) -> Drawn:
    return Drawn({"kind": "yes_no", **draw.some(yes="Đạt, đủ hồ sơ", no="Không đạt")})


def level_map(draw: Draw) -> Drawn:
    labels = draw.labels(draw.rng.randint(2, 5))
    points = [draw.at.top, *(draw.less() for _ in labels[1:])]
    if draw.at.penalty:
        points.reverse()
    return Drawn({"kind": "level_map", "levels": _levels(labels, points)})


def _levels(labels: list[str], points: list[Decimal]) -> list[Toml]:
    return [{"label": label, "points": p} for label, p in zip(labels, points, strict=True)]


def _measured(draw: Draw) -> tuple[Table, str]:
    """Value and target, where either may be left out, and the unit of the value."""
    value = draw.value()
    given: Table = {} if value == "number" and draw.maybe() else {"value": value}
    if draw.maybe():
        return {**given, "target": draw.goal(value)}, value
    return {**given, **draw.some(target="registered")}, value


def _items(draw: Draw, rule: Table) -> Table:
    """The rows of a unit's own pledged targets, where the rule allows them."""
    if rule.get("target", "registered") != "registered" or draw.maybe(0.6):
        return {}
    return {"items": {**draw.some(source="pledge"), "rows": draw.rng.randint(1, 4)}}


def proportional(draw: Draw) -> Drawn:
    measured, _ = _measured(draw)
    rule: Table = {"kind": "proportional", **measured}
    rule |= draw.some(better=draw.one(("higher", "lower", "lower")))
    return Drawn(rule, _items(draw, rule))


def excess_bonus(draw: Draw) -> Drawn:
    measured, _ = _measured(draw)
    rule: Table = {
        "kind": "excess_bonus",
        **measured,
        "step": draw.one(tuple(map(D, ("0.01", "0.03", "0.05", "0.1", "0.125", "1")))),
        "points_each": draw.part(),
        **draw.some(cap=draw.part(), mode=draw.one(("whole_steps", "linear", "threshold"))),
    }
    return Drawn(rule, _items(draw, rule))


def bands(draw: Draw) -> Drawn:
    of = draw.one(("actual", "achievement", "share"))
    rule: Table = {"kind": "bands", **({} if of == "actual" and draw.maybe() else {"of": of})}
    beside: Table = {}
    value = "percent"
    if of == "share":
        beside, rule["share"] = _share(draw)
    else:
        value = draw.value()
        if value != "percent" or draw.maybe():
            rule["value"] = value
    if of == "achievement":
        rule["target"] = draw.one(("registered", draw.goal(value)))
    of_result = of == "actual"
    edges = {"number": NUMBERS, "percent": FRACTIONS, "count": COUNTS}
    chosen = edges[value] if of_result else FRACTIONS
    cuts = sorted(draw.rng.sample(chosen, draw.rng.randint(0, 4)))
    rule["bands"] = _bands(draw, cuts)
    return Drawn(rule, beside)


def _bands(draw: Draw, cuts: list[Decimal]) -> list[Toml]:
    best = draw.rng.randint(0, len(cuts))
    table: list[Toml] = []
    for i in range(len(cuts) + 1):
        band: Table = {}
        if i > 0:
            band["from"] = cuts[i - 1]
        elif draw.maybe():
            band["from"] = D(0)
        if i < len(cuts):
            band["to"] = cuts[i]
        if draw.maybe():
            band["points"] = draw.at.top if i == best else draw.less()
        else:
            percents = tuple(map(D, ("0", "12.5", "33.3", "37.5", "50", "62.5", "75")))
            band["percent"] = D(100) if i == best else draw.one(percents)
        table.append(band)
    draw.rng.shuffle(table)
    return table


def _share(draw: Draw) -> tuple[Table, Table]:
    """Named counts, and the share of them that is compared."""
    if len(draw.at.named) > 1 and draw.maybe(0.3):
        pair = draw.rng.sample(draw.at.named, 2)
        return {}, {"numerator": [pair[0]], "denominator": [pair[1]]}
    codes = ["TS", "A", "B", "C"]
    inputs: list[Toml] = [
        {"code": code, "title": f"Số người {code}", **draw.some(unit="người")} for code in codes
    ]
    share: Table = {"numerator": ["A"], "denominator": ["TS"]}
    if draw.maybe():
        share["numerator"] = ["A", "B"]
        share["denominator"] = draw.one((["TS"], ["A", "B", "C"]))
    elif draw.maybe(0.7):
        share |= {"also": ["B"], **draw.some(also_title="Tính cả mức B")}
    share |= draw.some(include_also=draw.maybe())
    beside: Table = {"inputs": inputs}
    beside |= draw.some(balances=[{"total": "TS", "parts": ["A", "B", "C"]}])
    return beside, share


def per_event_plus(draw: Draw) -> Drawn:
    rule: Table = {"kind": "per_event_plus", "points_each": draw.part()}
    rule |= draw.some(event="cuộc", cap=draw.part())
    if draw.maybe(0.3):
        return Drawn({**rule, "best_only": draw.maybe(0.7)})
    return _by_halves(draw, rule)


def per_event_minus(draw: Draw) -> Drawn:
    rule: Table = {"kind": "per_event_minus", "points_each": draw.part()}
    rule |= draw.some(event="lỗi", cap=draw.part())
    return _by_halves(draw, rule if draw.at.penalty else {**rule, **_start(draw)})


def _by_halves(draw: Draw, rule: Table) -> Drawn:
    half = draw.some(half_cap=draw.part())
    return Drawn({**rule, **half}, both_periods=bool(half))


def _start(draw: Draw) -> Table:
    start = draw.part()
    given = draw.some(start=start)
    return {**given, **draw.some(floor=draw.less(start if given else None))}


def range_minus(draw: Draw) -> Drawn:
    edges = sorted({draw.part() for _ in range(2 * draw.rng.randint(1, 3))})
    labels = ("Nhẹ", "Nặng", "Rất nặng")
    pairs = list(zip(edges[::2], [*edges[1::2], edges[-1] * 2], strict=False))[:3]
    severities: list[Toml] = [
        {"label": label, "from": low, "to": high}
        for label, (low, high) in zip(labels, pairs, strict=False)
    ]
    rule: Table = {"kind": "range_minus", "severities": severities}
    beside: Table = {}
    if draw.maybe():
        codes = [f"LOI{n + 1}" for n in range(len(severities))]
        rule["counts"] = codes
        beside["inputs"] = [{"code": c, "title": f"Số lỗi {c}", "unit": "lỗi"} for c in codes]
    rule |= draw.some(cap=draw.part()) if draw.at.penalty else _start(draw)
    return Drawn(rule, beside)


def lateness(draw: Draw) -> Drawn:
    source = draw.one(("received", "entered", "chosen"))
    rule: Table = {"kind": "lateness"}
    if source != "received" or draw.maybe():
        rule["source"] = source
    rule |= draw.some(floor=draw.less())
    if source == "chosen":
        offs: list[Decimal | str] = [D(0), draw.part(), draw.part(), "all"]
        labels = ("Đúng hạn", "Chậm", "Chậm, phải nhắc", "Không nộp sau khi nhắc")
        statuses: list[Toml] = [
            {"label": label, "off": off} for label, off in zip(labels, offs, strict=True)
        ]
        return Drawn({**rule, "statuses": statuses[: draw.rng.randint(1, 4)]})
    base = dt.date(draw.at.year, 6, 15)
    if source == "entered":
        rule["base"] = base
    else:
        rule |= draw.some(report=draw.one(("dang-ky", "6-thang", "nam")))
    rule |= draw.some(grace_days=draw.rng.randint(0, 3))
    if draw.maybe():
        rule["days"] = "working"
        off_days = sorted({base + dt.timedelta(days=n) for n in draw.rng.sample(range(-3, 20), 4)})
        rule |= draw.some(holidays=off_days)
    else:
        rule |= draw.some(days="calendar")
    rule |= {"per_day": draw.part()} if draw.maybe() else {"steps": _late_steps(draw)}
    return Drawn(rule)


def _late_steps(draw: Draw) -> list[Toml]:
    offs = sorted({draw.part() for _ in range(3)})
    days = sorted(draw.rng.sample(range(1, 12), len(offs)))
    steps: list[Toml] = [{"from": day, "off": off} for day, off in zip(days, offs, strict=True)]
    draw.rng.shuffle(steps)
    return steps


def award_bonus(draw: Draw) -> Drawn:
    labels = draw.labels(draw.rng.randint(1, 4))
    levels = _levels(labels, [draw.part() for _ in labels])
    rule: Table = {"kind": "award_bonus", "levels": levels, **draw.some(cap=draw.part())}
    rule |= draw.some(none="Chưa được khen")
    if draw.maybe():
        return Drawn({**rule, **draw.some(highest_only=True)})
    codes = [f"K{n + 1}" for n in range(len(levels))]
    inputs: list[Toml] = [{"code": c, "title": f"Số giải {c}", "unit": "giải"} for c in codes]
    return Drawn({**rule, "highest_only": False, "counts": codes}, {"inputs": inputs})


def relative_to_leader(draw: Draw) -> Drawn:
    measured, _ = _measured(draw)
    shares = tuple(map(D, ("0", "0.25", "0.5", "0.6", "1")))
    rule: Table = {"kind": "relative_to_leader", **measured}
    rule |= draw.some(base_share=draw.one(shares))
    return Drawn({**rule, **draw.some(without_target=draw.one(("by_result", "refused")))})


def rank_based(draw: Draw) -> Drawn:
    rule: Table = {"kind": "rank_based"}
    if draw.maybe():
        rule |= {"source": "cluster", **draw.some(value=draw.value())}
        rule |= draw.some(better=draw.one(("higher", "lower")))
    else:
        rule |= draw.some(source="entered")
    cuts = sorted(draw.rng.sample(range(1, 8), draw.rng.randint(0, 3)))
    ranks: list[Toml] = []
    first = 1
    for i, last in enumerate([*cuts, None]):
        points = draw.at.top if i == 0 else draw.less()
        place: Table = {"from": first, "points": points}
        if last is not None:
            place["to"] = last
            first = last + 1
        ranks.append(place)
    draw.rng.shuffle(ranks)
    return Drawn({**rule, "ranks": ranks})


Kind: TypeAlias = Callable[[Draw], Drawn]

PENALTY_KINDS: tuple[Kind, ...] = (
    per_event_minus,
    range_minus,
    excess_bonus,
    direct,
    level_map,
    yes_no,
    bands,
)
KINDS: tuple[Kind, ...] = (
    *PENALTY_KINDS,
    bands,  # three ways of it
    bands,
    proportional,
    proportional,
    per_event_plus,
    lateness,
    lateness,
    award_bonus,
    relative_to_leader,
    rank_based,
)
LOCAL_KINDS: tuple[Kind, ...] = tuple(k for k in KINDS if k is not relative_to_leader)
