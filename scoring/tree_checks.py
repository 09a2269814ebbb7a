"""Whether the criteria make a tree whose points add up.

Works on nodes that may be only half known, so that a fault in one criterion hides no fault of
the others: what is unknown is left out of the comparison it would spoil.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.terms import Section

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Node:
    """What the tree needs to know of a criterion; None where it could not be read.

    ``parent`` is None for a root; ``parent_known`` is False where even that is uncertain.
    ``leaf`` tells a leaf rule from ``sub_sum``; ``cap`` is the cap of a ``sub_sum``.
    """

    code: str | None
    parent: str | None
    parent_known: bool
    section: Section | None
    max_points: Decimal | None
    leaf: bool | None
    cap: Decimal | None = None


def node_of(criterion: Criterion) -> Node:
    """The node of a criterion that was read."""
    return Node(
        code=criterion.code,
        parent=criterion.parent,
        parent_known=True,
        section=criterion.section,
        max_points=criterion.max_points,
        leaf=criterion.is_leaf,
        cap=criterion.cap,
    )


def criterion_finding(code: str, criterion: str, path: str = "", **params: str) -> Finding:
    """A finding about a criterion; ``path`` is the key below its table."""
    at = f"criterion[{criterion}]" + (f".{path}" if path else "")
    return Finding(code, criterion=criterion, path=at, params={"code": criterion, **params})


def check_tree(
    nodes: tuple[Node, ...], scale: int | None, initial: Decimal = _NOTHING
) -> Iterator[Finding]:
    """All that is wrong with the tree; ``scale`` is None where it could not be read.

    The core roots and the ``initial`` points make the scale; with initial points they may stay
    below it.
    """
    by_code = {n.code: n for n in nodes if n.code is not None}
    yield from _repeated(nodes)
    yield from _parents(nodes, by_code)
    children = _children(nodes)
    loose = not all(n.parent_known for n in nodes)  # a child of any parent may be missing
    for code, node in by_code.items():
        yield from _kind(code, node, children.get(code, ()), loose)
        if children.get(code) and not loose:
            yield from _sum(code, node, children[code])
    if scale is not None and not loose:
        yield from _total(children.get(None, ()), scale, initial)


def _repeated(nodes: tuple[Node, ...]) -> Iterator[Finding]:
    for code, times in Counter(n.code for n in nodes if n.code is not None).items():
        if times > 1:
            yield criterion_finding("CAMPAIGN_CODE_REPEATED", code, "code", times=str(times))


def _children(nodes: tuple[Node, ...]) -> dict[str | None, list[Node]]:
    children: dict[str | None, list[Node]] = {}
    for node in nodes:
        if node.parent_known:
            children.setdefault(node.parent, []).append(node)
    return children


def _parents(nodes: tuple[Node, ...], by_code: Mapping[str, Node]) -> Iterator[Finding]:
    all_named = all(n.code is not None for n in nodes)
    for node in nodes:
        if node.code is None or node.parent is None:
            continue
        parent = by_code.get(node.parent)
        if parent is None:
            if all_named:
                yield criterion_finding(
                    "CAMPAIGN_PARENT_UNKNOWN", node.code, "parent", parent=node.parent
                )
        elif _in_circle(node.code, by_code):
            yield criterion_finding(
                "CAMPAIGN_PARENT_CIRCLE", node.code, "parent", parent=node.parent
            )
        elif None not in (node.section, parent.section) and node.section != parent.section:
            yield criterion_finding(
                "CAMPAIGN_SECTION",
                node.code,
                "section",
                section=str(node.section),
                parent=node.parent,
                parent_section=str(parent.section),
            )


def _in_circle(code: str, by_code: Mapping[str, Node]) -> bool:
    seen: set[str] = set()
    here: str | None = code
    while here is not None and here not in seen:
        seen.add(here)
        node = by_code.get(here)
        here = node.parent if node else None
    return here == code


def _kind(code: str, node: Node, children: Sequence[Node], loose: bool) -> Iterator[Finding]:
    if children and node.leaf is True:
        first = next((c.code for c in children if c.code), "…")
        yield criterion_finding("CAMPAIGN_PARENT_WITH_RULE", code, "rule.kind", child=first)
    elif not children and node.leaf is False and not loose:
        yield criterion_finding("CAMPAIGN_WITHOUT_CHILDREN", code, "rule.kind")


def _sum(code: str, node: Node, children: Sequence[Node]) -> Iterator[Finding]:
    points = [c.max_points for c in children if c.max_points is not None]
    if node.max_points is None or node.leaf is None or len(points) < len(children):
        return
    total = sum(points, start=Decimal(0))
    if node.cap is None:
        if total != node.max_points:
            yield criterion_finding("CAMPAIGN_SUM", code, "max_points", **_against(total, node))
    elif node.section is Section.CORE:
        yield criterion_finding("CAMPAIGN_CAP_IN_CORE", code, "rule.cap", cap=vn_number(node.cap))
    elif node.cap != node.max_points:
        yield criterion_finding(
            "CAMPAIGN_CAP_NOT_MAX", code, "rule.cap", **_against(node.cap, node)
        )
    elif node.cap > total:
        yield criterion_finding("CAMPAIGN_CAP_ABOVE_SUM", code, "rule.cap", **_against(total, node))


def _against(value: Decimal, node: Node) -> dict[str, str]:
    expected = node.max_points or Decimal(0)
    return {
        "sum": vn_number(value),
        "max": vn_number(expected),
        "difference": signed(value - expected),
    }


def signed(difference: Decimal) -> str:
    """A difference with its sign: ``+0,5``, ``−0,02``."""
    return ("−" if difference < 0 else "+") + vn_number(abs(difference))


def _total(roots: Sequence[Node], scale: int, initial: Decimal) -> Iterator[Finding]:
    core = [n for n in roots if n.section is not Section.BONUS and n.section is not Section.PENALTY]
    points = [n.max_points for n in core if n.max_points is not None and n.section is not None]
    if len(points) < len(core) or not roots:
        return
    total = sum(points, start=initial)
    if total > scale or (total < scale and not initial):
        params = {
            "sum": vn_number(total),
            "scale": str(scale),
            "difference": signed(total - scale),
        }
        yield Finding("CAMPAIGN_TOTAL", path="scale", params=params)
