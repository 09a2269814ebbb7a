"""The tree of criteria: content groups, criteria, item rows, named inputs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, assert_never

from pydantic import Field

from scoring.rules.aggregates import SubSum
from scoring.rules.base import LeafRule, Parameters
from scoring.rules.union import CriterionRule
from scoring.terms import Evidence, NotApplicable, Period, ScoredBy, Section

RESULT_PERIODS = (Period.MIDYEAR, Period.YEAR)


class LegalReference(Parameters):
    """A document, the article in it, and its date."""

    document: str = Field(min_length=1)
    article: str | None = None
    date: dt.date | None = None

    def text(self) -> str:
        """The reference on one line: ``khoản 1 Điều 26, Luật …, ngày 15/06/2022``."""
        parts = [self.article] if self.article else []
        parts.append(self.document)
        if self.date is not None:
            parts.append(f"ngày {self.date:%d/%m/%Y}")
        return ", ".join(parts)


class NamedInput(Parameters):
    """A count that a criterion needs beside (or instead of) its own result.

    Its address is the criterion, ``code`` as the item, and the field ``count``. Other criteria
    may use it as ``criterion:code``.
    """

    code: str = Field(min_length=1, pattern=r"^[^|:\s]+$")
    title: str = Field(min_length=1)
    unit: str = "người"


class Balance(Parameters):
    """Named inputs that must add up: ``total`` = the sum of ``parts``, at every period."""

    total: str
    parts: tuple[str, ...] = Field(min_length=1)


class ItemRows(Parameters):
    """The criterion scores a list of pledged targets, each unit its own, weighted by the pledge.

    ``rows`` is how many lines the form offers.
    """

    source: Literal["pledge"] = "pledge"
    rows: int = Field(default=12, ge=1, le=99)


class Criterion(Parameters):
    """A node of the tree. Its rule is a leaf rule, or ``sub_sum`` where it has children.

    ``max_points`` is on the campaign's scale (for a penalty: the most that can be deducted).
    ``periods`` are those at which a value is expected.
    """

    code: str = Field(min_length=1, pattern=r"^[^|:\s]+$")
    title: str = Field(min_length=1)
    parent: str | None = None
    section: Section = Section.CORE
    max_points: Decimal = Field(gt=0)
    unit: str = ""
    rule: CriterionRule
    periods: tuple[Period, ...] = RESULT_PERIODS
    evidence: Evidence = Evidence.NONE
    evidence_hint: str | None = None
    scored_by: ScoredBy = ScoredBy.UNIT
    not_applicable: NotApplicable = NotApplicable.FORBIDDEN
    items: ItemRows | None = None
    inputs: tuple[NamedInput, ...] = ()
    balances: tuple[Balance, ...] = ()
    note: str | None = None
    law: tuple[LegalReference, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether the criterion is scored by a rule of its own."""
        return isinstance(self.rule, LeafRule)

    @property
    def leaf_rule(self) -> LeafRule:
        """The rule of a leaf. Raises TypeError for a parent."""
        if not isinstance(self.rule, LeafRule):
            raise TypeError(f"{self.code} has no leaf rule")
        return self.rule

    @property
    def cap(self) -> Decimal | None:
        """The cap of a parent's sum, if it has one."""
        match self.rule:
            case SubSum(cap=cap):
                return cap
            case LeafRule():
                return None
        assert_never(self.rule)

    @property
    def local(self) -> bool:
        """Whether the unit's own entries are enough to compute the points."""
        return self.scored_by is ScoredBy.UNIT and not self.leaf_rule.cluster


class Tree:
    """The criteria in their order, with the questions that everybody asks of them."""

    def __init__(self, criteria: tuple[Criterion, ...]) -> None:
        self.criteria = criteria
        self._by_code = {c.code: c for c in criteria}
        self._children: dict[str | None, list[Criterion]] = {}
        for criterion in criteria:
            self._children.setdefault(criterion.parent, []).append(criterion)

    def __getitem__(self, code: str) -> Criterion:
        """The criterion with this code; KeyError where there is none."""
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def roots(self) -> tuple[Criterion, ...]:
        """The content groups and the bonus and penalty sections."""
        return tuple(self._children.get(None, ()))

    def children(self, code: str) -> tuple[Criterion, ...]:
        """The direct children in their order."""
        return tuple(self._children.get(code, ()))

    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that a rule scores."""
        return tuple(c for c in self.criteria if c.is_leaf)

    def leaves_of(self, code: str) -> tuple[Criterion, ...]:
        """The leaves below a node."""
        return tuple(
            leaf
            for child in self.children(code)
            for leaf in ((child,) if child.is_leaf else self.leaves_of(child.code))
        )

    def walk(self) -> Iterator[tuple[int, Criterion]]:
        """Depth (0 for a root) and criterion, parents before their children."""
        yield from self._walk(None, 0)

    def _walk(self, code: str | None, depth: int) -> Iterator[tuple[int, Criterion]]:
        for criterion in self._children.get(code, ()):
            yield depth, criterion
            yield from self._walk(criterion.code, depth + 1)
