"""Reading the values that a rule needs, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from tests.oracle.model import HALF, Entries, Node, State, Value, exact, field_of

PERCENT_LIMIT = 2


class Reader:
    """Reads for one leaf or one item row; remembers whether anything was missing or unusable.

    Every method gives None where there is no usable value. A value that is missing asks for
    nothing more than patience; one that is out of bounds is a fault, and a fault weighs more.
    """

    def __init__(self, node: Node, entries: Entries, period: str, row: str | None = None) -> None:
        self.node = node
        self.entries = entries
        self.period = period
        self.row = row
        self.missing = False
        self.invalid = False
        self.ratio: Fraction | None = None

    @property
    def state(self) -> State:
        if self.invalid:
            return "invalid"
        return "not_available" if self.missing else "ok"

    def fail(self) -> None:
        """Mark the line as unusable."""
        self.invalid = True

    def has(self, name: str) -> bool:
        """Whether anything stands in a field of this leaf or row."""
        return self.entries.get((self.node.code, self.row, name)) not in (None, "")

    def _raw(self, name: str, reference: str | None = None) -> Value | None:
        criterion, item = self.node.code, self.row
        if reference is not None:
            other, colon, code = reference.partition(":")
            criterion, item = (other, code) if colon else (criterion, reference)
        value = self.entries.get((criterion, item, name))
        if value is None or value == "":
            self.missing = True
            return None
        return value

    def _number(
        self,
        name: str,
        *,
        whole: bool = False,
        least: int = 0,
        above: int | None = None,
        limit: Fraction | int | None = None,
        reference: str | None = None,
    ) -> Fraction | None:
        raw = self._raw(name, reference)
        if raw is None:
            return None
        if not isinstance(raw, Decimal | int) or isinstance(raw, bool):
            self.fail()
            return None
        number = exact(raw)
        wrong = (
            number < least
            or (above is not None and number <= above)
            or (limit is not None and number > limit)
            or (whole and number.denominator != 1)
        )
        if wrong:
            self.fail()
            return None
        return number

    def _unit(self) -> str:
        usual = "percent" if self.node.kind == "bands" else "number"
        return str(self.node.rule.get("value", usual))

    def actual(self) -> Fraction | None:
        """The result of the period, in the unit of `value`."""
        unit = self._unit()
        return self._number(
            field_of("actual", self.period),
            whole=unit == "count",
            limit=PERCENT_LIMIT if unit == "percent" else None,
        )

    def target(self) -> Fraction | None:
        """The target: pledged by the unit, or a number of the rule."""
        fixed = self.node.rule.get("target", "registered")
        if fixed != "registered":
            return exact(fixed)
        unit = self._unit()
        return self._number(
            "target",
            whole=unit == "count",
            above=0,
            limit=PERCENT_LIMIT if unit == "percent" else None,
        )

    def weight(self) -> Fraction | None:
        return self._number("weight", above=0)

    def count(self, reference: str | None = None, period: str | None = None) -> Fraction | None:
        """A count of the leaf itself, or of a named input (`code` or `criterion:code`)."""
        name = field_of("count", period or self.period)
        return self._number(name, whole=True, reference=reference)

    def counts(self, references: Sequence[str]) -> list[Fraction] | None:
        """All the named counts; None when one of them is not usable."""
        found = [self.count(reference) for reference in references]
        usable = [count for count in found if count is not None]
        return usable if len(usable) == len(found) else None

    def points(self, limit: Fraction | None = None) -> Fraction | None:
        return self._number(field_of("points", self.period), limit=limit)

    def rank(self) -> Fraction | None:
        """A rank: a whole number from 1."""
        return self._number(field_of("count", self.period), whole=True, least=1)

    def choice(self, labels: Sequence[str]) -> str | None:
        raw = self._raw(field_of("choice", self.period))
        if raw is None:
            return None
        if not isinstance(raw, str) or raw not in labels:
            self.fail()
            return None
        return raw

    def day(self) -> date | None:
        raw = self._raw(field_of("date", self.period))
        if raw is None:
            return None
        if isinstance(raw, datetime):
            return raw.date()
        if not isinstance(raw, date):
            self.fail()
            return None
        return raw

    def halves(self) -> tuple[Fraction, Fraction] | None:
        """Events of the first and of the second half; the year's count includes the first."""
        if self.period == HALF:
            first = self.count()
            return None if first is None else (first, Fraction(0))
        first, year = self.count(period=HALF), self.count()
        if first is None or year is None:
            return None
        if first > year:
            self.fail()
            return None
        return first, year - first
