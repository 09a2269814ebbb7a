"""A campaign as large as one likes: some hundred criteria on four levels, every kind of rule.

Real tables run to 250 characters a title and to maxima such as 0,5 and 12; so do these. Equal
arguments give equal text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

UNITS = ("AA", "BB", "CC", "DD", "EE", "GG", "HH")
ROMAN = ("I", "II", "III", "IV", "V", "VI")
HALF = Decimal("0.5")
BONUS, PENALTY = "DT", "TR"

_OPENINGS = (
    "Ban hành đầy đủ, kịp thời văn bản chỉ đạo, kế hoạch và phân công nhiệm vụ",
    "Tham mưu cấp ủy, chính quyền triển khai",
    "Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn",
    "Tổ chức kiểm tra, đôn đốc, hướng dẫn các cơ quan, đơn vị, địa phương",
    "Thực hiện chế độ thông tin, báo cáo định kỳ và đột xuất",
    "Số hội nghị tập huấn, bồi dưỡng nghiệp vụ đã tổ chức",
)
_MATTERS = (
    "về công tác cải cách hành chính nhà nước giai đoạn 2021 - 2025",
    "về quản lý tổ chức bộ máy, biên chế công chức và số lượng người làm việc",
    "trong lĩnh vực thi đua, khen thưởng, tôn giáo, văn thư, lưu trữ",
    "về thanh niên, hội, tổ chức phi chính phủ và địa giới hành chính",
)
_CONDITIONS = (
    "bảo đảm đúng thẩm quyền, đúng quy định của pháp luật và hướng dẫn của Bộ Nội vụ",
    "có phân công rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ sản phẩm",
    "kèm theo danh mục tài liệu kiểm chứng được cấp có thẩm quyền phê duyệt trong năm",
)


@dataclass(frozen=True, slots=True)
class _Node:
    code: str
    parent: str | None
    section: str
    children: tuple[_Node, ...] = ()
    points: Decimal = Decimal(0)
    number: int = 0
    """Which leaf it is: neighbours get different kinds of rule."""

    def leaves(self) -> Iterator[_Node]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def total(self) -> Decimal:
        return sum((leaf.points for leaf in self.leaves()), Decimal(0))


def large_campaign(criteria: int = 300, levels: int = 4, scale: int = 1000, seed: int = 1) -> str:
    """The text of a campaign file.

    ``criteria`` is the number of scored ones (30 to 600), about a tenth of them bonus and
    penalty; ``levels`` the depth of the deepest of them, from 2 on; ``scale`` 100 or 1000.
    """
    rng = random.Random(seed)
    beside = max(4, criteria // 10)
    bonus, penalty = beside // 2, beside - beside // 2
    points = enumerate(_points(rng, criteria - beside, scale))
    roots = [
        _grown(rng, code, None, 1, count, levels, points)
        for code, count in zip(ROMAN, _parts(rng, criteria - beside, len(ROMAN)), strict=True)
    ]
    out = [_head(criteria, scale)]
    for root in roots:
        out.extend(_criterion(rng, node) for node in root.walk())
    shared = next(n.code for root in roots for n in root.leaves() if _kind(n) is _share)
    text = "\n".join(out).replace("@shared", shared)
    return "\n".join(
        [
            text,
            *_beside(rng, BONUS, "bonus", bonus),
            *_beside(rng, PENALTY, "penalty", penalty),
        ]
    )


def _points(rng: random.Random, count: int, scale: int) -> list[Decimal]:
    """So many maxima in steps of half a point that make the scale together."""
    weights = [rng.choice((1, 2, 4, 4, 5, 6, 10, 24)) for _ in range(count)]
    halves = 2 * scale
    shares = [max(1, halves * weight // sum(weights)) for weight in weights]
    at = 0
    while (left := halves - sum(shares)) != 0:
        step = 1 if left > 0 else -1
        if shares[at % count] + step >= 1:
            shares[at % count] += step
        at += 1
    return [HALF * share for share in shares]


def _parts(rng: random.Random, count: int, parts: int) -> list[int]:
    """``count`` in so many uneven parts, each at least 1."""
    parts = min(parts, count)
    sizes = [1] * parts
    weights = [rng.uniform(1, 3) for _ in range(parts)]
    for _ in range(count - parts):
        sizes[min(range(parts), key=lambda i: sizes[i] / weights[i])] += 1
    return sizes


def _grown(
    rng: random.Random,
    code: str,
    parent: str | None,
    level: int,
    count: int,
    levels: int,
    points: Iterator[tuple[int, Decimal]],
) -> _Node:
    if level == levels or (count == 1 and level > 1):
        number, worth = next(points)
        return _Node(code, parent, "core", points=worth, number=number)
    below = count if level + 1 == levels else max(2, round(count ** (1 / (levels - level))))
    sizes = _parts(rng, count, below)
    children = [
        _grown(rng, f"{code}.{number}", code, level + 1, size, levels, points)
        for number, size in enumerate(sizes, start=1)
    ]
    return _Node(code, parent, "core", tuple(children))


def _beside(rng: random.Random, code: str, section: str, count: int) -> Iterator[str]:
    """A section beside the scale, its sum capped at half of what its parts are worth."""
    cap = HALF * count
    title = "Điểm thưởng" if section == "bonus" else "Điểm trừ"
    yield (
        f'\n[[criterion]]\ncode = "{code}"\nsection = "{section}"\ntitle = "{title}"\n'
        f'max_points = {cap}\nrule = {{ kind = "sub_sum", cap = {cap} }}'
    )
    kinds = _BONUS_KINDS if section == "bonus" else _PENALTY_KINDS
    for number in range(1, count + 1):
        node = _Node(f"{code}.{number}", code, section, points=Decimal(1 + number % 3))
        yield _table(rng, node, kinds[number % len(kinds)](node))


def _criterion(rng: random.Random, node: _Node) -> str:
    if node.children:
        return (
            f'\n[[criterion]]\ncode = "{node.code}"\n{_parent(node)}'
            f'title = "{_title(rng, 160 if node.parent else 70)}"\nmax_points = {node.total}\n'
            'rule = { kind = "sub_sum" }'
        )
    return _table(rng, node, _kind(node)(node))


def _kind(node: _Node) -> _Rule:
    return _KINDS[node.number % len(_KINDS)]


def _parent(node: _Node) -> str:
    return "" if node.parent is None else f'parent = "{node.parent}"\n'


def _table(rng: random.Random, node: _Node, rule: str) -> str:
    evidence = rng.choice(("required", "optional", "none"))
    hint = '\nevidence_hint = "Báo cáo, quyết định, danh mục"' if evidence != "none" else ""
    section = "" if node.section == "core" else f'section = "{node.section}"\n'
    return (
        f'\n[[criterion]]\ncode = "{node.code}"\n{_parent(node)}{section}'
        f'title = "{_title(rng, rng.choice((60, 120, 250)))}"\nmax_points = {node.points}\n'
        f'evidence = "{evidence}"{hint}\n{rule}'
    )


def _title(rng: random.Random, longest: int) -> str:
    """A title of at most so many characters, cut between words."""
    parts = [rng.choice(_OPENINGS), rng.choice(_MATTERS)]
    while len(", ".join(parts)) < longest:
        parts.append(rng.choice(_CONDITIONS))
    return ", ".join(parts)[: longest + 1].rsplit(" ", 1)[0].rstrip(" ,-")


def _direct(node: _Node) -> str:
    return 'rule = { kind = "direct", step = 0.25 }'


def _yes_no(node: _Node) -> str:
    return 'rule = { kind = "yes_no", yes = "Đạt", no = "Không đạt" }'


def _level_map(node: _Node) -> str:
    levels = ", ".join(
        f'{{ label = "{label}", points = {points} }}'
        for label, points in (
            ("Hoàn thành xuất sắc", node.points),
            ("Hoàn thành tốt", node.points * Decimal("0.8")),
            ("Không hoàn thành", 0),
        )
    )
    return f'[criterion.rule]\nkind = "level_map"\nlevels = [{levels}]'


def _of_target(node: _Node) -> str:
    return 'rule = { kind = "proportional", value = "number", target = "registered" }'


def _percent(node: _Node) -> str:
    return (
        'unit = "%"\nnot_applicable = "excluded"\n'
        'rule = { kind = "proportional", value = "percent", target = 1 }'
    )


def _fewer(node: _Node) -> str:
    return (
        'unit = "vụ"\nnot_applicable = "full_points"\n'
        'rule = { kind = "proportional", value = "count", target = "registered", '
        'better = "lower" }'
    )


def _pledges(node: _Node) -> str:
    return 'items = { source = "pledge", rows = 4 }\n' + _of_target(node)


def _bands(node: _Node) -> str:
    return (
        'unit = "%"\n[criterion.rule]\nkind = "bands"\nvalue = "percent"\nbands = ['
        "{ from = 0.95, percent = 100 }, { from = 0.8, to = 0.95, percent = 60 }, "
        "{ from = 0, to = 0.8, percent = 0 }]"
    )


def _share(node: _Node) -> str:
    return (
        'unit = "%"\ninputs = [{ code = "TS", title = "Tổng số người", unit = "người" }, '
        '{ code = "DAT", title = "Trong đó số người đạt yêu cầu" }]\n'
        f'{_SHARE_RULE}share = {{ numerator = ["DAT"], denominator = ["TS"] }}'
    )


def _shared(node: _Node) -> str:
    """Takes its counts from another criterion."""
    return (
        f'unit = "%"\n{_SHARE_RULE}'
        'share = { numerator = ["@shared:DAT"], denominator = ["@shared:TS"] }'
    )


_SHARE_RULE = (
    '[criterion.rule]\nkind = "bands"\nof = "share"\nbands = [{ from = 0.8, percent = 100 }, '
    "{ from = 0.5, to = 0.8, percent = 50 }, { to = 0.5, percent = 0 }]\n"
)


def _events(node: _Node) -> str:
    return f'rule = {{ kind = "per_event_plus", event = "cuộc", points_each = {node.points / 4} }}'


def _faults(node: _Node) -> str:
    return f'rule = {{ kind = "per_event_minus", event = "lỗi", points_each = {node.points / 5} }}'


def _by_date(node: _Node) -> str:
    return (
        'rule = { kind = "lateness", per_day = 0.1, source = "entered", base = 2021-06-15, '
        "grace_days = 2 }"
    )


def _on_receipt(node: _Node) -> str:
    return 'rule = { kind = "lateness", per_day = 0.1, source = "received" }'


def _awards(node: _Node) -> str:
    return (
        '[criterion.rule]\nkind = "award_bonus"\nlevels = ['
        f'{{ label = "Cờ thi đua", points = {node.points} }}, '
        f'{{ label = "Bằng khen", points = {node.points / 2} }}]\nnone = "Chưa được khen"'
    )


def _excess(node: _Node) -> str:
    return (
        'rule = { kind = "excess_bonus", value = "number", target = "registered", step = 0.05, '
        f"points_each = {node.points / 4} }}"
    )


_Rule = Callable[[_Node], str]
_KINDS: tuple[_Rule, ...] = (
    _direct,
    _yes_no,
    _level_map,
    _of_target,
    _percent,
    _fewer,
    _bands,
    _share,
    _shared,
    _events,
    _faults,
    _by_date,
    _pledges,
    _on_receipt,
)
_BONUS_KINDS: tuple[_Rule, ...] = (_awards, _excess, _events)
_PENALTY_KINDS: tuple[_Rule, ...] = (_faults, _level_map, _direct)


def _head(criteria: int, scale: int) -> str:
    members = "\n".join(
        f'[[cluster.members]]\ncode = "{code}"\nname = "Sở Nội vụ tỉnh {name}"\n'
        f'short_name = "{name}"\nprovince = "{name}"\n'
        f'governing_body = "Ủy ban nhân dân tỉnh {name}"\nvalid_from = 2020\n'
        for code, name in zip(
            UNITS, ("Anh", "Bình", "Châu", "Dương", "Én", "Giang", "Hà"), strict=True
        )
    )
    return f"""id = "bang-lon"
revision = 1
year = 2021
title = "Đợt thi đua có bảng điểm lớn, {criteria} tiêu chí"
theme = "Bảng lớn"
status = "official"
place = "Phú Thọ"
scale = {scale}
places = 2
rank_by = "percent"
tie_break = [{{ by = "bonus" }}]
grades = "not set"
awards = []

[cluster]
name = "Cụm thi đua có bảng điểm lớn"
chair = "AA"
deputy = "BB"
appraiser_of_chair = "BB"

{members}
[deadlines]
registration = 2021-03-31
midyear = 2021-06-15
year = 2021-12-10

[ballot]
threshold = "not set"
denominator = "not set"
"""
